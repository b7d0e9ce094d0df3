"""The financial participation: a devis, then half at the calibrage and the rest at the end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.accounts.signing_in import Visiteur
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.errors import Refused
from services.reading.invoicing import a_facturer
from states.participation import CALIBRE
from storage.accounts import par_login
from tests.portfolio import MAR, Portefeuille

DEVIS = "DEV-2025-00001"


def deviser(
    portefeuille: Portefeuille, montant: str = "2501.01", engagement: str | None = "E-17"
) -> str:
    """A devis opened on the marché, sent, accepted."""
    dite = ouvrir_a_la_main(
        portefeuille.bureau,
        Ouverture(
            machine="devis",
            acteur="cli:test",
            compte="fac",
            dans=MAR,
            saisies={"montant": montant, "objet_du_devis": "Participation 2025"},
        ),
    )
    numero = str(dite["dossier"])
    portefeuille.fire(numero, "envoyer", envoye_le="2025-03-03")
    saisies = {"engagement": engagement} if engagement else {}
    portefeuille.fire(numero, "accepter", "ref", accepte_le="2025-03-03", **saisies)
    return numero


def factures(portefeuille: Portefeuille) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    requete = "SELECT numero, state, data, faits FROM dossier WHERE machine = 'facture' ORDER BY id"
    rangees = portefeuille.rangees(requete)
    return [(un.numero, un.state, json.loads(un.data), json.loads(un.faits)) for un in rangees]


def emettre(portefeuille: Portefeuille, numero: str, montant: str) -> dict[str, Any]:
    return portefeuille.fire(
        numero, "emettre", "compta", numero_facture="F1", emise_le="2025-03-03", montant=montant
    )


def test_a_devis_accepted_after_the_calibrage_opens_the_first_invoice(
    portefeuille: Portefeuille,
) -> None:
    assert deviser(portefeuille) == DEVIS
    ((numero, etat, donnees, faits),) = factures(portefeuille)
    assert (etat, donnees["jalon"], donnees["engagement"]) == ("brouillon", "calibrage", "E-17")
    assert faits["montant_du_jalon"] == "1250.51"
    with pytest.raises(Refused):
        emettre(portefeuille, numero, "1250.50")
    assert emettre(portefeuille, numero, "1250.51")["vers"] == "emise"


def test_a_number_that_nobody_gave_is_handed_on_as_nothing(
    portefeuille_sqlite: Portefeuille,
) -> None:
    deviser(portefeuille_sqlite, engagement=None)
    ((_, _, donnees, _),) = factures(portefeuille_sqlite)
    assert donnees.get("engagement") is None
    requete = """SELECT c.corps FROM outbox o JOIN contenu c ON c.empreinte = o.contenu
        WHERE o.message = 'facture_a_emettre'"""
    (corps,) = portefeuille_sqlite.rangees(requete)
    assert "engagement" not in bytes(corps[0]).decode()


def test_the_second_half_follows_the_bilan_final_once(portefeuille_sqlite: Portefeuille) -> None:
    deviser(portefeuille_sqlite)
    portefeuille_sqlite.fire(MAR, "demarrer_suivi", objectif_heures="10")
    portefeuille_sqlite.attendre(hours=1)
    portefeuille_sqlite.fire(MAR, "livrer_bilan_final", bilan_livre_le="2025-03-03")
    portefeuille_sqlite.fire(MAR, "clore", motif="fini")
    with portefeuille_sqlite.bureau.travail.lire() as connexion:
        compta = par_login(connexion, "compta")
    assert compta is not None
    lecteur = Visiteur(compte=compta, roles=frozenset({"comptable"}))
    causes = {une["cause"] for une in a_facturer(portefeuille_sqlite.bureau, lecteur)}
    assert "L’équipe a livré le bilan final synthétique" in causes  # a fact
    _rien_a_facturer(portefeuille_sqlite)
    jalons = [
        (une[2]["jalon"], une[3]["montant_du_jalon"]) for une in factures(portefeuille_sqlite)
    ]
    assert jalons == [("calibrage", "1250.51"), ("solde", "1250.50")]


def _rien_a_facturer(portefeuille: Portefeuille) -> None:
    """Refused with its reason, not recorded for nothing."""
    avant = portefeuille.tout()
    with pytest.raises(Refused) as refus:
        portefeuille.fire(MAR, "demander_facture")
    (condition,) = refus.value.refus.conditions
    assert condition.phrase.startswith("Chaque jalon atteint a déjà sa facture")
    assert portefeuille.tout() == avant


def test_without_a_devis_nothing_is_invoiced(portefeuille_sqlite: Portefeuille) -> None:
    with pytest.raises(Refused):
        portefeuille_sqlite.fire(MAR, "demander_facture")
    portefeuille_sqlite.fire(MAR, "clore", motif="fini")
    assert factures(portefeuille_sqlite) == []


def test_a_devis_is_accepted_after_the_closing(portefeuille_sqlite: Portefeuille) -> None:
    """Closing makes both halves due: the devis that waits is not lost."""
    p = portefeuille_sqlite
    demande = Ouverture(
        machine="devis", acteur="cli:test", compte="fac", dans=MAR, saisies={"montant": "1000"}
    )
    ouvrir_a_la_main(p.bureau, demande)
    p.fire(DEVIS, "envoyer", envoye_le="2025-03-03")
    p.fire(MAR, "clore", motif="fini")
    assert p.etat(DEVIS) == "envoye"
    assert p.timers(DEVIS)
    p.fire(DEVIS, "accepter", "ref", accepte_le="2025-03-03")
    jalons = [(une[2]["jalon"], une[3]["montant_du_jalon"]) for une in factures(p)]
    assert jalons == [("calibrage", "500.00"), ("solde", "500.00")]


def test_a_revised_devis_changes_the_second_half_alone(portefeuille_sqlite: Portefeuille) -> None:
    deviser(portefeuille_sqlite, "1000")
    deviser(portefeuille_sqlite, "1500.50")
    portefeuille_sqlite.fire(MAR, "clore", motif="fini")
    montants = [une[3]["montant_du_jalon"] for une in factures(portefeuille_sqlite)]
    assert montants == ["500.00", "1000.50"]


def test_an_invoice_cancelled_gives_its_milestone_back(portefeuille_sqlite: Portefeuille) -> None:
    deviser(portefeuille_sqlite, "1000")
    numero = factures(portefeuille_sqlite)[0][0]
    _rien_a_facturer(portefeuille_sqlite)
    emettre(portefeuille_sqlite, numero, "500")
    portefeuille_sqlite.fire(
        numero, "annuler_par_avoir", "compta", numero_avoir="A1", motif="mauvais service"
    )
    portefeuille_sqlite.fire(MAR, "demander_facture")
    assert [une[1] for une in factures(portefeuille_sqlite)] == ["annulee", "brouillon"]


def test_two_devis_do_not_wait_at_once(portefeuille_sqlite: Portefeuille) -> None:
    demande = Ouverture(
        machine="devis", acteur="cli:test", compte="fac", dans=MAR, saisies={"montant": "1"}
    )
    ouvrir_a_la_main(portefeuille_sqlite.bureau, demande)
    with pytest.raises(Refused) as refus:
        ouvrir_a_la_main(portefeuille_sqlite.bureau, demande)
    assert DEVIS in refus.value.refus.conditions[0].phrase


def test_the_payment_is_late_after_thirty_days_that_never_roll(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Received on 3 March, interrupted, complete on the 20th: due on Saturday 19 April."""
    deviser(portefeuille_sqlite)
    numero = factures(portefeuille_sqlite)[0][0]
    emettre(portefeuille_sqlite, numero, "1250.51")
    portefeuille_sqlite.fire(numero, "deposer", "compta", deposee_le="2025-03-03")
    recue = portefeuille_sqlite.fire(
        numero, "constater_mise_a_disposition", "compta", mise_a_disposition_le="2025-03-03"
    )
    assert [une["dernier_jour"] for une in recue["echeances"]] == ["2025-04-02"]
    portefeuille_sqlite.aller("2025-03-20")
    portefeuille_sqlite.fire(
        numero, "interrompre", "compta", interrompue_le="2025-03-12", motif="RIB manquant"
    )
    complete = portefeuille_sqlite.fire(numero, "completer", "compta", completee_le="2025-03-20")
    assert [une["dernier_jour"] for une in complete["echeances"]] == ["2025-04-19"]
    with pytest.raises(Refused):
        portefeuille_sqlite.fire(
            numero, "interrompre", "compta", interrompue_le="2025-03-20", motif="encore"
        )


def test_every_state_of_a_marche_says_whether_its_hours_are_calibrated(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """A new state is to be told here: the first half may fall due in it (article 7)."""
    etats = portefeuille_sqlite.bureau.machines.courantes["marche"].definition.etats.keys()
    avant = {"programme", "cible", "preconisation_demandee", "preconisation_emise"}
    sans = {"non_retenu", "sans_suite", "infructueux"}
    assert etats - avant - sans == CALIBRE


def test_an_invoice_issued_is_not_undone_by_a_return(portefeuille_sqlite: Portefeuille) -> None:
    """An avoir cancels it (article 7): else its milestone would be invoiced twice."""
    p = portefeuille_sqlite
    deviser(p)
    ((numero, *_),) = factures(p)
    emettre(p, numero, "1250.51")
    with pytest.raises(Refused) as levee:
        p.fire(numero, "retablir", etat="brouillon", motif="x")
    [condition] = levee.value.refus.conditions
    assert condition.phrase == (
        "« Émettre la facture » ne s’annule pas ainsi : un avoir l’annule (convention, article 7)."
    )
    p.fire(numero, "deposer", "compta", deposee_le="2025-03-03")
    assert p.fire(numero, "retablir", etat="emise", motif="dépôt refait")["vers"] == "emise"
