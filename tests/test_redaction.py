"""`redact` leaves a trace and an archive that is clean, and what was redacted does not come back."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa

from syria_news import batch, warc
from syria_news.batch import Belt, Done, Line, taken
from syria_news.evidence import manifest, redact
from syria_news.evidence.finding import Grade
from syria_news.evidence.redact import Refused
from syria_news.evidence.verify import Verification
from syria_news.ingest import ingest
from syria_news.model import Entry, Reason, Rejected, State
from syria_news.pool import LISTING
from syria_news.replay import recover, replay
from syria_news.store import database, ledger
from syria_news.store.ledger import Settled
from syria_news.store.tables import listed_url, sighting
from syria_news.warc import Role
from tests import archives, killing
from tests.archives import Archive
from tests.commands import Place
from tests.verifying import FEEDS, bad, listings


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
    ingest(engine, archive.raw, FEEDS, [listings(tmp_path)])
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


def test_a_feed_that_is_read_again_brings_no_redacted_title_back(database_url: str, tmp_path: Path) -> None:
    archive = archives.ingested(Archive(tmp_path / "archive", database_url))
    engine, url = archive.engine(), "https://example.org/read/1"
    assert redact.redact(engine, archive.raw, url, "protection", "A", "B") == 1
    with engine.begin() as conn:
        [outlet, changed] = conn.execute(
            sa.select(listed_url.c.outlet, listed_url.c.changed).where(listed_url.c.url == url)
        ).one()
        entries = [Entry(url, title="Whom nobody may name"), Entry("https://example.org/read/2", title="Two")]
        ledger.enter(conn, outlet, "https://example.org/feed.xml", entries, changed)
        titles = {row.url: row.title for row in conn.execute(sa.select(listed_url.c.url, listed_url.c.title))}
    assert titles[url] is None
    assert titles["https://example.org/read/2"] == "Two"
    engine.dispose()


def test_a_listing_has_a_listings_time_when_the_archive_is_read_again(tmp_path: Path) -> None:
    class Timed(killing.Inline):
        given: ClassVar[list[float]] = []

        def submit_for(self, seconds: float, work: Any, *args: Any, **kwargs: Any) -> Any:
            self.given.append(seconds)
            return super().submit_for(seconds, work, *args, **kwargs)

    items = [taken(each, "demo", Role.LISTING, "") for each in warc.walk(listings(tmp_path))]
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
