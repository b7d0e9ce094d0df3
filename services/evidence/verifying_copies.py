"""Compares the copies that a dossier keeps with what its lines and its deadlines say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.evidence.verifying_chain import Rupture
from services.snapshots import lire_ligne
from states.calendars import Calendriers
from storage import evidence
from storage.column_types import lire_instant
from storage.dossiers import LigneDossier
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.fields import en_texte
from workflow.history import CORRECTION, RETABLISSEMENT, donnees_de, effectif
from workflow.values import SYSTEME, Fait, Historique, Ligne, VueFaits

_SAISIES = frozenset({"evenement", "ouverture", "reprise", CORRECTION, RETABLISSEMENT})


@dataclass(frozen=True)
class LigneLue:
    """A stored line, by attributes as the services read them."""

    seq: int
    kind: str
    event: str
    from_state: str
    to_state: str
    role: str
    payload: str
    at: str
    recorded_at: str


@dataclass(frozen=True)
class Ecart:
    """A copy that differs. ``certain``: no parameter, that may have changed since, explains it."""

    dossier: str
    champ: str
    copie: Any
    recalcul: Any
    certain: bool


class _Temoin(dict[str, Any]):
    """Parameters in force that remember having been read."""

    lu = False

    def __getitem__(self, nom: str) -> Any:
        self.lu = True
        return super().__getitem__(nom)


def historique_de(compilee: Compilee, lignes: Sequence[Mapping[str, Any]]) -> Historique:
    """The effective history of stored lines."""
    champs = LigneLue.__dataclass_fields__
    return effectif(
        lire_ligne(compilee, LigneLue(**{nom: une[nom] for nom in champs})) for une in lignes
    )


def ecarts_de_donnees(
    compilee: Compilee, dossier: LigneDossier, historique: Historique
) -> Iterator[Ecart]:
    """Fields that guards read and that are not what the lines have entered."""
    copie = lire_json(dossier.data)
    recalcul = _donnees_stockees(donnees_rejouees(compilee, historique))
    for champ in sorted(copie.keys() | recalcul.keys()):
        if copie.get(champ) != recalcul.get(champ):
            yield Ecart(dossier.numero, champ, copie.get(champ), recalcul.get(champ), certain=True)


def donnees_rejouees(compilee: Compilee, historique: Historique) -> dict[str, Any]:
    """The fields of a dossier, typed, played again from its opening."""
    evenements = compilee.definition.evenements
    gardes = {
        nom
        for nom, champ in compilee.definition.contexte.items()
        if champ.saisi and not champ.passager and not champ.personnel
    }

    def saisit(ligne: Ligne) -> bool:
        declare = evenements.get(ligne.evenement)
        return ligne.kind in _SAISIES and (declare is None or not declare.operation)

    return donnees_de([une for une in historique if saisit(une)], {}, gardes)


def _donnees_stockees(donnees: Mapping[str, Any]) -> dict[str, Any]:
    return {nom: en_texte(valeur) for nom, valeur in donnees.items() if valeur is not None}


def ecarts_de_faits(
    compilee: Compilee,
    dossier: LigneDossier,
    historique: Historique,
    parametres: Mapping[str, Any],
    temps: Calendriers,
) -> Iterator[Ecart]:
    """Facts whose copy is not what they were worth at the last line."""
    copie = lire_json(dossier.faits)
    donnees = donnees_rejouees(compilee, historique)
    for nom, champ in compilee.definition.contexte.items():
        fait = compilee.faits.get(champ.fait or "")
        if fait is None or not fait.stable or fait.liens:
            continue
        temoin = _Temoin(parametres)
        recalcul = en_texte(
            fait.calcul(
                VueFaits(
                    etat=dossier.state,
                    donnees=donnees,
                    parametres=temoin,
                    historique=historique,
                    liens={},
                    maintenant=lire_instant(dossier.recorded_at),
                    temps=temps,
                )
            )
        )
        if copie.get(nom) != recalcul:
            certain = not temoin.lu and not _lit_des_parametres(fait)
            yield Ecart(dossier.numero, nom, copie.get(nom), recalcul, certain)


def ruptures_de_la_pause(
    compilee: Compilee, dossier: LigneDossier, historique: Historique
) -> Iterator[Rupture]:
    """A person's hold whose beginning or mode is not what its line says: its days follow them.

    What a correction contests meanwhile, or the stop of another dossier, changes neither.
    """
    attente = lire_json(dossier.hold) if dossier.hold else {}
    if not attente.get("personne"):
        return
    evenements = compilee.definition.evenements
    posees = [
        (une.at, une.donnees.get("mode"))
        for une in historique
        if (acte := evenements.get(une.evenement)) is not None
        and acte.operation == "attente"
        and une.role != SYSTEME
    ]
    if posees[-1:] != [(lire_instant(attente["depuis"]), attente["mode"])]:
        yield Rupture(dossier.numero, dossier.seq, "la pause n’est pas celle que le journal dit")


def ruptures_des_jours_dits(connexion: Connexion) -> Iterator[Rupture]:
    """Dossiers that lists would sort by another day than that of their live deadlines."""
    motif = "le jour que les listes annoncent n’est pas celui de ses délais"
    for numero, seq in evidence.mal_dits(connexion):
        yield Rupture(numero, seq, motif)


def _lit_des_parametres(fait: Fait) -> bool:
    return bool(fait.parametres)
