"""The convention's life: cadrage, frozen procedure, years, programming, notice, term, renewal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from services.clock.ticking import tick
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.errors import Refused
from services.loading import charger_snapshot
from services.reading.looking import trouver
from services.reading.looking_dossier import chantier_de_lecture
from services.register.register_conventions import ajouter_convention, lire_convention
from states.french import date_longue
from tests.portfolio import _CONVENTION, MAR, REL1, Portefeuille
from tests.services.test_task_limits import texte
from workflow.errors import ValeurInvalide

CONV, REU, ANN, PRG = "CONV-2025-00001", "REU-2025-00001", "ANN-2025-00001", "PRG-2025-00001"
PROCEDURE = """
parametres:
  relation_entreprise: {delai_courrier: 21 j}
  contacts_requis: 3
"""


@contextmanager
def refuse(mots: str) -> Iterator[None]:
    """The process says no, and one of its sentences has these words."""
    with pytest.raises(Refused) as refus:
        yield
    assert any(mots in une.phrase for une in refus.value.refus.conditions)


def ouvrir_convention(portefeuille: Portefeuille) -> dict[str, Any]:
    return ouvrir_a_la_main(
        portefeuille.bureau,
        Ouverture(machine="convention", acteur="cli:test", compte="fac", convention="OULLINS-2022"),
    )


def piece(nom: str, texte: str = "contenu") -> tuple[str, bytes]:
    return nom, texte.encode()


def proposer(portefeuille: Portefeuille, procedure: str = PROCEDURE) -> None:
    """From the opening to a procedure that waits for its acceptance."""
    ouvrir_convention(portefeuille)
    portefeuille.fire(REU, "tenir", tenue_le="2025-03-03")
    portefeuille.fire(
        CONV, "proposer_procedure", _pieces={"procedure": piece("procedure.yaml", procedure)}
    )


def accepter(portefeuille: Portefeuille, procedure: str = PROCEDURE) -> None:
    """From the opening to a convention in force."""
    proposer(portefeuille, procedure)
    portefeuille.fire(CONV, "accepter_procedure", by="ref")


def courriels(portefeuille: Portefeuille, message: str) -> list[Any]:
    requete = "SELECT adresse, sujet FROM outbox WHERE message = :m ORDER BY id"
    return portefeuille.rangees(requete, m=message)


def delai_du_courrier(portefeuille: Portefeuille) -> str:
    """What a company's letter would be given today."""
    with portefeuille.bureau.travail.lire() as connexion:
        chantier = chantier_de_lecture(portefeuille.bureau, connexion)
        dossier = trouver(portefeuille.bureau, connexion, REL1).dossier
        compilee = portefeuille.bureau.machines.par_id(connexion, dossier.definition)
        parametres = charger_snapshot(chantier, dossier, compilee).snapshot.parametres
        return f"{parametres['delai_courrier']}, {parametres['contacts_requis']}"


def test_the_dossier_takes_its_dates_from_the_register(portefeuille: Portefeuille) -> None:
    dite = ouvrir_convention(portefeuille)
    assert (dite["dossier"], dite["etat"]) == (CONV, "a_cadrer")
    [donnees] = portefeuille.rangees("SELECT data FROM dossier WHERE numero = :n", n=CONV)
    assert '"effet_le":"2022-07-25"' in donnees[0]
    assert '"fin_le":"2026-07-24"' in donnees[0]
    with refuse("CONV-2025-00001 suit déjà"):
        ouvrir_convention(portefeuille)


def test_the_procedure_is_proposed_at_the_cadrage(portefeuille: Portefeuille) -> None:
    ouvrir_convention(portefeuille)
    with refuse("réunion de cadrage"):
        portefeuille.fire(CONV, "proposer_procedure", _pieces={"procedure": piece("p.yaml")})


