"""Checks what the journal names by its digest: personal values, files, bodies of mails, letters."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.evidence.verifying_chain import LigneStockee, Rupture
from storage import evidence as depot
from storage.canonical import empreinte_salee
from storage.dossiers import LigneDossier
from storage.evidence import Personnelle, stocke
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion

_PIECE = re.compile(r"\(sha256:([0-9a-f]{64}), ([0-9a-f]{12})\)$")
_INDICES = ('"dp":', "(sha256:")
"""What a stored text holds when there is something to check in it: most lines hold nothing."""


def ruptures_des_valeurs(
    connexion: Connexion,
    dossier: LigneDossier,
    lignes: Sequence[LigneStockee],
    gardees: Mapping[str, Personnelle],
) -> Iterator[Rupture]:
    """Personal values and files of a dossier that no longer are what its lines say."""
    for ligne in lignes:
        for nommee in _nommees(ligne):
            motif = (
                _motif_personnel(dossier, nommee, gardees)
                if isinstance(nommee, Mapping)
                else _motif_piece(connexion, nommee)
            )
            if motif:
                yield Rupture(dossier.numero, ligne["seq"], motif)


def _nommees(ligne: LigneStockee) -> Iterator[Any]:
    """References to personal values, and texts that name a file."""
    for texte in (ligne["payload"], ligne["reason"]):
        if texte is None or not any(indice in texte for indice in _INDICES):
            continue
        lu = lire_json(texte)
        for valeur in (lu, *lu.values()):
            personnelle = isinstance(valeur, dict) and valeur.keys() == {"dp", "e"}
            if personnelle or (isinstance(valeur, str) and _PIECE.search(valeur)):
                yield valeur


def _motif_personnel(
    dossier: LigneDossier, nommee: Mapping[str, str], gardees: Mapping[str, Personnelle]
) -> str | None:
    gardee = gardees.get(nommee["dp"])
    if gardee is None or gardee.dossier != dossier.id:
        return "une valeur personnelle a disparu"
    if gardee.efface_le is not None:
        reste = gardee.sel is not None or gardee.valeur is not None
        return "une valeur personnelle effacée est revenue" if reste else None
    if gardee.sel is None or gardee.valeur is None:
        return "une valeur personnelle est vide sans avoir été effacée"
    sel, valeur = stocke(gardee.sel, str), stocke(gardee.valeur, str)
    if sel is None or valeur is None or empreinte_salee(sel, valeur.encode()) != nommee["e"]:
        return "une valeur personnelle a changé"
    return None


def _motif_piece(connexion: Connexion, nommee: str) -> str | None:
    trouve = _PIECE.search(nommee)
    assert trouve is not None  # noqa: S101 # _nommees keeps only those
    gardee = depot.contenu_par_debut(connexion, trouve[2])
    if gardee is None:
        return f"la pièce « {nommee.partition(' (sha256:')[0]} » a disparu"
    corps, efface_le = gardee
    octets = stocke(corps, bytes)
    if efface_le is None and hashlib.sha256(octets or b"").hexdigest() != trouve[1]:
        return f"la pièce « {nommee.partition(' (sha256:')[0]} » a changé"
    return None


def ruptures_des_contenus(connexion: Connexion) -> Iterator[Rupture]:
    """Bodies that no longer match their digest; those erased keep theirs."""
    for empreinte, sel, corps, efface_le in depot.contenus(connexion):
        if efface_le is None:
            octets, salage = stocke(corps, bytes), stocke(sel, str)
            formes = octets is not None and salage is not None
            intact = formes and empreinte_salee(salage or "", octets or b"") == empreinte
        else:
            intact = corps is None
        if not intact:
            porteur = depot.porteur(connexion, empreinte)
            yield Rupture(porteur, None, f"le contenu {empreinte[:12]} a changé")
