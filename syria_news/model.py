"""Every value that flows through the house or is declared in it: the project's dictionary.

All of them are frozen, typed and picklable, so any can be printed between two steps and sent to a worker.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Protocol
from urllib.parse import urlsplit


class Outcome(StrEnum):
    """What saving an article did."""

    NEW = "new"
    REVISED = "revised"
    """The outlet changed its text."""
    REREAD = "reread"
    """We read the same bytes differently: a rule changed."""
    COPY = "copy"
    """The text stands already, under another address."""
    UNCHANGED = "unchanged"


class State(StrEnum):
    """What became of a URL that an outlet listed; each is in exactly one."""

    LISTED = "listed"
    STORED = "stored"
    UNCHANGED = "unchanged"
    COPY = "copy"
    OFF_TOPIC = "off_topic"
    ROBOTS = "robots"
    GONE = "gone"
    FAILED = "failed"


class Reason(StrEnum):
    """Why a page did not become an article, or a listing could not be read (in full)."""

    NO_TEXT = "no_text"
    NOT_HTML = "not_html"
    OFF_TOPIC = "off_topic"
    ERROR_PAGE = "error_page"
    CONSENT = "consent"
    BOT_WALL = "bot_wall"
    LOGIN = "login"
    PARKED = "parked"
    EMPTY_SHELL = "empty_shell"
    INDEX_PAGE = "index_page"
    VIDEO = "video"
    TIMEOUT = "timeout"
    TOO_COMPLEX = "too_complex"
    CRASHED = "crashed"
    HTTP_STATUS = "http_status"
    NETWORK = "network"
    GONE = "gone"
    ROBOTS = "robots"
    REDIRECT = "redirect"
    BAD_URL = "bad_url"
    NOT_RECORDED = "not_recorded"
    NOT_A_LISTING = "not_a_listing"
    BROKEN_LISTING = "broken_listing"
    BROKEN_ENTRY = "broken_entry"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    """A few packed bytes that grow past any page's size."""
    TRUNCATED = "truncated"
    """Cut or damaged on its way."""
    BAD_RESPONSE = "bad_response"
    """What came is no HTTP."""
    TLS = "tls"
    PUT_OFF = "put_off"
    """The host asked us to wait, or can't say what we may fetch: left to a later run."""


class Rejected(Exception):
    """The world's mess, named: this page makes no article, or this listing can't be read.

    The arguments go to ``Exception`` as they are, or the exception would not survive the way back out of a
    worker process.
    """

    def __init__(self, reason: Reason, url: str, detail: str = "") -> None:
        super().__init__(reason, url, detail)
        self.reason = reason
        self.url = url
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.url}" + (f" ({self.detail})" if self.detail else "")


# -- finding articles


@dataclass(frozen=True)
class Window:
    """The days a crawl wants, both included; an entry that nothing dates is in."""

    since: date | None = None
    until: date | None = None

    def has(self, moment: datetime | None, day: date | None = None) -> bool:
        """Whether `moment` (its UTC day) lies in the window.

        What has no moment is judged by the day in its address. That is a day somewhere on earth: where it is the one
        before or after, the moment may still lie in the window.
        """
        if moment is not None:
            first = last = moment.astimezone(UTC).date()
        elif day is not None and date.min < day < date.max:
            first, last = day - timedelta(days=1), day + timedelta(days=1)
        else:
            return True
        return (self.since is None or last >= self.since) and (self.until is None or first <= self.until)


@dataclass(frozen=True)
class Listing:
    """A page of links: a feed, a sitemap, a section front."""

    url: str
    modified: datetime | None = None
    """When an index says it changed last; nothing newer stands in it."""


@dataclass(frozen=True)
class Next(Listing):
    """The next page of the list that names it."""

    newest_first: bool = False
    """Whether the list goes back in time; who doesn't ask for days gone by stays on its first page."""


