"""A letter of ours inside a page: its body alone, in the page's own style."""

from __future__ import annotations

import re

from markupsafe import Markup

_TITRE = re.compile(r"<(/?)h1\b")
"""The page has its own: the letter's stands below."""
_CORPS = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)


def corps_de_page(html: str) -> Markup:
    """What stands between the tags of the body.

    Our own templates wrote it and escaped every value; the policy of the page runs no script and
    applies no inline style, whatever it might hold.
    """
    trouve = _CORPS.search(html)
    corps = _TITRE.sub(r"<\1h3", trouve[1]) if trouve else ""
    return Markup(corps)  # noqa: S704 # see above
