"""A convention lives from its effect date, whatever becomes of its procedure (articles 3 and 6)."""

from __future__ import annotations

import json
from datetime import date

import pytest

from services.clock.ticking import tick
from services.reading.looking_dossier import dossier
from services.reading.looking_mails import courriel
from services.register.register_conventions import ajouter_convention, lire_convention
from storage import register_listing
from storage.looking import Portee
from storage.register_people import conventions
from tests.portfolio import _CONVENTION, Portefeuille
from tests.services.test_convention import (
    ANN,
    CONV,
    PRG,
    PROCEDURE,
    REU,
    accepter,
    courriels,
    ouvrir_convention,
    piece,
    proposer,
)
from tests.services.test_taken_over import taches
from tests.services.test_task_limits import texte
from workflow.errors import ValeurInvalide

A_CADRER, PROPOSEE, EN_VIGUEUR = "a_cadrer", "procedure_proposee", "en_vigueur"


JUSQU_A = {A_CADRER: ouvrir_convention, PROPOSEE: proposer, EN_VIGUEUR: accepter}


def test_who_is_asked_is_told_its_own_date_and_not_the_end_of_the_convention(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Ten office days for the procedure; the reminder of the term tells the term."""
    p = portefeuille_sqlite
    proposer(p)
    assert "si possible d’ici au lundi 17 mars 2025 : accepter" in texte(p, "procedure_proposee")
    [parti] = p.rangees("SELECT id FROM outbox WHERE message = 'procedure_proposee'")
    lu = courriel(p.bureau, parti.id)["texte"]
    assert [un for un in (" ;", " »", "« ", " :") if un in lu] == []
    assert dossier(p.bureau, CONV)["prochaine_echeance"]["nom"] == "accord_attendu"
    passer(p, "2026-01-26")
    assert "si possible d’ici au vendredi 24 juillet 2026 : nous dire" in texte(
        p, "terme_de_la_convention"
    )


def passer(p: Portefeuille, *jours: str) -> None:
    """The clock goes round on each of these days, after the hour of the moves."""
    for jour in jours:
        p.aller(jour)
        p.attendre(hours=6)
        tick(p.bureau)


@pytest.mark.parametrize("etat", JUSQU_A)
def test_its_years_its_reminders_and_its_term_do_not_wait_for_the_procedure(
    portefeuille_sqlite: Portefeuille, etat: str
) -> None:
    p = portefeuille_sqlite
    JUSQU_A[etat](p)
    assert (p.etat(CONV), p.etat(ANN)) == (etat, "en_cours")

    passer(p, "2025-07-28")
    rangees = p.rangees("SELECT data FROM dossier WHERE machine = 'annee_partenariat' ORDER BY id")
    assert [json.loads(une.data)["debut_le"] for une in rangees] == ["2024-07-25", "2025-07-25"]

    passer(p, "2026-01-26")
    assert len(courriels(p, "terme_de_la_convention")) == 1
    passer(p, "2026-04-24")
    assert len(courriels(p, "terme_de_la_convention")) == 2
    assert "preparer_le_terme" in taches(p, CONV)

    passer(p, "2026-07-27")
    assert p.etat(CONV) == "terme_atteint"
    assert len(courriels(p, "convention_terminee")) == 1
    assert not {"proposer_la_procedure", "accepter_la_procedure"} & set(taches(p, CONV))


def test_the_term_ends_what_its_denunciation_asked_for(portefeuille: Portefeuille) -> None:
    """Denounced a month before its term: its préavis would have gone further."""
    p = portefeuille
    ouvrir_convention(p)
    p.aller("2026-06-25")
    pieces = {"piece": piece("lettre.pdf")}
    qui = {"denoncee_par": "structure", "denonciation_recue_le": "2026-06-25"}
    p.fire(CONV, "denoncer", by="resp", **qui, motif="aucune liste transmise", _pieces=pieces)
    assert "suivre_le_preavis" in taches(p, CONV)
    passer(p, "2026-07-27")
    assert p.etat(CONV) == "terme_atteint"
    assert "suivre_le_preavis" not in taches(p, CONV)


@pytest.mark.parametrize("etat", JUSQU_A)
def test_it_is_denounced_at_any_time_and_comes_back_where_it_was(
    portefeuille_sqlite: Portefeuille, etat: str
) -> None:
    p = portefeuille_sqlite
    JUSQU_A[etat](p)
    p.fire(
        CONV,
        "denoncer",
        by="resp",
        denoncee_par="structure",
        denonciation_recue_le="2025-03-03",
        motif="aucune liste d’achats transmise",
        _pieces={"piece": piece("lettre.pdf")},
    )
    assert p.etat(CONV) == "en_preavis"
    p.fire(
        CONV,
        "retirer_denonciation",
        by="resp",
        motif="liste reçue",
        _pieces={"piece": piece("accord.pdf")},
    )
    assert p.etat(CONV) == etat


def test_a_procedure_that_rests_reaches_the_head_of_the_structure(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """The ville is reminded first; then the responsable has a task."""
    p = portefeuille_sqlite
    proposer(p)
    passer(p, "2025-03-18")
    assert len(courriels(p, "rappel_procedure")) == 1
    assert "obtenir_l_accord" not in taches(p, CONV)
    passer(p, "2025-05-06")
    [tache] = p.rangees("SELECT role FROM tache WHERE code = 'obtenir_l_accord'")
    assert tache.role == "responsable"
    p.fire(CONV, "accepter_procedure", by="ref")
    assert "obtenir_l_accord" not in taches(p, CONV)


def test_an_avenant_and_the_indicators_do_not_wait_for_the_procedure(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    ouvrir_convention(p)
    p.fire(CONV, "valider_indicateurs", by="ref", indicateurs_valides_le="2025-03-03")
    p.fire(
        CONV,
        "signer_avenant",
        objet_avenant="prolongation",
        fin_le="2027-07-24",
        _pieces={"avenant": piece("avenant.pdf")},
    )
    passer(p, "2026-07-27")
    assert p.etat(CONV) == A_CADRER


def test_a_convention_whose_term_is_over_opens_no_year(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    p.aller("2026-08-03")
    ouvrir_convention(p)
    assert p.rangees("SELECT 1 FROM dossier WHERE machine = 'annee_partenariat'") == []


def test_an_avenant_is_told_to_both_parties(portefeuille_sqlite: Portefeuille) -> None:
    """Article 6: the ville and the head of the structure read what changes, and the new term."""
    p = portefeuille_sqlite
    accepter(p)
    avenant = {"avenant": piece("avenant.pdf")}
    saisies = {"objet_avenant": "prolongation de deux ans", "fin_le": "2028-07-24"}
    p.fire(CONV, "signer_avenant", **saisies, _pieces=avenant)
    requete = """SELECT o.adresse, c.corps FROM outbox o
        JOIN contenu c ON c.empreinte = o.contenu WHERE o.message = :m"""
    for message, adresse in (
        ("avenant_signe", "ref@exemple.test"),
        ("avenant_signe_avis", "resp@exemple.test"),
    ):
        [(a_qui, corps)] = p.rangees(requete, m=message)
        texte = bytes(corps).decode()
        assert a_qui == adresse
        assert "prolongation de deux ans" in texte
        assert "24 juillet 2028" in texte


def mener(p: Portefeuille, etat: str) -> None:
    """As far as that state, on the day itself."""
    if etat != A_CADRER:
        p.fire(REU, "tenir", tenue_le="2025-09-01")
        procedure = {"procedure": piece("procedure.yaml", PROCEDURE)}
        p.fire(CONV, "proposer_procedure", _pieces=procedure)
    if etat == EN_VIGUEUR:
        p.fire(CONV, "accepter_procedure", by="ref")


@pytest.mark.parametrize("etat", JUSQU_A)
def test_nothing_is_asked_before_the_convention_takes_effect(
    portefeuille_sqlite: Portefeuille, etat: str
) -> None:
    """Article 6: its first year, and the call for the list of purchases, wait for that day."""
    p = portefeuille_sqlite
    a_venir = _CONVENTION.replace("2022-07-25", "2025-09-01")
    ajouter_convention(p.bureau.travail, lire_convention(a_venir))
    ouvrir_convention(p)
    passer(p, "2025-04-15", "2025-08-29")
    assert p.rangees("SELECT 1 FROM dossier WHERE machine = 'annee_partenariat'") == []
    assert courriels(p, "appel_programmation") == []
    p.aller("2025-09-01")
    mener(p, etat)
    passer(p, "2025-09-01")
    assert (p.etat(CONV), p.etat(ANN), p.etat(PRG)) == (etat, "en_cours", "liste_attendue")
    [(donnees,)] = p.rangees("SELECT data FROM dossier WHERE numero = :n", n=ANN)
    assert json.loads(donnees)["debut_le"] == "2025-09-01"
    passer(p, "2025-09-02")
    assert len(courriels(p, "appel_programmation")) == 1


@pytest.mark.parametrize(
    ("effet", "ouverte", "debut"),
    [
        ("2025-08-30", "2025-09-01", "2025-08-30"),
        ("2025-03-03", "2025-03-03", "2025-03-03"),
        ("2022-07-25", "2025-03-03", "2024-07-25"),
    ],
)
def test_the_first_year_opens_on_the_day_of_the_effect(
    portefeuille_sqlite: Portefeuille, effet: str, ouverte: str, debut: str
) -> None:
    """The office opens it on the first day it is open; entered later, it is open at once."""
    p = portefeuille_sqlite
    ajouter_convention(p.bureau.travail, lire_convention(_CONVENTION.replace("2022-07-25", effet)))
    ouvrir_convention(p)
    passer(p, ouverte)
    annees = p.rangees("SELECT data FROM dossier WHERE machine = 'annee_partenariat'")
    assert [json.loads(une.data)["debut_le"] for une in annees] == [debut]
    assert set(taches(p, CONV)) == {"proposer_la_procedure"}


def test_the_file_of_an_agreement_takes_nothing_back_of_an_avenant(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Entered again it changes nothing; other dates are for its dossier to say."""
    p = portefeuille_sqlite
    accepter(p)
    avenant = {"avenant": piece("avenant.pdf")}
    p.fire(CONV, "signer_avenant", objet_avenant="un an", fin_le="2027-07-24", _pieces=avenant)
    travail = p.bureau.travail
    assert not ajouter_convention(travail, lire_convention(_CONVENTION)).modifie
    for ecrit, autre in {"2022-07-25": "2022-07-26", "4 ans": "6 ans"}.items():
        with pytest.raises(ValeurInvalide, match=f"son dossier .{CONV}.") as erreur:
            ajouter_convention(travail, lire_convention(_CONVENTION.replace(ecrit, autre)))
        assert "signer_avenant" in (erreur.value.remede or "")
    vraie = _CONVENTION.replace("4 ans", "5 ans")
    assert ajouter_convention(travail, lire_convention(vraie)).modifie  # the dates that stand
    [(fin, duree)] = p.rangees("SELECT fin_le, duree FROM convention")
    assert (str(fin), duree) == ("2027-07-24", "5 ans")


def test_the_register_says_how_long_the_convention_lasts_of_its_dates(
    portefeuille: Portefeuille,
) -> None:
    """After an avenant: on the page, in its spreadsheet and on the command line."""
    p = portefeuille
    accepter(p)
    avenant = {"avenant": piece("avenant.pdf")}
    p.fire(CONV, "signer_avenant", objet_avenant="un an", fin_le="2027-10-31", _pieces=avenant)
    with p.bureau.travail.lire() as connexion:
        du_registre = conventions(connexion)
        de_la_page = register_listing.conventions(connexion, Portee(), date(2025, 3, 3))
    for [une] in (du_registre, de_la_page):
        assert (str(une.fin_le), une.duree) == ("2027-10-31", "5 ans, 3 mois et 7 jours")
