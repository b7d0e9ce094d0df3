"""The declared machine as frozen values: what ``states/*.yaml`` says, once read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from workflow.declared import Annees, Parametre, Repetition, Tache
from workflow.errors import Faute
from workflow.expressions import Expression, noms
from workflow.values import Delai

ENTREE = "entree"
"""Anchor of a deadline that counts from the day its state was entered."""
PARENT = "parent"
"""Target of an emitted event: the dossier that opened this one."""
DE_LIEN_EN_LIEN = "."
"""Between two links of a target: ``relations.engagements``, those of each of its relations."""
OUVRIR_EN_COURS = "ouvrir_en_cours"
"""How a property names what follows an opening in the middle of a life (``ouverture.en_cours``)."""
COLONNES_DE_LA_CONVENTION = frozenset({"reference", "effet_le", "fin_le"})
"""What an opening may take from the register's line of a convention."""
LIENS_PAR = (PARENT, "convention", "operation", "entreprise")
"""How a link finds its dossiers: opened by this one, or sharing that column with it."""
MOTIF = "motif"
VALEUR = "valeur"
"""What a correction puts in the place of what was typed."""
AUJOURD_HUI = "aujourd_hui"
ETAT = "etat"
NOMS_DU_MOTEUR = frozenset({AUJOURD_HUI, ETAT})
"""Names that every guard may read, declared nowhere."""
DECIDER_DES_SUITES = "decider_des_suites"
SUITES_A_REPRENDRE = "suites_a_reprendre"
"""Task that a correction puts on a desk when it contests a move."""
ANCRES = frozenset({"date", "instant"})
AFFECTATION = "affectation"
OPERATIONS = frozenset({"attente", "reprise", "correction", "retablissement", AFFECTATION})
"""What a generic event may do beyond recording a line."""
_COMMUNS = frozenset({"entier", "decimal", "booleen", "choix"})
TYPES_DE_CHAMP = _COMMUNS | {"date", "instant", "texte", "piece"}
FORMATS = ("tableur", "yaml")
"""Files that Jalon reads itself, as a field of type « piece » declares them."""
TYPES_DE_PARAMETRE = _COMMUNS | {"delai", "duree", "champ"}


@dataclass(frozen=True, kw_only=True)
class Champ:
    """A variable of the machine: a field that somebody enters, or a computed fact.

    A ``passager`` field stays on the line of the journal that enters it; the dossier keeps none.
    A ``piece`` is a file; with ``reference``, the number of a paper that is kept elsewhere will do;
    its ``format`` is that of a file that Jalon itself reads.
    What was agreed asks, to be corrected, for an ``accord``: a file that proves it; so does what
    somebody else's act entered, whatever its field (``workflow/entries.py``).
    A personal text is a few lines, unless it is ``court``: a name, an address.
    ``montre_a`` are the roles whose messages may show a personal field. ``annees`` bound a date
    that is entered: beyond, it is a slip of the keyboard. ``corrige_si`` names the guard without
    which it is not corrected: once told to others, it changes by the act that tells them.
    """

    nom: str
    type: str
    libelle: str
    fait: str | None = None
    saisi: bool = False
    personnel: bool = False
    passager: bool = False
    montre_a: tuple[str, ...] = ()
    reference: bool = False
    format: str = ""
    court: bool = False
    accord: bool = False
    corrige_si: str = ""
    min: int | None = None
    max: int | None = None
    annees: Annees | None = None
    valeurs: tuple[str, ...] = ()
    libelles: Mapping[str, str] = field(default_factory=dict)
    invariant: Expression | None = None
    sinon: str = ""

    @property
    def sur_une_ligne(self) -> bool:
        """Whether a line break has no place in it: all but reasons and personal texts.

        The value of a correction is held to the field that it corrects.
        """
        quelques = self.personnel or self.nom in {MOTIF, VALEUR}
        return self.type != "texte" or self.court or not quelques


@dataclass(frozen=True, kw_only=True)
class Garde:
    """A condition that can be explained: an expression and the sentence shown when it is false."""

    nom: str
    si: Expression
    sinon: str

    @cached_property
    def lus(self) -> frozenset[str]:
        """Names that the condition reads."""
        return noms(self.si)


@dataclass(frozen=True, kw_only=True)
class Effet:
    """What a move asks the services to do; a value, never an act.

    ``nom`` names the message, document, task, event, machine or entry of the register, as ``genre``
    says. ``a`` is a link, links from one to the next (``relations.engagements``) or ``parent``;
    ``le``, the date of the fact that an event is emitted for: today when it is empty;
    ``defait_par``, the event that takes back an emitted one when the act that emits it is undone.
    """

    genre: str
    nom: str
    a: str = ""
    lien: str = ""
    pour_chaque: str = ""
    avec: Mapping[str, str] = field(default_factory=dict)
    si: str = ""
    le: str = ""
    defait_par: str = ""


