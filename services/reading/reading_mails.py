"""One mail as it was sent, for who may read its dossier; what may still be done with it."""

from __future__ import annotations

from typing import Any

from services.accounts.reading_log import COURRIEL, noter_lecture
from services.accounts.signing_in import Visiteur
from services.accounts.visiting import EQUIPE, absent, est_de_la_ville, exiger_visible
from services.errors import Introuvable
from services.mail.messages import SANS_ADRESSE
from services.mail.releasing import LIBERABLES, MODIFIABLES
from services.mail.setting_aside import ECARTE
from services.office import Bureau
from services.reading.looking import trouver
from services.reading.looking_dossier import chantier_de_lecture
from services.reading.looking_mails import courriel
from states.roles import ENTREPRISE, REFERENT
from storage import outbox


def page_du_courriel(
    bureau: Bureau, visiteur: Visiteur, cle: str, identifiant: int, *, suite: bool = False
) -> dict[str, Any]:
    """``{courriel, machine, titulaire, a_envoyer, a_modifier, a_completer, a_remettre}``:
    ``a_completer`` is a page of the register.

    Args:
        bureau: where it is read.
        visiteur: who reads.
        cle: the dossier, by its number or its id.
        identifiant: the mail.
        suite: its page has shown it, and logged it; asked for alone, it is logged all the same.

    Raises:
        Introuvable: no such mail on this dossier, or one that this reader is not shown.
    """
    with bureau.travail.lire() as connexion:
        try:
            vue = trouver(bureau, connexion, cle)
        except Introuvable as erreur:
            raise absent() from erreur
        chantier = chantier_de_lecture(bureau, connexion)
        exiger_visible(chantier, vue.dossier, visiteur)
        donneur = chantier.entourage.donneur_ordre(vue.dossier)
        document = outbox.document_joint(connexion, identifiant)
    try:
        lu = courriel(bureau, identifiant)
    except Introuvable as erreur:
        raise absent() from erreur
    cachee = est_de_la_ville(visiteur) and lu["role"] != REFERENT
    if lu["dossier"] != vue.dossier.numero or cachee:
        raise absent()
    objet = f"{vue.dossier.numero}, courriel {identifiant}"
    noter_lecture(bureau, visiteur, COURRIEL, objet, suite=suite)
    equipe = bool(visiteur.roles & EQUIPE)
    return {
        "courriel": {**lu, "document": document},
        "machine": vue.dossier.machine,
        "titulaire": vue.entreprise or vue.dossier.subject,
        "a_envoyer": equipe and lu["statut"] in LIBERABLES,
        "a_modifier": equipe and lu["statut"] in MODIFIABLES,
        "a_completer": _fiche(lu["role"], donneur, vue.dossier.entreprise)
        if equipe and lu["statut"] == SANS_ADRESSE
        else "",
        "a_remettre": equipe and lu["statut"] == ECARTE and lu["efface_le"] is None,
    }


def _fiche(role: str, donneur: int | None, entreprise: int | None) -> str:
    """Page of the register where the address of a role is given; none for an account’s."""
    if role == REFERENT and donneur is not None:
        return f"/registre/donneurs-ordre/{donneur}/referent"
    if role == ENTREPRISE:
        suite = "" if entreprise is None else f"/{entreprise}/interlocuteur"
        return f"/registre/entreprises{suite}"
    return ""
