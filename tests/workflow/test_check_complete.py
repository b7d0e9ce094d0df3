"""Completeness: whatever a machine has and the tables of the agreement do not say is told."""

from __future__ import annotations

import pytest

from tests.workflow.support import VOCABULAIRE, lire
from workflow.check import controler
from workflow.errors import Faute
from workflow.properties import lire_accord

MACHINE = """machine: essai
version: 1
libelle: Essai
source: article 1
racine: oui
parametres:
  delai: {type: delai, defaut: 10 j, source: s}
  seuil: {type: entier, defaut: 2, min: 0, max: 9, source: s}
liens:
  suites: {machine: autre, nombre: "0..1"}
contexte:
  essais: {type: entier, fait: nombre_d_essais, min: 0, max: 9}
  vu_le: {type: date, saisi: oui, invariant: "vu_le <= aujourd_hui", sinon: Demain.}
  mot: {type: texte, saisi: oui, passager: oui, personnel: oui}
gardes:
  assez: {si: "essais >= seuil", sinon: Encore.}
taches:
  voir: {libelle: Voir, pour: chef, dans: 5 j, faite_par: [finir]}
ouverture: {par: [agent], saisies: {vu_le: obligatoire}, effets: [tache: voir]}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, echeances: {e: {apres: delai, calendrier: bureau,
      depuis: entree, effets: [mail: rappel], repeter: {tous: 5 j, max: 3}},
      f: {apres: 30 j, calendrier: duree, depuis: vu_le, declenche: finir, rattrapage: demander}}}
  fin: {libelle: Fin, final: oui}
evenements:
  essayer: {libelle: Essayer, de: [a], par: [agent], saisies: {mot: obligatoire}}
  affecter: {libelle: Affecter, de: [a], par: [chef], motif: obligatoire, operation: affectation}
  finir: {libelle: Finir, source: "convention, article 9", de: [a], vers: fin,
    par: [agent, horloge], gardes: [assez], effets: [mail: avis]}
"""
AUTRE = """machine: autre
version: 1
libelle: Autre
source: article 2
etats:
  seul: {libelle: Seul, initial: oui, detenteur: agent, sans_echeance: x}
  bout: {libelle: Bout, final: oui}
evenements:
  clore: {libelle: Clore, de: [seul], vers: bout, par: [agent]}
"""
TOUT = """machine: proprietes
obligations: {article 9: [{phrase: La règle., proprietes: [essai, autre]}]}
proprietes:
  autre:
    enonce: L’autre.
    source: convention, article 9
    machines: [autre]
    seulement_par: {clore: [agent]}
    part_de: {clore: [seul]}
    mene_a: {clore: [bout]}
    garde: {clore: []}
    entre_seulement_par: {bout: [clore]}
    etat: {seul: {detenteur: agent}}
  essai:
    enonce: La règle.
    source: convention, article 9
    machines: [essai]
    seulement_par: {essayer: [agent], affecter: [chef], finir: [agent, horloge], ouvrir: [agent]}
    part_de: {essayer: [a], affecter: [a], finir: [a]}
    mene_a: {essayer: [reste], affecter: [reste], finir: [fin]}
    garde: {essayer: [], affecter: [], finir: [assez]}
    condition: {assez: "essais >= seuil"}
    exige: {essayer: [mot], affecter: [motif], ouvrir: [vu_le]}
    porte_effets: {finir: [{mail: avis}], ouvrir: [{tache: voir}], a.e: [{mail: rappel}]}
    entre_seulement_par: {fin: [finir]}
    ecrit_seulement_par: {vu_le: [ouvrir]}
    champ:
      essais: {fait: nombre_d_essais, min: 0, max: 9}
      vu_le: {invariant: "vu_le <= aujourd_hui"}
      mot: {passager: oui, personnel: oui}
    lien: {suites: {machine: autre, nombre: "0..1"}}
    tache: {voir: {pour: chef, faite_par: [finir]}}
    etat: {a: {detenteur: agent}}
    evenement: {affecter: {operation: affectation}, ouvrir: {racine: oui}}
    echeance:
      a.e: {sens: apres, calendrier: bureau, depuis: entree}
      a.f: {apres: 30 j, calendrier: duree, depuis: vu_le, declenche: finir, rattrapage: demander}
    borne:
      a.e: {min: 1 j, max: 20 j, tous: 9 j, fois: 2}
      voir: {min: 1 j, max: 9 j}
      seuil: {min: 1}
    reglable: {seuil: {min: 0, max: 9}}
"""


