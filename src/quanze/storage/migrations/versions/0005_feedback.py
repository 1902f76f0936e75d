"""What citizens write, and which days are worked."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", PLAIN, nullable=False),
        sa.Column("jurisdiction", PLAIN, nullable=False),
        sa.Column("number", PLAIN, nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record", PLAIN, nullable=True),
        sa.Column("department", PLAIN, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("shown_text", sa.String(), nullable=True),
        sa.Column("shown_at", MOMENT, nullable=True),
        sa.Column("proposal", PLAIN, nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["jurisdiction"], ["jurisdictions.id"]),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("feedback_status", "feedback", ["jurisdiction", "status", "id"])
    op.create_index("feedback_shown", "feedback", ["jurisdiction", "shown_at"])
    op.create_index("feedback_record", "feedback", ["record"])
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
