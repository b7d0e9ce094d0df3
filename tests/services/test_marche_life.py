"""The marché in all its kinds: meetings, years, suspension, groupement, avenants, operation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.clock.ticking import tick
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.errors import Introuvable
from tests.portfolio import MAR, MARCHE, REL1, VILLE, A, Portefeuille
from tests.services.asking import en_pause
from tests.services.test_convention import PRG, PROCEDURE, accepter, courriels, piece, refuse
from workflow.errors import ValeurInvalide

PROGRAMME = "MAR-2025-00002"
DEMANDE = {
    "montant_estime": "100000",
    "allotissement": "lot unique",
    "procedure": "procédure adaptée",
    "duree_mois": "24",
    "lieu": "Oullins",
}


def ouvrir(portefeuille: Portefeuille, machine: str, dans: str | None, **saisies: Any) -> str:
    demande = Ouverture(
        machine=machine,
        acteur="cli:test",
        compte="fac",
        dans=dans,
        convention=None if dans else "OULLINS-2022",
        saisies=saisies,
    )
    return str(ouvrir_a_la_main(portefeuille.bureau, demande)["dossier"])


def programmer(portefeuille: Portefeuille, procedure: str = PROCEDURE) -> None:
    """One purchase of the list becomes a marché."""
    accepter(portefeuille, procedure)
    portefeuille.fire(
        PRG,
        "recevoir_liste",
        liste_recue_le="2025-03-03",
        _pieces={"liste": piece("achats.csv", "Objet\nEntretien des parcs\n")},
    )


def preconiser(portefeuille: Portefeuille, disposition: str, procedure: str = PROCEDURE) -> None:
    """From the list to the accepted recommendation, for a kind of disposition."""
    programmer(portefeuille, procedure)
    portefeuille.fire(PROGRAMME, "cibler")
    portefeuille.fire(PROGRAMME, "demander_preconisation", by="ref", **DEMANDE)
    portefeuille.fire(
        PROGRAMME,
        "emettre_preconisation",
        type_disposition=disposition,
        objectif_heures="100",
    )
    portefeuille.fire(PROGRAMME, "valider_preconisation", by="ref")


def notifier(portefeuille: Portefeuille, disposition: str) -> None:
    """From the list to the notification."""
    preconiser(portefeuille, disposition)
    portefeuille.fire(PROGRAMME, "notifier", by="ref", date_notification="2025-03-03")


def reunions(portefeuille: Portefeuille) -> list[str]:
    requete = """SELECT data FROM dossier WHERE machine = 'reunion' AND final = 0 ORDER BY id"""
    textes = [une[0] for une in portefeuille.rangees(requete)]
    return [texte.partition('"genre":"')[2].partition('"')[0] for texte in textes]


@pytest.mark.parametrize(
    ("disposition", "attendues"),
    [
        ("clause_execution", []),
        ("critere", ["mise_au_point", "individuelle_titulaire"]),
        ("clause_et_critere", ["mise_au_point", "individuelle_titulaire"]),
        ("reserve_iae", ["collective_demarrage"]),
        ("reserve_iae_handicap", ["collective_demarrage"]),
        ("reserve_handicap", []),
        ("reserve_ess", []),
        ("marche_insertion", ["collective_demarrage"]),
    ],
)
def test_each_kind_has_its_own_meetings(
    portefeuille_sqlite: Portefeuille, disposition: str, attendues: list[str]
) -> None:
    notifier(portefeuille_sqlite, disposition)
    assert [un for un in reunions(portefeuille_sqlite) if un != "cadrage"] == attendues


def test_the_year_of_a_reserved_marche_comes_again(portefeuille: Portefeuille) -> None:
    """Annexe 1/A: individual meeting in the year, collective one at its end, specific bilan."""
    notifier(portefeuille, "reserve_iae")
    for jour, attendue in (
        ("2025-08-06", "individuelle_annuelle"),
        ("2026-02-03", "collective_fin_annee"),
    ):
        portefeuille.aller(jour)
        tick(portefeuille.bureau)
        assert attendue in reunions(portefeuille)
    portefeuille.aller("2026-03-03")
    portefeuille.attendre(hours=6)
    tick(portefeuille.bureau)
    bilan = portefeuille.rangees("SELECT subject, state FROM dossier WHERE machine = 'bilan'")
    assert ("bilan annuel spécifique — Entretien des parcs — OULLINS-2022", "a_produire") in [
        tuple(un) for un in bilan
    ]
    annees = portefeuille.rangees(
        "SELECT state FROM dossier WHERE machine = 'annee_insertion' ORDER BY id"
    )
    assert [une.state for une in annees] == ["a_restituer", "en_cours"]
    with refuse("Réunions encore à tenir"):
        portefeuille.fire("ANI-2025-00001", "clore_annee")


def test_nobody_puts_off_what_the_agreement_asks_each_year(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """The year and its bilan run on; a suspension of the marché stops the year all the same."""
    p = portefeuille_sqlite
    notifier(p, "reserve_iae")
    pause = {"mode": "date_fixe", "motif": "congés"}
    with refuse("L’année du marché finit à sa date"):
        p.fire("ANI-2025-00001", "mettre_en_attente", **pause)
    p.fire(PROGRAMME, "suspendre", motif="ordre de service", date_effet="2025-03-03")
    assert "ANI-2025-00001" in en_pause(p)
    p.fire(PROGRAMME, "reprendre_execution", date_effet="2025-03-03")
    p.aller("2026-03-03")
    p.attendre(hours=6)
    tick(p.bureau)
    [(bilan,)] = p.rangees("SELECT numero FROM dossier WHERE subject LIKE 'bilan annuel spéc%'")
    with refuse("Un bilan est dû chaque année"):
        p.fire(bilan, "mettre_en_attente", **pause)


def test_the_bilan_of_a_year_that_is_over_outlives_the_marche(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Annexe 1/A: what is owed for the year stays owed; the year that had begun is given up."""
    p = portefeuille_sqlite
    notifier(p, "reserve_iae")
    for jour in ("2025-08-06", "2026-02-03", "2026-03-04"):
        p.aller(jour)
        tick(p.bureau)
    p.fire(PROGRAMME, "suspendre", motif="ordre de service", date_effet="2026-03-04")
    dite = p.fire(PROGRAMME, "clore", motif="fini")
    assert {"ANI-2026-00001": "Arrêtée"}.items() <= {
        une["dossier"]: une.get("etat") for une in dite["suites"]
    }.items()
    annees = "SELECT state, hold FROM dossier WHERE machine = 'annee_insertion' ORDER BY id"
    assert [tuple(une) for une in p.rangees(annees)] == [
        ("a_restituer", None),
        ("abandonnee", None),
    ]
    specifiques = "SELECT state FROM dossier WHERE subject LIKE 'bilan annuel spécifique%'"
    assert [une.state for une in p.rangees(specifiques)] == ["a_produire"]
    assert reunions(p).count("collective_fin_annee") == 1
    for jour in ("2026-04-15", "2026-05-05"):
        p.aller(jour)
        tick(p.bureau)
    assert "restituer_l_annee" in {
        une.code for une in p.rangees("SELECT code FROM tache WHERE statut = 'ouverte'")
    }


