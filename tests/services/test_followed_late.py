"""A marché followed after its end: one task for that end, and nothing told of it twice."""

from __future__ import annotations

from datetime import date

import pytest

from jalon.output_dossiers import la_main
from services.clock.ticking import tick
from services.mail.digest import envoyer_digest
from services.reading.explaining import expliquer_dossier
from services.register.follow import Suivi, suivre_marche
from states.french import date_longue
from tests.portfolio import LYON, REL1, Portefeuille
from tests.services.test_digest import textes


@pytest.fixture
def tardif(portefeuille_sqlite: Portefeuille) -> tuple[Portefeuille, str, str]:
    """Notified in February 2025 for a year, followed in June 2026: its dossier, a relation."""
    p = portefeuille_sqlite
    p.aller("2026-06-01")
    suivi = Suivi(
        marche=f"{LYON}/2025-08", convention="OULLINS-2022", facilitateur="fac", acteur="cli:test"
    )
    dite = suivre_marche(p.bureau, suivi)
    return p, dite["dossier"], dite["relations"][0]


def de_la_fin(p: Portefeuille, numero: str) -> list[str]:
    """Open tasks of a marché about its end."""
    requete = """SELECT t.code FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.statut = 'ouverte' ORDER BY t.id"""
    codes = [une.code for une in p.rangees(requete, n=numero)]
    return [un for un in codes if "fin" in un or "conclure" in un]


def test_a_marche_followed_after_its_end_asks_one_thing_of_it(
    tardif: tuple[Portefeuille, str, str],
) -> None:
    p, marche, _ = tardif
    assert de_la_fin(p, marche) == ["decider_echeance:fin_passee"]
    p.aller("2026-06-29")
    tick(p.bureau)
    assert de_la_fin(p, marche) == ["decider_echeance:fin_passee"]


def test_the_morning_mail_tells_its_end_once(tardif: tuple[Portefeuille, str, str]) -> None:
    """The deadline and the task that asks to decide of it are one line, on every morning."""
    p, marche, _ = tardif
    for jour in ("2026-06-01", "2026-06-02", "2026-06-29", "2026-06-30"):
        p.aller(jour)
        tick(p.bureau)
        envoyer_digest(p.bureau)
        a_faire = textes(p)[-1].partition("Reçu depuis hier")[0]
        dites = [une for une in a_faire.splitlines() if "Fin du marché" in une and marche in une]
        assert len(dites) == 1, a_faire
        assert "était déjà passée" in dites[0]


def test_its_end_comes_back_once_it_was_decided_of(tardif: tuple[Portefeuille, str, str]) -> None:
    p, marche, _ = tardif
    with p.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql(
            "UPDATE tache SET statut = 'faite' WHERE code = 'decider_echeance:fin_passee'"
        )
    p.aller("2026-06-29")
    tick(p.bureau)
    assert de_la_fin(p, marche) == ["conclure_sans_lancement"]


def test_a_relation_followed_late_is_not_said_to_await_nothing(
    tardif: tuple[Portefeuille, str, str],
) -> None:
    """Its first contact is on the desk: what comes back is for when nothing has moved."""
    p, _, relation = tardif
    [une] = expliquer_dossier(p.bureau, relation)["echeances"]
    assert une["libelle"] == "Suite à décider, si rien n’a bougé d’ici là"


def test_a_past_day_is_no_next_date(portefeuille_sqlite: Portefeuille) -> None:
    """The clock has not run since: the day is said to be over, not to come."""
    p = portefeuille_sqlite
    p.aller("2025-03-20")
    dite = la_main(expliquer_dossier(p.bureau, REL1))
    assert "Prochaine date" not in dite
    assert "« Premier contact à prendre » : c’était le lundi 17 mars 2025." in dite
    tick(p.bureau)
    assert "prochain rappel" in la_main(expliquer_dossier(p.bureau, REL1))
    rappel = expliquer_dossier(p.bureau, REL1)["echeances"][0]["prochain_rappel"]
    p.aller(rappel)
    dite = la_main(expliquer_dossier(p.bureau, REL1))
    assert "prochain rappel" not in dite
    assert f"rappel du {date_longue(date.fromisoformat(rappel))} pas encore parti" in dite
