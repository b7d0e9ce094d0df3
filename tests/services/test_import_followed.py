"""A publication that changes a followed marché: told, put on a desk, and nothing starts alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.counter.tasks import repondre
from services.importing.decp import importer_decp
from services.importing.records import BilanImport
from services.reading.looking_marches import marches
from services.task_answers import FAIT
from storage.register_values import FiltreMarches
from tests.portfolio import DEBUT, MAR, MARCHE, REL1, REL3, VILLE, A, B, C, Portefeuille
from tests.services.register_samples import ecrire_json, marche_2022, modification

D = "55210055400013"


def publie(*titulaires: str, **changes: Any) -> dict[str, Any]:
    """The followed marché of the portfolio, as it stands, with what a new publication says."""
    connu = {
        "id": MARCHE,
        "acheteur": {"id": VILLE},
        "objet": "Réhabilitation du groupe scolaire",
        "titulaires": enveloppes(*(titulaires or (A, B, C))),
        "dateNotification": "2025-02-28",
        "datePublicationDonnees": "2025-03-01",
        **dict.fromkeys(("ccag", "considerationsSociales", "typeGroupementOperateurs")),
    }
    return marche_2022(**(connu | changes))


def enveloppes(*titulaires: str) -> list[dict[str, Any]]:
    return [{"titulaire": {"id": un, "typeIdentifiant": "SIRET"}} for un in titulaires]


SUBSTITUTION = publie(
    datePublicationDonnees="2025-03-02",
    modifications=[
        modification(1, "2025-03-02", montant=500000, dureeMois=18, titulaires=enveloppes(B, C, D))
    ],
)


def importer(portefeuille: Portefeuille, dossier: Path, *marches: Any) -> BilanImport:
    fichier = ecrire_json(dossier / "publication.json", marches)
    return importer_decp(portefeuille.bureau, [fichier])


def taches(portefeuille: Portefeuille) -> list[Any]:
    return portefeuille.rangees(
        """SELECT t.id, t.libelle, t.role, t.code, t.statut, t.echeance FROM tache t
        JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.code LIKE 'publication_modifiee%' ORDER BY t.id""",
        n=MAR,
    )


def test_a_substitution_is_told_noted_and_left_to_decide(
    portefeuille: Portefeuille, tmp_path: Path
) -> None:
    etats = portefeuille.rangees("SELECT numero, state, rev FROM dossier ORDER BY id")
    timers = portefeuille.rangees("SELECT id, due_at, status FROM timer ORDER BY id")
    courriels = portefeuille.rangees("SELECT count(*) FROM outbox")
    bilan = importer(portefeuille, tmp_path, SUBSTITUTION)
    (dit,) = bilan.suivis
    assert (bilan.modifies, dit.dossier, dit.marche) == (1, MAR, f"{VILLE}/{MARCHE}")
    assert dit.changements == (
        {"champ": "duree_mois", "avant": "12", "apres": "18", "le": None},
        {"champ": "montant", "avant": "412000.50", "apres": "500000.00", "le": None},
        {"champ": "titulaire", "avant": A, "apres": None, "le": "2025-03-01"},
        {"champ": "titulaire", "avant": None, "apres": D, "le": "2025-03-02"},
    )
    (tache,) = taches(portefeuille)
    assert tache.libelle == dit.tache
    for mots in (
        "durée\u00a0: 12 mois → 18 mois",
        "montant\u00a0: 412\u00a0000,50\u00a0€ → 500\u00a0000,00\u00a0€",
        f"titulaire sortant\u00a0: {A}, jusqu’au 01/03/2025",
        f"nouveau titulaire\u00a0: {D}, depuis le 02/03/2025",
        f"clore {REL1}",
        "suivre de nouveau le marché",
        "garder l’objectif d’heures",
        "publié le 02/03/2025",
    ):
        assert mots in tache.libelle
    assert (tache.role, tache.statut) == ("facilitateur", "ouverte")
    ligne = portefeuille.journal(MAR)[-1]
    assert (ligne.event, ligne.actor) == ("publication_modifiee", "import")
    assert json.loads(ligne.payload)["publication"]["changements"] == list(dit.changements)
    assert f"nouveau titulaire\u00a0: {D}, depuis le 02/03/2025" in json.loads(ligne.explanation)
    # nothing legal starts alone
    assert portefeuille.rangees("SELECT numero, state, rev FROM dossier ORDER BY id") == etats
    assert portefeuille.rangees("SELECT id, due_at, status FROM timer ORDER BY id") == timers
    assert portefeuille.rangees("SELECT count(*) FROM outbox") == courriels


def test_the_same_publication_twice_says_nothing_more(
    portefeuille: Portefeuille, tmp_path: Path
) -> None:
    importer(portefeuille, tmp_path, SUBSTITUTION)
    avant = portefeuille.journal(MAR)
    encore = importer(portefeuille, tmp_path, SUBSTITUTION)
    assert (encore.inchanges, encore.suivis) == (1, ())
    assert portefeuille.journal(MAR) == avant
    assert len(taches(portefeuille)) == 1


def test_each_publication_has_its_own_task(
    portefeuille_sqlite: Portefeuille, tmp_path: Path
) -> None:
    importer(portefeuille_sqlite, tmp_path, publie(montant=1, datePublicationDonnees="2025-03-02"))
    importer(portefeuille_sqlite, tmp_path, publie(montant=2, datePublicationDonnees="2025-03-03"))
    premiere, seconde = taches(portefeuille_sqlite)
    assert "412\u00a0000,50\u00a0€ → 1,00\u00a0€" in premiere.libelle
    assert "1,00\u00a0€ → 2,00\u00a0€" in seconde.libelle
    repondre(portefeuille_sqlite.bureau, premiere.id, FAIT, "fac", "cli:test")
    assert [une.statut for une in taches(portefeuille_sqlite)] == ["faite", "ouverte"]


@pytest.mark.parametrize(
    ("change", "mots"),
    [
        (
            {"dateNotification": "2025-02-27"},
            ("date de notification\u00a0: 28/02/2025 → 27/02/2025", "corriger la date"),
        ),
        ({"objet": "Démolition"}, ("→ «\u00a0Démolition\u00a0»", "vérifier auprès du donneur")),
        (
            {"considerationsSociales": {"considerationSociale": ["Clause sociale"]}},
            ("considérations sociales\u00a0: non publié → Clause sociale",),
        ),
    ],
)
def test_every_field_is_told(
    portefeuille_sqlite: Portefeuille, tmp_path: Path, change: dict[str, Any], mots: tuple[str, ...]
) -> None:
    importer(portefeuille_sqlite, tmp_path, publie(**change))
    (tache,) = taches(portefeuille_sqlite)
    for mot in mots:
        assert mot in tache.libelle


def test_a_republication_that_changes_nothing_is_no_task(
    portefeuille_sqlite: Portefeuille, tmp_path: Path
) -> None:
    bilan = importer(portefeuille_sqlite, tmp_path, publie(datePublicationDonnees="2025-03-03"))
    assert (bilan.modifies, bilan.suivis, taches(portefeuille_sqlite)) == (1, (), [])


def test_an_older_publication_of_a_followed_marche_changes_nothing(
    portefeuille_sqlite: Portefeuille, tmp_path: Path
) -> None:
    bilan = importer(
        portefeuille_sqlite, tmp_path, publie(montant=9, datePublicationDonnees="2025-02-01")
    )
    assert (bilan.inchanges, bilan.suivis, taches(portefeuille_sqlite)) == (1, (), [])
    assert "plus ancien" in bilan.avertissements[-1].motif


def test_a_closed_dossier_is_noted_and_asks_nothing(
    portefeuille_sqlite: Portefeuille, tmp_path: Path
) -> None:
    portefeuille_sqlite.fire(MAR, "clore", motif="fin du marché")
    (dit,) = importer(portefeuille_sqlite, tmp_path, SUBSTITUTION).suivis
    assert (dit.tache, taches(portefeuille_sqlite)) == (None, [])
    assert portefeuille_sqlite.journal(MAR)[-1].event == "publication_modifiee"
    assert portefeuille_sqlite.suivre()["relations"] == []


def test_suivre_opens_the_relation_that_misses(portefeuille: Portefeuille, tmp_path: Path) -> None:
    importer(portefeuille, tmp_path, SUBSTITUTION)
    dite = portefeuille.suivre()
    assert (dite["dossier"], dite["nouveau"], dite["relations"]) == (MAR, False, ["REL-2025-00004"])
    (ouverte,) = portefeuille.journal("REL-2025-00004")
    assert json.loads(ouverte.payload)["notifie_le"] == "2025-03-02"
    encore = portefeuille.suivre()
    assert encore["relations"] == []
    assert portefeuille.etat(REL3) == "a_contacter"


def test_suivre_never_reopens_a_relation_that_somebody_closed(
    portefeuille_sqlite: Portefeuille,
) -> None:
    portefeuille_sqlite.fire(REL1, "clore", motif="clause levée")
    assert portefeuille_sqlite.suivre()["relations"] == []
    assert portefeuille_sqlite.horloge.instant == DEBUT


def test_the_list_shows_what_is_in_force(portefeuille: Portefeuille, tmp_path: Path) -> None:
    importer(portefeuille, tmp_path, SUBSTITUTION)
    page = marches(
        portefeuille.bureau, FiltreMarches(texte=MARCHE), acheteur=None, apres=None, limite=9
    )
    (vu,) = page["marches"]
    assert (vu["montant"], vu["montant_initial"]) == ("500000.00", "412000.50")
    assert (vu["duree_mois"], vu["duree_mois_initiale"]) == (18, 12)
    assert {un["siret"] for un in vu["titulaires"]} == {B, C, D}
