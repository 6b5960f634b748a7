"""Appending to a WARC file."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
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

_LINE_END = re.compile(rb"[\x00\r\n]+")


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
        self._file = self._path.open("xb", buffering=0)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        sync_folder(folder)
        self._offset = 0
        self._failed = False
        self._info_id = new_id()
        fields = "".join(f"{key}: {field(value)}\r\n" for key, value in info.items())
        about = {"WARC-Filename": name, "Content-Type": "application/warc-fields"}
        self._append(record_bytes("warcinfo", self._info_id, datetime.now(UTC), about, fields.encode()))

    def exchange(self, exchange: Exchange) -> Raw:
        """Append a response and its request; where the response lies."""
        record_id = field(exchange.record_id or "") or new_id()
        more = self._about(exchange)
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
        more["Content-Type"] = "application/http; msgtype=response"
        head = _response_head(exchange)
        response = record_bytes("response", record_id, exchange.fetched, more, head + exchange.body, len(head))
        return self._raw(record_id, exchange.body, self._append(response, request), len(response))

    def resource(self, resource: Resource) -> Raw:
        """Append bytes that came without a protocol."""
        more = {**self._about(resource), "Content-Type": resource.content_type}
        member = record_bytes("resource", resource.record_id, resource.fetched, more, resource.body, 0)
        return self._raw(resource.record_id, resource.body, self._append(member), len(member))

    def close(self) -> None:
        """Take the `.open` off the file."""
        if not self._failed:
            self._path.rename(self._path.with_name(self.name))
            sync_folder(self._path.parent)
        self._file.close()

    def _about(self, what: Exchange | Resource) -> dict[str, str]:
        fields = {
            "WARC-Target-URI": target(what.url),
            "WARC-Warcinfo-ID": f"<{self._info_id}>",
            OUTLET: what.errand.outlet,
            ROLE: what.errand.role,
        }
        return fields | ({ASKED: target(what.errand.asked)} if what.errand.asked else {})

    def _raw(self, record_id: str, body: bytes, offset: int, length: int) -> Raw:
        return Raw(self.name, offset, length, record_id, hashlib.sha256(body).hexdigest())

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
    record = b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"
    packed = gzipped(record)
    return packed if length is None else gzipped(record, b" " * max(0, length - len(packed) - 1))


def gzipped(data: bytes, comment: bytes | None = None) -> bytes:
    """One gzip member (RFC 1952), with a comment of any length in its header where one is given."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    header = GZIP_HEADER % (0 if comment is None else HAS_COMMENT)
    if comment is not None:
        header += comment + b"\x00"
    trailer = struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return header + packer.compress(data) + packer.flush() + trailer


def sync_folder(folder: Path) -> None:
    """A rename is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _response_head(exchange: Exchange) -> bytes:
    try:
        phrase = HTTPStatus(exchange.status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {exchange.status:03d} {phrase}\r\n".encode() + _lines(exchange.headers)


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
