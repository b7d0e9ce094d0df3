"""Properties at their edges: what cannot be read, what is too large, what only some ways break."""

from __future__ import annotations

import pytest

from tests.workflow.support import VOCABULAIRE, lire
from tests.workflow.test_properties import FILLE, MERE, TETE, prouver
from workflow import domains, walk
from workflow.check import controler
from workflow.properties import Accord, lire_accord


@pytest.mark.parametrize(
    "forme",
    [
        "machines: [mere], jamais: b, quand: 'essais < 2'",
        "machines: [mere], jamais: finir, quand: 'clos_le == vide'",
        "machines: [mere, fille], jamais: mere.passer, quand: 'essais < 2'",
    ],
)
def test_a_condition_that_never_holds_says_nothing(forme: str) -> None:
    assert prouver(forme) == []


SELON = MERE.replace(
    "vers: b, par: [agent], gardes: [assez]",
    "selon: [{si: beaucoup, vers: b}, {si: assez, vers: b}, {vers: c}], par: [agent]",
).replace("  vu:", '  beaucoup: {si: "essais >= 5", sinon: Peu.}\n  vu:')


@pytest.mark.parametrize(
    ("forme", "dit"),
    [
        ("jamais: b, quand: 'essais < 2'", None),
        ("jamais: b, quand: 'essais < 5'", "passe avec essais ="),
        ("jamais: b, quand: 'essais >= 5'", "passe avec essais ="),
        ("jamais: c, quand: 'essais >= 2 and vu_le == vide'", None),
        ("jamais: c, quand: 'essais < 2'", "« passer » passe avec essais ="),
    ],
)
def test_each_way_into_a_state_counts(forme: str, dit: str | None) -> None:
    dits = [une.message for une in prouver(f"machines: [mere], {forme}", SELON)]
    assert any(dit in un for un in dits) if dit else dits == []


@pytest.mark.parametrize(
    ("forme", "dit"),
    [
        ("jamais: passer, quand: 'essais <'", "essais <"),
        ("jamais: passer, quand: 'echecs < 2'", "« echecs »"),
        ("ouvert: {c: [parapher]}", "« parapher » n’existe plus dans mere."),
        ("borne: {delai: {moyenne: 10 j}}", "« moyenne » n’existe plus dans mere."),
        ("borne: {delai: {min: bientôt}}", "« bientôt » n’existe plus dans mere."),
        ("borne: {delai: {max: jamais}}", "« jamais » n’existe plus dans mere."),
    ],
)
def test_what_a_property_names_must_be_readable(forme: str, dit: str) -> None:
    (faute,) = prouver(f"machines: [mere], {forme}")
    assert faute.code == "propriete_sans_objet"
    assert dit in faute.message


def test_a_condition_that_no_value_makes_true_proves_nothing() -> None:
    texte = "{enonce: La règle., source: article 9, machines: [mere], "
    accord, _ = lire_accord(
        {"proprietes.yaml": f"{TETE}  essai: {texte}jamais: passer, quand: 'essais > 20'}}\n"}
    )
    fautes = controler(lire(MERE, FILLE).definitions, VOCABULAIRE, accord=accord)
    (faute,) = (une for une in fautes if une.ou == "proprietes.essai")
    assert faute.code == "propriete_vide"
    assert "« essais > 20 » n’est jamais vrai" in faute.message


@pytest.mark.parametrize(
    ("module", "forme", "dit"),
    [
        (domains, "jamais: passer, quand: 'essais < 2'", "« passer » lit trop de variables"),
        (domains, "jamais: passer, quand: 'essais >= 3'", "« passer » lit trop de variables"),
        (walk, "jamais: finir, sans_avant: [signer]", "Le produit des machines est trop grand"),
    ],
)
def test_a_proof_that_is_too_large_says_so(
    module: object, forme: str, dit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TROP", 1)
    essai = f"{{enonce: La règle., source: article 9, machines: [mere], {forme}}}"
    lues, _ = lire_accord({"proprietes.yaml": f"{TETE}  essai: {essai}\n"})
    fautes = controler(lire(MERE, FILLE).definitions, VOCABULAIRE, accord=lues)
    (faute,) = (une for une in fautes if une.ou == "proprietes.essai")
    assert faute.code == "preuve_trop_grande"
    assert dit in faute.message


def test_an_event_that_nothing_leads_to_is_its_own_path() -> None:
    mere = MERE.replace(
        "  fin: {", "  perdu: {libelle: P, detenteur: agent, sans_echeance: x}\n  fin: {"
    )
    mere += "  errer: {libelle: Errer, de: [perdu], vers: b, par: [agent]}\n"
    (faute,) = prouver("machines: [mere], jamais: b, quand: 'essais < 2'", mere)
    assert "Chemin le plus court : errer. Annulez ce changement" in faute.message


def test_a_file_without_properties_is_refused() -> None:
    lues, fautes = lire_accord({"proprietes.yaml": "- rien\n"})
    assert lues == Accord()
    assert [une.fichier for une in fautes] == ["proprietes.yaml"]


def test_many_switches_are_tried_all_on_and_all_off() -> None:
    noms = [f"etape{rang}" for rang in range(6)]
    parametres = "".join(f"  {nom}: {{type: booleen, defaut: oui, source: s}}\n" for nom in noms)
    evenements = "".join(
        f"  e_{nom}: {{libelle: E, de: [a], par: [agent], si_parametre: {nom}}}\n" for nom in noms
    )
    mere = MERE.replace("parametres:\n", f"parametres:\n{parametres}")
    mere = mere.replace("evenements:\n", f"evenements:\n{evenements}")
    forme = "machines: [mere], apres: passer, toujours_possible: finir"
    assert prouver(forme, mere) == []
    sortie = "si_parametre: etape, saisies: {clos_le"
    (faute,) = prouver(
        forme, mere.replace("par: [agent], saisies: {clos_le", f"par: [agent], {sortie}")
    )
    assert "quand etape, etape0" in faute.message


@pytest.mark.parametrize(
    ("forme", "avant", "apres", "dit"),
    [
        (
            "machines: [mere], mobilise: {passer: chef}",
            "mail: alerte, tache: voir, ",
            "{mail: alerte, si: vu}, {tache: voir, si: vu}, ",
            "n’adresse ni courriel ni tâche à chef",
        ),
        (
            "machines: [mere, fille], entraine: {passer: [fille.ouvrir]}",
            "avec: {jalon: un}}}",
            "avec: {jalon: un}}, si: vu}",
            "« passer » n’entraîne pas fille.ouvrir.",
        ),
        (
            "machines: [mere], echeance: {a.e: {apres: 10 j, tous: 5 j}}",
            ", repeter: {tous: 5 j, max: 3}",
            "",
            "a pas de « tous » au lieu de « 5 j »",
        ),
    ],
)
def test_what_happens_only_sometimes_is_not_enough(
    forme: str, avant: str, apres: str, dit: str
) -> None:
    assert prouver(forme) == []
    assert avant in MERE
    (faute,) = prouver(forme, MERE.replace(avant, apres, 1))
    assert dit in faute.message
