"""People of the register named by a page: referents and deputies, contacts of companies."""

from __future__ import annotations

import pytest

from tests.plain_text import clair
from tests.portfolio import LYON, REL1, VILLE, Portefeuille
from tests.web.conftest import Guichet
from tests.web.test_register import INTERLOCUTEUR, PERSONNE, REFERENT, poster


def test_a_referent_named_by_the_page_takes_over_on_the_day(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    assert 'value="oui" checked' in fac.lire(REFERENT).text  # somebody is there: a deputy first
    for _ in range(2):
        fait = poster(fac, REFERENT, **PERSONNE, suppleant="non")
        assert fait.status_code == 303
    assert "Anne" not in fait.headers["location"]
    requete = "SELECT nom, du, au, suppleant FROM referent ORDER BY du"
    lus = [(une.nom, str(une.du), str(une.au)) for une in portefeuille_sqlite.rangees(requete)]
    assert lus == [
        ("Nadia Orsel", "2022-07-25", "2025-03-03"),
        ("Anne Roux", "2025-03-04", "None"),
    ]
    page = clair(fac.client.get(fait.headers["location"]).text)
    assert "était déjà au registre" in page
    assert "Anne Roux" in page
    assert VILLE in page


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"nom": ""}, "Il manque : Prénom et nom"),
        ({"courriel": "anne"}, "n’est pas une adresse"),
        ({"du": "un jour"}, "n’est pas une date"),
        ({"du": "25/07/2022"}, "est déjà référent·e"),
    ],
)
def test_a_referent_who_cannot_be_named_says_why(
    fac: Guichet, portefeuille_sqlite: Portefeuille, change: dict[str, str], dit: str
) -> None:
    refus = poster(fac, REFERENT, **{**PERSONNE, **change}, suppleant="non")
    assert refus.status_code == 400
    assert dit in clair(refus.text)
    assert len(portefeuille_sqlite.rangees("SELECT 1 FROM referent")) == 1


