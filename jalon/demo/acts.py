"""The vocabulary of the story: an act of somebody, one day, on one dossier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Geste:
    """One act: on a marché, or on the relation with the ``titulaire`` whose SIRET begins so."""

    jour: str
    marche: str
    evenement: str
    par: str
    titulaire: str | None = None
    saisies: Mapping[str, Any] = field(default_factory=dict)

    @property
    def le(self) -> date:
        """Its civil day, of 2025."""
        return date.fromisoformat(f"2025-{self.jour}")


@dataclass(frozen=True)
class Prise:
    """A marché taken from the register into the portfolio, with a relation a titulaire."""

    jour: str
    marche: str
    convention: str
    par: str

    @property
    def le(self) -> date:
        """Its civil day, of 2025."""
        return date.fromisoformat(f"2025-{self.jour}")


@dataclass(frozen=True, kw_only=True)
class Ouvre:
    """A dossier opened by hand, under the name by which later acts call it.

    ``dans`` is a marché, a relation (marché, titulaire), or nothing under a ``convention``.
    """

    jour: str
    nom: str
    machine: str
    par: str
    dans: str | tuple[str, str] | None = None
    convention: str | None = None
    saisies: Mapping[str, Any] = field(default_factory=dict)

    @property
    def le(self) -> date:
        """Its civil day, of 2025."""
        return date.fromisoformat(f"2025-{self.jour}")


@dataclass(frozen=True)
class Acte:
    """An act on a dossier that the story names; « nom : lien » is the last one of a link."""

    jour: str
    dossier: str
    evenement: str
    par: str
    saisies: Mapping[str, Any] = field(default_factory=dict)
    pieces: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)

    @property
    def le(self) -> date:
        """Its civil day, of 2025."""
        return date.fromisoformat(f"2025-{self.jour}")


@dataclass(frozen=True)
class Relation:
    """Whose acts follow: a marché, a titulaire, who follows it, who decides for the buyer."""

    marche: str
    titulaire: str
    facilitateur: str
    referent: str

    def fait(self, jour: str, evenement: str, **saisies: Any) -> Geste:
        """An act of the facilitateur."""
        return self._geste(jour, evenement, self.facilitateur, saisies)

    def decide(self, jour: str, evenement: str, **saisies: Any) -> Geste:
        """An act of the buyer's referent."""
        return self._geste(jour, evenement, self.referent, saisies)

    def joint(self, jour: str) -> Geste:
        """Somebody answered the phone."""
        return self._contact(jour, "telephone", "joint")

    def appel(self, jour: str) -> Geste:
        """A call that nobody took."""
        return self._contact(jour, "telephone", "pas_de_reponse")

    def ecrit(self, jour: str) -> Geste:
        """A mail that nobody answered."""
        return self._contact(jour, "courriel", "pas_de_reponse")

    def silence(self, appel: str, ecrit: str) -> Iterator[Geste]:
        """A call, then a mail, both in vain: the difficulty is told."""
        yield self.appel(appel)
        yield self.ecrit(ecrit)
        yield self.fait(
            ecrit, "signaler_difficulte", motif="Aucune réponse à un appel et à un courriel."
        )

    def courrier(self, jours: Sequence[str]) -> Iterator[Geste]:
        """The courrier as far as the days go: proposed, accepted, sent, received."""
        actes = (self._proposer, self._accepter, self._envoyer, self._recevoir)
        for acte, jour in zip(actes, jours, strict=False):
            yield acte(jour)

    def _proposer(self, jour: str) -> Geste:
        return self.fait(jour, "proposer_courrier")

    def _accepter(self, jour: str) -> Geste:
        return self.decide(jour, "accepter_courrier")

    def _envoyer(self, jour: str) -> Geste:
        return self.fait(
            jour,
            "envoyer_courrier",
            mode_envoi="lrar",
            courrier_envoye_le=f"2025-{jour}",
            numero=f"1A 000 {self.titulaire[:3]} {jour.replace('-', '')}",
        )

    def _recevoir(self, jour: str) -> Geste:
        return self.fait(
            jour,
            "constater_reception",
            courrier_recu_le=f"2025-{jour}",
            preuve="avis de réception signé",
        )

    def _contact(self, jour: str, moyen: str, resultat: str) -> Geste:
        return self.fait(
            jour,
            "consigner_contact",
            date=f"2025-{jour}",
            moyen=moyen,
            sens="sortant",
            resultat=resultat,
        )

    def _geste(self, jour: str, evenement: str, par: str, saisies: Mapping[str, Any]) -> Geste:
        return Geste(
            jour=jour,
            marche=self.marche,
            titulaire=self.titulaire,
            evenement=evenement,
            par=par,
            saisies=saisies,
        )
