"""`syria-news`: what talks only to what we already have. The web is `scrapy`'s."""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import sqlalchemy as sa

from syria_news import (
    cluster,
    consult,
    display,
    exits,
    files,
    furniture,
    inspection,
    learning,
    schedule,
    settings,
    stories,
    warc,
)
from syria_news.account import commands as accounts
from syria_news.console import Lent, Unknown, fail, table
from syria_news.evidence import commands as keeping
from syria_news.evidence import signature
from syria_news.ingest import NotIngestible, ingest
from syria_news.model import Outlet, Page, Rejected, State
from syria_news.reader import read
from syria_news.replay import Unrecovered, preview, recover, replay
from syria_news.scout import command as scouting
from syria_news.store import database, query
from syria_news.store.database import DatabaseError, transact
from syria_news.text import spelled_out

ARCHIVE = Path(settings.SYRIA_NEWS_ARCHIVE)
RAW = ARCHIVE / "raw"
EXITS = "exit codes: 0 done, 1 done but some of it failed, 2 bad argument, 3 disk, 4 database, 5 recovery"


_UNKNOWN = re.compile(r"COMMAND: invalid choice: '(.*)' \(choose from")
"""What argparse says before it lists all commands."""


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
        code = fail(str(error), exits.DATABASE)
    except sa.exc.DBAPIError as error:
        code = fail(str(database.refusal(error)), exits.DATABASE)
    except (NotIngestible, Unknown, furniture.BadFurniture, signature.BadKey) as error:
        code = fail(str(error), exits.CONFIG)
    except Unrecovered as error:
        code = fail(str(error), exits.RECOVERY)
    except cluster.Lost as error:
        code = fail(str(error), exits.FAILED)
    except BrokenPipeError:  # `| head` is not an error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = exits.DONE
    except OSError as error:
        about = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        code = fail(about, exits.DISK if error.errno in exits.FULL else exits.CONFIG)
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

    lent = Lent(_engine, _declared, RAW)
    sub = command("ingest", _ingest, "take in WARC files, saved pages (.html), texts (.txt) and articles (.jsonl)")
    sub.add_argument("paths", nargs="+", metavar="PATH", help="or an address that fsspec knows, as s3://BUCKET/*.gz")
    text = "whose it all is, whatever it says itself; of WARC files only what is on its hosts, or all, if undeclared"
    sub.add_argument("--outlet", help=text)
    _add_scheduler(sub)
    sub = command("read", _read, "extract the pages of a manifest (JSON lines: id, url, path) without a database")
    sub.add_argument("manifest", type=Path)
    sub = command("replay", _replay, "read the raw archive again with today's rules")
    sub.add_argument("--outlet", help="only this outlet's files")
    _add_scheduler(sub)
    _add_rules(command)
    command("recover", _recover, "take in what runs that died left behind (every crawl does so for its outlet)")
    keeping.add(command, lent)
    command("migrate", _migrate, "bring the database's schema up to date")
    command("restory", _restory, "find all stories again, from nothing")
    consult.add(command, lent)
    accounts.add(command, lent)
    schedule.add(command, _declared)
    scouting.add(command, _engine, RAW)
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
    engine, outlets = _engine(), _declared()
    # What one that was broken off has written, and the database doesn't know of, would be written again.
    recover(engine, RAW, outlets, keep_off_topic=settings.SYRIA_NEWS_KEEP_OFF_TOPIC)
    counts = ingest(
        engine,
        RAW,
        outlets,
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
    failed = False
    for result in read(arguments.manifest, _declared()):
        print(spelled_out(json.dumps(result.said, ensure_ascii=False, allow_nan=False)))
        failed = failed or result.failed
    return exits.FAILED if failed else exits.DONE


def _replay(arguments: argparse.Namespace) -> int:
    return _counted(_now(replay(_engine(), RAW, _declared(), **_again(arguments))))


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
        return _counted(_now(counts))
    differences = 0
    for url, before, after in preview(engine, RAW, _declared(), **_again(arguments)):
        differences += 1
        for line in display.difference(url, before, after):
            print(line)
    print(f"{differences} pages would read otherwise in title, text or notes; nothing was written")
    return exits.DONE


def _furniture(arguments: argparse.Namespace) -> int:
    _check(arguments.outlet)
    before, after = learning.learn(_engine(), ARCHIVE, arguments.outlet)
    known = set(before)
    rows = [
        (each.verdict, each.by, each.articles, each.days, each.first, each.last, each.outlet, each.line)
        for each in sorted(after, key=lambda each: (each.outlet, each.verdict, -each.articles))
        if each not in known and arguments.outlet in {None, each.outlet}
    ]
    table(("verdict", "by", "articles", "days", "first", "last", "outlet", "line"), rows)
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
            return fail(f"no such file, and nothing in the archive for {arguments.page}", exits.CONFIG)
        seen = inspection.inspect(page, _declared(), ARCHIVE)
    except (Rejected, warc.Damaged) as error:
        return fail(str(error), exits.FAILED)
    if arguments.html:
        arguments.html.write_text(display.inspected_html(page.url, seen.made, seen.steps), encoding="utf-8")
        return exits.DONE
    for line in display.inspected(page.url, seen.made, seen.steps):
        print(line)
    return exits.DONE


def _recover(arguments: argparse.Namespace) -> int:
    return _counted(_now(recover(_engine(), RAW, _declared(), keep_off_topic=settings.SYRIA_NEWS_KEEP_OFF_TOPIC)))


def _migrate(arguments: argparse.Namespace) -> int:
    engine = database.connect(settings.SYRIA_NEWS_DATABASE)
    database.migrate(engine)
    print(f"{database.name(engine)} is up to date")
    return exits.DONE


def _restory(arguments: argparse.Namespace) -> int:
    background = furniture.lines_of(furniture.load(ARCHIVE / furniture.NAME), furniture.Verdict.BACKGROUND)
    lines = sorted(set().union(*background.values()))
    return _counted(Counter(articles=stories.restory(_engine(), lines)))


def _engine() -> sa.Engine:
    engine = database.connect(settings.SYRIA_NEWS_DATABASE)
    database.prepare(engine)
    return engine


def _check(outlet: str | None) -> None:
    """Raises `Unknown` for a name that is neither declared nor in the archive."""
    if outlet is None or outlet in _declared():
        return
    if outlet not in {row.outlet for row in transact(_engine(), query.per_outlet)}:
        raise Unknown(f"no outlet {outlet}; `syria-news outlets` shows them")


def _declared() -> dict[str, Outlet]:
    """The outlets of the spiders, by name."""
    from scrapy.spiderloader import SpiderLoader  # noqa: PLC0415 - half a second that `--help` needn't wait
    from scrapy.utils.project import get_project_settings  # noqa: PLC0415

    loader = SpiderLoader.from_settings(get_project_settings())
    found = (getattr(loader.load(name), "outlet", None) for name in sorted(loader.list()))
    return {outlet.name: outlet for outlet in found if outlet is not None}


def _now(counts: Counter[str]) -> Counter[str]:
    """The same, without what had failed when it was fetched: reading it again is all that could fail now."""
    return Counter({name: count for name, count in counts.items() if name != State.FAILED})


def _counted(counts: Counter[str]) -> int:
    print(", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "nothing to do")
    bad = ("damaged", "broken_files", "broken_lines", "failed", "rejected/crashed", "rejected/timeout")
    return exits.FAILED if any(counts[name] for name in bad) else exits.DONE
