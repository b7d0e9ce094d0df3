"""Acts in words: the button that asks for one, the journal that tells it was done."""

from __future__ import annotations

from typing import Any

import pytest

from jalon.assembly import machines
from services.accounts.signing_in import Visiteur
from services.act_words import au_passe, bouton, est_un_fait
from services.reading.reading_dossier import page_du_dossier
from services.reading.telling_journal import raconter
from storage.accounts import par_login
from tests.portfolio import REL1, Portefeuille, mener

FACILITATION = frozenset({"facilitateur"})


@pytest.mark.parametrize(
    ("libelle", "dit", "passe"),
    [
        ("Ne pas émettre la facture", "Ne pas émettre la facture", "n’a pas émis la facture"),
        ("Clore le marché", "Clore le marché", "a clos le marché"),
        ("Reprendre l’exécution", "Reprendre l’exécution", "a repris l’exécution"),
        ("Répondre à l’équipe", "Répondre à l’équipe", "a répondu à l’équipe"),
        ("Retenir au ciblage", "Retenir au ciblage", "a retenu au ciblage"),
        (
            "Notifier la défaillance à l’entreprise",
            "Notifier la défaillance",
            "a notifié la défaillance à l’entreprise",
        ),
        (
            "Revenir à un état antérieur",
            "Revenir à un état antérieur",
            "est revenu·e à un état antérieur",
        ),
        ("Le plan est tenu", "Enregistrer", "a enregistré que le plan est tenu"),
        (
            "Une année commence",
            "Enregistrer",
            "a enregistré qu’une année commence",
        ),
    ],
)
def test_a_label_becomes_a_button_and_a_past(libelle: str, dit: str, passe: str) -> None:
    assert bouton(libelle) == dit
    assert au_passe(libelle) == passe


def test_every_act_of_every_machine_is_told_in_the_past(portefeuille_sqlite: Portefeuille) -> None:
    machines = portefeuille_sqlite.bureau.machines.courantes.values()
    actes = [un.libelle for une in machines for un in une.definition.evenements.values()]
    assert all(au_passe(un).split()[0] in {"a", "n’a", "est"} for un in actes)
    faits = [un for un in actes if est_un_fait(un)]
    assert all(un.startswith(("L’", "Le ", "La ", "Les ", "Un ", "Une ", "Aucun ")) for un in faits)


def journal(p: Portefeuille) -> list[dict[str, Any]]:
    with p.bureau.travail.lire() as connexion:
        compte = par_login(connexion, "fac")
    assert compte is not None
    lignes: list[dict[str, Any]] = page_du_dossier(
        p.bureau, Visiteur(compte=compte, roles=FACILITATION), REL1
    )["journal"]
    return lignes


def test_what_was_corrected_says_so_and_by_which_line(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_recu")
    p.attendre(days=1)
    saisie = {"champ": "courrier_recu_le", "motif": "relu"}
    p.fire(REL1, "corriger", valeur="2025-03-04", **saisie)
    p.fire(REL1, "corriger", valeur="2025-03-03", **saisie)
    seconde, premiere, recue = journal(p)[:3]
    assert recue["corrigee_par"] == [premiere["seq"], seconde["seq"]]
    assert recue["defaite_par"] is None
    assert seconde["raconte"] == "a corrigé une saisie"
    dits = {un["libelle"]: un["valeur"] for un in seconde["champs"]}
    assert dits == {
        "Courrier reçu le, désormais": "2025-03-03",
        "Courrier reçu le, auparavant": "2025-03-04",
    }


def test_what_was_undone_says_so_and_by_which_line(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_recu")
    p.fire(REL1, "retablir", etat="courrier_envoye", motif="erreur")
    retour, recue, envoye = journal(p)[:3]
    assert recue["defaite_par"] == retour["seq"]
    assert envoye["defaite_par"] is None
    assert [(un["libelle"], un["valeur"]) for un in retour["champs"]] == [
        ("Étape rétablie", "Courrier envoyé, réception attendue")
    ]


@pytest.mark.parametrize(
    ("machine", "donnees", "dit"),
    [
        (
            "relation_entreprise",
            {"code": "decider_echeance:releve_heures", "reponse": "fait"},
            "a fait la tâche « L’échéance “Relevé d’heures à demander” était déjà passée",
        ),
        ("relation_entreprise", {"code": "decider_echeance", "reponse": "fait"}, "“…”"),
        (
            "relation_entreprise",
            {"code": "verifier_courrier", "reponse": "rien_recu"},
            "rien reçu, à la tâche « Vérifier le courrier et la messagerie reçus jusqu’au …",
        ),
        (
            "action_collective",
            {"code": "noter_les_resultats", "reponse": "fait"},
            "a fait la tâche « Noter les nombres et les résultats »",
        ),
        ("marche", {"code": "inconnue", "reponse": "fait"}, "a fait une tâche"),
    ],
)
def test_the_journal_says_which_task_was_done(
    machine: str, donnees: dict[str, str], dit: str
) -> None:
    ligne = {"seq": 1, "evenement": "tache_faite", "genre": "tache", "champs": [], "de": "x"}
    lignes = [{**ligne, "par": "fac", "donnees": donnees}]
    raconter(lignes, machines().courantes[machine].definition)
    assert dit in str(lignes[0]["raconte"]).replace("\u00a0", " ")
