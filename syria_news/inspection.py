"""One page looked into: what was kept of it, what was cut and by what, and what else it says of each field."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from syria_news import furniture, pool, urls, warc
from syria_news.extract.address import claimed_address
from syria_news.extract.layouts import layouts
from syria_news.extract.steps import Steps, steps
from syria_news.intake import intake
from syria_news.model import Article, Outlet, Page, Rejected
from syria_news.pool import Pool
from syria_news.store import captures


@dataclass(frozen=True)
class Inspection:
    """A page, what was read of it, and the account of how."""

    page: Page
    made: Article | Rejected
    steps: Steps


def of_file(path: Path, name: str | None = None) -> Page:
    """A saved page (`.html`, `.html.gz`), under the address it claims; of the outlet `name`. Raises `OSError`."""
    body = path.read_bytes()
    if path.suffix == ".gz":
        body = gzip.decompress(body)
    page = Page(outlet=name or "", url="", body=body, fetched=datetime.now(UTC).replace(microsecond=0))
    return replace(page, url=claimed_address(page))


def of_address(conn: sa.Connection, folder: Path, url: str, name: str | None = None) -> Page | None:
    """The newest response of an address in the raw archive's folder, None if there is none. Raises `warc.Damaged`."""
    for raw in captures.find(conn, url):
        record = warc.read(folder, raw)
        if record.status == 200:
            return record.page(name or (record.errand.outlet if record.errand else ""))
    return None


def inspect(page: Page, outlets: Mapping[str, Outlet], archive: Path) -> Inspection:
    """Read the page as a crawl would, with the archive's furniture, and account for it.

    Of an outlet that nobody declared it is read by the layouts of its host. Raises `Rejected` where the page
    is too much for a reader, `furniture.BadFurniture`.
    """
    outlet = outlets.get(page.outlet) or next((each for each in outlets.values() if each.owns(page.url)), None)
    if outlet is None:
        rules = layouts(urls.host(page.url))
        outlet = Outlet(name=page.outlet, title=page.outlet, home="", language="", sources=(), rules=rules)
    workers = Pool(1)
    try:
        repeated = furniture.cuts(archive).get(outlet.name, frozenset())
        return pool.result(workers.submit(_inspect, page, outlet, repeated), page.url)
    finally:
        workers.close(wait=False)


def _inspect(page: Page, outlet: Outlet, repeated: frozenset[str]) -> Inspection:
    made: Article | Rejected
    try:
        made = intake(page, outlet, True, repeated)
    except Rejected as rejected:
        made = rejected
    return Inspection(page, made, steps(page, outlet.rules, made, lambda line: furniture.normal(line) in repeated))
