"""Whatever ends a marché leaves nothing alive under it but what stays owed (articles 4 to 7)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.act import Auteur, Suite, commencer
from services.advancing import suivre
from services.loading import lire_dossier
from tests.portfolio import MAR, REL1, Portefeuille
from tests.services.test_convention import piece
from tests.services.test_marche_life import PROGRAMME, ouvrir, preconiser
from tests.services.test_suspension import ENGAGEMENT, OFFRE
from workflow.process import PARENT

RESTENT = {
    "devis": "its agreement may still come: the closing makes its second half due (article 7)",
    "candidature": "the path of a person goes on (annexe 1/B)",
    "engagement": "arrêté, its outcome is still to be said (annexe 1/A)",
    "facture": "what a milestone made due stays due (article 7)",
}
"""Machines whose dossiers outlive the marché, and why; a held meeting keeps its minutes, too."""
DATE = {"date_effet": "2025-03-03"}


def machines_dessous(p: Portefeuille) -> set[str]:
    """Every machine whose dossiers a marché or its children open."""
    definitions = {nom: une.definition for nom, une in p.bureau.machines.courantes.items()}
    vues, restent = set[str](), ["marche"]
    while restent:
        liens = definitions[restent.pop()].liens.values()
        neuves = {un.machine for un in liens if un.trouve_par == PARENT} - vues
        vues |= neuves
        restent.extend(neuves)
    return vues


def garnir(p: Portefeuille, dans: str) -> None:
    """One dossier of each machine that opens before the execution; the devis is sent."""
    ouvrir(p, "lot", dans, numero_lot="1", intitule="Gros œuvre")
    ouvrir(p, "point_etape", dans)
    ouvrir(p, "periode", dans, genre="reconduction", intitule="2026", a_decider_le="2025-06-02")
    p.fire(ouvrir(p, "devis", dans, montant="1000"), "envoyer", envoye_le="2025-03-03")
    ouvrir(p, "reunion", dans, genre="pilotage")
    p.fire(ouvrir(p, "reunion", dans, genre="suivi"), "convoquer", date_reunion="2025-03-20")


def programme(p: Portefeuille) -> str:
    """A marché whose recommendation is accepted."""
    preconiser(p, "marche_insertion")
    garnir(p, PROGRAMME)
    return PROGRAMME


def publie(p: Portefeuille) -> str:
    """The same, published, its offers under analysis."""
    programme(p)
    p.fire(PROGRAMME, "publier")
    p.fire(PROGRAMME, "ouvrir_analyse")
    return PROGRAMME


def execute(p: Portefeuille) -> str:
    """A marché of insertion that is carried out, with all that its relations and year bear."""
    p.fire(MAR, "preciser_disposition", type_disposition="critere")
    p.fire(MAR, "preciser_disposition", type_disposition="marche_insertion")
    garnir(p, MAR)
    ouvrir(p, "demande_recrutement", REL1, **OFFRE)
    ouvrir(p, "engagement", REL1, **ENGAGEMENT)
    ouvrir(p, "candidature", REL1, origine="spontanee", nom="Zébulon", prenom="A")
    return MAR


def suspendu(p: Portefeuille) -> str:
    execute(p)
    p.fire(MAR, "suspendre", motif="ordre de service", **DATE)
    return MAR


def resilie(p: Portefeuille) -> str:
    suspendu(p)
    p.fire(MAR, "resilier", motif="faute", **DATE)
    return MAR


def bilan_livre(p: Portefeuille) -> str:
    resilie(p)
    p.fire(MAR, "livrer_bilan_final", bilan_livre_le="2025-03-03", _pieces={"piece": piece("b")})
    return MAR


def finir(p: Portefeuille, numero: str, acte: str) -> None:
    """The act, by a person who may do it, or by the system where nobody may."""
    evenement = p.bureau.machines.courantes["marche"].definition.evenements[acte]
    if "referent" in evenement.par:
        p.fire(numero, acte, by="ref", motif="fin")
        return
    with p.bureau.travail.ecrire() as connexion:
        chantier, marche = commencer(p.bureau, connexion), lire_dossier(connexion, numero)
        saisies = {"motif": "Convention terminée"}
        chantier.suites.append(
            Suite(dossier=marche.id, evenement=acte, saisies=saisies, emetteur=marche)
        )
        suivre(chantier, Auteur(acteur="jalon", au_nom_de=None))


FINS: tuple[tuple[Callable[[Portefeuille], str], str], ...] = (
    (programme, "ne_pas_retenir"),
    (programme, "declarer_sans_suite"),
    (publie, "declarer_sans_suite"),
    (publie, "declarer_infructueux"),
    (publie, "finir_avec_la_convention"),
    (execute, "clore"),
    (execute, "finir_avec_la_convention"),
    (suspendu, "clore"),
    (suspendu, "finir_avec_la_convention"),
    (resilie, "clore"),
    (bilan_livre, "clore"),
)


@pytest.mark.parametrize(("monter", "acte"), FINS)
def test_an_end_leaves_nothing_alive(
    portefeuille_sqlite: Portefeuille, monter: Callable[[Portefeuille], str], acte: str
) -> None:
    p = portefeuille_sqlite
    numero = monter(p)
    finir(p, numero, acte)
    dessous = p.rangees(
        """SELECT d.machine, d.numero, d.state, d.final FROM dossier d
        JOIN dossier r ON r.id = d.racine WHERE r.numero = :n""",
        n=numero,
    )
    notifie = monter not in {programme, publie}
    restent = RESTENT.keys() if notifie else RESTENT.keys() - {"devis"}
    assert {une.machine for une in dessous if not une.final} <= restent
    finis = {numero, *(une.numero for une in dessous if une.final)}
    requete = """SELECT d.numero, t.code FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE t.statut = 'ouverte'"""
    assert [tuple(une) for une in p.rangees(requete) if une.numero in finis] == []
    assert {nom for nom in finis if p.timers(nom)} == set()
    assert p.rangees("SELECT 1 FROM incident WHERE genre = 'suite_refusee'") == []


def test_every_end_and_every_machine_is_walked(portefeuille_sqlite: Portefeuille) -> None:
    """A new end, or a new machine under a marché, is to be added here with what becomes of it."""
    p = portefeuille_sqlite
    definition = p.bureau.machines.courantes["marche"].definition
    finissent = {
        acte.nom
        for acte in definition.evenements.values()
        if any(definition.etats[nom].final for nom in acte.destinations)
    }
    assert finissent == {acte for _, acte in FINS}
    execute(p)
    ouverts = {une.machine for une in p.rangees("SELECT DISTINCT machine FROM dossier")}
    # The bilan of a year is opened by its end, in test_marche_life; an invoice, by its milestone.
    assert machines_dessous(p) - ouverts == {"bilan", "facture"}
