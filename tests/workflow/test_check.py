"""jalon check: one seeded fault of every kind, and nothing said of a machine that is right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workflow.machines import GENERIQUES, LETTRE
from tests.workflow.support import FAITS, VOCABULAIRE, lire
from workflow.check import controler
from workflow.errors import Faute

BASE = """parametres:
  delai: {type: delai, defaut: 10 j, source: s}
  seuil: {type: entier, defaut: 2, min: 1, max: 5, source: s}
  rapide: {type: booleen, defaut: oui, source: s}
contexte:
  recu_le: {type: date, saisi: oui}
  autre_le: {type: date, saisi: oui}
  essais: {type: entier, fait: nombre_d_essais, min: 0, max: 20}
  mode: {type: choix, saisi: oui, valeurs: [a, b]}
gardes:
  assez: {si: "essais >= seuil", sinon: "Encore {essais}."}
  mode_a: {si: "mode == a", sinon: Non.}
taches:
  verifier: {libelle: Vérifier, pour: agent}
etats:
  ouvert:
    libelle: Ouvert
    initial: oui
    detenteur: agent
    sans_echeance: on attend d’avoir essayé
  attendu:
    libelle: Attendu
    detenteur: client
    echeances:
      fin: {apres: delai, calendrier: bureau, depuis: recu_le, declenche: expirer,
            verification: verifier}
      rappel: {apres: 3 j, calendrier: bureau, depuis: recu_le, effets: [mail: rappel],
               repeter: {tous: 2 j, max: 3}}
  alerte: {libelle: Alerte, detenteur: chef, sans_echeance: le chef décide}
  fini: {libelle: Fini, final: oui}
evenements:
  essayer: {libelle: Essayer, de: [ouvert], par: [agent], saisies: {mode: facultatif,
    autre_le: facultatif}}
  recevoir: {libelle: Recevoir, de: [ouvert], vers: attendu, par: [agent], gardes: [assez],
    saisies: {recu_le: obligatoire}}
  expirer: {libelle: Expirer, de: [attendu], vers: alerte, par: [horloge]}
  clore: {libelle: Clore, de: [alerte], par: [chef], selon: [{si: mode_a, vers: fini},
    {sinon: ouvert}]}
  finir: {libelle: Finir, de: [attendu], vers: fini, par: [agent], si_parametre: rapide}
