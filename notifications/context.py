"""What a message may see: the contract between the service that decides and the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from states.roles import EQUIPE
from workflow.frozen import d_un_trait


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Dossier:
    """The dossier, as people name it."""

    numero: str
    sujet: str
    libelle_etat: str
    machine: str


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Entreprise:
    """The company; the postal address is for its letters."""

    nom: str
    siret: str | None = None
    adresse: str | None = None


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Marche:
    """The marché; hours are those of the clause, when known.

    ``heures_du_groupement`` says how the members of a groupement owe them: ``commune`` or
    ``par_membre``; None when there is no groupement. ``disposition`` is the code of its social
    disposition, None when nobody has entered it.
    """

    numero: str
    objet: str | None = None
    acheteur: str | None = None
    notifie_le: date | None = None
    heures_prevues: Decimal | int | None = None
    heures_realisees: Decimal | int | None = None
    heures_du_groupement: str | None = None
    disposition: str | None = None


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class DonneurOrdre:
    """The public buyer, under the identity in force."""

    nom: str


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Structure:
    """The structure that runs the convention and signs."""

    nom: str
    adresse: str | None = None
    telephone: str | None = None
    courriel: str | None = None


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Facilitateur:
    """The person who signs; ``fonction`` is the person's own form (« facilitatrice »)."""

    nom: str
    courriel: str | None = None
    telephone: str | None = None
    fonction: str | None = None


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Destinataire:
    """The person who reads."""

    nom: str
    role: str

    @property
    def de_l_equipe(self) -> bool:
        """Whether they sign in to act: no link of a mail acts in their place."""
        return self.role in EQUIPE


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class EcheanceVue:
    """The deadline that the reader must know, with its working."""

    dernier_jour: date
    calcul: tuple[str, ...] = ()


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class EvenementVue:
    """What has just happened; ``at`` is the instant of the fact, in Europe/Paris.

    ``echue_le`` is the day that was missed, when a deadline that is over rings; the first time it
    reminds of nothing, then it is the first reminder, the second…: ``rang_du_rappel``. A reminder
    that has no such day says since when the reader's answer is awaited: ``attendue_depuis``.
    """

    libelle: str
    at: datetime
    echue_le: date | None = None
    attendue_depuis: date | None = None
    rang_du_rappel: int = 0

    @property
    def rappel(self) -> bool:
        """Whether a deadline rings again, of which the reader was told before."""
        return self.rang_du_rappel > 0


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One contact that came to nothing; ``moyen`` reads after « par » (« téléphone »)."""

    le: date
    moyen: str = ""
    ecrit: bool = False


@dataclass(frozen=True, kw_only=True)
class ProcedureArretee:
    """One procedure that the end of its marché stops: with whom, and how far it had come."""

    entreprise: str
    libelle_etat: str
    decision_de_la_ville: bool = False
    """Whether what becomes of it is the town's own to say: penalties are under way."""


@dataclass(frozen=True, kw_only=True)
class StructureInsertion:
    """One SIAE or GEIQ of the territory."""

    nom: str
    type: str
    commune: str | None = None


@dataclass(frozen=True, kw_only=True)
class CourrielVise:
    """The mail that a rectifying one takes back."""

    sujet: str
    envoye_le: date


@dataclass(frozen=True, kw_only=True)
class CorrectionVue:
    """What a correction replaces: the field's label, and both values in words.

    They are empty when the field is personal: nobody reads it in a mail.
    """

    champ: str
    avant: str = ""
    apres: str = ""


@dataclass(frozen=True, kw_only=True)
class ReglageVue:
    """A parameter of a procedure: its machine and label, its value and the usual one, in words.

    ``etapes`` are the steps that it switches; ``propose``, whether the file of the procedure names
    it: the others are frozen as they stand.
    """

    machine: str
    libelle: str
    valeur: str
    usage: str
    source: str
    etapes: tuple[str, ...] = ()
    propose: bool = False


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class ContexteMessage:
    """All that a template may name.

    ``donnees``, ``faits`` and ``parametres`` hold EVERY variable that the machine declares, None
    when empty: a name they lack is a fault of the template, found by ``jalon check``. ``donnees``
    holds no personal field; ``personnelles`` those that the machine shows to this audience. They
    are those after the event; dates are dates, amounts are Decimal. ``dites`` are
    ``donnees`` as the mail that this one follows had given them. ``echeance`` is the deadline of
    whoever now holds the ball; ``echeance_passee`` the one whose end caused the event (or, for a
    later reminder, the state), so that an alert recalls its délai and its working.
    """

    dossier: Dossier
    donneur_ordre: DonneurOrdre
    structure: Structure
    facilitateur: Facilitateur
    destinataire: Destinataire
    evenement: EvenementVue
    maintenant: datetime
    entreprise: Entreprise | None = None
    marche: Marche | None = None
    donnees: Mapping[str, Any] = field(default_factory=dict)
    personnelles: Mapping[str, Any] = field(default_factory=dict)
    faits: Mapping[str, Any] = field(default_factory=dict)
    parametres: Mapping[str, Any] = field(default_factory=dict)
    echeance: EcheanceVue | None = None
    motif: str | None = None
    lien: str | None = None
    contacts: tuple[Contact, ...] = ()
    structures_insertion: tuple[StructureInsertion, ...] = ()
    procedures: tuple[ProcedureArretee, ...] = ()
    echeance_passee: EcheanceVue | None = None
    courriel_vise: CourrielVise | None = None
    correction: CorrectionVue | None = None
    procedure: tuple[ReglageVue, ...] = ()
    dites: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LigneDigest:
    """One line of the morning mail; ``quand`` is in words (« depuis hier », « jeudi »)."""

    texte: str
    quand: str = ""
    numero: str = ""
    lien: str | None = None


@dataclass(frozen=True, kw_only=True)
class ContexteDigest:
    """All that the morning mail may name."""

    structure: Structure
    facilitateur: Facilitateur
    maintenant: datetime
    en_retard: tuple[LigneDigest, ...] = ()
    aujourd_hui: tuple[LigneDigest, ...] = ()
    cette_semaine: tuple[LigneDigest, ...] = ()
    sans_echeance: tuple[LigneDigest, ...] = ()
    recu_depuis_hier: tuple[LigneDigest, ...] = ()
    lien: str | None = None


@dataclass(frozen=True, kw_only=True)
class ContexteCompte:
    """All that a mail about somebody's own account may name; ``par`` is who opened it."""

    structure: Structure
    nom: str
    login: str
    lien: str
    validite: str
    par: str = ""
