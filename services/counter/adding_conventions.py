"""An agreement added to the register by a page: typed field by field, or as the file of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent
from services.counter.register_forms import (
    FormulaireDuRegistre,
    ajoute_des_conventions,
    noter_au_registre,
    saisie,
    tient_le_registre,
)
from services.office import Bureau
from services.register.agreement_parameters import Juge, exiger_l_usuel, verifier_parametres
from services.register.register_conventions import (
    ZONE,
    ajouter_convention,
    convention_saisie,
    lire_convention,
)
from services.register.registering import Enregistre
from states.french import jour_civil
from states.holidays_fr import libelle_de_zone, zones
from storage import register_listing as depot
from storage.looking import Portee
from storage.register_people import lire
from storage.register_values import Convention
from workflow.errors import ValeurInvalide

STRUCTURE, DONNEUR = "structure", "donneur_ordre"
FICHIER = "fichier"
_PAR_LA_PROCEDURE = (
    "Retirez ces lignes du fichier. Ce que vous convenez autrement se propose au donneur d’ordre : "
    "« Proposer la procédure » sur le dossier de la convention."
)
_STRUCTURE = (
    saisie(f"{STRUCTURE}.nom", "Votre structure"),
    saisie(f"{STRUCTURE}.siret", "Son SIRET"),
    saisie(f"{STRUCTURE}.adresse", "Son adresse", obligatoire=False),
    saisie(f"{STRUCTURE}.telephone", "Son téléphone", obligatoire=False),
    saisie(f"{STRUCTURE}.courriel", "Son courriel", obligatoire=False),
)


def conventions_du_registre(bureau: Bureau, visiteur: Visiteur) -> list[dict[str, Any]]:
    """Agreements in the reader's reach.

    Raises:
        Introuvable: the reader neither keeps the register nor adds agreements.
    """
    if not (tient_le_registre(visiteur) or ajoute_des_conventions(visiteur)):
        raise absent()
    portee, jour = Portee(structure=visiteur.compte.structure), bureau.horloge.maintenant()
    with bureau.travail.lire() as connexion:
        return [asdict(une) for une in depot.conventions(connexion, portee, jour_civil(jour))]


def formulaire_de_convention(visiteur: Visiteur) -> FormulaireDuRegistre:
    """The form of a new agreement.

    Raises:
        Introuvable: the reader adds none.
    """
    if not ajoute_des_conventions(visiteur):
        raise absent()
    connues = [(nom, libelle_de_zone(nom)) for nom in zones()]
    return FormulaireDuRegistre(
        sur="",
        saisies=[
            saisie("reference", "Référence"),
            saisie(f"{DONNEUR}.nom", "Donneur d’ordre"),
            saisie(f"{DONNEUR}.siret", "SIRET du donneur d’ordre"),
            saisie("effet_le", "Premier jour de la convention", genre="date"),
            saisie("duree", "Durée"),
            *_STRUCTURE,
            saisie("zone", "Jours fériés", choix=connues),
            saisie("source", "Acte signé", obligatoire=False),
        ],
    )


def valeurs_usuelles(bureau: Bureau, visiteur: Visiteur) -> dict[str, str]:
    """What is typed already: the structure of whoever adds it."""
    usuelles = {"zone": ZONE}
    if visiteur.compte.structure is None:
        return usuelles
    with bureau.travail.lire() as connexion:
        sienne = lire(connexion, "structure", id=visiteur.compte.structure)
    if sienne is not None:
        usuelles["zone"] = sienne["zone"]
        for nom in ("nom", "siret", "adresse", "telephone", "courriel"):
            usuelles[f"{STRUCTURE}.{nom}"] = sienne[nom] or ""
    return usuelles


def ajouter(
    bureau: Bureau,
    visiteur: Visiteur,
    valeurs: Mapping[str, str],
    fichier: bytes | None,
    *,
    juger: Juge,
) -> Enregistre[Convention]:
    """Add the agreement that was typed, or that of a file; twice the same changes nothing.

    Parameters:
        juger: says why ``jalon check`` would refuse the parameters of the file.

    Raises:
        ValeurInvalide: as the command's: ``services.register.register_conventions``; or the
            agreement is of another structure than the reader's.
    """
    lue = _de_fichier(fichier) if fichier else convention_saisie(_blocs(valeurs))
    saisie_ = verifier_parametres(bureau, lue)
    _exiger_la_sienne(bureau, visiteur, saisie_.structure.get("siret"))
    exiger_l_usuel(saisie_.parametres, juger, _PAR_LA_PROCEDURE)
    fait = ajouter_convention(bureau.travail, saisie_, nouvelle=True)
    if fait.cree:
        noter_au_registre(bureau, visiteur, f"convention {fait.objet.reference}")
    return fait


def _de_fichier(corps: bytes) -> Any:
    try:
        return lire_convention(corps.decode("utf-8-sig"))
    except UnicodeDecodeError as erreur:
        raise ValeurInvalide(
            FICHIER, "Ce fichier ne se lit pas.", "Un fichier YAML en UTF-8 est attendu."
        ) from erreur


def _blocs(valeurs: Mapping[str, str]) -> dict[str, Any]:
    """The fields of the form as the blocks of the file: ``structure.nom`` is in ``structure``."""
    blocs: dict[str, Any] = {STRUCTURE: {}, DONNEUR: {}}
    for nom, valeur in valeurs.items():
        bloc, point, champ = nom.partition(".")
        if point:
            blocs[bloc][champ] = valeur
        else:
            blocs[nom] = valeur
    return blocs


def _exiger_la_sienne(bureau: Bureau, visiteur: Visiteur, siret: str | None) -> None:
    if visiteur.compte.structure is None:
        return
    with bureau.travail.lire() as connexion:
        sienne = lire(connexion, "structure", id=visiteur.compte.structure)
    if sienne is None or "".join((siret or "").split()) != sienne["siret"]:
        raise ValeurInvalide(
            f"{STRUCTURE}.siret",
            "Cette convention est d’une autre structure que la vôtre.",
            "L’administration de Jalon ajoute les conventions de toutes les structures.",
        )
