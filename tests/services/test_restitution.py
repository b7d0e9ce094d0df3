"""What is given back to the donneur d'ordre: meetings, hours, difficulties, the year's bilan."""

from __future__ import annotations

import pytest

from services.clock.ticking import tick
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from tests.portfolio import MAR, REL2, Portefeuille
from tests.services.test_convention import (
    ANN,
    CONV,
    accepter,
    courriels,
    piece,
    refuse,
)

BILAN, ANNUELLE = "BIL-2025-00001", "REU-2025-00002"


def test_a_difficulty_is_told_to_the_donneur_d_ordre(portefeuille: Portefeuille) -> None:
    """Article 3, at any step, in writing."""
    portefeuille.fire(REL2, "signaler_au_donneur_ordre", motif="interlocuteur absent")
    assert len(courriels(portefeuille, "signalement_donneur_ordre")) == 1


def test_the_pieces_and_the_launch_are_asked_for_at_once(portefeuille: Portefeuille) -> None:
    """Article 4: what the notification asks of the donneur d'ordre, until it is there."""
    portefeuille.aller("2025-03-20")
    tick(portefeuille.bureau)
    assert len(courriels(portefeuille, "rappel_pieces")) == 1
    portefeuille.fire(MAR, "recevoir_pieces", pieces_recues_le="2025-03-20")
    portefeuille.aller("2025-04-10")
    tick(portefeuille.bureau)
    assert len(courriels(portefeuille, "rappel_pieces")) == 1, "received, they are asked no more"
    attendues = "SELECT code FROM tache WHERE code = 'tenir_lancement' AND statut = 'ouverte'"
    assert len(portefeuille.rangees(attendues)) == 1
    portefeuille.fire(MAR, "lancer", date_lancement="2025-04-10")
    assert portefeuille.rangees(attendues) == []


def test_the_pieces_are_asked_for_after_the_launch_too(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    p.fire(MAR, "lancer", date_lancement="2025-03-03")
    for jour, envoyes in (("2025-03-18", 1), ("2025-04-01", 2)):
        p.aller(jour)
        tick(p.bureau)
        assert len(courriels(p, "rappel_pieces")) == envoyes
    p.fire(MAR, "demarrer_suivi")
    p.aller("2025-04-15")
    tick(p.bureau)
    assert len(courriels(p, "rappel_pieces")) == 3
    p.fire(MAR, "dispenser_des_pieces", motif="marché de services sans pièces")
    p.aller("2025-05-20")
    tick(p.bureau)
    assert len(courriels(p, "rappel_pieces")) == 3
    with refuse("ne sont pas nécessaires"):
        p.fire(MAR, "dispenser_des_pieces", motif="encore")


@pytest.mark.parametrize(
    ("acte", "compte", "message"),
    [
        ("convoquer", "fac", "invitation_reunion"),
        ("inviter_la_facilitation", "ref", "invitation_recue_avis"),
    ],
)
def test_a_meeting_is_called_held_and_reported(
    portefeuille: Portefeuille, acte: str, compte: str, message: str
) -> None:
    """Article 4: follow-up meetings and the instance de pilotage, called by either side."""
    demande = Ouverture(
        machine="reunion", acteur="cli:test", compte="fac", dans=MAR, saisies={"genre": "pilotage"}
    )
    numero = str(ouvrir_a_la_main(portefeuille.bureau, demande)["dossier"])
    portefeuille.fire(numero, acte, by=compte, date_reunion="2025-03-03")
    assert len(courriels(portefeuille, message)) == 1
    portefeuille.fire(numero, "tenir", tenue_le="2025-03-03")
    portefeuille.fire(
        numero, "diffuser_compte_rendu", _pieces={"compte_rendu": piece("compte-rendu.pdf")}
    )
    assert len(courriels(portefeuille, "compte_rendu_reunion")) == 1
    assert portefeuille.etat(numero) == "restituee"


def test_the_hours_reach_the_objective(portefeuille: Portefeuille) -> None:
    """Annexe 2/B: the hours are counted, and the objective is reached when none is left."""
    portefeuille.fire(MAR, "lancer", date_lancement="2025-03-03")
    portefeuille.fire(MAR, "demarrer_suivi", objectif_heures="100")
    portefeuille.fire(MAR, "comptabiliser_heures", heures_comptabilisees="40")
    with refuse("Heures encore à réaliser : 60"):
        portefeuille.fire(MAR, "atteindre_objectif")
    portefeuille.fire(MAR, "comptabiliser_heures", heures_comptabilisees="100")
    portefeuille.fire(MAR, "atteindre_objectif")
    assert portefeuille.etat(MAR) == "objectif_atteint"


def test_the_year_is_given_back(portefeuille: Portefeuille) -> None:
    """Articles 3, 5 and 7: meeting, bilan with its note, exchange, participation, axes."""
    accepter(portefeuille)
    for jour in ("2025-06-25", "2025-07-28"):
        portefeuille.aller(jour)
        portefeuille.attendre(hours=6)
        tick(portefeuille.bureau)
    with refuse("bilan annuel et sa note"):
        portefeuille.fire(ANN, "clore_annee", axes="clauses dans les achats de services")
    portefeuille.fire(CONV, "valider_indicateurs", by="ref", indicateurs_valides_le="2025-07-28")
    portefeuille.fire(
        BILAN,
        "transmettre",
        transmis_le="2025-07-28",
        _pieces={"bilan": piece("bilan.pdf"), "note_qualitative": piece("note.pdf")},
    )
    assert len(courriels(portefeuille, "bilan_transmis")) == 1
    portefeuille.fire(BILAN, "echanger", echange_le="2025-07-28")
    with refuse("réunion annuelle"):
        portefeuille.fire(ANN, "clore_annee", axes="clauses dans les achats de services")
    portefeuille.fire(ANNUELLE, "tenir", tenue_le="2025-07-28")
    with refuse("participation financière est maintenue"):
        portefeuille.fire(ANN, "clore_annee", axes="clauses dans les achats de services")
    portefeuille.fire(
        ANN, "revoir_participation", by="resp", participation="maintenue", motif="mission tenue"
    )
    portefeuille.fire(ANN, "clore_annee", axes="clauses dans les achats de services")
    assert [portefeuille.etat(un) for un in (BILAN, ANN)] == ["restitue", "close"]
