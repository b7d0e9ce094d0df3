"""What becomes of one dossier that takes another version: planned on small machines, in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tests.workflow.machines import GENERIQUES
from tests.workflow.support import TEMPS, Dossier, compiler, le
from workflow.deadlines import rang_suivant, recalculer
from workflow.decision import Timer
from workflow.migrate import SANS_SUITE, Passage, Plan, SortTimer, planifier

ANCIENNE = """parametres:
  avec_rappel: {type: booleen, defaut: oui, source: s}
contexte:
  recu_le: {type: date, saisi: oui, libelle: réception}
  note: {type: texte, saisi: oui}
etats:
  o: {libelle: O, initial: oui, detenteur: agent, sans_echeance: x}
  a: {libelle: A, detenteur: agent, echeances: {
      rappel: {apres: 10 j, calendrier: bureau, depuis: entree, si_parametre: avec_rappel,
        effets: [mail: rappel], repeter: {tous: 5 j, max: 3}},
      fin: {apres: 20 j, calendrier: bureau, depuis: recu_le, opposable_a: client,
        declenche: finir}}}
  clos: {libelle: Clos, final: oui}
evenements:
  entrer: {libelle: Entrer, de: [o], vers: a, par: [agent]}
  recevoir: {libelle: Recevoir, de: [a], par: [agent], saisies: {recu_le: obligatoire,
    note: facultatif}}
  finir: {libelle: Finir, de: [a], vers: clos, par: [horloge], effets: [mail: avis]}
