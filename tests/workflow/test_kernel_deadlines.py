"""The kernel: deadlines that ring, ladders, and the table of moves."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.workflow.machines import GENERIQUES, LETTRE
from tests.workflow.support import Dossier, compiler, le
from tests.workflow.test_kernel import COMPILEE, alerte, dossier, recu
from workflow.finished_tasks import deja_demande, taches_finies
from workflow.process import Effet


def test_a_deadline_that_stays_does_its_effects_and_arms_its_next_reminder() -> None:
    un = alerte()
    (timer,) = un.snapshot.timers
    decision = un.sonner(timer, le(30, 9))
    assert (decision.ligne.kind, decision.ligne.evenement, decision.ligne.role) == (
        "echeance",
        "relance_chef",
        "horloge",
    )
    assert decision.ligne.donnees == {"rang": 1}
    assert decision.effets == (Effet(genre="mail", nom="alerte"),)
    assert decision.armes == ()
    assert decision.explication == ("5 j après le 2026-01-24 : 2026-01-29",)
    assert (decision.bouge, decision.vers) == (False, "alerte")


def test_a_verification_is_a_task_before_the_move() -> None:
    un = recu()
    verification = un.snapshot.timers[0]
    decision = un.sonner(verification, le(24, 9))
    assert decision.effets == (Effet(genre="tache", nom="verifier"),)
    assert un.echeances == [("expiration", 1, le(24, 14))]


def test_a_receipt_typed_late_puts_the_move_alone_to_the_next_day() -> None:
    """Its verification is past: it rings first, the move the day after; nothing else moves."""
    autre = "{apres: 60 j, calendrier: bureau, depuis: recu_le, effets: [mail: rappel]}"
    bientot = "      bientot: {avant: 3 j,"
    texte = LETTRE.replace(bientot, f"      enquete: {autre}\n{bientot}")
    un = Dossier.neuf(compiler(texte, generiques=GENERIQUES))
    un.faire("essayer", le(2), resultat="absent")
    un.faire("essayer", le(3), resultat="absent")
    un.faire("envoyer", le(5), "chef", envoye_le="2026-01-05")
    un.faire("recevoir", le(26), recu_le="2026-01-08")
    assert un.echeances == [
        ("expiration", 0, le(27, 9)),
        ("expiration", 1, le(27, 14)),
        ("enquete", 1, le(10, 9, mois=3)),
    ]


def test_a_ladder_goes_on_to_its_last_reminder() -> None:
    un = recu()
    un.faire("repondre", le(10), repondu_le="2026-01-10")
    relance = next(timer for timer in un.snapshot.timers if timer.nom == "relance")
    assert relance.du_le == le(21, 9)
    un.sonner(relance, le(21, 9))
    suivante = next(timer for timer in un.snapshot.timers if timer.nom == "relance")
    assert (suivante.rang, suivante.du_le) == (2, le(26, 9))
    tardive = un.sonner(suivante, le(31, 10))
    assert tardive.effets == (Effet(genre="tache", nom="ecrire"),)
    [derniere] = tardive.armes
    assert (derniere.rang, str(derniere.du_le.date())) == (3, "2026-02-06")
    assert un.sonner(derniere, derniere.du_le).armes == ()  # three have left: it is the last


def test_a_ladder_missed_for_long_goes_on_from_the_day_it_leaves() -> None:
    """No rung that never left counts as sent, and the next one leaves its whole interval."""
    un = recu()
    un.faire("repondre", le(10), repondu_le="2026-01-10")
    relance = next(timer for timer in un.snapshot.timers if timer.nom == "relance")
    un.sonner(relance, le(27, 10))
    suivante = next(timer for timer in un.snapshot.timers if timer.nom == "relance")
    assert (suivante.rang, str(suivante.du_le.date())) == (2, "2026-02-02")


def test_what_moves_with_the_day_alone_is_not_copied() -> None:
    assert "jours" not in dossier().faire("essayer", le(2), resultat="joint").faits


def test_a_table_of_moves_that_disagrees_is_a_fault_of_ours() -> None:
    compilee = compiler(LETTRE, generiques=GENERIQUES)
    compilee.automate._connues["ouvert", "noter", 0] = None
    with pytest.raises(LookupError, match="noter leads nowhere from ouvert"):
        Dossier.neuf(compilee).demander("noter", le(2), texte="x")


def test_the_table_of_moves_says_where_an_event_leads() -> None:
    automate = COMPILEE.automate
    assert automate.destination("ouvert", "envoyer") == "envoye"
    assert automate.destination("ouvert", "noter") == "ouvert"
    assert automate.destination("alerte", "statuer", 1) == "abandonne"
    assert automate.destination("alerte", "statuer", 7) is None
    assert automate.destination("clos", "envoyer") is None
    assert automate.destination("ouvert", "inconnu") is None


EMISSION = """
contexte: {enfants_ouverts: {type: entier, fait: enfants, min: 0, max: 9}}
liens: {enfants: {machine: essai, nombre: "0..n"}}
gardes:
  tous_finis: {si: "enfants_ouverts == 0", sinon: "Reste {enfants_ouverts}."}
  encore: {si: "enfants_ouverts > 0", sinon: Non.}
  au_debut: {si: "etat == a", sinon: "À l’état {etat}."}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, final: oui}
