"""``jalon fire`` says why a follow-on has left a dossier as it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.jalon.ligne import Ligne
from tests.portfolio import MAR, REL1, REL2


def suite(jalon: Ligne, dossier: str, *acte: str) -> str:
    """What people read of the dossier that an act of another one reaches."""
    dit = jalon.dire("fire", *acte, "--by", "fac").stdout.replace("\u00a0", " ")
    return " ".join(dit.partition(f"  {dossier} : ")[2].partition("REL-")[0].split())


def test_a_follow_on_without_effect_says_why(jalon: Ligne) -> None:
    jalon.fire(REL2, "mettre_en_attente", mode="date_fixe", motif="congés")
    jalon.fire(MAR, "suspendre", date_effet="2025-03-03", motif="ordre")
    reprendre = (MAR, "reprendre_execution", "--set", "date_effet=2025-03-03")
    dite = suite(jalon, REL2, *reprendre, "--dry-run")
    assert dite.startswith("« À contacter » Une personne a mis le dossier en pause")
    assert suite(jalon, REL1, *reprendre) == "« À contacter »"


def test_a_follow_on_that_is_refused_says_why(jalon: Ligne) -> None:
    tranche = ("--set", "genre=reconduction", "--set", "intitule=2026")
    options = ("--dans", MAR, "--by", "fac", *tranche, "--set", "a_decider_le=2025-06-02")
    numero = jalon.json("ouvrir", "periode", *options)["dossier"]
    with closing(sqlite3.connect(jalon.dossier / "jalon.db")) as base, base:
        base.execute("UPDATE dossier SET state = 'clos' WHERE numero = ?", (MAR,))
    dite = suite(jalon, MAR, numero, "decider_poursuite", "--set", "decision_heures=revoir")
    assert dite.startswith("« Clos », ne peut pas suivre : ")
