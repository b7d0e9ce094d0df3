"""``jalon effacer``: what was named goes for ever, and nothing when nothing is named."""

from __future__ import annotations

from tests.jalon.ligne import Ligne

REL = "REL-2025-00001"


def test_what_is_named_is_erased(jalon: Ligne) -> None:
    for texte in ("un mot", "un autre"):
        jalon.fire(REL, "noter", texte=texte)
    assert jalon.refus("effacer", REL)["champ"] == "champ"
    assert jalon.refus("effacer", REL, "--tout", "--champ", "texte")["champ"] == "champ"
    ligne = jalon.json("journal", REL)[-1]["seq"]
    assert jalon.json("effacer", REL, "--ligne", ligne) == {"dossier": REL, "effacees": 1}
    assert "1 valeur effacée." in jalon.dire("effacer", REL, "--champ", "texte").stdout
    assert "un mot" not in str(jalon.json("journal", REL))
    assert jalon.json("effacer", REL, "--tout")["effacees"] == 0
    assert jalon.json("verify")["intact"]


def test_a_candidacy_that_goes_on_asks_for_the_option(jalon: Ligne) -> None:
    saisies = ("--set", "origine=spontanee", "--set", "nom=Zébulon", "--set", "prenom=Maya")
    can = jalon.json("ouvrir", "candidature", "--dans", REL, "--by", "fac", *saisies)["dossier"]
    refus = jalon.refus("effacer", can, "--tout", code=2)
    assert "continuerait sans ce qui serait perdu pour toujours" in refus["message"]
    assert "--en-cours" in refus["remede"]
    assert jalon.json("effacer", can, "--tout", "--en-cours")["effacees"] == 2