evenements:
  ouvrir_un:
    libelle: Ouvrir
    de: [a]
    par: [agent]
    gardes: [au_debut]
    effets: [ouvre: {machine: essai, lien: enfants, pour_chaque: parties}]
  finir:
    libelle: Finir
    de: [a]
    vers: b
    par: [agent, systeme]
    effets:
      - {emet: {evenement: finir, a: enfants}, si: encore}
      - incident: a_voir
"""


def test_what_is_emitted_and_opened_comes_back_as_values() -> None:
    compilee = compiler(EMISSION)
    assert compilee.liens_lus == {"enfants"}
    un = Dossier.neuf(compilee)
    assert un.faire("ouvrir_un", le(2)).effets == (
        Effet(genre="ouvre", nom="essai", lien="enfants", pour_chaque="parties"),
    )
    assert un.faire("finir", le(3)).effets == (Effet(genre="incident", nom="a_voir"),)


def test_a_field_may_be_set_to_today() -> None:
    texte = """
contexte: {fait_le: {type: date, saisi: oui}, dit_le: {type: date, saisi: oui, passager: oui},
  entendu_le: {type: date, saisi: oui}}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, final: oui}
evenements:
  finir:
    libelle: Finir
    de: [a]
    vers: b
    par: [agent]
    saisies: {dit_le: obligatoire}
    pose: {fait_le: aujourd_hui, entendu_le: dit_le}
"""
    decision = Dossier.neuf(compiler(texte)).faire("finir", le(3), dit_le="2026-01-01")
    assert decision.donnees == {"fait_le": date(2026, 1, 3), "entendu_le": date(2026, 1, 1)}


@pytest.mark.parametrize(
    ("effets", "desk", "laisse"),
    [
        ("mail: alerte", "chef", True),
        ("tache: ecrire", "chef", True),  # on another desk
        ("tache: ecrire", "agent", False),  # it stands there already
        ("{mail: alerte, si: au_debut}", "chef", False),  # nothing was said
    ],
)
def test_the_last_reminder_leaves_a_task(effets: str, desk: str, laisse: bool) -> None:
    texte = f"""
contexte:
  age: {{type: entier, fait: age, min: 0, max: 9}}
gardes:
  au_debut: {{si: "age <= 2", sinon: "Non."}}
taches:
  ecrire: {{libelle: Écrire, pour: agent}}
etats:
  depart: {{libelle: Départ, initial: oui, detenteur: agent, sans_echeance: x}}
  a: {{libelle: A, detenteur: agent, echeances: {{rappel: {{apres: 1 j,
      calendrier: bureau, depuis: entree, effets: [{effets}], repeter: {{tous: 2 j, max: 2}}}}}}}}
  b: {{libelle: B, final: oui}}
evenements:
  entrer: {{libelle: Entrer, de: [depart], vers: a, par: [agent]}}
  finir: {{libelle: Finir, de: [a], vers: b, par: [agent]}}
