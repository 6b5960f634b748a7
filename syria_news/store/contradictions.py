"""What rows of one table say of those of another, and what can't both be true; each a query for the rows that do.

One pass each, in either database: the archive may have a million articles. What holds is what the writers keep to in
one transaction (`articles.save`, `ledger.enter`, `ledger.settle`, `keep.keep`); what may happen, does not stand here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from syria_news import urls
from syria_news.model import State
from syria_news.store.audit import SIZE, Row
from syria_news.store.tables import appearance, article, capture, listed_url, run, search_text, sighting, telling

FROM_AN_ARTICLE = (State.STORED, State.COPY, State.UNCHANGED)
"""States of an address that an article was read at."""
LEADS_ON = (301, 302, 303, 307, 308)
"""Half a walk: what became of the address, the response says that the redirect led to."""

_there = appearance.alias("there")
_source = capture.alias("source")


def _captured(article_id: sa.ColumnElement[int], *which: sa.ColumnElement[bool]) -> sa.Exists:
    """Whether there is such a capture (`_source`) at one of an article's addresses."""
    both = _there.join(_source, _source.c.key == _there.c.key)
    return sa.select(sa.literal(1)).select_from(both).where(_there.c.article_id == article_id, *which).exists()


def _stands(*which: sa.ColumnElement[bool]) -> sa.Exists:
    """Whether there is such an appearance (`_there`)."""
    return sa.select(sa.literal(1)).select_from(_there).where(*which).exists()


def _has_row(table: sa.Table) -> sa.Exists:
    return sa.select(sa.literal(1)).select_from(table).where(table.c.article_id == article.c.id).exists()


ARTICLES_OF_ANOTHER_OUTLET = sa.select(article.c.id, article.c.url, article.c.outlet).where(
    ~_captured(article.c.id, _source.c.outlet == article.c.outlet)
)
"""Articles of an outlet that nothing at their addresses was fetched for."""
APPEARANCES_OF_ANOTHER_OUTLET = sa.select(appearance.c.id, appearance.c.url, appearance.c.outlet).where(
    ~_captured(appearance.c.article_id, _source.c.outlet == appearance.c.outlet)
)
ARTICLES_WITHOUT_ADDRESS = sa.select(article.c.id, article.c.url).where(
    ~_stands(_there.c.article_id == article.c.id, _there.c.key == article.c.key, _there.c.url == article.c.url)
)
"""Articles that do not stand at their own address."""

_seen = (
    sa.select(
        appearance.c.article_id,
        sa.func.min(appearance.c.first_seen).label("first"),
        sa.func.max(appearance.c.last_seen).label("last"),
    )
    .group_by(appearance.c.article_id)
    .subquery("seen")
)
ARTICLES_SEEN_OTHERWISE = (
    sa.select(article.c.id, article.c.url, article.c.first_seen, article.c.last_seen)
    .join(_seen, _seen.c.article_id == article.c.id)
    .where((article.c.first_seen != _seen.c.first) | (article.c.last_seen != _seen.c.last))
)
"""Articles that were seen earlier or later than any of their addresses, or not as early or late."""


def _nothing_came(moment: str) -> sa.Select[Any]:
    query = sa.select(appearance.c.id, appearance.c.url, appearance.c[moment].label("moment"))
    return query.where(~_captured(appearance.c.article_id, _source.c.fetched == appearance.c[moment]))


APPEARANCES_SEEN_FIRST_OTHERWISE = _nothing_came("first_seen")
"""Appearances at whose first moment nothing of the article was fetched."""
APPEARANCES_SEEN_LAST_OTHERWISE = _nothing_came("last_seen")
APPEARANCES_OF_ANOTHER_CAPTURE = (
    sa.select(appearance.c.id, appearance.c.url, _source.c.record_id)
    .join(_source, _source.c.id == appearance.c.capture_id)
    .where(
        (_source.c.fetched < appearance.c.first_seen)
        | (_source.c.fetched > appearance.c.last_seen)
        | ~_stands(_there.c.article_id == appearance.c.article_id, _there.c.key == _source.c.key)
    )
)
"""Appearances that name a capture of another time or address."""

