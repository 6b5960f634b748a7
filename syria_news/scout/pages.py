"""Where a home page comes from: a file somebody saved, or the archive."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from syria_news import urls, warc
from syria_news.extract.address import claimed_address
from syria_news.model import Page, Reason, Rejected
from syria_news.store import captures


def saved(path: Path, url: str = "") -> Page:
    """A page in a file, gzipped or not, at `url`; where that is not given, at the address it claims.

    Raises `Rejected` where it claims none, `OSError` where it can't be read.
    """
    body = path.read_bytes()
    if path.suffix == ".gz":
        body = gzip.decompress(body)
    page = Page("", url, body, datetime.now(UTC).replace(microsecond=0))
    found = url or claimed_address(page)
    if not found:
        raise Rejected(Reason.BAD_URL, str(path), "it does not say its address; name it by --url")
    return Page("", urls.canonical(found), body, page.fetched)


def archived(conn: sa.Connection, folder: Path, url: str) -> Page:
    """The newest response from an address, out of the raw archive in `folder`.

    Raises `Rejected` where there is none, `warc.Damaged` where it can't be read.
    """
    places = captures.find(conn, url)
    if not places:
        raise Rejected(Reason.NOT_RECORDED, url, "nothing in the archive")
    return warc.read(folder, places[0]).page("")
