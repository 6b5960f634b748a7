"""The address that a page without one says it has."""

from __future__ import annotations

from syria_news.extract import head, metadata, tree
from syria_news.extract.decode import decode
from syria_news.model import Page


def claimed_address(page: Page) -> str:
    """The canonical link or og:url of a saved page, or an empty string. For pages that come without an address only:
    what was fetched has the address it was fetched from, whatever it claims.
    """
    parsed = tree.parse(decode(page.body, page.content_type).text)
    if parsed is None:
        return ""
    return metadata.claimed(head.read(parsed.root), page.url) or ""
