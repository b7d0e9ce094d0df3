"""Across the dossiers of a buyer: its documents, and the alerts that its people received."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent, est_de_la_ville, portee
from services.office import Bureau
from services.pieces import renvoi
from services.reading.listing import dire_les_lignes, lecture_de
from services.reading.sheets import Demande, Feuille, Rangee, le
from services.reading.standing import RETOUCHES, tenues
from states.roles import ENTREPRISE, REFERENT
from storage import looking as vues
from storage import town as depot
from storage.looking import FiltreDossiers
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.history import CORRECTION
from workflow.process import Definition

PAR_PAGE = 50
DOCUMENTAIRES = frozenset(
    {"bilan", "convention", "devis", "facture", "point_etape", "programmation", "reunion"}
)
"""Machines whose dossiers come to a document that the buyer expects; others' proofs stay there."""
DEVIS, ACCEPTE = "devis", "accepte"
ALERTE_LE = "alerte_le"
"""The fact that says on which day the buyer was alerted (``states/facts.py``)."""


def documents(
    bureau: Bureau, visiteur: Visiteur, numero: int = 1, *, par_page: int | None = PAR_PAGE
) -> dict[str, Any]:
    """``{lignes, suite}``: a page of the letters and files of one's dossiers, newest first.

    Each is ``{titre, nom, adresse, cree_le, numero, machine, subject, etat_libelle}``, ``adresse``
    being what follows that of its dossier. Of files, those of dossiers that are a document.

    Raises:
        Introuvable: the reader is of no buyer: the team reads letters in each dossier.
    """
    filtre = _filtre(visiteur)
    saut = 0 if par_page is None else (numero - 1) * par_page
    fin = None if par_page is None else saut + par_page
    with bureau.travail.lire() as connexion:
        papiers = _premiers(bureau, connexion, filtre, None if fin is None else fin + 1)
    return {"lignes": papiers[saut:fin], "suite": fin is not None and len(papiers) > fin}


def _premiers(
    bureau: Bureau, connexion: Connexion, filtre: FiltreDossiers, voulus: int | None
) -> list[dict[str, Any]]:
    """The newest papers, so many of them at least while there are: all of them when none is said.

    A row may hold none any more, replaced, undone or erased, and another two: twice as many rows
    are read, then every one where those were not enough.
    """
    actes, papiers = _actes(bureau), []
    for limite in (None,) if voulus is None else (2 * voulus, None):
        lues = depot.documents(connexion, filtre, actes, ENTREPRISE, limite=limite)
        debout = _debout(connexion, lues)
        papiers = [
            {**une._asdict(), **un, "etat_libelle": definition.etats[une.state].libelle}
            for une in lues
            for definition in [bureau.machines.par_id(connexion, une.definition).definition]
            for un in _papiers(une, definition, debout)
        ]
        if limite is None or len(lues) < limite or len(papiers) >= (voulus or 0):
            break
    return papiers


def _debout(connexion: Connexion, page: Sequence[Any]) -> dict[tuple[int, int], dict[str, Any]]:
    """Dossier and number of each line that stands → its entries now, without an erased file."""
    siennes = [une for une in page if une.seq is not None]
    if not siennes:
        return {}
    ids = {une.id for une in siennes}
    par_dossier: dict[int, list[tuple[int, str, Any]]] = {un: [] for un in ids}
    for une in siennes:
        par_dossier[une.id].append((une.seq, "", lire_json(une.payload)))
    for une in depot.retouches(connexion, ids, RETOUCHES):
        par_dossier[une.dossier].append((une.seq, une.kind, lire_json(une.payload)))
    lues = {
        (dossier, seq): donnees
        for dossier, lignes in par_dossier.items()
        for seq, donnees in tenues(lignes).items()
    }
    effaces = depot.effaces(
        connexion, {lu[1] for une in lues.values() for val in une.values() if (lu := renvoi(val))}
    )
    return {
        cle: {
            nom: val for nom, val in une.items() if not (lu := renvoi(val)) or lu[1] not in effaces
        }
        for cle, une in lues.items()
    }


def _actes(bureau: Bureau) -> list[tuple[str, str]]:
    """The acts that bring a document of those machines."""
    return [
        (machine, nom)
        for machine in sorted(DOCUMENTAIRES & bureau.machines.courantes.keys())
        for definition in [bureau.machines.courantes[machine].definition]
        for nom, acte in definition.evenements.items()
        if acte.operation != CORRECTION  # its file proves an agreement: it stays in its dossier
        and any(_montree(definition, une.champ) for une in acte.saisies)
    ]


