"""The register by its pages: a marché followed, an agreement added, people named; by whom."""

from __future__ import annotations

from typing import Any

import pytest

from services.register.register_conventions import ajouter_convention, lire_convention
from services.register.registering import CompteSaisi, ajouter_compte
from tests.plain_text import clair
from tests.portfolio import LYON, MAR, VILLE, A, Portefeuille
from tests.web.conftest import COMPTES, Guichet

SUIVRE = "/registre/marches/2/suivre"
"""The marché of the portfolio that nobody follows: its buyer is another one."""
AJOUTER = "/registre/conventions/ajouter"
REFERENT = "/registre/donneurs-ordre/1/referent"
INTERLOCUTEUR = "/registre/entreprises/1/interlocuteur"
DE_L_EQUIPE = (
    *("/registre/marches", SUIVRE, "/registre/donneurs-ordre", REFERENT),
    *("/registre/entreprises", INTERLOCUTEUR),
)
STRUCTURE = "13000354400033"
CONVENTION = {
    "reference": "LYON-2025",
    "donneur_ordre.nom": "Ville de Lyon",
    "donneur_ordre.siret": LYON,
    "effet_le": "01/01/2025",
    "duree": "4 ans",
    "structure.nom": "Maison de l'emploi",
    "structure.siret": STRUCTURE,
    "zone": "metropole",
}
FICHIER = f"""
reference: LYON-2025
structure: {{siret: "{STRUCTURE}", nom: Maison de l'emploi}}
donneur_ordre: {{nom: Ville de Lyon, siret: "{LYON}"}}
effet_le: 2025-01-01
duree: 4 ans
parametres: {{relation_entreprise: {{contacts_requis: 3}}}}
"""
SUIVI = {"convention": "LYON-2025", "facilitateur": "fac"}
PERSONNE = {"nom": "Anne Roux", "courriel": "anne@ville.test", "du": "4 mars"}


def poster(guichet: Guichet, adresse: str, **champs: Any) -> Any:
    return guichet.envoyer(adresse, "/compte", **champs)


@pytest.fixture
def lyon_a_signe(portefeuille_sqlite: Portefeuille) -> None:
    """The buyer of the marché that nobody follows has an agreement."""
    ajouter_convention(portefeuille_sqlite.bureau.travail, lire_convention(FICHIER))


@pytest.fixture
def resp(guichet: Guichet) -> Guichet:
    guichet.entrer("resp")
    return guichet


@pytest.mark.parametrize("login", COMPTES)
def test_the_register_is_kept_by_the_team_and_agreements_by_who_answers_for_it(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, login: str
) -> None:
    guichet.entrer(login)
    avant = portefeuille_sqlite.tout()["marche"], portefeuille_sqlite.tout()["referent"]
    for adresse in DE_L_EQUIPE:
        attendu = 200 if login in {"fac", "resp"} else 404
        assert (adresse, guichet.lire(adresse).status_code) == (adresse, attendu)
    attendu = 200 if login in {"fac", "resp", "adm"} else 404
    assert guichet.lire("/registre/conventions").status_code == attendu
    attendu = 200 if login in {"resp", "adm"} else 404
    assert guichet.lire(AJOUTER).status_code == attendu
    if login not in {"fac", "resp"}:
        for adresse in (SUIVRE, REFERENT, INTERLOCUTEUR):
            assert poster(guichet, adresse, **SUIVI, **PERSONNE).status_code == 404
    if login not in {"resp", "adm"}:
        assert poster(guichet, AJOUTER, **CONVENTION).status_code == 404
    assert avant == (portefeuille_sqlite.tout()["marche"], portefeuille_sqlite.tout()["referent"])


def test_the_marches_to_follow_are_found_by_what_people_know_of_them(fac: Guichet) -> None:
    a_suivre = fac.lire("/registre/marches").text
    assert f'href="{SUIVRE}"' in a_suivre
    assert MAR not in a_suivre
    assert MAR in fac.lire("/registre/marches?voir=tous").text
    for mots, trouve in (("2025-08", True), (A, True), ("groupe", True), ("nulle+part", False)):
        page = fac.lire(f"/registre/marches?q={mots}").text
        assert (mots, f'href="{SUIVRE}"' in page) == (mots, trouve)


