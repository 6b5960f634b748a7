"""The text of a listing: unpacked, decoded, without what no reader should meet."""

from __future__ import annotations

import codecs
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from syria_news.model import Page, Reason, Rejected, Trouble

LARGEST = 50 * 1024 * 1024
"""Most bytes of a listing, unpacked (sitemaps.org, "Sitemap file size")."""
MOST_TAGS = 2_000_000
"""Tags of a listing that are read, in about six seconds; 50,000 addresses with all that a sitemap can say of them, and
with five pictures each, have as many.
"""
PACKINGS = 2
"""gzip within gzip is undone, deeper is nobody's mistake."""
HEAVY = 10_000_000
"""Bytes of a listing beyond which signs outside the basic plane are given up: with one emoji in it, Python needs four
bytes for every character of the text.
"""
_ASTRAL = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")
_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<(?:\?xml|meta)\b[^>]{0,300}?(?:encoding|charset)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_LABEL = re.compile(
    r"(utf-?8|windows-?(125[0-8]|874)|cp125[0-8]|iso-?8859-?\d\d?|latin-?1|us-ascii|koi8-?[ru]|gb2312|gbk|gb18030|big5|"
    r"euc-?(jp|kr)|shift_jis|macintosh)",
    re.IGNORECASE,
)
"""Encodings that listings are in; a page that names another of Python's codecs (zlib, utf-7) names nothing."""


@dataclass(frozen=True)
class Contents:
    """A listing's text, and what was wrong with its wrapping."""

    text: str
    troubles: tuple[Trouble, ...] = ()


def contents(page: Page) -> Contents:
    """The page's text. Raises `Rejected` if it holds none."""
    body, troubles = _unpacked(page.body)
    text = _decoded(body, page.content_type)
    if text.count("<") > MOST_TAGS:
        text = text[: next(islice(re.finditer("<", text), MOST_TAGS, None)).start()]
        troubles += (Trouble(Reason.TOO_LARGE, f"more than {MOST_TAGS} tags"),)
    if not text.strip():
        reason = troubles[0].reason if troubles else Reason.NOT_A_LISTING
        raise Rejected(reason, page.url, troubles[0].detail if troubles else "empty")
    return Contents(text, troubles)


def _unpacked(body: bytes) -> tuple[bytes, tuple[Trouble, ...]]:
    troubles: list[Trouble] = []
    for _ in range(PACKINGS):
        if body.startswith(_GZIP):
            body, trouble = _gunzipped(body)
            troubles += [trouble] if trouble else []
    if len(body) > LARGEST:
        body = body[:LARGEST]
        troubles.append(Trouble(Reason.TOO_LARGE, f"more than {LARGEST} bytes"))
    return body, tuple(troubles)


def _gunzipped(packed: bytes) -> tuple[bytes, Trouble | None]:
    """What can be unpacked, member after member; a cut or broken stream gives what came before."""
    out = bytearray()
    while packed.startswith(_GZIP):
        stream = zlib.decompressobj(wbits=31)
        while not stream.eof:
            fresh = stream.copy()
            try:
                piece = stream.decompress(packed, _CHUNK)
            except zlib.error as error:
                out += _before_fault(fresh, packed)
                return bytes(out), Trouble(Reason.BROKEN_LISTING, f"gzip: {error}")
            out += piece
            packed = stream.unconsumed_tail
            if len(out) > LARGEST:
                return bytes(memoryview(out)[:LARGEST]), Trouble(
                    Reason.TOO_LARGE, f"unpacks to more than {LARGEST} bytes"
                )
            if not piece and not packed and not stream.eof:
                return bytes(out), Trouble(Reason.BROKEN_LISTING, "gzip stream is cut")
        packed = stream.unused_data
    return bytes(out), None


def _before_fault(stream: zlib._Decompress, packed: bytes) -> bytes:
    """What the stream holds before its fault; asked for in one piece, zlib gives nothing of it."""
    out = bytearray()
    with suppress(zlib.error):
        for at in range(len(packed)):
            out += stream.decompress(packed[at : at + 1])
    return bytes(out)


def _decoded(body: bytes, content_type: str) -> str:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if body[:4] in {b"<\0?\0", b"<\0r\0", b"<\0u\0", b"<\0f\0"}:
        return body.decode("utf-16-le", "replace")
    if body[:4] in {b"\0<\0?", b"\0<\0r", b"\0<\0u", b"\0<\0f"}:
        return body.decode("utf-16-be", "replace")
    if len(body) > HEAVY:
        body = _ASTRAL.sub("\ufffd".encode(), body)
    try:
        # What is UTF-8 by its bytes is UTF-8 whatever it says; not final, as a cut body may end within a character.
        return codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return body.decode(_encoding(body, content_type), "replace")


def _encoding(body: bytes, content_type: str) -> str:
    """The first that is declared and is not UTF-8, which the bytes are not."""
    inside, header = _DECLARED.search(body[:2_000]), _HEADER.search(content_type)
    for label in (inside and inside[1].decode("ascii", "replace"), header and header[1]):
        if label and _LABEL.fullmatch(label) and (name := _codec(label)) != "utf-8":
            return name
    return "utf-8"


def _codec(label: str) -> str:
    name = label.lower().replace("windows-", "cp").replace("windows", "cp")
    # A browser reads Latin 1 as windows-1252 (encoding.spec.whatwg.org).
    return "cp1252" if re.fullmatch(r"(iso-?8859-?1|latin-?1|us-ascii)", name) else _known(name)


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:  # ISO-8859-12 was never written
        return "utf-8"
