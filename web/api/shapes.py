"""What the API answers: only what is declared here leaves, and every answer has this form."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from msgspec import Meta, Struct, convert

Forme = TypeVar("Forme", bound=Struct)
Numero = Annotated[str, Meta(description="Numéro lisible, comme REL-2026-00042.")]


class Echeance(Struct, kw_only=True):
    """A deadline that runs, with its working."""

    nom: str
    libelle: str
    rang: int
    depart: str
    dernier_jour: date
    expire_le: Annotated[datetime, Meta(description="Fin du dernier jour, exclue.")]
    declenche_le: datetime
    declenche: str | None
    calcul: Annotated[list[str], Meta(description="Le calcul de la date, phrase par phrase.")]
    terminee: bool
    prochain_rappel: date | None
    jours_de_retard: int
    suspendue: bool = False


class Pause(Struct, kw_only=True):
    """A dossier on hold."""

    depuis: datetime
    jusqu_au: date | None
    mode: str


class Publie(Struct, kw_only=True):
    """The identity that a record bears, of a company that has another one today."""

    nom: str | None
    siret: str


class Dossier(Struct, kw_only=True):
    """A dossier as a list tells it."""

    id: int
    numero: Numero
    machine: str
    version: int
    etat: str
    etat_libelle: str
    final: bool
    rev: Annotated[int, Meta(description="Révision : « If-Match » la redonne, entre guillemets.")]
    sujet: str
    detenteur: Annotated[str | None, Meta(description="Le rôle qui a la main.")]
    detenteur_nom: str | None
    depuis: datetime
    titulaire: str | None
    siret: Annotated[str | None, Meta(description="De chaque titulaire, celui d’aujourd’hui.")]
    publie_sous: list[Publie]
    marche: str | None
    donneur_ordre: str | None
    facilitateur: str | None
    facilitateur_nom: str | None
    en_attente: Pause | None
    prochaine_echeance: Echeance | None


class Champ(Struct, kw_only=True):
    """A value of a dossier; ``texte`` says it in words when it is one of a list."""

    champ: str
    libelle: str
    valeur: Any
    texte: str | None


class Lien(Struct, kw_only=True):
    """A dossier that this one opened, or that opened it."""

    lien: str
    numero: Numero
    machine: str
    etat: str
    etat_libelle: str
    final: bool
    sujet: str


class Fiche(Dossier, kw_only=True):
    """One dossier, whole, but for its journal."""

    convention: str | None
    referent: str | None
    interlocuteur: str | None
    champs: list[Champ]
    liens: list[Lien]
    echeances: list[Echeance]
    sans_echeance: Annotated[str | None, Meta(description="Pourquoi rien ne court.")]


class Dossiers(Struct, kw_only=True):
    """A page of dossiers."""

    dossiers: list[Dossier]
    total: int


class Ligne(Struct, kw_only=True):
    """A line of a journal."""

    seq: int
    rev: int
    evenement: str
    libelle: str
    de: str
    vers: str
    role: str
    acteur: str
    au_nom_de: str | None
    par: Annotated[str | None, Meta(description="Le nom de qui a agi ; vide pour Jalon.")]
    motif: Any
    champs: list[Champ]
    explication: list[str]
    le: datetime
    enregistre_le: datetime


class Journal(Struct, kw_only=True):
    """Lines of a journal, oldest first."""

    lignes: list[Ligne]
    total: int


class Echeances(Struct, kw_only=True):
    """The deadlines of a dossier."""

    dossier: Numero
    echeances: list[Echeance]


class SaisieAttendue(Struct, kw_only=True):
    """A field that an event takes."""

    champ: str
    libelle: str
    type: str
    obligatoire: bool
    valeurs: list[str] = []


class Possible(Struct, kw_only=True):
    """An event that the bearer of the token can send now."""

    evenement: str
    libelle: str
    saisies: list[SaisieAttendue]


class Condition(Struct, kw_only=True):
    """Why not."""

    garde: str
    phrase: str


class Impossible(Struct, kw_only=True):
    """An event that cannot be sent now, with every reason why."""

    evenement: str
    libelle: str
    conditions: list[Condition]


class Explication(Struct, kw_only=True):
    """« Pourquoi ne puis-je pas avancer ? »."""

    dossier: Numero
    rev: int
    etat: str
    detenteur: str | None
    possibles: list[Possible]
    impossibles: list[Impossible]
    echeances: list[Echeance]


class EcheanceDeDossier(Struct, kw_only=True):
    """A deadline among those of all dossiers."""

    dossier: Numero
    machine: str
    sujet: str
    nom: str
    libelle: str
    jour: Annotated[date, Meta(description="Le dernier jour d’un délai, sinon le jour du rappel.")]
    dernier_jour: date
    declenche_le: datetime
    declenche: str | None


class ToutesEcheances(Struct, kw_only=True):
    """Deadlines of all dossiers, soonest first."""

    echeances: list[EcheanceDeDossier]


class Titulaire(Struct, kw_only=True):
    """A company that holds a marché."""

    nom: str
    siret: str


class Marche(Struct, kw_only=True):
    """A marché of the register; ``dossier`` follows it, when one does."""

    id: int
    numero: str
    uid: str
    objet: str | None
    acheteur: str
    date_notification: date
    cpv: str | None
    montant: Annotated[str | None, Meta(description="En euros, « 1250.50 ».")]
    duree_mois: int | None
    titulaires: list[Titulaire]
    publie_sous: list[Publie]
    dossier: Numero | None
    etat: str | None


class Marches(Struct, kw_only=True):
    """A page of marchés."""

    marches: list[Marche]
    total: int


class Identite(Struct, kw_only=True):
    """A legal identity of a company, between two days; an empty bound is open."""

    siret: str
    nom: str | None
    du: date | None
    au: date | None


class Entreprise(Struct, kw_only=True):
    """A company of the register."""

    id: int
    nom: str
    identites: list[Identite]


class Entreprises(Struct, kw_only=True):
    """A page of companies."""

    entreprises: list[Entreprise]


class Convention(Struct, kw_only=True):
    """An agreement of the register."""

    id: int
    reference: str
    structure: str
    donneur_ordre: str
    effet_le: date
    fin_le: date
    duree: str
    zone: str


class Conventions(Struct, kw_only=True):
    """The agreements that the bearer of the token may see."""

    conventions: list[Convention]


class Suite(Struct, kw_only=True):
    """What an event did to another dossier of the same root."""

    dossier: Numero
    evenement: str
    de: Annotated[str | None, Meta(description="Vide pour un dossier que l’acte a ouvert.")] = None
    vers: str | None = None
    etat: Annotated[str | None, Meta(description="Le libellé de « vers ».")] = None
    machine: Annotated[str | None, Meta(description="De quoi est le dossier ouvert.")] = None
    refuse: bool = False
    conditions: Annotated[
        list[str], Meta(description="Pourquoi la suite a été refusée ; un incident le redit.")
    ] = []
    sans_effet: Annotated[
        list[str], Meta(description="Pourquoi rien n’a changé : ce qui devait l’être courait déjà.")
    ] = []


class NombreLu(Struct, kw_only=True):
    """An amount or hours of the act, as understood."""

    champ: str
    libelle: str
    valeur: str


class EntreTemps(Struct, kw_only=True):
    """A line that another person wrote on the revision that was read."""

    seq: int
    evenement: str
    libelle: str
    par: str
    le: datetime


class Acte(Struct, kw_only=True):
    """What an event did."""

    dossier: Numero
    evenement: str
    de: str
    vers: str
    rev: int
    seq: int
    echeances: list[dict[str, Any]]
    suites: list[Suite]
    nombres_lus: Annotated[
        list[NombreLu], Meta(description="Les montants et les heures, tels qu’ils ont été compris.")
    ] = []
    depuis: Annotated[
        list[EntreTemps],
        Meta(description="Ce que d’autres ont écrit sur la révision lue, que l’acte n’a pas vu."),
    ] = []
    deja_fait: Annotated[
        bool, Meta(description="La même clé avait déjà servi : rien n’a été refait.")
    ] = False


class Probleme(Struct, kw_only=True, omit_defaults=True):
    """A refusal (RFC 9457), in French, with the field and the mend."""

    title: str
    status: int
    detail: str
    type: str = ""
    champ: str | None = None
    remede: str | None = None
    conditions: list[Condition] = []
    saisies_manquantes: list[str] = []
    erreurs: list[dict[str, str]] = []


def en_forme(valeur: Any, forme: type[Forme]) -> Forme:
    """What a service tells, in the declared form: what is not declared stays behind."""
    return convert(valeur, forme, strict=False)
