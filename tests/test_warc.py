"""The raw archive's files: what is written comes back, whatever happens to the disk or to the bytes."""

from __future__ import annotations

import errno
import fcntl
import gzip
import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syria_news import warc
from syria_news.model import Raw
from syria_news.warc import Damaged, Errand, Exchange, Record, Resource, Role, writer

NOON = datetime(2024, 12, 6, 12, tzinfo=UTC)
HERE = Errand("demo", Role.ARTICLE)


def exchange(number: int, body: bytes = b"") -> Exchange:
    return Exchange(
        url=f"https://example.org/news/{number}",
        fetched=NOON,
        status=200,
        headers=[(b"Content-Type", b"text/html")],
        body=body or f"<p>Report {number} from the square.</p>".encode() * 20,
        errand=HERE,
    )


def write(folder: Path, count: int = 4, name: str = "a.warc.gz") -> tuple[Path, list[Raw]]:
    made = warc.Writer(folder, name, {"software": "tests", "syria-news-run": "0" * 32})
    places = [made.exchange(exchange(number)) for number in range(count)]
    made.close()
    return folder / name, places


def walked(path: Path) -> tuple[list[Record], list[Damaged]]:
    damage: list[Damaged] = []
    return list(warc.walk(path, damage=damage.append)), damage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "raw"


# -- what is written comes back

headers = st.lists(st.tuples(st.binary(min_size=1, max_size=20), st.binary(max_size=40)), max_size=5)
urls = st.one_of(st.text(max_size=80), st.text(max_size=60).map(lambda rest: f"https://example.org/{rest}"))


@given(
    url=urls,
    asked=urls,
    status=st.integers(0, 999),
    fields=headers,
    body=st.binary(max_size=2000),
    outlet=st.text(max_size=20),
    truncated=st.sampled_from([None, "length", "time", "disconnect"]),
    role=st.sampled_from(list(Role)),
)
@settings(max_examples=150, deadline=None)
def test_any_exchange_comes_back_as_it_was_written(
    url: str,
    asked: str,
    status: int,
    fields: list[tuple[bytes, bytes]],
    body: bytes,
    outlet: str,
    truncated: str | None,
    role: Role,
) -> None:
    given = Exchange(url, NOON, status, fields, body, Errand(outlet, role, asked), truncated=truncated)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = warc.Writer(folder, "a.warc.gz", {"software": url})
        places = [made.exchange(given), made.exchange(given)]
        made.close()
        found, damage = walked(folder / "a.warc.gz")
        assert not damage
        assert [each.raw for each in found] == places
        for each in (*found, *(warc.read(folder, place) for place in places)):
            assert each.body == body
            assert each.raw.sha256 == hashlib.sha256(body).hexdigest()
            assert (each.url, each.status, each.truncated) == (warc.target(url).strip(), status, truncated)
            assert each.fetched == NOON
            if each.errand:
                led = warc.target(asked)
                assert (each.errand.role, each.errand.asked) == (role, led if led.startswith("https://") else "")
        assert all(_digests_hold(each) for each in warc.members(folder / "a.warc.gz"))
        if url.startswith("https:"):  # warcio looks for a payload at no other address
            assert _checked_by_others(folder / "a.warc.gz")


def _digests_hold(member: warc.Member | Damaged) -> bool:
    assert isinstance(member, warc.Member)
    return member.headers["warc-block-digest"] == f"sha256:{hashlib.sha256(member.block).hexdigest()}"


def _checked_by_others(path: Path) -> bool:
    """warcio reads every record and finds no digest that fails."""
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as file:
        for each in ArchiveIterator(file, check_digests="raise"):
            each.content_stream().read()
    return True


