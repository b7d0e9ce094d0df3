"""``jalon simulate``: the future of a real portfolio, and what a change would change in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from jalon.assembly import charger_machines, scenarios, textes, vocabulaire
from services.act import commencer
from services.clock.ticking import tick
from services.foresight.simulated_portfolio import Hypothese
from services.foresight.simulated_portfolio import Portefeuille as Stockes
from services.foresight.simulating import simuler
from storage.column_types import lire_instant
from tests.portfolio import MAR, REL1, Portefeuille, mener
from tests.services.test_convention import CONV, ouvrir_convention
from workflow.compiled import Compilee
from workflow.errors import ValeurInvalide
from workflow.scenarios import lire_scenarios
from workflow.simulated_links import Reseau

DEFINITIONS = charger_machines().exiger()
SCENARIOS, FAUTES = lire_scenarios(*scenarios(), DEFINITIONS)
UN_AN = timedelta(days=365)


def hypothese(portefeuille: Portefeuille, nom: str = "silence", **autres: Any) -> Hypothese:
    fin = portefeuille.bureau.horloge.maintenant() + UN_AN
    return Hypothese(scenario=SCENARIOS[nom], fin=fin, **autres)


def prochaine(portefeuille: Portefeuille) -> datetime:
    """When the clock has something to do next: its first live timer, in an hour at the earliest."""
    requete = "SELECT due_at FROM timer WHERE status = 'arme' ORDER BY due_at LIMIT 1"
    due = lire_instant(portefeuille.rangees(requete)[0].due_at)
    return max(due, portefeuille.horloge.instant + timedelta(hours=1))


def test_the_scenarios_are_well_written() -> None:
    assert FAUTES == ()
    assert set(SCENARIOS) == {"silence", "pire"}


def test_a_scenario_that_names_what_does_not_exist_is_refused() -> None:
    texte = (
        "machine: scenarios\nscenarios:\n  s:\n    libelle: S\n    gestes:\n"
        "      relation_entreprise:\n"
        "        nulle_part: [{evenement: rien}]\n"
        "        alerte: [{evenement: classer_alerte, saisies: {montant: '3'}}]\n"
        "      tante: {}\n"
    )
    _, fautes = lire_scenarios(texte, "s.yaml", DEFINITIONS)
    assert {une.code for une in fautes} == {
        "machine_inconnue", "etat_inconnu", "evenement_inconnu", "champ_inconnu", "champ_manquant",
        "scenario_manquant",
    }  # fmt: skip


def test_silence_is_what_the_clock_really_does(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    avant = {une.id for une in portefeuille.rangees("SELECT id FROM outbox")}
    taches = {une.id for une in portefeuille.rangees("SELECT id FROM tache")}
    prevu = hypothese(portefeuille)
    prevu = replace(prevu, fin=portefeuille.bureau.horloge.maintenant() + timedelta(days=120))
    dites = simuler(portefeuille.bureau, prevu)
    while (suivante := prochaine(portefeuille)) <= prevu.fin:
        portefeuille.horloge.instant = suivante
        tick(portefeuille.bureau)

    partis = portefeuille.rangees(
        "SELECT o.id, o.message, d.numero, o.nom FROM outbox o JOIN dossier d ON d.id = o.dossier"
    )
    reels = Counter((une.numero, une.message) for une in partis if une.id not in avant)
    prevus = Counter(
        (une["dossier"], une["message"])
        for une in dites
        if une["effet"] in {"courriel", "courriel à valider"} and une["dossier"]
    )
    assert prevus == reels
    assert reels[REL1, "alerte_donneur_ordre"] == 1
    etats = {une["dossier"]: une["message"] for une in dites if une["effet"] == "etat"}
    assert etats == {REL1: "alerte"}
    assert portefeuille.etat(REL1) == "alerte"
    faites = {
        (une.numero, une.code)
        for une in portefeuille.rangees(
            "SELECT t.id, t.code, d.numero FROM tache t JOIN dossier d ON d.id = t.dossier"
        )
        if une.id not in taches and not une.code.startswith("completer_adresse")
    }
    assert {(une["dossier"], une["message"]) for une in dites if une["effet"] == "tache"} >= faites


def test_a_convention_sees_the_marches_that_share_it(portefeuille_sqlite: Portefeuille) -> None:
    ouvrir_convention(portefeuille_sqlite)
    with portefeuille_sqlite.bureau.travail.lire() as connexion:
        chantier = commencer(portefeuille_sqlite.bureau, connexion)
        lus = list(Stockes(chantier, hypothese(portefeuille_sqlite)).dossiers())
    reseau = Reseau(lus)
    convention, marche = reseau.dossiers[CONV], reseau.dossiers[MAR]
    assert convention.partages["convention"] == marche.partages["convention"]
    assert list(reseau.cibles(convention, "marches")) == [marche]
    assert [un.numero for un in convention.snapshot.liens["marches"]] == [MAR]


def test_nothing_is_written(portefeuille: Portefeuille) -> None:
    avant = portefeuille.tout()
    simuler(portefeuille.bureau, hypothese(portefeuille, "pire"))
    assert portefeuille.tout() == avant


def test_the_worst_goes_to_the_penalty(portefeuille: Portefeuille) -> None:
    dites = simuler(portefeuille.bureau, hypothese(portefeuille, "pire"))
    etats = [une["message"] for une in dites if une["effet"] == "etat" and une["dossier"] == REL1]
    assert etats == [
        "en_difficulte", "courrier_propose", "courrier_accepte", "courrier_envoye",
        "courrier_recu", "alerte", "defaillance_notifiee", "observations", "penalite_decidee",
    ]  # fmt: skip
    assert [une for une in dites if une["effet"] == "refus"] == []
    alerte = next(une for une in dites if une["message"] == "alerte_donneur_ordre")
    assert alerte["destinataire"] == "ref@exemple.test"
    assert alerte["pourquoi"] == "échéance « Fin du délai du courrier »"


def test_a_changed_delay_says_what_it_changes(portefeuille: Portefeuille) -> None:
    change = hypothese(
        portefeuille, "pire", parametres={"relation_entreprise": {"delai_courrier": "60 j"}}
    )
    dites = simuler(portefeuille.bureau, change)
    assert dites[-1]["effet"] == "bilan"
    alertes = [une for une in dites if une["message"] == "alerte_donneur_ordre"]
    assert sorted(une["ecart"] for une in alertes) == ["ajoute"] * 3 + ["supprime"] * 3
    assert min(une["le"] for une in alertes if une["ecart"] == "ajoute") > max(
        une["le"] for une in alertes if une["ecart"] == "supprime"
    )


def test_nothing_changed_has_nothing_to_say(portefeuille: Portefeuille) -> None:
    meme = hypothese(
        portefeuille, "pire", parametres={"relation_entreprise": {"delai_courrier": "15 j"}}
    )
    (bilan,) = simuler(portefeuille.bureau, meme)
    assert bilan["message"].startswith("Cette modification ne change rien d’ici là")


def test_a_parameter_that_nobody_declares_is_refused(portefeuille: Portefeuille) -> None:
    faux = hypothese(portefeuille, parametres={"relation_entreprise": {"delai_courier": "15 j"}})
    with pytest.raises(ValeurInvalide, match="n’est pas un paramètre de Relation entreprise"):
        simuler(portefeuille.bureau, faux)


def test_another_definition_says_what_it_changes(portefeuille: Portefeuille) -> None:
    texte = textes()["marche.yaml"]
    muet = texte.replace("effets: [{mail: rappel_pieces, si: pieces_absentes}]", "effets: []")
    assert muet != texte
    machine = charger_machines({"marche.yaml": muet}).definitions["marche"]
    dites = simuler(
        portefeuille.bureau,
        hypothese(portefeuille, definitions={"marche": Compilee(machine, vocabulaire())}),
    )
    rappels = [une for une in dites if une["message"] == "rappel_pieces"]
    assert rappels
    assert {une["ecart"] for une in rappels} == {"supprime"}
    assert dites[-1]["message"].startswith(f"Cette modification supprime {len(rappels)} courriels")


def test_many_mails_to_one_person_on_one_day_are_a_storm(
    portefeuille: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.foresight.simulating.TEMPETE", 2)
    dites = simuler(portefeuille.bureau, hypothese(portefeuille, "pire"))
    tempetes = [une for une in dites if une["effet"] == "tempete"]
    assert tempetes
    for une in tempetes:
        partis = [
            autre
            for autre in dites
            if autre["effet"] == "courriel"
            and autre["destinataire"] == une["destinataire"]
            and autre["le"][:10] == une["le"]
        ]
        assert une["message"] == f"{len(partis)} courriels le même jour"
