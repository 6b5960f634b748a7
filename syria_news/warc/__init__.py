"""The raw archive: WARC/1.1 files (ISO 28500:2017), one gzip member a record, one file a run.

A file is written by one process, which holds a lock on it and gives it the suffix `.open` until it is closed; nobody
ever appends to another's file. An append is one write at a known offset, flushed to the disk before it counts; where
it fails, the file is cut back, so what stands before it stays readable.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from syria_news.coding import Fault, undone
from syria_news.model import Page, Raw, Reason, Trouble

OPEN = ".open"
"""Suffix of a file that is being written."""
TORN = ".torn"
"""Suffix of the piece that was cut off a file whose writer died."""
LEVEL = 6
"""gzip level: 494 pages per CPU-second against 300 at level 9, for 1 % of size (measured, fastwarc 2.0)."""
CUTS = {"length": Reason.TOO_LARGE, "time": Reason.TIMEOUT}
"""What WARC-Truncated says; `disconnect` and `unspecified` are TRUNCATED."""
SECRET = frozenset({b"authorization", b"proxy-authorization", b"cookie", b"set-cookie"})
"""Header fields that are never written: credentials, and what identifies a session."""

OUTLET, ROLE, ASKED = "Syria-News-Outlet", "Syria-News-Role", "Syria-News-Asked"

Headers = Sequence[tuple[bytes, bytes]]


class Damaged(Exception):
    """A record can't be read: the file is torn or was changed."""

    def __init__(self, path: str, offset: int, why: str) -> None:
        super().__init__(path, offset, why)
        self.path, self.offset, self.why = path, offset, why

    def __str__(self) -> str:
        return f"{self.path} is damaged at byte {self.offset}: {self.why}"


class Role(StrEnum):
    """What a response was asked for; without it, a file could not be read again on its own."""

    ARTICLE = "article"
    LISTING = "listing"
    OTHER = "other"
    """robots.txt, redirects' first halves, a shell's request."""


@dataclass(frozen=True)
class Errand:
    """For whom and why something was fetched. Extension fields of the record, as ISO 28500 (5.1) allows."""

    outlet: str
    role: Role = Role.OTHER
    asked: str = ""
    """The address that was asked for first, where redirects led on from it; else empty."""


@dataclass(frozen=True)
class Exchange:
    """A request and the response to it, bodies as on the wire (content coding kept, transfer coding undone)."""

    url: str
    fetched: datetime
    status: int
    headers: Headers
    body: bytes
    errand: Errand
    method: str = "GET"
    request_headers: Headers = ()
    ip: str | None = None
    truncated: str | None = None
    """`length`, `time`, `disconnect` or `unspecified`, where the body is not whole (WARC-Truncated)."""
    record_id: str | None = None
    """The identity of the record this one was copied from; a new one is made where there is none."""


@dataclass(frozen=True)
class Resource:
    """Bytes that came without a protocol: a saved page, a text, an article that somebody extracted."""

    url: str
    fetched: datetime
    content_type: str
    body: bytes
    errand: Errand
    record_id: str


@dataclass(frozen=True)
class Record:
    """A response or resource read back."""

    raw: Raw
    type: str
    """`response` or `resource`."""
    url: str
    fetched: datetime
    status: int
    """200 for a resource."""
    headers: Headers
    body: bytes
    """As received: the content coding is still on it."""
    truncated: str | None
    errand: Errand | None
    """None in a file that somebody else wrote."""

    def header(self, name: bytes) -> str:
        """The first field of that name (lower case), or an empty string."""
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == name), "")

    def page(self, outlet: str) -> Page:
        """What a reader gets: the content coding undone, as far as it can be."""
        body, fault = undone(self.body, self.header(b"content-encoding"))
        return Page(
            outlet=outlet,
            url=self.url,
            body=body,
            fetched=self.fetched,
            content_type=self.header(b"content-type"),
            raw=self.raw,
            trouble=trouble(self.truncated, fault),
        )


def new_id() -> str:
    """A fresh record id, `urn:uuid:...`."""
    return uuid.uuid4().urn


