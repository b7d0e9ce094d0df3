"""What guards, invariants and messages may see: fields, facts, parameters, the day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from workflow.deadlines import calculer
from workflow.decision import Snapshot, Timer
from workflow.expressions import Expression, evaluer
from workflow.process import AUJOURD_HUI, ETAT, Definition
from workflow.sentences import en_francais, heures_entieres, noms_du_modele, sans_article
from workflow.values import Donnees, Fait, Historique, TempsLegal, VueFaits

__all__ = ["Portee", "en_francais", "portee_de"]


class _DonneesLues(Mapping[str, Any]):
    """The fields of a dossier, and which of them were looked at, filled or empty."""

    def __init__(self, donnees: Donnees, tous: Iterable[str]) -> None:
        """Look at ``donnees``; whoever walks them has looked at ``tous``."""
        self._donnees = donnees
        self._tous = tous
        self.lus: set[str] = set()

    def __getitem__(self, nom: str) -> Any:
        self.lus.add(nom)
        return self._donnees[nom]

    def __iter__(self) -> Iterator[str]:
        self.lus.update(self._tous)
        return iter(self._donnees)

    def __len__(self) -> int:
        self.lus.update(self._tous)
        return len(self._donnees)


class Portee(dict[str, Any]):
    """Values by name at one moment of a dossier; each is computed once, when first read."""

    def __init__(
        self,
        definition: Definition,
        faits: Mapping[str, Fait],
        snapshot: Snapshot,
        maintenant: datetime,
        temps: TempsLegal,
    ) -> None:
        """Look at a dossier as it stands in ``snapshot``."""
        super().__init__()
        self.definition = definition
        self.faits_connus = faits
        self.etat = snapshot.etat
        self.donnees = snapshot.donnees
        self.parametres = snapshot.parametres
        self.historique = snapshot.historique
        self.liens = snapshot.liens
        self.registre = snapshot.registre
        self.timers = snapshot.timers
        self.maintenant = maintenant
        self.temps = temps
        self._vue: VueFaits | None = None

    def __missing__(self, nom: str) -> Any:
        """Value of a name read for the first time; ``None`` when a field is empty."""
        valeur = self[nom] = self._chercher(nom)
        return valeur

    def _chercher(self, nom: str) -> Any:
        if nom == AUJOURD_HUI:
            return self.temps.jour_civil(self.maintenant)
        if nom == ETAT:
            return self.etat
        champ = self.definition.contexte.get(nom)
        if champ is None:
            defaut = self.definition.parametres[nom].defaut
            return self.parametres.get(nom, defaut)
        if champ.fait is None:
            return self.donnees.get(nom)
        return self.faits_connus[champ.fait].calcul(self.vue_des_faits())

    def vue_des_faits(self) -> VueFaits:
        """What a fact may look at, made once."""
        if self._vue is None:
            self._vue = VueFaits(
                etat=self.etat,
                donnees=self.donnees,
                parametres={**self.definition.defauts, **self.parametres},
                historique=self.historique,
                liens=self.liens,
                registre=self.registre,
                maintenant=self.maintenant,
                temps=self.temps,
                fins=self._fin_armee,
            )
        return self._vue

    def _fin_armee(self, nom: str) -> date | None:
        """Last day of a live deadline: the one that was announced, whatever is in force today."""
        for timer in self.timers:
            if timer.nom == nom:
                return calculer(timer.regle, timer.ancre, self.temps).dernier_jour
        return None

    def avec_timers(self, timers: Iterable[Timer]) -> Portee:
        """The same moment with other live timers; what was read of these is read again."""
        autre = copy(self)
        autre.timers, autre._vue = tuple(timers), None  # noqa: SLF001 # another of ours
        for nom, fait in self.definition.calcules:
            if self.faits_connus[fait].delais:
                autre.pop(nom, None)
        return autre

    def tient(self, expression: Expression) -> bool:
        """Whether a guard holds here."""
        return evaluer(expression, self)

    def depend(self, lus: frozenset[str], saisis: Collection[str]) -> bool:
        """Whether what reads ``lus`` may change with those entries, directly or through a fact.

        A fact is pure: entries that it does not look at, as the dossier stands, leave it as it is.
        So nobody declares the fields that it reads; they are noted while it is computed.
        """
        if not lus.isdisjoint(saisis):
            return True
        if not saisis:
            return False
        contexte = self.definition.contexte
        donnees = _DonneesLues(self.donnees, contexte)
        vue = replace(self.vue_des_faits(), donnees=donnees)
        for champ in (contexte[nom] for nom in lus & contexte.keys()):
            if champ.fait is not None:
                self.faits_connus[champ.fait].calcul(vue)
        return not donnees.lus.isdisjoint(saisis)

    def complete(self, lus: frozenset[str]) -> bool:
        """Whether none of those names is empty."""
        return all(self[nom] is not None for nom in lus)

    def phrase(self, modele: str, lus: frozenset[str] = frozenset()) -> tuple[str, Donnees]:
        """A sentence with its values, in French; and the raw values it and ``lus`` name."""
        montres = noms_du_modele(modele)
        valeurs = {nom: self[nom] for nom in sorted(montres | lus)}
        absentes = {nom for nom in montres if valeurs[nom] is None and self._est_une_date(nom)}
        dite = sans_article(modele, absentes).format_map(
            {nom: en_francais(valeurs[nom]) for nom in montres}
        )
        return heures_entieres(dite), valeurs

    def _est_une_date(self, nom: str) -> bool:
        champ = self.definition.contexte.get(nom)
        return champ is not None and champ.type == "date"


def portee_de(  # noqa: PLR0913 # what a move changes, each by its name
    definition: Definition,
    snapshot: Snapshot,
    faits: Mapping[str, Fait],
    *,
    maintenant: datetime,
    temps: TempsLegal,
    donnees: Donnees | None = None,
    etat: str | None = None,
    historique: Historique | None = None,
) -> Portee:
    """The scope of a dossier, before an event, or after it with what the event changes."""
    portee = Portee(definition, faits, snapshot, maintenant, temps)
    if donnees is not None:
        portee.donnees = donnees
    if etat is not None:
        portee.etat = etat
    if historique is not None:
        portee.historique = historique
    return portee
