"""Content codings (RFC 9110, 8.4) undone: bounded, and with a word on what was wrong with them."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Generator, Iterator
from enum import StrEnum

import brotli  # type: ignore[import-untyped]
from isal import isal_zlib

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MOST = 50 * 1024 * 1024
"""Bytes that an undone coding may take, as sitemaps.org allows a listing."""
CHUNK = 1 << 16
GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


class Fault(StrEnum):
    """Why an undone body is not what the server packed."""

    CUT = "cut"
    """It ends before its coding does."""
    DAMAGED = "damaged"
    """Its checksum or its length doesn't hold, or it breaks off into nonsense."""
    BOMB = "bomb"
    """It grows past the limit."""


def undone(body: bytes, content_encoding: str, most: int = MOST) -> tuple[bytes, Fault | None]:
    """The body without its content codings, and what was wrong with it.

    Broken data gives what came before the break; a bomb gives nothing. What only says that it is packed comes back as
    it is, and so does what is packed in a way we don't know.
    """
    for name in reversed([name.strip().lower() for name in content_encoding.split(",")]):
        body, fault = _undone(body, name.removeprefix("x-"), most)
        if fault:
            return body, fault
    return body, None


def _undone(body: bytes, coding: str, most: int) -> tuple[bytes, Fault | None]:
    match coding:
        case "gzip":
            if (whole := _whole(body, most)) is not None:
                return whole, None
            pieces = _gzip(body)
        case "deflate":
            pieces = _deflate(body)
        case "br":
            pieces = _brotli(body)
        case "zstd":
            pieces = _zstd(body)
        case _:
            return body, None
    out = bytearray()
    try:
        for piece in pieces:
            if len(out) + len(piece) > most:
                return b"", Fault.BOMB
            out += piece
    except EOFError:
        return bytes(out), Fault.CUT if body else None
    except (zlib.error, brotli.error, zstd.ZstdError):
        packed = bool(out) or body.startswith((GZIP_MAGIC, ZSTD_MAGIC))
        return (bytes(out), Fault.DAMAGED) if packed else (body, None)
    return bytes(out), None


def _whole(body: bytes, most: int) -> bytes | None:
    """What nearly every body is, one sound member, in a third of the time; None for all else."""
    stream = isal_zlib.decompressobj(wbits=31)
    try:
        out: bytes = stream.decompress(body, most + 1)
    except isal_zlib.error:  # type: ignore[misc]  # its stub says it is an instance
        return None
    return out if stream.eof and not stream.unused_data and len(out) <= most else None


def _gzip(body: bytes) -> Iterator[bytes]:
    """All members (RFC 1952, 2.2). What follows the last one and is no member is padding, as gzip itself has it."""
    if not body.startswith(GZIP_MAGIC):
        raise zlib.error("not gzip")
    at = 0
    while body.startswith(GZIP_MAGIC, at):
        at = yield from _inflated(zlib.decompressobj(wbits=31), body, at)


def _deflate(body: bytes) -> Iterator[bytes]:
    """With the zlib wrapper, as RFC 9110 has it, or raw, as old servers send it."""
    try:
        zlib.decompressobj().decompress(body, 1)
        wbits = zlib.MAX_WBITS
    except zlib.error:
        wbits = -zlib.MAX_WBITS
    yield from _inflated(zlib.decompressobj(wbits=wbits), body, 0)


def _inflated(stream: zlib._Decompress, body: bytes, start: int) -> Generator[bytes, None, int]:
    """One stream, fed by the chunk (zlib copies what it has not used yet); where it ends in `body`."""
    view = memoryview(body)
    for at in range(start, len(body), CHUNK):
        piece: bytes | memoryview = view[at : at + CHUNK]
        while piece and not stream.eof:
            before = stream.copy()
            try:
                yield stream.decompress(piece, CHUNK)
            except zlib.error:
                yield from _up_to_the_break(before, piece)
                raise
            piece = stream.unconsumed_tail
        if stream.eof:
            return min(at + CHUNK, len(body)) - len(stream.unused_data)
    while rest := stream.decompress(b"", CHUNK):  # what was read, but had no room yet
        yield rest
    if stream.eof:
        return len(body)
    raise EOFError


def _up_to_the_break(stream: zlib._Decompress, piece: bytes | memoryview) -> Iterator[bytes]:
    """What zlib would keep to itself when it raises."""
    try:
        for at in range(len(piece)):
            yield stream.decompress(piece[at : at + 1])
    except zlib.error:
        return


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    piece = stream.process(body, output_buffer_limit=CHUNK)
    while piece:
        yield piece
        piece = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=CHUNK)
    if not stream.is_finished():
        raise EOFError


def _zstd(body: bytes) -> Iterator[bytes]:
    """All frames (RFC 8878, 3.1)."""
    if not body.startswith(ZSTD_MAGIC):
        raise zstd.ZstdError("not zstd")
    while body.startswith(ZSTD_MAGIC):
        stream = zstd.ZstdDecompressor()
        piece = stream.decompress(body, CHUNK)
        while not stream.eof:
            if not piece and stream.needs_input:
                raise EOFError
            yield piece
            piece = stream.decompress(b"", CHUNK)
        yield piece
        body = stream.unused_data
