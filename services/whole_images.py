"""Whether an image is there up to its end, read from its own structure.

Pillow is not asked: the PDF engine tells it, for the whole process, to put up with images that are
cut short (``ImageFile.LOAD_TRUNCATED_IMAGES``, set by WeasyPrint 70.0 when it is imported).
"""

from __future__ import annotations

import re
from zlib import crc32

MARQUE, SOS, EOI = 0xFF, 0xDA, 0xD9
"""JPEG (ITU-T T.81, table B.1): what announces a segment; start of the points; end of the image."""
_SANS_LONGUEUR = frozenset({0x01, *range(0xD0, 0xD9)})
_APRES_LES_POINTS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""The first marker after points: a zero is stuffed after an 0xFF of theirs; restarts are theirs."""
_SIGNATURE_PNG, _SOMME, _FIN_PNG = 8, 4, b"IEND"


def jpeg_entier(corps: bytes) -> bool:
    """Whether the segments lead to the end of the image; telephones write more after it."""
    rang, points = 2, False
    while rang + 1 < len(corps):
        if corps[rang] != MARQUE:
            return False
        marque = corps[rang + 1]
        if marque == EOI:
            return points
        if marque == MARQUE:  # padding
            rang += 1
        elif marque in _SANS_LONGUEUR:
            rang += 2
        else:
            rang += 2 + int.from_bytes(corps[rang + 2 : rang + 4])
            if marque == SOS:
                suite = _APRES_LES_POINTS.search(corps, rang)
                points, rang = True, suite.start() if suite else len(corps)
    return False


def png_entier(corps: bytes) -> bool:
    """Whether every chunk is there with its sum, up to the last one (PNG, 5.3)."""
    rang = _SIGNATURE_PNG
    while True:
        longueur, genre = int.from_bytes(corps[rang : rang + 4]), corps[rang + 4 : rang + 8]
        fin = rang + 8 + longueur
        somme = corps[fin : fin + _SOMME]
        if len(somme) < _SOMME or crc32(corps[rang + 4 : fin]) != int.from_bytes(somme):
            return False
        if genre == _FIN_PNG:
            return True
        rang = fin + _SOMME
