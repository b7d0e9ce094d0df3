"""The one form of the register's acts: read, refused field by field, shown again as typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST, HTTP_409_CONFLICT

from services import shown_values
from services.counter.register_forms import FormulaireDuRegistre, tient_le_registre
from services.errors import Conflit
from states.french import jour_civil
from web.forms import Champ, EnMain, Saisie, champs, lire, manques
from web.page import Page
from web.stale_forms import perime, suivre

TENU = (
    ("/registre/marches", "Marchés publiés"),
    ("/registre/conventions", "Conventions"),
    ("/registre/donneurs-ordre", "Donneurs d’ordre"),
    ("/registre/entreprises", "Entreprises"),
)
CONVENTIONS = TENU[1:2]


_JOURS = {"du": "Premier jour", "au": "Dernier jour"}
"""Days of a row that its form shows without asking for them."""


@dataclass(frozen=True, kw_only=True)
class Mots:
    """What a form of the register says of itself."""

    titre: str
    chapeau: str
    bouton: str
    retour: str
    """Where it leads back to; also what its list is."""
    liste: str


def onglets(page: Page) -> tuple[tuple[str, str], ...]:
    """The parts of the register that the reader keeps."""
    return TENU if tient_le_registre(page.visiteur) else CONVENTIONS


def saisie_de(page: Page, form: FormulaireDuRegistre) -> Saisie:
    """What was sent, with what misses."""
    jour = jour_civil(page.bureau.horloge.maintenant())
    lue = lire(form, page.requete.state.formulaire, EnMain(page.bureau, page.visiteur), jour)
    vides = (une["champ"] for une in form.saisies if une["obligatoire"])
    lue.erreurs += manques(form, tuple(nom for nom in vides if nom not in lue.valeurs))
    lue.vu = page.formulaire.get(shown_values.CHAMP, "")
    return lue


def perimer(page: Page, form: FormulaireDuRegistre, saisie: Saisie, erreur: Conflit) -> None:
    """What was typed, to be shown again beside what changed; sent again, it is on that."""
    libelles = {une["champ"]: une["libelle"] for une in form.saisies} | _JOURS
    avant, maintenant = (
        {libelles[nom]: val for nom, val in erreur.detail[quand].items()}
        for quand in ("avant", "maintenant")
    )
    saisie.perime = perime(erreur, avant, maintenant)
    vides = dict.fromkeys((une["champ"] for une in form.saisies), "")
    saisie.textes = suivre(erreur, vides | saisie.textes)
    saisie.vu = shown_values.montrer(page.bureau, erreur.detail["maintenant"]).ecrit


def montrer(
    page: Page,
    form: FormulaireDuRegistre,
    saisie: Saisie,
    mots: Mots,
    aides: dict[str, str] | None = None,
    **contexte: Any,
) -> Response[str]:
    """The form, with its faults when there are some; ``aides`` are told beside their fields."""
    dessines = champs(form, saisie, jour_civil(page.bureau.horloge.maintenant()))
    for un in dessines:
        un.aide = (aides or {}).get(un.nom, un.aide)
    refuse = HTTP_409_CONFLICT if saisie.perime else HTTP_400_BAD_REQUEST
    return page.rendre(
        "registre/formulaire.html",
        statut=refuse if saisie.erreurs or saisie.perime else HTTP_200_OK,
        vu=saisie.vu,
        perime=saisie.perime,
        mots=mots,
        champs=dessines,
        erreurs=_ordonnees(saisie.erreurs, dessines),
        **{"fiche": (), "en_place": (), "avec_fichier": False, "vers": "", **contexte},
    )


def _ordonnees(erreurs: list[tuple[str, str]], dessines: list[Champ]) -> list[tuple[str, str]]:
    """Faults in the order of the fields."""
    rangs = {un.nom: rang for rang, un in enumerate(dessines)}
    return sorted(erreurs, key=lambda une: rangs.get(une[0], -1))