def dites(machine: str = MACHINE, accord: str = TOUT) -> list[Faute]:
    """What completeness tells of the machine beside the properties."""
    lus, fautes = lire_accord({"proprietes.yaml": accord})
    assert fautes == ()
    chargement = lire(machine, AUTRE)
    assert [une for une in chargement.fautes if une.niveau == "erreur"] == []
    toutes = controler(chargement.definitions, VOCABULAIRE, accord=lus)
    assert [une for une in toutes if une.code == "propriete_violee"] == []
    return [une for une in toutes if une.code == "sans_propriete"]


def test_a_machine_that_the_tables_say_whole_has_nothing_to_tell() -> None:
    assert dites() == []


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        ("finir: [agent, horloge], ouvrir", "ouvrir", "qui l’accomplit"),
        ("affecter: [a], finir: [a]", "affecter: [a]", "d’où il part"),
        ("affecter: [reste], finir: [fin]", "affecter: [reste]", "où il mène"),
        ("affecter: [], finir: [assez]", "affecter: []", "ce qui le retient"),
        ('    condition: {assez: "essais >= seuil"}\n', "", "sa condition"),
        ("{essayer: [mot], affecter", "{affecter", "il exige « mot »"),
        ("affecter: [motif], ", "", "il exige « motif »"),
        (", ouvrir: [vu_le]", "", "il exige « vu_le »"),
        ("finir: [{mail: avis}], ", "", "l’effet « mail avis »"),
        ("ouvrir: [{tache: voir}], ", "", "l’effet « tache voir »"),
        (", a.e: [{mail: rappel}]", "", "l’effet « mail rappel »"),
        (", ouvrir: [agent]", "", "qui l’ouvre"),
        (", ouvrir: {racine: oui}", "", "« racine »"),
        ("affecter: {operation: affectation}, ", "", "« operation: affectation »"),
        ("    entre_seulement_par: {fin: [finir]}\n", "", "ce qui y mène"),
        ("    ecrit_seulement_par: {vu_le: [ouvrir]}\n", "", "qui le change"),
        ('vu_le: {invariant: "vu_le <= aujourd_hui"}', "vu_le: {type: date}", "« invariant »"),
        ("{passager: oui, personnel: oui}", "{passager: oui}", "« personnel »"),
        ("{passager: oui, personnel: oui}", "{personnel: oui}", "« passager »"),
        ("nombre_d_essais, min: 0,", "nombre_d_essais,", "« min »"),
        (', nombre: "0..1"', "", "« nombre »"),
        (", faite_par: [finir]", "", "« faite_par »"),
        ("      voir: {min: 1 j, max: 9 j}\n", "", "« dans »"),
        (", declenche: finir,", ",", "« declenche »"),
        (", rattrapage: demander", "", "« rattrapage »"),
        ("depuis: entree}", "declenche: ''}", "« depuis »"),
        ("a.e: {sens: apres, ", "a.e: {", "« sens »"),
        ("a.e: {min: 1 j, max: 20 j, ", "a.e: {", "« apres »"),
        (", fois: 2", "", "« fois »"),
        ("      seuil: {min: 1}\n", "", "sa valeur"),
        ("    reglable: {seuil: {min: 0, max: 9}}\n", "", "« max »"),
    ],
)
def test_a_line_taken_out_of_the_tables_is_an_error(avant: str, apres: str, dit: str) -> None:
    assert avant in TOUT
    fautes = dites(accord=TOUT.replace(avant, apres, 1))
    assert any(dit in une.message for une in fautes), fautes
    assert all(une.niveau == "erreur" for une in fautes)


NOTER = """noter: {libelle: N, de: [a], par: [agent], saisies: {lu: facultatif}}
  essayer: {libelle: Essayer, de: [a], par: [agent], saisies: {"""
