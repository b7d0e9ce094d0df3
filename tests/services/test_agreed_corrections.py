"""What was agreed, or decided by somebody else, is corrected on a written proof, and told."""

from __future__ import annotations

import pytest

from services.evidence.verifying import verifier
from tests.plain_text import clair
from tests.portfolio import MAR, REL1, Portefeuille
from tests.services.asking import mail, refuse
from tests.services.clockwork import courriels
from tests.services.test_convention import (
    CONV,
    REU,
    accepter,
    delai_du_courrier,
    ouvrir_convention,
    proposer,
)
from tests.services.test_participation import deviser, factures
from workflow.errors import ValeurInvalide

ACCORD = "accord_de_correction"
PREUVE = {"_pieces": {ACCORD: ("accord.pdf", b"%PDF-1.4 accord")}}


def corrige(p: Portefeuille, dossier: str, champ: str, valeur: str, by: str = "fac") -> None:
    """Refused alone, done with the proof and told to the référente, by that person."""
    quoi = {"champ": champ, "valeur": valeur, "motif": "faute de frappe"}
    assert list(refuse(p, "corriger", by, dossier, **quoi)) == [ACCORD]
    avant = len(courriels(p, "correction_convenue"))
    p.fire(dossier, "corriger", by, **quoi, **PREUVE)
    assert len(courriels(p, "correction_convenue")) == avant + 1


