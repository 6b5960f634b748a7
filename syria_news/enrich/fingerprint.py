"""Numbers that stand for a text: one for equality, many for overlap."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Sequence

from syria_news.fold import fold, split

SHINGLES_VERSION = 1
"""Stored shingles compare only with shingles of the same version; raise it when `words` or `runs` change."""

_APOSTROPHES = re.compile(r"['’‘ʼʹʻ`´](?<=\w.)(?=\w)")  # the mark before the look back: it is looked for, not tried
_SALTED = hashlib.blake2b(digest_size=8, key=b"shingles:%d" % SHINGLES_VERSION)
"""Copied for each run: to take in the key is half the work."""


def words(text: str) -> list[str]:
    """The words of a text as copies of it share them: folded, no punctuation, `Syria's` and `Syria’s` as `syrias`."""
    return split(fold(_APOSTROPHES.sub("", text)))


def fingerprint(found: Sequence[str]) -> str:
    """SHA-256 (hex) of `words`: punctuation, case, quotes and space do not matter. "" for no words."""
    return hashlib.sha256(" ".join(found).encode()).hexdigest() if found else ""


def runs(found: Sequence[str], size: int) -> list[int]:
    """64-bit signed hashes of every run of `size` words, one for each place a run begins, in order.

    Of all the words where there are fewer. BLAKE2b, so the numbers hang on no library and no process.
    """
    if not found:
        return []
    digests = []
    for run in map(" ".join, zip(*(found[start:] for start in range(min(size, len(found)))), strict=False)):
        salted = _SALTED.copy()
        salted.update(run.encode())
        digests.append(salted.digest())
    return list(struct.unpack(f">{len(digests)}q", b"".join(digests)))