def _montree(definition: Definition, champ: str) -> bool:
    """Whether a field holds a file that the buyer is shown, whoever brought it."""
    declare = definition.contexte.get(champ)
    if declare is None or declare.type != "piece":
        return False
    return champ not in definition.personnels or REFERENT in declare.montre_a


def _papiers(
    une: Any, definition: Definition, debout: Mapping[tuple[int, int], Mapping[str, Any]]
) -> Iterator[dict[str, str]]:
    """The letter of a row, or each file that its line still holds."""
    if une.lettre is not None:
        yield {"titre": une.titre, "nom": "PDF", "adresse": f"documents/{une.lettre}"}
        return
    for champ, valeur in debout.get((une.id, une.seq), {}).items():
        fichier = renvoi(valeur) if _montree(definition, champ) else None
        if fichier:
            libelle = _libelle(definition, champ, une.state)
            yield {"titre": libelle, "nom": fichier[0], "adresse": f"pieces/{fichier[1]}"}


def _libelle(definition: Definition, champ: str, etat: str) -> str:
    """How a file is called; a devis is « signé » once it is accepted, and no sooner."""
    if definition.machine == DEVIS and etat != ACCEPTE:
        return definition.libelle
    return definition.contexte[champ].libelle


def alertes(
    bureau: Bureau, visiteur: Visiteur, numero: int = 1, *, par_page: int | None = PAR_PAGE
) -> dict[str, Any]:
    """``{lignes, suite}``: the dossiers of which one was alerted; those that run, latest, first.

    Raises:
        Introuvable: the reader is of no buyer.
    """
    filtre, (saut, limite) = _filtre(visiteur), _tranche(numero, par_page)
    champs = [
        (machine, nom)
        for machine, une in bureau.machines.courantes.items()
        for nom, champ in une.definition.contexte.items()
        if champ.fait == ALERTE_LE
    ]
    lecture = lecture_de(bureau, visiteur)
    with bureau.travail.lire() as connexion:
        jours = depot.alertes(connexion, filtre, champs, saut=saut, limite=limite)
        voulus = tuple(jours)[:par_page]
        ids = FiltreDossiers(ids=voulus, portee=filtre.portee)
        page = vues.page(connexion, ids, lecture, apres=None, limite=len(voulus))
        dites = dire_les_lignes(bureau, connexion, visiteur, page)
    par_id = {une["id"]: {**une, "alerte_le": jours[une["id"]]} for une in dites}
    return {
        "lignes": [par_id[un] for un in voulus],
        "suite": par_page is not None and len(jours) > par_page,
    }


def _filtre(visiteur: Visiteur) -> FiltreDossiers:
    if not est_de_la_ville(visiteur):
        raise absent()
    return FiltreDossiers(portee=portee(visiteur))


def _tranche(numero: int, par_page: int | None) -> tuple[int, int | None]:
    """Where a page begins, and one row more than it shows; everything, when it has no length."""
    return (0, None) if par_page is None else ((numero - 1) * par_page, par_page + 1)


def _documents(bureau: Bureau, visiteur: Visiteur, _demande: Demande) -> Iterator[Rangee]:
    for une in documents(bureau, visiteur, par_page=None)["lignes"]:
        yield (
            *(une["titre"], une["nom"], une["subject"], une["numero"], une["etat_libelle"]),
            *le(une["cree_le"]),
        )


def _alertes(bureau: Bureau, visiteur: Visiteur, _demande: Demande) -> Iterator[Rangee]:
    for une in alertes(bureau, visiteur, par_page=None)["lignes"]:
        yield (
            *(une["numero"], une["sujet"], une["titulaire"], une["marche"]),
            *(date.fromisoformat(une["alerte_le"]), une["etat_libelle"]),
        )


FEUILLES = {
    "/documents": Feuille(
        titre="Documents",
        colonnes=(
            "Document",
            "Fichier",
            "Objet",
            "Dossier",
            "Où en est le dossier",
            "Écrit le",
            "À",
        ),
        lire=_documents,
    ),
    "/alertes": Feuille(
        titre="Alertes",
        colonnes=("Dossier", "Objet", "Entreprise", "Marché", "Alerte du", "Où on en est"),
        lire=_alertes,
    ),
}
"""By the address of its page."""
