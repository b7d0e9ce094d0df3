"""The engine's tables: dossiers, their journal, timers, tasks, mails and traces (design §5)."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.column_types import Identifiant, Instant
from storage.schema import metadata

ARME = "arme"
JAMAIS = "9999"
"""After every stored day and instant, which are texts in the order of time."""
OPPOSABLE, RAPPEL, FIN_DE_PAUSE, TU = "0123"
"""How ``timer.shown`` begins: what was told to somebody comes first, a check never is."""
CLE_AVEC_ADRESSE = 400
"""Room for a key that ends with an address of 254 characters, or with a domain of 253."""

installation = Table(
    "installation",
    metadata,
    Column("cle", String(40), primary_key=True),
    Column("valeur", Text, nullable=False),
)

compteur = Table(
    "compteur",
    metadata,
    Column("nom", String(40), primary_key=True),
    Column("valeur", Integer, nullable=False),
)

definition = Table(
    "definition",
    metadata,
    Column("id", Identifiant, primary_key=True),
    Column("machine", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("texte", Text, nullable=False),
    Column("enregistree_le", Instant, nullable=False),
    UniqueConstraint("machine", "hash"),
)

dossier = Table(
    "dossier",
    metadata,
    Column("id", Identifiant, primary_key=True),
    Column("numero", String(20), nullable=False, unique=True),
    Column("machine", String(60), nullable=False),
    Column("definition", ForeignKey("definition.id"), nullable=False),
    Column("state", String(60), nullable=False),
    Column("final", Integer, nullable=False, default=0),
    Column("rev", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("data", Text, nullable=False),
    Column("faits", Text, nullable=False),
    Column("hold", Text),
    Column("racine", ForeignKey("dossier.id")),
    Column("parent", ForeignKey("dossier.id")),
    Column("lien", String(40)),
    Column("subject", Text, nullable=False),
    Column("convention", ForeignKey("convention.id")),
    Column("marche", ForeignKey("marche.id")),
    Column("operation", ForeignKey("operation.id")),
    Column("entreprise", ForeignKey("entreprise.id")),
    Column("assigned", ForeignKey("compte.id")),
    Column("moved_at", Instant),
    Column("opened_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    # the day that lists tell: that of its first live deadline (`timer.shown`), or JAMAIS
    Column("shown", String(10), nullable=False),
    CheckConstraint("rev >= 0 AND seq >= 0", name="compteurs"),
    # It covers what lists and boards count and sort by: none of them reads the wide rows. Its
    # first columns are what `storage.looking.nombres` groups by, in that order: nothing is sorted.
    Index(
        "ix_dossier_listes",
        *("final", "machine", "definition", "state", "assigned", "hold"),
        *("moved_at", "opened_at", "convention", "marche", "entreprise", "shown"),
    ),
    Index("ix_dossier_racine", "racine"),
    Index("ix_dossier_parent", "parent"),
    Index("ix_dossier_entreprise", "entreprise"),
    Index("ix_dossier_marche", "marche", "machine"),
    Index("ix_dossier_convention", "convention", "machine"),
    Index("ix_dossier_operation", "operation", "machine"),
    Index("ix_dossier_assigned", "assigned", "recorded_at"),
)

# The words of a dossier as `states.searching` writes them, apart from the wide rows: a search
# reads them all. Its number and its subject never change.
recherche = Table(
    "recherche",
    metadata,
    Column("dossier", ForeignKey("dossier.id"), primary_key=True, autoincrement=False),
    Column("texte", Text, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Identifiant, primary_key=True),
    Column("dossier", ForeignKey("dossier.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("event", String(60), nullable=False),
    Column("from_state", String(60), nullable=False),
    Column("to_state", String(60), nullable=False),
    Column("role", String(40), nullable=False),
    Column("actor", String(120), nullable=False),
    Column("on_behalf_of", String(120)),
    Column("reason", Text),
    Column("payload", Text, nullable=False),
    Column("explanation", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("dossier", "seq"),
)

timer = Table(
    "timer",
    metadata,
    Column("id", Identifiant, primary_key=True),
    Column("dossier", ForeignKey("dossier.id"), nullable=False),
    Column("name", String(60), nullable=False),
    Column("rung", Integer, nullable=False),
    Column("rule", Text, nullable=False),
    Column("anchor", Date, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("status", String(12), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("retry_at", Instant),
    # for lists: of what kind it is (OPPOSABLE and those after it), then its day
    Column("shown", String(11), nullable=False),
    Index(
        "uq_timer_vivant",
        "dossier",
        "name",
        "rung",
        unique=True,
        sqlite_where=text("status = 'arme'"),
        postgresql_where=text("status = 'arme'"),
    ),
    Index(
        "ix_timer_due",
        "due_at",
        "id",
        sqlite_where=text("status = 'arme'"),
        postgresql_where=text("status = 'arme'"),
    ),
    Index("ix_timer_dossier", "dossier", "status", "shown", "due_at"),
)

contenu = Table(
    "contenu",
    metadata,
    Column("empreinte", String(64), primary_key=True),
    Column("sel", String(32), nullable=False),
    Column("genre", String(80), nullable=False),
    Column("nom", Text),
    Column("corps", LargeBinary),
    Column("efface_le", Instant),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Identifiant, primary_key=True),
    Column("cle", String(CLE_AVEC_ADRESSE), nullable=False, unique=True),
    Column("dossier", ForeignKey("dossier.id")),
    Column("seq", Integer),
    Column("message", String(60), nullable=False),
    Column("role", String(40), nullable=False),
    Column("nom", Text, nullable=False),
    Column("adresse", Text),
    Column("statut", String(12), nullable=False),
    Column("sujet", Text, nullable=False),
    Column("contenu", ForeignKey("contenu.empreinte"), nullable=False),
    Column("contenu_origine", ForeignKey("contenu.empreinte")),
    Column("expediteur_nom", Text, nullable=False),
    Column("expediteur", Text),
    Column("repondre_a", Text),
    Column("message_id", String(CLE_AVEC_ADRESSE), nullable=False, unique=True),
    Column("fil", String(CLE_AVEC_ADRESSE)),
    Column("piece", ForeignKey("contenu.empreinte")),
    Column("piece_nom", Text),
    Column("perime_si_quitte", Text),
    Column("cree_le", Instant, nullable=False),
    Column("pret_le", Instant, nullable=False),
    Column("essai_le", Instant),
    Column("loue_jusqu_a", Instant),
    Column("tentatives", Integer, nullable=False, default=0),
    Column("erreur", Text),
    Column("envoye_le", Instant),
    Index(
        "ix_outbox_a_envoyer",
        "pret_le",
        "id",
        sqlite_where=text("statut IN ('pret', 'loue', 'reporte')"),
        postgresql_where=text("statut IN ('pret', 'loue', 'reporte')"),
    ),
    Index("ix_outbox_dossier", "dossier"),
    Index("ix_outbox_statut", "statut"),
)

document = Table(
    "document",
    metadata,
    Column("id", Identifiant, primary_key=True),
    Column("dossier", ForeignKey("dossier.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("nom", String(60), nullable=False),
    Column("titre", Text, nullable=False),
    Column("contenu", ForeignKey("contenu.empreinte"), nullable=False),
    Column("pdf", ForeignKey("contenu.empreinte")),
    Column("cree_le", Instant, nullable=False),
    UniqueConstraint("dossier", "seq", "nom"),
)

digest_ligne = Table(
    "digest_ligne",
    metadata,
    Column("id", Identifiant, primary_key=True),
    Column("cle", String(CLE_AVEC_ADRESSE), nullable=False, unique=True),
    Column("compte", ForeignKey("compte.id")),
    Column("dossier", ForeignKey("dossier.id"), nullable=False),
    Column("message", String(60), nullable=False),
    Column("sujet", Text, nullable=False),
    Column("texte", Text, nullable=False),
    Column("cree_le", Instant, nullable=False),
    Column("servi_le", Instant),
    Index(
        "ix_digest_ligne_attente",
        "compte",
        sqlite_where=text("servi_le IS NULL"),
        postgresql_where=text("servi_le IS NULL"),
    ),
)

tache = Table(
    "tache",
    metadata,
    Column("id", Identifiant, primary_key=True),
    Column("cle", String(160), nullable=False, unique=True),
    Column("dossier", ForeignKey("dossier.id"), nullable=False),
    Column("code", String(120), nullable=False),
    Column("libelle", Text, nullable=False),
    Column("role", String(40), nullable=False),
    Column("compte", ForeignKey("compte.id")),
    Column("statut", String(12), nullable=False),
    Column("echeance", Date),
    Column("timer", String(60)),
    Column("cree_le", Instant, nullable=False),
    Column("faite_le", Instant),
    Column("faite_par", String(120)),
    Column("reponse", String(40)),
    Column("figee_le", Date),
    Index(
        "uq_tache_ouverte",
        "dossier",
        "code",
        unique=True,
        sqlite_where=text("statut = 'ouverte'"),
        postgresql_where=text("statut = 'ouverte'"),
    ),
    Index("ix_tache_dossier", "dossier"),
    Index(
        "ix_tache_ouverte",
        "compte",
        sqlite_where=text("statut = 'ouverte'"),
        postgresql_where=text("statut = 'ouverte'"),
    ),
)

incident = Table(
    "incident",
    metadata,
    Column("id", Identifiant, primary_key=True),
    Column("cle", String(160), nullable=False, unique=True),
    Column("genre", String(40), nullable=False),
    Column("dossier", ForeignKey("dossier.id")),
    Column("compte", ForeignKey("compte.id")),
    Column("message", Text, nullable=False),
    Column("detail", Text),
    Column("occurrences", Integer, nullable=False, default=1),
    Column("cree_le", Instant, nullable=False),
    Column("dernier_le", Instant, nullable=False),
    Column("resolu_le", Instant),
)

# An event towards another root: the clock takes it, one transaction each (design §5).
evenement_a_traiter = Table(
    "evenement_a_traiter",
    metadata,
    Column("id", Identifiant, primary_key=True),
    Column("cle", String(160), nullable=False, unique=True),
    Column("dossier", ForeignKey("dossier.id"), nullable=False),
    Column("evenement", String(60), nullable=False),
    Column("saisies", Text, nullable=False),  # JSON object, emptied once the event is done
    Column("emetteur", ForeignKey("dossier.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("au_nom_de", String(120)),
    Column("statut", String(12), nullable=False),
    Column("cree_le", Instant, nullable=False),
    Column("traite_le", Instant),
    Column("tentatives", Integer, nullable=False, default=0),
    Column("retry_at", Instant),
    Index(
        "ix_evenement_a_traiter",
        "id",
        sqlite_where=text("statut = 'a_traiter'"),
        postgresql_where=text("statut = 'a_traiter'"),
    ),
    Index("ix_evenement_a_traiter_dossier", "dossier"),
)

commande = Table(
    "commande",
    metadata,
    Column("cle", String(120), primary_key=True),
    Column("empreinte", String(64), nullable=False),
    Column("reponse", Text, nullable=False),
    Column("cree_le", Instant, nullable=False),
    Index("ix_commande_cree_le", "cree_le"),
)

sceau = Table(
    "sceau",
    metadata,
    Column("id", Identifiant, primary_key=True),
    Column("jour", Date, nullable=False, unique=True),
    Column("dossiers", Text, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("cree_le", Instant, nullable=False),
)

battement = Table(
    "battement",
    metadata,
    Column("nom", String(40), primary_key=True),
    Column("a", Instant, nullable=False),
    Column("detail", Text),
)

donnee_personnelle = Table(
    "donnee_personnelle",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("dossier", ForeignKey("dossier.id"), nullable=False),
    Column("champ", String(60), nullable=False),
    Column("sel", String(32)),
    Column("valeur", Text),
    Column("efface_le", Instant),
    Index("ix_donnee_personnelle_dossier", "dossier"),
)
