"""A portfolio copied while it works and brought back elsewhere: whole, and no mail leaves twice."""

from __future__ import annotations

from pathlib import Path

from services.clock.restored import noter_une_restauration
from services.evidence.verifying import sceller, verifier
from services.mail.delivering import livrer
from services.mail.releasing import liberer_retour_de_panne
from storage.backup import restaurer, sauvegarder
from tests.fixtures.postgres_server import Server
from tests.portfolio import REL2, Portefeuille, mener, ouvrir_bureau
from tests.services.clockwork import PosteDocile

VIDE = "copie_rendue"


def essayer(portefeuille: Portefeuille, ailleurs: str, copie: Path) -> None:
    """One mail has left and another waits when the copy is made."""
    mener(portefeuille, "courrier_propose")
    parti, rendu = PosteDocile(), PosteDocile()
    assert livrer(portefeuille.bureau, parti)["envoyes"] == 1
    mener(portefeuille, "courrier_propose", REL2)
    sceller(portefeuille.bureau)

    assert sauvegarder(portefeuille.url, copie) == copie.stat().st_size
    restaurer(ailleurs, copie)

    revenu = ouvrir_bureau(ailleurs, portefeuille.horloge.instant)
    try:
        assert revenu.tout() == portefeuille.tout()
        assert verifier(revenu.bureau)["intact"] is True
        revenu.attendre(minutes=1)
        noter_une_restauration(revenu.bureau)
        revenu.attendre(minutes=1)
        assert livrer(revenu.bureau, rendu)["retenus"] == 1, "it may have left since the copy"
        assert livrer(revenu.bureau, rendu)["envoyes"] == 0
        assert len(liberer_retour_de_panne(revenu.bureau, "fac", "cli:test")) == 1
        assert livrer(revenu.bureau, rendu)["envoyes"] == 1
        assert livrer(revenu.bureau, rendu)["envoyes"] == 0
        assert not {un.id for un in parti.lettres} & {un.id for un in rendu.lettres}
        # what is brought back goes on, under the same guards of its evidence
        revenu.fire(REL2, "accepter_courrier", "ref")
        assert verifier(revenu.bureau)["intact"] is True
    finally:
        revenu.fermer()


def test_on_sqlite(portefeuille_sqlite: Portefeuille, tmp_path: Path) -> None:
    essayer(portefeuille_sqlite, f"sqlite:///{tmp_path / 'rendue.db'}", tmp_path / "copie")


def test_on_postgresql(
    portefeuille_postgresql: Portefeuille, postgres_server: Server, tmp_path: Path
) -> None:
    ailleurs = postgres_server.create(VIDE)
    try:
        essayer(portefeuille_postgresql, ailleurs, tmp_path / "copie")
    finally:
        postgres_server.drop(VIDE)
