"""The simulation against the clock: the same mails, the same tasks, the same morning mails."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from jalon.assembly import charger_machines, scenarios
from services.clock.ticking import tick
from services.foresight.simulated_portfolio import Hypothese
from services.foresight.simulating import simuler
from services.mail.digest import envoyer_digest
from states.french import PARIS
from storage import absences
from storage.column_types import ecrire_instant, lire_instant
from tests.portfolio import REL2, REL3, Portefeuille, mener
from workflow.scenarios import lire_scenarios

SILENCE = lire_scenarios(*scenarios(), charger_machines().exiger())[0]["silence"]
Compte = Counter[tuple[str, ...]]


def prevoir(portefeuille: Portefeuille, jours: int) -> tuple[Hypothese, list[dict[str, Any]]]:
    fin = portefeuille.horloge.instant + timedelta(days=jours)
    hypothese = Hypothese(scenario=SILENCE, fin=fin)
    return hypothese, simuler(portefeuille.bureau, hypothese)


def vivre(portefeuille: Portefeuille, fin: datetime) -> None:
    """The real clock: every deadline and every opening of the office, one after the other."""
    bureau = portefeuille.bureau
    temps = bureau.calendriers(bureau.reglages.zone)
    while portefeuille.horloge.instant <= fin:
        tick(bureau)
        envoyer_digest(bureau)
        with bureau.travail.ecrire() as connexion:  # what has left is not told again
            connexion.execute(text("UPDATE outbox SET statut = 'envoye' WHERE message = 'digest'"))
        now = portefeuille.horloge.instant
        (due,) = portefeuille.rangees(
            "SELECT min(due_at) AS le FROM timer WHERE status = 'arme' AND due_at > :now",
            now=ecrire_instant(now),
        )  # what was due and is still armed waits for the end of a hold
        portefeuille.horloge.instant = temps.prochaine_ouverture(now + timedelta(seconds=1))
        if due.le is not None:
            portefeuille.horloge.instant = min(portefeuille.horloge.instant, lire_instant(due.le))


def courriels(portefeuille: Portefeuille) -> Compte:
    """Day, message and address of every mail, morning mails included."""
    requete = "SELECT message, adresse, nom, cree_le FROM outbox"
    return Counter(
        (
            str(lire_instant(une.cree_le).astimezone(PARIS).date()),
            "courriel_du_matin" if une.message == "digest" else une.message,
            une.adresse or une.nom,
        )
        for une in portefeuille.rangees(requete)
    )


def taches(portefeuille: Portefeuille) -> Compte:
    requete = "SELECT d.numero, t.code FROM tache t JOIN dossier d ON d.id = t.dossier"
    return Counter((une.numero, une.code) for une in portefeuille.rangees(requete))


def _compte(portefeuille: Portefeuille, login: str) -> int:
    return int(
        portefeuille.rangees("SELECT id FROM compte WHERE login = :login", login=login)[0].id
    )


def test_the_simulation_says_what_the_clock_really_does(portefeuille_sqlite: Portefeuille) -> None:
    portefeuille = portefeuille_sqlite
    mener(portefeuille, "courrier_recu")
    pause = {"jusqu_au": "2025-03-20", "motif": "congés"}
    portefeuille.fire(REL2, "mettre_en_attente", mode="temps_restant", **pause)
    portefeuille.fire(REL3, "mettre_en_attente", mode="date_fixe", **pause)
    avant, posees = courriels(portefeuille), taches(portefeuille)
    with portefeuille.bureau.travail.ecrire() as connexion:
        fac, resp = (_compte(portefeuille, login) for login in ("fac", "resp"))
        absences.ajouter(
            connexion, compte=fac, delegue=resp, du=date(2025, 4, 7), au=date(2025, 4, 9)
        )
    hypothese, dites = prevoir(portefeuille, 45)
    vivre(portefeuille, hypothese.fin)

    prevues = Counter((une["dossier"], une["message"]) for une in dites if une["effet"] == "tache")
    assert prevues == taches(portefeuille) - posees
    prevus = Counter(
        (une["le"][:10], une["message"], une["destinataire"])
        for une in dites
        if une["effet"] in {"courriel", "courriel à valider"}
    )
    reels = courriels(portefeuille) - avant
    assert {un: n for un, n in prevus.items() if "sans adresse" not in un[2]} == {
        un: n for un, n in reels.items() if "@" in un[2]
    }
    assert sum(n for un, n in reels.items() if un[1] == "courriel_du_matin") > 20
    assert any(un[1:] == ("alerte_donneur_ordre", "ref@exemple.test") for un in reels)
    remplacee = {un[0] for un in reels if un[1:] == ("courriel_du_matin", "resp@exemple.test")}
    assert remplacee == {"2025-04-07", "2025-04-08", "2025-04-09"}


def test_a_message_kept_is_told_in_the_morning_mail(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    _, dites = prevoir(portefeuille_sqlite, 20)
    matins = [une for une in dites if une["message"] == "courriel_du_matin"]
    rappel = next(une for une in dites if une["message"] == "rappel_delai_courrier")
    (dit,) = [une["pourquoi"] for une in matins if "1 message" in une["pourquoi"]]
    assert dit.endswith("1 message gardé")
    assert any(une["pourquoi"] == dit and une["le"][:10] == rappel["le"][:10] for une in matins)
