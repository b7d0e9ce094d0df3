"""Who calls the API: the bearer of a token, or whoever has signed in in this browser."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import PermissionDeniedException, ValidationException
from litestar.handlers.base import BaseRouteHandler
from litestar.params import ParameterKwarg

from services.accounts.api_tokens import ACTES, LECTURE, PORTEES, reconnaitre
from services.accounts.signing_in import reconnaitre as reconnaitre_la_session
from services.accounts.visiting import lit_les_dossiers
from web.access import SURES, Inconnu, exiger_le_jeton, jeton_de_session
from web.api.pace import Rythme
from web.site import Site

_PORTEUR = "bearer "
_RIEN = (None, "null")
"""What the framework reads as nothing; a filter that is not meant is left out."""


def garder_l_api(connexion: ASGIConnection[Any, Any, Any, Any], _poignee: BaseRouteHandler) -> None:
    """Every route asks for a token, or for the session of this browser.

    Raises:
        Inconnu: neither is there, or what is there is over.
        PermissionDeniedException: the token does not let through what is asked.
        TropDAppels: this account has called too often in the last minute.
    """
    site: Site = connexion.app.state.site
    connexion.state.par_jeton = "authorization" in connexion.headers
    connu = appelant(connexion)
    if connu is None:
        raise Inconnu
    connexion.state.visiteur, portees = connu
    rythme: Rythme = connexion.app.state.rythme
    rythme.exiger(connu[0].compte.id, site.bureau.horloge.reelle())
    voulue = LECTURE if connexion.scope.get("method") in SURES else ACTES
    if voulue not in portees:
        raise PermissionDeniedException("Ce jeton permet de lire, pas d’agir.")


def appelant(connexion: ASGIConnection[Any, Any, Any, Any]) -> Any:
    """Who calls and what they may, by a token or by a session; nothing when neither is good."""
    site: Site = connexion.app.state.site
    donne = connexion.headers.get("authorization")
    connu = _par_jeton(site, donne) if donne is not None else _par_session(site, connexion)
    return connu if connu is not None and lit_les_dossiers(connu[0]) else None


def _par_jeton(site: Site, donne: str) -> Any:
    """The account of a token; a session beside it counts for nothing."""
    if not donne.lower().startswith(_PORTEUR):
        return None
    return reconnaitre(site.bureau, donne[len(_PORTEUR) :].strip())


def _par_session(site: Site, connexion: ASGIConnection[Any, Any, Any, Any]) -> Any:
    jeton = jeton_de_session(connexion)
    visiteur = reconnaitre_la_session(site.bureau, jeton) if jeton else None
    if visiteur is None:
        return None
    manque = visiteur.roles & site.second_facteur_pour and not visiteur.second_facteur
    return None if manque else (visiteur, PORTEES[ACTES])


async def controler(requete: Request[Any, Any, Any]) -> None:
    """Refuse a filter that is not one, or comes twice; of a browser, what another site sends.

    Raises:
        ValidationException: a parameter of the address that this route does not have, or not so.
        PermissionDeniedException: a form's token is missing.
    """
    connus = _parametres(requete.route_handler)
    donnes = list(requete.query_params.multi_items())
    for nom, valeur in donnes:
        repete = sum(autre == nom for autre, _ in donnes) > 1
        if nom not in connus or repete or valeur in _RIEN:
            raise ValidationException(extra=[{"key": nom}])
    if not requete.state.par_jeton and requete.method not in SURES:
        await exiger_le_jeton(requete)


def _parametres(poignee: BaseRouteHandler) -> frozenset[str]:
    """Names that the address of a route may carry after its « ? »."""
    declares = poignee.parsed_fn_signature.parameters.values()
    return frozenset(
        un.name
        for un in declares
        if isinstance(un.kwarg_definition, ParameterKwarg) and not un.kwarg_definition.header
    )
