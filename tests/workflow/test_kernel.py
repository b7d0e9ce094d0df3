"""The kernel: what an event needs, what it changes, what follows; nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.workflow.machines import GENERIQUES, LETTRE
from tests.workflow.support import Dossier, compiler, le, refus
from workflow.decision import Attente, Condition
from workflow.errors import ValeurInvalide
from workflow.process import Effet
from workflow.values import Ligne

COMPILEE = compiler(LETTRE, generiques=GENERIQUES)


def dossier(**champs: Any) -> Dossier:
    return Dossier.neuf(COMPILEE, **champs)


def envoye() -> Dossier:
    """A letter sent on 5 January 2026 after two tries."""
    un = dossier()
    un.faire("essayer", le(2), resultat="absent")
    un.faire("essayer", le(3), resultat="absent")
    un.faire("envoyer", le(5), "chef", envoye_le="2026-01-05")
    return un


def recu() -> Dossier:
    un = envoye()
    un.faire("recevoir", le(8), recu_le="08/01/2026")
    return un


def alerte() -> Dossier:
    un = recu()
    un.faire("expirer", le(24, 14), "horloge")
    return un


def test_an_event_that_stays_writes_its_line_and_keeps_what_passes_on_it() -> None:
    un = dossier()
    decision = un.faire("essayer", le(2), resultat="absent", quand="2026-01-02")
    assert decision.ligne == Ligne(
        seq=1,
        evenement="essayer",
        de="ouvert",
        vers="ouvert",
        role="agent",
        at=le(2),
        recorded_at=le(2),
        donnees={"resultat": "absent", "quand": date(2026, 1, 2)},
    )
    assert decision.donnees == {}
    assert decision.changes == frozenset()
    assert decision.bouge is False
    assert decision.faits == {"essais": 1, "dernier_essai_le": date(2026, 1, 2)}


def test_guards_read_the_facts_before_the_event() -> None:
    un = dossier()
    un.faire("essayer", le(2), resultat="absent")
    issue = refus(un.demander("envoyer", le(3), "chef", envoye_le="2026-01-03"))
    assert issue.conditions == (
        Condition(
            "assez_d_essais",
            "Il faut 2 essais (actuellement 1).",
            {"essais": 1, "requis": 2},
        ),
    )
    assert issue.saisies_manquantes == ()


def test_a_parameter_in_force_changes_a_guard() -> None:
    un = dossier(parametres={"requis": 1})
    un.faire("essayer", le(2), resultat="absent")
    assert un.faire("envoyer", le(3), "chef", envoye_le="2026-01-03").vers == "envoye"


def test_a_move_leaves_its_deadlines_and_arms_those_of_its_state() -> None:
    un = dossier()
    un.faire("essayer", le(2), resultat="absent")
    assert un.echeances == [("depuis_essai", 1, le(10, 9))]
    un.faire("essayer", le(3), resultat="absent")
    assert un.echeances == [("depuis_essai", 1, le(11, 9))]
    decision = un.faire("envoyer", le(5), "chef", envoye_le="2026-01-04")
    assert [(timer.nom, timer.rang) for timer in decision.annules] == [("depuis_essai", 1)]
    assert un.echeances == [("reception", 1, le(25, 9))]
    assert decision.explication == ("« reception » : 20 j après le 2026-01-04 : 2026-01-24",)
    assert decision.changes == {"envoye_le"}
    assert decision.effets == (
        Effet(genre="document", nom="lettre"),
        Effet(genre="mail", nom="avis"),
    )


def test_a_timer_keeps_its_rule_with_the_values_in_force() -> None:
    un = envoye()
    decision = un.faire("recevoir", le(8), recu_le="2026-01-08", presente_le="2026-01-07")
    verification, fin, bientot = (
        decision.armes
        if len(decision.armes) == 3
        else (
            *decision.armes,
            None,
        )
    )
    assert fin is not None
    assert verification is not None
    assert bientot is None
    assert fin.regle == {
        "sens": "apres",
        "delai": "15 j",
        "calendrier": "bureau",
        "zone": "nulle_part",
        "depuis": "recu_le",
        "declenche": "expirer",
        "verification": "verifier",
    }
    assert (fin.rang, fin.ancre, fin.du_le) == (1, date(2026, 1, 8), le(24, 14))
    assert (verification.rang, verification.du_le) == (0, le(24, 9))


def test_what_had_to_come_before_and_is_past_is_skipped_and_said() -> None:
    un = envoye()
    decision = un.faire("recevoir", le(8), recu_le="2026-01-08")
    assert "« Bientôt » : 5 janvier 2026, déjà passé ; non armé." in decision.explication


def test_a_deadline_switched_off_is_not_armed() -> None:
    un = envoye()
    un.snapshot = un.snapshot.__class__(
        **{**vars(un.snapshot), "parametres": {"avec_rappel": False}}
    )
    decision = un.faire("recevoir", le(8), recu_le="2026-01-08")
    assert not [phrase for phrase in decision.explication if "Bientôt" in phrase]


def test_the_anchor_of_a_deadline_is_a_parameter() -> None:
    un = envoye()
    un.snapshot = un.snapshot.__class__(
        **{**vars(un.snapshot), "parametres": {"depart": "presente_le", "delai": "10 j"}}
    )
    un.faire("recevoir", le(8), recu_le="2026-01-08", presente_le="2026-01-07")
    assert un.echeances == [("expiration", 0, le(18, 9)), ("expiration", 1, le(18, 14))]


def test_a_field_is_set_from_another_when_it_is_empty() -> None:
    un = recu()
    assert un.snapshot.donnees == {
        "envoye_le": date(2026, 1, 5),
        "recu_le": date(2026, 1, 8),
        "presente_le": date(2026, 1, 8),
    }
    assert un.journal[-1].donnees["presente_le"] == date(2026, 1, 8)


def test_a_field_that_is_entered_is_not_set_from_another() -> None:
    un = envoye()
    un.faire("recevoir", le(8), recu_le="2026-01-08", presente_le="2026-01-06")
    assert un.snapshot.donnees["presente_le"] == date(2026, 1, 6)


def test_an_event_empties_the_fields_it_names_and_says_so() -> None:
    un = recu()
    decision = un.faire("repondre", le(12), repondu_le="2026-01-10")
    assert decision.donnees == {
        "envoye_le": None,
        "recu_le": None,
        "presente_le": None,
        "repondu_le": date(2026, 1, 10),
    }
    ecrites = dict(decision.ligne.donnees)
    quitte = ecrites.pop("delais")
    assert ecrites == {
        "envoye_le": None,
        "recu_le": None,
        "presente_le": None,
        "repondu_le": date(2026, 1, 10),
    }
    assert {nom: un["dernier_jour"] for nom, un in quitte.items()} == {"expiration": "2026-01-23"}
    assert decision.changes == {"envoye_le", "recu_le", "presente_le", "repondu_le"}


def test_a_missing_field_is_named_and_what_reads_it_is_not_judged() -> None:
    issue = refus(recu().demander("repondre", le(12)))
    assert issue.saisies_manquantes == ("repondu_le",)
    assert issue.conditions == ()


def test_a_missing_reason_is_named() -> None:
    assert refus(dossier().demander("abandonner", le(2))).saisies_manquantes == ("motif",)
    decision = dossier().faire("abandonner", le(2), motif="Plus rien à faire")
    assert decision.donnees == {}
    assert decision.ligne.donnees == {"motif": "Plus rien à faire"}


def test_guards_and_missing_fields_are_told_together() -> None:
    issue = refus(dossier().demander("envoyer", le(2), "chef"))
    assert [une.garde for une in issue.conditions] == ["assez_d_essais"]
    assert issue.saisies_manquantes == ("envoye_le",)


def test_an_invariant_is_read_after_the_event() -> None:
    issue = refus(envoye().demander("recevoir", le(8), recu_le="2026-01-04"))
    assert issue.conditions == (
        Condition(
            "invariant_recu_le",
            "Reçu le 4 janvier 2026, avant l’envoi du 5 janvier 2026 ou dans l’avenir.",
            {"envoye_le": date(2026, 1, 5), "recu_le": date(2026, 1, 4)},
        ),
    )


def test_the_invariant_of_a_passing_field_is_read_too() -> None:
    issue = refus(dossier().demander("essayer", le(2), resultat="joint", quand="2026-01-03"))
    assert [une.phrase for une in issue.conditions] == ["Pas dans l’avenir (3 janvier 2026)."]


def test_an_invariant_with_an_empty_variable_breaks_nothing() -> None:
    un = dossier(etat="envoye")
    assert un.faire("recevoir", le(8), recu_le="2026-01-04").vers == "recu"


@pytest.mark.parametrize(
    ("montant", "vers", "effets"),
    [
        ("100", "clos", (Effet(genre="mail", nom="avis", si="grosse_somme"),)),
        ("99,99", "abandonne", ()),
    ],
)
def test_the_first_alternative_that_holds_wins(
    montant: str, vers: str, effets: tuple[Effet, ...]
) -> None:
    un = alerte()
    un.faire("chiffrer", le(25), montant=montant)
    decision = un.faire("statuer", le(26), "chef")
    assert (decision.vers, decision.effets) == (vers, effets)


def test_a_guard_of_an_alternative_can_refuse_before_it_is_chosen() -> None:
    issue = refus(alerte().demander("statuer", le(25), "chef"))
    assert [une.phrase for une in issue.conditions] == ["Montant inconnu."]


def test_no_alternative_is_a_refusal() -> None:
    un = alerte()
    un.snapshot = un.snapshot.__class__(**{**vars(un.snapshot), "parametres": {"rapide": True}})
    issue = refus(un.demander("trancher", le(25), "chef"))
    assert issue.conditions == (Condition("selon", "Aucune suite n’est prévue pour ces valeurs."),)


def test_a_step_that_the_convention_leaves_out_does_not_exist() -> None:
    issue = refus(alerte().demander("trancher", le(25), "chef"))
    assert issue.conditions == (
        Condition(
            "parametre",
            "La convention ne prévoit pas cette étape (procédure rapide : non).",
            {"rapide": False},
        ),
    )


@pytest.mark.parametrize(
    ("evenement", "role", "phrase"),
    [
        ("chiffrer", "chef", "Cet acte revient à l’agent·e (et non à la cheffe ou le chef)."),
        ("chiffrer", "", "Cet acte revient à l’agent·e."),
    ],
)
def test_an_act_belongs_to_its_roles(evenement: str, role: str, phrase: str) -> None:
    issue = refus(alerte().demander(evenement, le(25), role, montant="3"))
    assert issue.conditions == (Condition("role", phrase, {"role": role}),)


def test_the_source_stands_beside_the_role() -> None:
    issue = refus(dossier().demander("envoyer", le(2), "agent", envoye_le="2026-01-02"))
    assert [une.phrase for une in issue.conditions] == [
        "Cet acte revient à la cheffe ou le chef (et non à l’agent·e) (article 2).",
        "Il faut 2 essais (actuellement aucun).",
    ]


def test_the_clock_alone_fires_what_is_its_own() -> None:
    issue = refus(recu().demander("expirer", le(24, 14), "agent"))
    assert issue.conditions[0].phrase == "Seule l’horloge le fait, quand le délai est passé."


def test_an_event_of_another_state_is_refused_with_its_states() -> None:
    issue = refus(dossier().demander("chiffrer", le(2), montant="3"))
    assert issue.conditions == (
        Condition(
            "etat",
            "« Chiffrer » se fait depuis « Alerte » ; le dossier est à l’état « Ouvert ».",
            {"etat": "ouvert"},
        ),
    )


def test_a_fact_is_never_in_the_future() -> None:
    issue = refus(dossier().demander("essayer", le(2), resultat="joint", at=le(2, 11)))
    assert issue.conditions == (
        Condition("instant", "Un fait ne peut pas être daté dans l’avenir."),
    )


def test_a_move_is_never_before_the_one_that_brought_here() -> None:
    un = envoye()
    issue = refus(un.demander("recevoir", le(8), recu_le="2026-01-05", at=le(5, 9)))
    assert [une.phrase for une in issue.conditions] == [
        "Le fait ne peut pas précéder l’entrée du dossier dans son état, le 5 janvier 2026."
    ]
    assert un.faire("noter", le(8), at=le(5, 9), texte="Vu").vers == "envoye"


def test_a_line_that_a_person_adds_is_not_older_than_the_dossier() -> None:
    un = dossier(ouvert_le=le(4, 9))
    issue = refus(un.demander("essayer", le(8), resultat="joint", at=le(3, 23)))
    assert [une.garde for une in issue.conditions] == ["instant"]
    assert "l’ouverture du dossier, le 4 janvier 2026" in issue.conditions[0].phrase
    assert un.faire("essayer", le(8), resultat="joint", at=le(4, 1)).vers == "ouvert"
    autre = refus(un.demander("essayer", le(8), "horloge", resultat="joint", at=le(3)))
    assert [une.garde for une in autre.conditions] == ["role"]


def test_a_back_dated_line_takes_its_place_in_the_history() -> None:
    un = dossier()
    un.faire("essayer", le(4), resultat="absent")
    un.faire("essayer", le(5), resultat="joint", at=le(3))
    assert [une.seq for une in un.snapshot.historique] == [2, 1]
    assert un.echeances == [("depuis_essai", 1, le(12, 9))]


@pytest.mark.parametrize(
    ("evenement", "saisies", "champ", "remede"),
    [
        ("zut", {}, "evenement", "À cette étape : essayer (Essayer de joindre) ; "),
        ("esayer", {}, "evenement", "Peut-être « essayer » ? À cette étape : essayer ("),
        ("essayer", {"zut": 1}, "zut", "Champs admis : motif (Motif), quand, resultat."),
        ("essayer", {"resultats": 1}, "resultats", "Peut-être « resultat » ? Champs admis : "),
        ("essayer", {"resultat": "perdu"}, "resultat", "Choisissez parmi joint, absent."),
    ],
)
def test_what_does_not_exist_or_fit_is_an_error(
    evenement: str, saisies: dict[str, Any], champ: str, remede: str
) -> None:
    with pytest.raises(ValeurInvalide) as erreur:
        dossier().demander(evenement, le(2), **saisies)
    assert erreur.value.champ == champ
    assert erreur.value.remede.startswith(remede)


def test_the_clock_adds_what_it_saw_to_its_line() -> None:
    decision = recu().faire("expirer", le(24, 14), "horloge", constats={"dernier_jour": "x"})
    assert decision.ligne.donnees["dernier_jour"] == "x"
    assert decision.ligne.donnees["delais"]["expiration"]["ancre"] == "2026-01-08"
    assert decision.donnees["recu_le"] == date(2026, 1, 8)


def test_who_never_stopped_is_said_to_run_already() -> None:
    assert refus(recu().demander("reprendre", le(9))).court_deja


def test_an_act_on_hold_is_done_by_people_not_by_the_clock() -> None:
    un = recu()
    un.faire("mettre_en_attente", le(9), mode="date_fixe", motif="Grève")
    issue = refus(un.demander("expirer", le(24, 14), "horloge"))
    assert [une.garde for une in issue.conditions] == ["attente"]
    assert not issue.court_deja
    assert un.faire("repondre", le(10), repondu_le="2026-01-09").vers == "ouvert"
    assert un.snapshot.attente == Attente(
        depuis=le(9), jusqu_au=None, mode="date_fixe", personne=True
    )


def test_an_end_ends_the_hold_and_every_timer() -> None:
    un = recu()
    un.faire("mettre_en_attente", le(9), mode="date_fixe", motif="Grève", jusqu_au="2026-02-01")
    decision = un.faire("abandonner", le(10), motif="Tout est dit")
    assert decision.attente is None
    assert un.snapshot.timers == ()


def test_a_fact_of_a_decision_is_computed_when_it_is_read() -> None:
    """A simulation reads few of them; a service that copies them reads each once."""
    faits = envoye().faire("recevoir", le(8), recu_le="08/01/2026").faits
    assert len(faits) == len(dict(faits))
    assert faits == dict(faits)
    with pytest.raises(KeyError):
        faits["inconnu"]
