"""What people read: each command in plain French, and what it says of an empty or a bad case."""

from __future__ import annotations

import io
import logging
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from jalon.commands.logs import regler_les_journaux
from jalon.commands.session import acteur
from tests.jalon.ligne import Ligne
from tests.jalon.test_registering import CONVENTION, decp, marche
from tests.portfolio import MAR, REL1, REL2, VILLE


def lire(jalon: Ligne, *arguments: object, code: int = 0) -> str:
    """Human stdout, its spaces plain."""
    dit = jalon.dire(*arguments)
    assert dit.code == code, dit.stdout + dit.stderr
    return dit.stdout.replace("\u00a0", " ")


def test_a_server_left_alone_says_when_it_will_be_called(jalon: Ligne) -> None:
    lire(jalon, "init")
    with closing(sqlite3.connect(jalon.dossier / "jalon.db")) as base, base:
        base.execute(
            "INSERT INTO battement (nom, a, detail) VALUES ('smtp', ?, ?)",
            (
                "2099-01-01T00:00:00.000000Z",
                '{"pannes": 2, "doutes": 2, "fin": "2099-01-01T00:05:00.000000Z"}',
            ),
        )
    dite = lire(jalon, "deliver").replace("\n", " ")
    assert "plusieurs fois de suite juste après un envoi. Prochain essai dans" in dite


def test_office_in_plain_french(jalon: Ligne) -> None:
    assert lire(jalon, "init").startswith("Base ")
    assert "déjà prête, à jour" in lire(jalon, "init").replace("\n", " ")
    assert "Tout est en ordre." in lire(jalon, "config", "verifier")
    jalon.fire(REL1, "nouer_relation")
    assert lire(jalon, "tick") == (
        "Échéances traitées : aucune.\nSceau du jour posé (2025-03-03).\n"
    )
    assert lire(jalon, "deliver") == "Courriels : 1 envoyé.\n"
    assert lire(jalon, "deliver") == "Courriels : aucun à envoyer.\n"
    assert lire(jalon, "verify").startswith("Le journal est intact : ")
    assert lire(jalon, "sceller") == "Sceau du jour posé (2025-03-03).\n"
    assert lire(jalon, "recalculer") == (
        "Toutes les échéances en cours sont conformes aux réglages.\n"
    )
    assert "par boîte capturée" in lire(jalon, "courriel-test", "moi@exemple.test")
    assert lire(jalon, "check") == "Les définitions sont en ordre.\n"
    assert lire(jalon, "backup", "copie.db").startswith("Copie faite : copie.db (")
    ailleurs = Ligne(jalon.dossier, f"sqlite:///{jalon.dossier / 'autre.db'}")
    assert "4 dossiers" in lire(ailleurs, "restore", "copie.db")


def test_redirected_mail_is_said(jalon: Ligne) -> None:
    jalon.autres = {"JALON_COURRIEL_REDIRIGER_VERS": "essais@exemple.test"}
    dit = lire(jalon, "courriel-test", "moi@exemple.test")
    assert "Courriel à essais@exemple.test" in dit
    assert "redirigent tout le courrier" in dit


def test_server_that_does_not_answer(jalon: Ligne) -> None:
    jalon.autres = {
        "JALON_COURRIEL_REDIRIGER_VERS": "essais@exemple.test",
        "JALON_COURRIEL_MODE": "smtp",
        "JALON_COURRIEL_HOTE": "127.0.0.1",
        "JALON_COURRIEL_PORT": "1",
    }
    dit = lire(jalon, "courriel-test", "moi@exemple.test", code=1)
    assert "Courriel à essais@exemple.test par 127.0.0.1:1 : reporté." in dit
    assert "Connexion impossible" in dit
    jalon.fire(REL1, "nouer_relation")
    assert "Connexion impossible" in lire(jalon, "deliver", code=1)  # nothing has left


