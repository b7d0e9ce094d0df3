"""A délai that is over while an answer is unread: no incident, a person is told, it goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.accounts.signing_in import Visiteur
from services.advancing import avancer
from services.clock.ticking import tick
from services.commands import Commande
from services.counter.tasks import repondre
from services.errors import Interdit, Refused
from services.evidence.verifying import verifier
from services.reading.day import journee
from states.roles import ENTREPRISE
from storage import accounts
from tests.portfolio import REL1, Portefeuille
from tests.services.clockwork import (
    EXPIRATION,
    a,
    courrier_recu,
    deux_aiguilles,
    evenements,
    incidents,
    taches,
)

RETENUE = "echeance_retenue"


def ecrire(portefeuille: Portefeuille, dossier: str = REL1) -> None:
    """The entreprise writes by its link."""
    avancer(
        portefeuille.bureau,
        Commande(
            dossier=dossier,
            evenement="proposer_reponse",
            acteur="lien:1",
            porteur=ENTREPRISE,
            saisies={"message": "Nous rappelons demain."},
        ),
    )


def retenu(portefeuille: Portefeuille) -> Portefeuille:
    """The délai is over, an answer waits to be read; the clock has turned twice."""
    courrier_recu(portefeuille)
    ecrire(portefeuille)
    assert a(portefeuille, f"{EXPIRATION}T14:00")["incidents"] == 0
    assert tick(portefeuille.bureau)["declenches"] == 0
    return portefeuille


def test_a_person_is_told_once_and_nothing_has_failed(portefeuille: Portefeuille) -> None:
    retenu(portefeuille)
    assert portefeuille.etat(REL1) == "courrier_recu"
    assert incidents(portefeuille, "echeance_en_echec") == []
    [tache] = taches(portefeuille, RETENUE)
    assert tache.libelle == (
        "« Fin du délai du courrier » attend. Une réponse de l’entreprise, écrite par son lien le "
        "3 mars 2025, attend votre lecture : le délai ne peut se constater avant. Retenez-la, ou "
        "écartez-la avec un motif."
    )
    assert evenements(portefeuille).count(RETENUE) == 1
    assert verifier(portefeuille.bureau)["intact"]


def test_the_day_of_whoever_follows_it_says_so(portefeuille_sqlite: Portefeuille) -> None:
    retenu(portefeuille_sqlite)
    with portefeuille_sqlite.bureau.travail.lire() as connexion:
        compte = accounts.par_login(connexion, "fac")
    assert compte is not None
    jour = journee(
        portefeuille_sqlite.bureau, Visiteur(compte=compte, roles=frozenset({"facilitateur"}))
    )
    [dite] = [une for une in jour["a_faire"] if "attend votre lecture" in une["libelle"]]
    assert dite["se_ferme_seule"]


def test_set_aside_the_delai_goes_on_by_itself(portefeuille: Portefeuille) -> None:
    retenu(portefeuille)
    portefeuille.fire(REL1, "ecarter_reponse", motif="C’est la réponse d’un autre marché.")
    assert tick(portefeuille.bureau)["declenches"] == 1
    assert portefeuille.etat(REL1) == "alerte"
    assert [une.statut for une in taches(portefeuille, RETENUE)] == ["faite"]


def test_taken_up_the_delai_is_over_without_an_alert(portefeuille: Portefeuille) -> None:
    retenu(portefeuille)
    portefeuille.fire(REL1, "recevoir_reponse", recue_le="2025-03-03")
    assert tick(portefeuille.bureau)["declenches"] == 0
    assert portefeuille.etat(REL1) == "en_relation"
    assert [une.statut for une in taches(portefeuille, RETENUE)] == ["faite"]


def test_the_clock_looks_again_every_hour_and_tells_nobody_twice(
    portefeuille_sqlite: Portefeuille,
) -> None:
    double, horloge = deux_aiguilles(portefeuille_sqlite)
    retenu(double)
    horloge.passer(hours=1)
    tick(double.bureau)
    horloge.reel += timedelta(minutes=59)
    tick(double.bureau)
    [timer] = double.rangees("SELECT attempts FROM timer WHERE name='expiration' AND status='arme'")
    assert timer.attempts == 2
    assert len(taches(double, RETENUE)) == 1


def test_nobody_ticks_it_off(portefeuille_sqlite: Portefeuille) -> None:
    retenu(portefeuille_sqlite)
    [tache] = taches(portefeuille_sqlite, RETENUE)
    with pytest.raises(Interdit, match="se ferme d’elle-même"):
        repondre(portefeuille_sqlite.bureau, tache.id, "fait", "fac", "fac")


def test_nothing_received_is_refused_with_the_same_sentence(
    portefeuille_sqlite: Portefeuille,
) -> None:
    retenu(portefeuille_sqlite)
    [tache] = taches(portefeuille_sqlite, "verifier_courrier")
    with pytest.raises(Refused) as refus:
        repondre(portefeuille_sqlite.bureau, tache.id, "rien_recu", "fac", "fac")
    [condition] = refus.value.refus.conditions
    assert "attend votre lecture" in condition.phrase
    assert portefeuille_sqlite.etat(REL1) == "courrier_recu"
