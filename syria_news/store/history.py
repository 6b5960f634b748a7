"""An article's revisions: what its address said from when on, whatever order its captures are read in.

Of several captures in one second the one that lies last in the archive counts. What counts, in the order of time, and
without what only says again what the one before it said, is the article's history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from syria_news import urls
from syria_news.model import Article, Mention, Outcome
from syria_news.store import parting, search
from syria_news.store.bulk import put
from syria_news.store.tables import capture, mention, revision

Row = sa.Row[*tuple[Any, ...]]
_ADD = sa.insert(revision).returning(revision.c.id, sort_by_parameter_order=True)
Values = dict[str, Any]
"""A revision's columns."""


def add(conn: sa.Connection, found: Sequence[tuple[Article, Values]]) -> None:
    """Revisions of articles, with their mentions."""
    ids = conn.scalars(_ADD, [values for _, values in found])
    _mention(conn, [(id_, new) for id_, (new, _) in zip(ids, found, strict=True)])


def revise(conn: sa.Connection, new: Article, values: Values) -> Outcome:
    """Let a reading of an article that is there take its place in its history."""
    if is_surpassed(conn, values["capture_id"]):
        return Outcome.UNCHANGED
    query = sa.select(revision).where(revision.c.article_id == values["article_id"]).order_by(revision.c.fetched)
    rows = list(conn.execute(query))
    before = next((row for row in reversed(rows) if row.fetched < new.fetched), None)
    mine = next((row for row in rows if row.fetched == new.fetched), None)
    after = next((row for row in rows if row.fetched > new.fetched), None)
    same = before is not None and before.content == values["content"]
    if mine and mine.capture_id != values["capture_id"]:
        outcome = _take_over(conn, before, mine, after, values, new)
    elif mine and same:  # a better rule shows that nothing had changed
        _delete(conn, mine)
        outcome = Outcome.REREAD
    elif mine:
        if all(getattr(mine, column) == value for column, value in values.items()) and not _moved(conn, mine.id, new):
            return Outcome.UNCHANGED
        _replace(conn, mine.id, values, new)
        outcome = Outcome.REREAD
    elif same:
        return Outcome.UNCHANGED
    else:
        outcome = _insert_between(conn, before, after, values, new)
    _index(conn, values["article_id"])
    return outcome


def _index(conn: sa.Connection, article_id: int) -> None:
    """Make the latest words findable: what was just written may have let older ones begin again behind it."""
    query = sa.select(revision.c.title, revision.c.text).where(revision.c.article_id == article_id)
    latest = conn.execute(query.order_by(revision.c.fetched.desc()).limit(1)).one()
    search.index(conn, [(article_id, latest.title, latest.text)])


def surpassed() -> sa.ColumnElement[bool]:
    """Whether another capture of the same address and second as `capture`, an article too, lies behind it."""
    later = capture.alias("later")
    here = (later.c.key == capture.c.key) & (later.c.fetched == capture.c.fetched) & later.c.content.is_not(None)
    return sa.exists().where(here, _place(later) > _place(capture))


def _place(row: sa.FromClause) -> sa.Tuple:
    return sa.tuple_(row.c.file, row.c.offset)


def is_surpassed(conn: sa.Connection, capture_id: int | None) -> bool:
    """Whether a capture counts no more, since a later one of the same second does."""
    return bool(conn.scalar(sa.select(surpassed()).where(capture.c.id == capture_id)))


def _take_over(
    conn: sa.Connection, before: Row | None, mine: Row, after: Row | None, values: Values, new: Article
) -> Outcome:
    """A second has a revision from an earlier capture, which counts no more; what it said may have come back later."""
    if mine.content == values["content"]:
        _replace(conn, mine.id, values, new)
        return Outcome.UNCHANGED
    other = _next_other(conn, new.url, new.fetched, values["content"])
    if other and other.content == mine.content and (not after or other.fetched < after.fetched):
        _come_back(conn, new.url, mine, other, after)
    elif after and _says_on(after, other, values):
        _delete(conn, after)
    if before and before.content == values["content"]:
        _delete(conn, mine)
    else:
        _replace(conn, mine.id, values, new)
    return Outcome.REREAD


