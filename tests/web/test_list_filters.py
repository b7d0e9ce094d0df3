"""Lists narrowed by buyer, person and words, and sorted by their headers."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from states.searching import cherchable
from storage.register_tables import donneur_ordre
from tests.plain_text import clair
from tests.portfolio import REL1, REL2, REL3, Portefeuille, mener
from tests.web.conftest import Guichet

_RANGEE = re.compile(r'<th scope="row"><a href="/relations/([^"]+)"')


def numeros(guichet: Guichet, requete: str) -> list[str]:
    lue = guichet.lire(f"/relations?{requete}")
    assert lue.status_code == 200
    return _RANGEE.findall(lue.text)


def options(texte: str, nom: str) -> dict[str, str]:
    """Words → value of a choice of the filter."""
    choix = re.search(rf'<select[^>]* name="{nom}">(.*?)</select>', texte, re.DOTALL)
    assert choix is not None
    return {mots: cle for cle, mots in re.findall(r'value="(\d+)"[^>]*>([^<]+)<', choix[1])}


def test_a_list_is_narrowed_to_a_buyer_or_a_person(fac: Guichet) -> None:
    texte = fac.lire("/relations").text
    toutes = set(numeros(fac, ""))
    for nom in ("ville", "suivi"):
        for mots, cle in options(texte, nom).items():
            lue = fac.lire(f"/relations?{nom}={cle}").text
            siennes = set(_RANGEE.findall(lue))
            rangees = re.findall(r"<tr>.*?</tr>", texte, re.DOTALL)
            dites = {un for un in toutes for r in rangees if un in r and mots in r}
            assert siennes == dites, (nom, mots)
            assert f"{nom}={cle}" in lue  # kept by the links of the page
    assert numeros(fac, "ville=999999") == []


@pytest.mark.parametrize(
    "mots",
    ["{sujet}", "{envers}", "ville oullins", "OULLINS  {premier}", "{numero}", "{fin}"],
)
def test_words_are_looked_for_in_any_order(fac: Guichet, mots: str) -> None:
    trouve = re.search(rf'/relations/{REL1}">([^<]+)</a>', fac.lire("/relations").text)
    assert trouve is not None
    noms = trouve[1].split()
    cherches = mots.format(
        sujet=" ".join(noms),
        envers=" ".join(reversed(noms)),
        premier=noms[0],
        numero=REL1,
        fin=REL1[-5:],
    )
    assert REL1 in numeros(fac, f"q={cherches}")
    assert numeros(fac, f"q={cherches} introuvable") == []


@pytest.mark.parametrize("colonne", ["dossier", "etat", "suivi", "echeance"])
def test_a_header_sorts_both_ways(fac: Guichet, colonne: str) -> None:
    page = fac.lire("/relations?tri=dossier").text
    assert f'href="/relations{"?tri=-dossier" if colonne == "dossier" else "?"}' in page
    croit, decroit = (numeros(fac, f"tri={sens}{colonne}") for sens in ("", "-"))
    assert set(croit) == set(decroit) == {REL1, REL2, REL3}
    assert 'aria-sort="descending"' in fac.lire(f"/relations?tri=-{colonne}").text
    assert numeros(fac, "tri=inconnu") == numeros(fac, "")


def test_the_order_is_that_of_the_column(fac: Guichet) -> None:
    def sujets(sens: str) -> list[str]:
        texte = fac.lire(f"/relations?tri={sens}dossier").text
        return re.findall(r'<th scope="row"><a [^>]*>([^<]+)<', texte)

    assert sujets("") == sorted(sujets(""))
    assert sujets("-") == sorted(sujets(""), reverse=True)


@pytest.mark.parametrize("vue", ["liste", "calendrier"])
def test_an_empty_list_says_how_its_first_dossier_comes(fac: Guichet, vue: str) -> None:
    assert 'href="/ouvrir/operation"' in fac.lire(f"/operations?vue={vue}").text
    texte = fac.lire(f"/lots?vue={vue}").text
    assert "Aucun dossier pour l’instant" in texte
    assert 'href="/reprise"' in texte


def test_an_unknown_state_is_told(guichet: Guichet) -> None:
    guichet.entrer("fac")
    assert "Étape inconnue : « toto »" in clair(guichet.lire("/relations?etat=toto").text)


def test_accents_may_be_left_out(fac: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        nom = "Ville d’ÉCULLY-Sainte-Foy"
        connexion.execute(update(donneur_ordre).values(nom=nom, nom_cherche=cherchable(nom)))
    toutes = set(numeros(fac, ""))
    for mots in ("ecully", "écully", "Ecully sainte"):
        assert set(numeros(fac, f"q={mots}")) == toutes
    assert numeros(fac, "q=erully") == []


def test_states_are_sorted_in_the_order_of_the_process(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    portefeuille_sqlite.fire(REL1, "nouer_relation")
    mener(portefeuille_sqlite, "en_difficulte", REL2)
    lus = numeros(fac, "tri=etat")
    assert lus.index(REL3) < lus.index(REL1) < lus.index(REL2)  # à contacter, en relation, en…
    assert numeros(fac, "tri=-etat")[0] == REL2
    page = fac.lire("/relations?tri=-etat").text
    assert '<option value="-etat" selected>' in page
