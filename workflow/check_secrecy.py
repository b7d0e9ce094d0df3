"""Sentences that are stored or printed in clear name nothing that a person keeps to themselves.

A task, a refusal and an invariant's reason are copied into lists, mails of the morning and
answers: whoever reads them may have no right to the value (convention, article 3; RGPD).
"""

from __future__ import annotations

from collections.abc import Iterator

from workflow.errors import Faute
from workflow.process import Definition
from workflow.sentences import noms_du_modele

SOURCE = "convention, article 3 ; RGPD"


def fautes_de_secret(definition: Definition) -> Iterator[Faute]:
    """Personal fields that a task, a guard or an invariant would say in clear.

    A date or a yes that a fact makes of them is not their value. What every machine shares knows
    the shared fields alone: the services give the other names of its tasks their values.
    """
    for chemin, phrase in _phrases(definition):
        commun = chemin in definition.lignes_communes
        for nom in sorted(noms_du_modele(phrase) & definition.personnels):
            if commun and f"contexte.{nom}" not in definition.lignes_communes:
                continue
            message = (
                f"La phrase cite « {nom} », qui est personnel [{SOURCE}] : elle s’écrit en clair, "
                "et d’autres la lisent. Retirez-le de la phrase."
            )
            yield definition.faute("phrase_personnelle", chemin, message)


def _phrases(definition: Definition) -> Iterator[tuple[str, str]]:
    for une in definition.taches.values():
        yield from ((f"taches.{une.nom}", dit) for dit in (une.libelle, une.question))
    yield from ((f"gardes.{une.nom}", une.sinon) for une in definition.gardes.values())
    yield from ((f"contexte.{un.nom}", un.sinon) for un in definition.contexte.values())
