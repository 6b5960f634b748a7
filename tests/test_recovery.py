"""Killed anywhere, nothing is lost and nothing is there twice."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from syria_news import exits, warc
from syria_news.evidence import redact
from syria_news.evidence.finding import Grade
from syria_news.evidence.redact import Refused
from syria_news.ingest import ingest
from syria_news.model import Outlet
from syria_news.replay import Unrecovered, recover, replay
from syria_news.store import database, runs
from syria_news.store.leases import LeaseLost
from tests import archives, killing
from tests.archives import Archive
from tests.commands import Place
from tests.killing import Point
from tests.site.server import text

OUTLET = Outlet("demo", "Demo", "https://example.org/", "en", sources=())
KINDS = [
    *(("write", when) for when in ("before", "middle", "after")),
    *((step, when) for step in ("fsync", "rename", "commit") for when in ("before", "after")),
]
ARTICLES = 3


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that four articles are written in two goes."""
    monkeypatch.setattr("syria_news.ingest.TOGETHER", 2)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A file with articles to take in: new ones, and one that is a copy of another."""
    lines = [{"url": f"https://example.org/news/{n}", "title": f"Report {n}", "text": text(n)} for n in range(ARTICLES)]
    lines.append({"url": "https://example.org/news/copy", "title": "Report 0", "text": text(0)})
    path = tmp_path / "given.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines))
    os.utime(path, (archives.NOON.timestamp(), archives.NOON.timestamp()))
    return path


class Life:
    """An archive that is worked on by processes that die."""

    def __init__(self, archive: Archive, given: Path) -> None:
        self.archive, self.given = archive, given
        self.acknowledged = archive.home / "acknowledged"

    def take_in(self) -> None:
        """What a process does: recover what is left, then take in the file."""
        self._note()
        engine = self.archive.engine()
        recover(engine, self.archive.raw, {"demo": OUTLET})
        ingest(engine, self.archive.raw, {"demo": OUTLET}, [self.given], outlet="demo")

    def mend(self) -> None:
        """Recovery alone."""
        recover(self.archive.engine(), self.archive.raw, {"demo": OUTLET})

    def _note(self) -> None:
        """Note on the disk each record whose writing was acknowledged."""
        put = warc.Writer.put

        def noted(writer: warc.Writer, packed: Sequence[warc.Packed]) -> object:
            places = put(writer, packed)
            with self.acknowledged.open("a") as file:
                file.writelines(f"{place.record_id}\n" for place in places)
            return places

        warc.Writer.put = noted  # type: ignore[method-assign, assignment]

    def holds(self, point: Point) -> None:
        """Everything is there, once."""
        killing.inline()
        engine = self.archive.engine()
        recover(engine, self.archive.raw, {"demo": OUTLET})
        archived = [r.raw.record_id for path in self.archive.raw.glob("*.warc.gz") for r in warc.walk(path)]
        noted = self.acknowledged.read_text().split() if self.acknowledged.exists() else []
        assert set(noted) <= set(archived), f"lost at {point}"
        ingest(engine, self.archive.raw, {"demo": OUTLET}, [self.given], outlet="demo")
        with engine.connect() as conn:
            urls = conn.execute(sa.text("SELECT url FROM latest ORDER BY url")).scalars().all()
            copies = conn.execute(sa.text("SELECT count(*) FROM appearances")).scalar()
            waiting = conn.execute(sa.text("SELECT count(*) FROM capture WHERE outcome IS NULL")).scalar()
        assert urls == [f"https://example.org/news/{n}" for n in range(ARTICLES)], point
        assert copies == ARTICLES + 1, point
        assert waiting == 0, point
        found = [str(each) for each in self.archive.findings() if each.grade != Grade.NOTE]
        assert not found, (point, found)
        assert not recover(engine, self.archive.raw, {"demo": OUTLET})
        engine.dispose()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty archive on SQLite, to copy."""
    archive = Archive(tmp_path_factory.mktemp("empty") / "archive")
    engine = archive.engine()
    database.migrate(engine)
    engine.dispose()
    return archive.home


@pytest.fixture
def fresh(empty: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Archive]]:
    """Makes empty archives, on SQLite or on a database of their own on Postgres."""
    made: list[Archive] = []
    names: list[str] = []

    def make(kind: str) -> Archive:
        home = tmp_path / f"archive{len(made)}"
        if kind == "sqlite":
            archive = Archive(shutil.copytree(empty, home))
        else:
            running = request.getfixturevalue("postgres")
            names.append(running.create(request.getfixturevalue("postgres_template")))
            archive = Archive(home, running.url(names[-1]))
        home.mkdir(exist_ok=True)
        made.append(archive)
        return archive

    yield make
    for name in names:
        request.getfixturevalue("postgres").drop(name)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize(("step", "when"), KINDS)
