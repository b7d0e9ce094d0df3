"""Definitions load strictly: all faults together, each with its file and line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.workflow.support import TETE, codes, compiler, definition, lire
from workflow.declared import Repetition, Tache
from workflow.errors import DefinitionInvalide
from workflow.expressions import Comparaison
from workflow.process import Effet, Saisie
from workflow.values import Delai, Unite

COMPLETE = """
parametres:
  delai: {type: delai, defaut: 15 j, source: art. 2, libelle: Délai de réponse}
  seuil: {type: entier, defaut: 2, min: 1, max: 9, source: usage}
  part: {type: decimal, defaut: "0.5", source: usage}
  envoi: {type: choix, defaut: papier, valeurs: [papier, mel], source: usage}
  depart: {type: champ, defaut: recu_le, valeurs: [recu_le], source: usage}
  etape: {type: booleen, defaut: oui, source: usage}
contexte:
  recu_le: {type: date, saisi: oui, invariant: "recu_le <= aujourd_hui", sinon: "Non ({recu_le})."}
  copie_le: {type: date, saisi: oui}
  mode: {type: choix, saisi: oui, valeurs: [a, b], libelles: {a: Premier, b: oui}}
  essais: {type: entier, fait: nombre_d_essais, min: 0, max: 9}
  secret: {type: texte, saisi: oui, personnel: oui, passager: oui}
gardes:
  assez: {si: "essais >= seuil and envoi == papier", sinon: "Encore ({essais})."}
taches:
  voir: {libelle: Voir, pour: agent, dans: 2 jo, faite_par: [recevoir]}
ouverture:
  saisies: {mode: facultatif}
  effets: [tache: voir]
etats:
  ouvert:
    libelle: Ouvert
    initial: oui
    detenteur: agent
    sans_echeance: on attend
  attendu:
    libelle: Attendu
    detenteur: client
    echeances:
      fin: {apres: delai, calendrier: bureau, depuis: depart, declenche: expirer,
            verification: voir, opposable_a: client, rattrapage: demander, si_parametre: etape}
      rappel: {avant: 3 j, calendrier: bureau, depuis: depart, effets: [mail: rappel],
               repeter: {tous: 1 j, max: 2}, libelle: Rappel}
  fini: {libelle: Fini, final: oui}
evenements:
  recevoir:
    libelle: Recevoir
    consequence: Le délai court.
    source: art. 3
    de: [ouvert]
    vers: attendu
    par: [chef, agent]
    gardes: [assez]
    saisies: {recu_le: obligatoire, secret: facultatif}
    pose: {copie_le: recu_le}
    efface: [mode]
    motif: obligatoire
    si_parametre: etape
    effets:
      - mail: avis
      - {tache: voir, si: assez}
  choisir:
    libelle: Choisir
    de: {tous_sauf: [fini, ouvert]}
    par: [agent]
    selon: [{si: assez, vers: fini}, {sinon: ouvert}]
  expirer: {libelle: Expirer, de: [attendu], vers: fini, par: [horloge]}
  noter: {libelle: Noter, de: tous, par: [agent]}
  arreter: {libelle: Arrêter, de: non_finaux, vers: fini, par: agent}
  essayer: {libelle: Essayer, de: [ouvert], par: [agent]}
