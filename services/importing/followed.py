"""A followed marché that a publication changes: a line of its journal, and one task to decide.

Nothing starts and nothing stops by itself (design.md §8): the facilitateur reads what changed and
opens, closes or adjusts.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.act import Acte, Auteur, Chantier
from services.effects import mettre_au_bureau
from services.importing.changes import TITULAIRE, Changement, Modifie, dire
from services.importing.records import SuiviModifie
from services.noting import noter
from services.opening import vider
from services.register.published_duration import DUREE
from states.french import INSECABLE
from storage import dossiers as depot
from storage.register_queries import noms_entreprises
from storage.stored_json import lire_json

LIGNE = "publication_modifiee"
TACHE = "publication_modifiee"
RELATIONS = "relations"
REPRENDRE_LA_DUREE = "reprendre_la_duree_publiee"
IMPORT = Auteur(acteur="import")


def prevenir(
    chantier: Chantier, dossier: int, modifie: Modifie, empreinte: str
) -> SuiviModifie | None:
    """Note the changes on the dossier and put them on the desk; nothing when none matters."""
    dits = modifie.changements
    if not dits:
        return None
    acte = _noter(chantier, dossier, modifie, empreinte)
    noms = noms_entreprises(chantier.connexion, [un.entreprise for un in dits if un.entreprise])
    phrases = tuple(un.en_phrase(noms) for un in dits)
    tache = None if acte.dossier.final else _demander(chantier, acte, modifie, phrases)
    vider(chantier)
    return SuiviModifie(
        dossier=acte.dossier.numero,
        marche=f"{modifie.lu.acheteur}/{modifie.lu.identifiant}",
        fichier=modifie.lu.fichier,
        ligne=modifie.lu.ligne,
        publie_le=_publie_le(modifie),
        changements=tuple(un.en_fait() for un in dits),
        phrases=phrases,
        tache=tache,
    )


def _noter(chantier: Chantier, dossier: int, modifie: Modifie, empreinte: str) -> Acte:
    """The facts, companies by their number: a name may be somebody's (design.md §5)."""
    lu = modifie.lu
    return noter(
        chantier,
        dossier,
        evenement=LIGNE,
        kind="note",
        donnees={
            "publication": {
                "empreinte": empreinte,
                "ligne": lu.ligne,
                "source": lu.source,
                "publie_le": _publie_le(modifie),
                "changements": [un.en_fait() for un in modifie.changements],
            }
        },
        auteur=IMPORT,
        explication=tuple(un.en_phrase() for un in modifie.changements),
    )


def _publie_le(modifie: Modifie) -> str | None:
    publie = modifie.lu.date_publication
    return publie.isoformat() if publie else None


def _demander(chantier: Chantier, acte: Acte, modifie: Modifie, phrases: Sequence[str]) -> str:
    """One task for all that this publication changed; the one before stays as it is."""
    publie = modifie.lu.date_publication
    valeurs = {
        "changements": " ; ".join(phrases).replace(" ;", f"{INSECABLE};"),
        "source": modifie.lu.source,
        "publie": f"publié le {dire('', publie)}" if publie else "date de publication inconnue",
        "a_faire": f"{INSECABLE}; ".join(_propositions(chantier, acte, modifie)),
    }
    mettre_au_bureau(chantier, acte, TACHE, valeurs, cle=f":{acte.decision.ligne.seq}")
    return str(chantier.taches[-1]["libelle"])


def _propositions(chantier: Chantier, acte: Acte, modifie: Modifie) -> list[str]:
    """The acts that a person may choose, each once."""
    relations = {
        un.entreprise: un.numero
        for un in depot.enfants_entiers(chantier.connexion, acte.dossier.id)
        if not un.final and un.lien == RELATIONS
    }
    proposees = (_proposition(un, relations.get(un.entreprise)) for un in modifie.changements)
    durees = _durees(acte, modifie)
    return list(dict.fromkeys((*durees, *proposees)))


def _durees(acte: Acte, modifie: Modifie) -> list[str]:
    """The act that takes the published length, when the dossier keeps another one."""
    evenement = acte.compilee.definition.evenements.get(REPRENDRE_LA_DUREE)
    if evenement is None or acte.dossier.state not in evenement.de:
        return []
    gardee = lire_json(acte.dossier.data).get(DUREE)
    garde = dire(DUREE, int(gardee)) if gardee else "aucune"
    return [
        f"reprendre la durée publiée, {dire(DUREE, un.apres)} (le dossier garde {garde})"
        for un in modifie.changements
        if un.champ == DUREE and un.apres not in {None, gardee}
    ]


_A_DECIDER = {
    "montant": "garder l’objectif d’heures, ou le modifier (avenant)",
    "duree_mois": "garder l’objectif d’heures, ou le modifier (avenant)",
    "date_notification": "corriger la date de notification du dossier, si la publication dit vrai",
}


def _proposition(changement: Changement, relation: str | None) -> str:
    if changement.champ != TITULAIRE:
        return _A_DECIDER.get(changement.champ, "vérifier auprès du donneur d’ordre")
    if changement.apres and relation:
        return f"laisser continuer la relation {relation}"
    if changement.apres:
        return "suivre de nouveau le marché, ce qui ouvre la relation du nouveau titulaire"
    if relation:
        return f"clore {relation}, s’il y a bien substitution ou cession"
    return "rien pour le titulaire sortant, dont aucune relation n’est ouverte"
