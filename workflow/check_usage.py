"""Everything declared serves, what is emitted is received, what is sent can be written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from workflow.engine_fields import CHAMPS_DU_MOTEUR
from workflow.errors import Faute
from workflow.expressions import noms
from workflow.process import DE_LIEN_EN_LIEN, Definition, Effet
from workflow.references_effects import effets_situes, recepteurs
from workflow.sentences import noms_du_modele
from workflow.values import SYSTEME
from workflow.vocabulary import Vocabulaire

Rendu = Callable[[str, Definition, str], list[str]]


def fautes_d_usage(
    definition: Definition, definitions: Mapping[str, Definition], vocabulaire: Vocabulaire
) -> Iterator[Faute]:
    """Guards, parameters, fields, tasks and links that nothing uses (warnings)."""
    servent = {
        "gardes": _gardes(definition),
        "parametres": _parametres(definition, vocabulaire),
        "contexte": _champs(definition),
        "taches": _taches(definition),
        "liens": _liens(definition, definitions, vocabulaire),
    }
    declares: Mapping[str, Collection[str]] = {
        "gardes": definition.gardes,
        "parametres": definition.parametres,
        "contexte": definition.contexte,
        "taches": definition.taches,
        "liens": definition.liens,
    }
    for section, tous in declares.items():
        for nom in tous:
            if nom not in servent[section]:
                yield _inutile(definition, f"{section}.{nom}", nom)


def _inutile(definition: Definition, chemin: str, nom: str) -> Faute:
    message = f"« {nom} » est déclaré et ne sert à rien ; retirez-le, ou employez-le."
    return definition.faute("inutilise", chemin, message, niveau="avertissement")


def _gardes(definition: Definition) -> set[str]:
    evenements = definition.evenements.values()
    servent = {nom for un in evenements for nom in un.gardes}
    servent |= {une.si for un in evenements for une in un.selon if une.si}
    servent |= {un.corrige_si for un in definition.contexte.values()}
    return servent | {effet.si for _, effet in effets_situes(definition) if effet.si}


def _lus(definition: Definition) -> set[str]:
    """Names that guards and invariants read, and their sentences show."""
    lus: set[str] = set()
    for garde in definition.gardes.values():
        lus |= garde.lus | noms_du_modele(garde.sinon)
    for champ in definition.contexte.values():
        if champ.invariant is not None:
            lus |= noms(champ.invariant) | noms_du_modele(champ.sinon)
    return lus


def _parametres(definition: Definition, vocabulaire: Vocabulaire) -> set[str]:
    servent = _lus(definition)
    for champ in definition.contexte.values():
        fait = vocabulaire.faits.get(champ.fait or "")
        servent |= fait.parametres if fait else set()
    for evenement in definition.evenements.values():
        servent |= {evenement.si_parametre or ""}
    declarees = [regle for etat in definition.etats.values() for regle in etat.echeances.values()]
    for regle in (*declarees, *definition.rappels.values()):
        servent |= {str(regle.delai), regle.depuis, regle.si_parametre or ""}
        servent |= {str(regle.repeter.tous)} if regle.repeter else set()
    return servent


def _champs(definition: Definition) -> set[str]:
    """Fields that an event enters or sets; a fact serves lists and messages by itself."""
    faits = {nom for nom, champ in definition.contexte.items() if champ.fait is not None}
    ouverture = {saisie.champ for saisie in definition.ouverture.saisies}
    evenements = definition.evenements.values()
    saisis = {saisie.champ for un in evenements for saisie in un.saisies}
    poses = {nom for un in evenements for nom in un.pose}
    return faits | ouverture | saisis | poses | set(CHAMPS_DU_MOTEUR)


def _taches(definition: Definition) -> set[str]:
    servent = {effet.nom for _, effet in effets_situes(definition) if effet.genre == "tache"}
    servent |= {
        regle.verification
        for etat in definition.etats.values()
        for regle in etat.echeances.values()
        if regle.verification
    }
    communes = {nom for nom in definition.taches if f"taches.{nom}" in definition.lignes_communes}
    return servent | communes  # what every machine has serves the engine and the services


def _liens(
    definition: Definition, definitions: Mapping[str, Definition], vocabulaire: Vocabulaire
) -> set[str]:
    """Links that effects follow, that facts look at, or by which people open dossiers."""
    lus = [vocabulaire.faits.get(champ.fait or "") for champ in definition.contexte.values()]
    regardes = {nom for fait in lus if fait is not None for nom in fait.liens}
    effets = [effet for _, effet in effets_situes(definition)]
    a_la_main = {
        lien.nom for lien in definition.liens.values() if definitions[lien.machine].ouverture.par
    }
    vises = {effet.a.partition(DE_LIEN_EN_LIEN)[0] for effet in effets}
    return regardes | a_la_main | {effet.lien for effet in effets} | vises


def fautes_du_vocabulaire(
    definitions: Iterable[Definition], vocabulaire: Vocabulaire
) -> Iterator[Faute]:
    """Messages, documents and facts of the installation that no machine names (warnings)."""
    toutes = tuple(definitions)
    effets = [effet for une in toutes for _, effet in effets_situes(une)]
    faits = {champ.fait for une in toutes for champ in une.contexte.values()}
    declares: tuple[tuple[str, Collection[str], Collection[str | None]], ...] = (
        ("message", vocabulaire.messages, {un.nom for un in effets if un.genre == "mail"}),
        ("document", vocabulaire.documents, {un.nom for un in effets if un.genre == "document"}),
        (
            "inscription",
            vocabulaire.inscriptions,
            {un.nom for un in effets if un.genre == "inscrit"},
        ),
        ("fait", vocabulaire.faits, faits),
    )
    for quoi, tous, servent in declares:
        for nom in sorted(tous):
            if nom not in servent:
                message = f"Le {quoi} « {nom} » n’est employé par aucune machine."
                yield Faute("inutilise", message, niveau="avertissement", ou=f"{quoi}.{nom}")


def fautes_des_emissions(
    definition: Definition, definitions: Mapping[str, Definition]
) -> Iterator[Faute]:
    """Emitted events that the target, still open, would not take in some state (warnings)."""
    for chemin, effet in effets_situes(definition):
        if effet.genre != "emet":
            continue
        for cible in recepteurs(definition, definitions, effet.a) or ():
            evenement = cible.evenements.get(effet.nom)
            sourds = [
                etat.nom
                for etat in cible.etats.values()
                if evenement is not None and not etat.final and etat.nom not in evenement.de
            ]
            if sourds:
                message = (
                    f"« {effet.nom} » serait refusé par {cible.machine} à l’état "
                    f"{', '.join(sourds)} : ouvrez-le depuis ces états, ou acceptez l’incident."
                )
                yield definition.faute("emission_refusee", chemin, message, niveau="avertissement")


def fautes_des_evenements_du_systeme(
    definitions: Mapping[str, Definition],
) -> Iterator[Faute]:
    """Events that the system alone may do, and that no machine emits (warnings)."""
    emis = {
        (cible.machine, nom)
        for une in definitions.values()
        for _, effet in effets_situes(une)
        if effet.genre == "emet"
        for cible in recepteurs(une, definitions, effet.a) or ()
        for nom in (effet.nom, effet.defait_par)
    }
    for definition in definitions.values():
        for evenement in definition.evenements.values():
            if evenement.par == {SYSTEME} and (definition.machine, evenement.nom) not in emis:
                message = f"« {evenement.nom} » revient au système, et aucune machine ne l’émet."
                chemin = f"evenements.{evenement.nom}"
                yield definition.faute("jamais_emis", chemin, message, niveau="avertissement")


def fautes_de_rendu(definition: Definition, rendre: Rendu) -> Iterator[Faute]:
    """Messages and letters that do not render in a state that sends them."""
    for chemin, effet, etat in _envois(definition):
        for souci in rendre(effet.nom, definition, etat):
            quoi = "message" if effet.genre == "mail" else "document"
            message = f"Le {quoi} « {effet.nom} » ne s’écrit pas à l’état « {etat} » : {souci}"
            yield definition.faute("message_rendu", chemin, message)


def _envois(definition: Definition) -> Iterator[tuple[str, Effet, str]]:
    """Every message and letter with the states of the dossier when it leaves."""
    for chemin, effet in effets_situes(definition):
        if effet.genre in {"mail", "document"}:
            for etat in _etats_d_envoi(definition, chemin):
                yield chemin, effet, etat


def _etats_d_envoi(definition: Definition, chemin: str) -> tuple[str, ...]:
    section, *reste = chemin.split(".")
    if section == "ouverture":
        return (definition.etat_initial,) if reste[0] == "effets" else tuple(definition.etats)
    if section == "etats":
        return (reste[0],)
    evenement = definition.evenements[reste[0]]
    etats = evenement.destinations or tuple(nom for nom in definition.etats if nom in evenement.de)
    return tuple(dict.fromkeys(etats))
