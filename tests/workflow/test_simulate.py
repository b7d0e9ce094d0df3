"""The kernel run forward in memory: deadlines, what people do, what follows, on small machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.workflow.machines import GENERIQUES
from tests.workflow.support import TEMPS, VOCABULAIRE, le, lire
from workflow import simulate
from workflow.compiled import Compilee
from workflow.decision import Refus, Snapshot
from workflow.opening import DemandeOuverture, ouvrir
from workflow.scenarios import Geste, Scenario, lire_scenarios
from workflow.simulate import Simulation
from workflow.simulated import Constat, Issue, Simule, TournEnRond
from workflow.simulated_links import Reseau
from workflow.values import Lien

MERE = """machine: mere
version: 1
libelle: Mère
source: article 1
liens:
  enfants: {machine: fille, nombre: "0..n", cle: jalon}
  seule: {machine: unique, nombre: "0..1"}
contexte:
  actives: {type: entier, fait: enfants, min: 0, max: 9}
  note: {type: texte, saisi: oui}
  motif_libre: {type: texte, saisi: oui, passager: oui}
gardes:
  sans_fille: {si: "actives == 0", sinon: "Il en reste {actives}."}
taches:
  voir: {libelle: Voir, pour: chef}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, echeances: {rappel: {apres: 3 j,
      calendrier: bureau, depuis: entree, effets: [mail: rappel, tache: voir, document: lettre],
      repeter: {tous: 2 j, max: 2}}}}
  b: {libelle: B, detenteur: agent, echeances: {terme: {apres: 5 j, calendrier: bureau,
      depuis: entree, libelle: Fin de B, declenche: echoir}}}
  fin: {libelle: Fin, final: oui}
evenements:
  passer: {libelle: Passer, de: [a], vers: b, par: [agent], saisies: {note: facultatif},
    effets: [{ouvre: {machine: fille, lien: enfants, avec: {jalon: un}}},
             {ouvre: {machine: fille, lien: enfants, avec: {jalon: un}}},
             {ouvre: {machine: unique, lien: seule}}, {ouvre: {machine: unique, lien: seule}}]}
  echoir: {libelle: Échoir, de: [b], vers: fin, par: [horloge], effets: [
    emet: {evenement: clore, a: enfants}]}
  fermer: {libelle: Fermer, de: [b], vers: fin, par: [agent], gardes: [sans_fille]}
  signaler: {libelle: Signaler, de: [b], par: [systeme], effets: [mail: alerte]}
"""
FILLE = """machine: fille
version: 1
libelle: Fille
source: article 2
contexte:
  jalon: {type: choix, saisi: oui, valeurs: [un, deux]}
ouverture: {saisies: {jalon: obligatoire}}
etats:
  neuve: {libelle: Neuve, initial: oui, detenteur: agent, echeances: {soin: {apres: 1 j,
      calendrier: bureau, depuis: entree, effets: [emet: {evenement: signaler, a: parent}]}}}
  partie: {libelle: Partie, final: oui}
evenements:
  clore: {libelle: Clore, de: [neuve], vers: partie, par: [systeme]}
"""
UNIQUE = """machine: unique
version: 1
libelle: Unique
source: article 3
etats:
  seule: {libelle: Seule, initial: oui, detenteur: agent, sans_echeance: x}
  partie: {libelle: Partie, final: oui}
evenements:
  clore: {libelle: Clore, de: [seule], vers: partie, par: [agent]}
