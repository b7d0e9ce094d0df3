"""The first contact may be made at the launch of the marché (annexe 1/B): a person says so."""

from __future__ import annotations

from services.counter.acting import formulaire
from tests.portfolio import MAR, REL1, REL2, Portefeuille
from tests.services.test_agreed_corrections import PREUVE
from tests.services.test_taken_over import taches
from tests.services.test_told_days import facilitateur

TACHE = "contact_au_lancement"
APPEL = {"date": "2025-03-03", "moyen": "telephone", "sens": "sortant", "resultat": "joint"}


def propose(p: Portefeuille, relation: str) -> dict[str, str]:
    """What the form of a contact is filled with before anybody types."""
    contact = formulaire(p.bureau, facilitateur(p), relation, "consigner_contact").contact
    assert contact is not None
    return dict(contact.habituels)


def test_the_launch_offers_the_first_contact_and_counts_nothing_by_itself(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Both are asked about; one was there and is noted, the other is still reminded of."""
    p = portefeuille_sqlite
    p.aller("2025-03-11")
    p.fire(MAR, "lancer", date_lancement="2025-03-10")
    for relation in (REL1, REL2):
        assert TACHE in taches(p, relation)
        assert p.etat(relation) == "a_contacter"
        assert ("premier_contact_attendu", 1) in p.timers(relation)
        assert propose(p, relation) == {"moyen": "reunion", "sens": "sortant", "date": "2025-03-10"}
    present = {**propose(p, REL1), "resultat": "joint"}
    p.fire(REL1, "consigner_contact", **present)
    assert TACHE not in taches(p, REL1)
    assert ("premier_contact_attendu", 1) not in p.timers(REL1)
    assert TACHE in taches(p, REL2)


def test_whoever_is_known_already_is_not_asked_about(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    p.fire(REL1, "consigner_contact", **APPEL)
    p.fire(REL2, "nouer_relation")
    p.fire(MAR, "lancer", date_lancement="2025-03-03")
    assert TACHE not in taches(p, REL1)
    assert TACHE not in taches(p, REL2)
    assert propose(p, REL1)["moyen"] == "telephone"
    assert p.rangees("SELECT 1 FROM incident WHERE genre = 'suite_refusee'") == []


def test_a_corrected_launch_reaches_what_offers_it(portefeuille_sqlite: Portefeuille) -> None:
    """So does a corrected notification: the first contact is due from it."""
    p = portefeuille_sqlite
    p.aller("2025-03-11")
    p.fire(MAR, "lancer", date_lancement="2025-03-10")
    p.fire(MAR, "corriger", champ="date_lancement", valeur="2025-03-05", motif="faute de frappe")
    assert propose(p, REL1)["date"] == "2025-03-05"
    requete = "SELECT libelle FROM tache WHERE code = :c"
    assert all("10 mars" not in une.libelle for une in p.rangees(requete, c=TACHE))
    p.fire(MAR, "corriger", champ="date_notification", valeur="2025-03-03", motif="faute", **PREUVE)
    [relation] = p.rangees("SELECT data FROM dossier WHERE numero = :n", n=REL1)
    assert '"notifie_le":"2025-03-03"' in relation.data
    assert p.rangees("SELECT 1 FROM incident WHERE genre = 'suite_refusee'") == []


def test_a_launch_that_is_undone_offers_nothing(portefeuille_sqlite: Portefeuille) -> None:
    """Held a week later, it asks anew, for its own days."""
    p = portefeuille_sqlite
    p.aller("2025-03-11")
    p.fire(MAR, "lancer", date_lancement="2025-03-10")
    p.attendre(hours=1)
    p.fire(MAR, "retablir", etat="notifie", motif="le lancement est reporté")
    assert TACHE not in taches(p, REL1)
    assert "date" not in propose(p, REL1)
    p.aller("2025-03-18")
    p.fire(MAR, "lancer", date_lancement="2025-03-17")
    assert propose(p, REL1)["date"] == "2025-03-17"
    requete = "SELECT echeance FROM tache WHERE code = :c AND statut = 'ouverte'"
    assert {str(une.echeance) for une in p.rangees(requete, c=TACHE)} == {"2025-03-20"}
