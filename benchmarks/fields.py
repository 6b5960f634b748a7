"""Titles, days, authors and languages beside what people say of the same saved pages.

    uv run python -m benchmarks.fields [PAGES] [--every N]

A title is right where it is the gold's after folding white space; a day where it is the gold's in UTC; authors where
they are the same set, whatever the case. `disputed.csv` names the pages whose gold says another thing than the page
shows its readers, and why (docs/extraction-metadata.md): each share is given with them and without.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.gold import PAGES
from benchmarks.peers import FETCHED
from syria_news.extract import extract
from syria_news.extract.layouts import layouts
from syria_news.model import Article, Page, Rejected

Gold = dict[str, Any]
DISPUTED = Path(__file__).with_name("disputed.csv")


def _title(gold: Gold, read: Article) -> bool:
    return str(gold["title"]).split() == (read.title or "").split()


def _day(gold: Gold, read: Article) -> bool:
    return read.published is not None and str(gold["published"])[:10] == read.published.date().isoformat()


def _authors(gold: Gold, read: Article) -> bool:
    return _names(gold["authors"]) == _names(read.authors)


def _names(names: Iterable[str]) -> set[str]:
    return {" ".join(unicodedata.normalize("NFKC", name).split()).casefold() for name in names}


def _language(gold: Gold, read: Article) -> bool:
    return bool(gold["language"] == read.language)


FIELDS: dict[str, Callable[[Gold, Article], bool]] = {
    "title": _title,
    "published": _day,
    "authors": _authors,
    "language": _language,
}


def disputed() -> dict[tuple[str, str], str]:
    """Why a page's gold is disputed, by page and field."""
    with DISPUTED.open(encoding="utf-8") as file:
        return {(row["page"], row["field"]): row["why"] for row in csv.DictReader(file)}


def read(folder: Path, path: str) -> tuple[Gold, Article]:
    """A page's gold, and what we read; a page that we refuse says nothing."""
    gold: Gold = json.loads((folder / f"{path}.json").read_text(encoding="utf-8"))
    url = gold["url"] or f"http://{gold['outlet_domain']}/"
    page = Page("benchmark", url, gzip.decompress((folder / f"{path}.html.gz").read_bytes()), FETCHED)
    try:
        return gold, extract(page, layouts(gold["outlet_domain"]))
    except Rejected:
        return gold, Article("benchmark", url, FETCHED, None, "")


def main() -> None:
    """Print the shares, and why gold is disputed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("pages", nargs="?", type=Path, default=PAGES)
    parser.add_argument("--every", type=int, default=1, help="one page in so many")
    arguments = parser.parse_args()
    why = disputed()
    right: dict[str, list[bool]] = {name: [] for name in FIELDS}
    agreed: dict[str, list[bool]] = {name: [] for name in FIELDS}
    causes: Counter[tuple[str, str]] = Counter()
    with (arguments.pages / "index.csv").open(encoding="utf-8") as file:
        paths = [row["path"] for row in csv.DictReader(file)][:: arguments.every]
    for path in paths:
        gold, article = read(arguments.pages, path)
        for name, is_right in FIELDS.items():
            if not gold[name]:
                continue
            right[name].append(is_right(gold, article))
            if (path, name) in why:
                causes[name, why[path, name]] += 1
            else:
                agreed[name].append(right[name][-1])
    print("| field | pages | right | pages with agreed gold | right |\n|---|---|---|---|---|")
    for name, all_, some in ((name, right[name], agreed[name]) for name in FIELDS):
        print(f"| {name} | {len(all_)} | {_share(all_)} | {len(some)} | {_share(some)} |")
    print("\n| field | why its gold is disputed | pages |\n|---|---|---|")
    for (name, cause), pages in sorted(causes.items()):
        print(f"| {name} | {cause} | {pages} |")


def _share(values: list[bool]) -> str:
    return f"{100 * sum(values) / len(values):.1f} %" if values else ""


if __name__ == "__main__":
    main()
