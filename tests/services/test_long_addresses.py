"""The longest addresses that a register may hold go through the outbox on both engines."""

from __future__ import annotations

import dataclasses

from sqlalchemy import text

from services.mail.delivering import livrer
from services.mail.digest import envoyer_digest
from tests.portfolio import REL1, Portefeuille, mener
from tests.services.clockwork import PosteDocile, a, courriels

DOMAINE = f"{'a' * 60}.{'b' * 60}.{'c' * 60}.test"
LONGUE = f"{'x' * 64}@{DOMAINE}"
"""252 signs, of the 254 that an address may have: no column may be cut for them."""


def allonger(portefeuille: Portefeuille) -> Portefeuille:
    """Everybody has the longest address, the sender included."""
    with portefeuille.bureau.travail.ecrire() as connexion:
        for table in ("referent", "interlocuteur", "compte", "structure"):
            connexion.execute(text(f"UPDATE {table} SET courriel = :a"), {"a": LONGUE})  # noqa: S608 # our own names
    reglages = dataclasses.replace(portefeuille.bureau.reglages, adresse_expediteur=LONGUE)
    return portefeuille.avec(reglages=reglages)


def test_the_longest_addresses_are_written_to(portefeuille: Portefeuille) -> None:
    long = allonger(portefeuille)
    mener(long, "courrier_recu")
    a(long, "2025-03-19T14:00")
    long.fire(REL1, "retirer_alerte", recue_le="2025-03-18")  # rectifying mails have longer keys
    poste = PosteDocile()

    dite = livrer(long.bureau, poste)

    assert (dite["envoyes"], dite["echecs"], dite["reportes"]) == (len(poste.lettres), 0, 0)
    assert {une.destinataire for une in poste.lettres} == {LONGUE}
    a(long, "2025-03-20T09:00")
    assert envoyer_digest(long.bureau)["digests"] == 1
    assert len(courriels(long, "digest")[0].message_id) > 120
