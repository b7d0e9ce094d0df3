"""The lists that an admin watches, whole: the same services as their pages, hence the same right.

They are read in one go: what moves while they are read is neither left out nor told twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.accounts import managing_accounts as comptes
from services.accounts.signing_in import Visiteur
from services.foresight import rules_pages as regles
from services.office import Bureau
from services.reading import watching
from services.reading.sheets import Demande, Feuille, Rangee, compte, le
from states.french import jour_civil
from states.roles import ROLES


def _comptes(bureau: Bureau, visiteur: Visiteur, _demande: Demande) -> Iterator[Rangee]:
    for un in comptes.lister(bureau, visiteur):
        une = un.ligne
        yield (
            *(une.nom, une.login, une.courriel, une.telephone),
            ", ".join(ROLES.get(role, role) for role in un.roles),
            *(une.structure_nom, une.donneur_nom),
            "certains" if une.limite else "tous",
            un.acces,
            "oui" if un.facteur else "non",
        )


def _incidents(bureau: Bureau, visiteur: Visiteur, _demande: Demande) -> Iterator[Rangee]:
    for un in watching.page_des_incidents(bureau, visiteur)["incidents"]:
        yield (
            *(un.message, un.numero, compte(un.occurrences)),
            *(jour_civil(un.cree_le), *le(un.dernier_le), un.detail),
        )


def _courriels(bureau: Bureau, visiteur: Visiteur, demande: Demande) -> Iterator[Rangee]:
    dite = watching.page_des_courriels(bureau, visiteur, demande.get("statut", ""), None)
    for un in dite["lignes"]:
        yield (
            *(un.sujet, un.numero, un.nom, un.adresse),
            *(watching.SORTS[un.statut], un.erreur, *le(un.envoye_le or un.cree_le)),
        )


def _echeances(bureau: Bureau, visiteur: Visiteur, _demande: Demande) -> Iterator[Rangee]:
    for une in watching.page_des_echeances(bureau, visiteur, None)["lignes"]:
        yield (
            *le(une["due_at"]),
            une["libelle"],
            *(une["rang"], une["numero"], une["etat"], "oui" if une["hold"] else "non"),
        )


def _imports(bureau: Bureau, visiteur: Visiteur, _demande: Demande) -> Iterator[Rangee]:
    for un in watching.page_des_imports(bureau, visiteur, None)["lignes"]:
        nombres = un["nombres"]
        yield (
            *(watching.nom_du_fichier(un["fichier"]), un["contenu"], *le(un["commence_le"])),
            "non" if nombres is None else "oui",
            *(compte((nombres or {}).get(nom, 0)) for nom in ("nouveaux", "modifies")),
            compte(un["rebuts"]),
        )


def _quarantaine(bureau: Bureau, visiteur: Visiteur, demande: Demande) -> Iterator[Rangee]:
    dite = watching.page_de_quarantaine(bureau, visiteur, int(demande["lot"]), None)
    for une in dite["lignes"]:
        sort = "mis de côté" if une.niveau == "rebut" else "signalé, mais enregistré"
        yield (watching.nom_du_fichier(une.fichier), compte(une.ligne), une.champ, une.motif, sort)


def _lectures(bureau: Bureau, visiteur: Visiteur, demande: Demande) -> Iterator[Rangee]:
    dite = watching.page_des_lectures(bureau, visiteur, demande.get("q", "")[:100], None)
    for une in dite["lignes"]:
        yield (une.nom, une.login, une.quoi, une.objet, compte(une.fois), *le(une.dernier_le))


def _parcours(bureau: Bureau, visiteur: Visiteur, _demande: Demande) -> Iterator[Rangee]:
    for un in regles.page_des_parcours(bureau, visiteur):
        definition, (tous, clos) = un["definition"], un["dossiers"]
        nombres = (definition.version, len(definition.etats), tous - clos, clos)
        yield (definition.libelle, *map(compte, nombres))


def _parametres(bureau: Bureau, visiteur: Visiteur, demande: Demande) -> Iterator[Rangee]:
    lue = regles.page_des_parametres(bureau, visiteur, demande.get("convention", ""))
    for groupe in lue["groupes"]:
        for une in groupe["lignes"]:
            parametre = une["parametre"]
            nom = parametre.libelle or parametre.nom.replace("_", " ")
            yield (groupe["definition"].libelle, nom, une["dite"], une["par"], parametre.source)


FEUILLES = {
    "/admin/comptes": Feuille(
        titre="Comptes",
        colonnes=(
            *("Personne", "Identifiant", "Courriel", "Téléphone", "Rôles"),
            *("Structure", "Donneur d’ordre", "Marchés", "Accès", "Second facteur"),
        ),
        lire=_comptes,
    ),
    "/admin/incidents": Feuille(
        titre="Incidents",
        colonnes=(
            *("Incident", "Dossier", "Fois", "Depuis le"),
            *("Dernière fois le", "À", "Détail technique"),
        ),
        lire=_incidents,
    ),
    "/admin/courriels": Feuille(
        titre="Courriels",
        colonnes=(
            *("Objet", "Dossier", "Destinataire", "Adresse"),
            *("Ce qu’il est devenu", "Erreur", "Le", "À"),
        ),
        lire=_courriels,
    ),
    "/admin/echeances": Feuille(
        titre="Échéances",
        colonnes=("Le", "À", "Échéance", "Rang", "Dossier", "Où on en est", "Suspendue"),
        lire=_echeances,
    ),
    "/admin/imports": Feuille(
        titre="Imports",
        colonnes=(
            *("Fichier", "Contenu", "Lu le", "À", "Lu en entier"),
            *("Nouveaux", "Modifiés", "Mis de côté"),
        ),
        lire=_imports,
    ),
    "/admin/imports/{lot:int}": Feuille(
        titre="Mis de côté",
        colonnes=("Fichier", "Ligne", "Champ", "Pourquoi", "Sort"),
        lire=_quarantaine,
    ),
    "/admin/lectures": Feuille(
        titre="Lectures",
        colonnes=(
            "Qui",
            "Identifiant",
            "Quoi",
            "Objet",
            "Fois ce jour-là",
            "Dernière fois le",
            "À",
        ),
        lire=_lectures,
    ),
    "/admin/parcours": Feuille(
        titre="Parcours",
        colonnes=("Parcours", "Version", "Étapes", "Dossiers ouverts", "Clos"),
        lire=_parcours,
    ),
    "/admin/parametres": Feuille(
        titre="Paramètres",
        colonnes=("Parcours", "Paramètre", "Valeur", "Donnée par", "Source"),
        lire=_parametres,
    ),
}
"""By the address of its page."""