"""
DEPART, SILENCE = le(5), Scenario(nom="silence", libelle="Rien")


def machines(mere: str = MERE, fille: str = FILLE) -> Mapping[str, Compilee]:
    definitions = lire(mere, fille, UNIQUE).exiger()
    return {nom: Compilee(une, VOCABULAIRE) for nom, une in definitions.items()}


def ouverte(compilee: Compilee, numero: str = "M-1", **donnees: str) -> Simule:
    """A dossier that was opened on the first day."""
    demande = DemandeOuverture(numero=numero, at=DEPART, donnees=donnees, parametres={})
    decision = ouvrir(compilee, demande, DEPART, TEMPS)
    vue = Snapshot(numero=numero, etat=decision.vers, timers=decision.armes, seq=1)
    return Simule(numero=numero, compilee=compilee, snapshot=vue, temps=TEMPS, origine=numero)


def scenario(**gestes: tuple[Geste, ...]) -> Scenario:
    """What people do in the states of the mère."""
    par_etat = {("mere", etat): faits for etat, faits in gestes.items()}
    return Scenario(nom="essai", libelle="Essai", gestes=par_etat)


def courir(
    connues: Mapping[str, Compilee], *dossiers: Simule, joue: Scenario = SILENCE, jours: int = 30
) -> list[Constat]:
    return Simulation(
        portefeuille={un.numero: un for un in dossiers},
        machines=connues,
        scenario=joue,
        depart=DEPART,
        fin=DEPART + timedelta(days=jours),
        parametres=lambda _machine: {},
    ).courir()


def dits(constats: list[Constat]) -> list[tuple[int, str, str, str]]:
    """Day of January, dossier, effect and name."""
    return [(un.le.day, un.dossier, un.effet, un.nom) for un in constats]


PASSER = (Geste(evenement="passer", saisies={"note": "aujourd_hui"}),)


def test_with_nobody_the_reminders_go_on_and_end() -> None:
    connues = machines()
    constats = courir(connues, ouverte(connues["mere"]))
    assert dits(constats) == [
        (jour, "M-1", effet, nom)
        for jour in (9, 11)
        for effet, nom in (("courriel", "rappel"), ("tache", "voir"), ("document", "lettre"))
        if (jour, effet) != (11, "tache")  # the first one is still open
    ]
    assert [un.role for un in constats if un.effet == "tache"] == ["chef"]
    assert [un.pourquoi for un in constats if un.effet == "courriel"] == [
        "échéance « rappel »",
        "échéance « rappel », rappel 2",
    ]


def test_an_act_opens_what_its_links_allow_and_the_clock_ends_it() -> None:
    connues = machines()
    constats = courir(connues, ouverte(connues["mere"]), joue=scenario(a=PASSER))
    assert dits(constats)[3:] == [
        (9, "M-1", "etat", "b"),
        (9, "M-1+fille1", "ouverture", "fille"),
        (9, "M-1+unique1", "ouverture", "unique"),
        (11, "M-1", "courriel", "alerte"),
        (15, "M-1", "etat", "fin"),
        (15, "M-1+fille1", "etat", "partie"),
    ]
    raisons = {un.nom: un.pourquoi for un in constats}
    assert raisons["b"] == "Passer (scénario « essai ») : A → B"
    assert raisons["alerte"] == "Signaler (suite de M-1+fille1)"
    assert raisons["fin"] == "échéance « Fin de B » : B → Fin"
    assert raisons["partie"] == "Clore (suite de M-1) : Neuve → Partie"
    assert {un.origine for un in constats} == {"M-1"}


def test_a_refused_act_says_why_and_the_state_of_the_children_counts() -> None:
    echoir = MERE[MERE.index("  echoir:") : MERE.index("  fermer:")]
    connues = machines(
        MERE.replace(echoir, "").replace("declenche: echoir", "effets: [tache: voir]")
    )
    fermer = scenario(a=PASSER, b=(Geste(evenement="fermer"),))
    constats = courir(connues, ouverte(connues["mere"]), joue=fermer)
    assert [(un.nom, un.pourquoi) for un in constats if un.effet == "refus"] == [
        ("fermer", "Il en reste 1.")
    ]


def test_people_stop_once_they_have_moved_the_dossier() -> None:
    connues = machines()
    deux_fois = scenario(a=(*PASSER, *PASSER))
    constats = courir(connues, ouverte(connues["mere"]), joue=deux_fois, jours=6)
    assert [un.nom for un in constats if un.effet == "etat"] == ["b"]
    assert [un for un in constats if un.effet == "refus"] == []


def test_who_has_ended_is_told_nothing_and_the_register_is_left_alone() -> None:
    insister = "  insister: {libelle: Insister, de: [b], par: [agent], effets: [inscrit: note, "
    mots = replace(VOCABULAIRE, inscriptions=frozenset({"note"}))
    textes = (f"{MERE}{insister}emet: {{evenement: clore, a: enfants}}]}}\n", FILLE, UNIQUE)
    textes = (textes[0].replace("declenche: echoir", "effets: [tache: voir]"), *textes[1:])
    definitions = lire(*textes, vocabulaire=mots).definitions
    connues = {nom: Compilee(une, mots) for nom, une in definitions.items()}
    deux_fois = scenario(a=PASSER, b=(Geste(evenement="insister"), Geste(evenement="insister")))
    constats = courir(connues, ouverte(connues["mere"]), joue=deux_fois)
    assert [un.nom for un in constats if un.dossier == "M-1+fille1" and un.effet == "etat"] == [
        "partie"
    ]
    assert [un for un in constats if un.effet == "refus"] == []


def test_a_dossier_whose_parent_is_elsewhere_tells_nobody() -> None:
    connues = machines()
    demande = DemandeOuverture(numero="F-1", at=DEPART, donnees={"jalon": "un"}, parametres={})
    decision = ouvrir(connues["fille"], demande, DEPART, TEMPS)
    vue = Snapshot(numero="F-1", etat="neuve", donnees=decision.donnees, timers=decision.armes)
    orpheline = Simule(
        numero="F-1", compilee=connues["fille"], snapshot=vue, temps=TEMPS, parent="ailleurs"
    )
    assert courir(connues, orpheline) == []
    mere = ouverte(connues["mere"])
    mere.snapshot = replace(mere.snapshot, etat="b", timers=())
    orpheline.parent, orpheline.lien, orpheline.snapshot = "M-1", "enfants", vue
    assert dits(courir(connues, mere, orpheline)) == [(7, "M-1", "courriel", "alerte")]


def test_twins_are_decided_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sobre = MERE.replace("  actives: {type: entier, fait: enfants, min: 0, max: 9}\n", "").replace(
        '  sans_fille: {si: "actives == 0", sinon: "Il en reste {actives}."}\n',
        '  sans_fille: {si: "note == vide", sinon: Non.}\n',
    )
    connues = machines(sobre)
    un = ouverte(connues["mere"])
    jumeau = replace(un, numero="M-2", enfants=[])
    appels: list[str] = []
    vrai = simulate.sonner

    def compter(*arguments: object) -> object:
        appels.append("x")
        return vrai(*arguments)  # type: ignore[arg-type] # handed on as they come

    monkeypatch.setattr(simulate, "sonner", compter)
    constats = courir(connues, un, jumeau)
    assert len(appels) == 2
    assert [autre for un, autre, *_ in dits(constats) if un == 9].count("M-2") == 3


def test_an_event_goes_from_link_to_link_and_who_runs_is_told_to_go_on_in_vain() -> None:
    appel = """  appeler: {libelle: Appeler, de: [b], par: [agent], effets: [
    emet: {evenement: reprendre, a: enfants}, emet: {evenement: clore, a: enfants.petites}]}
