"""Browsers by which an account has been entered before: what strangers try does not shut them out.

The cookie is sealed by the secret of the installation and names its account: nobody makes one up,
and one that is copied serves for that account alone (OWASP, « Slow down online guessing attacks
with device cookies »).
"""

from __future__ import annotations

import secrets

from services.errors import Interdit
from services.office import Bureau

_ALEA_O = 16


def donner(bureau: Bureau, login: str) -> str:
    """What a browser keeps once its account was entered; nothing without a secret to seal it."""
    try:
        return bureau.chiffreur.sceller(secrets.token_hex(_ALEA_O), _place(login))
    except Interdit:
        return ""


def reconnaitre(bureau: Bureau, login: str, garde: str) -> str:
    """Name of the browser, when it is known for this account; nothing for any other."""
    if not garde:
        return ""
    try:
        return bureau.chiffreur.ouvrir(garde, _place(login))
    except (Interdit, ValueError):
        return ""


def _place(login: str) -> str:
    return f"appareil:{login}"
