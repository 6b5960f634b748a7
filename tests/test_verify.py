"""`verify` finds what was changed and nothing else, and says what it could not check."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from syria_news import keep, warc
from syria_news.evidence import crosschecks, manifest, rows
from syria_news.evidence.finding import Book, Grade
from syria_news.evidence.verify import Verification
from syria_news.ingest import ingest
from syria_news.keep import Reading
from syria_news.model import Article, Entry, Page, Raw, State
from syria_news.replay import recover
from syria_news.store import articles, captures, contradictions, database, ledger, runs
from syria_news.store.captures import Capture
from syria_news.store.database import transact
from syria_news.store.ledger import Settled
from tests import archives
from tests.archives import NOON, Archive, fingerprint
from tests.commands import Place
from tests.verifying import bad

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
