"""A suspended marché stops what it bears, whatever holds it already, from date to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.errors import Refused
from services.reading.explaining import expliquer_dossier
from services.reading.looking_dossier import dossier
from services.reading.looking_mails import courriel
from tests.portfolio import MAR, REL1, Portefeuille, mener
from tests.services.asking import en_pause
from tests.services.clockwork import a, courriels
from tests.services.reprise_samples import marche, prendre, relation
from tests.services.test_convention import refuse

PAUSE = {"mode": "date_fixe", "motif": "congés"}
ORDRE = {"motif": "ordre de service"}


@pytest.fixture
def recu(portefeuille: Portefeuille) -> Portefeuille:
    """The first relation has had its letter on 3 March: its délai ends on the 18th."""
    mener(portefeuille, "courrier_recu")
    return portefeuille


def suspendre(p: Portefeuille, le: str) -> None:
    p.fire(MAR, "suspendre", date_effet=le, **ORDRE)


def reprendre(p: Portefeuille, le: str) -> None:
    p.fire(MAR, "reprendre_execution", date_effet=le)


def fin(p: Portefeuille, numero: str = REL1, nom: str = "expiration") -> str:
    """Last day of a deadline, as its dossier tells it."""
    [une] = [un for un in expliquer_dossier(p.bureau, numero)["echeances"] if un["nom"] == nom]
    return str(une["dernier_jour"])


def texte_de(p: Portefeuille, identifiant: int) -> str:
    return str(courriel(p.bureau, identifiant)["texte"])


def jamais_alerte(p: Portefeuille, jusqu_a: str) -> None:
    """The clock turns until that day: the marché is stopped, no town is alerted."""
    for jour in ("2025-03-20", "2025-04-10", jusqu_a):
        a(p, f"{jour}T14:30+02:00")
    assert p.etat(REL1) == "courrier_recu"
    assert courriels(p, "alerte_donneur_ordre") == []


def test_the_end_of_a_person_s_hold_does_not_start_time_again(recu: Portefeuille) -> None:
    recu.fire(REL1, "mettre_en_attente", jusqu_au="2025-03-10", **PAUSE)
    recu.aller("2025-03-06")
    suspendre(recu, "2025-03-06")
    annonces = len(courriels(recu, "reprise_du_delai"))
    jamais_alerte(recu, "2025-05-20")
    assert REL1 in en_pause(recu)
    assert len(courriels(recu, "reprise_du_delai")) == annonces
    recu.aller("2025-05-21")
    reprendre(recu, "2025-05-21")
    assert en_pause(recu) == set()
    assert fin(recu) == "2025-06-02"  # 12 days were left on 6 March


A_SOI = {"mode": "temps_restant", "motif": "congés"}
"""A hold that gives its days back."""


@pytest.mark.parametrize(
    ("annulee", "dernier"),
    [
        (("2025-03-05", "2025-03-06", "2025-03-13", "2025-03-05"), "2025-03-25"),
        (("2025-03-05", "2025-03-13", "2025-03-13", "2025-03-05"), "2025-03-25"),
        (("2025-03-05", "2025-03-05", "2025-03-05", "2025-03-05"), "2025-03-25"),
        (("2025-03-08", "2025-03-09", "2025-03-13", "2025-03-08"), "2025-03-25"),
        (("2025-03-12", "2025-03-13", "2025-03-13", "2025-03-12"), "2025-03-25"),
        (("2025-03-07", "2025-03-07", "2025-03-14", "2025-03-14"), "2025-03-27"),
        (("2025-03-03", "2025-03-13", "2025-03-13", "2025-03-08"), "2025-03-27"),
    ],
)
def test_a_cancelled_order_takes_no_day_of_a_person_s_hold(
    recu: Portefeuille, annulee: tuple[str, str, str, str], dernier: str
) -> None:
    """A hold from 5 to 12 March; a suspension and its resumption, each by its date and typed on
    its day, before or after the hold is over.
    """
    debut, dite_le, reprise_dite_le, reprise = annulee
    actes = [
        ("2025-03-05", lambda: recu.fire(REL1, "mettre_en_attente", **A_SOI)),
        (dite_le, lambda: suspendre(recu, debut)),
        ("2025-03-12", lambda: recu.fire(REL1, "reprendre")),
        (reprise_dite_le, lambda: reprendre(recu, reprise)),
    ]
    for jour, acte in sorted(actes, key=lambda un: un[0]):
        recu.aller(jour)
        acte()
    assert en_pause(recu) == set()
    assert fin(recu) == dernier
    a(recu, "2025-03-19T14:30+01:00")
    assert recu.etat(REL1) == "courrier_recu"


def test_a_hold_lifted_on_its_day_takes_no_day_of_the_suspension(recu: Portefeuille) -> None:
    recu.aller("2025-03-05")
    suspendre(recu, "2025-03-05")
    recu.aller("2025-03-12")
    reprendre(recu, "2025-03-12")
    recu.fire(REL1, "mettre_en_attente", **A_SOI)
    recu.fire(REL1, "reprendre")
    assert fin(recu) == "2025-03-25"


def test_nobody_ends_what_the_suspension_holds(recu: Portefeuille) -> None:
    suspendre(recu, "2025-03-03")
    for acte, saisies in {"reprendre": {}, "mettre_en_attente": PAUSE}.items():
        with refuse("il suit l’arrêt d’un autre dossier, et reprendra avec lui"):
            recu.fire(REL1, acte, **saisies)


def test_a_correction_decided_during_the_suspension_leaves_it_stopped(recu: Portefeuille) -> None:
    a(recu, "2025-03-19T14:00")
    assert recu.etat(REL1) == "alerte"
    recu.aller("2025-03-20")
    saisies = {"champ": "courrier_recu_le", "valeur": "2025-03-10", "motif": "date mal lue"}
    recu.fire(REL1, "corriger", **saisies)
    suspendre(recu, "2025-03-20")
    recu.fire(REL1, "retablir", etat="courrier_recu", motif="date mal lue")
    assert REL1 in en_pause(recu)
    alertes = len(courriels(recu, "alerte_donneur_ordre"))
    a(recu, "2025-05-20T14:30+02:00")
    assert len(courriels(recu, "alerte_donneur_ordre")) == alertes
    assert recu.etat(REL1) == "courrier_recu"


def test_what_comes_back_to_a_suspended_marche_is_stopped(recu: Portefeuille) -> None:
    """Terminated by mistake, put back: the relation that is put back after it waits with it."""
    suspendre(recu, "2025-03-03")
    recu.fire(MAR, "resilier", date_effet="2025-03-03", motif="erreur")
    recu.fire(MAR, "retablir", etat="suspendu", motif="erreur")
    recu.fire(REL1, "retablir", etat="courrier_recu", motif="erreur")
    assert REL1 in en_pause(recu)
    jamais_alerte(recu, "2025-05-20")


def test_a_relation_taken_over_under_a_suspended_marche_waits(
    leger: Portefeuille, tmp_path: Path
) -> None:
    p = leger
    lignes = marche(etat="suspendu"), relation(etat="courrier_recu")
    pris = prendre(p, tmp_path, *lignes)["dossiers"]
    [numero] = [un["dossier"] for un in pris if un["machine"] == "relation_entreprise"]
    assert numero in en_pause(p)
    assert p.rangees("SELECT message FROM outbox") == []
    attente = dossier(p.bureau, numero)["en_attente"]
    assert attente["suit_un_arret"]


def test_the_days_are_those_of_the_orders_not_of_their_typing(recu: Portefeuille) -> None:
    """Stopped on the 12th, told on the 17th; resumed on 14 April, told on the 16th."""
    recu.aller("2025-03-17")
    suspendre(recu, "2025-03-12")
    recu.aller("2025-04-16")
    reprendre(recu, "2025-04-14")
    assert fin(recu) == "2025-04-22"  # 6 days were left; the 20th is Easter
    assert fin(recu, MAR, "lancement_a_tenir") == "2025-04-30"


@pytest.mark.parametrize("acte", ["suspendre", "reprendre_execution"])
def test_neither_is_told_in_advance(recu: Portefeuille, acte: str) -> None:
    if acte == "reprendre_execution":
        suspendre(recu, "2025-03-03")
    motif = ORDRE if acte == "suspendre" else {}
    with pytest.raises(Refused) as erreur:
        recu.fire(MAR, acte, date_effet="2025-03-04", **motif)
    [condition] = erreur.value.refus.conditions
    assert condition.garde == "effet_pas_a_venir"
    assert "le 4 mars 2025 est à venir" in condition.phrase.replace("\u00a0", " ")


def test_the_date_of_a_stop_is_not_corrected_alone(recu: Portefeuille) -> None:
    suspendre(recu, "2025-03-03")
    recu.aller("2025-03-10")
    reprendre(recu, "2025-03-10")
    for ligne in lignes_de_l_arret(recu):
        with refuse("Revenez à l’état antérieur"):
            saisies = {"champ": "date_effet", "valeur": "2025-03-05", "motif": "mal lue"}
            recu.fire(MAR, "corriger", ligne=str(ligne), **saisies)


def lignes_de_l_arret(p: Portefeuille) -> list[int]:
    actes = ("suspendre", "reprendre_execution")
    return [une.seq for une in p.journal(MAR) if une.event in actes]


def test_reminders_after_a_hold_count_those_that_left(portefeuille: Portefeuille) -> None:
    """Held over four of its reminders, the request of agreement is reminded from the first on."""
    p = portefeuille
    mener(p, "courrier_propose")
    p.fire(REL1, "mettre_en_attente", jusqu_au="2025-04-07", **PAUSE)
    for jour in ("04-07", "04-08", "04-09", "04-10", "04-11", "04-14", "04-15", "04-16"):
        a(p, f"2025-{jour}T09:05+02:00")
    rappels = [texte_de(p, un.id) for un in courriels(p, "rappel_accord_courrier")]
    rangs = ["premier rappel", "deuxième rappel"]
    assert [next(un for un in rangs if un in texte) for texte in rappels] == rangs


def test_a_resumption_taken_back_never_was(recu: Portefeuille) -> None:
    """Stopped from 11 March to 3 April: the resumption told by mistake counts for nothing."""
    recu.aller("2025-03-11")
    suspendre(recu, "2025-03-11")
    recu.aller("2025-03-20")
    reprendre(recu, "2025-03-20")
    recu.aller("2025-04-02")
    recu.fire(MAR, "retablir", etat="suspendu", motif="ordre mal lu")
    recu.aller("2025-04-03")
    reprendre(recu, "2025-04-03")
    assert fin(recu) == "2025-04-10"  # 7 days were left


@pytest.mark.parametrize("pendant", [True, False])
@pytest.mark.parametrize("acte", ["clore", "recevoir_reponse"])
def test_what_is_put_back_during_the_stop_is_as_it_stood(
    recu: Portefeuille, acte: str, *, pendant: bool
) -> None:
    """Left by mistake before the suspension, put back past its old last day, or after it."""
    recu.aller("2025-03-10")
    recu.fire(
        REL1,
        acte,
        **{"clore": {"motif": "x"}, "recevoir_reponse": {"recue_le": "2025-03-10"}}[acte],
    )
    recu.aller("2025-03-11")
    suspendre(recu, "2025-03-11")
    if pendant:
        recu.aller("2025-03-20")
        recu.fire(REL1, "retablir", etat="courrier_recu", motif="erreur")
        assert REL1 in en_pause(recu)
    recu.aller("2025-03-25")
    reprendre(recu, "2025-03-25")
    if not pendant:
        recu.fire(REL1, "retablir", etat="courrier_recu", motif="erreur")
    assert fin(recu) == "2025-04-01"  # 7 days were left on 11 March
    assert not recu.rangees("SELECT 1 FROM tache WHERE code LIKE 'decider_echeance%'")
    timers = (
        "SELECT name, rung FROM timer WHERE status = 'arme' AND dossier = 2 ORDER BY name, rung"
    )
    assert ("fin_proche", 1) in [tuple(un) for un in recu.rangees(timers)]


@pytest.mark.parametrize("pendant", [True, False])
def test_a_task_that_is_given_back_has_the_days_of_the_stop(
    portefeuille: Portefeuille, *, pendant: bool
) -> None:
    """Done the day before the suspension; its undoing gives it the day that it would have."""
    mener(portefeuille, "courrier_propose")
    portefeuille.aller("2025-03-05")
    portefeuille.fire(REL1, "accepter_courrier", by="ref")
    portefeuille.aller("2025-03-06")
    suspendre(portefeuille, "2025-03-06")
    for jour, rendre in (("2025-03-20", pendant), ("2025-03-25", not pendant)):
        portefeuille.aller(jour)
        if jour == "2025-03-25":
            reprendre(portefeuille, jour)
        if rendre:
            portefeuille.fire(REL1, "retablir", by="ref", etat="courrier_propose", motif="erreur")
    [tache] = portefeuille.rangees(
        "SELECT echeance FROM tache WHERE code = 'decider_accord' AND statut = 'ouverte'"
    )
    assert str(tache.echeance) == "2025-03-31"


@pytest.mark.parametrize("avant", [True, False])
def test_what_is_put_back_after_the_stop_has_its_days(recu: Portefeuille, *, avant: bool) -> None:
    """Closed by mistake before the suspension or during it, put back once it is over."""
    for jour, acte in (("2025-03-05", avant), ("2025-03-06", None), ("2025-03-07", not avant)):
        recu.aller(jour)
        if acte is None:
            suspendre(recu, jour)
        elif acte:
            recu.fire(REL1, "clore", motif="erreur")
    recu.aller("2025-03-16")
    reprendre(recu, "2025-03-16")
    recu.aller("2025-03-17")
    recu.fire(REL1, "retablir", etat="courrier_recu", motif="erreur")
    assert REL1 not in en_pause(recu)
    assert fin(recu) == "2025-03-28"  # 12 days were left on 6 March
