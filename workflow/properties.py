"""``states/proprietes/``: what the agreement says of the machines, as values to prove.

Each property quotes its article (``source``) and says in one sentence what must hold (``enonce``);
``machines`` are those it names, at most four, one instance of each. Names of events and states may
be written ``machine.nom``; alone, they belong to the first of the machines that has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workflow.articles import Obligation, lire_obligations
from workflow.building_events import lire_effets
from workflow.errors import Faute
from workflow.form import Section
from workflow.numbers import NOMBRES, Nombre, lire_nombres
from workflow.process import Effet
from workflow.strict_yaml import Document, lire

MACHINES_MAX = 4
"""More machines than that make a product nobody can wait for."""
TOUTES = "toutes"
"""What ``machines`` says of a table that holds for every machine."""
FORMES: Mapping[str, tuple[str, ...]] = {
    "jamais": ("sans_avant", "depuis", "quand", "pendant"),
    "au_plus_un": ("par", "sauf"),
    "apres": ("toujours_possible",),
    "attente_bornee": ("etats",),
    "seulement_par": (),
    "exige": (),
    "efface": (),
    "informe": (),
    "mobilise": (),
    "entraine": (),
    "ouvert": (),
    "parametre": (),
    "echeance": (),
    "entre_seulement_par": (),
    "part_de": (),
    "mene_a": (),
    "garde": (),
    "condition": (),
    "porte_effets": (),
    "provoque_seulement_par": (),
    "ecrit_seulement_par": (),
    "champ": (),
    "lien": (),
    "tache": (),
    "etat": (),
    "evenement": (),
    "borne": (),
    "reglable": (),
}
"""The forms of a property, and the keys that go with each."""
TABLES = tuple(nom for nom, suite in FORMES.items() if not suite)
"""Forms whose value says, for each name, what it must have."""
PORTE_EFFETS = "porte_effets"
ADMETTENT_RIEN = frozenset(
    {"garde", "provoque_seulement_par", "seulement_par", "ecrit_seulement_par"}
)
"""Forms that may say of a name that it has nothing: no guard, no cause, nobody."""
ARTICLE = "article"
"""Key that says which article a file is of."""
_CLES = ("machine", "proprietes", "obligations")
_COMMUNES = ("enonce", "source", "machines")


@dataclass(frozen=True, kw_only=True)
class Propriete:
    """One property: its form, its terms, and the article it comes from."""

    nom: str
    enonce: str
    source: str
    machines: tuple[str, ...]
    forme: str
    termes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    table: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Form with a table: name → what it must have (values of a list are their own keys)."""
    effets: Mapping[str, tuple[Effet, ...]] = field(default_factory=dict)
    """Form ``porte_effets``: name → the effects that it bears, written as in a machine."""
    fichier: str = ""
    ligne: int = 0

    def faute(self, code: str, message: str, *, lieu: tuple[str, int] | None = None) -> Faute:
        """A fault that quotes the sentence and its article, where the machine has it if known."""
        fichier, ligne = lieu or (self.fichier, self.ligne)
        return Faute(
            code,
            f"{self.enonce} [{self.source}] {message}",
            fichier,
            ligne,
            self.machines[0] if self.machines else "",
            ou=f"proprietes.{self.nom}",
        )


