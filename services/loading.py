"""Reads one dossier for the kernel: only the lines, links and records that its facts need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.act import Chantier
from services.announced import registre_de_l_annonce
from services.errors import Introuvable
from services.letter_identities import registre_du_courrier
from services.register.published_duration import DUREE, duree_publiee
from services.snapshots import AUCUNE, Personnelles, snapshot
from services.stops_above import arrete, arrets_et_fins, arrets_vus
from states.calendars import Calendriers
from storage import dossiers as depot
from storage import links, personal
from storage.dossiers import LigneDossier, LigneTimer
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.decision import Snapshot
from workflow.process import LienDeclare
from workflow.values import Lien


@dataclass(frozen=True)
class Charge:
    """A snapshot, the rows of its live timers, and the legal time of its convention."""

    snapshot: Snapshot
    timers: list[LigneTimer]
    temps: Calendriers


@dataclass(frozen=True)
class DejaLu:
    """What a page has read of a dossier already, and shows: its whole journal, its links."""

    lignes: Sequence[Any]
    liens: Mapping[str, tuple[Lien, ...]]
    personnelles: Personnelles


def lire_dossier(connexion: Connexion, cle: str) -> LigneDossier:
    """The dossier of a number or an id, its root locked first.

    Raises:
        Introuvable: no such dossier.
    """
    depot.verrouiller_par_cle(connexion, cle)
    dossier = depot.par_cle(connexion, cle)
    if dossier is None:
        raise Introuvable(
            "dossier",
            f"Le dossier « {cle} » n’existe pas.",
            "Donnez un numéro comme REL-2026-00042 ; « jalon dossiers » les liste.",
        )
    return dossier


def charger_snapshot(
    chantier: Chantier,
    dossier: LigneDossier,
    compilee: Compilee,
    *,
    evenement: str | None = None,
    tout: bool = False,
    lu: DejaLu | None = None,
) -> Charge:
    """The snapshot of one dossier; a generic operation, or ``tout``, needs its whole history.

    ``lu`` is what the caller has read of it: nothing of that is read again.
    """
    connexion = chantier.connexion
    finit = evenement is not None and arrete(dossier, compilee)
    # what is shown of one that goes on: nothing above has ended it, nothing is given back yet
    retour = dossier.final if evenement is None else compilee.est_un_retour(evenement)
    compte = finit or (evenement is not None and compilee.peut_dater(evenement))
    lu = lu or _lire(connexion, dossier, compilee, evenement, tout=tout or compte)
    timers = depot.timers_vivants(connexion, dossier.id)
    cadre = chantier.entourage.cadre(dossier)
    zone = cadre.zone if cadre else chantier.bureau.reglages.zone
    voulus = _registres(compilee, dossier, evenement, tout=tout)
    temps = chantier.bureau.calendriers(zone)
    vue = snapshot(
        compilee,
        dossier,
        timers=timers,
        lignes=lu.lignes,
        parametres=chantier.parametres(compilee.definition, cadre),
        liens=lu.liens,
        registre=_registre(chantier, dossier, voulus),
        personnelles=lu.personnelles,
    )
    dessus, fins = arrets_et_fins(chantier, dossier, compilee, temps) if retour else ([], ())
    passes = [un for un in dessus if un.fin is not None]
    depuis = min((un.debut for un in dessus if un.fin is None), default=None)
    siens = arrets_vus(compilee, lu.lignes, temps) if retour or compte else []
    if dessus or siens or fins:
        vue = replace(vue, arrets=(*passes, *siens), arrete_depuis=depuis, fins=fins)
    return Charge(vue, timers, temps)


def _lire(
    connexion: Connexion,
    dossier: LigneDossier,
    compilee: Compilee,
    evenement: str | None,
    *,
    tout: bool,
) -> DejaLu:
    tout = tout or (evenement is not None and compilee.veut_tout_l_historique(evenement))
    lus = None if tout else compilee.evenements_lus
    return DejaLu(
        lignes=depot.lignes_d_un(connexion, dossier, lus) if tout or lus else [],
        liens=liens_de(connexion, [(dossier, compilee)]).get(dossier.id, {}),
        personnelles=personnelles_de(connexion, dossier, compilee),
    )


def personnelles_de(
    connexion: Connexion, dossier: LigneDossier, compilee: Compilee
) -> Personnelles:
    """The personal values that stay on a dossier, where its machine has some."""
    if not compilee.definition.personnels_gardes:
        return AUCUNE
    return personal.valeurs(connexion, [dossier.id])[dossier.id]


Lus = Sequence[tuple[LigneDossier, Compilee]]


def liens_de(connexion: Connexion, lus: Lus) -> dict[int, Mapping[str, tuple[Lien, ...]]]:
    """Links of the dossiers whose facts look at them: what they opened, and what they share."""
    lies = [un for un in lus if un[1].liens_lus]
    enfants = depot.enfants_de(connexion, [dossier.id for dossier, _ in lies])
    cles = cles_des_enfants(connexion, [(dossier.id, compilee) for dossier, compilee in lies])
    trouves = {
        dossier.id: dict(lire_liens(enfants[dossier.id], compilee, cles))
        for dossier, compilee in lies
    }
    for declare in {lien for _, compilee in lies for lien in compilee.liens_partages}:
        portent = [un for un, compilee in lies if declare in compilee.liens_partages]
        for dossier, siens in _partages(connexion, declare, portent):
            trouves[dossier][declare.nom] = siens
    return trouves  # type: ignore[return-value]  # each is a plain mapping


def _partages(
    connexion: Connexion, declare: LienDeclare, dossiers: Sequence[LigneDossier]
) -> Iterator[tuple[int, tuple[Lien, ...]]]:
    """Dossiers that share a column, each with its own left out."""
    valeurs = {getattr(un, declare.trouve_par) for un in dossiers} - {None}
    lus = links.lies(connexion, declare.trouve_par, sorted(valeurs), declare.machine)
    for un in dossiers:
        autres = [
            autre for autre in lus.get(getattr(un, declare.trouve_par), ()) if autre.id != un.id
        ]
        yield (
            un.id,
            tuple(
                Lien(numero=a.numero, machine=a.machine, etat=a.state, final=bool(a.final))
                for a in autres
            ),
        )


Donnees = Mapping[int, Mapping[str, Any]]


def cles_des_enfants(connexion: Connexion, lus: Sequence[tuple[int, Compilee]]) -> Donnees:
    """Fields of the dossiers that these opened, by id, where a fact reads the key of a link."""
    parents = [dossier for dossier, compilee in lus if compilee.cles_lues]
    lues = depot.donnees_des_enfants(connexion, parents)
    return {enfant: lire_json(data) for enfant, data in lues.items()}


def lire_liens(
    enfants: Iterable[Any], compilee: Compilee, donnees: Donnees
) -> Mapping[str, tuple[Lien, ...]]:
    """Links of one dossier to what it opened, by name; with their keys, where a fact reads them."""
    trouves: dict[str, tuple[Lien, ...]] = {}
    for un in enfants:
        champ = compilee.cles_lues.get(un.lien)
        lien = Lien(
            numero=un.numero,
            machine=un.machine,
            etat=un.state,
            final=bool(un.final),
            cle=donnees[un.id].get(champ, "") if champ else "",
        )
        trouves[un.lien] = (*trouves.get(un.lien, ()), lien)
    return trouves


def _registres(
    compilee: Compilee, dossier: LigneDossier, evenement: str | None, *, tout: bool
) -> frozenset[str]:
    """Records that the guards of the event read; of every possible one, when a page asks."""
    if evenement is not None:
        return compilee.registre_lu(evenement)
    return compilee.registres_de(dossier.state) if tout else frozenset()


def _registre(
    chantier: Chantier, dossier: LigneDossier, voulus: frozenset[str]
) -> Mapping[str, Any]:
    """The records asked for; nothing is looked up for the others."""
    return {nom: _REGISTRES[nom](chantier, dossier) for nom in voulus}


def _courrier(chantier: Chantier, dossier: LigneDossier) -> Any:
    return registre_du_courrier(chantier.connexion, dossier, chantier.entourage.jour)


def _publication(chantier: Chantier, dossier: LigneDossier) -> Any:
    if dossier.marche is None:
        return {}
    champ = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition).champ(DUREE)
    return {DUREE: duree_publiee(chantier.entourage.feuille(dossier.marche), champ)}


_REGISTRES: Mapping[str, Callable[[Chantier, LigneDossier], Any]] = {
    "annonce": registre_de_l_annonce,
    "courrier": _courrier,
    "publication": _publication,
}
"""Record that a fact declares → how it is read."""
