"""Personal links: what somebody reads from a mail or a letter, without an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from notifications.context import ReglageVue
from services.accounts.visiting import absent
from services.act import Chantier
from services.counter.acting import Formulaire
from services.counter.choices import choix
from services.errors import Conflit
from services.link_secrets import PORTEUR
from services.office import Bureau
from services.personal_links.link_answers import demandees, repond
from services.personal_links.link_mails import dossier_a_bouge, texte_du_courriel
from services.personal_links.link_subjects import (
    indicateurs,
    objet,
    procedure_proposee,
)
from services.reading.explaining import saisie_dite
from services.reading.looking import heure_de_paris, identite, trouver
from services.reading.looking_dossier import chantier_de_lecture, echeances
from services.reading.page_loading import charger_pour_un_lien
from services.secret_digests import condense
from states.roles import ENTREPRISE, REFERENT
from storage import dossiers as depot
from storage import looking_details as details
from storage import personal_links
from storage.looking import LigneVue
from storage.personal_links import LigneLien
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.explain import expliquer
from workflow.line_names import SIGNATAIRE
from workflow.process import Definition

OUVERT, SERVI, EXPIRE, RIEN, REVOLU = "ouvert", "servi", "expire", "rien", "revolu"
ENVOI = "courrier_envoye_le"
"""Field that says that the letter has left: before, the entreprise is shown none."""


@dataclass(frozen=True, kw_only=True)
class Lien:
    """What the page of a link shows; ``actes`` are what its role may still do."""

    lien: LigneLien
    etat: str
    dossier: Mapping[str, Any]
    definition: Definition
    structure: str
    contact: Mapping[str, str | None]
    actes: list[Formulaire] = field(default_factory=list)
    lettre: str | None = None
    echeance: Mapping[str, Any] | None = None
    reponse: Mapping[str, Any] | None = None
    point: str | None = None
    objet: list[dict[str, Any]] = field(default_factory=list)
    procedure: Mapping[str, list[ReglageVue]] = field(default_factory=dict)
    indicateurs: tuple[str, ...] = ()
    question: str = ""
    """What its role is asked, in the words of the task that the first act finishes."""
    attendu: list[str] = field(default_factory=list)
    """The tasks that stand on the reader's desk, whether or not this page answers them."""
    courriel: str = ""
    """What its mail said, where nothing is asked."""
    bouge: bool = False
    """Whether the dossier has moved since its mail, where nothing is asked."""


def ouvrir(bureau: Bureau, secret: str) -> Lien:
    """Read a link; reading uses nothing up.

    Whoever it was written to and is in charge no more is told whom to call, and shown nothing.

    Raises:
        Introuvable: no such link.
    """
    with bureau.travail.lire() as connexion:
        ligne = ligne_de(connexion, secret)
        vue = trouver(bureau, connexion, str(ligne.dossier))
        compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
        chantier = chantier_de_lecture(bureau, connexion)
        chantier.entourage.lire_autour(vue.dossier)
        tete = _tete(chantier, ligne, vue, compilee)
        if not chantier.entourage.en_fonction(vue.dossier, ligne.role, ligne.adresse):
            return Lien(etat=REVOLU, **tete)
        taches = demandees(connexion, vue, compilee, ligne.role)
        charge, parent = charger_pour_un_lien(chantier, vue, compilee)
        vues = expliquer(
            compilee, charge.snapshot, frozenset({ligne.role}), chantier.now, charge.temps
        )
        actes = [
            _formulaire(chantier, vue, compilee, un)
            for un in vues.possibles
            if repond(compilee, un.evenement, taches, ligne.role)
        ]
        offerts = [un.evenement for un in actes]
        reponse = reponse_de(connexion, ligne)
        dates = echeances(chantier, vue, charge, compilee)
        delai = opposable(compilee, vue, dates, ligne.role)
        etat = _etat(ligne, reponse, actes, chantier.now)
        dit = texte_du_courriel(connexion, ligne) if etat == RIEN else ""
        return Lien(
            **tete,
            etat=etat,
            actes=actes,
            lettre=None if dit else _lettre(connexion, ligne, vue, court=delai is not None),
            echeance=delai,
            reponse=reponse,
            point=_point(bureau, connexion, ligne, (vue.dossier, parent)),
            objet=objet(vue, compilee, ligne.role) if ligne.role == REFERENT else [],
            procedure=procedure_proposee(chantier, vue, offerts),
            indicateurs=indicateurs(offerts),
            question=_question(compilee, ligne.role, vue, actes),
            attendu=[une.libelle for une in taches],
            courriel=dit,
            bouge=etat == RIEN and dossier_a_bouge(connexion, ligne, vue),
        )


def _tete(
    chantier: Chantier, ligne: LigneLien, vue: LigneVue, compilee: Compilee
) -> dict[str, Any]:
    """What the page of a link says to anybody who holds it."""
    cadre = chantier.entourage.cadre(vue.dossier)
    return {
        "lien": ligne,
        "dossier": {
            **identite(vue, compilee),
            "titulaire": vue.entreprise,
            "marche": vue.marche,
        },
        "definition": compilee.definition,
        "structure": cadre.nom if cadre else "l’équipe de facilitation",
        "contact": _contact(chantier, vue),
    }


