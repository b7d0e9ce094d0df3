"""Links between machines and openings by hand: who may open what, how many, under which name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from workflow.errors import Faute
from workflow.gifts import dons
from workflow.process import (
    COLONNES_DE_LA_CONVENTION,
    MOTIF,
    PARENT,
    Definition,
    LienDeclare,
)
from workflow.references_context import faute_de_role
from workflow.values import SYSTEME
from workflow.vocabulary import Vocabulaire

_NOMBRE = re.compile(r"(\d+|n)(\.\.(\d+|n))?$")


def fautes_des_liens(
    definition: Definition, definitions: Mapping[str, Definition]
) -> Iterator[Faute]:
    """Links towards machines that do not exist, keys that their dossiers do not open with."""
    for lien in definition.liens.values():
        chemin = f"liens.{lien.nom}"
        if lien.machine not in definitions:
            message = (
                f"Le lien « {lien.nom} » vise la machine « {lien.machine} », qui n’existe pas ; "
                f"machines connues : {', '.join(sorted(definitions))}."
            )
            yield definition.faute("machine_inconnue", f"{chemin}.machine", message)
        else:
            yield from _cle(definition, lien, definitions[lien.machine])
            yield from _dons(definition, lien, definitions[lien.machine])
            yield from _corrections(definition, lien, definitions[lien.machine])
            yield from _defaits(definition, lien, definitions[lien.machine])
        if not _NOMBRE.match(lien.nombre):
            message = f"« {lien.nombre} » n’est pas un nombre de liens ; écrivez 1, 0..1 ou 1..n."
            yield definition.faute("lien_nombre", f"{chemin}.nombre", message)


def _cle(definition: Definition, lien: LienDeclare, cible: Definition) -> Iterator[Faute]:
    """The key is a field that every child is opened with and that the dossier keeps readable."""
    chemin = f"liens.{lien.nom}"
    ouvrent = {une.champ for une in cible.ouverture.saisies if une.obligatoire}
    champ = cible.contexte.get(lien.cle)
    if lien.cle and (lien.cle not in ouvrent or champ is None or champ.personnel):
        message = (
            f"« {lien.cle} » n’est pas une saisie obligatoire de l’ouverture de {cible.machine}, "
            "ou elle est personnelle : elle ne peut pas distinguer ses dossiers."
        )
        yield definition.faute("lien_cle", f"{chemin}.cle", message)
    if lien.libere_par and not lien.cle:
        message = f"« {lien.nom} » : libere_par n’a de sens qu’avec une clé (cle)."
        yield definition.faute("lien_libere", f"{chemin}.libere_par", message)
    if lien.libre_a_la_main and not lien.cle:
        message = f"« {lien.nom} » : libre_a_la_main n’a de sens qu’avec une clé (cle)."
        yield definition.faute("lien_libre", f"{chemin}.libre_a_la_main", message)
    for nom in lien.libere_par:
        if nom not in cible.etats or not cible.etats[nom].final:
            message = f"« {nom} » n’est pas un état final de {cible.machine}."
            yield definition.faute("lien_libere", f"{chemin}.libere_par", message)


def _dons(definition: Definition, lien: LienDeclare, cible: Definition) -> Iterator[Faute]:
    """What a link gives is a field kept here, readable, and taken by every opening of its kind."""
    ouvrent = {une.champ for une in cible.ouverture.saisies}
    for nom, source in lien.donne.items():
        recu, donne = cible.contexte.get(nom), definition.contexte.get(source)
        gardee = donne is not None and donne.saisi and not (donne.personnel or donne.passager)
        if recu is None or nom not in ouvrent:
            message = f"« {nom} » n’est pas un champ d’ouverture de {cible.machine}."
        elif donne is None or not gardee or donne.type != recu.type:
            message = (
                f"« {source} » ne peut pas donner « {nom} » : il faut un champ saisi, gardé au "
                f"dossier, ni secret ni passager, du même type ({recu.type})."
            )
        else:
            continue
        yield definition.faute("lien_donne", f"liens.{lien.nom}.donne.{nom}", message)


def _corrections(definition: Definition, lien: LienDeclare, cible: Definition) -> Iterator[Faute]:
    """A correction follows what was handed on, within one root, in states that exist."""
    chemin = f"liens.{lien.nom}.corrige_dans"
    if lien.corrige_dans and (lien.trouve_par != PARENT or cible.racine):
        message = (
            f"« {lien.nom} » : une correction ne suit que ce que le dossier a ouvert chez lui."
        )
        yield definition.faute("lien_corrige", chemin, message)
    elif lien.corrige_dans and not dons(definition, lien):
        message = f"« {lien.nom} » : rien n’est transmis à l’ouverture, aucune correction à suivre."
        yield definition.faute("lien_corrige", chemin, message, niveau="avertissement")
    for nom in lien.corrige_dans:
        if nom not in cible.etats or cible.etats[nom].final:
            message = f"« {nom} » n’est pas un état en cours de {cible.machine}."
            yield definition.faute("lien_corrige", chemin, message)
    yield from _anniversaires(definition, lien, cible)


def _anniversaires(definition: Definition, lien: LienDeclare, cible: Definition) -> Iterator[Faute]:
    """An anniversary is a date of the children that counts from one of this dossier."""
    for nom, source in lien.anniversaire_de.items():
        dates = (cible.contexte.get(nom), definition.contexte.get(source))
        if not lien.corrige_dans or any(une is None or une.type != "date" for une in dates):
            message = (
                f"« {nom} » ne peut pas être un anniversaire de « {source} » : il faut une date de "
                f"{cible.machine}, une date du dossier, et les états où une correction suit "
                "(corrige_dans)."
            )
            chemin = f"liens.{lien.nom}.anniversaire_de.{nom}"
            yield definition.faute("lien_anniversaire", chemin, message)


def _defaits(definition: Definition, lien: LienDeclare, cible: Definition) -> Iterator[Faute]:
    """What undoes an opening is an act of Jalon on a dossier just opened, in the same root."""
    acte = cible.evenements.get(lien.defait_par)
    ouvert = next((un.nom for un in cible.etats.values() if un.initial), "")
    asked = {une.champ for une in acte.saisies if une.obligatoire} if acte else set()
    possible = acte is not None and ouvert in acte.de and SYSTEME in acte.par and asked <= {MOTIF}
    if lien.defait_par and (not possible or lien.trouve_par != PARENT or cible.racine):
        message = (
            f"« {lien.defait_par} » ne peut pas défaire l’ouverture d’un dossier « {lien.nom} » : "
            f"il faut un acte de {cible.machine}, dans son premier état, par systeme, sans saisie."
        )
        yield definition.faute("lien_defait", f"liens.{lien.nom}.defait_par", message)


def fautes_de_l_ouverture(definition: Definition, vocabulaire: Vocabulaire) -> Iterator[Faute]:
    """Roles that do not exist, and a name that lists could not show."""
    ouverture = definition.ouverture
    for role in ouverture.par:
        if role not in vocabulaire.personnes:
            yield faute_de_role(definition, role, "ouverture.par", vocabulaire.personnes)
    ouvrent = {une.champ for une in ouverture.saisies}
    for nom in ouverture.de_la_convention:
        if nom not in ouvrent or nom not in COLONNES_DE_LA_CONVENTION:
            message = (
                f"« {nom} » n’est pas une saisie de l’ouverture que le registre connaît de la "
                f"convention ; connues : {', '.join(sorted(COLONNES_DE_LA_CONVENTION))}."
            )
            yield definition.faute("ouverture_convention", "ouverture.de_la_convention", message)
    champ = definition.contexte.get(ouverture.sujet)
    saisi = any(une.champ == ouverture.sujet for une in ouverture.saisies)
    if ouverture.sujet and (champ is None or not saisi or champ.personnel):
        message = (
            f"« {ouverture.sujet} » ne peut pas nommer le dossier : il faut une saisie de "
            "l’ouverture, qui ne soit pas personnelle."
        )
        yield definition.faute("ouverture_sujet", "ouverture.sujet", message)