FINIR, MOT, F = "  finir: {", "  mot: {", "      f: {apres"
CONFIER = "libelle: C, saisies: {mot: facultatif}"
DE_L_AGENT = "de: [a], par: [agent]"
RAPPEL = "{apres: 1 j, calendrier: bureau, depuis: entree, effets: [tache: voir]}"
NOUVEAUX = [
    (FINIR, f"  relire: {{libelle: R, {DE_L_AGENT}}}", "avertissement"),
    (FINIR, f"  relire: {{libelle: R, {DE_L_AGENT}, effets: [tache: voir]}}", "avertissement"),
    (FINIR, f"  crier: {{libelle: C, {DE_L_AGENT}, effets: [mail: avis]}}", "erreur"),
    (FINIR, f"  lire: {{libelle: L, {DE_L_AGENT}, effets: [mail: rappel]}}", "avertissement"),
    (FINIR, "  ouvrir_a: {libelle: O, de: [a], par: [client]}", "erreur"),
    (FINIR, f"  confier: {{{CONFIER}, {DE_L_AGENT}, operation: affectation}}", "erreur"),
    (FINIR, f"  dire: {{libelle: D, source: 'convention, article 9', {DE_L_AGENT}}}", "erreur"),
    (MOT, "  lu: {type: texte, saisi: oui, passager: oui}", "avertissement"),
    (MOT, "  lu: {type: texte, saisi: oui}", "avertissement"),
    ("  voir: {", "  lire: {libelle: L, pour: chef}", "avertissement"),
    (F, f"      g: {RAPPEL},", "avertissement"),
    (F, f"      g: {RAPPEL.replace('tache: voir', 'mail: avis')},", "erreur"),
    ("  fin: {", "  b: {libelle: B, detenteur: agent, sans_echeance: x}", "avertissement"),
]  # fmt: skip


@pytest.mark.parametrize(("avant", "ajout", "niveau"), NOUVEAUX)
def test_what_an_installation_adds_is_pointed_out(avant: str, ajout: str, niveau: str) -> None:
    assert avant in MACHINE
    niveaux = {une.niveau for une in dites(MACHINE.replace(avant, f"{ajout}\n{avant}", 1))}
    assert niveaux == {niveau}


def test_the_answer_says_the_article_and_where_to_write() -> None:
    (faute,) = dites(accord=TOUT.replace(", finir: [assez]", ""))
    assert faute.message == (
        "essai.finir [convention, article 9] : aucune propriété ne dit ce qui le retient "
        "(« garde »). Revenez à ce qui est convenu ; pour en changer, un avenant à la convention "
        "d’abord, puis ses règles dans states/proprietes, relues (« jalon check --relu »)."
    )
    assert (faute.fichier, faute.ou) == ("essai.yaml", "evenements.finir")


def test_an_act_that_leaves_a_state_is_an_error_with_the_rules_of_that_state() -> None:
    machine = MACHINE.replace(
        FINIR, "  partir: {libelle: P, de: [a], vers: b, par: [agent]}\n" + FINIR, 1
    ).replace("  fin: {", "  b: {libelle: B, final: oui}\n  fin: {", 1)
    fautes = [une for une in dites(machine) if une.ou in {"evenements.partir", "etats.b"}]
    assert {une.niveau for une in fautes} == {"erreur"}
    departs = [une.message for une in fautes if une.ou == "evenements.partir"]
    assert departs
    assert all(un.startswith("essai.partir [convention, article 9] : ") for un in departs)


def test_an_opening_may_put_a_task_of_the_house_on_a_desk_of_the_team() -> None:
    machine = MACHINE.replace(
        "effets: [tache: voir]}\netats", "effets: [tache: voir, tache: lire]}\netats"
    )
    machine = machine.replace("  voir: {", "  lire: {libelle: L, pour: chef}\n  voir: {", 1)
    assert {une.niveau for une in dites(machine)} == {"avertissement"}
    lointaine = {une.niveau for une in dites(machine.replace("L, pour: chef", "L, pour: client"))}
    assert lointaine == {"erreur"}


@pytest.mark.parametrize(
    ("par", "niveau"),
    [
        ("essayer: {libelle: Essayer, de: [a], par: [agent], saisies: {lu: obligatoire, ",
         "erreur"),
        ("essayer: {libelle: Essayer, de: [a], par: [agent], saisies: {lu: facultatif, ",
         "avertissement"),
        (NOTER, "avertissement"),
    ],
)  # fmt: skip
def test_a_kept_field_of_the_house_holds_no_act_back(par: str, niveau: str) -> None:
    ecrit = "essayer: {libelle: Essayer, de: [a], par: [agent], saisies: {"
    assert ecrit in MACHINE
    machine = MACHINE.replace(ecrit, par, 1)
    machine = machine.replace("  mot: {", "  lu: {type: texte, saisi: oui}\n  mot: {", 1)
    assert {une.niveau for une in dites(machine) if une.ou == "contexte.lu"} == {niveau}