"""
SOBRE = replace(
    VOCABULAIRE,
    messages={"rappel": "agent"},
    documents=frozenset(),
    faits={"nombre_d_essais": FAITS["nombre_d_essais"]},
)


def controle(texte: str, *autres: str, generiques: str = "") -> list[Faute]:
    chargement = lire(texte, *autres, generiques=generiques)
    assert [une for une in chargement.fautes if une.niveau == "erreur"] == []
    return controler(chargement.definitions, SOBRE)


def test_a_machine_that_is_right_has_no_fault() -> None:
    assert controle(BASE) == []


def test_a_fault_carries_its_place() -> None:
    (faute,) = controle(BASE.replace("detenteur: chef, ", ""))
    assert (faute.code, faute.niveau, faute.machine) == (
        "attente_sans_detenteur",
        "erreur",
        "essai",
    )
    assert (faute.ou, faute.fichier) == ("etats.alerte", "essai.yaml")
    assert faute.ligne == BASE.split("  alerte:", maxsplit=1)[0].count("\n") + 5
    assert faute.message == "« alerte » n’a pas de détenteur : écrivez qui a la main (detenteur)."


@pytest.mark.parametrize(
    ("avant", "apres", "attendues"),
    [
        # structure
        (
            "  fini: {libelle: Fini, final: oui}",
            (
                "  fini: {libelle: Fini, final: oui}\n"
                "  perdu: {libelle: Perdu, detenteur: agent, sans_echeance: x}"
            ),
            [("etat_inaccessible", "etats.perdu")],
        ),
        # waits
        (", sans_echeance: le chef décide", "", [("attente_sans_date", "etats.alerte")]),
        (
            "  fini: {libelle: Fini, final: oui}",
            (
                "  fini: {libelle: Fini, final: oui, echeances: {e: {apres: 1 j,"
                " calendrier: bureau, depuis: entree, effets: [mail: rappel]}}}"
            ),
            [("fin_avec_echeance", "etats.fini.echeances")],
        ),
        (
            "    detenteur: client",
            "    detenteur: client\n    sans_echeance: la réponse viendra",
            [("attente_deux_fois", "etats.attendu")],
        ),
        (
            "saisies: {recu_le: obligatoire}",
            "saisies: {recu_le: facultatif}",
            [
                ("attente_sans_date", "etats.attendu"),
                ("ancre_vide", "etats.attendu.echeances.fin.depuis"),
                ("ancre_vide", "etats.attendu.echeances.rappel.depuis"),
            ],
        ),
        # deadlines
        (
            "declenche: expirer,\n",
            "declenche: expirer, repeter: {tous: 1 j, max: 2},\n",
            [("repeter_mouvement", "etats.attendu.echeances.fin.repeter")],
        ),
        ("tous: 2 j", "tous: 0 j", [("repeter_nul", "etats.attendu.echeances.rappel.repeter")]),
        (
            "max: 3}",
            "max: 1}",
            [("repeter_une_fois", "etats.attendu.echeances.rappel.repeter")],
        ),
        (
            "rappel: {apres: 3 j",
            "rappel: {avant: 3 j",
            [("rappel_apres_terme", "etats.attendu.echeances.rappel.repeter")],
        ),
        (
            "rappel: {apres: 3 j",
            "rappel: {apres: 2 sem",
            [("rappel_apres_terme", "etats.attendu.echeances.rappel")],
        ),
        (
            "max: 3}}",
            "max: 3}, verification: verifier}",
            [("verification_sans_mouvement", "etats.attendu.echeances.rappel.verification")],
        ),
        (
            "fin: {apres: delai",
            "fin: {avant: delai",
            [
                ("verification_sans_mouvement", "etats.attendu.echeances.fin.verification"),
            ],
        ),
        (
            "      rappel:",
            (
                "      doublon: {apres: 10 j, calendrier: bureau, depuis: recu_le,"
                " declenche: expirer}\n      rappel:"
            ),
            [("horloge_simultanee", "etats.attendu.echeances.doublon")],
        ),
        (
            "Expirer, de: [attendu]",
            "Expirer, de: [attendu, alerte]",
            [
                ("boucle_de_l_horloge", "etats.alerte"),
                ("horloge_sans_echeance", "evenements.expirer"),
            ],
        ),
        # guards
        (
            '"essais >= seuil"',
            '"essais >= 0 and seuil >= 1"',
            [("garde_toujours_vraie", "gardes.assez")],
        ),
        (
            '"essais >= seuil"',
            '"essais > seuil + 20"',
            [
                ("garde_toujours_fausse", "gardes.assez"),
                ("evenement_impossible", "evenements.recevoir.gardes"),
            ],
        ),
        (
            "fait: nombre_d_essais, min: 0, max: 20",
            "fait: nombre_d_essais, min: 0",
            [("bornes_absentes", "gardes.assez")],
        ),
        (
            "defaut: 2, min: 1, max: 5",
            "defaut: 2",
            [("bornes_absentes", "gardes.assez")],
        ),
        (
            "recu_le: {type: date, saisi: oui}",
            'recu_le: {type: date, saisi: oui, invariant: "recu_le <= recu_le", sinon: Non.}',
            [("garde_toujours_vraie", "contexte.recu_le.invariant")],
        ),
        (
            "recu_le: {type: date, saisi: oui}",
            'recu_le: {type: date, saisi: oui, invariant: "recu_le > recu_le + 2", sinon: Non.}',
            [("garde_toujours_fausse", "contexte.recu_le.invariant")],
        ),
        # alternatives
        (
            "[{si: mode_a, vers: fini},\n    {sinon: ouvert}]",
            "[{si: mode_a, vers: fini}]",
            [("selon_incomplet", "evenements.clore.selon")],
        ),
        (
            "[{si: mode_a, vers: fini},",
            "[{si: mode_a, vers: fini}, {si: mode_a, vers: alerte},",
            [("branche_morte", "evenements.clore.selon.1")],
        ),
        (
            "{sinon: ouvert}]",
            "{sinon: ouvert}, {si: mode_a, vers: alerte}]",
            [("branche_morte", "evenements.clore.selon.2")],
        ),
        # usage
        (
            "  mode_a:",
            "  inutile: {si: mode == b, sinon: Non.}\n  mode_a:",
            [("inutilise", "gardes.inutile")],
        ),
        (
            "  seuil:",
            "  inutile: {type: delai, defaut: 1 j, source: s}\n  seuil:",
            [("inutilise", "parametres.inutile")],
        ),
        (
            "  autre_le:",
            "  inutile: {type: date, saisi: oui}\n  autre_le:",
            [("inutilise", "contexte.inutile")],
        ),
        (
            "  verifier:",
            "  inutile: {libelle: Rien, pour: agent}\n  verifier:",
            [("inutilise", "taches.inutile")],
        ),
        (
            "gardes:\n",
            'liens: {enfants: {machine: essai, nombre: "0..n"}}\ngardes:\n',
            [("inutilise", "liens.enfants")],
        ),
        (
            "  finir:",
            "  seul: {libelle: Seul, de: [alerte], par: [systeme]}\n  finir:",
            [("jamais_emis", "evenements.seul")],
        ),
    ],
)
def test_a_seeded_fault_is_found(avant: str, apres: str, attendues: list[tuple[str, str]]) -> None:
    assert avant in BASE
    assert [(une.code, une.ou) for une in controle(BASE.replace(avant, apres, 1))] == attendues


def trouver(texte: str, *autres: str, generiques: str = "") -> list[tuple[str, str]]:
    return [(une.code, une.ou) for une in controle(texte, *autres, generiques=generiques)]


def test_a_richer_machine_is_right_too() -> None:
    chargement = lire(LETTRE, generiques=GENERIQUES)
    assert [(une.code, une.ou) for une in controler(chargement.definitions, VOCABULAIRE)] == [
        ("selon_incomplet", "evenements.trancher.selon"),
        ("inutilise", "fait.enfants"),
    ]
