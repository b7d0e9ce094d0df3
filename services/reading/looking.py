"""Lists of dossiers: who holds the ball, since when, what falls due next; few queries a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from services.clock.armed_instants import echeances_armees, jour_dit
from services.errors import Introuvable
from services.holders import detenteur_de, nom_du_detenteur
from services.loading import Charge
from services.office import Bureau
from services.people import compte_de
from services.snapshots import lire_attente
from states.calendars import Calendriers
from states.french import a_paris, decimal, jour_civil
from storage import dossiers as depot
from storage import looking as vues
from storage.column_types import lire_instant
from storage.dossiers import LigneTimer
from storage.looking import FiltreDossiers, LigneVue, TitulaireVu
from storage.missed_tasks import Lecture
from storage.parties import zones
from storage.unit_of_work import Connexion
from workflow.arming import PENDANT_LA_PAUSE
from workflow.compiled import Compilee
from workflow.errors import ValeurInvalide
from workflow.process import ETAT, Champ, Definition, Etat

CHAMP = "champ"
"""Field of a correction that names another one."""


@dataclass(frozen=True, kw_only=True)
class Recherche:
    """What is asked of the list of dossiers; ``apres`` is an id or a number."""

    machine: str | None = None
    etat: str | None = None
    titulaire: str | None = None
    facilitateur: str | None = None
    en_retard: bool = False
    apres: str | None = None
    limite: int = 50


def dossiers(bureau: Bureau, recherche: Recherche) -> dict[str, Any]:
    """A page of dossiers: ``{dossiers, total, suite}``.

    Raises:
        ValeurInvalide: unknown machine or state.
        Introuvable: unknown account, or the dossier after which to go on.
    """
    lecture = Lecture(jour_civil(bureau.horloge.maintenant()))
    with bureau.travail.lire() as connexion:
        filtre = _filtre(bureau, connexion, recherche)
        apres = None
        if recherche.apres is not None:
            apres = trouver(bureau, connexion, recherche.apres).dossier.id
        page = vues.page(connexion, filtre, lecture, apres=apres, limite=recherche.limite + 1)
        montrees = page[: recherche.limite]
        return {
            "dossiers": [
                {**dite, "tache_manquee": tache_manquee(vue)}
                for vue, dite in zip(montrees, lignes(bureau, connexion, montrees), strict=True)
            ],
            "total": vues.compter(connexion, filtre),
            "suite": len(page) > recherche.limite,
        }


def trouver(bureau: Bureau, connexion: Connexion, cle: str) -> LigneVue:
    """The dossier of a number or an id, its parties under their names of today.

    Raises:
        Introuvable: no such dossier.
    """
    vue = vues.une(connexion, cle.strip(), jour_civil(bureau.horloge.maintenant()))
    if vue is None:
        raise Introuvable(
            "dossier",
            f"Le dossier « {cle} » n’existe pas.",
            "Donnez un numéro comme REL-2026-00042 ; « jalon dossiers » les liste.",
        )
    return vue


def _filtre(bureau: Bureau, connexion: Connexion, demande: Recherche) -> FiltreDossiers:
    _exiger_machine(bureau, demande.machine)
    _exiger_etat(bureau, connexion, demande)
    compte = compte_nomme(connexion, demande.facilitateur)
    now = bureau.horloge.maintenant()
    return FiltreDossiers(
        machine=demande.machine,
        etat=demande.etat,
        titulaire=demande.titulaire,
        facilitateurs=() if compte is None else (compte,),
        en_retard=(now, jour_civil(now)) if demande.en_retard else None,
    )


def compte_nomme(connexion: Connexion, login: str | None) -> int | None:
    """Id of the account that a filter names.

    Raises:
        Introuvable: no such account.
    """
    if login is None:
        return None
    return compte_de(connexion, login, "facilitateur").id


def libelles_des_etats(bureau: Bureau) -> dict[str, dict[str, str]]:
    """Prefix of the numbers → state → label, to tell a move in words."""
    return {
        une.definition.prefixe: {nom: etat.libelle for nom, etat in une.definition.etats.items()}
        for une in bureau.machines.courantes.values()
    }


def _exiger_machine(bureau: Bureau, machine: str | None) -> None:
    connues = bureau.machines.courantes
    if machine is not None and machine not in connues:
        raise ValeurInvalide(
            "machine",
            f"« {machine} » n’est pas un genre de dossier.",
            f"Choisissez parmi {', '.join(connues)}.",
        )


def _exiger_etat(bureau: Bureau, connexion: Connexion, demande: Recherche) -> None:
    if demande.etat is None:
        return
    courantes = bureau.machines.courantes
    noms = [demande.machine] if demande.machine else list(courantes)
    connus = dict.fromkeys(un for nom in noms for un in courantes[nom].definition.etats)
    if demande.etat not in connus and demande.etat not in vues.etats_connus(
        connexion, demande.machine
    ):
        raise ValeurInvalide(
            "etat", f"« {demande.etat} » n’est pas un état.", _etats_a_choisir(bureau, demande)
        )


def _etats_a_choisir(bureau: Bureau, demande: Recherche) -> str:
    """The states of one machine with their labels; of all, how to have them."""
    courantes = bureau.machines.courantes
    if demande.machine is None:
        return f"Donnez aussi la machine ({', '.join(courantes)}) : ses états seront listés."
    etats = courantes[demande.machine].definition.etats
    return f"Choisissez parmi {', '.join(f'{un} ({etat.libelle})' for un, etat in etats.items())}."


def lignes(bureau: Bureau, connexion: Connexion, page: Sequence[LigneVue]) -> list[dict[str, Any]]:
    """Each dossier of a page as a list tells it."""
    tenants = _tenants(bureau, connexion, page)
    timers = depot.timers_de(connexion, [vue.dossier.id for vue in page])
    zones = _zones(connexion, page)
    return [
        _ligne(
            bureau,
            connexion,
            vue,
            tenants,
            timers[vue.dossier.id],
            bureau.calendriers(zones.get(vue.dossier.convention or 0, bureau.reglages.zone)),
        )
        for vue in page
    ]


def tache_manquee(vue: LigneVue) -> dict[str, str] | None:
    """The task that a dossier has missed first: a later date never hides it."""
    if vue.manquee is None:
        return None
    return {"libelle": vue.manquee.libelle, "dernier_jour": vue.manquee.jour.isoformat()}


def ligne_chargee(
    bureau: Bureau,
    connexion: Connexion,
    vue: LigneVue,
    charge: Charge,
    titulaires: list[TitulaireVu],
) -> dict[str, Any]:
    """Same, of one dossier already read, with who holds its marché."""
    tenants = {vue.dossier.marche or 0: titulaires}
    return _ligne(bureau, connexion, vue, tenants, charge.timers, charge.temps)


def _tenants(
    bureau: Bureau, connexion: Connexion, page: Sequence[LigneVue]
) -> Mapping[int, list[TitulaireVu]]:
    """Who holds the marchés of a page today."""
    jour = jour_civil(bureau.horloge.maintenant())
    marches = sorted({vue.dossier.marche for vue in page if vue.dossier.marche is not None})
    par_marche: dict[int, list[TitulaireVu]] = {}
    for un in vues.titulaires(connexion, marches, jour) if marches else ():
        par_marche.setdefault(un.marche, []).append(un)
    return par_marche


def _zones(connexion: Connexion, page: Sequence[LigneVue]) -> Mapping[int, str]:
    """Holiday zone of each convention of the page."""
    conventions = {vue.dossier.convention for vue in page}
    return zones(connexion, [une for une in conventions if une is not None])


def _ligne(  # what one row brings together
    bureau: Bureau,
    connexion: Connexion,
    vue: LigneVue,
    par_marche: Mapping[int, list[TitulaireVu]],
    timers: Sequence[LigneTimer],
    temps: Calendriers,
) -> dict[str, Any]:
    compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
    tenants = par_marche.get(vue.dossier.marche or 0, [])
    if vue.dossier.entreprise is not None:
        tenants = [un for un in tenants if un.entreprise == vue.dossier.entreprise]
    armees = echeances_armees(timers, temps, bureau.horloge.maintenant())
    en_pause = vue.dossier.hold is not None
    prochaines = [une for une in armees if not en_pause or une["nom"] in PENDANT_LA_PAUSE]
    return {
        **identite(vue, compilee, armees),
        "titulaire": ", ".join(un.nom for un in tenants) or vue.entreprise,
        "siret": ", ".join(un.identifiant for un in tenants) or None,
        "publie_sous": publies(tenants),
        "marche": vue.marche,
        "donneur_ordre": vue.donneur_ordre,
        "facilitateur": vue.login,
        "facilitateur_nom": vue.facilitateur,
        "en_attente": en_attente(vue),
        "prochaine_echeance": principale(prochaines, compilee.definition.etats[vue.dossier.state]),
    }


def publies(tenants: Sequence[TitulaireVu]) -> list[dict[str, Any]]:
    """The identities that were published, of the titulaires that bear another since."""
    return [
        {"nom": un.nom_publie, "siret": un.publie} for un in tenants if un.publie != un.identifiant
    ]


def principale(dites: Sequence[dict[str, Any]], etat: Etat) -> dict[str, Any] | None:
    """The deadline of whoever holds the ball: the délai that was told to somebody, else the next.

    The end of a convention or of a year moves its dossier too: nobody is given until then.
    """
    regles = etat.echeances

    def rang(une: dict[str, Any]) -> tuple[bool, date]:
        regle = regles.get(une["nom"])
        return not (regle and regle.opposable_a), jour_dit(une)

    return min(dites, key=rang, default=None)


def identite(
    vue: LigneVue, compilee: Compilee, armees: Sequence[Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """What names a dossier and says who holds the ball.

    ``armees`` are its deadlines as told: one that is over may hand the ball on (``ensuite``).
    """
    dossier = vue.dossier
    etat = compilee.definition.etats[dossier.state]
    detenteur = detenteur_de(vue, etat, armees)
    depuis = lire_instant(dossier.moved_at or dossier.opened_at)
    return {
        "id": dossier.id,
        "numero": dossier.numero,
        "machine": dossier.machine,
        "version": vue.version,
        "etat": dossier.state,
        "etat_libelle": etat.libelle,
        "final": bool(dossier.final),
        "rev": dossier.rev,
        "sujet": dossier.subject,
        "detenteur": detenteur or None,
        "detenteur_nom": nom_du_detenteur(vue, detenteur),
        "depuis": heure_de_paris(depuis),
    }


def heure_de_paris(instant: datetime) -> str:
    """ISO instant with the Paris offset, as deadlines are told."""
    return a_paris(instant).isoformat()


def en_attente(vue: LigneVue) -> dict[str, Any] | None:
    """The hold of a dossier, if any."""
    attente = lire_attente(vue.dossier.hold)
    if attente is None:
        return None
    return {
        "depuis": heure_de_paris(attente.depuis),
        "jusqu_au": attente.jusqu_au.isoformat() if attente.jusqu_au else None,
        "mode": attente.mode,
        "contestees": list(attente.contestees),
        "suit_un_arret": attente.suit_un_arret,
        "arretee": attente.arret is not None,
    }


def champs_dits(definition: Definition, valeurs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Values in the words of the machine; dates that are computed show as deadlines instead."""
    contexte = definition.contexte
    return [
        {
            "champ": nom,
            "libelle": _majuscule(contexte[nom].libelle or nom.replace("_", " ")),
            "valeur": valeur,
            "texte": _texte(contexte[nom], valeur) or _nomme(definition, nom, valeur),
        }
        for nom, valeur in valeurs.items()
        if valeur is not None
        and nom in contexte
        and not (contexte[nom].fait and contexte[nom].type == "date")
    ]


def _texte(champ: Champ, valeur: Any) -> str | None:
    """How people read a value, when its own form is not French: a choice, a decimal number."""
    if champ.type == "decimal" and not isinstance(valeur, Mapping):  # one that was erased
        return decimal(Decimal(str(valeur)))
    return champ.libelles.get(str(valeur))


def _nomme(definition: Definition, nom: str, valeur: Any) -> str | None:
    """A field may keep a name of the machine: the state to find again, the field to correct.

    Another one may hold a state too, where a dossier was suspended: one that no French word is.
    """
    if not isinstance(valeur, str):
        return None
    if nom == CHAMP and valeur in definition.contexte:
        return _majuscule(definition.contexte[valeur].libelle or valeur.replace("_", " "))
    trouve = definition.etats.get(valeur)
    return trouve.libelle if trouve and (nom == ETAT or "_" in trouve.nom) else None


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]
