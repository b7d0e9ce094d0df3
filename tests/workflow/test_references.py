"""Every name that a machine uses exists; each fault names the thing, the line and the mend."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workflow.support import FAITS, VOCABULAIRE, lire
from workflow.values import Fait

BASE = """parametres:
  seuil: {type: entier, defaut: 2, min: 1, max: 9, source: s}
  attente: {type: delai, defaut: 5 j, source: s}
  etape: {type: booleen, defaut: oui, source: s}
  envoi: {type: choix, defaut: mel, valeurs: [mel, papier], source: s}
  depart: {type: champ, defaut: recu_le, valeurs: [recu_le], source: s}
contexte:
  recu_le: {type: date, saisi: oui}
  copie_le: {type: date, saisi: oui}
  vu_a: {type: instant, saisi: oui}
  mode: {type: choix, saisi: oui, valeurs: [a, b]}
  montant: {type: decimal, saisi: oui, min: 0, max: 9}
  fini: {type: booleen, saisi: oui}
  note: {type: texte, saisi: oui, passager: oui}
  jour: {type: date, saisi: oui, passager: oui}
  essais: {type: entier, fait: nombre_d_essais, min: 0, max: 9}
liens: {}
gardes:
  assez: {si: "essais >= seuil", sinon: "Encore {essais}."}
taches:
  voir: {libelle: Voir, pour: agent, faite_par: [essayer]}
ouverture: {saisies: {mode: facultatif}}
etats:
  ouvert:
    libelle: Ouvert
    initial: oui
    detenteur: agent
    echeances:
      e: {apres: attente, calendrier: bureau, depuis: recu_le, declenche: expirer}
  fini_: {libelle: Fini, final: oui}
evenements:
  essayer:
    libelle: Essayer
    de: [ouvert]
    par: [agent]
    gardes: [assez]
    saisies: {recu_le: obligatoire, note: facultatif, jour: obligatoire}
    pose: {copie_le: recu_le}
    efface: [mode]
    si_parametre: etape
    effets: [mail: avis]
  expirer: {libelle: Expirer, de: [ouvert], vers: fini_, par: [horloge]}
