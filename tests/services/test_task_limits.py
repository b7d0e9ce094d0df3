"""One act tells one date: the limit of the task on the desk is the one that its mail names."""

from __future__ import annotations

import json
from datetime import date

from states.french import date_longue
from tests.portfolio import MAR, REL1, Portefeuille, mener

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
