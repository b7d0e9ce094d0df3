"""What the tests of the engine share: a small calendar, small machines, a dossier to advance."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from workflow.compiled import Compilee
from workflow.decision import Decision, Demande, Refus, Snapshot, Timer
from workflow.errors import Faute
from workflow.history import effectif
from workflow.kernel import decide, sonner
from workflow.loading import Chargement, charger
from workflow.process import Definition
from workflow.references import Vocabulaire
from workflow.values import Delai, Echeance, Fait, Ligne, Pauses, Unite, VueFaits

ROLES = {"agent": "l’agent·e", "chef": "la cheffe ou le chef", "client": "la cliente ou le client"}
_JOURS = {Unite.JOURS: 1, Unite.JOURS_OUVRES: 1, Unite.SEMAINES: 7, Unite.MOIS: 30, Unite.ANS: 365}


@dataclass(frozen=True)
class TempsSimple:
    """Every day is open from 9 to 18, a month has 30 days, moves happen at 14:00 (UTC)."""

    zone: str = "nulle_part"

    def dans(self, zone: str) -> TempsSimple:
        return replace(self, zone=zone)

    def apres(
        self,
        depart: date,
        delai: Delai,
        calendrier: str,
        pauses: Pauses = (),
        pas_avant: date | None = None,
    ) -> Echeance:
        jours = delai.nombre * _JOURS[delai.unite] - (1 if calendrier == "duree" else 0)
        dernier = depart + timedelta(days=jours)
        vus = depart
        for debut, fin in sorted(pauses):
            if debut <= dernier and fin > vus:
                dernier += fin - max(debut, vus)
                vus = fin
        lendemain = max(dernier, pas_avant or dernier) + timedelta(days=1)
        return Echeance(
            dernier_jour=dernier,
            expire_le=instant(dernier + timedelta(days=1), 0),
            verification_le=instant(lendemain, 9),
            declenche_le=instant(lendemain, 14),
            calcul=(f"{delai} après le {depart} : {dernier}",),
        )

    def avant(self, terme: date, delai: Delai, calendrier: str) -> Echeance:
        dernier = terme - timedelta(days=delai.nombre * _JOURS[delai.unite])
        return Echeance(
            dernier_jour=dernier,
            expire_le=instant(dernier + timedelta(days=1), 0),
            verification_le=instant(dernier, 9),
            declenche_le=instant(dernier, 9),
            calcul=(f"{delai} avant le {terme} : {dernier}",),
        )

    def reprise(self, jour: date) -> Echeance:
        return Echeance(
            dernier_jour=jour,
            expire_le=instant(jour, 0),
            verification_le=instant(jour, 9),
            declenche_le=instant(jour, 9),
            calcul=(f"reprise le {jour}",),
        )

    def jour_civil(self, instant: datetime) -> date:
        return instant.astimezone(UTC).date()

    def calendriers(self) -> frozenset[str]:
        return frozenset({"bureau", "duree"})


TEMPS = TempsSimple()


def instant(jour: date, heure: int = 10) -> datetime:
    return datetime.combine(jour, time(heure), UTC)


def le(jour: int, heure: int = 10, *, mois: int = 1) -> datetime:
    """An instant of 2026."""
    return datetime(2026, mois, jour, heure, tzinfo=UTC)


def nombre_d_essais(vue: VueFaits) -> int:
    return len(vue.historique.de("essayer"))


def dernier_essai(vue: VueFaits) -> date | None:
    essais = vue.historique.de("essayer")
    return vue.temps.jour_civil(essais[-1].at) if essais else None


def age(vue: VueFaits) -> int:
    return (vue.aujourd_hui - date(2026, 1, 1)).days


def enfants(vue: VueFaits) -> int:
    return sum(1 for lien in vue.liens.get("enfants", ()) if not lien.final)


FAITS: Mapping[str, Fait] = {
    fait.nom: fait
    for fait in (
        Fait(
            nom="nombre_d_essais",
            type="entier",
            lit=frozenset({"essayer"}),
            calcul=nombre_d_essais,
        ),
        Fait(nom="dernier_essai", type="date", lit=frozenset({"essayer"}), calcul=dernier_essai),
        Fait(nom="age", type="entier", lit=frozenset(), calcul=age, suit_le_temps=True),
        Fait(
            nom="enfants",
            type="entier",
            lit=frozenset(),
            calcul=enfants,
            liens=frozenset({"enfants"}),
        ),
    )
}
VOCABULAIRE = Vocabulaire(
    roles=ROLES,
    messages={"avis": "client", "rappel": "agent", "alerte": "chef"},
    documents=frozenset({"lettre"}),
    faits=FAITS,
    calendriers=TEMPS.calendriers(),
    listes=frozenset({"parties"}),
    equipe=frozenset({"agent", "chef"}),
)
TETE = "machine: essai\nversion: 1\nlibelle: Essai\nsource: article 1\n"


def lire(*textes: str, generiques: str = "", vocabulaire: Vocabulaire = VOCABULAIRE) -> Chargement:
    """Load machines; the first needs no head, its file is ``essai.yaml``."""
    premiers, *autres = textes
    fichiers = {"essai.yaml": premiers if premiers.startswith("machine:") else TETE + premiers}
    fichiers |= {f"autre{rang}.yaml": texte for rang, texte in enumerate(autres, 1)}
    return charger(fichiers, vocabulaire, generiques=generiques)


def definition(*textes: str, generiques: str = "") -> Definition:
    """The first machine, free of faults."""
    chargement = lire(*textes, generiques=generiques)
    return next(iter(chargement.exiger().values()))


def compiler(*textes: str, generiques: str = "") -> Compilee:
    return Compilee(definition(*textes, generiques=generiques), VOCABULAIRE)


def codes(fautes: tuple[Faute, ...] | list[Faute]) -> list[tuple[str, int]]:
    return [(faute.code, faute.ligne) for faute in fautes]


@dataclass
class Dossier:
    """A dossier in memory: applies what the kernel decides, as the services do."""

    compilee: Compilee
    snapshot: Snapshot
    journal: list[Ligne] = field(default_factory=list)

    @classmethod
    def neuf(cls, compilee: Compilee, **champs: Any) -> Dossier:
        etat = champs.pop("etat", compilee.definition.etat_initial)
        return cls(compilee, Snapshot(numero="ESS-2026-00001", etat=etat, **champs))

    def demander(
        self, evenement: str, quand: datetime, role: str = "agent", /, **saisies: Any
    ) -> Decision | Refus:
        """Decide only."""
        constats = saisies.pop("constats", {})
        fait_le = saisies.pop("at", quand)
        demande = Demande(
            evenement=evenement, role=role, at=fait_le, saisies=saisies, constats=constats
        )
        return decide(self.compilee, self.snapshot, demande, quand, TEMPS)

    def faire(
        self, evenement: str, quand: datetime, role: str = "agent", /, **saisies: Any
    ) -> Decision:
        """Decide and apply."""
        decision = self.demander(evenement, quand, role, **saisies)
        assert isinstance(decision, Decision), decision
        return self.appliquer(decision)

    def sonner(self, timer: Timer, quand: datetime) -> Decision:
        decision = sonner(self.compilee, self.snapshot, timer, quand, TEMPS)
        restants = tuple(un for un in self.snapshot.timers if un != timer)
        self.snapshot = replace(self.snapshot, timers=restants)
        return self.appliquer(decision)

    def appliquer(self, decision: Decision) -> Decision:
        self.journal.append(decision.ligne)
        restants = tuple(un for un in self.snapshot.timers if un not in decision.annules)
        mouvement = decision.ligne.at if decision.ligne.bouge else self.snapshot.dernier_mouvement
        self.snapshot = dataclasses.replace(
            self.snapshot,
            etat=decision.vers,
            seq=decision.ligne.seq,
            rev=self.snapshot.rev + decision.bouge,
            donnees=decision.donnees,
            attente=decision.attente,
            timers=restants + decision.armes,
            historique=effectif(self.journal),
            dernier_mouvement=mouvement,
        )
        return decision

    @property
    def echeances(self) -> list[tuple[str, int, datetime]]:
        """Live timers: name, rank, due instant."""
        return [(un.nom, un.rang, un.du_le) for un in self.snapshot.timers]


def refus(issue: Decision | Refus) -> Refus:
    """The refusal that a decision had to be."""
    assert isinstance(issue, Refus), issue
    return issue
