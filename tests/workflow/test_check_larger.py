"""Check: short machines with one fault each, and machines that speak to each other."""

from __future__ import annotations

from dataclasses import replace

from tests.workflow.support import FAITS, VOCABULAIRE, lire
from tests.workflow.test_check import BASE, SOBRE, controle, trouver
from workflow.check import controler
from workflow.process import Definition
from workflow.values import Fait

COURTE = """
etats:
  a: {{libelle: A, initial: oui, detenteur: agent, sans_echeance: x}}
  b: {{libelle: B, detenteur: agent, {attente}}}
  c: {{libelle: C, {fin}}}
evenements:
  e: {{libelle: E, de: [a], vers: b, par: [agent]}}
  f: {{libelle: F, de: [b], vers: {vers}, par: [{qui}]}}
  g: {{libelle: G, de: [a], vers: c, par: [agent]}}
"""


def courte(
    attente: str = "sans_echeance: x", fin: str = "final: oui", vers: str = "c", qui: str = "agent"
) -> str:
    return COURTE.format(attente=attente, fin=fin, vers=vers, qui=qui)


def seules(texte: str) -> list[tuple[str, str]]:
    chargement = lire(texte)
    vide = replace(SOBRE, messages={}, faits={})
    return [(une.code, une.ou) for une in controler(chargement.definitions, vide)]


def test_a_state_that_leads_nowhere_is_found() -> None:
    assert seules(courte()) == []
    assert seules(courte(vers="b")) == [("sans_issue", "etats.b")]


def test_a_machine_without_an_end_is_found() -> None:
    sans_fin = courte(fin="detenteur: agent, sans_echeance: x")
    assert seules(sans_fin) == [("sans_etat_final", "etats")]


def test_a_loop_of_the_clock_alone_is_found() -> None:
    attente = "echeances: {e: {apres: 1 j, calendrier: bureau, depuis: entree, declenche: f}}"
    assert seules(courte(attente, vers="b", qui="horloge, agent")) == [
        ("sans_issue", "etats.b"),
        ("boucle_de_l_horloge", "etats.b"),
    ]


def test_an_end_must_stay_open_when_a_step_is_left_out() -> None:
    texte = courte().replace(
        "vers: c, par: [agent]}\n  g", "vers: c, par: [agent], si_parametre: p}\n  g"
    )
    texte = "parametres: {p: {type: booleen, defaut: oui, source: s}}\n" + texte
    (faute,) = controler(lire(texte).definitions, replace(SOBRE, messages={}, faits={}))
    assert faute.message == "Depuis « b », aucun état final n’est accessible quand p vaut non."


def test_many_switches_are_tried_all_off() -> None:
    noms = [f"p{rang}" for rang in range(8)]
    parametres = "".join(f"  {nom}: {{type: booleen, defaut: oui, source: s}}\n" for nom in noms)
    evenements = "".join(
        f"  e{nom}: {{libelle: E, de: [b], vers: c, par: [agent], si_parametre: {nom}}}\n"
        for nom in noms
    )
    texte = "parametres:\n" + parametres + courte(vers="b") + evenements
    assert seules(texte) == [("sans_issue", "etats.b")]


def test_a_reminder_may_wait_for_its_date_when_the_state_is_dated_otherwise() -> None:
    texte = BASE.replace("depuis: recu_le, effets", "depuis: autre_le, effets")
    assert [(une.code, une.niveau) for une in controle(texte)] == [("ancre_vide", "avertissement")]


def test_a_reason_covers_deadlines_that_may_not_run() -> None:
    texte = BASE.replace(
        "sans_echeance: le chef décide",
        "sans_echeance: sauf date, echeances: "
        "{e: {apres: 1 j, calendrier: bureau, depuis: autre_le, effets: [mail: rappel]}}",
    )
    assert [(une.code, une.niveau) for une in controle(texte)] == [("ancre_vide", "avertissement")]


def test_a_deadline_that_a_convention_switches_off_does_not_date_a_state() -> None:
    texte = BASE.replace(
        "sans_echeance: le chef décide",
        "echeances: {e: {apres: 1 j, calendrier: bureau, depuis: entree, si_parametre: rapide,"
        " effets: [mail: rappel]}}",
    )
    assert trouver(texte) == [("attente_sans_date", "etats.alerte")]


def test_a_deadline_that_may_have_nothing_to_say_does_not_date_a_state() -> None:
    texte = BASE.replace(
        "sans_echeance: le chef décide",
        "echeances: {e: {apres: 1 j, calendrier: bureau, depuis: entree,"
        " effets: [{mail: rappel, si: GARDE}]}}",
    )
    garde = texte.split("\ngardes:\n", 1)[1].split(":", 1)[0].strip()
    assert trouver(texte.replace("GARDE", garde)) == [("attente_sans_date", "etats.alerte")]


