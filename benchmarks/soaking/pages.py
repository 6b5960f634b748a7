"""What the soak's server says when nothing goes wrong. Every body has a serial number, so no two are the same."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterable
from functools import cache

BOMB = 60 * 1024 * 1024
"""Bytes that a bomb unpacks to: more than the 50 MB that anybody takes."""
SYLLABLES = "ba ce dri fo gu ha ki lo mu na pe qua ri so tu va wex yo zan bel cor dun".split()


def article(number: int, edition: int, serial: int) -> bytes:
    """A page: what it says hangs on its number and edition, its bytes on the serial number, too."""
    dice = random.Random(number)
    parts = [_paragraph(dice, number, edition, part) for part in range(5)]
    title = f"Buses reach Homs, report {number}"
    paragraphs = "".join(f"<p>{part}</p>" for part in parts)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} - Soak Times</title>'
        f'<!-- serial {serial} --><meta property="article:published_time" content="2024-12-06T10:00:00Z"></head>'
        f"<body><nav>Home World</nav><main><article><h1>{title}</h1>{paragraphs}</article></main>"
        f"<footer>All rights reserved</footer></body></html>"
    ).encode()


def marker(number: int, edition: int) -> str:
    """Words that stand in this edition's text and in no other page's."""
    return f"note {number} of edition {edition},"


def _paragraph(dice: random.Random, number: int, edition: int, part: int) -> str:
    words = " ".join("".join(dice.choices(SYLLABLES, k=dice.choice((2, 3)))) for _ in range(28))
    return f"In Homs, Syria, {marker(number, edition)} part {part}, says that shelling hit the market of {words}."


def feed(links: Iterable[tuple[int, str]], serial: int) -> bytes:
    """A feed of these pages."""
    items = "".join(f"<item><title>Report {number} from Homs</title><link>{url}</link></item>" for number, url in links)
    head = f'<?xml version="1.0"?><!-- serial {serial} --><rss version="2.0"><channel><title>All</title>'
    return f"{head}{items}</channel></rss>".encode()


def robots(serial: int) -> bytes:
    """Everything may be fetched."""
    return f"# serial {serial}\nUser-agent: *\nAllow: /\n".encode()


def note(what: str, serial: int) -> bytes:
    """The body of an error page."""
    return f"<html><head><title>{what}</title></head><body><p>{what}, serial {serial}</p></body></html>".encode()


def packed(body: bytes) -> bytes:
    """In gzip."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def bomb(serial: int) -> bytes:
    """A gzip member that unpacks to far more than anybody wants; its serial number is the file's name (RFC 1952)."""
    deflated, checksum = _zeros()
    name = f"serial {serial}".encode()
    header = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff" + name + b"\x00"
    return header + deflated + struct.pack("<II", checksum, BOMB)


@cache
def _zeros() -> tuple[bytes, int]:
    zeros = bytes(BOMB)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(zeros) + packer.flush(), zlib.crc32(zeros)
