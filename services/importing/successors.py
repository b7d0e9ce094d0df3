"""A marché published anew under the SIRET that followed its buyer's (domain.md §2.3).

The commune nouvelle takes over the contracts: the same number, day of notification and holder,
under another SIRET of the same buyer, are the same marché. It keeps the SIRET under which it was
first published. Two buyers that merged may each have a « 2023-01 »: a number alone proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.importing.records import MarcheLu
from storage.register_marches import MarcheConnu, marches_par_uid
from storage.register_parties import sirets_du_meme_donneur
from storage.unit_of_work import Connexion


def sous_un_autre_siret(
    connexion: Connexion, inconnus: Sequence[MarcheLu]
) -> dict[str, MarcheConnu]:
    """Of marchés that the register does not know by their key, those it knows by a former one."""
    sirets = sirets_du_meme_donneur(connexion, {un.acheteur for un in inconnus})
    cles = {
        un.uid: [autre + un.identifiant for autre in sirets.get(un.acheteur, ())] for un in inconnus
    }
    connus = marches_par_uid(connexion, {une for siennes in cles.values() for une in siennes})
    trouves = {}
    for un in inconnus:
        memes = [connus[une] for une in cles[un.uid] if une in connus and _meme(connus[une], un)]
        if len(memes) == 1:
            trouves[un.uid] = memes[0]
    return trouves


def _meme(connu: MarcheConnu, lu: MarcheLu) -> bool:
    tenu = {(un["type_identifiant"], un["identifiant"]) for un in connu.titulaires}
    publie = {(un.type_identifiant, un.identifiant) for un in lu.titulaires}
    return connu.ligne["date_notification"] == lu.date_notification and bool(tenu & publie)
