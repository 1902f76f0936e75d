"""Staff: persons, accounts, assignments, sessions, tokens, identities, and the log of what they did."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STILL_HELD = sa.text("ended_at IS NULL")


def upgrade() -> None:
    _create_people()
    _create_credentials()
    _create_audit_log()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    """Refuse UPDATE, DELETE, and the REPLACE that would delete in silence; the number is the rowid."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END"
    exists = "WHEN EXISTS (SELECT 1 FROM audit_log WHERE number = NEW.number)"
    op.execute(f"CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log {refuse}")
    op.execute(f"CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log {refuse}")
    op.execute(f"CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log {exists} {refuse}")


def _guard_postgresql() -> None:
    """Refuse UPDATE, DELETE and TRUNCATE."""
    function = "audit_log_append_only()"
    op.execute(
        f"CREATE OR REPLACE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_log is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log "
        f"FOR EACH ROW EXECUTE FUNCTION {function}"
    )
    op.execute(f"CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log EXECUTE FUNCTION {function}")


def _create_people() -> None:
    op.create_table(
        "persons",
        sa.Column("id", PLAIN, nullable=False),
        sa.Column("jurisdiction", PLAIN, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("service", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["jurisdiction"], ["jurisdictions.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_persons_jurisdiction", "persons", ["jurisdiction"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("person", PLAIN, nullable=False),
        sa.Column("login", PLAIN, nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.String(), nullable=True),
        sa.Column("totp_used", NUMBER, nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"]),
        sa.PrimaryKeyConstraint("person"),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "assignments",
        sa.Column("id", PLAIN, nullable=False),
        sa.Column("person", PLAIN, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("department", PLAIN, nullable=True),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "assignments_person",
        "assignments",
        ["person"],
        unique=False,
        sqlite_where=STILL_HELD,
        postgresql_where=STILL_HELD,
    )


def _create_credentials() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", PLAIN, nullable=False),
        sa.Column("person", PLAIN, nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        sa.Column("proved_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("browser", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sessions_person", "sessions", ["person"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("id", PLAIN, nullable=False),
        sa.Column("person", PLAIN, nullable=False),
        sa.Column("digest", PLAIN, nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_tokens_person", "tokens", ["person"], unique=False)
    op.create_table(
        "identities",
        sa.Column("issuer", PLAIN, nullable=False),
        sa.Column("subject", PLAIN, nullable=False),
        sa.Column("person", PLAIN, nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"]),
        sa.PrimaryKeyConstraint("issuer", "subject"),
    )
    op.create_index("ix_identities_person", "identities", ["person"], unique=False)


def _create_audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("jurisdiction", PLAIN, nullable=True),
        sa.Column("person", PLAIN, nullable=True),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("action", PLAIN, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("audit_log_action", "audit_log", ["action", "number"], unique=False)
    op.create_index("audit_log_person", "audit_log", ["person", "number"], unique=False)
    op.create_index("ix_audit_log_at", "audit_log", ["at"], unique=False)
