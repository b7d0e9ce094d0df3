"""What the counter asks of absences, candidates and erased files, on both engines."""

from __future__ import annotations

import json
from datetime import date

from services.accounts import absences
from services.accounts.signing_in import Visiteur
from services.reading.day import journee
from services.reading.reading_dossier import page_du_dossier
from services.reading.team import equipe
from services.reading.town_papers import documents
from services.register.registering import CompteSaisi, ajouter_compte
from storage.accounts import par_login
from tests.portfolio import Portefeuille, mener
from tests.services.test_candidatures import CAN, proposer
from tests.web.test_every_machine import ouvrir


def visiteur(p: Portefeuille, login: str, *remplace: int) -> Visiteur:
    with p.bureau.travail.lire() as connexion:
        compte = par_login(connexion, login)
    assert compte is not None
    return Visiteur(compte=compte, roles=frozenset(json.loads(compte.roles)), remplace=remplace)


def test_a_day_of_absence(portefeuille: Portefeuille) -> None:
    """Candidates, mails to come and points of the desk are those of who stands in."""
    p = portefeuille
    saisie = CompteSaisi(login="fac2", nom="Leïla Sorin", roles=("facilitateur",))
    ajouter_compte(p.bureau.travail, saisie)
    proposer(p)
    mener(p, "courrier_propose")
    p.aller("2025-03-10")
    fac, fac2 = visiteur(p, "fac"), visiteur(p, "fac2")
    assert page_du_dossier(p.bureau, fac2, CAN)["reserve"]
    assert not page_du_dossier(p.bureau, fac, CAN)["reserve"]
    semaine = {"du": date(2025, 3, 10), "au": date(2025, 3, 14)}
    absences.declarer(p.bureau, login="fac", delegue="fac2", **semaine)
    assert not page_du_dossier(p.bureau, fac2, CAN)["reserve"]
    prevus = journee(p.bureau, visiteur(p, "fac2", fac.compte.id))["prevus"]
    assert {un["titulaire"] for un in prevus} == {"Camille Daubrac"}
    lue = {une["login"]: une for une in equipe(p.bureau, visiteur(p, "resp"))["personnes"]}
    assert lue["fac2"]["taches"] > 0
    assert lue["fac"]["taches"] == 0


def test_an_erased_file_is_no_document(portefeuille: Portefeuille) -> None:
    p = portefeuille
    facture = ouvrir(p, "facture", "emise")
    piece = {"piece": ("facture.pdf", b"%PDF-1 facture")}
    p.fire(facture, "deposer", "compta", deposee_le="2025-03-03", _pieces=piece)
    ref = visiteur(p, "ref")
    assert [une["nom"] for une in documents(p.bureau, ref)["lignes"]] == ["facture.pdf"]
    with p.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql(
            "UPDATE contenu SET corps = NULL, efface_le = '2025-03-04T00:00:00Z' "
            "WHERE nom = 'facture.pdf'"
        )
    assert documents(p.bureau, ref)["lignes"] == []