"""


def test_a_machine_says_all_that_is_written() -> None:
    lue = definition(COMPLETE)
    assert (lue.machine, lue.version, lue.libelle, lue.prefixe) == ("essai", 1, "Essai", "ESS")
    assert lue.etat_initial == "ouvert"
    assert lue.parametres["delai"].defaut == Delai(15, Unite.JOURS)
    assert lue.parametres["etape"].defaut is True
    assert lue.parametres["part"].defaut == Decimal("0.5")
    assert lue.contexte["mode"].libelles == {"a": "Premier", "b": "oui"}
    assert isinstance(lue.contexte["recu_le"].invariant, Comparaison)
    assert (lue.contexte["secret"].personnel, lue.contexte["secret"].passager) == (True, True)
    assert lue.gardes["assez"].lus == {"essais", "seuil", "envoi"}
    assert lue.taches["voir"] == Tache(
        nom="voir",
        libelle="Voir",
        pour="agent",
        dans=Delai(2, Unite.JOURS_OUVRES),
        faite_par=("recevoir",),
    )
    assert lue.ouverture.saisies == (Saisie(champ="mode", obligatoire=False),)
    assert lue.ouverture.effets == (Effet(genre="tache", nom="voir"),)


def test_states_and_deadlines_are_read() -> None:
    attendu = definition(COMPLETE).etats["attendu"]
    assert list(attendu.echeances) == ["fin", "rappel"]
    fin, rappel = attendu.echeances.values()
    assert (fin.sens, fin.delai, fin.depuis, fin.declenche) == (
        "apres",
        "delai",
        "depart",
        "expirer",
    )
    assert (fin.verification, fin.opposable_a, fin.rattrapage) == ("voir", "client", "demander")
    assert (fin.si_parametre, fin.libelle) == ("etape", "fin")
    assert (rappel.sens, rappel.delai) == ("avant", Delai(3, Unite.JOURS))
    assert rappel.repeter == Repetition(tous=Delai(1, Unite.JOURS), max=2)
    assert (rappel.rattrapage, rappel.libelle) == ("fusionner", "Rappel")


def test_events_are_read_in_order() -> None:
    evenements = definition(COMPLETE).evenements
    assert list(evenements) == ["recevoir", "choisir", "expirer", "noter", "arreter", "essayer"]
    recevoir = evenements["recevoir"]
    assert recevoir.ordre == ("chef", "agent")
    assert recevoir.par == {"agent", "chef"}
    assert recevoir.pose == {"copie_le": "recu_le"}
    assert recevoir.efface == ("mode",)
    assert recevoir.motif is True
    assert recevoir.effets == (
        Effet(genre="mail", nom="avis"),
        Effet(genre="tache", nom="voir", si="assez"),
    )
    assert evenements["choisir"].de == {"attendu"}
    assert evenements["choisir"].destinations == ("fini", "ouvert")
    assert evenements["noter"].de == {"ouvert", "attendu", "fini"}
    assert evenements["noter"].destinations == ()
    assert evenements["arreter"].de == {"ouvert", "attendu"}
    assert [un.nom for un in definition(COMPLETE).evenements_depuis("fini")] == ["noter"]


FORME = """machine: essai
version: 0
libelle: [Essai]
inconnue: x
parametres:
  Delai: {type: delai, defaut: 15 j, source: s}
  p: {type: delai, defaut: bientôt, source: s}
  n: {type: entier, defaut: "2", source: s}
  c: {type: choix, valeurs: [a], defaut: z, source: s}
  t: {type: nombre, defaut: 1, source: s, min: x}
contexte:
  deux: {type: date, fait: dernier_essai, saisi: oui}
  vide: {type: choix, saisi: oui}
  i: {type: date, saisi: oui, reference: oui, format: yaml, invariant: "i <= aujourd_hui"}
  plat: date
gardes:
  g: {si: "x >", sinon: Non.}
etats:
  a: {libelle: A, initial: peut-être, detenteur: agent, sans_echeance: x}
  b: {final: oui}
evenements:
  e: {libelle: E, de: [a, zut], vers: b, selon: [a], par: [agent], motif: facultatif}
  f:
    libelle: F
    de: {tous_sauf: [zut]}
    par: {agent: oui}
    effets:
      - {mail: avis, tache: t}
      - rien
    saisies: {deux: parfois}
  g: {libelle: G, de: [a], par: [agent], selon: {si: x}}
  h: {libelle: H, de: [a], par: [agent], pose: [x]}
