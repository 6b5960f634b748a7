"""Appending to a WARC file."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import FileIO, IOBase
from pathlib import Path

from syria_news.model import Raw
from syria_news.warc.records import ASKED, OUTLET, ROLE, SECRET, TLS, Exchange, Resource, field, new_id, target

OPEN = ".open"
"""Suffix of a file that is being written."""
LEVEL = 6
"""gzip level: 494 pages per CPU-second against 300 at level 9, for 1 % of size (measured)."""
GZIP_HEADER = b"\x1f\x8b\x08%c\x00\x00\x00\x00\x00\xff"
"""RFC 1952: deflate, the flags, no time, no system; the same on every machine."""
HAS_COMMENT = 16
CODED = b"\x1f\x8b\x08"
"""How a payload begins that came packed by gzip, as most pages do: packing it again would take nothing off."""

_LINE_END = re.compile(rb"[\x00\r\n]+")
_STATUS_LINE = re.compile(rb"HTTP/\d\.\d (\d{3})(?: [^\x00\r\n]*)?")


@dataclass(frozen=True)
class Packed:
    """A record (a response with its request behind it) as it goes into a file."""

    record_id: str
    sha256: str
    """Of the payload."""
    length: int
    """Bytes of the record without its request."""
    data: bytes


class Writer:
    """Appends records to one new file, `folder/name` with `.open` behind it until it is closed.

    Raises `OSError` where the disk doesn't take a record; the file then holds all records before it, whole. A file
    that could not be flushed takes no more: nobody knows what of it reached the disk, and a second flush may lie
    (as PostgreSQL learnt in 2018). It keeps its `.open`, so that the next run looks it over.
    """

    def __init__(self, folder: Path, name: str, info: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self._path = folder / (name + OPEN)
        self._file = _begin(self._path)
        sync_folder(folder)
        self._offset = 0
        self._failed = False
        self.info_id = new_id()
        """The id of the file's warcinfo record, to which its records refer."""
        fields = "".join(f"{key}: {field(value)}\r\n" for key, value in info.items())
        about = {"WARC-Filename": name, "Content-Type": "application/warc-fields"}
        self._append(record_bytes("warcinfo", self.info_id, datetime.now(UTC), about, fields.encode()))

    def exchange(self, exchange: Exchange) -> Raw:
        """Append a response and its request; where the response lies."""
        return self.put([pack(exchange, self.info_id)])[0]

    def resource(self, resource: Resource) -> Raw:
        """Append bytes that came without a protocol."""
        return self.put([pack(resource, self.info_id)])[0]

    def put(self, packed: Sequence[Packed]) -> list[Raw]:
        """Append records that were packed before, in one write: all are on the disk, or none; where each lies."""
        offset = self._append(*(each.data for each in packed))
        places = []
        for each in packed:
            places.append(Raw(self.name, offset, each.length, each.record_id, each.sha256))
            offset += len(each.data)
        return places

    def close(self) -> None:
        """Take the `.open` off the file."""
        if not self._failed:
            self._path.rename(self._path.with_name(self.name))
            sync_folder(self._path.parent)
        self._file.close()

    def _append(self, *members: bytes) -> int:
        if self._failed:
            raise OSError(errno.EIO, "could not be flushed before and takes no more", self.name)
        offset = self._offset
        data = memoryview(b"".join(members))
        try:
            while data:
                data = data[self._file.write(data) :]
        except OSError:
            self._cut(offset)
            raise
        try:
            os.fsync(self._file.fileno())
        except OSError:
            self._failed = True
            self._cut(offset)
            raise
        self._offset = self._file.tell()
        return offset

    def _cut(self, offset: int) -> None:
        """Away with half a record; where even that fails, the file is done with, and recovery cuts it."""
        try:
            os.ftruncate(self._file.fileno(), offset)
            self._file.seek(offset)
        except OSError:
            self._failed = True


def _begin(path: Path) -> FileIO:
    """A new file that is locked; where a recovery took the empty one for a dead writer's before it was, another."""
    while True:
        file = path.open("xb", buffering=0)
        fcntl.flock(file, fcntl.LOCK_EX)
        if lies_at(file, path):
            return file
        file.close()


