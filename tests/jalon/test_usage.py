"""Help and wrong usage: French everywhere, exit 2, one JSON value, fast to start."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from jalon.cli import application
from jalon.commands.errors import TABLE, classer
from tests.jalon.ligne import Ligne

ANGLAIS = re.compile(
    r"\b(Options:|Commands|Show|required|default|COMMAND|ARGS|Try|Error|Missing|such|TEXT|str|bool"
    r"|env var|Invalid|unexpected|help for)\b"
)


def commandes(commande: Any, mots: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield mots
    for nom, sous in getattr(commande, "commands", {}).items():
        yield from commandes(sous, (*mots, nom))


TOUTES = list(commandes(get_command(application)))


@pytest.mark.parametrize("mots", TOUTES, ids=" ".join)
def test_help_of_every_command_is_french(vierge: Ligne, mots: tuple[str, ...]) -> None:
    dit = vierge.dire(*mots, "--help")
    assert dit.code == 0
    assert ANGLAIS.findall(dit.stdout) == []
    assert "Usage : jalon" in dit.stdout
    assert "Montre cette aide." in dit.stdout
    assert max(len(une) for une in dit.stdout.splitlines()) <= 100


def test_every_command_of_the_design_is_there() -> None:
    attendues = """demo|demo avancer|serve|worker|init|check|import decp|import siae|suivre|reprise
        |compte ajouter|convention ajouter|donneur-ordre ajouter|referent designer
        |interlocuteur ajouter|affecter|marches|dossiers|dossier|journal|fire|explain|deadline|tick
        |deliver|recalculer|verify|health|config verifier|courriel-test|backup|restore"""
    noms = {" ".join(mots) for mots in TOUTES}
    assert {un.strip() for un in attendues.split("|")} - noms == set()


def test_help_loads_no_room() -> None:
    """Start-up under half a second (design §2): the rooms are loaded when a command runs."""
    code = (
        "import sys; from jalon.cli import application; import typer.main as m;"
        "m.get_command(application);"
        "print([n for n in ('sqlalchemy', 'pydantic', 'jinja2', 'rich', 'services', 'storage')"
        " if n in sys.modules])"
    )
    fait = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert fait.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "message", "champ"),
    [
        (["frobnic"], "La commande « frobnic » n’existe pas.", None),
        (["jurnal"], "La commande « jurnal » n’existe pas ; peut-être « journal ».", None),
        (["compte", "ajout"], "La commande « ajout » n’existe pas ; peut-être « ajouter ».", None),
        (["dossier"], "Il manque l’argument DOSSIER.", "DOSSIER"),
        (["dossier", "1", "2"], "Argument en trop : 2.", None),
        (["deadline", "--from", "2026-01-01"], "Il manque l’option --delay.", "--delay"),
        (["deadline", "--delay"], "L’option --delay attend une valeur.", "--delay"),
        (
            ["deadline", "--calandar", "x"],
            "L’option --calandar n’existe pas ; peut-être --calendar.",
            "--calandar",
        ),
        (["tick", "-x"], "L’option -x n’existe pas.", "-x"),
        (["config"], None, None),
    ],
)
def test_wrong_usage(
    vierge: Ligne, arguments: list[str], message: str | None, champ: str | None
) -> None:
    dit = vierge.dire(*arguments)
    assert dit.code == 2
    assert "Traceback" not in dit.stderr
    if message is None:
        return
    assert dit.stderr.splitlines()[0].replace("\u00a0", " ") == message
    assert dit.stdout == ""
    erreur = vierge.refus(*arguments)
    assert (erreur["code"], erreur["message"], erreur["champ"]) == ("usage", message, champ)
    assert erreur["remede"].startswith("Aide : jalon")


def test_common_options_stand_before_or_after(vierge: Ligne) -> None:
    apres = vierge.dire("deadline", "--from", "2026-01-05", "--delay", "3 j", "--json")
    avant = vierge.dire("--json", "deadline", "--from", "2026-01-05", "--delay", "3 j")
    assert avant == apres
    assert vierge.refus("dossiers", "--config", "absent.yaml")["champ"] == "config"
    assert vierge.refus("--config", "absent.yaml", "dossiers")["champ"] == "config"
    assert vierge.refus("compte", "--config", "absent.yaml", "lister")["code"] == "reglage"


def test_the_table_of_errors_names_real_errors() -> None:
    from importlib import import_module

    for nom in TABLE:
        module, _, classe = nom.rpartition(".")
        assert issubclass(getattr(import_module(module), classe), Exception), nom


def test_a_bug_gives_a_number_and_no_traceback(
    vierge: Ligne, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        raise ZeroDivisionError("secret")  # noqa: TRY301 # a bug like another
    except ZeroDivisionError as erreur:
        echec = classer(erreur)
    assert echec.sortie == 1
    assert echec.code == "anomalie"
    assert "L’opération en cours n’a pas été écrite" in echec.message
    assert "secret" not in str(echec.en_json())
    assert capsys.readouterr() == ("", "")


def test_trace_shows_the_detail_on_demand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JALON_TRACE", "1")
    try:
        raise ZeroDivisionError("secret")  # noqa: TRY301 # a bug like another
    except ZeroDivisionError as erreur:
        classer(erreur)
    assert "ZeroDivisionError: secret" in capsys.readouterr().err


def test_serve_says_that_the_web_is_to_come(vierge: Ligne) -> None:
    dit = vierge.dire("serve")
    assert dit.code == 1
    assert "jalon worker" in dit.stdout
    assert vierge.refus("serve", "--port", "99999")["champ"] == "--port"
    assert vierge.dire("serve", "--json").erreur["code"] == "absent"


def test_what_is_not_utf8_is_refused_at_the_door(jalon: Ligne) -> None:
    for arguments in (
        ("fire", "REL-2025-00001", "noter", "--by", "fac", "--set", "texte=Zo\udce9"),
        ("dossier", "REL\udcff"),
    ):
        erreur = jalon.refus(*arguments)
        assert erreur["champ"] == "arguments"
        assert "illisible" in erreur["message"]
