"""Saved pages with gold text, and how a tool's text is scored against it.

Scores are over multisets of 4-token shingles. Paragraphs that the gold calls optional count neither way.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

PAGES = Path(__file__).parents[1].parent / "shared" / "pages"
"""`index.csv`, `<outlet>/<id>.html.gz`, `<outlet>/<id>.json`."""

_TOKEN = re.compile(r"[぀-ヿ一-鿿]|[^\W぀-ヿ一-鿿]+")
_SHINGLE = 4

Shingles = Counter[tuple[str, ...]]


@dataclass(frozen=True)
class Case:
    """A saved page and what people say stands in it."""

    path: Path
    url: str
    outlet: str
    year: int
    day: date | None
    """When it was published, where the gold says so."""
    gold: str
    optional: tuple[str, ...]

    def read(self) -> bytes:
        """The page's bytes."""
        return gzip.decompress(self.path.read_bytes())


@dataclass(frozen=True)
class Score:
    """How one tool did on one page."""

    case: Case
    precision: float
    recall: float
    f1: float
    exact: bool
    foreign: int
    """Lines kept of which less than half is in the gold."""
    empty: bool


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())


def shingles(text: str) -> Shingles:
    """The text's 4-token shingles, with their counts; ideographs are tokens by themselves."""
    tokens = _tokens(text)
    if len(tokens) < _SHINGLE:
        return Counter([tuple(tokens)] if tokens else [])
    return Counter(tuple(tokens[index : index + _SHINGLE]) for index in range(len(tokens) - _SHINGLE + 1))


def score(case: Case, text: str) -> Score:
    """Compare a text with the gold."""
    optional_lines = [_tokens(optional) for optional in case.optional]
    text = "\n".join(line for line in text.split("\n") if not line.strip() or _tokens(line) not in optional_lines)
    gold = shingles(case.gold)
    found = shingles(text)
    for optional in case.optional:
        found -= shingles(optional) - gold
    shared = sum((gold & found).values())
    precision = shared / sum(found.values()) if found else 0.0
    recall = shared / sum(gold.values()) if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    whole = f" {' '.join(_tokens(case.gold))} "
    foreign = sum(_is_foreign(line, gold, whole) for line in text.split("\n"))
    return Score(case, precision, recall, f1, case.gold.split() == text.split(), foreign, not text.strip())


def _is_foreign(line: str, gold: Shingles, whole: str) -> bool:
    tokens = _tokens(line)
    if len(tokens) < _SHINGLE:
        return bool(tokens) and f" {' '.join(tokens)} " not in whole
    own = shingles(line)
    return sum((own & gold).values()) < 0.5 * sum(own.values())


def cases(folder: Path, every: int, since: int) -> list[Case]:
    """The pages with full gold text, one in `every`, published in `since` or later."""
    with (folder / "index.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["gold_kind"] == "full-text"]
    found = [_case(folder, row) for row in rows[::every]]
    return [case for case in found if case.year >= since]


_YEARS = {
    "aeb": 2019,
    "atf": 2023,
    "misinfo": 2019,
    "fundus": 2024,
    "fundus-history": 2024,
    "fundus-eval": 2024,
    "wcxb": 2025,
}
"""The years of a source's pages, where the index has none (README of the pages)."""


def _case(folder: Path, row: dict[str, str]) -> Case:
    gold = json.loads((folder / f"{row['path']}.json").read_text(encoding="utf-8"))
    paragraphs = gold["body"].split("\n\n")
    headline = paragraphs[:1] if gold.get("body_starts_with_title") else []
    optional = [block["text"] for block in gold.get("blocks") or [] if block.get("kind") == "optional"]
    year = int(row["published_year"] or _YEARS.get(row["source"], 2012))
    said = re.match(r"\d{4}-\d{2}-\d{2}", gold["published"] or "")
    return Case(
        path=folder / f"{row['path']}.html.gz",
        url=gold["url"] or f"http://{row['outlet_domain']}/",
        outlet=row["outlet_domain"],
        year=year,
        day=date.fromisoformat(said[0]) if said else None,
        gold="\n\n".join(paragraphs[len(headline) :]),
        optional=(*optional, *headline),
    )