@dataclass(frozen=True, kw_only=True)
class RegleEcheance:
    """A declared deadline of a state. Delays are a value or the name of a parameter.

    ``verification`` names the task that goes out at the first office opening after the délai,
    before the hour at which ``declenche`` moves the dossier (design §4). ``ensuite`` is the role
    that holds the ball once the deadline is over, in a state that stays.
    """

    nom: str
    sens: str
    delai: Delai | str
    calendrier: str
    depuis: str
    declenche: str | None = None
    effets: tuple[Effet, ...] = ()
    repeter: Repetition | None = None
    rattrapage: str = "fusionner"
    opposable_a: str | None = None
    libelle: str = ""
    si_parametre: str | None = None
    verification: str | None = None
    ensuite: str | None = None


@dataclass(frozen=True, kw_only=True)
class Etat:
    """A state: who holds the ball, and until when or why without a date."""

    nom: str
    libelle: str
    initial: bool = False
    final: bool = False
    detenteur: str = ""
    echeances: Mapping[str, RegleEcheance] = field(default_factory=dict)
    sans_echeance: str = ""
    sans_retour: str = ""
    """Why nobody goes back behind the entry into this state; empty when one may."""
    sans_pause: str = ""
    """Why nobody holds a dossier in this state by the act that every machine has."""


@dataclass(frozen=True, kw_only=True)
class Branche:
    """One alternative of ``selon``: first guard that holds wins; no guard is the last resort."""

    si: str | None
    vers: str


@dataclass(frozen=True, kw_only=True)
class Saisie:
    """A field that the event takes."""

    champ: str
    obligatoire: bool


@dataclass(frozen=True, kw_only=True)
class Evenement:
    """A declared event: what somebody did, where it leads, what it needs and what follows."""

    nom: str
    libelle: str
    de: frozenset[str]
    par: frozenset[str]
    vers: str | None = None
    selon: tuple[Branche, ...] = ()
    gardes: tuple[str, ...] = ()
    saisies: tuple[Saisie, ...] = ()
    pose: Mapping[str, str] = field(default_factory=dict)
    efface: tuple[str, ...] = ()
    motif: bool = False
    effets: tuple[Effet, ...] = ()
    si_parametre: str | None = None
    operation: str | None = None
    consequence: str = ""
    source: str = ""
    temps_arrete_depuis: str = ""
    temps_repris_le: str = ""
    """Date since when time stood still: deadlines found again give those days back."""
    ordre: tuple[str, ...] = ()
    """Roles of ``par`` as they are written; a return is first of all the first one's to make."""

    @property
    def destinations(self) -> tuple[str, ...]:
        """Every state that the event may lead to; empty when it stays."""
        if self.selon:
            return tuple(branche.vers for branche in self.selon)
        return (self.vers,) if self.vers else ()


@dataclass(frozen=True, kw_only=True)
class LienDeclare:
    """A declared link to children of another machine.

    ``nombre`` bounds the live children (``0..1``, ``1..n``). With ``cle``, a field that the child
    is opened with, at most one child exists for each of its values: a second opening does nothing.
    A child in one of the states of ``libere_par`` gives its value back; with ``libre_a_la_main``
    the key holds effects back and no person. ``trouve_par`` says how the dossiers are found:
    ``parent``, those that this one opened, or a column that both share. ``donne`` are fields that
    they are opened with, and the field of this dossier that each one copies. In the
    states ``corrige_dans``, the correction of what a child was opened with reaches it too; so does
    that of the date which one of its dates is an anniversary of (``anniversaire_de``). An act
    that is undone sends ``defait_par`` to the child that it had opened, where nothing is done yet.
    """

    nom: str
    machine: str
    nombre: str
    cle: str = ""
    libere_par: tuple[str, ...] = ()
    libre_a_la_main: bool = False
    trouve_par: str = PARENT
    donne: Mapping[str, str] = field(default_factory=dict, hash=False)
    anniversaire_de: Mapping[str, str] = field(default_factory=dict, hash=False)
    corrige_dans: tuple[str, ...] = ()
    defait_par: str = ""

    @property
    def maximum(self) -> int | None:
        """How many live children at most; ``None`` when there is no limit."""
        haut = self.nombre.rpartition("..")[2]
        return None if haut == "n" else int(haut)


