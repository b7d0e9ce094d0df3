"""Understands one row: its machine, state, dates, fields; every fault is told, none is raised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.importing.fields import (
    Constats,
    lire_date,
    lire_siret,
    montrer,
    simplifier,
)
from services.plain_words import en_mots
from services.reprise.columns import CHAMPS_REPRIS, COLONNES, champs_de
from services.reprise.records import MACHINES, MARCHE, RELATION, Ligne, Rangee
from services.reprise.standing import du_passe
from workflow.errors import ValeurInvalide
from workflow.fields import convertir
from workflow.process import Champ, Definition
from workflow.suspending import pauses_de

EXEMPLE = "EXEMPLE"
"""The template's lines name a marché that begins so."""
FUTUR = "la date est dans l’avenir"


class Lecteur:
    """Reads the rows of one file, on one civil day."""

    def __init__(
        self, definitions: Mapping[str, Definition], fichier: str, aujourd_hui: date
    ) -> None:
        """``definitions``: the machines in force, by name."""
        self._definitions = {nom: definitions[nom] for nom in MACHINES}
        self._champs = {nom: champs_de(une) for nom, une in self._definitions.items()}
        self._constats = Constats(fichier, 0, aujourd_hui)
        self._aujourd_hui = aujourd_hui
        self._machines = {
            simplifier(texte): nom
            for nom, une in self._definitions.items()
            for texte in (nom, une.libelle)
        } | {"relation": RELATION}
        self._etats = {
            nom: {
                simplifier(texte): etat.nom
                for etat in une.etats.values()
                for texte in (etat.libelle, etat.nom)
            }
            for nom, une in self._definitions.items()
        }

    def lire(self, rangee: Rangee) -> Ligne:
        """One row as a line, with its faults."""
        ligne = Ligne(numero=rangee.ligne)
        cellules = rangee.cellules
        if rangee.faute or cellules.get("marche", "").upper().startswith(EXEMPLE):
            ligne.faute(*(rangee.faute or ("marche", "ligne d’exemple du modèle : remplacez-la")))
            return ligne
        ligne.machine = self._machines.get(simplifier(cellules.get("machine", "")), "")
        ligne.marche_dit = " ".join(cellules.get("marche", "").split())
        ligne.facilitateur = cellules.get("facilitateur")
        ligne.convention = cellules.get("convention")
        if not ligne.machine:
            dite = montrer(cellules.get("machine", ""))
            admises = ", ".join(f"« {une.libelle} »" for une in self._definitions.values())
            ligne.faute("machine", f"{dite} n’est pas un genre de dossier ; admis : {admises}")
            return ligne
        self._identite(ligne, cellules)
        self._etat(ligne, cellules)
        for colonne, texte in cellules.items():
            if colonne not in COLONNES or colonne in CHAMPS_REPRIS:
                self._champ(ligne, colonne, texte)
        self._arret(ligne)
        _compter(ligne)
        return ligne

    def _identite(self, ligne: Ligne, cellules: Mapping[str, str]) -> None:
        if not ligne.marche_dit:
            ligne.faute("marche", "marché absent")
        if "siret" in cellules:
            ligne.siret, motif = lire_siret(cellules["siret"])
            if ligne.siret is None:
                ligne.faute("siret", motif)
            elif motif:
                ligne.avertir("siret", motif)
        elif ligne.machine == RELATION:
            ligne.faute("siret", "SIRET du titulaire absent")

    def _etat(self, ligne: Ligne, cellules: Mapping[str, str]) -> None:
        definition = self._definitions[ligne.machine]
        dit = cellules.get("etat", "")
        ligne.etat = self._etats[ligne.machine].get(simplifier(dit), "")
        if not ligne.etat:
            connus = ", ".join(
                f"« {un.libelle} »" for un in definition.etats.values() if not un.final
            )
            souci = f"{montrer(dit)} n’est pas un état" if dit else "état absent"
            ligne.faute("etat", f"{souci} ; états admis : {connus}")
        elif definition.etats[ligne.etat].final:
            ligne.faute(
                "etat",
                f"« {definition.etats[ligne.etat].libelle} » est un état final : "
                "il n’y a plus rien à suivre",
            )
        ligne.depuis = self._date(ligne, "etat_depuis", cellules.get("etat_depuis"))
        if ligne.depuis and ligne.depuis > self._aujourd_hui:
            ligne.faute("etat_depuis", FUTUR)

    def _arret(self, ligne: Ligne) -> None:
        """A state in which time stands still does so since it was entered, unless told apart."""
        definition = self._definitions[ligne.machine]
        if ligne.depuis is None or ligne.etat not in definition.etats:
            return
        for champ in {une.le for une in pauses_de(definition, ligne.etat) if une.le}:
            ligne.champs.setdefault(champ, ligne.depuis)

    def _date(self, ligne: Ligne, colonne: str, texte: str | None) -> date | None:
        jour, motif = lire_date(self._constats, colonne, texte)
        if jour is None:
            ligne.faute(colonne, motif)
        return jour

    def _champ(self, ligne: Ligne, colonne: str, texte: str) -> None:
        siens = self._champs[ligne.machine]
        champ = siens.get(CHAMPS_REPRIS.get(colonne, colonne))
        champ = champ or next((un for un in siens.values() if un.libelle == colonne), None)
        if champ is None:
            nom = self._definitions[ligne.machine].libelle
            ligne.faute(colonne, f"cette colonne ne vaut pas pour une ligne « {nom} »")
            return
        valeur = self._valeur(ligne, colonne, champ, texte)
        if valeur is not None and ligne.champs.get(champ.nom, valeur) != valeur:
            ligne.faute(colonne, f"deux colonnes donnent « {champ.libelle} », et pas le même")
        elif valeur is not None:
            ligne.champs[champ.nom] = valeur

    def _valeur(self, ligne: Ligne, colonne: str, champ: Champ, texte: str) -> Any:
        if champ.type == "date":
            jour = self._date(ligne, colonne, texte)
            if jour and jour > self._aujourd_hui and du_passe(champ):
                ligne.faute(colonne, FUTUR)
            return jour
        try:
            return convertir(champ, texte)
        except ValeurInvalide as erreur:
            souci = erreur.message.removeprefix(f"{champ.nom} : ").removesuffix(".")
            admis = ", ".join(f"« {champ.libelles.get(une, une)} »" for une in champ.valeurs)
            dit = f"Choisissez parmi {admis}" if admis else erreur.remede.removesuffix(".")
            remede = en_mots(self._definitions[ligne.machine], dit)
            ligne.faute(colonne, f"{souci} ({remede})")
            return None


def _compter(ligne: Ligne) -> None:
    ecrits = ligne.champs.get(CHAMPS_REPRIS["ecrits"], 0)
    if ligne.machine != MARCHE and ecrits > ligne.champs.get(CHAMPS_REPRIS["contacts"], 0):
        ligne.faute("ecrits", "il y a plus d’écrits que de contacts")
