"""The pictures of ``docs/machines``: one for each machine, drawn from today's definition.

``JALON_APPROUVER=1`` draws them anew; then look at them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from documents.drawing import empreinte
from jalon.assembly import charger_machines
from services.reading.drawing import dessin_de_machine
from states.role_names import ROLES_COURTS
from workflow.diagram import dessiner

DOCS = Path(__file__).resolve().parents[2] / "docs"
MACHINES = charger_machines().exiger()
PAGE = """# Les machines

Chaque dessin vient de `states/*.yaml` (`jalon diagram MACHINE`) ; avec `--dossier ID`, la commande
allume l’état d’un dossier et son chemin. Ce fichier et les dessins s’écrivent par
`JALON_APPROUVER=1 pytest tests/docs`.
"""


def page() -> str:
    """The page that shows them all."""
    dessins = (
        f"\n## {une.libelle}\n\nVersion {une.version} — {une.source}\n\n"
        f"![{une.libelle}](machines/{nom}.svg)\n"
        for nom, une in sorted(MACHINES.items(), key=lambda paire: paire[1].libelle)
    )
    return PAGE + "".join(dessins)


def test_the_page_names_every_machine() -> None:
    fichier = DOCS / "machines.md"
    if os.environ.get("JALON_APPROUVER"):
        fichier.write_text(page(), "utf-8")
    assert fichier.read_text("utf-8") == page()
    assert {un.stem for un in (DOCS / "machines").glob("*.svg")} <= set(MACHINES)


@pytest.mark.parametrize("nom", sorted(MACHINES))
def test_a_picture_shows_the_machine_of_today(nom: str) -> None:
    fichier = DOCS / "machines" / f"{nom}.svg"
    if os.environ.get("JALON_APPROUVER"):
        fichier.write_text(dessin_de_machine(MACHINES[nom]), "utf-8")
    attendue = empreinte(dessiner(MACHINES[nom], ROLES_COURTS))
    assert f'data-empreinte="{attendue}"' in fichier.read_text("utf-8")
