"""One act tells one date: the limit of the task on the desk is the one that its mail names."""

from __future__ import annotations

import json
from datetime import date

from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.reading.looking_dossier import dossier
from states.french import date_longue
from tests.portfolio import MAR, REL1, Portefeuille, mener
from workflow.task_days import TACHE

ESPACES = {0xA0: " ", 0x202F: " "}


def texte(portefeuille: Portefeuille, message: str) -> str:
    """Body of the last mail of that name, spaces made plain."""
    requete = """SELECT c.corps FROM outbox o JOIN contenu c ON c.empreinte = o.contenu
        WHERE o.message = :m ORDER BY o.id DESC"""
    corps = portefeuille.rangees(requete, m=message)[0].corps
    return str(json.loads(corps)["texte"]).translate(ESPACES)


def test_the_mail_names_the_limit_of_its_readers_task(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_propose")

    [tache] = portefeuille_sqlite.fire(REL1, "accepter_courrier", "ref")["taches"]

    limite = date_longue(date.fromisoformat(tache["echeance"]))
    assert f"si possible d’ici au {limite} : envoyer" in texte(
        portefeuille_sqlite, "courrier_accepte"
    )


def test_a_task_on_the_desk_keeps_its_limit_and_no_other_is_told(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """A second avenant asks for the review that waits already: its first limit stands."""
    p = portefeuille_sqlite
    avenant = {"avenant_le": "2025-03-01", "decision_heures": "revoir", "motif": "avenant"}
    [premiere] = p.fire(MAR, "modifier_marche", **avenant)["taches"]
    p.aller("2025-03-12")

    [seconde] = p.fire(MAR, "modifier_marche", **avenant)["taches"]

    assert seconde["echeance"] == premiere["echeance"]
    [(gardee,)] = p.rangees(
        "SELECT echeance FROM tache WHERE code = 'revoir_l_objectif' AND statut = 'ouverte'"
    )
    assert str(gardee) == premiere["echeance"]


def test_a_task_that_a_deadline_asks_for_again_has_its_date(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """From the act that gives it, and once the day is missed."""
    p = portefeuille_sqlite
    demande = Ouverture(
        machine="reunion", acteur="cli:test", compte="fac", dans=MAR, saisies={"genre": "pilotage"}
    )
    numero = str(ouvrir_a_la_main(p.bureau, demande)["dossier"])
    p.fire(numero, "convoquer", date_reunion="2025-03-03")

    [tache] = p.fire(numero, "tenir", tenue_le="2025-03-03")["taches"]

    [echeance] = [
        une for une in dossier(p.bureau, numero)["echeances"] if une["nom"] == "compte_rendu_du"
    ]
    assert (tache["code"], tache["echeance"]) == (
        "diffuser_le_compte_rendu",
        echeance["dernier_jour"],
    )


OWN_DAY = {
    # the invitation is proved well before the observations are over
    ("observations", "fin_observations", "prouver_l_invitation"),
    # the deadline counts from the demand: a presélection that begins late has days of its own
    ("preselection", "profils_dus", "presenter_les_profils"),
    # it follows the deadline by name, the letter that comes back too
    ("courrier_accepte", "envoi_a_faire", "envoyer_le_courrier"),
}


def test_no_task_tells_another_day_than_the_deadline_that_asks_for_it(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """A delay of a task's own beside its deadline's is a second day for one thing."""
    trouves = set()
    for compilee in portefeuille_sqlite.bureau.machines.courantes.values():
        definition = compilee.definition
        for nom, etat in definition.etats.items():
            donnees = {
                un.nom
                for acte in definition.evenements.values()
                if nom in acte.destinations
                for un in acte.effets
                if un.genre == TACHE
            }
            trouves |= {
                (nom, regle.nom, un.nom)
                for regle in etat.echeances.values()
                for un in regle.effets
                if un.genre == TACHE and un.nom in donnees and definition.taches[un.nom].dans
            }
    assert trouves == OWN_DAY
