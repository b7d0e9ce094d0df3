"""The story beside the letters: the agreements themselves, the people hired, what is invoiced."""

from __future__ import annotations

from collections.abc import Iterator

from jalon.demo.acts import Acte, Ouvre
from jalon.demo.people import CAMILLE, IDRIS, INES, PAULE, SOLENE, THEO

FACADE = ("2024018", "80430585200019")
"""The relation under which people are proposed and hired: it goes well."""
FACADE_SUIVIE = "MAR-2025-00004"
"""The dossier of its marché: the fourth one that the story follows."""
_PROCEDURE = """\
parametres:
  relation_entreprise: {contacts_requis: 2}
"""
_JUSTIFICATIF = ("attestation.txt", b"Attestation d'inscription (exemple de la demonstration)\n")


def partenariat() -> Iterator[Ouvre | Acte]:
    """Every act, in no order: the story sorts them."""
    yield from _conventions()
    yield from _candidatures()
    yield from _participation()
    yield from _autour_des_marches()


def _conventions() -> Iterator[Ouvre | Acte]:
    """One agreement in force, one whose procedure is proposed, one still to frame."""
    for nom, convention, par, ouverte in (
        ("sainte-foy", "SAINTE-FOY-2024", CAMILLE, "01-07"),
        ("oullins", "OULLINS-2022", CAMILLE, "02-10"),
        ("ecully", "ECULLY-2023", IDRIS, "02-24"),
    ):
        yield Ouvre(jour=ouverte, nom=nom, machine="convention", par=par, convention=convention)
    for nom, cadree in (("sainte-foy", "01-13"), ("oullins", "02-18")):
        cadrage = f"{nom} : cadrages"
        yield Acte(cadree, cadrage, "tenir", CAMILLE, {"tenue_le": f"2025-{cadree}"})
        procedure = {"procedure": ("procedure.yaml", _PROCEDURE.encode())}
        yield Acte(cadree, nom, "proposer_procedure", CAMILLE, pieces=procedure)
    yield Acte("01-16", "sainte-foy", "accepter_procedure", INES)
    yield Ouvre(
        jour="02-20",
        nom="groupe scolaire",
        machine="operation",
        par=CAMILLE,
        convention="SAINTE-FOY-2024",
        saisies={"nom": "Rénovation du groupe scolaire"},
    )
    yield Ouvre(
        jour="02-17",
        nom="chantier ouvert",
        machine="action_collective",
        par=CAMILLE,
        convention="SAINTE-FOY-2024",
        saisies={
            "intitule": "Visite du chantier de la façade",
            "type_action": "visite_de_chantier",
            "publics": "Personnes suivies par la mission locale",
        },
    )
    yield Acte("02-17", "chantier ouvert", "associer_marche", CAMILLE, {"marche": FACADE_SUIVIE})
    yield Acte(
        "02-18",
        "chantier ouvert",
        "programmer",
        CAMILLE,
        {"date_action": "2025-03-20", "lieu": "Sainte-Foy-lès-Lyon", "places": "12"},
    )


