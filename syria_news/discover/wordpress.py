"""The REST interface that WordPress sites have: their posts of any days, a hundred at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode, urljoin

from syria_news.discover.contents import contents
from syria_news.discover.jsonfeed import parsed, salvaged
from syria_news.discover.lines import bounded, entry
from syria_news.model import Entry, Listing, Next, Page, Reason, Rejected, Trouble, Window

FULL = 100
"""Posts on one page, the most WordPress gives (developer.wordpress.org/rest-api/using-the-rest-api/pagination)."""
_NO_SUCH_PAGE = b"rest_post_invalid_page_number"
"""What WordPress says, with a 400, behind the last page (WP_REST_Posts_Controller::get_items)."""
_PAGE = re.compile(r"([?&]page=)(\d{1,6})(?=&|$)")


@dataclass(frozen=True)
class WordPress:
    """The posts of the WordPress site at `home`."""

    home: str

    def listings(self, window: Window) -> Iterator[Listing]:
        """The first page of the window's posts; none without a `since`: the feed serves today."""
        if window.since is None:
            return
        # WordPress compares with the site's own clock, which is within a day of ours; `Window.has` is exact.
        query = {"after": f"{window.since - timedelta(days=1)}T00:00:00"}
        if window.until is not None:
            query["before"] = f"{window.until + timedelta(days=2)}T00:00:00"
        query |= {"per_page": str(FULL), "page": "1", "orderby": "date", "order": "asc"}
        query["_fields"] = "link,date_gmt,modified_gmt,title"
        path = "wp-json/wp/v2/posts?" + urlencode(query, safe=":,")
        yield Listing(urljoin(self.home if self.home.endswith("/") else f"{self.home}/", path))

    def read(self, page: Page) -> Iterator[Entry | Listing | Trouble]:
        """The posts, and the next page if there are any; raises `Rejected` if it is no list of posts.

        A page may be short and not the last: servers give fewer posts than they are asked for, and WordPress leaves
        out those that a visitor may not read.
        """
        found = contents(page)
        yield from found.troubles
        posts = parsed(found.text)
        is_whole = posts is not None
        if not is_whole:
            posts = salvaged(found.text)
        if not isinstance(posts, list):
            raise Rejected(Reason.NOT_A_LISTING, page.url, "no list of posts")
        yield from bounded((_post(page, post) for post in posts), FULL) if posts else ()
        if not is_whole:
            yield Trouble(Reason.BROKEN_LISTING, "JSON that ends or breaks before its end")
        if posts:
            yield from _next(page)


def is_behind_the_last(status: int, body: bytes) -> bool:
    """Whether an answer says that the list of posts has no such page."""
    return status == 400 and _NO_SUCH_PAGE in body


def _post(page: Page, post: object) -> Entry | Trouble:
    if not isinstance(post, dict):
        return Trouble(Reason.BROKEN_ENTRY, "a post is no object")
    title = post.get("title")
    rendered = title.get("rendered") if isinstance(title, dict) else title
    return entry(page, [post.get("link")], _gmt(post, "date_gmt"), rendered, _gmt(post, "modified_gmt"))


def _gmt(post: dict[str, object], name: str) -> str | None:
    text = post.get(name)
    return f"{text}Z" if isinstance(text, str) else None


def _next(page: Page) -> Iterator[Next]:
    number = _PAGE.search(page.url)
    if number is not None:
        yield Next(_PAGE.sub(rf"\g<1>{int(number[2]) + 1}", page.url, count=1))
