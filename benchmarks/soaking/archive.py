"""What the soak's checker reads: WARC files and databases, by nothing but the standard library and psycopg."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg


@dataclass(frozen=True)
class Record:
    """A response in a WARC file."""

    file: str
    offset: int
    length: int
    id: str
    url: str
    status: int
    serial: int
    """What the server called its answer; 0 where the record does not say."""
    payload: bytes
    sha256: str
    truncated: str


def records(folder: Path) -> Iterator[Record]:
    """Every response of every file. Raises `ValueError` where a file is not gzip members of WARC records to its end."""
    for path in sorted(folder.glob("*.warc.gz")):
        data, offset = path.read_bytes(), 0
        while offset < len(data):
            unpacker = zlib.decompressobj(31)
            try:
                record = unpacker.decompress(data[offset:])
            except zlib.error as error:
                raise ValueError(f"{path.name} at {offset}: {error}") from error
            if not unpacker.eof:
                raise ValueError(f"{path.name} at {offset}: cut")
            length = len(data) - offset - len(unpacker.unused_data)
            head, _, rest = record.partition(b"\r\n\r\n")
            fields = _fields(head)
            block = rest[: int(fields["content-length"])]
            if rest[len(block) :] != b"\r\n\r\n":
                raise ValueError(f"{path.name} at {offset}: its length is wrong")
            if fields["warc-type"] == "response":
                yield _response(path.name, offset, length, fields, block)
            offset += length


def _response(file: str, offset: int, length: int, fields: dict[str, str], block: bytes) -> Record:
    head, _, payload = block.partition(b"\r\n\r\n")
    return Record(
        file,
        offset,
        length,
        fields["warc-record-id"].strip("<>"),
        fields["warc-target-uri"].strip("<>"),
        int(head.split()[1]),
        int(_fields(head).get("x-serial", "0")),
        payload,
        hashlib.sha256(payload).hexdigest(),
        fields.get("warc-truncated", ""),
    )


def _fields(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


@contextlib.contextmanager
def select(address: str) -> Iterator[Any]:
    """A function that answers a query on the database at a URL: rows as tuples."""
    if address.startswith("sqlite:///"):
        connection: Any = sqlite3.connect(address.removeprefix("sqlite:///"))
    else:
        connection = psycopg.connect(address)
    with contextlib.closing(connection):
        yield lambda query: connection.execute(query).fetchall()
