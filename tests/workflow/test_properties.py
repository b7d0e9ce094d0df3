"""Properties: each form holds on a machine that is right, and says the shortest way to break it."""

from __future__ import annotations

import pytest

from tests.workflow.support import VOCABULAIRE, lire
from workflow.check import controler
from workflow.errors import Faute
from workflow.properties import lire_accord

MERE = """machine: mere
version: 1
libelle: Mère
source: article 1
parametres:
  delai: {type: delai, defaut: 10 j, source: s}
  etape: {type: booleen, defaut: oui, source: s}
liens:
  filles: {machine: fille, nombre: "0..n", cle: jalon}
contexte:
  essais: {type: entier, fait: nombre_d_essais, min: 0, max: 9}
  vu_le: {type: date, saisi: oui}
  clos_le: {type: date, saisi: oui}
  mot: {type: texte, saisi: oui}
gardes:
  assez: {si: "essais >= 2", sinon: Encore.}
  vu: {si: "vu_le != vide", sinon: Pas vu.}
taches:
  voir: {libelle: Voir, pour: chef}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, echeances: {e: {apres: delai, calendrier: bureau,
      depuis: entree, effets: [mail: rappel], repeter: {tous: 5 j, max: 3}}}}
  b: {libelle: B, detenteur: agent, sans_echeance: on attend}
  c: {libelle: C, detenteur: agent, sans_echeance: on attend}
  fin: {libelle: Fin, final: oui}
evenements:
  essayer: {libelle: Essayer, de: [a], par: [agent], saisies: {mot: facultatif}}
  noter_vu: {libelle: Vu, de: [b], par: [agent], saisies: {vu_le: obligatoire}}
  passer: {libelle: Passer, de: [a], vers: b, par: [agent], gardes: [assez], efface: [vu_le],
    effets: [mail: alerte, tache: voir, {ouvre: {machine: fille, lien: filles, avec: {jalon: un}}}]}
  signer: {libelle: Signer, de: [b], vers: c, par: [chef], gardes: [vu]}
  revenir: {libelle: Revenir, de: [b, c], vers: a, par: [agent], si_parametre: etape}
  finir: {libelle: Finir, de: [c], vers: fin, par: [agent], saisies: {clos_le: obligatoire},
    effets: [emet: {evenement: clore, a: filles}]}
"""
FILLE = """machine: fille
version: 1
libelle: Fille
source: article 2
contexte:
  jalon: {type: choix, saisi: oui, valeurs: [un, deux]}
ouverture: {saisies: {jalon: obligatoire}}
etats:
  neuve: {libelle: Neuve, initial: oui, detenteur: agent, sans_echeance: x}
  grande: {libelle: Grande, detenteur: agent, sans_echeance: x}
  partie: {libelle: Partie, final: oui}
evenements:
  grandir: {libelle: Grandir, de: [neuve], vers: grande, par: [agent]}
  clore: {libelle: Clore, de: [neuve, grande], vers: partie, par: [systeme]}
"""
TETE = (
    "machine: proprietes\nobligations: {article 9: [{phrase: La règle., proprietes: [essai]}]}\n"
    "proprietes:\n"
)


def prouver(forme: str, mere: str = MERE, fille: str = FILLE) -> list[Faute]:
    """Faults of one property on the two machines."""
    texte = f"{TETE}  essai: {{enonce: La règle., source: article 9, {forme}}}\n"
    accord, fautes = lire_accord({"proprietes.yaml": texte})
    assert not fautes, fautes
    chargement = lire(mere, fille)
    assert [une for une in chargement.fautes if une.niveau == "erreur"] == []
    codes = {"propriete_violee", "propriete_sans_objet", "suites_sans_fin"}
    toutes = controler(chargement.definitions, VOCABULAIRE, accord=accord)
    return [une for une in toutes if une.code in codes]


