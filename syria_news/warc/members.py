"""The records of a WARC file as they lie there, and the search for the next one behind a damaged place."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from syria_news import files
from syria_news.files import File
from syria_news.warc.records import Damaged, bare, field, lasting_id
from syria_news.warc.streams import CHUNK, Broken, Inflated, Packed, Plain, Stream

MAX_BLOCK = 1 << 28
"""Bytes of a record's block that we hold in memory; the largest download is a thirteenth of it."""
LONGEST_ID = 500
"""Characters of a record's id; ours have 45."""
GZIP = b"\x1f\x8b\x08"

_VERSION = re.compile(rb"WARC/\d\.\d\r?\n")
_FIELD = re.compile(r"(?<![^\r\n])([^:\r\n]*):([^\r\n]*)")
"""From a line's beginning: a line without a colon would else be gone over from each of its letters."""
_BYTES_FIELD = re.compile(_FIELD.pattern.encode())
_SPACE = " \t\v\f"
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

    @property
    def record_id(self) -> str:
        """Without brackets; a lasting one of our own where there is none, or none that an index would take."""
        said = field(bare(self.headers.get("warc-record-id", "")))
        if 0 < len(said) <= LONGEST_ID:
            return said
        where, when = (self.headers.get(name, "") for name in ("warc-target-uri", "warc-date"))
        return lasting_id(said, where, when, hashlib.sha256(self.block).hexdigest())


Choice = Callable[[str, Mapping[str, str]], bool]
"""Whether to read a record, by its kind and its own header."""


def members(path: File, start: int = 0, choose: Choice | None = None) -> Iterator[Member | Damaged]:
    """Every record of a file (plain or gz) from byte `start` on, in order.

    What `choose` turns down is passed over: its block is neither held nor looked at, and it is not handed out. A
    damaged stretch gives one `Damaged`, then it goes on with the next record that can be read. A record counts only
    when its gzip member has ended well: CRC and length hold.
    """
    with files.opened(path) as file:
        packed = _is_packed(path, file)
        at: int | None = start
        while at is not None:
            try:
                yield from _packed(file, at, choose) if packed else _plain(file, at, choose)
                return
            except Broken as broken:
                yield Damaged(path.name, broken.at, broken.why)
                at = (_next_packed if packed else _next_plain)(file, broken.at + 1)


def pick(path: File, places: Iterable[tuple[int, str]]) -> Iterator[Member | Damaged]:
    """Records of a file by offset and record id, in the order given; one `Damaged` for each that is not there."""
    with files.opened(path, ahead=CHUNK) as file:
        packed = _is_packed(path, file)
        for offset, record_id in places:
            try:
                found = _packed(file, offset, None) if packed else _plain(file, offset, None)
                yield next(each for each in found if each.record_id == record_id)
            except (Broken, StopIteration):
                yield Damaged(path.name, offset, f"{record_id} is not here")


def info(path: File) -> dict[str, str]:
    """The fields of the file's first warcinfo record; empty where there is none that can be read."""
    for each in members(path):
        if isinstance(each, Member):
            if each.kind != "warcinfo":
                break
            lines = each.block.decode("utf-8", "replace").splitlines()
            return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines) if value}
    return {}


def _is_packed(path: File, file: BinaryIO) -> bool:
    first = file.read(5)
    return first != b"WARC/" and (".gz" in path.suffixes or first.startswith(GZIP[:2]))


def _packed(file: BinaryIO, start: int, choose: Choice | None) -> Iterator[Member]:
    source = Packed(file, start)
    while True:
        at = source.position
        stream = Inflated(source)
        if stream.at_end_of_file():
            return
        found = last = None
        records = 0
        try:
            while (found := _record(stream, choose)) is not None:
                if last is not None and last.block is not None:
                    yield Member(at, 0, last.kind, last.headers, last.block)
                last = found
                records += 1
        except Broken as broken:
            raise Broken(broken.why, at) from None
        if last is None:
            raise Broken("a gzip member with nothing in it", at)
        if last.block is not None:
            length = source.position - at if records == 1 else 0
            yield Member(at, length, last.kind, last.headers, last.block)


def _plain(file: BinaryIO, start: int, choose: Choice | None) -> Iterator[Member]:
    stream = Plain(file, start)
    while True:
        at = stream.position
        try:
            found = _record(stream, choose)
        except Broken as broken:
            raise Broken(broken.why, at) from None
        if found is None:
            return
        if found.block is not None:
            yield Member(at, stream.position - at, found.kind, found.headers, found.block)


class _Found(NamedTuple):
    """A record, before it is known where it ends."""

    kind: str
    headers: Mapping[str, str]
    block: bytes | None
    """None where it was passed over."""


def _record(stream: Stream, choose: Choice | None) -> _Found | None:
    """The next record of a stream; None where it ends. Raises `Broken`."""
    head = stream.head()
    if not head:
        return None
    version = _VERSION.match(head)
    if not version:
        raise Broken("no WARC record here")
    headers = _fields(head[version.end() :])
    length = headers.get("content-length", "")
    kind = headers.get("warc-type", "").lower()
    skipped = choose is not None and not choose(kind, headers)
    if not (length.isascii() and length.isdigit()) or len(length) > 12 or (int(length) > MAX_BLOCK and not skipped):
        raise Broken(f"a record whose length ({length[:20]!r}) makes no sense")
    block = None
    if skipped:
        stream.skip(int(length))
    else:
        block = stream.exactly(int(length))
    stream.skip_line_ends()
    return _Found(kind, headers, block)


def _fields(head: bytes) -> dict[str, str]:
    """The fields, names in lower case; of a repeated one the first."""
    found: Iterable[tuple[str, str]]
    try:
        found = _FIELD.findall(head.decode())  # all at once: of most records nothing but this is read
    except UnicodeDecodeError:
        found = ((_text(name), _text(value)) for name, value in _BYTES_FIELD.findall(head))
    headers: dict[str, str] = {}
    for name, value in found:
        headers.setdefault(name.strip(_SPACE).lower(), value.strip(_SPACE))
    return headers


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _next_packed(file: BinaryIO, start: int) -> int | None:
    """Where the next gzip member begins that holds a WARC record, as far as its first bytes tell."""
    for at in _occurrences(file, re.compile(re.escape(GZIP)), start):
        file.seek(at)
        try:
            beginning = zlib.decompressobj(wbits=31).decompress(file.read(1 << 16), 64)  # isal looks further ahead
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
