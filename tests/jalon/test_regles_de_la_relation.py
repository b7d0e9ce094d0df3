"""What the agreement says of entreprises, of the convention and of any dossier, broken in files."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from jalon import assembly
from tests.jalon.seeding import RETIRE, avec, change, ecrire_corps, erreurs, gater, lire_corps, sans
from workflow.building import construire
from workflow.check_properties import fautes_des_proprietes
from workflow.properties import TOUTES, Propriete, lire_accord
from workflow.strict_yaml import lire

NOUVEAU = {"libelle": "D’office", "par": ["facilitateur"]}
RELATION = [
    ("evenements/alerter_d_office", NOUVEAU | {"de": ["alerte"], "vers": "defaillance_notifiee"},
     "annexe 2/A", "« alerter_d_office » y mène aussi"),
    ("evenements/delai_expire/vers", "close", "annexe 2/A", "mène à close, au lieu de alerte"),
    ("evenements/delai_expire/par", avec("facilitateur"), "annexe 2/A", "ouvert à facilitateur"),
    ("evenements/exonerer/vers", "penalite_decidee", "article 4", "mène à penalite_decidee"),
    ("evenements/recevoir_reponse_tardive/vers", "close", "annexe 2/A", "mène à close"),
    ("evenements/clore/par", avec("horloge"), "article 7", "ouvert à horloge"),
    ("evenements/clore/motif", RETIRE, "article 7", "sans « motif »"),
    ("evenements/lever_difficulte/de", avec("courrier_recu"), "annexe 2/A", "courrier_recu"),
    ("evenements/engager_penalites/de", avec("alerte"), "article 4", "depuis « alerte »"),
    ("evenements/engager_penalites/gardes", sans("plan_acheve"), "article 4", "« plan_acheve »"),
    ("evenements/engager_penalites/efface", RETIRE, "article 4", "preuve_invitation"),
    ("evenements/decider_penalite/gardes", sans("invitation_prouvee"), "article 4",
     "« invitation_prouvee »"),
    ("evenements/constater_invitation/saisies/preuve_invitation", "facultatif", "article 4",
     "preuve_invitation"),
    ("evenements/engager_penalites/effets", RETIRE, "article 4", "penalites_engagees_avis"),
    ("evenements/classer_alerte/motif", RETIRE, "annexe 2/A", "sans « motif »"),
    ("evenements/refuser_courrier/motif", RETIRE, "annexe 2/A", "sans « motif »"),
    ("evenements/convenir_plan/effets", sans("entreprise"), "annexe 2/A", "plan_convenu_entre"),
    ("evenements/notifier_defaillance/effets", RETIRE, "annexe 2/A", "defaillance_notifiee_avis"),
    ("evenements/notifier_defaillance/saisies/date_notification", "facultatif", "annexe 2/A",
     "sans « date_notification »"),
    ("evenements/consigner_contact/par", avec("entreprise"), "annexe 2/A", "ouvert à entreprise"),
    ("evenements/consigner_contact/gardes", RETIRE, "annexe 2/A", "contact_depuis_la_notif"),
    ("evenements/constater_reception/par", avec("entreprise"), "annexe 2/A", "à entreprise"),
    ("evenements/envoyer_courrier/saisies/courrier_recu_le", "facultatif", "annexe 2/A",
     "« envoyer_courrier » le change aussi"),
    ("evenements/proposer_courrier/si_parametre", "refus_dispense_de_contacts", "annexe 2/A",
     "« refus_dispense_de_contacts » s’ajoute"),
    ("evenements/proposer_courrier/effets", sans("document"), "annexe 2/A", "courrier_rappel"),
    ("evenements/constater_npai/efface", RETIRE, "annexe 2/A", "du tour précédent"),
    ("evenements/recevoir_reponse/gardes", avec("courriers_du_jour_vus"), "annexe 2/A", "s’ajoute"),
    ("evenements/passer_la_main/effets", sans("mail"), "annexe 1/B", "changement_de_referent"),
    ("evenements/passer_la_main/operation", RETIRE, "annexe 1/B", "« operation » vaut rien"),
    ("evenements/nouer_relation/effets", RETIRE, "annexe 1/B", "liste_siae"),
    ("gardes/relance_justifiee/si", change("dont_ecrits >= 1", "dont_ecrits >= 41"), "annexe 2/A",
     "« si » ne dit plus"),
    ("gardes/relance_justifiee/si", change("aboutis >=", "aboutis >"), "annexe 2/A", "ne dit plus"),
    ("gardes/reponse_a_temps/si", change("recue_le <=", "recue_le <"), "annexe 2/A", "ne dit plus"),
    ("gardes/reponse_dans_le_delai/si", change("<=", "<"), "annexe 2/A", "ne dit plus"),
    ("contexte/courrier_recu_le/invariant", "courrier_recu_le <= aujourd_hui", "annexe 2/A",
     "« invariant » ne dit plus"),
    ("contexte/contacts_non_aboutis/fait", "dont_ecrits", "annexe 2/A", "« fait » vaut"),
    ("contexte/faits/personnel", RETIRE, "article 4", "« personnel » vaut non"),
    ("parametres/preavis_fin_delai/defaut", "20 j", "annexe 2/A", "c’est au plus"),
    ("parametres/delai_premier_contact/defaut", "10 ans", "annexe 1/B", "c’est au plus"),
    ("parametres/relance_accord/defaut", "5 ans", "annexe 2/A", "c’est au plus"),
    ("parametres/attente_reception/defaut", "20 ans", "annexe 2/A", "c’est au plus"),
    ("parametres/delai_observations/defaut", "8 j", "article 4", "« apres: 8 j »"),
    ("liens/candidatures/machine", "devis", "annexe 1/B", "« machine » vaut devis"),
    ("etats/courrier_propose/detenteur", "facilitateur", "annexe 2/A", "« detenteur » vaut"),
    ("etats/courrier_recu/echeances/expiration/verification", RETIRE, "annexe 2/A",
     "au lieu de « verifier_courrier »"),
    ("taches/decider_accord/pour", "facilitateur", "annexe 2/A", "« pour » vaut facilitateur"),
]  # fmt: skip
CONVENTION = [
    ("evenements/finir_d_office", NOUVEAU | {"de": ["en_vigueur"], "vers": "terme_atteint"},
     "article 6", "« finir_d_office » y mène aussi"),
    ("evenements/preavis_echu/par", avec("responsable"), "article 6", "ouvert à responsable"),
    ("evenements/denoncer/par", avec("facilitateur"), "article 6", "ouvert à facilitateur"),
    ("evenements/denoncer/vers", "terme_atteint", "article 6", "mène à terme_atteint"),
    ("evenements/denoncer/gardes", ["aucun_marche_en_cours"], "article 6", "s’ajoute"),
    ("evenements/denoncer/effets", sans("denonciation_de_la"), "article 6", "denonciation_de_la"),
    ("evenements/accepter_procedure/effets", sans("inscrit"), "annexe 2/A", "procedure_acceptee"),
    ("ouverture/effets", sans("annee_partenariat"), "article 3", "annee_part"),
    ("evenements/modifier_procedure/effets", sans("mail"), "article 6", "procedure_modifiee"),
    ("evenements/modifier_procedure/saisies/accord", "facultatif", "article 6", "sans « accord »"),
    ("evenements/decider_cloture/par", avec("horloge"), "article 6", "ouvert à horloge"),
    ("evenements/decider_cloture/saisies/accord", "facultatif", "article 6", "sans « accord »"),
    ("evenements/arriver_au_terme/selon", [{"si": "poursuite_convenue", "vers": "renouvelee"},
     {"sinon": "terme_atteint"}], "article 6", "mène à renouvelee (poursuite_convenue)"),
    ("evenements/renouveler/gardes", RETIRE, "article 6", "« terme_passe » manque"),
    ("evenements/renouveler/effets", sans("emet"), "article 6", "changer_de_convention"),
    ("etats/en_vigueur/echeances/terme/apres", "1 ans", "article 6", "au lieu de « 0 j »"),
    ("etats/en_vigueur/echeances/terme_annonce/effets", sans("avis"), "article 6",
     "terme_de_la_convention_avis"),
    ("etats/en_preavis/echeances/terme", RETIRE, "article 6", "n’existe plus"),
    ("ouverture/effets", change('genre: "cadrage"', 'genre: "suivi"'), "article 3", "convenu"),
    ("ouverture/effets", sans("cadrage"), "article 3", "ouvre reunion"),
    ("contexte/fin_le/invariant", "fin_le != vide", "article 3", "« invariant » ne dit plus"),
]  # fmt: skip
GENERIQUES = [
    ("evenements/signaler_au_donneur_ordre/par", ["referent"], "article 3", "ouvert à referent"),
    ("evenements/signaler_au_donneur_ordre/effets", RETIRE, "article 3", "signalement_donneur"),
    ("evenements/mettre_en_attente/motif", RETIRE, "annexe 2/A", "sans « motif »"),
    ("evenements/corriger/motif", RETIRE, "annexe 2/B", "sans « motif »"),
    ("evenements/corriger/operation", RETIRE, "annexe 2/B", "« operation » vaut rien"),
    ("evenements/retablir/par", avec("horloge"), "annexe 2/B", "ouvert à horloge"),
    (
        "evenements/retablir/par",
        ["referent", "facilitateur"],
        "annexe 2/B",
        "« premier » vaut referent",
    ),
    ("contexte/texte/personnel", RETIRE, "article 3", "« personnel » vaut non"),
    ("parametres/rappel_de_pause/defaut", "5 ans", "annexe 2/A", "c’est au plus"),
]
CAS = [
    *(("relation_entreprise", *un) for un in RELATION),
    *(("convention", *un) for un in CONVENTION),
]


@pytest.mark.parametrize(("machine", "chemin", "geste", "article", "dit"), CAS)
def test_a_rule_broken_is_told_with_its_article(
    machine: str, chemin: str, geste: Any, article: str, dit: str
) -> None:
    phrases = [une.message for une in erreurs(machine, chemin, geste) if article in une.message]
    assert any(dit in une for une in phrases), phrases


@cache
def _partout() -> tuple[Propriete, ...]:
    accord, _ = lire_accord(assembly.proprietes())
    return tuple(une for une in accord.proprietes if une.machines == (TOUTES,))


@pytest.mark.parametrize(("chemin", "geste", "article", "dit"), GENERIQUES)
def test_what_every_dossier_knows_is_told_with_its_article(
    chemin: str, geste: Any, article: str, dit: str
) -> None:
    communs = ecrire_corps(gater(lire_corps(assembly.generiques()), chemin, geste))
    texte = assembly.textes()["lot.yaml"]
    lot = construire(lire(texte, "lot.yaml"), lire(communs, "generiques.yaml"), empreinte="")
    assert lot is not None
    messages = assembly.vocabulaire().messages
    phrases = [une.message for une in fautes_des_proprietes(_partout(), {"lot": lot}, messages)]
    assert any(dit in une and article in une for une in phrases), phrases
