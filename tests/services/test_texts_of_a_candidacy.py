"""What somebody types freely of a candidate stays out of the journal, and is erased whole."""

# ruff: noqa: S608 # SQL of the tests themselves

from __future__ import annotations

from datetime import date

import pytest

from jalon.assembly import charger_machines
from services.accounts.absences import declarer, lister
from services.evidence.erasing import effacer_personnelle
from services.evidence.verifying import verifier
from services.people import SUIVENT_UNE_PERSONNE
from services.reading.looking_journal import journal
from services.reading.looking_needs import besoins_de_formation
from storage.deposits import poser
from storage.schema import metadata
from tests.fixtures.files import un_pdf
from tests.portfolio import Portefeuille
from tests.services.test_candidatures import CAN, PIECES, proposer

SECRET = "RQTH, 06 00 00 00 00, maya@exemple.test"
TECHNIQUES = {"champ", "valeur", "etat", "compte", "prescripteur"}
"""Texts that name something Jalon knows: a field, a state, an account."""


@pytest.fixture
def ecrite(portefeuille: Portefeuille) -> Portefeuille:
    """The same words in every free text of a candidacy that leaves no mail."""
    p = portefeuille
    proposer(p, poste=f"poste {SECRET}")
    p.fire(CAN, "demander_un_rappel", a_rappeler=f"rappel {SECRET}", rappel_le="2025-03-04")
    besoin = {"besoin": f"besoin {SECRET}", "competence": "savoir_etre"}
    p.fire(CAN, "noter_besoin_formation", **besoin)
    p.fire(CAN, "corriger", champ="nom", valeur=f"Zébulon, corrigé {SECRET}", motif=f"vu {SECRET}")
    p.fire(CAN, "completer_identite", poste=f"encore {SECRET}")
    return p


def tables_qui_le_disent(p: Portefeuille) -> set[str]:
    """Tables of which a row holds the words."""
    return {nom for nom in metadata.tables if "RQTH" in str(p.rangees(f"SELECT * FROM {nom}"))}


def test_every_free_text_of_a_person_is_personal() -> None:
    machines = charger_machines().exiger()
    for machine in SUIVENT_UNE_PERSONNE:
        contexte = machines[machine].contexte.values()
        libres = {un.nom for un in contexte if un.saisi and un.type == "texte" and not un.personnel}
        assert libres <= TECHNIQUES


def test_it_stands_outside_the_journal_and_the_desks(ecrite: Portefeuille) -> None:
    assert tables_qui_le_disent(ecrite) == {"donnee_personnelle"}
    dit = str(journal(ecrite.bureau, CAN, apres=0, limite=50))
    assert all(f"{quoi} {SECRET}" in dit for quoi in ("poste", "rappel", "besoin", "corrigé", "vu"))


def test_it_is_erased_everywhere(ecrite: Portefeuille) -> None:
    [besoin] = besoins_de_formation(ecrite.bureau, "OULLINS-2022", 2025)
    assert besoin["besoin"] == f"besoin {SECRET}"
    effacer_personnelle(ecrite.bureau, CAN, en_cours=True)
    assert tables_qui_le_disent(ecrite) == set()
    assert besoins_de_formation(ecrite.bureau, "OULLINS-2022", 2025) == []
    assert verifier(ecrite.bureau)["intact"] is True


def test_what_falls_in_an_absence_does_not_tell_it(ecrite: Portefeuille) -> None:
    declarer(ecrite.bureau, login="fac", delegue=None, du=date(2025, 3, 3), au=date(2025, 3, 7))
    dites = [une["quoi"] for une in lister(ecrite.bureau)[0]["tombe_dedans"]]
    assert "Rappel demandé : le lire au journal de la candidature" in dites
    assert "RQTH" not in str(dites)


def test_the_name_of_a_file_is_erased_with_it(portefeuille: Portefeuille) -> None:
    """Where it was kept, and where it waited for its form; a file that still stands keeps its."""
    p = portefeuille
    proposer(p)
    corps, nom = un_pdf("vu"), f"{SECRET}.pdf"
    with p.bureau.travail.ecrire() as connexion:
        now = p.bureau.horloge.maintenant()
        poser(connexion, cle="a" * 64, compte=1, nom=nom, corps=corps, now=now)
    pieces = {"_pieces": {"justificatif": (nom, corps)}}
    sans = {un: val for un, val in PIECES.items() if un != "justificatif"}
    p.fire(CAN, "recevoir_pieces", **(sans | pieces))
    p.fire(CAN, "noter", texte="vu", _pieces={"fichier": ("autre.pdf", un_pdf("autre"))})
    assert {"contenu", "depot"} <= tables_qui_le_disent(p)
    effacer_personnelle(p.bureau, CAN, champs=["justificatif"], en_cours=True)
    assert tables_qui_le_disent(p) == set()
    gardees = {une.nom for une in p.rangees("SELECT nom FROM contenu WHERE genre LIKE 'piece:%'")}
    assert gardees == {None, "autre.pdf"}
    assert verifier(p.bureau)["intact"]
