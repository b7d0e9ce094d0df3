"""Builds events, deadlines and effects from a strictly read document."""

from __future__ import annotations

from collections.abc import Mapping

from workflow import process as p
from workflow.declared import Repetition
from workflow.form import Section
from workflow.values import Delai, Unite

GENRES = ("mail", "document", "tache", "emet", "ouvre", "inscrit", "incident")
JAMAIS = Delai(0, Unite.JOURS)
"""Stands for a delay that is not written: its absence is a fault already."""
RATTRAPAGE = "fusionner"
"""What becomes by default of deadlines that came due while nothing ran."""
RATTRAPAGES = frozenset({RATTRAPAGE, "demander", "sauter"})
CLES_OUVERTURE = [
    "saisies",
    "effets",
    "en_cours",
    "par",
    "sujet",
    "de_la_convention",
    "unique",
    "convention_en_cours",
]
CLES_EVENEMENT = [
    "libelle",
    "de",
    "vers",
    "selon",
    "par",
    "gardes",
    "saisies",
    "pose",
    "efface",
    "motif",
    "effets",
    "si_parametre",
    "operation",
    "consequence",
    "source",
    "temps_arrete_depuis",
    "temps_repris_le",
]
CLES_ECHEANCE = [
    "apres",
    "avant",
    "calendrier",
    "depuis",
    "declenche",
    "effets",
    "repeter",
    "rattrapage",
    "opposable_a",
    "libelle",
    "si_parametre",
    "verification",
    "ensuite",
]


def lire_evenements(section: Section, etats: Mapping[str, p.Etat]) -> dict[str, p.Evenement]:
    """Read the events of a machine whose states are known."""
    lus: dict[str, p.Evenement] = {}
    for nom, un in section.elements():
        un.cles(obligatoires=("libelle", "de", "par"), permises=CLES_EVENEMENT)
        if "vers" in un and "selon" in un:
            un.faute("evenement", "selon", f"« {nom} » : vers et selon s’excluent.")
        de = _de(un, etats)
        if not de and "de" in un:
            un.faute("evenement", "de", f"« {nom} » ne part d’aucun état.")
        lus[nom] = p.Evenement(
            nom=nom,
            libelle=un.texte("libelle"),
            de=de,
            par=frozenset(un.liste("par")),
            vers=un.texte("vers") or None,
            selon=_branches(un),
            gardes=un.liste("gardes"),
            saisies=_saisies(un.sous("saisies")),
            pose=un.sous("pose").textes(),
            efface=un.liste("efface"),
            motif=un.parmi("motif", ("obligatoire",)) == "obligatoire",
            effets=lire_effets(un),
            si_parametre=un.texte("si_parametre") or None,
            operation=un.parmi("operation", p.OPERATIONS) or None,
            consequence=un.texte("consequence"),
            source=un.texte("source"),
            temps_arrete_depuis=un.texte("temps_arrete_depuis"),
            temps_repris_le=un.texte("temps_repris_le"),
            ordre=un.liste("par"),
        )
    return lus


def _de(section: Section, etats: Mapping[str, p.Etat]) -> frozenset[str]:
    brut = section.brut("de")
    non_finaux = frozenset(nom for nom, etat in etats.items() if not etat.final)
    if brut == "tous":
        return frozenset(etats)
    if brut == "non_finaux":
        return non_finaux
    if isinstance(brut, dict):
        sauf = section.sous("de")
        sauf.cles(obligatoires=("tous_sauf",), permises=("tous_sauf",))
        exclus = sauf.liste("tous_sauf")
        _connus(section, exclus, etats)
        return frozenset(etats) - frozenset(exclus)
    noms = section.liste("de")
    _connus(section, noms, etats)
    return frozenset(noms)


def _connus(section: Section, noms: tuple[str, ...], etats: Mapping[str, p.Etat]) -> None:
    for nom in noms:
        if nom not in etats:
            section.faute("etat_inconnu", "de", f"L’état « {nom} » n’est pas déclaré.")


def _branches(section: Section) -> tuple[p.Branche, ...]:
    lues: list[p.Branche] = []
    for une in section.lignes("selon"):
        une.cles(permises=("si", "vers", "sinon"))
        if "sinon" in une:
            lues.append(p.Branche(si=None, vers=une.texte("sinon")))
        else:
            lues.append(p.Branche(si=une.texte("si"), vers=une.texte("vers")))
    return tuple(lues)


