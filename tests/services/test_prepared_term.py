"""What becomes of a convention is said before its term, and takes effect then (article 6)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.clock.ticking import tick
from services.register.register_conventions import ajouter_convention, lire_convention
from tests.portfolio import _CONVENTION, MAR, Portefeuille
from tests.services.test_convention import CONV, accepter, piece, refuse
from tests.services.test_obligatory_meetings import passer
from tests.services.test_taken_over import taches
from workflow.errors import ValeurInvalide

M_6, TERME = "2026-01-23", "2026-07-27"


def ajouter_la_suivante(p: Portefeuille) -> None:
    suivante = _CONVENTION.replace("OULLINS-2022", "OULLINS-2026").replace("2022-07", "2026-07")
    ajouter_convention(p.bureau.travail, lire_convention(suivante))


def convention_de(p: Portefeuille, numero: str) -> str:
    requete = """SELECT c.reference FROM dossier d JOIN convention c ON c.id = d.convention
        WHERE d.numero = :n"""
    return str(p.rangees(requete, n=numero)[0][0])


def dernier(p: Portefeuille) -> str:
    """Text of the last mail about the end."""
    [lu] = p.rangees(
        """SELECT c.corps FROM outbox o JOIN contenu c ON c.empreinte = o.contenu
        WHERE o.message = 'convention_terminee'"""
    )
    return bytes(lu[0]).decode()


def convenir(p: Portefeuille, suite: str) -> None:
    accord = {"accord": piece("accord.pdf")}
    p.fire(CONV, "convenir_du_terme", by="resp", motif="accord", suite_prevue=suite, _pieces=accord)


def test_a_renewal_signed_early_takes_effect_at_the_term(portefeuille: Portefeuille) -> None:
    p = portefeuille
    accepter(p)
    ajouter_la_suivante(p)
    with refuse("se prépare à partir du"):
        p.fire(CONV, "signer_renouvellement", nouvelle_convention="OULLINS-2026")
    passer(p, M_6)
    assert "preparer_le_terme" in taches(p, CONV)
    with refuse("signer_renouvellement"):
        p.fire(CONV, "renouveler", nouvelle_convention="OULLINS-2026")
    with pytest.raises(ValeurInvalide, match="qui se termine"):
        p.fire(CONV, "signer_renouvellement", nouvelle_convention="OULLINS-2022")
    p.fire(CONV, "signer_renouvellement", nouvelle_convention="OULLINS-2026")
    assert p.etat(CONV) == "en_vigueur"
    assert "preparer_le_terme" not in taches(p, CONV)
    passer(p, "2026-04-24")
    assert "preparer_le_terme" not in taches(p, CONV)
    assert convention_de(p, MAR) == "OULLINS-2022"
    passer(p, TERME)
    assert p.etat(CONV) == "renouvelee"
    tick(p.bureau)
    assert convention_de(p, MAR) == "OULLINS-2026"
    assert "passent sous la convention OULLINS-2026" in dernier(p)
    assert "nous revenons vers vous" not in dernier(p)


@pytest.mark.parametrize(
    ("suite", "marche", "dit"),
    [("poursuite", "notifie", "suivis jusqu"), ("cloture", "clos", "des marchés en cours s")],
)
def test_what_was_agreed_for_the_marches_takes_effect_at_the_term(
    portefeuille: Portefeuille, suite: str, marche: str, dit: str
) -> None:
    p = portefeuille
    accepter(p)
    passer(p, M_6)
    convenir(p, suite)
    assert p.etat(MAR) == "notifie"
    passer(p, TERME)
    tick(p.bureau)
    assert (p.etat(CONV), p.etat(MAR)) == ("en_extinction", marche)
    assert "decider_des_marches" not in taches(p, CONV)
    assert dit in dernier(p)


def test_a_notice_undoes_what_was_agreed(portefeuille: Portefeuille) -> None:
    p = portefeuille
    accepter(p)
    passer(p, "2026-05-04")
    convenir(p, "cloture")
    notice: dict[str, Any] = {"denonciation_recue_le": "2026-05-04", "denoncee_par": "structure"}
    lettre = {"piece": piece("lettre.pdf")}
    p.fire(CONV, "denoncer", by="resp", motif="manquement", _pieces=lettre, **notice)
    passer(p, TERME)
    tick(p.bureau)
    assert (p.etat(CONV), p.etat(MAR)) == ("terme_atteint", "notifie")


def denoncee(p: Portefeuille) -> None:
    """Denounced on 10 February 2025, its préavis over: three months on, the 10th of May."""
    accepter(p)
    ajouter_la_suivante(p)
    notice: dict[str, Any] = {"denonciation_recue_le": "2025-02-10", "denoncee_par": "structure"}
    lettre = {"piece": piece("lettre.pdf")}
    p.fire(CONV, "denoncer", by="resp", motif="manquement", _pieces=lettre, **notice)
    passer(p, "2025-05-12")
    assert p.etat(CONV) == "terme_atteint"


def dernier_jour(p: Portefeuille) -> tuple[str, str]:
    """The last day of the convention, for its dossier and for the register."""
    [lu] = p.rangees("SELECT data FROM dossier WHERE numero = :n", n=CONV)
    requete = "SELECT fin_le FROM convention WHERE reference = 'OULLINS-2022'"
    return json.loads(lu.data)["fin_le"], str(p.rangees(requete)[0].fin_le)


@pytest.mark.parametrize("poursuivis", [False, True])
def test_a_denounced_convention_ends_with_its_notice_and_may_be_renewed(
    leger: Portefeuille, poursuivis: bool
) -> None:
    p = leger
    denoncee(p)
    assert dernier_jour(p) == ("2025-05-10", "2025-05-10")
    if poursuivis:
        accord = {"accord": piece("accord.pdf")}
        p.fire(CONV, "decider_poursuite", by="resp", motif="accord", _pieces=accord)
    p.fire(CONV, "renouveler", nouvelle_convention="OULLINS-2026")
    tick(p.bureau)
    assert (p.etat(CONV), convention_de(p, MAR)) == ("renouvelee", "OULLINS-2026")


def test_a_notice_that_is_put_back_gives_the_term_back(leger: Portefeuille) -> None:
    p = leger
    denoncee(p)
    p.fire(CONV, "retablir", etat="en_preavis", motif="reçue plus tard")
    assert dernier_jour(p) == ("2026-07-24", "2026-07-24")


def test_the_last_bilans_take_indicators_validated_after_the_renewal(leger: Portefeuille) -> None:
    p = leger
    accepter(p)
    ajouter_la_suivante(p)
    passer(p, M_6)
    p.fire(CONV, "signer_renouvellement", nouvelle_convention="OULLINS-2026")
    passer(p, TERME)
    tick(p.bureau)
    assert p.etat(CONV) == "renouvelee"
    p.fire(CONV, "valider_indicateurs", by="ref", indicateurs_valides_le=TERME)
    dus = p.rangees("SELECT numero FROM dossier WHERE machine = 'bilan' AND state = 'a_produire'")
    pieces = {"bilan": piece("bilan.pdf"), "note_qualitative": piece("note.pdf")}
    for un in dus:
        dite = p.fire(un.numero, "transmettre", transmis_le=TERME, _pieces=pieces)
        assert dite["vers"] == "transmis"
    assert dus
