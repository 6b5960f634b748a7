"""Responses and resources read back: all of a file, or one by where it lies; and files whose writer died."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from syria_news.files import File
from syria_news.model import Raw
from syria_news.warc.members import Member, members
from syria_news.warc.records import (
    ASKED,
    LONGEST_URL,
    OUTLET,
    ROLE,
    TLS,
    Circumstances,
    Damaged,
    Errand,
    Headers,
    Record,
    Role,
    bare,
    outlet_name,
    target,
)
from syria_news.warc.writer import OPEN, lies_at, sync_folder

TORN = ".torn"
"""Suffix of the piece that was cut off a file whose writer died."""
NEVER, END = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
KINDS = ("response", "resource")
"""The records that hold what was fetched."""


def walk(
    path: File,
    start: int = 0,
    damage: Callable[[Damaged], None] | None = None,
    wanted: Callable[[str], bool] | None = None,
) -> Iterator[Record]:
    """The responses and resources of a WARC file (plain or gz), in order, from byte `start` on.

    Of a file that somebody else wrote, only those whose address is `wanted`; the others are passed over unread.
    `damage` is told of each place that can't be read, and the walk goes on behind it. Raises `Damaged` at the first
    one where nobody is to be told.
    """

    def choose(kind: str, headers: Mapping[str, str]) -> bool:
        if wanted is None or kind not in KINDS:
            return kind in KINDS
        return errand(headers) is not None or wanted(bare(headers.get("warc-target-uri", "")))

    for each in members(path, start, choose):
        if isinstance(each, Damaged):
            if damage is None:
                raise each
            damage(each)
        else:
            yield record(path.name, each)


def read(folder: Path, raw: Raw) -> Record:
    """One record, by where it lies. Raises `Damaged` or `FileNotFoundError`; the digest must be the row's."""
    path = folder / raw.file
    if not path.exists():
        path = folder / (raw.file + OPEN)
    for each in members(path, raw.offset):
        if isinstance(each, Damaged):
            raise each
        if each.offset != raw.offset:
            break
        if each.kind in KINDS and each.record_id == raw.record_id:
            found = record(path.name, each)
            if found.raw.sha256 != raw.sha256:
                raise Damaged(raw.file, raw.offset, "its payload's SHA-256 is not the recorded one")
            return found
    raise Damaged(raw.file, raw.offset, f"{raw.record_id} is not here")


def record(name: str, member: Member) -> Record:
    """A response or resource, taken apart."""
    head = member.headers
    whose = errand(member.headers)
    if member.kind == "response":
        status, headers, body = _parsed(member.block)
        if whose is None:  # somebody else's file: some keep the chunks of the transfer in it
            headers, body = _without_chunks(headers, body)
    else:
        status, body = 200, member.block
        headers = ((b"Content-Type", head.get("content-type", "").encode("latin-1", "replace")),)
    raw = Raw(
        file=name.removesuffix(OPEN),
        offset=member.offset,
        length=member.length,
        record_id=member.record_id,
        sha256=hashlib.sha256(body).hexdigest(),
    )
    return Record(
        raw=raw,
        type=member.kind,
        url=target(bare(head.get("warc-target-uri", ""))),  # as it will stand in our own files
        fetched=_moment(head.get("warc-date", "")),
        status=status,
        headers=headers,
        body=body,
        truncated=head.get("warc-truncated"),
        errand=whose,
        tls=head.get(TLS.lower(), ""),
        ip=head.get("warc-ip-address"),
        circumstances=Circumstances.of(head),
    )


def errand(headers: Mapping[str, str]) -> Errand | None:
    """For whom and why a record was fetched, as its own header says; None in a file that somebody else wrote."""
    outlet = outlet_name(headers.get(OUTLET.lower(), ""))
    asked = target(headers.get(ASKED.lower(), ""))
    if len(asked) > LONGEST_URL or not asked.startswith(("http://", "https://")):
        asked = ""
    return Errand(outlet, _role(headers.get(ROLE.lower(), "")), asked) if outlet else None


def adopt(path: Path) -> Path | None:
    """Close a file whose writer died: cut the torn tail off (kept beside it) and take the `.open` away.

    None where its writer is alive, where somebody else has closed it, and where not one record is whole: then there
    is nothing to close.
    """
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        if not lies_at(file, path):
            return None
        whole = whole_length(path)
        file.seek(whole)
        closed = path.with_name(path.name.removesuffix(OPEN))
        if torn := file.read():
            _keep(torn, path.with_name(closed.name + TORN))
            file.truncate(whole)
            os.fsync(file.fileno())
        if whole:
            path.rename(closed)
        else:
            path.unlink()
        sync_folder(path.parent)
    return closed if whole else None


def whole_length(path: Path) -> int:
    """Bytes from the start of a file to the end of its last record that is whole."""
    ends = (each.offset + each.length for each in members(path) if isinstance(each, Member))
    return max(ends, default=0)


def _keep(torn: bytes, path: Path) -> None:
    with path.open("wb") as file:
        file.write(torn)
        file.flush()
        os.fsync(file.fileno())


def _parsed(block: bytes) -> tuple[int, Headers, bytes]:
    head, _, body = block.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    words = first.split(None, 2)
    status = int(words[1]) if len(words) > 1 and len(words[1]) == 3 and words[1].isdigit() else 0
    pairs = (line.partition(b":") for line in lines if b":" in line)
    return status, tuple((name.strip(), value.strip()) for name, _, value in pairs), body


def _without_chunks(headers: Headers, body: bytes) -> tuple[Headers, bytes]:
    kept = tuple(field for field in headers if field[0].lower() != b"transfer-encoding")
    chunked = any(b"chunked" in value.lower() for name, value in headers if name.lower() == b"transfer-encoding")
    return kept, _unchunked(body) if chunked else body


def _unchunked(body: bytes) -> bytes:
    """The body without its chunks (RFC 9112, 7.1); as it is where they were undone before."""
    out = bytearray()
    at = 0
    while (line := body.find(b"\r\n", at, at + 1024)) >= 0:
        try:
            size = int(body[at:line].split(b";")[0].strip(), 16)
        except ValueError:
            return body
        at = line + 2
        if size == 0:
            return bytes(out)
        if size < 0 or body[at + size : at + size + 2] != b"\r\n":
            return body
        out += body[at : at + size]
        at += size + 2
    return body


def _moment(date: str) -> datetime:
    """A WARC-Date in whole seconds; the year 1970 where it is none, or of no time that this format was written in."""
    try:
        moment = datetime.fromisoformat(date)
        found = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return NEVER
    return found if NEVER <= found < END else NEVER


def _role(name: str) -> Role:
    return Role(name) if name in list(Role) else Role.OTHER