TIENNENT = [
    "machines: [mere], jamais: finir, sans_avant: [signer]",
    "machines: [mere], jamais: signer, sans_avant: [noter_vu], depuis: [passer]",
    "machines: [mere], jamais: c, sans_avant: [passer]",
    "machines: [mere], jamais: passer, quand: 'essais < 2'",
    "machines: [mere, fille], jamais: mere.passer, pendant: [fille.partie]",
    "machines: [mere, fille], jamais: fille.clore, sans_avant: [mere.signer]",
    "machines: [mere, fille], jamais: fille.grandir, sans_avant: [mere.passer]",
    "machines: [mere, fille], au_plus_un: fille.ouvrir, par: jalon",
    "machines: [mere, fille], au_plus_un: fille.ouvrir, par: jalon, sauf: [fille.partie]",
    "machines: [mere], apres: passer, toujours_possible: finir",
    "machines: [mere], attente_bornee: oui, etats: [a]",
    "machines: [mere], seulement_par: {signer: [chef], c: [chef]}",
    "machines: [mere], exige: {finir: [clos_le]}",
    "machines: [mere], efface: {passer: [vu_le]}",
    "machines: [mere], informe: {passer: chef, a.e: agent}",
    "machines: [mere], mobilise: {b: chef}",
    "machines: [mere, fille], entraine: {passer: [fille.ouvrir], finir: [fille.clore]}",
    "machines: [mere], ouvert: {c: [finir]}",
    "machines: [mere], parametre: {delai: 10 j, etape: oui}",
    "machines: [mere], echeance: {a.e: {apres: 10 j, calendrier: bureau, tous: 5 j, max: '3'}}",
    "machines: [mere], exige: {finir: [clos_le]}, efface: {passer: [vu_le]}",
    "machines: [mere], echeance: {a.e: {sens: apres}}",
]


@pytest.mark.parametrize("forme", TIENNENT)
def test_a_property_that_holds_says_nothing(forme: str) -> None:
    assert prouver(forme) == []


CASSENT = [
    (TIENNENT[0], "de: [c], vers: fin", "de: [b, c], vers: fin", "mere.finir (b → fin)"),
    (TIENNENT[1], "gardes: [vu]", "gardes: [assez]", "« signer » arrive sans noter_vu depuis"),
    (TIENNENT[1], "efface: [vu_le],", "", "mere.revenir (b → a)"),
    (TIENNENT[2], "de: [b, c], vers: a", "de: [a], vers: c", "mere.revenir (a → c)"),
    (TIENNENT[3], '"essais >= 2"', '"essais >= 1"', "passe avec essais = 1"),
    (TIENNENT[3], "gardes: [assez], efface", "efface", "« passer » passe avec essais ="),
    (TIENNENT[7], ", cle: jalon}", "}", "s’ouvre deux fois pour un même jalon"),
    (TIENNENT[9], "de: [c], vers: fin", "de: [a], vers: fin", "plus possible quand etape vaut non"),
    (TIENNENT[10], "depuis: entree", "depuis: vu_le", "Rien ne borne l’attente à « a »"),
    (TIENNENT[11], "vers: c, par: [chef]", "vers: c, par: [agent, chef]", "ouvert à agent"),
    (TIENNENT[12], "clos_le: obligatoire", "clos_le: facultatif", "se fait sans « clos_le »"),
    (TIENNENT[13], "efface: [vu_le],", "", "« passer » laisse « vu_le » du tour précédent"),
    (TIENNENT[14], "[mail: alerte, ", "[{mail: alerte, si: vu}, ", "n’écrit pas à chef"),
    (TIENNENT[14], "[mail: rappel]", "[tache: voir]", "L’échéance n’écrit pas à agent"),
    (TIENNENT[15], "mail: alerte, tache: voir, ", "", "n’adresse ni courriel ni tâche à chef"),
    (TIENNENT[16], "emet: {evenement: clore, a: filles}", "mail: avis",
     "n’entraîne pas fille.clore"),
    (TIENNENT[17], "[agent], saisies: {clos_le", "[agent], si_parametre: etape, saisies: {clos_le",
     "pas toujours ouvert depuis « c »"),
    (TIENNENT[18], "defaut: 10 j", "defaut: 12 j", "vaut 12 j au lieu de 10 j"),
    (TIENNENT[19], "apres: delai, calendrier: bureau", "apres: 3 j, calendrier: duree",
     "« apres: 3 j » au lieu de « 10 j »"),
    (TIENNENT[20], "clos_le: obligatoire", "clos_le: facultatif", "se fait sans « clos_le »"),
    (TIENNENT[20], "efface: [vu_le],", "", "« passer » laisse « vu_le » du tour précédent"),
    (TIENNENT[21], "apres: delai", "avant: delai", "« sens: avant » au lieu de « apres »"),
]  # fmt: skip