def lies_at(file: IOBase, path: Path) -> bool:
    """Whether the open file is the one that lies there now."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def pack(what: Exchange | Resource, info_id: str) -> Packed:
    """A response and its request, or a resource, to be put into the file whose warcinfo record has this id."""
    more = {
        "WARC-Target-URI": target(what.url),
        "WARC-Warcinfo-ID": f"<{info_id}>",
        OUTLET: what.errand.outlet,
        ROLE: what.errand.role,
    }
    if what.errand.asked:
        more[ASKED] = target(what.errand.asked)
    digest = hashlib.sha256(what.body).hexdigest()
    if isinstance(what, Resource):
        more["Content-Type"] = what.content_type
        data = record_bytes("resource", what.record_id, what.fetched, more, what.body, 0)
        return Packed(what.record_id, digest, len(data), data)
    record_id = field(what.record_id or "") or new_id()
    response, request = _pair(what, record_id, more)
    return Packed(record_id, digest, len(response), response + request)


def _pair(exchange: Exchange, record_id: str, more: dict[str, str]) -> tuple[bytes, bytes]:
    if exchange.ip:
        more["WARC-IP-Address"] = exchange.ip
    request = record_bytes(
        "request",
        new_id(),
        exchange.fetched,
        {**more, "WARC-Concurrent-To": f"<{record_id}>", "Content-Type": "application/http; msgtype=request"},
        _request_head(exchange),
    )
    if exchange.truncated:
        more["WARC-Truncated"] = exchange.truncated
    if exchange.tls:
        more[TLS] = exchange.tls
    more |= exchange.circumstances.fields()
    more["Content-Type"] = "application/http; msgtype=response"
    head = _response_head(exchange)
    return record_bytes("response", record_id, exchange.fetched, more, head + exchange.body, len(head)), request


def record_bytes(
    kind: str,
    record_id: str,
    date: datetime,
    more: Mapping[str, str],
    block: bytes,
    payload_at: int | None = None,
    length: int | None = None,
) -> bytes:
    """One record as a gzip member of its own, with SHA-256 digests of its block and of the payload in it.

    Where a `length` is given the member is filled up to it with spaces, in a comment that readers skip.
    """
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<{record_id}>",
        "WARC-Date": f"{date.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Content-Length": str(len(block)),
        **more,
        "WARC-Block-Digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
    }
    if payload_at is not None:
        fields["WARC-Payload-Digest"] = f"sha256:{hashlib.sha256(block[payload_at:]).hexdigest()}"
    head = "".join(f"{key}: {field(value)}\r\n" for key, value in fields.items())
    own = b"WARC/1.1\r\n" + head.encode() + b"\r\n"
    record = own + block + b"\r\n\r\n"
    is_coded = payload_at is not None and block.startswith(CODED, payload_at)
    packed = gzipped(record, as_it_is=len(own) + (payload_at or 0) if is_coded else None)
    return packed if length is None else gzipped(record, b" " * max(0, length - len(packed) - 1))


def gzipped(data: bytes, comment: bytes | None = None, as_it_is: int | None = None) -> bytes:
    """One gzip member (RFC 1952), with a comment of any length in its header where one is given.

    What stands from byte `as_it_is` on is put into it unpacked (RFC 1951, 3.2.4).
    """
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    header = GZIP_HEADER % (0 if comment is None else HAS_COMMENT)
    if comment is not None:
        header += comment + b"\x00"
    trailer = struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    if as_it_is is None:
        return header + packer.compress(data) + packer.flush() + trailer
    storer = zlib.compressobj(0, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(data[:as_it_is]) + packer.flush(zlib.Z_FULL_FLUSH)
    return header + packed + storer.compress(data[as_it_is:]) + storer.flush() + trailer


def sync_folder(folder: Path) -> None:
    """A rename is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _response_head(exchange: Exchange) -> bytes:
    return _status_line(exchange) + b"\r\n" + _lines(exchange.headers)


def _status_line(exchange: Exchange) -> bytes:
    received = _STATUS_LINE.fullmatch(exchange.status_line)
    if received and int(received[1]) == exchange.status:
        return exchange.status_line
    try:
        phrase = HTTPStatus(exchange.status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {exchange.status:03d} {phrase}".encode()


def _request_head(exchange: Exchange) -> bytes:
    host_and_user, _, path = target(exchange.url).partition("://")[2].partition("/")
    host = host_and_user.rpartition("@")[2]
    line = f"{exchange.method} /{path} HTTP/1.1\r\nHost: {host}\r\n"
    return line.encode() + _lines(h for h in exchange.request_headers if h[0].lower() != b"host")


def _lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The fields as lines. A line end or NUL inside of one becomes a space, as RFC 9110 (5.5) has it."""
    kept = ((_LINE_END.sub(b" ", name), _LINE_END.sub(b" ", value)) for name, value in headers)
    return (
        b"".join(name + b": " + value + b"\r\n" for name, value in kept if name.strip().lower() not in SECRET) + b"\r\n"
    )
