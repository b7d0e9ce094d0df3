"""A waiting mail that is not sent: who decides, why, what is undone, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from notifications.post import Sort
from services.errors import Conflit, Interdit
from services.mail.delivering import livrer
from services.mail.releasing import liberer, modifier
from services.mail.setting_aside import ecarter, remettre
from services.reading.looking_journal import journal
from tests.portfolio import REL1, Portefeuille
from tests.services.clockwork import PosteDocile, reglages, taches
from tests.services.test_releasing import refuse, retrait


def statut(portefeuille: Portefeuille, courriel: Any) -> str:
    [lu] = portefeuille.rangees("SELECT statut FROM outbox WHERE id = :i", i=courriel.id)
    return str(lu.statut)


def test_a_mail_kept_back_never_leaves_until_it_is_put_back(portefeuille: Portefeuille) -> None:
    bureau, courriel = portefeuille.bureau, retrait(portefeuille)

    dite = ecarter(bureau, courriel.id, "fac", "cli:camille", motif=" fait par téléphone ")

    assert (dite["avant"], dite["statut"]) == ("retenu", "ecarte")
    assert livrer(bureau, PosteDocile())["envoyes"] == 0
    with pytest.raises(Interdit, match="n’attend pas d’accord"):
        liberer(bureau, courriel.id, "fac", "cli:x")
    derniere = journal(bureau, REL1, apres=0, limite=99)[-1]
    assert derniere["evenement"] == "courriel_ecarte"
    assert derniere["motif"] == "fait par téléphone"
    (dit,) = derniere["champs"]  # one of two mails of the same act: the reader tells them apart
    assert str(dit["valeur"]).endswith(", à la personne référente du donneur d’ordre")

    assert remettre(bureau, courriel.id, "resp", "cli:x")["statut"] == "retenu"
    with pytest.raises(Interdit, match="n’a pas été écarté"):
        remettre(bureau, courriel.id, "resp", "cli:x")
    liberer(bureau, courriel.id, "fac", "cli:x")
    assert livrer(bureau, PosteDocile())["envoyes"] == 1


def test_what_asked_for_the_click_is_closed(portefeuille_sqlite: Portefeuille) -> None:
    courriel = refuse(portefeuille_sqlite)
    ecarter(portefeuille_sqlite.bureau, courriel.id, "fac", "cli:x", motif="adresse morte")
    assert [un.statut for un in taches(portefeuille_sqlite, "courriel_refuse")] == ["faite"]


def test_it_is_refused_whole(portefeuille_sqlite: Portefeuille) -> None:
    bureau, courriel = portefeuille_sqlite.bureau, retrait(portefeuille_sqlite)
    avant = portefeuille_sqlite.tout()
    with pytest.raises(Interdit, match="Il manque le motif"):
        ecarter(bureau, courriel.id, "fac", "cli:x", motif="  ")
    with pytest.raises(Interdit, match="ne peut pas faire partir"):
        ecarter(bureau, courriel.id, "ref", "cli:x", motif="non")
    assert portefeuille_sqlite.tout() == avant
    modifier(bureau, courriel.id, "fac", "cli:x", {"texte": "Autre."})
    with pytest.raises(Conflit, match="a modifié ce texte"):
        ecarter(bureau, courriel.id, "resp", "cli:x", motif="non", version=courriel.contenu)
    assert statut(portefeuille_sqlite, courriel) == "retenu"


def test_a_mail_that_may_have_left_is_not_kept_back(portefeuille_sqlite: Portefeuille) -> None:
    courriel = refuse(portefeuille_sqlite, Sort.INCERTAIN)
    with pytest.raises(Interdit, match="incertain"):
        ecarter(portefeuille_sqlite.bureau, courriel.id, "fac", "cli:x", motif="non")


def test_a_mail_of_no_dossier_has_nowhere_to_keep_the_reason(
    portefeuille_sqlite: Portefeuille,
) -> None:
    courriel = refuse(portefeuille_sqlite)
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE outbox SET dossier = NULL, seq = NULL"))
    with pytest.raises(Interdit, match="aucun dossier"):
        ecarter(portefeuille_sqlite.bureau, courriel.id, "fac", "cli:x", motif="non")


def test_an_erased_text_is_not_put_back(portefeuille_sqlite: Portefeuille) -> None:
    bureau, courriel = portefeuille_sqlite.bureau, retrait(portefeuille_sqlite)
    ecarter(bureau, courriel.id, "fac", "cli:x", motif="non")
    with bureau.travail.ecrire() as connexion:
        vide = "UPDATE contenu SET corps = :v WHERE empreinte = :e"
        connexion.execute(text(vide), {"v": '{"texte": "", "html": ""}', "e": courriel.contenu})
    with pytest.raises(Interdit, match="effacé"):
        remettre(bureau, courriel.id, "fac", "cli:x")


def test_a_text_that_lost_its_personal_link_says_so(portefeuille_sqlite: Portefeuille) -> None:
    portefeuille = reglages(portefeuille_sqlite, adresse_des_pages="https://jalon.test")
    courriel, bureau = refuse(portefeuille), portefeuille.bureau
    garde = modifier(bureau, courriel.id, "fac", "cli:x", {"sujet": "Autre objet"})
    perdu = modifier(bureau, courriel.id, "fac", "cli:x", {"texte": "Bonjour."})
    assert (garde["lien_perdu"], perdu["lien_perdu"]) == (False, True)