def test_killed_at_any_step_of_taking_in(
    kind: str, step: str, when: str, fresh: Callable[[str], Archive], given: Path
) -> None:
    lives = []

    def one(point: Point) -> bool:
        life = Life(fresh(kind), given)
        lives.append((life, point))
        return killing.dies(point, life.take_in)

    reached = list(killing.points(step, when, one))
    assert len(reached) >= 2
    for life, point in lives:
        life.holds(point)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_a_killed_ingest_has_written_is_not_written_again(
    kind: str, fresh: Callable[[str], Archive], given: Path
) -> None:
    life = Life(fresh(kind), given)
    assert killing.dies(Point("fsync", "after", 3), life.take_in), "records whole, their rows not"
    address = life.archive.database or f"sqlite:///{life.archive.home / 'syria_news.db'}"
    done = Place(life.archive.home, address).syria_news("ingest", str(given), "--outlet", "demo")
    assert done.returncode == 0, done.stderr
    killing.inline()
    life.mend()
    archived = [r.raw.record_id for path in life.archive.raw.glob("*.warc.gz") for r in warc.walk(path)]
    assert sorted(archived) == sorted(set(archived))
    assert len(archived) == ARTICLES + 1


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize(("step", "when"), [each for each in KINDS if each[0] != "write"])
def test_killed_at_any_step_of_recovery_itself(
    kind: str, step: str, when: str, fresh: Callable[[str], Archive], given: Path
) -> None:
    lives = []

    def one(point: Point) -> bool:
        life = Life(fresh(kind), given)
        lives.append((life, point))
        assert killing.dies(Point("write", "middle", 3), life.take_in), "two records whole, one torn, none with a row"
        return killing.dies(point, life.mend)

    assert len(list(killing.points(step, when, one))) >= 2
    for life, point in lives:
        life.holds(point)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize(
    ("step", "when"), [(step, when) for step in ("fsync", "rename", "commit") for when in ("before", "after")]
)
def test_killed_at_any_step_of_a_redaction(
    kind: str, step: str, when: str, fresh: Callable[[str], Archive], tmp_path: Path
) -> None:
    url = "https://example.org/news/1"
    archive = archives.build(fresh(kind), runs_=1)
    whole = 0

    def one(point: Point) -> bool:
        nonlocal archive, whole
        killed = killing.dies(point, lambda: _redact(archive, url))
        engine = archive.engine()
        recover(engine, archive.raw, {})
        grades = {each.grade for each in archive.findings()}
        assert grades <= {Grade.NOTE}, (point, [str(each) for each in archive.findings()])
        left = {record.url for path in archive.raw.iterdir() for record in warc.walk(path)}
        with engine.connect() as conn:
            texts = conn.execute(sa.text("SELECT text FROM revisions WHERE url = :url"), {"url": url}).scalars().all()
        gone = url not in left
        assert gone == (set(texts) == {""}), point
        whole += not gone
        engine.dispose()
        if gone:
            archive = archives.build(fresh(kind), runs_=1)
        return killed

    assert len(list(killing.points(step, when, one))) >= 2
    assert step == "rename" or whole, "an early death leaves everything as it was"


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_redaction_that_is_refused_is_over_and_leaves_no_draft(kind: str, fresh: Callable[[str], Archive]) -> None:
    archive = archives.build(fresh(kind), runs_=2)
    engine, url = archive.engine(), "https://example.org/news/1"
    closed = sorted(archive.raw.iterdir())[-1]
    still_open = closed.rename(closed.with_name(closed.name + warc.OPEN))
    with pytest.raises(Refused, match="not closed"):
        _redact(archive, url)
    assert not list(archive.raw.glob(f"*{redact.DRAFT}"))
    with engine.connect() as conn:
        told = sa.text("SELECT reason FROM run WHERE command = 'redact' AND manifest IS NOT NULL")
        assert conn.execute(told).scalars().all() == ["abandoned"]
    still_open.rename(closed)
    assert killing.dies(Point("rename", "before", 2), lambda: _redact(archive, url)), "manifest there, files not"
    recover(engine, archive.raw, {})
    _is_gone(archive, url)
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_redaction_that_never_got_far_takes_no_draft_from_one_that_did(
    kind: str, fresh: Callable[[str], Archive]
) -> None:
    archive = archives.build(fresh(kind), runs_=1)
    engine, url = archive.engine(), "https://example.org/news/1"
    with engine.begin() as conn:
        runs.begin(conn, "0" * 32, "redact", archives.NOON)

    def as_before_redactions_looked_for_others() -> None:
        redact._complete = lambda *_: None  # type: ignore[assignment]
        _redact(archive, url)

    assert killing.dies(Point("rename", "before", 2), as_before_redactions_looked_for_others)
    recover(engine, archive.raw, {})
    _is_gone(archive, url)
    with engine.connect() as conn:
        assert conn.scalar(sa.text("SELECT reason FROM run WHERE key LIKE '000%'")) == "abandoned"
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_redaction_first_brings_to_its_end_what_another_left(kind: str, fresh: Callable[[str], Archive]) -> None:
    archive = archives.build(fresh(kind), runs_=1)
    one, other = "https://example.org/news/1", "https://example.org/news/2"
    assert killing.dies(Point("rename", "before", 2), lambda: _redact(archive, one))
    _redact(archive, other)
    _is_gone(archive, one)
    _is_gone(archive, other)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [("scrapy", ["crawl", "loopback"]), ("scrapy", ["probe", "loopback"]), ("syria_news", ["ingest", "PATH"])],
)
def test_what_can_not_be_recovered_is_said_with_what_to_do(
    command: str, arguments: list[str], database_url: str, given: Path, tmp_path: Path
) -> None:
    archive = archives.build(Archive(tmp_path / "archive", database_url), runs_=1)
    assert killing.dies(Point("rename", "before", 2), lambda: _redact(archive, "https://example.org/news/1"))
    [draft] = archive.raw.glob(f"*{redact.DRAFT}")
    draft.unlink()
    place = Place(archive.home, database_url, "127.0.0.1:1")
    done = getattr(place, command)(*(str(given) if each == "PATH" else each for each in arguments))
    assert done.returncode == exits.RECOVERY
    assert "without the records is lost; see `syria-news verify`" in done.stderr
    assert "`syria-news recover` tries again" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_can_not_be_looked_over_is_no_full_disk(tmp_path: Path) -> None:
    archive = archives.build(Archive(tmp_path / "archive"), runs_=1)
    (archive.raw / f"a.warc.gz{warc.OPEN}").mkdir()
    with pytest.raises(Unrecovered, match="Is a directory"):
        recover(archive.engine(), archive.raw, {})


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_long_recovery_gives_signs_of_life_and_ends_where_they_fail(
    kind: str, fresh: Callable[[str], Archive], given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syria_news.batch.SIZE", 1)
    life = Life(fresh(kind), given)
    assert killing.dies(Point("fsync", "after", 3), life.take_in), "records whole, their rows not"
    killing.inline()
    engine, beats = life.archive.engine(), 0

    def beat() -> None:
        nonlocal beats
        beats += 1
        if beats == 3:
            raise LeaseLost("gone")

    with pytest.raises(LeaseLost):
        recover(engine, life.archive.raw, {"demo": OUTLET}, beat=beat)
    with engine.connect() as conn:
        assert conn.scalar(sa.text("SELECT count(*) FROM capture")) == 2, "one sign at the file, one at each batch"
    engine.dispose()
    life.holds(Point("fsync", "after", 3))


def _is_gone(archive: Archive, url: str) -> None:
    assert {each.grade for each in archive.findings()} == {Grade.NOTE}
    assert url not in {record.url for path in archive.raw.iterdir() for record in warc.walk(path)}
    engine = archive.engine()
    with engine.connect() as conn:
        texts = conn.execute(sa.text("SELECT text FROM revisions WHERE url = :url"), {"url": url}).scalars().all()
    engine.dispose()
    assert set(texts) == {""}


def _redact(archive: Archive, url: str) -> None:
    redact.redact(archive.engine(), archive.raw, url, "protection", "A", "B")


def test_a_damaged_record_costs_recovery_only_itself(fresh: Callable[[str], Archive], given: Path) -> None:
    life = Life(fresh("sqlite"), given)
    assert killing.dies(Point("write", "after", 3), life.take_in)
    [left] = life.archive.raw.iterdir()
    places = [record.raw for record in warc.walk(left, damage=lambda _: None)]
    assert len(places) == 4
    data = bytearray(left.read_bytes())
    data[places[1].offset + places[1].length // 2] ^= 64
    left.write_bytes(data)
    killing.inline()
    counts = recover(life.archive.engine(), life.archive.raw, {"demo": OUTLET})
    assert counts["damaged"] == 1
    assert counts["fetched"] == len(places) - 1
    assert [each.offset for each in life.archive.damage()] == [places[1].offset]


def test_a_file_whose_first_record_is_damaged_is_replayed_all_the_same(tmp_path: Path) -> None:
    archive = archives.build(Archive(tmp_path / "archive"))
    for path in archive.raw.iterdir():
        data = bytearray(path.read_bytes())
        data[40] ^= 255
        path.write_bytes(data)
    killing.inline()
    counts = replay(archive.engine(), archive.raw, {})
    assert counts["damaged"] == 3
    assert counts["fetched"] == 15


def test_a_row_that_was_never_written_is_mended_before_the_run_is_sealed(tmp_path: Path) -> None:
    archive = archives.build(Archive(tmp_path / "archive"), runs_=1)
    for path in archive.home.glob("manifests/*.json"):
        path.unlink()
    archive.sql("UPDATE run SET manifest = NULL")
    archive.sql("DELETE FROM capture WHERE role = 'listing'")
    assert not archive.damage()
    killing.inline()
    recover(archive.engine(), archive.raw, {})
    assert not [str(each) for each in archive.findings()]
