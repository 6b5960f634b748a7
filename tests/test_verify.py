"""`verify` finds what was changed and nothing else; `redact` leaves a trace and an archive that is clean."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from syria_news import batch, furniture, keep, warc
from syria_news.batch import Belt, Done, Line, taken
from syria_news.discover.feed import Feed
from syria_news.discover.sitemap import Sitemap
from syria_news.evidence import chain, crosschecks, manifest, redact, rows, signature, software, timestamp
from syria_news.evidence.finding import Book, Grade
from syria_news.evidence.redact import Refused
from syria_news.evidence.verify import Verification
from syria_news.ingest import ingest
from syria_news.keep import Reading
from syria_news.model import Article, Entry, Outlet, Page, Raw, Reason, Rejected, State
from syria_news.pool import LISTING
from syria_news.replay import recover, replay
from syria_news.store import articles, captures, contradictions, database, ledger, runs
from syria_news.store.captures import Capture
from syria_news.store.database import transact
from syria_news.store.ledger import Settled
from syria_news.store.tables import listed_url, sighting
from syria_news.warc import Role
from tests import archives, killing
from tests.archives import NOON, Archive, fingerprint
from tests.commands import Place


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return archives.build(Archive(tmp_path_factory.mktemp("base") / "archive"))


@pytest.fixture
def archive(base: Archive, tmp_path: Path) -> Archive:
    """A small archive on SQLite, to be changed."""
    return base.copy(tmp_path / "archive")


@pytest.fixture
def anywhere(database_url: str, tmp_path: Path) -> Archive:
    """The same on either database."""
    return archives.build(Archive(tmp_path / "archive", database_url))


def bad(archive: Archive) -> list[str]:
    return [str(each) for each in archive.findings() if each.grade != Grade.NOTE]


# -- clean archives, and tampering with them


@pytest.mark.parametrize("seed", range(6))
def test_a_clean_archive_raises_no_alarm(seed: int, tmp_path: Path) -> None:
    archive = archives.build(Archive(tmp_path / "archive"), seed, runs_=1 + seed % 4, pages=2 + seed)
    assert not bad(archive)
    archives.redacted(archive)
    assert not bad(archive)


def test_an_empty_archive_raises_no_alarm(database_url: str, tmp_path: Path) -> None:
    assert not bad(Archive(tmp_path / "nothing", database_url))


@pytest.mark.parametrize("seed", range(90))
def test_whatever_is_changed_is_found(seed: int, base: Archive, tmp_path: Path) -> None:
    """The full bar, 1,000 changes and 100 clean archives, is `python -m benchmarks.verify`."""
    copy = base.copy(tmp_path / "copy")
    _, what = archives.tamper(copy, random.Random(10_000 + seed))
    assert copy.damage(), what


@pytest.mark.parametrize("edit", archives.EDITS, ids=lambda edit: f"{edit[0]}.{edit[1]} to {edit[2]}")
def test_an_edited_row_is_found(edit: tuple[str, str, str], archive: Archive) -> None:
    table, column, value = edit
    where = {"capture": "outcome IS NOT NULL", "listed_url": "state <> 'failed'"}.get(table, "1 = 1")
    archive.sql(f'UPDATE {table} SET "{column}" = {value} WHERE id = (SELECT max(id) FROM {table} WHERE {where})')
    assert archive.damage()


def test_rows_are_checked_on_either_database(anywhere: Archive) -> None:
    assert not bad(anywhere)
    engine = anywhere.engine()
    edits = (
        "UPDATE capture SET length = length + 1 WHERE id = 3",
        "UPDATE revision SET text = 'Nothing happened.' WHERE id = 1",
        "UPDATE listed_url SET reason = NULL WHERE state = 'gone'",
        "UPDATE article SET url = url || '2' WHERE id = 1",
        "UPDATE run SET reason = 'cancelled' WHERE id = 1",
    )
    for edit in edits:
        with engine.begin() as conn:
            before = conn.execute(sa.text("SELECT count(*) FROM capture")).scalar()
            conn.exec_driver_sql(edit)
        assert before
        assert anywhere.damage(), edit
    engine.dispose()


ROW_EDITS = (
    ("UPDATE article SET outlet = 'upi' WHERE id = 2", "article 2 .* is labelled upi"),
    ("UPDATE appearance SET outlet = 'upi' WHERE id = 2", "appearance 2 .* is labelled upi"),
    ("UPDATE listed_url SET outlet = 'upi' WHERE id = 2", "ledger 2 .* is labelled upi"),
    ("UPDATE listed_url SET outlet = 'upi' WHERE state = 'gone'", "ledger .*: upi has lines that were sighted in"),
    (
        "UPDATE listed_url SET article_id = (SELECT max(id) FROM article WHERE id <> article_id) WHERE id = 2",
        "ledger 2 .* leads to article 4, which does not stand",
    ),
    ("UPDATE listed_url SET article_id = NULL WHERE state = 'unchanged'", "is unchanged, and no article belongs to it"),
    ("UPDATE listed_url SET state = 'robots' WHERE id = 2", "ledger 2 .* is robots, and what was fetched"),
    ("UPDATE listed_url SET state = 'robots' WHERE state = 'gone'", "is robots, and an answer came"),
    ("UPDATE listed_url SET state = 'listed' WHERE id = 2", "ledger 2 .* nothing was fetched yet, and has"),
    ("UPDATE listed_url SET state = 'stored', article_id = 1 WHERE state = 'gone'", "made no article"),
    ("UPDATE listed_url SET first_listed = '2020-01-01 00:00:00+00:00' WHERE id = 2", "when no sighting says so"),
    ("UPDATE listed_url SET last_listed = '2020-01-01 00:00:00+00:00' WHERE id = 2", "or after it was last"),
    ("DELETE FROM sighting WHERE listed_url_id = 2", "ledger 2 .*no sighting says where"),
    (
        "DELETE FROM sighting WHERE listed_url_id = (SELECT max(id) FROM listed_url WHERE state = 'gone')",
        "when no sighting says so, and no answer came then",
    ),
    ("UPDATE article SET first_seen = '2020-01-01 00:00:00+00:00' WHERE id = 2", "article 2 .* was seen from 2020"),
    ("UPDATE article SET last_seen = '2030-01-01 00:00:00+00:00' WHERE id = 2", "article 2 .* to 2030"),
    ("UPDATE appearance SET first_seen = '2020-01-01 00:00:00+00:00' WHERE id = 2", "appearance 2 .* first seen 2020"),
    ("UPDATE appearance SET last_seen = '2030-01-01 00:00:00+00:00' WHERE id = 2", "appearance 2 .* last seen 2030"),
    ("UPDATE appearance SET capture_id = 1 WHERE id = 2", "appearance 2 .* of another time or address"),
    ("DELETE FROM appearance WHERE id = 2", "article 2 says that it stands at"),
    ("DELETE FROM search_text WHERE article_id = 2", "article 2 .* has no words to be found by"),
    ("DELETE FROM telling WHERE article_id = 2", "article 2 .* has no place among stories"),
    (
        "DELETE FROM sighting WHERE listed_url_id IN (SELECT id FROM listed_url WHERE state = 'gone'); "
        "DELETE FROM listed_url WHERE state = 'gone'",
        "capture .*/gone/.* was asked for as an article, and no line says so",
    ),
    (
        "DELETE FROM sighting WHERE listed_url_id = 2; DELETE FROM listed_url WHERE id = 2",
        "article .*no line of the ledger leads to it",
    ),
)
"""What is done to the rows of a small archive, and what is said of it."""


def test_rows_that_contradict_each_other_are_found(anywhere: Archive) -> None:
    engine = anywhere.engine()
    verification = Verification(engine, anywhere.raw)
    assert not list(verification)
    missed = []
    for edit, said in ROW_EDITS:
        with engine.connect() as conn:
            for statement in edit.split("; "):
                ours = statement if conn.dialect.name == "postgresql" else statement.replace("+00:00", ".000000")
                assert conn.exec_driver_sql(ours).rowcount, edit
            found = [str(each) for each in rows.check(conn, anywhere.raw, verification.book, datetime.now(UTC))]
            conn.rollback()
        if not any(re.search(said, line) for line in found):
            missed.append((edit, found))
    assert not missed
    engine.dispose()


def test_what_addresses_outlets_and_redirects_have_in_common_raises_no_alarm(anywhere: Archive) -> None:
    """Two outlets at one address, copies, redirects, refusals, addresses that nobody listed."""
    engine, raw = anywhere.engine(), anywhere.raw
    key, started = "c" * 32, NOON + timedelta(days=20)
    name = "20241226T120000Z-demo-cccccccc.warc.gz"
    made = warc.Writer(raw, name, {"syria-news-run": key, "syria-news-started": str(started)})
    with engine.begin() as conn:
        run = runs.begin(conn, key, "crawl", started, outlet="demo", raw_file=name)
        for number, (outlet, asked, url, text) in enumerate(
            (
                ("other", "", "https://example.org/news/1", "Another text now."),
                ("other", "https://example.org/short/1", "https://example.org/news/1", "Another text now."),
                ("demo", "https://example.org/short/2", "https://example.org/news/9", "A text of its own."),
                ("demo", "", "https://example.org/copy/9", "A text of its own."),
                ("demo", "", "https://example.org/copy/9", "It went its own way."),
                ("demo", "", "https://example.org/short/2", "It leads elsewhere no more."),
            )
        ):
            moment = started + timedelta(minutes=number)
            exchange = warc.Exchange(url, moment, 200, [], text.encode(), warc.Errand(outlet, warc.Role.ARTICLE, asked))
            place = made.exchange(exchange)
            captures.add(conn, run, [Capture(place, outlet, "article", url, asked, moment, 200, True)])
            page = exchange_page(outlet, url, moment, place)
            article = Article(outlet, url, moment, "Report", text, fingerprint=fingerprint(text), raw=place)
            keep.keep(conn, [Reading(page, asked or url, article)])
        now = datetime.now(UTC)
        for url, state in (("news/2", State.ROBOTS), ("never", State.FAILED), ("never/either", State.ROBOTS)):
            ledger.settle(conn, "demo", [Settled(f"https://example.org/{url}", state, now, "network: it was down")])
        ledger.enter(conn, "demo", "https://example.org/feed.xml", [Entry("https://example.org/never")], NOON)
        runs.finish(conn, run, now, "finished", {})
    made.close()
    manifest.write(engine, raw, key)
    assert not bad(anywhere)
    engine.dispose()


def exchange_page(outlet: str, url: str, moment: datetime, place: Raw) -> Page:
    return Page(outlet, url, b"", moment, raw=place)


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
    ingest(engine, archive.raw, FEEDS, [_listings(tmp_path)])

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


FEEDS = {
    "demo": Outlet(
        name="demo",
        title="Demo",
        home="https://example.org/",
        language="en",
        sources=(Feed("https://example.org/feed.xml"), Sitemap("https://example.org/sitemap.xml")),
        articles=("^/news/",),
    )
}


def _listings(folder: Path) -> Path:
    """A feed and, below an index that its outlet declares, a sitemap of the same three addresses; and a cut one."""
    made = warc.Writer(folder, "theirs.warc.gz", {"software": "tests"})
    links = [f"https://example.org/news/{n}" for n in range(3)]
    items = "".join(f"<item><link>{url}</link></item>" for url in [*links, "https://example.org/about"])
    locs = "".join(f"<url><loc>{url}</loc></url>" for url in links)
    index = "<sitemapindex><sitemap><loc>https://example.org/news.xml</loc></sitemap></sitemapindex>"
    for number, (name, body, cut) in enumerate(
        (
            ("feed.xml", f"<rss version='2.0'><channel>{items}</channel></rss>", None),
            ("sitemap.xml", index, None),
            ("news.xml", f"<urlset>{locs}</urlset>", None),
            ("news.xml", f"<urlset>{locs}<url><loc>https://example.org/news/9</loc>", "disconnect"),
        )
    ):
        errand = warc.Errand("demo", warc.Role.LISTING)
        moment = NOON + timedelta(minutes=number)
        made.exchange(
            warc.Exchange(f"https://example.org/{name}", moment, 200, [], body.encode(), errand, truncated=cut)
        )
    made.close()
    return folder / "theirs.warc.gz"


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


def test_damage_is_named_with_file_offset_and_record(archive: Archive) -> None:
    path = next(archive.raw.glob("*.warc.gz"))
    record = list(warc.walk(path))[2]
    data = bytearray(path.read_bytes())
    data[record.raw.offset + record.raw.length // 2] ^= 1
    path.write_bytes(data)
    [broken] = [each for each in archive.damage() if "gzip" in each.what]
    assert (broken.file, broken.offset, broken.record_id) == (path.name, record.raw.offset, record.raw.record_id)
    assert str(broken).startswith(f"damage: {path.name}, byte {record.raw.offset}, urn:uuid:")


@given(
    arrivals=st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 5), st.integers(0, 2)), max_size=8, unique=True),
    again=st.booleans(),
)
@example(arrivals=[("y", 0, 0), ("x", 1, 0), ("x", 3, 0), ("x", 0, 1), ("x", 2, 1)], again=False)
@example(arrivals=[("y", 0, 0), ("x", 1, 0), ("x", 2, 2), ("x", 0, 2)], again=False)
@example(arrivals=[("x", 0, 0), ("x", 2, 0), ("x", 1, 1), ("x", 1, 0)], again=False)
@example(arrivals=[("x", 0, 1), ("y", 1, 1), ("y", 1, 0), ("y", 0, 0)], again=False)
@example(arrivals=[("y", 1, 1), ("x", 0, 1), ("y", 1, 2), ("x", 0, 0)], again=False)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_articles_saved_in_any_order_raise_no_alarm(
    arrivals: list[tuple[str, int, int]], again: bool, arena: sa.Engine
) -> None:
    with arena.connect() as conn:
        run = runs.begin(conn, "k", "crawl", NOON)
        for url, hour, text in arrivals + arrivals[:3] * again:
            words = f"Buses left the square, report {text}."
            moment = NOON + timedelta(hours=hour)
            place = 100 * hour + 10 * "xyz".index(url) + text
            raw = Raw("a.warc.gz", place, 10, f"urn:uuid:{url}{hour}{text}", "0" * 64)
            made = Article(
                "demo", f"https://example.org/{url}", moment, "Buses", words, fingerprint=fingerprint(words), raw=raw
            )
            captures.add(conn, run, [Capture(raw, "demo", "article", made.url, "", moment, 200, True)])
            articles.save(conn, [(made, "")])
        assert not [str(each) for each in rows.readings(conn, Book())]
        for query, what in crosschecks.CHECKS:
            assert "no line of the ledger" in what or not list(contradictions.rows(conn, query)), what
        conn.rollback()


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    engine = database.connect(f"sqlite:///{tmp_path_factory.mktemp('arena') / 'a.db'}")
    database.migrate(engine)
    yield engine
    engine.dispose()


# -- what can't be checked yet


def test_a_file_that_is_being_written_makes_it_incomplete_and_a_dead_writers_too(archive: Archive) -> None:
    made = warc.Writer(archive.raw, "20250101T000000Z-demo-0.warc.gz", {})
    assert bad(archive) == [f"incomplete: {made.name}.open: is being written: not checked"]
    del made._file
    del made
    [line] = bad(archive)
    assert "its writer died" in line


def test_a_database_that_is_away_makes_it_incomplete_and_the_files_are_checked(archive: Archive) -> None:
    (archive.home / "syria_news.db").unlink()
    [line] = bad(archive)
    assert line.startswith("incomplete: the database can't be read")
    assert not (archive.home / "syria_news.db").exists()
    next(archive.raw.iterdir()).unlink()
    assert any("is missing" in str(each) for each in archive.damage())


def test_a_run_that_has_not_ended_is_no_damage(anywhere: Archive) -> None:
    engine = anywhere.engine()
    with engine.begin() as conn:
        runs.begin(conn, "e" * 32, "crawl", NOON, outlet="demo", raw_file="x.warc.gz")
    [line] = bad(anywhere)
    assert line.startswith("incomplete: run eeee")
    engine.dispose()


def test_what_ended_while_it_ran_is_left_for_the_next_time(archive: Archive) -> None:
    engine = archive.engine()
    verification = Verification(engine, archive.raw)
    going = iter(verification)
    key = "d" * 32
    name = "20991231T000000Z-demo-dddddddd.warc.gz"
    first = next(going, None)  # by now it has its view of the database
    assert first is None or first.grade == Grade.NOTE
    with engine.begin() as conn:
        run_id = runs.begin(conn, key, "crawl", datetime.now(UTC), outlet="demo", raw_file=name)
    made = warc.Writer(archive.raw, name, {"syria-news-run": key})
    made.close()
    with engine.begin() as conn:
        runs.finish(conn, run_id, datetime.now(UTC), "finished", {})
    manifest.write(engine, archive.raw, key)
    assert not bad(archive)
    engine.dispose()


def test_verify_writes_nothing(archive: Archive) -> None:
    def state() -> dict[str, bytes]:
        paths = (
            path for path in archive.home.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal"))
        )
        return {str(path): path.read_bytes() for path in paths}

    before = state()
    archive.findings()
    assert state() == before


# -- the chain


def test_the_chain_links_every_run_and_its_head_stands_for_all(archive: Archive) -> None:
    paths = manifest.paths(archive.raw)
    assert [path.name[:8] for path in paths] == ["00000001", "00000002", "00000003", "00000004"]
    loaded = [manifest.load(path) for path in paths]
    assert [each.content["previous"] for each in loaded] == [None, *(each.sha256 for each in loaded[:-1])]
    assert loaded[-1].content["warcs"] == []
    assert loaded[0].content["counts"] == {"listed": 4, "new": 4}
    assert loaded[0].content["captures"]["count"] == 6
    engine = archive.engine()
    verification = Verification(engine, archive.raw)
    assert not list(verification)
    assert verification.book.head == loaded[-1].sha256
    assert loaded[-1].sha256 in verification.summary()
    engine.dispose()


def test_a_change_of_the_oldest_manifest_is_found_without_the_database(archive: Archive) -> None:
    path = manifest.paths(archive.raw)[0]
    content = json.loads(path.read_bytes())
    content["counts"]["new"] = 5
    path.write_bytes(manifest.canonical(content))
    found = list(chain.check(archive.raw, Book(), datetime.now(UTC), None, None))
    assert ["does not follow" in each.what for each in found] == [True]


def test_two_processes_that_close_at_once_make_one_chain(archive: Archive) -> None:
    keys = [f"{number:032x}" for number in range(8)]
    engine = archive.engine()
    for key in keys:
        with engine.begin() as conn:
            runs.finish(conn, runs.begin(conn, key, "crawl", NOON, outlet="demo"), NOON, "finished", {})
    code = (
        "import sys; from pathlib import Path; from syria_news.store import database;"
        "from syria_news.evidence import manifest; engine = database.connect(sys.argv[1]);"
        "[manifest.write(engine, Path(sys.argv[2]), key) for key in sys.argv[3:]]"
    )
    import sys

    base = [sys.executable, "-c", code, str(engine.url), str(archive.raw)]
    started = [subprocess.Popen([*base, *each]) for each in (keys, keys[::-1])]
    assert [each.wait() for each in started] == [0, 0]
    assert len(manifest.paths(archive.raw)) == 12
    assert not bad(archive)
    engine.dispose()


def test_the_settings_hash_hangs_on_settings_and_on_nothing_of_this_machine() -> None:
    one = {"DOWNLOAD_DELAY": 1.0, "SYRIA_NEWS_DATABASE": "postgresql://me:secret@a/b", "KIND": dict}
    assert manifest.settings_hash(one) == manifest.settings_hash(one | {"SYRIA_NEWS_DATABASE": "sqlite:///x"})
    assert manifest.settings_hash(one) != manifest.settings_hash(one | {"DOWNLOAD_DELAY": 2.0})


def test_a_database_built_anew_has_the_runs_of_the_manifests(anywhere: Archive, tmp_path: Path) -> None:
    fresh = Archive(anywhere.home, f"sqlite:///{tmp_path / 'again.db'}")
    engine = fresh.engine()
    database.migrate(engine)
    replay(engine, fresh.raw, {})
    query = sa.text("SELECT key, command, outlet, reason, counts, manifest FROM run ORDER BY started, key")
    with engine.connect() as conn, anywhere.engine().connect() as other:
        mine, theirs = conn.execute(query).all(), other.execute(query).all()
    assert [row[:4] for row in mine] == [row[:4] for row in theirs]
    assert [row.manifest for row in mine] == [row.manifest for row in theirs]
    found = [line for line in bad(fresh) if "read" not in line and "ledger" not in line]
    assert not [line for line in found if "run" in line or "record" in line], found
    engine.dispose()


# -- signatures and time stamps


@pytest.fixture
def key(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """Files of a private and of its public key."""
    made = Ed25519PrivateKey.generate()
    private, public = tmp_path / "private.pem", tmp_path / "public.pem"
    private.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    yield private, public


def test_signatures_are_checked_where_there_are_any(
    archive: Archive, key: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "SYRIA_NEWS_SIGNING_KEY", str(key[0]))
    archives.redacted(archive)
    engine, trusted = archive.engine(), signature.public_key(key[1])
    verification = Verification(engine, archive.raw)
    assert [each.grade for each in verification if each.grade != Grade.NOTE] == []
    assert verification.book.signed == 1
    assert any("--key" in line for line in verification.not_checked())
    unsigned = [each for each in Verification(engine, archive.raw, key=trusted) if each.grade == Grade.DAMAGE]
    assert len(unsigned) == 4, "the four manifests from before there was a key"
    for path in manifest.paths(archive.raw)[:4]:
        signature.sign(path, key[0])
    assert not [each for each in Verification(engine, archive.raw, key=trusted) if each.grade == Grade.DAMAGE]
    other = Ed25519PrivateKey.generate().public_key()
    found = [str(each) for each in Verification(engine, archive.raw, key=other) if each.grade == Grade.DAMAGE]
    assert len(found) == 5
    assert "another key" in found[0]
    signed = manifest.paths(archive.raw)[0]
    beside = signed.with_name(signed.name + signature.SUFFIX)
    beside.write_text(beside.read_text().replace("signature", "sign"))
    assert any("does not hold" in str(each) for each in archive.damage())
    engine.dispose()


def test_a_key_that_can_not_be_read_costs_no_run_its_manifest(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(manifest, "SYRIA_NEWS_SIGNING_KEY", "nowhere.pem")
    archives.redacted(archive)
    assert "is not signed" in caplog.text
    assert not bad(archive)


@pytest.mark.parametrize("kind", ["missing", "nonsense", "rsa", "locked"])
def test_a_key_that_can_not_sign_stops_everything_before_it_begins(kind: str, archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    if kind == "nonsense":
        path.write_bytes(b"nonsense")
    elif kind != "missing":
        made = rsa.generate_private_key(65537, 2048) if kind == "rsa" else Ed25519PrivateKey.generate()
        lock = BestAvailableEncryption(b"x") if kind == "locked" else NoEncryption()
        path.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    with pytest.raises(signature.BadKey, match=r"key\.pem: "):
        signature.private_key(path)
    if kind != "missing":
        return
    place = Place(archive.home, str(archive.engine().url), "127.0.0.1:1", {"SYRIA_NEWS_SIGNING_KEY": str(path)})
    for done in (place.syria_news("recover"), place.scrapy("crawl", "loopback")):
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].endswith("key.pem: No such file or directory")


@pytest.fixture
def stamp(tmp_path: Path) -> Path:
    """The folder of a time stamp authority of our own, made with OpenSSL; `root.pem` is its certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to play the time stamp authority")
    home = tmp_path / "authority"
    home.mkdir()
    (home / "tsa.cnf").write_text(
        "[req]\ndistinguished_name=dn\n[dn]\n[ext]\nextendedKeyUsage=critical,timeStamping\n"
        "keyUsage=critical,digitalSignature\nbasicConstraints=critical,CA:false\n"
        "[root]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n"
        "[tsa]\ndefault_tsa=one\n[one]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\n"
        "signer_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\naccuracy=secs:1\n"
        "ess_cert_id_alg=sha256\nordering=no\ntsa_name=no\ness_cert_id_chain=no\n"
    )
    (home / "serial").write_text("01")
    for command in (
        "req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj /CN=Root -days 9 -config tsa.cnf "
        "-extensions root",
        "req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=Stamps -config tsa.cnf",
        "x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -out tsa.pem -days 9 -extfile tsa.cnf "
        "-extensions ext",
    ):
        subprocess.run(["openssl", *command.split()], cwd=home, check=True, capture_output=True)
    return home


