"""Stories, what revisions changed, the gazetteer's places.

New tables only, so nothing that stands is locked or rewritten. Articles stored before have no story until
`syria-news restory` has run.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

STORY_MEMBERS = """
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

STORY_LINKS = """
CREATE VIEW story_links AS
SELECT one.story_id AS story_a, other.story_id AS story_b, o.a_id AS article_a, o.b_id AS article_b, o.containment
FROM overlap AS o
JOIN telling AS one ON one.article_id = o.a_id
JOIN telling AS other ON other.article_id = o.b_id
WHERE one.story_id <> other.story_id
"""

CHANGES = """
CREATE VIEW changes AS
SELECT r.article_id, a.outlet, a.url, r.fetched, c.kind, c.detail, c.said, c.from_figure, c.to_figure, c.unit,
       {days_r} AS days_after
FROM "change" AS c
JOIN revision AS r ON r.id = c.revision_id
JOIN article AS a ON a.id = r.article_id
UNION ALL
SELECT l.article_id, l.outlet, l.url, l.changed, 'withdrawn', l.reason, {no}, NULL, NULL, NULL,
       {days_l} AS days_after
FROM listed_url AS l
JOIN article AS a ON a.id = l.article_id
WHERE l.state = 'gone'
"""
DIALECTS = {
    "sqlite": {"no": "0", "days": "CAST(julianday({then}) - julianday({published}) AS INTEGER)"},
    "postgresql": {"no": "false", "days": "CAST(floor(extract(epoch FROM {then} - {published}) / 86400) AS INTEGER)"},
}

PLACES = """
CREATE VIEW places AS
SELECT ref, name, name_ar, type, governorate, pcode, lat, lon
FROM place
"""

VIEWS = {
    "story_members": STORY_MEMBERS,
    "stories": STORIES,
    "story_links": STORY_LINKS,
    "changes": CHANGES,
    "places": PLACES,
}


def upgrade() -> None:
    op.create_table(
        "telling",
        sa.Column("article_id", KEY, autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("told", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dated", sa.Boolean(), nullable=False),
        sa.Column("shingles", sa.Integer(), nullable=False),
        sa.Column("traces", sa.Integer(), nullable=False),
        sa.Column("story_id", KEY, nullable=False),
        sa.Column("label", sa.String(length=16), nullable=False),
        sa.Column("containment", sa.Float(), nullable=False),
        sa.Column("of_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_telling_article_id")),
        sa.ForeignKeyConstraint(["of_id"], ["article.id"], name=op.f("fk_telling_of_id")),
        sa.ForeignKeyConstraint(["story_id"], ["article.id"], name=op.f("fk_telling_story_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_telling")),
    )
    op.create_index(op.f("ix_telling_story_id"), "telling", ["story_id"], unique=False)
    waiting = sa.text("fingerprint IS NULL")
    op.create_index(
        "ix_telling_waiting", "telling", ["article_id"], unique=False, postgresql_where=waiting, sqlite_where=waiting
    )
    op.create_table(
        "trace",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", KEY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hash", "article_id", name=op.f("pk_trace")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "common_trace",
        sa.Column("hash", KEY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_common_trace")),
    )
    op.create_table(
        "overlap",
        sa.Column("a_id", KEY, autoincrement=False, nullable=False),
        sa.Column("b_id", KEY, autoincrement=False, nullable=False),
        sa.Column("containment", sa.Float(), nullable=False),
        sa.Column("jaccard", sa.Float(), nullable=False),
        sa.Column("shared", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["a_id"], ["article.id"], name=op.f("fk_overlap_a_id")),
        sa.ForeignKeyConstraint(["b_id"], ["article.id"], name=op.f("fk_overlap_b_id")),
        sa.PrimaryKeyConstraint("a_id", "b_id", name=op.f("pk_overlap")),
    )
    op.create_index(op.f("ix_overlap_b_id"), "overlap", ["b_id"], unique=False)
    op.create_table(
        "change",
        sa.Column("revision_id", KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("compared", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("said", sa.Boolean(), nullable=False),
        sa.Column("from_figure", sa.Float(), nullable=True),
        sa.Column("to_figure", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_change_revision_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("revision_id", "number", name=op.f("pk_change")),
    )
    op.create_table(
        "place",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("governorate", sa.Text(), nullable=True),
        sa.Column("pcode", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_place")),
    )
    dialect = DIALECTS[op.get_bind().dialect.name]
    days = {
        "days_r": dialect["days"].format(then="r.fetched", published="coalesce(r.published, a.first_seen)"),
        "days_l": dialect["days"].format(then="l.changed", published="coalesce(l.published, a.first_seen)"),
    }
    for view in VIEWS.values():
        op.execute(view.format(no=dialect["no"], **days))


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
    op.drop_table("place")
    op.drop_table("change")
    op.drop_index(op.f("ix_overlap_b_id"), table_name="overlap")
    op.drop_table("overlap")
    op.drop_table("common_trace")
    op.drop_table("trace")
    op.drop_index("ix_telling_waiting", table_name="telling")
    op.drop_index(op.f("ix_telling_story_id"), table_name="telling")
    op.drop_table("telling")
