"""How the soak's server misbehaves: RELIABILITY.md's mix, rolled for each request."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from benchmarks.soaking import pages

MIX = {
    "ok": 60,
    "timeout": 5,
    "reset": 4,
    "short": 4,
    "cut": 3,
    "error": 5,
    "busy": 4,
    "wall": 3,
    "redirect": 3,
    "length": 2,
    "drip": 2,
    "changed": 2,
    "bomb": 1,
    "charset": 2,
}
"""Of a hundred requests."""
HTML = "text/html; charset=utf-8"
GZIP = ("Content-Encoding", "gzip")


@dataclass(frozen=True)
class Said:
    """An answer, and how it goes out."""

    body: bytes
    """What a client that gets all of it has, content coding and all."""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", HTML),)
    announced: int | None = None
    """Content-Length, where it is not the body's."""
    chunked: bool = False
    sent: float = 1.0
    """How much of it goes out: less than 1 is a share of the body, or (`reset`) of all bytes."""
    end: str = "keep"
    """`keep`, `close`, `reset`, or `hang` (nothing more comes, the connection stays)."""
    seconds: float = 0.0
    """How long the body takes."""
    is_good: bool = False
    """Whether a page that comes so can be read."""

    @property
    def payload(self) -> bytes:
        """The body as it was announced: one with too small a length ends there."""
        return self.body if self.announced is None else self.body[: self.announced]

    @property
    def is_whole(self) -> bool:
        """Whether all that was announced goes out."""
        return self.sent == 1.0 and self.end in {"keep", "close"} and (self.announced or 0) <= len(self.body)


def roll(dice: random.Random) -> str:
    """What happens to a request."""
    return dice.choices(list(MIX), list(MIX.values()))[0]


def spoil(kind: str, good: Said, dice: random.Random, serial: int, timeout: float, elsewhere: list[str]) -> Said:
    """What is said in place of a good answer. `elsewhere` is where redirects lead; `timeout` is the client's."""
    match kind:
        case "error":
            return Said(pages.note("Server error", serial), dice.choice((500, 502, 503, 504)))
        case "busy":
            wait = ("Retry-After", str(dice.randint(1, 5)))
            return Said(pages.note("Too many requests", serial), 429, (("Content-Type", HTML), wait))
        case "wall":
            return Said(pages.note("Forbidden", serial), 403)
        case "redirect":
            place = ("Location", dice.choice(elsewhere))
            return Said(pages.note("Moved", serial), dice.choice((301, 302)), (("Content-Type", HTML), place))
        case "bomb":
            return replace(good, body=pages.bomb(serial), headers=(*good.headers, GZIP), is_good=False)
        case "charset":
            charset = dice.choice(("windows-1256", "zlib", "no-such-charset"))
            return replace(good, headers=(("Content-Type", f"text/html; charset={charset}"),))
    return _broken(kind, good, dice, timeout)


def _broken(kind: str, good: Said, dice: random.Random, timeout: float) -> Said:
    """The same body, in a way that doesn't bring all of it, or takes long."""
    half, some, size = dice.random() < 0.5, dice.random() * 0.99, len(good.body)
    bad = replace(good, is_good=False)
    match kind:
        case "timeout":
            return replace(bad, sent=0.5 if half else 0.0, end="hang")
        case "reset":
            return replace(bad, sent=some, end="reset")
        case "short":
            return replace(bad, sent=some, end="close")
        case "cut" if half:
            return replace(bad, chunked=True, sent=some, end="close")
        case "cut":
            whole = pages.packed(good.body)
            return replace(bad, body=whole[: len(whole) * 2 // 3], headers=(*good.headers, GZIP))
        case "length":
            return replace(bad, announced=size * 2 // 3 if half else size + 100, end="close")
        case "drip":
            return replace(bad, seconds=timeout * 3) if half else replace(good, seconds=timeout / 5)
    return good
