"""Files elsewhere are read as files here are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3
import pytest
import sqlalchemy as sa
from moto.server import ThreadedMotoServer
from s3fs import S3FileSystem

from syria_news import files, warc
from syria_news.files import Remote, Unreachable
from syria_news.ingest import NotIngestible, ingest
from syria_news.store import database
from tests.commands import Place
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


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[str], str]:
    """Why a path is refused."""
    engine = database.connect(f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}")

    def why(given: str) -> str:
        with pytest.raises((NotIngestible, OSError)) as found:
            ingest(engine, tmp_path / "raw", OUTLETS, files.find(given))
        return str(found.value)

    return why


def test_what_is_not_there_is_named(bucket: Path, refused: Callable[[str], str], tmp_path: Path) -> None:
    assert refused("s3://news/nothing.warc.gz") == "s3://news/nothing.warc.gz: no such file"
    assert "specified bucket does not exist" in refused("s3://nowhere/nothing.warc.gz")
    assert refused("") == "'': no such file"
    assert refused(f"{tmp_path}/*.warc.gz") == f"'{tmp_path}/*.warc.gz': no such file"
    assert refused("s3://news/nothing*.warc.gz") == "'s3://news/nothing*.warc.gz': no such file"
    assert refused("s3://news/none/*.warc.gz") == "'s3://news/none/*.warc.gz': no such file"
    assert "specified bucket does not exist" in refused("s3://nowhere/*.warc.gz")
    assert "gopher://" in refused("gopher://a/a.warc.gz")


def test_nothing_that_matches_is_a_bad_argument(tmp_path: Path) -> None:
    place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}")
    done = place.syria_news("ingest", f"{tmp_path}/*.warc.gz")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == f"syria-news: '{tmp_path}/*.warc.gz': no such file"


@pytest.mark.parametrize("name", ["a.warc.gz", "*.warc.gz"])
def test_why_a_bucket_can_not_be_read_is_said(
    name: str, bucket: Path, refused: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"s3://news/{name}"
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    S3FileSystem.clear_instance_cache()
    assert refused(url).startswith(f"{url}: Could not connect to the endpoint URL")
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(variable)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    S3FileSystem.clear_instance_cache()
    assert refused(url) == f"{url}: Unable to locate credentials"
    S3FileSystem.clear_instance_cache()


@contextmanager
def answering(status: HTTPStatus) -> Iterator[str]:
    """The address of a server that has one answer."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(status)

        do_HEAD = do_GET  # noqa: N815 - what http.server calls

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/a.warc.gz"
        server.shutdown()


@pytest.mark.parametrize("status", [HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.INTERNAL_SERVER_ERROR])
def test_what_a_web_server_refuses_is_not_called_absent(status: HTTPStatus) -> None:
    with answering(status) as url, pytest.raises(Unreachable, match=f"{url}: {status.value}.*{status.phrase}"):
        Remote(url).is_file()
    with answering(HTTPStatus.NOT_FOUND) as url:
        assert not Remote(url).is_file()


def test_the_driver_that_an_address_needs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    with pytest.raises(Unreachable, match=r"needs fsspec's driver for it .*gcsfs") as found:
        Remote("gs://news/a.warc.gz").is_file()
    assert "s3" not in str(found.value)


def test_of_a_folder_its_files_are_asked_for(bucket: Path, refused: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "dir.warc.gz").mkdir()
    boto3.client("s3").put_object(Bucket="news", Key="cc/small.warc.zst", Body=b"")
    for folder in (str(tmp_path), str(tmp_path / "dir.warc.gz"), "s3://news/cc", "s3://news/cc/"):
        assert refused(folder) == f"{folder}: a folder; give its files, as '{folder.rstrip('/')}/*.warc.gz'"
    assert refused("s3://news/cc/small*").startswith("s3://news/cc/small.warc.zst: none of .warc,")


def test_a_pattern_means_the_same_here_as_elsewhere(tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a.warc.gz", "c.txt"):
        (tmp_path / name).touch()
    assert files.find(f"{tmp_path}/*.warc.gz") == [tmp_path / "a.warc.gz", tmp_path / "b.warc.gz"]
    (tmp_path / "*.warc.gz").touch()
    assert files.find(f"{tmp_path}/*.warc.gz") == [tmp_path / "*.warc.gz"], "a file that has this very name"


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
