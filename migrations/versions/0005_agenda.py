"""When to look again: at articles, at listings; what servers said of versions; who crawls an outlet.

A nullable column and new tables. What is stored already is due for one look, which the crawls take in small portions;
the update touches each row of `listed_url` once (a million rows: some seconds, during which crawls wait).
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("listed_url", sa.Column("next_look", MOMENT, nullable=True))
    op.create_index("ix_listed_url_outlet_next_look", "listed_url", ["outlet", "next_look"], unique=False)
    op.execute("UPDATE listed_url SET next_look = changed WHERE state IN ('stored', 'unchanged', 'copy')")
    op.create_table(
        "listing",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("read", MOMENT, nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("pause", sa.Integer(), nullable=False),
        sa.Column("next_read", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("outlet", "key", name=op.f("pk_listing")),
    )
    op.create_table(
        "validator",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_validator")),
    )
    op.create_table(
        "server",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("unmodified", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("ignored", sa.Integer(), nullable=False),
        sa.Column("distrusted", MOMENT, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("host", "role", name=op.f("pk_server")),
    )
    op.create_table(
        "lease",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("outlet", name=op.f("pk_lease")),
    )


def downgrade() -> None:
    for name in ("lease", "server", "validator", "listing"):
        op.drop_table(name)
    op.drop_index("ix_listed_url_outlet_next_look", table_name="listed_url")
    op.drop_column("listed_url", "next_look")
