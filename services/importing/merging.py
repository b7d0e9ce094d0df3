"""What a file says over what the register knows: pure, and twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from services.importing.records import MarcheLu, ModificationLue, Rebut, TitulaireLu
from services.importing.versions import (
    DESCRIPTIFS,
    en_modification,
    fusionner_modifications,
    plus_grand,
)

_VEILLE = timedelta(days=1)
CHAMPS = (
    *(champ for champ in DESCRIPTIFS if champ != "acheteur_nom"),
    "date_notification",
    "montant",
    "source",
)
"""Columns of a marché that an import may change."""


@dataclass(frozen=True)
class Periode:
    """When a company held the marché; ``au`` is its last day, included."""

    du: date
    au: date | None = None


def fusionner(connu: MarcheLu, lu: MarcheLu) -> MarcheLu:
    """The marché as it stands after the file.

    Of two publications the newer one speaks, whichever came first; the older one only fills its
    silences. A file that says what the notification is corrects it. A tabular one only shows
    versions: the oldest day is the notification, and the other is a modification.
    """
    if plus_ancien(connu, lu):
        connu, lu = lu, connu
    if _comparables(connu, lu):
        return _avec_modifications(_corriger(connu, lu), connu, lu, ())
    ancien, recent = sorted((connu, lu), key=lambda un: un.date_notification)
    base = _corriger(recent, ancien)
    return _avec_modifications(base, connu, lu, (en_modification(recent),))


def _comparables(connu: MarcheLu, lu: MarcheLu) -> bool:
    """Whether both tell the same version of the marché."""
    return lu.date_notification == connu.date_notification or not (lu.tabulaire or connu.tabulaire)


def plus_ancien(connu: MarcheLu, lu: MarcheLu) -> bool:
    """Whether what is read was published before what is known: by its day, then by its last number.

    Published on the same day, or on no known one, what comes last speaks.
    """
    if not _comparables(connu, lu):
        return False
    avant, apres = connu.date_publication, lu.date_publication
    if avant and apres and avant != apres:
        return apres < avant
    if connu.tabulaire or lu.tabulaire:
        return False
    return _dernier_numero(lu) < _dernier_numero(connu)


def _dernier_numero(marche: MarcheLu) -> int:
    numeros = (une.identifiant for une in marche.modifications)
    return max((int(numero) for numero in numeros if numero.isdecimal()), default=-1)


def avertir_si_ancien(connu: MarcheLu, lu: MarcheLu) -> list[Rebut]:
    """Say what an older publication would have undone, had it been believed."""
    if not plus_ancien(connu, lu):
        return []
    voulu = fusionner(connu, lu)
    ecartes = [
        champ
        for champ in (*CHAMPS, "titulaires")
        if champ not in {"date_publication", "source"}
        and getattr(lu, champ) not in {None, getattr(voulu, champ)}
    ]
    if not ecartes:
        return []
    publie = f" (publié le {lu.date_publication:%d/%m/%Y})" if lu.date_publication else ""
    connue = connu.date_publication
    registre = f"le registre tient une publication du {connue:%d/%m/%Y}" if connue else ""
    motif = f"plus ancien{publie}, ignoré : {registre or 'le registre connaît une suite'}"
    return [Rebut(lu.fichier, lu.ligne, "datePublicationDonnees", motif, lu.rang)]


def _corriger(dessous: MarcheLu, dessus: MarcheLu) -> MarcheLu:
    """``dessus``, its silences filled by ``dessous``."""
    meme_jour = dessus.date_notification == dessous.date_notification
    # the amount of another day is not the initial one
    champs = (*DESCRIPTIFS, "montant") if meme_jour else DESCRIPTIFS
    comble = replace(
        dessus,
        **{champ: getattr(dessous, champ) for champ in champs if getattr(dessus, champ) is None},
    )
    if not (meme_jour and dessus.tabulaire):
        return comble
    # absence from a tabular export proves nothing
    titulaires = tuple(dict.fromkeys((*dessous.titulaires, *dessus.titulaires)))
    comble = replace(comble, titulaires=titulaires, source=dessous.source)
    if dessous.tabulaire and dessous.date_publication == dessus.date_publication:
        # rows of one version in two extracts: as if they stood in one (grouping.py)
        return replace(comble, montant=plus_grand(dessous.montant, dessus.montant))
    return comble


def _avec_modifications(
    base: MarcheLu, connu: MarcheLu, lu: MarcheLu, versions: Iterable[ModificationLue]
) -> MarcheLu:
    modifications = fusionner_modifications(
        (*connu.modifications, *versions),
        lu.modifications,
        base.date_notification,
    )
    return replace(base, modifications=modifications)


def differences(connu: MarcheLu, voulu: MarcheLu) -> dict[str, tuple[Any, Any]]:
    """Columns that change, with both values."""
    return {
        champ: (getattr(connu, champ), getattr(voulu, champ))
        for champ in CHAMPS
        if getattr(connu, champ) != getattr(voulu, champ)
    }


def periodes(marche: MarcheLu) -> Mapping[TitulaireLu, Periode]:
    """Who held the marché, and when.

    A numbered modification with holders replaces those before it. A version of a tabular export
    only adds, since its extract may be partial and a company closed by mistake would be forgotten;
    it takes away those that the file itself shows leaving (``departures``).
    """
    resultat = {un: Periode(marche.date_notification) for un in marche.titulaires}
    for une in marche.modifications:
        if une.titulaires is None or une.notifiee_le is None:
            continue
        jour = max(une.notifiee_le, marche.date_notification)
        restants = set(une.titulaires)
        partis = set(une.sortants or ()) if une.tabulaire else set(resultat)
        for sortant in (partis - restants) & resultat.keys():
            if resultat[sortant].au is None:
                resultat[sortant] = Periode(resultat[sortant].du, jour - _VEILLE)
        for entrant in une.titulaires:
            du = resultat[entrant].du if entrant in resultat else jour
            resultat[entrant] = Periode(du)
    return resultat
