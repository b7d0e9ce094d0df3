"""The one table from an error to its status, and the page that tells it."""

from __future__ import annotations

import hashlib
import logging
import traceback
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.exceptions import ClientException, HTTPException
from litestar.status_codes import (
    HTTP_400_BAD_REQUEST,
    HTTP_401_UNAUTHORIZED,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_405_METHOD_NOT_ALLOWED,
    HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    HTTP_500_INTERNAL_SERVER_ERROR,
)

from services.accounts.signing_in import reconnaitre
from services.errors import Conflit, Interdit, Introuvable, Refused
from web.access import FacteurManquant, Inconnu, SigneNul, jeton_de_session
from web.api import problems as api
from web.api.access import appelant
from web.kept_forms import a_garder
from web.page import Page, Requete
from workflow.errors import ValeurInvalide

DECODEUR = "litestar/serialization/msgspec_hooks.py"

journal = logging.getLogger(__name__)

STATUTS: Mapping[type[Exception], int] = {
    Introuvable: HTTP_404_NOT_FOUND,
    Interdit: HTTP_403_FORBIDDEN,
    ValeurInvalide: HTTP_400_BAD_REQUEST,
}
_TITRES = {
    HTTP_400_BAD_REQUEST: "Cette demande ne se lit pas",
    HTTP_403_FORBIDDEN: "Rien n’a été fait",
    HTTP_404_NOT_FOUND: "Page introuvable",
    HTTP_405_METHOD_NOT_ALLOWED: "Page introuvable",
    HTTP_413_REQUEST_ENTITY_TOO_LARGE: "Ce fichier est trop gros",
}
_PHRASES = {
    HTTP_404_NOT_FOUND: (
        "Cette page n’existe pas, ou ne vous est pas ouverte.",
        "Vérifiez l’adresse, ou cherchez le dossier depuis la première page.",
    ),
    HTTP_403_FORBIDDEN: (
        "La page était ouverte depuis trop longtemps, ou venait d’un autre site.",
        "Revenez en arrière, rechargez la page, puis recommencez.",
    ),
    HTTP_413_REQUEST_ENTITY_TOO_LARGE: (
        "Rien n’a été écrit : un fichier joint a 10 Mo au plus, un import 30, un formulaire 40.",
        "Revenez en arrière : votre texte y est encore. Choisissez un fichier plus léger.",
    ),
}


def vers_la_porte(requete: Requete, _erreur: Inconnu) -> Response[Any]:
    """Nobody has signed in: to the door, and back to what was read, or with what was typed."""
    if api.est_un_appel(requete):
        return api.sans_jeton(requete)
    gardee = a_garder(requete)
    if gardee is not None:
        return Page(requete).rendre(
            "entree/connexion.html",
            statut=HTTP_401_UNAUTHORIZED,
            suite=gardee.adresse,
            login="",
            erreurs=[],
            pose=False,
            gardee=gardee,
        )
    suite = requete.url.path
    if requete.url.query:
        suite += f"?{requete.url.query}"
    if requete.method != "GET" or suite == "/":
        suite = ""
    porte = f"/connexion?suite={quote(suite, safe='')}" if suite else "/connexion"
    return Page(requete).aller(porte)


def vers_le_facteur(requete: Requete, _erreur: FacteurManquant) -> Response[Any]:
    """The role asks for a second factor first."""
    return Page(requete).aller("/compte/second-facteur")


def attendue(requete: Requete, erreur: Exception) -> Response[Any]:
    """An error that has its words."""
    statut = next(un for genre, un in STATUTS.items() if isinstance(erreur, genre))
    if api.est_un_appel(requete):
        return api.attendue(statut, erreur)
    return _dire(requete, statut, getattr(erreur, "message", ""), getattr(erreur, "remede", ""))


