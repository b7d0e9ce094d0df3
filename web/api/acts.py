"""An event sent by a program."""

from __future__ import annotations

import base64
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from litestar import Response, post
from litestar.params import HeaderParameter, JSONBody, RawBody
from msgspec import Meta, Struct

from services.counter.api_acting import Envoi, dossier_visible, envoyer
from services.importing.json_pruning import decodeur
from web.api.dossiers import Cle
from web.api.problems import LUS, RACINE, probleme, problemes
from web.api.shapes import Acte, en_forme
from web.page import Page, Requete
from web.threads import en_fil
from workflow.errors import ValeurInvalide

_BASE64 = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


class Fichier(Struct, kw_only=True, forbid_unknown_fields=True):
    """A file that an event takes: a PDF, a photo (JPEG, PNG) or a mail (.eml), 10 Mo at most."""

    nom: Annotated[str, Meta(min_length=1, max_length=200)]
    contenu: Annotated[str, Meta(pattern=_BASE64, description="En base64.")]


class Evenement(Struct, kw_only=True, forbid_unknown_fields=True):
    """An event to record on a dossier; « explain » tells which fields it takes."""

    evenement: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
    saisies: dict[str, str] = {}
    pieces: dict[str, Fichier] = {}
    le: Annotated[
        Annotated[datetime, Meta(tz=True)] | None,
        Meta(description="L’instant du fait, s’il n’est pas maintenant ; jamais dans l’avenir."),
    ] = None


REFUS = problemes(
    *LUS,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.PRECONDITION_REQUIRED,
)


@post("/dossiers/{cle:str}/evenements", responses=REFUS, summary="Faire avancer un dossier")
@en_fil
def envoyer_un_evenement(
    request: Requete,
    cle: Cle,
    data: JSONBody[Evenement],
    body: RawBody,
    if_match: Annotated[
        str | None,
        HeaderParameter(
            name="If-Match",
            pattern=r'^("[0-9]{1,9}"|[0-9]{1,9})$',
            description="La révision lue, entre guillemets : l’« ETag » du dossier.",
        ),
    ] = None,
    idempotency_key: Annotated[
        str | None,
        HeaderParameter(
            name="Idempotency-Key",
            pattern=r"^[!-~]{1,64}$",
            description="Une clé par acte, un UUID par exemple : le même envoi n’agit qu’une fois.",
        ),
    ] = None,
) -> Response[Acte]:
    """Send one event, on the revision that was read, once for its key."""
    page = Page(request)
    numero = dossier_visible(page.bureau, page.visiteur, cle)
    exiger_des_cles_simples(body)
    if if_match is None:
        return _il_manque("If-Match", HTTPStatus.PRECONDITION_REQUIRED)
    if idempotency_key is None:
        return _il_manque("Idempotency-Key", HTTPStatus.BAD_REQUEST)
    envoi = Envoi(
        evenement=data.evenement,
        saisies=data.saisies,
        pieces={champ: (un.nom, base64.b64decode(un.contenu)) for champ, un in data.pieces.items()},
        at=data.le,
        rev=int(if_match.strip('"')),
        cle=idempotency_key,
    )
    dite = envoyer(page.bureau, page.visiteur, numero, envoi)
    entetes = {"ETag": f'"{dite["rev"]}"', "Location": f"{RACINE}/dossiers/{numero}"}
    depuis = [{**une, "par": une["nom"]} for une in dite.get("entre_temps", ())]
    lue = en_forme({**dite, "depuis": depuis}, Acte)
    return Response(lue, status_code=HTTPStatus.CREATED, headers=entetes)


def exiger_des_cles_simples(corps: bytes) -> None:
    """Refuse an object that gives a key twice: nobody knows which of its values is meant.

    Raises:
        ValeurInvalide: with the keys.
    """
    doubles: list[str] = []
    decodeur(doubles).decode(corps.decode())
    if doubles:
        noms = ", ".join(f"« {un} »" for un in dict.fromkeys(doubles))
        raise ValeurInvalide(
            doubles[0], f"Donné deux fois dans le même objet : {noms}.", "Gardez une seule valeur."
        )


def _il_manque(entete: str, statut: HTTPStatus) -> Response[Acte]:
    remede = {
        "If-Match": f'Lisez le dossier, puis renvoyez son « ETag » : {entete}: "12".',
        "Idempotency-Key": f"Donnez une clé neuve par acte, par exemple un UUID : {entete}: ….",
    }
    return probleme(statut, f"L’en-tête « {entete} » manque.", remede[entete], champ=entete)


ROUTES = (envoyer_un_evenement,)