def test_every_value_of_an_anchor_parameter_must_be_set() -> None:
    texte = BASE.replace(
        "contexte:\n",
        "  depart: {type: champ, valeurs: [recu_le, autre_le], defaut: recu_le, source: s}\n"
        "contexte:\n",
        1,
    ).replace("depuis: recu_le, declenche", "depuis: depart, declenche")
    (faute,) = controle(texte)
    assert faute.code == "ancre_vide"
    assert "compte depuis autre_le, qui peut être vide" in faute.message


def test_a_fact_answers_for_its_own_date() -> None:
    texte = BASE.replace(
        "  mode: {type", "  essaye_le: {type: date, fait: dernier_essai}\n  mode: {type"
    ).replace("depuis: recu_le", "depuis: essaye_le")
    vocabulaire = replace(SOBRE, faits=FAITS)
    chargement = lire(texte)
    codes = [une.code for une in controler(chargement.definitions, vocabulaire)]
    assert codes == ["inutilise", "inutilise"]


def test_guards_that_exclude_each_other_are_found() -> None:
    texte = BASE.replace("  mode_a:", '  peu: {si: "essais < 1", sinon: Trop.}\n  mode_a:')
    texte = texte.replace("gardes: [assez]", "gardes: [assez, peu]")
    assert trouver(texte) == [("evenement_impossible", "evenements.recevoir.gardes")]


def test_a_guard_on_the_state_is_judged_where_the_event_starts() -> None:
    texte = BASE.replace("  mode_a:", "  ailleurs: {si: etat == alerte, sinon: Non.}\n  mode_a:")
    texte = texte.replace("gardes: [assez]", "gardes: [ailleurs, assez]")
    assert trouver(texte) == [("evenement_impossible", "evenements.recevoir.gardes")]


def test_alternatives_are_judged_under_the_guards_of_the_event() -> None:
    texte = BASE.replace("par: [chef], selon", "par: [chef], gardes: [mode_a], selon")
    assert trouver(texte) == [("branche_morte", "evenements.clore.selon.1")]


def test_alternatives_that_cover_all_values_need_no_last_resort() -> None:
    texte = BASE.replace("  mode_a:", "  autre: {si: not (mode == a), sinon: Non.}\n  mode_a:")
    texte = texte.replace("{sinon: ouvert}", "{si: autre, vers: ouvert}")
    assert trouver(texte) == []


def test_a_guard_that_reads_too_much_is_not_proved() -> None:
    champs = "".join(
        f"  c{n}: {{type: choix, saisi: oui, valeurs: [a, b, c, d, e]}}\n" for n in range(8)
    )
    si = " or ".join(f"c{n} == a" for n in range(8))
    saisies = ", ".join(f"c{n}: facultatif" for n in range(8))
    texte = BASE.replace("contexte:\n", f"contexte:\n{champs}", 1)
    texte = texte.replace("saisies: {mode: facultatif", f"saisies: {{{saisies}, mode: facultatif")
    texte = texte.replace('si: "essais >= seuil"', f'si: "{si}"')
    texte = texte.replace("Encore {essais}", "Non {seuil}")
    assert [(une.code, une.niveau) for une in controle(texte)] == []
    impossible = texte.replace(f'si: "{si}"', f'si: "({si}) and c0 == a and c0 == b"')
    assert [(une.code, une.niveau) for une in controle(impossible)] == [
        ("preuve_trop_grande", "avertissement"),
        ("preuve_trop_grande", "avertissement"),
    ]
    ailleurs = texte.replace(f'si: "{si}"', f'si: "({si}) and mode == a and mode == b"')
    assert [une.code for une in controle(ailleurs)] == [
        "garde_toujours_fausse",
        "evenement_impossible",
    ]


def test_messages_documents_and_facts_that_nobody_names_are_told() -> None:
    chargement = lire(BASE)
    fautes = controler(chargement.definitions, VOCABULAIRE)
    assert {une.niveau for une in fautes} == {"avertissement"}
    assert [une.ou for une in fautes] == [
        "message.alerte",
        "message.avis",
        "document.lettre",
        "fait.age",
        "fait.dernier_essai",
        "fait.enfants",
    ]


def test_a_parameter_that_a_fact_reads_is_used() -> None:
    texte = BASE.replace("  seuil:", "  quota: {type: delai, defaut: 1 j, source: s}\n  seuil:")
    gourmand: Fait = replace(FAITS["nombre_d_essais"], parametres=frozenset({"quota"}))
    vocabulaire = replace(SOBRE, faits={"nombre_d_essais": gourmand})
    definitions = lire(texte, vocabulaire=vocabulaire).exiger()
    assert controler(definitions, vocabulaire) == []