@pytest.mark.usefixtures("lyon_a_signe")
def test_following_is_shown_then_done_once(fac: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    avant = portefeuille_sqlite.tout()
    apercu = poster(fac, SUIVRE, **SUIVI, etape="apercu")
    vu = clair(apercu.text)
    assert "Rien n’est encore" in vu
    assert "3 relations s’ouvrent" in vu
    assert "À faire ensuite" in vu
    assert "n’est pas le donneur d’ordre" not in vu
    assert portefeuille_sqlite.tout()["dossier"] == avant["dossier"]
    fait = poster(fac, SUIVRE, **SUIVI, etape="faire")
    assert fait.status_code == 303
    numero = fait.headers["location"].partition("?")[0].rpartition("/")[2]
    enfants = portefeuille_sqlite.rangees(
        "SELECT e.numero FROM dossier e JOIN dossier m ON e.parent = m.id WHERE m.numero = :n"
        " AND e.machine = 'relation_entreprise'",
        n=numero,
    )
    assert len(enfants) == 3
    encore = poster(fac, SUIVRE, **SUIVI, etape="faire")
    assert encore.headers["location"].partition("?")[0].endswith(numero)
    assert "déjà suivi" in fac.lire(SUIVRE).text
    assert "rien ne s’ouvrirait" in poster(fac, SUIVRE, **SUIVI, etape="apercu").text


def test_a_marche_is_not_followed_under_the_agreement_of_another_buyer(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """The people of its own buyer could not see it, those of the other one would get its mails."""
    page = clair(fac.lire(SUIVRE).text)
    assert "OULLINS-2022" not in page
    assert "n’a pas de convention au registre" in page
    assert "Ajoutez la convention de" in page
    for etape in ("apercu", "faire"):
        refus = poster(fac, SUIVRE, **SUIVI | {"convention": "OULLINS-2022"}, etape=etape)
        assert refus.status_code == 400
        assert "« OULLINS-2022 » n’est pas au choix" in clair(refus.text)
        assert "Ajoutez la convention de" in clair(refus.text)
    assert len(portefeuille_sqlite.rangees("SELECT 1 FROM dossier WHERE machine = 'marche'")) == 1


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"convention": ""}, "Il manque : Convention"),
        ({"facilitateur": ""}, "Il manque : Confié à"),
        ({"convention": "AUTRE"}, "« AUTRE » n’est pas au choix"),
        ({"facilitateur": "compta"}, "n’est pas au choix"),
        ({"type_disposition": "aucune"}, "n’est pas au choix"),
    ],
)
@pytest.mark.usefixtures("lyon_a_signe")
def test_a_marche_that_cannot_be_followed_so_says_why(
    fac: Guichet, portefeuille_sqlite: Portefeuille, change: dict[str, str], dit: str
) -> None:
    refus = poster(fac, SUIVRE, **{**SUIVI, **change}, etape="faire")
    assert refus.status_code == 400
    assert dit in clair(refus.text)
    assert len(portefeuille_sqlite.rangees("SELECT 1 FROM dossier WHERE machine = 'marche'")) == 1


