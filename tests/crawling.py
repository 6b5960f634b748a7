"""A crawl of the site on loopback, and what it left behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from syria_news import warc
from syria_news.store import database
from tests.commands import Place
from tests.site.server import Site, article, text

OK = "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8"


def page(name: str, seed: int = 0) -> bytes:
    return article(f"Report {name}", text(seed or sum(map(ord, name)))).encode()


def length(body: bytes) -> str:
    return f"\nContent-Length: {len(body)}"


@dataclass
class Trap:
    """A port that must stay silent."""

    address: str
    hits: int = 0


@dataclass(frozen=True)
class Result:
    """What a crawl left behind, by the last piece of each address."""

    code: int
    log: str
    ledger: dict[str, sa.Row[tuple[object, ...]]]
    records: dict[str, list[warc.Record]]
    place: Place

    def state(self, name: str) -> tuple[str, str]:
        row = self.ledger[name]
        return row.state, (row.reason or "").partition(":")[0]


def crawl(place: Place, *arguments: str, spider: str = "loopback") -> Result:
    done = place.scrapy("crawl", spider, *arguments)
    engine = database.connect(place.database)
    with engine.connect() as conn:
        rows = conn.execute(sa.text("SELECT url, state, reason, tries, next_try, changed FROM ledger")).all()
    engine.dispose()
    records: dict[str, list[warc.Record]] = {}
    for path in sorted((place.archive / "raw").glob("*.warc.gz")):
        for record in warc.walk(path):
            records.setdefault(record.url.rpartition("/")[2], []).append(record)
    return Result(done.returncode, done.stderr, {row.url.rpartition("/")[2]: row for row in rows}, records, place)


def here(folder: Path, site: Site) -> Place:
    return Place(folder / "archive", f"sqlite:///{folder / 'news.db'}", site.address)
