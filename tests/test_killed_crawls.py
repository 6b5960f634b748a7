"""What a crawl that was killed had in hand is taken in by the next."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from syria_news.evidence.finding import Grade
from syria_news.store import database
from tests.archives import Archive
from tests.commands import Place
from tests.site.server import serve, text


class Dying(Place):
    """A place where the crawl dies at a point."""

    def environment(self) -> dict[str, str]:
        return super().environment() | {"SCRAPY_SETTINGS_MODULE": "tests.site.dying", "DIE_AT": self.point}

    point = ""


CRAWLED = ("a1", "a2", "a3", "a4")


@pytest.mark.parametrize(
    ("point", "database_url"),
    [
        *(("middle write 4", "sqlite"), ("before commit 5", "sqlite"), ("before rename 1", "sqlite")),
        *(("before fsync 6", "postgres"), ("after commit 8", "postgres"), ("after rename 2", "postgres")),
    ],
    indirect=["database_url"],
)
def test_a_crawl_killed_at_a_step_is_completed_by_the_next(point: str, database_url: str, tmp_path: Path) -> None:
    with serve() as site:
        for seed, name in enumerate(CRAWLED, 1):
            site.page(name, text(seed))
        site.feed(*CRAWLED)
        dying, place = (kind(tmp_path / "archive", database_url, site.address) for kind in (Dying, Place))
        object.__setattr__(dying, "point", point)
        assert dying.scrapy("crawl", "loopback").returncode == -9
        done = place.scrapy("crawl", "loopback")
        assert done.returncode == 0, done.stderr
        engine = database.connect(database_url)
        with engine.connect() as conn:
            urls = conn.execute(sa.text("SELECT url FROM latest ORDER BY url")).scalars().all()
            states = conn.execute(sa.text("SELECT DISTINCT state FROM ledger")).scalars().all()
        engine.dispose()
        assert [url.rpartition("/")[2] for url in urls] == list(CRAWLED)
        assert states == ["stored"]
        found = [str(each) for each in Archive(place.archive, database_url).findings() if each.grade != Grade.NOTE]
        assert not found


def test_the_lines_of_a_feed_that_a_killed_crawl_had_archived_are_entered_and_fetched(
    database_url: str, tmp_path: Path
) -> None:
    """Its row stands, its lines don't; and by the next crawl they have left the feed."""
    with serve() as site:
        for seed, name in enumerate(CRAWLED, 1):
            site.page(name, text(seed))
        site.feed(*CRAWLED[:3])
        dying, place = (kind(tmp_path / "archive", database_url, site.address) for kind in (Dying, Place))
        object.__setattr__(dying, "point", "before enter 1")
        assert dying.scrapy("crawl", "loopback").returncode == -9
        site.feed(CRAWLED[3])
        done = place.scrapy("crawl", "loopback")
        assert done.returncode == 0, done.stderr
        engine = database.connect(database_url)
        with engine.connect() as conn:
            lines = conn.execute(sa.text("SELECT url, state, listed_at FROM ledger ORDER BY url")).all()
        engine.dispose()
        assert [(url.rpartition("/")[2], state) for url, state, _ in lines] == [(name, "stored") for name in CRAWLED]
        assert {source for *_, source in lines} == {f"http://{site.address}/feed.xml"}
        assert not [each for each in Archive(place.archive, database_url).findings() if each.grade != Grade.NOTE]
