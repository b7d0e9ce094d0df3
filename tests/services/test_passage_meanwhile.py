"""Keys and revisions: the same command once, and what somebody else did in the meantime."""

from __future__ import annotations

import pytest

from services.advancing import avancer
from services.errors import Conflit, Refused
from tests.portfolio import MAR, REL1, REL2, Portefeuille, commande, mener
from workflow.errors import ValeurInvalide

CONTACT = {"date": "2025-03-01", "moyen": "telephone", "sens": "sortant"}


def test_the_same_key_gives_the_same_answer(portefeuille: Portefeuille) -> None:
    premiere = portefeuille.fire(REL1, "signaler_difficulte", motif="rien", _cle="k1")
    apres = portefeuille.tout()
    portefeuille.attendre(minutes=5)
    deuxieme = portefeuille.fire(REL1, "signaler_difficulte", motif="rien", _cle="k1")
    assert deuxieme == {**premiere, "deja_fait": True}
    assert portefeuille.tout() == apres


def test_a_key_serves_one_command(portefeuille: Portefeuille) -> None:
    portefeuille.fire(REL1, "noter", texte="un", _cle="k1")
    apres = portefeuille.tout()
    for autre in (
        commande(REL1, "noter", "fac", {"texte": "deux"}, cle="k1"),
        commande(REL2, "noter", "fac", {"texte": "un"}, cle="k1"),
        commande(REL1, "noter", "resp", {"texte": "un"}, cle="k1"),
    ):
        with pytest.raises(Conflit, match="a déjà servi"):
            avancer(portefeuille.bureau, autre)
    assert portefeuille.tout() == apres


def test_a_refusal_leaves_the_key_free(portefeuille_sqlite: Portefeuille) -> None:
    with pytest.raises(Refused):
        portefeuille_sqlite.fire(REL1, "proposer_courrier", _cle="k1")
    portefeuille_sqlite.fire(REL1, "noter", texte="la clé sert encore", _cle="k1")


@pytest.mark.parametrize("cle", ["", "k" * 121])
def test_a_key_has_a_length(portefeuille_sqlite: Portefeuille, cle: str) -> None:
    with pytest.raises(ValeurInvalide, match="clé d’idempotence"):
        portefeuille_sqlite.fire(REL1, "noter", texte="x", _cle=cle)


def test_what_is_still_possible_goes_through_and_tells(portefeuille: Portefeuille) -> None:
    [[rev]] = portefeuille.rangees("SELECT rev FROM dossier WHERE numero = :n", n=REL1)
    portefeuille.fire(REL1, "signaler_difficulte", motif="rien")
    dite = portefeuille.fire(REL1, "consigner_contact", **CONTACT, resultat="joint", _rev=rev)
    [vue] = dite["entre_temps"]
    assert (vue["evenement"], vue["libelle"], vue["par"], vue["de"], vue["vers"]) == (
        "signaler_difficulte",
        "Signaler une difficulté",
        "fac",
        "a_contacter",
        "en_difficulte",
    )


def test_what_is_no_longer_possible_is_a_conflict(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_propose")
    [[rev]] = portefeuille.rangees("SELECT rev FROM dossier WHERE numero = :n", n=REL1)
    portefeuille.fire(REL1, "accepter_courrier", by="ref")
    apres = portefeuille.tout()
    with pytest.raises(Conflit) as erreur:
        portefeuille.fire(REL1, "refuser_courrier", by="ref", motif="non", _rev=rev)
    assert [une["evenement"] for une in erreur.value.detail["entre_temps"]] == ["accepter_courrier"]
    assert len(erreur.value.detail["conditions"]) == 1
    assert portefeuille.tout() == apres


def test_a_field_changed_meanwhile_is_a_conflict(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    p.fire(MAR, "demarrer_suivi", objectif_heures="100")
    [[rev]] = p.rangees("SELECT rev FROM dossier WHERE numero = :n", n=MAR)
    p.fire(MAR, "modifier_objectif", objectif_heures="120", motif="avenant")
    with pytest.raises(Conflit, match="Modifier l’objectif d’heures"):
        p.fire(MAR, "modifier_objectif", objectif_heures="90", motif="erreur", _rev=rev)
    with pytest.raises(Conflit, match="Modifier l’objectif d’heures"):
        p.fire(MAR, "corriger", champ="objectif_heures", valeur="90", motif="x", _rev=rev)
    p.fire(MAR, "comptabiliser_heures", heures_comptabilisees="10", _rev=rev)


def test_corrections_and_returns_count_as_changes(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    p.fire(MAR, "demarrer_suivi", objectif_heures="100", fin_prevue_le="2026-01-31")
    [[rev]] = p.rangees("SELECT rev FROM dossier WHERE numero = :n", n=MAR)
    p.fire(MAR, "corriger", champ="objectif_heures", valeur="110", motif="relu")
    p.fire(MAR, "corriger", champ="fin_prevue_le", valeur="2026-02-28", motif="relu", _rev=rev)
    with pytest.raises(Conflit):
        p.fire(MAR, "modifier_objectif", objectif_heures="90", motif="x", _rev=rev)
    [[rev]] = p.rangees("SELECT rev FROM dossier WHERE numero = :n", n=MAR)
    p.fire(MAR, "retablir", etat="notifie", motif="trop tôt")
    with pytest.raises(Conflit):
        p.fire(MAR, "demarrer_suivi", objectif_heures="90", _rev=rev)


def test_two_assignments_are_a_conflict_two_notes_are_not(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    [[rev]] = p.rangees("SELECT rev FROM dossier WHERE numero = :n", n=REL1)
    p.fire(REL1, "affecter", compte="resp")
    p.fire(REL1, "noter", texte="une note")
    p.fire(REL1, "noter", texte="une autre", _rev=rev)
    with pytest.raises(Conflit):
        p.fire(REL1, "affecter", compte="adm", _rev=rev)


def test_a_revision_of_the_future_is_a_conflict(portefeuille_sqlite: Portefeuille) -> None:
    with pytest.raises(Conflit, match="Le dossier en est à la révision"):
        portefeuille_sqlite.fire(REL1, "noter", texte="x", _rev=99)


def test_a_program_is_told_what_others_wrote_on_the_revision_it_read(
    portefeuille: Portefeuille,
) -> None:
    """A note leaves the revision: the act goes through, and its answer tells the note."""
    [[rev]] = portefeuille.rangees("SELECT rev FROM dossier WHERE numero = :n", n=REL1)
    portefeuille.fire(REL1, "noter", "fac", texte="à moi")
    portefeuille.fire(REL1, "noter", "resp", texte="ne nouez rien")
    dite = portefeuille.fire(REL1, "nouer_relation", _rev=rev, _rev_exacte=True)
    [vue] = dite["entre_temps"]
    assert (vue["evenement"], vue["par"], vue["nom"]) == ("noter", "resp", "Sofia Amrani")


def test_a_preview_is_confirmed_on_the_lines_that_were_shown(portefeuille: Portefeuille) -> None:
    [[rev, seq]] = portefeuille.rangees("SELECT rev, seq FROM dossier WHERE numero = :n", n=REL1)
    portefeuille.fire(REL1, "noter", "resp", texte="ne nouez rien")
    with pytest.raises(Conflit, match="« Ajouter une note » par Sofia Amrani"):
        portefeuille.fire(REL1, "nouer_relation", _rev=rev, _seq=seq, _relue=True)
    portefeuille.fire(REL1, "nouer_relation", _rev=rev, _seq=seq + 1, _relue=True)
