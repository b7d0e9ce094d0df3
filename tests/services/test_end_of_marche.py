"""The end of a marché is prepared, then calls for its bilan final or its closing (article 7)."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.clock.ticking import tick
from services.errors import Refused
from services.importing.decp import importer_decp
from services.register.published_duration import DUREE, bornee
from tests.portfolio import MAR, VILLE, Portefeuille
from tests.services.register_samples import ecrire_json, marche_2022
from tests.services.test_taken_over import taches


def passer(p: Portefeuille, jour: str) -> set[str]:
    """The tasks of the marché once the clock has gone round, that day after the moves."""
    p.aller(jour)
    p.attendre(hours=6)
    tick(p.bureau)
    return set(taches(p, MAR))


@pytest.mark.parametrize("etat", ["lance", "en_suivi"])
def test_the_end_is_prepared_then_settled(portefeuille_sqlite: Portefeuille, etat: str) -> None:
    """Notified on 28/02/2025 for twelve months: the last day is 27/02/2026."""
    p = portefeuille_sqlite
    if etat == "lance":
        p.fire(MAR, "lancer", date_lancement="2025-03-03")
    if etat == "en_suivi":
        p.fire(MAR, "demarrer_suivi")
    assert "preparer_la_fin" not in passer(p, "2025-12-24")
    assert "preparer_la_fin" in passer(p, "2025-12-29")
    assert "solder_le_marche" not in passer(p, "2026-02-27")
    assert "solder_le_marche" in passer(p, "2026-03-02")
    p.fire(MAR, "clore", by="ref", motif="prestation terminée")
    assert not {"preparer_la_fin", "solder_le_marche"} & set(taches(p, MAR))


def test_a_marche_that_was_never_launched_owes_no_bilan(portefeuille_sqlite: Portefeuille) -> None:
    """Nobody can deliver its bilan: its launch is noted, or it is prolonged, or closed."""
    p = portefeuille_sqlite
    assert "tenir_lancement" in passer(p, "2025-12-29")
    assert {"preparer_la_fin", "conclure_sans_lancement"}.isdisjoint(taches(p, MAR))
    assert "conclure_sans_lancement" in passer(p, "2026-03-02")
    requete = """SELECT l.message FROM digest_ligne l JOIN dossier d ON d.id = l.dossier
        WHERE d.numero = :n"""
    assert "bilan_final_a_produire" not in {un.message for un in p.rangees(requete, n=MAR)}
    lues = "SELECT code, libelle FROM tache WHERE statut = 'ouverte'"
    assert [une.code for une in p.rangees(lues) if "bilan" in une.libelle] == []


def test_launched_after_its_end_it_is_settled(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    passer(p, "2026-03-02")
    p.fire(MAR, "lancer", date_lancement="2025-03-10")
    assert {"conclure_sans_lancement", "solder_le_marche"}.isdisjoint(taches(p, MAR))
    assert "solder_le_marche" in passer(p, "2026-03-30")


def test_an_avenant_moves_the_end(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    p.fire(MAR, "demarrer_suivi")
    avenant = {"avenant_le": "2025-03-03", "decision_heures": "conserver"}
    p.fire(MAR, "modifier_marche", motif="retard", fin_prevue_le="2026-06-30", **avenant)
    assert "solder_le_marche" not in passer(p, "2026-03-02")
    assert "solder_le_marche" in passer(p, "2026-07-01")


def test_an_end_put_off_once_past_is_no_more_to_settle(portefeuille_sqlite: Portefeuille) -> None:
    """Whichever act tells the later end: the task came from a date that is no more the end."""
    p = portefeuille_sqlite
    assert "conclure_sans_lancement" in passer(p, "2026-03-02")
    p.fire(MAR, "demarrer_suivi", fin_prevue_le="2026-06-30")
    assert "conclure_sans_lancement" not in taches(p, MAR)
    assert "solder_le_marche" in passer(p, "2026-07-01")


@pytest.mark.parametrize(("publiee", "dite"), [(12, 12), (0, None), (999, None), (None, None)])
def test_a_duration_that_no_marche_has_is_not_taken(
    portefeuille_sqlite: Portefeuille, publiee: int | None, dite: int | None
) -> None:
    champ = portefeuille_sqlite.bureau.machines.courantes["marche"].definition.contexte[DUREE]
    assert bornee(publiee, champ) == dite


def test_an_end_that_nobody_knows_is_asked_for(
    portefeuille_sqlite: Portefeuille, tmp_path: Path
) -> None:
    """Published without its duration: asked for ten office days later, then each month."""
    p = portefeuille_sqlite
    sans_duree = marche_2022(id="2025-30", acheteur={"id": VILLE}, dateNotification="2025-02-28")
    del sans_duree["dureeMois"]
    importer_decp(p.bureau, [ecrire_json(tmp_path / "decp.json", [sans_duree])])
    numero = str(p.suivre("2025-30")["dossier"])
    assert ("fin_a_preciser", 1) in p.timers(numero)
    p.aller("2025-03-20")
    p.attendre(hours=6)
    tick(p.bureau)
    assert "preciser_la_fin" in taches(p, numero)
    p.fire(numero, "preciser_la_fin", fin_prevue_le="2026-02-27")
    assert "preciser_la_fin" not in taches(p, numero)
    assert not any(nom == "fin_a_preciser" for nom, _ in p.timers(numero))
    assert {nom for nom, _ in p.timers(numero)} >= {"fin_proche", "fin_passee"}
    with pytest.raises(Refused) as levee:
        p.fire(MAR, "preciser_la_fin", fin_prevue_le="2026-03-27")
    assert "La durée du marché est connue (12 mois)" in levee.value.refus.conditions[0].phrase
