"""Pages of a list, and the header that leads from one to the next (RFC 8288)."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.params import QueryParameter

PAR_PAGE, PAGE_MAX, LIMITE_MAX = 50, 100_000, 200
NumeroDePage = Annotated[
    int, QueryParameter(ge=1, le=PAGE_MAX, description="Numéro de la page, à partir de 1.")
]
Limite = Annotated[
    int, QueryParameter(ge=1, le=LIMITE_MAX, description="Nombre de lignes par page.")
]
_SANS_CONTROLE = r"^[^\x00-\x1f\x7f]*$"
Mots = Annotated[
    str | None,
    QueryParameter(max_length=100, pattern=_SANS_CONTROLE, description="Mots cherchés."),
]


def paginee(
    requete: Request[Any, Any, Any], corps: Any, page: int, *, suite: bool
) -> Response[Any]:
    """The answer, with « Link » to the page before and to the next one."""
    liens = []
    if page > 1:
        liens.append(_lien(requete, page - 1, "prev"))
    if suite and page < PAGE_MAX:
        liens.append(_lien(requete, page + 1, "next"))
    return Response(corps, headers={"Link": ", ".join(liens)} if liens else {})


def _lien(requete: Request[Any, Any, Any], page: int, relation: str) -> str:
    demande = {**dict(requete.query_params.items()), "page": page}
    return f'<{requete.url.path}?{urlencode(demande)}>; rel="{relation}"'
