"""The structure’s own card: the address, telephone and e-mail that letters and mails bear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.accounts.reading_log import REGISTRE
from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent
from services.counter.register_forms import (
    FormulaireDuRegistre,
    ajoute_des_conventions,
    noter_au_registre,
    saisie,
)
from services.office import Bureau
from services.register import register_fields as champs
from services.shown_values import Montre, Trace, exiger_inchange
from storage.register_batches import Ligne
from storage.register_people import changer, lire, tenir

STRUCTURE = "structure"
_LUS = {"adresse": champs.facultatif, "telephone": champs.telephone, "courriel": champs.courriel}
"""What may be changed, and how each is read; its name and SIRET are those of the agreement."""


@dataclass(frozen=True, kw_only=True)
class FicheDeStructure:
    """A structure, its form, and what it says today."""

    nom: str
    formulaire: FormulaireDuRegistre
    valeurs: Mapping[str, str]


def fiche_de_structure(bureau: Bureau, visiteur: Visiteur, cle: int) -> FicheDeStructure:
    """The card of a structure, for whoever adds agreements there.

    Raises:
        Introuvable: no such structure, another's, or the reader adds no agreement.
    """
    sienne = visiteur.compte.structure
    if not ajoute_des_conventions(visiteur) or sienne not in {None, cle}:
        raise absent()
    with bureau.travail.lire() as connexion:
        ligne = lire(connexion, STRUCTURE, id=cle)
    if ligne is None:
        raise absent()
    return FicheDeStructure(
        nom=str(ligne["nom"]),
        formulaire=FormulaireDuRegistre(
            sur=str(ligne["nom"]),
            saisies=[
                saisie("adresse", "Adresse postale", obligatoire=False),
                saisie("telephone", "Téléphone", obligatoire=False),
                saisie("courriel", "Courriel", obligatoire=False),
            ],
        ),
        valeurs=_dites(ligne),
    )


def _dites(ligne: Ligne) -> dict[str, str]:
    return {nom: ligne[nom] or "" for nom in _LUS}


def changer_la_structure(
    bureau: Bureau,
    visiteur: Visiteur,
    cle: int,
    valeurs: Mapping[str, str],
    montre: Montre | None = None,
) -> bool:
    """Change the card whole: what is left empty is emptied. Answers whether anything changed.

    Mails that waited for an address to leave from leave then by themselves.

    Parameters:
        montre: what the form showed of the card.

    Raises:
        Introuvable: as :func:`fiche_de_structure`.
        Conflit: somebody has changed the card since.
        ValeurInvalide: an address or a number that is none.
    """
    fiche = fiche_de_structure(bureau, visiteur, cle)
    lues = {nom: lire_champ(nom, valeurs.get(nom)) for nom, lire_champ in _LUS.items()}
    debut = f"structure {fiche.nom} : "
    with bureau.travail.ecrire() as connexion:
        ligne = tenir(connexion, STRUCTURE, cle)
        if ligne is None:
            raise absent()
        actuelles = _dites(ligne)
        ecarts = {nom: lu for nom, lu in lues.items() if (lu or "") != actuelles[nom]}
        if not ecarts:  # nothing new, or the second of two clicks
            return False
        trace = Trace(quoi=REGISTRE, texte=debut)
        exiger_inchange(connexion, montre, actuelles, lecteur=visiteur.login, trace=trace)
        changer(connexion, STRUCTURE, cle, ecarts)
    noter_au_registre(bureau, visiteur, f"{debut}{', '.join(sorted(ecarts))}")
    bureau.reveil()
    return True