def test_a_key_that_is_given_back_may_serve_again() -> None:
    rendue = MERE.replace("cle: jalon}", "cle: jalon, libere_par: [partie]}")
    rendue = rendue.replace("de: [b, c], vers: a", "de: [b, c, fin], vers: a").replace(
        "fin: {libelle: Fin, final: oui}",
        "fin: {libelle: Fin, detenteur: agent, sans_echeance: x}\n  bout: {libelle: B, final: oui}",
    )
    rendue += "  partir: {libelle: Partir, de: [fin], vers: bout, par: [agent]}\n"
    forme = "machines: [mere, fille], au_plus_un: fille.ouvrir, par: jalon"
    (faute,) = prouver(forme, rendue)
    assert "fille.clore (neuve → partie)" in faute.message
    assert prouver(f"{forme}, sauf: [fille.partie]", rendue) == []


@pytest.mark.parametrize(("forme", "avant", "apres", "dit"), CASSENT)
def test_a_broken_property_says_how(forme: str, avant: str, apres: str, dit: str) -> None:
    assert avant in MERE
    fautes = prouver(forme, MERE.replace(avant, apres, 1))
    assert fautes, "the property still holds"
    assert all(une.message.startswith("La règle. [article 9] ") for une in fautes)
    assert dit in " ".join(une.message for une in fautes)


def test_the_path_is_the_shortest() -> None:
    (faute,) = prouver(
        "machines: [mere], jamais: fin, sans_avant: [essayer]",
    )
    assert faute.message.endswith(
        "Chemin le plus court : mere.ouvrir ; mere.passer (a → b) ; mere.noter_vu ; "
        "mere.signer (b → c) ; mere.finir (c → fin). Annulez ce changement, ou remettez ce que "
        "demande la règle « essai » (proprietes.yaml, ligne 4) ; si un avenant a changé "
        "l’article, changez-la aussi."
    )
    assert faute.fichier == "essai.yaml"


def test_a_name_that_no_longer_exists_is_told() -> None:
    (faute,) = prouver("machines: [mere], jamais: finir, sans_avant: [parapher]")
    assert (faute.code, faute.ou) == ("propriete_sans_objet", "proprietes.essai")
    assert "« parapher » n’existe plus dans mere." in faute.message


def test_a_machine_that_no_longer_exists_is_told() -> None:
    (faute,) = prouver("machines: [tante], jamais: finir, sans_avant: [signer]")
    assert "La machine tante n’existe pas." in faute.message


def test_follow_ons_that_call_each_other_for_ever_are_found() -> None:
    mere = MERE.replace(
        "  essayer:",
        "  reagir: {libelle: Réagir, de: [a, b, c], par: [systeme],\n"
        "    effets: [emet: {evenement: reagir, a: filles}]}\n  essayer:",
    )
    fille = FILLE.replace(
        "  grandir: {libelle: Grandir, de: [neuve], vers: grande, par: [agent]}",
        "  grandir: {libelle: Grandir, de: [neuve], vers: grande, par: [agent],\n"
        "    effets: [emet: {evenement: reagir, a: parent}]}\n"
        "  reagir: {libelle: Réagir, de: [neuve, grande], par: [systeme],\n"
        "    effets: [emet: {evenement: reagir, a: parent}]}",
    )
    forme = "machines: [mere, fille], jamais: fille.clore, sans_avant: [mere.signer]"
    assert [une.code for une in prouver(forme, mere, fille)] == ["suites_sans_fin"]


@pytest.mark.parametrize(
    ("forme", "dit"),
    [
        ("machines: [mere], jamais: finir", "« jamais » demande sans_avant, quand ou pendant."),
        ("machines: [mere], jamais: x, exige: {y: [z]}", "une forme, ou plusieurs tables"),
        ("machines: [mere], apres: finir", "« apres » demande « toujours_possible »."),
        ("machines: [], exige: {finir: [clos_le]}", "Nommez de une à 4 machines."),
        ("machines: [mere], attente_bornee: non", "« attente_bornee » s’écrit oui."),
        ("machines: [mere], exige: {finir: [x]}, jamai: x", "Clé inconnue « jamai »"),
    ],
)
def test_a_property_that_is_badly_written_is_refused(forme: str, dit: str) -> None:
    texte = f"{TETE}  essai: {{enonce: La règle., source: article 9, {forme}}}\n"
    _, fautes = lire_accord({"proprietes.yaml": texte})
    assert dit in " ".join(une.message for une in fautes)