def exiger_en_fonction(
    bureau: Bureau, connexion: Connexion, ligne: LigneLien, vue: LigneVue
) -> None:
    """Refuse the link of somebody who is in charge no more.

    Raises:
        Conflit: the address it was sent to is none of its role's today.
    """
    entourage = chantier_de_lecture(bureau, connexion).entourage
    if not entourage.en_fonction(vue.dossier, ligne.role, ligne.adresse):
        raise Conflit(
            "L’adresse de ce lien n’est plus celle d’une personne chargée de ce dossier.",
            "Appelez la personne qui suit le marché.",
        )


def ligne_de(connexion: Connexion, secret: str) -> LigneLien:
    """The link of a secret.

    Raises:
        Introuvable: no such link.
    """
    ligne = personal_links.lire(connexion, condense(secret), porteur=PORTEUR, point=SUITE_DU_POINT)
    if ligne is None:
        raise absent()
    return ligne


def reponse_de(connexion: Connexion, ligne: LigneLien) -> dict[str, Any] | None:
    """What was answered by this link, when and by whom: its key serves one command, for ever."""
    if ligne.reponse is None:
        return None
    dite: dict[str, Any] = lire_json(ligne.reponse)
    (ecrite,) = details.journal(connexion, ligne.dossier, apres=dite["seq"] - 1, limite=1)
    signe = lire_json(ecrite["payload"]).get(SIGNATAIRE, {"dp": ""})
    gardee = details.personnelles(connexion, ligne.dossier).get(signe["dp"])
    return {
        **dite,
        "le": heure_de_paris(ecrite["recorded_at"]),
        "par": gardee["valeur"] if gardee else None,
    }


def point_de(bureau: Bureau, connexion: Connexion, ligne: LigneLien, vue: LigneVue) -> str | None:
    """Number of the dossier under which a référent·e may ask for a point d'étape, by this link."""
    parent = depot.par_id(connexion, vue.dossier.parent) if vue.dossier.parent else None
    return _point(bureau, connexion, ligne, (vue.dossier, parent))


def _point(
    bureau: Bureau, connexion: Connexion, ligne: LigneLien, porteurs: Sequence[Any]
) -> str | None:
    """Same, of the dossier and of its parent, once read."""
    if ligne.role != REFERENT or ligne.point:
        return None
    for un in porteurs:
        if un is None or un.final:
            continue
        definition = bureau.machines.par_id(connexion, un.definition).definition
        if any(lien.machine == POINT for lien in definition.liens.values()):
            return str(un.numero)
    return None


def _question(compilee: Compilee, role: str, vue: LigneVue, actes: list[Formulaire]) -> str:
    offerts = {un.evenement.nom for un in actes}
    posees = (
        une.question
        for une in compilee.definition.taches.values()
        if une.pour == role and une.question and not offerts.isdisjoint(une.faite_par)
    )
    return next(posees, "").replace("{entreprise}", vue.entreprise or "l’entreprise")


POINT = "point_etape"
SUITE_DU_POINT = f":{POINT}"


def cle_du_point(ligne: LigneLien) -> str:
    """A link asks for one point, beside the answer that it serves."""
    return f"{PORTEUR}{ligne.id}{SUITE_DU_POINT}"


def _formulaire(chantier: Chantier, vue: LigneVue, compilee: Compilee, possible: Any) -> Formulaire:
    definition = compilee.definition
    declare = definition.evenements[possible.evenement]
    saisies = [saisie_dite(une) for une in possible.saisies]
    for une in saisies:
        une["choix"] = choix(chantier, vue, definition, declare, une)
    return Formulaire(
        dossier=identite(vue, compilee),
        evenement=declare,
        definition=definition,
        saisies=saisies,
        possible=True,
    )


def _etat(ligne: LigneLien, reponse: Any, actes: list[Formulaire], now: datetime) -> str:
    if reponse is not None:
        return SERVI
    if not actes:
        return RIEN
    return EXPIRE if now >= ligne.expire_le else OUVERT


def _contact(chantier: Chantier, vue: LigneVue) -> dict[str, str | None]:
    """Whom to call or write to: the person who follows the dossier, else the structure."""
    personne = chantier.entourage.facilitateur(vue.dossier)
    cadre = chantier.entourage.cadre(vue.dossier)
    telephone = (personne.telephone if personne else None) or (cadre.telephone if cadre else None)
    courriel = (personne.courriel if personne else None) or (cadre.courriel if cadre else None)
    return {
        "nom": personne.nom if personne else None,
        "telephone": telephone,
        "courriel": courriel,
    }


def _lettre(connexion: Connexion, ligne: LigneLien, vue: LigneVue, *, court: bool) -> str | None:
    """The letter that the link speaks of; to the entreprise, once it has left.

    A mail of the entreprise speaks of it while its délai runs (``court``); the paper always does.
    """
    if ligne.role == ENTREPRISE and not lire_json(vue.dossier.data).get(ENVOI):
        return None
    if ligne.role == ENTREPRISE and not court and ligne.courriel is not None:
        return None
    return details.lettre(connexion, ligne.dossier, ligne.seq)


def opposable(
    compilee: Compilee, vue: LigneVue, dates: list[dict[str, Any]], role: str
) -> dict[str, Any] | None:
    """The délai that runs against the reader, with its working."""
    regles = compilee.definition.etats[vue.dossier.state].echeances
    return next(
        (
            une
            for une in dates
            if une["nom"] in regles
            and regles[une["nom"]].opposable_a == role
            and not une["suspendue"]
        ),
        None,
    )
