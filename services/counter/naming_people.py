"""People named in the register by a page: a buyer's referent, a company's contact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent
from services.counter.register_forms import (
    FormulaireDuRegistre,
    exiger_l_equipe,
    noter_au_registre,
    saisie,
)
from services.office import Bureau
from services.reading.reading_register import Tranche, conventions_vues, entreprises_vues
from services.register import register_fields as champs
from services.register.follow import MACHINE
from services.register.registering import (
    InterlocuteurSaisi,
    ReferentSaisi,
    ajouter_interlocuteur,
    designer_referent,
)
from states.french import jour_civil
from storage import named_people as depot
from workflow.errors import ValeurInvalide

SUPPLEANT = "suppleant"
_QUI = (
    saisie("nom", "Prénom et nom"),
    saisie("courriel", "Courriel", obligatoire=False),
    saisie("telephone", "Téléphone", obligatoire=False),
    saisie("fonction", "Fonction", obligatoire=False),
    saisie("du", "Premier jour", genre="date"),
)


@dataclass(frozen=True, kw_only=True)
class FormulaireDePersonne(FormulaireDuRegistre):
    """Whom the person is named for, and under which identifier the register knows them."""

    identifiant: str
    en_place: tuple[Any, ...]
    """Those who are named already, that day or later."""


def donneurs_suivis(bureau: Bureau, visiteur: Visiteur) -> list[dict[str, Any]]:
    """Buyers bound by an agreement of the reader's, with their SIRETs and referents.

    Raises:
        Introuvable: the reader is not of the team.
    """
    exiger_l_equipe(visiteur)
    par_donneur: dict[int, dict[str, Any]] = {}
    for une in conventions_vues(bureau, visiteur):
        vide = {"id": une["donneur"], "nom": une["donneur_ordre"], "conventions": []}
        par_donneur.setdefault(une["donneur"], vide)["conventions"].append(une["reference"])
    jour, cles = jour_civil(bureau.horloge.maintenant()), list(par_donneur)
    with bureau.travail.lire() as connexion:
        sirets = depot.sirets_des_donneurs(connexion, cles)
        referents = depot.referents(connexion, cles, jour)
    for un in par_donneur.values():
        un["sirets"] = [une.siret for une in sirets if une.donneur_ordre == un["id"]]
        un["referents"] = [une for une in referents if une.donneur_ordre == un["id"]]
    return sorted(par_donneur.values(), key=lambda un: un["nom"])


def formulaire_du_referent(bureau: Bureau, visiteur: Visiteur, cle: int) -> FormulaireDePersonne:
    """The form that names the referent of one buyer.

    Raises:
        Introuvable: no such buyer under an agreement of the reader's.
    """
    donneur = next((un for un in donneurs_suivis(bureau, visiteur) if un["id"] == cle), None)
    if donneur is None:
        raise absent()
    roles = (("non", "titulaire"), ("oui", "suppléance"))
    return FormulaireDePersonne(
        sur=donneur["nom"],
        identifiant=donneur["sirets"][-1],
        en_place=tuple(donneur["referents"]),
        saisies=[saisie(SUPPLEANT, "À quel titre", choix=roles), *_QUI],
    )


def designer(
    bureau: Bureau, visiteur: Visiteur, form: FormulaireDePersonne, valeurs: Mapping[str, str]
) -> str:
    """Name the referent; what was done, in a word.

    Raises:
        ValeursInvalides, ValeurInvalide: as :func:`referent_saisi`, then
            :func:`services.register.registering.designer_referent`.
    """
    fait = designer_referent(bureau.travail, referent_saisi(form, valeurs))
    if fait.cree or fait.modifie:
        phrase = f"personne référente pour {form.sur} : {fait.objet.nom}"
        noter_au_registre(bureau, visiteur, phrase)
    return _fait(cree=fait.cree, modifie=fait.modifie)


def entreprises_suivies(
    bureau: Bureau, visiteur: Visiteur, tranche: Tranche
) -> tuple[list[dict[str, Any]], bool]:
    """A page of companies with their contacts, and whether there are more.

    Raises:
        Introuvable: the reader is not of the team.
    """
    exiger_l_equipe(visiteur)
    lues = entreprises_vues(bureau, visiteur, tranche)
    jour, cles = jour_civil(bureau.horloge.maintenant()), [une["id"] for une in lues["entreprises"]]
    with bureau.travail.lire() as connexion:
        nommes = depot.interlocuteurs(connexion, cles, jour)
    for une in lues["entreprises"]:
        une["interlocuteurs"] = [un for un in nommes if un.entreprise == une["id"]]
    return lues["entreprises"], lues["suite"]


def formulaire_de_l_interlocuteur(
    bureau: Bureau, visiteur: Visiteur, cle: int
) -> FormulaireDePersonne:
    """The form that names the contact of one company, for all its marchés or one of them.

    Raises:
        Introuvable: the reader is not of the team, or the register has no such company.
    """
    trouvees, _ = entreprises_suivies(bureau, visiteur, Tranche(seul=cle, limite=1))
    if not trouvees or not trouvees[0]["identites"]:
        raise absent()
    with bureau.travail.lire() as connexion:
        marches = depot.marches_suivis(connexion, cle, MACHINE)
    choix = [
        (f"{un.acheteur}/{un.identifiant}", f"{un.identifiant}, {un.objet or 'sans objet'}")
        for un in marches
    ]
    pour = [saisie("marche", "Pour un seul marché", obligatoire=False, choix=choix)]
    return FormulaireDePersonne(
        sur=trouvees[0]["nom"],
        identifiant=trouvees[0]["identites"][-1]["siret"],
        en_place=tuple(trouvees[0]["interlocuteurs"]),
        saisies=[*_QUI, *(pour if choix else ())],
    )


def inscrire(
    bureau: Bureau, visiteur: Visiteur, form: FormulaireDePersonne, valeurs: Mapping[str, str]
) -> str:
    """Name the contact; what was done, in a word.

    Raises:
        ValeursInvalides, ValeurInvalide: as :func:`interlocuteur_saisi`, then
            :func:`services.register.registering.ajouter_interlocuteur`.
    """
    fait = ajouter_interlocuteur(bureau.travail, interlocuteur_saisi(form, valeurs))
    if fait.cree or fait.modifie:
        noter_au_registre(bureau, visiteur, f"interlocution de {form.sur} : {fait.objet.nom}")
    return _fait(cree=fait.cree, modifie=fait.modifie)


def interlocuteur_saisi(
    form: FormulaireDePersonne, valeurs: Mapping[str, str]
) -> InterlocuteurSaisi:
    """The contact that a form names.

    Raises:
        ValeursInvalides, ValeurInvalide: one field or several are no good.
    """
    marche = valeurs.get("marche")
    if marche and not any(marche in dict(une["choix"]) for une in form.saisies):
        raise ValeurInvalide("marche", "Ce marché n’est pas au choix.", "Choisissez dans la liste.")
    return InterlocuteurSaisi(entreprise=form.identifiant, marche=marche, **_personne(valeurs))


def referent_saisi(form: FormulaireDePersonne, valeurs: Mapping[str, str]) -> ReferentSaisi:
    """The referent that a form names.

    Raises:
        ValeursInvalides: one field or several are no good.
    """
    return ReferentSaisi(
        donneur_ordre=form.identifiant,
        suppleant=valeurs[SUPPLEANT] == "oui",
        **_personne(valeurs),
    )


class ValeursInvalides(Exception):
    """Every field of one form that is no good, in ``fautes``."""

    def __init__(self, fautes: Sequence[ValeurInvalide]) -> None:
        """Keep them, in the order of the fields."""
        self.fautes = tuple(fautes)
        super().__init__(" ".join(str(une) for une in fautes))


def _personne(valeurs: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a person, read together so that all their faults are told at once."""
    lecteurs: Mapping[str, Callable[[str, str | None], Any]] = {
        "nom": champs.exiger,
        "courriel": champs.courriel,
        "telephone": champs.telephone,
        "fonction": champs.facultatif,
        "du": _jour,
    }
    lues: dict[str, Any] = {}
    fautes: list[ValeurInvalide] = []
    for nom, lire in lecteurs.items():
        try:
            lues[nom] = lire(nom, valeurs.get(nom))
        except ValeurInvalide as erreur:
            fautes.append(erreur)
    if fautes:
        raise ValeursInvalides(fautes)
    return lues


def _jour(champ: str, valeur: str | None) -> Any:
    try:
        return champs.jour(champ, valeur)
    except ValeurInvalide as erreur:
        raise ValeurInvalide(
            champ, f"« {valeur} » n’est pas une date.", "Écrivez par exemple 4 mars, ou demain."
        ) from erreur


def _fait(*, cree: bool, modifie: bool) -> str:
    if cree:
        return "cree"
    return "modifie" if modifie else "inchange"
