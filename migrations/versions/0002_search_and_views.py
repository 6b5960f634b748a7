"""Full text and the views that people query.

Raw SQL, since neither has words in SQLAlchemy. The full-text index stands on `search_text`, whose words are folded
by us: FTS5 reads it as external content, kept in step by triggers; on Postgres it is a generated column.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LATEST = """
CREATE VIEW latest AS
SELECT a.id, a.outlet, a.url, r.title, r.text, r.authors, r.published, r.modified, r.language, r.relevance,
       a.first_seen, a.last_seen,
       (SELECT count(*) FROM revision AS every_one WHERE every_one.article_id = a.id) AS revisions,
       c.file AS raw_file, c."offset" AS raw_offset,
       c.record_id AS raw_record, c.sha256 AS raw_sha256,
       r.standfirst, r.captions, r.credit, r.notes, r.tags, r.section, r.access, r.kind, r.relevance_reason,
       r.id AS revision_id
FROM article AS a
JOIN revision AS r ON r.article_id = a.id
LEFT JOIN capture AS c ON c.id = r.capture_id
WHERE r.fetched = (SELECT max(newest.fetched) FROM revision AS newest WHERE newest.article_id = a.id)
"""

REVISIONS = """
CREATE VIEW revisions AS
SELECT r.id, r.article_id, a.outlet, a.url, r.fetched,
       (SELECT count(*) FROM revision AS earlier
        WHERE earlier.article_id = r.article_id AND earlier.fetched <= r.fetched) AS number,
       r.title, r.text, r.authors, r.published, r.modified, r.language, r.captions, r.credit, r.notes, r.relevance,
       c.file AS raw_file, c."offset" AS raw_offset, c.record_id AS raw_record, c.sha256 AS raw_sha256
FROM revision AS r
JOIN article AS a ON a.id = r.article_id
LEFT JOIN capture AS c ON c.id = r.capture_id
"""

APPEARANCES = """
CREATE VIEW appearances AS
SELECT p.id, p.article_id, p.outlet, p.url, p.first_seen, p.last_seen,
       p.key = a.key AS is_own,
       c.file AS raw_file, c."offset" AS raw_offset, c.record_id AS raw_record, c.sha256 AS raw_sha256
FROM appearance AS p
JOIN article AS a ON a.id = p.article_id
LEFT JOIN capture AS c ON c.id = p.capture_id
"""

LEDGER = """
CREATE VIEW ledger AS
SELECT l.id, l.outlet, l.url, l.state, l.reason, l.tries, l.next_try, l.first_listed, l.last_listed, l.changed,
       l.title, l.published, l.article_id, s.source AS listed_at
FROM listed_url AS l
LEFT JOIN sighting AS s ON s.listed_url_id = l.id
     AND s.source = (SELECT min(one.source) FROM sighting AS one WHERE one.listed_url_id = l.id
                     AND one.first_listed = (SELECT min(first.first_listed) FROM sighting AS first
                                             WHERE first.listed_url_id = l.id))
"""

RUNS = """
CREATE VIEW runs AS
SELECT id, command, outlet, started, finished, reason, arguments, counts, alarms, raw_file
FROM run
"""

MENTIONS = """
CREATE VIEW mentions AS
SELECT r.article_id, m.ref, m.name, m.spelling, m.start, m.stop
FROM mention AS m
JOIN revision AS r ON r.id = m.revision_id
WHERE r.fetched = (SELECT max(newest.fetched) FROM revision AS newest WHERE newest.article_id = r.article_id)
"""

VIEWS = {
    "latest": LATEST,
    "revisions": REVISIONS,
    "appearances": APPEARANCES,
    "ledger": LEDGER,
    "runs": RUNS,
    "mentions": MENTIONS,
}

SQLITE_SEARCH = """
CREATE VIRTUAL TABLE search_index USING fts5(title, body, content='search_text', content_rowid='article_id');
CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN
    INSERT INTO search_index(rowid, title, body) VALUES (new.article_id, new.title, new.body);
END;
CREATE TRIGGER search_text_gone AFTER DELETE ON search_text BEGIN
    INSERT INTO search_index(search_index, rowid, title, body)
    VALUES ('delete', old.article_id, old.title, old.body);
END;
CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN
    INSERT INTO search_index(search_index, rowid, title, body)
    VALUES ('delete', old.article_id, old.title, old.body);
    INSERT INTO search_index(rowid, title, body) VALUES (new.article_id, new.title, new.body);
END;
"""

POSTGRES_SEARCH = """
ALTER TABLE search_text ADD COLUMN vector tsvector
    GENERATED ALWAYS AS (to_tsvector('simple', title || ' ' || body)) STORED;
CREATE INDEX ix_search_text_vector ON search_text USING gin (vector);
"""


def upgrade() -> None:
    for view in VIEWS.values():
        op.execute(view)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _statements(SQLITE_SEARCH if sqlite else POSTGRES_SEARCH):
        op.execute(statement)


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("search_text_added", "search_text_gone", "search_text_changed"):
            op.execute(f"DROP TRIGGER {trigger}")
        op.execute("DROP TABLE search_index")
    else:
        op.execute("DROP INDEX ix_search_text_vector")
        op.execute("ALTER TABLE search_text DROP COLUMN vector")


def _statements(script: str) -> list[str]:
    """One statement a piece; a line that ends in `;` ends one, but inside a trigger's body (indented)."""
    pieces = [""]
    for line in script.strip().splitlines():
        pieces[-1] += line + "\n"
        if line.endswith(";") and not (line.startswith("    ") and "BEGIN" in pieces[-1]):
            pieces.append("")
    return [piece for piece in pieces if piece.strip()]
