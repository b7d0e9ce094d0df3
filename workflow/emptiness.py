"""Which fields of a dossier are filled, and what a guard can say when only that is known."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.expressions import Appartenance, Comparaison, Constante, Et, Expression, Nom, Non, Ou
from workflow.process import NOMS_DU_MOTEUR, Definition, Evenement


@dataclass(frozen=True)
class Remplissage:
    """Fields that are surely filled and surely empty; of the others nothing is known."""

    pleins: frozenset[str] = frozenset()
    vides: frozenset[str] = frozenset()

    @classmethod
    def vide(cls, definition: Definition) -> Remplissage:
        """Nothing is entered yet."""
        return cls(vides=_gardes(definition))

    @classmethod
    def ouverture(cls, definition: Definition) -> Remplissage:
        """A dossier that has just been opened."""
        rempli = cls.vide(definition)
        for saisie in definition.ouverture.saisies:
            if saisie.champ in _gardes(definition):
                rempli = rempli.avec(saisie.champ, sur=saisie.obligatoire)
        return rempli

    def avec(self, champ: str, *, sur: bool) -> Remplissage:
        """One field entered, or perhaps entered."""
        if champ not in self.pleins | self.vides and not sur:
            return self
        if not sur:
            return Remplissage(self.pleins, self.vides - {champ})
        return Remplissage(self.pleins | {champ}, self.vides - {champ})

    def entrer(self, definition: Definition, evenement: Evenement) -> Remplissage:
        """What guards see: the fields with what the event enters."""
        suivis = _gardes(definition)
        rempli = self
        for saisie in evenement.saisies:
            if saisie.champ in suivis:
                rempli = rempli.avec(saisie.champ, sur=saisie.obligatoire)
        return rempli

    def conclure(self, definition: Definition, evenement: Evenement) -> Remplissage:
        """The fields after the event: what it empties, then enters, then copies."""
        suivis = _gardes(definition)
        surs = {une.champ for une in evenement.saisies if une.obligatoire}
        peut_etre = {une.champ for une in evenement.saisies} - surs
        efface = suivis & frozenset(evenement.efface)
        vides = efface - surs - peut_etre
        rempli = Remplissage(self.pleins - (efface - surs), (self.vides - peut_etre) | vides)
        for cible, source in evenement.pose.items():
            if cible in suivis:
                sur = source in rempli.pleins | surs or source in NOMS_DU_MOTEUR
                rempli = rempli.avec(cible, sur=sur)
        return rempli

    def verdict(self, condition: Expression) -> bool | None:
        """What the guard says; ``None`` when the fields alone do not tell."""
        match condition:
            case Et(termes):
                vus = [self.verdict(terme) for terme in termes]
                return False if False in vus else None if None in vus else True
            case Ou(termes):
                vus = [self.verdict(terme) for terme in termes]
                return True if True in vus else None if None in vus else False
            case Non(terme):
                vu = self.verdict(terme)
                return None if vu is None else not vu
            case Appartenance(gauche, valeurs):
                return None if gauche.nom not in self.vides else None in valeurs
            case _:
                return self._comparaison(condition)

    def _comparaison(self, atome: Comparaison) -> bool | None:
        nom, droite = atome.gauche.nom, atome.droite
        if droite == Constante(None):
            if nom not in self.pleins | self.vides:
                return None
            return (nom in self.vides) == (atome.signe == "==")
        lus = {nom, droite.nom} if isinstance(droite, Nom) else {nom}
        if not lus & self.vides or atome.signe == "!=":
            return None
        return False if atome.signe != "==" or isinstance(droite, Constante) else None


def _gardes(definition: Definition) -> frozenset[str]:
    """Fields that somebody enters, that the dossier keeps, and that some guard reads."""
    lus = frozenset[str]().union(*(une.lus for une in definition.gardes.values()))
    return frozenset(
        nom
        for nom, champ in definition.contexte.items()
        if champ.saisi and not champ.passager and nom in lus
    )
