"""What a mail says that brings a fresh link: what its dossier asks of the reader that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from notifications.rendering import Rendu
from services.act import Chantier
from services.act_words import minuscule
from services.link_secrets import VALIDITE
from services.loading import charger_snapshot
from services.mail.message_context import LIEN_PERSONNEL
from services.personal_links.link_answers import demandees
from services.personal_links.links import opposable
from services.reading.looking_dossier import echeances
from states.french import date_longue, denombre, jour_civil, typographie
from states.roles import ENTREPRISE
from storage import tasks
from storage.looking import LigneVue
from storage.outbox import CourrielDu
from storage.personal_links import LigneLien
from workflow.compiled import Compilee
from workflow.process import Definition

VALIDITE_DITE = (
    "Ce lien vous est personnel : il sert une fois, sans compte, et reste valable "
    f"{denombre(VALIDITE.days, 'jour')}."
)


def rendre_le_renvoi(
    chantier: Chantier, ligne: LigneLien, vue: LigneVue, du: CourrielDu, *, posee: bool
) -> Rendu:
    """The mail, written anew: an answered question is not asked again, a date is of that day."""
    compilee = chantier.bureau.machines.par_id(chantier.connexion, vue.dossier.definition)
    sujet = du.sujet if posee else typographie(f"Nouveau lien : {vue.dossier.subject}")
    paragraphes = [
        f"Bonjour {ligne.nom},",
        _demande(compilee.definition, ligne, vue, du, posee=posee),
        "\n".join(_attendu(chantier, compilee, ligne, vue)),
        f"Lire et répondre : {chantier.bureau.reglages.adresse_des_pages}/lien/{LIEN_PERSONNEL}",
        VALIDITE_DITE,
        "\n".join(_signature(chantier, vue)),
    ]
    texte = "\n\n".join(typographie(un) for un in paragraphes if un)
    return chantier.bureau.rendeur.rendre_libre(sujet, texte)


def _demande(
    definition: Definition, ligne: LigneLien, vue: LigneVue, du: CourrielDu, *, posee: bool
) -> str:
    """Which mail this one stands for, and whether its question stands."""
    debut = f"Voici le nouveau lien que vous avez demandé. Le courriel « {du.sujet} »,"
    ecrit = f"écrit le {date_longue(jour_civil(du.cree_le))},"
    if posee:
        return f"{debut} {ecrit} est toujours d’actualité."
    etat = definition.etats[vue.dossier.state].libelle
    suite = "" if ligne.role == ENTREPRISE else f" : le dossier est aujourd’hui à « {etat} »"
    return f"{debut} {ecrit} n’est plus d’actualité{suite}."


def _attendu(
    chantier: Chantier, compilee: Compilee, ligne: LigneLien, vue: LigneVue
) -> Iterator[str]:
    """What the reader is asked today, with its dates; nothing when no task asks for it."""
    jour = jour_civil(chantier.now)
    if ligne.role == ENTREPRISE:
        charge = charger_snapshot(chantier, vue.dossier, compilee)
        dates = echeances(chantier, vue, charge, compilee)
        delai = opposable(compilee, vue, dates, ligne.role)
        if delai is not None:
            fin = date_longue(date.fromisoformat(str(delai["dernier_jour"])))
            yield f"{delai['libelle']} : {fin} à minuit."
        return
    limites = tasks.limites(chantier.connexion, vue.dossier.id)
    taches = demandees(chantier.connexion, vue, compilee, ligne.role)
    if taches:
        yield "Ce qui est attendu de vous aujourd’hui :"
    for une in taches:
        yield f"- {minuscule(une.libelle)}{_quand(limites.get(une.nom), jour)}"


def _quand(du: date | None, jour: date) -> str:
    if du is None:
        return ""
    return f", {'attendu depuis le' if du < jour else 'd’ici au'} {date_longue(du)}"


def _signature(chantier: Chantier, vue: LigneVue) -> Iterator[Any]:
    personne = chantier.entourage.facilitateur(vue.dossier)
    cadre = chantier.entourage.cadre(vue.dossier)
    yield from (un.nom for un in (personne, cadre) if un)
    telephone = (personne and personne.telephone) or (cadre and cadre.telephone)
    if telephone:
        yield f"Téléphone : {telephone}"
    yield f"Dossier {vue.dossier.numero}"
