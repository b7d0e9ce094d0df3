"""References between machines, and the operations of the engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workflow.support import VOCABULAIRE, codes, lire
from workflow.check import controler

OPERATIONS = """taches:
  decider_des_suites: {libelle: Décider, pour: agent}
  revoir: {libelle: Revoir, pour: agent}
rappels:
  pause_a_revoir: {apres: 1 mois, calendrier: bureau, depuis: entree, effets: [tache: revoir]}
evenements:
  attendre:
    libelle: Attendre
    de: non_finaux
    par: [agent]
    saisies: {mode: obligatoire, jusqu_au: facultatif}
    operation: attente
  reprendre: {libelle: Reprendre, de: non_finaux, par: [agent, horloge], operation: reprise}
  corriger:
    libelle: Corriger
    de: tous
    par: [agent]
    saisies: {champ: obligatoire, valeur: obligatoire, ligne: facultatif}
    operation: correction
  retablir:
    libelle: Rétablir
    de: tous
    par: [agent, chef]
    saisies: {etat: obligatoire}
    operation: retablissement
  affecter: {libelle: Affecter, de: tous, par: [agent], operation: affectation}
"""
SIMPLE = """
etats:
  ouvert: {libelle: Ouvert, initial: oui, detenteur: agent, sans_echeance: x}
  fini: {libelle: Fini, final: oui}
evenements:
  finir: {libelle: Finir, de: [ouvert], vers: fini, par: [agent, systeme]}
"""


def test_the_operations_of_the_engine_need_their_fields() -> None:
    assert lire(SIMPLE, generiques=OPERATIONS).fautes == ()


@pytest.mark.parametrize(
    ("avant", "apres", "code"),
    [
        ("{mode: obligatoire, ", "{mode: facultatif, ", "operation_saisie"),
        ("valeur: obligatoire", "valeur: facultatif", "operation_saisie"),
        ("{etat: obligatoire}", "{ligne: facultatif}", "operation_saisie"),
        ("operation: affectation", "operation: affectation, vers: fini", "operation_forme"),
        ("[agent, horloge]", "[agent]", "operation_horloge"),
        (", operation: reprise}", "}", "operation_reprise"),
        ("  pause_a_revoir:", "  autre:", "operation_rappel"),
        ("[tache: revoir]", "[tache: rien]", "tache_inconnue"),
        ("calendrier: bureau", "calendrier: lunaire", "calendrier_inconnu"),
        ("  decider_des_suites:", "  autre:", "tache_inconnue"),
        ("operation: affectation", "operation: magie", "valeur"),
    ],
)
def test_an_operation_amiss_is_told(avant: str, apres: str, code: str) -> None:
    assert avant in OPERATIONS
    chargement = lire(SIMPLE, generiques=OPERATIONS.replace(avant, apres, 1))
    assert [une.code for une in chargement.fautes] == [code]
    assert {une.fichier for une in chargement.fautes} == {"generiques.yaml"}


@pytest.mark.parametrize(
    ("effet", "refuse"), [("mail: avis", False), ("{mail: avis, si: g}", True)]
)
def test_the_effects_of_an_operation_bear_no_condition(effet: str, refuse: bool) -> None:
    avec = f"operation: retablissement\n    effets: [{effet}]"
    chargement = lire(SIMPLE, generiques=OPERATIONS.replace("operation: retablissement", avec))
    assert ("operation_forme" in {une.code for une in chargement.fautes}) is refuse


MERE = """machine: mere
version: 1
libelle: Mère
source: s
contexte:
  nom: {type: texte, saisi: oui}
  combien: {type: entier, saisi: oui}
liens:
  enfants: {machine: enfant, nombre: "1..n"}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, final: oui}
evenements:
  naitre:
    libelle: Naître
    de: [a]
    par: [agent]
    effets:
      - ouvre: {machine: enfant, lien: enfants, pour_chaque: parties, avec: {genre: g}}
  finir:
    libelle: Finir
    de: [a]
    vers: b
    par: [agent, systeme]
    effets:
      - emet: {evenement: clore, a: enfants, avec: {motif: nom, note: trois}}
