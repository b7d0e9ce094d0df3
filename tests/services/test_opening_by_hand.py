"""What people may open by hand, where, and what is refused without anything written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.errors import Conflit, Interdit, Introuvable, Refused
from services.reading.explaining import expliquer_dossier
from tests.portfolio import MAR, REL1, Portefeuille
from workflow.errors import ValeurInvalide

DEMANDE = Ouverture(
    machine="devis",
    acteur="cli:test",
    compte="fac",
    dans=MAR,
    saisies={"montant": "1000", "objet_du_devis": "Participation"},
)


def test_the_dossier_takes_its_place_under_its_parent(portefeuille: Portefeuille) -> None:
    dite = ouvrir_a_la_main(portefeuille.bureau, DEMANDE)
    assert (dite["dossier"], dite["etat"]) == ("DEV-2025-00001", "brouillon")
    assert dite["sujet"] == "Participation — Réhabilitation du groupe scolaire"
    assert [une["code"] for une in dite["taches"]] == ["envoyer_devis"]
    assert [une["nom"] for une in dite["echeances"]] == ["envoi_attendu"]
    ((parent, lien, confie),) = portefeuille.rangees(
        """SELECT p.numero, d.lien, c.login FROM dossier d JOIN dossier p ON p.id = d.parent
        JOIN compte c ON c.id = d.assigned WHERE d.numero = 'DEV-2025-00001'"""
    )
    assert (parent, lien, confie) == (MAR, "devis", "fac")
    (ligne,) = portefeuille.journal("DEV-2025-00001")
    assert (ligne.event, ligne.role, ligne.on_behalf_of) == ("ouvrir", "facilitateur", "fac")


def test_the_same_key_opens_once(portefeuille_sqlite: Portefeuille) -> None:
    demande = replace(DEMANDE, cle="k1")
    premiere = ouvrir_a_la_main(portefeuille_sqlite.bureau, demande)
    assert ouvrir_a_la_main(portefeuille_sqlite.bureau, demande) == {
        **premiere,
        "deja_fait": True,
    }
    with pytest.raises(Conflit):
        ouvrir_a_la_main(portefeuille_sqlite.bureau, replace(demande, compte="resp"))


@pytest.mark.parametrize(
    ("autre", "erreur", "mot"),
    [
        ({"machine": "zut"}, Introuvable, "zut"),
        ({"dans": "MAR-2025-09999"}, Introuvable, "MAR-2025-09999"),
        ({"dans": REL1}, ValeurInvalide, "devis"),
        ({"dans": None}, ValeurInvalide, "autre dossier"),
        ({"compte": None}, Interdit, "personne"),
        ({"compte": "zut"}, Introuvable, "zut"),
        ({"saisies": {}}, ValeurInvalide, "montant"),
        ({"saisies": {"montant": "beaucoup"}}, ValeurInvalide, "montant"),
        ({"saisies": {"montant": "1", "zut": "1"}}, ValeurInvalide, "zut"),
        ({"pieces": {"montant": ("a.pdf", b"x")}}, ValeurInvalide, "fichier"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    portefeuille_sqlite: Portefeuille, autre: dict[str, object], erreur: type, mot: str
) -> None:
    avant = portefeuille_sqlite.tout()
    with pytest.raises(erreur) as levee:
        ouvrir_a_la_main(portefeuille_sqlite.bureau, replace(DEMANDE, **autre))  # type: ignore[arg-type] # fields of the demand
    assert mot in str(levee.value)
    assert portefeuille_sqlite.tout() == avant


@pytest.mark.parametrize(
    ("autre", "mot"),
    [
        ({"compte": "ref"}, "revient à la personne facilitatrice de la structure,"),
        ({"machine": "facture", "saisies": {}}, "un autre dossier l’ouvre"),
    ],
)
def test_the_process_refuses_who_may_not(
    portefeuille_sqlite: Portefeuille, autre: dict[str, object], mot: str
) -> None:
    avant = portefeuille_sqlite.tout()
    with pytest.raises(Refused) as levee:
        ouvrir_a_la_main(portefeuille_sqlite.bureau, replace(DEMANDE, **autre))  # type: ignore[arg-type] # fields of the demand
    assert mot in levee.value.refus.conditions[0].phrase
    assert portefeuille_sqlite.tout() == avant


def test_nothing_opens_in_the_future_nor_in_what_is_over(
    portefeuille_sqlite: Portefeuille,
) -> None:
    demain = portefeuille_sqlite.horloge.instant + timedelta(days=1)
    with pytest.raises(Interdit):
        ouvrir_a_la_main(portefeuille_sqlite.bureau, replace(DEMANDE, at=demain))
    portefeuille_sqlite.fire(MAR, "clore", motif="fini")
    with pytest.raises(Refused) as refus:
        ouvrir_a_la_main(portefeuille_sqlite.bureau, DEMANDE)
    assert "terminé" in refus.value.refus.conditions[0].phrase


def test_what_may_be_opened_is_told_to_who_may(portefeuille_sqlite: Portefeuille) -> None:
    def ouvertures(dossier: str, login: str | None = None) -> list[str]:
        dite = expliquer_dossier(portefeuille_sqlite.bureau, dossier, login)
        return [une["machine"] for une in dite["ouvertures"]]

    assert ouvertures(REL1, "fac") == ["candidature", "demande_recrutement", "engagement"]
    assert ouvertures(REL1, "ref") == []
    assert "devis" in ouvertures(MAR)
    assert "facture" not in ouvertures(MAR)
    portefeuille_sqlite.fire(REL1, "clore", motif="fini")
    assert ouvertures(REL1) == []


def test_what_no_dossier_may_hold_opens_none(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    avant = p.tout()
    saisies = {"poste": "Maçonnerie", "nombre_de_postes": "1", "demandee_le": "2025-03-04"}
    demande = replace(DEMANDE, machine="demande_recrutement", dans=REL1, saisies=saisies)
    with pytest.raises(Refused) as erreur:
        ouvrir_a_la_main(p.bureau, demande)
    [condition] = erreur.value.refus.conditions
    assert "dans l’avenir (4 mars 2025)" in condition.phrase
    assert p.tout() == avant
