"""``jalon check`` reads the scenarios of the simulations with the machines, or alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jalon import assembly
from jalon.commands.definition_check import controler_fichiers
from jalon.proofs import Ecrits, fautes_des_scenarios

TEXTE, _ = assembly.scenarios()


def test_the_scenarios_of_the_house_are_in_order(tmp_path: Path) -> None:
    assert fautes_des_scenarios(Ecrits.en_place()) == []
    seul = tmp_path / "scenarios.yaml"
    seul.write_text(TEXTE, "utf-8")
    assert controler_fichiers([seul], {}, None) == []


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        ("courrier_propose:", "courrier_propre:", "« courrier_propre » n’est pas un état"),
        ("evenement: plan_non_tenu", "evenement: plan_tenu_a_peu_pres", "n’existe pas"),
        ("{courrier_recu_le: aujourd_hui, preuve", "{preuve", "demande « courrier_recu_le »"),
        (", saisies: {motif: l’entreprise ne répond pas}", "", "demande « motif »"),
        ("evenement: accepter_courrier", "evenement: plan_non_tenu",
         "n’est pas possible depuis « courrier_propose »"),
    ],
)  # fmt: skip
def test_a_scenario_that_cannot_be_played_is_told(avant: str, apres: str, dit: str) -> None:
    assert avant in TEXTE
    casse = TEXTE.replace(avant, apres, 1)
    en_place = Ecrits.en_place()
    fautes = fautes_des_scenarios(replace(en_place, scenarios=(casse, "s.yaml")))
    assert any(dit in une.message for une in fautes), fautes
    assert all((une.niveau, une.fichier) == ("erreur", "s.yaml") for une in fautes)


def _sans(nom: str) -> str:
    """The file without one of its scenarios."""
    debut, _, silence_et_pire = TEXTE.partition("  silence:")
    silence, _, pire = silence_et_pire.partition("  pire:")
    return f"{debut}  pire:{pire}" if nom == "silence" else f"{debut}  silence:{silence}"


@pytest.mark.parametrize(
    ("casse", "dit"),
    [
        (_sans("silence"), "Le scénario « silence » manque"),
        (_sans("pire"), "Le scénario « pire » manque"),
        (TEXTE.partition("    gestes:")[0], "Le scénario « pire » n’a plus de gestes"),
        (
            TEXTE.replace(
                "l’horloge seule agit.\n",
                "l’horloge seule agit.\n    gestes: {relation_entreprise: "
                "{courrier_propose: [{evenement: accepter_courrier}]}}\n",
            ),
            "Dans le scénario « silence », personne ne fait rien",
        ),
    ],
)
def test_a_scenario_that_the_simulation_promises_stays(casse: str, dit: str) -> None:
    (faute,) = fautes_des_scenarios(replace(Ecrits.en_place(), scenarios=(casse, "s.yaml")))
    assert (faute.niveau, dit in faute.message) == ("erreur", True)


def test_machines_that_cannot_be_read_are_mended_first() -> None:
    en_place = Ecrits.en_place()
    machines = {**en_place.machines, "lot.yaml": "machine: lot\nversion: un\n"}
    casse = replace(en_place, machines=machines, scenarios=("machine: x", "s.yaml"))
    assert fautes_des_scenarios(casse) == []
