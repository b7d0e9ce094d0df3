"""An act as a page asks for it: its form, what would follow, then the act itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent, exiger_visible
from services.act import Chantier
from services.advancing import avancer
from services.commands import PAGES, Commande, deja_repondu
from services.counter.choices import choix
from services.counter.correction_form import deja_servis, preuves_dues, saisies_de_la_correction
from services.errors import Introuvable
from services.loading import Charge, charger_snapshot
from services.office import Bureau
from services.people import champs_reserves
from services.pieces import CHAMP
from services.plain_words import en_mots
from services.reading.at_hand import a_joindre, derniers_contacts, habituels
from services.reading.explaining import expliquer_charge, saisie_dite
from services.reading.looking import identite, trouver
from services.reading.looking_dossier import chantier_de_lecture
from services.written_consent import PIECE, seul_le_role_manque, sur_accord_ecrit
from states.contacts import CONTACT
from states.roles import QUI_SUIVENT
from storage.looking import LigneVue
from workflow.compiled import Compilee
from workflow.explain import attendues
from workflow.history import CORRECTION
from workflow.process import Definition, Evenement

SANS_APERCU = frozenset({None, "affectation"})
"""Operations that leave nothing to look at before."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Beside the form of a contact: whom to call, the last ones, what is checked already."""

    joindre: Mapping[str, list[dict[str, str | None]]]
    derniers: list[dict[str, Any]]
    habituels: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Formulaire:
    """An act on one dossier: possible, with its fields, or not, with every reason why."""

    dossier: Mapping[str, Any]
    evenement: Evenement
    definition: Definition
    saisies: list[dict[str, Any]] = field(default_factory=list)
    conditions: list[dict[str, Any]] = field(default_factory=list)
    possible: bool = False
    accord_ecrit: bool = False
    """Whether it is the donneur d'ordre's, recorded with its written proof."""
    contact: Contact | None = None
    """What helps to note a contact, when that is the act."""

    @property
    def direct(self) -> bool:
        """Whether it records something and no more: nothing leaves, nothing moves.

        A task that a note of the day puts on the team's own desk is no news to who asked for it.
        """
        un = self.evenement
        silencieux = not un.effets or self._ne_fait_que_rappeler
        return not un.destinations and silencieux and un.operation in SANS_APERCU

    @property
    def _ne_fait_que_rappeler(self) -> bool:
        contexte, taches = self.definition.contexte, self.definition.taches
        passagere = all(contexte[une.champ].passager for une in self.evenement.saisies)
        return passagere and all(
            effet.genre == "tache" and taches[effet.nom].pour in QUI_SUIVENT
            for effet in self.evenement.effets
        )


class Vu(NamedTuple):
    """How far a dossier had come when it was shown: its revision, its last line."""

    rev: int | None
    seq: int | None


@dataclass(frozen=True, kw_only=True)
class Envoi:
    """What somebody typed, on the revision that was shown."""

    dossier: str
    evenement: str
    saisies: Mapping[str, str]
    pieces: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    rev: int | None = None
    seq: int | None = None
    """The last line of the journal that was shown."""
    cle: str | None = None
    relue: bool = False
    """Whether a preview is confirmed."""
    at: datetime | None = None
    accord_ecrit: bool = False


