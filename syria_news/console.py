"""What the command line's desks share: how a command is added, what they are lent, how they answer."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syria_news.model import Outlet
from syria_news.text import for_terminal

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
"""Adds a command: its name, what runs it and gives its exit code, and what it does in a line."""

MOST = 2**63
"""Ids are below it, in both databases."""


@dataclass(frozen=True)
class Lent:
    """What the command line lends to its desks."""

    engine: Callable[[], sa.Engine]
    declared: Callable[[], Mapping[str, Outlet]]
    raw: Path
    """The raw archive."""


class Unknown(ValueError):
    """An argument that makes no sense here: a name that no outlet has, days the wrong way round."""


def table(names: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print tab-separated, one row a line; a page's own tabs, line ends and escapes don't get through."""
    print("\t".join(names))
    for row in rows:
        print("\t".join("" if value is None else for_terminal(str(value)) for value in row))


def fail(message: str, code: int) -> int:
    """Say in one line what went wrong; the exit code."""
    print(f"syria-news: {for_terminal(message)}", file=sys.stderr)
    return code


def some(number: str) -> int:
    """A number of rows, as argparse reads one."""
    if not number.isdecimal() or not 0 < int(number) < MOST:
        raise argparse.ArgumentTypeError(f"{number} is no number of rows")
    return int(number)
