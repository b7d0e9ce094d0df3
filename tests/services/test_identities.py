"""Dated identities: a new SIRET, a move, a merger, and everything that follows is right."""

from __future__ import annotations

from datetime import date

import pytest

from services.errors import Introuvable
from services.holders import nom_du_detenteur
from services.reading.looking import Recherche, dossiers, trouver
from services.reading.looking_dossier import dossier
from services.reading.looking_marches import marches
from services.register.register_donneurs import DonneurOrdreSaisi, ajouter_donneur_ordre
from services.register.register_entreprises import Absorption, EntrepriseSaisie, ajouter_entreprise
from services.register.register_identities import IdentiteSaisie
from storage import parties
from storage import register_queries as registre
from storage.register_values import FiltreMarches
from tests.portfolio import LYON, MAR, REL1, REL2, VILLE, A, B, Portefeuille
from workflow.errors import ValeurInvalide

NOUVEAU, COMMUNE = "41816609600069", "20010274700017"
AVANT, APRES = date(2025, 3, 31), date(2025, 4, 1)
SUCCESSION = EntrepriseSaisie(
    "Bâtir SAS",
    (
        IdentiteSaisie(A, "Bâtir SARL", adresse="1 rue Ancienne"),
        IdentiteSaisie(NOUVEAU, du=APRES, adresse="2 rue Neuve"),
    ),
)


def fiche(portefeuille: Portefeuille, jour: date) -> tuple[str, str | None, str | None]:
    with portefeuille.bureau.travail.lire() as connexion:
        cle = registre.entreprise_par_identifiant(connexion, A)
        assert cle is not None
        lue = parties.fiches_entreprises(connexion, [cle], jour)[cle]
    return lue.nom, lue.siret, lue.adresse


def test_a_company_moves_and_changes_its_siret_on_a_day(portefeuille: Portefeuille) -> None:
    fait = ajouter_entreprise(portefeuille.bureau.travail, SUCCESSION)
    assert (fait.cree, fait.modifie) == (False, True)
    assert fiche(portefeuille, AVANT) == ("Bâtir SARL", A, "1 rue Ancienne")
    assert fiche(portefeuille, APRES) == ("Bâtir SAS", NOUVEAU, "2 rue Neuve")
    encore = ajouter_entreprise(portefeuille.bureau.travail, SUCCESSION)
    assert (encore.cree, encore.modifie) == (False, False)


def test_today_s_views_bear_the_identity_of_today_and_tell_the_published_one(
    portefeuille: Portefeuille,
) -> None:
    travail = portefeuille.bureau.travail
    saisie = EntrepriseSaisie("Bâtir SAS", (IdentiteSaisie(A), IdentiteSaisie(NOUVEAU, du=APRES)))
    connu = "Bâtir SARL"
    ajouter_entreprise(travail, EntrepriseSaisie(connu, (IdentiteSaisie(A),)))
    ajouter_entreprise(travail, saisie)
    avant = dossier(portefeuille.bureau, REL1)
    assert (avant["titulaire"], avant["siret"], avant["publie_sous"]) == (connu, A, [])
    portefeuille.aller("2025-04-01")
    publie = [{"nom": connu, "siret": A}]
    for vue in (
        dossier(portefeuille.bureau, REL1),
        dossiers(portefeuille.bureau, Recherche(machine="relation_entreprise"))["dossiers"][0],
    ):
        assert (vue["titulaire"], vue["siret"]) == ("Bâtir SAS", NOUVEAU)
        assert vue["publie_sous"] == publie
    page = marches(portefeuille.bureau, FiltreMarches(), acheteur=None, apres=None, limite=5)
    suivi = next(un for un in page["marches"] if un["dossier"] == MAR)
    assert {"nom": "Bâtir SAS", "siret": NOUVEAU} in suivi["titulaires"]
    assert suivi["publie_sous"] == publie


