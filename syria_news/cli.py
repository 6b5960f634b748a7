"""`syria-news`: what talks only to what we already have. The web is `scrapy`'s."""

from __future__ import annotations

import argparse
import csv
import errno
import io
import json
import logging
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import sqlalchemy as sa

from syria_news import display, exits, files, furniture, inspection, schedule, settings, stories, warc
from syria_news.account import commands as accounts
from syria_news.enrich import places
from syria_news.evidence import signature
from syria_news.evidence.finding import Grade
from syria_news.evidence.redact import Refused, hold, redact
from syria_news.evidence.verify import Verification
from syria_news.ingest import NotIngestible, ingest
from syria_news.model import Outlet, Page, Rejected
from syria_news.reader import read
from syria_news.replay import preview, recover, replay
from syria_news.scout import command as scouting
from syria_news.store import captures, changes, clusters, database, query, runs, search
from syria_news.store.database import DatabaseError, transact
from syria_news.text import cell, for_terminal, spelled_out

ARCHIVE = Path(settings.SYRIA_NEWS_ARCHIVE)
RAW = ARCHIVE / "raw"
MOST = 2**63
"""Ids are below it, in both databases."""
EXITS = "exit codes: 0 done, 1 done but some of it failed, 2 bad argument, 3 disk, 4 database"
VERIFIED = "exit codes: 0 clean, 1 damage, 2 incomplete, 4 database"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""What a disk says that takes no more."""


_UNKNOWN = re.compile(r"COMMAND: invalid choice: '(.*)' \(choose from")
"""What argparse says before it lists all commands."""


class UnknownOutlet(ValueError):
    """A name that no outlet has."""


class _Parser(argparse.ArgumentParser):
    """Says in one line what makes no sense, as all commands do, and where the arguments are explained."""

    def error(self, message: str) -> NoReturn:
        said = message.removeprefix("argument ")
        if unknown := _UNKNOWN.match(said):
            said = f"no command {unknown[1]}"
        self.exit(exits.CONFIG, f"syria-news: {said}; `{self.prog} --help` explains\n")


def main(argv: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s", stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an Arabic headline on a terminal that has no Arabic
            stream.reconfigure(errors="backslashreplace")
    arguments = _parser()[0].parse_args(argv)
    try:
        if settings.SYRIA_NEWS_SIGNING_KEY:
            signature.private_key(Path(settings.SYRIA_NEWS_SIGNING_KEY))
        code = arguments.run(arguments)
        sys.stdout.flush()
    except DatabaseError as error:
        code = _fail(str(error), exits.DATABASE)
    except sa.exc.DBAPIError as error:
        code = _fail(f"the database refused: {str(error.orig).splitlines()[0]}", exits.DATABASE)
    except (NotIngestible, UnknownOutlet, furniture.BadFurniture, signature.BadKey) as error:
        code = _fail(str(error), exits.CONFIG)
    except BrokenPipeError:  # `| head` is not an error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = exits.DONE
    except OSError as error:
        about = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        code = _fail(about, exits.DISK if error.errno in FULL else exits.CONFIG)
    sys.exit(code)


def commands() -> list[str]:
    """The names of all commands."""
    return list(_parser()[1].choices)


def _parser() -> tuple[_Parser, argparse._SubParsersAction[_Parser]]:
    parser = _Parser(prog="syria-news", description=__doc__, epilog=EXITS)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        sub = subparsers.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".", epilog=EXITS)
        sub.set_defaults(run=run)
        return sub

    sub = command("ingest", _ingest, "take in WARC files, saved pages (.html), texts (.txt) and articles (.jsonl)")
    sub.add_argument("paths", nargs="+", metavar="PATH", help="or an address that fsspec knows, as s3://BUCKET/*.gz")
    sub.add_argument("--outlet", help="where it comes from, for what doesn't say so itself")
    _add_scheduler(sub)
    sub = command("read", _read, "extract the pages of a manifest (JSON lines: id, url, path) without a database")
    sub.add_argument("manifest", type=Path)
    sub = command("replay", _replay, "read the raw archive again with today's rules")
    sub.add_argument("--outlet", help="only this outlet's files")
    _add_scheduler(sub)
    _add_rules(command)
    command("recover", _recover, "take in what runs that died left behind (every crawl does so for its outlet)")
    sub = command("verify", _verify, "check that the archive is what was written; reads only")
    sub.epilog = VERIFIED
    sub.add_argument("--deep", action="store_true", help="read every article again and compare its text")
    sub.add_argument("--key", type=Path, metavar="PEM", help="the public key that the manifests must be signed by")
    sub.add_argument("--roots", type=Path, metavar="PEM", help="certificates that time stamps must lead to")
    sub = command("redact", _redact, "take a record out of the archive, and leave a tombstone; or see that nobody does")
    sub.add_argument("target", metavar="RECORD_ID_OR_URL")
    sub.add_argument("--reason", required=True, help="a short code: `court-order`, `protection` ...")
    sub.add_argument("--who", required=True, help="who does it; stands in the manifest for good")
    sub.add_argument("--authority", required=True, help="on whose word")
    sub.add_argument("--hold", action="store_true", help="put it under legal hold instead: it can't be redacted")
    sub.add_argument("--release", action="store_true", help="lift the hold instead")
    command("migrate", _migrate, "bring the database's schema up to date")
    sub = command("search", _search, "articles that have all the words; `word*` matches beginnings")
    sub.add_argument("words", nargs="+")
    sub.add_argument("--limit", type=_some, default=20)
    sub = command("diff", _diff, "the words that each revision of an article inserted and deleted")
    sub.add_argument("article", metavar="ARTICLE_ID_OR_URL")
    sub.add_argument("--html", type=Path, metavar="FILE", help="write it as a page that stands alone")
    sub = command("why", _why, "why two articles tell one story, or don't")
    sub.add_argument("articles", nargs=2, metavar="ARTICLE_ID_OR_URL")
    command("restory", _restory, "find all stories again, from nothing")
    sub = command("raw", _raw, "print the bytes an article was read from, as received")
    sub.add_argument("article", metavar="ARTICLE_ID_OR_URL")
    sub.add_argument("--headers", action="store_true", help="the response's head before them")
    sub = command("runs", _runs, "the latest runs and what came of them")
    sub.add_argument("--limit", type=_some, default=20)
    accounts.add(command, accounts.Desk(_engine, _declared, _table))
    schedule.add(command, _declared)
    scouting.add(command, _engine, RAW)
    command("outlets", _outlets, "the outlets there are, and what the archive has of each")
    sub = command("query", _query, "run one SQL query, read-only, and print its rows")
    sub.add_argument("sql")
    sub.add_argument("--csv", action="store_true", help="as CSV, safe to open in a spreadsheet")
    return parser, subparsers


def _add_rules(command: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands for people who mend rules."""
    sub = command("reread", _reread, "read the raw archive again with today's rules, and say what that changed")
    sub.add_argument("--outlet", help="only this outlet's files")
    sub.add_argument("--dry-run", action="store_true", help="write nothing; show what would change")
    _add_scheduler(sub)
    sub = command("furniture", _furniture, "learn the lines that outlets repeat, into furniture.csv in the archive")
    sub.add_argument("--outlet", help="only this one's")
    sub = command("inspect", _inspect, "show what was kept of a page, what was cut and by which rule, and each field")
    sub.add_argument("page", metavar="FILE_OR_URL_IN_ARCHIVE")
    sub.add_argument("--outlet", help="whose rules to read it by, where its address doesn't say")
    sub.add_argument("--html", type=Path, metavar="OUT", help="write it as a page that stands alone, side by side")