def test_the_accepted_procedure_is_frozen(portefeuille: Portefeuille) -> None:
    assert delai_du_courrier(portefeuille) == "15 j, 2"
    accepter(portefeuille)
    assert portefeuille.etat(CONV) == "en_vigueur"
    assert delai_du_courrier(portefeuille) == "21 j, 3"
    [version] = portefeuille.rangees("SELECT version, origine, fichier FROM convention_procedure")
    assert tuple(version) == (1, "acceptee", "procedure.yaml")

    with pytest.raises(ValeurInvalide, match="procédure de cette convention est arrêtée"):
        ajouter_convention(
            portefeuille.bureau.travail,
            lire_convention(_CONVENTION + "parametres: {delai_courrier: 10 j}\n"),
        )


def test_a_written_agreement_changes_it_from_its_day_on(portefeuille: Portefeuille) -> None:
    accepter(portefeuille)
    nouvelle = {
        "procedure": piece("p2.yaml", "parametres: {delai_courrier: 30 j}"),
        "accord": piece("accord.pdf"),
    }
    with pytest.raises(Refused) as refus:
        portefeuille.fire(CONV, "modifier_procedure", _pieces={"procedure": nouvelle["procedure"]})
    assert refus.value.refus.saisies_manquantes == ("accord",)
    with pytest.raises(ValeurInvalide, match="applicable_le"):
        portefeuille.fire(CONV, "modifier_procedure", applicable_le="2025-03-01", _pieces=nouvelle)
    portefeuille.fire(CONV, "modifier_procedure", applicable_le="2025-04-01", _pieces=nouvelle)
    assert delai_du_courrier(portefeuille) == "21 j, 3"
    portefeuille.aller("2025-04-01")
    assert delai_du_courrier(portefeuille) == "30 j, 3"


@pytest.mark.parametrize(
    ("texte", "souci"),
    [
        ("parametres: {delai_courier: 10 j}", "delai_courier"),
        ("parametres: {delai_courrier: bientôt}", "delai_courrier"),
        ("delai_courrier: 10 j", "parametres"),
        ("{", "YAML"),
        ("coucou", "parametres"),
        ("parametres: {contacts_requis: -4}", "contacts_requis"),
    ],
)
def test_a_faulty_procedure_is_not_proposed(
    portefeuille: Portefeuille, texte: str, souci: str
) -> None:
    ouvrir_convention(portefeuille)
    portefeuille.fire(REU, "tenir", tenue_le="2025-03-03")
    avant = portefeuille.tout()
    with pytest.raises(ValeurInvalide, match=souci):
        portefeuille.fire(CONV, "proposer_procedure", _pieces={"procedure": piece("p.yaml", texte)})
    assert portefeuille.tout() == avant


def test_the_year_calls_for_the_list_and_comes_again(portefeuille: Portefeuille) -> None:
    accepter(portefeuille)
    assert portefeuille.etat(ANN) == "en_cours"
    assert portefeuille.etat(PRG) == "liste_attendue"
    assert len(courriels(portefeuille, "appel_programmation")) == 1

    for jour in ("2025-06-25", "2025-07-28"):
        portefeuille.aller(jour)
        portefeuille.attendre(hours=6)
        tick(portefeuille.bureau)
    assert portefeuille.etat(ANN) == "a_restituer"
    annees = portefeuille.rangees(
        "SELECT numero, data FROM dossier WHERE machine = 'annee_partenariat' ORDER BY id"
    )
    debuts = [json.loads(une.data)["debut_le"] for une in annees]
    assert debuts == ["2024-07-25", "2025-07-25"]
    [reunion] = portefeuille.rangees(
        "SELECT subject FROM dossier WHERE machine = 'reunion' AND lien = 'reunions'"
    )
    assert reunion.subject == "réunion annuelle — OULLINS-2022"


def test_a_reminder_of_the_list_names_the_day_of_the_task_on_the_desk(
    portefeuille: Portefeuille,
) -> None:
    """Every half month it comes again; the list is due within the month: one day is told."""
    accepter(portefeuille)
    [tache] = portefeuille.rangees(
        "SELECT echeance FROM tache WHERE code = 'transmettre_la_liste' AND statut = 'ouverte'"
    )
    portefeuille.aller("2025-03-19")
    tick(portefeuille.bureau)
    assert len(courriels(portefeuille, "rappel_programmation")) == 1
    limite = date_longue(date.fromisoformat(str(tache.echeance)))
    assert f"si possible d’ici au {limite} : transmettre" in texte(
        portefeuille, "rappel_programmation"
    )


