"""`mentions` says by itself whether a place or an actor is named: `place_id` joins `places.ref`, `actor_id` actors."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MENTIONS = """
CREATE VIEW mentions AS
SELECT r.article_id, {columns}m.ref, m.name, m.spelling, m.start, m.stop
FROM mention AS m
JOIN revision AS r ON r.id = m.revision_id
WHERE r.fetched = (SELECT max(newest.fetched) FROM revision AS newest WHERE newest.article_id = r.article_id)
"""
WHOM = """CASE WHEN m.ref LIKE 'place:%' THEN m.ref END AS place_id,
       CASE WHEN m.ref LIKE 'actor:%' THEN m.ref END AS actor_id,
       """


def upgrade() -> None:
    _view(WHOM)


def downgrade() -> None:
    _view("")


def _view(columns: str) -> None:
    op.execute("DROP VIEW mentions")
    op.execute(MENTIONS.format(columns=columns))
