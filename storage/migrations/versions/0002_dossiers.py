"""The dossiers: journal, timers, tasks, mails and their traces."""

import sqlalchemy as sa
from alembic import op

from storage.column_types import Identifiant, Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "battement",
        sa.Column("nom", sa.String(length=40), nullable=False),
        sa.Column("a", Instant(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("nom", name=op.f("pk_battement")),
    )
    op.create_table(
        "commande",
        sa.Column("cle", sa.String(length=120), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("reponse", sa.Text(), nullable=False),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("cle", name=op.f("pk_commande")),
    )
    with op.batch_alter_table("commande", schema=None) as batch_op:
        batch_op.create_index("ix_commande_cree_le", ["cree_le"], unique=False)
    op.create_table(
        "compteur",
        sa.Column("nom", sa.String(length=40), nullable=False),
        sa.Column("valeur", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("nom", name=op.f("pk_compteur")),
    )
    op.create_table(
        "contenu",
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("sel", sa.String(length=32), nullable=False),
        sa.Column("genre", sa.String(length=80), nullable=False),
        sa.Column("nom", sa.Text(), nullable=True),
        sa.Column("corps", sa.LargeBinary(), nullable=True),
        sa.Column("efface_le", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_contenu")),
    )
    op.create_table(
        "definition",
        sa.Column("id", Identifiant, nullable=False),
        sa.Column("machine", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("enregistree_le", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition")),
        sa.UniqueConstraint("machine", "hash", name=op.f("uq_definition_machine_hash")),
    )
    op.create_table(
        "installation",
        sa.Column("cle", sa.String(length=40), nullable=False),
        sa.Column("valeur", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("cle", name=op.f("pk_installation")),
    )
    op.create_table(
        "sceau",
        sa.Column("id", Identifiant, nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("dossiers", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sceau")),
        sa.UniqueConstraint("jour", name=op.f("uq_sceau_jour")),
    )
    op.create_table(
        "dossier",
        sa.Column("id", Identifiant, nullable=False),
        sa.Column("numero", sa.String(length=20), nullable=False),
        sa.Column("machine", sa.String(length=60), nullable=False),
        sa.Column("definition", Identifiant, nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("final", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("faits", sa.Text(), nullable=False),
        sa.Column("hold", sa.Text(), nullable=True),
        sa.Column("racine", Identifiant, nullable=True),
        sa.Column("parent", Identifiant, nullable=True),
        sa.Column("lien", sa.String(length=40), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("convention", Identifiant, nullable=True),
        sa.Column("marche", Identifiant, nullable=True),
        sa.Column("operation", Identifiant, nullable=True),
        sa.Column("entreprise", Identifiant, nullable=True),
        sa.Column("assigned", Identifiant, nullable=True),
        sa.Column("moved_at", Instant(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("shown", sa.String(length=10), nullable=False),
        sa.CheckConstraint("rev >= 0 AND seq >= 0", name=op.f("ck_dossier_compteurs")),
        sa.ForeignKeyConstraint(["assigned"], ["compte.id"], name=op.f("fk_dossier_assigned")),
        sa.ForeignKeyConstraint(
            ["convention"], ["convention.id"], name=op.f("fk_dossier_convention")
        ),
        sa.ForeignKeyConstraint(
            ["definition"], ["definition.id"], name=op.f("fk_dossier_definition")
        ),
        sa.ForeignKeyConstraint(
            ["entreprise"], ["entreprise.id"], name=op.f("fk_dossier_entreprise")
        ),
        sa.ForeignKeyConstraint(["marche"], ["marche.id"], name=op.f("fk_dossier_marche")),
        sa.ForeignKeyConstraint(["operation"], ["operation.id"], name=op.f("fk_dossier_operation")),
        sa.ForeignKeyConstraint(["parent"], ["dossier.id"], name=op.f("fk_dossier_parent")),
        sa.ForeignKeyConstraint(["racine"], ["dossier.id"], name=op.f("fk_dossier_racine")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("numero", name=op.f("uq_dossier_numero")),
    )
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index("ix_dossier_assigned", ["assigned", "recorded_at"], unique=False)
        batch_op.create_index("ix_dossier_convention", ["convention", "machine"], unique=False)
        batch_op.create_index("ix_dossier_entreprise", ["entreprise"], unique=False)
        batch_op.create_index(
            "ix_dossier_listes",
            [
                *("final", "machine", "definition", "state", "assigned", "hold"),
                *("moved_at", "opened_at", "convention", "marche", "entreprise", "shown"),
            ],
            unique=False,
        )
        batch_op.create_index("ix_dossier_marche", ["marche", "machine"], unique=False)
        batch_op.create_index("ix_dossier_operation", ["operation", "machine"], unique=False)
        batch_op.create_index("ix_dossier_parent", ["parent"], unique=False)
        batch_op.create_index("ix_dossier_racine", ["racine"], unique=False)
    op.create_table(
        "recherche",
        sa.Column("dossier", Identifiant, autoincrement=False, nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_recherche_dossier")),
        sa.PrimaryKeyConstraint("dossier", name=op.f("pk_recherche")),
    )
    op.create_table(
        "digest_ligne",
        sa.Column("id", Identifiant, nullable=False),
        sa.Column("cle", sa.String(length=400), nullable=False),
        sa.Column("compte", Identifiant, nullable=True),
        sa.Column("dossier", Identifiant, nullable=False),
        sa.Column("message", sa.String(length=60), nullable=False),
        sa.Column("sujet", sa.Text(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.Column("servi_le", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_digest_ligne_compte")),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_digest_ligne_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_ligne")),
        sa.UniqueConstraint("cle", name=op.f("uq_digest_ligne_cle")),
    )
    with op.batch_alter_table("digest_ligne", schema=None) as batch_op:
        batch_op.create_index(
            "ix_digest_ligne_attente",
            ["compte"],
            unique=False,
            sqlite_where=sa.text("servi_le IS NULL"),
            postgresql_where=sa.text("servi_le IS NULL"),
        )
    op.create_table(
        "document",
        sa.Column("id", Identifiant, nullable=False),
        sa.Column("dossier", Identifiant, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("nom", sa.String(length=60), nullable=False),
        sa.Column("titre", sa.Text(), nullable=False),
        sa.Column("contenu", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.String(length=64), nullable=True),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contenu"], ["contenu.empreinte"], name=op.f("fk_document_contenu")
        ),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_document_dossier")),
        sa.ForeignKeyConstraint(["pdf"], ["contenu.empreinte"], name=op.f("fk_document_pdf")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("dossier", "seq", "nom", name=op.f("uq_document_dossier_seq_nom")),
    )
    op.create_table(
        "donnee_personnelle",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("dossier", Identifiant, nullable=False),
        sa.Column("champ", sa.String(length=60), nullable=False),
        sa.Column("sel", sa.String(length=32), nullable=True),
        sa.Column("valeur", sa.Text(), nullable=True),
        sa.Column("efface_le", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier"], ["dossier.id"], name=op.f("fk_donnee_personnelle_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donnee_personnelle")),
    )
    with op.batch_alter_table("donnee_personnelle", schema=None) as batch_op:
        batch_op.create_index("ix_donnee_personnelle_dossier", ["dossier"], unique=False)
    op.create_table(
        "incident",
        sa.Column("id", Identifiant, nullable=False),
        sa.Column("cle", sa.String(length=160), nullable=False),
        sa.Column("genre", sa.String(length=40), nullable=False),
        sa.Column("dossier", Identifiant, nullable=True),
        sa.Column("compte", Identifiant, nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("occurrences", sa.Integer(), nullable=False),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.Column("dernier_le", Instant(), nullable=False),
        sa.Column("resolu_le", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_incident_compte")),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_incident_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("cle", name=op.f("uq_incident_cle")),
    )
    op.create_table(
        "journal",
        sa.Column("id", Identifiant, nullable=False),
        sa.Column("dossier", Identifiant, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("from_state", sa.String(length=60), nullable=False),
        sa.Column("to_state", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=120), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_journal_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("dossier", "seq", name=op.f("uq_journal_dossier_seq")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", Identifiant, nullable=False),
        sa.Column("cle", sa.String(length=400), nullable=False),
        sa.Column("dossier", Identifiant, nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("message", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("adresse", sa.Text(), nullable=True),
        sa.Column("statut", sa.String(length=12), nullable=False),
        sa.Column("sujet", sa.Text(), nullable=False),
        sa.Column("contenu", sa.String(length=64), nullable=False),
        sa.Column("contenu_origine", sa.String(length=64), nullable=True),
        sa.Column("expediteur_nom", sa.Text(), nullable=False),
        sa.Column("expediteur", sa.Text(), nullable=True),
        sa.Column("repondre_a", sa.Text(), nullable=True),
        sa.Column("message_id", sa.String(length=400), nullable=False),
        sa.Column("fil", sa.String(length=400), nullable=True),
        sa.Column("piece", sa.String(length=64), nullable=True),
        sa.Column("piece_nom", sa.Text(), nullable=True),
        sa.Column("perime_si_quitte", sa.Text(), nullable=True),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.Column("pret_le", Instant(), nullable=False),
        sa.Column("essai_le", Instant(), nullable=True),
        sa.Column("loue_jusqu_a", Instant(), nullable=True),
        sa.Column("tentatives", sa.Integer(), nullable=False),
        sa.Column("erreur", sa.Text(), nullable=True),
        sa.Column("envoye_le", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["contenu"], ["contenu.empreinte"], name=op.f("fk_outbox_contenu")),
        sa.ForeignKeyConstraint(
            ["contenu_origine"], ["contenu.empreinte"], name=op.f("fk_outbox_contenu_origine")
        ),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_outbox_dossier")),
        sa.ForeignKeyConstraint(["piece"], ["contenu.empreinte"], name=op.f("fk_outbox_piece")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("cle", name=op.f("uq_outbox_cle")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_a_envoyer",
            ["pret_le", "id"],
            unique=False,
            sqlite_where=sa.text("statut IN ('pret', 'loue', 'reporte')"),
            postgresql_where=sa.text("statut IN ('pret', 'loue', 'reporte')"),
        )
        batch_op.create_index("ix_outbox_dossier", ["dossier"], unique=False)
        batch_op.create_index("ix_outbox_statut", ["statut"], unique=False)
    op.create_table(
        "evenement_a_traiter",
        sa.Column("id", Identifiant, nullable=False),
        sa.Column("cle", sa.String(length=160), nullable=False),
        sa.Column("dossier", Identifiant, nullable=False),
        sa.Column("evenement", sa.String(length=60), nullable=False),
        sa.Column("saisies", sa.Text(), nullable=False),
        sa.Column("emetteur", Identifiant, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("au_nom_de", sa.String(length=120), nullable=True),
        sa.Column("statut", sa.String(length=12), nullable=False),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.Column("traite_le", Instant(), nullable=True),
        sa.Column("tentatives", sa.Integer(), nullable=False),
        sa.Column("retry_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier"], ["dossier.id"], name=op.f("fk_evenement_a_traiter_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["emetteur"], ["dossier.id"], name=op.f("fk_evenement_a_traiter_emetteur")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evenement_a_traiter")),
        sa.UniqueConstraint("cle", name=op.f("uq_evenement_a_traiter_cle")),
    )
    with op.batch_alter_table("evenement_a_traiter", schema=None) as batch_op:
        batch_op.create_index(
            "ix_evenement_a_traiter",
            ["id"],
            unique=False,
            sqlite_where=sa.text("statut = 'a_traiter'"),
            postgresql_where=sa.text("statut = 'a_traiter'"),
        )
        batch_op.create_index("ix_evenement_a_traiter_dossier", ["dossier"], unique=False)
    op.create_table(
        "tache",
        sa.Column("id", Identifiant, nullable=False),
        sa.Column("cle", sa.String(length=160), nullable=False),
        sa.Column("dossier", Identifiant, nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("libelle", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("compte", Identifiant, nullable=True),
        sa.Column("statut", sa.String(length=12), nullable=False),
        sa.Column("echeance", sa.Date(), nullable=True),
        sa.Column("timer", sa.String(length=60), nullable=True),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.Column("faite_le", Instant(), nullable=True),
        sa.Column("faite_par", sa.String(length=120), nullable=True),
        sa.Column("reponse", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_tache_compte")),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_tache_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tache")),
        sa.UniqueConstraint("cle", name=op.f("uq_tache_cle")),
    )
    with op.batch_alter_table("tache", schema=None) as batch_op:
        batch_op.create_index("ix_tache_dossier", ["dossier"], unique=False)
        batch_op.create_index(
            "ix_tache_ouverte",
            ["compte"],
            unique=False,
            sqlite_where=sa.text("statut = 'ouverte'"),
            postgresql_where=sa.text("statut = 'ouverte'"),
        )
        batch_op.create_index(
            "uq_tache_ouverte",
            ["dossier", "code"],
            unique=True,
            sqlite_where=sa.text("statut = 'ouverte'"),
            postgresql_where=sa.text("statut = 'ouverte'"),
        )
    op.create_table(
        "timer",
        sa.Column("id", Identifiant, nullable=False),
        sa.Column("dossier", Identifiant, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", Instant(), nullable=True),
        sa.Column("shown", sa.String(length=11), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_timer_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
    )
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.create_index(
            "ix_timer_dossier", ["dossier", "status", "shown", "due_at"], unique=False
        )
        batch_op.create_index(
            "ix_timer_due",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'arme'"),
            postgresql_where=sa.text("status = 'arme'"),
        )
        batch_op.create_index(
            "uq_timer_vivant",
            ["dossier", "name", "rung"],
            unique=True,
            sqlite_where=sa.text("status = 'arme'"),
            postgresql_where=sa.text("status = 'arme'"),
        )
