"""What was just recorded can be taken back for a while: struck, and its facts counted anew."""

from __future__ import annotations

from typing import Any

from services.evidence.verifying import verifier
from tests.portfolio import REL1, Portefeuille, mener
from tests.services.clockwork import EXPIRATION, a
from tests.web.conftest import Guichet

BASE = f"/relations/{REL1}"
CONTACT = {
    "date": "aujourd’hui",
    "moyen": "telephone",
    "sens": "sortant",
    "resultat": "message_laisse",
}
FAITS = "SELECT json_extract(faits, '$.contacts_non_aboutis') FROM dossier WHERE numero = :n"
OUVERTES = """SELECT code FROM tache t JOIN dossier d ON d.id = t.dossier
    WHERE d.numero = :n AND t.statut = 'ouverte' ORDER BY t.id"""


def acter(guichet: Guichet, acte: str, **saisies: str) -> str:
    """Record by the form; the address that says so."""
    adresse = f"{BASE}/actes/{acte}"
    fait = guichet.envoyer(adresse, adresse, etape="faire", **saisies)
    assert fait.status_code == 303, fait.text
    return str(fait.headers["location"])


def annuler(guichet: Guichet, seq: int) -> Any:
    return guichet.envoyer(f"/d/{REL1}/annuler/{seq}", BASE)


def derniere(portefeuille: Portefeuille) -> int:
    return int(portefeuille.journal(REL1)[-1].seq)


def test_a_contact_is_taken_back_and_counts_no_more(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    avant = [un.code for un in portefeuille_sqlite.rangees(OUVERTES, n=REL1)]
    echeances = portefeuille_sqlite.timers(REL1)
    page = fac.lire(acter(fac, "consigner_contact", **CONTACT)).text
    assert portefeuille_sqlite.rangees(FAITS, n=REL1)[0][0] == 1
    assert portefeuille_sqlite.timers(REL1) == {("contact_a_suivre", 1)}
    assert f'action="/d/{REL1}/annuler/{derniere(portefeuille_sqlite)}"' in page

    dite = annuler(fac, derniere(portefeuille_sqlite))
    assert dite.status_code == 303
    assert portefeuille_sqlite.rangees(FAITS, n=REL1)[0][0] == 0
    assert [un.code for un in portefeuille_sqlite.rangees(OUVERTES, n=REL1)] == avant
    assert portefeuille_sqlite.timers(REL1) == echeances
    lue = fac.lire(dite.headers["location"]).text
    assert "Saisie annulée" in lue
    assert "Annulé depuis" in lue
    verifie = verifier(portefeuille_sqlite.bureau)
    assert (verifie["intact"], verifie["ecarts_de_faits"]) == (True, [])


def test_a_note_is_taken_back_for_ten_minutes(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    fait = acter(fac, "noter", texte="mauvais dossier")
    portefeuille_sqlite.attendre(minutes=11)
    assert "/annuler/" not in fac.lire(fait).text
    assert annuler(fac, derniere(portefeuille_sqlite)).status_code == 403
    acter(fac, "noter", texte="encore")
    assert annuler(fac, derniere(portefeuille_sqlite)).status_code == 303
    assert portefeuille_sqlite.journal(REL1)[-1].event == "annuler_saisie"
    assert annuler(fac, derniere(portefeuille_sqlite)).status_code == 403


def test_only_the_last_line_of_one_s_own_without_consequence(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    acter(fac, "noter", texte="a")
    premiere = derniere(portefeuille_sqlite)
    portefeuille_sqlite.fire(REL1, "noter", by="resp", texte="b")
    assert annuler(fac, premiere).status_code == 403
    assert annuler(fac, premiere + 1).status_code == 403
    assert annuler(fac, premiere + 9).status_code == 403
    portefeuille_sqlite.fire(REL1, "nouer_relation")
    assert annuler(fac, derniere(portefeuille_sqlite)).status_code == 403
    assert portefeuille_sqlite.journal(REL1)[-1].event == "nouer_relation"


def test_a_ticked_task_comes_back_to_the_desk(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    a(portefeuille_sqlite, f"{EXPIRATION}T10:00")
    requete = "SELECT id FROM tache WHERE statut = 'ouverte' AND code = 'verifier_courrier'"
    tache = portefeuille_sqlite.rangees(requete)[0][0]
    fait = fac.envoyer(f"/taches/{tache}", BASE, reponse="fait", suite="/aujourdhui")
    page = fac.lire(fait.headers["location"]).text
    assert "Tâche faite" in page
    adresse = page.partition('action="/d/')[2].partition('"')[0]
    assert (
        fac.envoyer(f"/d/{adresse}", BASE, suite="/aujourdhui").headers["location"] == "/aujourdhui"
    )
    assert portefeuille_sqlite.rangees(requete)[0][0] == tache


def test_what_was_done_is_said_to_the_one_who_did_it(fac: Guichet) -> None:
    fait = acter(fac, "noter", texte="a")
    assert "c’est enregistré" in fac.lire(fait).text
    fac.client.cookies.clear()
    fac.entrer("resp")
    assert "c’est enregistré" not in fac.lire(fait).text
    assert "c’est enregistré" not in fac.lire(f"{BASE}?fait=2").text