def stamped(path: Path, authority: Path) -> None:
    """Put the authority's time stamp beside a manifest."""
    query = ["openssl", "ts", "-query", "-data", str(path), "-sha256", "-cert", "-out", "query"]
    answer = path.with_name(path.name + timestamp.SUFFIX)
    reply = ["openssl", "ts", "-reply", "-queryfile", "query", "-config", "tsa.cnf", "-out", str(answer)]
    for command in (query, reply):
        subprocess.run(command, cwd=authority, check=True, capture_output=True)


def test_time_stamps_are_checked_where_there_are_any(archive: Archive, stamp: Path) -> None:
    first, second, *_ = manifest.paths(archive.raw)
    stamped(first, stamp)
    engine = archive.engine()
    verification = Verification(engine, archive.raw, roots=timestamp.certificates(stamp / "root.pem"))
    assert not [str(each) for each in verification]
    assert verification.book.stamped == 1
    [note] = list(Verification(engine, archive.raw))
    assert note.grade == Grade.NOTE
    assert "no certificates were given" in note.what
    shutil.copy(first.with_name(first.name + timestamp.SUFFIX), second.with_name(second.name + timestamp.SUFFIX))
    assert ["another file's" in each.what for each in archive.damage()] == [True]
    second.with_name(second.name + timestamp.SUFFIX).write_bytes(b"nonsense")
    assert ["can't be read" in each.what for each in archive.damage()] == [True]
    engine.dispose()


