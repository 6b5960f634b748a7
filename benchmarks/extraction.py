"""Our extraction beside others', on the same saved pages in one run.

    uv run python benchmarks/extraction.py [PAGES] [--every N] [--since YEAR]

PAGES is a folder of saved pages with gold text (`index.csv`, `<outlet>/<id>.html.gz`, `<outlet>/<id>.json`). Scores are
over multisets of 4-token shingles, averaged over pages; the interval is a 95 % bootstrap over pages. CPU seconds are
this process's own, one page after the other; peak memory is that of a process which reads the same pages and nothing
else. Paragraphs that the gold calls optional count neither way.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import mean

from lxml import html

from syria_news.extract import extract
from syria_news.extract.layouts import layouts
from syria_news.model import Page, Rejected, Rules

DEFAULT = Path(__file__).parents[1].parent / "shared" / "pages"
FETCHED = datetime(2026, 11, 24, tzinfo=UTC)
_TOKEN = re.compile(r"[぀-ヿ一-鿿]|[^\W぀-ヿ一-鿿]+")
_SHINGLE = 4
_RESAMPLES = 1_000

Shingles = Counter[tuple[str, ...]]


@dataclass(frozen=True)
class Case:
    """A saved page and what people say stands in it."""

    path: Path
    url: str
    outlet: str
    year: int
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


def shingles(text: str) -> Shingles:
    """The text's 4-token shingles, with their counts; ideographs are tokens by themselves."""
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())
    if len(tokens) < _SHINGLE:
        return Counter([tuple(tokens)] if tokens else [])
    return Counter(tuple(tokens[index : index + _SHINGLE]) for index in range(len(tokens) - _SHINGLE + 1))


def score(case: Case, text: str) -> Score:
    """Compare a text with the gold."""
    gold = shingles(case.gold)
    found = shingles(text)
    for optional in case.optional:
        found -= shingles(optional) - gold
    shared = sum((gold & found).values())
    precision = shared / sum(found.values()) if found else 0.0
    recall = shared / sum(gold.values()) if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    foreign = 0
    for line in text.split("\n"):
        own = shingles(line)
        foreign += bool(own) and sum((own & gold).values()) < 0.5 * sum(own.values())
    return Score(case, precision, recall, f1, case.gold.split() == text.split(), foreign, not text.strip())


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
    return Case(
        path=folder / f"{row['path']}.html.gz",
        url=gold["url"] or f"http://{row['outlet_domain']}/",
        outlet=row["outlet_domain"],
        year=int(row["published_year"] or _YEARS.get(row["source"], 2012)),
        gold="\n\n".join(paragraphs[len(headline) :]),
        optional=(*optional, *headline),
    )


def _ours(case: Case, body: bytes, rules: tuple[Rules, ...]) -> str:
    try:
        return extract(Page("benchmark", case.url, body, FETCHED), rules).text
    except Rejected:
        return ""


def _with_rules(case: Case, body: bytes) -> str:
    return _ours(case, body, layouts(case.outlet))


def _without_rules(case: Case, body: bytes) -> str:
    return _ours(case, body, ())


def _trafilatura(case: Case, body: bytes) -> str:
    document = import_module("trafilatura").bare_extraction(body, include_comments=False, with_metadata=True)
    return (document.text or "") if document else ""


def _trafilatura_fast(case: Case, body: bytes) -> str:
    return import_module("trafilatura").extract(body, include_comments=False, fast=True) or ""


def _newspaper(case: Case, body: bytes) -> str:
    article = import_module("newspaper").Article(case.url)
    article.download(input_html=body.decode("utf-8", "replace"))
    article.parse()
    return str(article.text)


def _readability(case: Case, body: bytes) -> str:
    summary = import_module("readability").Document(body.decode("utf-8", "replace")).summary()
    return " ".join(str(text) for text in html.fromstring(summary).itertext())


def _resiliparse(case: Case, body: bytes) -> str:
    reader = import_module("resiliparse.extract.html2text")
    return str(reader.extract_plain_text(body.decode("utf-8", "replace"), main_content=True))


Tool = Callable[[Case, bytes], str]
TOOLS: dict[str, tuple[Tool, str]] = {
    "ours, with rules": (_with_rules, "syria_news"),
    "ours, without rules": (_without_rules, "syria_news"),
    "trafilatura": (_trafilatura, "trafilatura"),
    "trafilatura fast, text only": (_trafilatura_fast, "trafilatura"),
    "newspaper4k": (_newspaper, "newspaper"),
    "readability-lxml": (_readability, "readability"),
    "resiliparse": (_resiliparse, "resiliparse"),
    "fundus": (_without_rules, "fundus"),
}


