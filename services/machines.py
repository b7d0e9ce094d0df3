"""The machines in force and those that dossiers still run: compiled once, kept by their hash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from storage import definitions as depot
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.loading import charger
from workflow.process import Definition
from workflow.references import Vocabulaire


class Machines:
    """Definitions by name and by stored id."""

    def __init__(
        self,
        definitions: Mapping[str, Definition],
        textes: Mapping[str, str],
        generiques: str,
        vocabulaire: Vocabulaire,
    ) -> None:
        """``textes`` holds the YAML of each machine, by machine name."""
        self.vocabulaire = vocabulaire
        self._textes = textes
        self._generiques = generiques
        self.courantes = {nom: Compilee(une, vocabulaire.faits) for nom, une in definitions.items()}
        self._par_id: dict[int, Compilee] = {}
        self._ids: dict[str, int] = {}

    def courante(
        self, connexion: Connexion, machine: str, maintenant: datetime
    ) -> tuple[int, Compilee]:
        """Id and compiled form of the version that new dossiers take; recorded at first use."""
        compilee = self.courantes[machine]
        if machine not in self._ids:
            definition = compilee.definition
            texte = json.dumps(
                {"texte": self._textes[machine], "generiques": self._generiques},
                ensure_ascii=False,
            )
            self._ids[machine] = depot.enregistrer(
                connexion,
                machine=machine,
                version=definition.version,
                empreinte=definition.empreinte,
                texte=texte,
                maintenant=maintenant,
            )
            self._par_id[self._ids[machine]] = compilee
        return self._ids[machine], compilee

    def par_id(self, connexion: Connexion, identifiant: int) -> Compilee:
        """The version that a dossier keeps, today's or an older one."""
        connue = self._par_id.get(identifiant)
        if connue is None:
            connue = self._par_id[identifiant] = self._relire(connexion, identifiant)
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
        return Compilee(charge.exiger()[machine], self.vocabulaire.faits)