def test_who_takes_over_from_whom_is_told_before(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    avant = portefeuille_sqlite.tout()["referent"]
    vu = clair(poster(fac, REFERENT, **PERSONNE, suppleant="non", etape="apercu").text)
    assert "Anne Roux est personne référente titulaire de Ville d’Oullins" in vu
    assert "à compter du mardi 4 mars 2025" in vu
    assert "Premier jour</dt><dd>mardi 4 mars 2025</dd>" in vu
    assert "Nadia Orsel, titulaire depuis le lundi 25 juillet 2022, cesse de l’être le" in vu
    assert 'name="etape" value="faire"' in vu
    supplee = clair(poster(fac, REFERENT, **PERSONNE, suppleant="oui", etape="apercu").text)
    assert "La personne titulaire le reste" in supplee
    assert "anne@ville.test, les jours où personne n’est titulaire" in supplee
    assert portefeuille_sqlite.tout()["referent"] == avant
    poster(fac, REFERENT, **PERSONNE, suppleant="non", etape="faire")
    encore = clair(poster(fac, REFERENT, **PERSONNE, suppleant="non", etape="apercu").text)
    assert "depuis le mardi 4 mars 2025 : rien ne change" in encore
    borne = {**PERSONNE, "nom": "Luc Favre", "courriel": "", "du": "1er janvier 2020"}
    tot = clair(poster(fac, REFERENT, **borne, suppleant="non", etape="apercu").text)
    assert "jusqu’au dimanche 24 juillet 2022 (une autre personne suit)" in tot
    assert "aucune période ne finit" in tot
    assert "Sans adresse, ses courriels attendront" in tot


def test_every_fault_is_told_under_the_name_of_its_field(fac: Guichet) -> None:
    fautif = {**PERSONNE, "courriel": "anne", "du": "un jour"}
    for adresse in (REFERENT, INTERLOCUTEUR):
        refus = clair(poster(fac, adresse, **fautif, suppleant="non", etape="apercu").text)
        assert "Courriel : « anne » n’est pas une adresse" in refus
        assert "Premier jour : « un jour » n’est pas une date" in refus
        assert "4 mars" in refus


def test_a_contact_is_named_for_a_company_or_for_one_of_its_marches(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    page = fac.lire(INTERLOCUTEUR).text
    pour = f"{VILLE}/2025-07"
    assert f'value="{pour}"' in page
    assert poster(fac, INTERLOCUTEUR, **PERSONNE).status_code == 303
    complet = {**PERSONNE, "telephone": "04 72 00 00 00"}
    fait = poster(fac, INTERLOCUTEUR, **complet)
    assert "à jour" in fac.client.get(fait.headers["location"]).text
    assert poster(fac, INTERLOCUTEUR, **PERSONNE, marche=pour).status_code == 303
    lus = portefeuille_sqlite.rangees(
        "SELECT marche, telephone FROM interlocuteur WHERE nom = 'Anne Roux' ORDER BY id"
    )
    assert [(une.marche is None, une.telephone) for une in lus] == [
        (True, "04 72 00 00 00"),
        (False, None),
    ]
    refus = poster(fac, INTERLOCUTEUR, **PERSONNE, marche=f"{LYON}/2025-08")
    assert "pas au choix" in refus.text
    assert "pour le marché 2025-07" in clair(fac.lire("/registre/entreprises").text)
    assert "Aucune entreprise ne correspond" in fac.lire("/registre/entreprises?q=zz").text


def test_a_contact_is_told_before_being_named_with_the_mails_that_will_leave(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("DELETE FROM interlocuteur")
    portefeuille_sqlite.fire(REL1, "nouer_relation")  # its mail waits for an address
    (attend,) = portefeuille_sqlite.rangees(
        "SELECT sujet FROM outbox WHERE statut = 'sans_adresse' AND role = 'entreprise'"
    )
    vide = portefeuille_sqlite.tout()["interlocuteur"]

    vu = clair(poster(fac, INTERLOCUTEUR, **PERSONNE, etape="apercu").text)

    assert "Anne Roux répond pour" in vu
    assert "pour tous ses marchés, à compter du mardi 4 mars 2025" in vu
    assert "Ajouter la personne" in vu
    assert "<dt>Premier jour</dt><dd>mardi 4 mars 2025</dd>" in vu
    assert "attendait une adresse" not in vu  # from tomorrow on only
    ce_jour = {**PERSONNE, "du": "3 mars"}
    vu = clair(poster(fac, INTERLOCUTEUR, **ce_jour, etape="apercu").text)
    envoi = f"1 courriel attendait une adresse et lui sera envoyé : « {clair(attend.sujet)} »"
    assert envoi in vu
    sans = {**PERSONNE, "courriel": ""}
    vu = clair(poster(fac, INTERLOCUTEUR, **sans, etape="apercu").text)
    assert "Sans adresse, ses courriels attendront" in vu
    assert portefeuille_sqlite.tout()["interlocuteur"] == vide
    assert poster(fac, INTERLOCUTEUR, **PERSONNE, etape="faire").status_code == 303
    vu = clair(poster(fac, INTERLOCUTEUR, **PERSONNE, etape="apercu").text)
    assert "est déjà au registre depuis le mardi 4 mars 2025 : rien ne change" in vu
    autre = {**PERSONNE, "nom": "Luc Favre", "courriel": "luc@btp.test"}
    vu = clair(poster(fac, INTERLOCUTEUR, **autre, marche=f"{VILLE}/2025-07", etape="apercu").text)
    assert "pour ce seul marché" in vu
    assert "Celles qui sont déjà inscrites le restent" in vu


def test_a_contact_is_put_right_from_a_day_on_then_ends(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    [jean] = portefeuille_sqlite.rangees("SELECT id, entreprise FROM interlocuteur")[:1]
    racine = f"/registre/entreprises/{jean.entreprise}/interlocuteur/"
    adresse = f"{racine}{jean.id}"
    assert f'href="{adresse}"' in fac.lire("/registre/entreprises").text
    connues = {"courriel": "jean@neuf.test", "telephone": "", "fonction": ""}
    refus = poster(fac, adresse, quoi="corriger", jour="un jour", **connues)
    assert "Jour : « un jour » n’est pas une date" in clair(refus.text)
    fait = poster(fac, adresse, quoi="corriger", jour="10 mars", **connues)
    assert "Sa fiche est à jour" in clair(fac.client.get(fait.headers["location"]).text)
    requete = "SELECT id, courriel, du FROM interlocuteur ORDER BY id DESC"
    neuf = portefeuille_sqlite.rangees(requete)[0]
    assert (neuf.courriel, str(neuf.du)) == ("jean@neuf.test", "2025-03-10")
    suite = f"{racine}{neuf.id}"
    fait = poster(fac, suite, quoi="finir", jour="31 mars")
    assert fait.status_code == 303
    page = clair(fac.lire("/registre/entreprises").text)
    assert "jusqu’au 31 mars" in page
    meme = poster(fac, suite, quoi="corriger", jour="10 mars", **connues)
    assert "rien n’a changé" in clair(fac.client.get(meme.headers["location"]).text)
    assert fac.lire(f"{racine}999").status_code == 404
