"""Between neutral records and rows of the register, both ways."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from services.importing.merging import CHAMPS
from services.importing.records import MarcheLu, ModificationLue, TitulaireLu
from storage.register_batches import Ligne, Valeurs
from storage.register_marches import MarcheConnu

_VEILLE = timedelta(days=1)
TRACE_MAX = 2_000


def lire_connu(connu: MarcheConnu) -> MarcheLu:
    """A marché of the register, as if it had been read."""
    ligne = connu.ligne
    modifications = tuple(_lire_modification(une) for une in connu.modifications)
    champs = {nom: ligne[nom] for nom in CHAMPS if nom != "considerations"}
    return MarcheLu(
        acheteur=ligne["acheteur"],
        identifiant=ligne["identifiant"],
        titulaires=_initiaux(connu, {une.notifiee_le for une in modifications}),
        considerations=_lire_liste(ligne["considerations"]),
        modifications=modifications,
        fichier=ligne["fichier"] or "",
        ligne=ligne["ligne"] or 0,
        **champs,
    )


def _initiaux(connu: MarcheConnu, modifications: set[date | None]) -> tuple[TitulaireLu, ...]:
    """Holders at the notification, without those that a correction took away."""
    jour = connu.ligne["date_notification"]
    return tuple(
        TitulaireLu(un["type_identifiant"], un["identifiant"])
        for un in connu.titulaires
        if un["du"] == jour and (un["au"] is None or un["au"] + _VEILLE in modifications)
    )


def _lire_modification(ligne: Ligne) -> ModificationLue:
    return ModificationLue(
        identifiant=ligne["identifiant"],
        notifiee_le=ligne["notifiee_le"],
        montant=ligne["montant"],
        duree_mois=ligne["duree_mois"],
        titulaires=_lire_titulaires(ligne["titulaires"]),
        sortants=_lire_titulaires(ligne["sortants"]),
    )


def _lire_titulaires(texte: str | None) -> tuple[TitulaireLu, ...] | None:
    return tuple(TitulaireLu(genre, code) for genre, code in json.loads(texte)) if texte else None


def _lire_liste(texte: str | None) -> tuple[str, ...] | None:
    return tuple(json.loads(texte)) if texte else None


def ligne_de_marche(marche: MarcheLu, donneur_ordre: int, lot: int) -> dict[str, Any]:
    """The row of a new marché."""
    valeurs = {champ: en_colonne(getattr(marche, champ)) for champ in CHAMPS}
    return valeurs | {
        "donneur_ordre": donneur_ordre,
        "operation": None,
        "acheteur": marche.acheteur,
        "identifiant": marche.identifiant,
        "uid": marche.uid,
        "import_lot": lot,
        "fichier": marche.fichier,
        "ligne": marche.ligne,
    }


def colonnes_de_modification(une: ModificationLue) -> dict[str, Any]:
    """The columns of a modification."""
    return {
        "identifiant": une.identifiant,
        "notifiee_le": une.notifiee_le,
        "montant": une.montant,
        "duree_mois": une.duree_mois,
        "titulaires": _ecrire_titulaires(une.titulaires),
        "sortants": _ecrire_titulaires(une.sortants),
    }


def _ecrire_titulaires(titulaires: tuple[TitulaireLu, ...] | None) -> str | None:
    couples = [[un.type_identifiant, un.identifiant] for un in titulaires or ()]
    return json.dumps(couples) if couples else None


def en_colonne(valeur: Any) -> Any:
    """A value as its column takes it."""
    return json.dumps(valeur, ensure_ascii=False) if isinstance(valeur, tuple) else valeur


def en_trace(valeur: Any) -> str | None:
    """A value as the trace shows it."""
    if valeur is None:
        return None
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, Decimal):
        return f"{valeur:.2f}"
    return str(en_colonne(valeur))[:TRACE_MAX]


def ecarts(avant: Ligne, apres: Valeurs) -> dict[str, tuple[Any, Any]]:
    """Columns of ``apres`` whose value differs, with both values."""
    return {nom: (avant[nom], voulu) for nom, voulu in apres.items() if avant[nom] != voulu}
