"""The README's first command, and what people do next, on both databases."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.commands import ROOT, Place
from tests.rows import plain, rows

SAMPLE = "samples/homs-2024-12-06.warc.gz"
OUTLETS = ("upi", "aljazeera_en", "nbcnews", "nordictimes", "levant24", "syrianobserver")


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Place:
    return Place(tmp_path / "archive", database_url)


def test_the_first_command_fills_an_archive_and_the_second_time_changes_nothing(place: Place) -> None:
    done = place.scrapy("crawl", "upi", "-a", f"replay={SAMPLE}")
    assert done.returncode == 0, done.stderr
    assert "6 new" in done.stderr
    assert "1 copies" in done.stderr
    assert "rejected: 1 off_topic" in done.stderr
    assert "1 gone, 1 robots" in done.stderr
    assert str(place.archive) in done.stderr
    assert "SELECT" in done.stderr
    before = rows(place.database, "SELECT * FROM latest ORDER BY id")

    again = place.scrapy("crawl", "upi", "-a", f"replay={SAMPLE}")
    assert again.returncode == 0
    assert "nothing new" in again.stderr
    assert rows(place.database, "SELECT * FROM latest ORDER BY id") == before
    records = [row.record_id for row in rows(place.database, "SELECT record_id FROM capture")]
    assert len(records) == len(set(records))
    refreshed = place.scrapy("crawl", "upi", "-a", f"replay={SAMPLE}", "-a", "refresh=1")
    assert "0 new, 0 revised" in refreshed.stderr
    assert rows(place.database, "SELECT * FROM latest ORDER BY id") == before


def test_every_outlet_crawls_and_a_replay_gives_the_same_articles(place: Place, tmp_path: Path) -> None:
    for outlet in OUTLETS:
        done = place.scrapy("crawl", outlet, "-a", f"replay={SAMPLE}")
        assert done.returncode == 0, done.stderr
    articles = rows(place.database, "SELECT * FROM latest ORDER BY id")
    assert {row.outlet for row in articles} == set(OUTLETS)
    assert any(row.language == "ar" for row in articles)

    copies = "SELECT a.outlet AS first, p.outlet AS other FROM appearances AS p JOIN latest AS a ON a.id = p.article_id"
    pairs = {(row.first, row.other) for row in rows(place.database, copies) if row.first != row.other}
    assert pairs == {("aljazeera_en", "levant24")}

    fresh = Place(place.archive, f"sqlite:///{tmp_path / 'again.db'}")
    replayed = fresh.syria_news("replay")
    assert replayed.returncode == 0, replayed.stderr
    assert plain(rows(fresh.database, "SELECT * FROM latest ORDER BY id")) == plain(articles)


def test_the_whole_recording_taken_in_gives_both_readings_of_the_corrected_page(place: Place) -> None:
    done = place.syria_news("ingest", SAMPLE)
    assert done.returncode == 0, done.stderr
    corrected = rows(place.database, "SELECT id FROM latest WHERE revisions > 1")
    assert len(corrected) == 1
    first, second = rows(
        place.database, f"SELECT notes, text FROM revisions WHERE article_id = {corrected[0].id} ORDER BY number"
    )
    assert first.text != second.text
    assert not _loaded(first.notes)
    assert _loaded(second.notes)
    assert "known" in place.syria_news("ingest", SAMPLE).stdout


def test_words_are_found_in_both_scripts(place: Place) -> None:
    place.syria_news("ingest", SAMPLE)
    assert "Homs" in place.syria_news("search", "HOMS", "bridge").stdout
    arabic = place.syria_news("search", "حمص").stdout.splitlines()
    assert len(arabic) > 1
    assert len(place.syria_news("search", "ḥoms", "zebra").stdout.splitlines()) == 1


def _loaded(value: object) -> list[str]:
    return json.loads(value) if isinstance(value, str) else value  # type: ignore[no-any-return,return-value]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_scrapys_own_commands_work_as_usual(place: Place, tmp_path: Path) -> None:
    assert set(OUTLETS) <= set(place.scrapy("list").stdout.split())
    shell = place.scrapy("shell", "--nolog", "-c", "settings['BOT_NAME']")
    assert shell.stdout.strip() == "syria_news"
    written = place.scrapy("genspider", "-t", "outlet", "-d", "example_outlet", "example.com")
    assert "example_outlet" in place.scrapy("genspider", "-t", "outlet", "example_outlet", "example.com").stdout
    made = ROOT / "spiders" / "example_outlet.py"
    try:
        assert "example_outlet" in place.scrapy("list").stdout
    finally:
        made.unlink()
        shutil.rmtree(ROOT / "tests" / "outlets" / "example_outlet")
    assert written.returncode == 0
