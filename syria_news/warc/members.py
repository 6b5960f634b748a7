"""The records of a WARC file as they lie there, and the search for the next one behind a damaged place."""

from __future__ import annotations

import re
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from syria_news.warc.records import Damaged, bare, field

CHUNK = 1 << 18
MAX_HEAD = 1 << 18
"""Bytes of a record's own header; ours have under a thousand, and addresses can be long."""
MAX_BLOCK = 1 << 28
"""Bytes of a record's block that we hold in memory; the largest download is a thirteenth of it."""
GZIP = b"\x1f\x8b\x08"

_VERSION = re.compile(rb"WARC/\d\.\d\r?\n")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_PLAIN_START = re.compile(rb"WARC/\d\.\d\r\n")


@dataclass(frozen=True)
class Member:
    """One record, and where it lies."""

    offset: int
    length: int
    """Bytes in the file; 0 where several records share one gzip member, so that none can be read alone."""
    kind: str
    """`response`, `request`, `warcinfo` ..."""
    headers: Mapping[str, str]
    """The record's own, names in lower case; of a repeated one the first."""
    block: bytes
    skipped: bool = False
    """Whether the block was passed over."""

    @property
    def record_id(self) -> str:
        """Without brackets."""
        return field(bare(self.headers.get("warc-record-id", "")))


class _Broken(Exception):
    """What stands here can't be read as a record."""

    def __init__(self, why: str, at: int = 0) -> None:
        super().__init__(why, at)
        self.why, self.at = why, at


Choice = Callable[[str, Mapping[str, str]], bool]
"""Whether to read a record, by its kind and its own header."""


def members(path: Path, start: int = 0, choose: Choice | None = None) -> Iterator[Member | Damaged]:
    """Every record of a file (plain or gz) from byte `start` on, in order.

    What `choose` turns down is passed over: its block is neither held nor looked at, and `Member.block` is empty. A
    damaged stretch gives one `Damaged`, then it goes on with the next record that can be read. A record counts
    only when its gzip member has ended well: CRC and length hold.
    """
    with path.open("rb", buffering=CHUNK) as file:
        packed = ".gz" in path.suffixes or file.read(2) == GZIP[:2]
        at: int | None = start
        while at is not None:
            try:
                yield from _packed(file, at, choose) if packed else _plain(file, at, choose)
                return
            except _Broken as broken:
                yield Damaged(path.name, broken.at, broken.why)
                at = (_next_packed if packed else _next_plain)(file, broken.at + 1)


def info(path: Path) -> dict[str, str]:
    """The fields of the file's first warcinfo record; empty where there is none that can be read."""
    for each in members(path):
        if isinstance(each, Member):
            if each.kind != "warcinfo":
                break
            lines = each.block.decode("utf-8", "replace").splitlines()
            return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines) if value}
    return {}


def _packed(file: BinaryIO, start: int, choose: Choice | None) -> Iterator[Member]:
    at = start
    while True:
        stream = _Inflated(file, at)
        if stream.at_end_of_file():
            return
        last: Member | None = None
        alone = True
        try:
            while (found := _record(stream, at, choose)) is not None:
                if last is not None:
                    alone = False
                    yield last
                last = found
        except _Broken as broken:
            raise _Broken(broken.why, at) from None
        if last is None:
            raise _Broken("a gzip member with nothing in it", at)
        yield replace(last, length=stream.position - at) if alone else last
        at = stream.position


def _plain(file: BinaryIO, start: int, choose: Choice | None) -> Iterator[Member]:
    stream = _Plain(file, start)
    while True:
        at = stream.position
        try:
            found = _record(stream, at, choose)
        except _Broken as broken:
            raise _Broken(broken.why, at) from None
        if found is None:
            return
        yield replace(found, length=stream.position - at)


