"""Answers of a server become the records of a WARC/1.1 file, the same bytes on every run."""

from __future__ import annotations

import gzip
import hashlib
import struct
import uuid
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

AGENT = "syria_news/0.1"


@dataclass(frozen=True)
class Answer:
    """What a server sent for an address, as on the wire."""

    url: str
    body: bytes
    content_type: str
    outlet: str
    role: str
    """`article`, `listing` or `other`."""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    asked: str = ""
    """The address asked for first, where a redirect led here."""


def warc(name: str, answers: Iterable[tuple[datetime, Answer]]) -> bytes:
    """The file: a warcinfo record, then a response and a request for each answer, one gzip member a record."""
    answers = list(answers)
    info = (
        f"software: {AGENT}\r\nformat: WARC File Format 1.1\r\n"
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
        "description: Invented articles in the outlets' markup; nothing here was ever published\r\n"
    ).encode()
    info_id = _id(name)
    head = {"WARC-Filename": name, "Content-Type": "application/warc-fields"}
    members = [_member("warcinfo", info_id, answers[0][0], head, info)]
    for time, answer in answers:
        members += _exchange(time, answer, info_id)
    return b"".join(members)


def gzipped(data: bytes) -> bytes:
    """A gzip member whose blocks are stored, not compressed: no two releases of zlib compress alike."""
    out = bytearray(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff")
    pieces = [data[start : start + 0xFFFF] for start in range(0, len(data), 0xFFFF)] or [b""]
    for number, piece in enumerate(pieces, 1):
        out += struct.pack("<BHH", number == len(pieces), len(piece), len(piece) ^ 0xFFFF) + piece
    return bytes(out + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF))


def _exchange(time: datetime, answer: Answer, info_id: str) -> list[bytes]:
    stamp = f"{time:%Y-%m-%dT%H:%M:%SZ}"
    response_id = _id(answer.url, stamp, "response")
    about = {
        "WARC-Target-URI": answer.url,
        "WARC-Warcinfo-ID": f"<{info_id}>",
        "Syria-News-Outlet": answer.outlet,
        "Syria-News-Role": answer.role,
    }
    if answer.asked:
        about["Syria-News-Asked"] = answer.asked
    head = _response_head(time, answer)
    response = about | {"Content-Type": "application/http; msgtype=response"}
    request = about | {"Content-Type": "application/http; msgtype=request", "WARC-Concurrent-To": f"<{response_id}>"}
    return [
        _member("response", response_id, time, response, head + answer.body, len(head)),
        _member("request", _id(answer.url, stamp, "request"), time, request, _request_head(answer)),
    ]


def _response_head(time: datetime, answer: Answer) -> bytes:
    fields = (
        ("Date", f"{time:%a, %d %b %Y %H:%M:%S} GMT"),
        ("Content-Type", answer.content_type),
        ("Content-Length", str(len(answer.body))),
        *answer.headers,
        ("Connection", "keep-alive"),
    )
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\n{lines}\r\n".encode()


def _request_head(answer: Answer) -> bytes:
    parts = urlsplit(answer.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return (
        f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: {AGENT}\r\n"
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\nAccept-Encoding: gzip\r\n\r\n"
    ).encode()


def _member(
    kind: str, record_id: str, time: datetime, more: dict[str, str], block: bytes, payload_at: int | None = None
) -> bytes:
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<{record_id}>",
        "WARC-Date": f"{time:%Y-%m-%dT%H:%M:%SZ}",
        **more,
        "WARC-Block-Digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
    }
    if payload_at is not None:
        fields["WARC-Payload-Digest"] = f"sha256:{hashlib.sha256(block[payload_at:]).hexdigest()}"
    fields["Content-Length"] = str(len(block))
    head = "WARC/1.1\r\n" + "".join(f"{key}: {value}\r\n" for key, value in fields.items()) + "\r\n"
    return gzip.compress(head.encode() + block + b"\r\n\r\n", 9, mtime=0)


def _id(*parts: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts)).urn
