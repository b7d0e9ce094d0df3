"""One request as a page sees it: its desk, its reader, and the way to answer."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER

from services.accounts.administering import administre
from services.accounts.signing_in import Visiteur
from services.accounts.visiting import (
    EQUIPE,
    FACTURE,
    est_de_la_ville,
    facture,
    lit_la_machine,
    lit_les_dossiers,
)
from services.counter.register_forms import ajoute_des_conventions, tient_le_registre
from services.office import Bureau
from services.reading.invoicing import lit_les_factures
from states.french import jour_civil
from web.access import cle, cookie, lire_signe, nouveau_jeton, signer
from web.browsers import en_mots
from web.site import BILANS, PREMIERES, Site, titre

Requete = Request[Any, Any, Any]
A_FACTURER = ("/a-facturer", "À facturer")
CALENDRIER = ("/calendrier", "Calendrier")
ALERTES, DOCUMENTS = ("/alertes", "Alertes"), ("/documents", "Documents")
REGISTRE = ("/registre/marches", "Registre")
PAGE_MAX = 99_999


class Page:
    """Built first thing by every handler."""

    def __init__(self, requete: Requete) -> None:
        """Read the request's application."""
        self.requete = requete
        self.site: Site = requete.app.state.site

    @property
    def bureau(self) -> Bureau:
        """The desk."""
        return self.site.bureau

    @property
    def visiteur(self) -> Visiteur:
        """Who reads; pages that are not open have one."""
        visiteur: Visiteur = self.requete.state.visiteur
        return visiteur

    @property
    def adresse(self) -> str:
        """Where the request comes from; a trusted proxy may have said it."""
        return self.requete.client.host if self.requete.client else ""

    @property
    def navigateur(self) -> str:
        """What the browser says it is, in words."""
        return en_mots(self.requete.headers.get("user-agent", ""))

    @property
    def recoit(self) -> bool:
        """Whether a form was sent."""
        return self.requete.method == "POST"

    @property
    def formulaire(self) -> dict[str, str]:
        """Texts of the form that was sent."""
        recu = self.requete.state.formulaire
        return {nom: valeur for nom, valeur in recu.items() if isinstance(valeur, str)}

    def rendre(
        self,
        gabarit: str,
        *,
        statut: int = HTTP_200_OK,
        cookies: list[Cookie] | None = None,
        session: str | None = None,
        entetes: Mapping[str, str] | None = None,
        **contexte: Any,
    ) -> Response[str]:
        """A page; ``contexte`` is what its template may name, ``session`` one just opened.

        ``entetes`` stand in the place of those that every answer has.
        """
        pose = [*(cookies or [])]
        secret = session or cle(self.requete)
        if secret is None:
            secret = secrets.token_urlsafe(32)
            pose.append(cookie(self.site, "visite", secret))
        modele = self.requete.app.state.gabarits.get_template(gabarit)
        html = modele.render(**self._commun(secret), **contexte)
        return Response(
            html, media_type=MediaType.HTML, status_code=statut, cookies=pose, headers=entetes
        )

    def _commun(self, secret: str) -> dict[str, Any]:
        visiteur = self.requete.state.get("visiteur")
        horloge = self.bureau.horloge
        return {
            "aujourd_hui": jour_civil(horloge.maintenant()),
            "decalage": horloge.maintenant() - horloge.reelle()
            if self.site.demonstration
            else timedelta(),
            "visiteur": visiteur,
            "menu": self._menu(visiteur),
            "autres": self._autres(visiteur),
            "cherche": visiteur is not None and lit_les_dossiers(visiteur),
            "ici": urlsplit(str(self.requete.url)).path,
            "jeton": nouveau_jeton(secret),
            "demonstration": self.site.demonstration,
            "editeur": self.site.mentions.editeur,
            "adresses": self.site.adresses,
            "tient_le_registre": visiteur is not None and tient_le_registre(visiteur),
            "ajoute_des_conventions": visiteur is not None and ajoute_des_conventions(visiteur),
            "lit": lambda machine: visiteur is not None and lit_la_machine(visiteur, machine),
        }

    def _menu(self, visiteur: Visiteur | None) -> list[tuple[str, str]]:
        """Address and title of each entry of the bar that this reader has."""
        if visiteur is None:
            return []
        admin = [("/admin", "Administration")] if administre(visiteur) else []
        if not lit_les_dossiers(visiteur):
            comptes = [A_FACTURER, self._entree(FACTURE)] if facture(visiteur) else []
            return [*comptes, *admin]
        premieres = [
            une for une in PREMIERES if une in self.site.adresses and lit_la_machine(visiteur, une)
        ]
        equipe = [("/equipe", "Équipe")] if visiteur.roles & EQUIPE else []
        suivis = [self._entree(une) for une in premieres if une != BILANS]
        bilans = [self._entree(une) for une in premieres if une == BILANS]
        ville = [ALERTES, DOCUMENTS] if est_de_la_ville(visiteur) else []
        entrees = [*suivis, CALENDRIER, *bilans, *ville]
        return [("/aujourdhui", "Aujourd’hui"), *entrees, *equipe, *admin]

    def _autres(self, visiteur: Visiteur | None) -> list[tuple[str, str]]:
        """Same, for the kinds of dossiers that unfold; in the order of their titles."""
        if visiteur is None or not lit_les_dossiers(visiteur):
            return []
        restent = [
            self._entree(une)
            for une in self.site.adresses
            if une not in PREMIERES and lit_la_machine(visiteur, une)
        ]
        if lit_les_factures(visiteur):
            restent.append(A_FACTURER)
        if tient_le_registre(visiteur):
            restent.append(REGISTRE)
        return sorted(restent, key=lambda une: unicodedata.normalize("NFKD", une[1]))

    def _entree(self, machine: str) -> tuple[str, str]:
        return f"/{self.site.adresses[machine]}", self.titre_de(machine)

    def titre_de(self, machine: str, *, seul: bool = False) -> str:
        """How the menu names the dossiers of a machine, or one of them."""
        return titre(self.bureau.machines.courantes[machine].definition.libelle, seul=seul)

    def avec_suite(self, adresse: str, suite: str) -> str:
        """An address that remembers the page that was asked."""
        return f"{adresse}?suite={quote(suite, safe='')}" if suite else adresse

    def dire(self, adresse: str, mot: str) -> Redirect:
        """Lead to a page that says, to this browser alone, what has just been done."""
        mot_signe = signer(cle(self.requete) or "", urlsplit(adresse).path, mot)
        return self.aller(f"{adresse}{'&' if '?' in adresse else '?'}fait={mot_signe}")

    @property
    def fait(self) -> str:
        """What :meth:`dire` said of this page; nothing when the address was lent or made up."""
        donne = str(self.requete.query_params.get("fait", ""))
        return lire_signe(cle(self.requete), self.requete.url.path, donne)

    def aller(self, adresse: str, *, cookies: list[Cookie] | None = None) -> Redirect:
        """Lead elsewhere on this site."""
        return Redirect(
            adresse_locale(adresse), status_code=HTTP_303_SEE_OTHER, cookies=cookies or []
        )


def numero_de_page(requete: Requete) -> int:
    """The page of an address; the first one when it does not read."""
    demande = str(requete.query_params.get("page", "1"))
    lisible = demande.isdecimal() and len(demande) <= len(str(PAGE_MAX))
    return max(1, int(demande)) if lisible else 1


def adresse_locale(adresse: str) -> str:
    """The address when it stays on this site, else the home page: no open redirect."""
    lue = urlsplit(adresse)
    sure = adresse.startswith("/") and not adresse.startswith(("//", "/\\"))
    propre = adresse.isprintable() and "\\" not in adresse
    return adresse if sure and propre and not lue.netloc and not lue.scheme else "/"
