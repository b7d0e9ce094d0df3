"""A random walk through the real services: anybody may try anything, at any time."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from jalon.clock import HorlogeFigee
from services.clock.ticking import tick
from services.counter.tasks import repondre
from services.errors import Conflit, Interdit, Introuvable, Refused
from services.evidence.verifying import sceller, verifier
from services.mail.delivering import livrer
from services.task_answers import REPONSES
from storage.engines import ouvrir
from storage.unit_of_work import Travail
from tests.portfolio import MAR, REL1, REL2, REL3, Portefeuille, ouvrir_bureau
from tests.services.clockwork import PosteDocile
from workflow.arming import PENDANT_LA_PAUSE, SUITE_A_DECIDER
from workflow.errors import ValeurInvalide
from workflow.process import Champ

ATTENDUES = (Refused, Conflit, Interdit, Introuvable, ValeurInvalide)
RELATIONS = (REL1, REL2)
LE_FIL = {
    "a_contacter": ("signaler_difficulte", "fac"),
    "en_relation": ("signaler_difficulte", "fac"),
    "en_difficulte": ("proposer_courrier", "fac"),
    "courrier_propose": ("accepter_courrier", "ref"),
    "courrier_accepte": ("envoyer_courrier", "fac"),
    "courrier_envoye": ("constater_reception", "fac"),
    "courrier_recu": ("constater_refus_ecrit", "fac"),
    "alerte": ("notifier_defaillance", "ref"),
    "defaillance_notifiee": ("engager_penalites", "ref"),
    "observations": ("decider_penalite", "ref"),
}
"""State → the act that leads further, and who does it."""


ROLES = {"fac": "facilitateur", "ref": "referent", "resp": "responsable", "lyon": "referent"}


def by_peut(roles: Iterable[str], by: str) -> bool:
    """Whether an account has one of the roles."""
    return ROLES[by] in roles


class Promenade(RuleBasedStateMachine):
    """Drives a copy of the prepared portfolio; ``modele`` is its file."""

    modele: Path
    base: Portefeuille

    @initialize()
    def ouvrir(self) -> None:
        self.dossier = TemporaryDirectory()
        chemin = Path(self.dossier.name) / "jalon.db"
        shutil.copy(self.modele, chemin)
        url = f"sqlite:///{chemin}"
        bureau = dataclasses.replace(
            self.base.bureau,
            travail=Travail(ouvrir(url, mode="normal")),
            horloge=HorlogeFigee(self.base.horloge.instant),
        )
        self.p = Portefeuille(bureau, url)
        self.revs: dict[str, int] = {}

    def teardown(self) -> None:
        if hasattr(self, "p"):
            self.p.fermer()
            self.dossier.cleanup()

    @property
    def jour(self) -> date:
        return self.p.horloge.instant.date()

    def valeur(self, champ: Champ, hasard: int) -> str:
        """A value that mostly fits."""
        if champ.type == "choix":
            return champ.valeurs[hasard % len(champ.valeurs)]
        if champ.type == "date":
            return (self.jour - timedelta(days=hasard % 4)).isoformat()
        return {"entier": str(hasard), "decimal": str(hasard), "booleen": "oui"}.get(
            champ.type, f"texte {hasard}"
        )

    def tenter(self, dossier: str, evenement: str, by: str, hasard: int, **saisies: Any) -> None:
        """Try an act with its fields; refused, it leaves the journal as it was."""
        machine = "marche" if dossier == MAR else "relation_entreprise"
        acte = self.p.bureau.machines.courantes[machine].actes[evenement]
        noms = acte.champs if hasard % 2 else acte.obligatoires
        fichiers = {
            nom
            for nom in noms
            if acte.champs[nom].type == "piece" and not acte.champs[nom].reference
        }
        remplies: dict[str, Any] = {
            nom: self.valeur(acte.champs[nom], hasard) for nom in noms if nom not in fichiers
        }
        if fichiers:
            remplies["_pieces"] = {nom: (f"{nom}.pdf", b"%PDF") for nom in fichiers}
        avant = self.lignes()
        try:
            self.p.fire(dossier, evenement, by, **{**remplies, **saisies})
        except ATTENDUES:
            assert self.lignes() == avant

    def lignes(self) -> int:
        return int(self.p.rangees("SELECT count(*) FROM journal")[0][0])

    @rule(
        dossier=st.sampled_from((*RELATIONS, MAR)),
        data=st.data(),
        hasard=st.integers(0, 9),
        by=st.sampled_from(("fac", "ref", "resp", "lyon")),
    )
    def n_importe_quoi(self, dossier: str, data: Any, hasard: int, by: str) -> None:
        machine = "marche" if dossier == MAR else "relation_entreprise"
        declares = self.p.bureau.machines.courantes[machine].definition.evenements
        etat = self.p.etat(dossier)
        possibles = {nom for nom, un in declares.items() if etat in un.de and by_peut(un.par, by)}
        noms = sorted((possibles or set(declares)) if hasard else declares)
        if dossier == MAR and hasard > 1:
            noms = [nom for nom in noms if nom not in {"clore", "resilier"}] or noms
        self.tenter(dossier, data.draw(st.sampled_from(noms)), by, hasard)

    @rule(dossier=st.sampled_from(RELATIONS), hasard=st.integers(0, 9), pas=st.integers(1, 6))
    def suivre_le_fil(self, dossier: str, hasard: int, pas: int) -> None:
        for _ in range(pas):
            etat = self.p.etat(dossier)
            if etat in {"courrier_recu", "observations"} and hasard % 2:
                self.laisser_passer_un_delai()
            if etat in LE_FIL:
                self.avancer(dossier, hasard)
            if self.p.etat(dossier) == etat:
                return

    def laisser_passer_un_delai(self) -> None:
        for _ in range(2):
            self.p.attendre(days=16)
            assert tick(self.p.bureau)["incidents"] == 0

    def avancer(self, dossier: str, hasard: int) -> None:
        pas = LE_FIL.get(self.p.etat(dossier))
        if pas is None:
            return
        if pas[0] == "proposer_courrier":
            for moyen in ("telephone", "courriel"):
                self.tenter(
                    dossier,
                    "consigner_contact",
                    "fac",
                    hasard,
                    moyen=moyen,
                    sens="sortant",
                    resultat="pas_de_reponse",
                )
        self.tenter(dossier, *pas, hasard, **self.qui_convient(pas[0]))

    def qui_convient(self, evenement: str) -> dict[str, str]:
        """What must not be left to chance for the act to be accepted."""
        jour = self.jour.isoformat()
        return {
            "envoyer_courrier": {"doublon_vu": "oui"},
            "notifier_defaillance": {"date_notification": jour},
            "engager_penalites": {"invitation_recue_le": jour, "preuve_invitation": "AR 2"},
        }.get(evenement, {})

    @rule(dossier=st.sampled_from(RELATIONS), data=st.data(), hasard=st.integers(0, 9))
    def corriger(self, dossier: str, data: Any, hasard: int) -> None:
        noms = sorted(
            {nom for une in self.p.journal(dossier) for nom in json.loads(une.payload)}
            | {"courrier_recu_le"}
        )
        champ = data.draw(st.sampled_from(noms))
        contexte = self.p.bureau.machines.courantes["relation_entreprise"].definition.contexte
        valeur = self.valeur(contexte[champ], hasard) if champ in contexte else "x"
        self.tenter(dossier, "corriger", "fac", 0, champ=champ, valeur=valeur)

    @rule(dossier=st.sampled_from(RELATIONS), data=st.data(), by=st.sampled_from(("fac", "ref")))
    def retablir(self, dossier: str, data: Any, by: str) -> None:
        etats = sorted({une.to_state for une in self.p.journal(dossier)})
        self.tenter(dossier, "retablir", by, 0, etat=data.draw(st.sampled_from(etats)))

    @rule(dossier=st.sampled_from(RELATIONS), jours=st.integers(-1, 12), hasard=st.integers(0, 1))
    def mettre_en_pause(self, dossier: str, jours: int, hasard: int) -> None:
        fin = {"jusqu_au": (self.jour + timedelta(days=jours)).isoformat()} if hasard else {}
        self.tenter(dossier, "mettre_en_attente", "fac", 0, mode="temps_restant", **fin)

    @rule(evenement=st.sampled_from(("suspendre", "reprendre_execution")))
    def suspendre(self, evenement: str) -> None:
        self.tenter(MAR, evenement, "ref", 0)

    @rule(hasard=st.integers(0, 9), reponse=st.sampled_from((*REPONSES, "fait", "fait")))
    def repondre_aux_taches(self, hasard: int, reponse: str) -> None:
        ouvertes = self.p.rangees("SELECT id FROM tache WHERE statut = 'ouverte' ORDER BY id")
        for tache in ouvertes[hasard % 3 :: 1 + hasard % 2]:
            with contextlib.suppress(*ATTENDUES):
                repondre(self.p.bureau, tache.id, reponse, "resp", "cli:test")

    @rule(jours=st.sampled_from((0, 1, 3, 8, 16, 40)))
    def laisser_passer(self, jours: int) -> None:
        self.p.attendre(days=jours, hours=1)
        assert tick(self.p.bureau)["incidents"] == 0

    @rule()
    def livrer(self) -> None:
        livrer(self.p.bureau, PosteDocile())

    @rule()
    def sceller_le_jour(self) -> None:
        sceller(self.p.bureau)

    @rule(evenement=st.sampled_from(("resilier", "suspendre", "clore")))
    def essayer_sans_ecrire(self, evenement: str) -> None:
        avant = self.p.tout()
        saisies = {"motif": "essai"} | (
            {} if evenement == "clore" else {"date_effet": self.jour.isoformat()}
        )
        with contextlib.suppress(Refused):
            self.p.fire(MAR, evenement, "ref", **saisies, _essai=True)
        assert self.p.tout() == avant

    @invariant()
    def la_preuve_est_intacte(self) -> None:
        if hasattr(self, "p"):
            dite = verifier(self.p.bureau)
            assert dite["intact"], dite
            assert self.p.rangees("PRAGMA foreign_key_check") == []

    @invariant()
    def les_revisions_montent(self) -> None:
        if hasattr(self, "p"):
            for numero, rev in self.p.rangees("SELECT numero, rev FROM dossier"):
                assert rev >= self.revs.get(numero, 0)
                self.revs[numero] = rev

    @invariant()
    def les_echeances_sont_celles_de_l_etat(self) -> None:
        if not hasattr(self, "p"):
            return
        courantes = self.p.bureau.machines.courantes
        vivants = self.p.rangees(
            """SELECT d.numero, d.machine, d.state, d.hold, t.name FROM timer t
            JOIN dossier d ON d.id = t.dossier WHERE t.status = 'arme'"""
        )
        for une in vivants:
            permises = set(courantes[une.machine].definition.etats[une.state].echeances)
            permises |= {SUITE_A_DECIDER} if permises else set()
            if une.hold is not None:
                permises |= PENDANT_LA_PAUSE
            assert une.name in permises, une

    @invariant()
    def aucune_attente_n_est_oubliee(self) -> None:
        """An open dossier has a living deadline or a hold, or its state says why it has none."""
        if not hasattr(self, "p"):
            return
        courantes = self.p.bureau.machines.courantes
        sans_rien = self.p.rangees(
            """SELECT numero, machine, state FROM dossier d WHERE hold IS NULL AND NOT EXISTS
            (SELECT 1 FROM timer t WHERE t.dossier = d.id AND t.status = 'arme')"""
        )
        for une in sans_rien:
            etat = courantes[une.machine].definition.etats[une.state]
            assert etat.final or etat.sans_echeance, une

    @invariant()
    def rien_de_grave_sans_sa_cause(self) -> None:
        for relation in (REL1, REL2, REL3) if hasattr(self, "p") else ():
            self._causes(self.p.journal(relation))

    def _causes(self, lignes: list[Any]) -> None:
        tenues: list[Any] = []
        for ligne in lignes:
            payload = json.loads(ligne.payload)
            if ligne.kind == "retablissement":
                tenues = [une for une in tenues if une.seq not in payload["annule"]]
            precedents = [une.event for une in tenues]
            if ligne.event == "envoyer_courrier":
                assert "accepter_courrier" in precedents
                accord = len(precedents) - precedents[::-1].index("accepter_courrier")
                assert "proposer_courrier" not in precedents[accord:]
            if ligne.to_state == "alerte" and ligne.from_state != "alerte":
                assert ligne.event in {"delai_expire", "constater_refus_ecrit", "retablir"}
            if ligne.event == "delai_expire":
                assert {"constater_reception", "constater_non_reclame"} & set(precedents)
                assert payload["dernier_jour"] < self.jour.isoformat()
            tenues.append(ligne)


def promenade(modele: Path) -> type[Promenade]:
    """The walk on a prepared file."""
    base = ouvrir_bureau(f"sqlite:///{modele}")
    base.fermer()
    return type("PromenadeSurModele", (Promenade,), {"modele": modele, "base": base})
