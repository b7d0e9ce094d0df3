"""A person proposed for a clause: validated before hiring, followed after, never in the journal."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.accounts.closing_accounts import fermer_compte
from services.clock.ticking import tick
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.errors import Refused
from services.evidence.verifying import verifier
from services.reading.explaining import expliquer_dossier
from tests.portfolio import REL1, Portefeuille
from tests.services.asking import refuse
from workflow.errors import ValeurInvalide

CAN = "CAN-2025-00001"
PIECES = {
    "categorie": "rsa",
    "justificatif": "attestation de Zébulon.pdf",
    "justificatif_etabli_le": "2025-02-20",
}
CONTRAT = {"type_contrat": "cdd", "modalite": "embauche_directe"}


def proposer(portefeuille: Portefeuille, **autres: Any) -> dict[str, Any]:
    saisies = {
        "origine": "prescripteur",
        "prescripteur": "presc",
        "nom": "Zébulon",
        "prenom": "Aldegonde",
        "naissance": "1990-05-04",
        "poste": "maçon",
        **autres,
    }
    demande = Ouverture(
        machine="candidature", acteur="cli:test", compte="fac", dans=REL1, saisies=saisies
    )
    return ouvrir_a_la_main(portefeuille.bureau, demande)


def valider(portefeuille: Portefeuille, **pieces: Any) -> dict[str, Any]:
    portefeuille.fire(CAN, "recevoir_pieces", **(PIECES | pieces))
    return portefeuille.fire(CAN, "valider_eligibilite")


def embaucher(portefeuille: Portefeuille, le: str = "2025-03-10") -> dict[str, Any]:
    portefeuille.fire(CAN, "positionner", positionnee_le="2025-03-03")
    return portefeuille.fire(CAN, "embaucher", date_embauche=le, **CONTRAT)


def messages(dite: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(un["message"], un["adresse"]) for un in dite["courriels"]]


def courriels(portefeuille: Portefeuille) -> str:
    """Every mail to somebody of the donneur d'ordre, and every subject."""
    requete = """SELECT o.role, o.sujet, c.corps FROM outbox o
        JOIN contenu c ON c.empreinte = o.contenu"""
    return " ".join(
        f"{une.sujet} {bytes(une.corps).decode() if une.role == 'referent' else ''}"
        for une in portefeuille.rangees(requete)
    )


def test_from_the_proposal_to_the_situation_six_months_later(portefeuille: Portefeuille) -> None:
    assert proposer(portefeuille)["etat"] == "propose"
    validee = valider(portefeuille)
    assert messages(validee) == [("candidature_eligible_prescripteur", "presc@exemple.test")]
    presentee = portefeuille.fire(CAN, "positionner", positionnee_le="2025-03-03")
    assert messages(presentee) == [
        ("candidature_presentee", "jean@btp.test"),
        ("positionnement_avis", "presc@exemple.test"),
    ]
    refusee = portefeuille.fire(CAN, "ne_pas_retenir", retour="horaires incompatibles")
    assert messages(refusee) == [("positionnement_sans_suite", "presc@exemple.test")]
    embauchee = embaucher(portefeuille)
    assert messages(embauchee) == [("embauche_avis", "presc@exemple.test")]
    portefeuille.aller("2025-03-11")
    parti = portefeuille.fire(CAN, "confirmer_prise_de_poste", prise_de_poste_le="2025-03-10")
    assert {une["nom"]: une["dernier_jour"] for une in parti["echeances"]} == {
        "point_dans_l_emploi": "2025-04-10",
        "eligibilite_proche": "2027-02-05",
    }
    portefeuille.aller("2025-04-11")
    point = portefeuille.fire(
        CAN, "faire_point_emploi", point_le="2025-04-11", situation="en_poste"
    )
    assert [une["dernier_jour"] for une in point["echeances"]] == ["2025-07-11"]
    sortie = portefeuille.fire(CAN, "sortir", date_sortie="2025-04-11", situation="cdi_obtenu")
    assert [une["dernier_jour"] for une in sortie["echeances"]] == ["2025-04-28"]
    retour = portefeuille.fire(
        CAN, "faire_retour_mission", axes_de_progres="lecture de plan", freins="mobilité"
    )
    assert messages(retour) == [("retour_mission", "presc@exemple.test")]
    assert [une["dernier_jour"] for une in retour["echeances"]] == ["2025-07-11", "2025-10-13"]


