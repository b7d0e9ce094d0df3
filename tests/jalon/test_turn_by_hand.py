"""``jalon tick`` is a whole turn of the clock: deadlines, the morning mail and the daily seal."""

from __future__ import annotations

from email import message_from_bytes, policy

from tests.jalon.ligne import Ligne

MATIN, SOIR = "2025-03-17T09:05+01:00", "2025-03-17T16:30+01:00"
LENDEMAIN = "2025-03-18T09:05+01:00"


def objets(jalon: Ligne) -> list[str]:
    """Subjects in the captured mailbox, oldest first."""
    fichiers = sorted((jalon.dossier / "courriels").rglob("*.eml"))
    lus = [message_from_bytes(un.read_bytes(), policy=policy.default) for un in fichiers]
    return [str(un["Subject"]) for un in lus]


def test_the_morning_mail_reaches_the_mailbox_once_a_day(jalon: Ligne) -> None:
    jalon.maintenant = MATIN
    dit = jalon.dire("tick").stdout
    assert "Courriels du matin écrits\N{NO-BREAK SPACE}: 1." in dit
    assert "Sceau du jour posé (2025-03-17)." in dit
    assert jalon.json("deliver")["envoyes"] >= 1
    [du_matin] = [un for un in objets(jalon) if "aujourd’hui" in un]

    jalon.maintenant = SOIR
    tour = jalon.json("tick")
    assert (tour["courriels_du_matin"], tour["sceau"]["nouveau"]) == (0, False)
    assert "matin" not in jalon.dire("tick").stdout
    assert jalon.json("deliver")["envoyes"] == 0

    jalon.maintenant = LENDEMAIN
    tour = jalon.json("tick")
    assert (tour["courriels_du_matin"], tour["sceau"]["nouveau"]) == (1, True)
    assert du_matin in objets(jalon)


def test_before_the_office_opens_nothing_is_written(jalon: Ligne) -> None:
    jalon.maintenant = "2025-03-17T08:30+01:00"
    assert jalon.json("tick")["courriels_du_matin"] == 0
    jalon.maintenant = MATIN
    assert jalon.json("tick")["courriels_du_matin"] == 1


def test_health_misses_the_morning_mail_and_the_seal_that_never_ran(jalon: Ligne) -> None:
    soucis = jalon.dire("health", "--json").json["soucis"]
    assert [un for un in soucis if "courriel du matin" in un]
    assert [un for un in soucis if "sceau quotidien" in un]
