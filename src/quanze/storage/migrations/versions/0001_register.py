"""The register: jurisdictions, logs, records, versions, entries, editions, their tree, the projection, proposals."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STILL = sa.text("entry_to = 4611686018427387904")
CLOSED = sa.text("entry_to < 4611686018427387904")

IMMUTABLE = {
    "entries": (("log", "number"), ("position",)),
    "editions": (("log", "number"), ("log", "tree_size")),
    "records": (("id",),),
    "tree_nodes": (("log", "level", "index"),),
    "versions": (("record", "number"),),
}
"""Tables that only grow, with all their keys; a version's text may be removed where a redact entry names it."""

REDACTION = (
    "NEW.body IS NULL AND NEW.record = OLD.record AND NEW.number = OLD.number AND NEW.digest = OLD.digest "
    "AND EXISTS (SELECT 1 FROM entries e WHERE e.record = OLD.record AND e.version = OLD.number AND e.op = 'redact')"
)


def upgrade() -> None:
    _create_tables()
    installation = sa.table("installation", sa.column("id"), sa.column("position"), sa.column("secret"))
    op.bulk_insert(installation, [{"id": 1, "position": 0, "secret": secrets.token_hex(32)}])
    for table, keys in IMMUTABLE.items():
        if op.get_bind().dialect.name == "sqlite":
            _guard_sqlite(table, keys)
        else:
            _guard_postgresql(table)


def _guard_sqlite(table: str, keys: tuple[tuple[str, ...], ...]) -> None:
    """Refuse UPDATE, DELETE, and the REPLACE that would delete in silence whatever shares a key with the new row."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    allowed = f"WHEN NOT ({REDACTION} AND NEW.rowid = OLD.rowid)" if table == "versions" else ""
    same = (" AND ".join(f'"{column}" = NEW."{column}"' for column in key) for key in (*keys, ("rowid",)))
    exists = "WHEN " + " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {key})" for key in same)
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {allowed} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {exists} {refuse}")


def _guard_postgresql(table: str) -> None:
    """Refuse UPDATE, DELETE and TRUNCATE."""
    refusal = f"RAISE EXCEPTION '{table} is append-only'"
    body = f"IF TG_OP <> 'UPDATE' THEN {refusal}; END IF; IF NOT ({REDACTION}) THEN {refusal}; END IF; RETURN NEW;"
    body = body if table == "versions" else f"{refusal};"
    function = f"{table}_append_only"
    op.execute(f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")
    op.execute(
        f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
    op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {function}()")


def _create_tables() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "jurisdictions",
        sa.Column("id", PLAIN, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ruleset", sa.String(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "logs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", PLAIN, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("entry", NUMBER, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdictions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("logs_jurisdiction_name", "logs", ["jurisdiction", "name"], unique=True)
    op.create_table(
        "proposals",
        sa.Column("id", PLAIN, nullable=False),
        sa.Column("jurisdiction", PLAIN, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdictions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_proposals_jurisdiction", "proposals", ["jurisdiction"], unique=False)
    op.create_table(
        "region_codes",
        sa.Column("jurisdiction", PLAIN, nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdictions.id"],
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "scheme", "value", "valid_from"),
    )
    op.create_index("ix_region_codes_value", "region_codes", ["value"], unique=False)
    op.create_table(
        "editions",
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=True),
        sa.Column("issuing_organs", sa.JSON(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("written_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("first_entry", NUMBER, nullable=False),
        sa.Column("tree_size", NUMBER, nullable=False),
        sa.Column("covers_from", sa.Date(), nullable=True),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("authorised_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["log"],
            ["logs.id"],
        ),
        sa.PrimaryKeyConstraint("log", "number"),
    )
    op.create_index("editions_published_at", "editions", ["log", "published_at", "number"], unique=False)
    op.create_index("editions_tree_size", "editions", ["log", "tree_size"], unique=True)
    op.create_table(
        "records",
        sa.Column("id", PLAIN, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["log"],
            ["logs.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "tree_nodes",
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("index", NUMBER, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["log"],
            ["logs.id"],
        ),
        sa.PrimaryKeyConstraint("log", "level", "index"),
    )
    op.create_table(
        "entries",
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("record", PLAIN, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("op", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("cause", sa.JSON(), nullable=True),
        sa.Column("lineage", sa.JSON(), nullable=True),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["log"],
            ["logs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["record"],
            ["records.id"],
        ),
        sa.PrimaryKeyConstraint("log", "number"),
        sa.UniqueConstraint("position"),
    )
    op.create_index("entries_edition", "entries", ["log", "edition", "number"], unique=False)
    op.create_index("entries_record", "entries", ["record", "number"], unique=False)
    op.create_table(
        "projection",
        sa.Column("record", PLAIN, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("entry_from", NUMBER, nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("entry_to", NUMBER, nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("department", PLAIN, nullable=False),
        sa.Column("category_rank", sa.Integer(), nullable=False),
        sa.Column("display_order", NUMBER, nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("grouping", sa.Boolean(), nullable=False),
        sa.Column("parent", PLAIN, nullable=True),
        sa.Column("code", PLAIN, nullable=True),
        sa.Column("name", PLAIN, nullable=False),
        sa.CheckConstraint("entry_from < entry_to", name="projection_entries"),
        sa.CheckConstraint("valid_from < valid_to", name="projection_days"),
        sa.ForeignKeyConstraint(
            ["record"],
            ["records.id"],
        ),
        sa.PrimaryKeyConstraint("record", "valid_from", "entry_from"),
    )
    op.create_index(
        "projection_current",
        "projection",
        ["record", "valid_from"],
        unique=True,
        sqlite_where=STILL,
        postgresql_where=STILL,
    )
    op.create_index("projection_department", "projection", ["department", "valid_from"], unique=False)
    op.create_index("projection_entry_from", "projection", ["log", "entry_from"], unique=False)
    op.create_index(
        "projection_entry_to",
        "projection",
        ["log", "entry_to"],
        unique=False,
        sqlite_where=CLOSED,
        postgresql_where=CLOSED,
    )
    op.create_index(
        "projection_list",
        "projection",
        [
            "log",
            "kind",
            "counted",
            "department",
            "category_rank",
            "display_order",
            "record",
            "valid_from",
            "valid_to",
            "entry_from",
            "entry_to",
            "category",
        ],
        unique=False,
    )
    op.create_index("projection_parent", "projection", ["parent"], unique=False)
    op.create_index(
        "projection_valid_from",
        "projection",
        ["log", "valid_from"],
        unique=False,
        sqlite_where=STILL,
        postgresql_where=STILL,
    )
    op.create_index(
        "projection_valid_to",
        "projection",
        ["log", "valid_to"],
        unique=False,
        sqlite_where=STILL,
        postgresql_where=STILL,
    )
    op.create_table(
        "versions",
        sa.Column("record", PLAIN, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["record"],
            ["records.id"],
        ),
        sa.PrimaryKeyConstraint("record", "number"),
    )