def test_no_bilan_before_the_indicators(portefeuille: Portefeuille) -> None:
    accepter(portefeuille)
    portefeuille.aller("2025-07-28")
    portefeuille.attendre(hours=6)
    tick(portefeuille.bureau)
    bilan = "BIL-2025-00001"
    pieces = {"bilan": piece("bilan.pdf"), "note_qualitative": piece("note.pdf")}
    with refuse("indicateurs se valident"):
        portefeuille.fire(bilan, "transmettre", transmis_le="2025-07-28", _pieces=pieces)
    portefeuille.fire(CONV, "valider_indicateurs", by="ref", indicateurs_valides_le="2025-07-28")
    with refuse("note synthétique"):
        portefeuille.fire(
            bilan, "transmettre", transmis_le="2025-07-28", _pieces={"bilan": pieces["bilan"]}
        )
    portefeuille.fire(bilan, "transmettre", transmis_le="2025-07-28", _pieces=pieces)
    assert portefeuille.etat(bilan) == "transmis"


def test_the_list_becomes_programmed_marches(portefeuille: Portefeuille) -> None:
    accepter(portefeuille)
    liste = "Objet;Montant estimé HT;Publication prévue le\nÉcole A;1 250 000,00 €;15/09/2025\n"
    liste += "Voirie B;;\n"
    portefeuille.fire(
        PRG,
        "recevoir_liste",
        by="ref",
        liste_recue_le="2025-03-03",
        _pieces={"liste": piece("achats.csv", liste)},
    )
    marches = portefeuille.rangees(
        "SELECT numero, subject, racine, convention FROM dossier "
        "WHERE machine = 'marche' AND state = 'programme' ORDER BY id"
    )
    assert [un.subject for un in marches] == ["École A — OULLINS-2022", "Voirie B — OULLINS-2022"]
    assert all(un.racine is None and un.convention == 1 for un in marches), "each is its own root"
    with refuse("Achats encore sans décision : 2"):
        portefeuille.fire(PRG, "tenir_ciblage", ciblage_tenu_le="2025-03-03")
    portefeuille.fire(
        PRG,
        "recevoir_liste",
        liste_recue_le="2025-03-03",
        _pieces={"liste": piece("achats.csv", liste + "Toiture C;;\n")},
    )
    compte = "SELECT count(*) FROM dossier WHERE machine = 'marche' AND state = 'programme'"
    assert portefeuille.rangees(compte)[0][0] == 3, "a line already there opens nothing again"
    portefeuille.fire(marches[0].numero, "cibler", by="ref")
    portefeuille.fire(marches[1].numero, "ne_pas_retenir", by="ref", motif="sans lien")
    portefeuille.fire("MAR-2025-00004", "cibler")
    portefeuille.fire(PRG, "tenir_ciblage", ciblage_tenu_le="2025-03-03")
    assert portefeuille.etat(PRG) == "ciblee"


@pytest.mark.parametrize(
    ("liste", "souci"),
    [
        ("Titre;Prix\nÉcole;3\n", "colonne « Objet »"),
        ("Objet\n", "aucun achat"),
        ("Objet;Montant HT\nÉcole;cher\nVoirie;2\n", "ligne 2.*« cher »"),
        ("Objet;Montant HT\n;12\n", "ligne 2 : l’objet manque"),
        ("Objet\nÉcole\nÉcole\n", "déjà à la ligne 2"),
        ("Objet;Objet du marché\na;b\n", "deux colonnes"),
    ],
)
def test_a_faulty_list_is_refused_whole(portefeuille: Portefeuille, liste: str, souci: str) -> None:
    accepter(portefeuille)
    avant = portefeuille.tout()
    with pytest.raises(ValeurInvalide, match=souci):
        portefeuille.fire(
            PRG,
            "recevoir_liste",
            liste_recue_le="2025-03-03",
            _pieces={"liste": piece("achats.csv", liste)},
        )
    assert portefeuille.tout() == avant