def test_late_clock_and_deadlines_to_change(jalon: Ligne) -> None:
    jalon.fire(REL1, "signaler_difficulte", motif="silence")
    Path("config.yaml").write_text('bureau: {jours_de_fermeture: ["2025-03-10"]}\n')
    dit = lire(jalon, "recalculer")
    assert "Relance à faire" in dit
    assert "Rien n’est changé" in dit
    assert "changée" in lire(jalon, "recalculer", "--appliquer")
    jalon.maintenant = "2025-06-02T09:30+02:00"
    assert "Échéances traitées : " in lire(jalon, "tick")
    assert "À regarder" in lire(jalon, "health", code=1)


def test_register_in_plain_french(jalon: Ligne) -> None:
    Path("c.yaml").write_text(CONVENTION)
    assert lire(jalon, "convention", "ajouter", "c.yaml") == "Convention NEUVE-2025 : ajoutée.\n"
    assert "NEUVE-2025" in lire(jalon, "convention", "lister")
    doublons = [marche(id="2025-990"), marche(id="2025-99")]
    fichier = decp(Path("m.json"), *doublons, *[marche(id=f"x{n}", montant="?") for n in range(12)])
    dit = lire(jalon, "import", "decp", fichier)
    assert "14 marchés lus" in dit
    annuaire = Path("siae.csv")
    annuaire.write_text("siret,raison_sociale\n")
    jalon.dire("import", "siae", annuaire)
    assert lire(jalon, "compte", "ajouter", "zoe", "--nom", "Zoé", "--role", "facilitateur") == (
        "Compte zoe : ajouté.\n"
    )
    jalon.json("affecter", REL1, "--a", "zoe", "--by", "fac")
    ferme = lire(jalon, "compte", "fermer", "zoe")
    assert ferme == (
        "Compte zoe : fermé.\n"
        "1 dossier lui reste confié : « jalon affecter », ou la page Équipe, change cela.\n"
    )
    assert "fermé" in lire(jalon, "compte", "lister")
    assert lire(jalon, "donneur-ordre", "ajouter", "--nom", "Ville d'Oullins", "--siret", VILLE)


def test_empty_register_says_what_to_do(vierge: Ligne) -> None:
    vierge.json("init")
    assert lire(vierge, "compte", "lister").startswith("Aucun compte.")
    assert lire(vierge, "convention", "lister").startswith("Aucune convention.")
    assert lire(vierge, "marches").startswith("Aucun marché ne correspond.")
    assert lire(vierge, "dossiers").startswith("Aucun dossier ne correspond.")
    assert lire(vierge, "taches") == "Rien à faire.\n"


def test_acts_in_plain_french(jalon: Ligne) -> None:
    pause = lire(
        jalon,
        "fire",
        REL1,
        "mettre_en_attente",
        "--by",
        "fac",
        "--set",
        "motif=travaux",
        "--set",
        "mode=date_fixe",
        "--set",
        "jusqu_au=2025-03-20",
    )
    assert pause.startswith(f"{REL1} : « À contacter », révision")
    assert lire(jalon, "dossier", REL1).startswith("En pause jusqu’au jeudi 20 mars 2025.")
    assert "en pause" in lire(jalon, "dossiers")
    notee = ("fire", REL2, "noter", "--by", "fac", "--set", "texte=x", "--key", "k")
    lire(jalon, *notee)
    assert lire(jalon, *notee).startswith("Déjà enregistré")
    assert f"{MAR} : confié à resp." in lire(jalon, "affecter", MAR, "--a", "resp", "--by", "fac")
    rev = jalon.json("dossier", REL2)["rev"]
    jalon.fire(REL2, "signaler_difficulte", motif="silence")
    dit = lire(
        jalon,
        "fire",
        REL2,
        "lever_difficulte",
        "--by",
        "fac",
        "--set",
        "motif=ok",
        "--rev",
        str(rev),
    )
    assert "Entre-temps : « Signaler une difficulté »" in dit
    tache = jalon.json("taches", "--compte", "ref")[0]["id"]
    assert lire(jalon, "tache", tache, "--repondre", "fait", "--by", "ref").startswith("Tâche")


