"""A mail that waits for a click: approved, sent again to the right address, or put right first."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from notifications.post import Sort
from services.errors import Conflit, Interdit, Introuvable
from services.mail.delivering import livrer
from services.mail.digest import envoyer_digest
from services.mail.releasing import liberer, modifier
from tests.portfolio import REL1, REL2, Portefeuille, mener
from tests.services.clockwork import PosteDocile, a, courriels, evenements, incidents, taches
from workflow.errors import ValeurInvalide


def retrait(portefeuille: Portefeuille) -> Any:
    """A mail that waits for the facilitateur's approval."""
    mener(portefeuille, "courrier_recu")
    a(portefeuille, "2025-03-19T14:00")
    portefeuille.fire(REL1, "retirer_alerte", recue_le="2025-03-18")
    livrer(portefeuille.bureau, PosteDocile())
    return courriels(portefeuille, "retrait_alerte")[0]


def refuse(portefeuille: Portefeuille, sort: Sort = Sort.ECHEC) -> Any:
    """A mail that the server refused, or may have taken."""
    mener(portefeuille, "courrier_propose")
    livrer(portefeuille.bureau, PosteDocile(sort=sort, code=550, message="inconnu"))
    return courriels(portefeuille, "demande_accord_courrier")[0]


def test_a_click_lets_the_mail_go(portefeuille: Portefeuille) -> None:
    courriel = retrait(portefeuille)
    poste = PosteDocile()
    assert livrer(portefeuille.bureau, poste)["envoyes"] == 0

    dite = liberer(portefeuille.bureau, courriel.id, "fac", "cli:camille")

    assert (dite["avant"], dite["statut"], dite["destinataire"]) == (
        "retenu",
        "pret",
        "Nadia Orsel",
    )
    assert livrer(portefeuille.bureau, poste)["envoyes"] == 1
    ligne = next(une for une in portefeuille.journal(REL1) if une.event == "courriel_libere")
    assert (ligne.actor, ligne.on_behalf_of, ligne.kind) == ("cli:camille", "fac", "courriel")
    with pytest.raises(Interdit, match="n’attend pas d’accord"):
        liberer(portefeuille.bureau, courriel.id, "fac", "cli:camille")


def test_what_was_refused_goes_to_the_address_now_known(portefeuille: Portefeuille) -> None:
    courriel = refuse(portefeuille)
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE referent SET courriel = 'nadia@exemple.test'"))

    dite = liberer(portefeuille.bureau, courriel.id, "fac", "cli:x")

    assert dite["adresse"] == "nadia@exemple.test"
    assert [un.statut for un in taches(portefeuille, "courriel_refuse")] == ["faite"]
    poste = PosteDocile()
    livrer(portefeuille.bureau, poste)
    assert [une.destinataire for une in poste.lettres] == ["nadia@exemple.test"]
    assert courriel.message_id.encode() in poste.lettres[0].octets


def test_a_doubt_is_sent_again_under_the_same_identity(portefeuille_sqlite: Portefeuille) -> None:
    courriel = refuse(portefeuille_sqlite, Sort.INCERTAIN)

    liberer(portefeuille_sqlite.bureau, courriel.id, "resp", "cli:x")

    assert [un.statut for un in taches(portefeuille_sqlite, "courriel_incertain")] == ["faite"]
    poste = PosteDocile()
    livrer(portefeuille_sqlite.bureau, poste)
    assert courriel.message_id.encode() in poste.lettres[0].octets


def test_nobody_s_address_is_told(portefeuille_sqlite: Portefeuille) -> None:
    portefeuille_sqlite.fire(REL2, "nouer_relation")
    [courriel] = courriels(portefeuille_sqlite, "liste_siae")

    with pytest.raises(Interdit, match="Personne n’a d’adresse"):
        liberer(portefeuille_sqlite.bureau, courriel.id, "fac", "cli:x")


@pytest.mark.parametrize("qui", ["ref", "lyon", "ent", "compta", "adm"])
def test_only_the_structure_lets_mails_go(portefeuille_sqlite: Portefeuille, qui: str) -> None:
    courriel = refuse(portefeuille_sqlite)

    with pytest.raises(Interdit, match="ne peut pas faire partir"):
        liberer(portefeuille_sqlite.bureau, courriel.id, qui, "cli:x")
    with pytest.raises(Interdit):
        modifier(portefeuille_sqlite.bureau, courriel.id, qui, "cli:x", {"texte": "Non."})


