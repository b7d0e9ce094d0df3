"""What an admin watches: health, incidents, mails, armed deadlines, imports, readings.

A page of each, or the whole when no page is asked for: its export.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.accounts.administering import exiger_l_admin, noter_l_acte
from services.accounts.reading_log import lectures, tranche
from services.accounts.signing_in import Visiteur
from services.errors import Introuvable
from services.mail.delivering import POSTE_EN_PANNE
from services.moved_deadlines import libelle_de
from services.office import Bureau
from services.reading.looking_health import Allure, sante
from states.french import INSECABLE
from storage import incidents, looking_health, watching
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.deadlines import PRINCIPAL, VERIFICATION

SORTS: Mapping[str, str] = {
    "retenu": "Attendent une relecture",
    "sans_adresse": "Attendent une adresse",
    "pret": "À partir",
    "reporte": "Reportés",
    "loue": "En cours d’envoi",
    "echec": "Refusés par le serveur",
    "incertain": "Au sort incertain",
    "perime": "Devenus inutiles",
    "ecarte": "Écartés",
    "envoye": "Remis",
}
"""Statuses of the outbox, as tabs name them."""
_CONTENUS = {"decp": "marchés publiés", "siae": "structures d’insertion"}
"""What a public file holds."""
ATTENDU = "attendu:"
REESSAYABLES = frozenset({incidents.ECHEANCE, "attendu_en_echec", POSTE_EN_PANNE})
"""Kinds of incidents that the clock may try again at once."""


def page_de_sante(bureau: Bureau, visiteur: Visiteur, allure: Allure) -> dict[str, Any]:
    """Whether the installation is well; ``pas`` are its first steps, until a dossier is open.

    Raises:
        Introuvable: the reader is no admin.
    """
    exiger_l_admin(visiteur)
    with bureau.travail.lire() as connexion:
        pas = looking_health.pas_faits(connexion)
    return {**sante(bureau, allure), "pas": None if pas["dossiers"] else pas}


def page_des_incidents(bureau: Bureau, visiteur: Visiteur) -> dict[str, Any]:
    """Open incidents; those that may be tried again say so.

    Raises:
        Introuvable: the reader is no admin.
    """
    exiger_l_admin(visiteur)
    with bureau.travail.lire() as connexion:
        return {"incidents": watching.incidents(connexion), "reessayables": REESSAYABLES}


def reessayer(bureau: Bureau, visiteur: Visiteur, identifiant: int) -> None:
    """Let the clock try again what failed, at its next turn; it closes the incident itself.

    Raises:
        Introuvable: no such open incident, one that a person has to mend, or no admin.
    """
    exiger_l_admin(visiteur)
    with bureau.travail.ecrire() as connexion:
        lu = watching.incident(connexion, identifiant)
        if lu is None or lu.genre not in REESSAYABLES:
            raise Introuvable(
                "incident",
                "Cet incident n’est plus ouvert, ou demande une autre action.",
                "Relisez la liste des incidents.",
            )
        _reprendre(bureau, connexion, lu)
    noter_l_acte(bureau, visiteur, f"incident {identifiant} réessayé")
    bureau.reveil()


def _reprendre(bureau: Bureau, connexion: Connexion, lu: Any) -> None:
    if lu.genre == POSTE_EN_PANNE:
        watching.reessayer_les_courriels(connexion, bureau.horloge.reelle())
        return
    _, _, numero = lu.cle.partition(":")
    reprendre = (
        watching.reessayer_l_attendu
        if lu.cle.startswith(ATTENDU)
        else watching.reessayer_l_echeance
    )
    reprendre(connexion, int(numero))


def page_des_courriels(
    bureau: Bureau, visiteur: Visiteur, statut: str, page: int | None
) -> dict[str, Any]:
    """Mails without their text, of one status or all.

    Raises:
        Introuvable: the reader is no admin.
    """
    exiger_l_admin(visiteur)
    with bureau.travail.lire() as connexion:
        statuts = (statut,) if statut in SORTS else ()
        lignes, total = watching.courriels(connexion, statuts, *tranche(page))
        comptes = looking_health.courriels_par_statut(connexion)
    return {"lignes": lignes, "total": total, "comptes": comptes, "sorts": SORTS}


def page_des_echeances(bureau: Bureau, visiteur: Visiteur, page: int | None) -> dict[str, Any]:
    """Armed deadlines by name, the soonest first.

    Raises:
        Introuvable: the reader is no admin.
    """
    exiger_l_admin(visiteur)
    with bureau.travail.lire() as connexion:
        lignes, total = watching.echeances(connexion, *tranche(page))
        dites = [{**une._mapping, **_nommee(bureau, connexion, une)} for une in lignes]  # noqa: SLF001 # public, in spite of its name
    return {"lignes": dites, "total": total, "now": bureau.horloge.maintenant()}


def _nommee(bureau: Bureau, connexion: Connexion, une: Any) -> dict[str, Any]:
    """How the dossier's own version names the state and the deadline."""
    definition = bureau.machines.par_id(connexion, une.definition).definition
    etat = definition.etats.get(une.state)
    libelle = libelle_de(definition, une.state, une.name) if etat else ""
    return {
        "etat": etat.libelle if etat else une.state,
        "libelle": libelle or une.name.replace("_", " "),
        "rang": _rang(une.rung),
    }


def _rang(rang: int) -> str:
    """Which of a deadline's timers it is, in words; nothing for the deadline itself."""
    if rang == VERIFICATION:
        return "vérification"
    return "" if rang == PRINCIPAL else f"rappel n°{INSECABLE}{rang - PRINCIPAL}"


def page_des_imports(bureau: Bureau, visiteur: Visiteur, page: int | None) -> dict[str, Any]:
    """Files that were read into the register.

    Raises:
        Introuvable: the reader is no admin.
    """
    exiger_l_admin(visiteur)
    with bureau.travail.lire() as connexion:
        lignes, total = watching.imports(connexion, *tranche(page))
    dites = [
        {
            **une._mapping,  # noqa: SLF001 # public, in spite of its name
            "contenu": _CONTENUS.get(une.genre, une.genre),
            "nombres": lire_json(une.nombres) if une.nombres else None,
        }
        for une in lignes
    ]
    return {"lignes": dites, "total": total}


def nom_du_fichier(chemin: str) -> str:
    """The name of a file that was read, without the folders of whoever gave it."""
    return chemin.replace("\\", "/").rpartition("/")[2]


def page_de_quarantaine(
    bureau: Bureau, visiteur: Visiteur, lot: int, page: int | None
) -> dict[str, Any]:
    """What one file's reading refused or signalled.

    Raises:
        Introuvable: the reader is no admin.
    """
    exiger_l_admin(visiteur)
    with bureau.travail.lire() as connexion:
        lignes, total = watching.quarantaine(connexion, lot, *tranche(page))
    return {"lignes": lignes, "total": total}


def page_des_lectures(
    bureau: Bureau, visiteur: Visiteur, q: str, page: int | None
) -> dict[str, Any]:
    """Who read what tells of a person, and what admins did.

    Raises:
        Introuvable: the reader is no admin.
    """
    exiger_l_admin(visiteur)
    return lectures(bureau, q, page)