def _add_scheduler(sub: argparse.ArgumentParser) -> None:
    text = "have the workers of this Dask scheduler read (tcp://HOST:PORT; needs syria-news[dask])"
    sub.add_argument("--scheduler", metavar="ADDRESS", help=text)


def _ingest(arguments: argparse.Namespace) -> int:
    engine = _engine()
    counts = ingest(
        engine,
        RAW,
        _declared(),
        [file for given in arguments.paths for file in files.find(given)],
        outlet=arguments.outlet,
        software=settings.USER_AGENT,
        keep_off_topic=settings.SYRIA_NEWS_KEEP_OFF_TOPIC,
        scheduler=arguments.scheduler,
    )
    return _counted(counts)


def _read(arguments: argparse.Namespace) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # as JSON is, whatever the terminal's is
    for result in read(arguments.manifest, _declared()):
        print(spelled_out(json.dumps(result, ensure_ascii=False, allow_nan=False)))
    return exits.DONE


def _replay(arguments: argparse.Namespace) -> int:
    return _counted(replay(_engine(), RAW, _declared(), **_again(arguments)))


def _again(arguments: argparse.Namespace) -> dict[str, Any]:
    """How the archive is to be read again."""
    keep_all = settings.SYRIA_NEWS_KEEP_OFF_TOPIC
    _check(arguments.outlet)
    return {"only": arguments.outlet, "keep_off_topic": keep_all, "scheduler": arguments.scheduler}


def _reread(arguments: argparse.Namespace) -> int:
    engine = _engine()
    if not arguments.dry_run:
        counts = replay(engine, RAW, _declared(), **_again(arguments))
        print(f"{counts['reread']} articles read otherwise than before")
        return _counted(counts)
    differences = 0
    for url, before, after in preview(engine, RAW, _declared(), **_again(arguments)):
        differences += 1
        for line in display.difference(url, before, after):
            print(line)
    print(f"{differences} pages would read otherwise in title, text or notes; nothing was written")
    return exits.DONE


