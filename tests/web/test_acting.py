"""Acting through the pages: forms from the definitions, previews, refusals, two people at once."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests.fixtures.files import un_pdf
from tests.plain_text import clair
from tests.portfolio import REL1, Portefeuille, mener
from tests.services.test_recruitment import ENG, ouvrir
from tests.web.conftest import COMPTES, Guichet
from web.typed_dates import lire_date

BASE = f"/relations/{REL1}"
PDF = ("accuse.pdf", un_pdf("un avis"), "application/pdf")


def cache(texte: str, nom: str) -> str:
    """Value of a hidden field."""
    trouve = re.search(rf'name="{nom}" value="([^"]*)"', texte)
    assert trouve is not None, nom
    return trouve[1]


def champs(texte: str) -> dict[str, str]:
    """Every hidden field of a page's act."""
    forme = texte[texte.index('action="/relations') :]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', forme))


def poster(guichet: Guichet, acte: str, donnees: dict[str, Any], **plus: Any) -> Any:
    return guichet.client.post(f"{BASE}/actes/{acte}", data=donnees, follow_redirects=False, **plus)


def contact(guichet: Guichet, **autres: str) -> dict[str, str]:
    page = guichet.lire(f"{BASE}/actes/consigner_contact").text
    saisies = {"date": "hier", "moyen": "telephone", "sens": "sortant", "resultat": "joint"}
    return {**champs(page), **saisies, **autres}


def lignes(portefeuille: Portefeuille, evenement: str) -> int:
    return sum(une.event == evenement for une in portefeuille.journal(REL1))