def test_a_company_that_was_absorbed_shows_the_one_that_goes_on(
    portefeuille_sqlite: Portefeuille,
) -> None:
    absorbante = EntrepriseSaisie("Bâtir", (IdentiteSaisie(NOUVEAU),), (Absorption(B, APRES),))
    ajouter_entreprise(portefeuille_sqlite.bureau.travail, absorbante)
    assert dossier(portefeuille_sqlite.bureau, REL2)["siret"] == B
    portefeuille_sqlite.aller("2025-04-01")
    vue = dossier(portefeuille_sqlite.bureau, REL2)
    assert (vue["titulaire"], vue["siret"]) == ("Bâtir", NOUVEAU)
    assert [une["siret"] for une in vue["publie_sous"]] == [B]


def test_a_new_name_does_not_reach_back(portefeuille_sqlite: Portefeuille) -> None:
    travail = portefeuille_sqlite.bureau.travail
    connu = "Bâtir SARL"
    ajouter_entreprise(travail, EntrepriseSaisie(connu, (IdentiteSaisie(A),)))
    deux = (IdentiteSaisie(A), IdentiteSaisie(NOUVEAU, du=APRES))
    ajouter_entreprise(travail, EntrepriseSaisie("Bâtir Groupe", deux))
    assert ajouter_entreprise(travail, EntrepriseSaisie("Bâtir Groupe", deux)).modifie is False
    assert fiche(portefeuille_sqlite, AVANT)[:2] == (connu, A)
    assert fiche(portefeuille_sqlite, APRES)[:2] == ("Bâtir Groupe", NOUVEAU)
    villes = (IdentiteSaisie(VILLE), IdentiteSaisie(COMMUNE, du=APRES))
    ajouter_donneur_ordre(travail, DonneurOrdreSaisi("Commune nouvelle", villes))
    with travail.lire() as connexion:
        cle = registre.donneur_ordre_par_siret(connexion, VILLE)
        assert cle is not None
        noms = [registre.noms_donneurs(connexion, [cle], un)[cle] for un in (AVANT, APRES)]
    assert noms == ["Ville d'Oullins", "Commune nouvelle"]


def test_the_letter_and_the_mail_bear_the_identity_of_their_day(
    portefeuille_sqlite: Portefeuille,
) -> None:
    ajouter_entreprise(portefeuille_sqlite.bureau.travail, SUCCESSION)
    for jour, siret in (("2025-03-31", A), ("2025-04-01", NOUVEAU)):
        portefeuille_sqlite.horloge.instant = portefeuille_sqlite.horloge.instant.fromisoformat(
            f"{jour}T09:30+02:00"
        )
        portefeuille_sqlite.fire(REL1, "signaler_au_donneur_ordre", motif="à voir")
        corps = portefeuille_sqlite.rangees(
            """SELECT c.corps FROM outbox o JOIN contenu c ON c.empreinte = o.contenu
            ORDER BY o.id DESC LIMIT 1"""
        )[0].corps
        assert f"SIRET {siret}" in bytes(corps).decode()


def test_a_company_absorbs_another_and_holds_its_marches(portefeuille: Portefeuille) -> None:
    saisie = EntrepriseSaisie("Bâtir", (IdentiteSaisie(A),), (Absorption(B, APRES),))
    assert ajouter_entreprise(portefeuille.bureau.travail, saisie).modifie is True
    assert ajouter_entreprise(portefeuille.bureau.travail, saisie).modifie is False
    tenues = portefeuille.rangees(
        "SELECT numero, entreprise FROM dossier WHERE numero IN (:un, :deux)", un=REL1, deux=REL2
    )
    assert len({une.entreprise for une in tenues}) == 1
    assert fiche(portefeuille, AVANT)[1] == fiche(portefeuille, APRES)[1] == A
    (au,) = portefeuille.rangees("SELECT au FROM entreprise_identite WHERE identifiant = :b", b=B)
    assert str(au[0]) == AVANT.isoformat()