"""
ENFANT = """machine: enfant
version: 1
libelle: Enfant
source: s
contexte:
  genre: {type: choix, saisi: oui, valeurs: [g, h]}
  note: {type: texte, saisi: oui}
  rang: {type: entier, saisi: oui}
ouverture: {saisies: {genre: obligatoire}}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, final: oui}
evenements:
  clore:
    libelle: Clore
    de: [a]
    vers: b
    par: [systeme]
    motif: obligatoire
    saisies: {note: obligatoire, rang: facultatif}
    effets: [emet: {evenement: finir, a: parent}]
"""


def test_machines_that_speak_to_each_other_pass() -> None:
    assert lire(MERE, ENFANT).fautes == ()


@pytest.mark.parametrize(
    ("avant", "apres", "code", "mot"),
    [
        ('machine: enfant, nombre: "1..n"', 'machine: zut, nombre: "1"', "machine_inconnue", "zut"),
        ('nombre: "1..n"', 'nombre: "plein"', "lien_nombre", "1..n"),
        ("clore, a: enfants", "clore, a: zut", "lien_inconnu", "ou parent"),
        ("clore, a: enfants", "clore, a: enfants, le: zut", "emission_le", "« zut »"),
        ("clore, a: enfants", "clore, a: parent", "lien_inconnu", "pas de parent"),
        ("clore, a: enfants", "clore, a: enfants.petits", "lien_inconnu", "enfants.petits"),
        ("clore, a: enfants", "clore, a: zut.petits", "lien_inconnu", "zut.petits"),
        ("evenement: clore", "evenement: zut", "evenement_inconnu", "dans enfant"),
        ("{motif: nom, note: trois}", "{motif: nom}", "avec_manque", "« note »"),
        ("{motif: nom, note", "{note", "avec_manque", "« motif »"),
        ("note: trois}", "note: trois, zut: x}", "champ_inconnu", "« zut »"),
        ("note: trois}", "note: trois, rang: nom}", "avec_type", "de type texte"),
        ("note: trois}", "note: trois, rang: beaucoup}", "valeur_inconnue", "« beaucoup »"),
        ("ouvre: {machine: enfant", "ouvre: {machine: zut", "machine_inconnue", "« zut »"),
        ("lien: enfants", "lien: zut", "lien_inconnu", "« zut »"),
        ("ouvre: {machine: enfant", "ouvre: {machine: mere", "lien_machine", "mène à enfant"),
        ("pour_chaque: parties", "pour_chaque: zut", "liste_inconnue", "parties"),
        ("avec: {genre: g}", "avec: {genre: z}", "valeur_inconnue", "« z »"),
        ("avec: {genre: g}", "avec: {genre: g, note: n}", "champ_inconnu", "ouverture de enfant"),
        (", avec: {genre: g}", "", "avec_manque", "« genre »"),
        (
            "      - emet: {evenement: clore, a: enfants, avec: {motif: nom, note: trois}}\n",
            "      - emet: {evenement: clore, a: enfants, avec: {motif: nom, note: trois}}\n" * 2,
            "effet_double",
            "« emet: clore »",
        ),
    ],
)
def test_what_is_said_between_machines_is_checked(
    avant: str, apres: str, code: str, mot: str
) -> None:
    assert avant in MERE
    fautes_ = lire(MERE.replace(avant, apres, 1), ENFANT).fautes
    assert code in [une.code for une in fautes_]
    assert any(mot in une.message for une in fautes_ if une.code == code)


def test_an_emitted_event_is_open_to_the_system() -> None:
    assert codes(lire(MERE, ENFANT.replace("par: [systeme]", "par: [agent]")).fautes) == [
        ("emission_role", 26)
    ]


def test_a_list_is_named_when_none_exists() -> None:
    vocabulaire = replace(VOCABULAIRE, listes=frozenset())
    (faute,) = lire(MERE, ENFANT, vocabulaire=vocabulaire).fautes
    assert faute.message.endswith("listes connues : aucune.")


@pytest.mark.parametrize(
    ("lien", "attendus"),
    [
        ("cle: genre", []),
        ("cle: genre, libere_par: [b]", []),
        ("cle: note", ["lien_cle"]),
        ("cle: zut", ["lien_cle"]),
        ("libere_par: [b]", ["lien_libere"]),
        ("cle: genre, libere_par: [a]", ["lien_libere"]),
        ("cle: genre, libere_par: [zut]", ["lien_libere"]),
        ("cle: genre, libre_a_la_main: oui", []),
        ("libre_a_la_main: oui", ["lien_libre"]),
    ],
)
def test_the_key_of_a_link_is_opened_with_and_given_back_at_an_end(
    lien: str, attendus: list[str]
) -> None:
    mere = MERE.replace('nombre: "1..n"', f'nombre: "1..n", {lien}', 1)
    assert [une.code for une in lire(mere, ENFANT).fautes] == attendus


@pytest.mark.parametrize(
    ("lien", "attendus"),
    [
        ("corrige_dans: [a], donne: {note: nom}", []),
        ("corrige_dans: [b], donne: {note: nom}", ["pas un état en cours"]),
        ("corrige_dans: [zut], donne: {note: nom}", ["pas un état en cours"]),
        ("corrige_dans: [a]", ["rien n’est transmis"]),
    ],
)
def test_a_correction_follows_what_a_link_hands_on(lien: str, attendus: list[str]) -> None:
    mere = MERE.replace('nombre: "1..n"', f'nombre: "1..n", {lien}', 1)
    trouvees = [une.message for une in lire(mere, ENFANT).fautes if une.code == "lien_corrige"]
    assert len(trouvees) == len(attendus)
    assert all(mot in dit for mot, dit in zip(attendus, trouvees, strict=True))


@pytest.mark.parametrize(
    ("lien", "fautes"),
    [
        ("corrige_dans: [a], donne: {le: jour}, anniversaire_de: {le: jour}", 0),
        ("donne: {le: jour}, anniversaire_de: {le: jour}", 1),
        ("corrige_dans: [a], donne: {le: jour}, anniversaire_de: {zut: jour}", 1),
        ("corrige_dans: [a], donne: {le: jour}, anniversaire_de: {le: zut}", 1),
        ("corrige_dans: [a], donne: {note: nom}, anniversaire_de: {note: nom}", 1),
    ],
)
def test_an_anniversary_is_that_of_a_date_handed_on(lien: str, fautes: int) -> None:
    champ = "contexte:\n  jour: {type: date, saisi: oui}\n"
    mere = MERE.replace('nombre: "1..n"', f'nombre: "1..n", {lien}', 1)
    mere = mere.replace("contexte:\n", champ, 1)
    enfant = ENFANT.replace("contexte:\n", champ.replace("jour:", "le:"), 1)
    enfant = enfant.replace(
        "saisies: {genre", "saisies: {note: facultatif, le: facultatif, genre", 1
    )
    trouvees = [une.code for une in lire(mere, enfant).fautes]
    assert trouvees.count("lien_anniversaire") == fautes


@pytest.mark.parametrize(
    ("retour", "codes_dits"),
    [
        ("defaire", []),
        ("zut", ["evenement_inconnu"]),
        ("clore", ["avec_manque"]),
        ("finir", ["emission_role"]),
    ],
)
def test_what_an_act_emits_is_taken_back_by_an_act_of_jalon(
    retour: str, codes_dits: list[str]
) -> None:
    """It exists behind that link, Jalon may do it, and it asks for nothing."""
    emis = "{evenement: clore, a: enfants, "
    mere = MERE.replace(emis, f"{emis}defait_par: {retour}, ", 1)
    actes = """evenements:
  defaire: {libelle: Défaire, de: [b], vers: a, par: [systeme]}
  finir: {libelle: Finir, de: [a], vers: b, par: [agent]}"""
    enfant = ENFANT.replace("evenements:", actes, 1)
    assert sorted({une.code for une in lire(mere, enfant).fautes}) == codes_dits


@pytest.mark.parametrize(
    ("lien", "fautes"),
    [("defait_par: defaire", 0), ("defait_par: finir", 1), ("defait_par: zut", 1)],
)
def test_an_opening_is_undone_by_an_act_of_jalon(lien: str, fautes: int) -> None:
    mere = MERE.replace('nombre: "1..n"', f'nombre: "1..n", {lien}', 1)
    acte = "evenements:\n  defaire: {libelle: Défaire, de: [a], vers: b, par: [systeme]}"
    enfant = ENFANT.replace("evenements:", acte, 1)
    trouvees = [une for une in lire(mere, enfant).fautes if une.code == "lien_defait"]
    assert len(trouvees) == fautes


def test_a_correction_follows_nothing_into_another_root() -> None:
    lien = 'nombre: "1..n", corrige_dans: [a], donne: {note: nom}'
    mere = MERE.replace('nombre: "1..n"', lien, 1)
    racine = ENFANT.replace("libelle: Enfant", "racine: oui\nlibelle: Enfant", 1)
    dits = [une.message for une in lire(mere, racine).fautes if une.code == "lien_corrige"]
    assert ["ouvert chez lui" in un for un in dits] == [True]


@pytest.mark.parametrize(
    ("dons", "attendus"),
    [
        ("note: nom", []),
        ("rang: nom", ["n’est pas un champ d’ouverture"]),
        ("zut: nom", ["n’est pas un champ d’ouverture"]),
        ("note: combien", ["du même type (texte)"]),
        ("note: zut", ["ne peut pas donner"]),
        ("note: secret", ["ne peut pas donner"]),
        ("note: vite", ["ne peut pas donner"]),
    ],
)
def test_a_link_gives_what_the_dossier_keeps(dons: str, attendus: list[str]) -> None:
    mere = MERE.replace('nombre: "1..n"', f'nombre: "1..n", donne: {{{dons}}}', 1)
    champs = "".join(
        f"  {nom}: {{type: texte, saisi: oui, {mot}: oui}}\n"
        for nom, mot in (("secret", "personnel"), ("vite", "passager"))
    )
    mere = mere.replace("liens:\n", champs + "liens:\n", 1)
    enfant = ENFANT.replace("{genre: obligatoire}", "{genre: obligatoire, note: facultatif}")
    dites = [une.message for une in lire(mere, enfant).fautes if une.code == "lien_donne"]
    assert len(dites) == len(attendus)
    assert all(mot in une for mot, une in zip(attendus, dites, strict=True))


@pytest.mark.parametrize(
    ("ouverture", "attendus"),
    [
        ("par: [agent], sujet: genre, ", []),
        ("par: [zut], ", ["role_inconnu"]),
        ("par: [horloge], ", ["role_inconnu"]),
        ("sujet: note, ", ["ouverture_sujet"]),
        ("de_la_convention: [genre], ", ["ouverture_convention"]),
        ("sujet: zut, ", ["ouverture_sujet"]),
    ],
)
def test_an_opening_by_hand_names_roles_and_a_field(ouverture: str, attendus: list[str]) -> None:
    enfant = ENFANT.replace("ouverture: {", f"ouverture: {{{ouverture}", 1)
    assert [une.code for une in lire(MERE, enfant).fautes] == attendus


def test_a_personal_value_is_not_handed_to_a_field_of_the_journal() -> None:
    mere = MERE.replace("nom: {type: texte,", "nom: {type: texte, personnel: oui,", 1)
    assert lire(mere, ENFANT).fautes == ()  # the reason of an act is as personal
    fuite = mere.replace("note: trois", "note: nom", 1)
    assert [une.code for une in lire(fuite, ENFANT).fautes] == ["avec_personnel"]


def test_a_link_that_only_people_follow_serves() -> None:
    seule = MERE.replace(", pour_chaque: parties, avec: {genre: g}", "")
    seule = seule[: seule.index("    effets:\n      - ouvre")] + seule[seule.index("  finir:") :]
    seule = seule[: seule.index("    effets:\n      - emet")]
    enfant = ENFANT.replace("    effets: [emet: {evenement: finir, a: parent}]\n", "")
    a_la_main = enfant.replace("ouverture: {", "ouverture: {par: [agent], ", 1)
    orphelin, suivi = (
        {
            (une.code, une.ou)
            for une in controler(lire(seule, un).definitions, VOCABULAIRE)
            if une.ou.startswith("liens")
        }
        for un in (enfant, a_la_main)
    )
    assert orphelin == {("inutilise", "liens.enfants")}
    assert suivi == set()