def test_following_in_plain_french(jalon: Ligne) -> None:
    jalon.json("import", "decp", decp(Path("m.json"), marche()))
    suivre = ("suivre", "2025-99", "--convention", "OULLINS-2022", "--facilitateur", "fac")
    erreur = jalon.refus(*suivre, "--disposition", "lune")
    assert (erreur["champ"], "--disposition" in erreur["message"]) == ("disposition", True)
    assert lire(jalon, *suivre).startswith(
        "Marché suivi : MAR-2025-00002.\n  Relation ouverte : REL-2025-00004"
    )


def test_takeover_in_plain_french(jalon: Ligne) -> None:
    assert lire(jalon, "reprise", "--modele", "modele.csv") == "Modèle écrit : modele.csv.\n"
    dit = lire(jalon, "reprise", "modele.csv", "--dry-run")
    assert dit.startswith("Essai : rien n’est écrit.")
    assert "lignes lues" in dit


def test_broken_journal_is_told(jalon: Ligne) -> None:
    with closing(sqlite3.connect(jalon.dossier / "jalon.db")) as base:
        garde = base.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'journal_sans_modification'"
        ).fetchone()[0]
        base.execute("DROP TRIGGER journal_sans_modification")
        base.execute("UPDATE journal SET actor = 'autre' WHERE id = 2")
        base.execute(garde)
        base.commit()
    dit = lire(jalon, "verify", code=1)
    assert "rompu" in dit
    assert "Première rupture : dossier " in dit
    assert " : la ligne a changé depuis qu’elle est écrite" in " ".join(dit.split())
    assert "{" not in dit
    assert jalon.dire("verify", "--json").json["intact"] is False


def test_login_of_a_nameless_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for nom in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(nom, raising=False)

    def sans_nom(_uid: int) -> None:
        raise KeyError

    monkeypatch.setattr("pwd.getpwuid", sans_nom)
    assert acteur() == "cli:inconnu"


def test_logs_are_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    regler_les_journaux()
    regler_les_journaux()
    try:
        raise ZeroDivisionError("secret")  # noqa: TRY301 # a failure like another
    except ZeroDivisionError:
        logging.getLogger("services.x").exception("a batch failed")
    dit = capsys.readouterr().err
    assert dit.count("\n") == 1
    assert "services.x : a batch failed" in dit


def test_logs_go_on_once_stderr_was_closed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fermee = io.StringIO()
    monkeypatch.setattr(sys, "stderr", fermee)
    regler_les_journaux()
    logging.getLogger("services.x").warning("before")
    fermee.close()
    monkeypatch.undo()

    logging.getLogger("services.x").warning("after")

    assert capsys.readouterr().err.endswith("services.x : after\n")


def test_reader_that_leaves_is_no_failure(jalon: Ligne) -> None:
    """``jalon dossiers | head -0``: no traceback, whatever the pipe holds."""
    program = Path(sys.executable).with_name("jalon")
    env = {
        **os.environ,
        "JALON_DATABASE_URL": jalon.url,
        "JALON_ENVIRONNEMENT": "test",
        "JALON_NOW": jalon.maintenant,
    }
    commande = f"for i in 1 2; do '{program}' --json dossiers; done | head -c 1"
    fait = subprocess.run(
        ["sh", "-c", commande], env=env, capture_output=True, text=True, check=False
    )
    assert fait.stdout == "["
    assert fait.stderr == ""


def test_a_desk_without_a_name_is_said_in_words(jalon: Ligne) -> None:
    with sqlite3.connect("jalon.db") as base:
        base.execute("UPDATE tache SET compte = NULL, role = 'referent'")
    dit = " ".join(lire(jalon, "taches").split())
    assert "la personne référente" in dit
    assert " referent " not in dit


def test_explain_writes_a_field_as_it_is_typed(jalon: Ligne) -> None:
    dit = jalon.dire("explain", REL1).stdout
    assert "contact" in dit
    for mot in ("DATE", "TEXTE", "BOOLEEN", "ENTIER", "DECIMAL"):
        assert f"={mot}" not in dit
    assert "date=AAAA-MM-JJ" in dit
