"""Faults seeded in the files, of every kind that hostile reviews tried: none passes silently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jalon import assembly
from states.contacts import MOYENS_ECRITS
from tests.jalon.breaking_declared import AILLEURS, element
from tests.jalon.seeding import (
    RETIRE,
    Geste,
    avec,
    corps_de,
    erreurs,
    erreurs_de,
    gater,
    prend,
    sans,
)
from workflow.articles import articles_cites
from workflow.check_complete import fautes_de_completude
from workflow.check_properties import fautes_des_proprietes
from workflow.process import Evenement, Saisie
from workflow.properties import Propriete, lire_accord
from workflow.property_names import Designe, par_machine

ACCORD, _ = lire_accord(assembly.proprietes())
MACHINES = assembly.charger_machines().exiger()
VOCABULAIRE = assembly.vocabulaire()
MESSAGES = VOCABULAIRE.messages
FERMEES = ("seulement_par", "part_de", "mene_a", "garde", "ecrit_seulement_par")


def _fermees(machine: str) -> list[Propriete]:
    return [
        une
        for une in par_machine(ACCORD.proprietes, MACHINES)
        if une.forme in FERMEES and machine in une.machines
    ]


def _passent(machine: str, nom: str, **champs: Any) -> bool:
    """Whether nobody says anything of an act changed in that way."""
    acte = Designe(MACHINES[machine], nom, "evenement")
    fautes = fautes_des_proprietes(_fermees(machine), element(MACHINES, acte, **champs), MESSAGES)
    return not any(f".{nom}" in une.ou or nom in une.message for une in fautes)


def _essais(un: Evenement) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ways to hold an act back, or to open it to others."""
    yield "a guard", {"gardes": (*un.gardes, AILLEURS)}
    yield "a switch", {"si_parametre": AILLEURS}
    yield "another role", {"par": un.par | {AILLEURS}}
    yield "another state", {"de": un.de | {AILLEURS}}
    yield "a state less", {"de": un.de - {min(un.de)}}
    yield "another end", {"vers": AILLEURS, "selon": ()}


@pytest.mark.parametrize("machine", sorted(MACHINES))
def test_no_act_is_held_back_or_widened_in_silence(machine: str) -> None:
    actes = MACHINES[machine].evenements.values()
    muets = [
        f"{un.nom}: {facon}"
        for un in actes
        for facon, champs in _essais(un)
        if _passent(machine, un.nom, **champs)
    ]
    assert muets == []


@pytest.mark.parametrize("machine", sorted(MACHINES))
def test_no_kept_field_is_written_by_another_act(machine: str) -> None:
    definition = MACHINES[machine]
    muets = []
    for champ in definition.contexte.values():
        if champ.saisi and not champ.passager:
            autre = next(
                un
                for un in definition.evenements.values()
                if all(une.champ != champ.nom for une in un.saisies)
            )
            saisies = (*autre.saisies, Saisie(champ=champ.nom, obligatoire=False))
            if _passent(machine, autre.nom, saisies=saisies):
                muets.append(champ.nom)
    assert muets == []


@pytest.mark.parametrize(
    "forme", [*FERMEES, "condition", "entre_seulement_par", "echeance", "borne", "champ", "tache",
              "lien", "etat", "evenement", "reglable", "exige", "porte_effets", "parametre"],
)  # fmt: skip
def test_a_table_taken_out_is_told(forme: str) -> None:
    restent = [une for une in ACCORD.proprietes if une.forme != forme]
    assert list(fautes_de_completude(ACCORD.proprietes, MACHINES, VOCABULAIRE)) == []
    dites = [
        une
        for une in fautes_de_completude(restent, MACHINES, VOCABULAIRE)
        if une.niveau == "erreur"
    ]
    assert dites, f"nobody misses « {forme} »"
    assert all("article" in une.message or "annexe" in une.message for une in dites[:9])
    larges = [une.message for une in dites if any(un in une.message for un in LARGES)]
    assert len(larges) <= len(dites) / 4, "the machine's whole source names no article"