def lire_ouverture(section: Section) -> p.Ouverture:
    """Read what a dossier is opened with."""
    section.cles(permises=CLES_OUVERTURE)
    return p.Ouverture(
        saisies=_saisies(section.sous("saisies")),
        effets=lire_effets(section),
        en_cours=lire_effets(section, "en_cours"),
        par=section.liste("par"),
        sujet=section.texte("sujet"),
        de_la_convention=section.liste("de_la_convention"),
        unique=section.oui("unique"),
        convention_en_cours=section.oui("convention_en_cours"),
    )


def _saisies(section: Section) -> tuple[p.Saisie, ...]:
    for nom, _ in section.valeurs():
        section.parmi(nom, ("obligatoire", "facultatif"))
    return tuple(
        p.Saisie(champ=nom, obligatoire=valeur == "obligatoire")
        for nom, valeur in section.valeurs()
    )


def lire_effets(section: Section, cle: str = "effets") -> tuple[p.Effet, ...]:
    """Read the effects of an event or of a deadline, in the list under that key."""
    lus: list[p.Effet] = []
    for un in section.lignes(cle):
        un.cles(permises=(*GENRES, "si"))
        genres = [genre for genre in GENRES if genre in un]
        if len(genres) != 1:
            un.faute("effet", "", f"Un effet a une clé parmi {', '.join(GENRES)}.")
            continue
        lus.append(_effet(un, genres[0]))
    return tuple(lus)


def _effet(section: Section, genre: str) -> p.Effet:
    si = section.texte("si")
    if genre == "emet":
        detail = section.sous("emet")
        permises = ("evenement", "a", "avec", "le", "defait_par")
        detail.cles(obligatoires=("evenement", "a"), permises=permises)
        return p.Effet(
            genre=genre,
            nom=detail.texte("evenement"),
            a=detail.texte("a"),
            avec=detail.sous("avec").textes(),
            le=detail.texte("le"),
            defait_par=detail.texte("defait_par"),
            si=si,
        )
    if genre == "ouvre":
        detail = section.sous("ouvre")
        detail.cles(
            obligatoires=("machine", "lien"), permises=("machine", "lien", "pour_chaque", "avec")
        )
        return p.Effet(
            genre=genre,
            nom=detail.texte("machine"),
            lien=detail.texte("lien"),
            pour_chaque=detail.texte("pour_chaque"),
            avec=detail.sous("avec").textes(),
            si=si,
        )
    return p.Effet(genre=genre, nom=section.texte(genre), si=si)


def lire_echeances(section: Section) -> dict[str, p.RegleEcheance]:
    """Read the deadlines of a state."""
    lues: dict[str, p.RegleEcheance] = {}
    for nom, une in section.elements():
        une.cles(obligatoires=("calendrier", "depuis"), permises=CLES_ECHEANCE)
        sens = "avant" if "avant" in une else "apres"
        if ("avant" in une) == ("apres" in une):
            une.faute("echeance", "", f"« {nom} » : écrivez apres ou avant, l’un des deux.")
        if ("declenche" in une) == ("effets" in une):
            une.faute("echeance", "", f"« {nom} » : écrivez declenche ou effets, l’un des deux.")
        lues[nom] = p.RegleEcheance(
            nom=nom,
            sens=sens,
            delai=une.delai_ou_nom(sens) if sens in une else JAMAIS,
            calendrier=une.texte("calendrier"),
            depuis=une.texte("depuis"),
            declenche=une.texte("declenche") or None,
            effets=lire_effets(une),
            repeter=_repetition(une),
            rattrapage=une.parmi("rattrapage", RATTRAPAGES) or RATTRAPAGE,
            opposable_a=une.texte("opposable_a") or None,
            libelle=une.texte("libelle") or nom.replace("_", " "),
            si_parametre=une.texte("si_parametre") or None,
            verification=une.texte("verification") or None,
            ensuite=une.texte("ensuite") or None,
        )
    return lues


def _repetition(section: Section) -> Repetition | None:
    if "repeter" not in section:
        return None
    detail = section.sous("repeter")
    detail.cles(obligatoires=("tous", "max"), permises=("tous", "max", "periodique"))
    return Repetition(
        tous=detail.delai_ou_nom("tous"),
        max=detail.entier("max", minimum=1),
        periodique=detail.oui("periodique"),
    )
