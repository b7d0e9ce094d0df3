"""The fixed words of ``docs/conformite.md``."""

from __future__ import annotations

from collections.abc import Mapping

OBLIGES: Mapping[str, str] = {
    "mmie": "la MMI’e",
    "donneur_ordre": "le donneur d’ordre",
    "les_deux": "les deux parties",
}
ENTETE = """# Conformité à la convention

Chaque phrase de la convention qui oblige quelqu’un, et ce qui la tient : machine, état, événement,
échéance, courriel, propriété prouvée par `jalon check`, essai. Cette page s’écrit à partir de
`docs/conformite.yaml` et des machines (`JALON_APPROUVER=1 pytest tests/docs`) ; un essai échoue
quand une ligne n’a rien derrière elle. Les noms de personnes sont remplacés."""
INVERSE = """
## De la machine à la convention

Chaque échéance et chaque événement, avec l’article qui le demande, ou l’usage dont il vient."""
QUESTIONS = """
## Ce que la convention laisse ouvert

Des paramètres, avec leur valeur par défaut et leur source, ou ce qui reste aux personnes,
à décider avec les parties.
"""