class _Stream(ABC):
    """Bytes on their way, with some of them in hand."""

    def __init__(self) -> None:
        self._held = bytearray()

    @abstractmethod
    def more(self) -> bytes:
        """The next bytes; none at the end. Raises `_Broken`."""

    def head(self) -> bytes:
        """Up to and with the empty line; what there is, where the stream ends before one."""
        searched = 0
        while not (found := _END_OF_HEAD.search(self._held, searched)):
            searched = max(0, len(self._held) - 3)
            if len(self._held) > MAX_HEAD:
                raise _Broken("a header without an end")
            if not (chunk := self.more()):
                return self._take(len(self._held))
            self._held += chunk
        return self._take(found.end())

    def exactly(self, size: int) -> bytes:
        """So many bytes."""
        while len(self._held) < size:
            if not (chunk := self.more()):
                raise _Broken(f"{len(self._held)} of {size} bytes are there")
            self._held += chunk
        return self._take(size)

    def skip(self, size: int) -> None:
        """Pass over so many bytes."""
        while size > len(self._held):
            size -= len(self._held)
            self._held = bytearray(self.more())
            if not self._held:
                raise _Broken(f"{size} bytes are missing")
        del self._held[:size]

    def skip_line_ends(self) -> None:
        """The two line ends behind a record (writers differ in how many they leave)."""
        while True:
            self._take(len(self._held) - len(self._held.lstrip(b"\r\n")))
            if self._held or not (chunk := self.more()):
                return
            self._held += chunk

    def _take(self, size: int) -> bytes:
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken


class _Plain(_Stream):
    def __init__(self, file: BinaryIO, start: int) -> None:
        super().__init__()
        file.seek(start)
        self._file = file

    @property
    def position(self) -> int:
        """Where the next byte in hand stands in the file."""
        return self._file.tell() - len(self._held)

    def more(self) -> bytes:
        return self._file.read(CHUNK)


class _Inflated(_Stream):
    """One gzip member."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        super().__init__()
        file.seek(start)
        self._file = file
        self._zlib = zlib.decompressobj(wbits=31)
        self._packed = file.read(4096)  # most members are small, and each begins with a read

    @property
    def position(self) -> int:
        """Where the member ends, once it has."""
        return self._file.tell() - len(self._zlib.unused_data)

    def at_end_of_file(self) -> bool:
        return not self._packed

    def more(self) -> bytes:
        while not self._zlib.eof:
            packed = self._packed or self._zlib.unconsumed_tail or self._file.read(CHUNK)
            self._packed = b""
            if not packed:
                raise _Broken("the file ends in the middle of a record")
            try:
                if unpacked := self._zlib.decompress(packed, CHUNK):
                    return unpacked
            except zlib.error as error:
                raise _Broken(f"not whole as gzip ({error})") from None
        return b""


def _record(stream: _Stream, at: int, choose: Choice | None) -> Member | None:
    """The next record of a stream; None where it ends. Raises `_Broken`."""
    head = stream.head()
    if not head:
        return None
    version = _VERSION.match(head)
    if not version:
        raise _Broken("no WARC record here")
    headers: dict[str, str] = {}
    for line in head[version.end() :].splitlines():
        name, colon, value = line.partition(b":")
        if colon:
            headers.setdefault(_text(name).lower(), _text(value))
    length = headers.get("content-length", "")
    kind = headers.get("warc-type", "").lower()
    skipped = choose is not None and not choose(kind, headers)
    if not (length.isascii() and length.isdigit()) or len(length) > 12 or (int(length) > MAX_BLOCK and not skipped):
        raise _Broken(f"a record whose length ({length[:20]!r}) makes no sense")
    block = b""
    if skipped:
        stream.skip(int(length))
    else:
        block = stream.exactly(int(length))
    stream.skip_line_ends()
    return Member(at, 0, kind, headers, block, skipped)


def _text(value: bytes) -> str:
    try:
        return value.strip().decode()
    except UnicodeDecodeError:
        return value.strip().decode("latin-1")


def _next_packed(file: BinaryIO, start: int) -> int | None:
    """Where the next gzip member begins that holds a WARC record, as far as its first bytes tell."""
    for at in _occurrences(file, re.compile(re.escape(GZIP)), start):
        file.seek(at)
        try:
            beginning = zlib.decompressobj(wbits=31).decompress(file.read(1 << 16), 64)
        except zlib.error:
            continue
        if _VERSION.match(beginning):
            return at
    return None


def _next_plain(file: BinaryIO, start: int) -> int | None:
    return next(_occurrences(file, _PLAIN_START, start), None)


def _occurrences(file: BinaryIO, what: re.Pattern[bytes], start: int) -> Iterator[int]:
    position, overlap = start, 16
    while True:
        file.seek(position)
        chunk = file.read(CHUNK)
        is_last = len(chunk) < CHUNK
        for match in what.finditer(chunk):
            if is_last or match.start() < CHUNK - overlap:
                yield position + match.start()
        if is_last:
            return
        position += CHUNK - overlap