"""


def entre(**saisies: Any) -> Dossier:
    """Opened on the 1st, the letter received on the 2nd."""
    un = Dossier.neuf(compiler(ANCIENNE, generiques=GENERIQUES))
    un.faire("entrer", le(1))
    un.faire("recevoir", le(2), **{"recu_le": "2026-01-02", **saisies})
    return un


def plan(
    un: Dossier, *changements: tuple[str, str], now: datetime | None = None, **autres: Any
) -> Plan:
    """The plan of a dossier for the machine so changed."""
    texte = ANCIENNE
    for avant, apres in changements:
        assert avant in texte, avant
        texte = texte.replace(avant, apres)
    passage = Passage(
        ancienne=un.compilee.definition,
        nouvelle=compiler(texte, generiques=GENERIQUES),
        snapshot=replace(un.snapshot, **autres),
        entree=date(2026, 1, 1),
        etats={},
        now=now or le(3),
        temps=TEMPS,
    )
    return planifier(passage)


def sorts(dit: Plan) -> list[tuple[str, int, str]]:
    return [(un.nom, un.rang, str(un.sort)) for un in dit.sorts]


FIN, RAPPEL = ("fin", 1), ("rappel", 1)


def test_nothing_changed_keeps_what_runs() -> None:
    assert sorts(plan(entre())) == [(*RAPPEL, "garde"), (*FIN, "garde")]


def test_a_longer_delay_that_was_announced_is_told_so_and_a_shorter_one_kept() -> None:
    long = plan(entre(), ("apres: 20 j", "apres: 30 j")).sorts[1]
    assert (str(long.sort), long.allonge, long.opposable_a) == ("recalcule", True, "client")
    court = plan(entre(), ("apres: 20 j", "apres: 15 j")).sorts[1]
    assert (str(court.sort), court.allonge) == ("garde", False)
    assert court.raison == "délai annoncé à un tiers : jamais raccourci"
    interne = plan(entre(), ("apres: 10 j", "apres: 12 j")).sorts[0]
    assert (str(interne.sort), interne.allonge) == ("recalcule", False)


def test_a_deadline_that_is_gone_or_switched_off_is_cancelled() -> None:
    sans = plan(entre(), ("      rappel: {", "      autre: {"))
    assert sorts(sans) == [(*RAPPEL, "annule"), (*FIN, "garde"), ("autre", 1, "arme")]
    assert sans.sorts[0].raison == "« rappel » n’existe plus dans cet état."
    assert sans.sorts[0].allonge is False
    eteint = plan(entre(), parametres={"avec_rappel": False})
    assert eteint.sorts[0].raison == SANS_SUITE
    assert sorts(eteint) == [(*RAPPEL, "annule"), (*FIN, "garde")]


def test_what_would_be_due_at_once_is_held_and_its_reminders_go_on() -> None:
    tot = plan(entre(), ("apres: 10 j", "apres: 3 j"), now=le(6))
    assert sorts(tot) == [
        (*RAPPEL, "annule"), (*RAPPEL, "retenu"), ("rappel", 2, "arme"), (*FIN, "garde"),
    ]  # fmt: skip
    assert tot.retenus == {"rappel": ("rappel",)}
    neuve = plan(
        entre(),
        ("      fin: {", "      neuve: {apres: 2 j, calendrier: bureau, depuis: entree, "
         "declenche: finir}\n      fin: {".replace("}\n", "},\n")),
        now=le(6),
    )  # fmt: skip
    assert sorts(neuve)[-1] == ("neuve", 1, "retenu")
    assert neuve.retenus == {"neuve": ("avis",)}


def test_a_new_deadline_to_come_is_armed() -> None:
    neuve = "      neuve: {apres: 9 j, calendrier: bureau, depuis: entree, effets: [mail: avis]},\n"
    dit = plan(entre(), ("      fin: {", f"{neuve}      fin: {{"))
    assert sorts(dit)[-1] == ("neuve", 1, "arme")
    assert dit.retenus == {}


def test_the_deadline_of_a_hold_is_kept() -> None:
    un = entre()
    un.faire("mettre_en_attente", le(3), mode="temps_restant", motif="congés",
             jusqu_au="2026-02-01")  # fmt: skip
    assert ("fin_d_attente", 1, "garde") in sorts(plan(un))


def test_a_field_that_no_longer_fits_refuses() -> None:
    choix = ("note: {type: texte, saisi: oui}", "note: {type: choix, saisi: oui, valeurs: [x]}")
    (refus,) = plan(entre(note="autre"), choix).refus
    assert "(autre) ne convient plus" in refus
    assert plan(entre(note="x"), choix).refus == ()
    parti = ("  note: {type: texte, saisi: oui}\n", ""), (",\n    note: facultatif", "")
    assert plan(entre(note="autre"), *parti).refus == ()


def test_an_invariant_that_breaks_and_an_empty_anchor_refuse() -> None:
    invariant = (
        "libelle: réception}",
        'libelle: réception, invariant: "recu_le < 2026-01-01", sinon: "Trop tard."}',
    )
    assert plan(entre(), invariant).refus == ("Trop tard.",)
    vide = plan(entre(), donnees={"recu_le": None})
    assert vide.refus == ("L’échéance « fin » n’a pas de date de départ.",)


def test_a_state_that_is_gone_asks_for_its_successor() -> None:
    renomme = ("  a: {libelle: A,", "  z: {libelle: A,"), ("[a]", "[z]"), ("vers: a", "vers: z")
    dit = plan(entre(), *renomme)
    assert (dit.vers, dit.sorts) == ("", ())
    assert "--etat a=…" in dit.refus[0]


def au_rappel(rang: int) -> Dossier:
    """A dossier whose reminders before that rung have left: on the 12th, then on the 17th."""
    un = entre()
    for _ in range(1, rang):
        parti = rappel_vivant(un)
        un.sonner(parti, parti.du_le)
    return un


def rappel_vivant(un: Dossier) -> Timer:
    return next(timer for timer in un.snapshot.timers if timer.nom == "rappel")


def rappel_de(dit: Plan) -> SortTimer:
    return next(un for un in dit.sorts if un.nom == "rappel")


def test_a_reminder_on_its_way_counts_from_the_last_one_that_left() -> None:
    un = au_rappel(3)
    assert rappel_vivant(un).du_le == le(22, 9)
    espace = rappel_de(plan(un, ("tous: 5 j", "tous: 9 j"), now=le(18)))
    assert (espace.rang, str(espace.sort)) == (3, "recalcule")
    assert espace.apres is not None
    assert espace.apres.du_le == le(26, 9)  # 9 days after the 16th, not twice 9 after the 11th
    assert recalculer(espace.apres, TEMPS).du_le == le(26, 9)
    serre = rappel_de(plan(un, ("tous: 5 j", "tous: 2 j"), now=le(18)))
    assert serre.apres is not None
    assert serre.apres.du_le == le(19, 9)
    plus_tard = rappel_de(plan(un, ("apres: 10 j", "apres: 15 j"), now=le(18)))
    assert plus_tard.apres is not None
    assert plus_tard.apres.du_le == le(22, 9)


def test_a_reminder_that_was_migrated_once_goes_on_from_the_same_one() -> None:
    un = au_rappel(2)
    six = ("tous: 5 j, max: 3", "tous: 6 j, max: 4")
    premier = rappel_de(plan(un, six, now=le(13))).apres
    assert premier is not None
    assert (premier.rang, premier.du_le) == (2, le(18, 9))
    encore = replace(un.snapshot, timers=(premier,))
    garde = rappel_de(plan(replace(un, snapshot=encore), six, now=le(13)))
    assert str(garde.sort) == "garde"
    suivant = rang_suivant(premier, TEMPS, le(18, 9))
    assert suivant is not None
    assert (suivant.rang, suivant.du_le) == (3, le(24, 9))


def test_reminders_that_are_over_are_cancelled() -> None:
    for moins in ("tous: 5 j, max: 3", "tous: 5 j, max: 2"), (", repeter: {tous: 5 j, max: 3}", ""):
        dit = rappel_de(plan(au_rappel(3), moins, now=le(18)))
        assert (str(dit.sort), dit.raison) == ("annule", SANS_SUITE)


def test_what_follows_a_date_that_stays_is_that_of_the_new_version() -> None:
    """Before its first mail, the ladder is the new one; a promised délai keeps its day alone."""
    dit = rappel_de(plan(entre(), ("tous: 5 j", "tous: 9 j")))
    assert (str(dit.sort), dit.raison) == ("recalcule", "même date ; ce qui la suit change")
    assert dit.apres is not None
    assert (dit.apres.du_le, dit.apres.regle["repeter"]["tous"]) == (le(12, 9), "9 j")
    renomme = (
        ("declenche: finir", "declenche: terminer"),
        ("finir: {libelle", "terminer: {libelle"),
    )
    court = plan(entre(), ("apres: 20 j", "apres: 15 j"), *renomme).sorts[1]
    assert (str(court.sort), court.raison) == (
        "recalcule",
        "délai annoncé à un tiers : jamais raccourci",
    )
    assert court.apres is not None
    assert (court.apres.du_le, court.apres.regle["declenche"]) == (le(23, 14), "terminer")