def test_nobody_stands_in_the_journal(portefeuille_sqlite: Portefeuille) -> None:
    proposer(portefeuille_sqlite)
    valider(portefeuille_sqlite)
    embaucher(portefeuille_sqlite)
    portefeuille_sqlite.fire(CAN, "corriger", champ="nom", valeur="Zébulonne", motif="faute")
    tout = portefeuille_sqlite.tout()
    permis = {"donnee_personnelle", "contenu", "definition"}
    ailleurs = repr({nom: tout[nom] for nom in tout if nom not in permis})
    for secret in ("Zébulon", "Aldegonde", "1990-05-04", '"rsa"'):
        assert secret not in ailleurs
    assert "Zébulon" not in courriels(portefeuille_sqlite)
    assert verifier(portefeuille_sqlite.bureau)["intact"] is True


def test_a_person_is_found_again_by_the_next_act(portefeuille_sqlite: Portefeuille) -> None:
    """The mail of a later act names who was entered at the opening, corrected since."""
    proposer(portefeuille_sqlite)
    portefeuille_sqlite.fire(CAN, "corriger", champ="nom", valeur="Zébulonne", motif="faute")
    valider(portefeuille_sqlite)
    ((corps,),) = portefeuille_sqlite.rangees(
        """SELECT c.corps FROM outbox o JOIN contenu c ON c.empreinte = o.contenu
        WHERE o.message = 'candidature_eligible_prescripteur'"""
    )
    assert "la candidature CAN-2025-00001 (Aldegonde Zébulonne)" in json.loads(corps)["texte"]


def conditions(portefeuille: Portefeuille, evenement: str, **saisies: Any) -> set[str]:
    return set(refuse(portefeuille, evenement, dossier=CAN, **saisies))


@pytest.mark.parametrize(
    ("pieces", "attendues"),
    [
        ({"justificatif_etabli_le": "2024-12-04"}, set()),
        ({"justificatif_etabli_le": "2024-12-03"}, {"justificatif_a_jour"}),
        ({"categorie": "jeune"}, {"age_conforme"}),
        ({"categorie": "jeune", "naissance": "1999-03-04"}, set()),
        ({"categorie": "jeune", "naissance": "1999-03-03"}, {"age_conforme"}),
        ({"categorie": "rqth"}, {"justificatif_a_jour"}),
        ({"categorie": "rqth", "justificatif_fin_le": "2025-03-03"}, set()),
        ({"categorie": "rqth", "justificatif_fin_le": "2025-03-02"}, {"justificatif_a_jour"}),
        ({"justificatif_fin_le": "2025-03-02"}, {"justificatif_a_jour"}),
        ({"justificatif_fin_le": "2025-03-03"}, set()),
        (
            {
                "categorie": "senior",
                "naissance": "1970-01-01",
                "justificatif_fin_le": "2025-03-02",
            },
            {"justificatif_a_jour"},
        ),
        ({"categorie": "autre"}, {"avis_donne"}),
        ({"categorie": "autre", "avis_motive": "rupture de parcours"}, set()),
    ],
)
def test_the_evidence_and_the_age_are_judged_on_the_day(
    portefeuille_sqlite: Portefeuille, pieces: dict[str, str], attendues: set[str]
) -> None:
    proposer(portefeuille_sqlite)
    portefeuille_sqlite.fire(CAN, "recevoir_pieces", **(PIECES | pieces))
    if attendues:
        assert conditions(portefeuille_sqlite, "valider_eligibilite") == attendues
    else:
        assert portefeuille_sqlite.fire(CAN, "valider_eligibilite")["vers"] == "eligible"


def test_nobody_is_hired_before_the_validation(portefeuille_sqlite: Portefeuille) -> None:
    proposer(portefeuille_sqlite)
    assert "etat" in conditions(
        portefeuille_sqlite, "embaucher", date_embauche="2025-03-03", **CONTRAT
    )
    valider(portefeuille_sqlite)
    portefeuille_sqlite.fire(CAN, "positionner", positionnee_le="2025-03-03")
    avant = conditions(portefeuille_sqlite, "embaucher", date_embauche="2025-03-02", **CONTRAT)
    assert avant == {"validation_precede", "invariant_date_embauche"}


