"""The evidence is read by packets that leave no id out."""

from __future__ import annotations

from storage.evidence import PLUS_GRAND_ID, PLUS_PETIT_ID, figer, journal, paquets
from tests.portfolio import MAR, REL1, REL2, REL3, Portefeuille


def test_packets_follow_each_other_without_a_gap(portefeuille: Portefeuille) -> None:
    with figer(portefeuille.bureau.travail) as connexion:
        lus = list(paquets(connexion, lignes_max=1))
        lignes = sum(len(une) for un in lus for une in journal(connexion, un).values())
    assert [[un.numero for un in paquet.dossiers] for paquet in lus] == [
        [MAR],
        [REL1],
        [REL2],
        [REL3],
        [],
    ]
    assert [un.de for un in lus] == [PLUS_PETIT_ID, *(un.a + 1 for un in lus[:-1])]
    assert lus[-1].a == PLUS_GRAND_ID
    assert lignes == len(portefeuille.rangees("SELECT 1 FROM journal"))
