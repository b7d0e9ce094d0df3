"""Companies and their successive legal identities: new SIRET, move, merger (domain.md §2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.errors import Introuvable
from services.register import register_fields as champs
from services.register.register_identities import VEILLE, IdentiteSaisie, nommer, ordonner
from services.register.registering import Enregistre, poser
from states.company_names import nomme
from storage import register_successions as successions
from storage.register_people import changer, creer, lire
from storage.register_queries import entreprise_par_identifiant
from storage.register_values import Entreprise
from storage.unit_of_work import Connexion, Travail
from workflow.errors import ValeurInvalide

SIRET = "SIRET"


@dataclass(frozen=True)
class Absorption:
    """A company that this one has taken over: its SIRET, and the first day it exists no more."""

    siret: str
    le: date


@dataclass(frozen=True)
class EntrepriseSaisie:
    """A company under its current name, its identities, and the companies it has absorbed."""

    nom: str
    identites: tuple[IdentiteSaisie, ...]
    absorbees: tuple[Absorption, ...] = ()


def ajouter_entreprise(travail: Travail, saisie: EntrepriseSaisie) -> Enregistre[Entreprise]:
    """Add a company or complete it; natural key: any of its SIRETs.

    Companies known apart become one: marchés, relations and people follow, each titulaire keeps
    the identity that was published. Twice changes nothing.

    Raises:
        ValeurInvalide: a SIRET is no good, two identities hold on the same day.
        Introuvable: an absorbed company is unknown.
    """
    nom = champs.exiger("entreprise.nom", saisie.nom)
    identites = ordonner(saisie.identites, "entreprise")
    with travail.ecrire() as connexion:
        sirets = [une.siret for une in identites]
        connus = {un: connu for un in sirets if (connu := _nom_connu(connexion, un))}
        cle, cree, modifie = _retrouver(connexion, sirets, nom)
        for une in nommer(identites, nom, connus):
            valeurs = {
                "entreprise": cle,
                "nom": une.nom,
                "adresse": champs.facultatif("entreprise.adresse", une.adresse),
                "du": une.du,
                "au": une.au,
            }
            naturelle = {"type_identifiant": SIRET, "identifiant": une.siret}
            _, ajoutee, changee = poser(connexion, "entreprise_identite", naturelle, valeurs)
            modifie = modifie or ajoutee or changee
        for absorption in saisie.absorbees:
            modifie = _absorber(connexion, cle, absorption) or modifie
        entreprise = successions.entreprise_par_id(connexion, cle)
        if entreprise.nom != nom:
            changer(connexion, "entreprise", cle, nomme(nom))
            entreprise, modifie = replace(entreprise, nom=nom), True
        return Enregistre(entreprise, cree, modifie and not cree)


def _nom_connu(connexion: Connexion, siret: str) -> str | None:
    """The name that the register gives to a SIRET: its own, else its company's."""
    ligne = lire(connexion, "entreprise_identite", type_identifiant=SIRET, identifiant=siret)
    if ligne is None:
        return None
    nom = ligne["nom"] or successions.entreprise_par_id(connexion, ligne["entreprise"]).nom
    return None if nom == siret else str(nom)


def _retrouver(connexion: Connexion, sirets: Sequence[str], nom: str) -> tuple[int, bool, bool]:
    """The company of these SIRETs, made one: id, created, changed."""
    trouvees = [entreprise_par_identifiant(connexion, siret) for siret in sirets]
    connues = sorted({cle for cle in trouvees if cle is not None})
    if not connues:
        return creer(connexion, "entreprise", nomme(nom)), True, False
    gardee, *autres = connues
    for autre in autres:
        successions.reunir_entreprises(connexion, gardee, autre)
    return gardee, False, bool(autres)


def _absorber(connexion: Connexion, cle: int, absorption: Absorption) -> bool:
    siret = champs.siret("entreprise.absorbee", absorption.siret)
    absorbee = entreprise_par_identifiant(connexion, siret)
    if absorbee is None:
        raise Introuvable(
            "absorbee",
            f"Aucune entreprise ne porte le SIRET {siret}.",
            "Vérifiez-le : « jalon marches --titulaire SIRET » montre ses marchés.",
        )
    if absorbee == cle:
        return False
    if absorption.le <= date.min + VEILLE:
        raise ValeurInvalide("absorbee", "Cette date est trop ancienne.", "Vérifiez l’année.")
    successions.finir_les_identites(connexion, absorbee, absorption.le - VEILLE)
    successions.reunir_entreprises(connexion, cle, absorbee)
    return True