"""
    ouvre = "effets: [ouvre: {machine: unique, lien: petites}]}"
    fille = FILLE.replace("jalon: obligatoire}}", f"jalon: obligatoire}}, {ouvre}").replace(
        "etats:", 'liens: {petites: {machine: unique, nombre: "0..1"}}\netats:', 1
    )
    connues = {
        nom: Compilee(une, VOCABULAIRE)
        for nom, une in lire(
            MERE.replace("declenche: echoir", "effets: [tache: voir]") + appel,
            fille,
            UNIQUE.replace("par: [agent]}", "par: [systeme]}"),
            generiques=GENERIQUES.replace(
                "par: [agent, horloge]", "par: [agent, horloge, systeme]"
            ),
        )
        .exiger()
        .items()
    }
    joue = scenario(a=PASSER, b=(Geste(evenement="appeler"),))
    constats = courir(connues, ouverte(connues["mere"]), joue=joue)
    parties = {un.dossier for un in constats if (un.effet, un.nom) == ("etat", "partie")}
    assert "M-1+fille1+unique1" in parties
    assert [un for un in constats if un.effet == "refus"] == []


def test_a_dossier_that_turns_round_is_denounced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate, "ACTES_MAX", 1)
    connues = machines()
    with pytest.raises(TournEnRond, match="M-1"):
        courir(connues, ouverte(connues["mere"]))


def test_a_refusal_leads_nowhere() -> None:
    refus = Refus(evenement="finir", conditions=(), saisies_manquantes=("note",))
    with pytest.raises(TypeError, match="finir"):
        assert Issue(refus, Snapshot(numero="M-1", etat="a")).decision


def test_a_missing_field_is_named() -> None:
    exige = MERE.replace("saisies: {note: facultatif}", "saisies: {note: obligatoire}")
    connues = machines(exige)
    passer = scenario(a=(Geste(evenement="passer"),))
    constats = courir(connues, ouverte(connues["mere"]), joue=passer, jours=5)
    assert [un.pourquoi for un in constats if un.effet == "refus"] == ["il manque « note »"]


def test_scenarios_that_are_no_mapping_are_refused() -> None:
    lus, fautes = lire_scenarios("- rien\n", "scenarios.yaml", {})
    assert lus == {}
    assert [une.fichier for une in fautes] == ["scenarios.yaml"]


def test_what_was_due_before_the_start_happens_at_the_start() -> None:
    connues = machines()
    ancien = ouverte(connues["mere"])
    retard: datetime = DEPART + timedelta(days=20)
    constats = Simulation(
        portefeuille={"M-1": ancien}, machines=connues, scenario=SILENCE, depart=retard,
        fin=retard + timedelta(days=1), parametres=lambda _machine: {},
    ).courir()  # fmt: skip
    assert {un.le for un in constats} == {retard}


def partageant() -> tuple[Mapping[str, Compilee], list[Simule]]:
    """A mother that opened nothing, two daughters of her convention and one of another."""
    ouvre = "{ouvre: {machine: fille, lien: enfants, avec: {jalon: un}}},\n             "
    mere = MERE.replace(ouvre, "").replace("cle: jalon", "trouve_par: convention")
    connues = machines(mere)
    siennes = replace(ouverte(connues["mere"]), partages={"convention": 1})
    filles = [
        replace(
            ouverte(connues["fille"], f"F-{rang}", jalon="un"), partages={"convention": convention}
        )
        for rang, convention in enumerate((1, 1, 2))
    ]
    return connues, [siennes, *filles]


def test_an_event_goes_to_those_that_share_a_column_and_to_no_other() -> None:
    connues, tous = partageant()
    constats = courir(connues, *tous, joue=scenario(a=PASSER))
    assert [un for un in dits(constats) if un[2] == "etat"] == [
        (9, "M-1", "etat", "b"),
        (15, "M-1", "etat", "fin"),
        (15, "F-0", "etat", "partie"),
        (15, "F-1", "etat", "partie"),
    ]


def test_facts_see_what_shares_a_column_and_what_had_ended_before() -> None:
    _, (mere, *filles) = partageant()
    finie = Lien(numero="F-9", machine="fille", etat="partie", final=True)
    mere = replace(mere, snapshot=replace(mere.snapshot, liens={"enfants": (finie,)}))
    reseau = Reseau([mere, *filles])
    lus = reseau.lie(mere).liens["enfants"]
    assert [(un.numero, un.final) for un in lus] == [("F-9", True), ("F-0", False), ("F-1", False)]
    assert reseau.lie(filles[0]) is filles[0].snapshot
    seule = replace(mere, partages={})
    assert Reseau([seule, *filles]).lie(seule).liens["enfants"] == (finie,)
