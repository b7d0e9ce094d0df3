"""No new marché under a convention that has ended, by whatever door (article 6)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from services.clock.ticking import tick
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.register.follow import Suivi, suivre_marche
from services.register.register_conventions import ajouter_convention, lire_convention
from tests.portfolio import _CONVENTION, LYON, MAR, MARCHE, VILLE, Portefeuille
from tests.services.reprise_samples import T1, marche, prendre, relation
from tests.services.test_convention import CONV, PRG, accepter, courriels, piece
from workflow.errors import ValeurInvalide


def ouvrir(p: Portefeuille, convention: str = "OULLINS-2022") -> None:
    demande = Ouverture(
        machine="marche",
        acteur="cli:test",
        compte="fac",
        convention=convention,
        saisies={"objet": "Nouveau marché"},
    )
    ouvrir_a_la_main(p.bureau, demande)


def ouvrir_dans_la_liste(p: Portefeuille) -> None:
    demande = Ouverture(
        machine="marche",
        acteur="cli:test",
        compte="fac",
        dans=PRG,
        saisies={"objet": "Nouveau marché"},
    )
    ouvrir_a_la_main(p.bureau, demande)


def suivre(p: Portefeuille, marche: str = f"{LYON}/{T1}") -> None:
    suivi = Suivi(marche=marche, convention="OULLINS-2022", facilitateur="fac", acteur="cli:test")
    suivre_marche(p.bureau, suivi)


def recevoir(p: Portefeuille) -> None:
    jour = p.horloge.instant.date().isoformat()
    liste = {"liste": piece("achats.csv", "Objet\nÉcole A\n")}
    p.fire(PRG, "recevoir_liste", liste_recue_le=jour, _pieces=liste)


def finir(p: Portefeuille) -> None:
    p.aller("2026-07-27")
    p.attendre(hours=6)
    tick(p.bureau)


@pytest.mark.parametrize("porte", [ouvrir, ouvrir_dans_la_liste, suivre, recevoir])
def test_every_door_is_shut_after_the_term(
    leger: Portefeuille, porte: Callable[[Portefeuille], None]
) -> None:
    p = leger
    accepter(p)
    recevoir(p)  # one that is still awaited ends with the convention
    finir(p)
    assert p.etat(CONV) == "terme_atteint"
    avant = p.tout()
    with pytest.raises(ValeurInvalide, match=f"OULLINS-2022.*{CONV}.*Terme atteint.*article 6"):
        porte(p)
    assert p.tout() == avant


def test_the_refusal_names_the_convention_that_goes_on(leger: Portefeuille) -> None:
    p = leger
    accepter(p)
    finir(p)
    with pytest.raises(ValeurInvalide) as seule:
        ouvrir(p)
    assert "jalon convention ajouter" in seule.value.remede
    suivante = _CONVENTION.replace("OULLINS-2022", "OULLINS-2026").replace("2022-07", "2026-07")
    ajouter_convention(p.bureau.travail, lire_convention(suivante))
    p.fire(CONV, "renouveler", nouvelle_convention="OULLINS-2026")
    with pytest.raises(ValeurInvalide, match="Renouvelée") as remplacee:
        ouvrir(p)
    assert "OULLINS-2026" in remplacee.value.remede
    ouvrir(p, "OULLINS-2026")


def test_a_term_that_no_dossier_follows_shuts_too(leger: Portefeuille) -> None:
    leger.aller("2026-07-24")
    ouvrir(leger)
    leger.aller("2026-07-27")
    with pytest.raises(ValeurInvalide, match="a pris fin le vendredi 24 juillet 2026"):
        ouvrir(leger)


def test_what_runs_goes_on_after_the_term(leger: Portefeuille) -> None:
    accepter(leger)
    finir(leger)
    suivre(leger, f"{VILLE}/{MARCHE}")
    leger.fire(MAR, "lancer", date_lancement="2026-07-27")
    assert leger.etat(MAR) == "lance"


def test_a_portfolio_is_not_taken_over_under_it(leger: Portefeuille, tmp_path: Path) -> None:
    """Neither a marché with its relation, nor a relation whose marché nobody follows."""
    p = leger
    accepter(p)
    finir(p)
    avant = p.tout()
    etat = {"etat": "en_relation", "courrier_envoye_le": "", "courrier_recu_le": ""}
    for rangees in ((marche(), relation(**etat)), (relation(**etat),)):
        dite = prendre(p, tmp_path, *rangees)
        premiere = dite["quarantaine"][0]
        assert (dite["ouverts"], premiere["champ"]) == (0, "convention")
        assert f"est finie ({CONV} : « Terme atteint" in premiere["motif"]
        assert "jalon convention ajouter" in premiere["motif"]
    assert p.tout() == avant


def test_an_ended_convention_asks_for_no_more_lists(leger: Portefeuille) -> None:
    """Article 6: the reminders of the list stop with the agreement."""
    p = leger
    accepter(p)
    finir(p)
    tick(p.bureau)
    etats = p.rangees("SELECT DISTINCT state FROM dossier WHERE machine = 'programmation'")
    assert [un.state for un in etats] == ["abandonnee"]
    avant = len(courriels(p, "rappel_programmation"))
    for jour in ("2026-08-17", "2026-09-15"):
        p.aller(jour)
        p.attendre(hours=6)
        tick(p.bureau)
    assert len(courriels(p, "rappel_programmation")) == avant


def test_a_list_already_received_is_still_gone_through(leger: Portefeuille) -> None:
    p = leger
    accepter(p)
    recevoir(p)
    finir(p)
    assert p.etat(PRG) == "ciblage_a_tenir"
