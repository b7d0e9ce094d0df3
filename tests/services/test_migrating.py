"""Another version of a machine: planned for each dossier, nothing promised is shortened."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from jalon.assembly import machines, textes
from services.errors import Interdit
from services.evidence.verifying import verifier
from services.foresight import migrating
from services.foresight.migrating import migrer
from services.foresight.migration_rows import Migration
from services.reading.looking_health import Allure, sante
from tests.portfolio import REL1, REL2, REL3, Portefeuille
from tests.services.clockwork import a, courrier_recu, taches
from workflow.errors import ValeurInvalide

RELATION = "relation_entreprise"


def en_place(
    portefeuille: Portefeuille,
    *changements: tuple[str, str],
    autres: Mapping[str, str] = MappingProxyType({}),
) -> Portefeuille:
    """The same database, version 2 of the relation in place with those changes."""
    texte = textes()[f"{RELATION}.yaml"].replace("version: 1", "version: 2", 1)
    for avant, apres in changements:
        assert avant in texte, avant
        texte = texte.replace(avant, apres)
    return portefeuille.avec(machines=machines({f"{RELATION}.yaml": texte, **autres}))


def voulue(**autres: Any) -> Migration:
    return Migration(machine=RELATION, de=1, vers=2, **autres)


def rangee(dites: list[dict[str, Any]], dossier: str = REL1) -> dict[str, Any]:
    return next(une for une in dites if une["dossier"] == dossier)


def sorts(dite: dict[str, Any]) -> dict[tuple[str, int], str]:
    return {(un["nom"], un["rang"]): un["sort"] for un in dite["echeances"]}


def versions(portefeuille: Portefeuille) -> list[int]:
    requete = """SELECT f.version FROM dossier d JOIN definition f ON f.id = d.definition
        WHERE d.machine = :m ORDER BY d.id"""
    return [une.version for une in portefeuille.rangees(requete, m=RELATION)]


def test_a_dry_run_writes_nothing_and_says_all(portefeuille: Portefeuille) -> None:
    neuf = en_place(portefeuille)
    avant = portefeuille.tout()
    dites = migrer(neuf.bureau, voulue())
    assert portefeuille.tout() == avant
    assert [une["dossier"] for une in dites] == [REL1, REL2, REL3]
    assert rangee(dites)["vers"] == {"version": 2, "etat": "a_contacter"}
    assert sorts(rangee(dites)) == {("premier_contact_attendu", 1): "garde"}
    assert not any(une["applique"] for une in dites)


def test_health_tells_who_keeps_an_older_version(portefeuille: Portefeuille) -> None:
    """No trouble, and no secret: how many, of what, and the command that moves them."""
    allure = Allure(tick_s=20, livraison_s=5)
    assert sante(portefeuille.bureau, allure)["anciennes_versions"] == []
    portefeuille.fire(REL3, "clore", motif="erreur")
    neuf = en_place(portefeuille)
    dite = sante(neuf.bureau, allure)
    [une] = dite["anciennes_versions"]
    lus = (une["machine"], une["version"], une["en_place"], une["dossiers"])
    assert lus == (RELATION, 1, 2, 2)
    assert une["commande"] == f"jalon migrate {RELATION} --from 1 --to 2 --dry-run"
    assert "2 dossiers ouverts sous une définition antérieure" in une["phrase"]
    assert une["phrase"] not in dite["soucis"]
    migrer(neuf.bureau, voulue(), appliquer=True)
    assert sante(neuf.bureau, allure)["anciennes_versions"] == []


def test_the_same_number_with_another_text_is_an_older_version_too(
    portefeuille: Portefeuille,
) -> None:
    texte = textes()[f"{RELATION}.yaml"] + "# relu\n"
    neuf = portefeuille.avec(machines=machines({f"{RELATION}.yaml": texte}))
    [une] = sante(neuf.bureau, Allure(tick_s=20, livraison_s=5))["anciennes_versions"]
    assert une["commande"] == f"jalon migrate {RELATION} --from 1 --to 1 --dry-run"
    meme = Migration(machine=RELATION, de=1, vers=1)
    assert len(migrer(neuf.bureau, meme, appliquer=True)) == une["dossiers"]
    assert sante(neuf.bureau, Allure(tick_s=20, livraison_s=5))["anciennes_versions"] == []


def test_dossiers_take_the_version_and_keep_their_proof(portefeuille: Portefeuille) -> None:
    neuf = en_place(portefeuille)
    dites = migrer(neuf.bureau, voulue(), appliquer=True)
    assert all(une["applique"] for une in dites)
    assert versions(portefeuille) == [2, 2, 2]
    ligne = portefeuille.journal(REL1)[-1]
    assert (ligne.event, ligne.kind) == ("migrer", "migration")
    assert verifier(neuf.bureau)["intact"] is True
    assert migrer(neuf.bureau, voulue(), appliquer=True) == []
    neuf.fire(REL1, "nouer_relation")
    assert portefeuille.etat(REL1) == "en_relation"


def test_a_longer_delay_asks_for_a_reason_and_tells_both_dates(portefeuille: Portefeuille) -> None:
    courrier_recu(portefeuille)
    neuf = en_place(portefeuille, ("defaut: 15 j, libelle: délai du courrier",
                                   "defaut: 30 j, libelle: délai du courrier"))  # fmt: skip
    fin = next(un for un in rangee(migrer(neuf.bureau, voulue()))["echeances"]
               if (un["nom"], un["rang"]) == ("expiration", 1))  # fmt: skip
    assert fin["sort"] == "recalcule"
    assert (fin["avant"][:10], fin["apres"][:10]) == ("2025-03-19", "2025-04-03")
    with pytest.raises(Interdit, match="annoncé à un tiers, serait allongé"):
        migrer(neuf.bureau, voulue(), appliquer=True)
    assert versions(portefeuille) == [1, 1, 1]
    migrer(neuf.bureau, voulue(motif="accord des parties"), appliquer=True)
    a(neuf, "2025-03-19T15:00")
    assert portefeuille.etat(REL1) == "courrier_recu"
    a(neuf, "2025-04-03T10:00+02:00")
    a(neuf, "2025-04-03T15:00+02:00")
    assert portefeuille.etat(REL1) == "alerte"


def test_what_was_announced_is_never_shortened(portefeuille: Portefeuille) -> None:
    courrier_recu(portefeuille)
    neuf = en_place(portefeuille, ("defaut: 15 j, libelle: délai du courrier",
                                   "defaut: 8 j, libelle: délai du courrier"))  # fmt: skip
    fin = next(un for un in rangee(migrer(neuf.bureau, voulue(), appliquer=True))["echeances"]
               if (un["nom"], un["rang"]) == ("expiration", 1))  # fmt: skip
    assert (fin["sort"], fin["raison"]) == ("garde", "délai annoncé à un tiers : jamais raccourci")
    a(neuf, "2025-03-12T15:00")
    assert portefeuille.etat(REL1) == "courrier_recu"


def test_a_move_put_off_after_its_verification_is_verified_again(
    portefeuille_sqlite: Portefeuille,
) -> None:
    courrier_recu(portefeuille_sqlite)
    a(portefeuille_sqlite, "2025-03-19T09:31")
    assert ("expiration", 0) not in portefeuille_sqlite.timers(REL1)
    neuf = en_place(portefeuille_sqlite, ("defaut: 15 j, libelle: délai du courrier",
                                          "defaut: 30 j, libelle: délai du courrier"))  # fmt: skip
    dite = rangee(migrer(neuf.bureau, voulue(motif="accord des parties"), appliquer=True))
    assert sorts(dite)["expiration", 0] == "arme"
    assert sorts(dite)["expiration", 1] == "recalcule"
    a(neuf, "2025-04-03T09:31+02:00")
    assert ("expiration", 0) not in neuf.timers(REL1)
    assert len(taches(neuf, "verifier_courrier")) == 2


def test_a_hold_without_a_date_goes_on_coming_back(portefeuille_sqlite: Portefeuille) -> None:
    portefeuille_sqlite.fire(
        REL1, "mettre_en_attente", mode="temps_restant", motif="chantier arrêté"
    )
    assert ("pause_a_revoir", 1) in portefeuille_sqlite.timers(REL1)
    neuf = en_place(portefeuille_sqlite)
    dite = rangee(migrer(neuf.bureau, voulue(), appliquer=True))
    assert sorts(dite)["pause_a_revoir", 1] == "garde"
    assert ("pause_a_revoir", 1) in neuf.timers(REL1)


def test_what_would_be_due_at_once_is_held(portefeuille: Portefeuille) -> None:
    portefeuille.attendre(days=40)
    etat = "    echeances:\n      premier_contact_attendu:"
    rappel = (
        "      rappel_neuf: {libelle: Rappel neuf, apres: 5 j, calendrier: bureau, depuis: entree, "
        "effets: [mail: premier_contact_attendu]}\n"
    )
    neuf = en_place(portefeuille, (etat, etat.replace("      premier", rappel + "      premier")))
    dite = rangee(migrer(neuf.bureau, voulue(), appliquer=True))
    assert dite["retenus"] == {"rappel_neuf": ["premier_contact_attendu"]}
    assert sorts(dite)["rappel_neuf", 1] == "retenu"
    assert ("rappel_neuf", 1) not in portefeuille.timers(REL1)
    (tache,) = taches(portefeuille, "decider_echeance:rappel_neuf")
    assert "Rappel neuf" in tache.libelle


def test_a_state_that_is_gone_needs_its_successor(portefeuille: Portefeuille) -> None:
    """The marché, whose links name the states of its relations, has a version of its own then."""
    renommer = ("a_contacter", "a_joindre")
    marche = textes()["marche.yaml"].replace("version: 1", "version: 2", 1).replace(*renommer)
    neuf = en_place(portefeuille, renommer, autres={"marche.yaml": marche})
    (refus,) = rangee(migrer(neuf.bureau, voulue()))["refus"]
    assert "« a_contacter » n’existe plus" in refus
    dites = migrer(neuf.bureau, voulue(), appliquer=True)
    assert not any(une["applique"] for une in dites)
    assert versions(portefeuille) == [1, 1, 1]
    migrer(neuf.bureau, voulue(etats={"a_contacter": "a_joindre"}), appliquer=True)
    assert portefeuille.etat(REL1) == "a_joindre"
    assert ("premier_contact_attendu", 1) in portefeuille.timers(REL1)
    assert verifier(neuf.bureau)["intact"] is True


def test_a_value_that_no_longer_fits_refuses_its_dossier_alone(portefeuille: Portefeuille) -> None:
    courrier_recu(portefeuille)
    neuf = en_place(
        portefeuille,
        ("valeurs: [lrar, lre, profil_acheteur", "valeurs: [lre, profil_acheteur"),
        ("libelles: {lrar: lettre recommandée avec avis de réception, ", "libelles: {"),
    )
    dites = migrer(neuf.bureau, voulue(), appliquer=True)
    assert "« Mode d’envoi » (lrar) ne convient plus" in rangee(dites)["refus"][0]
    assert versions(portefeuille) == [1, 2, 2]


def test_cut_short_it_goes_on_where_it_stopped(
    portefeuille: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    neuf = en_place(portefeuille)
    monkeypatch.setattr(migrating, "LOT", 1)
    vrai, faits = migrating._passer, []

    def couper(*arguments: Any) -> None:
        if len(faits) == 1:
            raise RuntimeError("cut")
        faits.append(1)
        vrai(*arguments)

    monkeypatch.setattr(migrating, "_passer", couper)
    with pytest.raises(RuntimeError):
        migrer(neuf.bureau, voulue(), appliquer=True)
    assert versions(portefeuille) == [2, 1, 1]
    monkeypatch.setattr(migrating, "_passer", vrai)
    dites = migrer(neuf.bureau, voulue(), appliquer=True)
    assert [une["dossier"] for une in dites] == [REL2, REL3]
    assert versions(portefeuille) == [2, 2, 2]


@pytest.mark.parametrize(
    ("change", "champ"),
    [
        ({"vers": 3}, "--to"),
        ({"machine": "tante"}, "machine"),
        ({"etats": {"alerte": "nulle_part"}}, "--etat"),
    ],
)
def test_what_cannot_be_wanted_is_refused(
    portefeuille_sqlite: Portefeuille, change: dict[str, Any], champ: str
) -> None:
    neuf = en_place(portefeuille_sqlite)
    with pytest.raises(ValeurInvalide) as dit:
        migrer(neuf.bureau, dataclasses.replace(voulue(), **change))
    assert dit.value.champ == champ
    assert dit.value.remede