@given(url=urls, kind=st.text(max_size=40), body=st.binary(max_size=500))
@settings(max_examples=50, deadline=None)
def test_any_resource_comes_back_as_it_was_written(url: str, kind: str, body: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        made = warc.Writer(Path(name), "a.warc.gz", {})
        place = made.resource(Resource(url, NOON, kind, body, HERE, warc.lasting_id(url)))
        made.close()
        [found], damage = walked(Path(name) / "a.warc.gz")
    assert not damage
    assert (found.raw, found.body, found.type) == (place, body, "resource")


@given(st.text())
def test_an_address_in_a_header_is_one_line_and_stays_as_it_is_the_second_time(url: str) -> None:
    once = warc.target(url)
    assert warc.target(once) == once
    assert not set(once) & set("\r\n\0 <>")
    assert once.encode().decode() == once


def test_credentials_are_never_written(folder: Path) -> None:
    made = warc.Writer(folder, "a.warc.gz", {})
    secret = [(b"Set-Cookie", b"s=1"), (b" cookie", b"s=1"), (b"AUTHORIZATION", b"Basic eDp5")]
    made.exchange(Exchange("https://example.org/", NOON, 200, secret, b"x", HERE, request_headers=secret))
    made.close()
    text = gzip.decompress((folder / "a.warc.gz").read_bytes()).lower()
    assert b"s=1" not in text
    assert b"edp5" not in text


@pytest.mark.parametrize(
    ("received", "written"),
    [
        (b"HTTP/1.0 200 All Is Well", b"HTTP/1.0 200 All Is Well"),
        (b"HTTP/1.1 200", b"HTTP/1.1 200"),
        (b"HTTP/1.1 200 \xd9\x86\xd8\xb9\xd9\x85", b"HTTP/1.1 200 \xd9\x86\xd8\xb9\xd9\x85"),
        (b"HTTP/1.1 404 Not Found", b"HTTP/1.1 200 OK"),
        (b"ICY 200 OK", b"HTTP/1.1 200 OK"),
        (b"HTTP/1.1 200 a\rSet-Cookie: b", b"HTTP/1.1 200 OK"),
        (b"", b"HTTP/1.1 200 OK"),
    ],
)
def test_a_status_line_is_kept_as_received_where_it_is_one(received: bytes, written: bytes, folder: Path) -> None:
    made = warc.Writer(folder, "a.warc.gz", {})
    given = replace(exchange(1), status_line=received)
    place = made.exchange(given)
    made.close()
    [response] = [each for each in warc.members(folder / "a.warc.gz") if getattr(each, "kind", "") == "response"]
    assert isinstance(response, warc.Member)
    assert response.block.startswith(written + b"\r\n")
    assert warc.read(folder, place).status == given.status == 200


def test_a_file_is_checked_clean_by_warcio(folder: Path) -> None:
    path, _ = write(folder)
    check = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "digest failed" not in done.stdout
    assert done.stdout.count("digest pass") == 9


# -- files that others wrote


def test_records_of_a_plain_file_and_of_one_gzip_member_are_walked(folder: Path) -> None:
    path, places = write(folder)
    plain = path.with_name("b.warc")
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    whole = path.with_name("c.warc.gz")
    whole.write_bytes(gzip.compress(plain.read_bytes()))
    ids = [place.record_id for place in places]
    for each in (plain, whole):
        found, damage = walked(each)
        assert not damage
        assert [record.raw.record_id for record in found] == ids
        assert [warc.read(folder, record.raw).body for record in found] == [record.body for record in found]


def test_records_of_any_size_come_back_whole_at_the_end_of_a_file_too(folder: Path) -> None:
    dice = random.Random(1)
    folder.mkdir()
    path = folder / "a.warc.gz"
    about = {"WARC-Target-URI": "https://example.org/"}
    for size in (0, *(dice.randrange(-600, 600) + pieces * (1 << 16) for pieces in (1, 1, 1, 2, 2, 4))):
        for block in (dice.randbytes(size), b"buses " * (size // 6)):  # what packs badly, and well
            path.write_bytes(warc.record_bytes("resource", "urn:uuid:1", NOON, about, block) * 2)
            assert [each.block for each in warc.members(path) if isinstance(each, warc.Member)] == [block, block]


def test_a_plain_file_is_walked_on_behind_a_broken_record(folder: Path) -> None:
    path, places = write(folder)
    data = gzip.decompress(path.read_bytes())
    at = data.index(b"Content-Length", data.index(b"WARC-Type: response"))
    plain = path.with_name("b.warc")
    plain.write_bytes(data[:at] + b"Content-Length: many, " + data[at:])
    found, damage = walked(plain)
    assert len(damage) == 1
    assert [record.raw.record_id for record in found] == [place.record_id for place in places[1:]]


def test_the_chunks_of_others_are_undone_and_ours_are_never_looked_for(folder: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n"
    foreign = writer.record_bytes("response", warc.new_id(), NOON, {}, head + b"4\r\nBuse\r\n2;x=y\r\ns.\r\n0\r\n\r\n")
    undone = writer.record_bytes("response", warc.new_id(), NOON, {}, head + b"Buses.")
    folder.mkdir()
    (folder / "b.warc.gz").write_bytes(foreign + undone)
    found, _ = walked(folder / "b.warc.gz")
    assert [record.body for record in found] == [b"Buses.", b"Buses."]
    assert not any(record.header(b"transfer-encoding") for record in found)


@given(data=st.binary(max_size=300), prefix=st.sampled_from([b"", b"WARC/1.1\r\n", b"\x1f\x8b\x08\x00", b"WA"]))
@settings(max_examples=200, deadline=None)
def test_no_bytes_break_the_walk(data: bytes, prefix: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        for suffix in (".warc", ".warc.gz"):
            path = Path(name) / f"a{suffix}"
            path.write_bytes(prefix + data)
            walked(path)
            path.write_bytes(writer.gzipped(prefix + data))
            walked(path)
            assert warc.info(path) == {}


def test_a_record_that_claims_to_be_endless_is_not_read(folder: Path) -> None:
    folder.mkdir()
    bomb = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 99999999999999999999\r\n\r\n" + b"x" * 1000
    (folder / "a.warc.gz").write_bytes(writer.gzipped(bomb))
    found, damage = walked(folder / "a.warc.gz")
    assert not found
    assert "makes no sense" in damage[0].why


# -- damage


def breakages(data: bytes, start: int, stop: int) -> Iterator[bytes]:
    """The file with one member (the bytes from `start` to `stop`) broken in several ways."""
    dice = random.Random(7)
    for _ in range(12):
        at = dice.randrange(start, stop)
        yield data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]
    yield data[: (start + stop) // 2] + data[stop:]
    yield data[: start + 20] + b"\0" * (stop - start - 20) + data[stop:]
    yield data[: stop - 1] + data[stop:]
    yield data[:start] + b"\x1f\x8b\x08\x00garbage" + data[start:]
    yield data[:start] + writer.gzipped(b"WARC/1.1\r\nContent-Length: x\r\n\r\n") + data[start:]


def test_a_broken_member_costs_only_itself(folder: Path) -> None:
    path, places = write(folder, 5)
    data = path.read_bytes()
    victim = places[2]
    for broken in breakages(data, victim.offset, victim.offset + victim.length):
        path.write_bytes(broken)
        found, damage = walked(path)
        others = {place.record_id for place in places} - {victim.record_id}
        ids = [record.raw.record_id for record in found]
        assert others <= set(ids)
        assert len(ids) == len(set(ids))
        # What no checksum covers is a gzip header's time and system, and what stands between the members.
        assert damage or found[2].raw.sha256 == victim.sha256
        assert all(victim.offset <= each.offset for each in damage)
        for record in found:
            assert warc.read(folder, record.raw) == record


def test_damage_stops_the_walk_where_nobody_is_told(folder: Path) -> None:
    path, places = write(folder)
    data = bytearray(path.read_bytes())
    data[places[1].offset + 40] ^= 4
    path.write_bytes(data)
    with pytest.raises(Damaged) as caught:
        list(warc.walk(path))
    assert (caught.value.path, caught.value.offset) == ("a.warc.gz", places[1].offset)
    with pytest.raises(Damaged):
        warc.read(folder, places[1])


# -- a writer that died


def test_a_file_cut_anywhere_keeps_every_whole_record_and_its_tail_lies_beside_it(folder: Path) -> None:
    path, _ = write(folder, 2)
    data = path.read_bytes()
    path.unlink()
    members = [each for each in warc.members(_file(folder, data)) if isinstance(each, warc.Member)]
    whole = {each.offset + each.length: each.kind for each in members}
    left = path.with_name("a.warc.gz.open")
    for cut in range(len(data) + 1):
        left.write_bytes(data[:cut])
        expected = max((end for end in whole if end <= cut), default=0)
        assert warc.whole_length(left) == expected
        adopted = warc.adopt(left)
        assert not left.exists()
        torn = path.with_name("a.warc.gz.torn")
        kept = b""
        if expected:
            assert adopted == path
            kept = path.read_bytes()
            found, damage = walked(path)
            assert not damage
            assert len(found) == sum(kind == "response" and end <= cut for end, kind in whole.items())
            path.unlink()
        else:
            assert adopted is None
            assert not path.exists()
        assert kept + (torn.read_bytes() if torn.exists() else b"") == data[:cut]
        torn.unlink(missing_ok=True)


def _file(folder: Path, data: bytes) -> Path:
    path = folder / "whole.warc.gz"
    path.write_bytes(data)
    return path


def test_a_dead_writers_damage_in_the_middle_costs_nothing_behind_it(folder: Path) -> None:
    path, places = write(folder, 3)
    data = bytearray(path.read_bytes())
    data[places[0].offset + 60] ^= 1
    left = path.rename(path.with_name("a.warc.gz.open"))
    left.write_bytes(data)
    assert warc.adopt(left) == path
    assert [record.raw for record in walked(path)[0]] == places[1:]


def test_a_living_writers_file_is_left_alone(folder: Path) -> None:
    made = warc.Writer(folder, "a.warc.gz", {})
    place = made.exchange(exchange(1))
    assert warc.adopt(folder / "a.warc.gz.open") is None
    assert warc.read(folder, place).body == exchange(1).body
    made.exchange(exchange(2))
    made.close()
    assert len(walked(folder / "a.warc.gz")[0]) == 2


def test_a_file_that_its_writer_closed_meanwhile_is_nobodys_to_close(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = warc.Writer(folder, "a.warc.gz", {})
    made.exchange(exchange(1))
    flock = fcntl.flock

    def too_late(file: BinaryIO, how: int) -> None:
        made.close()
        flock(file, how)

    monkeypatch.setattr(fcntl, "flock", too_late)
    assert warc.adopt(folder / "a.warc.gz.open") is None, "closed between the opening and the lock"
    assert warc.adopt(folder / "a.warc.gz.open") is None, "closed before"
    assert [path.name for path in folder.iterdir()] == ["a.warc.gz"]
    assert len(walked(folder / "a.warc.gz")[0]) == 1


def test_a_writer_whose_empty_file_was_taken_for_a_dead_ones_begins_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock = fcntl.flock

    def beaten(file: BinaryIO, how: int) -> None:
        monkeypatch.undo()
        path = folder / "a.warc.gz.open"
        adopter = path.open("r+b")
        flock(adopter, fcntl.LOCK_EX)

        def adopt() -> None:
            path.unlink()
            adopter.close()

        threading.Thread(target=adopt).start()
        flock(file, how)

    monkeypatch.setattr(fcntl, "flock", beaten)
    made = warc.Writer(folder, "a.warc.gz", {})
    place = made.exchange(exchange(1))
    assert warc.adopt(folder / "a.warc.gz.open") is None, "its lock is on the file that is there"
    made.close()
    assert warc.read(folder, place).body == exchange(1).body


def test_two_writers_never_share_a_file(folder: Path) -> None:
    made = warc.Writer(folder, "a.warc.gz", {})
    with pytest.raises(FileExistsError):
        warc.Writer(folder, "a.warc.gz", {})
    made.close()


# -- the disk


def test_a_disk_that_fills_up_costs_no_record_that_was_acknowledged(folder: Path) -> None:
    size = write(folder, 6, "size.warc.gz")[0].stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        for number, limit in enumerate(range(600, size + 300, 97)):
            name = f"{number}.warc.gz"
            made, places = warc.Writer(folder, name, {}), []
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
            for each in range(6):
                try:
                    places.append(made.exchange(exchange(each)))
                except OSError as error:
                    assert error.errno == errno.EFBIG
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            places.append(made.exchange(exchange(6)))  # there is room again
            made.close()
            found, damage = walked(folder / name)
            assert not damage
            assert [record.raw for record in found] == places
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)


class FaultyFile:
    """A file whose n-th call of a kind fails, after half of its work."""

    def __init__(self, file: object, fails_at: int) -> None:
        self._file = file
        self._left = fails_at

    def write(self, data: bytes) -> int:
        self._left -= 1
        if self._left == 0:
            self._file.write(data[: len(data) // 2])  # type: ignore[attr-defined]
            raise OSError(errno.EIO, "no more")
        return self._file.write(data[: 1 + len(data) // 2])  # type: ignore[attr-defined,no-any-return]

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


def test_a_write_that_fails_at_any_call_leaves_the_records_before_it_and_the_file_goes_on(folder: Path) -> None:
    fails_at = 0
    failed = True
    while failed:  # SQLite's way: a later call each time, until none is reached
        fails_at += 1
        failed = False
        made = warc.Writer(folder, f"{fails_at}.warc.gz", {})
        made._file = FaultyFile(made._file, fails_at)  # type: ignore[assignment]
        places = []
        for each in range(3):
            try:
                places.append(made.exchange(exchange(each)))
            except OSError:
                failed = True
        made.close()
        found, damage = walked(folder / f"{fails_at}.warc.gz")
        assert not damage
        assert [record.raw for record in found] == places
    assert fails_at > 20


def test_a_file_that_could_not_be_flushed_takes_no_more_and_waits_for_recovery(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = warc.Writer(folder, "a.warc.gz", {})
    places = [made.exchange(exchange(1))]

    def refuses(_: int) -> None:
        raise OSError(errno.EIO, "not flushed")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuses)
        with pytest.raises(OSError, match="not flushed"):
            made.exchange(exchange(2))
    with pytest.raises(OSError, match="takes no more"):
        made.exchange(exchange(3))
    made.close()
    adopted = warc.adopt(folder / "a.warc.gz.open")
    assert adopted is not None
    assert [record.raw for record in walked(adopted)[0]] == places


@pytest.mark.parametrize("size", [0, 1, 70_000])
def test_a_payload_that_came_packed_is_not_packed_again(size: int) -> None:
    coded = gzip.compress(random.Random(size).randbytes(size))
    block = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + coded
    packed = warc.record_bytes("response", "urn:uuid:1", NOON, {}, block, len(block) - len(coded))
    assert gzip.decompress(packed).endswith(block + b"\r\n\r\n")
    assert coded[:60_000] in packed
    assert len(packed) < len(zlib.compress(gzip.decompress(packed))) + 100


def test_a_payload_that_came_as_it_is_is_packed() -> None:
    block = b"HTTP/1.1 200 OK\r\n\r\n" + b"Buses. " * 1_000
    assert len(warc.record_bytes("response", "urn:uuid:1", NOON, {}, block, 19)) < 1_000
