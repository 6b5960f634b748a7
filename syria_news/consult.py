"""The commands of those who read the archive: `search`, `diff`, `why`, `raw`, `runs`, `outlets`, `query`."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syria_news import display, exits, stories, warc
from syria_news.console import Add, Lent, fail, some, table
from syria_news.enrich import places
from syria_news.evidence import redact
from syria_news.model import Raw
from syria_news.store import captures, changes, clusters, query, runs, search
from syria_news.store.database import transact
from syria_news.text import cell


def add(command: Add, lent: Lent) -> None:
    """Add the commands to the command line."""
    sub = command("search", partial(_search, lent), "articles that have all the words; `word*` matches beginnings")
    sub.add_argument("words", nargs="+")
    sub.add_argument("--limit", type=some, default=20)
    sub = command("diff", partial(_diff, lent), "the words that each revision of an article inserted and deleted")
    sub.add_argument("article", metavar="ARTICLE_ID_OR_URL")
    sub.add_argument("--html", type=Path, metavar="FILE", help="write it as a page that stands alone")
    sub = command("why", partial(_why, lent), "why two articles tell one story, or don't")
    sub.add_argument("articles", nargs=2, metavar="ARTICLE_ID_OR_URL")
    sub = command("raw", partial(_raw, lent), "print the bytes an article was read from, as received")
    sub.add_argument("article", metavar="ARTICLE_ID_OR_URL")
    sub.add_argument("--headers", action="store_true", help="the response's head before them")
    sub = command("runs", partial(_runs, lent), "the latest runs and what came of them")
    sub.add_argument("--limit", type=some, default=20)
    command("outlets", partial(_outlets, lent), "the outlets there are, and what the archive has of each")
    sub = command("query", partial(_query, lent), "run one SQL query, read-only, and print its rows")
    sub.add_argument("sql")
    sub.add_argument("--csv", action="store_true", help="as CSV, safe to open in a spreadsheet")


def _search(lent: Lent, arguments: argparse.Namespace) -> int:
    wanted = " ".join(arguments.words)
    if not search.words(wanted):
        return fail(f"there is no word in {wanted}", exits.CONFIG)
    names = places.sought(wanted)
    hits = transact(lent.engine(), partial(search.find, query=wanted, limit=arguments.limit, names=names))
    table(
        ("id", "published", "outlet", "title", "url"),
        [(h.article_id, h.published, h.outlet, h.title, h.url) for h in hits],
    )
    return exits.DONE


def _diff(lent: Lent, arguments: argparse.Namespace) -> int:
    with lent.engine().connect() as conn:
        article_id = clusters.find(conn, arguments.article)
        if article_id is None:
            return fail(f"no article {arguments.article}", exits.CONFIG)
        outlet, url = changes.address(conn, article_id)
        revisions = [read for found in changes.revised(conn, [article_id]) for read in found]
    if arguments.html:
        arguments.html.write_text(display.html(outlet, url, revisions), encoding="utf-8")
        return exits.DONE
    for line in display.terminal(revisions, colour=sys.stdout.isatty()) if revisions else ["one revision only"]:
        print(line)
    return exits.DONE


def _why(lent: Lent, arguments: argparse.Namespace) -> int:
    with lent.engine().connect() as conn:
        one, other = (clusters.find(conn, given) for given in arguments.articles)
        if one is None or other is None:
            return fail(f"no article {arguments.articles[0 if one is None else 1]}", exits.CONFIG)
        lines = list(display.reasons(stories.why(conn, one, other)))
    print("\n".join(lines))
    return exits.DONE


def _raw(lent: Lent, arguments: argparse.Namespace) -> int:
    place = transact(lent.engine(), partial(_place, given=arguments.article))
    if place is None:
        return fail(f"nothing in the archive for {arguments.article}", exits.CONFIG)
    try:
        record = warc.read(lent.raw, place)
    except warc.Damaged as damage:
        if redacted := redact.tombstone(lent.raw, place):
            return fail(
                f"{place.record_id} was redacted {redacted}: its bytes are in the archive no more", exits.CONFIG
            )
        return fail(str(damage), exits.FAILED)
    if arguments.headers:
        head = b"".join(name + b": " + value + b"\r\n" for name, value in record.headers)
        sys.stdout.buffer.write(b"HTTP/1.1 %d\r\n%s\r\n" % (record.status, head))
    sys.stdout.buffer.write(record.body)
    return exits.DONE


def _place(conn: sa.Connection, given: str) -> Raw | None:
    """Where the bytes lie that an article was read from; of an address that made none, the best that came.

    A copy's address has bytes of its own; one that only leads to an article has that article's.
    """
    article_id = clusters.find(conn, given)
    read = captures.of_article(conn, article_id) if article_id is not None else []
    return next(iter(captures.good(conn, given) or read or captures.find(conn, given)), None)


def _runs(lent: Lent, arguments: argparse.Namespace) -> int:
    found = transact(lent.engine(), partial(runs.latest, limit=arguments.limit))
    names = ("listed", "fetched", "new", "revised", "copies", "failed")
    rows = [
        (
            r.id,
            r.command,
            r.outlet,
            r.started,
            r.reason,
            *(r.counts.get(name, 0) for name in names),
            "; ".join(r.alarms),
        )
        for r in found
    ]
    table(("id", "command", "outlet", "started", "reason", *names, "alarms"), rows)
    return exits.DONE


def _outlets(lent: Lent, arguments: argparse.Namespace) -> int:
    stored = {row.outlet: row for row in transact(lent.engine(), query.per_outlet)}
    rows = []
    for name in sorted({*lent.declared(), *stored}):
        row, outlet = stored.get(name), lent.declared().get(name)
        rows.append((name, outlet.title if outlet else "", row.articles if row else 0, row.newest if row else None))
    table(("outlet", "title", "articles", "newest"), rows)
    return exits.DONE


def _query(lent: Lent, arguments: argparse.Namespace) -> int:
    try:
        names, rows = query.run(lent.engine(), arguments.sql)
    except query.BadQuery as error:
        return fail(str(error), exits.CONFIG)
    shown = [[_json(value) for value in row] for row in rows]
    if arguments.csv:
        writer = csv.writer(sys.stdout)
        writer.writerows([names, *([cell(value) for value in row] for row in shown)])
    else:
        table(names, shown)
    return exits.DONE


def _json(value: Any) -> Any:
    """A list or an object as SQLite keeps it, which Postgres hands out as values."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
