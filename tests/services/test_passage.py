"""The passage on both engines: keys, revisions, follow-ons, dry runs, faults."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from notifications.rendering import Rendeur
from services.act import Auteur, Chantier
from services.advancing import avancer
from services.errors import Interdit, Introuvable, Refused
from services.evidence.verifying import verifier
from services.opening import NouveauDossier, ouvrir_dossier
from services.register.registering import InterlocuteurSaisi, ajouter_interlocuteur
from services.surroundings import Entourage
from storage.register_queries import marche_par_cle
from tests.portfolio import LYON, MAR, REL1, REL2, REL3, A, Portefeuille, commande, mener
from tests.services.asking import en_pause
from workflow.errors import ValeurInvalide

CONTACT = {"date": "2025-03-01", "moyen": "telephone", "sens": "sortant"}


class RendeurEnPanne(Rendeur):
    """The post breaks down in the middle of an act."""

    def rendre(self, nom: str, contexte: Any) -> Any:
        raise RuntimeError(f"no {nom} today")


def conditions(erreur: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {une.garde for une in erreur.value.refus.conditions}


def test_a_suspension_leaves_the_hold_that_a_person_has_put(portefeuille: Portefeuille) -> None:
    """It comes on top: no incident, and its end does not lift it."""
    p = portefeuille
    p.fire(REL2, "mettre_en_attente", mode="date_fixe", motif="congés")
    dite = p.fire(MAR, "suspendre", by="ref", date_effet="2025-03-03", motif="ordre de service")
    assert not [une for une in dite["suites"] if "sans_effet" in une]
    assert en_pause(p) == {REL1, REL2, REL3}
    p.attendre(days=10)
    dite = p.fire(MAR, "reprendre_execution", by="ref", date_effet="2025-03-13")
    [(dossier, [phrase])] = [
        (une["dossier"], une["sans_effet"]) for une in dite["suites"] if "sans_effet" in une
    ]
    assert dossier == REL2
    assert phrase.startswith("Une personne a mis le dossier en pause")
    assert en_pause(p) == {REL2}
    assert p.rangees("SELECT 1 FROM incident") == []
    assert verifier(p.bureau)["intact"]
    p.fire(REL2, "reprendre")
    assert en_pause(p) == set()


def test_a_dry_run_writes_nothing(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    avant = portefeuille.tout()
    actes: list[tuple[str, str, str, dict[str, Any]]] = [
        (MAR, "resilier", "ref", {"date_effet": "2025-03-03", "motif": "faute"}),
        (REL1, "recevoir_reponse", "fac", {"recue_le": "2025-03-03"}),
        (REL1, "corriger", "fac", {"champ": "numero", "valeur": "2B", "motif": "lu"}),
        (REL1, "retablir", "fac", {"etat": "courrier_envoye", "motif": "trop tôt"}),
    ]
    for dossier, evenement, by, saisies in actes:
        dite = portefeuille.fire(dossier, evenement, by, **saisies, _essai=True, _cle="k")
        assert dite["essai"] is True
        assert portefeuille.tout() == avant
    dite = portefeuille.fire(MAR, "resilier", "ref", date_effet="2025-03-03", motif="faute")
    assert len(dite["suites"]) == 3


def test_the_head_of_the_team_notes_a_contact_too(portefeuille_sqlite: Portefeuille) -> None:
    portefeuille_sqlite.fire(REL1, "consigner_contact", by="resp", **CONTACT, resultat="joint")
    ligne = portefeuille_sqlite.journal(REL1)[-1]
    assert (ligne.event, ligne.role) == ("consigner_contact", "responsable")


@pytest.mark.parametrize(
    ("evenement", "saisies", "options"),
    [
        ("nulle_part", {}, {}),
        ("consigner_contact", {**CONTACT, "resultat": "peut-être"}, {}),
        ("consigner_contact", {**CONTACT, "resultat": "joint", "inconnu": "x"}, {}),
        ("consigner_contact", {**CONTACT, "resultat": "joint", "date": "hier"}, {}),
        ("consigner_contact", {**CONTACT, "resultat": "joint", "date": "2025-02-30"}, {}),
        ("noter", {"texte": "a\x00b"}, {}),
        ("noter", {"texte": "x" * 20_001}, {}),
        ("noter", {"texte": "x"}, {"pieces": {"texte": ("a.pdf", b"%PDF")}}),
        ("noter", {"texte": "x"}, {"pieces": {"preuve": ("a.pdf", b"")}}),
    ],
)
def test_bad_input_writes_nothing(
    portefeuille_sqlite: Portefeuille,
    evenement: str,
    saisies: dict[str, str],
    options: dict[str, Any],
) -> None:
    avant = portefeuille_sqlite.tout()
    with pytest.raises(ValeurInvalide):
        avancer(portefeuille_sqlite.bureau, commande(REL1, evenement, "fac", saisies, **options))
    assert portefeuille_sqlite.tout() == avant


@pytest.mark.parametrize(
    ("dossier", "by", "erreur"),
    [
        ("REL-2025-99999", "fac", Introuvable),
        ("999", "fac", Introuvable),
        ("9" * 40, "fac", Introuvable),
        ("'; DROP TABLE dossier; --", "fac", Introuvable),
        (REL1, "personne", Introuvable),
        (REL1, None, Interdit),
    ],
)
def test_nobody_and_nowhere_are_said(
    portefeuille_sqlite: Portefeuille, dossier: str, by: str | None, erreur: type[Exception]
) -> None:
    avant = portefeuille_sqlite.tout()
    with pytest.raises(erreur):
        avancer(portefeuille_sqlite.bureau, commande(dossier, "noter", by, {"texte": "x"}))
    assert portefeuille_sqlite.tout() == avant


def test_a_clock_set_back_is_refused(portefeuille_sqlite: Portefeuille) -> None:
    portefeuille_sqlite.fire(REL1, "noter", texte="x")
    portefeuille_sqlite.attendre(seconds=-1)
    with pytest.raises(Interdit, match="précède la dernière ligne"):
        portefeuille_sqlite.fire(REL1, "noter", texte="y")


def test_two_machines_may_differ_by_a_second(portefeuille_sqlite: Portefeuille) -> None:
    reel = portefeuille_sqlite.avec(
        reglages=replace(portefeuille_sqlite.bureau.reglages, environnement="production")
    )
    reel.fire(REL1, "noter", texte="x")
    reel.attendre(seconds=-1)
    reel.fire(REL1, "noter", texte="y")
    instants = reel.rangees("SELECT recorded_at FROM journal WHERE event = 'noter' ORDER BY seq")
    assert instants[0] == instants[1]
    reel.attendre(seconds=-5)
    with pytest.raises(Interdit):
        reel.fire(REL1, "noter", texte="z")


def test_a_fault_in_the_middle_leaves_nothing(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    avant = portefeuille.tout()
    casse = portefeuille.avec(rendeur=RendeurEnPanne())
    for dossier, evenement, by, saisies in (
        (REL1, "recevoir_reponse", "fac", {"recue_le": "2025-03-03"}),
        (MAR, "clore", "ref", {"motif": "fini"}),
    ):
        with pytest.raises(RuntimeError, match="today"):
            casse.fire(dossier, evenement, by, **saisies)
        assert portefeuille.tout() == avant
    portefeuille.fire(MAR, "clore", by="ref", motif="fini")
    assert verifier(portefeuille.bureau)["intact"]


def test_closing_the_marche_closes_its_relations(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    dite = portefeuille.fire(MAR, "resilier", by="ref", date_effet="2025-03-03", motif="faute")
    assert {une["dossier"]: une["vers"] for une in dite["suites"]} == {
        REL1: "close",
        REL2: "close",
        REL3: "close",
    }
    for relation in (REL1, REL2, REL3):
        assert portefeuille.timers(relation) == set()
        derniere = portefeuille.journal(relation)[-1]
        assert (derniere.role, derniere.actor, derniere.on_behalf_of) == ("systeme", "jalon", "ref")
    ouvertes = portefeuille.rangees(
        """SELECT t.code FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE t.statut = 'ouverte' AND d.final = 1 AND t.code NOT LIKE 'completer_adresse%'"""
    )
    assert ouvertes == []
    assert portefeuille.etat(MAR) == "resilie"
    portefeuille.fire(MAR, "clore", by="ref", motif="fini")
    assert portefeuille.timers(MAR) == set()
    assert verifier(portefeuille.bureau)["intact"]


def test_a_suspended_marche_holds_its_relations(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    portefeuille.fire(MAR, "suspendre", by="ref", date_effet="2025-03-03", motif="intempéries")
    attentes = portefeuille.rangees("SELECT numero, hold FROM dossier WHERE hold IS NOT NULL")
    assert sorted(une.numero for une in attentes) == [REL1, REL2, REL3]
    [[avant]] = portefeuille.rangees(
        "SELECT due_at FROM timer WHERE name = 'expiration' AND rung = 1 AND status = 'arme'"
    )
    portefeuille.attendre(days=10)
    portefeuille.fire(MAR, "reprendre_execution", by="ref", date_effet="2025-03-13")
    assert portefeuille.rangees("SELECT 1 FROM dossier WHERE hold IS NOT NULL") == []
    [[apres]] = portefeuille.rangees(
        "SELECT due_at FROM timer WHERE name = 'expiration' AND rung = 1 AND status = 'arme'"
    )
    assert (avant[:10], apres[:10]) == ("2025-03-19", "2025-03-31")  # 28/03 ends, moves on Monday
    assert json.loads(portefeuille.journal(REL1)[-1].explanation)[0] == (
        "« Fin du délai du courrier » : 18 mars 2025 → 28 mars 2025"
    )
    assert verifier(portefeuille.bureau)["intact"]


def test_notifying_opens_one_relation_per_titulaire(portefeuille: Portefeuille) -> None:
    """The marché followed from the register has its three; a second time adds none."""
    lignes = portefeuille.rangees(
        """SELECT d.numero, d.state, d.entreprise, p.numero AS parent FROM dossier d
        JOIN dossier p ON p.id = d.parent WHERE d.machine = 'relation_entreprise'"""
    )
    assert {une.numero for une in lignes} == {REL1, REL2, REL3}
    assert len({une.entreprise for une in lignes}) == 3
    assert {(une.state, une.parent) for une in lignes} == {("a_contacter", MAR)}
    assert portefeuille.suivre()["nouveau"] is False


def _marche_a_notifier(portefeuille: Portefeuille, cle: str | None) -> str:
    """A dossier that waits for its notification, of a marché of the register or of none."""
    bureau, now = portefeuille.bureau, portefeuille.horloge.instant
    with bureau.travail.ecrire() as connexion:
        marche = marche_par_cle(connexion, cle) if cle else None
        chantier = Chantier(
            connexion=connexion, bureau=bureau, entourage=Entourage(connexion, now.date()), now=now
        )
        return ouvrir_dossier(
            chantier,
            NouveauDossier(
                machine="marche",
                sujet="un marché",
                etat="preconisation_validee",
                donnees={"objet": "un marché"},
                marche=marche.id if marche else None,
                assigned=1,
                auteur=Auteur(acteur="cli:test"),
            ),
        ).numero


def test_the_event_notifier_opens_the_relations(portefeuille: Portefeuille) -> None:
    numero = _marche_a_notifier(portefeuille, "2025-08")
    saisies = {"date_notification": "2025-03-03"}
    avant = portefeuille.tout()
    essai = portefeuille.fire(numero, "notifier", **saisies, _essai=True)
    assert portefeuille.tout() == avant
    dite = portefeuille.fire(numero, "notifier", **saisies)
    assert dite == {nom: valeur for nom, valeur in essai.items() if nom != "essai"}
    assert [une["vers"] for une in dite["suites"]] == ["a_contacter"] * 3
    taches = {(une["dossier"] == numero, une["code"], une["pour"]) for une in dite["taches"]}
    assert taches >= {
        (True, "transmettre_pieces", "referent"),
        (True, "tenir_lancement", "facilitateur"),
        (False, "premier_contact", "facilitateur"),
    }
    assert verifier(portefeuille.bureau)["intact"]


def test_a_marche_without_titulaires_is_no_silence(portefeuille: Portefeuille) -> None:
    numero = _marche_a_notifier(portefeuille, None)
    dite = portefeuille.fire(numero, "notifier", date_notification="2025-03-03")
    assert dite["suites"] == []
    [incident] = portefeuille.rangees("SELECT genre, message FROM incident")
    assert incident.genre == "titulaires_inconnus"
    assert incident.message.startswith(f"{numero} : le registre ne connaît aucun titulaire")


def test_tasks_reach_the_right_desks(portefeuille: Portefeuille) -> None:
    bureaux = {
        (une.code, une.login)
        for une in portefeuille.rangees(
            "SELECT t.code, c.login FROM tache t LEFT JOIN compte c ON c.id = t.compte"
        )
    }
    assert bureaux == {
        ("premier_contact", "fac"),
        ("tenir_lancement", "fac"),
        ("transmettre_pieces", "ref"),
        ("inviter_au_lancement", "ref"),
    }


def test_a_role_without_anybody_comes_to_the_facilitateur(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    with p.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE compte SET actif = 0 WHERE login = 'ref'")
        connexion.exec_driver_sql("DELETE FROM referent")
    mener(p, "courrier_propose")
    [tache] = p.rangees(
        """SELECT t.role, c.login FROM tache t JOIN compte c ON c.id = t.compte
        WHERE t.code = 'decider_accord'"""
    )
    assert tuple(tache) == ("referent", "fac")
    assert [une[0] for une in p.rangees("SELECT statut FROM outbox")] == ["sans_adresse"]
    assert p.rangees("SELECT 1 FROM tache WHERE code LIKE 'completer_adresse%'") != []


def test_another_buyer_s_referent_is_out_of_scope(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_propose")
    avant = portefeuille.tout()
    with pytest.raises(Refused) as erreur:
        portefeuille.fire(REL1, "accepter_courrier", by="lyon")
    assert conditions(erreur) == {"portee"}
    assert portefeuille.tout() == avant
    assert LYON not in str(erreur.value.refus)


def test_a_referent_of_no_buyer_acts_for_none(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_propose")
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE compte SET donneur_ordre = NULL WHERE login = 'lyon'"))
    avant = portefeuille.tout()
    with pytest.raises(Refused) as erreur:
        portefeuille.fire(REL1, "accepter_courrier", by="lyon")
    assert conditions(erreur) == {"portee"}
    assert "sans donneur d’ordre" in str(erreur.value.refus)
    assert portefeuille.tout() == avant


def test_a_referent_s_act_needs_a_proof_in_earnest(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    reel = portefeuille_sqlite.avec(
        reglages=replace(portefeuille_sqlite.bureau.reglages, environnement="production")
    )
    with pytest.raises(Interdit, match="accord écrit"):
        reel.fire(REL1, "accepter_courrier", by="ref")
    reel.fire(REL1, "accepter_courrier", by="ref", _pieces={"piece": ("accord.pdf", b"%PDF oui")})
    assert reel.etat(REL1) == "courrier_accepte"


def test_a_shared_box_receives_one_mail(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    for nom, entreprise in (("Ana Pons", A), ("Luc Roy", A)):
        ajouter_interlocuteur(
            p.bureau.travail,
            InterlocuteurSaisi(
                entreprise=entreprise, nom=nom, du=date(2024, 1, 1), courriel="accueil@btp.test"
            ),
        )
    dite = p.fire(REL1, "nouer_relation")
    adresses = [une["adresse"] for une in dite["courriels"]]
    assert len(adresses) == len(set(adresses))
    assert "accueil@btp.test" in adresses
