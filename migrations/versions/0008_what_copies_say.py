"""What pages say that carry another article's text: title, date, credit; and who told a text first. SQLite's
`changes` counts whole days downwards, as Postgres' does: an edit an hour before publication came -1 days after it.

Nullable columns: no table is rewritten. `syria-news reread` fills them for what is stored already, and
`syria-news restory` finds the first tellers.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMNS: dict[str, sa.types.TypeEngine[object]] = {
    "title": sa.Text(),
    "published": sa.DateTime(timezone=True),
    "reading": sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
}
LATEST = "(SELECT r.{column} FROM revision AS r WHERE r.article_id = a.id ORDER BY r.fetched DESC LIMIT 1)"
APPEARANCES_BEFORE = """
CREATE VIEW appearances AS
SELECT p.id, p.article_id, p.outlet, p.url, p.first_seen, p.last_seen,
       p.key = a.key AS is_own,
       c.file AS raw_file, c."offset" AS raw_offset, c.record_id AS raw_record, c.sha256 AS raw_sha256{more}
FROM appearance AS p
JOIN article AS a ON a.id = p.article_id
LEFT JOIN capture AS c ON c.id = p.capture_id
"""
STORY_MEMBERS_BEFORE = """
CREATE VIEW story_members AS
SELECT t.story_id, t.article_id, a.url, a.outlet, t.label, t.containment, t.of_id AS of_article, t.told,
       a.first_seen, a.last_seen
FROM telling AS t
JOIN article AS a ON a.id = t.article_id
UNION ALL
SELECT t.story_id, t.article_id, p.url, p.outlet, 'same_text', 1.0, t.article_id, p.first_seen,
       p.first_seen, p.last_seen
FROM appearance AS p
JOIN article AS a ON a.id = p.article_id
JOIN telling AS t ON t.article_id = a.id
WHERE p.key <> a.key AND p.capture_id IS NOT NULL
"""
STORIES = """
CREATE VIEW stories AS
SELECT m.story_id, m.story_id AS head, count(*) AS members, count(DISTINCT m.outlet) AS outlets,
       min(m.first_seen) AS first_seen, max(m.last_seen) AS last_seen, min(m.told) AS first_told,
       max(m.told) AS last_told
FROM story_members AS m
GROUP BY m.story_id
"""
# A date more than a day after the moment we saw the text is none (`store/clusters.py`).
STORY_MEMBERS = """
CREATE VIEW story_members AS
SELECT m.story_id, m.article_id, m.url, m.outlet,
       CASE WHEN m.first THEN m.label ELSE 'same_text' END AS label,
       CASE WHEN m.first THEN m.containment ELSE 1.0 END AS containment,
       CASE WHEN m.first THEN m.of_id ELSE m.article_id END AS of_article,
       CASE WHEN m.first THEN m.told WHEN m.published <= {next_day} THEN m.published ELSE m.first_seen END AS told,
       m.first_seen, m.last_seen
FROM (
    SELECT t.story_id, t.article_id, p.url, p.outlet, t.label, t.containment, t.of_id, t.told,
           p.key = coalesce(t.first_key, a.key) AS first,
           CASE WHEN p.key = a.key THEN {published} ELSE p.published END AS published,
           p.first_seen, p.last_seen
    FROM telling AS t
    JOIN article AS a ON a.id = t.article_id
    JOIN appearance AS p ON p.article_id = t.article_id
    WHERE p.key = a.key OR p.capture_id IS NOT NULL
) AS m
"""
NEXT_DAY = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', m.first_seen, '+1 day') || '000'",
    "postgresql": "m.first_seen + interval '1 day'",
}
# The view on SQLite; Postgres' stands.
CHANGES = """
CREATE VIEW changes AS
SELECT r.article_id, a.outlet, a.url, r.fetched, c.kind, c.detail, c.said, c.from_figure, c.to_figure, c.unit,
       {days_r} AS days_after
FROM "change" AS c
JOIN revision AS r ON r.id = c.revision_id
JOIN article AS a ON a.id = r.article_id
UNION ALL
SELECT l.article_id, l.outlet, l.url, l.changed, 'withdrawn', l.reason, 0, NULL, NULL, NULL,
       {days_l} AS days_after
FROM listed_url AS l
JOIN article AS a ON a.id = l.article_id
WHERE l.state = 'gone'
"""
DAYS_BEFORE = "CAST(julianday({then}) - julianday({published}) AS INTEGER)"
# Julian days are kept in whole milliseconds, so these are exact; and not every SQLite has floor().
MILLISECONDS = "CAST(round((julianday({then}) - julianday({published})) * 86400000) AS INTEGER)"
DAYS = f"{MILLISECONDS} / 86400000 - ({MILLISECONDS} % 86400000 < 0)"


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("appearance", sa.Column(name, kind, nullable=True))
    op.add_column("telling", sa.Column("first_key", sa.String(length=64), nullable=True))
    mine = "CASE WHEN p.reading IS NULL THEN {latest} ELSE p.{column} END AS {column}"
    shown = [mine.format(latest=LATEST.format(column=name), column=name) for name in ("title", "published")]
    members = STORY_MEMBERS.format(
        next_day=NEXT_DAY[op.get_bind().dialect.name], published=LATEST.format(column="published")
    )
    _views(APPEARANCES_BEFORE.format(more="".join(f",\n       {each}" for each in shown)), members)
    _changes(DAYS)


def downgrade() -> None:
    _changes(DAYS_BEFORE)
    _views(APPEARANCES_BEFORE.format(more=""), STORY_MEMBERS_BEFORE)
    op.drop_column("telling", "first_key")
    for name in reversed(COLUMNS):
        op.drop_column("appearance", name)


def _views(appearances: str, members: str) -> None:
    for name in ("stories", "story_members", "appearances"):
        op.execute(f"DROP VIEW {name}")
    for view in (appearances, members, STORIES):
        op.execute(view)


def _changes(days: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("DROP VIEW changes")
    days_r = days.format(then="r.fetched", published="coalesce(r.published, a.first_seen)")
    days_l = days.format(then="l.changed", published="coalesce(l.published, a.first_seen)")
    op.execute(CHANGES.format(days_r=days_r, days_l=days_l))
