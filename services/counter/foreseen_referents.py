"""What naming a referent would change: told before, from the very act, rolled back."""

from __future__ import annotations

from collections.abc import Mapping

from services.counter.naming_people import FormulaireDePersonne, referent_saisi
from services.office import Bureau
from services.register.registering import Enregistre, designer_referent
from states.french import date_longue
from storage.register_values import Referent


def prevoir(
    bureau: Bureau, form: FormulaireDePersonne, valeurs: Mapping[str, str]
) -> tuple[str, ...]:
    """Who takes over from whom, and since when, in sentences; nothing is written.

    Raises:
        ValeursInvalides, ValeurInvalide: as :func:`services.counter.naming_people.designer`.
    """
    fait = designer_referent(bureau.travail, referent_saisi(form, valeurs), essai=True)
    dites = [_place(fait, form.sur), *(_fin(un) for un in fait.finis)]
    if fait.cree and not fait.objet.suppleant and not fait.finis:
        dites.append("Personne d’autre n’est titulaire la veille : aucune période ne finit.")
    if fait.cree and fait.objet.suppleant:
        dites.append("La personne titulaire le reste : la suppléance ne la remplace pas.")
    return (*dites, _courriels(fait.objet))


def _place(fait: Enregistre[Referent], ville: str) -> str:
    un, titre = fait.objet, "suppléante" if fait.objet.suppleant else "référente titulaire"
    if not fait.cree:
        suite = "sa fiche est complétée" if fait.modifie else "rien ne change"
        return f"{un.nom} est déjà personne {titre} depuis le {date_longue(un.du)} : {suite}."
    fin = f", jusqu’au {date_longue(un.au)} (une autre personne suit)" if un.au else ""
    return f"{un.nom} est personne {titre} de {ville} à compter du {date_longue(un.du)}{fin}."


def _fin(un: Referent) -> str:
    fin = f"{date_longue(un.au)} au soir" if un.au else "ce jour"
    return f"{un.nom}, titulaire depuis le {date_longue(un.du)}, cesse de l’être le {fin}."


def _courriels(un: Referent) -> str:
    if un.courriel is None:
        return "Sans adresse, ses courriels attendront au dossier."
    quand = ", les jours où personne n’est titulaire" if un.suppleant else ""
    return f"Les courriels au donneur d’ordre lui arriveront à {un.courriel}{quand}."
