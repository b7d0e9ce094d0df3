"""What guards, invariants and messages may see: fields, facts, parameters, the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workflow.decision import Condition, Snapshot
from workflow.expressions import Comparaison, Expression, Nom, atomes, evaluer, noms
from workflow.process import Definition
from workflow.values import Donnees, Fait, Historique, TempsLegal, VueFaits

AUJOURD_HUI = "aujourd_hui"
ETAT = "etat_courant"
NOMS_DU_MOTEUR = frozenset({AUJOURD_HUI, ETAT})
MOIS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


@dataclass(frozen=True, kw_only=True)
class Portee:
    """Values by name at one moment of a dossier; facts are computed when first read."""

    definition: Definition
    faits_connus: Mapping[str, Fait]
    etat: str
    donnees: Donnees
    parametres: Donnees
    historique: Historique
    liens: Mapping[str, Any]
    registre: Mapping[str, Any]
    maintenant: datetime
    temps: TempsLegal
    cache: dict[str, Any]

    def __getitem__(self, nom: str) -> Any:
        """Value of a name; ``None`` when a field is empty."""
        if nom not in self.cache:
            self.cache[nom] = self._chercher(nom)
        return self.cache[nom]

    def _chercher(self, nom: str) -> Any:
        champ = self.definition.contexte.get(nom)
        if champ is not None and champ.fait is not None:
            return self.faits_connus[champ.fait].calcul(self._vue())
        if champ is not None:
            return self.donnees.get(nom)
        if nom in self.definition.parametres:
            return self.parametres.get(nom, self.definition.parametres[nom].defaut)
        if nom == AUJOURD_HUI:
            return self.temps.jour_civil(self.maintenant)
        if nom == ETAT:
            return self.etat
        raise KeyError(nom)

    def _vue(self) -> VueFaits:
        return VueFaits(
            etat=self.etat,
            donnees=self.donnees,
            parametres={nom: self[nom] for nom in self.definition.parametres},
            historique=self.historique,
            liens=self.liens,
            registre=self.registre,
            maintenant=self.maintenant,
            temps=self.temps,
        )

    def tient(self, expression: Expression) -> bool:
        """Whether a guard holds here."""
        return evaluer(expression, _Lecture(self))

    def complete(self, expression: Expression) -> bool:
        """Whether no variable of an expression is empty."""
        return all(self[nom] is not None for nom in noms(expression))

    def phrase(self, modele: str, expression: Expression | None = None) -> tuple[str, Donnees]:
        """A sentence with its values, in French, and the raw values it shows."""
        montres = _noms_du_modele(modele) | (noms(expression) if expression else frozenset())
        valeurs = {nom: self[nom] for nom in sorted(montres)}
        return modele.format_map({nom: en_francais(val) for nom, val in valeurs.items()}), valeurs

    def faits(self) -> dict[str, Any]:
        """Every fact of the machine that does not move with the day alone."""
        return {
            nom: self[nom]
            for nom, champ in self.definition.contexte.items()
            if champ.fait is not None
            and not self.faits_connus[champ.fait].suit_le_temps
            and self.faits_connus[champ.fait].registre is None
        }


class _Lecture(dict[str, Any]):
    """Lets the evaluator read a scope as a mapping."""

    def __init__(self, portee: Portee) -> None:
        super().__init__()
        self.portee = portee

    def __missing__(self, nom: str) -> Any:
        return self.portee[nom]


def portee_de(
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
    return Portee(
        definition=definition,
        faits_connus=faits,
        etat=etat or snapshot.etat,
        donnees=snapshot.donnees if donnees is None else donnees,
        parametres=snapshot.parametres,
        historique=snapshot.historique if historique is None else historique,
        liens=snapshot.liens,
        registre=snapshot.registre,
        maintenant=maintenant,
        temps=temps,
        cache={},
    )


def condition(portee: Portee, nom: str, expression: Expression, sinon: str) -> Condition | None:
    """The unmet condition, or ``None`` when the guard holds."""
    if portee.tient(expression):
        return None
    phrase, valeurs = portee.phrase(sinon, expression)
    return Condition(nom, phrase, valeurs)


def compares(expression: Expression) -> frozenset[str]:
    """Names on the right hand of a guard's comparisons."""
    return frozenset(
        atome.droite.nom
        for atome in atomes(expression)
        if isinstance(atome, Comparaison) and isinstance(atome.droite, Nom)
    )


def _noms_du_modele(modele: str) -> frozenset[str]:
    import string

    return frozenset(nom for _, nom, _, _ in string.Formatter().parse(modele) if nom)


def en_francais(valeur: Any) -> str:
    """A value as a French sentence shows it."""
    if valeur is None:
        return "inconnu"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, date):
        jour = "1er" if valeur.day == 1 else str(valeur.day)
        return f"{jour} {MOIS[valeur.month - 1]} {valeur.year}"
    if isinstance(valeur, Decimal):
        return str(valeur).replace(".", ",")
    if isinstance(valeur, int) and valeur == 0:
        return "aucun"
    return str(valeur)
