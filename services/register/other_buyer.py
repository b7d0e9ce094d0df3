"""What to check when a marché's buyer is not the one who signed the agreement; it may be right."""

from __future__ import annotations


def autre_acheteur(acheteur: str, reference: str, signataire: str) -> str:
    """The sentence that says so, whichever way the marché comes to be followed.

    ``acheteur`` and ``signataire`` are the names of the day, ``reference`` that of the agreement.
    """
    return (
        f"L’acheteur de ce marché, {acheteur}, n’est pas le donneur d’ordre de la convention "
        f"{reference}, {signataire}. Si c’est le même qui a changé de SIRET, "
        "« jalon donneur-ordre ajouter » réunit ses identités ; sinon, suivez ce marché sous la "
        "convention de son acheteur."
    )
