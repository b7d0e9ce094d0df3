"""Personal values, files, bodies and copies: what was changed shows, what was erased does not."""

# ruff: noqa: S608 # SQL of the tests themselves

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from services.clock.ticking import tick
from services.evidence.verifying import effacer_personnelle, verifier
from tests.portfolio import MAR, REL1, REL2, Portefeuille, mener
from tests.tampering import frauder, rupture


def test_a_changed_personal_value_shows(avance: Portefeuille) -> None:
    ordre = "UPDATE donnee_personnelle SET valeur = 'autre' WHERE champ = 'note'"
    [ligne] = [une for une in avance.journal(REL1) if "note" in json.loads(une.payload)]
    assert rupture(frauder(avance, ordre)) == (REL1, ligne.seq, "une valeur personnelle a changé")


@pytest.mark.parametrize(
    ("ordre", "motif"),
    [
        ("DELETE FROM donnee_personnelle", "une valeur personnelle a disparu"),
        (
            "UPDATE donnee_personnelle SET valeur = NULL, sel = NULL",
            "une valeur personnelle est vide sans avoir été effacée",
        ),
        (
            "UPDATE donnee_personnelle SET efface_le = '2025-03-03T10:00:00.000000Z'",
            "une valeur personnelle effacée est revenue",
        ),
    ],
)
def test_a_personal_value_leaves_by_the_front_door_only(
    portefeuille_sqlite: Portefeuille, ordre: str, motif: str
) -> None:
    mener(portefeuille_sqlite, "en_difficulte")
    assert rupture(frauder(portefeuille_sqlite, ordre))[::2] == (REL1, motif)


