"""The workings that the journal holds: each under its deadline's name, none of a check unmade."""

from __future__ import annotations

from io import StringIO
from typing import Any

from rich.console import Console

from jalon import output_dossiers
from services.clock.ticking import tick
from services.line_labels import libelle
from services.reading.looking_journal import journal
from tests.portfolio import REL1, Portefeuille, mener

FIN = "Dernier jour\u00a0: mardi 18 mars 2025 à minuit (fin de la journée)"


def lignes(p: Portefeuille) -> list[dict[str, Any]]:
    return journal(p.bureau, REL1, apres=0, limite=200)


def test_only_a_verified_delai_tells_its_verification(portefeuille: Portefeuille) -> None:
    p = portefeuille
    mener(p, "courrier_recu")
    p.aller("2025-03-19")
    tick(p.bureau)
    p.fire(REL1, "mettre_en_attente", motif="Le gymnase est fermé.", mode="date_fixe")
    p.fire(REL1, "reprendre", motif="Il rouvre.")

    verifies = {
        une["evenement"]
        for une in lignes(p)
        if any("Vérification du courrier" in un for un in une["explication"])
    }
    assert verifies == {"constater_reception", "reprendre"}  # the délai still runs


def test_a_correction_of_a_past_delai_tells_no_check(portefeuille: Portefeuille) -> None:
    p = portefeuille
    mener(p, "courrier_recu")
    for duree in ({"days": 16}, {"hours": 5}):
        p.attendre(**duree)
        tick(p.bureau)
    assert p.etat(REL1) == "alerte"
    p.fire(REL1, "corriger", champ="courrier_recu_le", valeur="2025-03-10", motif="Erreur.")

    ligne = lignes(p)[-1]
    assert any("25 mars 2025" in une for une in ligne["explication"])
    assert not any("Vérification" in une for une in ligne["explication"])


def test_the_printed_journal_tells_the_end_of_the_delai(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    ecran = Console(file=StringIO(), width=200)
    output_dossiers.journal(ecran, lignes(portefeuille)[-1:])

    dit = ecran.file.getvalue()
    assert "« Fin du délai du courrier » : 15 jours calendaires à compter du 03/03/2025" in dit
    assert FIN in dit


def test_a_reminder_that_any_state_may_have_is_named_by_its_label(
    portefeuille_sqlite: Portefeuille,
) -> None:
    definition = portefeuille_sqlite.bureau.machines.courantes["relation_entreprise"].definition
    assert libelle(definition, "suite_a_decider", "a_contacter").startswith("Rappel : suite à")