def run(tool: Tool, given: list[Case]) -> tuple[list[Score], float]:
    """The tool's scores, and its CPU seconds."""
    seconds = 0.0
    scores = []
    tool(given[0], given[0].read())  # models and patterns are loaded before the clock runs
    for case in given:
        body = case.read()
        started = time.process_time()
        try:
            text = tool(case, body)
        except Exception as error:  # a peer's crash on a page is its result there, not ours
            print(f"{case.path.name}: {type(error).__name__}", file=sys.stderr)
            text = ""
        seconds += time.process_time() - started
        scores.append(score(case, text))
    return scores, seconds


def interval(values: list[float]) -> tuple[float, float]:
    """The 95 % bootstrap interval of their mean."""
    chance = random.Random(1)
    means = sorted(mean(chance.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    return means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES)]


def line(name: str, scores: list[Score], seconds: float | None = None, memory: str = "") -> str:
    """One row of the table."""
    low, high = interval([one.f1 for one in scores])
    speed = f"{len(scores) / seconds:.1f}" if seconds else ""
    return (
        f"| {name} | {len(scores)} | {mean(s.precision for s in scores):.3f} | {mean(s.recall for s in scores):.3f} "
        f"| {mean(s.f1 for s in scores):.3f} ({low:.3f}-{high:.3f}) | {mean(s.exact for s in scores):.2f} "
        f"| {mean(s.f1 >= 0.98 for s in scores):.2f} | {sum(s.f1 < 0.8 for s in scores)} "
        f"| {mean(s.foreign for s in scores):.1f} | {sum(s.empty for s in scores)} | {speed} | {memory} |"
    )


HEADER = (
    "| tool | pages | P | R | F1 (95 %) | exact | F1 >= .98 | < .80 | foreign lines | empty | pages/CPU-s | peak MB |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def _installed() -> Iterator[tuple[str, Tool]]:
    for name, (tool, module) in TOOLS.items():
        if find_spec(module) is None:
            print(f"{name}: not installed")
        elif name == "fundus":
            print("fundus: installed, but its parsers need its own crawler's objects; compare by its own benchmark")
        else:
            yield name, tool


def _peak(name: str, arguments: argparse.Namespace) -> str:
    """Peak memory in MB of a process that runs this one tool."""
    command = [sys.executable, __file__, str(arguments.pages), "--every", str(max(arguments.every, 10)), "--only", name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip().split("\n")[-1]


def _peak_of_this_process() -> int:
    """In MB. Not `getrusage`: that remembers the parent's peak across an exec."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("pages", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--every", type=int, default=1, help="one page in so many")
    parser.add_argument("--since", type=int, default=0, help="only pages of this year and later")
    parser.add_argument("--only", help="run this one tool and print its peak memory in MB")
    arguments = parser.parse_args()
    given = cases(arguments.pages, arguments.every, arguments.since)
    if arguments.only:
        run(TOOLS[arguments.only][0], given)
        print(_peak_of_this_process())
        return
    results = {name: run(tool, given) for name, tool in _installed()}
    print(f"\nAll pages\n\n{HEADER}")
    for name, (scores, seconds) in results.items():
        print(line(name, scores, seconds, _peak(name, arguments)))
    ruled = {case.path for case in given if layouts(case.outlet)}
    recent = {case.path for case in given if case.year >= 2016}
    for title, chosen in (("Pages from 2016 on", recent), ("Outlets with rules, from 2016 on", recent & ruled)):
        print(f"\n{title}\n\n{HEADER}")
        for name, (scores, _) in results.items():
            if some := [one for one in scores if one.case.path in chosen]:
                print(line(name, some))
    print("\nOutlets with rules, by outlet\n\n| outlet | pages | ours, with rules | without | trafilatura |")
    print("|---|---|---|---|---|")
    for outlet in sorted({case.outlet for case in given if case.path in ruled}):
        columns = [[s.f1 for s in results[name][0] if s.case.outlet == outlet] for name in list(results)[:3]]
        print(f"| {outlet} | {len(columns[0])} | " + " | ".join(f"{mean(column):.3f}" for column in columns) + " |")


if __name__ == "__main__":
    main()
