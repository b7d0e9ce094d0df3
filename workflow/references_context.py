"""Names of the fields, parameters, tasks and links of a machine."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.declared import Parametre
from workflow.errors import Faute
from workflow.line_names import NOMS_DES_LIGNES
from workflow.process import ANCRES, ENTREE, MOTIF, NOMS_DU_MOTEUR, Champ, Definition
from workflow.values import OUVRIR
from workflow.vocabulary import Vocabulaire


def fautes_du_contexte(definition: Definition, vocabulaire: Vocabulaire) -> Iterator[Faute]:
    """Facts that do not exist or have another type, names that collide, unknown targets."""
    yield from _collisions(definition)
    for champ in definition.contexte.values():
        yield from _champ(definition, champ, vocabulaire)
    for parametre in definition.parametres.values():
        yield from _parametre(definition, parametre)
    yield from _taches(definition, vocabulaire)


def _collisions(definition: Definition) -> Iterator[Faute]:
    for nom in definition.parametres:
        if nom in definition.contexte:
            message = f"« {nom} » est à la fois un champ et un paramètre ; renommez l’un des deux."
            yield definition.faute("nom_double", f"parametres.{nom}", message)
    reserves = NOMS_DU_MOTEUR | NOMS_DES_LIGNES | {ENTREE, MOTIF}
    declares = [(f"parametres.{nom}", nom) for nom in definition.parametres]
    declares += [
        (f"contexte.{nom}", nom) for nom, champ in definition.contexte.items() if not champ.passager
    ]
    for chemin, nom in declares:
        if nom in reserves:
            message = f"« {nom} » est un mot du moteur ; choisissez un autre nom."
            yield definition.faute("nom_reserve", chemin, message)


def _champ(definition: Definition, champ: Champ, vocabulaire: Vocabulaire) -> Iterator[Faute]:
    chemin = f"contexte.{champ.nom}"
    for valeur in champ.libelles:
        if valeur not in champ.valeurs:
            message = f"« {champ.nom} » : le libellé « {valeur} » n’est pas une de ses valeurs."
            yield definition.faute("libelle_inconnu", f"{chemin}.libelles", message)
    yield from _montre_a(definition, champ, vocabulaire)
    if champ.fait is None:
        return
    if champ.passager:
        message = f"« {champ.nom} » est un fait : il ne se saisit pas, retirez passager: oui."
        yield definition.faute("champ", f"{chemin}.passager", message)
    fait = vocabulaire.faits.get(champ.fait)
    if fait is None:
        connus = ", ".join(sorted(vocabulaire.faits)) or "aucun"
        message = f"Le fait « {champ.fait} » n’existe pas ; faits connus : {connus}."
        yield definition.faute("fait_inconnu", f"{chemin}.fait", message)
        return
    if fait.type != champ.type:
        message = (
            f"« {champ.nom} » est déclaré {champ.type} alors que le fait « {fait.nom} » est de "
            f"type {fait.type} ; écrivez type: {fait.type}."
        )
        yield definition.faute("fait_type", f"{chemin}.type", message)
    for nom in sorted(fait.parametres - set(definition.parametres)):
        message = f"Le fait « {fait.nom} » lit le paramètre « {nom} », non déclaré ici."
        yield definition.faute("parametre_inconnu", f"{chemin}.fait", message)
    if fait.lit and not fait.lit & {OUVRIR, *definition.evenements}:
        message = (
            f"Le fait « {fait.nom} » lit {', '.join(sorted(fait.lit))}, qu’aucun événement de "
            "cette machine ne porte ; il y serait toujours le même."
        )
        yield definition.faute("fait_sans_evenement", f"{chemin}.fait", message)


def _montre_a(definition: Definition, champ: Champ, vocabulaire: Vocabulaire) -> Iterator[Faute]:
    """Roles to whom a personal field is shown: they exist, and the field is personal."""
    chemin = f"contexte.{champ.nom}.montre_a"
    for role in champ.montre_a:
        if role not in vocabulaire.personnes:
            yield faute_de_role(definition, role, chemin, vocabulaire.personnes)
    if champ.montre_a and not champ.personnel:
        message = f"« {champ.nom} » n’est pas personnel : tous les messages le voient déjà."
        yield definition.faute("champ", chemin, message)


def _parametre(definition: Definition, parametre: Parametre) -> Iterator[Faute]:
    chemin = f"parametres.{parametre.nom}"
    if parametre.type == "champ":
        for nom in parametre.valeurs:
            yield from faute_d_ancre(definition, nom, f"{chemin}.valeurs")
    defaut = parametre.defaut
    if isinstance(defaut, bool) or not isinstance(defaut, int):
        return
    trop_bas = parametre.min is not None and defaut < parametre.min
    if trop_bas or (parametre.max is not None and defaut > parametre.max):
        message = f"Le défaut {defaut} de « {parametre.nom} » sort de ses bornes min et max."
        yield definition.faute("parametre_borne", f"{chemin}.defaut", message)


def faute_d_ancre(definition: Definition, nom: str, chemin: str) -> Iterator[Faute]:
    """The fault of a field that a deadline cannot count from, if it is one."""
    champ = definition.contexte.get(nom)
    if champ is None:
        message = f"Le champ « {nom} » n’est pas déclaré dans contexte."
        yield definition.faute("champ_inconnu", chemin, message)
    elif champ.type not in ANCRES:
        message = f"« {nom} » est de type {champ.type} ; une échéance compte depuis une date."
        yield definition.faute("ancre_type", chemin, message)
    elif champ.passager:
        message = f"« {nom} » est passager : le dossier ne le garde pas, rien ne peut en compter."
        yield definition.faute("ancre_passagere", chemin, message)


def _taches(definition: Definition, vocabulaire: Vocabulaire) -> Iterator[Faute]:
    for tache in definition.taches.values():
        chemin = f"taches.{tache.nom}"
        if tache.pour and tache.pour not in vocabulaire.personnes:
            yield faute_de_role(definition, tache.pour, f"{chemin}.pour", vocabulaire.personnes)
        for nom in tache.faite_par:
            if nom not in definition.evenements:
                message = f"La tâche « {tache.nom} » attend l’événement « {nom} », non déclaré."
                yield definition.faute("evenement_inconnu", f"{chemin}.faite_par", message)
        if tache.jusqu_a and not _date_ou_echeance(definition, tache.jusqu_a):
            message = (
                f"La tâche « {tache.nom} » suit « {tache.jusqu_a} », qui n’est ni une échéance ni "
                "une date déclarée."
            )
            yield definition.faute("echeance_inconnue", f"{chemin}.jusqu_a", message)


def _date_ou_echeance(definition: Definition, nom: str) -> bool:
    champ = definition.contexte.get(nom)
    if champ is not None:
        return champ.type == "date"
    return any(nom in un.echeances for un in definition.etats.values())


def faute_de_role(definition: Definition, role: str, chemin: str, admis: frozenset[str]) -> Faute:
    """The fault of a role that does not exist."""
    message = f"Le rôle « {role} » n’existe pas ; rôles connus : {', '.join(sorted(admis))}."
    return definition.faute("role_inconnu", chemin, message)
