"""What was looked at and is no longer true: told before anything is done."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from services.counter.acting import agir
from services.mail.delivering import livrer
from tests.plain_text import clair
from tests.portfolio import REL1, REL2, Portefeuille, mener
from tests.services.clockwork import PosteDocile
from tests.web.conftest import Guichet
from tests.web.test_acting import BASE, champs, lignes, poster
from tests.web.test_kept_forms import caches
from web.pages import actes

PAUSE = {"mode": "date_fixe", "motif": "le chantier s’arrête"}


def confirmer_apres_lecture(fac: Guichet, p: Portefeuille, conflit: str) -> None:
    """Nothing was written; the page of the conflict leads to the preview again, then to the act."""
    assert lignes(p, "nouer_relation") == 0
    relue = poster(fac, "nouer_relation", champs(conflit))
    assert poster(fac, "nouer_relation", champs(relue.text)).status_code == 303


def test_a_confirmation_tells_what_another_did_since_the_preview(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    vue = champs(fac.lire(f"{BASE}/actes/nouer_relation").text)
    portefeuille_sqlite.fire(REL1, "affecter", "resp", compte="fac")
    tard = poster(fac, "nouer_relation", vue)
    assert tard.status_code == 409
    dite = clair(tard.text)
    assert "Erreur : " in dite
    assert "Le dossier a changé pendant que vous écriviez" in dite
    assert "</strong> : confier le dossier" in dite
    assert "<strong>resp</strong>" not in dite  # by name
    confirmer_apres_lecture(fac, portefeuille_sqlite, tard.text)


def test_what_cannot_be_entered_any_more_is_kept_as_a_note(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "en_difficulte")
    vue = champs(fac.lire(f"{BASE}/actes/mettre_en_attente").text)
    portefeuille_sqlite.fire(REL1, "mettre_en_attente", "resp", **PAUSE)
    tard = poster(fac, "mettre_en_attente", {**vue, **PAUSE, "motif": "un motif à garder"})
    assert tard.status_code == 409
    assert "un motif à garder</textarea>" in tard.text
    assert "motif</dt>" not in tard.text  # under the words of the form, not the machine's
    bout = tard.text[tard.text.index(f'action="{BASE}/actes/noter"') :]
    texte = unescape(bout[bout.index("<textarea") :].partition(">")[2].partition("</textarea>")[0])
    assert lignes(portefeuille_sqlite, "noter") == 0
    assert poster(fac, "noter", {**caches(bout), "texte": texte}).status_code == 303
    assert lignes(portefeuille_sqlite, "noter") == 1
    assert "un motif à garder" in fac.lire(BASE).text


def test_a_delay_that_a_pause_stops_is_told_with_its_day(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    vue = champs(fac.lire(f"{BASE}/actes/mettre_en_attente").text)
    portefeuille_sqlite.fire(REL1, "mettre_en_attente", "resp", **PAUSE)
    tard = clair(poster(fac, "mettre_en_attente", {**vue, **PAUSE}).text)
    delai = tard[tard.index('<th scope="row">Fin du délai du courrier</th>') :]
    assert "<s>courait jusqu’au mardi 18 mars 2025</s>" in delai.partition("</tr>")[0]
    assert "arrêté par la pause" in delai.partition("</tr>")[0]


def test_a_refusal_at_the_same_instant_is_told_on_the_dossier_as_it_has_become(
    fac: Guichet, portefeuille_sqlite: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have the form read before either has written: what the later one reads is after that."""
    mener(portefeuille_sqlite, "courrier_recu")
    forme = champs(fac.lire(f"{BASE}/actes/recevoir_reponse").text)

    def apres_un_autre(*de_la_page: Any) -> Any:
        portefeuille_sqlite.fire(REL1, "recevoir_reponse", "fac", recue_le="2025-03-03")
        return agir(*de_la_page)

    monkeypatch.setattr(actes, "agir", apres_un_autre)
    donnees = {**forme, "recue_le": "02/03/2025", "etape": "faire"}
    tard = poster(fac, "recevoir_reponse", donnees)
    assert tard.status_code == 409
    dite = clair(tard.text)
    assert "Le dossier a changé pendant que vous écriviez" in dite
    assert "Enregistrer quand même" not in dite
    assert "reste possible depuis" not in dite
    assert "Pas encore possible" in dite
    assert "Le garder en note" in dite
    assert "02/03/2025" in dite
    assert f'action="{BASE}/actes/recevoir_reponse"' not in tard.text


def test_a_form_that_served_already_does_not_say_that_the_dossier_changed(fac: Guichet) -> None:
    forme = champs(fac.lire(f"{BASE}/actes/noter").text)
    assert poster(fac, "noter", {**forme, "texte": "une"}).status_code == 303
    encore = poster(fac, "noter", {**forme, "texte": "une autre"})
    assert encore.status_code == 409
    assert "Ce formulaire a déjà servi" in encore.text
    assert "ce premier envoi est enregistré, celui-ci ne l’est pas" in clair(encore.text)
    assert "« web:" not in clair(encore.text)
    assert "clé neuve" not in clair(encore.text)
    assert "Le dossier a changé" not in encore.text
    assert "une autre</textarea>" in encore.text


