"""The journal of a dossier, narrowed as its page is, and whole as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent
from services.office import Bureau
from services.pieces import renvoi
from services.reading.reading_dossier import page_du_dossier
from services.reading.sheets import Demande, Feuille, Rangee, le
from states.french import INSECABLE, date_courte
from workflow.sentences import en_francais

GENRES = ("contacts", "courriels", "documents")
"""What a journal may be narrowed to, in its address."""
COLONNES = (
    *("Le", "À", "Qui", "Quoi", "Étape", "Saisies", "Motif"),
    *("Courriels", "Annulée ou corrigée", "Saisi le", "Saisi à"),
)
PARTI = "courriel_envoye"


def sans_redite(journal: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines without those of mails that left: the line that sent each one says so."""
    return [une for une in journal if une["evenement"] != PARTI]


def genres_de(ligne: Mapping[str, Any]) -> frozenset[str]:
    """Which filters of the journal show a line: an act may send a mail and bring a file."""
    parti = bool(ligne["courriels"]) or ligne["evenement"].startswith("courriel")
    fichier = any(renvoi(un["valeur"]) for un in ligne["champs"])
    contact = any(un["champ"] == "moyen" for un in ligne["champs"])
    siens = (("courriels", parti), ("documents", fichier), ("contacts", contact))
    return frozenset(nom for nom, vrai in siens if vrai)


def du_genre(journal: list[dict[str, Any]], genre: str) -> list[dict[str, Any]]:
    """The lines that a filter shows; all of them when it is none of ``GENRES``."""
    return [une for une in journal if genre not in GENRES or genre in genres_de(une)]


def feuille_du_journal(machine: str) -> Feuille:
    """The journal of one dossier of a machine, as its reader sees it."""
    return Feuille(titre="Journal", colonnes=COLONNES, lire=partial(_lire, machine))


def _lire(machine: str, bureau: Bureau, visiteur: Visiteur, demande: Demande) -> Iterator[Rangee]:
    dite = page_du_dossier(bureau, visiteur, demande["cle"])
    if dite["dossier"]["machine"] != machine:
        raise absent()
    for une in du_genre(sans_redite(dite["journal"]), demande.get("genre", "")):
        yield _rangee(une)


def _rangee(une: Mapping[str, Any]) -> Rangee:
    saisies = [_saisie(un) for un in une["champs"] if un["champ"] != "motif"]
    partis = [f"{un['sujet']} (à {un['destinataire']})" for un in une["courriels"]]
    enregistree, fait = (datetime.fromisoformat(une[nom]) for nom in ("enregistre_le", "le"))
    return (
        *le(fait),
        une["par"] or "Jalon",
        une["raconte"],
        une["vers_libelle"],
        "; ".join(saisies),
        None if une["motif"] is None else _en_mots(une["motif"]),
        "; ".join(partis),
        _sort(une),
        *le(enregistree),
    )


def _sort(une: Mapping[str, Any]) -> str | None:
    if une["defaite_par"]:
        return "annulée depuis"
    return "corrigée depuis" if une["corrigee_par"] else None


def _saisie(champ: Mapping[str, Any]) -> str:
    fichier = renvoi(champ["valeur"])
    dit = fichier[0] if fichier else champ["texte"] or _en_mots(champ["valeur"])
    deux_points = "" if champ["libelle"].endswith("?") else f"{INSECABLE}:"
    return f"{champ['libelle']}{deux_points} {dit}"


def _en_mots(valeur: Any) -> str:
    """A value as the page writes it: what was erased says so, a date is one."""
    if isinstance(valeur, Mapping):
        return "effacé"
    if not isinstance(valeur, str):
        return en_francais(valeur)
    try:
        return date_courte(date.fromisoformat(valeur))
    except ValueError:
        return valeur