def lasting_id(*parts: str) -> str:
    """The same record id for the same parts, so that taking something in twice is noticed."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts)).urn


class Writer:
    """Appends records to one new file, `folder/name` with `.open` behind it until it is closed.

    Raises `OSError` where the disk doesn't take a record; the file then holds all records before it, whole.
    """

    def __init__(self, folder: Path, name: str, info: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self._path = folder / (name + OPEN)
        self._file = self._path.open("xb", buffering=0)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._offset = 0
        self._info_id = new_id()
        fields = "".join(f"{key}: {value}\r\n" for key, value in info.items())
        about = {"WARC-Filename": name, "Content-Type": "application/warc-fields"}
        self._append(_member("warcinfo", self._info_id, _now(), about, fields.encode()))

    def exchange(self, exchange: Exchange) -> Raw:
        """Append a response and its request; where the response lies."""
        record_id = exchange.record_id or new_id()
        more = self._about(exchange)
        if exchange.ip:
            more["WARC-IP-Address"] = exchange.ip
        request = _member(
            "request",
            new_id(),
            exchange.fetched,
            {**more, "WARC-Concurrent-To": f"<{record_id}>", "Content-Type": "application/http; msgtype=request"},
            _request_head(exchange),
        )
        if exchange.truncated:
            more["WARC-Truncated"] = exchange.truncated
        more["Content-Type"] = "application/http; msgtype=response"
        head = _response_head(exchange)
        response = _member("response", record_id, exchange.fetched, more, head + exchange.body, len(head))
        return self._raw(record_id, exchange.body, self._append(response, request), len(response))

    def resource(self, resource: Resource) -> Raw:
        """Append bytes that came without a protocol."""
        more = {**self._about(resource), "Content-Type": resource.content_type}
        member = _member("resource", resource.record_id, resource.fetched, more, resource.body, 0)
        return self._raw(resource.record_id, resource.body, self._append(member), len(member))

    def close(self) -> None:
        """Take the `.open` off the file."""
        self._path.rename(self._path.with_name(self.name))
        _sync_folder(self._path.parent)
        self._file.close()

    def _about(self, what: Exchange | Resource) -> dict[str, str]:
        fields = {
            "WARC-Target-URI": what.url,
            "WARC-Warcinfo-ID": f"<{self._info_id}>",
            OUTLET: what.errand.outlet,
            ROLE: what.errand.role,
        }
        return fields | ({ASKED: what.errand.asked} if what.errand.asked else {})

    def _raw(self, record_id: str, body: bytes, offset: int, length: int) -> Raw:
        return Raw(self.name, offset, length, record_id, hashlib.sha256(body).hexdigest())

    def _append(self, *members: bytes) -> int:
        offset = self._offset
        data = memoryview(b"".join(members))
        try:
            while data:
                data = data[self._file.write(data) :]
            os.fsync(self._file.fileno())
        except OSError:
            os.ftruncate(self._file.fileno(), offset)
            self._file.seek(offset)
            raise
        self._offset = self._file.tell()
        return offset


def info(path: Path) -> dict[str, str]:
    """The fields of the file's first warcinfo record; empty where there is none."""
    with path.open("rb") as file:
        for found in ArchiveIterator(file, record_types=WarcRecordType.warcinfo, parse_http=False):
            lines = found.reader.read().decode("utf-8", "replace").splitlines()
            return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines) if value}
    return {}


def walk(path: Path, start: int = 0) -> Iterator[Record]:
    """The responses and resources of a WARC file (plain or gz), in order, from byte `start` on.

    Raises `Damaged` where the file can't be read further.
    """
    with path.open("rb") as file:
        file.seek(start)
        wanted = WarcRecordType.response | WarcRecordType.resource
        position = start
        try:
            pending: tuple[int, Record] | None = None
            for found in ArchiveIterator(file, record_types=WarcRecordType.any_type, parse_http=False):
                position = start + found.stream_pos
                if pending:
                    yield _placed(pending[1], pending[0], position)
                    pending = None
                if found.record_type & wanted:
                    pending = (position, _record(path, found, position))
            if pending:
                yield _placed(pending[1], pending[0], path.stat().st_size)
        except OSError as error:
            raise Damaged(path.name, position, str(error)) from error


def read(folder: Path, raw: Raw) -> Record:
    """One record, by where it lies. Raises `Damaged` or `FileNotFoundError`; the digest must be the row's."""
    path = folder / raw.file
    if not path.exists():
        path = folder / (raw.file + OPEN)
    with path.open("rb") as file:
        file.seek(raw.offset)
        member = file.read(raw.length)
    try:
        for found in ArchiveIterator(io.BytesIO(member), parse_http=False):
            record = _placed(_record(path, found, raw.offset), raw.offset, raw.offset + raw.length)
            if record.raw.sha256 != raw.sha256:
                raise Damaged(raw.file, raw.offset, "its payload's SHA-256 is not the recorded one")
            return record
    except OSError as error:
        raise Damaged(raw.file, raw.offset, str(error)) from error
    raise Damaged(raw.file, raw.offset, "no record here")


def adopt(path: Path) -> Path | None:
    """Close a file whose writer died: cut the torn tail off (kept beside it) and take the `.open` away.

    None where its writer is alive.
    """
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        whole = whole_length(file)
        file.seek(whole)
        if torn := file.read():
            path.with_name(path.name.removesuffix(OPEN) + TORN).write_bytes(torn)
            file.truncate(whole)
            os.fsync(file.fileno())
        closed = path.with_name(path.name.removesuffix(OPEN))
        path.rename(closed)
        _sync_folder(path.parent)
    return closed


