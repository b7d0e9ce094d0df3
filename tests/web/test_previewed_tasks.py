"""What a preview says of the tasks that an act gives, or gives back: each with its day."""

from __future__ import annotations

import re
from datetime import date

from services.act_words import minuscule
from states.french import date_longue
from tests.plain_text import clair
from tests.portfolio import MAR, REL1, Portefeuille
from tests.web.conftest import Guichet


def apercu(guichet: Guichet, dossier: str, acte: str, **champs: str) -> str:
    guichet.entrer("fac")
    chemin = f"/{'marches' if dossier == MAR else 'relations'}/{dossier}/actes/{acte}"
    page = guichet.envoyer(chemin, chemin, etape="apercu", **champs)
    assert page.status_code == 200
    return re.sub("<[^>]*>", "", clair(page.text)).partition("Si vous confirmez")[2]


def test_a_return_tells_the_day_of_what_it_gives_back(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    p = portefeuille_sqlite
    p.attendre(hours=1)
    p.fire(MAR, "lancer", date_lancement="2025-03-03")
    p.attendre(hours=1)
    dit = apercu(guichet, MAR, "retablir", etat="notifie", motif="sur le mauvais dossier")
    assert re.search(r"Reste à faire : [^.]+ ; dernier jour : \w+ \d+ \w+\.", dit), dit


def test_the_end_of_a_hold_tells_what_comes_back_and_for_when(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """The days that are told are those that the resumption then writes."""
    p = portefeuille_sqlite
    p.fire(REL1, "mettre_en_attente", motif="travaux", mode="temps_restant")
    p.aller("2025-03-13")
    dit = apercu(guichet, REL1, "reprendre")
    annoncees = {une["libelle"]: une["echeance"] for une in p.fire(REL1, "reprendre")["taches"]}
    ouvertes = p.rangees(
        "SELECT libelle, echeance FROM tache JOIN dossier ON dossier.id = tache.dossier"
        " WHERE numero = :n AND statut = 'ouverte'",
        n=REL1,
    )
    assert annoncees == {une.libelle: une.echeance and str(une.echeance) for une in ouvertes}
    assert annoncees
    for libelle, jour in annoncees.items():
        fin = f" ; dernier jour : {date_longue(date.fromisoformat(jour))}" if jour else ""
        assert clair(f"Reste à faire : {minuscule(libelle)}{fin.removesuffix(' 2025')}.") in dit
