"""White space and signs that nobody sees, around what is typed: no check reads what none reads."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.clock import HorlogeReelle
from services.errors import Conflit, Refused
from services.installing import installer
from tests.fixtures.files import un_pdf
from tests.jalon.ligne import Ligne
from tests.portfolio import REL1, Portefeuille
from tests.services.test_candidatures import CAN, proposer, valider
from tests.services.test_recruitment import ouvrir
from tests.web.conftest import Guichet
from tests.web.test_api import Appels, jeton
from web.site import Site
from workflow.errors import ValeurInvalide
from workflow.typed_text import SANS_LARGEUR, sans_bords

REC = "REC-2025-00001"
BORDS = [" ", "\t", "\n", "\r\n", "\v", "\x85", "\xa0", "\u2003", "\u202f", "\u200b", "\ufeff"]
RESERVE = "Le critère et les justificatifs de cette personne"
CANDIDATE = "est le nom d’une personne candidate"
MOTS = "se prouve par un fichier, pas par un texte"
CAS = [
    (CAN, "resp", "categorie", "deld", RESERVE),
    (CAN, "resp", "categorie", "rsa", RESERVE),
    (CAN, "resp", "autres_criteres", "rqth", RESERVE),
    (CAN, "resp", "justificatif", "vu", RESERVE),
    (CAN, "resp", "justificatif_fin_le", "2025-06-01", RESERVE),
    (REC, "fac", "poste", "Peintre, comme Maya", CANDIDATE),
    (REL1, "fac", "piece", "juste des mots", MOTS),
]
"""Corrections that are refused: of which dossier, by whom, of what, and why."""


@pytest.fixture
def prepare(portefeuille_sqlite: Portefeuille) -> Portefeuille:
    """A valid candidacy, a request of the company, a refusal that is proved."""
    p = portefeuille_sqlite
    proposer(p, prenom="Maya")
    valider(p)
    offre = {"poste": "Peintre", "nombre_de_postes": "1", "demandee_le": "2025-03-03"}
    ouvrir(p, "demande_recrutement", REL1, **offre)
    p.fire(REL1, "nouer_relation")
    p.fire(REL1, "constater_refus_ecrit", _pieces={"piece": ("refus.pdf", un_pdf("refus"))})
    return p


def entrees(champ: str, valeur: str) -> dict[str, str]:
    return {"champ": champ, "valeur": valeur, "motif": "relu"}


@pytest.mark.parametrize(("dossier", "par", "champ", "valeur", "dit"), CAS)
def test_by_a_program(
    guichet: Guichet,
    site: Site,
    prepare: Portefeuille,
    dossier: str,
    par: str,
    champ: str,
    valeur: str,
    dit: str,
) -> None:
    appels, avant = Appels(guichet.client, jeton(site, par)), prepare.journal(dossier)
    for rang, bord in enumerate(BORDS):
        saisies = entrees(champ + bord, valeur)
        lue = appels.envoyer(dossier, "corriger", saisies=saisies, cle=f"cle-{rang}")
        assert lue.status_code in {409, 422}, (bord, lue.text)
        assert dit in lue.text, bord
    assert prepare.journal(dossier) == avant


@pytest.mark.parametrize(("dossier", "par", "champ", "valeur", "dit"), CAS)
def test_by_the_command(
    tmp_path: Path,
    prepare: Portefeuille,
    dossier: str,
    par: str,
    champ: str,
    valeur: str,
    dit: str,
) -> None:
    installer(prepare.url, "test", HorlogeReelle().reelle())
    avant, jalon = prepare.journal(dossier), Ligne(tmp_path, prepare.url)
    saisies = [f"{nom}={val}" for nom, val in entrees(f"{champ} ", valeur).items()]
    options = [un for une in saisies for un in ("--set", une)]
    refus = jalon.dire("--json", "fire", dossier, "corriger", "--by", par, *options)
    assert refus.code in {2, 3}, refus.stdout
    assert dit in refus.stdout
    assert prepare.journal(dossier) == avant


def refus_de(p: Portefeuille, dossier: str, par: str, saisies: dict[str, Any]) -> str:
    """Why it is refused, in words; « fait » when it is not."""
    try:
        p.fire(dossier, "corriger", par, **saisies, _essai=True)
    except Refused as erreur:
        return " ".join(une.phrase for une in erreur.refus.conditions)
    except ValeurInvalide as erreur:
        return str(erreur)
    return "fait"


BLANCS = st.text(st.sampled_from("".join(BORDS) + SANS_LARGEUR), max_size=4)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cas=st.sampled_from(CAS),
    autour=st.fixed_dictionaries({nom: st.tuples(BLANCS, BLANCS) for nom in entrees("", "")}),
)
def test_what_stands_around_changes_no_refusal(
    prepare: Portefeuille,
    cas: tuple[str, str, str, str, str],
    autour: dict[str, tuple[str, str]],
) -> None:
    dossier, par, champ, valeur, dit = cas
    nus = entrees(champ, valeur)
    entoures = {nom: f"{autour[nom][0]}{val}{autour[nom][1]}" for nom, val in nus.items()}
    assert dit in refus_de(prepare, dossier, par, nus)
    assert refus_de(prepare, dossier, par, entoures) == refus_de(prepare, dossier, par, nus)


def test_a_field_that_another_has_changed_is_seen(prepare: Portefeuille) -> None:
    """« poste » typed with a space is the field that a colleague corrected meanwhile."""
    [(lue,)] = prepare.rangees("SELECT rev FROM dossier WHERE numero = :n", n=REC)
    prepare.fire(REC, "corriger", "resp", **entrees("poste", "Peintre en bâtiment"))
    with pytest.raises(Conflit):
        prepare.fire(REC, "corriger", **entrees("poste ", "Plaquiste"), _rev=lue)


def test_a_name_cut_by_a_sign_that_nobody_sees_is_a_name(prepare: Portefeuille) -> None:
    for signe in SANS_LARGEUR:
        saisies = entrees("poste", f"Peintre, comme Ma{signe}ya")
        assert CANDIDATE in refus_de(prepare, REC, "fac", saisies), repr(signe)


@pytest.mark.parametrize("signe", ["\u200b", "\ufeff", "\xa0 \u2060"])
def test_a_reason_that_nobody_sees_is_none(prepare: Portefeuille, signe: str) -> None:
    saisies = {"champ": "poste", "valeur": "Plaquiste", "motif": signe}
    assert refus_de(prepare, REC, "fac", saisies).startswith("motif : est vide")


def test_the_same_form_sent_twice_acts_once_whatever_stands_around(prepare: Portefeuille) -> None:
    saisies = entrees("poste", "Plaquiste")
    prepare.fire(REC, "corriger", **saisies, _cle="une-cle")
    encore = prepare.fire(REC, "corriger", **saisies | {"motif": "relu "}, _cle="une-cle")
    assert encore["deja_fait"] is True


def test_all_that_python_calls_white_is_an_end() -> None:
    blancs = [chr(un) for un in range(0x10000) if chr(un).isspace()]
    assert [un for un in blancs if sans_bords(f"{un}a{un}") != "a"] == []
    assert {unicodedata.category(un) for un in SANS_LARGEUR} == {"Cf"}
