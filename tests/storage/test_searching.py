"""Every name and every dossier stands as it is searched, however it was written."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from states.searching import cherchable
from storage import register_tables as r
from storage import tables as t
from storage.looking import FiltreDossiers, page
from storage.missed_tasks import Lecture
from storage.register_batches import modifier
from storage.register_parties import donneurs_par_siret, entreprises_par_cle
from tests.portfolio import Portefeuille

JOUR = date(2026, 6, 1)
LU = Lecture(JOUR)
NOMMEES = [table for table in r.metadata.sorted_tables if "nom_cherche" in table.c]


def test_names_and_dossiers_are_searchable_as_they_stand(portefeuille: Portefeuille) -> None:
    with portefeuille.bureau.travail.ecrire() as connexion:
        cle = ("SIRET", "73282932000074")
        siret = "21690149600010"
        for nom in (None, "Société Œuvrière"):  # known by its number, then named
            entreprises_par_cle(connexion, {cle: nom})
            donneurs_par_siret(connexion, {siret: nom})
        [une, *_] = connexion.execute(select(r.entreprise.c.id)).scalars()
        modifier(connexion, r.entreprise, une, {"nom": "Bâtir Ensemble"})
        assert len(NOMMEES) == 4
        for table in NOMMEES:
            lues = connexion.execute(select(table.c.nom, table.c.nom_cherche)).all()
            assert lues, table.name
            assert [cherche for _, cherche in lues] == [cherchable(nom or "") for nom, _ in lues]
        d, s = t.dossier.c, t.recherche.c
        lues = connexion.execute(
            select(d.numero, d.subject, s.texte).outerjoin_from(
                t.dossier, t.recherche, s.dossier == d.id
            )
        ).all()
        assert len(lues) > 2
        assert [une.texte for une in lues] == [cherchable(f"{u.numero} {u.subject}") for u in lues]


@pytest.mark.parametrize("mots", ["oeuvriere", "ŒUVRIÈRE société", "œuvrière", "Oeuvrière"])
def test_a_company_is_found_with_or_without_its_accents(
    portefeuille: Portefeuille, mots: str
) -> None:
    with portefeuille.bureau.travail.ecrire() as connexion:
        tous = page(connexion, FiltreDossiers(), LU, apres=None, limite=50)
        une = next(une.dossier for une in tous if une.dossier.entreprise)
        modifier(connexion, r.entreprise, une.entreprise or 0, {"nom": "Société Œuvrière"})
        for texte in (mots, f"{mots} {une.numero.lower()}"):
            lues = page(connexion, FiltreDossiers(texte=texte), LU, apres=None, limite=50)
            assert une.id in {lue.dossier.id for lue in lues}
            assert len(lues) < len(tous)
        assert not page(connexion, FiltreDossiers(texte=f"{mots} zzz"), LU, apres=None, limite=9)