LARGES = [
    f"[{une.source}]" for une in MACHINES.values() if len(articles_cites(une.source) or ()) > 1
]
"""What errors say when they know no nearer rule than the whole of a machine."""


@pytest.mark.parametrize(
    ("chemin", "geste", "article"),
    [
        ("gardes/de_la_maison", {"si": "numero != vide", "sinon": "Non."}, "2/A"),
        ("contexte/numero/max", "12", "2/A"),
        ("etats/en_relation/echeances/encore", {"libelle": "E", "apres": "2 j", "calendrier":
         "bureau", "depuis": "entree", "effets": [{"mail": "liste_siae"}]}, "1/B"),
    ],
)  # fmt: skip
def test_what_is_new_is_told_with_the_article_next_to_it(
    chemin: str, geste: Any, article: str
) -> None:
    corps = gater(corps_de("relation_entreprise"), chemin, geste)
    if "gardes" in chemin:
        corps = gater(corps, "evenements/envoyer_courrier/gardes", avec("de_la_maison"))
    nom = chemin.split("/")[-1 if "max" not in chemin else 1]
    dites = [une.message for une in erreurs_de("relation_entreprise", corps) if nom in une.message]
    assert dites
    assert all(f"annexe {article}" in une and not any(un in une for un in LARGES) for une in dites)


def plus_une_valeur(nom: str) -> Geste:
    """A choice with a value of the installation's own."""
    return lambda champ: {
        **champ,
        "valeurs": [*champ["valeurs"], nom],
        "libelles": {**champ["libelles"], nom: nom},
    }


def sans_valeur(nom: str) -> Geste:
    """A choice with a value less."""
    return lambda champ: {
        **champ,
        "valeurs": [un for un in champ["valeurs"] if un != nom],
        "libelles": {un: dit for un, dit in champ["libelles"].items() if un != nom},
    }


