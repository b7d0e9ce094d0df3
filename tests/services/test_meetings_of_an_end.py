"""A meeting to come falls with its convention, and who was invited is told (article 6)."""

from __future__ import annotations

from services.clock.ticking import tick
from services.register.register_conventions import ajouter_convention, lire_convention
from tests.portfolio import _CONVENTION, MAR, Portefeuille
from tests.services.test_convention import CONV, REU, accepter, courriels, ouvrir_convention, piece
from tests.services.test_corrections import tout_envoye
from tests.services.test_obligatory_meetings import ouvrir, passer

OBJET = "reunion_sans_objet"


def test_a_meeting_falls_with_the_term_then_with_the_end(portefeuille: Portefeuille) -> None:
    """Cancelled and told at the term; one convened after it, when the convention is closed."""
    p = portefeuille
    ouvrir_convention(p)
    p.fire(REU, "convoquer", date_reunion="2026-08-10")
    tout_envoye(p)
    passer(p, "2026-07-27")
    assert (p.etat(CONV), p.etat(REU)) == ("terme_atteint", "annulee")
    assert [un.adresse for un in courriels(p, OBJET)] == ["ref@exemple.test"]
    pilotage = ouvrir(p, "pilotage", dans=CONV)
    p.fire(pilotage, "convoquer", date_reunion="2026-08-11")
    tout_envoye(p)
    p.fire(MAR, "clore", motif="fini")
    p.fire(CONV, "clore", by="resp", motif="fini")
    assert p.etat(pilotage) == "annulee"
    assert len(courriels(p, OBJET)) == 2
    p.aller("2026-08-12")
    tick(p.bureau)
    assert courriels(p, "rappel_reunion") == []


def test_a_meeting_that_was_held_keeps_its_minutes(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    ouvrir_convention(p)
    p.fire(REU, "tenir", tenue_le="2025-03-03")
    passer(p, "2026-07-27")
    assert p.etat(REU) == "tenue"
    assert courriels(p, OBJET) == []


def test_a_meeting_falls_with_the_notice_and_with_the_renewal(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """The notice runs out, then the new convention takes what was convened meanwhile."""
    p = portefeuille_sqlite
    accepter(p)
    pilotage = ouvrir(p, "pilotage", dans=CONV)
    p.fire(pilotage, "convoquer", date_reunion="2025-07-10")
    denonce = {"denoncee_par": "structure", "denonciation_recue_le": "2025-03-03"}
    acte = {"piece": piece("denonciation.pdf")}
    p.fire(CONV, "denoncer", by="resp", motif="manquement", _pieces=acte, **denonce)
    passer(p, "2025-06-04")
    assert (p.etat(CONV), p.etat(pilotage)) == ("terme_atteint", "annulee")
    autre = ouvrir(p, "pilotage", dans=CONV)
    suivante = _CONVENTION.replace("OULLINS-2022", "OULLINS-2026").replace("2022-07", "2026-07")
    ajouter_convention(p.bureau.travail, lire_convention(suivante))
    passer(p, "2026-07-27")
    p.fire(CONV, "renouveler", by="resp", nouvelle_convention="OULLINS-2026")
    assert p.etat(autre) == "annulee"
