"""The tables, named in the singular. What people query are the views, in the plural, which the migrations make."""

from __future__ import annotations

import datetime as dt
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


class UTC(sa.TypeDecorator[datetime]):
    """An aware datetime in UTC. SQLite keeps no zone, so it is put back on the way out; naive ones are refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Raises `ValueError` for a naive datetime: its moment is not known."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Always aware."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
JsonOrNull = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
Hash = sa.String(64)
"""SHA-256, hex. URLs are unique by their hash: PostgreSQL indexes no text over 2,704 bytes."""

run = sa.Table(
    "run",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("key", sa.String(40), nullable=False, unique=True),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("outlet", sa.Text),
    sa.Column("started", UTC, nullable=False),
    sa.Column("finished", UTC),
    sa.Column("reason", sa.Text),
    sa.Column("arguments", Json, nullable=False),
    sa.Column("counts", Json, nullable=False),
    sa.Column("alarms", Json, nullable=False),
    sa.Column("raw_file", sa.Text),
    # SHA-256 of the run's manifest, once it is written; what has none is looked over by the next recovery.
    sa.Column("manifest", Hash),
)

capture = sa.Table(
    "capture",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("record_id", sa.Text, nullable=False, unique=True),
    sa.Column("run_id", Key, sa.ForeignKey("run.id"), nullable=False),
    sa.Column("outlet", sa.Text, nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("key", Hash, nullable=False, index=True),
    sa.Column("fetched", UTC, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.Column("length", sa.BigInteger, nullable=False),
    sa.Column("sha256", Hash, nullable=False),
    # Null until the page went down the line: what a dead run leaves behind is found by it.
    sa.Column("outcome", sa.String(16)),
    sa.Column("reason", sa.Text),
    sa.Column("content", Hash),
    sa.Index(
        "ix_capture_waiting", "id", postgresql_where=sa.text("outcome IS NULL"), sqlite_where=sa.text("outcome IS NULL")
    ),
    sa.UniqueConstraint("file", "offset"),
)

listed_url = sa.Table(
    "listed_url",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("outlet", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("key", Hash, nullable=False),
    sa.Column("first_listed", UTC, nullable=False),
    sa.Column("last_listed", UTC, nullable=False),
    sa.Column("published", UTC),
    sa.Column("title", sa.Text),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("next_try", UTC),
    sa.Column("changed", UTC, nullable=False),
    sa.Column("article_id", Key, sa.ForeignKey("article.id")),
    # When what is stored is due for another look.
    sa.Column("next_look", UTC),
    sa.UniqueConstraint("outlet", "key"),
    sa.Index("ix_listed_url_outlet_state", "outlet", "state", "next_try"),
    sa.Index("ix_listed_url_outlet_next_look", "outlet", "next_look"),
)

sighting = sa.Table(
    "sighting",
    metadata,
    sa.Column("listed_url_id", Key, sa.ForeignKey("listed_url.id"), primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("first_listed", UTC, nullable=False),
    sa.Column("last_listed", UTC, nullable=False),
)

article = sa.Table(
    "article",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("outlet", sa.Text, nullable=False, index=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("key", Hash, nullable=False, unique=True),
    sa.Column("first_seen", UTC, nullable=False),
    sa.Column("last_seen", UTC, nullable=False),
)

revision = sa.Table(
    "revision",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("article_id", Key, sa.ForeignKey("article.id"), nullable=False),
    sa.Column("capture_id", Key, sa.ForeignKey("capture.id"), index=True),
    sa.Column("fetched", UTC, nullable=False),
    sa.Column("title", sa.Text),
    sa.Column("standfirst", sa.Text),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("authors", Json, nullable=False),
    sa.Column("published", UTC, index=True),
    sa.Column("modified", UTC),
    sa.Column("language", sa.String(8)),
    sa.Column("captions", Json, nullable=False),
    sa.Column("credit", sa.Text),
    sa.Column("notes", Json, nullable=False),
    sa.Column("tags", Json, nullable=False),
    sa.Column("section", sa.Text),
    sa.Column("access", sa.String(16), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("claimed_url", sa.Text),
    sa.Column("relevance", sa.String(16)),
    sa.Column("relevance_reason", sa.Text),
    sa.Column("relevance_score", sa.Float),
    sa.Column("fingerprint", sa.String(64), nullable=False, index=True),
    # What makes a revision: title, text and correction notes, to the letter.
    sa.Column("content", Hash, nullable=False),
    # Where the page says when.
    sa.Column("published_from", sa.Text),
    sa.Column("modified_from", sa.Text),
    # A live blog's entries: moment, title, text, url.
    sa.Column("updates", JsonOrNull),
    sa.UniqueConstraint("article_id", "fetched"),
)

appearance = sa.Table(
    "appearance",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("article_id", Key, sa.ForeignKey("article.id"), nullable=False, index=True),
    sa.Column("outlet", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("key", Hash, nullable=False),
    sa.Column("first_seen", UTC, nullable=False),
    sa.Column("last_seen", UTC, nullable=False),
    # Null where the address only redirects to the one that carries the text.
    sa.Column("capture_id", Key, sa.ForeignKey("capture.id")),
    # What the page says of itself that carries another article's text; null where the article has revisions of it.
    sa.Column("title", sa.Text),
    sa.Column("published", UTC),
    sa.Column("reading", JsonOrNull),
    sa.UniqueConstraint("key", "article_id"),
)

mention = sa.Table(
    "mention",
    metadata,
    sa.Column("revision_id", Key, sa.ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("stop", sa.Integer, nullable=False),
    sa.Column("ref", sa.Text, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("spelling", sa.Text, nullable=False),
)

# The folded words of each article's latest revision; the full-text index of either database stands on it.
search_text = sa.Table(
    "search_text",
    metadata,
    sa.Column("article_id", Key, sa.ForeignKey("article.id"), primary_key=True, autoincrement=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

# Records that nobody may redact. Who placed and lifted a hold stands in the manifests, too.
legal_hold = sa.Table(
    "legal_hold",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("record_id", sa.Text, nullable=False, unique=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("authority", sa.Text, nullable=False),
    sa.Column("placed", UTC, nullable=False),
)

# Where each article stands among the others that tell its story; and the stretches of text it is found by.
telling = sa.Table(
    "telling",
    metadata,
    sa.Column("article_id", Key, sa.ForeignKey("article.id"), primary_key=True, autoincrement=False),
    # Of the text that was compared; null where it waits to be compared (again).
    sa.Column("fingerprint", sa.String(64)),
    sa.Column("told", UTC, nullable=False),
    sa.Column("dated", sa.Boolean, nullable=False),
    sa.Column("shingles", sa.Integer, nullable=False),
    sa.Column("traces", sa.Integer, nullable=False),
    # The article that stands for the story.
    sa.Column("story_id", Key, sa.ForeignKey("article.id"), nullable=False, index=True),
    sa.Column("label", sa.String(16), nullable=False),
    sa.Column("containment", sa.Float, nullable=False),
    sa.Column("of_id", Key, sa.ForeignKey("article.id")),
    # The address that told it first, by what the pages say; null where it is the article's own.
    sa.Column("first_key", Hash),
    sa.Index(
        "ix_telling_waiting",
        "article_id",
        postgresql_where=sa.text("fingerprint IS NULL"),
        sqlite_where=sa.text("fingerprint IS NULL"),
    ),
)

# No foreign keys on the two largest tables: they would be checked 55 times an article.
trace = sa.Table(
    "trace",
    metadata,
    sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("article_id", Key, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

common_trace = sa.Table(
    "common_trace",
    metadata,
    sa.Column("hash", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
)

overlap = sa.Table(
    "overlap",
    metadata,
    sa.Column("a_id", Key, sa.ForeignKey("article.id"), primary_key=True, autoincrement=False),
    sa.Column("b_id", Key, sa.ForeignKey("article.id"), primary_key=True, autoincrement=False, index=True),
    sa.Column("containment", sa.Float, nullable=False),
    sa.Column("jaccard", sa.Float, nullable=False),
    sa.Column("shared", sa.Integer, nullable=False),
    # The part of containment that stands in passages of ten words or more.
    sa.Column("copied", sa.Float, nullable=False, server_default="1"),
)

# What a revision changed in the one before it.
change = sa.Table(
    "change",
    metadata,
    sa.Column(
        "revision_id", Key, sa.ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    # Of both texts: what was compared already is not compared again.
    sa.Column("compared", Hash, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("said", sa.Boolean, nullable=False),
    sa.Column("from_figure", sa.Float),
    sa.Column("to_figure", sa.Float),
    sa.Column("unit", sa.String(16)),
)

# The gazetteer's places, as `enrich/places.csv` has them.
place = sa.Table(
    "place",
    metadata,
    sa.Column("ref", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_ar", sa.Text),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("governorate", sa.Text),
    sa.Column("pcode", sa.Text),
    sa.Column("lat", sa.Float),
    sa.Column("lon", sa.Float),
)

# A listing as it was read last, and how long to leave it alone.
listing = sa.Table(
    "listing",
    metadata,
    sa.Column("outlet", sa.Text, primary_key=True),
    sa.Column("key", Hash, primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("read", UTC, nullable=False),
    sa.Column("listed", sa.Integer, nullable=False),
    sa.Column("known", sa.Integer, nullable=False),
    # Seconds.
    sa.Column("pause", sa.Integer, nullable=False),
    sa.Column("next_read", UTC, nullable=False),
)

# What the last whole response of an address said of its version, and its payload's hash.
validator = sa.Table(
    "validator",
    metadata,
    sa.Column("key", Hash, primary_key=True),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("sha256", Hash, nullable=False),
)

# Whether a host's answers to conditional requests can be believed, for articles and for listings.
server = sa.Table(
    "server",
    metadata,
    sa.Column("host", sa.Text, primary_key=True),
    sa.Column("role", sa.String(16), primary_key=True),
    sa.Column("unmodified", sa.Integer, nullable=False),
    sa.Column("checked", sa.Integer, nullable=False),
    sa.Column("ignored", sa.Integer, nullable=False),
    sa.Column("distrusted", UTC),
    sa.Column("why", sa.Text),
)

# Who crawls an outlet now: one process at a time, on any number of machines.
lease = sa.Table(
    "lease",
    metadata,
    sa.Column("outlet", sa.Text, primary_key=True),
    sa.Column("process", sa.Text, nullable=False),
    # The process, for people.
    sa.Column("shown", sa.Text, nullable=False),
    sa.Column("since", UTC, nullable=False),
    sa.Column("expires", UTC, nullable=False),
)
