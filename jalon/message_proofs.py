"""Proves that a message renders in a state that sends it: with everything known, and nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from documents.checking import soucis_du_document
from documents.letters import DOCUMENTS, TITRES, source
from jalon.mentions import mentions_tues
from notifications import context as vue
from notifications.catalogue import MESSAGES
from notifications.checking import verifier_rendu
from notifications.rendering import FICHIERS, Rendeur
from notifications.secrecy import secrets_lus
from notifications.shown import delais_en_dur, valeurs_tues
from states.roles import ENTREPRISE
from workflow.process import Champ, Definition

_INSTANT = datetime(2026, 10, 17, 9, 30, tzinfo=UTC)
_JOUR = date(2026, 10, 17)
_EXEMPLES: Mapping[str, Any] = {
    "date": _JOUR,
    "instant": _INSTANT,
    "entier": 2,
    "decimal": Decimal("12.50"),
    "booleen": True,
    "texte": "exemple",
    "piece": "exemple.pdf",
}


def preuve(rendeur: Rendeur) -> Callable[[str, Definition, str], list[str]]:
    """The function that ``jalon check`` asks: what prevents a message from rendering in a state.

    A letter is asked for like a message.
    """

    def rendre(message: str, definition: Definition, etat: str) -> list[str]:
        if message in TITRES:
            siens = contextes(definition, etat, ENTREPRISE)
            corps = {"corps.html": source(message)} if message in DOCUMENTS else {}
            return [
                *soucis_du_document(message, siens, definition.personnels),
                *mentions_tues(message, corps),
            ]
        role = MESSAGES[message].audience
        plein, vide = contextes(definition, etat, role)
        secrets = secrets_lus(message, definition.personnels, plein.personnelles, rendeur)
        return [
            *(verifier_rendu(message, (plein, vide), rendeur) or secrets),
            *valeurs_tues(message, plein, rendeur),
            *delais_en_dur(message, rendeur),
            *mentions_tues(message, _corps(message, rendeur)),
        ]

    return rendre


def _corps(message: str, rendeur: Rendeur) -> dict[str, str]:
    """Source of each body of a message."""
    chemins = {un: rendeur.chargeur.chemin(f"{message}/{un}") for un in FICHIERS[1:]}
    return {un: chemin.read_text("utf-8") for un, chemin in chemins.items()}


def contextes(
    definition: Definition, etat: str, role: str
) -> tuple[vue.ContexteMessage, vue.ContexteMessage]:
    """What a message to a role may see in a state: every variable known, every one empty."""
    plein = _contexte(definition, etat, role, _exemple)
    return plein, replace(
        _contexte(definition, etat, role, lambda _champ: None),
        entreprise=None,
        marche=None,
        echeance=None,
        echeance_passee=None,
        motif=None,
        contacts=(),
        structures_insertion=(),
        procedures=(),
        courriel_vise=None,
        correction=None,
        procedure=(),
    )


def _exemple(champ: Champ) -> Any:
    return champ.valeurs[0] if champ.valeurs else _EXEMPLES[champ.type]


def _contexte(
    definition: Definition, etat: str, role: str, valeur: Callable[[Champ], Any]
) -> vue.ContexteMessage:
    variables = definition.contexte
    echeance = vue.EcheanceVue(dernier_jour=_JOUR, calcul=("15 jours calendaires",))
    saisies = {
        nom: valeur(champ)
        for nom, champ in variables.items()
        if champ.saisi and not champ.personnel
    }
    return vue.ContexteMessage(
        dossier=vue.Dossier(
            numero=f"{definition.prefixe}-2026-00001",
            sujet="Exemple",
            libelle_etat=definition.etats[etat].libelle,
            machine=definition.machine,
        ),
        donneur_ordre=vue.DonneurOrdre(nom="Ville de Valbrenne"),
        structure=vue.Structure(nom="Maison de l’insertion"),
        facilitateur=vue.Facilitateur(nom="Camille Daubrac"),
        destinataire=vue.Destinataire(nom="Nadia Orsel", role=role),
        evenement=vue.EvenementVue(
            libelle="Exemple",
            at=_INSTANT,
            echue_le=_JOUR,
            attendue_depuis=_JOUR,
            rang_du_rappel=2,
        ),
        maintenant=_INSTANT,
        entreprise=vue.Entreprise(nom="Toitures Brévenne"),
        marche=vue.Marche(numero="2026-TRX-014"),
        donnees=saisies,
        dites=saisies,
        personnelles={
            nom: valeur(champ)
            for nom, champ in variables.items()
            if champ.personnel and role in champ.montre_a
        },
        faits={nom: valeur(champ) for nom, champ in variables.items() if champ.fait},
        parametres={nom: un.defaut for nom, un in definition.parametres.items()},
        echeance=echeance,
        echeance_passee=echeance,
        motif="Un motif",
        contacts=(vue.Contact(le=_JOUR, moyen="téléphone"),),
        procedures=(
            vue.ProcedureArretee(entreprise="Une entreprise", libelle_etat="Alerte transmise"),
        ),
        structures_insertion=(vue.StructureInsertion(nom="Chantier", type="ACI"),),
        courriel_vise=vue.CourrielVise(sujet="Un sujet", envoye_le=_JOUR),
        correction=vue.CorrectionVue(champ="Un champ", avant="une valeur", apres="une autre"),
        procedure=(
            vue.ReglageVue(
                machine=definition.libelle,
                libelle="un réglage",
                valeur="une valeur",
                usage="une autre",
                source="convention, article 3",
                etapes=("« Un acte » a lieu",),
                propose=True,
            ),
        ),
    )
