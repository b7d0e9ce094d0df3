"""A marché of the register taken into the portfolio by a page: its form, its dry run, the act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent
from services.commands import PAGES
from services.counter.register_forms import FormulaireDuRegistre, exiger_l_equipe, saisie
from services.office import Bureau
from services.reading.reading_register import Tranche, conventions_vues, marches_vus
from services.register.follow import MACHINE, Suivi, suivre_marche
from states.roles import QUI_SUIVENT
from storage.accounts import de_l_un
from storage.register_queries import donneur_ordre_par_siret
from workflow.errors import ValeurInvalide
from workflow.process import Definition

DISPOSITION = "type_disposition"


@dataclass(frozen=True, kw_only=True)
class FormulaireDeSuivi(FormulaireDuRegistre):
    """A marché as the register tells it, and what is asked to follow it."""

    marche: Mapping[str, Any]
    proposees: Mapping[str, str]
    """The one agreement of its buyer; whoever asks, when they run dossiers."""


def formulaire_de_suivi(bureau: Bureau, visiteur: Visiteur, cle: int) -> FormulaireDeSuivi:
    """The form of one marché, followed already or not.

    Raises:
        Introuvable: the reader is not of the team, or the register has no such marché.
    """
    exiger_l_equipe(visiteur)
    trouves = marches_vus(bureau, visiteur, Tranche(seul=cle, limite=1))["marches"]
    if not trouves:
        raise absent()
    marche = trouves[0]
    definition = bureau.machines.courantes[MACHINE].definition
    conventions = _conventions(bureau, visiteur, marche)
    personnes = _personnes(bureau, visiteur)
    return FormulaireDeSuivi(
        sur=marche["objet"] or f"Marché {marche['numero']}",
        marche=marche,
        proposees={
            "convention": conventions[0][0] if len(conventions) == 1 else "",
            "facilitateur": visiteur.login if visiteur.login in dict(personnes) else "",
        },
        saisies=[
            saisie("convention", "Convention", choix=conventions),
            saisie("facilitateur", "Confié à", choix=personnes),
            saisie(
                DISPOSITION,
                "Disposition sociale",
                obligatoire=False,
                choix=_dispositions(definition),
            ),
        ],
    )


def suivre_par_la_page(
    bureau: Bureau,
    visiteur: Visiteur,
    form: FormulaireDeSuivi,
    valeurs: Mapping[str, str],
    *,
    essai: bool,
) -> dict[str, Any]:
    """The dry run, or the act; again is no harm: what is followed stays as it is.

    Raises:
        Introuvable, ValeurInvalide: as :func:`services.register.follow.suivre_marche`; an agreement
            or a person out of the reader's reach is no choice of the form.
    """
    for une in form.saisies:
        donnee = valeurs.get(une["champ"])
        if donnee is not None and donnee not in dict(une["choix"]):
            raise ValeurInvalide(
                une["champ"],
                f"« {donnee} » n’est pas au choix.",
                (sans_convention(form) if une["champ"] == "convention" else "")
                or "Choisissez dans la liste.",
            )
    demande = Suivi(
        marche=f"{form.marche['acheteur']}/{form.marche['numero']}",
        convention=valeurs["convention"],
        facilitateur=valeurs["facilitateur"],
        disposition=valeurs.get(DISPOSITION),
        acteur=f"{PAGES}{visiteur.login}",
        essai=essai,
    )
    return suivre_marche(bureau, demande)


def sans_convention(form: FormulaireDeSuivi) -> str:
    """What to do when the buyer of the marché has signed no agreement of the reader's reach."""
    if form.saisies[0]["choix"]:
        return ""
    acheteur = form.marche["donneur_ordre"]
    return (
        f"{acheteur} n’a pas de convention au registre : ce marché serait suivi sans que ses "
        f"personnes puissent le voir. Ajoutez la convention de {acheteur}, ou demandez à "
        "l’administration de Jalon de réunir ses identités si elle a signé sous un autre SIRET."
    )


def _conventions(
    bureau: Bureau, visiteur: Visiteur, marche: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Agreements of the marché's buyer, in the reader's reach: nobody else's people may see it.

    Of a marché that is followed already any one will do: its own stays.
    """
    with bureau.travail.lire() as connexion:
        donneur = donneur_ordre_par_siret(connexion, str(marche["acheteur"]))
    return [
        (une["reference"], f"{une['reference']} ({une['donneur_ordre']})")
        for une in conventions_vues(bureau, visiteur)
        if une["donneur"] == donneur or marche["dossier"]
    ]


def _personnes(bureau: Bureau, visiteur: Visiteur) -> list[tuple[str, str]]:
    """Who may run a dossier, in the reader's structure."""
    with bureau.travail.lire() as connexion:
        return de_l_un(connexion, QUI_SUIVENT, visiteur.compte.structure)


def _dispositions(definition: Definition) -> list[tuple[str, str]]:
    champ = definition.contexte[DISPOSITION]
    return [(valeur, champ.libelles[valeur]) for valeur in champ.valeurs]
