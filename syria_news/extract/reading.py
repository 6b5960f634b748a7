"""The order in which a page is read."""

from __future__ import annotations

from collections.abc import Sequence

import trafilatura

from syria_news.model import Article, Page, Reason, Rejected, Rules


def extract(page: Page, rules: Sequence[Rules] = ()) -> Article:
    """What the page says, without the furniture; raises `Rejected` where it is no article."""
    document = trafilatura.bare_extraction(page.body, include_comments=False, include_tables=True)
    if document is None or not document.text:
        raise Rejected(Reason.NO_TEXT, page.url)
    return Article(
        outlet=page.outlet,
        url=page.url,
        fetched=page.fetched,
        title=document.title,
        text="\n\n".join(document.text.split("\n")),
        raw=page.raw,
    )
