"""Checks what dossiers are read under and what they leave: definitions, register, rows around."""

from __future__ import annotations

from collections.abc import Iterator

from services.evidence.verifying_chain import Rupture
from storage import definitions, evidence_forms, tables
from storage.dossiers import LigneDossier
from storage.evidence_forms import FAUTES_DE_LECTURE, Malformee
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.loading import empreinte, identite


def ruptures_du_cadre(connexion: Connexion) -> Iterator[Rupture]:
    """Rows that no dossier could be read under, then definitions that are not those recorded."""
    for table in evidence_forms.CADRE:
        yield from map(_rupture, evidence_forms.malformees(connexion, table))
    for une in definitions.toutes(connexion):
        motif = _motif(une)
        if motif:
            yield Rupture(None, None, f"définition {une.id} ({une.machine}) : {motif}")
    yield from map(_rupture, evidence_forms.orphelines(connexion, tables.dossier))


def ruptures_autour(connexion: Connexion) -> Iterator[Rupture]:
    """Rows around the dossiers that have lost their form, and those that name nothing any more."""
    for table in evidence_forms.AUTOUR:
        yield from map(_rupture, evidence_forms.malformees(connexion, table))
    for table in evidence_forms.LIEES:
        yield from map(_rupture, evidence_forms.orphelines(connexion, table))


def ruptures_de_definition(compilee: Compilee, dossier: LigneDossier) -> Iterator[Rupture]:
    """What a dossier repeats of its definition."""
    definition = compilee.definition
    etat = definition.etats.get(dossier.state)
    dits = {
        "machine": (dossier.machine, definition.machine),
        "state": (dossier.state, etat and dossier.state),
        "final": (dossier.final, etat and int(etat.final)),
    }
    for champ, (dit, attendu) in dits.items():
        if dit != attendu:
            motif = f"« {champ} » du dossier n’est pas de sa définition"
            yield Rupture(dossier.numero, dossier.seq, motif)


def _motif(une: definitions.Enregistree) -> str | None:
    """What is wrong with a definition: its text is hashed again, and says whose it is."""
    try:
        garde = lire_json(une.texte)
        texte, generiques = garde["texte"], garde["generiques"]
        attendue, dite = empreinte(texte, generiques), identite(texte)
    except FAUTES_DE_LECTURE:
        return "son texte ne se lit plus"
    if attendue != une.hash:
        return "son texte n’est plus celui qui a été enregistré"
    if dite != (une.machine, une.version):
        return "sa machine ou sa version n’est pas celle de son texte"
    return None


def _rupture(une: Malformee) -> Rupture:
    defaut = "désigne une ligne qui n’existe pas" if une.orpheline else "ne se lit plus"
    return Rupture(None, None, f"table {une.table}, ligne {une.cle} : « {une.colonne} » {defaut}")
