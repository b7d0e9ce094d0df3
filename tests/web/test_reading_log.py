"""The log of readings: who opened what tells of a person, counted by day, kept a year."""

from __future__ import annotations

import re
from datetime import timedelta

from services.accounts.reading_log import lectures
from services.clock.purging import purger
from services.evidence.erasing import effacer_personnelle
from tests.portfolio import REL1, REL2, Portefeuille, mener
from tests.web.conftest import Guichet
from web.site import Site


def lues(site: Site, texte: str = "") -> list[tuple[str, str, str, int]]:
    return [
        (une.login, une.quoi, une.objet, une.fois) for une in lectures(site.bureau, texte)["lignes"]
    ]


def test_a_dossier_that_tells_of_a_person_is_logged(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")  # a contact's note names somebody
    guichet.entrer("fac")
    for _ in range(2):
        guichet.lire(f"/relations/{REL1}")
    guichet.lire(f"/relations/{REL2}")  # nothing personal there
    guichet.lire("/relations")
    assert lues(site) == [("fac", "dossier", REL1, 2)]


def test_what_is_refused_is_not_a_reading(guichet: Guichet, site: Site) -> None:
    guichet.entrer("lyon")
    assert guichet.lire(f"/relations/{REL1}").status_code == 404
    assert lues(site) == []


def test_an_erased_value_is_no_reading(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    effacer_personnelle(site.bureau, REL1)
    guichet.entrer("fac")
    guichet.lire(f"/relations/{REL1}")
    assert lues(site) == []


def test_exports_and_mails_are_logged(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    guichet.entrer("fac")
    guichet.lire("/relations/export.csv?main=vous&q=Z%C3%A9bulon")
    guichet.lire("/chercher/export.csv?q=Z%C3%A9bulon")
    guichet.lire(f"/relations/{REL1}/courriels/1")
    assert lues(site) == [
        ("fac", "courriel", f"{REL1}, courriel 1", 1),
        ("fac", "export", "/chercher/export.csv (filtré par q)", 1),
        ("fac", "export", "/relations/export.csv (filtré par main, q)", 1),
    ]
    assert [une[2] for une in lues(site, "relations/")] == [
        "/relations/export.csv (filtré par main, q)"
    ]
    assert lues(site, "resp") == []


def test_a_mail_in_its_frame_is_read_once(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    """The frame asks for the mail on its own; whoever asks for it directly is logged too."""
    mener(portefeuille_sqlite, "courrier_propose")
    adresse = f"/relations/{REL1}/courriels/1"
    guichet.entrer("fac")
    guichet.lire(f"{adresse}?forme=html")
    guichet.lire(f"{adresse}/html")
    guichet.client.cookies.clear()
    guichet.entrer("resp")
    guichet.lire(f"{adresse}/html")
    quoi = f"{REL1}, courriel 1"
    assert lues(site) == [("resp", "courriel", quoi, 1), ("fac", "courriel", quoi, 1)]


def test_readings_are_kept_a_year(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    guichet.lire("/relations/export.csv")
    jour = site.bureau.horloge.reelle().date()
    for age, reste in ((364, 1), (367, 0)):
        ancien = (jour - timedelta(days=age)).isoformat()
        with site.bureau.travail.ecrire() as connexion:
            connexion.exec_driver_sql(f"UPDATE acces SET jour = '{ancien}'")  # noqa: S608 # our own
        purger(site.bureau)
        assert len(lues(site)) == reste


def test_a_file_is_logged_by_its_digest(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    """Its name may be a person's, and the log outlives what is erased."""
    p = portefeuille_sqlite
    p.fire(REL1, "noter", texte="vu", _pieces={"fichier": ("CV de Maya.pdf", b"%PDF-1 Maya")})
    guichet.entrer("fac")
    [debut] = re.findall(r"/pieces/([0-9a-f]+)", guichet.lire(f"/relations/{REL1}").text)[:1]
    assert guichet.lire(f"/relations/{REL1}/pieces/{debut}").status_code == 200
    assert ("fac", "fichier", f"{REL1}, fichier {debut}", 1) in lues(site)
    assert "Maya" not in str(lues(site))