def test_a_hiring_older_than_its_validation_has_a_way_out(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """What the refusal of the hiring asks for is possible, once presented too."""
    p = portefeuille_sqlite
    proposer(p)
    valider(p)
    assert conditions(p, "positionner", positionnee_le="2025-02-20") == {
        "presentation_apres_la_validation"
    }
    p.fire(CAN, "positionner", positionnee_le="2025-03-03")
    p.aller("2025-03-05")
    assert conditions(
        p, "constater_embauche_sans_validation", date_embauche="2025-03-04", **CONTRAT
    ) == {"embauche_non_validee"}
    constat = p.fire(
        CAN, "constater_embauche_sans_validation", date_embauche="2025-02-24", **CONTRAT
    )
    assert constat["vers"] == "a_regulariser"
    assert p.fire(CAN, "regulariser", motif="oubli", **PIECES)["vers"] == "en_parcours"


def test_a_hiring_without_validation_waits_for_a_decision(
    portefeuille_sqlite: Portefeuille,
) -> None:
    proposer(portefeuille_sqlite, origine="entreprise")
    constat = portefeuille_sqlite.fire(
        CAN, "constater_embauche_sans_validation", date_embauche="2025-03-03", **CONTRAT
    )
    assert constat["vers"] == "a_regulariser"
    assert messages(constat) == [("embauche_sans_validation", "ref@exemple.test")]
    assert portefeuille_sqlite.fire(CAN, "regulariser", motif="oubli", **PIECES)["vers"] == (
        "en_parcours"
    )


def test_the_evidence_ends_before_the_hiring(portefeuille_sqlite: Portefeuille) -> None:
    proposer(portefeuille_sqlite)
    validee = valider(portefeuille_sqlite)
    assert {une["nom"]: une["dernier_jour"] for une in validee["echeances"]} == {
        "a_presenter": "2025-03-10",
        "validite_proche": "2025-04-18",
        "fin_de_validite": "2025-05-19",
    }
    portefeuille_sqlite.horloge.instant = portefeuille_sqlite.horloge.instant.replace(
        month=5, day=19, hour=23
    )
    tick(portefeuille_sqlite.bureau)
    assert portefeuille_sqlite.etat(CAN) == "eligible"
    portefeuille_sqlite.attendre(hours=18)
    tick(portefeuille_sqlite.bureau)
    assert portefeuille_sqlite.etat(CAN) == "expire"


def test_an_entreprise_learns_nothing_of_a_person_it_has_not_met(
    portefeuille_sqlite: Portefeuille,
) -> None:
    proposer(portefeuille_sqlite)
    refus = portefeuille_sqlite.fire(CAN, "declarer_ineligible", motif="pas de justificatif")
    assert messages(refus) == [("candidature_ineligible_prescripteur", "presc@exemple.test")]


def test_a_prescripteur_whose_account_is_closed_is_somebody_s_task(
    portefeuille_sqlite: Portefeuille,
) -> None:
    proposer(portefeuille_sqlite)
    fermer_compte(portefeuille_sqlite.bureau.travail, "presc")
    dite = valider(portefeuille_sqlite)
    assert [un["statut"] for un in dite["courriels"]] == ["sans_adresse"]
    assert "completer_adresse" in [une["code"] for une in dite["taches"]]


@pytest.mark.parametrize("login", ["personne", "fac", "Inès Morand, 06 00 00 00 00"])
def test_a_prescripteur_is_an_account_of_that_role_whichever_act_names_it(
    portefeuille_sqlite: Portefeuille, login: str
) -> None:
    """What the pages offer is what the API and the command take: mails go there."""
    p = portefeuille_sqlite
    refus = "n’est le compte d’aucune personne prescriptrice"
    with pytest.raises(ValeurInvalide, match=refus):
        proposer(p, prescripteur=login)
    proposer(p)
    with pytest.raises(ValeurInvalide, match=refus) as dit:
        p.fire(CAN, "completer_identite", prescripteur=login)
    assert (dit.value.champ, "presc2 (Une autre)" in dit.value.remede) == ("prescripteur", True)
    correction = {"champ": "prescripteur", "valeur": login, "motif": "une autre la suit"}
    with pytest.raises(ValeurInvalide, match=refus):
        p.fire(CAN, "corriger", **correction)
    p.fire(CAN, "corriger", **(correction | {"valeur": "presc2"}))
    p.fire(CAN, "completer_identite", prescripteur="presc")


def test_a_guard_on_the_evidence_is_told_to_who_follows_the_person_alone(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """« jalon explain » without --by tells no more than to who may read the least."""
    p = portefeuille_sqlite
    proposer(p)
    p.fire(CAN, "recevoir_pieces", **(PIECES | {"justificatif_etabli_le": "2024-10-01"}))
    gardes = {}
    for login in ("fac", "resp", None):
        dite = expliquer_dossier(p.bureau, CAN, login)
        [acte] = [un for un in dite["impossibles"] if un["evenement"] == "valider_eligibilite"]
        gardes[login] = {une["garde"] for une in acte["conditions"]}
        assert ("31 décembre 2024" in str(dite["impossibles"])) == (login == "fac")
    assert gardes == {"fac": {"justificatif_a_jour"}, "resp": {"portee"}, None: {"portee"}}


def test_an_end_that_was_typed_counts_whatever_the_category(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Good until the 10th of March, says the attestation: nobody is hired on it in April."""
    p = portefeuille_sqlite
    proposer(p)
    valider(p, justificatif_fin_le="2025-03-10")
    p.fire(CAN, "positionner", positionnee_le="2025-03-03")
    refus = conditions(p, "embaucher", date_embauche="2025-04-01", **CONTRAT)
    assert refus == {"justificatif_a_jour"}
    p.fire(CAN, "renouveler_pieces", justificatif="A-2", justificatif_etabli_le="2025-03-01")
    assert p.fire(CAN, "embaucher", date_embauche="2025-04-01", **CONTRAT)["vers"] == "embauche"


def test_a_validity_that_ends_is_told_and_a_timely_hiring_still_enters(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    proposer(p)
    valider(p, justificatif_fin_le="2025-03-10")
    p.fire(CAN, "positionner", positionnee_le="2025-03-03")
    p.aller("2025-03-12")
    p.attendre(hours=6)
    tick(p.bureau)
    assert p.etat(CAN) == "expire"
    dits = p.rangees(
        "SELECT adresse FROM outbox WHERE message = 'candidature_expiree_prescripteur'"
    )
    assert [un.adresse for un in dits] == ["presc@exemple.test"]
    refus = conditions(p, "embaucher", date_embauche="2025-03-11", **CONTRAT)
    assert refus == {"justificatif_a_jour"}
    assert p.fire(CAN, "embaucher", date_embauche="2025-03-10", **CONTRAT)["vers"] == "embauche"


def test_a_person_who_was_not_presented_is_not_hired_after_the_validity(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    proposer(p)
    valider(p, justificatif_fin_le="2025-03-10")
    p.aller("2025-03-12")
    p.attendre(hours=6)
    tick(p.bureau)
    refus = refuse(p, "embaucher", dossier=CAN, date_embauche="2025-03-10", **CONTRAT)
    assert list(refus) == ["deja_presentee"]
    assert "(retablir)" in refus["deja_presentee"]

    # Presented in time and not recorded: the refusal says the way, and it leads there.
    p.fire(CAN, "retablir", etat="eligible", motif="présentée le 5 mars, non notée")
    assert conditions(p, "positionner", positionnee_le="2025-03-11") == {"presentee_a_temps"}
    p.fire(CAN, "positionner", positionnee_le="2025-03-05")
    refus_tardif = conditions(p, "embaucher", date_embauche="2025-03-11", **CONTRAT)
    assert refus_tardif == {"justificatif_a_jour"}
    assert p.fire(CAN, "embaucher", date_embauche="2025-03-10", **CONTRAT)["vers"] == "embauche"


@pytest.mark.parametrize(("fin", "attendue"), [(None, "2025-05-31"), ("2025-04-15", "2025-04-15")])
def test_a_renewed_proof_is_valid_from_its_own_date_to_its_own_end(
    portefeuille_sqlite: Portefeuille, fin: str | None, attendue: str
) -> None:
    """Neither the date nor the end of the proof before it; three months, or the end it says."""
    p = portefeuille_sqlite
    proposer(p)
    valider(p, justificatif_etabli_le="2025-01-10", justificatif_fin_le="2025-03-10")
    with pytest.raises(Refused) as levee:
        p.fire(CAN, "renouveler_pieces", justificatif="A-2")
    assert levee.value.refus.saisies_manquantes == ("justificatif_etabli_le",)
    neuve = {"justificatif_etabli_le": "2025-03-01"} | ({"justificatif_fin_le": fin} if fin else {})
    p.fire(CAN, "renouveler_pieces", justificatif="A-2", **neuve)
    [fin_armee] = p.rangees(
        "SELECT anchor FROM timer WHERE name = 'fin_de_validite' AND status = 'arme'"
    )
    assert fin_armee.anchor == attendue


def test_a_proof_asked_for_again_keeps_no_date_of_the_one_before(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    proposer(p)
    p.fire(CAN, "recevoir_pieces", **PIECES)
    p.fire(CAN, "redemander_pieces", motif="illisible")
    p.fire(CAN, "recevoir_pieces", categorie="rsa", justificatif="A-2")
    assert conditions(p, "valider_eligibilite") == {"justificatif_a_jour"}


def test_a_decision_without_its_end_is_told_what_it_lacks(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Good until its own end: the sentence asks for that date, and names no kind."""
    p = portefeuille_sqlite
    proposer(p)
    p.fire(CAN, "recevoir_pieces", **(PIECES | {"categorie": "rqth"}))
    phrase = refuse(p, "valider_eligibilite", dossier=CAN)["justificatif_a_jour"]
    assert "celle de la fin, pour une décision ou un contrat" in phrase


def test_a_value_that_is_so_already_is_told_in_words(portefeuille_sqlite: Portefeuille) -> None:
    proposer(portefeuille_sqlite)
    saisies = {"champ": "origine", "valeur": "prescripteur", "motif": "x"}
    dites = refuse(portefeuille_sqlite, "corriger", dossier=CAN, **saisies)
    assert "la valeur est déjà une personne prescriptrice" in " ".join(dites.values())
