"""Questions to the register about people and agreements, and the rows its services write."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update

from states.durations import duree_entre
from storage.names import en_vigueur
from storage.register_batches import Ligne, Valeurs, inserer, modifier, une
from storage.register_tables import (
    compte,
    convention,
    donneur_ordre,
    donneur_ordre_identite,
    entreprise,
    entreprise_identite,
    interlocuteur,
    marche,
    operation,
    referent,
    structure,
)
from storage.register_values import (
    Compte,
    Convention,
    DonneurOrdre,
    Interlocuteur,
    Referent,
)
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion

TABLES = {
    table.name: table
    for table in (
        compte,
        convention,
        donneur_ordre,
        donneur_ordre_identite,
        entreprise,
        entreprise_identite,
        interlocuteur,
        referent,
        structure,
    )
}
"""Tables whose rows a service may write one by one, by name."""


def lire(connexion: Connexion, table: str, **criteres: Any) -> Ligne | None:
    """The row of a table with these values."""
    return une(connexion, TABLES[table], **criteres)


def tenir(connexion: Connexion, table: str, cle: int) -> Ligne | None:
    """The row of a key, held until the end of the transaction: whoever changes it too waits."""
    voulue = TABLES[table]
    requete = select(voulue).where(voulue.c.id == cle).with_for_update()
    return connexion.execute(requete).mappings().first()


def creer(connexion: Connexion, table: str, valeurs: Valeurs) -> int:
    """Add one row; its id."""
    return inserer(connexion, TABLES[table], [valeurs])[0]


def changer(connexion: Connexion, table: str, cle: int, valeurs: Valeurs) -> None:
    """Change columns of one row."""
    modifier(connexion, TABLES[table], cle, valeurs)


def comptes(connexion: Connexion) -> list[Compte]:
    """The accounts, by login."""
    requete = select(compte).order_by(compte.c.login)
    return [_compte(ligne) for ligne in connexion.execute(requete).mappings()]


def compte_par_login(connexion: Connexion, login: str) -> Compte | None:
    """One account, its case set aside."""
    requete = select(compte).where(func.lower(compte.c.login) == login.strip().lower())
    ligne = connexion.execute(requete).mappings().first()
    return None if ligne is None else _compte(ligne)


def _compte(ligne: Ligne) -> Compte:
    champs = {nom: ligne[nom] for nom in Compte.__dataclass_fields__}
    return Compte(**(champs | {"roles": tuple(lire_json(ligne["roles"]))}))


def convention_par_reference(connexion: Connexion, reference: str) -> Convention | None:
    """One agreement."""
    ligne = une(connexion, convention, reference=reference.strip())
    return None if ligne is None else _convention(ligne)


def conventions(connexion: Connexion) -> list[Convention]:
    """The agreements, by reference."""
    requete = select(convention).order_by(convention.c.reference)
    return [_convention(ligne) for ligne in connexion.execute(requete).mappings()]


def _convention(ligne: Ligne) -> Convention:
    lue = {
        "parametres": lire_json(ligne["parametres"]),
        "duree": duree_entre(ligne["effet_le"], ligne["fin_le"]),
    }
    return Convention(**(dict(ligne) | lue))


def donneur_ordre_par_id(connexion: Connexion, cle: int) -> DonneurOrdre | None:
    """One buyer."""
    ligne = une(connexion, donneur_ordre, id=cle)
    if ligne is None:
        return None
    return DonneurOrdre(id=ligne["id"], cle=ligne["cle"], nom=ligne["nom"])


def interlocuteurs(
    connexion: Connexion, entreprise_id: int, marche_id: int | None, jour: date
) -> list[Interlocuteur]:
    """The company's people on a day: those named for the marché first, then those for all."""
    table = interlocuteur
    pour: ColumnElement[bool] = table.c.marche.is_(None)
    if marche_id is not None:
        pour = or_(pour, table.c.marche == marche_id)
    requete = (
        select(table)
        .where(table.c.entreprise == entreprise_id, pour, en_vigueur(table, jour))
        .order_by(table.c.marche.is_(None), table.c.du, table.c.id)
    )
    return [Interlocuteur(**ligne) for ligne in connexion.execute(requete).mappings()]


def titulaires_de_la_fonction(connexion: Connexion, donneur_ordre_id: int) -> list[Referent]:
    """Every titular referent a buyer has had, oldest first."""
    requete = (
        select(referent)
        .where(referent.c.donneur_ordre == donneur_ordre_id, referent.c.suppleant.is_(False))
        .order_by(referent.c.du, referent.c.id)
    )
    return [Referent(**ligne) for ligne in connexion.execute(requete).mappings()]


def reunir_donneurs(connexion: Connexion, garde: int, absorbe: int) -> None:
    """Hang on one buyer all that hung on another, which was the same under another SIRET."""
    tables = (donneur_ordre_identite, marche, operation, referent, compte, convention)
    for table in tables:
        voulu = table.c.donneur_ordre == absorbe
        connexion.execute(update(table).where(voulu).values(donneur_ordre=garde))
    connexion.execute(donneur_ordre.delete().where(donneur_ordre.c.id == absorbe))
