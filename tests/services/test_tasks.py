"""Answers to tasks: the right person, once; « rien reçu » moves a délai that is over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.counter.tasks import repondre
from services.errors import Interdit, Introuvable, Refused
from services.reading.looking_dossier import dossier
from tests.portfolio import REFUS, REL1, REL2, Portefeuille, mener
from tests.services.clockwork import (
    EXPIRATION,
    a,
    courriels,
    courrier_recu,
    evenements,
    reglages,
    taches,
)


def verification(portefeuille: Portefeuille) -> int:
    """The task that looks at the mail, on the morning after the délai."""
    courrier_recu(portefeuille)
    a(portefeuille, f"{EXPIRATION}T09:00")
    return int(taches(portefeuille, "verifier_courrier")[0].id)


def test_nothing_received_moves_at_once(portefeuille: Portefeuille) -> None:
    tache = verification(portefeuille)

    dite = repondre(portefeuille.bureau, tache, "rien_recu", "fac", "cli:camille")

    assert dite["suites"] == [
        {"dossier": REL1, "evenement": "delai_expire", "de": "courrier_recu", "vers": "alerte"}
    ]
    assert evenements(portefeuille)[-2:] == ["tache_faite", "delai_expire"]
    [faite] = taches(portefeuille, "verifier_courrier")
    assert (faite.statut, faite.reponse, faite.faite_par) == ("faite", "rien_recu", "fac")
    a(portefeuille, f"{EXPIRATION}T14:00")
    assert evenements(portefeuille).count("delai_expire") == 1
    assert len(courriels(portefeuille, "alerte_donneur_ordre")) == 1
    ligne = portefeuille.journal(REL1)[-2]
    assert (ligne.actor, ligne.on_behalf_of) == ("cli:camille", "fac")


def test_nothing_received_before_the_end_moves_nothing(portefeuille_sqlite: Portefeuille) -> None:
    tache = verification(portefeuille_sqlite)
    portefeuille_sqlite.fire(
        REL1, "corriger", champ="courrier_recu_le", valeur="2025-03-12", motif="date mal lue"
    )

    with pytest.raises(Interdit, match="déjà faite"):  # it asked about days that are not the last
        repondre(portefeuille_sqlite.bureau, tache, "rien_recu", "fac", "cli:camille")

    assert portefeuille_sqlite.etat(REL1) == "courrier_recu"
    assert ("expiration", 0) in portefeuille_sqlite.timers(REL1)  # it will be asked again


def test_done_moves_nothing(portefeuille_sqlite: Portefeuille) -> None:
    tache = verification(portefeuille_sqlite)

    dite = repondre(portefeuille_sqlite.bureau, tache, "fait", "fac", "cli:camille")

    assert dite["suites"] == []
    assert portefeuille_sqlite.etat(REL1) == "courrier_recu"


def test_on_hold_the_move_is_refused_and_the_task_stays(portefeuille_sqlite: Portefeuille) -> None:
    tache = verification(portefeuille_sqlite)
    portefeuille_sqlite.fire(REL1, "mettre_en_attente", mode="date_fixe", motif="arrêt")

    with pytest.raises(Refused) as refus:
        repondre(portefeuille_sqlite.bureau, tache, "rien_recu", "fac", "cli:camille")

    assert "pause" in refus.value.refus.conditions[0].phrase
    assert taches(portefeuille_sqlite, "verifier_courrier")[0].statut == "ouverte"


@pytest.mark.parametrize("qui", ["ref", "lyon", "ent", "compta", "adm"])
def test_the_wrong_person_is_turned_away(portefeuille_sqlite: Portefeuille, qui: str) -> None:
    tache = verification(portefeuille_sqlite)
    avant = portefeuille_sqlite.tout()

    with pytest.raises(Interdit) as refus:
        repondre(portefeuille_sqlite.bureau, tache, "rien_recu", qui, "cli:x")

    assert refus.value.champ == "by"
    assert portefeuille_sqlite.tout() == avant


def test_the_responsable_may_answer_for_the_team(portefeuille_sqlite: Portefeuille) -> None:
    tache = verification(portefeuille_sqlite)

    assert repondre(portefeuille_sqlite.bureau, tache, "rien_recu", "resp", "cli:sofia")["suites"]


def test_twice_is_told(portefeuille_sqlite: Portefeuille) -> None:
    tache = verification(portefeuille_sqlite)
    repondre(portefeuille_sqlite.bureau, tache, "rien_recu", "fac", "cli:camille")

    with pytest.raises(Interdit, match="déjà faite"):
        repondre(portefeuille_sqlite.bureau, tache, "rien_recu", "fac", "cli:camille")


def test_two_answers_at_the_same_time_make_one(portefeuille: Portefeuille) -> None:
    tache = verification(portefeuille)

    def essayer(_: int) -> str:
        try:
            repondre(portefeuille.bureau, tache, "rien_recu", "fac", "cli:camille")
        except Interdit:
            return "refus"
        return "fait"

    with ThreadPoolExecutor(4) as fils:
        issues = sorted(fils.map(essayer, range(4)))

    assert issues == ["fait", "refus", "refus", "refus"]
    assert evenements(portefeuille).count("tache_faite") == 1


def test_what_is_no_answer_or_no_task_is_told(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_accepte")
    [tache] = taches(portefeuille_sqlite, "envoyer_le_courrier")
    bureau = portefeuille_sqlite.bureau

    with pytest.raises(Interdit, match="n’est pas une réponse"):
        repondre(bureau, tache.id, "oui", "fac", "cli:x")
    with pytest.raises(Interdit, match="n’attend pas de courrier"):
        repondre(bureau, tache.id, "rien_recu", "fac", "cli:x")
    with pytest.raises(Introuvable):
        repondre(bureau, 9999, "fait", "fac", "cli:x")
    with pytest.raises(Introuvable):
        repondre(bureau, tache.id, "fait", "personne", "cli:x")


def test_a_past_delai_found_again_by_a_return_is_fired_by_the_answer(
    portefeuille_sqlite: Portefeuille,
) -> None:
    courrier_recu(portefeuille_sqlite)
    a(portefeuille_sqlite, f"{EXPIRATION}T14:00")
    portefeuille_sqlite.attendre(days=2)
    portefeuille_sqlite.fire(REL1, "retablir", etat="courrier_recu", motif="alerte partie trop tôt")
    [tache] = [
        un for un in taches(portefeuille_sqlite, "decider_echeance") if "Fin du délai" in un.libelle
    ]

    dite = repondre(portefeuille_sqlite.bureau, tache.id, "rien_recu", "fac", "cli:camille")

    assert [une["vers"] for une in dite["suites"]] == ["alerte"]
    assert portefeuille_sqlite.etat(REL2) == "a_contacter"


def test_a_delai_found_again_is_judged_as_it_was_announced(
    portefeuille_sqlite: Portefeuille,
) -> None:
    courrier_recu(portefeuille_sqlite)
    a(portefeuille_sqlite, f"{EXPIRATION}T14:00")
    portefeuille_sqlite.fire(REL1, "retablir", etat="courrier_recu", motif="alerte partie trop tôt")
    [tache] = [
        un for un in taches(portefeuille_sqlite, "decider_echeance") if "Fin du délai" in un.libelle
    ]
    plus_long = {"relation_entreprise": {"delai_courrier": "30 j"}}

    dite = repondre(
        reglages(portefeuille_sqlite, parametres=plus_long).bureau,
        tache.id,
        "rien_recu",
        "fac",
        "cli:camille",
    )

    assert [une["vers"] for une in dite["suites"]] == ["alerte"]


def test_a_past_deadline_is_no_longer_to_decide_once_its_state_is_left(
    portefeuille: Portefeuille,
) -> None:
    courrier_recu(portefeuille)
    a(portefeuille, f"{EXPIRATION}T14:00")
    portefeuille.fire(REL1, "retablir", etat="courrier_recu", motif="réponse retrouvée")
    assert {un.statut for un in taches(portefeuille, "decider_echeance")} == {"ouverte"}

    portefeuille.fire(REL1, "recevoir_reponse", recue_le="2025-03-18")

    assert {un.statut for un in taches(portefeuille, "decider_echeance")} == {"faite"}


def test_past_deadlines_of_several_dossiers_are_closed_by_one_turn_of_the_clock(
    portefeuille: Portefeuille,
) -> None:
    for relation in (REL1, REL2):
        mener(portefeuille, "courrier_recu", relation)
    a(portefeuille, "2025-03-14T10:00")
    for relation in (REL1, REL2):
        portefeuille.fire(relation, "constater_refus_ecrit", _pieces=REFUS)
        portefeuille.fire(relation, "retablir", etat="courrier_recu", motif="refus mal lu")
        assert [un.statut for un in taches(portefeuille, "decider_echeance", relation)] == [
            "ouverte"
        ]

    a(portefeuille, f"{EXPIRATION}T09:00")
    a(portefeuille, f"{EXPIRATION}T14:00")

    for relation in (REL1, REL2):
        assert portefeuille.etat(relation) == "alerte"
        assert [un.statut for un in taches(portefeuille, "decider_echeance", relation)] == ["faite"]


def test_the_first_contact_has_one_date(portefeuille_sqlite: Portefeuille) -> None:
    """That of its deadline, which counts from the notification, not from the taking in hand."""
    fiche = dossier(portefeuille_sqlite.bureau, REL1)

    [tache] = [une for une in fiche["taches"] if une["code"] == "premier_contact"]
    [echeance] = [une for une in fiche["echeances"] if une["nom"] == "premier_contact_attendu"]
    assert tache["echeance"] == echeance["dernier_jour"]


@pytest.mark.parametrize("retour", [False, True])
def test_the_sending_of_an_accepted_letter_has_one_date(
    portefeuille_sqlite: Portefeuille, *, retour: bool
) -> None:
    """That of its deadline, for the first letter as for the one that the post has returned."""
    mener(portefeuille_sqlite, "courrier_envoye" if retour else "courrier_accepte")
    if retour:
        portefeuille_sqlite.fire(REL1, "constater_npai", nouvelle_adresse="3 rue Neuve")

    fiche = dossier(portefeuille_sqlite.bureau, REL1)

    code = "trouver_adresse" if retour else "envoyer_le_courrier"
    [tache] = [une for une in fiche["taches"] if une["code"] == code]
    [echeance] = [une for une in fiche["echeances"] if une["nom"] == "envoi_a_faire"]
    assert tache["echeance"] == echeance["dernier_jour"]
