"""A meeting that the agreement asks for is held: calling it off does not discharge it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.clock.ticking import tick
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.reading.looking_dossier import dossier as dossier_montre
from tests.plain_text import clair
from tests.portfolio import MAR, Portefeuille
from tests.services.asking import mail
from tests.services.test_agreed_corrections import PREUVE
from tests.services.test_convention import ANN, accepter, courriels, piece, refuse
from tests.services.test_taken_over import ANI, suivre, taches


def passer(p: Portefeuille, jour: str) -> None:
    p.aller(jour)
    p.attendre(hours=6)
    tick(p.bureau)


def ouvrir(p: Portefeuille, genre: str, dans: str = MAR) -> str:
    demande = Ouverture(
        machine="reunion", acteur="cli:test", compte="fac", dans=dans, saisies={"genre": genre}
    )
    return str(ouvrir_a_la_main(p.bureau, demande)["dossier"])


def reunions_de(p: Portefeuille, annee: str) -> dict[str, str]:
    """Live or held meetings of a year, by their kind."""
    rangees = p.rangees(
        """SELECT r.numero, r.data FROM dossier r JOIN dossier a ON a.id = r.parent
        WHERE a.numero = :n AND r.machine = 'reunion' ORDER BY r.id""",
        n=annee,
    )
    return {json.loads(une.data)["genre"]: une.numero for une in rangees}


def tenir_l_annee(p: Portefeuille, jour: str) -> None:
    """Everything that closing the year asks for, but its meeting."""
    p.fire("CONV-2025-00001", "valider_indicateurs", by="ref", indicateurs_valides_le=jour)
    pieces = {"bilan": piece("bilan.pdf"), "note_qualitative": piece("note.pdf")}
    p.fire("BIL-2025-00001", "transmettre", transmis_le=jour, _pieces=pieces)
    p.fire(ANN, "revoir_participation", by="resp", participation="maintenue", motif="réalisée")


def test_a_yearly_meeting_called_off_stays_to_be_held(portefeuille: Portefeuille) -> None:
    p = portefeuille
    accepter(p)
    passer(p, "2025-06-25")
    numero = reunions_de(p, ANN)["annuelle"]
    with refuse("reste à tenir"):
        p.fire(numero, "annuler", motif="pas le temps")
    p.fire(numero, "convoquer", date_reunion="2025-07-02")
    p.fire(numero, "annuler", motif="pas le temps")
    assert p.etat(numero) == "a_convoquer"
    assert taches(p, numero) == ["convoquer_la_reunion"]
    [dit] = courriels(p, "reunion_annulee")
    assert dit.adresse == "ref@exemple.test"

    passer(p, "2025-07-28")
    tenir_l_annee(p, "2025-07-28")
    with refuse("n’est pas encore tenue"):
        p.fire(ANN, "clore_annee", axes="aucun")
    p.fire(numero, "tenir", tenue_le="2025-07-28")
    p.fire(ANN, "clore_annee", axes="aucun")
    assert p.etat(ANN) == "close"


def test_a_year_opens_the_meetings_that_it_misses_once(leger: Portefeuille) -> None:
    """Taken over after its middle: the individual meeting was not held, the year still owes it."""
    p = leger
    suivre(p, "reserve_iae")
    passer(p, "2025-07-01")
    assert set(reunions_de(p, ANI)) == {"collective_demarrage", "collective_fin_annee"}
    passer(p, "2025-08-01")
    siennes = reunions_de(p, ANI)
    assert len(siennes) == 3
    passer(p, "2025-08-04")
    assert reunions_de(p, ANI) == siennes
    p.fire("BIL-2025-00001", "transmettre", transmis_le="2025-08-04", _pieces=_specifique())
    for reste, numero in zip((3, 2, 1), siennes.values(), strict=True):
        with refuse(f"encore à tenir : {reste} "):
            p.fire(ANI, "clore_annee")
        page = dossier_montre(p.bureau, ANI)
        assert page["faits"]["reunions_attendues"] == reste
        p.fire(numero, "tenir", tenue_le="2025-08-04")
    p.fire(ANI, "clore_annee")
    assert p.etat(ANI) == "close"


def _specifique() -> dict[str, Any]:
    return {"bilan": piece("bilan.pdf"), "note_qualitative": piece("note.pdf")}


@pytest.mark.parametrize(
    ("acte", "compte", "message", "adresse"),
    [
        ("annuler", "fac", "reunion_annulee", "ref@exemple.test"),
        ("decommander", "ref", "reunion_annulee_avis", "fac@exemple.test"),
    ],
)
def test_a_meeting_called_off_is_told_to_the_other_side(
    portefeuille: Portefeuille, acte: str, compte: str, message: str, adresse: str
) -> None:
    p = portefeuille
    numero = ouvrir(p, "suivi")
    p.fire(numero, "convoquer", date_reunion="2025-03-20")
    p.fire(numero, acte, by=compte, motif="salle prise")
    assert p.etat(numero) == "annulee"
    assert [un.adresse for un in courriels(p, message)] == [adresse]
    passer(p, "2025-04-10")
    assert courriels(p, "rappel_reunion") == []


def test_nobody_is_told_of_a_meeting_that_was_not_called(portefeuille: Portefeuille) -> None:
    numero = ouvrir(portefeuille, "suivi")
    portefeuille.fire(numero, "annuler", motif="doublon")
    assert portefeuille.etat(numero) == "annulee"
    assert courriels(portefeuille, "reunion_annulee") == []


@pytest.mark.parametrize(
    ("invite", "by", "invitee"),
    [
        ("convoquer", "fac", "ref@exemple.test"),
        ("inviter_la_facilitation", "ref", "fac@exemple.test"),
    ],
)
def test_who_was_invited_learns_once_that_a_meeting_falls_with_its_marche(
    portefeuille: Portefeuille, invite: str, by: str, invitee: str
) -> None:
    """With the day that it gave, which no correction takes away; nobody else is written to."""
    p = portefeuille
    numero, jamais, tenue = ouvrir(p, "suivi"), ouvrir(p, "suivi"), ouvrir(p, "suivi")
    p.fire(numero, invite, by=by, date_reunion="2025-03-20", lieu_reunion="mairie")
    faute = {"champ": "date_reunion", "valeur": "2025-03-21", "motif": "faute"}
    with refuse("sa date et son lieu ne se corrigent plus"):
        p.fire(numero, "corriger", **faute, **PREUVE)
    p.fire(tenue, "tenir", tenue_le="2025-03-03")
    p.fire(MAR, "resilier", date_effet="2025-03-03", motif="défaillance")
    assert (p.etat(numero), p.etat(jamais), p.etat(tenue)) == ("annulee", "annulee", "tenue")
    [dit] = courriels(p, "reunion_sans_objet")
    assert dit.adresse == invitee
    texte = clair(mail(p, "reunion_sans_objet"))
    assert "L’invitation la fixait au jeudi 20 mars 2025, mairie." in texte
    assert "Motif : « Marché résilié »" in texte


def test_a_meeting_called_off_already_is_not_called_off_again(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """The meeting of a critère waits for another date when its marché ends."""
    p = portefeuille_sqlite
    p.fire(MAR, "preciser_disposition", type_disposition="critere")
    [(due,)] = p.rangees("SELECT numero FROM dossier WHERE data LIKE '%mise_au_point%'")
    p.fire(due, "convoquer", date_reunion="2025-03-20")
    p.fire(due, "annuler", motif="salle prise")
    p.fire(MAR, "resilier", date_effet="2025-03-03", motif="défaillance")
    assert p.etat(due) == "annulee"
    assert len(courriels(p, "reunion_annulee")) == 1
    assert courriels(p, "reunion_sans_objet") == []


def du_marche(p: Portefeuille) -> list[str]:
    """Kinds of the meetings of the marché, in their order."""
    requete = """SELECT r.data FROM dossier r JOIN dossier m ON m.id = r.parent
        WHERE m.numero = :n AND r.machine = 'reunion' ORDER BY r.id"""
    return [json.loads(une.data)["genre"] for une in p.rangees(requete, n=MAR)]


def test_a_disposition_said_again_opens_what_is_missing_only(leger: Portefeuille) -> None:
    p = leger
    ouvrir(p, "mise_au_point")
    for disposition in ("critere", "clause_execution", "clause_et_critere"):
        p.fire(MAR, "preciser_disposition", type_disposition=disposition)
    assert du_marche(p) == ["mise_au_point", "individuelle_titulaire"]
    ouvrir(p, "individuelle_titulaire")
    assert du_marche(p).count("individuelle_titulaire") == 2
    for _ in range(2):
        p.fire(MAR, "preciser_disposition", type_disposition="marche_insertion")
    assert [
        une.machine for une in p.rangees("SELECT machine FROM dossier WHERE lien = 'annees'")
    ] == ["annee_insertion"]


@pytest.mark.parametrize(
    ("convoque", "reporte", "message", "adresse"),
    [
        (("convoquer", "fac"), ("reporter", "fac"), "invitation_reunion", "ref@exemple.test"),
        (("convoquer", "fac"), ("deplacer", "ref"), "invitation_recue_avis", "fac@exemple.test"),
        (
            ("inviter_la_facilitation", "ref"),
            ("reporter", "fac"),
            "invitation_reunion",
            "ref@exemple.test",
        ),
        (
            ("inviter_la_facilitation", "ref"),
            ("deplacer", "ref"),
            "invitation_recue_avis",
            "fac@exemple.test",
        ),
    ],
)
def test_a_meeting_put_off_is_told_to_the_other_side(
    portefeuille_sqlite: Portefeuille,
    convoque: tuple[str, str],
    reporte: tuple[str, str],
    message: str,
    adresse: str,
) -> None:
    """Whoever called it and whoever puts it off: the other is told the new day, and why."""
    p = portefeuille_sqlite
    numero = ouvrir(p, "suivi")
    p.fire(numero, convoque[0], by=convoque[1], date_reunion="2025-03-20")
    dite = p.fire(numero, reporte[0], by=reporte[1], date_reunion="2025-03-27", motif="salle prise")
    assert [(un["message"], un["adresse"]) for un in dite["courriels"]] == [(message, adresse)]
    [lu] = p.rangees(
        """SELECT c.corps FROM outbox o JOIN contenu c ON c.empreinte = o.contenu
        WHERE o.id = (SELECT MAX(id) FROM outbox)"""
    )
    corps = bytes(lu.corps).decode()
    assert "27 mars 2025" in corps
    assert "salle prise" in corps
