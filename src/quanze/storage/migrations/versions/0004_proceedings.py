"""The way of proposals: parts, steps, texts, the records they touch, attachments, requests."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
IMMUTABLE = {"proposal_steps": ("proposal", "number"), "proposal_texts": ("proposal", "digest")}


def upgrade() -> None:
    _extend_proposals()
    _create_tables()
    for table, key in IMMUTABLE.items():
        if op.get_bind().dialect.name == "sqlite":
            _guard_sqlite(table, key)
        else:
            _guard_postgresql(table)


def _guard_sqlite(table: str, key: tuple[str, ...]) -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    same = " AND ".join(f'"{column}" = NEW."{column}"' for column in key)
    exists = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same} OR rowid = NEW.rowid)"
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {exists} {refuse}")


def _guard_postgresql(table: str) -> None:
    function = f"{table}_append_only"
    op.execute(
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
    op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {function}()")


def _extend_proposals() -> None:
    for column in (
        sa.Column("revision", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("caused_on", sa.Date(), nullable=True),
        sa.Column("by_list_office", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("conditions", sa.JSON(), nullable=True),
        sa.Column("entry", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=True),
        sa.Column("edition", sa.Integer(), nullable=True),
    ):
        op.add_column("proposals", column)
    op.create_index("proposals_state", "proposals", ["jurisdiction", "state", "department", "id"])


def _create_tables() -> None:
    op.create_table(
        "proposal_parts",
        sa.Column("proposal", PLAIN, nullable=False),
        sa.Column("person", PLAIN, nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"]),
        sa.ForeignKeyConstraint(["person"], ["persons.id"]),
        sa.PrimaryKeyConstraint("proposal", "person"),
        sa.UniqueConstraint("proposal", "person", "duty", name="proposal_parts_duty"),
    )
    op.create_index("proposal_parts_person", "proposal_parts", ["person"])
    op.create_table(
        "proposal_steps",
        sa.Column("proposal", PLAIN, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("person", PLAIN, nullable=True),
        sa.Column("duty", sa.String(), nullable=True),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("department", PLAIN, nullable=True),
        sa.Column("opinion", sa.String(), nullable=True),
        sa.Column("conclusion", sa.String(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"], name="proposal_steps_proposal"),
        sa.ForeignKeyConstraint(
            ["proposal", "person", "duty"],
            ["proposal_parts.proposal", "proposal_parts.person", "proposal_parts.duty"],
            name="proposal_steps_part",
        ),
        sa.PrimaryKeyConstraint("proposal", "number"),
    )
    op.create_table(
        "proposal_texts",
        sa.Column("proposal", PLAIN, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("saved_by", PLAIN, nullable=True),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"]),
        sa.PrimaryKeyConstraint("proposal", "digest"),
    )
    op.create_table(
        "proposal_records",
        sa.Column("proposal", PLAIN, nullable=False),
        sa.Column("record", PLAIN, nullable=False),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"]),
        sa.PrimaryKeyConstraint("proposal", "record"),
    )
    op.create_index("proposal_records_record", "proposal_records", ["record"])
    op.create_table(
        "proposal_consulted",
        sa.Column("department", PLAIN, nullable=False),
        sa.Column("proposal", PLAIN, nullable=False),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"]),
        sa.PrimaryKeyConstraint("department", "proposal"),
    )
    op.create_index("ix_proposal_consulted_proposal", "proposal_consulted", ["proposal"])
    op.create_table(
        "attachments",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("handed_in_by", PLAIN, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["handed_in_by"], ["persons.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "requests",
        sa.Column("person", PLAIN, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("proposal", PLAIN, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"]),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"]),
        sa.PrimaryKeyConstraint("person", "key"),
    )