def whole_length(file: BinaryIO) -> int:
    """Bytes from the start to the end of the last gzip member that is whole (its CRC and length hold)."""
    file.seek(0)
    whole = 0
    member = zlib.decompressobj(wbits=31)
    position = 0
    while chunk := file.read(1 << 20):
        position += len(chunk)
        while chunk:
            try:
                member.decompress(chunk)
            except zlib.error:
                return whole
            if not member.eof:
                break
            chunk = member.unused_data
            whole = position - len(chunk)
            member = zlib.decompressobj(wbits=31)
    return whole


def trouble(truncated: str | None, fault: Fault | None) -> Trouble | None:
    """Why a body is not whole, by its WARC-Truncated and by what was wrong with its coding."""
    if truncated:
        return Trouble(CUTS.get(truncated, Reason.TRUNCATED), f"cut ({truncated})")
    if fault:
        return Trouble(Reason.BOMB if fault == Fault.BOMB else Reason.TRUNCATED, f"its content coding is {fault}")
    return None


def _record(path: Path, found: WarcRecord, position: int) -> Record:
    """Reads one record whole; its length in the file is known only when the next one begins."""
    block = found.reader.read()
    declared = int(found.headers.get("Content-Length") or "0")
    if len(block) != declared:
        raise Damaged(path.name, position, f"{len(block)} of {declared} bytes are there")
    is_http = found.record_type == WarcRecordType.response
    status, headers, body = _parsed(block) if is_http else (200, (), block)
    if not is_http:
        headers = ((b"Content-Type", (found.headers.get("Content-Type") or "").encode("latin-1", "replace")),)
    outlet = found.headers.get(OUTLET)
    sha256 = hashlib.sha256(body).hexdigest()
    return Record(
        raw=Raw(path.name.removesuffix(OPEN), position, 0, _bare(found.record_id or ""), sha256),
        type="response" if is_http else "resource",
        url=_bare(found.headers.get("WARC-Target-URI") or ""),
        fetched=(found.record_date or datetime.fromtimestamp(0, UTC)).astimezone(UTC).replace(microsecond=0),
        status=status,
        headers=headers,
        body=body,
        truncated=found.headers.get("WARC-Truncated"),
        errand=Errand(outlet, Role(found.headers.get(ROLE) or "other"), found.headers.get(ASKED) or "")
        if outlet
        else None,
    )


def _placed(record: Record, start: int, stop: int) -> Record:
    return replace(record, raw=replace(record.raw, offset=start, length=stop - start))


def _bare(value: str) -> str:
    """Without the angle brackets that WARC/1.0 puts around identifiers (and some writers around URIs)."""
    return value.strip().removeprefix("<").removesuffix(">")


def _parsed(block: bytes) -> tuple[int, Headers, bytes]:
    head, _, body = block.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    words = first.split(None, 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    pairs = (line.partition(b":") for line in lines if b":" in line)
    return status, tuple((name.strip(), value.strip()) for name, _, value in pairs), body


def _member(
    kind: str, record_id: str, date: datetime, more: Mapping[str, str], block: bytes, payload_at: int | None = None
) -> bytes:
    """One record as a gzip member of its own, with SHA-256 digests of block and payload."""
    record = WarcRecord()
    record.init_headers(record_type=getattr(WarcRecordType, kind), record_urn=record_id.removeprefix("urn:").encode())
    record.headers["WARC-Date"] = date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for key, value in more.items():
        record.headers[key] = value
    record.headers["WARC-Block-Digest"] = f"sha256:{hashlib.sha256(block).hexdigest()}"
    if payload_at is not None:
        record.headers["WARC-Payload-Digest"] = f"sha256:{hashlib.sha256(block[payload_at:]).hexdigest()}"
    record.set_bytes_content(block)
    out = io.BytesIO()
    writer = GzipWriter(out, compression_level=LEVEL)
    record.write(writer)
    writer.close()
    return out.getvalue()


def _response_head(exchange: Exchange) -> bytes:
    try:
        phrase = HTTPStatus(exchange.status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {exchange.status} {phrase}\r\n".encode() + _lines(exchange.headers)


def _request_head(exchange: Exchange) -> bytes:
    scheme_and_host, _, path = exchange.url.partition("://")[2].partition("/")
    host = scheme_and_host.rpartition("@")[2]
    line = f"{exchange.method} /{path} HTTP/1.1\r\nHost: {host}\r\n"
    return line.encode() + _lines(h for h in exchange.request_headers if h[0].lower() != b"host")


def _lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    kept = ((name, value) for name, value in headers if name.lower() not in SECRET)
    return b"".join(name + b": " + value + b"\r\n" for name, value in kept) + b"\r\n"


def _now() -> datetime:
    return datetime.now(UTC)


def _sync_folder(folder: Path) -> None:
    """A rename is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
