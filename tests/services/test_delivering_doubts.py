"""What may not leave, what must not leave twice, and a post that dies with a mail in its hands."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import text

from notifications.connection import Chiffrement, Serveur
from notifications.delivery import Facteur
from notifications.post import Sort
from services.clock.ticking import tick
from services.counter.tasks import repondre
from services.errors import Interdit
from services.mail.delivering import livrer
from services.mail.digest import envoyer_digest
from services.mail.setting_aside import ecarter
from services.reading.looking_tasks import taches as lire
from services.register.registering import (
    InterlocuteurSaisi,
    ReferentSaisi,
    ajouter_interlocuteur,
    designer_referent,
)
from storage import outbox
from tests.fixtures.smtp import SmtpServer
from tests.portfolio import REL1, REL2, REL3, VILLE, B, Portefeuille, mener, ouvrir_bureau
from tests.services.clockwork import (
    PosteDocile,
    Processus,
    a,
    compter,
    courriels,
    deux_aiguilles,
    evenements,
    incidents,
    taches,
)


def arriver(portefeuille: Portefeuille, nom: str, courriel: str) -> None:
    """A new interlocuteur of the second company."""
    saisie = InterlocuteurSaisi(entreprise=B, nom=nom, du=date(2024, 1, 1), courriel=courriel)
    ajouter_interlocuteur(portefeuille.bureau.travail, saisie)


def statuts(portefeuille: Portefeuille, message: str) -> list[str]:
    return [un.statut for un in courriels(portefeuille, message)]


def test_mails_leave_in_office_hours(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    poste = PosteDocile()

    for ferme in ("2025-03-03T17:00", "2025-03-04T08:59", "2025-03-08T10:00"):
        portefeuille_sqlite.horloge.instant = datetime.fromisoformat(f"{ferme}+01:00")
        assert livrer(portefeuille_sqlite.bureau, poste)["bureau_ferme"] is True
    portefeuille_sqlite.horloge.instant = datetime.fromisoformat("2025-03-10T09:00+01:00")

    assert poste.lettres == []
    assert livrer(portefeuille_sqlite.bureau, poste)["envoyes"] == 1


def test_a_reminder_of_a_state_left_does_not_leave(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_propose")
    livrer(portefeuille.bureau, PosteDocile())
    a(portefeuille, "2025-03-11T09:00")
    portefeuille.fire(REL1, "accepter_courrier", "ref")
    poste = PosteDocile()

    dite = livrer(portefeuille.bureau, poste)

    assert (dite["perimes"], dite["envoyes"]) == (1, 1)
    assert statuts(portefeuille, "rappel_accord_courrier") == ["perime"]
    assert [une.destinataire for une in poste.lettres] == ["fac@exemple.test"]
    assert "courriel_perime" in evenements(portefeuille)


def test_an_alert_leaves_even_when_its_state_was_left(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    livrer(portefeuille_sqlite.bureau, PosteDocile())
    a(portefeuille_sqlite, "2025-03-19T14:00")
    portefeuille_sqlite.fire(REL1, "classer_alerte", "ref", motif="réponse orale")

    livrer(portefeuille_sqlite.bureau, PosteDocile())

    assert statuts(portefeuille_sqlite, "alerte_donneur_ordre") == ["envoye"]


def test_a_mail_waits_for_an_address_and_leaves_once_it_is_known(
    portefeuille: Portefeuille,
) -> None:
    portefeuille.fire(REL2, "nouer_relation")
    poste = PosteDocile()
    livrer(portefeuille.bureau, poste)
    assert statuts(portefeuille, "liste_siae") == ["sans_adresse"]
    assert [un.statut for un in taches(portefeuille, "completer_adresse", REL2)] == ["ouverte"]
    arriver(portefeuille, "Awa Diop", "awa@btp.test")

    assert livrer(portefeuille.bureau, poste)["envoyes"] == 1

    assert [une.destinataire for une in poste.lettres] == ["awa@btp.test"]
    assert salutations(poste) == [("Bonjour Awa Diop,", True)]
    assert [un.statut for un in taches(portefeuille, "completer_adresse", REL2)] == ["faite"]


def salutations(poste: PosteDocile) -> list[tuple[str, bool]]:
    """How each mail that has left greets its reader, and whether its page says the same."""
    dites = []
    for lettre in poste.lettres:
        message = message_from_bytes(lettre.octets, policy=default)
        texte, page = (message.get_body((un,)) for un in ("plain", "html"))
        assert texte is not None
        assert page is not None
        salut = texte.get_content().splitlines()[0]
        dites.append((salut, f">{salut}</p>" in page.get_content()))
    return dites


def sans_referent(portefeuille: Portefeuille) -> None:
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE referent SET courriel = NULL"))


def test_two_mails_without_an_address_keep_a_task_each(portefeuille_sqlite: Portefeuille) -> None:
    sans_referent(portefeuille_sqlite)
    portefeuille_sqlite.fire(REL2, "nouer_relation")
    portefeuille_sqlite.fire(REL2, "signaler_au_donneur_ordre", motif="absente")
    arriver(portefeuille_sqlite, "Awa Diop", "awa@btp.test")

    livrer(portefeuille_sqlite.bureau, PosteDocile())

    toutes = taches(portefeuille_sqlite, "completer_adresse", REL2)
    restes = [un for un in toutes if un.statut == "ouverte"]
    assert ["Signalement" in un.libelle for un in restes] == [True]
    assert statuts(portefeuille_sqlite, "signalement_donneur_ordre") == ["sans_adresse"]


def test_what_must_be_approved_still_must_once_its_address_is_known(
    portefeuille_sqlite: Portefeuille,
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    a(portefeuille_sqlite, "2025-03-19T14:00")
    sans_referent(portefeuille_sqlite)
    portefeuille_sqlite.fire(REL1, "retirer_alerte", recue_le="2025-03-18")
    assert statuts(portefeuille_sqlite, "retrait_alerte") == ["sans_adresse"]
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE referent SET courriel = 'ref@exemple.test'"))

    livrer(portefeuille_sqlite.bureau, PosteDocile())

    assert statuts(portefeuille_sqlite, "retrait_alerte") == ["retenu"]


def test_somebody_without_an_address_is_waited_for(portefeuille_sqlite: Portefeuille) -> None:
    arriver(portefeuille_sqlite, "Awa Diop", "awa@btp.test")
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE interlocuteur SET courriel = NULL WHERE nom = 'Awa Diop'"))
    portefeuille_sqlite.fire(REL2, "nouer_relation")
    arriver(portefeuille_sqlite, "Luc Petit", "luc@btp.test")

    livrer(portefeuille_sqlite.bureau, PosteDocile())

    assert statuts(portefeuille_sqlite, "liste_siae") == ["sans_adresse"]


def test_a_mail_follows_to_whoever_has_come_instead(portefeuille_sqlite: Portefeuille) -> None:
    sans_referent(portefeuille_sqlite)
    mener(portefeuille_sqlite, "courrier_propose")
    saisie = ReferentSaisi(
        donneur_ordre=VILLE, nom="Lise Roy", du=date(2025, 3, 3), courriel="lise@exemple.test"
    )
    designer_referent(portefeuille_sqlite.bureau.travail, saisie)
    poste = PosteDocile()

    livrer(portefeuille_sqlite.bureau, poste)

    assert [une.destinataire for une in poste.lettres] == ["lise@exemple.test"]
    assert salutations(poste) == [("Bonjour Lise Roy,", True)]


def test_one_mail_that_cannot_be_made_holds_nobody_up(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_accepte")
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(
            text(
                "UPDATE outbox SET piece_nom = NULL, piece = contenu, expediteur = 'pas bon'"
                " WHERE message = 'demande_accord_courrier'"
            )
        )
    poste = PosteDocile()

    dite = livrer(portefeuille.bureau, poste)

    assert (dite["envoyes"], dite["echecs"]) == (1, 1)
    assert statuts(portefeuille, "demande_accord_courrier") == ["echec"]


def test_a_letter_that_cannot_be_printed_is_tried_again(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_accepte")
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE contenu SET corps = X'FF' WHERE genre LIKE 'document%'"))
    seul, horloge = deux_aiguilles(portefeuille_sqlite)

    dite = livrer(seul.bureau, PosteDocile())

    assert (dite["envoyes"], dite["reportes"]) == (1, 1)
    [malade] = courriels(seul, "demande_accord_courrier")
    assert malade.erreur.startswith("Courriel impossible")
    assert livrer(seul.bureau, PosteDocile())["reportes"] == 0
    horloge.reel += timedelta(minutes=2)
    assert livrer(seul.bureau, PosteDocile())["reportes"] == 1


def test_a_morning_mail_that_is_refused_is_an_incident(portefeuille_sqlite: Portefeuille) -> None:
    portefeuille_sqlite.aller("2025-03-17")
    envoyer_digest(portefeuille_sqlite.bureau)
    livrer(portefeuille_sqlite.bureau, PosteDocile(sort=Sort.ECHEC, code=550, message="inconnu"))

    [incident] = incidents(portefeuille_sqlite, "courriel_echec")
    assert "Camille Daubrac" in incident.message


def test_deliveries_at_the_same_time_send_each_mail_once(portefeuille: Portefeuille) -> None:
    for dossier in (REL1, REL2, REL3) * 4:
        portefeuille.fire(dossier, "signaler_au_donneur_ordre", motif="absente")
    postes = [PosteDocile() for _ in range(4)]

    with ThreadPoolExecutor(4) as fils:
        dites = list(fils.map(lambda poste: livrer(portefeuille.bureau, poste), postes))

    assert sum(dite["envoyes"] for dite in dites) == 12
    assert sorted(une.id for poste in postes for une in poste.lettres) == sorted(
        un.id for un in courriels(portefeuille, "signalement_donneur_ordre")
    )


def test_of_two_prints_of_a_letter_the_first_is_kept(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_propose")
    [courriel] = courriels(portefeuille, "demande_accord_courrier")

    def garder(corps: bytes) -> bool:
        vides = {"sel": "s", "genre": "pdf", "nom": "l.pdf", "efface_le": None}
        rangee = vides | {"empreinte": corps.decode(), "corps": corps}
        with portefeuille.bureau.travail.ecrire() as connexion:
            return outbox.garder_pdf(connexion, courriel.piece, rangee)

    assert (garder(b"un"), garder(b"deux")) == (True, False)
    with portefeuille.bureau.travail.lire() as connexion:
        assert outbox.piece(connexion, courriel.piece)[1] == b"un"
    assert compter(portefeuille, "contenu", "genre = 'pdf'") == 1


def livrer_et_mourir(url: str, instant: datetime, port: int, fil: Connection) -> None:
    """In a process of its own: dies by SIGKILL once the server has taken the mail."""
    seul = ouvrir_bureau(url, instant)
    fil.send("pret")
    fil.recv()
    serveur = Serveur(hote="127.0.0.1", port=port, chiffrement=Chiffrement.AUCUN)

    class Fatal:
        def distribuer_tous(self, lettres: object, *_: object) -> object:
            return Facteur(serveur).distribuer_tous(
                lettres,
                lambda _: os.kill(os.getpid(), signal.SIGKILL),  # type: ignore[arg-type] # the letters of the desk
            )

    livrer(seul.bureau, Fatal())  # type: ignore[arg-type] # never answers


def test_a_post_killed_after_the_acceptance_leaves_a_doubt_never_a_double(
    portefeuille: Portefeuille, smtp_server: SmtpServer
) -> None:
    mener(portefeuille, "courrier_propose")
    un = Processus(
        livrer_et_mourir, portefeuille.url, portefeuille.horloge.instant, smtp_server.port
    )
    un.partir()
    assert un.finir() is None
    attendre_un_message(smtp_server)
    assert statuts(portefeuille, "demande_accord_courrier") == ["loue"]
    seul, horloge = deux_aiguilles(portefeuille)
    horloge.reel = portefeuille.bureau.horloge.reelle()
    poste = PosteDocile()

    assert livrer(seul.bureau, poste)["incertains"] == 0  # its lease runs
    horloge.reel += timedelta(minutes=30)
    assert livrer(seul.bureau, poste)["incertains"] == 1
    assert livrer(seul.bureau, poste)["incertains"] == 0

    assert len(smtp_server.received) == 1
    assert poste.lettres == []
    assert statuts(seul, "demande_accord_courrier") == ["incertain"]
    assert len(taches(seul, "courriel_incertain")) == 1
    assert evenements(seul)[-1] == "courriel_incertain"


def test_two_doubts_on_one_dossier_hold_nothing_up(
    portefeuille: Portefeuille, smtp_server: SmtpServer
) -> None:
    """Two posts died with a mail of the same dossier each; others wait behind them."""
    for dossier in (REL1, REL1, REL2):
        portefeuille.fire(dossier, "signaler_au_donneur_ordre", motif="absente")
    for _ in range(2):
        instant = portefeuille.horloge.instant
        un = Processus(livrer_et_mourir, portefeuille.url, instant, smtp_server.port)
        un.partir()
        assert un.finir() is None
    assert statuts(portefeuille, "signalement_donneur_ordre") == ["loue", "loue", "pret"]
    seul, horloge = deux_aiguilles(portefeuille)
    horloge.reel = portefeuille.bureau.horloge.reelle() + timedelta(minutes=30)
    postes = [PosteDocile() for _ in range(3)]

    with ThreadPoolExecutor(3) as fils:
        dites = list(fils.map(lambda poste: livrer(seul.bureau, poste), postes))

    assert [sum(une[nom] for une in dites) for nom in ("incertains", "envoyes")] == [2, 1]
    assert statuts(seul, "signalement_donneur_ordre") == ["incertain", "incertain", "envoye"]
    assert evenements(seul).count("courriel_incertain") == 2
    assert len(taches(seul, "courriel_incertain")) == 2
    assert sum(len(poste.lettres) for poste in postes) == 1


def attendre_un_message(serveur: SmtpServer) -> None:
    limite = time.monotonic() + 10
    while not serveur.received and time.monotonic() < limite:
        time.sleep(0.01)
    assert len(serveur.received) == 1


def test_a_delivery_told_to_stop_keeps_the_rest_for_later(
    portefeuille_sqlite: Portefeuille, tmp_path: Path
) -> None:
    mener(portefeuille_sqlite, "courrier_accepte")
    poste = PosteDocile()
    arret = portefeuille_sqlite.avec(arret=lambda: len(poste.lettres) == 1)

    assert livrer(arret.bureau, poste)["envoyes"] == 1
    assert tick(arret.bureau)["declenches"] == 0
    assert livrer(portefeuille_sqlite.bureau, poste)["envoyes"] == 1


def test_a_mail_s_address_is_not_said_to_be_given(portefeuille: Portefeuille) -> None:
    """The task ends with the address, or once nobody wants the mail sent."""
    portefeuille.fire(REL2, "nouer_relation")
    [tache] = taches(portefeuille, "completer_adresse", REL2)
    [vue] = [une for une in lire(portefeuille.bureau, compte="fac", limite=99) if une["courriel"]]
    assert (vue["id"], vue["reponses"]) == (tache.id, [])
    with pytest.raises(Interdit, match="se ferme d’elle-même"):
        repondre(portefeuille.bureau, tache.id, "fait", "fac", "cli:x")

    ecarter(portefeuille.bureau, vue["courriel"], "fac", "cli:x", motif="la liste est connue")

    assert [un.statut for un in taches(portefeuille, "completer_adresse", REL2)] == ["faite"]


def test_a_mail_that_waits_no_more_leaves_no_task_that_nothing_ends(
    portefeuille: Portefeuille,
) -> None:
    portefeuille.fire(REL2, "nouer_relation")
    [tache] = taches(portefeuille, "completer_adresse", REL2)
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE outbox SET statut = 'perime'"))
    [vue] = [
        une for une in lire(portefeuille.bureau, compte="fac", limite=99) if une["id"] == tache.id
    ]
    assert vue["reponses"] == ["fait"]
    repondre(portefeuille.bureau, tache.id, "fait", "fac", "cli:x")