"""
    finis = f"taches:\n  rappels_finis: {{libelle: Fini, pour: {desk}}}\n"
    un = Dossier.neuf(compiler(texte, generiques=GENERIQUES.replace("taches:\n", finis, 1)))
    un.faire("entrer", le(2))
    (premier,) = un.snapshot.timers
    fini = Effet(genre="tache", nom="rappels_finis")
    assert fini not in un.sonner(premier, premier.du_le).effets
    (dernier,) = un.snapshot.timers
    assert (fini in un.sonner(dernier, dernier.du_le).effets) is laisse
    finies = taches_finies(un.compilee.definition, un.faire("finir", le(28)))
    assert "rappels_finis" in finies


DE_PROCHE_EN_PROCHE = """
contexte:
  venu_le: {type: date, saisi: oui}
taches:
  ecrire: {libelle: Écrire, pour: agent}
etats:
  depart: {libelle: Départ, initial: oui, detenteur: agent, sans_echeance: x}
  a: {libelle: A, detenteur: agent, echeances: {rappel: {apres: 5 j, calendrier: bureau,
      depuis: venu_le, effets: [tache: ecrire], repeter: {tous: 3 j, max: 2}}}}
  b: {libelle: B, detenteur: agent, echeances: {rappel: {apres: 5 j, calendrier: bureau,
      depuis: %s, effets: [tache: ecrire], repeter: {tous: 3 j, max: 2}}}}
  c: {libelle: C, final: oui}
evenements:
  entrer: {libelle: Entrer, de: [depart], vers: a, par: [agent], saisies: {venu_le: obligatoire}}
  passer: {libelle: Passer, de: [a], vers: b, par: [agent], saisies: {venu_le: facultatif}}
  finir: {libelle: Finir, de: [b], vers: c, par: [agent]}
"""


@pytest.mark.parametrize(
    ("depuis", "sonnes", "saisies", "attendues"),
    [
        ("venu_le", 0, {}, [("rappel", 1, le(8, 9))]),  # nothing missed: its day stays
        ("venu_le", 1, {}, [("rappel", 2, le(11, 9))]),  # missed: its reminder stays, no new ring
        ("venu_le", 2, {}, []),  # its reminders are over: they do not begin again
        ("venu_le", 1, {"venu_le": "2026-01-08"}, [("rappel", 1, le(14, 9))]),  # another day
        ("entree", 1, {}, [("rappel", 1, le(15, 9))]),  # each state has its own
    ],
)
def test_what_the_next_state_awaits_from_the_same_day_goes_on(
    depuis: str, sonnes: int, saisies: dict[str, str], attendues: list[tuple[str, int, datetime]]
) -> None:
    un = Dossier.neuf(compiler(DE_PROCHE_EN_PROCHE % depuis, generiques=GENERIQUES))
    un.faire("entrer", le(2), venu_le="2026-01-02")
    for _ in range(sonnes):
        (timer,) = un.snapshot.timers
        un.sonner(timer, timer.du_le)
    un.faire("passer", le(7) if not sonnes else le(12 if sonnes > 1 else 9), **saisies)
    assert un.echeances == attendues


@pytest.mark.parametrize(
    ("code", "ouvertes", "deja"),
    [
        ("rappels_finis", ["ecrire"], True),
        ("rappels_finis", ["ecrire:12", "rappels_finis"], True),
        ("rappels_finis", ["relire"], False),  # on another desk
        ("rappels_finis", ["classer"], False),  # its act stays in the state
        ("rappels_finis", ["inconnue"], False),  # of a version that it was migrated from
        ("rappels_finis", [], False),
        ("classer", ["ecrire"], False),  # asks for something itself
    ],
)
def test_what_brings_a_dossier_back_adds_nothing_to_what_its_desk_is_asked_for(
    code: str, ouvertes: list[str], deja: bool
) -> None:
    texte = """
taches:
  ecrire: {libelle: Écrire, pour: agent, faite_par: [finir]}
  relire: {libelle: Relire, pour: chef, faite_par: [finir]}
  classer: {libelle: Classer, pour: agent, faite_par: [ranger]}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, final: oui}
evenements:
  ranger: {libelle: Ranger, de: [a], par: [agent]}
  finir: {libelle: Finir, de: [a], vers: b, par: [agent, chef]}
"""
    finis = "taches:\n  rappels_finis: {libelle: Fini, pour: agent}\n"
    compilee = compiler(texte, generiques=GENERIQUES.replace("taches:\n", finis, 1))
    assert deja_demande(compilee.definition, "a", code, ouvertes) is deja
