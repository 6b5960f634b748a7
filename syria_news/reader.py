"""`syria-news read`: pages to articles without a database, in parallel, in order."""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from syria_news import pool, urls
from syria_news.batch import ahead
from syria_news.extract import extract
from syria_news.extract.layouts import layouts
from syria_news.model import Article, Outlet, Page, Reason, Rejected, Rules
from syria_news.pool import Pool

AHEAD = 8
"""Pages that wait for each worker."""
FAULTS = (Reason.TRUNCATED, Reason.TIMEOUT, Reason.CRASHED)
"""What says nothing of the page: its file, or its reader, failed."""


@dataclass(frozen=True)
class Result:
    """What came of a line."""

    said: dict[str, Any]
    """As it is written out; `error` says why there is no article."""
    failed: bool
    """Whether nobody knows what the page is; one that is no article is a result like any other."""


def read(manifest: Path, outlets: Mapping[str, Outlet]) -> Iterator[Result]:
    """One result a line of the manifest (JSON lines with `id`, `url`, `path`), in its order.

    A path is taken from the working folder or else from the manifest's. Raises `OSError` where the manifest itself
    can't be read.
    """
    workers = Pool()
    try:
        with manifest.open(encoding="utf-8", errors="replace") as lines:
            yield from _results(workers, lines, manifest.parent, outlets)
    finally:
        workers.close(wait=False)


def _results(workers: Pool, lines: Iterable[str], folder: Path, outlets: Mapping[str, Outlet]) -> Iterator[Result]:
    def submit(line: str) -> tuple[Any, Future[Article] | str]:
        try:
            given = json.loads(line, parse_float=_number, parse_constant=_number)
        except (ValueError, RecursionError) as error:
            return None, f"not a line of JSON: {error}"
        if not isinstance(given, dict):
            return None, "not a line of a manifest: no object"
        path, url = given.get("path"), given.get("url") or ""
        if not isinstance(path, str) or not isinstance(url, str):
            return given.get("id"), "not a line of a manifest: it needs a path, and its url is a string"
        found = path if Path(path).exists() else str(folder / path)
        if not Path(found).is_file():
            return given.get("id"), f"{path}: no such file"
        return given.get("id"), workers.submit(_read, found, url, _rules(url, outlets))

    for _, (ident, reading) in ahead((line for line in lines if line.strip()), submit, AHEAD * workers.workers):
        if isinstance(reading, str):
            yield Result(_error(ident, reading), failed=True)
            continue
        read = pool.attempt(reading, "")
        if isinstance(read, Rejected):
            yield Result(_error(ident, str(read)), failed=read.reason in FAULTS)
        else:
            yield Result(_line(ident, read), failed=False)


def _number(said: str) -> float:
    """A number that can be said again in JSON. Raises `ValueError`."""
    number = float(said)
    if not math.isfinite(number):
        raise ValueError(f"{said[:20]} is no number")
    return number


def _rules(url: str, outlets: Mapping[str, Outlet]) -> tuple[Rules, ...]:
    declared = next((each.rules for each in outlets.values() if each.owns(url)), ())
    return declared or layouts(urls.host(url))


def _read(path: str, url: str, rules: tuple[Rules, ...]) -> Article:
    try:
        body = Path(path).read_bytes()
        if path.endswith(".gz"):
            body = gzip.decompress(body)
    except (OSError, EOFError, zlib.error) as error:
        raise Rejected(Reason.TRUNCATED, url, f"{path} can't be read: {error}") from error
    return extract(Page("", url, body, datetime.now(UTC).replace(microsecond=0), ""), rules)


def _line(ident: Any, article: Article) -> dict[str, Any]:
    return {
        "id": ident,
        "title": article.title,
        "body": article.text,
        "captions": article.captions,
        "authors": article.authors,
        "published": article.published.isoformat() if article.published else None,
        "modified": article.modified.isoformat() if article.modified else None,
        "language": article.language,
        "credit": article.credit,
        "notes": article.notes,
        "access": article.access,
        "error": None,
    }


def _error(ident: Any, error: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"title": None, "body": "", "captions": [], "authors": [], "published": None}
    empty |= {"modified": None, "language": None, "credit": None, "notes": [], "access": None}
    return {"id": ident, **empty, "error": error}
