"""A company's contact put right by the page: new particulars, or the last day of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent
from services.act import Auteur
from services.commands import PAGES
from services.counter.naming_people import entreprises_suivies
from services.counter.register_forms import FormulaireDuRegistre, noter_au_registre, saisie
from services.office import Bureau
from services.reading.reading_register import Tranche
from services.register import register_fields as champs
from services.register.correcting_contacts import Correction, corriger
from services.shown_values import Montre
from storage.register_people import lire
from storage.register_values import Interlocuteur

QUOI, JOUR = "quoi", "jour"
FINIR = "finir"
COORDONNEES = ("courriel", "telephone", "fonction")


@dataclass(frozen=True, kw_only=True)
class FormulaireDeCorrection(FormulaireDuRegistre):
    """Which row of the register is put right, and what it says today."""

    fiche: Interlocuteur


def formulaire_de_correction(
    bureau: Bureau, visiteur: Visiteur, cle: int, fiche: int, *, passee: bool = False
) -> FormulaireDeCorrection:
    """The form that puts a contact of one company right.

    A form that was open while its period ended comes back: ``passee`` lets that row in.

    Raises:
        Introuvable: the reader is not of the team, or no such contact answers today or later.
    """
    trouvees, _ = entreprises_suivies(bureau, visiteur, Tranche(seul=cle, limite=1))
    with bureau.travail.lire() as connexion:
        ligne = lire(connexion, "interlocuteur", id=fiche) if trouvees else None
    if ligne is None or ligne["entreprise"] != cle:
        raise absent()
    une = Interlocuteur(**ligne)
    if not passee and fiche not in {un.id for un in trouvees[0]["interlocuteurs"]}:
        raise absent()
    choix = (("corriger", "ses coordonnées changent"), (FINIR, "elle ne répond plus"))
    return FormulaireDeCorrection(
        sur=une.nom,
        fiche=une,
        saisies=[
            saisie(QUOI, "Ce qui change", choix=choix),
            saisie(JOUR, "Jour", genre="date"),
            saisie("courriel", "Courriel", obligatoire=False),
            saisie("telephone", "Téléphone", obligatoire=False),
            saisie("fonction", "Fonction", obligatoire=False),
        ],
    )


def corriger_par_la_page(
    bureau: Bureau,
    visiteur: Visiteur,
    form: FormulaireDeCorrection,
    valeurs: Mapping[str, str],
    montre: Montre | None = None,
) -> str:
    """Put the contact right; what was done, in a word.

    Raises:
        Conflit: as :func:`services.register.correcting_contacts.corriger`.
        ValeurInvalide: as :func:`services.register.correcting_contacts.corriger`.
    """
    jour, finir = champs.jour(JOUR, valeurs[JOUR]), valeurs[QUOI] == FINIR
    correction = Correction(
        fiche=form.fiche.id,
        du=None if finir else jour,
        fin=jour if finir else None,
        coordonnees={nom: valeurs.get(nom) for nom in COORDONNEES},
        montre=montre,
    )
    auteur = Auteur(acteur=f"{PAGES}{visiteur.login}", au_nom_de=visiteur.login)
    dite = corriger(bureau, correction, auteur)
    if dite["phrase"] is None:
        return "inchange"
    if dite["phrase"]:
        noter_au_registre(bureau, visiteur, f"interlocution corrigée : {form.sur}")
    return "modifie"
