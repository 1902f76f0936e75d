"""Which jurisdictions offer 裁量基准查询: none until it says so."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jurisdictions", sa.Column("assessments", sa.Boolean(), nullable=False, server_default=sa.false()))
