"""Whether the labels of the rows are true: outlets, addresses, moments and states, by what other rows say of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from syria_news.evidence.finding import Finding, damage, incomplete
from syria_news.store import contradictions as c

CHECKS: tuple[tuple[sa.Select[Any], str], ...] = (
    (
        c.ARTICLES_OF_ANOTHER_OUTLET,
        "article {id} ({url}) is labelled {outlet}, and nothing at its addresses was fetched for that outlet",
    ),
    (
        c.APPEARANCES_OF_ANOTHER_OUTLET,
        "appearance {id} ({url}) is labelled {outlet}, and nothing at the article's addresses was fetched for that "
        "outlet",
    ),
    (c.ARTICLES_WITHOUT_ADDRESS, "article {id} says that it stands at {url}, and no appearance of its own says so"),
    (
        c.ARTICLES_SEEN_OTHERWISE,
        "article {id} ({url}) was seen from {first_seen} to {last_seen}, and its appearances say otherwise",
    ),
    (
        c.APPEARANCES_SEEN_FIRST_OTHERWISE,
        "appearance {id} ({url}) was first seen {moment}, and no capture of the article is of that moment",
    ),
    (
        c.APPEARANCES_SEEN_LAST_OTHERWISE,
        "appearance {id} ({url}) was last seen {moment}, and no capture of the article is of that moment",
    ),
    (
        c.APPEARANCES_OF_ANOTHER_CAPTURE,
        "appearance {id} ({url}) says that it was read from {record_id}, which is of another time or address",
    ),
    (
        c.LINES_TO_ANOTHER_ARTICLE,
        "ledger {id} ({url}) leads to article {article_id}, which does not stand at that address",
    ),
    (
        c.LINES_OF_ANOTHER_OUTLET,
        "ledger {id} ({url}) is labelled {outlet}, and nothing at its article's addresses was fetched for that outlet",
    ),
    (
        c.LINES_LISTED_AND_MORE,
        "ledger {id} ({url}) says that nothing was fetched yet, and has an article, or a reason why not",
    ),
    (
        c.LISTINGS_OF_ANOTHER_OUTLET,
        "ledger {id}: {outlet} has lines that were sighted in {source}, and that was never fetched for that outlet",
    ),
    (
        c.LINES_WITHOUT_THEIR_ARTICLE,
        "ledger {id} ({url}) is {state}, and what was fetched at that moment made an article",
    ),
    (
        c.LINES_WITH_NO_ARTICLE,
        "ledger {id} ({url}) is {state}, and what was fetched at that moment made no article",
    ),
    (c.LINES_REFUSED_AND_ANSWERED, "ledger {id} ({url}) is {state}, and an answer came at that moment"),
    (c.ARTICLES_WITHOUT_LINE, "article {id} ({url}): no line of the ledger leads to it"),
    (c.CAPTURES_WITHOUT_LINE, "capture {id} ({url}, {record_id}) was asked for as an article, and no line says so"),
    (c.ARTICLES_NOT_FINDABLE, "article {id} ({url}) has no words to be found by"),
)
"""What to ask the database, and what is wrong with each row of the answer."""


def check(conn: sa.Connection) -> Iterator[Finding]:
    """Every row that contradicts others."""
    for query, what in CHECKS:
        for row in c.rows(conn, query):
            yield damage(what.format(**row._mapping))
    for row, what in c.unsighted(conn):
        yield damage(f"ledger {row.id} ({row.url}): {what}")
    for row in c.rows(conn, c.ARTICLES_NOT_TOLD):
        yield incomplete(f"article {row.id} ({row.url}) has no place among stories; `syria-news restory` gives it one")
