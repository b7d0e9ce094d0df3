"""Lists are sorted and narrowed by the day that they show, not by when the clock acts."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from sqlalchemy import text

from services.accounts.signing_in import Visiteur
from services.clock.armed_instants import jour_dit
from services.reading.listing import Tri, liste
from services.reading.views import tableau
from storage.accounts import par_login
from tests.plain_text import clair
from tests.portfolio import MAR, REL1, REL2, REL3, Portefeuille, mener
from tests.services.clockwork import a
from tests.web.conftest import Guichet


def visiteur(portefeuille: Portefeuille) -> Visiteur:
    with portefeuille.bureau.travail.lire() as connexion:
        compte = par_login(connexion, "fac")
    assert compte is not None
    return Visiteur(compte=compte, roles=frozenset(json.loads(compte.roles)))


def jours(portefeuille: Portefeuille, **filtre: object) -> list[tuple[str, str]]:
    tri = Tri(machine="relation_entreprise", **filtre)  # type: ignore[arg-type] # as an address has it
    lignes = liste(portefeuille.bureau, visiteur(portefeuille), tri)["lignes"]
    return [(une["numero"], str(jour_dit(une["prochaine_echeance"]))) for une in lignes]


@pytest.fixture
def melees(portefeuille: Portefeuille) -> Portefeuille:
    """A délai told on the 18th, acting on the 19th, with a reminder on the 14th; a hold; a call."""
    mener(portefeuille, "courrier_recu")
    pause = {"motif": "travaux", "mode": "date_fixe", "jusqu_au": "2025-03-20"}
    portefeuille.fire(REL2, "mettre_en_attente", **pause)
    return portefeuille


def test_rows_follow_the_day_that_they_show(melees: Portefeuille) -> None:
    montres = [(REL3, "2025-03-17"), (REL1, "2025-03-18"), (REL2, "2025-03-20")]
    assert jours(melees) == montres
    assert jours(melees, descend=True) == montres[::-1]


@pytest.mark.parametrize(("avant", "restent"), [(17, []), (18, [REL3]), (19, [REL3, REL1])])
def test_the_filter_reads_the_day_that_is_shown(
    melees: Portefeuille, avant: int, restent: list[str]
) -> None:
    assert [numero for numero, _ in jours(melees, avant=date(2025, 3, avant))] == restent


def test_rows_follow_hours_and_last_contact(portefeuille: Portefeuille) -> None:
    contact = {"moyen": "telephone", "sens": "sortant", "resultat": "joint"}
    for numero, le in ((REL1, "2025-03-02"), (REL2, "2025-03-01")):
        portefeuille.fire(numero, "consigner_contact", date=le, **contact)
    assert [un for un, _ in jours(portefeuille, ordre="contact")] == [REL2, REL1, REL3]
    derniers = jours(portefeuille, ordre="contact", descend=True)
    assert [un for un, _ in derniers] == [REL1, REL2, REL3]  # nobody's contact comes last
    portefeuille.fire(MAR, "modifier_objectif", objectif_heures="420", motif="vu")
    assert {un for un, _ in jours(portefeuille, ordre="heures")} == {REL1, REL2, REL3}


def test_the_marche_further_in_its_hours_comes_last(portefeuille: Portefeuille) -> None:
    portefeuille.suivre("2025-08")
    for numero, objectif in ((MAR, "100"), ("MAR-2025-00002", "50")):
        portefeuille.fire(numero, "modifier_objectif", objectif_heures=objectif, motif="vu")
    portefeuille.fire(MAR, "demarrer_suivi")
    portefeuille.fire(MAR, "comptabiliser_heures", heures_comptabilisees="30")
    tri = Tri(machine="marche", ordre="heures")
    lues = liste(portefeuille.bureau, visiteur(portefeuille), tri)["lignes"]
    assert [une["numero"] for une in lues] == ["MAR-2025-00002", MAR]


def test_a_missed_task_comes_before_the_next_reminder_on_every_list(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """The alert is to be answered by 26 March; its next reminder comes on 3 April."""
    p = portefeuille_sqlite
    mener(p, "courrier_recu")
    a(p, "2025-03-19T14:00")
    assert p.etat(REL1) == "alerte"
    for jour in ("2025-03-27T10:00", "2025-03-28T10:00"):
        a(p, jour)
    quoi = "Notifier la défaillance à l’entreprise, ou classer l’alerte"
    retard = re.compile(rf'<strong class="en-retard">depuis \w+( jours)?</strong>.{{0,40}}{quoi}')
    for login, adresse in (("fac", "/relations"), ("ref", "/alertes"), ("ref", "/relations")):
        guichet.client.cookies.clear()
        guichet.entrer(login)
        assert retard.search(clair(guichet.lire(adresse).text)), adresse
        assert quoi in clair(guichet.lire("/relations?vue=tableau").text)
    export = guichet.lire("/relations/export.csv").content.decode("utf-8-sig")
    assert quoi in clair(export)


def test_rows_and_cards_follow_the_missed_task_that_they_tell(portefeuille: Portefeuille) -> None:
    """Two have missed a task, before the deadline of the third; on hold, one is late no more."""
    mener(portefeuille, "courrier_recu")
    a(portefeuille, "2025-03-10T10:00")
    with portefeuille.bureau.travail.ecrire() as connexion:
        for numero, jour in ((REL2, "2025-03-07"), (REL1, "2025-03-06")):
            connexion.execute(
                text(
                    "INSERT INTO tache (cle, dossier, code, libelle, role, statut, echeance,"
                    " cree_le) SELECT :cle, id, 'rappel', 'Rappeler', 'facilitateur', 'ouverte',"
                    " :jour, opened_at FROM dossier WHERE numero = :numero"
                ),
                {"cle": f"essai-{numero}", "jour": jour, "numero": numero},
            )
    tri = Tri(machine="relation_entreprise")
    qui = visiteur(portefeuille)
    lignes = liste(portefeuille.bureau, qui, tri)["lignes"]
    dits = [(une["tache_manquee"] or {}).get("dernier_jour") for une in lignes]
    assert [une["numero"] for une in lignes] == [REL1, REL2, REL3]
    assert dits == ["2025-03-06", "2025-03-07", None]
    assert [un for un, _ in jours(portefeuille, descend=True)] == [REL3, REL2, REL1]
    assert [un for un, _ in jours(portefeuille, avant=date(2025, 3, 8))] == [REL1, REL2]
    assert [un for un, _ in jours(portefeuille, avant=date(2025, 3, 7))] == [REL1]
    colonnes = tableau(portefeuille.bureau, qui, tri)["colonnes"]
    cartes = next(une["cartes"] for une in colonnes if len(une["cartes"]) > 1)
    assert [une["numero"] for une in cartes] == [REL2, REL3]
    pause = {"motif": "travaux", "mode": "date_fixe", "jusqu_au": "2025-03-20"}
    portefeuille.fire(REL2, "mettre_en_attente", **pause)
    assert [un for un, _ in jours(portefeuille)] == [REL1, REL3, REL2]