@dataclass(frozen=True)
class Entry:
    """One line of a listing: a link that claims to be an article."""

    url: str
    published: datetime | None = None
    title: str | None = None
    modified: datetime | None = None
    """Its last change as the listing has it: what changed last before a day was published before it, too."""


@dataclass(frozen=True)
class Trouble:
    """Something in a listing that could not be read, while the rest could; or why a page's body is not whole."""

    reason: Reason
    detail: str


class Source(Protocol):
    """A way to find articles. Reads bytes, never fetches; a frozen dataclass, so it pickles."""

    def listings(self, window: Window) -> Iterable[Listing]:
        """The pages to fetch for these days."""

    def read(self, page: Page) -> Iterable[Entry | Listing | Trouble]:
        """What stands in one fetched listing, in its order; raises `Rejected` if it is none at all."""


# -- what is fetched


@dataclass(frozen=True)
class Raw:
    """Where a response lies in the raw archive."""

    file: str
    """Name of the WARC file, without its folder."""
    offset: int
    """Bytes from the start of the file to the record's gzip member."""
    length: int
    """Bytes of that member."""
    record_id: str
    """WARC-Record-ID without brackets, `urn:uuid:...`."""
    sha256: str
    """Hex digest of the payload, as received (content coding kept)."""


@dataclass(frozen=True)
class Page:
    """One response, its content coding undone, as a reader gets it."""

    outlet: str
    url: str
    body: bytes = field(repr=False)
    fetched: datetime
    """UTC, whole seconds, as in the WARC record's date."""
    content_type: str = "text/html"
    """The Content-Type header as received, parameters and all."""
    raw: Raw | None = None
    trouble: Trouble | None = None
    """Why the body is not whole; None where it is."""
    note: str | None = None
    """What else is to be said of how it came: `tls_unverified`."""


# -- what a page says


class Access(StrEnum):
    """How much of the article the page gave us."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"
    """A wall, and before it nothing but the teaser that stands in listings, too."""


class Kind(StrEnum):
    """What sort of page an article was read from."""

    ARTICLE = "article"
    LIVE_BLOG = "live_blog"
    VIDEO = "video"
    GALLERY = "gallery"


class Topic(StrEnum):
    """What an article is about, as far as this archive cares."""

    CONFLICT = "conflict"
    SYRIA = "syria"
    OTHER = "other"


@dataclass(frozen=True)
class Relevance:
    """A topic and why."""

    topic: Topic
    reason: str
    """For people: the terms that decided, with their counts."""
    score: float
    """0 (surely something else) to 1 (surely the conflict)."""


@dataclass(frozen=True)
class Mention:
    """A place or an actor named in an article's text."""

    ref: str
    """The gazetteer's id, `place:...` or `actor:...`."""
    name: str
    """The gazetteer's name for it."""
    spelling: str
    """As written in the text."""
    start: int
    """Offset into `Article.text`, in code points."""
    stop: int


@dataclass(frozen=True)
class Update:
    """One timed entry of a live blog."""

    moment: datetime | None
    title: str | None
    text: str
    url: str | None = None
    """Its own link; None where it has no other than the page's."""


@dataclass(frozen=True)
class Marks:
    """By what a text is found by those that tell the same."""

    shingles: int
    """Different ones."""
    traces: frozenset[int]
    """Hashes of some stretches of it."""


