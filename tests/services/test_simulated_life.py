"""The simulation against the clock over months: the same rows on the same days, whatever happened.

One portfolio holds what the clock meets: marchés followed on time, late and after their end,
suspended for good or resumed, near their end, with years to follow; holds of each mode, with and
without a date, and one that a suspension has crossed; a délai that a guard holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.foresight.simulated_portfolio import Hypothese
from services.foresight.simulating import simuler
from services.importing.decp import importer_decp
from services.register.follow import Suivi, suivre_marche
from states.french import PARIS
from storage.column_types import lire_instant
from tests.portfolio import REL2, REL3, VILLE, A, B, Portefeuille, mener
from tests.services.register_samples import ecrire_json, marche_2022
from tests.services.reprise_samples import marche, prendre, relation
from tests.services.test_held_deadlines import ecrire
from tests.services.test_simulated_mornings import SILENCE, vivre

MOIS = 7
Faits = Counter[tuple[str, ...]]
MARCHES: Mapping[str, tuple[str, int]] = {
    "tardif": ("2024-09-02", 36),
    "fini": ("2023-12-01", 12),
    "suspendu": ("2025-03-03", 24),
    "repris": ("2025-03-03", 24),
    "bientot": ("2024-07-01", 12),
    "reserve": ("2025-01-15", 24),
    "sans_fin": ("2025-02-03", 0),
    "milieu": ("2024-12-02", 24),
}
"""Marché → when it was notified, and for how many months."""


@pytest.fixture
def vecu(portefeuille_sqlite: Portefeuille, tmp_path: Path) -> Portefeuille:
    """The portfolio after six weeks of real clock."""
    p = portefeuille_sqlite
    mener(p, "courrier_recu")
    p.fire(REL2, "mettre_en_attente", mode="date_fixe", jusqu_au="2025-05-05", motif="congés")
    p.fire(REL3, "mettre_en_attente", mode="temps_restant", motif="audit")
    publies = [_publie(nom, *un) for nom, un in MARCHES.items()]
    importer_decp(p.bureau, [ecrire_json(tmp_path / "autres.json", publies)])
    suivis = {nom: _suivre(p, nom) for nom in ("suspendu", "repris", "bientot", "sans_fin")}
    siens = {"marche": f"{VILLE}/milieu", "siret": B}  # taken over, the délai of its letter is over
    recu = {"courrier_envoye_le": "2025-02-03", "courrier_recu_le": "2025-02-05"}
    repris = relation(**siens, etat_depuis="2025-02-05", **recu)
    dite = prendre(p, tmp_path, marche(marche=siens["marche"], etat="en_suivi"), repris)
    assert dite["ouverts"] == 2, dite
    mener(p, "courrier_accepte", suivis["sans_fin"][1])
    _jusqu_a(p, "2025-03-10")
    p.fire(suivis["bientot"][0], "demarrer_suivi")
    for nom in ("suspendu", "repris"):
        numero, sa_relation = suivis[nom]
        pause = {"jusqu_au": "2025-05-12", "motif": "congés"}
        p.fire(sa_relation, "mettre_en_attente", mode="date_fixe", **pause)
        p.fire(numero, "suspendre", date_effet="2025-03-10", motif="ordre de service")
    _jusqu_a(p, "2025-04-07")
    p.fire(suivis["repris"][0], "reprendre_execution", date_effet="2025-04-07")
    _jusqu_a(p, "2025-04-14")
    for nom in ("tardif", "fini", "reserve"):
        suivis[nom] = _suivre(p, nom)
    p.fire(suivis["tardif"][1], "mettre_en_attente", mode="date_fixe", motif="sans date")
    pause = {"jusqu_au": "2025-05-20", "motif": "temps restant"}
    p.fire(suivis["reserve"][1], "mettre_en_attente", mode="temps_restant", **pause)
    _laisser_une_reponse(p, suivis["sans_fin"][1])
    _jusqu_a(p, "2025-04-15")
    return p


def _laisser_une_reponse(p: Portefeuille, numero: str) -> None:
    """An answer to a letter, that nobody reads: a guard will hold the end of its délai."""
    envoi = {"mode_envoi": "lrar", "numero": "1A 9", "doublon_vu": "oui"}
    p.fire(numero, "envoyer_courrier", courrier_envoye_le="2025-04-11", **envoi)
    p.fire(numero, "constater_reception", courrier_recu_le="2025-04-14", preuve="AR 9")
    ecrire(p, numero)


def _publie(nom: str, notifie_le: str, mois: int) -> dict[str, Any]:
    titulaire = A if nom in {"fini", "reserve"} else B
    return marche_2022(
        id=nom,
        acheteur={"id": VILLE},
        objet=f"Marché {nom}",
        dateNotification=notifie_le,
        datePublicationDonnees=notifie_le,
        dureeMois=mois or None,
        titulaires=[{"titulaire": {"id": titulaire, "typeIdentifiant": "SIRET"}}],
    )


def _suivre(p: Portefeuille, nom: str) -> tuple[str, str]:
    """Number of the dossier of a marché, and of its relation."""
    suivi = Suivi(
        marche=f"{VILLE}/{nom}",
        convention="OULLINS-2022",
        facilitateur="fac",
        acteur="cli:test",
        disposition="reserve_iae" if nom == "reserve" else None,
    )
    dite = suivre_marche(p.bureau, suivi)
    return dite["dossier"], dite["relations"][0]


def _jusqu_a(p: Portefeuille, jour: str) -> None:
    vivre(p, datetime.fromisoformat(f"{jour}T09:30+02:00"))
    p.horloge.instant = datetime.fromisoformat(f"{jour}T10:00+02:00")


def prevus(dites: list[dict[str, Any]]) -> Faits:
    """What the simulation says, morning mails apart."""
    return Counter(
        (une["le"][:10], une["effet"].partition(" ")[0], *_ou(une["dossier"]), une["message"])
        + ((une["destinataire"],) if une["effet"].startswith("courriel") else ())
        for une in dites
        if une["dossier"]
    )


def _ou(numero: str) -> tuple[str, str]:
    """The dossier, or what it has opened: its machine, whatever its number."""
    premier, *suite = numero.split("+")
    return premier, re.sub(r"\d+$", "", suite[-1]) if suite else ""


def reels(p: Portefeuille) -> Faits:
    """What the clock has done: mails kept and sent, tasks, moves, openings."""
    return Counter(_reels(p))


def _reels(p: Portefeuille) -> Iterator[tuple[str, ...]]:
    nes = _nes(p)
    for une in p.rangees(
        """SELECT o.cree_le AS le, d.numero, o.message, o.adresse, o.nom FROM outbox o
        JOIN dossier d ON d.id = o.dossier"""
    ):
        yield _jour(une.le), "courriel", *nes[une.numero], une.message, une.adresse or une.nom
    for une in p.rangees(
        """SELECT l.cree_le AS le, d.numero, l.message, c.courriel FROM digest_ligne l
        JOIN dossier d ON d.id = l.dossier JOIN compte c ON c.id = l.compte"""
    ):
        yield _jour(une.le), "courriel", *nes[une.numero], une.message, une.courriel
    for une in p.rangees(
        """SELECT t.cree_le AS le, d.numero, t.code FROM tache t
        JOIN dossier d ON d.id = t.dossier"""
    ):
        yield _jour(une.le), "tache", *nes[une.numero], une.code
    for une in p.rangees(
        """SELECT j.recorded_at AS le, d.numero, j.to_state, j.from_state, d.machine FROM journal j
        JOIN dossier d ON d.id = j.dossier WHERE j.to_state <> COALESCE(j.from_state, '')"""
    ):
        if une.from_state:
            yield _jour(une.le), "etat", *nes[une.numero], une.to_state
        else:
            yield _jour(une.le), "ouverture", *nes[une.numero], une.machine


def _nes(p: Portefeuille) -> dict[str, tuple[str, str]]:
    """Number → the dossier that lived when all began, and the machine of what it has opened."""
    lus = {
        une.id: une
        for une in p.rangees("SELECT id, numero, machine, parent, opened_at FROM dossier")
    }

    def ou(une: Any) -> tuple[str, str]:
        racine = une
        while lire_instant(racine.opened_at).astimezone(PARIS).date() > date(2025, 4, 15):
            racine = lus[racine.parent]
        return racine.numero, une.machine if racine is not une else ""

    return {une.numero: ou(une) for une in lus.values()}


def _jour(stocke: Any) -> str:
    return str(lire_instant(stocke).astimezone(PARIS).date())


def avec_rappel(p: Portefeuille) -> tuple[Portefeuille, Faits]:
    """The same desk, whose renderer notes what each morning mail tells: how many things to do, and
    how many messages.
    """
    ecrits: Faits = Counter()

    class Temoin:
        def __getattr__(self, nom: str) -> Any:
            return getattr(p.bureau.rendeur, nom)

        def rendre_digest(self, contexte: Any) -> Any:
            un = contexte
            cle = (str(un.maintenant.date()), un.facilitateur.courriel)
            du = (un.en_retard, un.aujourd_hui, un.cette_semaine, un.sans_echeance)
            ecrits[(*cle, str(sum(map(len, du))), str(len(un.recu_depuis_hier)))] += 1
            return p.bureau.rendeur.rendre_digest(contexte)

    return p.avec(rendeur=Temoin()), ecrits


def matins(dites: list[dict[str, Any]]) -> Faits:
    """Day, person, how many things to do and messages the simulated morning mails hold."""
    return Counter(_matin(une) for une in dites if une["message"] == "courriel_du_matin")


def _matin(une: dict[str, Any]) -> tuple[str, ...]:
    taches, echeances, messages = map(int, re.findall(r"\d+", une["pourquoi"]))
    return une["le"][:10], une["destinataire"], str(taches + echeances), str(messages)


def test_months_are_lived_as_they_were_foreseen(vecu: Portefeuille) -> None:
    p, ecrits = avec_rappel(vecu)
    avant = reels(p)
    fin = p.horloge.instant + timedelta(days=30 * MOIS)
    dites = simuler(p.bureau, Hypothese(scenario=SILENCE, fin=fin))
    vivre(p, fin)

    vus, dits = reels(p) - avant, prevus(dites)
    assert any(un[-1] == "echeance_retenue:expiration" for un in vus), "a guard holds nothing"
    assert not [une for une in dites if une["effet"] == "refus"]
    dits_le_matin = matins(dites)
    assert {
        "foreseen alone": sorted((dits - vus).elements()),
        "lived alone": sorted((vus - dits).elements()),
        "mornings foreseen alone": sorted((dits_le_matin - ecrits).elements()),
        "mornings lived alone": sorted((ecrits - dits_le_matin).elements()),
    } == {
        "foreseen alone": [],
        "lived alone": [],
        "mornings foreseen alone": [],
        "mornings lived alone": [],
    }
