"""The journal as a page tells it: who did what, in the past; what was corrected or undone since."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from services.act_words import a_rappele, au_passe, minuscule
from services.line_labels import ANNULER, libelle
from services.reading.looking import champs_dits
from services.task_answers import RIEN_RECU
from workflow.history import ANNULATION, CORRECTION, RETABLISSEMENT, cibles
from workflow.process import ETAT, Definition

FAITE = "a fait la tâche"
_PASSES = {
    ANNULER: "a annulé sa saisie",
    "ouvrir": "a ouvert le dossier",
    "ouverture": "a ouvert le dossier",
    "reprise": "a repris le dossier en cours",
    "echeance_retenue": "a retenu une échéance",
    "recalculer": "a recalculé les échéances",
    "courriel_envoye": "a envoyé le courriel",
    "courriel_reporte": "a reporté l’envoi du courriel",
    "courriel_echec": "n’a pas pu remettre le courriel, refusé par le serveur",
    "courriel_incertain": "ne sait pas si le courriel est arrivé",
    "courriel_perime": "n’a pas envoyé le courriel, devenu inutile",
    "courriel_libere": "a laissé partir le courriel",
    "courriel_ecarte": "a décidé de ne pas envoyer le courriel",
    "courriel_remis": "a remis en attente le courriel écarté",
    "courriel_modifie": "a modifié le courriel avant l’envoi",
    "publication_modifiee": "a relevé un changement de la publication du marché",
    "entreprise_reunie": "a réuni l’entreprise avec une autre fiche",
    "interlocuteur_modifie": "a corrigé au registre la personne interlocutrice",
    "relations_en_double": "a relevé deux relations ouvertes pour la même entreprise",
    "migrer": "a appliqué la nouvelle version de la définition",
}
"""What no machine declares, in the past."""
_VALEUR = re.compile(r"\{\w+\}")
_VALEUR_FINALE = re.compile(r"[\s\u00a0]*:[\s\u00a0]*\{\w+\}$")
_OPERATIONS = {
    CORRECTION: frozenset({"champ", "valeur", "ligne"}),
    RETABLISSEMENT: frozenset({ETAT}),
}
"""Fields that an operation of the engine is told by, which are told in words instead."""


def raconter(lignes: list[dict[str, Any]], definition: Definition) -> None:
    """Add to each line ``raconte``, ``defaite_par`` and ``corrigee_par`` (numbers of lines)."""
    par_seq = {une["seq"]: une for une in lignes}
    for une in lignes:
        une.update(raconte=_raconte(une, definition), defaite_par=None, corrigee_par=[])
        une["champs"] = [{**un, "corrige": False} for un in une["champs"]]
    for une in lignes:
        if une["genre"] == CORRECTION:
            _marquer_les_corrigees(une, par_seq)
        elif une["genre"] in {RETABLISSEMENT, ANNULATION}:
            for seq in une["donnees"]["annule"]:
                par_seq[int(seq)]["defaite_par"] = une["seq"]
    for une in lignes:
        siens = _OPERATIONS.get(une["genre"], frozenset())
        une["champs"] = [
            *_champs_de_l_operation(une, par_seq, definition),
            *(un for un in une["champs"] if un["champ"] not in siens),
        ]


def passe(definition: Definition, evenement: str, etat: str, *, seul: bool = False) -> str:
    """What was done, after the name of who did it; ``seul`` when Jalon did it by itself."""
    if evenement in definition.evenements:
        dit = au_passe(definition.evenements[evenement].libelle)
        return dit.replace("a enregistré", "a constaté", 1) if seul else dit
    regle = definition.echeance(etat, evenement) if etat in definition.etats else None
    if regle is not None:
        return a_rappele(regle.libelle or evenement.replace("_", " "))
    nom = libelle(definition, evenement, etat)
    return _PASSES.get(evenement, f"a noté : {minuscule(nom)}")


def _raconte(une: Mapping[str, Any], definition: Definition) -> str:
    if une["evenement"] == "tache_faite":
        return _tache(une["donnees"], definition)
    return passe(definition, une["evenement"], une["de"], seul=not une["par"])


def _tache(donnees: Mapping[str, Any], definition: Definition) -> str:
    """Which task, by its declaration: of the values that this quotes, the deadline is told."""
    genre, _, detail = str(donnees.get("code", "")).partition(":")
    declaree = definition.taches.get(genre)
    dite = "a répondu : rien reçu" if donnees.get("reponse") == RIEN_RECU else FAITE
    if declaree is None:
        return "a fait une tâche"
    libelle = declaree.libelle.replace("{echeance}", _echeance(definition, detail))
    nom = _VALEUR.sub("…", _VALEUR_FINALE.sub("", libelle))
    nom = nom.replace("« ", "“").replace(" »", "”").replace("«\u00a0", "“").replace("\u00a0»", "”")
    return f"{dite} « {nom} »" if dite == FAITE else f"{dite}, à la tâche « {nom} »"


def _echeance(definition: Definition, nom: str) -> str:
    """The label of a deadline, in whichever state it stands."""
    regles = (etat.echeances.get(nom) for etat in definition.etats.values())
    regle = next((une for une in regles if une), definition.rappels.get(nom))
    return regle.libelle if regle and regle.libelle else "{echeance}"


def _marquer_les_corrigees(une: Mapping[str, Any], par_seq: Mapping[int, dict[str, Any]]) -> None:
    """The value that is replaced stays where it was typed, and says so."""
    for seq, champ in cibles(une["donnees"]):
        visee = par_seq[seq]
        if une["seq"] not in visee["corrigee_par"]:
            visee["corrigee_par"].append(une["seq"])
        visee["champs"] = [
            {**un, "corrige": True} if un["champ"] == champ else un for un in visee["champs"]
        ]


def _champs_de_l_operation(
    une: Mapping[str, Any], par_seq: Mapping[int, Mapping[str, Any]], definition: Definition
) -> Iterator[dict[str, Any]]:
    """The field that was corrected, before and now; the state that was gone back to, in words."""
    donnees = une["donnees"]
    if une["genre"] == CORRECTION:
        nom = str(donnees["champ"])
        avant = _valeur_d_avant(une, par_seq, nom)
        for mots, valeur in (("désormais", donnees["valeur"]), ("auparavant", avant)):
            for dit in champs_dits(definition, {nom: valeur}):
                yield {**dit, "libelle": f"{dit['libelle']}, {mots}", "corrige": False}
    elif une["genre"] == RETABLISSEMENT and donnees.get(ETAT) in definition.etats:
        nom = definition.etats[donnees[ETAT]].libelle
        dit = {"champ": ETAT, "libelle": "Étape rétablie", "valeur": nom, "texte": None}
        yield {**dit, "corrige": False}


def _valeur_d_avant(
    une: Mapping[str, Any], par_seq: Mapping[int, Mapping[str, Any]], champ: str
) -> Any:
    """What a correction replaced: the value as typed, or as an earlier correction left it."""
    visee = int(une["donnees"]["ligne"])
    precedentes = [
        autre["donnees"]["valeur"]
        for autre in par_seq.values()
        if autre["genre"] == CORRECTION
        and autre["seq"] < une["seq"]
        and (visee, champ) in cibles(autre["donnees"])
    ]
    return precedentes[-1] if precedentes else par_seq[visee]["donnees"].get(champ)