@dataclass(frozen=True, kw_only=True)
class Ouverture:
    """What a dossier is opened with: its fields, and what follows at once.

    ``par`` are the roles that may open one by hand; without them only an effect does. ``sujet``
    is the field whose value names the dossier in lists, before its parent's name. ``en_cours`` is
    what follows when it is taken over in the middle of its life, whatever the door. A root takes
    the fields of ``de_la_convention`` from its convention's line in the register; ``unique`` says
    that a convention has one such dossier, ``convention_en_cours`` that none opens under one that
    has ended.
    """

    saisies: tuple[Saisie, ...] = ()
    effets: tuple[Effet, ...] = ()
    en_cours: tuple[Effet, ...] = ()
    par: tuple[str, ...] = ()
    sujet: str = ""
    de_la_convention: tuple[str, ...] = ()
    unique: bool = False
    convention_en_cours: bool = False


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A machine, whole and immutable."""

    machine: str
    version: int
    libelle: str
    source: str
    prefixe: str
    parametres: Mapping[str, Parametre]
    contexte: Mapping[str, Champ]
    liens: Mapping[str, LienDeclare]
    gardes: Mapping[str, Garde]
    taches: Mapping[str, Tache]
    etats: Mapping[str, Etat]
    evenements: Mapping[str, Evenement]
    ouverture: Ouverture = Ouverture()
    racine: bool = False
    """Whether its dossiers are roots, locked by themselves, even when another one opens them."""
    rappels: Mapping[str, RegleEcheance] = field(default_factory=dict)
    """Deadlines of any state, which bring back to a desk what nothing else would."""
    empreinte: str = ""
    fichier: str = ""
    lignes: Mapping[str, int] = field(default_factory=dict)
    fichier_commun: str = ""
    lignes_communes: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def etat_initial(self) -> str:
        """Name of the initial state."""
        return next(etat.nom for etat in self.etats.values() if etat.initial)

    @cached_property
    def defauts(self) -> Mapping[str, Any]:
        """Parameters by default."""
        return {nom: un.defaut for nom, un in self.parametres.items()}

    @cached_property
    def calcules(self) -> tuple[tuple[str, str], ...]:
        """Variables that a fact computes, each with the fact's name."""
        champs = self.contexte.values()
        return tuple((un.nom, un.fait) for un in champs if un.fait is not None)

    @cached_property
    def saisis(self) -> dict[str, None]:
        """Variables that people enter, all empty, those that are personal left out."""
        champs = self.contexte.values()
        return dict.fromkeys(un.nom for un in champs if un.saisi and not un.personnel)

    @cached_property
    def non_saisis(self) -> dict[str, None]:
        """Variables that nobody enters, all empty, those that are personal left out."""
        champs = self.contexte.values()
        return dict.fromkeys(un.nom for un in champs if not (un.saisi or un.personnel))

    @cached_property
    def personnels(self) -> frozenset[str]:
        """Fields whose value never stands in the journal."""
        return frozenset(nom for nom, champ in self.contexte.items() if champ.personnel)

    @cached_property
    def personnels_gardes(self) -> frozenset[str]:
        """Personal fields that stay true of the dossier: its copy of the fields holds none."""
        return frozenset(nom for nom in self.personnels if not self.contexte[nom].passager)

    def echeance(self, etat: str, nom: str) -> RegleEcheance | None:
        """A deadline of a state, or one that any state may have."""
        return self.etats[etat].echeances.get(nom) or self.rappels.get(nom)

    @cached_property
    def etats_arretes(self) -> Mapping[str, str]:
        """States in which time stands still, and the field that says since when."""
        actes = [un for un in self.evenements.values() if un.temps_arrete_depuis]
        return {nom: un.temps_arrete_depuis for un in actes for nom in un.de}

    def taches_de(self, evenement: str) -> frozenset[str]:
        """Tasks that an event finishes."""
        return self._taches_faites.get(evenement, frozenset())

    @cached_property
    def taches_du_dossier(self) -> frozenset[str]:
        """Tasks that the end of a dossier finishes, whatever they asked for."""
        return frozenset(une.nom for une in self.taches.values() if not une.survit)

    @cached_property
    def _taches_faites(self) -> Mapping[str, frozenset[str]]:
        noms = {nom for une in self.taches.values() for nom in une.faite_par}
        return {
            nom: frozenset(une.nom for une in self.taches.values() if nom in une.faite_par)
            for nom in noms
        }

    def ligne(self, *cle: str) -> int:
        """Line where the element ``a.b.c`` stands, or its nearest known parent."""
        return self.lieu(".".join(cle))[1]

    def lieu(self, chemin: str) -> tuple[str, int]:
        """File and line of a dotted path: the machine's own file first, then the generic one."""
        while chemin:
            if chemin in self.lignes:
                return self.fichier, self.lignes[chemin]
            if chemin in self.lignes_communes:
                return self.fichier_commun, self.lignes_communes[chemin]
            chemin = chemin.rpartition(".")[0]
        return self.fichier, 1

    def faute(self, code: str, chemin: str, message: str, *, niveau: str = "erreur") -> Faute:
        """A fault of this machine, at the line of a path."""
        fichier, ligne = self.lieu(chemin)
        return Faute(code, message, fichier, ligne, self.machine, niveau, chemin)

    def evenement_de(self, operation: str) -> Evenement | None:
        """The event that carries out an operation of the engine: that of every machine first."""
        tous = reversed(tuple(self.evenements.values()))  # a machine's own are written before it
        return next((un for un in tous if un.operation == operation), None)

    def est_commun(self, evenement: str) -> bool:
        """Whether every machine has this event, and this one does not write it itself."""
        chemin = f"evenements.{evenement}"
        return chemin in self.lignes_communes and chemin not in self.lignes

    def evenements_depuis(self, etat: str) -> tuple[Evenement, ...]:
        """Events declared from a state, in the order of the file."""
        return tuple(evt for evt in self.evenements.values() if etat in evt.de)