ACTE = {"libelle": "Essai", "consequence": "Essai."}
RELATION = [
    ("etats/alerte/echeances/rappel_alerte/repeter/tous", "10 ans", "se répète tous les 10 ans"),
    ("etats/alerte/echeances/rappel_alerte/repeter/max", "2", "en tout ces rappels : 2"),
    ("etats/alerte/echeances/rappel_alerte/si_parametre", "refus_dispense_de_contacts",
     "« si_parametre »"),
    ("etats/courrier_recu/echeances/expiration/rattrapage", "sauter", "« rattrapage »"),
    ("etats/courrier_recu/echeances/expiration/ensuite", "referent", "« ensuite »"),
    ("taches/repondre_alerte/faite_par", avec("consigner_contact"), "« faite_par »"),
    ("taches/decider_accord/dans", "5 ans", "c’est au plus"),
    ("taches/lire_reponse/pour", "referent", "« pour » vaut referent"),
    ("taches/penalite_a_deduire/survit", RETIRE, "« survit »"),
    ("contexte/message/montre_a", ["referent"], "« montre_a »"),
    ("contexte/interlocuteur/personnel", RETIRE, "« personnel »"),
    ("contexte/preuve/reference", RETIRE, "« reference »"),
    ("contexte/montant/min", "-100000", "« min »"),
    ("contexte/invitation_recue_le/invariant", "invitation_recue_le != vide", "« invariant »"),
    ("evenements/accuser_alerte/effets", [{"mail": "liste_siae"}], "« mail liste_siae »"),
    ("evenements/accuser_alerte/vers", "en_relation", "mène à en_relation"),
    ("evenements/proposer_reponse/effets", sans("lire_reponse"), "tache lire_reponse » manque"),
    ("evenements/proposer_reponse/effets", sans("reponse_par_lien"), "reponse_par_lien » manque"),
    ("evenements/proposer_reponse/de", ["courrier_envoye"], "plus possible depuis"),
    ("evenements/inscrire_interlocuteur/effets", RETIRE, "inscrit interlocuteur » manque"),
    ("evenements/inscrire_interlocuteur/par", avec("entreprise"), "ouvert à entreprise"),
    ("evenements/retenir_reponse/gardes", RETIRE, "« reponse_a_lire » manque"),
    ("evenements/ecarter_reponse/motif", RETIRE, "sans « motif »"),
    ("evenements/suivre_le_referent/par", avec("facilitateur"), "ouvert à facilitateur"),
    ("evenements/passer_la_main/effets", sans("suivre_le_referent"), "emet suivre_le_referent"),
    ("evenements/nouer_relation/efface", ["notifie_le"], "« nouer_relation efface »"),
    ("evenements/constater_reception/pose", {"courrier_presente_le": "courrier_envoye_le"},
     "pose courrier_envoye_le"),
    ("evenements/pardonner", ACTE | {"de": ["defaillance_notifiee"], "vers": "en_relation",
     "par": ["facilitateur"]}, "y mène aussi"),
    ("evenements/crier", ACTE | {"de": ["alerte"], "par": ["facilitateur"], "effets":
     [{"mail": "alerte_donneur_ordre"}]}, "ce qui le retient"),
    ("evenements/redater", ACTE | {"de": ["alerte"], "par": ["facilitateur"], "saisies":
     {"courrier_recu_le": "obligatoire"}}, "« redater » le change aussi"),
    ("gardes/interlocuteur_nomme/si", "interlocuteur == vide", "ne dit plus"),
    ("gardes/reponse_a_lire/si", "reponses_a_lire >= 2", "ne dit plus"),
    ("parametres/contacts_requis/min", "0", "« min » vaut 0"),
    ("parametres/depart_delai/valeurs", ["courrier_recu_le", "courrier_envoye_le"], "« valeurs »"),
    ("parametres/delai_plan/defaut", "3 ans", "c’est au plus"),
    ("liens/autres_relations/trouve_par", RETIRE, "« trouve_par »"),
    ("racine", "oui", "« racine »"),
    ("evenements/relancer_mieux", ACTE | {"de": ["alerte"], "vers": "en_relation", "par":
     ["facilitateur"]}, "relancer_mieux [convention"),
    ("evenements/souffler", ACTE | {"de": ["courrier_recu"], "par": ["facilitateur"],
     "saisies": {"mode": "obligatoire"}, "operation": "attente"}, "souffler [convention"),
    ("evenements/revenir", ACTE | {"de": ["alerte"], "par": ["entreprise"]},
     "revenir [convention"),
]  # fmt: skip
RELATION += [
    ("contexte/moyen", sans_valeur("courrier"), "« valeurs » n’a plus courrier"),
]
MARCHE = [
    ("etats/programme/echeances/ciblage_a_tenir/repeter", {"tous": "5 ans", "max": 8}, "5 ans"),
    ("etats/notifie/echeances/pieces_a_transmettre/si_parametre", "analyse_conviee",
     "« si_parametre »"),
    ("taches/transmettre_pieces/faite_par", ["lancer"], "« faite_par »"),
    ("contexte/objectif_heures/max", "0", "« max »"),
    ("contexte/note/montre_a", ["entreprise"], "« montre_a »"),
    ("evenements/publier/effets", [{"emet": {"evenement": "clore", "a": "relations", "avec":
     {"motif": "x"}}}], "« emet clore »"),
    ("evenements/recevoir_pieces/efface", ["montant_devis"], "« recevoir_pieces efface »"),
    ("evenements/recevoir_pieces/saisies", prend("note", quand="obligatoire"), "« note »"),
    ("evenements/recevoir_pieces/saisies", prend("montant_devis"), "« recevoir_pieces » le change"),
    ("evenements/recevoir_pieces/motif", "obligatoire", "il exige « motif »"),
    ("evenements/cibler/motif", "obligatoire", "il exige « motif »"),
    ("evenements/livrer_bilan_final/si_parametre", "analyse_conviee", "s’ajoute"),
    ("evenements/livrer_bilan_final/saisies/piece", "obligatoire", "il exige « piece »"),
    ("evenements/notifier/gardes", ["facture_1_exigible"], "s’ajoute"),
    ("evenements/demander_preconisation/gardes", ["objectif_fixe"], "s’ajoute"),
    ("ouverture/saisies/montant_estime", "obligatoire", "il exige « montant_estime »"),
    ("liens/devis/nombre", "0..n", "« nombre »"),
    ("parametres/fait_generateur_1/valeurs", ["calibrage"], "« valeurs »"),
    ("racine", RETIRE, "« racine »"),
]  # fmt: skip
AUTRES = [
    ("facture", "etats/recue/echeances/paiement_du/depuis", "emise_le", "« depuis: emise_le »"),
    ("facture", "etats/recue/echeances/paiement_du/opposable_a", "referent", "« opposable_a »"),
    ("facture", "contexte/montant/passager", "oui", "« passager »"),
    ("facture", "evenements/deposer/saisies", prend("montant"), "« deposer » le change aussi"),
    ("facture", "evenements/constater_paiement/saisies/piece", "obligatoire", "exige « piece »"),
    ("devis", "evenements/accepter/saisies", prend("montant"), "« accepter » le change aussi"),
    ("convention", "evenements/denoncer/pose", {"denonciation_recue_le": "effet_le"}, "pose effet"),
    ("convention", "evenements/valider_indicateurs/saisies/piece", "obligatoire",
     "il exige « piece »"),
    ("convention", "evenements/finir", ACTE | {"de": ["en_vigueur"], "vers": "close", "par":
     ["responsable"]}, "finir [convention, a"),
    ("facture", "evenements/regler", ACTE | {"de": ["brouillon"], "vers": "payee", "par":
     ["comptable"]}, "regler [convention, article 7"),
    ("convention", "ouverture/unique", RETIRE, "« unique »"),
    ("convention", "ouverture/de_la_convention", ["effet_le"], "« de_la_convention »"),
    ("convention", "liens/annees/cle", RETIRE, "« cle »"),
    ("annee_partenariat", "evenements/revoir_participation/gardes", ["bilan_transmis"], "s’ajoute"),
    ("annee_insertion", "liens/reunions/libere_par", RETIRE, "« libere_par »"),
    ("candidature", "etats/en_parcours/echeances/point_dans_l_emploi/depuis", "date_embauche",
     "« depuis: date_embauche »"),
    ("candidature", "evenements/faire_point_emploi/saisies", prend("date_embauche"), "aussi"),
    ("candidature", "evenements/faire_retour_mission/gardes", ["proposee_par_l_entreprise"],
     "s’ajoute"),
    ("marche", "taches/preciser_la_fin/dans", RETIRE, "rien"),
    ("bilan", "evenements/echanger/saisies", prend("bilan"), "« echanger » le change aussi"),
    ("bilan", "contexte/bilan/reference", "oui", "« reference »"),
    ("relation_entreprise", "contexte/message/court", "oui", "« court »"),
    ("relation_entreprise", "contexte/interlocuteur/court", RETIRE, "« court » vaut non"),
    ("relation_entreprise", "taches/classer", {"libelle": "Classer", "pour": "referent",
     "faite_par": ["consigner_contact"]}, "« pour »"),
    ("lot", "etats/a_calibrer/echeances/harceler", {"libelle": "Harceler", "apres": "1 jo",
     "calendrier": "bureau", "depuis": "entree", "effets": [{"tache": "calibrer_le_lot"}],
     "repeter": {"tous": "1 jo", "max": 400}}, "aucune propriété ne dit son « tous »"),
    ("reunion", "evenements/tenir/saisies", prend("genre"), "« tenir » le change aussi"),
    ("engagement", "evenements/declarer_realise/saisies", prend("attendu_le"), "change aussi"),
    ("demande_recrutement", "evenements/rediffuser/saisies", prend("demandee_le"), "change aussi"),
]  # fmt: skip
SEMEES = [
    *(("relation_entreprise", *une) for une in RELATION),
    *(("marche", *une) for une in MARCHE),
    *AUTRES,
]


