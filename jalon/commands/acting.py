"""Acting: follow a marché, advance a dossier, entrust it, take over a running portfolio."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from jalon import output_acts as sortie
from jalon.commands import arguments as lus
from jalon.commands.errors import REFUS, refus_en_json
from jalon.commands.session import Session, acteur
from jalon.output import Reponse


def suivre(
    ctx: typer.Context,
    marche: Annotated[str, typer.Argument(metavar="MARCHÉ", help="Numéro, ou SIRET/numéro.")],
    convention: Annotated[
        str, typer.Option(metavar="RÉFÉRENCE", help="Convention qui s’applique.")
    ],
    facilitateur: Annotated[
        str, typer.Option(metavar="COMPTE", help="Personne à qui confier le dossier.")
    ],
    disposition: Annotated[
        str | None, typer.Option(metavar="GENRE", help="clause_execution, critere…")
    ] = None,
) -> Reponse:
    """Prend un marché du registre en suivi, avec une relation par titulaire."""
    from services.register.follow import Suivi, suivre_marche
    from workflow.errors import ValeurInvalide

    suivi = Suivi(
        marche=marche,
        convention=convention,
        facilitateur=facilitateur,
        disposition=disposition,
        acteur=acteur(),
    )
    with ctx.ensure_object(Session).bureau() as bureau:
        try:
            dite = suivre_marche(bureau, suivi)
        except ValeurInvalide as erreur:
            if erreur.champ != "type_disposition":
                raise
            message = erreur.message.replace("type_disposition", "--disposition")
            raise ValeurInvalide("disposition", message, erreur.remede) from erreur
    return Reponse(dite, lambda ecran: sortie.suivi(ecran, dite))


def fire(  # noqa: PLR0913, PLR0917 # the options of the command
    ctx: typer.Context,
    dossier: Annotated[str, typer.Argument(metavar="DOSSIER", help="Numéro du dossier.")],
    evenement: Annotated[
        str, typer.Argument(metavar="ACTE", help="Ce qui s’est passé ; « jalon explain » les dit.")
    ],
    par: lus.Par = None,
    champs: lus.Champs = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="INSTANT",
            help="Quand le fait a eu lieu : un jour, ou 2026-10-17T09:30+02:00.",
        ),
    ] = None,
    cle: lus.Cle = None,
    rev: Annotated[
        str | None,
        typer.Option("--rev", metavar="N", help="Révision lue : refuse si le dossier a changé."),
    ] = None,
    essai: Annotated[
        bool, typer.Option("--dry-run", help="Dit ce qui se passerait, sans rien écrire.")
    ] = lus.ETEINT,
) -> Reponse:
    """Fait avancer un dossier : enregistre un fait, et ce qui s’ensuit."""
    from services.accepted_files import pieces_admises
    from services.advancing import avancer
    from services.commands import Commande
    from services.reading.looking import libelles_des_etats

    lues = lus.saisies(champs or [])
    revision = lus.entier("--rev", rev) if rev is not None else None
    with ctx.ensure_object(Session).bureau() as bureau:
        quand = lus.instant("--at", at, bureau.horloge.maintenant()) if at else None
        commande = Commande(
            dossier=dossier.strip(),
            evenement=evenement,
            acteur=acteur(),
            compte=par,
            saisies=lues.valeurs,
            pieces=pieces_admises(bureau, dossier.strip(), lues.pieces),
            at=quand,
            cle=cle,
            rev=revision,
            essai=essai,
        )
        dite, libelles = avancer(bureau, commande), libelles_des_etats(bureau)
    return Reponse(dite, lambda ecran: sortie.acte(ecran, dite, libelles))


def affecter(
    ctx: typer.Context,
    dossiers: Annotated[list[str], typer.Argument(metavar="DOSSIER…", help="Numéros.")],
    a: Annotated[str, typer.Option("--a", metavar="COMPTE", help="Personne à qui les confier.")],
    par: lus.Par = None,
) -> Reponse:
    """Confie des dossiers à une personne ; chacun est un acte, refusé ou non."""
    with ctx.ensure_object(Session).bureau() as bureau:
        _exiger_tous(bureau, dossiers, a)
        dites = [_confier(bureau, un, a, par) for un in dict.fromkeys(dossiers)]
    refuse = any(une.get("refuse") for une in dites)
    return Reponse(
        dites, lambda ecran: sortie.affectations(ecran, dites, a), REFUS if refuse else 0
    )


def _exiger_tous(bureau: Any, dossiers: list[str], a: str) -> None:
    """Refuse before the first act what would fail half-way: an unknown dossier or account."""
    from services.people import compte_qui_suit
    from services.reading.looking import trouver

    with bureau.travail.lire() as connexion:
        for un in dossiers:
            trouver(bureau, connexion, un)
        compte_qui_suit(connexion, a, "a")


def _confier(bureau: Any, dossier: str, a: str, par: str | None) -> dict[str, Any]:
    from services.advancing import avancer
    from services.commands import Commande
    from services.errors import Refused

    commande = Commande(
        dossier=dossier.strip(),
        evenement="affecter",
        acteur=acteur(),
        compte=par,
        saisies={"compte": a},
    )
    try:
        return avancer(bureau, commande)
    except Refused as erreur:
        return {"dossier": dossier, **refus_en_json(erreur.refus)}


def explain(
    ctx: typer.Context,
    dossier: Annotated[str, typer.Argument(metavar="DOSSIER", help="Numéro du dossier.")],
    par: Annotated[
        str | None, typer.Option("--by", metavar="COMPTE", help="Ce que cette personne peut faire.")
    ] = None,
) -> Reponse:
    """Dit ce qui peut être fait maintenant, par qui, et ce qui manque pour le reste."""
    from services.reading.explaining import expliquer_dossier

    with ctx.ensure_object(Session).bureau() as bureau:
        dite = expliquer_dossier(bureau, dossier, par)
    return Reponse(dite, lambda ecran: sortie.explication(ecran, dite))


def reprise(
    ctx: typer.Context,
    fichier: Annotated[
        Path | None, typer.Argument(metavar="FICHIER", help="Tableau .csv ou .xlsx.")
    ] = None,
    essai: Annotated[
        bool, typer.Option("--dry-run", help="Dit ce qui serait repris, sans rien écrire.")
    ] = lus.ETEINT,
    modele: Annotated[
        Path | None,
        typer.Option(
            "--modele", metavar="FICHIER", help="Écrit un modèle à remplir (.csv, .xlsx)."
        ),
    ] = None,
) -> Reponse:
    """Reprend un portefeuille en cours, chaque dossier dans son état."""
    from workflow.errors import ValeurInvalide

    if (fichier is None) == (modele is None):
        raise ValeurInvalide(
            "fichier",
            "Donnez un tableau à reprendre, ou --modele pour en écrire un vierge.",
            "Écrivez jalon reprise FICHIER.csv, ou jalon reprise --modele FICHIER.csv.",
        )
    if modele is not None:
        from services.reprise import modele as ecrire

        return lus.ecrire_un_modele(modele, ecrire)
    from services.reprise import reprendre

    source = lus.lisible(fichier or Path())
    with ctx.ensure_object(Session).bureau() as bureau:
        dite = reprendre(bureau, source, essai=essai, acteur=acteur())
    if essai:
        dite = {**dite, "essai": True}
    return Reponse(dite, lambda ecran: sortie.reprise(ecran, dite))
