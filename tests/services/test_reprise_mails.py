"""A portfolio taken over in the middle of its life asks nobody again for what lies behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.clock.ticking import tick
from services.importing.decp import importer_decp
from tests.portfolio import VILLE, A, Portefeuille
from tests.services.clockwork import taches
from tests.services.register_samples import ecrire_csv, rangee
from tests.services.reprise_samples import T1, marche, prendre, relation

REPRIS = 300


def courriels(p: Portefeuille, message: str, dossiers: str = "MAR-%") -> int:
    requete = """SELECT count(*) FROM outbox o JOIN dossier d ON d.id = o.dossier
        WHERE o.message LIKE :m AND d.numero LIKE :n AND d.numero <> 'MAR-2025-00001'"""
    [(nombre,)] = p.rangees(requete, m=message, n=dossiers)
    return int(nombre)


def passer(p: Portefeuille, *jours: str) -> None:
    for jour in jours:
        p.aller(jour)
        while tick(p.bureau)["declenches"]:
            pass


def test_relations_taken_over_ask_nobody_for_the_pieces_of_their_marches(
    leger: Portefeuille, tmp_path: Path
) -> None:
    """300 lines, 300 marchés implied: 16 days later, a month later, not one mail about pieces."""
    numeros = [f"M{rang}" for rang in range(REPRIS)]
    rangees = [
        rangee(uid=f"{VILLE}{un}", id=un, acheteur_id=VILLE, titulaire_id=A) for un in numeros
    ]
    importer_decp(leger.bureau, [ecrire_csv(tmp_path / "trois-cents.csv", rangees)])
    sans_courrier = {"courrier_envoye_le": "", "courrier_recu_le": ""}
    en_relation = {"etat": "en_relation", "etat_depuis": "03/02/2025"} | sans_courrier
    lignes = [relation(marche=un, **en_relation) for un in numeros]
    assert prendre(leger, tmp_path, *lignes)["ouverts"] == REPRIS
    passer(leger, "2025-03-19", "2025-04-03")
    assert courriels(leger, "%", "%") == 0


def test_a_marche_taken_over_later_asks_for_its_pieces_when_somebody_says_so(
    leger: Portefeuille, tmp_path: Path
) -> None:
    [pris] = prendre(leger, tmp_path, marche(marche=T1, etat_depuis="28/02/2025"))["dossiers"]
    numero = pris["dossier"]
    assert not {un for un in leger.timers(numero) if un[0] == "pieces_a_transmettre"}

    dite = leger.fire(numero, "demander_pieces")

    assert [un["message"] for un in dite["courriels"]] == ["pieces_attendues"]
    assert taches(leger, "transmettre_pieces", numero)
    assert ("pieces_a_transmettre", 1) in leger.timers(numero)
    passer(leger, "2025-03-19")
    assert courriels(leger, "rappel_pieces") == 1
    leger.fire(numero, "recevoir_pieces", pieces_recues_le="2025-03-19")
    assert not {un for un in leger.timers(numero) if un[0] == "pieces_a_transmettre"}


def test_a_marche_taken_over_at_its_notification_is_reminded(
    leger: Portefeuille, tmp_path: Path
) -> None:
    [pris] = prendre(leger, tmp_path, marche(etat="notifie", etat_depuis="31/07/2024"))["dossiers"]
    assert taches(leger, "transmettre_pieces", pris["dossier"])
    leger.fire(pris["dossier"], "lancer", date_lancement="2025-03-03")
    assert ("pieces_a_transmettre", 1) in leger.timers(pris["dossier"])


@pytest.mark.parametrize(
    ("etat", "contacts", "ecrits", "averti"),
    [
        ("courrier_accepte", "0", "0", True),
        ("courrier_propose", "3", "0", True),
        ("courrier_accepte", "3", "1", False),
        ("en_difficulte", "0", "0", False),
    ],
)
def test_a_courrier_without_contacts_is_taken_and_told(
    leger: Portefeuille, tmp_path: Path, etat: str, contacts: str, ecrits: str, *, averti: bool
) -> None:
    """Annexe 2/A: « après plusieurs contacts non aboutis dont un écrit »."""
    ligne = relation(
        etat=etat, contacts=contacts, ecrits=ecrits, courrier_envoye_le="", courrier_recu_le=""
    )
    dite = prendre(leger, tmp_path, ligne)
    assert dite["ouverts"] == 1
    dits = [un["motif"] for un in dite["avertissements"] if un["champ"] == "contacts"]
    assert ["Il faut au moins 2 contacts non aboutis dont un écrit" in un for un in dits] == (
        [True] if averti else []
    )