def test_a_field_that_the_dossier_opens_with_is_of_the_agreement() -> None:
    machine = MACHINE.replace("{vu_le: obligatoire}", "{vu_le: obligatoire, lu: facultatif}", 1)
    machine = machine.replace("  mot: {", "  lu: {type: texte, saisi: oui}\n  mot: {", 1)
    assert {une.niveau for une in dites(machine) if une.ou == "contexte.lu"} == {"erreur"}


def test_a_name_that_does_not_exist_is_told_by_its_property_alone() -> None:
    accord, _ = lire_accord(
        {"p.yaml": TOUT.replace("seuil: {min: 1}", "seuil: {min: 1}\n      rien: {min: 1}")}
    )
    toutes = controler(lire(MACHINE, AUTRE).definitions, VOCABULAIRE, accord=accord)
    assert [une.code for une in toutes if une.niveau == "erreur"][:1] == ["propriete_sans_objet"]
    assert not any(une.code == "sans_propriete" for une in toutes)


def test_two_machines_do_not_share_a_prefix() -> None:
    machine = MACHINE.replace("racine: oui", "racine: oui\nprefixe: AUT")
    toutes = controler(lire(machine, AUTRE).definitions, VOCABULAIRE)
    (faute,) = (une for une in toutes if une.code == "prefixe_double")
    assert faute.message == "« AUT » est le préfixe de essai ; choisissez un autre."


def test_a_property_or_an_article_is_written_in_one_file() -> None:
    _, fautes = lire_accord({"un.yaml": TOUT, "deux.yaml": TOUT})
    assert [(une.code, une.fichier) for une in fautes] == [("cle_double", "deux.yaml")] * 3
    assert fautes[0].message == "« autre » est déjà dans un.yaml ; gardez un seul des deux."


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        (
            "repeter: {tous: 5 j, max: 3}",
            "repeter: {tous: 2 ans, max: 3}",
            "tous les 2 ans",
        ),
        ("repeter: {tous: 5 j, max: 9}", "repeter: {tous: 5 j, max: 1}", "ces rappels : 1"),
        (", repeter: {tous: 5 j, max: 3}", "", "a.e ne se répète plus"),
    ],
)
def test_reminders_have_their_bounds(avant: str, apres: str, dit: str) -> None:
    machine = MACHINE.replace("max: 3}", "max: 9}") if "max: 9" in avant else MACHINE
    assert avant in machine
    accord, _ = lire_accord({"proprietes.yaml": TOUT})
    chargement = lire(machine.replace(avant, apres, 1), AUTRE)
    toutes = controler(chargement.definitions, VOCABULAIRE, accord=accord)
    assert any(dit in une.message for une in toutes if une.code == "propriete_violee")


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        ("  finir: {libelle: Finir,", "  finir: {libelle: Finir, efface: [vu_le],",
         "« finir efface » le change aussi"),
        ("  finir: {libelle: Finir,", "  finir: {libelle: Finir, pose: {vu_le: aujourd_hui},",
         "« finir pose aujourd_hui » le change aussi"),
        ("saisies: {mot: obligatoire}", "saisies: {mot: obligatoire, vu_le: facultatif}",
         "« essayer » le change aussi"),
        ("gardes: [assez], ", "gardes: [assez], si_parametre: etape, ", "« etape » s’ajoute"),
    ],
)  # fmt: skip
def test_closed_lists_say_all_that_changes_a_field_or_holds_an_act(
    avant: str, apres: str, dit: str
) -> None:
    etape = "  etape: {type: booleen, defaut: oui, source: s}\n  delai:"
    machine = MACHINE.replace("  delai:", etape) if "etape" in apres else MACHINE
    assert avant in machine
    accord, _ = lire_accord({"proprietes.yaml": TOUT})
    chargement = lire(machine.replace(avant, apres, 1), AUTRE)
    toutes = controler(chargement.definitions, VOCABULAIRE, accord=accord)
    assert any(dit in une.message for une in toutes if une.code == "propriete_violee"), toutes
