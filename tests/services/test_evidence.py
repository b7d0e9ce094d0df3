"""Whatever is changed behind the guards shows: lines, ends, dossiers, values, bodies, copies."""

# ruff: noqa: S608 # SQL of the tests themselves

from __future__ import annotations

from typing import Any

import pytest

from services.evidence.verifying import sceller, verifier
from storage.chain import maillon, premier_maillon
from tests.portfolio import MAR, REL1, REL3, Portefeuille, mener
from tests.tampering import DE_REL1, DE_REL3, frauder, rupture

CHANGE = "la ligne a changé depuis qu’elle est écrite"


def test_an_untouched_portfolio_is_intact(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    sceller(portefeuille.bureau)
    dite = verifier(portefeuille.bureau)
    assert dite["intact"], dite
    assert (dite["lignes"], dite["dossiers"]) == (
        len(portefeuille.rangees("SELECT 1 FROM journal")),
        4,
    )
    assert dite["ecarts_de_faits"] == []
    assert dite["sceaux"]["nombre"] == 1


@pytest.mark.parametrize(
    ("valeur", "colonne"),
    [
        ("'autre'", "event"),
        ("'autre'", "actor"),
        ("'ref'", "on_behalf_of"),
        ("'referent'", "role"),
        ("'{}'", "payload"),
        ("NULL", "reason"),
        ("'[]'", "explanation"),
        ("'2024-01-01T00:00:00.000000Z'", "at"),
        ("'2024-01-01T00:00:00.000000Z'", "recorded_at"),
        ("9", "rev"),
        ("'x'", "kind"),
        ("'close'", "to_state"),
        ("'close'", "from_state"),
    ],
)
def test_a_changed_line_shows(portefeuille_sqlite: Portefeuille, valeur: str, colonne: str) -> None:
    mener(portefeuille_sqlite, "courrier_envoye")
    event = "signaler_difficulte" if colonne == "reason" else "envoyer_courrier"
    ordre = f"UPDATE journal SET {colonne} = {valeur} WHERE dossier = {DE_REL1} AND event = :event"
    dite = frauder(portefeuille_sqlite, ordre, event=event)
    assert rupture(dite)[::2] == (REL1, CHANGE)


def test_a_recomputed_line_breaks_the_next_one(avance: Portefeuille) -> None:
    [ligne] = [
        dict(une._mapping)
        for une in avance.rangees(f"SELECT * FROM journal WHERE dossier = {DE_REL1} AND seq = 4")
    ]
    ligne["actor"] = "quelqu'un d'autre"
    dite = frauder(
        avance,
        "UPDATE journal SET actor = :actor, hash = :hash WHERE id = :id",
        actor=ligne["actor"],
        hash=maillon(REL1, ligne),
        id=ligne["id"],
    )
    assert rupture(dite) == (REL1, 5, "la ligne ne suit pas celle qui la précède")


def test_a_removed_line_shows(avance: Portefeuille) -> None:
    dite = frauder(avance, f"DELETE FROM journal WHERE dossier = {DE_REL1} AND seq = 3")
    assert rupture(dite) == (REL1, 3, "la ligne 3 manque, la suivante est la 4")


def test_a_cut_end_shows(avance: Portefeuille) -> None:
    derniere = avance.journal(REL1)[-1].seq
    dite = frauder(avance, f"DELETE FROM journal WHERE dossier = {DE_REL1} AND seq = {derniere}")
    assert rupture(dite) == (
        REL1,
        derniere,
        f"la fin du journal manque : {derniere} lignes attendues",
    )


def _couper(portefeuille: Portefeuille, seq: int) -> dict[str, Any]:
    """Cut the end of REL1 and set its row as if the line ``seq`` had always been the last."""
    return frauder(
        portefeuille,
        f"DELETE FROM journal WHERE dossier = {DE_REL1} AND seq > {seq}",
        f"""UPDATE dossier SET seq = {seq}, (hash, state, rev) = (SELECT hash, to_state, rev
            FROM journal WHERE dossier = dossier.id AND seq = {seq}) WHERE numero = '{REL1}'""",
    )


def test_an_end_cut_with_its_row_shows_by_the_seal(avance: Portefeuille) -> None:
    derniere = avance.journal(REL1)[-1].seq
    dite = _couper(avance, derniere - 1)
    # the fields that the cut line had entered are one trace, the seal the other
    assert dite["ruptures"] >= 2
    avance.fire(REL1, "noter", texte="la suite")
    assert not verifier(avance.bureau)["intact"]


def test_an_end_cut_after_the_seal_of_notes_alone_shows_by_the_next_one(
    portefeuille_sqlite: Portefeuille,
) -> None:
    for _ in range(2):
        portefeuille_sqlite.fire(REL1, "noter", texte="rien ne bouge")
    sceller(portefeuille_sqlite.bureau)
    derniere = portefeuille_sqlite.journal(REL1)[-1].seq
    motif = f"sceau du lundi 3 mars 2025 : la ligne {derniere} a disparu"
    assert rupture(_couper(portefeuille_sqlite, derniere - 1)) == (REL1, derniere, motif)


def _retirer(portefeuille: Portefeuille, *autres: str) -> dict[str, Any]:
    tables = ("journal", "timer", "tache", "outbox", "digest_ligne", "donnee_personnelle")
    return frauder(
        portefeuille,
        *(f"DELETE FROM {table} WHERE dossier = {DE_REL3}" for table in tables),
        f"DELETE FROM dossier WHERE numero = '{REL3}'",
        *autres,
    )


def test_a_removed_dossier_leaves_a_hole_in_the_numbers(portefeuille_sqlite: Portefeuille) -> None:
    dite = _retirer(portefeuille_sqlite)
    motif = "3 numéros REL-2025 ont été donnés, il reste 2 dossier(s)"
    assert rupture(dite) == ("REL-2025", None, motif)


def test_a_removed_dossier_that_had_not_moved_for_years_shows_by_the_first_seal(
    portefeuille: Portefeuille,
) -> None:
    sceller(portefeuille.bureau)
    for _ in range(3):
        portefeuille.attendre(days=365)
        portefeuille.fire(REL1, "noter", texte="un autre dossier vit")
        assert sceller(portefeuille.bureau)["changes"] == 1
    dite = _retirer(portefeuille, "UPDATE compteur SET valeur = 2 WHERE nom = 'REL-2025'")
    assert rupture(dite)[::2] == (REL3, "sceau du lundi 3 mars 2025 : le dossier a disparu")


def test_a_chain_made_anew_shows_by_the_seal(avance: Portefeuille) -> None:
    rangees = avance.rangees(f"SELECT * FROM journal WHERE dossier = {DE_REL1} ORDER BY seq")
    precedent, ordres = premier_maillon(REL1), []
    for une in rangees:
        ligne = {**une._mapping, "prev_hash": precedent}
        if ligne["seq"] == 4:
            ligne["actor"] = "quelqu’un d’autre"
        precedent = maillon(REL1, ligne)
        ordres.append(
            f"UPDATE journal SET actor = '{ligne['actor']}', prev_hash = '{ligne['prev_hash']}',"
            f" hash = '{precedent}' WHERE id = {ligne['id']}"
        )
    dite = frauder(
        avance, *ordres, f"UPDATE dossier SET hash = '{precedent}' WHERE numero = '{REL1}'"
    )
    motif = "sceau du lundi 3 mars 2025 : la ligne n’est plus celle qui a été scellée"
    assert rupture(dite) == (REL1, rangees[-1].seq, motif)


def test_seals_are_chained_and_counted(portefeuille_sqlite: Portefeuille) -> None:
    for _ in range(3):
        sceller(portefeuille_sqlite.bureau)
        portefeuille_sqlite.attendre(days=1)
    dite = frauder(portefeuille_sqlite, "DELETE FROM sceau WHERE jour = '2025-03-05'")
    assert rupture(dite) == (None, None, "3 sceaux ont été posés, il en reste 2")
    dite = frauder(portefeuille_sqlite, "DELETE FROM sceau WHERE jour = '2025-03-03'")
    motif = "sceau du mardi 4 mars 2025 : il ne suit pas celui qui le précède"
    assert rupture(dite) == (None, None, motif)


def test_a_changed_seal_shows(avance: Portefeuille) -> None:
    [[avant]] = avance.rangees("SELECT dossiers FROM sceau")
    apres = avant.replace('"rang":1', '"rang":7')
    dite = frauder(avance, "UPDATE sceau SET dossiers = :apres", apres=apres)
    motif = "sceau du lundi 3 mars 2025 : il a changé depuis qu’il est posé"
    assert rupture(dite) == (None, None, motif)


def test_one_seal_a_day(portefeuille: Portefeuille) -> None:
    premier = sceller(portefeuille.bureau)
    assert (premier["nouveau"], premier["changes"], premier["rang"]) == (True, 4, 1)
    portefeuille.attendre(hours=10)
    assert sceller(portefeuille.bureau) == {**premier, "nouveau": False}
    portefeuille.attendre(hours=10)
    deuxieme = sceller(portefeuille.bureau)
    assert (deuxieme["nouveau"], deuxieme["changes"], deuxieme["rang"]) == (True, 0, 2)
    assert verifier(portefeuille.bureau)["sceaux"] == {
        "nombre": 2,
        "dernier": {"jour": "2025-03-04", "empreinte": deuxieme["empreinte"]},
    }


def test_a_turn_of_the_seal_leaves_a_heartbeat(portefeuille: Portefeuille) -> None:
    requete = "SELECT a FROM battement WHERE nom = 'seal'"
    assert portefeuille.rangees(requete) == []
    sceller(portefeuille.bureau)
    [[premier]] = portefeuille.rangees(requete)
    portefeuille.attendre(hours=1)
    sceller(portefeuille.bureau)  # nothing to seal: the turn was made all the same
    [[second]] = portefeuille.rangees(requete)
    assert second > premier


def test_lines_without_a_dossier_show(avance: Portefeuille) -> None:
    dite = frauder(avance, f"UPDATE dossier SET id = 4000 WHERE numero = '{REL3}'")
    assert rupture(dite) == (REL3, 1, "le dossier n’a plus de journal")
    assert dite["ruptures"] == 5  # its lines, its row, its deadlines and what they name, its seal


def test_a_dossier_renumbered_shows(avance: Portefeuille) -> None:
    dite = frauder(avance, f"UPDATE dossier SET numero = 'REL-2025-00009' WHERE numero = '{REL3}'")
    assert rupture(dite)[0] == "REL-2025-00009"


def test_a_state_set_by_hand_shows(avance: Portefeuille) -> None:
    dite = frauder(avance, f"UPDATE dossier SET state = 'close' WHERE numero = '{MAR}'")
    motif = "le dossier ne dit pas la même chose que sa dernière ligne (state)"
    assert rupture(dite)[::2] == (MAR, motif)
