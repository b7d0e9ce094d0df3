"""``jalon compte inviter``: the mail leaves with its link, or the command says what is missing."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.jalon.ligne import Ligne


def test_an_account_is_invited_from_the_command_line(vierge: Ligne) -> None:
    vierge.autres = {
        "JALON_WEB_ADRESSE": "https://jalon.exemple.test",
        "JALON_COURRIEL_EXPEDITEUR": "clauses@mde.test",
    }
    vierge.json("init")
    vierge.json("compte", "ajouter", "ana", "--nom", "Ana Roux", "--role", "facilitateur")
    assert vierge.refus("compte", "inviter", "ana")["champ"] == "courriel"
    vierge.json(
        *("compte", "ajouter", "ana", "--nom", "Ana Roux", "--role", "facilitateur"),
        *("--courriel", "ana@mde.test"),
    )
    dite = vierge.json("compte", "inviter", "ana")
    assert dite == {"login": "ana", "adresse": "ana@mde.test"}
    assert vierge.json("deliver")["envoyes"] == 1
    (parti,) = (vierge.dossier / "courriels").glob("*.eml")
    lu = message_from_bytes(parti.read_bytes(), policy=policy.default)
    assert isinstance(lu, EmailMessage)
    corps = lu.get_body(("plain",))
    assert corps is not None
    assert "L’administration de Jalon vous a ouvert un compte" in corps.get_content()
