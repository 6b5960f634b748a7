"""Pages for the readers' tests, and what was found in them."""

from datetime import UTC, datetime

from syria_news.model import Entry, Listing, Page, Trouble

HOME = "https://news.example"
FETCHED = datetime(2024, 12, 6, 18, 0, tzinfo=UTC)


def page(body, url=f"{HOME}/listing.xml", content_type="application/xml"):
    body = body.encode() if isinstance(body, str) else body
    return Page("example", url, body, FETCHED, content_type)


def addresses(found):
    return [each.url for each in found if isinstance(each, Entry | Listing)]


def troubles(found):
    return [each.reason for each in found if isinstance(each, Trouble)]
