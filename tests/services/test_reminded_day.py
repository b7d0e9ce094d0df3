"""A reminder speaks of the day that was announced: a task follows the deadline that recalls it."""

from __future__ import annotations

from collections.abc import Iterator

from notifications.catalogue import MESSAGES
from services.clock.ticking import tick
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from tests.portfolio import MAR, Portefeuille
from tests.services.asking import mail
from workflow.process import Definition


def test_the_reminder_of_a_devis_names_the_day_that_its_mail_had_given(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    demande = Ouverture(
        machine="devis", acteur="cli:test", compte="fac", dans=MAR, saisies={"montant": "1000"}
    )
    numero = str(ouvrir_a_la_main(p.bureau, demande)["dossier"])
    p.fire(numero, "envoyer", envoye_le="2025-03-03")
    assert "si possible d’ici au lundi 10 mars 2025" in mail(p, "devis_envoye")
    [limite] = p.rangees("SELECT echeance FROM tache WHERE code = 'repondre_devis'")
    assert str(limite.echeance) == "2025-03-10"
    p.aller("2025-03-11")
    tick(p.bureau)
    rappel = mail(p, "rappel_devis")
    assert "Échéance passée le lundi 10 mars 2025" in rappel
    assert "si possible d’ici au" not in rappel


def contraires(definition: Definition) -> Iterator[tuple[str, str]]:
    """Tasks with a delay of their own, and what writes of the state that they ask to leave.

    A periodic mail names the day of the task; what another task follows reminds of another act.
    """
    suivies = {une.jusqu_a for une in definition.taches.values()}
    for evenement in definition.evenements.values():
        donnees = {un.nom for un in evenement.effets if un.genre == "tache"}
        for tache in (definition.taches[nom] for nom in donnees):
            if tache.dans is None or tache.jusqu_a:
                continue
            for etat in evenement.destinations:
                for regle in definition.etats[etat].echeances.values():
                    ecrits = {
                        MESSAGES[un.nom].audience for un in regle.effets if un.genre == "mail"
                    }
                    periodique = regle.repeter is None or regle.repeter.periodique
                    if tache.pour in ecrits and regle.nom not in suivies and not periodique:
                        yield tache.nom, regle.nom


def test_no_machine_gives_a_task_another_day_than_that_of_its_reminder(
    portefeuille_sqlite: Portefeuille,
) -> None:
    machines = portefeuille_sqlite.bureau.machines.courantes
    trouvees = {nom: sorted(set(contraires(une.definition))) for nom, une in machines.items()}
    assert {nom: un for nom, un in trouvees.items() if un} == {}


def test_the_reminder_of_the_pieces_names_the_day_of_no_other_task(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """The invitation to the launch is asked of the same person, for a later day."""
    p = portefeuille_sqlite
    with p.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql(
            "UPDATE tache SET echeance = '2025-03-28' WHERE code = 'inviter_au_lancement'"
            " AND statut = 'ouverte'"
        )
    taches = p.rangees("SELECT code, echeance FROM tache WHERE role = 'referent' ORDER BY code")
    assert [(un.code, str(un.echeance)) for un in taches] == [
        ("inviter_au_lancement", "2025-03-28"),
        ("transmettre_pieces", "2025-03-17"),
    ]
    p.aller("2025-03-18")
    tick(p.bureau)
    rappel = mail(p, "rappel_pieces")
    assert "si possible d’ici au" not in rappel
    assert "Échéance passée le lundi 17 mars 2025" in rappel
    assert "28 mars" not in rappel
