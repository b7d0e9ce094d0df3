"""Rules of the agreement broken one by one in the files: each is told with its article."""

from __future__ import annotations

from typing import Any

import pytest

from tests.jalon.seeding import RETIRE, avec, change, erreurs, sans

MARCHE = [
    ("evenements/notifier/de", avec("cible"), "article 4", "depuis « cible »"),
    ("evenements/valider_preconisation/par", ["facilitateur"], "article 4", "referent ne peut"),
    ("evenements/valider_preconisation/effets", [], "article 7", "ouvre facture"),
    ("evenements/notifier/effets", sans("facture"), "article 7", "ouvre facture » manque"),
    ("evenements/livrer_bilan_final/effets", sans("facture"), "article 7", "ouvre facture"),
    ("evenements/livrer_bilan_final/effets", change("facture_2_exigible", "facture_1_exigible"),
     "article 7", "au lieu de « facture_2_exigible »"),
    ("evenements/livrer_bilan_final/effets", change('jalon: "solde"', 'jalon: "calibrage"'),
     "article 7", "n’est pas celui qui est convenu"),
    ("evenements/valider_preconisation/effets", change('jalon: "calibrage"', 'jalon: "solde"'),
     "article 7", "n’est pas celui qui est convenu"),
    ("evenements/clore/effets", sans("facture"), "article 7", "ouvre facture"),
    ("evenements/clore/effets", sans("relations"), "article 7", "emet clore"),
    ("evenements/retenir_devis/par", avec("facilitateur"), "article 7", "ouvert à facilitateur"),
    ("evenements/cibler/effets", [{"ouvre": {"machine": "facture", "lien": "factures", "avec":
     {"jalon": "solde", "montant_total": "montant_devis"}}}], "article 7", "le provoque aussi"),
    ("gardes/facture_2_exigible/si", "premiere_facture_due", "article 7", "ne dit plus"),
    ("liens/factures/cle", "montant_total", "article 7", "« cle » vaut"),
    ("liens/relations/nombre", "0..1", "annexe 1/B", "« nombre » vaut 0..1"),
    ("evenements/notifier/effets", sans("relation_entreprise"), "annexe 1/B", "manque"),
    ("evenements/notifier/effets", sans("mise_au_point"), "annexe 1/A", "ouvre reunion"),
    ("evenements/notifier/effets", sans("individuelle_titulaire"), "annexe 1/A", "ouvre reunion"),
    ("evenements/notifier/effets", sans("annee_insertion"), "annexe 1/A", "ouvre annee_insertion"),
    ("contexte/avec_criteres/fait", "suivi_annuel", "annexe 1/A", "« fait » vaut suivi_annuel"),
    ("evenements/notifier/effets", sans("pieces_attendues"), "article 4", "pieces_attendues"),
    ("evenements/notifier/effets", sans("invitation_lancement"), "article 4", "manque"),
    ("etats/notifie/echeances", {"rappel": {"libelle": "R", "apres": "15 j", "calendrier":
     "bureau", "depuis": "entree", "effets": [{"tache": "tenir_lancement"}]}},
     "article 4", "n’existe plus"),
    ("evenements/livrer_bilan_final/de", ["objectif_atteint"], "article 7", "depuis « lance »"),
    ("evenements/livrer_bilan_final/par", avec("systeme"), "article 7", "ouvert à systeme"),
    ("evenements/clore/par", avec("horloge"), "article 7", "ouvert à horloge"),
    ("parametres/analyse_conviee/defaut", "non", "article 4", "« analyse_conviee » vaut non"),
    ("evenements/ouvrir_analyse/gardes", RETIRE, "article 4", "« analyse_prevue » manque"),
    ("parametres/point_suivi/defaut", "40 ans", "annexe 2/B", "c’est au plus"),
    ("evenements/suspendre/effets", sans("relations"), "article 4", "mettre_en_attente"),
    ("evenements/suspendre/effets", change("temps_restant", "date_fixe"), "article 4", "convenu"),
    ("evenements/reprendre_execution/effets", sans("relations"), "article 4", "emet reprendre"),
    ("evenements/emettre_preconisation/effets", sans("mail"), "article 4", "preconisation_emise"),
    ("evenements/emettre_preconisation/gardes", RETIRE, "article 4", "« ecart_explique » manque"),
    ("evenements/emettre_preconisation/de", avec("cible"), "article 4", "depuis « cible »"),
    ("evenements/demander_preconisation/saisies/montant_estime", "facultatif", "article 4",
     "se fait sans « montant_estime »"),
    ("evenements/chiffrer_heures/gardes", RETIRE, "annexe 1/A", "« chiffrage_complet » manque"),
    ("evenements/modifier_objectif/motif", RETIRE, "annexe 1/A", "sans « motif »"),
    ("contexte/date_notification/invariant", "date_notification != vide", "article 4",
     "« invariant » ne dit plus"),
    ("etats/preconisation_emise/detenteur", "facilitateur", "article 4", "« detenteur » vaut"),
    ("taches/transmettre_pieces/pour", "facilitateur", "article 4", "« pour » vaut facilitateur"),
]  # fmt: skip
ARGENT = [
    ("facture", "evenements/emettre/gardes", RETIRE, "article 7", "« montant_conforme » manque"),
    ("facture", "gardes/montant_conforme/si", "montant <= montant_du_jalon", "article 7",
     "ne dit plus « montant == montant_du_jalon »"),
    ("facture", "contexte/jalon/libelles/calibrage", "calibrage (60 %)", "article 7", "60 %"),
    ("facture", "evenements/emettre/par", avec("horloge"), "article 7", "ouvert à horloge"),
    ("facture", "evenements/constater_paiement/de", avec("brouillon"), "article 7",
     "depuis « brouillon »"),
    ("facture", "parametres/delai_paiement/defaut", "60 j", "article 7", "c’est au plus 30 j"),
    ("facture", "evenements/constater_mise_a_disposition/consequence", "Sous 60 jours.",
     "article 7", "« consequence » vaut"),
    ("facture", "evenements/interrompre/gardes", RETIRE, "R2192", "« jamais_interrompue » manque"),
    ("marche", "contexte/premiere_facture_due/fait", "seconde_facture_due", "article 7", "fait"),
    ("facture", "evenements/renoncer/vers", "payee", "article 7", "mène à payee"),
    ("facture", "ouverture/par", ["comptable"], "article 7", "personne ne le fait à la main"),
    ("facture", "etats/brouillon/echeances/emission_attendue/repeter", RETIRE, "article 7",
     "« repete: non »"),
    ("facture", "parametres/relance_paiement/defaut", "30 ans", "article 7", "c’est au plus"),
    ("facture", "ouverture/effets", sans("mail"), "article 7", "facture_a_emettre"),
    ("devis", "evenements/accepter/effets", sans("retenir_devis"), "article 7", "retenir_devis"),
    ("devis", "ouverture/saisies/montant", "facultatif", "article 7", "sans « montant »"),
    ("relation_entreprise", "evenements/clore/effets", sans("procedure_arretee"), "article 7",
     "mail procedure_arretee"),
    ("relation_entreprise", "evenements/clore/pose", RETIRE, "article 7", "pose etat"),
    ("devis", "contexte/montant/accord", RETIRE, "article 7", "« corriger » le change aussi"),
    ("facture", "contexte/montant_total/accord", RETIRE, "article 7", "« accord » vaut non"),
    ("marche", "contexte/montant_devis/accord", RETIRE, "article 7", "« corriger » le change"),
    ("devis", "evenements/accepter/par", avec("facilitateur"), "article 7", "à facilitateur"),
    ("devis", "etats/envoye/echeances/accord_attendu/effets", [{"tache": "repondre_devis"}],
     "article 7", "rappel_devis"),
]  # fmt: skip
PERSONNES = [
    ("candidature", "evenements/valider_eligibilite/gardes", sans("justificatif"), "article 4",
     "« justificatif_a_jour » manque"),
    ("candidature", "evenements/valider_eligibilite/gardes", RETIRE, "article 4", "manque"),
    ("candidature", "evenements/valider_eligibilite/pose", RETIRE, "article 4", "pose.valide_le"),
    ("candidature", "evenements/confirmer_prise_de_poste/de", avec("en_validation"), "annexe 2/A",
     "depuis « en_validation »"),
    ("candidature", "evenements/embaucher/gardes", sans("justificatif"), "annexe 2/A", "manque"),
    ("candidature", "evenements/regulariser/gardes", RETIRE, "annexe 2/A", "manque"),
    ("candidature", "evenements/constater_embauche_sans_validation/vers", "en_parcours",
     "annexe 2/A", "mène à en_parcours"),
    ("candidature", "evenements/constater_embauche_sans_validation/effets", sans("mail"),
     "annexe 2/A", "embauche_sans_validation"),
    ("candidature", "evenements/ne_pas_retenir/effets", sans("mail"), "annexe 1/D", "manque"),
    ("candidature", "evenements/positionner/effets", sans("positionnement_avis"), "annexe 1/D",
     "positionnement_avis"),
    ("candidature", "evenements/faire_retour_mission/effets", RETIRE, "annexe 1/D",
     "retour_mission"),
    ("candidature", "evenements/sortir/vers", "clos", "annexe 1/D", "mène à clos"),
    ("candidature", "contexte/categorie/personnel", RETIRE, "article 3", "« personnel » vaut non"),
    ("candidature", "contexte/nom/montre_a", avec("referent"), "article 3", "« montre_a » vaut"),
    ("marche", "contexte/interlocuteur/personnel", RETIRE, "article 3", "« personnel » vaut non"),
    ("candidature", "parametres/duree_eligibilite/defaut", "1 mois", "article 4", "au moins"),
    ("candidature", "etats/en_parcours/echeances/point_dans_l_emploi", RETIRE, "annexe 1/B",
     "n’existe plus"),
    ("candidature", "evenements/expirer/vers", "eligible", "article 4", "mène à eligible"),
    ("candidature", "evenements/embauche_directe", {"libelle": "D", "de": ["propose"], "vers":
     "en_parcours", "par": ["facilitateur"]}, "annexe 2/A", "« embauche_directe » y mène aussi"),
    ("demande_recrutement", "evenements/diffuser/par", ["entreprise"], "annexe 1/B", "entreprise"),
    ("demande_recrutement", "etats/diffusee/echeances/profils_dus/effets", sans("retard"),
     "annexe 1/B", "profils_en_retard"),
    ("demande_recrutement", "etats/diffusee/detenteur", "entreprise", "annexe 1/B", "detenteur"),
    ("engagement", "evenements/reporter/saisies/piece", "facultatif", "annexe 1/A", "« piece »"),
    ("engagement", "evenements/reporter/effets", RETIRE, "annexe 1/A", "engagement_reporte"),
    ("engagement", "evenements/abandonner/par", ["facilitateur"], "annexe 1/A", "facilitateur"),
    ("engagement", "evenements/recevoir_justificatif/saisies/justificatif", "facultatif",
     "annexe 1/A", "sans « justificatif »"),
    ("action_collective", "gardes/un_marche_associe/si", "marches_associes >= 0", "annexe 1/A",
     "ne dit plus"),
]  # fmt: skip
ANNEES = [
    ("annee_insertion", "etats/en_cours/echeances/reunion_individuelle", RETIRE, "annexe 1/A",
     "n’existe plus"),
    ("annee_insertion", "etats/en_cours/echeances/reunion_de_fin", RETIRE, "annexe 1/A",
     "n’existe plus"),
    ("annee_insertion", "etats/en_cours/echeances/reunion_de_fin/effets",
     change("collective_fin_annee", "suivi"), "annexe 1/A", "n’est pas celui qui est convenu"),
    ("annee_insertion", "etats/en_cours/echeances/fin_d_annee/apres", "2 ans", "annexe 1/A",
     "au plus 0 j"),
    ("annee_insertion", "ouverture/effets", RETIRE, "annexe 1/A", "ouvre reunion"),
    ("annee_insertion", "evenements/finir_annee/effets", sans("ouvrir_annee"), "annexe 1/A",
     "emet ouvrir_annee"),
    ("annee_insertion", "evenements/finir_annee/effets", change("specifique", "annuel"),
     "annexe 1/A", "n’est pas celui qui est convenu"),
    ("annee_partenariat", "etats/en_cours/echeances/reunion_a_preparer", RETIRE, "article 3",
     "n’existe plus"),
    ("annee_partenariat", "ouverture/effets", RETIRE, "article 4", "ouvre programmation"),
    ("annee_partenariat", "evenements/finir_annee/effets", sans("ouvrir_annee"), "article 3",
     "emet ouvrir_annee"),
    ("annee_partenariat", "liens/reunions/donne", RETIRE, "article 3", "« donne.a_compter_du »"),
    ("marche", "ouverture/convention_en_cours", RETIRE, "article 6", "« convention_en_cours »"),
    ("marche", "liens/reunions/donne", RETIRE, "annexe 1/A", "« donne.a_compter_du »"),
    ("engagement", "contexte/attendu_le/accord", RETIRE, "annexe 1/A", "« accord »"),
    ("convention", "contexte/fin_le/accord", RETIRE, "article 3", "« corriger » le change aussi"),
    ("convention", "contexte/procedure/accord", RETIRE, "article 3", "« corriger » le change"),
    ("convention", "contexte/avenant/accord", RETIRE, "article 6", "« corriger » le change aussi"),
    ("annee_insertion", "liens/reunions/donne", RETIRE, "annexe 1/A", "« donne.a_compter_du »"),
    ("convention", "liens/cadrages/donne", RETIRE, "article 3", "« donne.a_compter_du »"),
    ("reunion", "contexte/a_compter_du/invariant", RETIRE, "article 3", "« invariant » ne dit"),
    ("annee_partenariat", "contexte/bilans_attendus/max", "20", "article 3", "« max » vaut 20"),
    ("annee_insertion", "gardes/annee_a_rendre/si", "etat == a_restituer", "annexe 1/A",
     "ne dit plus"),
    ("annee_insertion", "evenements/arreter/effets", sans("bilan"), "annexe 1/A", "ouvre bilan"),
    ("annee_insertion", "evenements/arreter/de", ["en_cours"], "annexe 1/A", "« a_restituer »"),
    ("bilan", "evenements/transmettre/par", ["referent"], "annexe 2/B", "ouvert à referent"),
    ("bilan", "parametres/delai_bilan/defaut", "10 ans", "annexe 2/B", "c’est au plus"),
    ("bilan", "evenements/clore_sans_echange/motif", RETIRE, "annexe 2/B", "sans « motif »"),
    ("point_etape", "ouverture/par", ["facilitateur"], "article 5", "referent ne peut plus"),
    ("point_etape", "evenements/rendre/saisies/point", "facultatif", "article 5", "« point »"),
    ("point_etape", "parametres/delai_point_etape/defaut", "5 ans", "article 5", "c’est au plus"),
    ("reunion", "evenements/tenir/saisies/tenue_le", "facultatif", "article 4", "« tenue_le »"),
    ("reunion", "evenements/inviter_la_facilitation/par", ["facilitateur"], "article 4",
     "ouvert à facilitateur"),
    ("programmation", "gardes/tout_est_cible/si", "achats_a_cibler <= 3", "article 4",
     "ne dit plus"),
    ("operation", "evenements/clore/gardes", RETIRE, "article 7", "aucun_marche_en_cours"),
    ("periode", "evenements/decider_poursuite/effets", RETIRE, "article 4", "emet prolonger"),
    ("lot", "evenements/laisser_sans_clause/motif", RETIRE, "annexe 1/A", "sans « motif »"),
]  # fmt: skip
RELATION, RELEVE = "relation_entreprise", "etats/en_relation/echeances/releve_heures/repeter"
ENVOI = "etats/courrier_accepte/echeances/envoi_a_faire"
OBSERVATIONS = "etats/observations/echeances/fin_observations/repeter"
SUIVI = "etats/en_suivi/echeances/point_regulier/repeter"
USAGES = [
    (RELATION, "parametres/point_heures/defaut", "40 ans", "annexe 1/B", "c’est au plus 9 mois"),
    (RELATION, "parametres/point_heures/defaut", "0 j", "annexe 1/B", "c’est au moins 1 mois"),
    (RELATION, RELEVE, RETIRE, "annexe 1/B", "« repete: non »"),
    (RELATION, f"{RELEVE}/tous", "0 j", "annexe 1/B", "c’est au moins 2 jo"),
    ("marche", "parametres/point_suivi/defaut", "0 j", "annexe 2/B", "c’est au moins 1 mois"),
    ("marche", SUIVI, RETIRE, "annexe 2/B", "« repete: non »"),
    ("marche", f"{SUIVI}/tous", "40 ans", "annexe 2/B", "c’est au plus 9 mois"),
    ("marche", "evenements/lancer/effets", change(', defait_par: "oublier_le_lancement"', ""),
     "article 4", "suivre_le_lancement » n’est pas celui qui est convenu"),
    ("marche", f"{SUIVI}/max", "100000", "annexe 2/B", "c’est au plus 120"),
    (RELATION, f"{ENVOI}/apres", "40 ans", "annexe 2/A", "c’est au plus 15 jo"),
    (RELATION, f"{ENVOI}/apres", "0 j", "annexe 2/A", "c’est au moins 2 jo"),
    (RELATION, f"{ENVOI}/repeter", RETIRE, "annexe 2/A", "« repete: non »"),
    (RELATION, f"{ENVOI}/repeter/tous", "1 j", "annexe 2/A", "c’est au moins 2 jo"),
    (RELATION, OBSERVATIONS, RETIRE, "article 4", "« repete: non »"),
    (RELATION, f"{OBSERVATIONS}/tous", "40 ans", "article 4", "c’est au plus 42 j"),
    (RELATION, f"{OBSERVATIONS}/tous", "0 j", "article 4", "c’est au moins 2 jo"),
    (RELATION, f"{OBSERVATIONS}/max", "100000", "article 4", "c’est au plus 120"),
]  # fmt: skip
CASSEES = [*(("marche", *une) for une in MARCHE), *ARGENT, *PERSONNES, *ANNEES, *USAGES]


@pytest.mark.parametrize(("machine", "chemin", "geste", "article", "dit"), CASSEES)
def test_a_rule_broken_is_told_with_its_article(
    machine: str, chemin: str, geste: Any, article: str, dit: str
) -> None:
    phrases = [
        une.message
        for une in erreurs(machine, chemin, geste)
        if une.niveau == "erreur" and article in une.message
    ]
    assert any(dit in une for une in phrases), phrases


def test_the_files_as_they_are_break_nothing() -> None:
    assert erreurs("marche", "libelle", "Marché public") == []
