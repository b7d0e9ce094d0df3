"""A company's contact put right: dated in the register, told in the journal, nothing forgotten."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.act import Auteur
from services.reading.looking_journal import journal
from services.register.correcting_contacts import Correction, corriger, retrouver
from services.register.registering import InterlocuteurSaisi, ajouter_interlocuteur
from tests.portfolio import MARCHE, REL1, VILLE, A, Portefeuille
from workflow.errors import ValeurInvalide

MOI = Auteur(acteur="cli:x")
JEAN = "Jean Maçon"


def fiches(portefeuille: Portefeuille) -> list[tuple[str, str, str]]:
    requete = "SELECT courriel, du, au FROM interlocuteur WHERE nom = :n ORDER BY du"
    lues = portefeuille.rangees(requete, n=JEAN)
    return [(une.courriel, str(une.du), str(une.au)) for une in lues]


def jean(portefeuille: Portefeuille) -> int:
    return retrouver(portefeuille.bureau, A, JEAN.upper(), None)


def changer(portefeuille: Portefeuille, **quoi: Any) -> dict[str, Any]:
    quoi = {"coordonnees": {}, **quoi}
    return corriger(portefeuille.bureau, Correction(fiche=jean(portefeuille), **quoi), MOI)


def test_a_new_address_opens_a_period_and_the_open_dossiers_say_so(
    portefeuille: Portefeuille,
) -> None:
    [(ancienne, du, _)] = fiches(portefeuille)

    neuve = {"courriel": "jean@neuf.test"}
    dite = changer(portefeuille, du=date(2025, 3, 10), coordonnees=neuve)

    assert REL1 in dite["dossiers"]
    assert fiches(portefeuille) == [
        (ancienne, du, "2025-03-09"),
        ("jean@neuf.test", "2025-03-10", "None"),
    ]
    derniere = journal(portefeuille.bureau, REL1, apres=0, limite=99)[-1]
    assert derniere["evenement"] == "interlocuteur_modifie"
    assert "courriel jean@neuf.test, à compter du lundi 10 mars 2025" in derniere["motif"]
    [ligne] = [une for une in portefeuille.journal(REL1) if une.event == "interlocuteur_modifie"]
    assert "neuf.test" not in f"{ligne.payload}{ligne.reason}"  # a digest stands there


def test_from_its_first_day_the_period_itself_is_put_right(
    portefeuille_sqlite: Portefeuille,
) -> None:
    [(_, du, _)] = fiches(portefeuille_sqlite)
    vide = {"courriel": None}
    dite = changer(portefeuille_sqlite, du=date(2020, 1, 1), coordonnees=vide)
    assert "courriel retiré" in dite["phrase"]
    assert fiches(portefeuille_sqlite) == [(None, du, "None")]


def test_nothing_new_writes_nothing(portefeuille_sqlite: Portefeuille) -> None:
    [(ancienne, _, _)] = fiches(portefeuille_sqlite)
    avant = portefeuille_sqlite.tout()
    assert changer(portefeuille_sqlite, coordonnees={"courriel": ancienne})["phrase"] is None
    assert portefeuille_sqlite.tout() == avant


def test_a_departure_has_its_last_day(portefeuille_sqlite: Portefeuille) -> None:
    dite = changer(portefeuille_sqlite, fin=date(2025, 3, 31))
    assert "lundi 31 mars 2025" in dite["phrase"]
    assert [une[2] for une in fiches(portefeuille_sqlite)] == ["2025-03-31"]
    for quoi in ({"fin": date(2026, 1, 1)}, {"du": date(2026, 1, 1)}):
        with pytest.raises(ValeurInvalide, match="n’en est pas"):
            changer(portefeuille_sqlite, coordonnees={"telephone": "04 72 00 00 01"}, **quoi)


def test_a_departure_told_twice_is_told_once(portefeuille_sqlite: Portefeuille) -> None:
    partie = Correction(
        fiche=jean(portefeuille_sqlite), fin=date(2025, 3, 31), coordonnees={"courriel": "x"}
    )
    corriger(portefeuille_sqlite.bureau, partie, MOI)
    avant = portefeuille_sqlite.tout()
    assert corriger(portefeuille_sqlite.bureau, partie, MOI)["phrase"] is None
    assert portefeuille_sqlite.tout() == avant


def test_a_marche_s_own_contact_is_told_in_its_dossier_alone(
    portefeuille_sqlite: Portefeuille,
) -> None:
    bureau = portefeuille_sqlite.bureau
    pour = InterlocuteurSaisi(
        entreprise=A, nom=JEAN, du=date(2025, 1, 1), marche=f"{VILLE}/{MARCHE}"
    )
    ajouter_interlocuteur(bureau.travail, pour)
    with pytest.raises(ValeurInvalide, match="répond pour 2025-07, tous les marchés"):
        jean(portefeuille_sqlite)
    fiche = retrouver(bureau, A, JEAN, MARCHE)
    dite = corriger(bureau, Correction(fiche=fiche, coordonnees={"fonction": "chef"}), MOI)
    assert dite["dossiers"] == [REL1]


def test_nobody_of_that_name_is_told(portefeuille_sqlite: Portefeuille) -> None:
    with pytest.raises(ValeurInvalide, match="n’est pas au registre") as levee:
        retrouver(portefeuille_sqlite.bureau, A, "Personne", None)
    assert JEAN in str(levee.value.remede)
    with pytest.raises(ValeurInvalide, match="n’est plus au registre"):
        corriger(portefeuille_sqlite.bureau, Correction(fiche=999, coordonnees={}), MOI)
