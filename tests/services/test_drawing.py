"""Pictures: nothing overlaps, a dossier's state is lit, its path is thick."""

from __future__ import annotations

import subprocess
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from documents import drawing
from documents.drawing import en_svg
from documents.errors import DessinImpossible
from jalon.assembly import charger_machines
from services.reading.drawing import dessin_de_dossier, dessin_de_machine
from states.role_names import ROLES_COURTS
from tests.portfolio import REL1, Portefeuille, mener
from workflow.diagram import TRAIT, VECU, VIF, dessiner

MACHINES = charger_machines().exiger()
SVG = "{http://www.w3.org/2000/svg}"
Boite = tuple[float, float, float, float]


def boites(dessin: str) -> dict[str, Boite]:
    """Where Graphviz puts each box and each label: left, bottom, right, top."""
    commande = ["dot", "-Tplain"]
    fait = subprocess.run(commande, input=dessin, capture_output=True, text=True, check=True)
    lues: dict[str, Boite] = {}
    for ligne in fait.stdout.splitlines():
        mots = ligne.split(maxsplit=6)
        if mots[0] == "node":
            x, y, largeur, hauteur = map(float, mots[2:6])
            lues[mots[1]] = (x - largeur / 2, y - hauteur / 2, x + largeur / 2, y + hauteur / 2)
    return lues


def se_touchent(une: Boite, autre: Boite) -> bool:
    return une[0] < autre[2] and autre[0] < une[2] and une[1] < autre[3] and autre[1] < une[3]


@pytest.mark.parametrize("nom", sorted(MACHINES))
def test_no_label_covers_another(nom: str) -> None:
    lues = boites(dessiner(MACHINES[nom], ROLES_COURTS))
    assert set(MACHINES[nom].etats) <= set(lues)
    assert [
        (une, autre) for une, autre in combinations(lues, 2) if se_touchent(lues[une], lues[autre])
    ] == []


@pytest.mark.parametrize("nom", sorted(MACHINES))
def test_an_arrow_leads_to_every_state(nom: str) -> None:
    """To an end that many states reach, from a note that names them."""
    traces = [un.split(" [")[0] for un in dessiner(MACHINES[nom], ROLES_COURTS).splitlines()
              if " -> " in un and "style=invis" not in un]  # fmt: skip
    menes = {un.split(" -> ")[1].strip(" ;") for un in traces}
    assert set(MACHINES[nom].etats) <= menes
    partis = {un.split(" -> ")[0].strip() for un in traces}
    renvois = {un for un in partis if un.startswith("renvoi_")}
    assert all(un.removeprefix("renvoi_") in MACHINES[nom].evenements for un in renvois)


def test_a_picture_says_labels_roles_and_deadlines() -> None:
    svg = dessin_de_machine(MACHINES["relation_entreprise"])
    racine = ET.fromstring(svg)  # noqa: S314 # our own picture
    dit = " ".join(
        " ".join(un.itertext()).replace("\u00a0", " ") for un in racine.iter(f"{SVG}text")
    )
    for attendu in (
        "Courrier reçu, délai en cours",
        "La main : référent·e",
        "15 jours",
        "(horloge)",
    ):
        assert attendu in dit
    assert racine.find(f"{SVG}title") is not None
    assert "États : À contacter" in (racine.findtext(f"{SVG}desc") or "")


def test_a_dossier_lights_its_state_and_its_path(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_accepte")
    definition, svg = dessin_de_dossier(portefeuille.bureau, REL1)
    assert definition.machine == "relation_entreprise"
    racine = ET.fromstring(svg)  # noqa: S314 # our own picture
    fonds = {
        un.attrib["id"]: {trace.attrib.get("fill") for trace in un.iter(f"{SVG}path")}
        for un in racine.iter(f"{SVG}g")
        if un.attrib.get("id", "").startswith("etat_")
    }
    assert {nom for nom, lus in fonds.items() if VIF in lus} == {"etat_courrier_accepte"}
    assert {nom for nom, lus in fonds.items() if VECU in lus} == {
        "etat_a_contacter", "etat_en_difficulte", "etat_courrier_propose",
    }  # fmt: skip
    epais = [
        un for un in racine.iter(f"{SVG}path")
        if un.attrib.get("stroke") == TRAIT and un.attrib.get("stroke-width") == "3"
    ]  # fmt: skip
    assert len(epais) == 6, "three moves, in two halves each"


def test_what_cannot_be_drawn_says_how_to_mend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DessinImpossible, match="Graphviz refuse le dessin"):
        en_svg("digraph {", titre="", description="")
    monkeypatch.setattr(drawing.shutil, "which", lambda _nom: None)
    with pytest.raises(DessinImpossible) as dit:
        en_svg("digraph {}", titre="", description="")
    assert "apt-get install graphviz" in dit.value.remede