@pytest.mark.parametrize(("machine", "chemin", "geste", "dit"), SEMEES)
def test_a_seeded_fault_is_told_with_its_article(
    machine: str, chemin: str, geste: Any, dit: str
) -> None:
    phrases = [une.message for une in erreurs(machine, chemin, geste)]
    dites = [une for une in phrases if dit in une]
    assert dites, phrases
    assert any("convention, a" in une or "CCAG" in une or "code de la" in une for une in dites)


ADMISES = [
    ("engagement", "contexte/theme", plus_une_valeur("mecenat")),
    ("relation_entreprise", "contexte/moyen", plus_une_valeur("sms")),
    ("candidature", "contexte/type_contrat", plus_une_valeur("cui")),
    ("candidature", "contexte/origine", plus_une_valeur("forum")),
    ("candidature", "contexte/situation", plus_une_valeur("creation")),
    ("action_collective", "contexte/type_action", plus_une_valeur("forum")),
    ("reunion", "contexte/genre", plus_une_valeur("chantier")),
    ("reunion", "evenements/tenir/saisies", prend("texte")),
]
CLOSES = [
    ("marche", "contexte/type_disposition"),
    ("candidature", "contexte/modalite"),
    ("relation_entreprise", "contexte/resultat"),
    ("relation_entreprise", "contexte/mode_envoi"),
    ("facture", "contexte/jalon"),
]
"""Choices whose every value the agreement or the law names: one more is another rule."""


