"""How much of an overlap stands in passages of ten words or more.

A column with a constant default: no table is rewritten. What overlapped before counts as copied, as it did, until
`syria-news restory` has compared it again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("overlap", sa.Column("copied", sa.Float(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("overlap", "copied")