def test_a_contact_is_logged_in_one_form(fac: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    envoye = poster(fac, "consigner_contact", contact(fac, note="rappeler mardi"))
    assert envoye.status_code == 303
    assert re.fullmatch(rf"{BASE}\?fait=\d+\.[0-9a-f]{{32}}", envoye.headers["location"])
    page = fac.lire(envoye.headers["location"]).text
    assert "c’est enregistré" in page
    assert "rappeler mardi" in page
    ligne = portefeuille_sqlite.journal(REL1)[-1]
    assert (ligne.event, ligne.actor, ligne.on_behalf_of) == ("consigner_contact", "web:fac", "fac")
    assert '"date":"2025-03-02"' in ligne.payload


def test_a_double_click_acts_once(fac: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    forme = contact(fac)
    premiere, seconde = (poster(fac, "consigner_contact", forme) for _ in range(2))
    assert premiere.headers["location"] == seconde.headers["location"]
    assert lignes(portefeuille_sqlite, "consigner_contact") == 1


def test_a_double_click_on_an_act_that_moves_acts_once(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    apercu = fac.lire(f"{BASE}/actes/nouer_relation").text
    forme = champs(apercu)
    premiere, seconde = (poster(fac, "nouer_relation", forme) for _ in range(2))
    assert premiere.status_code == seconde.status_code == 303
    assert premiere.headers["location"] == seconde.headers["location"]
    assert portefeuille_sqlite.etat(REL1) == "en_relation"


def test_a_preview_writes_nothing_and_shows_what_will_leave(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    avant = portefeuille_sqlite.tout()
    avant.pop("session"), avant.pop("tentative")
    apercu = fac.lire(f"{BASE}/actes/nouer_relation").text
    apres = portefeuille_sqlite.tout()
    apres.pop("session"), apres.pop("tentative")
    assert apres == avant
    assert "Rien n’est encore parti" in apercu
    assert "Jean Maçon &lt;jean@btp.test&gt;" in apercu
    assert "Envoyer à Jean Maçon" in apercu


def test_what_was_shown_is_what_leaves(fac: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    forme = champs(fac.lire(f"{BASE}/actes/nouer_relation").text)
    change = poster(fac, "nouer_relation", {**forme, "vu": "autre chose"})
    assert change.status_code == 200
    assert "Le texte a changé depuis que vous l’avez lu" in change.text
    assert portefeuille_sqlite.etat(REL1) == "a_contacter"


def test_a_refusal_says_what_is_missing(fac: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "en_difficulte")
    page = fac.lire(f"{BASE}/actes/proposer_courrier")
    assert page.status_code == 200
    assert "Il faut au moins 2 contacts non aboutis dont un écrit" in page.text
    assert f'action="{BASE}/actes/proposer_courrier"' not in page.text
    force = poster(fac, "proposer_courrier", {"_jeton": fac.jeton("/compte"), "etape": "faire"})
    assert force.status_code == 422
    assert portefeuille_sqlite.etat(REL1) == "en_difficulte"


def test_a_value_that_does_not_fit_is_told_beside_its_field_and_kept(fac: Guichet) -> None:
    refuse = poster(fac, "consigner_contact", contact(fac, date="32/13/2025", note="à garder"))
    assert refuse.status_code == 400
    assert "Erreur : Noter un contact" in clair(refuse.text)
    assert clair(refuse.text).count("« 32/13/2025 » n’est pas une date") == 2  # above, and beside
    assert 'value="32/13/2025"' in refuse.text
    assert "à garder</textarea>" in refuse.text


def test_an_empty_field_is_asked_for_by_its_label(fac: Guichet) -> None:
    refuse = poster(fac, "consigner_contact", {**contact(fac), "moyen": ""})
    assert refuse.status_code == 422
    assert "Il manque : Comment" in clair(refuse.text)


def test_two_people_at_once(fac: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    """The later one is shown what changed, by whom, and keeps what was typed."""
    mener(portefeuille_sqlite, "courrier_recu")
    forme = champs(fac.lire(f"{BASE}/actes/recevoir_reponse").text)
    portefeuille_sqlite.fire(REL1, "recevoir_reponse", "fac", recue_le="2025-03-03")
    tard = poster(fac, "recevoir_reponse", {**forme, "recue_le": "02/03/2025"})
    assert tard.status_code == 409
    assert "Le dossier a changé pendant que vous écriviez" in tard.text
    assert "l’entreprise a répondu" in tard.text
    assert "02/03/2025" in tard.text
    page = clair(tard.text)
    assert "<s>Courrier reçu, délai en cours</s></td><td><strong>En relation</strong>" in page
    delai = page[page.index('<th scope="row">Fin du délai du courrier</th>') :]
    assert delai.startswith(
        '<th scope="row">Fin du délai du courrier</th><td><s>courait</s></td>'
        "<td><strong>arrêté</strong></td>"
    )
    note = {
        "_jeton": fac.jeton("/compte"),
        "etape": "faire",
        "texte": "gardé",
        "rev": cache(tard.text, "rev"),
        "cle": cache(tard.text, "cle"),
    }
    assert "Garder en note" in page
    assert poster(fac, "noter", note).status_code == 303
    assert "gardé" in fac.lire(BASE).text


def test_a_file_is_looked_at_then_kept_until_the_click(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_envoye")
    forme = champs(fac.lire(f"{BASE}/actes/constater_reception").text)
    forme["courrier_recu_le"] = "03/03/2025"
    faux = {"preuve": ("accuse.pdf", b"<script>", "application/pdf")}
    refuse = poster(fac, "constater_reception", forme, files=faux)
    assert refuse.status_code == 400
    assert "n’est pas un fichier admis" in refuse.text
    apercu = poster(fac, "constater_reception", forme, files={"preuve": PDF})
    assert apercu.status_code == 200
    assert "accuse.pdf" in apercu.text
    fait = poster(fac, "constater_reception", champs(apercu.text))
    assert fait.status_code == 303
    assert portefeuille_sqlite.etat(REL1) == "courrier_recu"
    gardee = portefeuille_sqlite.rangees("SELECT nom, corps FROM contenu WHERE genre LIKE 'piece%'")
    assert [(une.nom, bytes(une.corps)) for une in gardee] == [(PDF[0], PDF[1])]


def test_a_file_in_hand_is_its_owner_s_alone(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_envoye")
    guichet.entrer("fac")
    forme = champs(guichet.lire(f"{BASE}/actes/constater_reception").text)
    forme["courrier_recu_le"] = "03/03/2025"
    depose = champs(poster(guichet, "constater_reception", forme, files={"preuve": PDF}).text)
    guichet.client.cookies.clear()
    guichet.entrer("resp")
    vole = {**depose, "_jeton": guichet.jeton("/compte")}
    refuse = poster(guichet, "constater_reception", vole)
    assert refuse.status_code == 400
    assert "n’est plus là" in refuse.text


@pytest.mark.parametrize("login", COMPTES)
def test_only_the_roles_of_an_act_do_it(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, login: str
) -> None:
    """Every role × every act of the state: the page offers what the service lets through."""
    mener(portefeuille_sqlite, "courrier_propose")
    definition = portefeuille_sqlite.bureau.machines.courantes["relation_entreprise"].definition
    roles = {"fac": "facilitateur", "resp": "responsable", "ref": "referent"}.get(login)
    guichet.entrer(login)
    jeton = guichet.jeton("/compte")
    for nom, acte in definition.evenements.items():
        lue = guichet.lire(f"{BASE}/actes/{nom}")
        assert lue.status_code == (200 if roles else 404)
        if roles in acte.par:
            continue
        avant = portefeuille_sqlite.journal(REL1)
        force = poster(guichet, nom, {"_jeton": jeton, "etape": "faire", "motif": "essai"})
        assert force.status_code in {400, 404, 409, 422}, nom
        assert portefeuille_sqlite.journal(REL1) == avant


def test_the_town_decides_itself(guichet: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    guichet.entrer("ref")
    forme = champs(guichet.lire(f"{BASE}/actes/accepter_courrier").text)
    apercu = poster(guichet, "accepter_courrier", forme).text
    assert "Envoyer à Camille Daubrac" in apercu
    assert poster(guichet, "accepter_courrier", champs(apercu)).status_code == 303
    ligne = next(
        une for une in portefeuille_sqlite.journal(REL1) if une.event == "accepter_courrier"
    )
    assert (ligne.actor, ligne.on_behalf_of, ligne.role) == ("web:ref", "ref", "referent")


@pytest.mark.parametrize("acte", ["affecter", "corriger", "retablir"])
def test_the_engine_s_own_acts_offer_what_exists(
    fac: Guichet, portefeuille_sqlite: Portefeuille, acte: str
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    page = fac.lire(f"{BASE}/actes/{acte}").text
    attendu = {
        "affecter": 'value="fac"',
        "corriger": 'value="courrier_recu_le"',
        "retablir": 'value="courrier_envoye"',
    }
    assert attendu[acte] in page


def test_a_correction_tells_what_it_moves(fac: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    portefeuille_sqlite.attendre(days=2)
    forme = champs(fac.lire(f"{BASE}/actes/corriger").text)
    saisies = {"champ": "courrier_recu_le", "valeur": "2025-03-04", "motif": "avis relu"}
    apercu = poster(fac, "corriger", {**forme, **saisies})
    assert apercu.status_code == 200
    assert "mercredi 19 mars" in clair(apercu.text)
    assert poster(fac, "corriger", champs(apercu.text)).status_code == 303


def test_a_correction_asks_for_its_proof_where_it_takes_one(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """What was agreed; one's own entry is corrected by a reason alone."""
    p = portefeuille_sqlite
    mener(p, "courrier_recu")
    ouvrir(p, "engagement", REL1, intitule="Tutorat", theme="tutorat", attendu_le="2025-04-30")
    preuve = 'name="accord_de_correction"'
    assert preuve not in fac.lire(f"{BASE}/actes/corriger?champ=courrier_recu_le").text
    engagement = f"/engagements/{ENG}/actes/corriger"
    assert preuve not in fac.lire(f"{engagement}?champ=intitule").text
    assert preuve in fac.lire(f"{engagement}?champ=attendu_le").text


def test_a_machine_of_another_address_is_absent(fac: Guichet) -> None:
    assert fac.lire(f"/marches/{REL1}").status_code == 404
    assert fac.lire(f"/marches/{REL1}/actes/noter").status_code == 404
    assert fac.lire(f"{BASE}/actes/voler").status_code == 404


@pytest.mark.parametrize(
    ("texte", "lu"),
    [
        ("17/10/2026", "2026-10-17"),
        ("17/10", "2025-10-17"),
        ("1er mars", "2025-03-01"),
        ("17 oct.", "2025-10-17"),
        ("17 octobre 2026", "2026-10-17"),
        ("3.2.25", "2025-02-03"),
        ("12/05/85", "1985-05-12"),
        ("12/05/45", "2045-05-12"),
        ("hier", "2025-03-02"),
        ("Aujourd’hui", "2025-03-03"),
        ("2025-03-04", "2025-03-04"),
        ("31/02", "31/02"),
        ("17 ju", "17 ju"),
        ("jamais", "jamais"),
    ],
)
def test_dates_as_people_type_them(texte: str, lu: str) -> None:
    assert lire_date(texte, date(2025, 3, 3)) == lu