@dataclass(frozen=True)
class Article:
    """What a page says, without the furniture."""

    outlet: str
    url: str
    """The address it was read from, canonical spelling."""
    fetched: datetime
    title: str | None
    text: str
    """Paragraphs separated by a blank line; sub-headings are paragraphs."""
    standfirst: str | None = None
    """Only where it is not also the first paragraph of the text."""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_from: str | None = None
    """Where the page says so: `JSON-LD datePublished`, `meta date`, `time`, `byline`, `address` ..."""
    modified: datetime | None = None
    modified_from: str | None = None
    language: str | None = None
    """ISO 639-1."""
    captions: tuple[str, ...] = ()
    credit: str | None = None
    notes: tuple[str, ...] = ()
    """The outlet's own corrections and clarifications."""
    tags: tuple[str, ...] = ()
    section: str | None = None
    access: Access = Access.FULL
    kind: Kind = Kind.ARTICLE
    updates: tuple[Update, ...] = ()
    """A live blog's entries, where the page lists them; their words stand in the text as far as it shows them."""
    claimed_url: str | None = None
    """The canonical link the page gives; a claim, not its identity."""
    relevance: Relevance | None = None
    mentions: tuple[Mention, ...] = ()
    fingerprint: str = ""
    """SHA-256 of the normalised words: equal for equal texts."""
    marks: Marks | None = None
    forbidden: int = 0
    """Characters of the page (and references to such) that no text may hold, NUL and the like: they were taken out."""
    raw: Raw | None = None


# -- what is declared


@dataclass(frozen=True)
class Rules:
    """How one layout of an outlet differs from the generic case. Selectors are CSS; old layouts stay."""

    until: date | None = None
    """The last day this layout was served; None for today's."""
    body: tuple[str, ...] = ()
    """The article's container; the first selector that matches wins. Several matches are joined in page order."""
    prune: tuple[str, ...] = ()
    """Elements inside the container that are not the article."""
    stop: tuple[str, ...] = ()
    """A paragraph that starts with one of these, and all after it, is not the article."""
    title: tuple[str, ...] = ()
    standfirst: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    """Where captions stand, if not in figcaption."""
    credit: tuple[str, ...] = ()
    mend: Callable[[Article, Page], Article] | None = None
    """The one escape: a module-level function, for what data cannot say."""


@dataclass(frozen=True)
class Outlet:
    """A publisher's edition, declared."""

    name: str
    """Its spider's name, its file's and its fixtures'."""
    title: str
    home: str
    language: str
    sources: tuple[Source, ...]
    rules: tuple[Rules, ...] = ()
    """Oldest layout first; the last one is today's."""
    articles: tuple[str, ...] = ()
    """Regular expressions searched in the path of an address, and in the path with its query; none means any path but
    the front page.
    """
    rejects: tuple[str, ...] = ()
    """Searched in the path: what is no article (videos, tags); they win."""
    hosts: tuple[str, ...] = ()
    """Hosts besides the home's (with and without `www.`) that carry articles or listings."""
    delay: float | None = None
    """Seconds between two requests, where the outlet asks for more than our default."""
    terms: str = ""
    """A note on robots.txt and terms of use."""
    status: str = "unprobed"
    """`unprobed`, or `verified:DATE`: the day `scrapy probe` found listings and an article on the live web."""
    facts: str = ""
    """Where what is declared comes from: who found it, and when."""

    def all_hosts(self) -> frozenset[str]:
        """Every host that belongs to this outlet, lower case, `www.` with and without."""
        given = (urlsplit(self.home).hostname or "", *self.hosts)
        bare = {host.lower().removeprefix("www.") for host in given}
        return frozenset(bare | {f"www.{host}" for host in bare})

    def owns(self, url: str) -> bool:
        """Whether the address stands on one of the outlet's hosts."""
        return (_host(url) or "") in self.all_hosts()

    def wants(self, url: str) -> bool:
        """Whether the address looks like an article of this outlet."""
        if not self.owns(url):
            return False
        _, _, path, query, _ = urlsplit(url)
        if any(_pattern(reject).search(path) for reject in self.rejects):
            return False
        if not self.articles:
            return path.strip("/") != ""
        asked = {path, f"{path}?{query}" if query else path}
        return any(_pattern(form).search(each) for form in self.articles for each in asked)

    def rules_on(self, day: date | None) -> Rules:
        """The layout served that day; today's where the day is unknown."""
        if day is not None:
            for rules in self.rules:
                if rules.until is not None and day <= rules.until:
                    return rules
        return self.rules[-1] if self.rules else Rules()


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # `http://[::1` and its like
        return None


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