def _furniture(arguments: argparse.Namespace) -> int:
    _check(arguments.outlet)
    before, after = furniture.learn(_engine(), ARCHIVE, arguments.outlet)
    known = set(before)
    rows = [
        (each.verdict, each.by, each.articles, each.days, each.first, each.last, each.outlet, each.line)
        for each in sorted(after, key=lambda each: (each.outlet, each.verdict, -each.articles))
        if each not in known and arguments.outlet in {None, each.outlet}
    ]
    _table(("verdict", "by", "articles", "days", "first", "last", "outlet", "line"), rows)
    fresh = len({each.key for each in after}) - len({each.key for each in before})
    print(f"{fresh} new, {len(rows) - fresh} seen more often, {len(after)} in all: {ARCHIVE / furniture.NAME}")
    return exits.DONE


def _inspect(arguments: argparse.Namespace) -> int:
    _check(arguments.outlet)
    path = Path(arguments.page)
    page: Page | None
    try:
        if path.is_file():
            page = inspection.of_file(path, arguments.outlet)
        else:
            with _engine().connect() as conn:
                page = inspection.of_address(conn, RAW, arguments.page, arguments.outlet)
        if page is None:
            return _fail(f"no such file, and nothing in the archive for {arguments.page}", exits.CONFIG)
        seen = inspection.inspect(page, _declared(), ARCHIVE)
    except (Rejected, warc.Damaged) as error:
        return _fail(str(error), exits.FAILED)
    if arguments.html:
        arguments.html.write_text(display.inspected_html(page.url, seen.made, seen.steps), encoding="utf-8")
        return exits.DONE
    for line in display.inspected(page.url, seen.made, seen.steps):
        print(line)
    return exits.DONE


def _recover(arguments: argparse.Namespace) -> int:
    return _counted(recover(_engine(), RAW, _declared(), keep_off_topic=settings.SYRIA_NEWS_KEEP_OFF_TOPIC))


def _verify(arguments: argparse.Namespace) -> int:
    """Exit codes of its own: 0 clean, 1 damage, 2 incomplete."""
    try:
        key = signature.public_key(arguments.key) if arguments.key else None
    except ValueError as error:
        return _fail(str(error), exits.CONFIG)
    checked = Verification(
        database.connect(settings.SYRIA_NEWS_DATABASE),
        RAW,
        key=key,
        roots=arguments.roots,
        deep=_declared() if arguments.deep else None,
        keep_off_topic=settings.SYRIA_NEWS_KEEP_OFF_TOPIC,
    )
    grades: Counter[Grade] = Counter()
    for each in checked:
        grades[each.grade] += 1
        print(for_terminal(str(each)))
    for line in checked.not_checked():
        print(f"not checked: {line}")
    print(for_terminal(checked.summary()))
    if grades[Grade.DAMAGE]:
        return exits.FAILED
    return exits.CONFIG if grades[Grade.INCOMPLETE] else exits.DONE


def _redact(arguments: argparse.Namespace) -> int:
    about = (arguments.target, arguments.reason, arguments.who, arguments.authority)
    try:
        if arguments.hold or arguments.release:
            count = hold(_engine(), RAW, *about, placed=arguments.hold)
            print(f"{count} records {'under' if arguments.hold else 'free of'} legal hold")
        else:
            print(f"{redact(_engine(), RAW, *about)} records redacted")
    except Refused as error:
        return _fail(str(error), exits.CONFIG)
    return exits.DONE


def _migrate(arguments: argparse.Namespace) -> int:
    engine = database.connect(settings.SYRIA_NEWS_DATABASE)
    database.migrate(engine)
    print(f"{database.name(engine)} is up to date")
    return exits.DONE


def _search(arguments: argparse.Namespace) -> int:
    wanted = " ".join(arguments.words)
    if not search.words(wanted):
        return _fail(f"there is no word in {wanted}", exits.CONFIG)
    names = places.sought(wanted)
    hits = transact(_engine(), partial(search.find, query=wanted, limit=arguments.limit, names=names))
    _table(
        ("id", "published", "outlet", "title", "url"),
        [(h.article_id, h.published, h.outlet, h.title, h.url) for h in hits],
    )
    return exits.DONE


def _diff(arguments: argparse.Namespace) -> int:
    with _engine().connect() as conn:
        article_id = clusters.find(conn, arguments.article)
        if article_id is None:
            return _fail(f"no article {arguments.article}", exits.CONFIG)
        outlet, url = changes.address(conn, article_id)
        revisions = [read for found in changes.revised(conn, [article_id]) for read in found]
    if arguments.html:
        arguments.html.write_text(display.html(outlet, url, revisions), encoding="utf-8")
        return exits.DONE
    for line in display.terminal(revisions, colour=sys.stdout.isatty()) if revisions else ["one revision only"]:
        print(line)
    return exits.DONE