def test_the_agreements_of_another_structure_are_no_choice(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    autre = CONVENTION | {"structure.siret": A, "structure.nom": "Une autre maison"}
    guichet.entrer("adm")
    assert poster(guichet, AJOUTER, **autre).status_code == 303
    compte = CompteSaisi(login="resp", nom="Sofia Amrani", roles=("responsable",), structure=A)
    ajouter_compte(portefeuille_sqlite.bureau.travail, compte)
    guichet.client.cookies.clear()
    guichet.entrer("resp")
    page = guichet.lire(SUIVRE).text
    assert 'value="LYON-2025" checked' in page  # the one of its buyer
    assert "OULLINS-2022" not in page
    assert guichet.lire(REFERENT).status_code == 404
    refus = poster(guichet, AJOUTER, **CONVENTION, reference_="x")
    assert "autre structure que la vôtre" in refus.text
    assert "Une autre maison" in guichet.lire(AJOUTER).text


def test_an_agreement_is_added_once_and_governs_at_once(
    resp: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    for _ in range(2):
        assert poster(resp, AJOUTER, **CONVENTION).status_code == 303
    page = clair(resp.client.get("/registre/conventions").text)
    assert "LYON-2025" in page
    assert "31 décembre 2028" in page
    refus = poster(resp, AJOUTER, **{**CONVENTION, "duree": "2 ans"})
    assert refus.status_code == 400
    assert "est déjà au registre" in clair(refus.text)
    assert 'value="2 ans"' in refus.text
    assert 'value="LYON-2025"' in resp.lire(SUIVRE).text
    durees = portefeuille_sqlite.rangees("SELECT duree FROM convention WHERE reference LIKE 'LY%'")
    assert [une.duree for une in durees] == ["4 ans"]
    traces = portefeuille_sqlite.rangees("SELECT objet, fois FROM acces WHERE quoi = 'registre'")
    assert [tuple(une) for une in traces] == [("convention LYON-2025", 1)]


@pytest.mark.parametrize(
    ("change", "champ", "dit"),
    [
        ({"reference": ""}, "reference", "Il manque : Référence"),
        ({"donneur_ordre.siret": "123"}, "donneur_ordre.siret", "SIRET qui n’a pas 14 chiffres"),
        ({"structure.courriel": "clauses"}, "structure.courriel", "adresse électronique"),
        ({"duree": "longtemps"}, "duree", "4 ans"),
        ({"effet_le": "bientôt"}, "effet_le", "n’est pas une date"),
        ({"zone": "lune"}, "zone", "n’existe pas"),
        ({"duree": "15 j"}, "duree", "n’est pas la durée d’une convention"),
        ({"reference": "../<b>x"}, "reference", "n’est pas la référence d’une convention"),
    ],
)
def test_an_agreement_that_does_not_read_names_its_field(
    resp: Guichet, change: dict[str, str], champ: str, dit: str
) -> None:
    refus = poster(resp, AJOUTER, **{**CONVENTION, **change})
    assert refus.status_code == 400
    assert f'href="#{champ}"' in refus.text
    assert dit in clair(refus.text)


@pytest.mark.parametrize(
    ("change", "champ"),
    [
        ({"structure.nom": "Structure renommée"}, "structure.nom"),
        ({"structure.courriel": "pirate@ailleurs.example"}, "structure.courriel"),
        ({"donneur_ordre.siret": VILLE, "donneur_ordre.nom": "Ville d’Essai"}, "donneur_ordre.nom"),
    ],
)
def test_whoever_adds_an_agreement_renames_nobody(
    resp: Guichet, portefeuille_sqlite: Portefeuille, change: dict[str, str], champ: str
) -> None:
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE structure SET courriel = 'clauses@mmie.example'")
    avant = portefeuille_sqlite.tout()
    refus = poster(resp, AJOUTER, **{**CONVENTION, **change})
    assert refus.status_code == 400
    assert f'href="#{champ}"' in refus.text
    assert "Le registre dit" in refus.text
    assert portefeuille_sqlite.tout() == avant


@pytest.mark.parametrize(
    ("corps", "dit"),
    [
        (b"\xff\xfe", "ne se lit pas"),
        (b"[" * 100_000, "ne se lit pas"),
        (b"reference: [", "YAML"),
        (b"toto: 1", "Champ inconnu"),
        (FICHIER.replace("contacts_requis", "contacts").encode(), "contacts"),
        (FICHIER.replace("contacts_requis: 3", "contacts_requis: 1").encode(), "annexe 2/A"),
        (FICHIER.encode(), ""),
    ],
)
def test_the_file_of_an_agreement_holds_its_parameters(
    resp: Guichet, portefeuille_sqlite: Portefeuille, corps: bytes, dit: str
) -> None:
    recu = resp.client.post(
        AJOUTER,
        data={"_jeton": resp.jeton("/compte")},
        files={"fichier": ("c.yaml", corps)},
        follow_redirects=False,
    )
    lues = portefeuille_sqlite.rangees(
        "SELECT parametres FROM convention WHERE reference = 'LYON-2025'"
    )
    if dit:
        assert (recu.status_code, lues) == (400, [])
        assert dit in clair(recu.text)
        assert 'href="#fichier"' in recu.text
    else:
        assert recu.status_code == 303
        assert "contacts_requis" in lues[0].parametres


def test_what_is_not_there_is_not_there(fac: Guichet) -> None:
    for adresse in (SUIVRE, REFERENT, INTERLOCUTEUR):
        assert fac.lire(adresse.replace("/1/", "/99/").replace("/2/", "/99/")).status_code == 404


def test_a_form_found_again_after_the_door_is_shown_as_it_was_typed(fac: Guichet) -> None:
    for adresse in (REFERENT, INTERLOCUTEUR):
        revue = poster(fac, adresse, **PERSONNE, suppleant="non", etape="revoir")
        assert 'value="Anne Roux"' in revue.text


def test_the_lists_and_the_first_steps_lead_there(
    resp: Guichet, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'href="/registre/marches"' in resp.lire("/marches").text
    assert f'href="{AJOUTER}"' in resp.lire("/conventions").text
    monkeypatch.setattr("services.reading.day.vues.nombres", lambda *_: [])
    monkeypatch.setattr("services.reading.day.vues.compter", lambda *_: 0)
    pas = resp.lire("/aujourdhui").text.partition('id="premiers-pas"')[2]
    for adresse in (AJOUTER, "/registre/donneurs-ordre", "/registre/marches"):
        assert f'href="{adresse}"' in pas