def test_a_notice_runs_three_months_without_rolling(portefeuille: Portefeuille) -> None:
    accepter(portefeuille)
    portefeuille.aller("2025-11-30")
    dite = portefeuille.fire(
        CONV,
        "denoncer",
        by="ref",
        denoncee_par="donneur_ordre",
        denonciation_recue_le="2025-11-30",
        motif="bilans jamais transmis",
        _pieces={"piece": piece("courrier.pdf")},
    )
    [fin] = [une for une in dite["echeances"] if une["nom"] == "fin_du_preavis"]
    assert fin["dernier_jour"] == "2026-02-28", "a Saturday: a préavis does not roll"
    portefeuille.aller("2026-03-02")
    portefeuille.attendre(hours=6)
    tick(portefeuille.bureau)
    assert portefeuille.etat(CONV) == "terme_atteint"
    assert portefeuille.etat(MAR) == "notifie", "nothing is closed without the parties' decision"


def test_reminders_of_the_term_then_what_becomes_of_the_marches(
    portefeuille: Portefeuille,
) -> None:
    accepter(portefeuille)
    for jour, envois in (("2026-01-23", 1), ("2026-04-24", 2)):
        portefeuille.aller(jour)
        tick(portefeuille.bureau)
        assert len(courriels(portefeuille, "terme_de_la_convention")) == envois
    portefeuille.aller("2026-07-24")
    portefeuille.attendre(hours=6)
    tick(portefeuille.bureau)
    assert portefeuille.etat(CONV) == "en_vigueur", "its last day is not over"
    portefeuille.aller("2026-07-27")
    portefeuille.attendre(hours=6)
    tick(portefeuille.bureau)
    assert portefeuille.etat(CONV) == "terme_atteint"

    portefeuille.fire(
        CONV,
        "decider_cloture",
        by="resp",
        motif="accord des parties",
        _pieces={"accord": piece("accord.pdf")},
    )
    assert portefeuille.etat(MAR) == "notifie", "the marché is another root: the clock hands over"
    with refuse("Marchés encore en cours : 1"):
        portefeuille.fire(CONV, "clore", motif="fini")
    assert tick(portefeuille.bureau)["transmis"] == 1
    assert portefeuille.etat(MAR) == "clos"
    assert portefeuille.etat(REL1) == "close"
    assert tick(portefeuille.bureau)["transmis"] == 0
    portefeuille.fire(CONV, "clore", motif="fini")
    assert portefeuille.etat(CONV) == "close"


def test_two_reminders_missed_together_say_the_term_once(
    portefeuille_sqlite: Portefeuille,
) -> None:
    accepter(portefeuille_sqlite)
    portefeuille_sqlite.aller("2026-05-06")
    tick(portefeuille_sqlite.bureau)

    assert len(courriels(portefeuille_sqlite, "terme_de_la_convention")) == 1
    dites = {un.event: un.explanation for un in portefeuille_sqlite.journal(CONV)}
    assert "n’est écrit qu’une fois" in dites["terme_annonce"]
    assert "n’est écrit qu’une fois" not in dites["terme_rappele"]


def test_a_renewal_takes_the_running_marches_along(portefeuille: Portefeuille) -> None:
    accepter(portefeuille)
    portefeuille.aller("2026-07-27")
    portefeuille.attendre(hours=6)
    tick(portefeuille.bureau)
    suivante = _CONVENTION.replace("OULLINS-2022", "OULLINS-2026").replace("2022-07", "2026-07")
    ajouter_convention(portefeuille.bureau.travail, lire_convention(suivante))
    with pytest.raises(ValeurInvalide, match="qui se termine"):
        portefeuille.fire(CONV, "renouveler", nouvelle_convention="OULLINS-2022")
    portefeuille.fire(CONV, "renouveler", nouvelle_convention="OULLINS-2026")
    tick(portefeuille.bureau)
    requete = """SELECT d.numero FROM dossier d JOIN convention c ON c.id = d.convention
        WHERE c.reference = 'OULLINS-2026' ORDER BY d.id"""
    assert [une[0] for une in portefeuille.rangees(requete)][:2] == [MAR, REL1]