"""


def test_every_fault_of_form_is_told_at_once() -> None:
    chargement = lire(FORME)
    assert codes([faute for faute in chargement.fautes if faute.ligne < 16]) == [
        ("cle_absente", 1),
        ("type", 2),
        ("type", 3),
        ("cle_inconnue", 4),
        ("nom", 6),
        ("delai", 7),
        ("type", 8),
        ("type", 9),
        ("type", 10),
        ("valeur", 10),
        ("champ", 12),
        ("fait_sans_evenement", 12),
        ("champ", 13),
        ("champ", 14),
        ("champ", 14),
        ("champ", 14),
        ("forme", 15),
    ]
    assert {(faute.fichier, faute.machine) for faute in chargement.fautes} == {
        ("essai.yaml", "essai")
    }
    assert [faute.ou for faute in chargement.fautes if faute.ligne == 10] == [
        "parametres.t.min",
        "parametres.t.type",
    ]
    with pytest.raises(DefinitionInvalide, match="Clé inconnue « inconnue »") as refus:
        chargement.exiger()
    assert len(refus.value.fautes) == len(chargement.fautes)


def test_faults_of_events_have_their_lines() -> None:
    found = codes([faute for faute in lire(FORME).fautes if faute.ligne >= 16])
    assert found == [
        ("garde", 17),
        ("etat_initial", 18),
        ("type", 19),
        ("cle_absente", 20),
        ("etat_inconnu", 22),
        ("evenement", 22),
        ("forme", 22),
        ("valeur", 22),
        ("etat_inconnu", 25),
        ("type", 26),
        ("effet", 28),
        ("forme", 29),
        ("valeur", 30),
        ("forme", 31),
        ("forme", 32),
    ]


@pytest.mark.parametrize(
    ("echeance", "code"),
    [
        ("{calendrier: bureau, depuis: entree, effets: [mail: avis]}", "echeance"),
        ("{apres: 1 j, avant: 1 j, calendrier: bureau, depuis: entree, declenche: e}", "echeance"),
        ("{apres: 1 j, calendrier: bureau, depuis: entree}", "echeance"),
        ("{apres: tôt, calendrier: bureau, depuis: entree, declenche: e}", "delai"),
        ("{apres: 1 j, depuis: entree, declenche: e}", "cle_absente"),
        (
            (
                "{apres: 1 j, calendrier: bureau, depuis: entree, effets: [mail: avis],"
                " repeter: {tous: 1 j, max: 0}}"
            ),
            "type",
        ),
        (
            (
                "{apres: 1 j, calendrier: bureau, depuis: entree, effets: [mail: avis],"
                " repeter: {tous: 1 j}}"
            ),
            "cle_absente",
        ),
        (
            "{apres: 1 j, calendrier: bureau, depuis: entree, declenche: e, rattrapage: oublier}",
            "valeur",
        ),
    ],
)
def test_a_deadline_is_written_in_full(echeance: str, code: str) -> None:
    texte = f"""
etats:
  a: {{libelle: A, initial: oui, detenteur: agent, echeances: {{x: {echeance}}}}}
  b: {{libelle: B, final: oui}}
evenements:
  e: {{libelle: E, de: [a], vers: b, par: [horloge, agent]}}
"""
    assert codes(lire(texte).fautes) == [(code, 7)]


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("machine: Essai\n", "nom"),
        ("machine: [a]\n", "nom"),
        ("machine: essai\nlibelle: a\nlibelle: b\n", "cle_double"),
    ],
)
def test_a_machine_without_a_name_is_not_built(texte: str, code: str) -> None:
    chargement = lire(texte)
    assert code in [faute.code for faute in chargement.fautes]


def test_a_document_that_is_no_mapping_is_told() -> None:
    chargement = lire("machine: essai\n", "- a\n- b\n", "")
    assert [
        (une.code, une.fichier) for une in chargement.fautes if une.fichier != "essai.yaml"
    ] == [
        ("forme", "autre1.yaml"),
        ("yaml", "autre2.yaml"),
    ]


SIMPLE = """
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, final: oui}
evenements:
  finir: {libelle: Finir, de: [a], vers: b, par: [agent]}
"""
GENERIQUES = """machine: generiques
contexte:
  texte: {type: texte, saisi: oui, passager: oui, invariant: "texte != non_dit", sinon: Non.}
