"""Lets a mail go that waits for a human: approved, sent again, or its text put right first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.act import Auteur, Chantier, commencer
from services.clock import outage
from services.confidential_texts import CONFIRMATION, exiger_du_courriel
from services.errors import Conflit, Interdit, Introuvable
from services.mail.address_tasks import clore_la_tache
from services.mail.fates import INCERTAIN, REFUSE
from services.mail.greeting import saluer
from services.mail.message_context import LIEN_PERSONNEL
from services.mail.messages import PRET, RETENU, SANS_ADRESSE, corps
from services.mail.readdressing import personne_de
from services.noting import noter, verrouiller
from services.office import Bureau
from services.opening import vider
from services.people import compte_de, hors_de_portee
from states.roles import REFERENT
from storage import accounts, incidents, outbox, tasks
from storage import dossiers as depot
from storage.accounts import LigneCompte
from storage.stored_json import lire_json
from workflow.errors import ValeurInvalide
from workflow.typed_text import lisible

ROLES = frozenset({"facilitateur", "responsable"})
LIBERABLES = (RETENU, SANS_ADRESSE, "echec", "incertain")
MODIFIABLES = (RETENU, SANS_ADRESSE, "echec")
"""A mail that may have left keeps the text that may have been read."""
MODIFIE = "courriel_modifie"


def liberer(
    bureau: Bureau, courriel: int, compte: str, acteur: str, *, version: str | None = None
) -> dict[str, Any]:
    """Let one mail leave after a human's click; the answer says to whom.

    The address is read again: what was refused goes to the one that the register now holds.
    ``version`` is the text that the person has read (``services.reading.looking_mails.courriel``).

    Raises:
        Introuvable: no such mail or account.
        Conflit: the text is another one by now.
        Interdit: it waits for nobody's click, has no address yet, or is not this person's to send.
    """
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        qui = autorise(compte_de(connexion, compte), courriel)
        dite = _liberer(chantier, courriel, qui, acteur, version)
    bureau.reveil()
    return dite


def liberer_retour_de_panne(bureau: Bureau, compte: str, acteur: str) -> list[dict[str, Any]]:
    """Let everything go that an outage holds and that this person may send.

    Raises:
        Introuvable: no such account.
        Interdit: the account does not send mails.
    """
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        qui = autorise(compte_de(connexion, compte))
        siens = [
            un.id
            for un in outbox.retenus(connexion, outage.RETOUR_DE_PANNE)
            if _hors_de_portee(chantier, un, qui) is None
        ]
        dites = [_liberer(chantier, un, qui, acteur) for un in siens]
    bureau.reveil()
    return dites


def modifier(  # noqa: PLR0913 # what a correction is made of
    bureau: Bureau,
    courriel: int,
    compte: str,
    acteur: str,
    textes: Mapping[str, str],
    *,
    version: str | None = None,
    mots_relus: bool = False,
) -> dict[str, Any]:
    """Put the ``sujet`` or the ``texte`` of a held mail right; both versions are kept.

    ``mots_relus`` confirms that new words of health, in a mail to the buyer, speak of nobody's.
    ``lien_perdu`` says that the text has no personal link any more: its reader cannot answer by it.

    Raises:
        Introuvable: no such mail or account.
        Conflit: the text is not ``version``, the one that the person has read, by now.
        Interdit: it is leaving or has left, or is not this person's to send.
        ValeurInvalide: an empty subject or text; to the buyer, a candidate's name, words of health.
    """
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        qui = autorise(compte_de(connexion, compte), courriel)
        fiche = fiche_verrouillee(chantier, courriel, qui, MODIFIABLES)
        exiger_la_version(chantier, fiche, version)
        auteur = Auteur(acteur=acteur, au_nom_de=qui.login)
        return _modifier(chantier, fiche, auteur, textes, relus=mots_relus)


def autorise(compte: LigneCompte, courriel: int | None = None) -> LigneCompte:
    """The account, if it may let mails go.

    Raises:
        Interdit: it may not.
    """
    if ROLES.isdisjoint(lire_json(compte.roles)):
        quoi = "les courriels" if courriel is None else f"le courriel {courriel}"
        raise Interdit(
            "by",
            f"« {compte.login} » ne peut pas faire partir {quoi}.",
            "Demandez à la personne facilitatrice du dossier, ou à sa ou son responsable.",
        )
    return compte


def fiche_verrouillee(
    chantier: Chantier,
    courriel: int,
    compte: LigneCompte,
    admis: tuple[str, ...],
    sinon: str = "n’attend pas d’accord",
) -> Any:
    """The mail, its dossier locked, if it may be touched; ``sinon`` says why it may not.

    Raises:
        Introuvable: no such mail.
        Interdit: it is in none of the statuses ``admis``, or is not this person's to send.
    """
    fiche = outbox.fiche(chantier.connexion, courriel)
    if fiche is None:
        raise Introuvable(
            "courriel", f"Le courriel {courriel} n’existe pas.", "« jalon courriels » les liste."
        )
    if fiche.dossier is not None:
        verrouiller(chantier.connexion, fiche.dossier)
        fiche = outbox.fiche(chantier.connexion, courriel)
        assert fiche is not None  # noqa: S101 # mails are never deleted
    hors = _hors_de_portee(chantier, fiche, compte)
    if hors is not None:
        raise Interdit("by", hors, "Demandez à la personne qui suit ce dossier.")
    if fiche.statut not in admis:
        raise Interdit(
            "courriel",
            f"Le courriel {courriel} {sinon} (il est « {fiche.statut} »).",
            "Rien à faire.",
        )
    return fiche


def _hors_de_portee(chantier: Chantier, fiche: Any, compte: LigneCompte) -> str | None:
    if fiche.dossier is None:
        return None
    dossier = depot.par_id(chantier.connexion, fiche.dossier)
    assert dossier is not None  # noqa: S101 # a foreign key holds it
    hors = hors_de_portee(chantier, dossier, compte)
    return hors.phrase if hors else None


def exiger_la_version(chantier: Chantier, fiche: Any, version: str | None) -> None:
    """Refuse who has read another text than the one that waits.

    Raises:
        Conflit: the message says who has changed it since.
    """
    if version in (None, fiche.contenu):
        return
    raise Conflit(
        f"{_derniere_main(chantier, fiche)} a modifié ce texte depuis votre lecture. "
        "Rien n’est écrit.",
        "Relisez le texte tel qu’il est, puis recommencez si votre correction reste juste.",
        champ="texte",
    )


def _derniere_main(chantier: Chantier, fiche: Any) -> str:
    """Who has put the text right last, by name; somebody, when the journal names nobody."""
    lignes = depot.lignes_depuis_rev(chantier.connexion, fiche.dossier, 0)
    siennes = [
        str(une.on_behalf_of)
        for une in lignes
        if une.event == MODIFIE and lire_json(une.payload)["courriel"] == fiche.id
    ]
    if not siennes:
        return "Quelqu’un"
    return accounts.noms(chantier.connexion, siennes[-1:]).get(siennes[-1], siennes[-1])


def _liberer(
    chantier: Chantier,
    courriel: int,
    compte: LigneCompte,
    acteur: str,
    version: str | None = None,
) -> dict[str, Any]:
    fiche = fiche_verrouillee(chantier, courriel, compte, LIBERABLES)
    exiger_la_version(chantier, fiche, version)
    nom, adresse = _destinataire(chantier, fiche)
    outbox.changer(
        chantier.connexion,
        courriel,
        **saluer(chantier, fiche, nom),
        statut=PRET,
        adresse=adresse,
        pret_le=chantier.now,
        essai_le=None,
        erreur=None,
        tentatives=0,
    )
    auteur = Auteur(acteur=acteur, au_nom_de=compte.login)
    au_journal(chantier, fiche, "courriel_libere", {"avant": fiche.statut}, auteur)
    finir(chantier, fiche, compte.login)
    return {
        "courriel": courriel,
        "statut": PRET,
        "avant": fiche.statut,
        "sujet": fiche.sujet,
        "destinataire": nom,
        "adresse": adresse,
    }


def _destinataire(chantier: Chantier, fiche: Any) -> tuple[str, str]:
    dossier = depot.par_id(chantier.connexion, fiche.dossier) if fiche.dossier else None
    personne = personne_de(chantier, dossier, fiche.role, fiche.nom) if dossier else None
    if personne is not None and personne.courriel:
        return personne.nom, personne.courriel
    if fiche.adresse is None:
        raise Interdit(
            "adresse",
            f"Personne n’a d’adresse pour ce courriel ({fiche.nom}).",
            "Complétez le registre : référent·e ou interlocuteur·rice.",
        )
    return fiche.nom, fiche.adresse


def au_journal(
    chantier: Chantier, fiche: Any, evenement: str, plus: Mapping[str, Any], auteur: Auteur
) -> None:
    """Write what was decided of a mail in the journal of its dossier, if it has one."""
    if fiche.dossier is None:
        return
    donnees = {"courriel": fiche.id, "message": fiche.message, "message_id": fiche.message_id}
    noter(
        chantier,
        fiche.dossier,
        evenement=evenement,
        kind="courriel",
        donnees=donnees | dict(plus),
        auteur=auteur,
    )
    vider(chantier)


def finir(chantier: Chantier, fiche: Any, par: str) -> None:
    """What asked for this click is done."""
    if fiche.dossier is not None:
        for code in (REFUSE, INCERTAIN):
            tasks.clore(
                chantier.connexion, fiche.dossier, f"{code}:{fiche.id}", par=par, le=chantier.now
            )
        clore_la_tache(chantier, fiche.dossier, fiche.message)
    incidents.resoudre(chantier.connexion, f"courriel:{fiche.id}", chantier.now)
    if fiche.erreur == outage.RETOUR_DE_PANNE:
        outage.signaler(chantier)


def _modifier(
    chantier: Chantier, fiche: Any, auteur: Auteur, textes: Mapping[str, str], *, relus: bool
) -> dict[str, Any]:
    avant = outbox.lire(chantier.connexion, fiche.id)
    anciens = {"sujet": avant.sujet, "texte": avant.texte}
    neufs = {
        **anciens,
        **{nom: lisible(nom, dit, une_ligne=nom == "sujet") for nom, dit in textes.items()},
    }
    for champ, valeur in neufs.items():
        if not valeur.strip():
            raise ValeurInvalide(champ, f"Le {champ} du courriel est vide.", "Écrivez-le.")
    dossier = depot.par_id(chantier.connexion, fiche.dossier) if fiche.dossier else None
    if dossier is not None and fiche.role == REFERENT:
        exiger_du_courriel(chantier.connexion, dossier, anciens, neufs, relus=relus)
    rendu = chantier.bureau.rendeur.rendre_libre(**neufs)
    contenu = chantier.garder(corps(rendu), f"courriel:{fiche.message}")
    origine = fiche.contenu_origine or fiche.contenu
    vider(chantier)
    outbox.changer(
        chantier.connexion,
        fiche.id,
        sujet=rendu.sujet,
        contenu=contenu,
        contenu_origine=origine,
    )
    versions = {"origine": origine, "contenu": contenu}
    dits = {CONFIRMATION: True} if relus else {}
    au_journal(chantier, fiche, MODIFIE, {**versions, **dits}, auteur)
    perdu = LIEN_PERSONNEL in avant.texte and LIEN_PERSONNEL not in rendu.texte
    return {
        "courriel": fiche.id,
        "statut": fiche.statut,
        "sujet": rendu.sujet,
        "lien_perdu": perdu,
        **versions,
    }