@pytest.mark.parametrize(
    ("jour", "etat", "dues"),
    [("2025-07-25", "abandonnee", False), ("2026-03-01", "a_restituer", True)],
)
def test_a_year_past_its_middle_is_given_though_the_marche_ends(
    portefeuille_sqlite: Portefeuille, jour: str, etat: str, dues: bool
) -> None:
    """Annexe 1/A: its meetings and its bilan, on the time that went by, the day that it stops."""
    p = portefeuille_sqlite
    notifier(p, "reserve_iae")
    p.aller(jour)
    p.fire(PROGRAMME, "clore", motif="fini demain")
    assert p.etat("ANI-2025-00001") == etat
    lues = p.rangees("SELECT data FROM dossier WHERE subject LIKE 'bilan annuel spécifique%'")
    assert [json.loads(une.data)["fin_le"] for une in lues] == ([jour] if dues else [])
    vivantes = "SELECT data FROM dossier WHERE machine = 'reunion' AND state != 'annulee'"
    genres = {json.loads(une.data)["genre"] for une in p.rangees(vivantes)}
    siennes = {"individuelle_annuelle", "collective_fin_annee", "collective_demarrage"}
    assert genres & siennes == (siennes if dues else set())
    dits = p.rangees("SELECT valeur FROM donnee_personnelle WHERE champ = 'motif'")
    assert any("avant le milieu de son année" in une.valeur for une in dits) is not dues
    taches = {une.code for une in p.rangees("SELECT code FROM tache WHERE statut = 'ouverte'")}
    assert ("restituer_l_annee" in taches) is dues


