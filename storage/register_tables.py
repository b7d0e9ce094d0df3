"""Tables of the register: who the parties are, what they signed, where each line came from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from states.searching import cherchable
from storage.column_types import DecimalExact, Identifiant, Instant
from storage.schema import metadata

SIRET = String(14)


def _cle() -> Column[int]:
    return Column("id", Identifiant, primary_key=True, autoincrement=True)


def _lien(nom: str, vers: str, *, nul: bool = False, index: bool = True) -> Column[int]:
    """A foreign key to the ``id`` of another table."""
    return Column(nom, Identifiant, ForeignKey(f"{vers}.id"), nullable=nul, index=index)


def _nom_cherche() -> Column[str]:
    """The name of the row as it is searched; an insertion needs not say it."""
    return Column("nom_cherche", Text, nullable=False, default=_du_nom)


def _du_nom(contexte: Any) -> str:
    return cherchable(contexte.get_current_parameters()["nom"] or "")


structure = Table(
    "structure",
    metadata,
    _cle(),
    Column("siret", SIRET, nullable=False, unique=True),
    Column("nom", Text, nullable=False),
    Column("adresse", Text),
    Column("telephone", Text),
    Column("courriel", Text),
    Column("zone", String(20), nullable=False),
)

donneur_ordre = Table(
    "donneur_ordre",
    metadata,
    _cle(),
    Column("cle", SIRET, nullable=False, unique=True),  # the SIRET it was first known by
    Column("nom", Text, nullable=False),
    _nom_cherche(),
)

# `au` is the last day of an identity, included; an empty bound is open.
donneur_ordre_identite = Table(
    "donneur_ordre_identite",
    metadata,
    _cle(),
    _lien("donneur_ordre", "donneur_ordre"),
    Column("siret", SIRET, nullable=False, unique=True),
    Column("nom", Text, nullable=False),
    _nom_cherche(),
    Column("du", Date),
    Column("au", Date),
)

entreprise = Table(
    "entreprise",
    metadata,
    _cle(),
    Column("nom", Text, nullable=False),
    _nom_cherche(),
    Column("nom_compare", Text, nullable=False, index=True),  # see states.company_names
    _lien("reunie_avec", "entreprise", nul=True),  # a duplicate stays, and says which one goes on
)

entreprise_identite = Table(
    "entreprise_identite",
    metadata,
    _cle(),
    _lien("entreprise", "entreprise"),
    Column("type_identifiant", String(10), nullable=False),
    Column("identifiant", String(60), nullable=False),
    Column("nom", Text),
    _nom_cherche(),
    Column("adresse", Text),
    Column("du", Date),
    Column("au", Date),
    UniqueConstraint("identifiant", "type_identifiant"),
)

convention = Table(
    "convention",
    metadata,
    _cle(),
    Column("reference", String(100), nullable=False, unique=True),
    _lien("structure", "structure"),
    _lien("donneur_ordre", "donneur_ordre"),
    Column("effet_le", Date, nullable=False),
    Column("duree", String(10), nullable=False),  # as its file last said; shown: of its dates
    Column("fin_le", Date, nullable=False),
    Column("zone", String(20), nullable=False),
    Column("parametres", Text, nullable=False),  # JSON object, values as written
    Column("source", Text),
)

# What the parties agreed at the cadrage, frozen: a new line by avenant or written agreement only.
convention_procedure = Table(
    "convention_procedure",
    metadata,
    _cle(),
    _lien("convention", "convention", index=False),
    Column("version", Integer, nullable=False),
    Column("applicable_le", Date, nullable=False),
    Column("parametres", Text, nullable=False),  # JSON: machine → every parameter, as written
    Column("origine", String(20), nullable=False),  # acceptee | modifiee
    Column("fichier", Text, nullable=False),
    Column("cree_le", Instant, nullable=False),
    UniqueConstraint("convention", "version"),
)

compte = Table(
    "compte",
    metadata,
    _cle(),
    Column("login", String(100), nullable=False, unique=True),
    Column("nom", Text, nullable=False),
    Column("courriel", Text),
    Column("telephone", Text),
    Column("roles", Text, nullable=False),  # JSON list, sorted
    _lien("structure", "structure", nul=True),
    _lien("donneur_ordre", "donneur_ordre", nul=True),
    Column("actif", Boolean, nullable=False),
    Column("limite", Boolean, nullable=False, server_default=false()),
)

# The only marchés that an account whose `limite` is true may see, with what hangs from them.
compte_marche = Table(
    "compte_marche",
    metadata,
    _cle(),
    _lien("compte", "compte", index=False),
    _lien("marche", "marche"),
    UniqueConstraint("compte", "marche"),
)

# Whoever is away: `au` is the last day, included. What falls in it goes to the delegate's desk;
# without a delegate, it stays where it is.
absence = Table(
    "absence",
    metadata,
    _cle(),
    _lien("compte", "compte"),
    _lien("delegue", "compte", nul=True),
    Column("du", Date, nullable=False),
    Column("au", Date, nullable=False),
    UniqueConstraint("compte", "du"),
)

referent = Table(
    "referent",
    metadata,
    _cle(),
    _lien("donneur_ordre", "donneur_ordre"),
    Column("nom", Text, nullable=False),
    Column("courriel", Text),
    Column("telephone", Text),
    Column("fonction", Text),
    Column("du", Date, nullable=False),
    Column("au", Date),
    Column("suppleant", Boolean, nullable=False),
)

interlocuteur = Table(
    "interlocuteur",
    metadata,
    _cle(),
    _lien("entreprise", "entreprise"),
    _lien("marche", "marche", nul=True),
    Column("nom", Text, nullable=False),
    Column("courriel", Text),
    Column("telephone", Text),
    Column("fonction", Text),
    Column("du", Date, nullable=False),
    Column("au", Date),
)

operation = Table(
    "operation",
    metadata,
    _cle(),
    Column("reference", String(100), nullable=False, unique=True),
    Column("nom", Text, nullable=False),
    _lien("donneur_ordre", "donneur_ordre"),
)

marche = Table(
    "marche",
    metadata,
    _cle(),
    _lien("donneur_ordre", "donneur_ordre"),
    _lien("operation", "operation", nul=True),
    Column("acheteur", SIRET, nullable=False),  # as published, whatever the succession since
    Column("identifiant", String(100), nullable=False, index=True),
    Column("uid", String(114), nullable=False, unique=True),  # acheteur + identifiant
    Column("objet", Text),
    Column("nature", Text),
    Column("procedure", Text),
    Column("cpv", String(20)),
    Column("duree_mois", Integer),
    Column("date_notification", Date, nullable=False),
    Column("date_publication", Date),
    Column("montant", DecimalExact(2)),
    Column("lieu", Text),
    Column("considerations", Text),  # JSON list; empty column = not published, which proves nothing
    Column("ccag", Text),
    Column("type_groupement", Text),
    Column("source", String(20), nullable=False),
    _lien("import_lot", "import_lot", nul=True),
    Column("fichier", Text),
    Column("ligne", Integer),
    Index(None, "donneur_ordre", "date_notification", "montant"),
)

marche_modification = Table(
    "marche_modification",
    metadata,
    _cle(),
    _lien("marche", "marche", index=False),
    Column("identifiant", String(24), nullable=False),
    Column("notifiee_le", Date),
    Column("montant", DecimalExact(2)),
    Column("duree_mois", Integer),
    Column("titulaires", Text),  # JSON list of [type, identifiant]; empty = unchanged
    Column("sortants", Text),  # the same, of those whom a tabular export shows leaving
    UniqueConstraint("marche", "identifiant"),
)

titulaire = Table(
    "titulaire",
    metadata,
    _cle(),
    _lien("marche", "marche", index=False),
    _lien("entreprise", "entreprise"),
    _lien("identite", "entreprise_identite"),  # the one that was published
    Column("mandataire", Boolean),  # DECP does not say: empty = unknown
    Column("du", Date, nullable=False),
    Column("au", Date),
    UniqueConstraint("marche", "entreprise"),
)

siae = Table(
    "siae",
    metadata,
    _cle(),
    Column("siret", SIRET, nullable=False, unique=True),
    Column("raison_sociale", Text, nullable=False),
    Column("enseigne", Text),
    Column("type_structure", String(10)),
    Column("naf", String(10)),
    Column("commune", Text),
    Column("code_postal", String(5)),
    Column("departement", String(3), index=True),
)

import_lot = Table(
    "import_lot",
    metadata,
    _cle(),
    Column("genre", String(10), nullable=False),
    Column("fichier", Text, nullable=False),
    Column("empreinte", String(64), nullable=False),
    Column("commence_le", Instant, nullable=False),
    Column("nombres", Text),  # JSON object, written at the end: empty = interrupted
)

quarantaine = Table(
    "quarantaine",
    metadata,
    _cle(),
    _lien("import_lot", "import_lot"),
    Column("niveau", String(15), nullable=False),  # rebut | avertissement
    Column("fichier", Text, nullable=False),
    Column("ligne", Integer, nullable=False),
    Column("champ", Text, nullable=False),
    Column("motif", Text, nullable=False),
    Column("extrait", Text),
)

doublon_probable = Table(
    "doublon_probable",
    metadata,
    _cle(),
    _lien("marche_a", "marche", index=False),
    _lien("marche_b", "marche"),
    Column("motif", Text, nullable=False),
    UniqueConstraint("marche_a", "marche_b"),
)

registre_trace = Table(
    "registre_trace",
    metadata,
    _cle(),
    _lien("import_lot", "import_lot", nul=True),
    Column("objet", String(40), nullable=False),  # name of the table that was changed
    Column("objet_id", Identifiant, nullable=False),
    Column("champ", Text, nullable=False),
    Column("avant", Text),
    Column("apres", Text),
    Column("le", Instant, nullable=False),
    Index(None, "objet", "objet_id"),
)
