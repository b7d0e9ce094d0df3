"""Signs that nobody sees: refused at every door by one rule, harmless where they were stored."""

from __future__ import annotations

import io

import icalendar
import pytest
from openpyxl import load_workbook

from services.personal_links.shared_calendars import Calendrier
from tests.portfolio import REL1, Portefeuille
from tests.web.conftest import Guichet
from tests.web.test_acting import clair
from tests.web.test_api import Appels, fac, refus
from web.calendars import en_ics
from web.site import Site

__all__ = ["fac"]
NOTER = f"/relations/{REL1}/actes/noter"


@pytest.mark.parametrize("signe", ["\x01", "\x1b", "\x9f", "\uffff"])
def test_the_page_and_the_api_say_the_same(
    guichet: Guichet, fac: Appels, portefeuille_sqlite: Portefeuille, signe: str
) -> None:
    avant = portefeuille_sqlite.tout()
    dit = refus(fac.envoyer(REL1, "noter", saisies={"texte": f"a{signe}b"}), 422)
    assert dit["champ"] == "texte"
    assert dit["detail"] == f"texte : contient un caractère invisible (U+{ord(signe):04X})."
    guichet.entrer("fac")
    lue = guichet.envoyer(NOTER, NOTER, texte=f"a{signe}b")
    assert lue.status_code == 400
    assert f"Note : contient un caractère invisible (U+{ord(signe):04X})." in clair(lue.text)
    assert portefeuille_sqlite.tout()["journal"] == avant["journal"]


def test_a_soft_break_of_word_is_a_line_break(
    fac: Appels, portefeuille_sqlite: Portefeuille
) -> None:
    assert fac.envoyer(REL1, "noter", saisies={"texte": "un\vdeux"}).status_code == 201
    assert '"un\\ndeux"' in fac.lire(f"dossiers/{REL1}/journal").text


def test_what_was_stored_before_leaves_in_every_file(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as m:
        m.setattr("workflow.fields.lisible", lambda _champ, texte, **_options: texte)
        portefeuille_sqlite.fire(REL1, "noter", texte="a\x01b\x0bc")
    guichet.entrer("fac")
    assert guichet.lire(f"/relations/{REL1}").status_code == 200
    lus = [guichet.lire(f"/relations/{REL1}/journal/export.{fin}") for fin in ("csv", "xlsx")]
    assert [un.status_code for un in lus] == [200, 200]
    classeur = load_workbook(io.BytesIO(lus[1].content))
    assert any("a\ufffdb\nc" in str(une) for rang in classeur.active.values for une in rang)


def test_a_calendar_holds_no_control(site: Site, portefeuille_sqlite: Portefeuille) -> None:
    now = portefeuille_sqlite.bureau.horloge.maintenant()
    une = {"dossier": REL1, "nom": "x", "rang": 0, "mouvements": 1, "ecrit_le": now}
    une |= {
        "jour": now.date(),
        "libelle": "Délai",
        "sujet": "Bât\x01\x1bir",
        "calcul": ["un\vdeux"],
    }
    corps = en_ics(Calendrier(nom="Mes\x00 dates", echeances=[une]), "http://a.test", "a.test")
    assert not set(corps) & {*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F}
    [evenement] = icalendar.Calendar.from_ical(corps).walk("VEVENT")
    assert "Bât\ufffd\ufffdir" in evenement["SUMMARY"]
