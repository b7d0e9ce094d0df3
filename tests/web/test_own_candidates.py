"""Who of the team knows a candidate: whoever follows them or their marché (domain.md §13)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from services.accounts import absences
from services.accounts.api_tokens import ACTES
from services.accounts.signing_in import poser_mot_de_passe
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.errors import Interdit, Refused
from services.mail.releasing import modifier
from services.personal_links.shared_calendars import creer, ouvrir
from services.reading.explaining import expliquer_dossier
from services.register.registering import CompteSaisi, ajouter_compte
from tests.plain_text import clair
from tests.portfolio import MAR, REL1, Portefeuille
from tests.services.test_candidatures import CAN, proposer, valider
from tests.web.conftest import COFFRE, MOT_DE_PASSE, Guichet
from tests.web.test_api import Appels, jeton
from tests.web.test_every_machine import MACHINES
from tests.web.test_exports import lignes
from tests.web.test_reading import dans_la_portee, requetes, visiteur
from web.site import Site

FICHE = f"/candidatures/{CAN}"
DU_DOSSIER = re.compile(
    "Zébulon|Aldegonde|1990|bénéficiaire du RSA|attestation|entre nous|prévenue par son frère"
)
"""What tells of the person: name, birth, category, evidence, notes, reasons."""
ECARTE = "Une personne que vous ne suivez pas"


@pytest.fixture
def candidate(site: Site, portefeuille_sqlite: Portefeuille) -> Portefeuille:
    """A candidate of the marché that « fac » follows; « fac2 » follows nothing there."""
    p = portefeuille_sqlite
    ajouter_compte(
        p.bureau.travail, CompteSaisi(login="fac2", nom="Leïla Sorin", roles=("facilitateur",))
    )
    poser_mot_de_passe(p.bureau, COFFRE, "fac2", MOT_DE_PASSE)
    proposer(p)
    preuve = ("pièce de Zébulon.pdf", b"%PDF-1 Zebulon")
    p.fire(CAN, "noter", texte="entre nous", _pieces={"fichier": preuve})
    valider(p)
    p.fire(CAN, "positionner", positionnee_le="2025-03-03")
    champs = {"champ": "naissance", "valeur": "1990-05-05", "motif": "prévenue par son frère"}
    p.fire(CAN, "corriger", **champs)
    return p


def remplacer(p: Portefeuille) -> None:
    """« fac2 » stands in for « fac » today."""
    jour = {"du": date(2025, 3, 3), "au": date(2025, 3, 4)}
    absences.declarer(p.bureau, login="fac", delegue="fac2", **jour)


def confier(p: Portefeuille, numero: str, a: str = "fac2") -> None:
    p.fire(numero, "affecter", "resp", compte=a, motif="répartition")


def portes(p: Portefeuille) -> list[str]:
    """Addresses of everything that hangs on the dossier, by the page of who follows it."""
    courriels = p.rangees(
        "SELECT o.id FROM outbox o JOIN dossier d ON d.id = o.dossier WHERE d.numero = :n", n=CAN
    )
    assert courriels
    return [f"{FICHE}/courriels/{un.id}" for un in courriels]


def connait(guichet: Guichet, login: str) -> bool:
    """Whether the page names the person, the API and the file of the journal agreeing."""
    guichet.client.cookies.clear()
    guichet.entrer(login)
    lues = [guichet.lire(FICHE), guichet.lire(f"{FICHE}/journal/export.csv")]
    lues += [guichet.lire(f"/api/v1/dossiers/{CAN}{une}") for une in ("", "/journal")]
    assert [une.status_code for une in lues] == [200] * 4
    dits = {bool(re.search("Zébulon", une.text)) for une in lues}
    assert len(dits) == 1
    return dits.pop()


def test_who_follows_them_knows_them_and_nobody_else_of_the_team(
    guichet: Guichet, candidate: Portefeuille
) -> None:
    assert connait(guichet, "fac")
    assert connait(guichet, "resp")
    assert not connait(guichet, "fac2")
    remplacer(candidate)
    assert connait(guichet, "fac2")
    candidate.aller("2025-03-05")
    assert not connait(guichet, "fac2")


def test_who_follows_the_marche_knows_them(guichet: Guichet, candidate: Portefeuille) -> None:
    confier(candidate, CAN)
    assert connait(guichet, "fac2")
    assert connait(guichet, "fac")  # the marché is hers
    confier(candidate, MAR)
    assert not connait(guichet, "fac")
    confier(candidate, CAN, "fac")
    assert connait(guichet, "fac")
    assert connait(guichet, "fac2")


def test_a_team_may_share_them_by_a_setting(
    guichet: Guichet, candidate: Portefeuille, site: Site
) -> None:
    bureau = candidate.bureau
    reglages = replace(bureau.reglages, candidats_lus_par_l_equipe=True)
    guichet.client.app.state.site = replace(site, bureau=replace(bureau, reglages=reglages))
    assert connait(guichet, "fac2")


def test_no_page_of_another_names_them(
    guichet: Guichet, candidate: Portefeuille, site: Site
) -> None:
    """Pages, lists, search, exports, calendar, API: the number stands for the person."""
    guichet.entrer("fac")
    pieces = re.findall(rf'href="({FICHE}/pieces/\w+)"', guichet.lire(FICHE).text)
    attachees = [*pieces, *portes(candidate)]
    assert pieces
    assert {guichet.lire(une).status_code for une in attachees} == {200}
    assert DU_DOSSIER.search(guichet.lire(FICHE).text)
    guichet.client.cookies.clear()
    guichet.entrer("fac2")
    assert {guichet.lire(une).status_code for une in attachees} == {404}
    page = clair(guichet.lire(FICHE).text)
    assert ECARTE in page
    assert "Présentée, réponse de l’entreprise attendue" in page
    assert f"{FICHE}/actes/" not in page
    lues = [FICHE, f"{FICHE}/schema", f"{FICHE}/journal/export.csv", "/candidatures"]
    lues += ["/candidatures?vue=tableau", "/candidatures/export.csv", "/aujourdhui"]
    lues += ["/calendrier", f"/relations/{REL1}", f"/marches/{MAR}", "/api/v1/echeances"]
    lues += [f"/api/v1/dossiers/{CAN}{une}" for une in ("", "/journal", "/echeances", "/explain")]
    lues += ["/api/v1/dossiers?machine=candidature"]
    for une in lues:
        lue = guichet.lire(une)
        assert lue.status_code == 200, une
        assert DU_DOSSIER.search(clair(lue.text)) is None, une
    assert CAN in {une[0] for une in lignes(guichet.lire("/candidatures/export.csv").content)}
    trouve = guichet.client.get("/chercher?q=Zébulon").text
    assert CAN not in trouve
    assert not candidate.rangees(
        "SELECT 1 FROM acces a JOIN compte c ON c.id = a.compte "
        "WHERE c.login = 'fac2' AND a.objet LIKE :n",
        n=f"{CAN}%",
    )
    calendrier = ouvrir(site.bureau, creer(site.bureau, visiteur(site, "fac2"), ""))
    assert calendrier.echeances == []


def test_a_responsable_knows_them_but_not_what_made_them_eligible(
    guichet: Guichet, candidate: Portefeuille
) -> None:
    """Category and evidence are for who follows them, a responsable too (domain.md §13)."""
    critere = re.compile("RSA|attestation|Critère principal|20 février 2025|2025-02-20")
    lues = [FICHE, f"{FICHE}/journal/export.csv"]
    lues += [f"/api/v1/dossiers/{CAN}{une}" for une in ("", "/journal", "/explain")]
    candidate.fire(CAN, "corriger", champ="categorie", valeur="deld", motif="saisie")
    candidate.fire(CAN, "corriger", champ="categorie", valeur="rsa", motif="saisie")
    guichet.entrer("resp")
    for une in lues:
        assert critere.search(clair(guichet.lire(une).text)) is None, une
    assert "entre nous" in guichet.lire(FICHE).text
    assert "Le critère et les justificatifs sont lus par" in clair(guichet.lire(FICHE).text)
    confier(candidate, CAN, "fac2")
    guichet.client.cookies.clear()
    guichet.entrer("fac2")
    assert critere.search(clair(guichet.lire(FICHE).text))


def test_what_lists_hold_opens(site: Site, candidate: Portefeuille) -> None:
    listes, ouverts = dans_la_portee(site, visiteur(site, "fac2"))
    assert CAN in listes
    assert listes == ouverts


def test_every_act_of_another_is_refused(
    guichet: Guichet, candidate: Portefeuille, site: Site
) -> None:
    """Each event, by each route: the page, the API, the command line."""
    guichet.entrer("fac2")
    jeton_csrf, avant = guichet.jeton("/compte"), candidate.journal(CAN)
    appels = Appels(guichet.client, jeton(site, "fac2", ACTES))
    for nom, evenement in MACHINES["candidature"].evenements.items():
        adresse = f"{FICHE}/actes/{nom}"
        donnees = {"_jeton": jeton_csrf, "etape": "faire", "motif": "essai"}
        assert guichet.lire(adresse).status_code == 404, nom
        assert guichet.client.post(adresse, data=donnees).status_code == 404, nom
        corps = {"evenement": nom, "saisies": {}}
        entetes = {**appels.entetes, "If-Match": '"9"', "Idempotency-Key": nom}
        envoi = guichet.client.post(
            f"/api/v1/dossiers/{CAN}/evenements", json=corps, headers=entetes
        )
        assert envoi.status_code == 404, nom
        if "facilitateur" in evenement.par:
            with pytest.raises(Refused) as refus:
                candidate.fire(CAN, nom, "fac2")
            assert [une.garde for une in refus.value.refus.conditions] == ["portee"], nom
    [courriel] = candidate.rangees("SELECT id FROM outbox WHERE message = 'candidature_presentee'")
    with pytest.raises(Interdit, match="suit une personne"):
        modifier(candidate.bureau, courriel.id, "fac2", "cli:test", {"texte": "autre"})
    assert candidate.journal(CAN) == avant


def test_nobody_opens_one_where_they_would_not_know_them(
    guichet: Guichet, candidate: Portefeuille
) -> None:
    ouvrir_une = f"/relations/{REL1}/ouvrir/candidature"
    guichet.entrer("fac")
    assert ouvrir_une in guichet.lire(f"/relations/{REL1}").text
    assert guichet.lire(ouvrir_une).status_code == 200
    guichet.client.cookies.clear()
    guichet.entrer("fac2")
    assert ouvrir_une not in guichet.lire(f"/relations/{REL1}").text
    assert guichet.lire(ouvrir_une).status_code == 404
    saisies = {"origine": "facilitation", "nom": "Autre", "prenom": "Une"}
    demande = Ouverture(
        machine="candidature", acteur="cli:test", compte="fac2", dans=REL1, saisies=saisies
    )
    with pytest.raises(Refused):
        ouvrir_a_la_main(candidate.bureau, demande)
    assert len(candidate.rangees("SELECT 1 FROM dossier WHERE machine = 'candidature'")) == 1


@pytest.mark.parametrize("login", ["fac", "fac2", "resp"])
@pytest.mark.parametrize("adresse", [FICHE, f"/relations/{REL1}"])
def test_few_questions(
    guichet: Guichet, candidate: Portefeuille, site: Site, login: str, adresse: str
) -> None:
    if login == "fac":
        confier(candidate, CAN)  # known by the marché alone: the longest way
    guichet.entrer(login)
    guichet.lire(adresse)
    with requetes(site) as dites:
        assert guichet.lire(adresse).status_code == 200
    assert len(dites) <= 10, "\n\n".join(dites)


@pytest.mark.parametrize("champ", ["categorie", "justificatif_etabli_le", "avis_motive"])
def test_what_is_not_read_is_not_corrected(
    guichet: Guichet, candidate: Portefeuille, champ: str
) -> None:
    """Neither guessed (« already so ») nor overwritten, on the page, by the API or the command."""
    avant = candidate.tout()
    valeur = {"categorie": "rsa", "justificatif_etabli_le": "2025-02-20", "avis_motive": "x"}[champ]
    saisies = {"champ": champ, "valeur": valeur, "motif": "essai"}
    with pytest.raises(Refused) as erreur:
        candidate.fire(CAN, "corriger", "resp", **saisies)
    [refus] = erreur.value.refus.conditions
    assert refus.phrase.startswith("Le critère et les justificatifs de cette personne")
    assert candidate.tout() == avant
    guichet.entrer("resp")
    page = guichet.lire(f"{FICHE}/actes/corriger").text
    assert f'value="{champ}"' not in page
    assert 'value="positionnee_le"' in page


def test_who_follows_them_corrects_it(guichet: Guichet, candidate: Portefeuille) -> None:
    guichet.entrer("fac")
    page = guichet.lire(f"{FICHE}/actes/corriger").text
    assert 'value="justificatif_etabli_le"' in page
    saisies = {"champ": "justificatif_etabli_le", "valeur": "2025-02-21", "motif": "relu"}
    candidate.fire(CAN, "corriger", **saisies)
    candidate.fire(CAN, "corriger", "resp", champ="positionnee_le", valeur="2025-03-02", motif="x")


@pytest.fixture
def deux_roles(site: Site, candidate: Portefeuille) -> Portefeuille:
    """An account that answers for the team and follows people of its own, not this one.

    The candidate's age does not fit the category any more: guards would say which ones ask for it.
    """
    roles = ("responsable", "facilitateur")
    compte = CompteSaisi(login="chef", nom="Odile Brun", roles=roles)
    ajouter_compte(candidate.bureau.travail, compte)
    poser_mot_de_passe(candidate.bureau, COFFRE, "chef", MOT_DE_PASSE)
    candidate.fire(CAN, "corriger", champ="categorie", valeur="senior", motif="saisie")
    candidate.fire(CAN, "reprendre")
    return candidate


RENOUVELER = {"justificatif": "vu", "justificatif_etabli_le": "2025-03-01", "categorie": "deld"}
EMBAUCHER = {
    "date_embauche": "2025-03-03",
    "type_contrat": "cdd",
    "modalite": "embauche_directe",
}
RESERVES = {"recevoir_pieces", "valider_eligibilite", "renouveler_pieces", "regulariser"}
CRITERE = "Le critère et les justificatifs de cette personne"


def test_what_is_not_read_is_not_entered(
    guichet: Guichet, deux_roles: Portefeuille, site: Site
) -> None:
    """The page, the API, the command and « explain » say the same."""
    p = deux_roles
    avant, adresse = p.journal(CAN), f"{FICHE}/actes/renouveler_pieces"
    guichet.entrer("chef")
    page = clair(guichet.lire(adresse).text)
    assert CRITERE in page
    assert 'name="categorie"' not in page
    guichet.client.post(
        adresse, data={"_jeton": guichet.jeton("/compte"), "etape": "faire", **RENOUVELER}
    )
    appels = Appels(guichet.client, jeton(site, "chef", ACTES))
    lue = appels.envoyer(CAN, "renouveler_pieces", saisies=RENOUVELER)
    assert lue.status_code == 409
    assert CRITERE in lue.text
    with pytest.raises(Refused) as refus:
        p.fire(CAN, "renouveler_pieces", "chef", **RENOUVELER)
    assert [une.garde for une in refus.value.refus.conditions] == ["portee"]
    assert p.journal(CAN) == avant
    for login in ("chef", "resp"):
        dite = expliquer_dossier(p.bureau, CAN, login)
        assert RESERVES.isdisjoint(un["evenement"] for un in dite["possibles"])
        tus = [un for un in dite["impossibles"] if un["evenement"] in RESERVES]
        assert {un["evenement"] for un in tus} == RESERVES
        assert all([une["garde"] for une in un["conditions"]] == ["portee"] for un in tus)


def test_no_guard_tells_the_category(
    guichet: Guichet, deux_roles: Portefeuille, site: Site
) -> None:
    """An age that does not fit says which categories ask for one; hiring is refused without it."""
    p = deux_roles
    for login in ("chef", "resp"):
        dit = str(expliquer_dossier(p.bureau, CAN, login))
        assert "26 ans" not in dit
        assert "20 février 2025" not in dit
        with pytest.raises(Refused) as refus:
            p.fire(CAN, "embaucher", login, **EMBAUCHER)
        assert "26 ans" not in str(refus.value.refus)
        assert CRITERE in str(refus.value.refus)
    lue = Appels(guichet.client, jeton(site, "chef", ACTES)).envoyer(
        CAN, "embaucher", saisies=EMBAUCHER
    )
    assert lue.status_code == 409
    assert "26 ans" not in lue.text
    with pytest.raises(Refused) as sien:
        p.fire(CAN, "embaucher", **EMBAUCHER)
    assert "26 ans" in str(sien.value.refus)


def test_who_takes_the_dossier_enters_it(deux_roles: Portefeuille) -> None:
    confier(deux_roles, CAN, "chef")
    deux_roles.fire(CAN, "renouveler_pieces", "chef", **RENOUVELER)
