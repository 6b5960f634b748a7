"""What a cluster reads is what one process reads, whoever dies over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dask
import pytest
import sqlalchemy as sa

from syria_news import warc
from syria_news.cluster import crew as crews
from syria_news.cluster import tasks
from syria_news.ingest import ingest
from syria_news.model import Raw
from syria_news.owners import Owners
from syria_news.replay import preview, recover, replay
from syria_news.store import database
from syria_news.store.tables import metadata
from tests.crew import Crew, crew
from tests.test_ingest import OUTLETS, page, written

PLACES = {"file", "offset", "length"}
"""Where a run's file has a record: files have random names, and the random ids in them pack more or less well."""
PAGES = 36


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    with crew(tmp_path_factory.mktemp("crew") / "home") as running:
        yield running


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two files as others write them; one page in three is ours, some are copies, and one is there twice."""
    home = tmp_path_factory.mktemp("given")
    hosts = ("times.example", "other.example", "ar.times.example", "times.example.net", "other7.example", "x.example")
    pages = [(f"https://{hosts[n % 6]}/news/{n % 50}", page(n % 40)) for n in range(2 * PAGES)]
    pages.append(("https://times.example/about", page(1)))
    return [written(home / f"CC-NEWS-{n}.warc.gz", pages[n * PAGES : (n + 1) * PAGES + 1]) for n in range(2)]


@pytest.fixture(autouse=True)
def _small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "SIZE", 2)


@contextmanager
def fresh(engine: sa.Engine, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """Another empty database of the same kind."""
    if engine.dialect.name == "sqlite":
        other = database.connect(f"sqlite:///{tmp_path / 'other' / 'syria_news.db'}")
        database.migrate(other)
        yield other
        other.dispose()
        return
    running = request.getfixturevalue("postgres")
    name = running.create(request.getfixturevalue("postgres_template"))
    other = database.connect(running.url(name))
    yield other
    other.dispose()
    running.drop(name)


def everything(engine: sa.Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but for what names a run and the places in its file."""
    found = {}
    with engine.connect() as conn:
        for table in metadata.sorted_tables:
            if table.name == "run":
                found["run"] = [
                    dict(row) for row in conn.execute(sa.text("SELECT command, counts FROM run")).mappings()
                ]
                continue
            columns = [column for column in table.c if column.name not in PLACES]
            rows = conn.execute(sa.select(*columns).order_by(*columns)).mappings()
            found[table.name] = [dict(row) for row in rows]
    return found


def test_what_a_cluster_takes_in_and_reads_again_is_what_one_process_does(
    engine: sa.Engine, tmp_path: Path, given: list[Path], workers: Crew, request: pytest.FixtureRequest
) -> None:
    raw = tmp_path / "theirs" / "raw"
    with fresh(engine, tmp_path, request) as serial:
        alone = ingest(serial, tmp_path / "ours" / "raw", OUTLETS, given)
        together = ingest(engine, raw, OUTLETS, given, scheduler=workers.address)
        assert together == alone
        assert alone["new"] and alone["foreign"] and alone["copies"]
        assert everything(engine) == everything(serial)
    before = everything(engine)
    assert ingest(engine, raw, OUTLETS, given, scheduler=workers.address)["known"] == alone["fetched"] + 1
    assert not list(preview(engine, raw, OUTLETS, scheduler=workers.address))
    assert replay(engine, raw, OUTLETS, scheduler=workers.address)["reread"] == 0
    assert {**everything(engine), "run": 0} == {**before, "run": 0}


def test_a_worker_that_is_killed_costs_nothing_but_time(
    engine: sa.Engine,
    tmp_path: Path,
    given: list[Path],
    workers: Crew,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    doomed = workers.hire("doomed", "--no-nanny")
    workers.client.wait_for_workers(3)
    killed: list[bool] = []

    def kill() -> None:
        """Kill it once it has something to do."""
        if not killed and workers.is_busy("doomed"):
            killed.append(True)
            doomed.kill()

    after_each_write(monkeypatch, kill)
    with fresh(engine, tmp_path, request) as serial:
        together = ingest(engine, tmp_path / "theirs" / "raw", OUTLETS, given, scheduler=workers.address)
        assert killed
        monkeypatch.undo()
        assert together == ingest(serial, tmp_path / "ours" / "raw", OUTLETS, given)
        assert everything(engine) == everything(serial)


def test_a_run_that_was_broken_off_is_started_again(
    engine: sa.Engine, tmp_path: Path, given: list[Path], workers: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, left = tmp_path / "archive" / "raw", [3]

    class PulledOut(Exception):
        pass

    def stop() -> None:
        left[0] -= 1
        if not left[0]:
            raise PulledOut

    after_each_write(monkeypatch, stop)
    with pytest.raises(PulledOut):
        ingest(engine, raw, OUTLETS, given, scheduler=workers.address)
    monkeypatch.undo()
    assert recover(engine, raw, OUTLETS)["fetched"] >= 4  # what was written before it stopped
    again = ingest(engine, raw, OUTLETS, given, scheduler=workers.address)
    assert again["known"] >= 4
    with engine.connect() as conn:
        assert conn.scalar(sa.text("SELECT count(*) FROM capture WHERE outcome IS NULL")) == 0
        ids = conn.scalars(sa.text("SELECT record_id FROM capture ORDER BY record_id")).all()
    hosts = {host for outlet in OUTLETS.values() for host in outlet.all_hosts()}
    ours = {each.raw.record_id for path in given for each in warc.walk(path) if urlsplit(each.url).hostname in hosts}
    assert ids == sorted(ours)


def test_nobody_at_the_address_is_said(tmp_path: Path, given: list[Path]) -> None:
    engine = database.connect(f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}")
    database.migrate(engine)
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "100ms"}),
        pytest.raises(OSError, match=r"tcp://127\.0\.0\.1:1"),
    ):
        ingest(engine, tmp_path / "archive" / "raw", OUTLETS, given, scheduler="tcp://127.0.0.1:1")
    engine.dispose()


@pytest.mark.parametrize("address", ["junk", "tcp://", "tcp://127.0.0.1", "tcp://127.0.0.1:port", "gopher://a:1"])
def test_what_is_no_address_of_a_scheduler_is_said_at_once(address: str) -> None:
    with pytest.raises(ConnectionError, match="tcp://HOST:PORT"), crews._crew(address):
        raise AssertionError("there is none")


def after_each_write(monkeypatch: pytest.MonkeyPatch, call: Callable[[], None]) -> None:
    """Have something happen in the middle of a run: whenever records were written."""
    put = warc.Writer.put

    def noted(writer: warc.Writer, packed: Sequence[warc.Packed]) -> list[Raw]:
        places = put(writer, packed)
        call()
        return places

    monkeypatch.setattr(warc.Writer, "put", noted)


def test_a_record_that_names_no_address_breaks_no_range(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    block = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    kind = {"Content-Type": "application/http; msgtype=response"}
    path.write_bytes(warc.record_bytes("response", warc.new_id(), datetime(2024, 12, 6, tzinfo=UTC), kind, block))
    found = tasks.scan(path, Owners({}, only="unknown"))
    assert (len(found.places), found.broken, found.damage) == (1, "", [])
