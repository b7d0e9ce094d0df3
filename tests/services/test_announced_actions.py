"""An action collective is told once to all whom it concerns, then what becomes of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text

from services.reading.explaining import expliquer_dossier
from services.register.registering import InterlocuteurSaisi, ajouter_interlocuteur
from tests.plain_text import clair
from tests.portfolio import MAR, B, C, Portefeuille
from tests.services import asking
from tests.services.test_convention import courriels
from tests.services.test_corrections import tout_envoye
from tests.services.test_recruitment import ACT, ouvrir, refuse

RESEAU = {"presc@exemple.test", "presc2@exemple.test"}
CONCERNES = RESEAU | {"ref@exemple.test", "jean@btp.test"}
"""Who accompanies people, the référente of the marché, the company that has a contact."""


def ecrits(p: Portefeuille, *messages: str) -> list[str]:
    return sorted(un.adresse for message in messages for un in courriels(p, message))


def programmer_une_action(p: Portefeuille, jour: str = "2025-04-10") -> None:
    action = {"intitule": "Visite du chantier", "publics": "jeunes", "lieu": "Oullins"}
    ouvrir(p, "action_collective", None, type_action="visite_de_chantier", **action)
    p.fire(ACT, "associer_marche", marche=MAR)
    p.fire(ACT, "programmer", date_action=jour, lieu="Oullins")


ANNONCES = ("action_annoncee", "action_annoncee_acheteur", "action_annoncee_entreprise")


def test_an_action_is_announced_and_what_becomes_of_it(portefeuille: Portefeuille) -> None:
    """Whom it concerns learns the day and the place, once, and of what changes afterwards."""
    p = portefeuille
    programmer_une_action(p)
    p.fire(ACT, "reporter", date_action="2025-04-11", motif="salle prise")
    assert ecrits(p, *ANNONCES, "action_reportee") == []  # nobody knew of it yet
    p.fire(ACT, "annoncer")
    assert ecrits(p, *ANNONCES) == sorted(CONCERNES)
    for message in ANNONCES:
        dit = clair(asking.mail(p, message))
        assert "Date : vendredi 11 avril 2025. Lieu : Oullins." in dit
        assert "remplace" not in dit
        assert "Ville d’Oullins" not in dit  # it is common to several donneurs d'ordre
    assert refuse(p, ACT, "annoncer") == {"quelqu_un_a_prevenir"}
    tout_envoye(p)
    p.fire(ACT, "reporter", date_action="2025-04-14", motif="Zoé est malade")
    assert ecrits(p, "action_reportee") == sorted(CONCERNES)
    dit = clair(asking.mail(p, "action_reportee"))
    assert "annoncée pour le vendredi 11 avril 2025 est reportée au lundi 14 avril 2025" in dit
    assert "remplace" in dit
    assert "Zoé" not in dit
    tout_envoye(p)
    p.fire(ACT, "annuler", motif="chantier arrêté")
    assert ecrits(p, "action_annulee") == sorted(CONCERNES)
    assert "pour le lundi 14 avril 2025" in clair(asking.mail(p, "action_annulee"))


def test_nobody_is_told_that_what_they_never_heard_of_is_cancelled(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """An announce that has not left goes stale with the action; a later marché is told of it."""
    p = portefeuille_sqlite
    programmer_une_action(p)
    p.fire(ACT, "annoncer")
    p.fire(ACT, "associer_marche", marche=MAR)
    assert refuse(p, ACT, "annoncer") == {"quelqu_un_a_prevenir"}  # nobody new
    assert ecrits(p, *ANNONCES) == sorted(CONCERNES)
    p.fire(ACT, "annuler", motif="chantier arrêté")
    assert ecrits(p, "action_annulee") == []


def test_what_was_announced_is_postponed_never_corrected(portefeuille: Portefeuille) -> None:
    """A correction writes to nobody: once told, the day and the place change by their own act."""
    p = portefeuille
    programmer_une_action(p)
    faute = {"champ": "date_action", "motif": "faute de frappe"}
    p.fire(ACT, "corriger", valeur="2025-04-11", **faute)  # nobody knows of it yet
    p.fire(ACT, "annoncer")
    for valeur in ("2025-04-20", "2024-01-01"):
        assert refuse(p, ACT, "corriger", valeur=valeur, **faute) == {"pas_encore_annoncee"}
    lieu = {"champ": "lieu", "valeur": "Bron", "motif": "faute"}
    (phrase,) = asking.refuse(p, "corriger", dossier=ACT, **lieu).values()
    assert "Reporter l’action" in phrase
    p.fire(ACT, "tenir", tenue_le="2025-03-03")
    p.fire(ACT, "corriger", **lieu)  # nobody waits for it


def test_an_action_is_not_put_off_to_where_it_stands(portefeuille: Portefeuille) -> None:
    p = portefeuille
    programmer_une_action(p)
    p.fire(ACT, "annoncer")
    tout_envoye(p)
    for meme in ({}, {"lieu": "Oullins"}):
        rien = refuse(p, ACT, "reporter", date_action="2025-04-10", motif="rien", **meme)
        assert rien == {"report_utile"}
    p.fire(ACT, "reporter", date_action="2025-04-10", lieu="Bron", motif="salle prise")
    assert ecrits(p, "action_reportee") == sorted(CONCERNES)


def test_of_several_postponements_the_last_one_leaves(portefeuille: Portefeuille) -> None:
    """Those that still wait go stale; the one that leaves speaks of the day that was announced."""
    p = portefeuille
    programmer_une_action(p)
    p.fire(ACT, "annoncer")
    tout_envoye(p)
    for jour in ("2025-04-11", "2025-04-14", "2025-04-15"):
        p.fire(ACT, "reporter", date_action=jour, motif="salle prise")
    reportees = "SELECT adresse FROM outbox WHERE message = 'action_reportee' AND statut = 'pret'"
    assert sorted(une.adresse for une in p.rangees(reportees)) == sorted(CONCERNES)
    dit = clair(asking.mail(p, "action_reportee"))
    assert "annoncée pour le jeudi 10 avril 2025 est reportée au mardi 15 avril 2025" in dit
    p.fire(ACT, "reporter", date_action="2025-04-10", motif="salle libre")
    assert p.rangees(reportees) == []  # as it was announced: nobody learns of anything


def test_an_action_that_is_past_has_not_been_held(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    programmer_une_action(p)
    p.fire(ACT, "annoncer")
    tout_envoye(p)
    p.aller("2025-04-15")
    p.fire(ACT, "annuler", motif="intempéries")
    dit = clair(asking.mail(p, "action_annulee"))
    assert "annoncée pour le jeudi 10 avril 2025 n’a pas eu lieu" in dit
    assert "aura pas lieu" not in dit


def a_joindre(p: Portefeuille) -> list[str]:
    requete = """SELECT libelle FROM tache WHERE code = 'prevenir_autrement'
        AND statut = 'ouverte'"""
    return [une.libelle for une in p.rangees(requete)]


def inscrire(p: Portefeuille, entreprise: str) -> None:
    sien = InterlocuteurSaisi(
        entreprise=entreprise, nom="Lou Bois", du=date(2024, 1, 1), courriel="lou@bois.test"
    )
    ajouter_interlocuteur(p.bureau.travail, sien)


def test_whoever_has_no_address_is_named_and_told_once_it_has_one(
    portefeuille: Portefeuille,
) -> None:
    """Two of the three companies have no contact: the act goes on, and says so."""
    p = portefeuille
    programmer_une_action(p)
    p.fire(ACT, "annoncer")
    [dite] = a_joindre(p)
    assert dite.count(MAR) == 2
    (phrase,) = asking.refuse(p, "annoncer", dossier=ACT).values()
    assert "n’a pas d’adresse pour" in phrase
    assert MAR in phrase
    tout_envoye(p)
    inscrire(p, B)
    p.fire(ACT, "annoncer")
    assert ecrits(p, *ANNONCES) == sorted({*CONCERNES, "lou@bois.test"})
    [reste] = a_joindre(p)
    assert reste.count(MAR) == 1
    inscrire(p, C)
    assert refuse(p, ACT, "annoncer") == {"annonce_a_faire"}  # the same box, told already


def test_an_announce_that_would_reach_nobody_is_refused(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """No account, no référente, no contact has an address: nothing says that it was announced."""
    p = portefeuille_sqlite
    programmer_une_action(p)
    with p.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE compte SET courriel = NULL"))
        connexion.execute(text("UPDATE referent SET courriel = NULL"))
        connexion.execute(text("UPDATE interlocuteur SET courriel = NULL"))
    (phrase,) = asking.refuse(p, "annoncer", dossier=ACT).values()
    assert f"la personne référente de {MAR}" in phrase
    assert ecrits(p, *ANNONCES) == []
    vu = expliquer_dossier(p.bureau, ACT)
    [impossible] = [un for un in vu["impossibles"] if un["evenement"] == "annoncer"]
    assert [une["garde"] for une in impossible["conditions"]] == ["quelqu_un_a_prevenir"]


def test_a_marche_that_leaves_and_comes_back_is_told_once(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Its people follow what becomes of the action that they were told of, meanwhile too."""
    p = portefeuille_sqlite
    programmer_une_action(p)
    p.fire(ACT, "annoncer")
    tout_envoye(p)
    p.fire(ACT, "retirer_marche", marche=MAR)
    p.fire(ACT, "reporter", date_action="2025-04-14", motif="salle prise")
    p.fire(ACT, "associer_marche", marche=MAR)
    assert ecrits(p, "action_reportee") == sorted(CONCERNES)
    (phrase,) = asking.refuse(p, "annoncer", dossier=ACT).values()
    assert "n’a pas d’adresse pour" in phrase
    assert ecrits(p, *ANNONCES) == sorted(CONCERNES)