def test_another_structure_is_out_of_scope(portefeuille_sqlite: Portefeuille) -> None:
    courriel = refuse(portefeuille_sqlite)
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(
            text(
                "INSERT INTO structure (siret, nom, zone)"
                " VALUES ('35600000000048', 'Autre', 'metropole')"
            )
        )
        connexion.execute(
            text(
                "UPDATE compte SET structure = (SELECT max(id) FROM structure) WHERE login = 'fac'"
            )
        )

    with pytest.raises(Interdit, match="autre structure"):
        liberer(portefeuille_sqlite.bureau, courriel.id, "fac", "cli:x")


def test_an_unknown_mail_or_account_is_told(portefeuille_sqlite: Portefeuille) -> None:
    with pytest.raises(Introuvable):
        liberer(portefeuille_sqlite.bureau, 9999, "fac", "cli:x")
    with pytest.raises(Introuvable):
        liberer(portefeuille_sqlite.bureau, 9999, "personne", "cli:x")


def test_an_edited_text_leaves_and_both_versions_are_kept(portefeuille: Portefeuille) -> None:
    courriel = retrait(portefeuille)
    texte = "Bonjour,\n\nL’alerte est <retirée>.\nMerci.\n"

    modifier(portefeuille.bureau, courriel.id, "fac", "cli:x", {"texte": "Un brouillon."})
    modifier(
        portefeuille.bureau,
        courriel.id,
        "fac",
        "cli:x",
        {"sujet": "Alerte\nretirée", "texte": texte},
    )
    liberer(portefeuille.bureau, courriel.id, "fac", "cli:x")
    poste = PosteDocile()
    livrer(portefeuille.bureau, poste)

    [garde] = courriels(portefeuille, "retrait_alerte")
    assert garde.sujet == "Alerte retirée"
    assert garde.contenu_origine == courriel.contenu
    corps = {
        une.empreinte: json.loads(une.corps)
        for une in portefeuille.rangees("SELECT empreinte, corps FROM contenu")
        if une.empreinte in {garde.contenu, garde.contenu_origine}
    }
    assert corps[garde.contenu]["texte"] == texte
    assert "&lt;retirée&gt;.<br>" in corps[garde.contenu]["html"]
    assert "dans le délai" in corps[garde.contenu_origine]["texte"]
    assert b"retir=C3=A9e" in poste.lettres[0].octets
    assert evenements(portefeuille).count("courriel_modifie") == 2


def test_an_empty_text_or_one_that_may_have_been_read_is_not_edited(
    portefeuille_sqlite: Portefeuille,
) -> None:
    doute = refuse(portefeuille_sqlite, Sort.INCERTAIN)
    with pytest.raises(Interdit):
        modifier(portefeuille_sqlite.bureau, doute.id, "fac", "cli:x", {"texte": "Autre."})
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE outbox SET statut = 'retenu'"))
    with pytest.raises(ValeurInvalide):
        modifier(portefeuille_sqlite.bureau, doute.id, "fac", "cli:x", {"texte": " \n"})


def test_a_morning_mail_may_be_sent_again(portefeuille_sqlite: Portefeuille) -> None:
    portefeuille_sqlite.aller("2025-03-17")
    envoyer_digest(portefeuille_sqlite.bureau)
    livrer(portefeuille_sqlite.bureau, PosteDocile(sort=Sort.ECHEC, message="inconnu"))
    [courriel] = courriels(portefeuille_sqlite, "digest")

    liberer(portefeuille_sqlite.bureau, courriel.id, "resp", "cli:x")

    assert incidents(portefeuille_sqlite, "courriel_echec") == []
    assert livrer(portefeuille_sqlite.bureau, PosteDocile())["envoyes"] == 1


def test_a_version_that_never_was_is_a_conflict(portefeuille_sqlite: Portefeuille) -> None:
    courriel = retrait(portefeuille_sqlite)
    with pytest.raises(Conflit, match="Quelqu’un a modifié ce texte"):
        liberer(portefeuille_sqlite.bureau, courriel.id, "fac", "cli:x", version="jamais")
