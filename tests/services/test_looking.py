"""Lists and dossiers as read: the ball, the pages, what was erased, how many queries it takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from jalon.output_dossiers import la_main
from services.reading.explaining import expliquer_dossier
from services.reading.looking import Recherche, dossiers
from services.reading.looking_dossier import dossier
from services.reading.looking_health import Allure, sante
from services.reading.looking_journal import journal
from services.reading.looking_mails import courriel, courriels
from tests.portfolio import MAR, REL1, REL2, REL3, A, Portefeuille, mener
from tests.services.clockwork import a

ALLURE = Allure(tick_s=20, livraison_s=5)


def noms(portefeuille: Portefeuille, **recherche: object) -> list[str]:
    page = dossiers(portefeuille.bureau, Recherche(**recherche))  # type: ignore[arg-type] # by name
    return [un["numero"] for un in page["dossiers"]]


def ecrire(portefeuille: Portefeuille, *requetes: str) -> None:
    with portefeuille.bureau.travail.ecrire() as connexion:
        for une in requetes:
            connexion.execute(text(une))


@contextmanager
def compter_les_requetes(portefeuille: Portefeuille) -> Iterator[list[str]]:
    vues: list[str] = []

    def noter(_c: object, _cur: object, requete: str, *_reste: object) -> None:
        vues.append(requete)

    moteur = portefeuille.bureau.travail.moteurs.lecture
    event.listen(moteur, "before_cursor_execute", noter)
    yield vues
    event.remove(moteur, "before_cursor_execute", noter)


def test_a_page_takes_few_queries_whatever_its_length(portefeuille: Portefeuille) -> None:
    dossiers(portefeuille.bureau, Recherche())  # definitions are compiled once
    with compter_les_requetes(portefeuille) as une:
        dossiers(portefeuille.bureau, Recherche(limite=1))
    with compter_les_requetes(portefeuille) as quatre:
        dossiers(portefeuille.bureau, Recherche(limite=4))
    assert len(quatre) == len(une) <= 6


def test_hold_is_told_and_stops_the_deadlines(portefeuille: Portefeuille) -> None:
    contact = {"date": "2025-03-03", "moyen": "telephone", "sens": "sortant"}
    portefeuille.fire(REL1, "consigner_contact", resultat="message_laisse", **contact)
    portefeuille.fire(REL1, "signaler_difficulte", motif="silence")
    portefeuille.fire(
        REL1, "mettre_en_attente", motif="travaux", mode="temps_restant", jusqu_au="2025-03-20"
    )
    lu = dossier(portefeuille.bureau, REL1)
    assert lu["en_attente"]["jusqu_au"] == "2025-03-20"
    assert lu["prochaine_echeance"]["nom"] == "fin_d_attente"
    suspendues = {une["nom"]: une["suspendue"] for une in lu["echeances"]}
    assert suspendues == {"relance_a_faire": True, "fin_d_attente": False}
    portefeuille.aller("2025-03-18")
    assert REL1 not in noms(
        portefeuille, en_retard=True, machine="relation_entreprise", etat="en_difficulte"
    )


def test_wildcards_in_a_name_are_plain_signs(portefeuille: Portefeuille) -> None:
    assert noms(portefeuille, titulaire="_") == []
    assert noms(portefeuille, titulaire="%") == []
    assert noms(portefeuille, titulaire="31420941200019") == [MAR, REL2]
    assert noms(portefeuille, titulaire="314 209 412 00019") == [MAR, REL2]


def test_dossier_of_an_older_state_is_still_listed(portefeuille: Portefeuille) -> None:
    assert noms(portefeuille, etat="a_contacter") == [REL1, REL2, REL3]
    assert noms(portefeuille, etat="a_contacter", apres=REL2) == [REL3]


def test_personal_values_are_put_back_until_they_are_erased(portefeuille: Portefeuille) -> None:
    portefeuille.fire(REL1, "signaler_difficulte", motif="M. Untel ne répond pas")
    derniere = journal(portefeuille.bureau, REL1, apres=0, limite=50)[-1]
    assert derniere["motif"] == "M. Untel ne répond pas"
    ecrire(
        portefeuille,
        "UPDATE donnee_personnelle SET valeur = NULL, sel = NULL,"
        " efface_le = '2025-04-01T08:00:00.000000Z'",
    )
    efface = journal(portefeuille.bureau, REL1, apres=0, limite=50)[-1]
    assert efface["motif"] == {"efface_le": "2025-04-01T10:00:00+02:00"}
    ecrire(portefeuille, "DELETE FROM donnee_personnelle")
    assert journal(portefeuille.bureau, REL1, apres=0, limite=50)[-1]["motif"] == {
        "efface_le": None
    }


def test_erased_mail_says_so(portefeuille: Portefeuille) -> None:
    portefeuille.fire(REL1, "nouer_relation")
    premier = courriels(portefeuille.bureau, REL1)[0]
    assert courriel(portefeuille.bureau, premier["id"])["texte"]
    ecrire(
        portefeuille,
        "UPDATE contenu SET corps = NULL, efface_le = '2025-04-01T08:00:00.000000Z'",
    )
    lu = courriel(portefeuille.bureau, premier["id"])
    assert (lu["texte"], lu["html"], lu["efface_le"]) == (None, None, "2025-04-01T10:00:00+02:00")
    assert lu["sujet"] == premier["sujet"]


def test_lines_carry_their_mails(portefeuille: Portefeuille) -> None:
    portefeuille.fire(REL1, "nouer_relation")
    lignes = journal(portefeuille.bureau, REL1, apres=0, limite=50)
    assert [[un["message"] for un in une["courriels"]] for une in lignes] == [[], ["liste_siae"]]
    assert [une["libelle"] for une in lignes] == ["Dossier ouvert", "La relation est nouée"]


def test_explain_asks_the_kernel_for_one_person(portefeuille: Portefeuille) -> None:
    tous = expliquer_dossier(portefeuille.bureau, REL1)
    compta = expliquer_dossier(portefeuille.bureau, REL1, "compta")
    assert {un["evenement"] for un in tous["possibles"]} >= {"nouer_relation", "noter"}
    assert compta["possibles"] == []
    assert len(compta["impossibles"]) == len(tous["possibles"]) + len(tous["impossibles"])


def test_health_tells_what_is_wrong(portefeuille: Portefeuille) -> None:
    portefeuille.fire(REL1, "nouer_relation")
    portefeuille.aller("2025-06-02")
    dite = sante(portefeuille.bureau, ALLURE)
    assert dite["sain"] is False
    assert dite["echeances_en_retard"] >= 1
    assert dite["courriels_en_souffrance"] == 1
    assert [une.split(" :")[0] for une in dite["soucis"]] == [
        "L’horloge n’a jamais tourné",
        "L’envoi des courriels n’a jamais tourné",
        "Le courriel du matin n’a jamais été demandé",
        "Le sceau quotidien n’a jamais été posé",
        "Échéances que l’horloge n’a pas traitées",
        "Courriels prêts depuis plus de trois jours",
    ]


def test_stopped_clock_and_open_incident_are_told(portefeuille: Portefeuille) -> None:
    ecrire(
        portefeuille,
        "INSERT INTO battement (nom, a, detail) VALUES"
        " ('tick', '2020-01-01T00:00:00.000000Z', NULL),"
        " ('deliver', '2020-01-01T00:00:00.000000Z', NULL),"
        " ('digest', '2020-01-01T00:00:00.000000Z', NULL),"
        " ('seal', '2020-01-01T00:00:00.000000Z', NULL)",
        "INSERT INTO incident (cle, genre, message, occurrences, cree_le, dernier_le) VALUES"
        " ('k', 'panne', 'Le serveur ne répond pas', 3, '2025-03-03T08:00:00.000000Z',"
        " '2025-03-03T08:00:00.000000Z')",
    )
    dite = sante(portefeuille.bureau, ALLURE)
    assert [une.split(" :")[0] for une in dite["soucis"]] == [
        "L’horloge ne tourne plus",
        "L’envoi des courriels ne tourne plus",
        "Le courriel du matin ne part plus",
        "Le sceau quotidien n’est plus posé",
        "Incidents ouverts",
    ]
    assert dite["incidents"][0]["occurrences"] == 3


def test_a_dossier_on_hold_says_so_and_until_when(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    portefeuille_sqlite.fire(
        REL1, "mettre_en_attente", mode="temps_restant", jusqu_au="2025-03-14", motif="arrêt"
    )

    dite = expliquer_dossier(portefeuille_sqlite.bureau, REL1)

    assert dite["en_attente"]["jusqu_au"] == "2025-03-14"
    attendue = f"En pause jusqu’au vendredi 14 mars 2025. La main est à {A}."
    assert la_main(dite) == attendue
    fin = next(une for une in dite["echeances"] if une["nom"] == "fin_d_attente")
    assert (fin["dernier_jour"], fin["declenche_le"]) == ("2025-03-14", "2025-03-14T09:00:00+01:00")
    assert fin["calcul"] == [
        "Pause jusqu’au vendredi 14 mars 2025",
        "Reprise à l’ouverture du bureau, vendredi 14 mars 2025 à 9\u00a0h",
    ]


def test_once_the_observations_are_over_the_referent_holds_the_ball(
    portefeuille_sqlite: Portefeuille,
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    a(portefeuille_sqlite, "2025-03-19T14:00")
    portefeuille_sqlite.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-19")
    invitation = {
        "mode_invitation": "lrar",
        "invitation_recue_le": "2025-03-19",
        "preuve_invitation": "AR 2",
    }
    portefeuille_sqlite.fire(
        REL1, "engager_penalites", by="ref", montant="1200", faits="silence", **invitation
    )

    def mains() -> set[str]:
        bureau = portefeuille_sqlite.bureau
        listes = dossiers(bureau, Recherche(etat="observations"))["dossiers"]
        dits = (dossier(bureau, REL1), expliquer_dossier(bureau, REL1), *listes)
        return {un["detenteur"] for un in dits}

    a(portefeuille_sqlite, "2025-04-03T23:59+02:00")
    assert mains() == {"entreprise"}
    a(portefeuille_sqlite, "2025-04-04T00:00+02:00")
    assert mains() == {"referent"}
    a(portefeuille_sqlite, "2025-04-04T09:00+02:00")
    assert mains() == {"referent"}
    a(portefeuille_sqlite, "2026-03-03T09:00")  # the reminders have come to their end
    assert mains() == {"referent"}


@pytest.mark.parametrize(
    ("mode", "suite"),
    [
        ("temps_restant", "les jours qui restaient courront à la reprise"),
        ("date_fixe", "sa date reste, mais rien ne se déclenche avant la reprise"),
    ],
)
def test_a_deadline_on_hold_says_that_it_is_stopped_not_when_it_moves(
    portefeuille_sqlite: Portefeuille, mode: str, suite: str
) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_recu")
    attente = {"motif": "Chantier arrêté", "mode": mode, "jusqu_au": "2025-03-14"}
    avant = " ".join(calculs(p)["expiration"])
    assert "Vérification du courrier" in avant
    assert "14\u00a0h" in avant
    p.fire(REL1, "mettre_en_attente", **attente)
    pendant = " ".join(calculs(p)["expiration"])
    assert "Vérification" not in pendant
    assert "14\u00a0h" not in pendant
    assert f"Arrêtée par la pause depuis le 03/03/2025\u00a0: {suite}" in pendant
    assert "Reprise à l’ouverture" in " ".join(calculs(p)["fin_d_attente"])
    assert not [une for une in calculs(p)["fin_proche"] if "éclenchement à l’ouverture" in une]


def calculs(p: Portefeuille) -> dict[str, list[str]]:
    """The working of each deadline, by name."""
    return {une["nom"]: une["calcul"] for une in expliquer_dossier(p.bureau, REL1)["echeances"]}


def test_a_hold_without_a_date_says_the_day_that_bounds_it(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    p.fire(REL1, "mettre_en_attente", motif="Chantier arrêté", mode="date_fixe")
    lu = dossier(p.bureau, REL1)
    assert la_main(lu).startswith("En pause jusqu’au mercredi 3 septembre 2025 au plus tard. ")