def du_cadre(requete: Requete, erreur: HTTPException) -> Response[Any]:
    """An error of the framework; its English stays here."""
    statut = erreur.status_code
    phrase, remede = _PHRASES.get(statut, ("", ""))
    if statut == HTTP_500_INTERNAL_SERVER_ERROR:
        return inattendue(requete, erreur)
    if api.est_un_appel(requete):
        return api.du_cadre(erreur) if _appelle(requete) else api.sans_jeton(requete)
    _reconnaitre(requete)
    if statut == HTTP_405_METHOD_NOT_ALLOWED:
        phrase, remede = _PHRASES[HTTP_404_NOT_FOUND]
    gardee = a_garder(requete) if statut == HTTP_403_FORBIDDEN else None
    if gardee is not None:
        return Page(requete).rendre("entree/retrouver.html", statut=statut, gardee=gardee)
    return _dire(requete, statut, phrase, remede)


def illisible(requete: Requete, erreur: SigneNul) -> Response[Any]:
    """A sign that no database takes, in the address or in a field; nothing was looked for."""
    if api.est_un_appel(requete) and not _appelle(requete):
        return api.sans_jeton(requete)
    _reconnaitre(requete)
    return _dire(
        requete,
        HTTP_400_BAD_REQUEST,
        "Cette demande contient un caractère invisible qui ne se garde pas (U+0000).",
        "Effacez-le de l’adresse ou du champ, ou ressaisissez ce texte au clavier.",
        champ=erreur.champ,
    )


def _reconnaitre(requete: Requete) -> None:
    """Who reads: an address that no page has was let through by no guard."""
    jeton = jeton_de_session(requete)
    if jeton is not None and "visiteur" not in requete.state:
        requete.state.visiteur = reconnaitre(requete.app.state.site.bureau, jeton)


def _appelle(requete: Requete) -> bool:
    """Whether the API knows who calls, at an address that it does not have as elsewhere."""
    return "visiteur" in requete.state or appelant(requete) is not None


def inattendue(requete: Requete, erreur: Exception) -> Response[Any]:
    """A bug of ours: a number to quote, the rest in the log."""
    pile = "".join(traceback.format_exception(erreur))
    lieux = [f"{un.filename}:{un.lineno}" for un in traceback.extract_tb(erreur.__traceback__)[-3:]]
    graine = type(erreur).__name__ + "".join(lieux)
    numero = hashlib.sha256(graine.encode()).hexdigest()[:8].upper()
    journal.error("anomaly %s on %s %s\n%s", numero, requete.method, requete.url.path, pile)
    return _dire(
        requete,
        HTTP_500_INTERNAL_SERVER_ERROR,
        f"Jalon a rencontré une anomalie (n° {numero}). Rien n’a été écrit.",
        "Signalez ce numéro à la personne qui administre Jalon.",
    )


def _dire(
    requete: Requete, statut: int, phrase: str, remede: str, *, champ: str | None = None
) -> Response[Any]:
    if api.est_un_appel(requete):
        return api.probleme(statut, phrase, remede, champ=champ)
    titre = _TITRES.get(statut, "Jalon n’a pas pu répondre")
    return Page(requete).rendre(
        "erreur.html", statut=statut, titre=titre, phrase=phrase, remede=remede
    )


def refusee(requete: Requete, erreur: Refused | Conflit) -> Response[Any]:
    """The process says no to a program; pages catch it themselves and show it in their form."""
    if api.est_un_appel(requete):
        return api.refus(erreur) if isinstance(erreur, Refused) else api.conflit(erreur)
    return inattendue(requete, erreur)


def trop_profonde(requete: Requete, erreur: RecursionError) -> Response[Any]:
    """A body nested beyond what its decoder reads; anywhere else it is a bug of ours."""
    lieux = traceback.extract_tb(erreur.__traceback__)
    if api.est_un_appel(requete) and lieux[-1].filename.endswith(DECODEUR):
        return api.du_cadre(ClientException())
    return inattendue(requete, erreur)


TRAITEMENTS: dict[Any, Callable[..., Response[Any]]] = {
    Inconnu: vers_la_porte,
    FacteurManquant: vers_le_facteur,
    SigneNul: illisible,
    **dict.fromkeys(STATUTS, attendue),
    **dict.fromkeys((Refused, Conflit), refusee),
    HTTPException: du_cadre,
    RecursionError: trop_profonde,
    Exception: inattendue,
}