def test_what_is_wrong_is_named(portefeuille_sqlite: Portefeuille) -> None:
    travail, avant = portefeuille_sqlite.bureau.travail, portefeuille_sqlite.tout()
    deux = (IdentiteSaisie(A), IdentiteSaisie(NOUVEAU))
    for saisie, erreur, champ in (
        (EntrepriseSaisie("X", deux), ValeurInvalide, "entreprise.identites"),
        (EntrepriseSaisie("X", ()), ValeurInvalide, "entreprise.siret"),
        (EntrepriseSaisie("", (IdentiteSaisie(A),)), ValeurInvalide, "entreprise.nom"),
        (EntrepriseSaisie("X", (IdentiteSaisie("123"),)), ValeurInvalide, "entreprise.siret"),
        (
            EntrepriseSaisie("X", (IdentiteSaisie(A),), (Absorption(NOUVEAU, APRES),)),
            Introuvable,
            "absorbee",
        ),
    ):
        with pytest.raises(erreur) as levee:
            ajouter_entreprise(travail, saisie)
        assert levee.value.champ == champ  # type: ignore[attr-defined] # both name their field
    assert portefeuille_sqlite.tout() == avant


def test_two_communes_become_one_and_a_marche_keeps_its_own_before(
    portefeuille: Portefeuille,
) -> None:
    """Oullins and another commune end on the same day; the commune nouvelle takes over."""
    fin, debut = date(2025, 12, 31), date(2026, 1, 1)
    commune = DonneurOrdreSaisi(
        "Commune nouvelle",
        (
            IdentiteSaisie(VILLE, "Ville d’Oullins", au=fin),
            IdentiteSaisie(LYON, "Ville voisine", au=fin),
            IdentiteSaisie(COMMUNE, du=debut),
        ),
    )
    assert ajouter_donneur_ordre(portefeuille.bureau.travail, commune).modifie is True
    assert ajouter_donneur_ordre(portefeuille.bureau.travail, commune).modifie is False
    with portefeuille.bureau.travail.lire() as connexion:
        ids = [une.id for une in connexion.execute(registre.select(registre.marche))]
        avant = parties.fiches_marches(connexion, ids, fin)
        apres = parties.fiches_marches(connexion, ids, debut)
        donneur = registre.donneur_ordre_par_siret(connexion, VILLE)
        assert donneur is not None
        assert donneur == registre.donneur_ordre_par_siret(connexion, COMMUNE)
    assert {une.acheteur for une in avant.values()} == {"Ville d’Oullins", "Ville voisine"}
    assert {une.acheteur for une in apres.values()} == {"Commune nouvelle"}
    assert {une.donneur_ordre for une in apres.values()} == {donneur}
    assert portefeuille.fire(MAR, "noter", "ref", texte="la référente suit")["dossier"] == MAR


def test_lists_and_whoever_holds_the_ball_bear_the_names_of_the_day(
    portefeuille: Portefeuille,
) -> None:
    """A commune that became another is never named in the present (domain.md §2.3)."""
    bureau = portefeuille.bureau
    villes = (IdentiteSaisie(VILLE, "Ville d’Oullins", au=AVANT), IdentiteSaisie(COMMUNE, du=APRES))
    ajouter_donneur_ordre(bureau.travail, DonneurOrdreSaisi("Commune nouvelle", villes))
    connue = EntrepriseSaisie("Bâtir SARL", (IdentiteSaisie(A),))
    ajouter_entreprise(bureau.travail, connue)
    ajouter_entreprise(bureau.travail, SUCCESSION)
    for jour, ville, entreprise in (
        (AVANT, "Ville d’Oullins", "Bâtir SARL"),
        (APRES, "Commune nouvelle", "Bâtir SAS"),
    ):
        portefeuille.aller(jour.isoformat())
        liste = dossiers(bureau, Recherche(machine="relation_entreprise"))["dossiers"]
        assert {une["donneur_ordre"] for une in (*liste, dossier(bureau, REL1))} == {ville}
        with bureau.travail.lire() as connexion:
            vue = trouver(bureau, connexion, REL1)
        noms = [nom_du_detenteur(vue, role) for role in ("referent", "entreprise")]
        assert noms == [ville, entreprise]
