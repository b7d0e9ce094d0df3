"""Letters: a document and its context become one self-contained page of HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from documents import dating
from documents.context import ContexteDocument
from documents.errors import DocumentInconnu
from documents.identities import Identites, imprimees, marques, readresser
from states.dispositions import disposition_dite
from states.french import date_longue, delai_en_mots, heures_en_mots, pluriel, typographie

GABARITS = Path(__file__).parent / "templates"
DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {"courrier_rappel": "Courrier de rappel des obligations d’insertion"}
)
"""The visible table of the documents: name → title. One row, one folder of templates."""
A_ENVOYER, ENVOYE = "courrier_a_envoyer", "courrier_envoye"
REPRISES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("courrier_readresse", A_ENVOYER, ENVOYE), "courrier_rappel")
)
"""Documents that are another one, word for word, at the identities or the date of their day."""
TITRES: Mapping[str, str] = MappingProxyType(
    {
        **DOCUMENTS,
        "courrier_readresse": "Courrier de rappel, à l’identité du jour",
        A_ENVOYER: "Courrier de rappel accepté, à envoyer",
        ENVOYE: "Courrier de rappel, tel qu’il est parti",
    }
)

NOMS = tuple(nom for nom, un in vars(ContexteDocument).items() if isinstance(un, property))
"""What a template may name of its context."""
AUTRES_NOMS = ("titre", "departs", "identites", "date_du_projet")
DEPARTS = {
    "courrier_recu_le": "la réception de ce courrier",
    "courrier_presente_le": "la première présentation de ce courrier",
    "courrier_envoye_le": "l’envoi de ce courrier",
}
"""What the délai counts from, by the value of ``depart_delai`` in the definition."""


@dataclass(frozen=True)
class DocumentRendu:
    """A rendered document; ``html`` needs no other file."""

    nom: str
    titre: str
    html: str


def rendre_document(
    nom: str, contexte: ContexteDocument, inscrites: Identites | None = None
) -> DocumentRendu:
    """Render a document.

    ``inscrites`` are the identities of the register, where the context prints others.

    Raises:
        DocumentInconnu: no row bears this name.
        jinja2.UndefinedError: the template names what the context lacks.
    """
    if nom not in DOCUMENTS:
        raise DocumentInconnu(nom)
    html = gabarit(nom).render(
        _variables(contexte),
        titre=DOCUMENTS[nom],
        departs=DEPARTS,
        identites=marques(imprimees(contexte), inscrites or {}),
        date_du_projet=dating.date_du_projet(contexte.maintenant.date()),
    )
    return DocumentRendu(nom, DOCUMENTS[nom], html.strip() + "\n")


def reprendre_document(
    nom: str, html: str, contexte: ContexteDocument, inscrites: Identites
) -> DocumentRendu:
    """A letter that was proposed, word for word, at the date or the identities of the day.

    What is made to leave keeps the identities that were accepted: another act changes them.

    Parameters:
        nom: a row of ``REPRISES``.
        html: the page of the letter as it stands.
    """
    aujourd_hui = contexte.maintenant.date()
    if nom == ENVOYE:
        page = dating.envoye(html, contexte.donnees["courrier_envoye_le"])
    elif nom == A_ENVOYER:
        page = dating.a_envoyer(html, aujourd_hui)
    else:
        page = readresser(html, imprimees(contexte), inscrites)
        page = page if dating.est_projet(page) else dating.a_envoyer(page, aujourd_hui)
    return DocumentRendu(nom, TITRES[nom], page)


FILTRES: Mapping[str, Callable[..., Any]] = {
    "date": date_longue,
    "delai": delai_en_mots,
    "disposition": disposition_dite,
    "heures": heures_en_mots,
    "pluriel": pluriel,
}


class _Chargeur(FileSystemLoader):
    """Sets the typography once, when a template is read."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        source, chemin, a_jour = super().get_source(environment, template)
        return typographie(source), chemin, a_jour


@cache
def gabarit(nom: str) -> Template:
    """The template of a folder, compiled once, its French typography set."""
    environnement = Environment(
        loader=_Chargeur(GABARITS),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environnement.filters.update(FILTRES)
    return environnement.get_template(f"{nom}/corps.html")


def source(nom: str) -> str:
    """The text of a template, for its checks."""
    return (GABARITS / nom / "corps.html").read_text("utf-8")


def _variables(contexte: ContexteDocument) -> dict[str, Any]:
    return {nom: getattr(contexte, nom) for nom in NOMS}