_line = listed_url.c
LINES_TO_ANOTHER_ARTICLE = sa.select(_line.id, _line.url, _line.article_id).where(
    _line.article_id.is_not(None), ~_stands(_there.c.key == _line.key, _there.c.article_id == _line.article_id)
)
"""Lines of the ledger that name an article which does not stand at their address."""
LINES_OF_ANOTHER_OUTLET = sa.select(_line.id, _line.url, _line.outlet).where(
    _line.article_id.is_not(None), ~_captured(_line.article_id, _source.c.outlet == _line.outlet)
)
LINES_LISTED_AND_MORE = sa.select(_line.id, _line.url).where(
    _line.state == State.LISTED, _line.article_id.is_not(None) | _line.reason.is_not(None)
)
"""Lines that wait to be fetched for the first time, and have an article, or a reason why they have none."""
_of_a_listing = sa.select(capture.c.outlet, capture.c.url).where(capture.c.role == "listing")
LISTINGS_OF_ANOTHER_OUTLET = (
    sa.select(sa.func.min(_line.id).label("id"), _line.outlet, sighting.c.source)
    .join(sighting, sighting.c.listed_url_id == _line.id)
    .group_by(_line.outlet, sighting.c.source)
    .having(
        sa.tuple_(_line.outlet, sighting.c.source).not_in(_of_a_listing),
        ~sa.exists().where(run.c.manifest.is_(None)),  # its rows may lack still, and recovery brings them
    )
)
"""Listings that lines were sighted in, and that were never fetched for the lines' outlet; each by one line."""


def _answered(*which: sa.ColumnElement[bool]) -> sa.Exists:
    """Whether there is such an answer (`_source`) to the line's own address, of the moment its state is from."""
    its_own = (_source.c.key == _line.key) & (_source.c.outlet == _line.outlet) & (_source.c.asked == "")
    then = (_source.c.fetched == _line.changed) & (_source.c.role == "article")
    return sa.select(sa.literal(1)).select_from(_source).where(its_own, then, *which).exists()


# Where several answers are of one second, a retry's or a redirect's, any of them may be what the state says.
LINES_WITHOUT_THEIR_ARTICLE = sa.select(_line.id, _line.url, _line.state).where(
    _line.state.not_in(FROM_AN_ARTICLE),
    _answered(_source.c.outcome == "article"),
    ~_answered(_source.c.outcome.is_distinct_from("article")),
)
"""Lines that say that nothing was stored, though what came at that moment made an article."""
LINES_WITH_NO_ARTICLE = sa.select(_line.id, _line.url, _line.state).where(
    _line.state.in_((State.STORED, State.COPY)),
    _answered(_source.c.outcome.in_(("kept", "rejected", "unread")), _source.c.status.not_in(LEADS_ON)),
    ~_answered(_source.c.outcome.in_(("article", "redacted"))),
    ~_answered(_source.c.outcome.is_(None) | _source.c.status.in_(LEADS_ON)),
)
"""Lines that say that something was stored, though what came at that moment made no article."""
LINES_REFUSED_AND_ANSWERED = sa.select(_line.id, _line.url, _line.state).where(
    _line.state == State.ROBOTS,
    _answered(_source.c.status.not_in(LEADS_ON), _source.c.outcome.is_distinct_from("article")),
)
"""Lines that say that robots.txt forbade to ask, though something came at that moment."""

