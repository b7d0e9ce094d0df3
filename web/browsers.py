"""What a browser says it is, in words that its owner knows again."""

from __future__ import annotations

_NAVIGATEURS = (
    ("edg", "Edge"),
    ("opr", "Opera"),
    ("firefox", "Firefox"),
    ("chromium", "Chromium"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)
"""In this order: each one names those after it too."""
_SYSTEMES = (
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("mac os", "macOS"),
    ("linux", "Linux"),
)


def en_mots(agent: str) -> str:
    """« Firefox sur Linux »; « Navigateur inconnu » when nothing is recognised."""
    plat = agent.lower()
    navigateur = next((nom for mot, nom in _NAVIGATEURS if mot in plat), "Navigateur inconnu")
    systeme = next((nom for mot, nom in _SYSTEMES if mot in plat), "")
    return f"{navigateur} sur {systeme}" if systeme else navigateur
