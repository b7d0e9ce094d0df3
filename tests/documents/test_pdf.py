"""The PDF: an archive that keeps, the same twice, and that asks nothing of the outside."""

from __future__ import annotations

import re
import sys
import zlib

import pytest

from documents.errors import MoteurAbsent
from documents.pdf import en_pdf

PAGE = "<!doctype html><html lang='fr'><head><title>Essai</title></head><body>{}</body></html>"


def test_the_pdf_is_an_archive_with_its_fonts_and_its_tags() -> None:
    octets = en_pdf(PAGE.format("<p style='font-family: Public Sans'>Été <b>gras</b></p>"))

    flux = re.findall(rb"stream\n(.*?)\nendstream", octets, re.DOTALL)
    clair = octets + b"".join(zlib.decompress(un) for un in flux if un.startswith(b"x"))
    assert octets.startswith(b"%PDF-1.7")
    for marque in (b'part="3"', b'conformance="B"', b"/OutputIntents", b"/Lang (fr)"):
        assert marque in clair
    assert set(re.findall(rb"/FontName /\w+\+([\w-]+)", clair)) == {
        b"Public-Sans",
        b"Public-Sans-Bold",
    }
    assert clair.count(b"/FontFile2") == 2
    assert b"/StructTreeRoot" in clair


def test_the_same_page_gives_the_same_bytes() -> None:
    premiere = en_pdf(PAGE.format("<p>Été</p>"))
    assert premiere != en_pdf(PAGE.format("<p>Hiver <b>gras</b></p>"))
    assert premiere == en_pdf(PAGE.format("<p>Été</p>"))  # whatever was printed meanwhile


def test_the_fonts_are_read_once_per_process(monkeypatch: pytest.MonkeyPatch) -> None:
    page = PAGE.format("<p style='font-family: Public Sans'>Été</p>")
    attendu = en_pdf(page)
    from weasyprint.text.fonts import FontConfiguration

    def relire(self: FontConfiguration) -> None:
        raise AssertionError("fonts read again")

    monkeypatch.setattr(FontConfiguration, "__init__", relire)
    assert en_pdf(page) == attendu


@pytest.mark.parametrize(
    "source",
    [
        "http://127.0.0.1:9/x.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "jalon:../pdf.py",
        "jalon:LICENCE",
    ],
)
def test_a_page_reaches_neither_network_nor_disk(
    source: str, caplog: pytest.LogCaptureFixture
) -> None:
    en_pdf(PAGE.format(f"<img src='{source}' alt=''>"))

    assert re.search("no outside resource in a document", caplog.text)


def test_a_missing_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    with pytest.raises(MoteurAbsent, match=r"libpango-1\.0-0"):
        en_pdf(PAGE.format(""))
