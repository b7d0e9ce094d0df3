"""An act's label turned into what a button says, and into what a journal tells of it.

A label is an infinitive (« Proposer un courrier à la ville ») or a fact of the world
(« L’entreprise a répondu »); both are written once, in the machine.
"""

from __future__ import annotations

import re

FAIT = "Enregistrer"
_INFINITIF = re.compile(
    r"(?P<ne>Ne pas )?(?P<verbe>\w+(?:er|ir|re))(?P<reste>(?: .*)?)", re.IGNORECASE
)
_COMPLEMENT = re.compile(r" (?:à|par|pour|sur|jusqu|selon|après|alors)\b|[,(:]")
_RAPPEL = "Rappel d"
_CE_QUI_EST_RAPPELE = (("Rappel des ", "les "), ("Rappel du ", "le "), ("Rappel de ", ""))
"""How the label of a deadline begins when it is called a reminder already, and of what."""
_VOYELLES = "aeiouyéèêàâîôûhAEIOUYÉÈÊÀÂÎÔÛH"
_LONG = 32
"""Characters of a button; a longer label stops at its first complement."""
_PARTICIPES = (
    *(("mettre", "mis"), ("prendre", "pris"), ("rompre", "rompu"), ("suivre", "suivi")),
    *(("inscrire", "inscrit"), ("écrire", "écrit"), ("clore", "clos"), ("recevoir", "reçu")),
    *(("revoir", "revu"), ("devoir", "dû"), ("tenir", "tenu"), ("venir", "venu")),
    *(("courir", "couru"), ("offrir", "offert"), ("ouvrir", "ouvert"), ("faire", "fait")),
    *(("dire", "dit"), ("produire", "produit"), ("réduire", "réduit"), ("dre", "du")),
    *(("ir", "i"), ("er", "é")),
)
"""Ends of infinitives and of their past participles, the particular before the general."""
_AVEC_ETRE = frozenset({"revenir", "venir"})


def bouton(libelle: str) -> str:
    """What the button of an act says: infinitive and object, or that it records the fact beside."""
    if est_un_fait(libelle):
        return FAIT
    coupe = _COMPLEMENT.search(libelle) if len(libelle) > _LONG else None
    court = libelle[: coupe.start()] if coupe else libelle
    return court if " " in court else libelle


def est_un_fait(libelle: str) -> bool:
    """Whether a label tells a fact of the world, not what somebody does."""
    return _lire(libelle) is None


def au_passe(libelle: str) -> str:
    """The rest of a sentence whose subject is who acted: « a proposé un courrier à la ville »."""
    lu = _lire(libelle)
    if lu is None:
        que = "qu’" if libelle[:1] in _VOYELLES else "que "
        return f"a enregistré {que}{minuscule(libelle)}"
    verbe, reste = lu["verbe"].lower(), lu["reste"]
    if verbe in _AVEC_ETRE:
        return f"est {_participe(verbe)}·e{reste}"
    auxiliaire = "n’a pas" if lu["ne"] else "a"
    return f"{auxiliaire} {_participe(verbe)}{reste}"


def rappel_de(libelle: str, separateur: str) -> str:
    """« Rappel : relance à faire », a deadline's label as a reminder; said once, however called."""
    if libelle.startswith(_RAPPEL):
        return libelle
    return f"Rappel{separateur}{minuscule(libelle)}"


def a_rappele(libelle: str) -> str:
    """« a rappelé : relance à faire », or « a rappelé la demande d’accord »."""
    for debut, article in _CE_QUI_EST_RAPPELE:
        if libelle.startswith(debut):
            return f"a rappelé {article}{libelle.removeprefix(debut)}"
    return f"a rappelé : {minuscule(libelle)}"


def minuscule(texte: str) -> str:
    """The sentence inside another one."""
    return texte[:1].lower() + texte[1:]


def _lire(libelle: str) -> re.Match[str] | None:
    return _INFINITIF.fullmatch(libelle)


def _participe(verbe: str) -> str:
    fin, participe = next(un for un in _PARTICIPES if verbe.endswith(un[0]))
    return verbe.removesuffix(fin) + participe