def test_a_link_that_a_fact_reads_is_used() -> None:
    texte = BASE.replace("  mode: {type", "  petits: {type: entier, fait: enfants}\n  mode: {type")
    texte = texte.replace(
        "gardes:\n", 'liens: {enfants: {machine: essai, nombre: "0..n"}}\ngardes:\n', 1
    )
    vocabulaire = replace(SOBRE, faits={nom: FAITS[nom] for nom in ("nombre_d_essais", "enfants")})
    assert controler(lire(texte).exiger(), vocabulaire) == []


MERE = """machine: mere
version: 1
libelle: Mère
source: s
liens: {enfants: {machine: essai, nombre: "1..n"}}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, final: oui}
evenements:
  finir:
    libelle: Finir
    de: [a]
    vers: b
    par: [agent]
    effets: [emet: {evenement: finir, a: enfants}]
"""


def test_an_emitted_event_that_a_state_would_refuse_is_told() -> None:
    enfant = BASE.replace(
        "vers: fini, par: [agent], si_p", "vers: fini, par: [agent, systeme], si_p"
    )
    (faute,) = controle(MERE, "machine: essai\nversion: 1\nlibelle: E\nsource: s\n" + enfant)
    assert (faute.code, faute.niveau) == ("emission_refusee", "avertissement")
    assert faute.message.startswith("« finir » serait refusé par essai à l’état ouvert, alerte")


def test_an_event_that_the_system_alone_may_do_is_emitted_by_some_machine() -> None:
    enfant = BASE.replace("vers: fini, par: [agent], si_p", "vers: fini, par: [systeme], si_p")
    autre = "machine: essai\nversion: 1\nlibelle: E\nsource: s\n" + enfant
    assert [une.code for une in controle(MERE, autre)] == ["emission_refusee"]
    assert [une.code for une in controle(enfant)] == ["jamais_emis"]


def test_every_message_renders_in_every_state_that_sends_it() -> None:
    vus: list[tuple[str, str]] = []

    def rendre(message: str, definition: Definition, etat: str) -> list[str]:
        vus.append((message, etat))
        return ["« recu_le » n’existe pas."] if etat == "alerte" else []

    texte = BASE.replace(
        "vers: alerte, par: [horloge]", "vers: alerte, par: [horloge], effets: [mail: rappel]"
    )
    texte = texte.replace(
        "par: [agent], saisies: {mode",
        "par: [agent], effets: [mail: rappel, tache: verifier], saisies: {mode",
    )
    texte = texte.replace("etats:\n", "ouverture: {effets: [mail: rappel]}\netats:\n", 1)
    definitions = lire(texte).exiger()
    fautes = controler(definitions, SOBRE, rendre=rendre)
    assert vus == [
        ("rappel", "ouvert"),
        ("rappel", "ouvert"),
        ("rappel", "alerte"),
        ("rappel", "attendu"),
    ]
    assert [(une.code, une.ou, une.message) for une in fautes] == [
        (
            "message_rendu",
            "evenements.expirer.effets.0",
            "Le message « rappel » ne s’écrit pas à l’état « alerte » : « recu_le » n’existe pas.",
        )
    ]


def test_a_machine_with_unknown_names_is_not_judged_further() -> None:
    chargement = lire(BASE.replace("gardes: [assez]", "gardes: [zut]"))
    fautes = controler(chargement.definitions, VOCABULAIRE)
    assert [une.code for une in fautes] == ["garde_inconnue"]


def test_faults_come_before_warnings() -> None:
    texte = BASE.replace("detenteur: chef, ", "").replace(
        "  verifier:", "  inutile: {libelle: Rien, pour: agent}\n  verifier:"
    )
    assert [une.niveau for une in controle(texte)] == ["erreur", "avertissement"]


def test_generic_tasks_serve_the_engine() -> None:
    generiques = "machine: generiques\ntaches: {decider: {libelle: Décider, pour: agent}}\n"
    assert controle(BASE, generiques=generiques) == []


def test_moves_that_count_differently_do_not_collide() -> None:
    texte = BASE.replace(
        "      rappel:",
        "      autre: {apres: 10 j, calendrier: duree, depuis: recu_le, declenche: expirer}\n"
        "      second: {apres: 4 j, calendrier: bureau, depuis: recu_le, effets: [mail: rappel]}\n"
        "      rappel:",
    )
    assert trouver(texte) == []


def test_an_emitted_event_that_every_open_state_takes_is_silent() -> None:
    enfant = BASE.replace("Finir, de: [attendu]", "Finir, de: [ouvert, attendu, alerte]")
    enfant = enfant.replace("par: [agent], si_parametre", "par: [agent, systeme], si_parametre")
    assert trouver(MERE, "machine: essai\nversion: 1\nlibelle: E\nsource: s\n" + enfant) == []
