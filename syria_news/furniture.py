"""Lines that an outlet repeats: learned from what is stored (`learning.py`), overruled by people, cut at intake.

They stand in one file beside the raw archive, `furniture.csv`, since they are rules: a replay with the same file gives
the same articles. What a verdict is follows from precision first: a line is cut only where its words or its place say
that it is furniture. A sentence that recurs is background: it stays in the text, and whoever compares texts can leave
it out. People change a verdict in the file (and add lines); a verdict that stands is never changed by learning.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from syria_news.enrich.fingerprint import words
from syria_news.text import cell

NAME = "furniture.csv"
"""The file's name, in the archive's folder."""
PARAGRAPHS = "\n\n"
_COLUMNS = ("outlet", "line", "articles", "days", "first", "last", "verdict", "by")


class Verdict(StrEnum):
    """What becomes of a repeated line."""

    CUT = "cut"
    BACKGROUND = "background"
    """It stays, and is no evidence that two articles tell one story."""
    KEEP = "keep"
    """It stays, and is a line like any other."""


class By(StrEnum):
    """Who says so."""

    LEARNED = "learned"
    PERSON = "person"


class BadFurniture(ValueError):
    """The file is not one of ours: a column is missing, or a verdict is none."""


@dataclass(frozen=True)
class Line:
    """A line that an outlet repeats, as a row of the file has it."""

    outlet: str
    line: str
    verdict: Verdict
    by: By = By.PERSON
    articles: int = 0
    days: int = 0
    """Dates on which it stood, of publication or, where there is none, of the first fetch."""
    first: date | None = None
    last: date | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Equal for the same line of the same outlet."""
        return self.outlet, normal(self.line)


def normal(line: str) -> str:
    """The line as repetitions share it: folded words, no punctuation; "" where there are none."""
    return " ".join(words(line))


# -- using it


def lines_of(lines: Iterable[Line], verdict: Verdict) -> dict[str, frozenset[str]]:
    """The normal forms of the lines with this verdict, by outlet."""
    found: dict[str, set[str]] = {}
    for each in lines:
        if each.verdict == verdict:
            found.setdefault(each.outlet, set()).add(each.key[1])
    return {outlet: frozenset(forms) for outlet, forms in found.items()}


def cuts(folder: Path) -> Mapping[str, frozenset[str]]:
    """What to cut, by outlet, as the archive's folder has it. Raises `BadFurniture`."""
    return lines_of(load(folder / NAME), Verdict.CUT)


def without(text: str, forms: frozenset[str]) -> str:
    """The text without the paragraphs that are one of these lines."""
    if not forms:
        return text
    return PARAGRAPHS.join(each for each in text.split(PARAGRAPHS) if normal(each) not in forms)


# -- the file


def load(path: Path) -> tuple[Line, ...]:
    """The file's lines, none where there is no file. Raises `BadFurniture`.

    A row that people add needs outlet, line and verdict. The counts and dates decide nothing; what a spreadsheet made
    of them is read as far as it can be.
    """
    if not path.exists():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not {"outlet", "line", "verdict"} <= set(reader.fieldnames or ()):
            raise BadFurniture(f"{path.name}: the first row must name the columns {', '.join(_COLUMNS)}")
        return tuple(_loaded(row, f"{path.name}, line {reader.line_num}") for row in reader)


def _loaded(row: Mapping[str, str | None], where: str) -> Line:
    def given(name: str) -> str:
        return (row.get(name) or "").strip()

    try:
        verdict, by = Verdict(given("verdict").lower()), By(given("by").lower() or By.PERSON)
    except ValueError as error:
        raise BadFurniture(f"{where}: {error}; a verdict is {', '.join(Verdict)}; by is {', '.join(By)}") from error
    line = given("line")
    if line.startswith("'") and cell(line[1:]) == line:
        line = line[1:]
    return Line(
        outlet=given("outlet"),
        line=line,
        verdict=verdict,
        by=by,
        articles=_number(given("articles")),
        days=_number(given("days")),
        first=_date(given("first")),
        last=_date(given("last")),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def save(path: Path, lines: Iterable[Line]) -> None:
    """Write the file, all of it or nothing; with a mark that lets spreadsheets read its Arabic."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for each in sorted(lines, key=lambda line: (line.outlet, line.verdict, -line.articles, line.line)):
            row = (each.outlet, each.line, each.articles, each.days, each.first, each.last, each.verdict, each.by)
            writer.writerow([cell(value) for value in row])
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