def test_the_term_of_the_convention_moves_on_a_written_agreement(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    ouvrir_convention(p)
    corrige(p, CONV, "fin_le", "2027-12-31", by="resp")
    dit = clair(mail(p, "correction_convenue"))
    assert "« 24 juillet 2026 » devient « 31 décembre 2027 »" in dit
    assert "Motif : « faute de frappe »" in dit


def test_the_procedure_is_not_replaced_by_a_correction(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    accepter(p)
    quoi = {"champ": "procedure_acceptee_le", "valeur": "2025-01-01", "motif": "x"}
    assert list(refuse(p, "corriger", dossier=CONV, **quoi)) == [ACCORD]
    piece = {"valeur": ("autre.yaml", b"parametres: {}")}
    nue = {"champ": "procedure", "motif": "x", "_pieces": piece}
    assert list(refuse(p, "corriger", dossier=CONV, **nue)) == [ACCORD]


def test_the_register_says_the_corrected_dates_too(portefeuille_sqlite: Portefeuille) -> None:
    """Which convention runs is read there: what is shown and what is applied are one."""
    p = portefeuille_sqlite
    ouvrir_convention(p)
    corrige(p, CONV, "fin_le", "2027-12-31", by="resp")
    corrige(p, CONV, "effet_le", "2022-09-01", by="resp")
    [dates] = p.rangees("SELECT effet_le, fin_le FROM convention WHERE reference = 'OULLINS-2022'")
    assert [str(un) for un in dates] == ["2022-09-01", "2027-12-31"]


def applicables(p: Portefeuille) -> list[str]:
    requete = "SELECT applicable_le FROM convention_procedure ORDER BY version"
    return [str(une.applicable_le) for une in p.rangees(requete)]


def test_a_procedure_applies_from_its_corrected_day(portefeuille: Portefeuille) -> None:
    """Its acceptance recorded late, then the chosen day; its versions stay in order."""
    p = portefeuille
    accepter(p)
    tot = {"champ": "procedure_acceptee_le", "valeur": "2025-02-10", "motif": "x", **PREUVE}
    [phrase] = refuse(p, "corriger", "resp", CONV, **tot).values()
    assert "avant la réunion de cadrage qui la propose (3 mars 2025)" in clair(phrase)
    p.fire(REU, "corriger", champ="tenue_le", valeur="2025-02-10", motif="mal notée")
    corrige(p, CONV, "procedure_acceptee_le", "2025-02-10", by="resp")
    assert verifier(p.bureau)["intact"]
    assert applicables(p) == ["2025-02-10"]

    nouvelle = {
        "procedure": ("p2.yaml", b"parametres: {delai_courrier: 30 j}"),
        "accord": ("accord.pdf", b"%PDF-1.4 accord"),
    }
    p.attendre(hours=1)
    p.fire(CONV, "modifier_procedure", applicable_le="2025-04-01", _pieces=nouvelle)
    corrige(p, CONV, "applicable_le", "2025-03-03", by="resp")
    assert applicables(p) == ["2025-02-10", "2025-03-03"]
    assert delai_du_courrier(p) == "30 j, 3"

    avant = p.tout()
    for champ, jour in (("applicable_le", "2025-02-09"), ("procedure_acceptee_le", "2025-03-04")):
        p.aller("2025-03-04")
        quoi = {"champ": champ, "valeur": jour, "motif": "x", **PREUVE}
        with pytest.raises(ValeurInvalide, match="ne se suivraient plus") as erreur:
            p.fire(CONV, "corriger", by="resp", **quoi)
        assert erreur.value.champ == "valeur"
    assert p.tout() == avant
    futur = {"champ": "procedure_acceptee_le", "valeur": "2025-03-05", "motif": "x", **PREUVE}
    [phrase] = refuse(p, "corriger", "resp", CONV, **futur).values()
    assert "ni l’être dans l’avenir" in phrase


def test_no_avenant_ends_the_convention_on_a_day_that_is_past(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """The mend is told; an agreement that proves that day is a correction, and ends it."""
    p = portefeuille_sqlite
    ouvrir_convention(p)
    quoi = {"objet_avenant": "fin", "_pieces": {"avenant": ("avenant.pdf", b"%PDF-1.4 avenant")}}
    passee = refuse(p, "signer_avenant", "resp", CONV, fin_le="2025-03-02", **quoi)
    assert "dernier jour déjà passé (2 mars 2025)" in clair(passee["terme_a_venir"])
    assert "corrigez fin_le (corriger)" in passee["terme_a_venir"]
    p.fire(CONV, "signer_avenant", "resp", fin_le="2025-03-03", **quoi)
    corrige(p, CONV, "fin_le", "2025-02-28", by="resp")


def test_an_accepted_procedure_is_neither_corrected_nor_undone(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """What is in force is the frozen version: only a dated agreement adds another."""
    p = portefeuille_sqlite
    accepter(p)
    pieces = {**PREUVE["_pieces"], "valeur": ("p.yaml", b"parametres: {delai_courrier: 30 j}")}
    avant = p.tout()
    with pytest.raises(ValeurInvalide, match="arrêtée") as erreur:
        p.fire(CONV, "corriger", champ="procedure", motif="x", _pieces=pieces)
    assert "modifier_procedure" in erreur.value.remede
    assert p.tout() == avant
    [phrase] = refuse(p, "retablir", "ref", CONV, etat="procedure_proposee", motif="x").values()
    assert "modifier_procedure" in phrase
    assert delai_du_courrier(p) == "21 j, 3"


def test_a_procedure_still_proposed_is_corrected(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    proposer(p)
    pieces = {**PREUVE["_pieces"], "valeur": ("p.yaml", b"parametres: {delai_courrier: 30 j}")}
    p.fire(CONV, "corriger", champ="procedure", motif="mauvais fichier", _pieces=pieces)
    p.fire(CONV, "accepter_procedure", by="ref")
    assert delai_du_courrier(p) == "30 j, 2"


def test_no_amount_moves_alone(portefeuille_sqlite: Portefeuille) -> None:
    """Neither of the devis, nor of what its acceptance copied into the marché and the invoice."""
    p = portefeuille_sqlite
    devis = deviser(p)
    ((facture, *_),) = factures(p)
    corrige(p, devis, "montant", "3000")
    corrige(p, MAR, "montant_devis", "3000")
    corrige(p, facture, "montant_total", "3000")
    quoi = {"champ": "accepte_le", "valeur": "2025-03-02", "motif": "x"}
    phrase = refuse(p, "corriger", dossier=devis, **quoi)[ACCORD]
    assert "« Accepter le devis », qui revient à la personne référente" in phrase


def test_a_word_proves_nothing(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    devis = deviser(p)
    with pytest.raises(ValeurInvalide, match="se prouve par un fichier"):
        p.fire(devis, "corriger", champ="montant", valeur="1", motif="x", **{ACCORD: "oui"})


def test_one_s_own_entry_is_corrected_alone_and_told_to_nobody(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    p.fire(REL1, "noter", texte="Vu lundi")
    p.fire(REL1, "corriger", champ="texte", valeur="Vu mardi", motif="jour")
    assert courriels(p, "correction_convenue") == []
