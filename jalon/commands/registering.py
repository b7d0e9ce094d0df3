"""The register: imports, accounts, agreements, buyers, referents, contacts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from jalon import output_register as sortie
from jalon.commands import arguments as lus
from jalon.commands.session import Session
from jalon.output import Reponse, console

Fichiers = Annotated[list[Path], typer.Argument(metavar="FICHIER…", help="Fichiers à lire.")]
Courriel = Annotated[str | None, typer.Option(metavar="ADRESSE", help="Adresse électronique.")]
Telephone = Annotated[str | None, typer.Option(metavar="N°", help="Téléphone.")]
Fonction = Annotated[str | None, typer.Option(metavar="TEXTE", help="Fonction.")]
Nom = Annotated[str, typer.Option(metavar="NOM", help="Prénom et nom.")]
Du = Annotated[
    str | None, typer.Option(metavar="DATE", help="Premier jour ; aujourd’hui par défaut.")
]


def import_decp(ctx: typer.Context, fichiers: Fichiers) -> Reponse:
    """Importe des marchés publiés (DECP, JSON ou CSV) ; rien ne démarre."""
    from services.importing.decp import importer_decp

    return _importer(ctx, fichiers, importer_decp, "marché")


def import_siae(ctx: typer.Context, fichiers: Fichiers) -> Reponse:
    """Importe l’annuaire des structures d’insertion (CSV)."""
    from services.importing.siae import importer_siae

    return _importer(ctx, fichiers, importer_siae, "structure")


def _importer(
    ctx: typer.Context, fichiers: list[Path], importer: Callable[..., Any], quoi: str
) -> Reponse:
    from services.clock.stale_letters import signaler_les_courriers

    session = ctx.ensure_object(Session)
    with session.bureau() as bureau, _progression() as dire:
        bilan = importer(bureau, fichiers, dire)
        signaler_les_courriers(bureau)
    dite = {
        "lus": bilan.lus,
        "nouveaux": bilan.nouveaux,
        "modifies": bilan.modifies,
        "inchanges": bilan.inchanges,
        "quarantaine": [_rebut(un) for un in bilan.quarantaine],
        "avertissements": [_rebut(un) for un in bilan.avertissements],
        "doublons_probables": [asdict(un) for un in bilan.doublons_probables],
        "suivis": [asdict(un) for un in bilan.suivis],
        "repetes": bilan.repetes,
    }
    totaux = (bilan.total_quarantaine, bilan.total_avertissements)
    return Reponse(dite, lambda ecran: sortie.bilan(ecran, dite, quoi, totaux))


def _rebut(un: Any) -> dict[str, Any]:
    return {**asdict(un), "remede": un.remede}


@contextmanager
def _progression() -> Iterator[Callable[[int, int | None], None]]:
    """A bar on stderr; nothing when stderr is no terminal."""
    from rich.progress import BarColumn, Progress, TextColumn

    ecran = console(erreur=True)
    with Progress(
        TextColumn("Lecture et écriture"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}\u00a0%"),
        console=ecran,
        transient=True,
        disable=not ecran.is_terminal,
    ) as barre:
        travail = barre.add_task("", total=None)
        yield lambda fait, tout: barre.update(travail, completed=fait, total=tout)


def compte_ajouter(  # noqa: PLR0913, PLR0917 # the options of the command
    ctx: typer.Context,
    login: Annotated[str, typer.Argument(metavar="COMPTE", help="Identifiant de connexion.")],
    nom: Nom,
    role: Annotated[
        list[str],
        typer.Option("--role", metavar="RÔLE", help="facilitateur, referent… ; se répète."),
    ],
    courriel: Courriel = None,
    telephone: Telephone = None,
    structure: Annotated[
        str | None, typer.Option(metavar="SIRET", help="Structure dont la personne relève.")
    ] = None,
    donneur_ordre: Annotated[
        str | None, typer.Option(metavar="SIRET", help="Donneur d’ordre dont elle relève.")
    ] = None,
) -> Reponse:
    """Ajoute ou met à jour un compte ; répété, ne change rien."""
    from services.mail.missing_referent import referent_a_designer
    from services.register.registering import CompteSaisi, ajouter_compte

    saisie = CompteSaisi(
        login=login,
        nom=nom,
        roles=tuple(role),
        courriel=courriel,
        telephone=telephone,
        structure=structure,
        donneur_ordre=donneur_ordre,
    )
    with ctx.ensure_object(Session).bureau() as bureau:
        fait = ajouter_compte(bureau.travail, saisie)
        manque = referent_a_designer(bureau, fait.objet)
    return _enregistre(fait, f"Compte {login}", manque)


def compte_lister(ctx: typer.Context) -> Reponse:
    """Liste les comptes."""
    from storage.register_people import comptes

    with ctx.ensure_object(Session).bureau() as bureau, bureau.travail.lire() as connexion:
        tous = [asdict(un) for un in comptes(connexion)]
    return Reponse(tous, lambda ecran: sortie.comptes(ecran, tous))


def compte_fermer(
    ctx: typer.Context,
    login: Annotated[str, typer.Argument(metavar="COMPTE", help="Compte à fermer.")],
) -> Reponse:
    """Ferme un compte : la personne n’agit plus ; son nom reste au journal."""
    from services.accounts.closing_accounts import fermer_compte

    with ctx.ensure_object(Session).bureau() as bureau:
        dite = fermer_compte(bureau.travail, login)
    return Reponse(dite, lambda ecran: sortie.compte_ferme(ecran, dite))


def convention_ajouter(
    ctx: typer.Context,
    fichier: Annotated[
        Path | None, typer.Argument(metavar="FICHIER.yaml", help="La convention.")
    ] = None,
    modele: Annotated[
        Path | None,
        typer.Option("--modele", metavar="FICHIER.yaml", help="Écrit un modèle à remplir."),
    ] = None,
    convenu: Annotated[
        bool,
        typer.Option("--convenu", help="L’acte signé prévoit des valeurs que Jalon refuserait."),
    ] = lus.ETEINT,
) -> Reponse:
    """Ajoute ou met à jour une convention, sa structure et son donneur d’ordre."""
    if modele is not None and fichier is None:
        from jalon.commands.convention_template import ecrire_modele

        return lus.ecrire_un_modele(modele, ecrire_modele)
    from workflow.errors import ValeurInvalide

    if modele is not None or fichier is None:
        raise ValeurInvalide(
            "fichier",
            "Donnez le fichier d’une convention, ou --modele pour en écrire un à remplir.",
            "Écrivez jalon convention ajouter FICHIER.yaml, ou --modele FICHIER.yaml.",
        )
    from jalon.proofs import refus_d_un_essai
    from services.register.agreement_parameters import exiger_l_usuel, verifier_parametres
    from services.register.register_conventions import ajouter_convention, lire_fichier

    saisie = lire_fichier(lus.lisible(fichier))
    with ctx.ensure_object(Session).bureau() as bureau:
        saisie = verifier_parametres(bureau, saisie)
        if not convenu:
            exiger_l_usuel(
                saisie.parametres,
                lambda ecrits: refus_d_un_essai(ecrits, str(fichier)),
                "Retirez ces lignes ; si l’acte signé les prévoit, ajoutez --convenu.",
            )
        fait = ajouter_convention(bureau.travail, saisie)
        return _enregistre(fait, f"Convention {saisie.reference}", accord="e")


def convention_lister(ctx: typer.Context) -> Reponse:
    """Liste les conventions."""
    from storage.register_people import conventions

    with ctx.ensure_object(Session).bureau() as bureau, bureau.travail.lire() as connexion:
        toutes = [asdict(une) for une in conventions(connexion)]
    return Reponse(toutes, lambda ecran: sortie.conventions(ecran, toutes))


def donneur_ordre_ajouter(
    ctx: typer.Context,
    nom: Annotated[str, typer.Option(metavar="NOM", help="Nom d’aujourd’hui.")],
    siret: Annotated[
        list[str],
        typer.Option("--siret", metavar="SIRET[:DU..AU]", help="Se répète quand il a changé."),
    ],
) -> Reponse:
    """Ajoute ou complète un donneur d’ordre, avec ses SIRET successifs."""
    from services.clock.stale_letters import signaler_les_courriers
    from services.register.register_donneurs import DonneurOrdreSaisi, ajouter_donneur_ordre

    saisie = DonneurOrdreSaisi(nom, tuple(_identite(un) for un in siret))
    with ctx.ensure_object(Session).bureau() as bureau:
        fait = ajouter_donneur_ordre(bureau.travail, saisie)
        signaler_les_courriers(bureau)
    return _enregistre(fait, f"Donneur d’ordre {nom}")


def _identite(texte: str) -> Any:
    from services.register.register_identities import IdentiteSaisie
    from workflow.errors import ValeurInvalide

    numero, deux_points, bornes = texte.partition(":")
    du, points, au = bornes.partition("..")
    if deux_points and not points:
        raise ValeurInvalide(
            "siret",
            f"siret : « {texte} » ne se lit pas.",
            "Écrivez SIRET, ou SIRET:2024-01-01.. ou SIRET:..2023-12-31.",
        )
    return IdentiteSaisie(
        siret=numero,
        du=lus.jour("siret", du) if du else None,
        au=lus.jour("siret", au) if au else None,
    )


def entreprise_ajouter(
    ctx: typer.Context,
    nom: Annotated[str, typer.Option(metavar="NOM", help="Nom d’aujourd’hui.")],
    siret: Annotated[
        list[str],
        typer.Option("--siret", metavar="SIRET[:DU..AU]", help="Se répète quand il a changé."),
    ],
    adresse: Annotated[
        str | None, typer.Option(metavar="ADRESSE", help="Adresse du dernier SIRET donné.")
    ] = None,
    absorbee: Annotated[
        list[str] | None,
        typer.Option("--absorbee", metavar="SIRET:LE", help="Entreprise reprise, depuis ce jour."),
    ] = None,
) -> Reponse:
    """Ajoute ou complète une entreprise : SIRET successifs, déménagement, fusion."""
    from services.clock.stale_letters import signaler_les_courriers
    from services.register.doubled_relations import ranger_les_relations
    from services.register.register_entreprises import EntrepriseSaisie, ajouter_entreprise

    identites = [_identite(un) for un in siret]
    if adresse:
        identites[-1] = replace(identites[-1], adresse=adresse)
    absorbees = tuple(_absorption(une) for une in absorbee or ())
    saisie = EntrepriseSaisie(nom, tuple(identites), absorbees)
    with ctx.ensure_object(Session).bureau() as bureau:
        fait = ajouter_entreprise(bureau.travail, saisie)
        signaler_les_courriers(bureau)
        doubles = ranger_les_relations(bureau, fait.objet.id)
    return _enregistre(fait, f"Entreprise {nom}", *map(_dire_un_double, doubles), accord="e")


def _dire_un_double(un: Any) -> str:
    """What became of two relations of one company with one marché."""
    if un.close:
        return f"{un.autre} est close : la même entreprise est suivie dans {un.gardee}."
    return (
        f"{un.gardee} et {un.autre} : même entreprise, même marché ; une tâche demande de choisir."
    )


def _absorption(texte: str) -> Any:
    from services.register.register_entreprises import Absorption
    from workflow.errors import ValeurInvalide

    numero, deux_points, le = texte.partition(":")
    if not deux_points:
        raise ValeurInvalide(
            "absorbee",
            f"absorbee : « {texte} » ne se lit pas.",
            "Écrivez SIRET:2025-01-01, le premier jour où elle n’existe plus.",
        )
    return Absorption(siret=numero, le=lus.jour("absorbee", le))


def referent_designer(  # noqa: PLR0913, PLR0917 # the options of the command
    ctx: typer.Context,
    donneur_ordre: Annotated[str, typer.Option(metavar="SIRET", help="Donneur d’ordre.")],
    nom: Nom,
    du: Du = None,
    courriel: Courriel = None,
    telephone: Telephone = None,
    fonction: Fonction = None,
    suppleant: Annotated[
        bool, typer.Option("--suppleant", help="Personne suppléante, sans remplacer la titulaire.")
    ] = lus.ETEINT,
) -> Reponse:
    """Désigne la personne référente d’un donneur d’ordre ; la précédente finit la veille."""
    from services.register.registering import ReferentSaisi, designer_referent

    with ctx.ensure_object(Session).bureau() as bureau:
        saisie = ReferentSaisi(
            donneur_ordre=donneur_ordre,
            nom=nom,
            du=_premier_jour(bureau, du),
            courriel=courriel,
            telephone=telephone,
            fonction=fonction,
            suppleant=suppleant,
        )
        fait = designer_referent(bureau.travail, saisie)
    return _enregistre(fait, f"Personne référente {nom}", accord="e")


def interlocuteur_ajouter(  # noqa: PLR0913, PLR0917 # the options of the command
    ctx: typer.Context,
    entreprise: Annotated[str, typer.Option(metavar="SIRET", help="Entreprise titulaire.")],
    nom: Nom,
    du: Du = None,
    courriel: Courriel = None,
    telephone: Telephone = None,
    fonction: Fonction = None,
    marche: Annotated[
        str | None, typer.Option(metavar="MARCHÉ", help="Pour ce marché seulement.")
    ] = None,
) -> Reponse:
    """Ajoute l’interlocuteur·rice insertion d’une entreprise."""
    from services.register.registering import InterlocuteurSaisi, ajouter_interlocuteur

    with ctx.ensure_object(Session).bureau() as bureau:
        saisie = InterlocuteurSaisi(
            entreprise=entreprise,
            nom=nom,
            du=_premier_jour(bureau, du),
            courriel=courriel,
            telephone=telephone,
            fonction=fonction,
            marche=marche,
        )
        fait = ajouter_interlocuteur(bureau.travail, saisie)
    return _enregistre(fait, f"Interlocuteur·rice {nom}", accord="·e")


def _premier_jour(bureau: Any, texte: str | None) -> Any:
    from states.french import jour_civil

    return lus.jour("du", texte) if texte else jour_civil(bureau.horloge.maintenant())


def _enregistre(fait: Any, quoi: str, *avertissements: str | None, accord: str = "") -> Reponse:
    dite = {"cree": fait.cree, "modifie": fait.modifie, **asdict(fait.objet)}
    dits = [un for un in avertissements if un]
    if dits:
        dite["avertissements"] = dits
    return Reponse(dite, lambda ecran: sortie.enregistre(ecran, quoi, accord, dite))