@pytest.mark.parametrize(("machine", "chemin", "geste"), ADMISES)
def test_what_weakens_nothing_is_no_error(machine: str, chemin: str, geste: Any) -> None:
    assert erreurs(machine, chemin, geste) == []


@pytest.mark.parametrize(("machine", "chemin"), CLOSES)
def test_a_closed_choice_stays_closed(machine: str, chemin: str) -> None:
    assert any("valeurs" in une.message for une in erreurs(machine, chemin, plus_une_valeur("x")))


@pytest.mark.parametrize("machine", ["reunion", "action_collective"])
def test_a_field_of_the_house_is_kept_by_an_act_of_the_agreement(machine: str) -> None:
    """Optional it is a note; asked for, it holds the act back."""
    champ = {"type": "texte", "saisi": "oui", "libelle": "Lieu précis"}
    sans_erreur = gater(corps_de(machine), "contexte/lieu_precis", champ)
    for quand, attendues in (("facultatif", 0), ("obligatoire", 1)):
        saisies = prend("lieu_precis", quand=quand)
        corps = gater(sans_erreur, "evenements/tenir/saisies", saisies)
        dites = [une.message for une in erreurs_de(machine, corps)]
        assert bool(dites) == bool(attendues), dites


def test_a_contact_by_another_means_is_not_in_writing() -> None:
    """Opening the list of means weakens nothing: what counts as a writing is named apart."""
    assert set(MACHINES["relation_entreprise"].contexte["moyen"].valeurs) >= MOYENS_ECRITS
    assert "sms" not in MOYENS_ECRITS


ABANDON = {
    "libelle": "Abandonner",
    "consequence": "Plus rien n’est attendu.",
    "vers": "abandonne",
    "par": ["responsable"],
    "motif": "obligatoire",
}
"""What a hostile review found: an obligation of the agreement that somebody drops with a reason."""


@pytest.mark.parametrize(
    ("machine", "de"),
    [
        ("annee_partenariat", ["en_cours", "a_restituer"]),
        ("annee_insertion", ["en_cours", "a_restituer"]),
        ("bilan", ["a_produire"]),
    ],
)
@pytest.mark.parametrize("source", [{}, {"source": "usage du service"}])
def test_nobody_drops_a_year_or_its_bilan(
    machine: str, de: list[str], source: dict[str, str]
) -> None:
    """Articles 3 and 5, annexe 1/A: a year ends given back, and the next one opens."""
    corps = gater(corps_de(machine), "evenements/abandonner", {**ABANDON, "de": de, **source})
    corps = gater(corps, "etats/abandonne", {"libelle": "Abandonné", "final": "oui"})
    graves = [une.message for une in erreurs_de(machine, corps) if une.niveau == "erreur"]
    assert any(f"{machine}.abandonner" in une for une in graves), graves
