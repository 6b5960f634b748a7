"""A disk that takes no more ends a run; the next one completes it."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from syria_news.store import database
from tests.crawling import crawl, here, page
from tests.site.server import Answer, serve, text


def test_a_full_disk_ends_the_run_with_3_and_the_next_one_completes_it(tmp_path: Path) -> None:
    noise = random.Random(3)
    names = [f"a{seed}" for seed in range(1, 9)]
    with serve() as site:
        for seed, name in enumerate(names, 1):
            body = page(name, seed).replace(b"</body>", b"<!-- %s --></body>" % noise.randbytes(200_000).hex().encode())
            site.answers[f"/news/{name}"] = Answer(body)
        site.feed(*names)
        place = here(tmp_path, site)
        full = crawl(replace(place, more={"LARGEST_FILE": "1000000"}), "-s", "DOWNLOAD_DELAY=0.1")
        assert full.code == 3, full.log
        assert "Traceback" not in full.log, full.log
        done = crawl(place)
    assert done.code == 0, done.log
    assert {row.state for row in done.ledger.values()} == {"stored"}


def test_a_database_that_can_not_grow_is_a_full_disk_too(tmp_path: Path) -> None:
    names = [f"a{seed}" for seed in range(1, 9)]
    with serve() as site:
        for seed, name in enumerate(names, 1):
            site.page(name, text(seed, 400))
        site.feed(*names)
        place = here(tmp_path, site)
        engine = database.connect(place.database)
        database.migrate(engine)
        engine.dispose()
        size = (tmp_path / "news.db").stat().st_size
        full = crawl(replace(place, more={"LARGEST_FILE": str(size // 3)}))
        assert full.code == 3, full.log
        done = crawl(place)
    assert done.code == 0, done.log
    assert {row.state for row in done.ledger.values()} == {"stored"}