def _why(arguments: argparse.Namespace) -> int:
    with _engine().connect() as conn:
        one, other = (clusters.find(conn, given) for given in arguments.articles)
        if one is None or other is None:
            return _fail(f"no article {arguments.articles[0 if one is None else 1]}", exits.CONFIG)
        lines = list(display.reasons(stories.why(conn, one, other)))
    print("\n".join(lines))
    return exits.DONE


def _restory(arguments: argparse.Namespace) -> int:
    background = furniture.lines_of(furniture.load(ARCHIVE / furniture.NAME), furniture.Verdict.BACKGROUND)
    lines = sorted(set().union(*background.values()))
    return _counted(Counter(articles=stories.restory(_engine(), lines)))


def _raw(arguments: argparse.Namespace) -> int:
    given = arguments.article
    is_id = given.isascii() and given.isdigit() and int(given) < MOST
    places = transact(
        _engine(),
        partial(captures.of_article, article_id=int(given)) if is_id else partial(captures.find, url=given),
    )
    if not places:
        return _fail(f"nothing in the archive for {given}", exits.CONFIG)
    try:
        record = warc.read(RAW, places[0])
    except warc.Damaged as damage:
        return _fail(str(damage), exits.FAILED)
    if arguments.headers:
        head = b"".join(name + b": " + value + b"\r\n" for name, value in record.headers)
        sys.stdout.buffer.write(b"HTTP/1.1 %d\r\n%s\r\n" % (record.status, head))
    sys.stdout.buffer.write(record.body)
    return exits.DONE


def _runs(arguments: argparse.Namespace) -> int:
    found = transact(_engine(), partial(runs.latest, limit=arguments.limit))
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
    _table(("id", "command", "outlet", "started", "reason", *names, "alarms"), rows)
    return exits.DONE


def _outlets(arguments: argparse.Namespace) -> int:
    stored = {row.outlet: row for row in transact(_engine(), query.per_outlet)}
    rows = []
    for name in sorted({*_declared(), *stored}):
        row, outlet = stored.get(name), _declared().get(name)
        rows.append((name, outlet.title if outlet else "", row.articles if row else 0, row.newest if row else None))
    _table(("outlet", "title", "articles", "newest"), rows)
    return exits.DONE


def _query(arguments: argparse.Namespace) -> int:
    try:
        names, rows = query.run(_engine(), arguments.sql)
    except query.BadQuery as error:
        return _fail(str(error), exits.CONFIG)
    shown = [[_json(value) for value in row] for row in rows]
    if arguments.csv:
        writer = csv.writer(sys.stdout)
        writer.writerows([names, *([cell(value) for value in row] for row in shown)])
    else:
        _table(names, shown)
    return exits.DONE


def _engine() -> sa.Engine:
    engine = database.connect(settings.SYRIA_NEWS_DATABASE)
    database.prepare(engine)
    return engine


def _check(outlet: str | None) -> None:
    """Raises `UnknownOutlet` for a name that is neither declared nor in the archive."""
    if outlet is None or outlet in _declared():
        return
    if outlet not in {row.outlet for row in transact(_engine(), query.per_outlet)}:
        raise UnknownOutlet(f"no outlet {outlet}; `syria-news outlets` shows them")


def _declared() -> dict[str, Outlet]:
    """The outlets of the spiders, by name."""
    from scrapy.spiderloader import SpiderLoader  # noqa: PLC0415 - half a second that `--help` needn't wait
    from scrapy.utils.project import get_project_settings  # noqa: PLC0415

    loader = SpiderLoader.from_settings(get_project_settings())
    found = (getattr(loader.load(name), "outlet", None) for name in sorted(loader.list()))
    return {outlet.name: outlet for outlet in found if outlet is not None}


def _counted(counts: Counter[str]) -> int:
    print(", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "nothing to do")
    bad = ("damaged", "broken_files", "broken_lines", "failed", "rejected/crashed", "rejected/timeout")
    return exits.FAILED if any(counts[name] for name in bad) else exits.DONE


def _some(number: str) -> int:
    """A number of rows: argparse says no to what is none."""
    if not number.isdecimal() or not 0 < int(number) < MOST:
        raise argparse.ArgumentTypeError(f"{number} is no number of rows")
    return int(number)


def _json(value: Any) -> Any:
    """A list or an object as SQLite keeps it, which Postgres hands out as values."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _table(names: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    """Tab-separated, one row a line; a page's own tabs, line ends and escapes don't get through."""
    print("\t".join(names))
    for row in rows:
        print("\t".join("" if value is None else for_terminal(str(value)) for value in row))


def _fail(message: str, code: int) -> int:
    print(f"syria-news: {for_terminal(message)}", file=sys.stderr)
    return code