def _insert_between(
    conn: sa.Connection, before: Row | None, after: Row | None, values: Values, new: Article
) -> Outcome:
    """A text that differs from the one before it. Captures may come late, so what comes after it matters too."""
    other = _next_other(conn, new.url, new.fetched, values["content"])
    if after and _says_on(after, other, values):  # the same text, seen earlier than we knew: it begins here
        _replace(conn, after.id, values, new)
        return Outcome.UNCHANGED
    add(conn, [(new, values)])
    if before and other and other.content == before.content and (not after or other.fetched < after.fetched):
        # The earlier text was seen again later, unchanged as we thought then: so it came back.
        _come_back(conn, new.url, before, other, after)
    return Outcome.REVISED


def _next_other(conn: sa.Connection, url: str, moment: datetime, content: str) -> Row | None:
    """The next capture of an address after a moment that counts and says something else."""
    later = (capture.c.key == urls.key(url)) & (capture.c.fetched > moment)
    query = sa.select(capture.c.id, capture.c.fetched, capture.c.content)
    query = query.where(later, capture.c.content != content, ~surpassed())
    return conn.execute(query.order_by(capture.c.fetched).limit(1)).first()


def _says_on(after: Row, other: Row | None, values: Values) -> bool:
    """Whether the next revision says the same, and nothing else was said between."""
    return bool(after.content == values["content"] and (other is None or other.fetched > after.fetched))


def _come_back(conn: sa.Connection, url: str, earlier: Row, again: Row, after: Row | None) -> None:
    """Let an earlier text begin again with a capture; a later revision that only goes on with it goes."""
    if after and after.content == earlier.content:
        other = _next_other(conn, url, again.fetched, again.content)
        if other is None or other.fetched > after.fetched:
            _delete(conn, after)
    _begin_again(conn, earlier, again)


def _begin_again(conn: sa.Connection, earlier: Row, capture_row: Row) -> None:
    values = {name: value for name, value in earlier._mapping.items() if name != "id"}
    values |= {"capture_id": capture_row.id, "fetched": capture_row.fetched}
    revision_id = conn.scalar(sa.insert(revision).values(values).returning(revision.c.id))
    columns = ("start", "stop", "ref", "name", "spelling")
    copied = sa.select(sa.literal(revision_id), *(mention.c[name] for name in columns))
    copied = copied.where(mention.c.revision_id == earlier.id)
    conn.execute(sa.insert(mention).from_select(["revision_id", *columns], copied))


def _replace(conn: sa.Connection, revision_id: int, values: Values, new: Article) -> None:
    parting.leave_text(conn, revision_id, values["text"])
    conn.execute(sa.update(revision).where(revision.c.id == revision_id).values(values))
    conn.execute(sa.delete(mention).where(mention.c.revision_id == revision_id))
    _mention(conn, [(revision_id, new)])


def _delete(conn: sa.Connection, row: Row) -> None:
    parting.leave_text(conn, row.id)
    conn.execute(sa.delete(revision).where(revision.c.id == row.id))


def _mention(conn: sa.Connection, found: Sequence[tuple[int, Article]]) -> None:
    rows = [{"revision_id": revision_id, **vars(each)} for revision_id, new in found for each in new.mentions]
    put(conn, mention, rows)


def _moved(conn: sa.Connection, revision_id: int, new: Article) -> bool:
    """Whether the mentions stored for a revision are not those of the article."""
    columns = [mention.c[each.name] for each in fields(Mention)]
    stored = conn.execute(sa.select(*columns).where(mention.c.revision_id == revision_id))
    return {Mention(*row) for row in stored} != set(new.mentions)