gardes:
  possible: {si: "etat == a", sinon: Non.}
taches:
  decider_des_suites: {libelle: Décider, pour: agent}
evenements:
  noter: {libelle: Noter, de: tous, par: [agent], saisies: {texte: obligatoire}}
  finir: {libelle: Autre, de: tous, par: [agent]}
"""


def test_generic_elements_come_after_those_of_the_machine() -> None:
    lue = definition(
        SIMPLE + "contexte:\n  non_dit: {type: texte, saisi: oui}\n", generiques=GENERIQUES
    )
    assert list(lue.evenements) == ["finir", "noter"]
    assert lue.evenements["finir"].libelle == "Finir"
    assert lue.contexte["texte"].invariant is not None
    assert lue.lieu("evenements.finir") == ("essai.yaml", 10)
    assert lue.lieu("evenements.noter.saisies.texte") == ("generiques.yaml", 9)
    assert lue.lieu("gardes.possible") == ("generiques.yaml", 5)
    assert lue.lieu("ailleurs") == ("essai.yaml", 1)
    assert lue.ligne("taches", "decider_des_suites") == 7


def test_a_fault_of_a_generic_element_is_told_once_in_its_file() -> None:
    generiques = GENERIQUES.replace("par: [agent], saisies", "par: [nul], saisies")
    seconde = "machine: seconde\nversion: 1\nlibelle: S\nsource: s" + SIMPLE
    chargement = lire(SIMPLE, seconde, generiques=generiques + "etats: {}\n")
    fautes = [faute for faute in chargement.fautes if faute.code == "role_inconnu"]
    assert [(une.fichier, une.ligne) for une in fautes] == [("generiques.yaml", 9)]
    inconnues = [faute for faute in chargement.fautes if faute.code == "cle_inconnue"]
    assert [(une.fichier, une.ligne) for une in inconnues] == [("generiques.yaml", 11)]


def test_a_machine_is_declared_once() -> None:
    chargement = lire(TETE + SIMPLE, TETE + SIMPLE)
    assert codes(chargement.fautes) == [("machine_double", 1)]
    assert "déjà déclarée dans essai.yaml" in chargement.fautes[0].message


def test_the_digest_changes_with_the_text_and_with_the_generic_events() -> None:
    une = definition(SIMPLE).empreinte
    assert une == definition(SIMPLE).empreinte
    assert une != definition(SIMPLE.replace("Finir", "Terminer")).empreinte
    assert une != definition(SIMPLE, generiques="machine: generiques\n").empreinte


def test_a_compiled_machine_knows_what_its_facts_read() -> None:
    compilee = compiler(COMPLETE)
    assert compilee.evenements_lus == ("essayer",)
    assert compilee.liens_lus == frozenset()
    assert compilee.reprise == ""
    assert compilee.champ("motif").type == "texte"
    assert compilee.veut_tout_l_historique("essayer") is False
    assert compilee.veut_tout_l_historique("inconnu") is False


@pytest.mark.parametrize(
    ("avant", "apres", "faute"),
    [
        ("de: [a]", "de: []", ("evenement", 10)),
        ("de: [a]", "de: {tous_sauf: [a, b]}", ("evenement", 10)),
        ("libelle: Finir", "libelle: ~", ("yaml", 10)),
        ("detenteur: agent", "detenteur: 3", ("type", 7)),
    ],
)
def test_an_empty_or_unreadable_value_is_told_once(
    avant: str, apres: str, faute: tuple[str, int]
) -> None:
    assert codes(lire(SIMPLE.replace(avant, apres)).fautes) == [faute]


@pytest.mark.parametrize("defaut", ["beaucoup", "oui", '"1,5"'])
def test_a_decimal_parameter_is_a_number(defaut: str) -> None:
    texte = f"parametres: {{p: {{type: decimal, defaut: {defaut}, source: s}}}}\n" + SIMPLE.lstrip()
    assert codes(lire(texte).fautes) == [("type", 5)]
