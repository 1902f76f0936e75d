"""Totals that the writer keeps: what each edition adds to the lists and takes off them, by day."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

GROUP = "log, kind, {department}, grouping, status, category, day, entry"
CORNERS = """
    SELECT p.log, p.kind, p.department, p.grouping, p.status, COALESCE(p.category, '') AS category,
           p.{day} AS day, e.first_entry AS entry, {delta} AS delta
    FROM projection p JOIN editions e ON e.log = p.log AND p.{entry} BETWEEN e.first_entry AND e.tree_size
    WHERE p.{day} < '9999-12-31'
"""


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("department", PLAIN, nullable=False),
        sa.Column("grouping", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("entry", NUMBER, nullable=False),
        sa.Column("delta", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("log", "kind", "department", "grouping", "status", "category", "day", "entry"),
        sqlite_with_rowid=False,
    )
    corners = " UNION ALL ".join(
        CORNERS.format(day=day, entry=entry, delta=-1 if (day == "valid_to") != (entry == "entry_to") else 1)
        for day in ("valid_from", "valid_to")
        for entry in ("entry_from", "entry_to")
    )
    for department, source in (("department", f"({corners}) corners"), ("'*'", "tallies")):
        group = GROUP.format(department=department)
        grouped = group.replace("'*', ", "")
        op.execute(
            f"INSERT INTO tallies SELECT {group}, SUM(delta) FROM {source} GROUP BY {grouped} HAVING SUM(delta) <> 0"
        )
