"""Refusals of the API: one form (RFC 9457), in French, with the field and the mend."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi.datastructures import ResponseSpec

from services.errors import Conflit, Refused
from web.api.shapes import Condition, Probleme
from workflow.errors import ValeurInvalide

RACINE = "/api/v1"
TYPE = "application/problem+json"
_ENTETES = {"if_match": "If-Match", "idempotency_key": "Idempotency-Key"}
CLE = "key"
"""Field of a conflict on an idempotency key."""
_GARDES = frozenset({"allow", "retry-after"})
"""Headers of the framework's errors that are passed on."""
_TITRES = {
    HTTPStatus.BAD_REQUEST: "Cette demande ne se lit pas",
    HTTPStatus.UNAUTHORIZED: "Il faut un jeton",
    HTTPStatus.FORBIDDEN: "Ce jeton ne le permet pas",
    HTTPStatus.NOT_FOUND: "Rien à cette adresse",
    HTTPStatus.METHOD_NOT_ALLOWED: "Cette adresse ne répond pas à cette méthode",
    HTTPStatus.CONFLICT: "Le dossier ne le permet pas",
    HTTPStatus.PRECONDITION_FAILED: "Le dossier a changé",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Cette demande est trop grosse",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "La demande doit être en JSON",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Une valeur ne convient pas",
    HTTPStatus.TOO_MANY_REQUESTS: "Trop de demandes",
    HTTPStatus.PRECONDITION_REQUIRED: "Il manque la révision du dossier",
}
_ADRESSES = {
    HTTPStatus.BAD_REQUEST: (
        "La demande n’a pas la forme attendue.",
        f"Sa forme est décrite dans {RACINE}/openapi.json.",
    ),
    HTTPStatus.NOT_FOUND: (
        "Cette adresse n’existe pas, ou ne vous est pas ouverte.",
        f"Les adresses sont décrites dans {RACINE}/openapi.json.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "Cette adresse ne répond pas à cette méthode.",
        "L’en-tête « Allow » donne celles qui conviennent.",
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "Le corps de la demande n’est pas du JSON.",
        "Envoyez « Content-Type: application/json ».",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "Ce compte a fait trop de demandes en une minute.",
        "L’en-tête « Retry-After » dit dans combien de secondes recommencer.",
    ),
}


def est_un_appel(requete: Request[Any, Any, Any]) -> bool:
    """Whether a program asks, and not a person."""
    chemin = requete.url.path
    return chemin == RACINE or chemin.startswith(f"{RACINE}/")


def probleme(
    statut: int,
    detail: str,
    remede: str = "",
    *,
    champ: str | None = None,
    entetes: Mapping[str, str] | None = None,
    **plus: Any,
) -> Response[Any]:
    """The answer of a refusal."""
    corps = Probleme(
        title=_TITRES.get(HTTPStatus(statut), "Jalon n’a pas pu répondre"),
        status=statut,
        detail=detail,
        type="about:blank",
        champ=champ or None,
        remede=remede or None,
        **plus,
    )
    return Response(
        msgspec.json.encode(corps),
        media_type=TYPE,
        status_code=statut,
        headers=dict(entetes or {}),
    )


def sans_jeton(_requete: Request[Any, Any, Any]) -> Response[Any]:
    """Nobody is known by what was sent."""
    return probleme(
        HTTPStatus.UNAUTHORIZED,
        "Aucun jeton valable n’accompagne cette demande.",
        "Créez-en un sur la page « Mes jetons », puis envoyez « Authorization: Bearer … ».",
        entetes={"WWW-Authenticate": 'Bearer realm="Jalon"'},
    )


def du_cadre(erreur: HTTPException) -> Response[Any]:
    """An error of the framework; its English stays here."""
    statut = erreur.status_code
    phrase, remede = _ADRESSES.get(HTTPStatus(statut), (_TITRES.get(HTTPStatus(statut), ""), ""))
    champs = [_nom(str(une["key"])) for une in _details(erreur) if une.get("key")]
    if champs:
        phrase = f"{champs[0]} : cette valeur ne convient pas, ou manque."
    fautes = [{"champ": un, "message": f"{un} : cette valeur ne convient pas."} for un in champs]
    recus = erreur.headers or {}
    entetes = {nom: val for nom, val in recus.items() if nom.lower() in _GARDES}
    return probleme(
        statut,
        phrase or "Jalon n’a pas pu répondre.",
        remede,
        champ=champs[0] if champs else None,
        entetes=entetes,
        erreurs=fautes,
    )


def _nom(champ: str) -> str:
    """A header under its own name."""
    return _ENTETES.get(champ, champ)


def _details(erreur: HTTPException) -> list[dict[str, Any]]:
    extra = erreur.extra
    return [une for une in extra if isinstance(une, dict)] if isinstance(extra, list) else []


def attendue(statut: int, erreur: Exception) -> Response[Any]:
    """An error of the desk; a value that does not fit is told apart from a demand unread."""
    lu = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(erreur, ValeurInvalide) else statut
    champ, remede = getattr(erreur, "champ", None), getattr(erreur, "remede", "")
    return probleme(lu, str(erreur), remede, champ=champ)


def refus(erreur: Refused) -> Response[Any]:
    """The process says no: every condition, every missing field."""
    conditions = [Condition(garde=une.garde, phrase=une.phrase) for une in erreur.refus.conditions]
    manquantes = list(erreur.refus.saisies_manquantes)
    phrases = [une.phrase for une in conditions]
    phrases += [f"Il manque « {nom} »." for nom in manquantes]
    return probleme(
        HTTPStatus.CONFLICT,
        " ".join(phrases),
        f"{RACINE}/dossiers/…/explain dit ce qui est possible, et ce qui manque.",
        champ=manquantes[0] if manquantes else None,
        conditions=conditions,
        saisies_manquantes=manquantes,
    )


def conflit(erreur: Conflit) -> Response[Any]:
    """The dossier changed since ``If-Match``, or the key served another command."""
    de_la_cle = erreur.champ == CLE
    return probleme(
        HTTPStatus.UNPROCESSABLE_ENTITY if de_la_cle else HTTPStatus.PRECONDITION_FAILED,
        erreur.message,
        erreur.remede,
        champ="Idempotency-Key" if de_la_cle else "If-Match",
    )


def problemes(*statuts: HTTPStatus) -> dict[int, ResponseSpec]:
    """How a route declares its refusals."""
    return {
        int(un): ResponseSpec(
            data_container=Probleme,
            description=_TITRES[un],
            media_type=TYPE,
            generate_examples=False,
        )
        for un in statuts
    }


LUS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS)
"""Refusals of every route."""
