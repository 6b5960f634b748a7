"""The commands of the account: `status`, `coverage`, `missed`, `retry`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import astuple, fields
from datetime import UTC, date, datetime
from functools import partial

import sqlalchemy as sa

from syria_news import exits
from syria_news.account import estimate
from syria_news.account.status import Status, status
from syria_news.console import Add, Lent, Unknown, table
from syria_news.model import Window
from syria_news.store import account
from syria_news.store.account import FATES, Day
from syria_news.store.database import transact


def add(command: Add, lent: Lent) -> None:
    """Add the commands to the command line."""
    text = "one line for each outlet: its last crawl, its newest article, what is odd"
    command("status", partial(_status, lent), text)
    _days(command("coverage", partial(_coverage, lent), "what outlets listed, day by day, and what became of it"))
    text = "the listed URLs of which there is no article, why, and the next try"
    _days(command("missed", partial(_missed, lent), text))
    sub = command("retry", partial(_retry, lent), "make what failed due now")
    sub.add_argument("outlet", nargs="?", metavar="OUTLET")


def _days(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("outlet", nargs="?", metavar="OUTLET")
    sub.add_argument("--since", type=_day, metavar="2024-12-01", help="the first day (UTC)")
    sub.add_argument("--until", type=_day, metavar="2024-12-08", help="the last day")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date; write it as 2024-12-06") from None


def _status(lent: Lent, _: argparse.Namespace) -> int:
    work = partial(status, declared=lent.declared(), moment=datetime.now(UTC))
    rows = [(*astuple(each)[:-1], "; ".join(each.alarms)) for each in transact(lent.engine(), work)]
    table([field.name for field in fields(Status)], rows)
    return exits.DONE


def _coverage(lent: Lent, arguments: argparse.Namespace) -> int:
    window, outlet = _wanted(lent, arguments)
    found = transact(lent.engine(), partial(account.days, window=window, outlet=outlet))
    table(("outlet", "day", "listed", *FATES), [astuple(each) for each in [*found, *_totals(found)]])
    for name in dict.fromkeys(each.outlet for each in found):

        def compared(conn: sa.Connection, name: str = name) -> estimate.Estimate | None:
            return estimate.compare(account.sightings(conn, window, name))

        guess = transact(lent.engine(), compared)
        few = f"no estimate of what was missed: no two listings had {estimate.ENOUGH} URLs in common"
        print(f"{name}: {guess or few}", file=sys.stderr)
    return exits.DONE


def _totals(found: Sequence[Day]) -> list[Day]:
    """One line for each outlet with several days, and one for all outlets."""
    lines = []
    for name in (*dict.fromkeys(each.outlet for each in found), ""):
        days = [each for each in found if name in {"", each.outlet}]
        if len({(each.outlet, each.day) for each in days}) > 1:
            sums = {column: sum(getattr(each, column) for each in days) for column in ("listed", *FATES)}
            lines.append(Day(name or "all", "all", **sums))
    return lines if len({each.outlet for each in found}) > 1 else lines[:1]


def _missed(lent: Lent, arguments: argparse.Namespace) -> int:
    window, outlet = _wanted(lent, arguments)
    with lent.engine().connect() as conn:
        rows = account.missed(conn, window, outlet)
        table(("outlet", "url", "became", "reason", "tries", "next_try"), rows)
    return exits.DONE


def _retry(lent: Lent, arguments: argparse.Namespace) -> int:
    outlet = _outlet(lent, arguments.outlet)
    count = transact(lent.engine(), partial(account.retry, moment=datetime.now(UTC), outlet=outlet))
    print(f"URLs due now: {count}; the next crawl fetches them")
    return exits.DONE


def _wanted(lent: Lent, arguments: argparse.Namespace) -> tuple[Window, str | None]:
    window = Window(arguments.since, arguments.until)
    if window.since and window.until and window.since > window.until:
        raise Unknown(f"--since {window.since} is after --until {window.until}")
    return window, _outlet(lent, arguments.outlet)


def _outlet(lent: Lent, name: str | None) -> str | None:
    if name is not None and name not in {*lent.declared(), *transact(lent.engine(), account.outlets)}:
        raise Unknown(f"no outlet {name}; `syria-news outlets` shows them")
    return name