def test_a_suspended_marche_comes_back_where_it_was(portefeuille: Portefeuille) -> None:
    portefeuille.fire(MAR, "suspendre", motif="ordre de service", date_effet="2025-03-03")
    portefeuille.fire(MAR, "reprendre_execution", date_effet="2025-03-03")
    assert portefeuille.etat(MAR) == "notifie"
    portefeuille.fire(MAR, "lancer", date_lancement="2025-03-03")
    portefeuille.fire(MAR, "demarrer_suivi")
    portefeuille.fire(MAR, "suspendre", motif="ordre de service", date_effet="2025-03-03")
    portefeuille.fire(MAR, "reprendre_execution", date_effet="2025-03-03")
    assert portefeuille.etat(MAR) == "en_suivi"


def test_a_titulaire_that_comes_during_a_suspension_waits_with_the_others(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    p.fire(MAR, "suspendre", motif="ordre de service", date_effet="2025-03-03")
    with p.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql(
            "INSERT INTO entreprise (nom, nom_compare, nom_cherche)"
            " VALUES ('Delta Voirie', 'delta voirie', 'delta voirie')"
        )
        connexion.exec_driver_sql(
            "INSERT INTO entreprise_identite (entreprise, "
            "type_identifiant, identifiant, nom_cherche) "
            "SELECT id, 'AUTRE', 'DELTA', '' FROM entreprise WHERE nom = 'Delta Voirie'"
        )
        connexion.exec_driver_sql(
            "INSERT INTO titulaire (marche, entreprise, identite, du) "
            "SELECT m.id, i.entreprise, i.id, '2025-02-01' FROM marche m, entreprise_identite i "
            "WHERE m.identifiant = '2025-07' AND i.identifiant = 'DELTA'"
        )
    [neuve] = p.suivre()["relations"]
    [[pause]] = p.rangees("SELECT hold FROM dossier WHERE numero = :n", n=neuve)
    assert pause is not None
    p.fire(MAR, "reprendre_execution", date_effet="2025-03-03")
    [[pause]] = p.rangees("SELECT hold FROM dossier WHERE numero = :n", n=neuve)
    assert pause is None


def test_a_groupement_names_its_mandataire(portefeuille: Portefeuille) -> None:
    saisies = {"type_groupement": "solidaire", "repartition_heures": "commune"}
    with pytest.raises(ValeurInvalide, match="n’est pas titulaire"):
        portefeuille.fire(MAR, "constituer_groupement", mandataire="12345678900011", **saisies)
    portefeuille.fire(MAR, "constituer_groupement", mandataire=A, **saisies)
    requete = """SELECT i.identifiant FROM titulaire t
        JOIN entreprise_identite i ON i.id = t.identite WHERE t.mandataire"""
    assert [une[0] for une in portefeuille.rangees(requete)] == [A]


def test_an_entreprise_reads_how_its_groupement_owes_the_hours(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    p.fire(MAR, "modifier_objectif", objectif_heures="833", motif="chiffrage")
    heures = {"type_groupement": "conjoint", "repartition_heures": "par_membre"}
    p.fire(MAR, "constituer_groupement", mandataire=A, **heures)
    p.fire(REL1, "nouer_relation")
    requete = """SELECT c.corps FROM outbox o JOIN contenu c ON c.empreinte = o.contenu
        WHERE o.message = 'liste_siae'"""
    [liste] = p.rangees(requete)
    texte = json.loads(bytes(liste.corps))["texte"]
    assert "réparties entre les membres du groupement" in texte


def test_an_avenant_says_what_becomes_of_the_hours(portefeuille: Portefeuille) -> None:
    saisies = {"avenant_le": "2025-03-03", "motif": "travaux en plus"}
    assert not portefeuille.fire(MAR, "modifier_marche", decision_heures="conserver", **saisies)[
        "taches"
    ]
    dite = portefeuille.fire(MAR, "modifier_marche", decision_heures="revoir", **saisies)
    assert [une["code"] for une in dite["taches"]] == ["revoir_l_objectif"]


def test_a_tranche_prolongs_the_marche(portefeuille: Portefeuille) -> None:
    periode = ouvrir(
        portefeuille,
        "periode",
        MAR,
        genre="tranche_optionnelle",
        intitule="Tranche 2",
        a_decider_le="2025-12-31",
    )
    dite = portefeuille.fire(
        periode, "decider_poursuite", decision_heures="revoir", fin_prevue_le="2026-12-31"
    )
    assert {"code": "revoir_l_objectif"}.items() <= dite["taches"][0].items()
    [marche] = portefeuille.rangees("SELECT data FROM dossier WHERE numero = :n", n=MAR)
    assert '"fin_prevue_le":"2026-12-31"' in marche.data


def test_a_lot_ends_with_its_marche(portefeuille: Portefeuille) -> None:
    premier = ouvrir(portefeuille, "lot", MAR, numero_lot="1", intitule="Gros œuvre")
    second = ouvrir(portefeuille, "lot", MAR, numero_lot="2", intitule="Peinture")
    with refuse("existe déjà pour « 2 »"):
        ouvrir(portefeuille, "lot", MAR, numero_lot="2", intitule="Peinture")
    portefeuille.fire(premier, "calibrer", heures_du_lot="400")
    with pytest.raises(ValeurInvalide, match="n’est pas titulaire de ce marché") as levee:
        portefeuille.fire(premier, "attribuer", titulaire="Inconnue SARL")
    assert A in levee.value.remede
    portefeuille.fire(premier, "attribuer", titulaire=A)
    portefeuille.fire(second, "laisser_sans_clause", motif="montant trop faible")
    portefeuille.fire(MAR, "clore", motif="terminé")
    assert (portefeuille.etat(premier), portefeuille.etat(second)) == ("clos", "sans_clause")


def test_a_programmed_marche_becomes_the_published_one(portefeuille: Portefeuille) -> None:
    programmer(portefeuille)
    portefeuille.fire(PROGRAMME, "cibler")
    with pytest.raises(Introuvable, match="n’est pas au registre"):
        portefeuille.fire(PROGRAMME, "rattacher_au_registre", identifiant="2099-1")
    with pytest.raises(ValeurInvalide, match=f"déjà suivi par {MAR}"):
        portefeuille.fire(PROGRAMME, "rattacher_au_registre", identifiant=f"{VILLE}/{MARCHE}")
    with pytest.raises(ValeurInvalide, match="autre donneur d’ordre"):
        portefeuille.fire(PROGRAMME, "rattacher_au_registre", identifiant="2025-08")


def test_an_operation_counts_its_marches(portefeuille: Portefeuille) -> None:
    operation = ouvrir(portefeuille, "operation", None, nom="Groupe scolaire")
    with pytest.raises(Introuvable, match="n’est pas une opération"):
        portefeuille.fire(MAR, "rattacher_a_l_operation", operation="OPE-2025-00009")
    portefeuille.fire(MAR, "rattacher_a_l_operation", operation=operation)
    with refuse("Marchés encore en cours dans cette opération : 1"):
        portefeuille.fire(operation, "clore", close_le="2025-03-03")
    portefeuille.fire(MAR, "clore", motif="terminé")
    portefeuille.fire(operation, "clore", close_le="2025-03-03")
    assert portefeuille.etat(operation) == "close"


def test_a_point_d_etape_is_asked_and_given(portefeuille: Portefeuille) -> None:
    point = ouvrir(portefeuille, "point_etape", MAR, demande="où en est-on ?")
    assert len(courriels(portefeuille, "point_etape_demande_avis")) == 1
    portefeuille.fire(point, "rendre", _pieces={"point": piece("point.pdf")})
    [courriel] = courriels(portefeuille, "point_etape_rendu")
    assert courriel.adresse == "ref@exemple.test"


@pytest.mark.parametrize(("procedure", "ouverte"), [("oui", True), ("non", False)])
def test_the_procedure_switches_a_step(
    portefeuille: Portefeuille, procedure: str, *, ouverte: bool
) -> None:
    """Article 4: the AMOI is invited to the analysis when the donneur d’ordre agreed to it."""
    preconiser(portefeuille, "critere", f"parametres: {{analyse_conviee: {procedure}}}")
    portefeuille.fire(PROGRAMME, "publier")
    if ouverte:
        portefeuille.fire(PROGRAMME, "ouvrir_analyse")
        assert "analyse_offres" in reunions(portefeuille)
    else:
        with refuse("La convention ne prévoit pas cette étape"):
            portefeuille.fire(PROGRAMME, "ouvrir_analyse")
