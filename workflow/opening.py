"""Opens a dossier: its first line, its first deadlines, what follows; pure, like the kernel."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow.arming import armer_a_venir
from workflow.awaited import veiller
from workflow.compiled import Compilee
from workflow.deadlines import APRES, AVANT
from workflow.decision import Arret, Condition, Decision, Snapshot
from workflow.errors import ValeurInvalide
from workflow.fields import convertir
from workflow.kernel import effets_tenus
from workflow.offering import enumeres, le_plus_proche
from workflow.past_stops import arrets_dits
from workflow.process import Definition, Effet
from workflow.refusals import refus_des_invariants
from workflow.task_days import TACHE, echeances_demandant
from workflow.values import OUVRIR, SYSTEME, Donnees, Historique, Ligne, TempsLegal

OUVERTURE = "ouverture"
REPRISE = "reprise"
OUVRE = "ouvre"


@dataclass(frozen=True, kw_only=True)
class DemandeOuverture:
    """A dossier to open; ``etat`` other than the initial one is a reprise in the middle.

    ``at`` is the instant the state was entered; deadlines count from their own anchors.
    """

    numero: str
    at: datetime
    etat: str | None = None
    donnees: Mapping[str, Any]
    parametres: Donnees
    role: str = SYSTEME
    arrets: tuple[tuple[date, date], ...] = ()
    """Stops of the dossiers above it that are over: their days come back to what began before."""


def ouvrir(
    compilee: Compilee, demande: DemandeOuverture, now: datetime, temps: TempsLegal
) -> Decision:
    """Decide an opening. Deadlines already past are not armed: each becomes a task to decide.

    Raises:
        ValeurInvalide: unknown state, unknown field, compulsory field missing, wrong type.
    """
    etat = _etat(compilee, demande.etat)
    donnees = _donnees(compilee, demande.donnees, en_cours=demande.etat is not None)
    ligne = Ligne(
        seq=1,
        evenement=OUVRIR,
        de="",
        vers=etat,
        role=demande.role,
        at=demande.at,
        recorded_at=now,
        kind=OUVERTURE if demande.etat is None else REPRISE,
        donnees={**donnees, **arrets_dits(demande.arrets)},
    )
    ouvert = Snapshot(
        numero=demande.numero,
        etat=etat,
        donnees=donnees,
        parametres=demande.parametres,
        historique=Historique((ligne,)),
    )
    apres = compilee.portee(ouvert, now, temps)
    armement, passees = armer_a_venir(
        apres, temps.jour_civil(demande.at), arrets=tuple(Arret(*un) for un in demande.arrets)
    )
    ouverture = compilee.definition.ouverture
    suites = ouverture.effets if demande.etat is None else ouverture.en_cours
    effets = effets_tenus(suites, compilee, apres)
    decision = Decision(
        ligne=ligne,
        de="",
        vers=etat,
        donnees=donnees,
        changes=frozenset(donnees),
        attente=None,
        armes=armement.armes,
        effets=(*effets, *_a_decider(compilee.definition, etat, passees, effets)),
        faits=compilee.faits_de(apres),
        explication=armement.phrases,
    )
    return veiller(decision, apres, ())


def _a_decider(
    definition: Definition, etat: str, passees: Collection[str], effets: Iterable[Effet]
) -> Iterator[Effet]:
    """The past deadlines to decide of: one that a task of the opening asks for is that task.

    One that opens what the opening opens has nothing left to say, nor what reminds before a date
    that is itself past: that date is decided of.
    """
    effets = tuple(effets)
    ouverts = {_ce_qu_ouvre(definition, un) for un in effets} - {None}
    taches = (definition.taches[un.nom] for un in effets if un.genre == TACHE)
    demandees = {nom for une in taches for nom in echeances_demandant(definition, etat, une)}
    regles = definition.etats[etat].echeances
    tombees = [regles[nom] for nom in passees]
    dates = {une.depuis for une in tombees if une.sens == APRES}
    for nom, regle in zip(passees, tombees, strict=True):
        siens = [_ce_qu_ouvre(definition, un) for un in regle.effets]
        if siens and ouverts.issuperset(siens):
            continue
        annonce = regle.sens == AVANT and regle.depuis in dates
        if regle.declenche or not (annonce or nom in demandees):
            yield Effet(genre="echeance_passee", nom=nom)


def _ce_qu_ouvre(definition: Definition, effet: Effet) -> tuple[str, str | None] | None:
    """The link by which an effect opens, and the key of what it opens there, as it is written."""
    if effet.genre != OUVRE:
        return None
    return effet.lien, effet.avec.get(definition.liens[effet.lien].cle)


def refus_d_ouverture(
    compilee: Compilee, demande: DemandeOuverture, decision: Decision, temps: TempsLegal
) -> tuple[Condition, ...]:
    """Rules on the fields that an opening breaks: a person is told, nothing is opened."""
    ouvert = Snapshot(
        numero=demande.numero,
        etat=decision.vers,
        donnees=decision.donnees,
        parametres=demande.parametres,
        historique=Historique((decision.ligne,)),
    )
    portee = compilee.portee(ouvert, decision.ligne.recorded_at, temps)
    return refus_des_invariants(compilee, portee, frozenset(decision.donnees))


def _etat(compilee: Compilee, voulu: str | None) -> str:
    definition = compilee.definition
    etat = voulu or definition.etat_initial
    if etat not in definition.etats:
        raise ValeurInvalide(
            "etat",
            f"« {etat} » n’est pas un état de {definition.libelle}.",
            f"États connus : {', '.join(definition.etats)}.",
        )
    return etat


def _donnees(compilee: Compilee, brutes: Mapping[str, Any], *, en_cours: bool) -> dict[str, Any]:
    """Typed fields. In the middle of its life a dossier may bring any field that is entered."""
    contexte = compilee.definition.contexte
    declarees = {saisie.champ: saisie for saisie in compilee.definition.ouverture.saisies}
    gardes = {nom for nom, champ in contexte.items() if champ.saisi and not champ.passager}
    admises = gardes if en_cours else set(declarees)
    typees: dict[str, Any] = {}
    for nom, brut in brutes.items():
        if nom not in admises:
            raise ValeurInvalide(
                nom,
                f"« {nom} » n’est pas un champ d’ouverture.",
                f"{le_plus_proche(nom, admises)}Champs admis : "
                f"{enumeres((un, contexte[un].libelle) for un in sorted(admises))}.",
            )
        if brut is not None:
            typees[nom] = convertir(contexte[nom], brut)
    manque = [n for n, une in declarees.items() if une.obligatoire and n not in typees]
    if manque and not en_cours:
        raise ValeurInvalide(manque[0], f"Il manque « {manque[0]} » à l’ouverture.", "Donnez-le.")
    return typees
