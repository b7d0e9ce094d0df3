"""Two entries of the register that are one company."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from jalon import output_merging as sortie
from jalon.commands import arguments as lus
from jalon.commands.session import Session, acteur
from jalon.output import Reponse


def entreprise_fusionner(
    ctx: typer.Context,
    gardee: Annotated[str, typer.Option(metavar="SIRET", help="Fiche qui demeure.")],
    absorbee: Annotated[str, typer.Option(metavar="SIRET", help="Fiche qui lui est réunie.")],
    motif: Annotated[
        str, typer.Option(metavar="TEXTE", help="Ce qui montre que c’est la même entreprise.")
    ],
    essai: Annotated[
        bool, typer.Option("--essai", help="Montre ce qui changerait ; n’écrit rien.")
    ] = lus.ETEINT,
) -> Reponse:
    """Réunit deux fiches d’une même entreprise ; ne se défait pas."""
    from services.clock.stale_letters import signaler_les_courriers
    from services.register.foreseen_merges import retrouver
    from services.register.merging_companies import Fusion, essayer, fusionner

    with ctx.ensure_object(Session).bureau() as bureau:
        demandee = Fusion(
            gardee=retrouver(bureau, gardee, "gardee"),
            absorbee=retrouver(bureau, absorbee, "absorbee"),
            motif=motif,
            acteur=acteur(),
        )
        prevue = (essayer if essai else fusionner)(bureau, demandee)
        if not essai:
            signaler_les_courriers(bureau)
    dite: dict[str, Any] = {
        "essai": essai,
        "gardee": {"nom": prevue.gardee.nom, "siret": prevue.sirets[prevue.gardee.id]},
        "absorbee": {"nom": prevue.absorbee.nom, "siret": prevue.sirets[prevue.absorbee.id]},
        "dossiers": [un.numero for un in prevue.ouverts],
        "clos": prevue.clos,
        "marches": prevue.marches,
        "communs": prevue.communs,
        "interlocuteurs": prevue.interlocuteurs,
        "liens": prevue.liens,
    }
    return Reponse(dite, lambda ecran: sortie.fusion(ecran, dite))
