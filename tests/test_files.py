"""Files elsewhere are read as files here are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest
import sqlalchemy as sa
from moto.server import ThreadedMotoServer

from syria_news import files, warc
from syria_news.files import Remote, Unreachable
from syria_news.ingest import NotIngestible, ingest
from syria_news.store import database
from tests.test_ingest import OUTLETS, crawl, page, written


@pytest.fixture(scope="module")
def bucket() -> Iterator[Path]:
    """`s3://news`, kept by a server in this process."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_ENDPOINT_URL", "http://{}:{}".format(*server.get_host_and_port()))
        boto3.client("s3").create_bucket(Bucket="news")
        yield Path("news")
    server.stop()


def put(path: Path) -> str:
    boto3.client("s3").upload_file(str(path), "news", path.name)
    return f"s3://news/{path.name}"


def test_warc_files_of_a_bucket_are_taken_in_as_those_of_a_disk(
    bucket: Path, engine: sa.Engine, tmp_path: Path
) -> None:
    here = [written(tmp_path / f"CC-NEWS-{n}.warc.gz", crawl(40 + n)) for n in range(2)]
    there = [put(path) for path in here]
    found = files.find("s3://news/CC-NEWS-*.warc.gz")
    assert [str(each) for each in found] == there
    counts = ingest(engine, tmp_path / "raw", OUTLETS, found)
    assert counts["foreign"] == 77
    assert counts["new"] == 2
    again = ingest(engine, tmp_path / "raw", OUTLETS, here)
    assert (again["known"], again["new"]) == (4, 0)


def test_a_saved_page_of_a_bucket_has_the_time_it_was_put_there(bucket: Path, tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    path.write_bytes(page(1))
    remote = Remote(put(path))
    assert remote.read_bytes() == page(1)
    assert abs(files.modified(remote) - files.modified(path)).total_seconds() < 600


def test_a_page_whose_keeper_knows_no_time_is_of_now() -> None:
    remote = Remote("data:text/html,<p>Buses.</p>")
    assert remote.read_bytes() == b"<p>Buses.</p>"
    before = datetime.now(UTC).replace(microsecond=0)
    assert before <= files.modified(remote) <= datetime.now(UTC)


def test_records_are_picked_from_a_bucket_by_where_they_lie(bucket: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "picked.warc.gz", crawl(10))
    records = list(warc.walk(path))
    remote = Remote(put(path))
    assert [each.raw for each in warc.walk(remote)] == [each.raw for each in records]
    wanted = [(each.raw.offset, each.raw.record_id) for each in records[::3]]
    assert list(warc.pick(remote, wanted)) == list(warc.pick(path, wanted))
    [missing] = warc.pick(remote, [(records[1].raw.offset, "urn:none")])
    assert isinstance(missing, warc.Damaged)


def test_what_is_not_there_is_named(bucket: Path, tmp_path: Path) -> None:
    engine = database.connect(f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}")
    for url in ("s3://news/nothing.warc.gz", "s3://nowhere/nothing.warc.gz"):
        with pytest.raises(NotIngestible, match="no such file"):
            ingest(engine, tmp_path / "raw", OUTLETS, [Remote(url)])
    with pytest.raises(Unreachable, match="gopher://"):
        ingest(engine, tmp_path / "raw", OUTLETS, [Remote("gopher://a/a.warc.gz")])


def test_a_file_that_breaks_off_costs_what_is_behind_it(
    bucket: Path, engine: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Remote(put(written(tmp_path / "gone.warc.gz", crawl(8))))
    monkeypatch.setattr(Remote, "is_file", lambda _: True)
    boto3.client("s3").delete_object(Bucket="news", Key="gone.warc.gz")
    rest = written(tmp_path / "rest.warc.gz", crawl(8))
    counts = ingest(engine, tmp_path / "raw", OUTLETS, [gone, rest])
    assert (counts["broken_files"], counts["new"]) == (1, 1)


WITHOUT = """
import json, sys
for name in ("fsspec", "s3fs", "dask", "distributed"):
    sys.modules[name] = None
from syria_news.cli import main
for arguments in json.loads(sys.argv[1]):
    try:
        main(arguments)
    except SystemExit as end:
        print("exit code", end.code, flush=True)
"""


def test_nobody_without_the_extras_notices(tmp_path: Path) -> None:
    path = str(written(tmp_path / "a.warc.gz", [("https://foreign.example/", page(1))]))
    calls = [["ingest", path], ["ingest", "s3://news/a.warc.gz"], ["ingest", path, "--scheduler", "tcp://127.0.0.1:1"]]
    command = [sys.executable, "-c", WITHOUT, json.dumps(calls)]
    environment = os.environ | {"SYRIA_NEWS_ARCHIVE": str(tmp_path / "archive")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.splitlines() == ["1 foreign", "exit code 0", "exit code 2", "exit code 2"], done.stderr
    assert "syria-news[s3]" in done.stderr
    assert "syria-news[dask]" in done.stderr
