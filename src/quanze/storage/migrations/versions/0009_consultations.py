"""What the public is asked before a decision, and what became of each comment."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "consultations",
        sa.Column("jurisdiction", PLAIN, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("proposal", PLAIN, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("entry", NUMBER, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("department", PLAIN, nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("suspended", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.ForeignKeyConstraint(["jurisdiction"], ["jurisdictions.id"]),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"]),
        sa.PrimaryKeyConstraint("jurisdiction", "number"),
    )
    op.create_index("ix_consultations_proposal", "consultations", ["proposal"])
    op.add_column("feedback", sa.Column("consultation", sa.Integer(), nullable=True))
    op.add_column("feedback", sa.Column("adoption", sa.String(), nullable=True))
    op.create_index("feedback_consultation", "feedback", ["jurisdiction", "consultation"])
