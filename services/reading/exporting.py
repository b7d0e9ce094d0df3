"""A list, whole, as rows for a spreadsheet: the same filters as its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.accounts.signing_in import Visiteur
from services.clock.armed_instants import jour_dit
from services.office import Bureau
from services.reading.listing import Tri, dire_les_lignes, lecture_de, ordre_de, restreindre
from services.reading.progress import AVANCENT, avec_l_avancement
from services.reading.sheets import Demande, Feuille, Rangee
from storage import looking as vues
from storage.list_order import ids_tries
from storage.looking import FiltreDossiers
from storage.register_batches import par_lots

TITRES = (
    *("Numéro", "Entreprise", "SIRET", "Marché", "Donneur d’ordre", "Où on en est"),
    *("La main est à", "Prochaine échéance", "De quoi", "Suivi par"),
)
PAR_LOT = 500
"""Rows read, told and sent at a time: memory holds no more, however long the list."""
GENRE = "Parcours"
"""What a list of every kind of dossier tells first of each."""
AVANCEMENT = ("Heures faites", "Heures prévues", "Dernier contact")


def titres(machine: str) -> tuple[str, ...]:
    """The header of a machine's list; of every kind of dossier when none is named."""
    if not machine:
        return (GENRE, *TITRES)
    return (*TITRES, *AVANCEMENT) if machine in AVANCENT else TITRES


def rangees(bureau: Bureau, visiteur: Visiteur, tri: Tri) -> Iterator[Rangee]:
    """Every dossier that the page would show, in its order.

    Which ones is known when this returns; each slice of rows is then read in a transaction of its
    own, so that a slow reader holds none.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    with bureau.travail.lire() as connexion:
        filtre = restreindre(bureau, connexion, visiteur, tri).filtre
        ids = ids_tries(connexion, filtre, lecture_de(bureau, visiteur), ordre_de(bureau, tri))
    return _lire(bureau, visiteur, ids, tri.machine)


def _trouves(bureau: Bureau, visiteur: Visiteur, demande: Demande) -> Iterator[Rangee]:
    """Every dossier, open or closed, that the field of the bar finds."""
    q = demande.get("q", "").strip()[:100]
    lues = rangees(bureau, visiteur, Tri(machine="", q=q, clos=True))
    yield from lues if q else ()


def _lire(bureau: Bureau, visiteur: Visiteur, ids: list[int], machine: str) -> Iterator[Rangee]:
    avance = machine in AVANCENT
    genres = {nom: une.definition.libelle for nom, une in bureau.machines.courantes.items()}
    lecture = lecture_de(bureau, visiteur)
    for lot in par_lots(ids, PAR_LOT):
        with bureau.travail.lire() as connexion:
            voulu = FiltreDossiers(ids=tuple(lot))
            lues = vues.page(connexion, voulu, lecture, apres=None, limite=PAR_LOT)
            par_id = {vue.dossier.id: vue for vue in lues}
            ordonnees = [par_id[un] for un in lot]
            dites = dire_les_lignes(bureau, connexion, visiteur, ordonnees)
            if avance:
                dites = avec_l_avancement(connexion, ordonnees, dites)
        for une in dites:
            genre = () if machine else (genres[une["machine"]],)
            yield (*genre, *_rangee(une, avance=avance))


def _rangee(une: dict[str, Any], *, avance: bool) -> Rangee:
    echeance = une["tache_manquee"] or une["prochaine_echeance"]
    return (
        une["numero"],
        une["titulaire"],
        une["siret"],
        une["marche"],
        une["donneur_ordre"],
        une["etat_libelle"],
        None if une["en_attente"] else une["detenteur_nom"],
        jour_dit(echeance) if echeance else None,
        echeance["libelle"] if echeance else None,
        une["facilitateur_nom"],
        *(_avancement(une) if avance else ()),
    )


def _avancement(une: dict[str, Any]) -> Rangee:
    heures = une["heures"] or {"faites": None, "sur": None}
    return (heures["faites"], heures["sur"], une["dernier_contact"])


FEUILLE = Feuille(titre="Recherche", colonnes=titres(""), lire=_trouves)
"""What the search page has found, of every kind."""
