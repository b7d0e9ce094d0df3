"""Events towards another root: the clock hands each one over in a transaction of its own (§5).

An act locks one root only; what it emits to others (a convention to its marchés, a marché to its
operation) waits in ``evenement_a_traiter`` until the next turn of the clock. Refused, it is an
incident on the emitter's desk; failed, it is tried again later and holds back the later events of
the same dossier, so that their order stays.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from services.act import Auteur, Suite, commencer
from services.advancing import suivre, suivre_une
from services.office import Bureau
from storage import awaiting as depot
from storage import dossiers, incidents
from storage.awaiting import Attendu
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion

RECUL = timedelta(minutes=1)
RECUL_MAX = timedelta(hours=6)
LOT = 200

journal = logging.getLogger(__name__)


def traiter_les_attendus(bureau: Bureau) -> tuple[int, int]:
    """Hand over every event that waits; how many were, and how many failed."""
    faits = rates = 0
    while not bureau.arret():
        with bureau.travail.lire() as connexion:
            prises = depot.prochains(connexion, reel=bureau.horloge.reelle(), limite=LOT)
        if not prises:
            break
        for identifiant, dossier in prises:
            try:
                faits += _traiter(bureau, identifiant, dossier)
            except Exception as erreur:  # noqa: BLE001 # becomes an incident, tried again later
                journal.exception("event %s towards another root failed", identifiant)
                _noter_l_echec(bureau, identifiant, erreur)
                rates += 1
    return faits, rates


def _traiter(bureau: Bureau, identifiant: int, dossier: int) -> int:
    with bureau.travail.ecrire() as connexion:
        _verrouiller(connexion, dossier)
        attendu = depot.prendre(connexion, identifiant)
        if attendu is None:
            return 0
        chantier = commencer(bureau, connexion)
        dite = suivre_une(chantier, _suite(connexion, attendu), _auteur(attendu))
        suivre(chantier, _auteur(attendu))
        statut = depot.REFUSE if dite.get("refuse") else depot.TRAITE
        depot.finir(connexion, identifiant, statut, chantier.now)
        incidents.resoudre(connexion, _cle(identifiant), chantier.now)
    bureau.reveil()
    return 1


def _verrouiller(connexion: Connexion, dossier: int) -> None:
    vise = dossiers.par_id(connexion, dossier)
    assert vise is not None  # noqa: S101 # a foreign key holds it
    dossiers.verrouiller(connexion, vise.tete)


def _suite(connexion: Connexion, attendu: Attendu) -> Suite:
    emetteur = dossiers.par_id(connexion, attendu.emetteur)
    assert emetteur is not None  # noqa: S101 # a foreign key holds it
    saisies: dict[str, Any] = lire_json(attendu.saisies)
    return Suite(
        dossier=attendu.dossier,
        evenement=attendu.evenement,
        saisies=saisies,
        emetteur=emetteur._replace(seq=attendu.seq),
    )


def _auteur(attendu: Attendu) -> Auteur:
    return Auteur(acteur="jalon", au_nom_de=attendu.au_nom_de)


def _cle(identifiant: int) -> str:
    return f"attendu:{identifiant}"


def _noter_l_echec(bureau: Bureau, identifiant: int, erreur: Exception) -> None:
    with bureau.travail.ecrire() as connexion:
        attendu = depot.prendre(connexion, identifiant)
        if attendu is None:
            return
        emetteur = _suite(connexion, attendu).emetteur
        recul = min(RECUL * 2 ** min(attendu.tentatives, 10), RECUL_MAX)
        depot.echouer(connexion, identifiant, bureau.horloge.reelle() + recul)
        incidents.ouvrir(
            connexion,
            cle=_cle(identifiant),
            genre="attendu_en_echec",
            dossier=attendu.dossier,
            compte=emetteur.assigned,
            message=f"« {attendu.evenement} », émis par {emetteur.numero}, n’a pas pu être traité.",
            detail=incidents.detail_de(erreur),
            now=bureau.horloge.maintenant(),
        )
