"""What is written into a WARC file and what is read back from one."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote

from syria_news.coding import Fault, undone
from syria_news.model import Page, Raw, Reason, Trouble

CUTS = {"length": Reason.TOO_LARGE, "time": Reason.TIMEOUT}
"""What WARC-Truncated says; `disconnect` and `unspecified` are TRUNCATED."""
SECRET = frozenset({b"authorization", b"proxy-authorization", b"cookie", b"set-cookie"})
"""Header fields that are never written: credentials, and what identifies a session."""

OUTLET, ROLE, ASKED, TLS = "Syria-News-Outlet", "Syria-News-Role", "Syria-News-Asked", "Syria-News-TLS"
UNVERIFIED = "tls_unverified"
"""Note on a page that came over TLS from a host whose certificate didn't hold."""

LONGEST_NAME, LONGEST_URL = 100, 10_000
"""Characters."""

Headers = Sequence[tuple[bytes, bytes]]


class Damaged(Exception):
    """A record can't be read: the file is torn or was changed."""

    def __init__(self, path: str, offset: int, why: str) -> None:
        super().__init__(path, offset, why)
        self.path, self.offset, self.why = path, offset, why

    def __str__(self) -> str:
        return f"{self.path} is damaged at byte {self.offset}: {self.why}"


class Role(StrEnum):
    """What a response was asked for; without it, a file could not be read again on its own."""

    ARTICLE = "article"
    LISTING = "listing"
    OTHER = "other"
    """robots.txt, redirects' first halves."""


@dataclass(frozen=True)
class Errand:
    """For whom and why something was fetched. Extension fields of the record, as ISO 28500 (5.1) allows."""

    outlet: str
    role: Role = Role.OTHER
    asked: str = ""
    """The address that was asked for first, where redirects led on from it; else empty."""


@dataclass(frozen=True)
class Circumstances:
    """How a response came, each as its extension field has it (`Syria-News-Listed-By`); empty where nobody noted it."""

    port: str = ""
    """The server's; its address is WARC-IP-Address."""
    started: str = ""
    """When the request was handed to the network, in UTC, to the microsecond."""
    ended: str = ""
    """When the last byte had come."""
    seconds: str = ""
    """From one to the other by a clock that nobody sets."""
    attempt: str = ""
    """1 for the first; failures of earlier runs and of this one count."""
    listed_by: str = ""
    """The listing that was the first to announce the address; empty for what an outlet declares or somebody named."""
    robots: str = ""
    """What robots.txt said, the status it was answered with, and its payload's SHA-256, by which it is found."""

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Circumstances:
        """As a record's header has them, names in lower case."""
        return cls(**{each.name: headers.get(_extension(each.name).lower(), "") for each in fields(cls)})

    def fields(self) -> dict[str, str]:
        """The extension fields of those that are known."""
        known = ((_extension(each.name), getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in known if value}


def _extension(name: str) -> str:
    return f"Syria-News-{name.replace('_', '-').title()}"


@dataclass(frozen=True)
class Exchange:
    """A request and the response to it, bodies as on the wire (content coding kept, transfer coding undone)."""

    url: str
    fetched: datetime
    status: int
    headers: Headers
    body: bytes
    errand: Errand
    method: str = "GET"
    request_headers: Headers = ()
    ip: str | None = None
    truncated: str | None = None
    """`length`, `time`, `disconnect` or `unspecified`, where the body is not whole (WARC-Truncated)."""
    record_id: str | None = None
    """The identity of the record this one was copied from; a new one is made where there is none."""
    tls: str = ""
    """How the server proved who it is: `verified` or `unverified`, version, cipher, its certificates' SHA-256."""
    status_line: bytes = b""
    """As received, reason phrase and all; one is made where there is none, or where it is none."""
    circumstances: Circumstances = Circumstances()


@dataclass(frozen=True)
class Resource:
    """Bytes that came without a protocol: a saved page, a text, an article that somebody extracted."""

    url: str
    fetched: datetime
    content_type: str
    body: bytes
    errand: Errand
    record_id: str


@dataclass(frozen=True)
class Record:
    """A response or resource read back."""

    raw: Raw
    type: str
    """`response` or `resource`."""
    url: str
    fetched: datetime
    status: int
    """200 for a resource; 0 where the status line makes no sense."""
    headers: Headers
    body: bytes
    """As received: the content coding is still on it."""
    truncated: str | None
    errand: Errand | None
    """None in a file that somebody else wrote."""
    tls: str = ""
    """As in `Exchange`."""
    ip: str | None = None
    circumstances: Circumstances = Circumstances()

    def header(self, name: bytes) -> str:
        """The first field of that name (lower case), or an empty string."""
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == name), "")

    def copied(self, errand: Errand) -> Exchange | Resource:
        """The same under our own name for whom it is, to be written into a file of ours."""
        if self.type == "resource":
            kind = self.header(b"content-type")
            return Resource(self.url, self.fetched, kind, self.body, errand, self.raw.record_id)
        return Exchange(
            url=self.url,
            fetched=self.fetched,
            status=self.status,
            headers=self.headers,
            body=self.body,
            errand=errand,
            ip=self.ip,
            truncated=self.truncated,
            record_id=self.raw.record_id,
            tls=self.tls,
            circumstances=self.circumstances,
        )

    def page(self, outlet: str) -> Page:
        """What a reader gets: the content coding undone, as far as it can be."""
        body, fault = undone(self.body, self.header(b"content-encoding"))
        return Page(
            outlet=outlet,
            url=self.url,
            body=body,
            fetched=self.fetched,
            content_type=self.header(b"content-type"),
            raw=self.raw,
            trouble=trouble(self.truncated, fault),
            note=UNVERIFIED if self.tls.startswith("unverified") else None,
        )


def trouble(truncated: str | None, fault: Fault | None) -> Trouble | None:
    """Why a body is not whole, by its WARC-Truncated and by what was wrong with its coding."""
    if truncated:
        return Trouble(CUTS.get(truncated, Reason.TRUNCATED), f"cut ({truncated})")
    if fault:
        return Trouble(Reason.BOMB if fault == Fault.BOMB else Reason.TRUNCATED, f"its content coding is {fault}")
    return None


def new_id() -> str:
    """A fresh record id, `urn:uuid:...`."""
    return uuid.uuid4().urn


def lasting_id(*parts: str) -> str:
    """The same record id for the same parts, so that taking something in twice is noticed."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts).encode("utf-8", "replace").decode()).urn


_NOT_IN_A_TARGET = re.compile(r"[\s\x00-\x20\x7f-\xa0<>\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


def target(url: str) -> str:
    """An address as it can stand in a header of a record: one line, without spaces and angle brackets."""
    return _NOT_IN_A_TARGET.sub(lambda match: quote(match[0], safe="", errors="replace"), url)


def field(value: str) -> str:
    """Any text as it can stand in a header of a record: one line."""
    return _CONTROL.sub(" ", value).strip()


def outlet_name(outlet: str) -> str:
    """An outlet's name out of somebody else's hands: one line, and no longer than an index takes."""
    return field(outlet)[:LONGEST_NAME].strip()


def bare(value: str) -> str:
    """Without the angle brackets that WARC/1.0 puts around identifiers (and some writers around URIs)."""
    return value.strip().removeprefix("<").removesuffix(">")
