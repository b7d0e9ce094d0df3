"""What people read of a machine, element by element: labels, sentences, sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflow.process import Definition

MACHINE = "machine"
"""Stands for the machine itself, which has a label and a source of its own."""
SOURCE = "source"
Textes = Mapping[str, str]
"""Key of a text (``libelle``, ``sinon``, ``libelles.telephone``) → what is written; never empty."""


def textes(definition: Definition) -> Iterator[tuple[str, Textes]]:
    """Every element of a machine that has a text, by its path, with its texts."""
    for chemin, ecrits in _elements(definition):
        pleins = {cle: texte for cle, texte in ecrits.items() if texte}
        if pleins:
            yield chemin, pleins


def _elements(definition: Definition) -> Iterator[tuple[str, Textes]]:
    yield MACHINE, {"libelle": definition.libelle, SOURCE: definition.source}
    for garde in definition.gardes.values():
        yield f"gardes.{garde.nom}", {"sinon": garde.sinon}
    for champ in definition.contexte.values():
        valeurs = {f"libelles.{valeur}": dit for valeur, dit in champ.libelles.items()}
        lus = {"libelle": champ.libelle, "sinon": champ.sinon, **valeurs}
        yield f"contexte.{champ.nom}", lus
    for tache in definition.taches.values():
        lus = {"libelle": tache.libelle, "question": tache.question}
        yield f"taches.{tache.nom}", lus
    for parametre in definition.parametres.values():
        lus = {"libelle": parametre.libelle, SOURCE: parametre.source}
        yield f"parametres.{parametre.nom}", lus
    for etat in definition.etats.values():
        raisons = ("sans_echeance", "sans_retour", "sans_pause")
        dites = {nom: getattr(etat, nom) for nom in raisons}
        yield f"etats.{etat.nom}", {"libelle": etat.libelle, **dites}
        for regle in etat.echeances.values():
            yield f"etats.{etat.nom}.echeances.{regle.nom}", {"libelle": regle.libelle}
    for rappel in definition.rappels.values():
        yield f"rappels.{rappel.nom}", {"libelle": rappel.libelle}
    for un in definition.evenements.values():
        lus = {"libelle": un.libelle, "consequence": un.consequence, SOURCE: un.source}
        yield f"evenements.{un.nom}", lus