_listed = (
    sa.select(sa.literal(1))
    .select_from(_there.join(listed_url, (_line.outlet == _there.c.outlet) & (_line.key == _there.c.key)))
    .where(_there.c.article_id == article.c.id)
    .exists()
)
ARTICLES_WITHOUT_LINE = sa.select(article.c.id, article.c.url).where(~_listed)
"""Articles that no line of the ledger leads to."""
_own = (_line.outlet == capture.c.outlet) & (_line.key == capture.c.key)
CAPTURES_WITHOUT_LINE = (
    sa.select(capture.c.id, capture.c.url, capture.c.record_id)
    .join(run, run.c.id == capture.c.run_id)
    .where(
        capture.c.role == "article",
        capture.c.asked == "",
        run.c.reason == "finished",  # what another had in hand may have come to no outcome
        run.c.manifest.is_not(None),
        ~sa.select(sa.literal(1)).select_from(listed_url).where(_own).exists(),
    )
)
"""Answers to what was asked for as an article, and that no line of the ledger asks for."""
ARTICLES_NOT_FINDABLE = sa.select(article.c.id, article.c.url).where(~_has_row(search_text))
ARTICLES_NOT_TOLD = sa.select(article.c.id, article.c.url).where(~_has_row(telling))


def rows(conn: sa.Connection, query: sa.Select[Any]) -> Iterator[Row]:
    """The query's rows, in the order of their ids, streamed."""
    with conn.execute(query.order_by(sa.literal_column("1")).execution_options(yield_per=SIZE)) as result:
        yield from result


def unsighted(conn: sa.Connection) -> Iterator[tuple[Row, str]]:
    """Lines of the ledger whose listings don't account for them, and how.

    A line begins with a listing, which leaves a sighting, or with its first outcome (`-a url=`, `ingest`): at the
    moment that its answer came, in whole seconds, or at which none came, to the microsecond.
    """
    led: set[str] | None = None
    for row in rows(conn, _UNSIGHTED):
        if row.first_sighted is None and (row.state == State.LISTED or row.title or row.published):
            yield row, "it was listed, and no sighting says where"
        elif row.first_sighted is not None and (
            row.first_listed > row.first_sighted or row.last_listed < row.last_sighted
        ):
            yield row, "it was sighted before it was first listed, or after it was last"
        elif row.first_sighted is None and row.first_listed != row.last_listed:
            yield row, "it was listed more than once, and no sighting says where"
        elif _is_unexplained(row):
            led = _asked(conn) if led is None else led
            if row.key not in led:
                yield row, "it was listed when no sighting says so, and no answer came then"


def _is_unexplained(row: Row) -> bool:
    """Whether it was listed at a moment that no sighting has, and at which no outcome came."""
    moments = (
        (row.first_listed, row.first_sighted, row.answered_first),
        (row.last_listed, row.last_sighted, row.answered_last),
    )
    return any(moment != sighted and not answered and moment.microsecond == 0 for moment, sighted, answered in moments)


def _came(moment: str) -> sa.ColumnElement[bool]:
    then = (_source.c.key == _line.key) & (_source.c.fetched == _line[moment])
    return sa.select(sa.literal(1)).select_from(_source).where(then).exists()


_sighted = (
    sa.select(
        sighting.c.listed_url_id,
        sa.func.min(sighting.c.first_listed).label("first_sighted"),
        sa.func.max(sighting.c.last_listed).label("last_sighted"),
    )
    .group_by(sighting.c.listed_url_id)
    .subquery("sighted")
)
_UNSIGHTED = (
    sa.select(
        *(_line[name] for name in ("id", "url", "key", "state", "title", "published", "first_listed", "last_listed")),
        *(_sighted.c[name] for name in ("first_sighted", "last_sighted")),
        _came("first_listed").label("answered_first"),
        _came("last_listed").label("answered_last"),
    )
    .outerjoin(_sighted, _sighted.c.listed_url_id == _line.id)
    .where(
        _sighted.c.listed_url_id.is_(None)
        | (_line.first_listed != _sighted.c.first_sighted)
        | (_line.last_listed != _sighted.c.last_sighted)
    )
)


def _asked(conn: sa.Connection) -> set[str]:
    """The keys of addresses that a redirect led on from."""
    led = sa.select(capture.c.asked).where(capture.c.asked != "").distinct()
    return {urls.key(each) for each in conn.scalars(led)}
