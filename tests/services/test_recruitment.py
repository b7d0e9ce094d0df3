"""Offers, engagements and actions: deadlines on our side, evidence kept, marchés joined."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.clock.ticking import tick
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.errors import Refused
from tests.portfolio import MAR, REL1, Portefeuille
from tests.services import asking
from tests.services.test_convention import courriels, piece
from workflow.errors import ValeurInvalide

REC, ENG, ACT, CAN = (f"{serie}-2025-00001" for serie in ("REC", "ENG", "ACT", "CAN"))


def ouvrir(portefeuille: Portefeuille, machine: str, dans: str | None, **saisies: Any) -> Any:
    return ouvrir_a_la_main(
        portefeuille.bureau,
        Ouverture(
            machine=machine,
            acteur="cli:test",
            compte="fac",
            dans=dans,
            convention=None if dans else "OULLINS-2022",
            saisies=saisies,
        ),
    )


def demander(portefeuille: Portefeuille) -> Any:
    return ouvrir(
        portefeuille,
        "demande_recrutement",
        REL1,
        poste="Maçonnerie",
        nombre_de_postes="2",
        demandee_le="2025-03-03",
    )


def refuse(portefeuille: Portefeuille, dossier: str, evenement: str, **saisies: Any) -> set[str]:
    return set(asking.refuse(portefeuille, evenement, dossier=dossier, **saisies))


def taches(portefeuille: Portefeuille, dossier: str) -> set[tuple[str, str]]:
    requete = """SELECT t.code, t.role FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.statut = 'ouverte'"""
    return {(une.code, une.role) for une in portefeuille.rangees(requete, n=dossier)}


def test_an_offer_goes_to_every_prescripteur_and_profiles_come_back(
    portefeuille: Portefeuille,
) -> None:
    assert demander(portefeuille)["sujet"].startswith("Maçonnerie — ")
    diffusee = portefeuille.fire(REC, "diffuser", diffusee_le="2025-03-03")
    assert {un["adresse"] for un in diffusee["courriels"]} == {
        "presc@exemple.test",
        "presc2@exemple.test",
    }
    assert refuse(portefeuille, REC, "preselectionner") == {"des_candidatures"}
    ouvrir(portefeuille, "candidature", REC, origine="spontanee", nom="Zébulon", prenom="A")
    portefeuille.fire(REC, "preselectionner")
    jour = {"presentes_le": "2025-03-03"}
    assert refuse(portefeuille, REC, "presenter", **jour) == {
        "des_profils_eligibles",
        "des_profils_presentes",
    }
    portefeuille.fire(
        CAN,
        "recevoir_pieces",
        categorie="rsa",
        justificatif="attestation",
        justificatif_etabli_le="2025-03-01",
    )
    portefeuille.fire(CAN, "valider_eligibilite")
    assert refuse(portefeuille, REC, "presenter", **jour) == {"des_profils_presentes"}
    portefeuille.fire(CAN, "positionner", positionnee_le="2025-03-03")
    assert portefeuille.fire(REC, "presenter", **jour)["vers"] == "presentee"
    assert refuse(portefeuille, REC, "pourvoir") == {"postes_pourvus"}


def recruter(p: Portefeuille, candidature: str) -> None:
    """From the proposal on the demand to the hiring, the same day."""
    ouvrir(p, "candidature", REC, origine="spontanee", nom="Zébulon", prenom="A")
    droits = {"categorie": "rsa", "justificatif": "attestation"}
    p.fire(candidature, "recevoir_pieces", justificatif_etabli_le="2025-03-01", **droits)
    p.fire(candidature, "valider_eligibilite")
    p.fire(candidature, "positionner", positionnee_le="2025-03-03")
    contrat = {"type_contrat": "cdd", "modalite": "embauche_directe"}
    p.fire(candidature, "embaucher", date_embauche="2025-03-03", **contrat)


def test_a_demand_is_met_once_each_post_is(portefeuille_sqlite: Portefeuille) -> None:
    """One hiring for two posts is not all that was asked: search again, or say why."""
    p = portefeuille_sqlite
    demander(p)
    p.fire(REC, "diffuser", diffusee_le="2025-03-03")
    recruter(p, CAN)
    p.fire(REC, "presenter", presentes_le="2025-03-03")
    dites = asking.refuse(p, "pourvoir", dossier=REC)
    assert "Embauches : 1, pour 2 demandées" in dites["postes_pourvus"]
    p.fire(REC, "relancer_recherche", demandee_le="2025-03-03", motif="un seul profil retenu")
    recruter(p, "CAN-2025-00002")
    p.fire(REC, "presenter", presentes_le="2025-03-03")
    assert p.fire(REC, "pourvoir")["vers"] == "pourvue"


def test_posts_left_open_are_closed_with_a_reason(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    demander(p)
    recruter(p, CAN)
    p.fire(REC, "presenter", presentes_le="2025-03-03")
    with pytest.raises(Refused) as levee:
        p.fire(REC, "clore")
    assert levee.value.refus.saisies_manquantes == ("motif",)
    dite = p.fire(REC, "clore", motif="l’entreprise n’a plus besoin que d’une personne")
    assert dite["vers"] == "close"


def test_no_profile_in_time_is_our_delay(portefeuille_sqlite: Portefeuille) -> None:
    demander(portefeuille_sqlite)
    portefeuille_sqlite.fire(REC, "diffuser", diffusee_le="2025-03-03")
    portefeuille_sqlite.aller("2025-03-18")
    tick(portefeuille_sqlite.bureau)
    assert taches(portefeuille_sqlite, REC) == set()
    portefeuille_sqlite.aller("2025-03-19")
    tick(portefeuille_sqlite.bureau)
    assert taches(portefeuille_sqlite, REC) == {
        ("chercher_des_profils", "facilitateur"),
        ("signaler_le_retard", "responsable"),
    }
    dite = portefeuille_sqlite.fire(REL1, "noter", texte="vu")
    ((faits,),) = portefeuille_sqlite.rangees(
        "SELECT faits FROM dossier WHERE numero = :n", n=dite["dossier"]
    )
    assert json.loads(faits)["demandes_sans_profil"] == 1


def test_the_demand_ends_with_its_relation(portefeuille_sqlite: Portefeuille) -> None:
    demander(portefeuille_sqlite)
    portefeuille_sqlite.fire(REL1, "clore", motif="fini")
    assert portefeuille_sqlite.etat(REC) == "close"


def test_an_engagement_is_held_once_its_proof_is_checked(
    portefeuille_sqlite: Portefeuille,
) -> None:
    ouvrir(
        portefeuille_sqlite,
        "engagement",
        REL1,
        intitule="Trois visites de chantier",
        theme="visite",
        attendu_le="2025-04-30",
    )
    portefeuille_sqlite.aller("2025-05-02")
    tick(portefeuille_sqlite.bureau)
    assert taches(portefeuille_sqlite, ENG) == {
        ("preparer_engagement", "facilitateur"),
        ("verifier_engagement", "facilitateur"),
    }
    portefeuille_sqlite.fire(ENG, "declarer_realise", realise_le="2025-05-02")
    portefeuille_sqlite.fire(
        ENG,
        "recevoir_justificatif",
        recu_le="2025-05-02",
        _pieces={"justificatif": piece("émargement.pdf")},
    )
    refus = portefeuille_sqlite.fire(ENG, "refuser_justificatif", motif="illisible")
    assert refus["vers"] == "a_justifier"
    portefeuille_sqlite.fire(
        ENG,
        "recevoir_justificatif",
        recu_le="2025-05-02",
        _pieces={"justificatif": piece("émargement 2.pdf")},
    )
    assert portefeuille_sqlite.fire(ENG, "valider_justificatif")["vers"] == "tenu"
    ((faits,),) = portefeuille_sqlite.rangees("SELECT faits FROM dossier WHERE numero = :n", n=ENG)
    assert json.loads(faits) == {"reports": 0, "realise_en_retard": True}


def grille(p: Portefeuille) -> None:
    """An engagement whose proof the entreprise owes, and another one to come."""
    visites = {"intitule": "Trois visites", "theme": "visite"}
    ouvrir(p, "engagement", REL1, **visites, attendu_le="2025-04-30")
    p.fire(ENG, "declarer_realise", realise_le="2025-03-03")
    ouvrir(p, "engagement", REL1, **visites, attendu_le="2025-03-20")


def ecrits_a_l_entreprise(p: Portefeuille) -> list[str]:
    lus = p.rangees("SELECT message FROM outbox WHERE role = 'entreprise'")
    return [une.message for une in lus]


def passer(p: Portefeuille, *jours: str) -> None:
    for jour in jours:
        p.aller(jour)
        tick(p.bureau)


def test_a_suspended_marche_asks_the_entreprise_for_nothing(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    grille(p)
    p.fire(MAR, "suspendre", motif="ordre de service", date_effet="2025-03-03")
    passer(p, "2025-03-21", "2025-04-02")
    assert ecrits_a_l_entreprise(p) == []

    ouvrir(p, "engagement", REL1, intitule="Tutorat", theme="tutorat", attendu_le="2025-12-01")
    reprise = p.fire(MAR, "reprendre_execution", date_effet="2025-04-02")
    assert not any(une.get("refuse") for une in reprise["suites"])
    passer(p, "2025-04-17")
    assert ecrits_a_l_entreprise(p) == []
    passer(p, "2025-04-18")
    assert ecrits_a_l_entreprise(p) == ["justificatif_attendu"]


@pytest.mark.parametrize("suspendu", [False, True])
def test_an_engagement_ends_with_its_relation_by_somebody_s_word(
    portefeuille_sqlite: Portefeuille, suspendu: bool
) -> None:
    p = portefeuille_sqlite
    grille(p)
    if suspendu:
        p.fire(MAR, "suspendre", motif="ordre de service", date_effet="2025-03-03")
    p.fire(MAR, "clore", motif="fini")
    autre = "ENG-2025-00002"
    assert (p.etat(ENG), p.etat(autre)) == ("a_constater", "a_constater")
    passer(p, "2025-03-21", "2025-04-02")
    assert ecrits_a_l_entreprise(p) == []
    assert taches(p, ENG) == {("dire_la_suite", "facilitateur")}
    assert p.timers(ENG) == {("suite_a_dire", 2)}  # the first left late: the next counts from it

    with pytest.raises(Refused):
        p.fire(ENG, "valider_justificatif")
    p.fire(ENG, "joindre_justificatif", recu_le="2025-04-02", _pieces={"justificatif": piece("p")})
    assert p.fire(ENG, "valider_justificatif")["vers"] == "tenu"
    assert p.fire(autre, "constater_non_tenu", motif="aucune visite")["vers"] == "non_tenu"


def test_an_engagement_put_off_counts_from_its_new_date(
    portefeuille_sqlite: Portefeuille,
) -> None:
    ouvrir(
        portefeuille_sqlite,
        "engagement",
        REL1,
        intitule="Tutorat",
        theme="tutorat",
        attendu_le="2025-04-30",
    )
    report = {"attendu_le": "2025-06-30", "motif": "chantier"}
    with pytest.raises(Refused):  # no written agreement
        portefeuille_sqlite.fire(ENG, "reporter", **report)
    accord = "Accord de la ville du 28/02/2025, gardé au marché"
    dite = portefeuille_sqlite.fire(ENG, "reporter", piece=accord, **report)
    [dit] = courriels(portefeuille_sqlite, "engagement_reporte")
    assert dit.adresse == "ref@exemple.test"
    assert [une["dernier_jour"] for une in dite["echeances"]] == ["2025-06-13", "2025-06-30"]
    with pytest.raises(Refused):
        portefeuille_sqlite.fire(ENG, "abandonner", motif="x")
    abandon = portefeuille_sqlite.fire(ENG, "abandonner", "ref", motif="d’un commun accord")
    assert abandon["vers"] == "abandonne"


def test_a_promised_date_is_corrected_on_a_written_agreement(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """What the offer promised does not move by a correction either."""
    p = portefeuille_sqlite
    quoi = {"intitule": "Tutorat", "theme": "tutorat", "attendu_le": "2025-04-30"}
    ouvrir(p, "engagement", REL1, **quoi)
    faute = {"champ": "attendu_le", "valeur": "2025-05-30", "motif": "faute de frappe"}
    with pytest.raises(Refused) as levee:
        p.fire(ENG, "corriger", **faute)
    assert "accord_de_correction" in levee.value.refus.conditions[0].phrase
    page = {"accord_de_correction": ("memoire.pdf", b"%PDF-1.4 page 12")}
    dite = p.fire(ENG, "corriger", _pieces=page, **faute)
    assert "2025-05-30" in [une["dernier_jour"] for une in dite["echeances"]]


def test_an_action_counts_for_the_marches_it_names(portefeuille_sqlite: Portefeuille) -> None:
    ouvrir(
        portefeuille_sqlite,
        "action_collective",
        None,
        intitule="Visite du groupe scolaire",
        type_action="visite_de_chantier",
        publics="jeunes de la Mission locale",
    )
    quand = {"date_action": "2025-04-10", "lieu": "Oullins"}
    assert refuse(portefeuille_sqlite, ACT, "programmer", **quand) == {"un_marche_associe"}
    for faux in ("MAR-2025-09999", REL1, "1"):
        with pytest.raises(ValeurInvalide) as levee:
            portefeuille_sqlite.fire(ACT, "associer_marche", marche=faux)
        assert levee.value.champ == "marche"
    portefeuille_sqlite.fire(ACT, "associer_marche", marche=MAR)
    portefeuille_sqlite.fire(ACT, "retirer_marche", marche=MAR)
    assert refuse(portefeuille_sqlite, ACT, "programmer", **quand) == {"un_marche_associe"}
    portefeuille_sqlite.fire(ACT, "associer_marche", marche=MAR.lower())
    dite = portefeuille_sqlite.fire(ACT, "programmer", **quand)
    assert [une["dernier_jour"] for une in dite["echeances"]] == ["2025-04-03", "2025-04-11"]
    portefeuille_sqlite.aller("2025-04-11")
    portefeuille_sqlite.fire(ACT, "tenir", tenue_le="2025-04-10")
    nombres = {"inscrits": "12", "resultats": "quatre candidatures"}
    trop = refuse(portefeuille_sqlite, ACT, "rendre_compte", presents="13", **nombres)
    assert trop == {"invariant_presents"}
    assert portefeuille_sqlite.fire(ACT, "rendre_compte", presents="9", **nombres)["vers"] == (
        "finie"
    )


def test_an_action_is_programmed_for_a_day_to_come(portefeuille_sqlite: Portefeuille) -> None:
    """One that has already been held is recorded as held, at once."""
    p = portefeuille_sqlite
    quoi = {"intitule": "Visite", "type_action": "visite_de_chantier", "publics": "tous"}
    ouvrir(p, "action_collective", None, **quoi)
    p.fire(ACT, "associer_marche", marche=MAR)
    passee = {"date_action": "2021-01-01", "lieu": "Oullins"}
    assert refuse(p, ACT, "programmer", **passee) == {"date_a_venir"}
    with pytest.raises(ValeurInvalide) as levee:
        p.fire(ACT, "tenir", tenue_le="2022-01-01")
    assert levee.value.champ == "tenue_le"
    assert p.fire(ACT, "tenir", tenue_le="2025-02-28")["vers"] == "tenue"


def test_a_search_resumed_later_counts_from_its_new_day(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    demander(p)
    p.fire(REC, "diffuser", diffusee_le="2025-03-03")
    ouvrir(p, "candidature", REC, origine="spontanee", nom="Zébulon", prenom="A")
    pieces = {"categorie": "rsa", "justificatif": "vu", "justificatif_etabli_le": "2025-03-01"}
    p.fire(CAN, "recevoir_pieces", **pieces)
    p.fire(CAN, "valider_eligibilite")
    p.fire(CAN, "positionner", positionnee_le="2025-03-03")
    assert refuse(p, REC, "presenter", presentes_le="2025-03-02") == {"invariant_presentes_le"}
    p.fire(REC, "presenter", presentes_le="2025-03-03")
    p.aller("2025-03-10")

    p.fire(REC, "relancer_recherche", demandee_le="2025-03-10", motif="autre profil")

    assert refuse(p, REC, "rediffuser", diffusee_le="2025-03-09") == {"invariant_diffusee_le"}
    p.fire(REC, "rediffuser", diffusee_le="2025-03-10")