def formulaire(
    bureau: Bureau, visiteur: Visiteur, cle: str, evenement: str, *, corrige: str = ""
) -> Formulaire:
    """The form of an act, as its machine declares it.

    ``corrige`` is the field that a correction changes: its new value is asked for as it was.

    Raises:
        Introuvable: no such dossier or act, or one that is another's.
    """
    with bureau.travail.lire() as connexion:
        vue = _vue(bureau, connexion, cle)
        chantier = chantier_de_lecture(bureau, connexion)
        exiger_visible(chantier, vue.dossier, visiteur)
        compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
        declare = compilee.definition.evenements.get(evenement)
        if declare is None:
            raise absent()
        charge = charger_snapshot(chantier, vue.dossier, compilee, tout=True)
        dite = expliquer_charge(chantier, vue, charge, visiteur.compte)
        refus = next((un for un in dite["impossibles"] if un["evenement"] == evenement), None)
        possible = next((un for un in dite["possibles"] if un["evenement"] == evenement), None)
        saisies = possible["saisies"] if possible else _attendues(compilee, evenement)
        conditions = [
            {**une, "phrase": en_mots(compilee.definition, une["phrase"])}
            for une in (refus["conditions"] if refus else ())
        ]
        ecrit = sur_accord_ecrit(visiteur.roles, declare) and seul_le_role_manque(conditions)
        for une in saisies:
            une["obligatoire"] |= ecrit and une["champ"] == PIECE
            une["choix"] = choix(chantier, vue, compilee.definition, declare, une)
        if declare.operation == CORRECTION:
            tus = champs_reserves(chantier, vue.dossier, visiteur.compte)
            _a_corriger(saisies, tus | deja_servis(compilee.definition, charge.snapshot))
            dues = preuves_dues(compilee, charge.snapshot, declare, visiteur.roles, corrige)
            saisies = saisies_de_la_correction(compilee.definition, saisies, corrige, dues)
        return Formulaire(
            dossier={
                **identite(vue, compilee, dite["echeances"]),
                "titulaire": vue.entreprise,
                "seq": vue.dossier.seq,
            },
            evenement=declare,
            definition=compilee.definition,
            saisies=saisies,
            conditions=[] if ecrit else conditions,
            possible=ecrit or possible is not None,
            accord_ecrit=ecrit,
            contact=_contact(chantier, vue, compilee, charge, visiteur)
            if evenement == CONTACT
            else None,
        )


def _a_corriger(saisies: list[dict[str, Any]], tus: frozenset[str]) -> None:
    """What somebody may not read is no field for them to correct, nor what nothing would follow."""
    for une in saisies:
        if une["champ"] == CHAMP:
            une["choix"] = [un for un in une["choix"] if un[0] not in tus]


def _contact(
    chantier: Chantier, vue: LigneVue, compilee: Compilee, charge: Charge, visiteur: Visiteur
) -> Contact:
    historique = charge.snapshot.historique
    chantier.entourage.lire_autour(vue.dossier)
    return Contact(
        joindre=a_joindre(chantier.entourage, vue.dossier, visiteur),
        derniers=derniers_contacts(compilee.definition, historique),
        habituels=habituels(historique, charge.snapshot.donnees),
    )


def _attendues(compilee: Compilee, evenement: str) -> list[dict[str, Any]]:
    """Fields of an act that cannot be done now: what somebody had typed is read all the same."""
    return [saisie_dite(une) for une in attendues(compilee.actes[evenement])]


def _vue(bureau: Bureau, connexion: Any, cle: str) -> LigneVue:
    try:
        return trouver(bureau, connexion, cle)
    except Introuvable as erreur:
        raise absent() from erreur


def essayer(bureau: Bureau, visiteur: Visiteur, envoi: Envoi) -> dict[str, Any]:
    """What would follow: the answer of the very passage, rolled back, its mails whole.

    Raises:
        Refused, Conflit, Interdit, ValeurInvalide: as :func:`services.advancing.avancer`.
    """
    return avancer(bureau, _commande(visiteur, envoi, essai=True))


def agir(bureau: Bureau, visiteur: Visiteur, envoi: Envoi) -> dict[str, Any]:
    """Act; the same form sent twice acts once.

    Raises:
        Refused, Conflit, Interdit, ValeurInvalide: as :func:`services.advancing.avancer`.
    """
    return avancer(bureau, _commande(visiteur, envoi, essai=False))


def deja_fait(bureau: Bureau, visiteur: Visiteur, envoi: Envoi) -> dict[str, Any] | None:
    """The answer of this very form, when it was sent before: a double click.

    Raises:
        Conflit: the form was sent before with something else in it.
    """
    with bureau.travail.lire() as connexion:
        return deja_repondu(connexion, _commande(visiteur, envoi, essai=False))


def _commande(visiteur: Visiteur, envoi: Envoi, *, essai: bool) -> Commande:
    return Commande(
        dossier=envoi.dossier,
        evenement=envoi.evenement,
        acteur=f"{PAGES}{visiteur.login}",
        compte=visiteur.login,
        saisies=envoi.saisies,
        pieces=envoi.pieces,
        rev=envoi.rev,
        seq=envoi.seq,
        sans_les_notes=visiteur.roles.isdisjoint(QUI_SUIVENT),
        relue=envoi.relue,
        at=envoi.at,
        accord_ecrit=envoi.accord_ecrit,
        cle=None if essai or envoi.cle is None else f"{PAGES}{visiteur.login}:{envoi.cle}",
        essai=essai,
        apercus=essai,
    )
