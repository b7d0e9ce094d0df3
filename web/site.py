"""What the pages of one installation are handed: its desk, its address, its demonstration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from services.accounts.passwords import Coffre
from services.office import Bureau
from services.reading.looking_health import Allure
from workflow.scenarios import Scenario

BILANS = "bilan"
PREMIERES = ("relation_entreprise", "marche", "candidature", BILANS)
"""Machines whose dossiers stand in the bar itself; the others unfold beside them."""


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """Accounts that the sign-in page tells, with the one password they share."""

    comptes: tuple[tuple[str, str, str], ...]
    """Login, name, role."""
    mot_de_passe: str
    boite: Path
    """Where its mails are captured, one file each."""


@dataclass(frozen=True, kw_only=True)
class Mentions:
    """Who publishes the pages, who hosts them, whom to write to about personal data."""

    editeur: str = ""
    adresse: str = ""
    telephone: str = ""
    courriel: str = ""
    publication: str = ""
    hebergeur: str = ""
    donnees: str = ""


@dataclass(frozen=True, kw_only=True)
class Site:
    """One installation, as its pages see it; ``adresse`` is where people reach it."""

    bureau: Bureau
    coffre: Coffre
    adresse: str
    demonstration: Demonstration | None = None
    mentions: Mentions = Mentions()
    second_facteur_pour: frozenset[str] = frozenset()
    """Roles that reach nothing before they have a second factor."""
    appels_par_minute: int = 300
    """What one account may ask of the API."""
    allure: Allure = field(default_factory=lambda: Allure(tick_s=20, livraison_s=5))
    """The pace that the health page expects of the clock."""
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    """What people do in a simulation, by name."""
    constats: Callable[[], list[dict[str, Any]]] = list
    """What ``jalon check`` finds in the machines of the installation."""
    juger: Callable[[Mapping[str, Mapping[str, Any]]], list[str]] = lambda _parametres: []
    """Why ``jalon check`` refuses changed parameters."""

    @property
    def chiffre(self) -> bool:
        """Whether people reach it through TLS: cookies then say so."""
        return urlsplit(self.adresse).scheme == "https"

    @property
    def hote(self) -> str:
        """Name that people type."""
        return urlsplit(self.adresse).hostname or "localhost"

    @property
    def premiere(self) -> str:
        """The machine whose dossiers the menu lists first."""
        return next(
            une for une in (*PREMIERES, *self.bureau.machines.courantes) if une in self.adresses
        )

    @property
    def adresses(self) -> Mapping[str, str]:
        """Machine → first part of the address of its dossiers."""
        return adresses(tuple(self.bureau.machines.courantes))


def adresses(machines: tuple[str, ...]) -> dict[str, str]:
    """« relation_entreprise » → « relations »; « annees-partenariat » where two begin alike."""
    debuts = [nom.partition("_")[0] for nom in machines]
    return {
        nom: _pluriel(debut)
        + (nom.removeprefix(debut).replace("_", "-") if debuts.count(debut) > 1 else "")
        for nom, debut in zip(machines, debuts, strict=True)
    }


def _pluriel(mot: str) -> str:
    return mot if mot.endswith(("s", "x", "z")) else f"{mot}s"


def titre(libelle: str, *, seul: bool = False) -> str:
    """How a menu names a machine's dossiers; ``seul`` names one of them.

    « Relation entreprise » → « Relations », « Convention-cadre » → « Conventions-cadres »; what the
    noun cannot do without stays: « Point d’étape » → « Points d’étape ».
    """
    nom, _, suite = libelle.partition(" ")
    dit = nom if seul else "-".join(_pluriel(une) for une in nom.split("-"))
    return f"{dit} {suite}" if suite.startswith(("de ", "des ", "du ", "d’")) else dit