def test_certificates_that_are_none_are_said_before_anything_is_checked(archive: Archive, tmp_path: Path) -> None:
    no_pem = tmp_path / "roots.pem"
    no_pem.write_text("nothing of the kind")
    done = Place(archive.home, archive.database).syria_news("verify", "--roots", str(no_pem))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("no certificates in PEM form\n")


# -- redaction


def test_a_redaction_leaves_no_content_and_a_clean_archive(anywhere: Archive) -> None:
    path = sorted(anywhere.raw.iterdir())[0]
    engine = anywhere.engine()
    victim, neighbour = (
        record for record in warc.walk(path) if record.url.endswith(("/1", "/2")) and "news" in record.url
    )
    text = victim.body.decode()
    count = redact.redact(engine, anywhere.raw, victim.raw.record_id, "court-order", "An Archivist", "Court X")
    assert count == 1
    assert not bad(anywhere)
    [note] = [each for each in anywhere.findings() if each.grade == Grade.NOTE]
    assert (note.offset, note.record_id) == (victim.raw.offset, victim.raw.record_id)
    assert "court-order" in note.what
    ids = [record.raw.record_id for record in warc.walk(path)]
    assert victim.raw.record_id not in ids
    assert warc.read(anywhere.raw, neighbour.raw) == neighbour, "nothing else has moved"
    kinds = [each.kind for each in warc.members(path) if isinstance(each, warc.Member)]
    assert kinds.count("response") == kinds.count("request") == 5
    entry = manifest.load(manifest.paths(anywhere.raw)[-1]).content["redactions"][0]
    assert (entry["reason"], entry["who"], entry["authority"]) == ("court-order", "An Archivist", "Court X")
    assert entry["payload_sha256"] == victim.raw.sha256
    with engine.connect() as conn:
        row = conn.execute(
            sa.text("SELECT outcome, reason FROM capture WHERE record_id = :id"), {"id": entry["record_id"]}
        )
        assert row.one() == ("redacted", "court-order")
        texts = conn.execute(sa.text("SELECT text FROM revision")).scalars().all()
        assert text not in texts
        state = conn.execute(sa.text("SELECT state, reason FROM ledger WHERE url = :url"), {"url": victim.url}).one()
        assert state == ("gone", "redacted: court-order")
    engine.dispose()
    for file in anywhere.home.rglob("*"):
        assert not file.is_file() or text.encode() not in file.read_bytes(), file
    assert "pass" in _warcio(path)


