"""The register: parties, agreements, marchés, imports."""

import sqlalchemy as sa
from alembic import op

from storage.column_types import DecimalExact, Identifiant, Instant

revision = "0001"
down_revision = branch_labels = depends_on = None


def upgrade() -> None:  # noqa: PLR0915 # one statement per table and index
    """Apply."""
    op.create_table(
        "donneur_ordre",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("cle", sa.String(length=14), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("nom_cherche", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donneur_ordre")),
        sa.UniqueConstraint("cle", name=op.f("uq_donneur_ordre_cle")),
    )
    op.create_table(
        "entreprise",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("nom_cherche", sa.Text(), nullable=False),
        sa.Column("nom_compare", sa.Text(), nullable=False),
        sa.Column("reunie_avec", Identifiant, nullable=True),
        sa.ForeignKeyConstraint(
            ["reunie_avec"], ["entreprise.id"], name=op.f("fk_entreprise_reunie_avec")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entreprise")),
    )
    op.create_index(op.f("ix_entreprise_nom_compare"), "entreprise", ["nom_compare"])
    op.create_index(op.f("ix_entreprise_reunie_avec"), "entreprise", ["reunie_avec"])
    op.create_table(
        "import_lot",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("genre", sa.String(length=10), nullable=False),
        sa.Column("fichier", sa.Text(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("commence_le", Instant(), nullable=False),
        sa.Column("nombres", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_lot")),
    )
    op.create_table(
        "siae",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("raison_sociale", sa.Text(), nullable=False),
        sa.Column("enseigne", sa.Text(), nullable=True),
        sa.Column("type_structure", sa.String(length=10), nullable=True),
        sa.Column("naf", sa.String(length=10), nullable=True),
        sa.Column("commune", sa.Text(), nullable=True),
        sa.Column("code_postal", sa.String(length=5), nullable=True),
        sa.Column("departement", sa.String(length=3), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_siae")),
        sa.UniqueConstraint("siret", name=op.f("uq_siae_siret")),
    )
    op.create_index(op.f("ix_siae_departement"), "siae", ["departement"])
    op.create_table(
        "structure",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("adresse", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("courriel", sa.Text(), nullable=True),
        sa.Column("zone", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure")),
        sa.UniqueConstraint("siret", name=op.f("uq_structure_siret")),
    )
    op.create_table(
        "compte",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("courriel", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("structure", Identifiant, nullable=True),
        sa.Column("donneur_ordre", Identifiant, nullable=True),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.Column("limite", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["donneur_ordre"], ["donneur_ordre.id"], name=op.f("fk_compte_donneur_ordre")
        ),
        sa.ForeignKeyConstraint(["structure"], ["structure.id"], name=op.f("fk_compte_structure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compte")),
        sa.UniqueConstraint("login", name=op.f("uq_compte_login")),
    )
    with op.batch_alter_table("compte", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_compte_donneur_ordre"), ["donneur_ordre"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_compte_structure"), ["structure"], unique=False)
    op.create_table(
        "convention",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("structure", Identifiant, nullable=False),
        sa.Column("donneur_ordre", Identifiant, nullable=False),
        sa.Column("effet_le", sa.Date(), nullable=False),
        sa.Column("duree", sa.String(length=10), nullable=False),
        sa.Column("fin_le", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=20), nullable=False),
        sa.Column("parametres", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["donneur_ordre"], ["donneur_ordre.id"], name=op.f("fk_convention_donneur_ordre")
        ),
        sa.ForeignKeyConstraint(
            ["structure"], ["structure.id"], name=op.f("fk_convention_structure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convention")),
        sa.UniqueConstraint("reference", name=op.f("uq_convention_reference")),
    )
    op.create_table(
        "absence",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("compte", Identifiant, nullable=False),
        sa.Column("delegue", Identifiant, nullable=True),
        sa.Column("du", sa.Date(), nullable=False),
        sa.Column("au", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_absence_compte")),
        sa.ForeignKeyConstraint(["delegue"], ["compte.id"], name=op.f("fk_absence_delegue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("compte", "du", name=op.f("uq_absence_compte_du")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_compte"), ["compte"], unique=False)
        batch_op.create_index(batch_op.f("ix_absence_delegue"), ["delegue"], unique=False)
    op.create_table(
        "convention_procedure",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("convention", Identifiant, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("applicable_le", sa.Date(), nullable=False),
        sa.Column("parametres", sa.Text(), nullable=False),
        sa.Column("origine", sa.String(length=20), nullable=False),
        sa.Column("fichier", sa.Text(), nullable=False),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["convention"], ["convention.id"], name=op.f("fk_convention_procedure_convention")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convention_procedure")),
        sa.UniqueConstraint(
            "convention", "version", name=op.f("uq_convention_procedure_convention_version")
        ),
    )
    with op.batch_alter_table("convention", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_convention_donneur_ordre"), ["donneur_ordre"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_convention_structure"), ["structure"], unique=False)
    op.create_table(
        "donneur_ordre_identite",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("donneur_ordre", Identifiant, nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("nom_cherche", sa.Text(), nullable=False),
        sa.Column("du", sa.Date(), nullable=True),
        sa.Column("au", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["donneur_ordre"],
            ["donneur_ordre.id"],
            name=op.f("fk_donneur_ordre_identite_donneur_ordre"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donneur_ordre_identite")),
        sa.UniqueConstraint("siret", name=op.f("uq_donneur_ordre_identite_siret")),
    )
    op.create_index(
        op.f("ix_donneur_ordre_identite_donneur_ordre"), "donneur_ordre_identite", ["donneur_ordre"]
    )
    op.create_table(
        "entreprise_identite",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("entreprise", Identifiant, nullable=False),
        sa.Column("type_identifiant", sa.String(length=10), nullable=False),
        sa.Column("identifiant", sa.String(length=60), nullable=False),
        sa.Column("nom", sa.Text(), nullable=True),
        sa.Column("nom_cherche", sa.Text(), nullable=False),
        sa.Column("adresse", sa.Text(), nullable=True),
        sa.Column("du", sa.Date(), nullable=True),
        sa.Column("au", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entreprise"], ["entreprise.id"], name=op.f("fk_entreprise_identite_entreprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entreprise_identite")),
        sa.UniqueConstraint(
            "identifiant",
            "type_identifiant",
            name=op.f("uq_entreprise_identite_identifiant_type_identifiant"),
        ),
    )
    op.create_index(
        op.f("ix_entreprise_identite_entreprise"), "entreprise_identite", ["entreprise"]
    )
    op.create_table(
        "operation",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("donneur_ordre", Identifiant, nullable=False),
        sa.ForeignKeyConstraint(
            ["donneur_ordre"], ["donneur_ordre.id"], name=op.f("fk_operation_donneur_ordre")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
        sa.UniqueConstraint("reference", name=op.f("uq_operation_reference")),
    )
    op.create_index(op.f("ix_operation_donneur_ordre"), "operation", ["donneur_ordre"])
    op.create_table(
        "quarantaine",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("import_lot", Identifiant, nullable=False),
        sa.Column("niveau", sa.String(length=15), nullable=False),
        sa.Column("fichier", sa.Text(), nullable=False),
        sa.Column("ligne", sa.Integer(), nullable=False),
        sa.Column("champ", sa.Text(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("extrait", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_lot"], ["import_lot.id"], name=op.f("fk_quarantaine_import_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantaine")),
    )
    op.create_index(op.f("ix_quarantaine_import_lot"), "quarantaine", ["import_lot"])
    op.create_table(
        "referent",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("donneur_ordre", Identifiant, nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("courriel", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("fonction", sa.Text(), nullable=True),
        sa.Column("du", sa.Date(), nullable=False),
        sa.Column("au", sa.Date(), nullable=True),
        sa.Column("suppleant", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["donneur_ordre"], ["donneur_ordre.id"], name=op.f("fk_referent_donneur_ordre")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referent")),
    )
    op.create_index(op.f("ix_referent_donneur_ordre"), "referent", ["donneur_ordre"])
    op.create_table(
        "registre_trace",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("import_lot", Identifiant, nullable=True),
        sa.Column("objet", sa.String(length=40), nullable=False),
        sa.Column("objet_id", Identifiant, nullable=False),
        sa.Column("champ", sa.Text(), nullable=False),
        sa.Column("avant", sa.Text(), nullable=True),
        sa.Column("apres", sa.Text(), nullable=True),
        sa.Column("le", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_lot"], ["import_lot.id"], name=op.f("fk_registre_trace_import_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registre_trace")),
    )
    with op.batch_alter_table("registre_trace", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registre_trace_import_lot"), ["import_lot"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_registre_trace_objet_objet_id"), ["objet", "objet_id"], unique=False
        )
    op.create_table(
        "marche",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("donneur_ordre", Identifiant, nullable=False),
        sa.Column("operation", Identifiant, nullable=True),
        sa.Column("acheteur", sa.String(length=14), nullable=False),
        sa.Column("identifiant", sa.String(length=100), nullable=False),
        sa.Column("uid", sa.String(length=114), nullable=False),
        sa.Column("objet", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("procedure", sa.Text(), nullable=True),
        sa.Column("cpv", sa.String(length=20), nullable=True),
        sa.Column("duree_mois", sa.Integer(), nullable=True),
        sa.Column("date_notification", sa.Date(), nullable=False),
        sa.Column("date_publication", sa.Date(), nullable=True),
        sa.Column("montant", DecimalExact(2), nullable=True),
        sa.Column("lieu", sa.Text(), nullable=True),
        sa.Column("considerations", sa.Text(), nullable=True),
        sa.Column("ccag", sa.Text(), nullable=True),
        sa.Column("type_groupement", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("import_lot", Identifiant, nullable=True),
        sa.Column("fichier", sa.Text(), nullable=True),
        sa.Column("ligne", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["donneur_ordre"], ["donneur_ordre.id"], name=op.f("fk_marche_donneur_ordre")
        ),
        sa.ForeignKeyConstraint(
            ["import_lot"], ["import_lot.id"], name=op.f("fk_marche_import_lot")
        ),
        sa.ForeignKeyConstraint(["operation"], ["operation.id"], name=op.f("fk_marche_operation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marche")),
        sa.UniqueConstraint("uid", name=op.f("uq_marche_uid")),
    )
    with op.batch_alter_table("marche", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_marche_donneur_ordre"), ["donneur_ordre"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_marche_donneur_ordre_date_notification_montant"),
            ["donneur_ordre", "date_notification", "montant"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_marche_identifiant"), ["identifiant"], unique=False)
        batch_op.create_index(batch_op.f("ix_marche_import_lot"), ["import_lot"], unique=False)
        batch_op.create_index(batch_op.f("ix_marche_operation"), ["operation"], unique=False)
    op.create_table(
        "doublon_probable",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("marche_a", Identifiant, nullable=False),
        sa.Column("marche_b", Identifiant, nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["marche_a"], ["marche.id"], name=op.f("fk_doublon_probable_marche_a")
        ),
        sa.ForeignKeyConstraint(
            ["marche_b"], ["marche.id"], name=op.f("fk_doublon_probable_marche_b")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doublon_probable")),
        sa.UniqueConstraint(
            "marche_a", "marche_b", name=op.f("uq_doublon_probable_marche_a_marche_b")
        ),
    )
    op.create_index(op.f("ix_doublon_probable_marche_b"), "doublon_probable", ["marche_b"])
    op.create_table(
        "interlocuteur",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("entreprise", Identifiant, nullable=False),
        sa.Column("marche", Identifiant, nullable=True),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("courriel", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("fonction", sa.Text(), nullable=True),
        sa.Column("du", sa.Date(), nullable=False),
        sa.Column("au", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entreprise"], ["entreprise.id"], name=op.f("fk_interlocuteur_entreprise")
        ),
        sa.ForeignKeyConstraint(["marche"], ["marche.id"], name=op.f("fk_interlocuteur_marche")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interlocuteur")),
    )
    with op.batch_alter_table("interlocuteur", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interlocuteur_entreprise"), ["entreprise"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_interlocuteur_marche"), ["marche"], unique=False)
    op.create_table(
        "marche_modification",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("marche", Identifiant, nullable=False),
        sa.Column("identifiant", sa.String(length=24), nullable=False),
        sa.Column("notifiee_le", sa.Date(), nullable=True),
        sa.Column("montant", DecimalExact(2), nullable=True),
        sa.Column("duree_mois", sa.Integer(), nullable=True),
        sa.Column("titulaires", sa.Text(), nullable=True),
        sa.Column("sortants", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["marche"], ["marche.id"], name=op.f("fk_marche_modification_marche")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marche_modification")),
        sa.UniqueConstraint(
            "marche", "identifiant", name=op.f("uq_marche_modification_marche_identifiant")
        ),
    )
    op.create_table(
        "titulaire",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("marche", Identifiant, nullable=False),
        sa.Column("entreprise", Identifiant, nullable=False),
        sa.Column("identite", Identifiant, nullable=False),
        sa.Column("mandataire", sa.Boolean(), nullable=True),
        sa.Column("du", sa.Date(), nullable=False),
        sa.Column("au", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entreprise"], ["entreprise.id"], name=op.f("fk_titulaire_entreprise")
        ),
        sa.ForeignKeyConstraint(
            ["identite"], ["entreprise_identite.id"], name=op.f("fk_titulaire_identite")
        ),
        sa.ForeignKeyConstraint(["marche"], ["marche.id"], name=op.f("fk_titulaire_marche")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_titulaire")),
        sa.UniqueConstraint("marche", "entreprise", name=op.f("uq_titulaire_marche_entreprise")),
    )
    op.create_index(op.f("ix_titulaire_entreprise"), "titulaire", ["entreprise"])
    op.create_index(op.f("ix_titulaire_identite"), "titulaire", ["identite"])