def test_erased_values_leave_no_trace_and_break_nothing(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_propose")
    [[valeur]] = portefeuille.rangees("SELECT valeur FROM donnee_personnelle WHERE champ = 'note'")
    assert valeur == "rien de Mme Zéphyr"
    assert effacer_personnelle(portefeuille.bureau, REL1, ["note"])["effacees"] == 1
    assert effacer_personnelle(portefeuille.bureau, REL1, ["note"])["effacees"] == 0
    lignes = portefeuille.rangees("SELECT sel, valeur FROM donnee_personnelle WHERE champ = 'note'")
    assert [tuple(une) for une in lignes] == [(None, None)]
    for table in ("journal", "donnee_personnelle", "dossier", "tache"):
        assert "Zéphyr" not in repr(portefeuille.tout()[table])
    restantes = len(
        portefeuille.rangees("SELECT 1 FROM donnee_personnelle WHERE efface_le IS NULL")
    )
    assert restantes == 1
    premiere = portefeuille.journal(REL1)[1].seq
    assert effacer_personnelle(portefeuille.bureau, REL1, seqs=[premiere])["effacees"] == 1
    assert effacer_personnelle(portefeuille.bureau, REL1)["effacees"] == 0
    assert verifier(portefeuille.bureau)["intact"]


def test_what_is_erased_leaves_the_sentences_that_quoted_it(portefeuille: Portefeuille) -> None:
    secret = "malade, dit  Mme Zéphyr"
    dite = portefeuille.fire(REL1, "signaler_difficulte", motif=secret, _cle="k1")
    autre = portefeuille.fire(REL2, "signaler_difficulte", motif=secret, _cle="k2")
    with portefeuille.bureau.travail.ecrire() as connexion:
        for numero, ecrite in ((REL1, dite), (REL2, autre)):
            connexion.execute(
                text(
                    """INSERT INTO tache (cle, dossier, code, libelle, role, statut, cree_le)
                    SELECT CAST(id AS TEXT) || :fin, id, 'relancer', :dit, 'facilitateur',
                    'ouverte', moved_at FROM dossier WHERE numero = :n"""
                ),
                {"n": numero, "fin": f":{ecrite['seq']}:relancer", "dit": f"Relancer : {secret}"},
            )
            connexion.execute(
                text(
                    """INSERT INTO digest_ligne (cle, dossier, message, sujet, texte, cree_le)
                    SELECT CAST(id AS TEXT) || :fin, id, 'rappel', :dit, :dit, moved_at
                    FROM dossier WHERE numero = :n"""
                ),
                {"n": numero, "fin": f":{ecrite['seq']}:rappel", "dit": f"Rappel : {secret}"},
            )
            reponse = ecrite | {"taches": [{"libelle": f"Relancer : {secret}"}]}
            connexion.execute(
                text("UPDATE commande SET reponse = :r WHERE cle = :c"),
                {"r": json.dumps(reponse), "c": "k1" if numero == REL1 else "k2"},
            )

    assert effacer_personnelle(portefeuille.bureau, REL1, ["motif"])["effacees"] == 1

    for table in ("tache", "digest_ligne", "commande"):
        restes = [une for une in portefeuille.tout()[table] if "phyr" in repr(une)]
        assert len(restes) == 1, table  # the other dossier keeps its own
    rejouee = portefeuille.fire(REL1, "signaler_difficulte", motif=secret, _cle="k1")
    assert rejouee["taches"] == [{"libelle": "Relancer : (effacé)"}]
    assert rejouee["deja_fait"]
    assert verifier(portefeuille.bureau)["intact"]


def test_free_text_never_stands_in_the_journal(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_envoye")
    portefeuille_sqlite.fire(REL1, "constater_npai", nouvelle_adresse="chez Mme Zéphyr")
    portefeuille_sqlite.fire(MAR, "demarrer_suivi", plan_d_action="Mme Zéphyr appelle les SIAE")
    contenu = portefeuille_sqlite.tout()

    assert "Zéphyr" not in repr((contenu["journal"], contenu["dossier"]))
    assert repr(contenu["donnee_personnelle"]).count("Zéphyr") == 3  # and the note of a contact
    assert verifier(portefeuille_sqlite.bureau)["intact"]


def test_a_changed_body_shows_and_an_erased_one_does_not(avance: Portefeuille) -> None:
    [[empreinte]] = avance.rangees(
        "SELECT contenu FROM outbox WHERE message = 'demande_accord_courrier'"
    )
    vider = "UPDATE contenu SET corps = NULL, efface_le = '2025-03-03T10:00:00.000000Z'"
    assert frauder(avance, f"{vider} WHERE empreinte = '{empreinte}'")["intact"]
    dite = frauder(avance, f"UPDATE contenu SET efface_le = NULL WHERE empreinte = '{empreinte}'")
    assert rupture(dite) == (REL1, None, f"le contenu {empreinte[:12]} a changé")


def _avec_piece(portefeuille: Portefeuille) -> int:
    mener(portefeuille, "courrier_envoye")
    portefeuille.fire(
        REL1,
        "constater_reception",
        courrier_recu_le="2025-03-03",
        _pieces={"preuve": ("avis.pdf", b"%PDF un avis")},
    )
    return int(portefeuille.journal(REL1)[-1].seq)


def test_a_file_that_disappears_shows(portefeuille_sqlite: Portefeuille) -> None:
    seq = _avec_piece(portefeuille_sqlite)
    assert verifier(portefeuille_sqlite.bureau)["intact"]
    dite = frauder(portefeuille_sqlite, "DELETE FROM contenu WHERE genre = 'piece:preuve'")
    assert rupture(dite) == (REL1, seq, "la pièce « avis.pdf » a disparu")


def test_a_file_that_changes_shows(portefeuille: Portefeuille) -> None:
    seq = _avec_piece(portefeuille)
    dite = frauder(
        portefeuille,
        "UPDATE contenu SET corps = :corps WHERE genre = 'piece:preuve'",
        corps=b"faux",
    )
    assert rupture(dite) == (REL1, seq, "la pièce « avis.pdf » a changé")


def _reecrire(portefeuille: Portefeuille, colonne: str, avant: str, apres: str) -> dict[str, Any]:
    ordre = f"UPDATE dossier SET {colonne} = replace({colonne}, :avant, :apres)"
    return frauder(portefeuille, ordre, avant=avant, apres=apres)


def test_a_field_changed_in_the_dossier_shows(avance: Portefeuille) -> None:
    seq = avance.journal(REL1)[-1].seq
    dite = _reecrire(avance, "data", '"courrier_recu_le":"2025-03', '"courrier_recu_le":"2025-02')
    assert rupture(dite) == (REL1, seq, "« courrier_recu_le » n’est pas ce que le journal en dit")
    assert dite["ecarts_de_faits"][0] == {
        "dossier": REL1,
        "champ": "courrier_recu_le",
        "copie": "2025-02-03",
        "recalcul": "2025-03-03",
        "certain": True,
    }


def test_a_fact_changed_in_the_dossier_shows(avance: Portefeuille) -> None:
    dite = _reecrire(avance, "faits", '"dont_ecrits":1', '"dont_ecrits":5')
    assert rupture(dite)[2] == "« dont_ecrits » n’est pas ce que le journal en dit"


def test_a_told_day_that_is_not_that_of_a_deadline_shows(avance: Portefeuille) -> None:
    """Lists sort by that day: it follows each act, and a hold tells what ends it."""
    seq = avance.journal(REL1)[-1].seq
    [(dit, premier)] = avance.rangees(
        """SELECT d.shown, min(t.shown) FROM dossier d JOIN timer t ON t.dossier = d.id
        WHERE d.numero = :n AND t.status = 'arme' GROUP BY d.shown""",
        n=REL1,
    )
    assert dit == premier[1:]
    dite = frauder(avance, f"UPDATE dossier SET shown = '2030-01-01' WHERE numero = '{REL1}'")
    motif = "le jour que les listes annoncent n’est pas celui de ses délais"
    assert rupture(dite) == (REL1, seq, motif)


def test_a_changed_parameter_breaks_nothing(avance: Portefeuille) -> None:
    avance.aller("2025-03-20")
    tick(avance.bureau)
    avance.attendre(hours=5)
    tick(avance.bureau)
    avance.fire(REL1, "recevoir_reponse_tardive", recue_le="2025-03-20")
    with avance.bureau.travail.ecrire() as connexion:
        valeurs = json.dumps({"relation_entreprise": {"delai_plan": "20 j"}})
        connexion.execute(text("UPDATE convention SET parametres = :p"), {"p": valeurs})
    dite = verifier(avance.bureau)
    assert dite["intact"]
    assert [un["champ"] for un in dite["ecarts_de_faits"]] == ["terme_du_plan"]
