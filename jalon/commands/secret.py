"""``jalon secret renouveler``: another secret takes the place of the one in force."""

from __future__ import annotations

import typer

from jalon.commands.session import Session
from jalon.output import Reponse, phrase


def renouveler(ctx: typer.Context) -> Reponse:
    """Change le secret de l’installation, sans que personne ait à refaire son second facteur.

    The new one is written before the former, then everything is sealed anew, then the former goes:
    whatever stops it in between, all that is sealed can be opened.
    """
    from jalon.secret_file import lire_secrets, remplacer, tirer
    from services.accounts.second_factor import resceller
    from states.french import denombre

    session = ctx.ensure_object(Session)
    reglages = session.reglages()
    du_fichier = reglages.secret.cle is None
    if du_fichier:
        remplacer(reglages.secret.fichier, [tirer(), *lire_secrets(reglages)])
    with session.bureau_de(reglages) as bureau:
        nombre = resceller(bureau)
    if du_fichier:
        remplacer(reglages.secret.fichier, lire_secrets(reglages)[:1])
        suite = f"Le nouveau secret est dans {reglages.secret.fichier}."
    else:
        suite = "Ne laissez plus dans JALON_SECRET_CLE que le premier secret."
    dite = {"rescelles": nombre}
    return Reponse(dite, phrase(f"{denombre(nombre, 'second facteur scellé')} de nouveau. {suite}"))
