"""The stops that a dossier has seen, read in its journal: how many days they give back, and when.

What was typed late, taken back or put back counts from the date of each order, never from the day
on which somebody typed it: whatever the order of typing, the same life gives the same days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter

from workflow.deadlines import jour_de, rendre, sans_l_arret
from workflow.decision import TEMPS_RESTANT, Arret, Timer
from workflow.history import RETABLISSEMENT, saisies_de
from workflow.line_names import ARRETS
from workflow.process import Definition
from workflow.scope import Portee
from workflow.suspending import pauses_de
from workflow.values import SYSTEME, Ligne, Pauses, TempsLegal


def arrets_de(
    definition: Definition, lignes: Iterable[Ligne], vers: str, temps: TempsLegal
) -> Iterator[Arret]:
    """The stops of a dossier, for what stands behind a link.

    Parameters:
        definition: that of the dossier that stops.
        lignes: every line of its journal, those that were taken back too: what had stopped by
            mistake had stopped.
        vers: the link.
        temps: legal time.
    """
    champs = {
        etat: pause.le
        for etat in definition.etats
        for pause in pauses_de(definition, etat)
        if pause.a == vers
    }
    return _arrets(definition, _en_ordre(lignes), champs, temps)


def arrets_propres(
    definition: Definition, lignes: Iterable[Ligne], temps: TempsLegal
) -> Iterator[Arret]:
    """The stops of a dossier that give its days back: holds, those of others, its own states."""
    dites = _en_ordre(lignes)
    champs = {
        etat: next((pause.le for pause in pauses_de(definition, etat)), "")
        for etat in definition.etats_arretes
    }
    pauses = list(_Pauses(definition, temps).lire(dites))
    yield from _arrets(definition, dites, champs, temps)
    yield from (une for une in pauses if une.sienne)
    yield from _qui_ont_ete(une for une in pauses if not une.sienne)


def _qui_ont_ete(arrets: Iterable[Arret]) -> list[Arret]:
    """But for those said to have ended when they began: never was, nor its resumption, undone."""
    vus: Pauses = ()
    courent: list[Arret] = []
    for un in arrets:
        if un.fin is None:
            courent.append(un)
        elif un.fin > un.debut:
            vus = (*vus, (un.debut, un.fin))
        else:
            vus = sans_l_arret(vus, un.debut, un.fin)
    return [*(Arret(debut, fin) for debut, fin in vus), *courent]


def finis(arrets: Iterable[Arret], fin: date | None = None) -> tuple[Arret, ...]:
    """Those that are over, or end on ``fin``, for a timer: its own holds apart."""
    tous = tuple(arrets)
    return tuple(
        Arret(debut, jusque, sienne)
        for sienne in (False, True)
        for debut, jusque in fondus((un for un in tous if un.sienne is sienne), fin)
    )


def fondus(arrets: Iterable[Arret], fin: date | None = None) -> Pauses:
    """The same, sorted, those that overlap in one: no day is given back twice.

    Parameters:
        arrets: stops; those that go on have no end.
        fin: the day on which those end, if they do.
    """
    dits = sorted((un.debut, dit) for un in arrets if (dit := un.fin or fin) is not None)
    fondu: list[tuple[date, date]] = []
    for debut, un in dits:
        if fondu and debut <= fondu[-1][1]:
            fondu[-1] = (fondu[-1][0], max(fondu[-1][1], un))
        elif debut < un:
            fondu.append((debut, un))
    return tuple(fondu)


def arrets_dits(arrets: Pauses) -> dict[str, list[list[str]]]:
    """Stops that are over as a line of the journal keeps them; nothing where there are none."""
    dits = [[debut.isoformat(), fin.isoformat()] for debut, fin in arrets]
    return {ARRETS: dits} if dits else {}


def avec_les_arrets(arrets: Iterable[Arret], timer: Timer, temps: TempsLegal) -> Timer:
    """A timer, the days of the stops that its deadline has seen given back."""
    for un in arrets:
        timer = rendre(timer, un, temps)
    return timer


def sans_les_arrets(arrets: Collection[Arret], timer: Timer, portee: Portee) -> Timer:
    """A timer, the days of the stops over since its deadline has begun to run given back."""
    depuis = _court_depuis(timer.nom, portee) if arrets else None
    for un in arrets:
        if depuis is None or (un.fin is not None and un.fin > depuis):
            timer = rendre(timer, un, portee.temps)
    return timer


def _court_depuis(nom: str, portee: Portee) -> date | None:
    """When the dossier entered the first of the states in a row that have a deadline.

    Those in which time stands still have none, and interrupt nothing. ``None`` when it was opened
    so, or when its history is not there.
    """
    etats, arretes = portee.definition.etats, portee.definition.etats_arretes
    for ligne in reversed([une for une in saisies_de(portee.historique) if une.bouge]):
        if ligne.de in arretes or ligne.vers in arretes:
            continue
        quitte = etats.get(ligne.de)
        if quitte is not None and nom not in quitte.echeances:
            return portee.temps.jour_civil(ligne.at)
    return None


def _en_ordre(lignes: Iterable[Ligne]) -> list[Ligne]:
    return sorted(lignes, key=attrgetter("seq"))


def _arrets(
    definition: Definition, lignes: Iterable[Ligne], champs: Mapping[str, str], temps: TempsLegal
) -> Iterator[Arret]:
    """Stops by states; ``champs`` are those states, each with the field that dates its entry.

    A resumption that is taken back never was: its stop goes on from the day of its own order.
    """
    debuts: dict[int, date] = {}
    debut: date | None = None
    for ligne in (une for une in lignes if une.bouge or not une.de):
        retour = ligne.kind == RETABLISSEMENT
        for seq in ligne.donnees["annule"] if retour else ():
            debuts.pop(int(seq), None)
        if ligne.vers in champs:
            if not retour:
                debuts[ligne.seq] = _jour(ligne, champs[ligne.vers], temps)
            debut = next(reversed(debuts.values()), None)  # undone, its order never was
        elif debut is not None:
            acte = None if retour else definition.evenements.get(ligne.evenement)
            yield Arret(debut, _jour(ligne, acte.temps_repris_le if acte else "", temps))
            debut = None
    if debut is not None:
        yield Arret(debut, None)


def _jour(ligne: Ligne, champ: str, temps: TempsLegal) -> date:
    return jour_de(ligne.donnees.get(champ), temps) or temps.jour_civil(ligne.at)


class _Pauses:
    """Walks the holds of a dossier: its own, and those of a stop above it. Each ends by itself."""

    def __init__(self, definition: Definition, temps: TempsLegal) -> None:
        self._definition = definition
        self._temps = temps
        self._sienne: tuple[date, bool] | None = None
        self._arret: date | None = None

    def lire(self, lignes: Iterable[Ligne]) -> Iterator[Arret]:
        """Holds that give their days back; the last ones may go on."""
        for ligne in lignes:
            acte = self._definition.evenements.get(ligne.evenement)
            operation = acte.operation if acte is not None else None
            jour, arret = self._temps.jour_civil(ligne.at), ligne.role == SYSTEME
            if operation == "attente":
                self._commencer(ligne, jour, arret=arret)
            elif operation == "reprise":
                yield from self._finir(jour, sienne=not arret, arret=arret)
            elif ligne.bouge:
                etats = self._definition.etats
                de, vers = etats.get(ligne.de), etats.get(ligne.vers)
                final = vers is not None and vers.final
                reserve = any(un is not None and un.sans_pause for un in (de, vers))
                yield from self._finir(jour, sienne=final or reserve, arret=False)
                if final:  # how long the other one stopped, its own journal tells
                    self._arret = None
        yield from self._finir(None, sienne=True, arret=True)

    def _commencer(self, ligne: Ligne, jour: date, *, arret: bool) -> None:
        if not arret:
            self._sienne = jour, ligne.donnees.get("mode") == TEMPS_RESTANT
        else:
            self._arret = self._arret or jour

    def _finir(self, jour: date | None, *, sienne: bool, arret: bool) -> Iterator[Arret]:
        if arret and self._arret is not None:
            yield Arret(self._arret, jour)
            self._arret = None
        if sienne and self._sienne is not None:
            debut, rend = self._sienne
            self._sienne = None
            if rend:
                yield Arret(debut, jour, sienne=True)