def _warcio(path: Path) -> str:
    import sys

    check = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "digest failed" not in done.stdout
    return done.stdout


def test_what_was_said_before_is_nowhere_in_the_files_either(archive: Archive, tmp_path: Path) -> None:
    """Not where a later text was written over it, nor in the full-text index, nor where a reader holds the log back."""
    engine = archive.engine()
    for hour, words in enumerate(
        ("Quillon, who told us, lives in Homs, Syria. " * 30, "Nothing new from Homs, Syria.")
    ):
        (tmp_path / "a.jsonl").write_text(
            json.dumps({"url": "https://example.org/q", "text": words, "fetched": f"2024-12-06T1{hour}:00:00Z"})
        )
        ingest(engine, archive.raw, {}, [tmp_path / "a.jsonl"], outlet="demo")
    assert _holding(archive, b"quillon")
    redact.redact(engine, archive.raw, "https://example.org/q", "protection", "A", "B")
    assert not _holding(archive, b"quillon")
    assert not bad(archive)
    engine.dispose()


def _holding(archive: Archive, words: bytes) -> list[Path]:
    return [path for path in archive.home.rglob("*") if path.is_file() and words in path.read_bytes().lower()]


def test_a_reader_who_keeps_redacted_words_in_the_log_is_told_of(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    reader = archive.engine().connect()
    reader.connection.driver_connection.execute("BEGIN").execute("SELECT text FROM revision").fetchone()  # type: ignore[union-attr]
    archives.redacted(archive)
    assert "somebody reads the database" in caplog.text
    reader.close()
    assert not bad(archive)


def test_an_address_is_redacted_with_all_its_records(archive: Archive) -> None:
    engine = archive.engine()
    assert redact.redact(engine, archive.raw, "https://example.org/news/1", "protection", "A", "B") == 3
    assert not bad(archive)
    with pytest.raises(Refused, match="nothing"):
        redact.redact(engine, archive.raw, "https://example.org/news/1", "protection", "A", "B")
    assert redact.redact(engine, archive.raw, "https://example.org/news/2", "protection", "A", "B") == 3
    assert not bad(archive)
    engine.dispose()


def test_what_was_redacted_does_not_come_back(archive: Archive, tmp_path: Path) -> None:
    archives.redacted(archive)
    engine = archive.engine()
    recover(engine, archive.raw, {})
    replay(engine, archive.raw, {})
    with engine.connect() as conn:
        query = "SELECT text FROM latest WHERE url = 'https://example.org/news/1'"
        assert conn.execute(sa.text(query)).scalars().all() == [""]
    fresh = database.connect(f"sqlite:///{tmp_path / 'again.db'}")
    database.migrate(fresh)
    replay(fresh, archive.raw, {})
    with fresh.connect() as conn:
        assert not conn.execute(sa.text("SELECT 1 FROM capture WHERE url = 'https://example.org/news/1'")).all()
    assert not [each for each in Verification(fresh, archive.raw) if "row" in each.what]
    engine.dispose()
    fresh.dispose()


@pytest.mark.parametrize("made", ["article", "rejected", "cut"])
def test_a_page_that_was_read_before_its_record_was_redacted_is_not_kept_after(
    made: str, database_url: str, tmp_path: Path
) -> None:
    """A replay reads ahead, and goes on in the file that it opened."""
    archive = archives.ingested(Archive(tmp_path / "archive", database_url))
    engine, url, line = archive.engine(), "https://example.org/read/1", Line({})
    [path] = archive.raw.glob("*.warc.gz")
    items = [taken(each, "demo", Role.ARTICLE, "") for each in warc.walk(path)]
    ahead = [_made(each, made) if each.page.url == url else each for each in batch.read(line, killing.Inline(), items)]
    assert redact.redact(engine, archive.raw, url, "protection", "A", "B") == 1
    told = "SELECT state, reason, title, next_try, next_look, article_id FROM listed_url ORDER BY url"
    with engine.connect() as conn:
        run_id, before = conn.scalar(sa.text("SELECT id FROM run ORDER BY id")), conn.execute(sa.text(told)).all()
    counts = Belt(engine, line).run(run_id, ahead)
    assert counts["unchanged"] == len(items) - 1
    assert counts["redacted"] == (made != "cut")
    with engine.connect() as conn:
        assert conn.execute(sa.text(f"SELECT text FROM revisions WHERE url = '{url}'")).scalars().all() == [""]
        assert conn.execute(sa.text(f"SELECT outcome FROM capture WHERE url = '{url}'")).scalars().all() == ["redacted"]
        assert conn.execute(sa.text(told)).all() == before
    assert not bad(archive)
    engine.dispose()


def test_a_listing_that_was_read_before_its_record_was_redacted_enters_nothing_after(
    database_url: str, tmp_path: Path
) -> None:
    archive = Archive(tmp_path / "archive", database_url)
    engine, line = archive.engine(), Line(FEEDS)
    ingest(engine, archive.raw, FEEDS, [_listings(tmp_path)])
    [path] = archive.raw.glob("*.warc.gz")
    items = [taken(each, "demo", Role.LISTING, "") for each in warc.walk(path)]
    ahead = list(batch.read(line, killing.Inline(), items))
    assert redact.redact(engine, archive.raw, "https://example.org/feed.xml", "protection", "A", "B") == 1
    with engine.begin() as conn:
        run_id = conn.scalar(sa.text("SELECT min(id) FROM run"))
        for table in (sighting, listed_url):
            conn.execute(sa.delete(table))
    counts = Belt(engine, line).run(run_id, ahead)
    assert counts["redacted"] == 1
    with engine.connect() as conn:
        assert set(conn.scalars(sa.select(sighting.c.source))) == {"https://example.org/news.xml"}
    engine.dispose()


def test_a_listing_has_a_listings_time_when_the_archive_is_read_again(tmp_path: Path) -> None:
    class Timed(killing.Inline):
        given: ClassVar[list[float]] = []

        def submit_for(self, seconds: float, work: Any, *args: Any, **kwargs: Any) -> Any:
            self.given.append(seconds)
            return super().submit_for(seconds, work, *args, **kwargs)

    items = [taken(each, "demo", Role.LISTING, "") for each in warc.walk(_listings(tmp_path))]
    assert len(list(batch.read(Line(FEEDS), Timed(), items))) == 4
    assert Timed.given == [LISTING] * 4


def _made(done: Done, made: str) -> Done:
    url, moment = done.page.url, done.page.fetched
    match made:
        case "rejected":
            return replace(done, made=Rejected(Reason.OFF_TOPIC, url))
        case "cut":
            return replace(done, made=Settled(url, State.FAILED, moment, "truncated: short", moment))
    return done


def test_raw_says_that_a_record_was_redacted(archive: Archive) -> None:
    place = Place(archive.home, f"sqlite:///{archive.home / 'syria_news.db'}")
    archives.redacted(archive)
    for asked in ("https://example.org/news/1", "2"):
        done = place.syria_news("raw", asked)
        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(
            r"syria-news: urn:uuid:\S+ was redacted \d{4}-\d\d-\d\d for court-order: its bytes are in the archive no "
            r"more\n",
            done.stderr,
        )
    done = place.syria_news("raw", "https://example.org/news/2")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_legal_hold_forbids_a_redaction_until_it_is_lifted(anywhere: Archive, tmp_path: Path) -> None:
    engine, url = anywhere.engine(), "https://example.org/news/1"
    before = len(manifest.paths(anywhere.raw))
    assert redact.hold(engine, anywhere.raw, url, "trial", "A", "Court X") == 3
    with pytest.raises(Refused, match="under legal hold"):
        redact.redact(engine, anywhere.raw, url, "protection", "A", "B")
    assert not bad(anywhere)
    fresh = database.connect(f"sqlite:///{tmp_path / 'again.db'}")
    database.migrate(fresh)
    replay(fresh, anywhere.raw, {})
    with pytest.raises(Refused, match="under legal hold"):
        redact.redact(fresh, anywhere.raw, url, "protection", "A", "B")
    fresh.dispose()
    redact.hold(engine, anywhere.raw, url, "trial-over", "A", "Court X", placed=False)
    assert redact.redact(engine, anywhere.raw, url, "protection", "A", "B") == 3
    assert len(manifest.paths(anywhere.raw)) == before + 3
    assert not bad(anywhere)
    engine.dispose()


@pytest.mark.parametrize("reason", ["", "Because", "a b", "x" * 40, "\x1b[2J"])
def test_a_reason_is_a_code(reason: str, archive: Archive) -> None:
    with pytest.raises(Refused, match="short code"):
        redact.redact(archive.engine(), archive.raw, "https://example.org/news/1", reason, "A", "B")


def test_a_damaged_file_is_not_rewritten(archive: Archive) -> None:
    path = sorted(archive.raw.iterdir())[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(data)
    with pytest.raises(Refused):
        redact.redact(archive.engine(), archive.raw, "https://example.org/news/1", "protection", "A", "B")
    assert path.read_bytes() == data


def test_the_smallest_record_has_room_for_its_tombstone(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    engine = archive.engine()
    database.migrate(engine)
    (tmp_path / "a.txt").write_text("A.")
    ingest(engine, archive.raw, {}, [tmp_path / "a.txt"])
    assert not bad(archive)
    with engine.connect() as conn:
        [record_id] = conn.execute(sa.text("SELECT record_id FROM capture")).scalars()
    redact.redact(engine, archive.raw, record_id, "protection-of-a-minor", "A", "B")
    assert not bad(archive)
    engine.dispose()


# -- other ways into the archive


def test_what_others_fetched_is_verified_too(database_url: str, tmp_path: Path) -> None:
    lines = [
        {
            "url": "https://example.org/a b\n<c>",
            "outlet": "x\ny",
            "title": "T",
            "text": "Ten buses reached Homs, Syria.",
        },
        {"text": "No address, but the shelling of Aleppo, Syria, went on."},
        {"url": "https://example.org/x", "text": ""},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    (tmp_path / "b.html").write_text("<html><body><p>Syrian shelling of Homs went on.</p></body></html>")
    other = archives.build(Archive(tmp_path / "other"))
    archive = Archive(tmp_path / "archive", database_url)
    engine = archive.engine()
    files = [tmp_path / "a.jsonl", tmp_path / "b.html", *other.raw.glob("*.warc.gz")]
    for _ in range(2):
        ingest(engine, archive.raw, {}, files, outlet="demo")
        assert not bad(archive)
    assert not recover(engine, archive.raw, {})
    deep = [str(each) for each in Verification(engine, archive.raw, deep={})]
    assert not deep
    assert len(manifest.paths(archive.raw)) == 2
    assert transact(engine, runs.unsealed) == []
    engine.dispose()


def test_the_command_says_what_it_found_and_what_it_did_not_check(archive: Archive) -> None:
    place = Place(archive.home, f"sqlite:///{archive.home / 'syria_news.db'}")
    done = place.syria_news("verify")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("not checked:") >= 4
    assert "4 runs, 3 WARC files, 39 records" in done.stdout
    unchecked = [line for line in done.stdout.splitlines() if line.startswith("not checked:")]
    for word in ("authors, dates, language, topic", "sightings", "stories and their labels", "words that articles"):
        assert any(word in line for line in unchecked), word
    deep = place.syria_news("verify", "--deep").stdout
    for word, stays in (("authors, dates", False), ("sightings", True), ("stories", True), ("full-text index", True)):
        assert any(word in line for line in deep.splitlines() if line.startswith("not checked:")) == stays, word
    warc.Writer(archive.raw, "20250101T000000Z-demo-0.warc.gz", {})
    assert place.syria_news("verify").returncode == 2
    archive.sql("UPDATE revision SET text = '\x1b[2Jgone'")
    done = place.syria_news("verify")
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    refused = place.syria_news("redact", "urn:uuid:none", "--reason", "x", "--who", "a", "--authority", "b")
    assert refused.returncode == 2
    assert "nothing in the archive" in refused.stderr
