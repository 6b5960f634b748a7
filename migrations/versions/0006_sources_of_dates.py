"""Where a page says when it was published and changed, and a live blog's entries; all behind the view `latest`.

Three nullable columns: no table is rewritten. `syria-news reread` fills them for what is stored already.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
COLUMNS: dict[str, sa.types.TypeEngine[object]] = {
    "published_from": sa.Text(),
    "modified_from": sa.Text(),
    "updates": JSON,
}
LATEST = """
CREATE VIEW latest AS
SELECT a.id, a.outlet, a.url, r.title, r.text, r.authors, r.published, r.modified, r.language, r.relevance,
       a.first_seen, a.last_seen,
       (SELECT count(*) FROM revision AS every_one WHERE every_one.article_id = a.id) AS revisions,
       c.file AS raw_file, c."offset" AS raw_offset,
       c.record_id AS raw_record, c.sha256 AS raw_sha256,
       r.standfirst, r.captions, r.credit, r.notes, r.tags, r.section, r.access, r.kind, r.relevance_reason,
       r.id AS revision_id{more}
FROM article AS a
JOIN revision AS r ON r.article_id = a.id
LEFT JOIN capture AS c ON c.id = r.capture_id
WHERE r.fetched = (SELECT max(newest.fetched) FROM revision AS newest WHERE newest.article_id = a.id)
"""


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("revision", sa.Column(name, kind, nullable=True))
    op.execute("DROP VIEW latest")
    op.execute(LATEST.format(more="".join(f", r.{name}" for name in COLUMNS)))


def downgrade() -> None:
    op.execute("DROP VIEW latest")
    for name in reversed(COLUMNS):
        op.drop_column("revision", name)
    op.execute(LATEST.format(more=""))