def test_a_lot_leaves_out_what_another_has_changed(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    donnees = {"_jeton": fac.jeton("/compte"), "d": [REL1, REL2], "acte": "noter", "texte": "x"}
    essai = fac.client.post("/plusieurs", data=donnees)
    vue = caches(essai.text[essai.text.index('action="/plusieurs"') :])
    portefeuille_sqlite.fire(REL1, "affecter", "resp", compte="fac")
    fait = fac.client.post("/plusieurs", data={**vue, "d": [REL1, REL2]})
    assert "Enregistré sur 1 dossier, 1 refusé" in clair(fait.text)
    assert lignes(portefeuille_sqlite, "noter") == 0  # of that one


def test_a_file_too_heavy_is_told_in_its_form_and_the_text_stays(fac: Guichet) -> None:
    forme = champs(fac.lire(f"{BASE}/actes/noter").text)
    lourd = ("plan.pdf", b"%PDF-1.7 " + b"x" * 13 * 1024 * 1024, "application/pdf")
    refuse = poster(fac, "noter", {**forme, "texte": "à garder"}, files={"fichier": lourd})
    assert refuse.status_code == 400
    assert "« plan.pdf » pèse 13 Mo ; un fichier joint a 10 Mo au plus." in clair(refuse.text)
    assert "à garder</textarea>" in refuse.text


def test_a_date_that_the_process_refuses_is_marked_on_its_field(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_envoye")
    forme = champs(fac.lire(f"{BASE}/actes/constater_reception").text)
    forme |= {"courrier_recu_le": "01/01/2025", "preuve_dit": "AR 1A"}
    refuse = poster(fac, "constater_reception", forme)
    assert refuse.status_code == 422
    assert 'href="#courrier_recu_le"' in refuse.text
    assert 'id="mot-courrier_recu_le"' in refuse.text
    assert "Erreur : " in clair(refuse.text)


NOTE = "ne convenez de rien : ils refusent"


def test_a_note_written_since_the_preview_comes_first(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """It leaves the revision as it is, and may change the mind of whoever confirms."""
    vue = champs(fac.lire(f"{BASE}/actes/nouer_relation").text)
    portefeuille_sqlite.fire(REL1, "noter", "resp", texte=NOTE)
    tard = poster(fac, "nouer_relation", vue)
    assert tard.status_code == 409
    dite = clair(tard.text)
    assert (
        f"<strong>Sofia Amrani</strong> : ajouter une note, lundi 3 mars à 9 h 30<blockquote>{NOTE}"
        in dite
    )
    confirmer_apres_lecture(fac, portefeuille_sqlite, tard.text)


@pytest.mark.parametrize(
    ("acte", "saisies"), [("noter", {"texte": "à moi"}), ("affecter", {"compte": "fac"})]
)
def test_one_s_own_acts_and_the_mails_that_left_do_not_stop_a_confirmation(
    fac: Guichet, portefeuille_sqlite: Portefeuille, acte: str, saisies: dict[str, str]
) -> None:
    vue = champs(fac.lire(f"{BASE}/actes/nouer_relation").text)
    portefeuille_sqlite.fire(REL1, acte, "fac", **saisies)
    livrer(portefeuille_sqlite.bureau, PosteDocile())
    assert poster(fac, "nouer_relation", vue).status_code == 303


def test_a_form_sent_back_with_a_fault_keeps_what_it_had_seen(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    vue = champs(fac.lire(f"{BASE}/actes/signaler_difficulte").text)
    portefeuille_sqlite.fire(REL1, "noter", "resp", texte=NOTE)
    fautive = poster(fac, "signaler_difficulte", {**vue, "motif": ""})
    assert fautive.status_code in {400, 422}
    essai = poster(fac, "signaler_difficulte", {**champs(fautive.text), "motif": "refus"})
    tard = poster(fac, "signaler_difficulte", {**champs(essai.text)})
    assert tard.status_code == 409
    assert "refus</textarea>" in tard.text


def test_the_team_s_notes_do_not_stop_the_city(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """They are not its to read: there would be nothing to show."""
    mener(portefeuille_sqlite, "courrier_propose")
    guichet.entrer("ref")
    vue = champs(guichet.lire(f"{BASE}/actes/accepter_courrier").text)
    vue = champs(poster(guichet, "accepter_courrier", vue).text)
    portefeuille_sqlite.fire(REL1, "noter", "resp", texte=NOTE)
    assert poster(guichet, "accepter_courrier", vue).status_code == 303


def test_a_lot_leaves_out_what_another_has_written_of(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    donnees = {"_jeton": fac.jeton("/compte"), "d": [REL1, REL2], "acte": "nouer_relation"}
    essai = fac.client.post("/plusieurs", data=donnees)
    vue = caches(essai.text[essai.text.index('action="/plusieurs"') :])
    portefeuille_sqlite.fire(REL1, "noter", "resp", texte=NOTE)
    fait = clair(fac.client.post("/plusieurs", data={**vue, "d": [REL1, REL2]}).text)
    assert "Enregistré sur 1 dossier, 1 refusé" in fait
    assert "« Ajouter une note » par Sofia Amrani." in fait
    assert lignes(portefeuille_sqlite, "nouer_relation") == 0
