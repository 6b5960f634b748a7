"""robots.txt as RFC 9309 has it: what it forbids, what its absence means, and how long to wait between requests."""

from __future__ import annotations

import asyncio
import codecs
import hashlib
import logging
import math
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from syria_news.crawl.download import truncated
from syria_news.crawl.refusal import PutOff, words
from syria_news.model import Raw

log = logging.getLogger(__name__)

MOST = 500 * 1024
"""Bytes that are read of a robots.txt (RFC 9309, 2.5); 40,000 rules, parsed in 0.1 s."""
LONGEST = 60.0
"""Seconds of Crawl-delay that are honoured; more is cut to this."""
FIRST = 1_000_000
"""Priority of a robots.txt: nothing else goes out before it."""


@dataclass(frozen=True)
class Decision:
    """What a host's robots.txt means for us."""

    why: str
    """For the log."""
    rules: Protego | None = None
    """None where everything may be fetched."""
    put_off: bool = False
    """Nothing may be fetched now: the host can't say what it allows (RFC 9309, 2.3.1.4)."""
    delay: float | None = None
    """Seconds between two requests."""
    basis: str = "no answer"
    """What it rests on: the answer's status, and the SHA-256 of its payload, by which it is found in the archive."""


def decide(status: int, body: bytes, agent: str, *, whole: bool = True) -> Decision:
    """The decision that an answer to /robots.txt leads to. 429 counts as a failing server: it is one that is busy."""
    if status >= 500 or status == 429:
        return Decision(f"answered {status}: put off", put_off=True)
    if status >= 400:
        return Decision(f"answered {status}: no rules")
    if not 200 <= status < 300:
        return Decision(f"answered {status}, which is no file: no rules")
    if not whole:
        return Decision("came cut or damaged: put off", put_off=True)
    rules = Protego.parse(_text(body))
    delay = rules.crawl_delay(agent)
    delay = min(delay, LONGEST) if delay is not None and math.isfinite(delay) and delay > 0 else None
    about = f"{len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()}"
    return Decision(about + (f", {delay:g} s between requests" if delay else ""), rules, delay=delay)


def _text(body: bytes) -> str:
    if len(body) > MOST:
        body = body[: body.rfind(b"\n", 0, MOST) + 1]  # half a rule would be another rule
    is_utf16 = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # an editor's "Unicode": meant all the same
    return body.decode("utf-16" if is_utf16 else "utf-8-sig", "replace")


class Robots:
    """Downloader middleware: asks each host once, and lets through what its robots.txt allows."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._decisions: dict[str, asyncio.Task[Decision]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        """As Scrapy makes it."""
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises `IgnoreRequest` for what is forbidden, `PutOff` where nobody can say."""
        request.meta.pop("robots", None)
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._decisions:
            self._decisions[host] = asyncio.create_task(self._ask(host))
        decision = await asyncio.shield(self._decisions[host])
        if decision.put_off:
            raise PutOff(f"robots.txt {decision.why}")
        if decision.rules is not None and not decision.rules.can_fetch(request.url, self._agent):
            raise IgnoreRequest("Forbidden by robots.txt")
        request.meta["robots"] = f"allowed; {decision.basis}"
        if decision.delay:
            request.meta["autothrottle_dont_adjust_delay"] = True
            self._slow_down(parts.hostname or "", decision.delay)

    async def _ask(self, host: str) -> Decision:
        decision = await self._answer(
            Request(
                f"{host}/robots.txt",
                callback=NO_CALLBACK,
                priority=FIRST,
                meta={"dont_obey_robotstxt": True, "is_robots_txt": True, "download_maxsize": 2 * MOST},
            )
        )
        log.log(logging.WARNING if decision.put_off else logging.INFO, "robots.txt of %s %s", host, decision.why)
        return decision

    async def _answer(self, request: Request) -> Decision:
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(request)
        except PutOff as error:
            return Decision(f"can't be had ({error}): put off", put_off=True)
        except IgnoreRequest as error:  # it leads nowhere, or is not in the recording that is played
            return Decision(f"can't be had ({error}): no rules")
        except Exception as error:  # whatever stood between us and it: unreachable (RFC 9309, 2.3.1.4)
            return Decision(f"can't be reached ({words(error)}): put off", put_off=True)
        decision = decide(response.status, response.body, self._agent, whole=_is_whole(response))
        raw: Raw | None = response.meta.get("raw")
        return replace(decision, basis=f"status={response.status}" + (f"; sha256={raw.sha256}" if raw else ""))

    def _slow_down(self, slot: str, delay: float) -> None:
        assert self._crawler.engine is not None
        downloader = self._crawler.engine.downloader
        downloader.per_slot_settings[slot] = {"delay": delay, "concurrency": 1, "jitter": 0.0}
        if found := downloader.slots.get(slot):
            found.delay, found.concurrency, found.jitter = max(found.delay, delay), 1, 0.0


def _is_whole(response: Response) -> bool:
    """What was cut for its length is long enough."""
    return truncated(response) in {None, "length"} and not response.meta.get("fault")
