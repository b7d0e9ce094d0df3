"""Builds the sections of a definition from a strictly read document, noting every fault of form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from workflow import process as p
from workflow.building_dates import (
    ANNEES,
    ANNEES_DES_DATES,
    annees_du_champ,
    lire_annees,
)
from workflow.building_events import lire_echeances, lire_evenements, lire_ouverture
from workflow.declared import Annees, Parametre, Tache
from workflow.expressions import Expression
from workflow.form import Section
from workflow.parsing import ExpressionInvalide, analyser
from workflow.strict_yaml import Document

T = TypeVar("T")

CLES_DE_TETE = [
    "machine",
    "version",
    "libelle",
    "source",
    "prefixe",
    "racine",
    "parametres",
    "rappels",
    "contexte",
    "liens",
    "gardes",
    "taches",
    "ouverture",
    "etats",
    "evenements",
]
CLES_GENERIQUES = [
    "machine",
    "parametres",
    "rappels",
    "contexte",
    "gardes",
    "taches",
    "evenements",
    ANNEES_DES_DATES,
]


def construire(document: Document, communs: Document, *, empreinte: str) -> p.Definition | None:
    """Build a definition, or ``None`` when the document is no machine; faults are in it."""
    tete = Section.racine(document)
    if tete is None:
        return None
    tete.cles(
        obligatoires=("machine", "version", "libelle", "source", "etats", "evenements"),
        permises=CLES_DE_TETE,
    )
    if not tete.identifiant("machine"):
        return None
    generiques = Section.racine(communs) or Section(communs, "", {})
    generiques.cles(permises=CLES_GENERIQUES)
    sources = (tete, generiques)
    etats = _lire_etats(tete.sous("etats"))
    parametres = _fusion(_lire_parametres, sources, "parametres")
    mots = mots_nus(_fusion(_lire_contexte, sources, "contexte"), parametres, etats)
    annees = lire_annees(generiques, ANNEES_DES_DATES, None)
    return p.Definition(
        machine=tete.texte("machine"),
        version=tete.entier("version", minimum=1),
        libelle=tete.texte("libelle"),
        source=tete.texte("source"),
        prefixe=tete.texte("prefixe") or tete.texte("machine")[:3].upper(),
        parametres=parametres,
        contexte=_fusion(partial(_lire_contexte, mots=mots, annees=annees), sources, "contexte"),
        liens=_lire_liens(tete.sous("liens")),
        gardes=_fusion(partial(_lire_gardes, mots=mots), sources, "gardes"),
        taches=_fusion(_lire_taches, sources, "taches"),
        etats=etats,
        rappels=_fusion(lire_echeances, sources, "rappels"),
        evenements=_fusion(partial(lire_evenements, etats=etats), sources, "evenements"),
        ouverture=lire_ouverture(tete.sous("ouverture")),
        racine=tete.oui("racine"),
        empreinte=empreinte,
        fichier=document.fichier,
        lignes=document.lignes,
        fichier_commun=communs.fichier,
        lignes_communes=communs.lignes,
    )


def _fusion(
    lecteur: Callable[[Section], Mapping[str, T]], sources: Iterable[Section], nom: str
) -> dict[str, T]:
    """What the machine declares, then what every machine has and it does not write itself."""
    fusion: dict[str, T] = {}
    for source in sources:
        for cle, valeur in lecteur(source.sous(nom)).items():
            fusion.setdefault(cle, valeur)
    return fusion


def mots_nus(
    contexte: Mapping[str, p.Champ],
    parametres: Mapping[str, Parametre],
    etats: Mapping[str, p.Etat],
) -> frozenset[str]:
    """Bare words that guards may use as values: choices, and the names of the states."""
    valeurs = {valeur for champ in contexte.values() for valeur in champ.valeurs}
    valeurs |= {valeur for parametre in parametres.values() for valeur in parametre.valeurs}
    return frozenset((valeurs | set(etats)) - set(contexte) - set(parametres))


def _lire_parametres(section: Section) -> dict[str, Parametre]:
    lus: dict[str, Parametre] = {}
    for nom, une in section.elements():
        une.cles(
            obligatoires=("type", "defaut", "source"),
            permises=["type", "defaut", "source", "valeurs", "min", "max", "libelle"],
        )
        genre = une.parmi("type", p.TYPES_DE_PARAMETRE)
        lus[nom] = Parametre(
            nom=nom,
            type=genre,
            defaut=_defaut(une, genre),
            source=une.texte("source"),
            valeurs=une.liste("valeurs"),
            min=une.entier_ou_rien("min"),
            max=une.entier_ou_rien("max"),
            libelle=une.texte("libelle") or nom.replace("_", " "),
        )
    return lus


def _defaut(section: Section, genre: str) -> Any:
    brut = section.brut("defaut")
    if genre in {"delai", "duree"}:
        return section.delai("defaut")
    if genre == "decimal":
        return section.decimal("defaut")
    attendu: dict[str, type] = {"entier": int, "booleen": bool}
    if genre in attendu and type(brut) is not attendu[genre]:
        section.faute("type", "defaut", f"« {brut} » n’est pas de type {genre}.")
    if genre in {"choix", "champ"} and brut not in section.liste("valeurs"):
        section.faute("type", "defaut", f"« {brut} » n’est pas dans valeurs.")
    return brut


def _lire_contexte(
    section: Section, mots: frozenset[str] | None = None, annees: Annees | None = None
) -> dict[str, p.Champ]:
    """Fields; their invariants too once the bare words that they may use are known."""
    lus: dict[str, p.Champ] = {}
    permises = [
        "type",
        "fait",
        "saisi",
        "libelle",
        "min",
        "max",
        ANNEES,
        "valeurs",
        "invariant",
        "sinon",
        "personnel",
        "passager",
        "reference",
        "format",
        "court",
        "accord",
        "corrige_si",
        "libelles",
        "montre_a",
    ]
    for nom, une in section.elements():
        une.cles(obligatoires=("type",), permises=permises)
        if bool(une.texte("fait")) == une.oui("saisi"):
            une.faute("champ", "", f"« {nom} » doit être soit un fait, soit saisi: oui.")
        genre = une.parmi("type", p.TYPES_DE_CHAMP)
        if genre == "choix" and not une.liste("valeurs"):
            une.faute("champ", "valeurs", f"« {nom} » est un choix sans valeurs.")
        if une.oui("reference") and genre != "piece":
            une.faute("champ", "reference", f"« {nom} » : seule une pièce admet une référence.")
        if une.texte("format") and genre != "piece":
            une.faute("champ", "format", f"« {nom} » : seule une pièce a un format.")
        lus[nom] = p.Champ(
            nom=nom,
            type=genre,
            libelle=une.texte("libelle") or nom.replace("_", " "),
            fait=une.texte("fait") or None,
            saisi=une.oui("saisi"),
            personnel=une.oui("personnel"),
            passager=une.oui("passager"),
            montre_a=une.liste("montre_a"),
            reference=une.oui("reference"),
            format=une.parmi("format", p.FORMATS) if une.texte("format") else "",
            court=une.oui("court"),
            accord=une.oui("accord"),
            corrige_si=une.texte("corrige_si"),
            min=une.entier_ou_rien("min"),
            max=une.entier_ou_rien("max"),
            annees=annees_du_champ(une, genre, annees),
            valeurs=une.liste("valeurs"),
            libelles=une.sous("libelles").textes(),
            invariant=None if mots is None else _invariant(une, mots),
            sinon=une.texte("sinon"),
        )
    return lus


def _invariant(section: Section, mots: frozenset[str]) -> Expression | None:
    if not section.texte("invariant"):
        return None
    if not section.texte("sinon"):
        section.faute("champ", "invariant", "Un invariant demande sa phrase « sinon ».")
    return _expression(section, "invariant", mots)


def _lire_gardes(section: Section, *, mots: frozenset[str]) -> dict[str, p.Garde]:
    lues: dict[str, p.Garde] = {}
    for nom, une in section.elements():
        une.cles(obligatoires=("si", "sinon"), permises=("si", "sinon"))
        expression = _expression(une, "si", mots)
        if expression is not None:
            lues[nom] = p.Garde(nom=nom, si=expression, sinon=une.texte("sinon"))
    return lues


def _expression(section: Section, cle: str, mots: frozenset[str]) -> Expression | None:
    try:
        return analyser(section.texte(cle), mots=mots)
    except ExpressionInvalide as erreur:
        section.faute("garde", cle, str(erreur))
        return None


def _lire_liens(section: Section) -> dict[str, p.LienDeclare]:
    lus: dict[str, p.LienDeclare] = {}
    for nom, une in section.elements():
        une.cles(
            obligatoires=("machine", "nombre"),
            permises=(
                "machine",
                "nombre",
                "cle",
                "libere_par",
                "libre_a_la_main",
                "trouve_par",
                "donne",
                "anniversaire_de",
                "corrige_dans",
                "defait_par",
            ),
        )
        lus[nom] = p.LienDeclare(
            nom=nom,
            machine=une.texte("machine"),
            nombre=une.texte("nombre"),
            cle=une.texte("cle"),
            libere_par=une.liste("libere_par"),
            libre_a_la_main=une.oui("libre_a_la_main"),
            trouve_par=une.parmi("trouve_par", p.LIENS_PAR) or p.PARENT,
            donne=une.sous("donne").textes(),
            anniversaire_de=une.sous("anniversaire_de").textes(),
            corrige_dans=une.liste("corrige_dans"),
            defait_par=une.texte("defait_par"),
        )
    return lus


def _lire_taches(section: Section) -> dict[str, Tache]:
    lues: dict[str, Tache] = {}
    for nom, une in section.elements():
        une.cles(
            obligatoires=("libelle", "pour"),
            permises=[
                "libelle",
                "pour",
                "dans",
                "faite_par",
                "survit",
                "sans_arret",
                "question",
                "decision",
                "jusqu_a",
            ],
        )
        lues[nom] = Tache(
            nom=nom,
            libelle=une.texte("libelle"),
            pour=une.texte("pour"),
            dans=une.delai("dans") if "dans" in une else None,
            faite_par=une.liste("faite_par"),
            survit=une.oui("survit"),
            sans_arret=une.oui("sans_arret"),
            question=une.texte("question"),
            jusqu_a=une.texte("jusqu_a"),
            decision=une.oui("decision") if "decision" in une else None,
        )
    return lues


def _lire_etats(section: Section) -> dict[str, p.Etat]:
    lus: dict[str, p.Etat] = {}
    permises = ["libelle", "initial", "final", "detenteur", "echeances"]
    permises += ["sans_echeance", "sans_retour", "sans_pause"]
    for nom, un in section.elements():
        un.cles(obligatoires=("libelle",), permises=permises)
        lus[nom] = p.Etat(
            nom=nom,
            libelle=un.texte("libelle"),
            initial=un.oui("initial"),
            final=un.oui("final"),
            detenteur=un.texte("detenteur"),
            echeances=lire_echeances(un.sous("echeances")),
            sans_echeance=un.texte("sans_echeance"),
            sans_retour=un.texte("sans_retour"),
            sans_pause=un.texte("sans_pause"),
        )
    return lus