""".replace("fini_", "termine")


def fautes(avant: str, apres: str) -> list[tuple[str, str]]:
    """Codes and messages after one change of the base."""
    assert avant in BASE
    return [(une.code, une.message) for une in lire(BASE.replace(avant, apres, 1)).fautes]


def test_the_base_has_no_fault() -> None:
    assert lire(BASE).fautes == ()


@pytest.mark.parametrize(
    ("avant", "apres", "code", "mot"),
    [
        ("fait: nombre_d_essais", "fait: zut", "fait_inconnu", "zut"),
        ("{type: entier, fait", "{type: decimal, fait", "fait_type", "type: entier"),
        ("min: 0, max: 9}\nliens", "passager: oui, min: 0, max: 9}\nliens", "champ", "passager"),
        ("valeurs: [a, b]}", "valeurs: [a, b], libelles: {z: Z}}", "libelle_inconnu", "« z »"),
        ("  seuil:", "  montant: {type: entier, defaut: 1, source: s}\n  seuil:", "nom_double", ""),
        ("  seuil:", "  entree: {type: entier, defaut: 1, source: s}\n  seuil:", "nom_reserve", ""),
        ("  vu_a:", "  etat: {type: texte, saisi: oui}\n  vu_a:", "nom_reserve", "« etat »"),
        ("  vu_a:", "  dernier_jour: {type: date, saisi: oui}\n  vu_a:", "nom_reserve", ""),
        ("  vu_a:", "  aujourd_hui: {type: date, saisi: oui}\n  vu_a:", "nom_reserve", ""),
        ("  vu_a:", "  motif: {type: texte, saisi: oui}\n  vu_a:", "nom_reserve", "« motif »"),
        ("defaut: 2, min: 1", "defaut: 0, min: 1", "parametre_borne", "« seuil »"),
        ("defaut: 2, min: 1", "defaut: 12, min: 1", "parametre_borne", "« seuil »"),
        (
            "defaut: recu_le, valeurs: [recu_le]",
            "defaut: zut_le, valeurs: [zut_le]",
            "champ_inconnu",
            "« zut_le »",
        ),
        ("valeurs: [recu_le]", "valeurs: [recu_le, mode]", "ancre_type", "de type choix"),
        ("valeurs: [recu_le]", "valeurs: [recu_le, jour]", "ancre_passagere", "« jour »"),
        ("pour: agent", "pour: zut", "role_inconnu", "« zut »"),
        ("pour: agent", "pour: horloge", "role_inconnu", "« horloge »"),
        ("faite_par: [essayer]", "faite_par: [zut]", "evenement_inconnu", "« zut »"),
        ("faite_par: [essayer]", "jusqu_a: zut", "echeance_inconnue", "« zut »"),
        ("detenteur: agent", "detenteur: zut", "role_inconnu", "agent, chef, client"),
        ("calendrier: bureau", "calendrier: zut", "calendrier_inconnu", "bureau, duree"),
        ("apres: attente", "apres: zut", "parametre_inconnu", "« zut »"),
        ("apres: attente", "apres: seuil", "parametre_type", "de type entier"),
        (
            "declenche: expirer}",
            "effets: [mail: avis], repeter: {tous: zut, max: 2}}",
            "parametre_inconnu",
            "« zut »",
        ),
        ("depuis: recu_le", "depuis: zut", "champ_inconnu", "« zut »"),
        ("depuis: recu_le", "depuis: seuil", "parametre_type", "pas champ"),
        ("depuis: recu_le", "depuis: jour", "ancre_passagere", "« jour »"),
        ("declenche: expirer", "declenche: zut", "evenement_inconnu", "« zut »"),
        ("declenche: expirer", "declenche: essayer", "declenche_role", "ajoutez-la à par"),
        (
            "Expirer, de: [ouvert]",
            "Expirer, de: [termine]",
            "declenche_etat",
            "ajoutez cet état à de",
        ),
        ("declenche: expirer", "declenche: expirer, verification: zut", "tache_inconnue", "zut"),
        ("declenche: expirer", "declenche: expirer, opposable_a: zut", "role_inconnu", "zut"),
        ("declenche: expirer", "declenche: expirer, ensuite: zut", "role_inconnu", "zut"),
        ("declenche: expirer", "declenche: expirer, si_parametre: zut", "parametre_inconnu", "zut"),
        ("declenche: expirer", "declenche: expirer, si_parametre: seuil", "parametre_type", ""),
        ("par: [agent]", "par: [zut]", "role_inconnu", "agent, chef, client, horloge, systeme"),
        ("vers: termine", "vers: zut", "etat_inconnu", "« zut »"),
        ("vers: termine", "selon: [{sinon: zut}]", "etat_inconnu", "« zut »"),
        ("vers: termine", "selon: [{si: zut, vers: termine}]", "garde_inconnue", "« zut »"),
        ("gardes: [assez]", "gardes: [zut]", "garde_inconnue", "« zut »"),
        ("saisies: {recu_le", "saisies: {zut: facultatif, recu_le", "champ_inconnu", "« zut »"),
        ("saisies: {recu_le", "saisies: {essais: facultatif, recu_le", "saisie_d_un_fait", ""),
        ("saisies: {mode", "saisies: {zut", "champ_inconnu", "« zut »"),
        ("saisies: {mode", "saisies: {note", "ouverture_passagere", "« note »"),
        ("{copie_le: recu_le}", "{zut: recu_le}", "pose_cible", "« zut »"),
        ("{copie_le: recu_le}", "{essais: recu_le}", "pose_cible", "« essais »"),
        ("{copie_le: recu_le}", "{note: recu_le}", "pose_cible", "« note »"),
        ("{copie_le: recu_le}", "{copie_le: zut}", "pose_source", "« zut »"),
        ("{copie_le: recu_le}", "{copie_le: essais}", "pose_type", "« essais »"),
        ("{copie_le: recu_le}", "{copie_le: vu_a}", "pose_type", "de type instant"),
        ("    efface:", "    temps_arrete_depuis: recu_le\n    efface:", "temps_arrete", "recu_le"),
        ("vers: termine", "vers: termine, temps_arrete_depuis: mode", "temps_arrete", "mode"),
        ("efface: [mode]", "efface: [zut]", "efface", "« zut »"),
        ("[mail: avis]", "[mail: avis, mail: avis]", "effet_double", "partirait deux fois"),
        ("[mail: avis]", "[mail: avis, {mail: avis, si: assez}]", "effet_double", "une garde (si)"),
        (
            "declenche: expirer}",
            "effets: [tache: revoir, tache: revoir]}",
            "effet_double",
            "La tâche « revoir »",
        ),
        ("efface: [mode]", "efface: [note]", "efface", "« note »"),
        ("si_parametre: etape", "si_parametre: envoi", "parametre_type", "de type choix"),
        ("mail: avis", "mail: zut", "message_inconnu", "« zut »"),
        ("mail: avis", "document: zut", "document_inconnu", "« zut »"),
        ("mail: avis", "inscrit: zut", "inscription_inconnue", "inscriptions : aucune"),
        ("mail: avis", "tache: zut", "tache_inconnue", "« zut »"),
        ("note: {type: texte", "note: {montre_a: [agent], type: texte", "champ", "pas personnel"),
        (
            "note: {type: texte",
            "note: {personnel: oui, montre_a: [zut], type: texte",
            "role_inconnu",
            "« zut »",
        ),
        ("[mail: avis]", "[{mail: avis, si: zut}]", "garde_inconnue", "« zut »"),
        ("initial: oui", "initial: non", "etat_initial", "aucun ne l’est"),
        ("final: oui", "final: oui, initial: oui", "etat_initial", "en voici 2"),
    ],
)
def test_a_name_that_does_not_exist_is_told(avant: str, apres: str, code: str, mot: str) -> None:
    trouvees = fautes(avant, apres)
    assert code in [une for une, _ in trouvees]
    assert any(mot in message for une, message in trouvees if une == code)


@pytest.mark.parametrize(
    ("si", "code", "mot"),
    [
        ("zut >= 1", "nom_inconnu", "« zut »"),
        ("essais >= zut", "nom_inconnu", "« zut »"),
        ("mode == zut", "nom_inconnu", "« zut »"),
        ("mode == 'zut'", "valeur_inconnue", "valeurs : a, b"),
        ("mode in [a, zut]", "valeur_inconnue", "« zut »"),
        ("etat == 'zut'", "valeur_inconnue", "ouvert, termine"),
        ("depart == 'zut'", "valeur_inconnue", "recu_le"),
        ("mode == 3", "garde_type", "de type choix"),
        ("mode > a", "garde_type", "seuls == et !="),
        ("fini > oui", "garde_type", "seuls == et !="),
        ("mode", "garde_type", "de type choix"),
        ("essais", "garde_type", "de type nombre"),
        ("essais == oui", "garde_type", "de type nombre"),
        ("essais > vide", "garde_type", "« vide »"),
        ("essais > recu_le", "garde_type", "(nombre) et « recu_le » (date)"),
        ("recu_le > vu_a", "garde_type", "(date) et « vu_a » (instant)"),
        ("recu_le == 3", "garde_type", "de type date"),
        ("vu_a >= 2026-01-01", "garde_type", "de type instant"),
        ("recu_le + 1.5 > copie_le", "garde_type", "un nombre entier de jours"),
        ("note == 3", "garde_type", "de type texte"),
        ("mode + 1 == a", "garde_type", "on ne peut rien y ajouter"),
        ("attente > 3", "garde_type", "est un délai"),
        ("essais > attente", "garde_type", "est un délai"),
    ],
)
def test_a_guard_compares_what_can_be_compared(si: str, code: str, mot: str) -> None:
    trouvees = fautes('si: "essais >= seuil"', f'si: "{si}"')
    assert code in [une for une, _ in trouvees]
    assert any(mot in message for _, message in trouvees)


@pytest.mark.parametrize(
    "si",
    [
        "essais >= seuil",
        "montant <= seuil + 1.5",
        "recu_le <= aujourd_hui - 3",
        "recu_le == vide or recu_le >= 2026-01-01",
        "mode == a",
        "envoi == papier",
        "etat == ouvert",
        "etat in [ouvert, termine]",
        "depart == 'recu_le'",
        "fini",
        "not (fini == non)",
        "note == 'bonjour'",
        "vu_a > vu_a - 1",
        "mode == vide",
    ],
)
def test_a_guard_that_fits_passes(si: str) -> None:
    assert fautes('si: "essais >= seuil"', f'si: "{si}"') == []


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("Encore {zut}.", "nom_inconnu"),
        ("Encore {essais.__class__}.", "phrase"),
        ("Encore {essais:>3}.", "phrase"),
        ("Encore {essais!r}.", "phrase"),
        ("Encore {}.", "phrase"),
        ("Encore {essais.", "phrase"),
        ("Le {aujourd_hui}, {etat}, {seuil}.", None),
    ],
)
def test_a_sentence_shows_known_names(phrase: str, code: str | None) -> None:
    trouvees = [une for une, _ in fautes("Encore {essais}.", phrase)]
    assert trouvees == ([code] if code else [])


def test_an_invariant_is_checked_like_a_guard() -> None:
    apres = '{type: date, saisi: oui, invariant: "zut > 1", sinon: "Non {rien}."}'
    trouvees = fautes("copie_le: {type: date, saisi: oui}", f"copie_le: {apres}")
    assert [une for une, _ in trouvees] == ["nom_inconnu", "nom_inconnu"]


def test_a_fault_has_the_line_and_the_path_of_its_element() -> None:
    chargement = lire(BASE.replace("gardes: [assez]", "gardes: [zut]"))
    (faute,) = chargement.fautes
    assert (faute.fichier, faute.ligne) == (
        "essai.yaml",
        BASE.split("gardes: [assez]")[0].count("\n") + 5,
    )
    assert (faute.machine, faute.ou, faute.niveau) == (
        "essai",
        "evenements.essayer.gardes",
        "erreur",
    )
    assert str(faute).startswith("essai.yaml:")


def test_a_fact_must_find_the_events_and_parameters_it_reads() -> None:
    sans = BASE.replace("  essayer:", "  tenter:").replace("[essayer]", "[tenter]")
    assert [une.code for une in lire(sans).fautes] == ["fait_sans_evenement"]
    gourmand = replace(FAITS["nombre_d_essais"], parametres=frozenset({"seuil", "quota"}))
    vocabulaire = replace(VOCABULAIRE, faits={"nombre_d_essais": gourmand})
    assert [une.message for une in lire(BASE, vocabulaire=vocabulaire).fautes] == [
        "Le fait « nombre_d_essais » lit le paramètre « quota », non déclaré ici."
    ]


def test_a_fact_may_read_the_opening_alone() -> None:
    depuis = Fait(nom="age", type="entier", lit=frozenset({"ouvrir"}), calcul=lambda _vue: 1)
    vocabulaire = replace(VOCABULAIRE, faits={**FAITS, "age": depuis})
    texte = BASE.replace("  vu_a:", "  age: {type: entier, fait: age}\n  vu_a:")
    assert lire(texte, vocabulaire=vocabulaire).fautes == ()