def _candidatures() -> Iterator[Ouvre | Acte]:
    """Five people, one at each step from the proposal to the job; an offer that is out."""
    for prenom, nom, jour in (
        ("Maya", "Candidate", "01-10"),
        ("Noé", "Candidat", "02-12"),
        ("Sacha", "Candidat·e", "02-19"),
        ("Lina", "Candidate", "02-20"),
        ("Tom", "Candidat", "02-27"),
    ):
        yield Ouvre(
            jour=jour,
            nom=prenom,
            machine="candidature",
            par=CAMILLE,
            dans=FACADE,
            saisies={
                "origine": "prescripteur",
                "prescripteur": PAULE,
                "poste": "Aide-peintre",
                "nom": nom,
                "prenom": prenom,
            },
        )
    for prenom, jour in (("Maya", "01-14"), ("Noé", "02-17"), ("Lina", "02-24")):
        yield Acte(
            jour,
            prenom,
            "recevoir_pieces",
            CAMILLE,
            {"categorie": "deld", "justificatif_etabli_le": f"2025-{jour}"},
            {"justificatif": _JUSTIFICATIF},
        )
    yield Acte("02-19", "Sacha", "demander_pieces", CAMILLE)
    for prenom, jour in (("Maya", "01-15"), ("Noé", "02-18")):
        yield Acte(jour, prenom, "valider_eligibilite", CAMILLE)
    yield Acte("01-16", "Maya", "positionner", CAMILLE, {"positionnee_le": "2025-01-16"})
    contrat = {"type_contrat": "cdd", "modalite": "embauche_directe"}
    yield Acte("01-20", "Maya", "embaucher", CAMILLE, {"date_embauche": "2025-01-20", **contrat})
    yield Acte(
        "01-21", "Maya", "confirmer_prise_de_poste", CAMILLE, {"prise_de_poste_le": "2025-01-21"}
    )
    yield Ouvre(
        jour="02-24",
        nom="peintre",
        machine="demande_recrutement",
        par=CAMILLE,
        dans=FACADE,
        saisies={"poste": "Peintre", "nombre_de_postes": "2", "demandee_le": "2025-02-24"},
    )
    yield Acte("02-25", "peintre", "diffuser", CAMILLE, {"diffusee_le": "2025-02-25"})
    yield Ouvre(
        jour="02-10",
        nom="tutorat",
        machine="engagement",
        par=CAMILLE,
        dans=FACADE,
        saisies={
            "intitule": "Tutorat d’une personne en insertion",
            "theme": "tutorat",
            "attendu_le": "2025-05-30",
        },
    )


def _participation() -> Iterator[Ouvre | Acte]:
    """Quotes and invoices: paid for by halves, one on its way, one to issue."""
    for nom, marche, ouvert in (
        ("devis école", "20240", "01-08"),
        ("devis menuiserie", "20240022", "01-08"),
        ("devis chapelle", "2024023", "02-17"),
    ):
        saisies = {"montant": "3000", "objet_du_devis": "Suivi de la clause sociale"}
        yield Ouvre(jour=ouvert, nom=nom, machine="devis", par=SOLENE, dans=marche, saisies=saisies)
        yield Acte(ouvert, nom, "envoyer", SOLENE, {"envoye_le": f"2025-{ouvert}"})
    for nom in ("devis école", "devis menuiserie"):
        yield Acte("01-13", nom, "accepter", INES, {"accepte_le": "2025-01-13"})
    facture = "20240 : factures"
    emise = {"numero_facture": "FA-2025-001", "emise_le": "2025-01-20", "montant": "1500"}
    yield Acte("01-20", facture, "emettre", THEO, emise)
    yield Acte("01-21", facture, "deposer", THEO, {"deposee_le": "2025-01-21"})
    mise = {"mise_a_disposition_le": "2025-02-24"}
    yield Acte("02-24", facture, "constater_mise_a_disposition", THEO, mise)


def _autour_des_marches() -> Iterator[Ouvre]:
    """What a marché may have beside it."""
    yield Ouvre(
        jour="02-26",
        nom="point",
        machine="point_etape",
        par=INES,
        dans="20240",
        saisies={"demande": "Où en sont les heures avant le conseil municipal ?"},
    )
    yield Ouvre(
        jour="02-06",
        nom="lot 2",
        machine="lot",
        par=CAMILLE,
        dans="2024023",
        saisies={"numero_lot": "2", "intitule": "Peinture"},
    )
    yield Ouvre(
        jour="02-06",
        nom="tranche",
        machine="periode",
        par=CAMILLE,
        dans="20240",
        saisies={
            "genre": "tranche_optionnelle",
            "intitule": "Tranche optionnelle 1",
            "a_decider_le": "2025-07-31",
        },
    )