@dataclass(frozen=True)
class Accord:
    """What ``states/proprietes`` holds: the properties, and the sentences that they serve."""

    proprietes: tuple[Propriete, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    nombres: tuple[Nombre, ...] = ()
    """Numbers that the texts may write."""


def lire_accord(textes: Mapping[str, str]) -> tuple[Accord, tuple[Faute, ...]]:
    """Read the properties strictly: those that are well formed, and every fault of form.

    Parameters:
        textes: YAML text of each file, by its name; a file may hold the sentences of one article.
    """
    proprietes: list[Propriete] = []
    obligations: list[Obligation] = []
    nombres: list[Nombre] = []
    fautes: list[Faute] = []
    ecrits: dict[str, str] = {}
    for fichier, texte in textes.items():
        document = lire(texte, fichier)
        tete = Section.racine(document)
        if tete is not None:
            tete.cles(obligatoires=_CLES, permises=(*_CLES, ARTICLE, NOMBRES))
            _ecrits_deux_fois(tete, ecrits)
            lues = tete.sous("proprietes").elements()
            proprietes += (lue for nom, une in lues for lue in _lire(document, nom, une))
            obligations += lire_obligations(tete.sous("obligations"))
            nombres += lire_nombres(tete.sous(NOMBRES))
        fautes += document.fautes
    return Accord(tuple(proprietes), tuple(obligations), tuple(nombres)), tuple(fautes)


def _ecrits_deux_fois(tete: Section, ecrits: dict[str, str]) -> None:
    """A property, or the sentences of an article, that another file already has."""
    for section in ("proprietes", "obligations"):
        for nom in tete.sous(section).contenu:
            cle = f"{section}.{nom}"
            if cle in ecrits:
                dit = f"« {nom} » est déjà dans {ecrits[cle]} ; gardez un seul des deux."
                tete.faute("cle_double", cle, dit)
            ecrits.setdefault(cle, tete.document.fichier)


def _lire(document: Document, nom: str, une: Section) -> Iterator[Propriete]:
    """The property under a name: one form, or several tables that say one sentence together."""
    ecrites = tuple(forme for forme in FORMES if forme in une)
    if not ecrites or (len(ecrites) > 1 and set(ecrites) - set(TABLES)):
        formes = ", ".join(FORMES)
        dit = f"« {nom} » doit avoir une forme, ou plusieurs tables : {formes}."
        une.faute("forme", "", dit)
        return
    suites = () if len(ecrites) > 1 else FORMES[ecrites[0]]
    une.cles(obligatoires=(*_COMMUNES, *ecrites), permises=(*_COMMUNES, *ecrites, *suites))
    if not 1 <= len(une.liste("machines")) <= MACHINES_MAX:
        une.faute("forme", "machines", f"Nommez de une à {MACHINES_MAX} machines.")
        return
    if not une.texte("enonce"):
        une.faute("forme", "enonce", "Dites en une phrase ce qui doit tenir (enonce).")
    for forme in ecrites:
        if _bien_formee(une, forme):
            yield _propriete(document, nom, une, forme)


def _bien_formee(une: Section, forme: str) -> bool:
    suites = FORMES[forme]
    if forme in {"apres", "au_plus_un"} and suites[0] not in une:
        une.faute("cle_absente", "", f"« {forme} » demande « {suites[0]} ».")
        return False
    if forme == "jamais" and len({"sans_avant", "quand", "pendant"} & set(une.contenu)) != 1:
        une.faute("forme", "jamais", "« jamais » demande sans_avant, quand ou pendant.")
        return False
    return forme not in TABLES or _pleine(une.sous(forme), forme)


def _propriete(document: Document, nom: str, une: Section, forme: str) -> Propriete:
    return Propriete(
        nom=nom,
        enonce=une.texte("enonce"),
        source=une.texte("source"),
        machines=une.liste("machines"),
        forme=forme,
        termes=_termes(une, forme),
        table=_table(une.sous(forme)) if forme in TABLES and forme != PORTE_EFFETS else {},
        effets=_effets(une.sous(forme)) if forme == PORTE_EFFETS else {},
        fichier=document.fichier,
        ligne=document.ligne(une.chemin),
    )


def _termes(une: Section, forme: str) -> dict[str, tuple[str, ...]]:
    if forme in TABLES:
        return {}
    if forme == "attente_bornee" and not une.oui(forme):
        une.faute("forme", forme, "« attente_bornee » s’écrit oui.")
    cles = FORMES[forme] if forme == "attente_bornee" else (forme, *FORMES[forme])
    return {cle: une.liste(cle) for cle in cles if cle in une}


def _pleine(section: Section, forme: str) -> bool:
    """A table that asks for nothing proves nothing."""
    vides = [nom for nom, un in section.valeurs() if un in (None, "", [], {})]
    if not section.contenu:
        section.faute("propriete_vide", "", f"« {forme} » ne nomme rien : elle ne prouve rien.")
        return False
    if vides and forme not in ADMETTENT_RIEN:
        section.faute("propriete_vide", vides[0], f"« {forme} » ne demande rien à « {vides[0]} ».")
        return False
    return True


def _table(section: Section) -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {}
    for nom, valeur in section.valeurs():
        if isinstance(valeur, dict):
            listes = {
                cle: ", ".join(map(str, un)) for cle, un in valeur.items() if isinstance(un, list)
            }
            table[nom] = Section(section.document, section.chemin, {**valeur, **listes}).textes()
        elif isinstance(valeur, list):
            table[nom] = {str(un): str(un) for un in valeur}
        else:
            ecrit = section.textes()[nom]
            table[nom] = {ecrit: ecrit}
    return table


def _effets(section: Section) -> dict[str, tuple[Effet, ...]]:
    return {nom: lire_effets(section, nom) for nom in section.contenu}
