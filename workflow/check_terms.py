"""Properties that say what an event, a state, a deadline or a parameter must have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from workflow.check_whens import entrants
from workflow.errors import Faute
from workflow.flow import chemin_vers
from workflow.process import MOTIF, OUVRIR, Definition, Effet, Evenement, RegleEcheance
from workflow.properties import Designe, Propriete, designer
from workflow.references_effects import recepteurs
from workflow.values import Delai

Attendus = Mapping[str, str]
_OUI_NON = {True: "oui", False: "non"}
Manque = tuple[str, Evenement | None]
"""What is wrong, and the event whose path shows it."""


def fautes_des_termes(
    propriete: Propriete, definitions: Mapping[str, Definition], audiences: Mapping[str, str]
) -> Iterator[Faute]:
    """What a table of the property asks for and the machine no longer has."""
    for nom, attendus in propriete.table.items():
        designe = designer(propriete, nom, definitions)
        for dit, evenement in _manques(propriete, designe, attendus, definitions, audiences):
            chemin = chemin_vers(designe.definition, evenement) if evenement else ()
            suite = f" Chemin le plus court : {' ; '.join(chemin)}." if chemin else ""
            lieu = _lieu(designe, evenement)
            yield propriete.faute("propriete_violee", f"{dit}{suite}", lieu=lieu)


def _lieu(designe: Designe, evenement: Evenement | None) -> tuple[str, int]:
    if evenement is None:
        return designe.lieu
    return designe.definition.lieu(f"evenements.{evenement.nom}")


def _manques(
    propriete: Propriete,
    designe: Designe,
    attendus: Attendus,
    definitions: Mapping[str, Definition],
    audiences: Mapping[str, str],
) -> Iterator[Manque]:
    match propriete.forme:
        case "parametre":
            yield from _parametre(designe, attendus)
        case "echeance":
            yield from _echeance(designe, attendus)
        case "ouvert":
            yield from _ouvert(designe, attendus)
        case "seulement_par" | "exige" | "efface":
            for un in evenements(designe):
                yield from _EVENEMENTS[propriete.forme](un, attendus)
        case _:
            for effets, evenement in _effets(designe):
                faits = _entraines if propriete.forme == "entraine" else _adresses
                dits = set(faits(designe.definition, effets, definitions, audiences))
                yield from _absents(propriete.forme, attendus, dits, evenement)


def evenements(designe: Designe) -> tuple[Evenement, ...]:
    """The named event, or every event that enters the named state."""
    if designe.genre == "evenement":
        return (designe.definition.evenements[designe.nom],)
    return entrants(designe.definition, designe.nom)


def _seulement_par(evenement: Evenement, attendus: Attendus) -> Iterator[Manque]:
    for role in sorted(evenement.par - set(attendus)):
        permis = ", ".join(attendus)
        yield f"« {evenement.nom} » est ouvert à {role}, quand seul {permis} le peut.", evenement


def _exige(evenement: Evenement, attendus: Attendus) -> Iterator[Manque]:
    exiges = {une.champ for une in evenement.saisies if une.obligatoire}
    exiges |= {MOTIF} if evenement.motif else set()
    for champ in attendus:
        if champ not in exiges:
            yield f"« {evenement.nom} » se fait sans « {champ} ».", evenement


def _efface(evenement: Evenement, attendus: Attendus) -> Iterator[Manque]:
    for champ in attendus:
        if champ not in evenement.efface:
            yield f"« {evenement.nom} » laisse « {champ} » du tour précédent.", evenement


_EVENEMENTS: Mapping[str, Callable[[Evenement, Attendus], Iterator[Manque]]] = {
    "seulement_par": _seulement_par,
    "exige": _exige,
    "efface": _efface,
}


def _parametre(designe: Designe, attendus: Attendus) -> Iterator[Manque]:
    defaut = designe.definition.parametres[designe.nom].defaut
    ecrit = _OUI_NON[defaut] if isinstance(defaut, bool) else str(defaut)
    if ecrit not in attendus:
        yield f"« {designe.nom} » vaut {ecrit} au lieu de {' ou '.join(attendus)}.", None


def _ouvert(designe: Designe, attendus: Attendus) -> Iterator[Manque]:
    for nom in attendus:
        evenement = designe.definition.evenements.get(nom)
        if evenement is None:
            raise KeyError(nom)
        if designe.nom not in evenement.de or evenement.si_parametre:
            yield f"« {nom} » n’est pas toujours ouvert depuis « {designe.nom} ».", evenement


def _echeance(designe: Designe, attendus: Attendus) -> Iterator[Manque]:
    etat, _, nom = designe.nom.partition(".")
    regle = designe.definition.etats[etat].echeances[nom]
    dites = _regle(designe.definition, regle)
    for cle, voulu in attendus.items():
        dite = dites.get(cle, "")
        if dite != voulu:
            sinon = f"« {cle}: {dite} »" if dite else f"pas de « {cle} »"
            yield f"L’échéance « {designe.nom} » a {sinon} au lieu de « {voulu} ».", None


def _regle(definition: Definition, regle: RegleEcheance) -> dict[str, str]:
    dites = {
        regle.sens: _delai(definition, regle.delai),
        "calendrier": regle.calendrier,
        "depuis": regle.depuis,
        "declenche": regle.declenche or "",
        "verification": regle.verification or "",
        "opposable_a": regle.opposable_a or "",
        "rattrapage": regle.rattrapage,
    }
    if regle.repeter is not None:
        dites |= {"tous": _delai(definition, regle.repeter.tous), "max": str(regle.repeter.max)}
    return dites


def _delai(definition: Definition, delai: Delai | str) -> str:
    return str(delai if isinstance(delai, Delai) else definition.parametres[delai].defaut)


def _effets(designe: Designe) -> Iterator[tuple[tuple[Effet, ...], Evenement | None]]:
    """Effects of the event, of each event that enters the state, of the deadline, of opening."""
    definition = designe.definition
    if designe.genre == "echeance":
        etat, _, nom = designe.nom.partition(".")
        regle = definition.etats[etat].echeances[nom]
        verification = (Effet(genre="tache", nom=regle.verification),) if regle.verification else ()
        declenche = definition.evenements[regle.declenche].effets if regle.declenche else ()
        yield (*regle.effets, *verification, *declenche), None
    elif designe.genre in {"evenement", "etat"}:
        for evenement in evenements(designe):
            yield evenement.effets, evenement
    else:
        yield definition.ouverture.effets, None


def _absents(
    forme: str, attendus: Attendus, dits: set[str], evenement: Evenement | None
) -> Iterator[Manque]:
    quoi = f"« {evenement.nom} »" if evenement else "L’échéance"
    phrases = {
        "entraine": "n’entraîne pas {}.",
        "informe": "n’écrit pas à {}.",
        "mobilise": "n’adresse ni courriel ni tâche à {}.",
    }
    for attendu in attendus:
        voulus = {f"mail.{attendu}"} if forme == "informe" else {attendu, f"mail.{attendu}"}
        if not voulus & dits:
            yield f"{quoi} {phrases[forme].format(attendu)}", evenement


def _adresses(
    definition: Definition,
    effets: Iterable[Effet],
    _definitions: Mapping[str, Definition],
    audiences: Mapping[str, str],
) -> Iterator[str]:
    """Roles that are surely written to (``mail.ROLE``) or given a task."""
    for effet in effets:
        if effet.genre == "mail" and not effet.si:
            yield f"mail.{audiences[effet.nom]}"
        elif effet.genre == "tache" and not effet.si:
            yield definition.taches[effet.nom].pour


def _entraines(
    definition: Definition,
    effets: Iterable[Effet],
    definitions: Mapping[str, Definition],
    _audiences: Mapping[str, str],
) -> Iterator[str]:
    """What effects surely bring about, as a property names it."""
    for effet in effets:
        if effet.si:
            continue
        if effet.genre == "emet":
            for cible in recepteurs(definition, definitions, effet.a) or ():
                yield f"{cible.machine}.{effet.nom}"
        else:
            yield f"{effet.nom}.{OUVRIR}" if effet.genre == "ouvre" else effet.nom
