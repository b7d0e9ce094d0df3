"""What naming a company's contact would change: told before, from the very act, rolled back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from services.counter.naming_people import FormulaireDePersonne, interlocuteur_saisi
from services.mail.messages import INCONNU
from services.office import Bureau
from services.register.registering import Enregistre, ajouter_interlocuteur
from states.french import date_longue, denombre, jour_civil
from storage import outbox
from storage.register_values import Interlocuteur


def prevoir_l_interlocuteur(
    bureau: Bureau, form: FormulaireDePersonne, valeurs: Mapping[str, str]
) -> tuple[str, ...]:
    """Since when the contact answers and what will reach them, in sentences; nothing is written.

    Raises:
        ValeursInvalides, ValeurInvalide: as :func:`services.counter.naming_people.inscrire`.
    """
    saisie = interlocuteur_saisi(form, valeurs)
    fait = ajouter_interlocuteur(bureau.travail, saisie, essai=True)
    dites = [_place(fait, form.sur, pour_un_marche=bool(saisie.marche))]
    if fait.cree and form.en_place:
        dites.append("Celles qui sont déjà inscrites le restent.")
    return (*dites, *_courriels(bureau, fait.objet))


def _place(fait: Enregistre[Interlocuteur], entreprise: str, *, pour_un_marche: bool) -> str:
    un = fait.objet
    if not fait.cree:
        suite = "sa fiche est complétée" if fait.modifie else "rien ne change"
        return f"{un.nom} est déjà au registre depuis le {date_longue(un.du)} : {suite}."
    pour = "pour ce seul marché" if pour_un_marche else "pour tous ses marchés"
    return f"{un.nom} répond pour {entreprise}, {pour}, à compter du {date_longue(un.du)}."


def _courriels(bureau: Bureau, un: Interlocuteur) -> Iterator[str]:
    if un.courriel is None:
        yield "Sans adresse, ses courriels attendront au dossier."
        return
    yield f"Les courriels à l’entreprise lui arriveront à {un.courriel}."
    if un.du > jour_civil(bureau.horloge.maintenant()):
        return
    with bureau.travail.lire() as connexion:
        attendent = [
            une
            for une in outbox.attendent_l_entreprise(connexion, un.entreprise)
            if une.nom in {INCONNU, un.nom} and un.marche in {None, une.marche}
        ]
    if attendent:
        combien = denombre(len(attendent), "courriel attendait", "courriels attendaient")
        sujets = ", ".join(f"« {un} »" for un in dict.fromkeys(une.sujet for une in attendent))
        suite = "lui sera envoyé" if len(attendent) == 1 else "lui seront envoyés"
        yield f"{combien} une adresse et {suite} : {sujets}."
