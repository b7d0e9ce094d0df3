"""The API: who may call it, what it answers, how it refuses; the same rules as the pages."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import TestClient

from services.accounts.api_tokens import ACTES, LECTURE, creer, mes_jetons, revoquer
from storage.column_types import ecrire_instant
from tests.fixtures.files import un_pdf
from tests.portfolio import DEBUT, MAR, REL1, REL2, A, B, C, Portefeuille, mener
from tests.services.test_looking import compter_les_requetes
from tests.web.conftest import COMPTES, Guichet
from tests.web.test_reading import visiteur
from web.api.pace import Rythme, TropDAppels
from web.app import application
from web.site import Site

RACINE = "/api/v1"
LISTES = ("dossiers", "echeances", "marches", "entreprises", "conventions")
D_UN = ("", "/journal", "/echeances", "/explain")
CONTACT = {"date": "2025-03-02", "moyen": "telephone", "sens": "sortant", "resultat": "joint"}
PROBLEME = "application/problem+json"


def jeton(site: Site, login: str = "fac", portee: str = ACTES) -> str:
    return creer(site.bureau, visiteur(site, login), "essai", portee, "90")


@dataclass
class Appels:
    """A program with a token."""

    client: TestClient[Any]
    secret: str

    @property
    def entetes(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def lire(self, chemin: str) -> Any:
        return self.client.get(f"{RACINE}/{chemin}", headers=self.entetes)

    def envoyer(self, dossier: str, evenement: str, **plus: Any) -> Any:
        rev = plus.pop("rev", None) or self.lire(f"dossiers/{dossier}").headers["etag"]
        entetes = {"If-Match": rev, "Idempotency-Key": plus.pop("cle", "une-cle")}
        corps = {"evenement": evenement, **plus}
        return self.client.post(
            f"{RACINE}/dossiers/{dossier}/evenements",
            json=corps,
            headers={**self.entetes, **entetes},
        )


@pytest.fixture
def fac(guichet: Guichet, site: Site) -> Appels:
    return Appels(guichet.client, jeton(site))


def refus(lue: Any, statut: int) -> dict[str, Any]:
    """The body of a refusal, which always has the same form."""
    assert lue.status_code == statut, lue.text
    assert lue.headers["content-type"] == PROBLEME
    corps: dict[str, Any] = lue.json()
    assert corps["status"] == statut
    assert corps["title"]
    assert corps["detail"]
    return corps


@pytest.mark.parametrize(
    "chemin",
    ["openapi.json", *LISTES, *(f"dossiers/{REL1}{une}" for une in D_UN)],
)
def test_nobody_reads_without_a_token(guichet: Guichet, chemin: str) -> None:
    for entetes in ({}, {"Authorization": "Bearer jalon_faux"}, {"Authorization": "Basic eDp5"}):
        lue = guichet.client.get(f"{RACINE}/{chemin}", headers=entetes)
        corps = refus(lue, 401)
        assert lue.headers["www-authenticate"].startswith("Bearer")
        assert "Mes jetons" in corps["remede"]


@pytest.mark.parametrize("login", COMPTES)
def test_the_api_shows_what_the_pages_show(guichet: Guichet, site: Site, login: str) -> None:
    if login not in {"fac", "resp", "ref", "lyon"}:
        guichet.entrer(login)
        refus(guichet.client.get(f"{RACINE}/dossiers"), 401)
        return
    lus = Appels(guichet.client, jeton(site, login)).lire("dossiers").json()
    siens = {un["numero"] for un in lus["dossiers"]}
    assert siens == (set() if login == "lyon" else {MAR, REL1, REL2, "REL-2025-00003"}) or (
        login == "lyon" and siens.isdisjoint({MAR, REL1, REL2})
    )


def test_another_s_dossier_is_like_none(guichet: Guichet, site: Site) -> None:
    lyon = Appels(guichet.client, jeton(site, "lyon"))
    for suite in D_UN:
        sien = refus(lyon.lire(f"dossiers/{REL1}{suite}"), 404)
        assert sien == refus(lyon.lire(f"dossiers/REL-2025-09999{suite}"), 404)
    refus(lyon.envoyer(REL1, "accepter_courrier", rev='"1"'), 404)
    assert lyon.lire("conventions").json() == {"conventions": []}
    assert all(un["dossier"] is None for un in lyon.lire("marches").json()["marches"])


def test_the_town_reads_no_note(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    portefeuille_sqlite.fire(REL1, "noter", "fac", texte="entre nous")
    ville = Appels(guichet.client, jeton(site, "ref"))
    assert "entre nous" not in ville.lire(f"dossiers/{REL1}/journal").text


def test_a_dossier_whole(fac: Appels, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    lue = fac.lire(f"dossiers/{REL1}")
    fiche = lue.json()
    assert lue.headers["etag"] == f'"{fiche["rev"]}"'
    assert fiche["etat"] == "courrier_recu"
    assert fiche["prochaine_echeance"]["dernier_jour"] == "2025-03-18"
    assert fac.lire(f"dossiers/{fiche['id']}").json() == fiche
    journal = fac.lire(f"dossiers/{REL1}/journal?limite=2").json()
    assert [une["seq"] for une in journal["lignes"]] == [1, 2]
    assert journal["total"] == len(portefeuille_sqlite.journal(REL1))
    dites = fac.lire(f"dossiers/{REL1}/echeances").json()["echeances"]
    assert any("15 jours" in phrase for une in dites for phrase in une["calcul"])
    explication = fac.lire(f"dossiers/{REL1}/explain").json()
    assert "recevoir_reponse" in {un["evenement"] for un in explication["possibles"]}
    pourquoi = {un["evenement"]: un["conditions"] for un in explication["impossibles"]}
    assert pourquoi["proposer_courrier"][0]["phrase"]


def test_lists_are_read_page_by_page(fac: Appels) -> None:
    lus, suite = [], "dossiers?limite=3"
    while suite:
        page = fac.lire(suite)
        lus += [un["numero"] for un in page.json()["dossiers"]]
        liens = page.links
        suite = liens["next"]["url"].removeprefix(f"{RACINE}/") if "next" in liens else ""
    assert len(lus) == len(set(lus)) == fac.lire("dossiers").json()["total"]


def test_filters_are_those_of_the_pages(fac: Appels, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    for filtre in (
        "machine=relation_entreprise&etat=courrier_recu",
        "main=entreprise",
        f"q={REL1}",
        "machine=relation_entreprise&avant=2025-03-25&main=entreprise",
    ):
        assert [un["numero"] for un in fac.lire(f"dossiers?{filtre}").json()["dossiers"]] == [
            REL1
        ], filtre


@pytest.mark.parametrize(
    ("chemin", "champ"),
    [
        ("dossiers?limite=0", "limite"),
        ("dossiers?page=x", "page"),
        ("dossiers?avant=demain", "avant"),
        ("dossiers?couleur=verte", "couleur"),
        ("marches?q=%00", "q"),
        ("dossiers/pas-un-numero", "cle"),
    ],
)
def test_a_filter_that_does_not_read_is_named(fac: Appels, chemin: str, champ: str) -> None:
    assert refus(fac.lire(chemin), 400)["champ"] == champ


def test_deadlines_of_all_dossiers(fac: Appels, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    lues = fac.lire("echeances?machine=relation_entreprise&au=2025-03-31").json()["echeances"]
    sienne = next(une for une in lues if une["dossier"] == REL1 and une["declenche"])
    assert sienne["jour"] == "2025-03-18"
    assert [une["declenche_le"] for une in lues] == sorted(une["declenche_le"] for une in lues)
    assert fac.lire("echeances?du=0001-01-01&au=9999-12-31").status_code == 200


def test_the_register(fac: Appels) -> None:
    (marche,) = fac.lire("marches?q=2025-07").json()["marches"]
    assert marche["dossier"] == MAR
    assert len(marche["titulaires"]) == 3
    entreprises = fac.lire("entreprises").json()["entreprises"]
    assert {A, B, C} <= {une["siret"] for un in entreprises for une in un["identites"]}
    siret = entreprises[0]["identites"][0]["siret"]
    (trouvee,) = fac.lire(f"entreprises?q={siret}").json()["entreprises"]
    assert trouvee == entreprises[0]
    (convention,) = fac.lire("conventions").json()["conventions"]
    assert convention["reference"] == "OULLINS-2022"


def test_an_event_advances_a_dossier_once(fac: Appels, portefeuille_sqlite: Portefeuille) -> None:
    rev = fac.lire(f"dossiers/{REL1}").headers["etag"]
    fait = fac.envoyer(REL1, "nouer_relation", rev=rev)
    assert fait.status_code == 201
    assert fait.json()["vers"] == "en_relation"
    assert fait.headers["etag"] == f'"{fait.json()["rev"]}"'
    encore = fac.envoyer(REL1, "nouer_relation", rev=rev)
    assert encore.status_code == 201
    assert encore.json() == {**fait.json(), "deja_fait": True}
    lignes = [une for une in portefeuille_sqlite.journal(REL1) if une.event == "nouer_relation"]
    assert [(une.actor, une.on_behalf_of) for une in lignes] == [("api:fac", "fac")]
    autre = refus(fac.envoyer(REL1, "consigner_contact", saisies=CONTACT, rev=rev), 422)
    assert autre["champ"] == "Idempotency-Key"


def test_what_has_changed_since_it_was_read_refuses(
    fac: Appels, portefeuille_sqlite: Portefeuille
) -> None:
    rev = fac.lire(f"dossiers/{REL1}").headers["etag"]
    portefeuille_sqlite.fire(REL1, "nouer_relation")
    avant = portefeuille_sqlite.journal(REL1)
    corps = refus(fac.envoyer(REL1, "consigner_contact", saisies=CONTACT, rev=rev), 412)
    assert corps["champ"] == "If-Match"
    assert portefeuille_sqlite.journal(REL1) == avant


def test_both_headers_are_asked_for(fac: Appels) -> None:
    adresse, corps = f"{RACINE}/dossiers/{REL1}/evenements", {"evenement": "nouer_relation"}
    sans = fac.client.post(adresse, json=corps, headers=fac.entetes)
    assert refus(sans, 428)["champ"] == "If-Match"
    sans_cle = fac.client.post(adresse, json=corps, headers={**fac.entetes, "If-Match": '"1"'})
    assert refus(sans_cle, 400)["champ"] == "Idempotency-Key"


def test_the_process_says_why_not(fac: Appels, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "en_difficulte")
    corps = refus(fac.envoyer(REL1, "proposer_courrier"), 409)
    assert corps["conditions"][0]["garde"] == "relance_justifiee"
    assert "au moins 2 contacts" in corps["detail"].replace("\u00a0", " ")
    vide = refus(fac.envoyer(REL1, "consigner_contact", cle="deux"), 409)
    assert "moyen" in vide["saisies_manquantes"]
    faux = fac.envoyer(REL1, "consigner_contact", saisies={**CONTACT, "date": "hier"}, cle="3")
    assert refus(faux, 422)["champ"] == "date"


def test_a_file_is_looked_at(fac: Appels, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_envoye")
    saisies = {"courrier_recu_le": "2025-03-03"}
    faux = {"preuve": {"nom": "avis.pdf", "contenu": "PHNjcmlwdD4="}}
    refuse = fac.envoyer(REL1, "constater_reception", saisies=saisies, pieces=faux)
    assert refus(refuse, 422)["champ"] == "preuve"
    juste = {"preuve": {"nom": "avis.pdf", "contenu": b64encode(un_pdf("avis")).decode()}}
    fait = fac.envoyer(REL1, "constater_reception", saisies=saisies, pieces=juste)
    assert fait.json()["vers"] == "courrier_recu"


def test_a_token_of_reading_does_not_act(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    lecteur = Appels(guichet.client, jeton(site, portee=LECTURE))
    assert lecteur.lire("dossiers").status_code == 200
    refus(lecteur.envoyer(REL1, "nouer_relation"), 403)
    assert portefeuille_sqlite.etat(REL1) == "a_contacter"


def test_a_token_ends(guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille) -> None:
    fac = Appels(guichet.client, jeton(site))
    assert fac.lire("conventions").status_code == 200
    (sien,) = mes_jetons(site.bureau, visiteur(site, "fac"))
    assert sien["vu_le"] is not None
    revoquer(site.bureau, visiteur(site, "resp"), sien["id"])
    assert fac.lire("conventions").status_code == 200  # another's does nothing
    revoquer(site.bureau, visiteur(site, "fac"), sien["id"])
    refus(fac.lire("conventions"), 401)

    fac = Appels(guichet.client, jeton(site))
    with site.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE compte SET actif = 0 WHERE login = 'fac'")
    refus(fac.lire("conventions"), 401)

    ref = Appels(guichet.client, jeton(site, "ref"))
    passe = ecrire_instant(site.bureau.horloge.reelle() - timedelta(seconds=1))
    with site.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql(f"UPDATE jeton_api SET expire_le = '{passe}'")  # noqa: S608 # ours
    refus(ref.lire("conventions"), 401)


def test_the_database_holds_no_token(site: Site, portefeuille_sqlite: Portefeuille) -> None:
    secret = jeton(site)
    assert secret not in str(portefeuille_sqlite.tout())


def test_a_browser_reads_and_acts_only_with_its_form_s_token(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("fac")
    rev = guichet.client.get(f"{RACINE}/dossiers/{REL1}").headers["etag"]
    adresse, corps = f"{RACINE}/dossiers/{REL1}/evenements", {"evenement": "nouer_relation"}
    entetes = {"If-Match": rev, "Idempotency-Key": "1"}
    refus(guichet.client.post(adresse, json=corps, headers=entetes), 403)
    assert portefeuille_sqlite.etat(REL1) == "a_contacter"
    entetes["x-jalon-jeton"] = guichet.jeton("/compte")
    assert guichet.client.post(adresse, json=corps, headers=entetes).status_code == 201


def test_a_token_opens_no_page(guichet: Guichet, site: Site) -> None:
    secret = {"Authorization": f"Bearer {jeton(site)}"}
    assert guichet.lire("/relations", headers=secret).status_code == 303


def test_what_is_not_there_is_told_as_a_problem(fac: Appels) -> None:
    refus(fac.lire("rien"), 404)
    refus(fac.client.get(f"{RACINE}/rien"), 401)
    interdit = fac.client.delete(f"{RACINE}/dossiers", headers=fac.entetes)
    refus(interdit, 405)
    assert "GET" in interdit.headers["allow"]
    adresse = f"{RACINE}/dossiers/{REL1}/evenements"
    for corps in (b"{", b"[]", b'{"evenement": 1}', b'{"evenement": "noter", "x": 1}'):
        refus(fac.client.post(adresse, content=corps, headers=fac.entetes), 400)


def test_the_description_is_whole(fac: Appels) -> None:
    lue = fac.lire("openapi.json")
    dite = lue.json()
    assert set(dite["paths"]) == {
        *(f"{RACINE}/{une}" for une in LISTES),
        *(f"{RACINE}/dossiers/{{cle}}{une}" for une in (*D_UN, "/evenements")),
    }
    assert dite["components"]["securitySchemes"]["jeton"]["scheme"] == "bearer"
    operations = [une for chemin in dite["paths"].values() for une in chemin.values()]
    assert all("401" in une["responses"] and une["summary"] for une in operations)


@pytest.mark.parametrize("chemin", [*LISTES, *(f"dossiers/{REL1}{une}" for une in D_UN)])
def test_every_answer_is_read_in_ten_questions(
    fac: Appels, portefeuille_sqlite: Portefeuille, chemin: str
) -> None:
    """Whatever the number of rows: the token is one of them."""
    fac.lire(chemin)
    with compter_les_requetes(portefeuille_sqlite) as posees:
        assert fac.lire(chemin).status_code == 200
    assert 0 < len(posees) <= 10, posees


def test_who_calls_too_often_is_told_when_to_come_back(site: Site) -> None:
    with TestClient(application(replace(site, appels_par_minute=2))) as client:
        fac, ref = Appels(client, jeton(site)), Appels(client, jeton(site, "ref"))
        assert [fac.lire("marches").status_code for _ in range(2)] == [200, 200]
        lue = fac.lire("marches")
        assert refus(lue, 429)["title"] == "Trop de demandes"
        assert 0 < int(lue.headers["retry-after"]) <= 60
        assert ref.lire("marches").status_code == 200  # nobody shuts another out


def test_a_minute_later_it_calls_again() -> None:
    rythme = Rythme(1)
    rythme.exiger(1, DEBUT)
    with pytest.raises(TropDAppels) as refuse:
        rythme.exiger(1, DEBUT + timedelta(seconds=20))
    assert refuse.value.headers == {"Retry-After": "40"}
    rythme.exiger(1, DEBUT + timedelta(seconds=60))


def test_an_instant_out_of_the_calendar_is_told(fac: Appels) -> None:
    for le in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        corps = refus(fac.envoyer(REL1, "consigner_contact", saisies=CONTACT, le=le), 422)
        assert corps["champ"] == "le"


def test_a_body_nested_without_end_does_not_read(fac: Appels) -> None:
    entetes = {**fac.entetes, "If-Match": '"1"', "Idempotency-Key": "k"}
    adresse = f"{RACINE}/dossiers/{REL1}/evenements"
    for corps in (b"[" * 5_000, b'{"evenement":"noter","saisies":' + b'{"a":' * 5_000):
        lue = fac.client.post(
            adresse, content=corps, headers={**entetes, "content-type": "application/json"}
        )
        assert "forme" in refus(lue, 400)["detail"]


def test_an_unknown_state_is_refused(guichet: Guichet, site: Site) -> None:
    fac = Appels(guichet.client, jeton(site, "fac"))
    corps = refus(fac.lire("dossiers?etat=x"), 422)
    assert "n’est pas un état" in corps["detail"]
    assert refus(fac.lire("dossiers?machine=marche&etat=courrier_recu"), 422)
