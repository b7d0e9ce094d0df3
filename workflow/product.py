"""The product of a few machines, one instance of each: what one act may lead to.

It says more than can happen, never less: a guard that cannot be decided may hold or not, a deadline
may ring at any time. What it never reaches, no dossier does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from workflow.configurations import Configuration, Fait, Pas, poser
from workflow.emptiness import Remplissage
from workflow.process import Definition, Effet, Evenement, LienDeclare
from workflow.references_effects import effets_situes, recepteurs
from workflow.values import HORLOGE, OUVRIR, SYSTEME

SUITES_MAX = 12
"""Longest chain of follow-on events within one act."""


class SansFin(Exception):
    """Follow-on events that call each other for ever."""


@dataclass
class _Cours:
    """An act being followed: the configuration so far, what happened, what is still to do."""

    vers: Configuration
    faits: tuple[Fait, ...]
    reste: tuple[tuple[int, Effet], ...]


@dataclass(frozen=True)
class Produit:
    """The machines of a product, and how one act moves them."""

    definitions: Sequence[Definition]
    toutes: Mapping[str, Definition]
    suivre_les_champs: bool = False
    eteints: frozenset[str] = frozenset()
    utiles: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Events worth a step even when they neither move nor emit anything."""

    @cached_property
    def rangs(self) -> Mapping[str, int]:
        """Machine → place in a configuration."""
        return {une.machine: rang for rang, une in enumerate(self.definitions)}

    @cached_property
    def emis(self) -> frozenset[tuple[str, str]]:
        """Events that a machine of the product emits to another."""
        return frozenset(
            (cible.machine, effet.nom)
            for une in self.definitions
            for _, effet in effets_situes(une)
            if effet.genre == "emet"
            for cible in recepteurs(une, self.toutes, effet.a) or ()
        )

    @cached_property
    def vide(self) -> Configuration:
        """Nothing is open yet."""
        vides = tuple(
            Remplissage.vide(une) if self.suivre_les_champs else Remplissage()
            for une in self.definitions
        )
        nombre = len(self.definitions)
        return Configuration(("",) * nombre, vides, siennes=(("", ""),) * nombre)

    def depart(self) -> list[Pas]:
        """Openings: every machine that no other of the product opens."""
        ouvertes = {
            effet.nom
            for une in self.definitions
            for _, effet in effets_situes(une)
            if effet.genre == "ouvre"
        }
        cours = [_Cours(self.vide, (), ())]
        for rang, une in enumerate(self.definitions):
            if une.machine not in ouvertes:
                cours = [neuf for un in cours for neuf in self._ouvrir(un, rang, {})]
        return [pas for un in cours for pas in self._finir(un)]

    def pas(self, configuration: Configuration) -> Iterator[Pas]:
        """Every act that is possible."""
        for rang, definition in enumerate(self.definitions):
            etat = configuration.etats[rang]
            if not etat:
                if definition.ouverture.par:  # somebody may open it by hand
                    for cours in self._ouvrir(_Cours(configuration, (), ()), rang, {}):
                        yield from self._finir(cours)
                continue
            for evenement in definition.evenements_depuis(etat):
                if self._spontane(definition, evenement, etat):
                    depart = _Cours(configuration, (), ())
                    for cours in self._faire(depart, rang, evenement, {}):
                        yield from self._finir(cours)
            yield from self._echeances(configuration, rang, etat)

    def _spontane(self, definition: Definition, evenement: Evenement, etat: str) -> bool:
        if evenement.operation or evenement.si_parametre in self.eteints:
            return False
        cle = (definition.machine, evenement.nom)
        if evenement.par == {SYSTEME} and cle in self.emis:
            return False
        regles = definition.etats[etat].echeances.values()
        if evenement.par == {HORLOGE} and not any(un.declenche == evenement.nom for un in regles):
            return False
        emet = any(un.genre in {"emet", "ouvre"} for un in evenement.effets)
        remplit = self.suivre_les_champs and bool(evenement.saisies or evenement.pose)
        return bool(evenement.destinations) or emet or remplit or cle in self.utiles

    def _echeances(self, configuration: Configuration, rang: int, etat: str) -> Iterator[Pas]:
        for regle in self.definitions[rang].etats[etat].echeances.values():
            suites = tuple((rang, un) for un in regle.effets if un.genre in {"emet", "ouvre"})
            if suites and regle.si_parametre not in self.eteints:
                fait = Fait(self.definitions[rang].machine, regle.nom, etat, etat)
                yield from self._finir(_Cours(configuration, (fait,), suites))

    def _faire(
        self, cours: _Cours, rang: int, evenement: Evenement, avec: Mapping[str, str]
    ) -> Iterator[_Cours]:
        """The outcomes of one event on one machine: one for each branch that may be taken."""
        definition, etat = self.definitions[rang], cours.vers.etats[rang]
        champs = cours.vers.champs[rang]
        entres = champs.entrer(definition, evenement) if self.suivre_les_champs else champs
        if any(entres.verdict(definition.gardes[nom].si) is False for nom in evenement.gardes):
            return
        for vers in self._destinations(definition, evenement, etat, entres):
            apres = entres.conclure(definition, evenement) if self.suivre_les_champs else champs
            cle, valeur = cours.vers.siennes[rang]
            dits = {**avec, **({cle: valeur} if cle else {})}
            fait = Fait(definition.machine, evenement.nom, etat, vers, tuple(sorted(dits.items())))
            yield _Cours(
                self._liberer(poser(cours.vers, rang, vers, apres), rang),
                (*cours.faits, fait),
                (*cours.reste, *((rang, un) for un in evenement.effets)),
            )

    @cached_property
    def _liberent(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """Machine and key → the states in which a dossier gives its key back."""
        return {
            (lien.machine, lien.cle): frozenset(lien.libere_par)
            for une in self.definitions
            for lien in une.liens.values()
            if lien.cle
        }

    def _liberer(self, configuration: Configuration, rang: int) -> Configuration:
        machine, (cle, valeur) = self.definitions[rang].machine, configuration.siennes[rang]
        if configuration.etats[rang] not in self._liberent.get((machine, cle), frozenset()):
            return configuration
        return replace(configuration, cles=configuration.cles - {(machine, cle, valeur)})

    def _destinations(
        self, definition: Definition, evenement: Evenement, etat: str, champs: Remplissage
    ) -> Iterator[str]:
        if not evenement.selon:
            yield evenement.vers or etat
            return
        for branche in evenement.selon:
            verdict = champs.verdict(definition.gardes[branche.si].si) if branche.si else True
            if verdict is not False:
                yield branche.vers
            if verdict:
                return

    def _finir(self, cours: _Cours) -> Iterator[Pas]:
        """Carry out the follow-ons; a refused one changes nothing."""
        if not cours.reste:
            yield Pas(cours.faits, cours.vers)
            return
        if len(cours.faits) > SUITES_MAX:
            raise SansFin(" ; ".join(map(str, cours.faits[:6])))
        (rang, effet), *reste = cours.reste
        cours = _Cours(cours.vers, cours.faits, tuple(reste))
        suites = list(self._effet(cours, rang, effet))
        for suite in suites or [cours]:
            yield from self._finir(suite)

    def _effet(self, cours: _Cours, rang: int, effet: Effet) -> Iterator[_Cours]:
        if effet.genre == "ouvre" and effet.nom in self.rangs:
            yield from self._ouvre(cours, self.definitions[rang].liens.get(effet.lien), effet)
            if effet.si:
                yield cours
        elif effet.genre == "emet":
            emetteur = self.definitions[rang]
            for cible in recepteurs(emetteur, self.toutes, effet.a) or ():
                if cible.machine in self.rangs:
                    yield from self._emet(cours, self.rangs[cible.machine], effet)

    def _ouvre(self, cours: _Cours, lien: LienDeclare | None, effet: Effet) -> Iterator[_Cours]:
        """The opening, unless the link has its dossier already: then nothing happens."""
        rang = self.rangs[effet.nom]
        etat = cours.vers.etats[rang]
        vivant = bool(etat) and not self.definitions[rang].etats[etat].final
        if lien is not None and lien.maximum == 1 and vivant:
            return
        if lien is not None and lien.cle and not effet.pour_chaque:
            cle = (effet.nom, lien.cle, effet.avec.get(lien.cle, ""))
            if cle in cours.vers.cles:
                return
            siennes = list(cours.vers.siennes)
            siennes[rang] = siennes[rang] if etat else cle[1:]
            pris = replace(cours.vers, cles=cours.vers.cles | {cle}, siennes=tuple(siennes))
            cours = replace(cours, vers=pris)
        if etat:  # another instance than the one that is followed
            fait = Fait(effet.nom, OUVRIR, "", "", tuple(sorted(effet.avec.items())))
            yield replace(cours, faits=(*cours.faits, fait))
        else:
            yield from self._ouvrir(cours, rang, effet.avec)

    def _ouvrir(self, cours: _Cours, rang: int, avec: Mapping[str, str]) -> Iterator[_Cours]:
        definition = self.definitions[rang]
        champs = Remplissage.ouverture(definition) if self.suivre_les_champs else None
        initial = definition.etat_initial
        fait = Fait(definition.machine, OUVRIR, "", initial, tuple(sorted(avec.items())))
        yield _Cours(
            poser(cours.vers, rang, initial, champs or cours.vers.champs[rang]),
            (*cours.faits, fait),
            (*cours.reste, *((rang, un) for un in definition.ouverture.effets)),
        )

    def _emet(self, cours: _Cours, rang: int, effet: Effet) -> Iterator[_Cours]:
        definition, etat = self.definitions[rang], cours.vers.etats[rang]
        evenement = definition.evenements.get(effet.nom)
        if evenement is None or etat not in evenement.de or evenement.operation:
            return
        if evenement.si_parametre in self.eteints:
            return
        yield from self._faire(cours, rang, evenement, effet.avec)
        if evenement.gardes or effet.si:  # it may be refused: an incident, nothing else
            yield cours
