"""`verify --deep`: articles and listings are read again, and compared with what is stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from syria_news import furniture
from syria_news.evidence import software
from syria_news.evidence.verify import Verification
from syria_news.ingest import ingest
from syria_news.store import database
from syria_news.store.tables import listed_url, sighting
from tests import archives
from tests.archives import Archive
from tests.verifying import FEEDS, listings


def test_all_that_was_read_is_compared_where_it_is_read_again(database_url: str, tmp_path: Path) -> None:
    archive = archives.ingested(Archive(tmp_path / "archive", database_url), 6)
    assert not archive.findings(deep=True)
    engine = archive.engine()
    columns = [column for table, column, _ in archives.READ if table == "revision"]
    sets = ", ".join(f"{column} = {value}" for table, column, value in archives.READ if table == "revision")
    with engine.begin() as conn:
        [kept] = conn.execute(sa.text("SELECT published FROM revision WHERE id = 1")).scalars()
        conn.exec_driver_sql(f"UPDATE revision SET {sets} WHERE id = 1")
        conn.exec_driver_sql("DELETE FROM mention WHERE revision_id = 2")
        conn.exec_driver_sql("UPDATE mention SET name = 'Elsewhere' WHERE revision_id = 3")
        conn.exec_driver_sql("UPDATE search_text SET body = 'elsewhere' WHERE article_id = 4")
        conn.exec_driver_sql("UPDATE search_text SET title = 'elsewhere' WHERE article_id = 5")
    assert kept
    assert not archive.findings(), "without reading again nobody can tell"
    first, second, third, *words = (str(each) for each in archive.damage(deep=True))
    assert "reads otherwise than revision 1 of article 1 says: " in first
    assert sorted(first.rpartition(": ")[2].split(", ")) == sorted(columns)
    assert second.endswith("revision 2 of article 2 says: mentions")
    assert third.endswith("revision 3 of article 3 says: mentions")
    assert [line.partition(" (")[0] for line in words] == ["damage: article 4", "damage: article 5"]
    engine.dispose()


@pytest.mark.parametrize("newer", ["", "software"])
def test_a_line_of_a_listing_that_the_ledger_lost_is_found_where_listings_are_read_again(
    newer: str, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of an address that nobody ever fetched, and one of several sightings of an address."""
    archive = Archive(tmp_path / "archive", database_url)
    engine = archive.engine()
    ingest(engine, archive.raw, FEEDS, [listings(tmp_path)])

    def verified() -> list[str]:
        return [str(each) for each in Verification(engine, archive.raw, deep=FEEDS)]

    assert not verified()
    if newer:
        monkeypatch.setattr(software, "LIBRARIES", ())
    for edit in (
        "DELETE FROM sighting WHERE listed_url_id = 2 AND source = 'https://example.org/feed.xml'",
        "UPDATE sighting SET first_listed = '2024-12-06 13:00:00' WHERE listed_url_id = 2 AND source = 'https://example.org/feed.xml'",
        "DELETE FROM sighting WHERE listed_url_id = 2; DELETE FROM listed_url WHERE id = 2",
    ):
        with engine.begin() as conn:
            kept = {table: conn.execute(sa.select(table)).all() for table in (listed_url, sighting)}
            for statement in edit.split("; "):
                conn.exec_driver_sql(statement.replace("13:00:00'", "13:00:00.000000'"))
        grades = {line.partition(":")[0] for line in verified() if "of its 3 lines have no sighting" in line}
        assert grades == {"incomplete" if newer else "damage"}, (edit, verified())
        with engine.begin() as conn:
            for table in (sighting, listed_url):
                conn.execute(sa.delete(table))
            for table in (listed_url, sighting):
                conn.execute(sa.insert(table), [row._asdict() for row in kept[table]])
    assert not verified()
    engine.dispose()


@pytest.mark.parametrize("newer", ["software", "furniture"])
def test_what_other_rules_would_read_is_no_damage(newer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = archives.ingested(Archive(tmp_path / "read"))
    archive.sql("UPDATE revision SET language = 'de' WHERE id = 2")
    assert len(archive.damage(deep=True)) == 1
    if newer == "software":
        monkeypatch.setattr(software, "versions", lambda: {"syria-news": "99"})
    else:
        (archive.home / furniture.NAME).write_text("outlet,line,verdict\n")
    [line] = [str(each) for each in archive.findings(deep=True)]
    assert line.startswith("incomplete: ")
    assert "revision 2 of article 2 says: language, and other rules read it then" in line


def test_a_text_that_came_back_is_as_it_was_read_first(database_url: str, tmp_path: Path) -> None:
    """Captures that come late let it begin again with what its first capture said beside it."""
    archive, engine = Archive(tmp_path / "archive", database_url), database.connect(database_url)
    for hour, report, author in ((10, "Ten", "A. Writer"), (12, "Ten", "B. Writer"), (11, "Twelve", "A. Writer")):
        line = {
            "url": "https://example.org/back",
            "title": "Shelling of Aleppo",
            "text": f"{report} buses reached Homs, Syria, after the shelling of Aleppo.",
            "authors": [author],
            "fetched": f"2024-12-06T{hour}:00:00Z",
        }
        (tmp_path / "a.jsonl").write_text(json.dumps(line))
        ingest(engine, archive.raw, {}, [tmp_path / "a.jsonl"], outlet="demo")
    with engine.connect() as conn:
        assert conn.scalar(sa.text("SELECT count(*) FROM revision")) == 3
    assert not archive.findings(deep=True)
    engine.dispose()
