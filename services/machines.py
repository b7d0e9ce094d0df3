"""The machines in force and those that dossiers still run: compiled once, kept by their hash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from storage import definitions as depot
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.errors import Faute
from workflow.loading import charger
from workflow.process import Definition
from workflow.references import Vocabulaire


class Machines:
    """Definitions by name and by stored id."""

    def __init__(
        self,
        courantes: Mapping[str, Compilee],
        textes: Mapping[str, str],
        generiques: str,
        vocabulaire: Vocabulaire,
    ) -> None:
        """``courantes`` and ``textes`` (their YAML) stand by machine name."""
        self.vocabulaire = vocabulaire
        self._textes = textes
        self._generiques = generiques
        self.courantes = courantes
        self._par_id: dict[int, Compilee] = {}
        self._ids: dict[str, int] = {}
        self._en_cours: dict[int, object] = {}

    def courante(
        self, connexion: Connexion, machine: str, maintenant: datetime
    ) -> tuple[int, Compilee]:
        """Id and compiled form of the version that new dossiers take; recorded at first use."""
        compilee = self.courantes[machine]
        if machine in self._ids:
            return self._ids[machine], compilee
        identifiant = depot.chercher(connexion, machine, compilee.definition.empreinte)
        if identifiant is None:
            identifiant = self._enregistrer(connexion, compilee.definition, maintenant)
            self._en_cours[identifiant] = connexion.get_transaction()
        elif not self._incertaine(connexion, identifiant):
            self._ids[machine] = identifiant
        return identifiant, compilee

    def _enregistrer(
        self, connexion: Connexion, definition: Definition, maintenant: datetime
    ) -> int:
        textes = {"texte": self._textes[definition.machine], "generiques": self._generiques}
        return depot.enregistrer(
            connexion,
            machine=definition.machine,
            version=definition.version,
            empreinte=definition.empreinte,
            texte=json.dumps(textes, ensure_ascii=False),
            maintenant=maintenant,
        )

    def _incertaine(self, connexion: Connexion, identifiant: int) -> bool:
        """Whether this very transaction wrote it: undone, its id may serve another machine."""
        en_cours = self._en_cours.get(identifiant)
        return en_cours is not None and en_cours is connexion.get_transaction()

    def par_id(self, connexion: Connexion, identifiant: int) -> Compilee:
        """The version that a dossier keeps, today's or an older one."""
        connue = self._par_id.get(identifiant)
        if connue is None:
            connue = self._relire(connexion, identifiant)
            if not self._incertaine(connexion, identifiant):
                self._par_id[identifiant] = connue
        return connue

    def _relire(self, connexion: Connexion, identifiant: int) -> Compilee:
        machine, empreinte, texte = depot.lire(connexion, identifiant)
        courante = self.courantes.get(machine)
        if courante is not None and courante.definition.empreinte == empreinte:
            return courante
        garde = json.loads(texte)
        autres = {nom: un for nom, un in self._textes.items() if nom != machine}
        charge = charger(
            {machine: garde["texte"], **autres}, self.vocabulaire, generiques=garde["generiques"]
        )
        siennes = tuple(une for une in charge.fautes if _de_toujours(une, machine))
        return Compilee(replace(charge, fautes=siennes).exiger()[machine], self.vocabulaire)


def _de_toujours(faute: Faute, machine: str) -> bool:
    """Whether a fault of an older version is its own: it was proved with the machines of its day.

    Since then those may have renamed what it names behind a link, or name what it has not.
    """
    return faute.fichier == machine and not faute.code.startswith("lien_")
