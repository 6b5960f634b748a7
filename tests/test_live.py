"""Live blogs: their entries, each with its moment and its own link."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st

from syria_news.extract import extract, live
from syria_news.intake import intake
from syria_news.model import Article, Kind, Outcome, Outlet, Page, Update
from syria_news.store import articles
from tests.site.server import article, text

URL = "https://a.example/news/live/1"
DAY = datetime(2024, 12, 6, 20, tzinfo=UTC)
FIRST = {
    "@type": "BlogPosting",
    "headline": "Buses &amp; trucks at the bridge",
    "datePublished": "2024-12-06T11:05:00+03:00",
    "articleBody": "<p>Ten buses stand at the <b>bridge</b></p>",
    "url": "/news/live/1?post=17#17",
}
BLOG: dict[str, object] = {
    "@type": "LiveBlogPosting",
    "headline": "Homs as it happens",
    "liveBlogUpdate": [FIRST, {"headline": ""}, 7],
}
EXPECTED = Update(
    datetime(2024, 12, 6, 8, 5, tzinfo=UTC),
    "Buses & trucks at the bridge",
    "Ten buses stand at the bridge",
    "https://a.example/news/live/1?post=17#17",
)


def test_entries_have_their_moment_their_words_and_their_link() -> None:
    [update] = live.updates([BLOG], URL, DAY)
    assert update == EXPECTED


def test_an_entry_without_a_link_of_its_own_or_with_an_odd_one_has_none() -> None:
    for odd in (URL, "javascript:alert(1)", "http://[::1", "", None, 7):
        [update] = live.updates([{**BLOG, "liveBlogUpdate": {**FIRST, "url": odd}}], URL, DAY)
        assert update.url is None


def test_an_article_that_is_no_live_blog_has_none() -> None:
    assert live.updates([{**BLOG, "@type": "NewsArticle"}], URL, DAY) == ()


def entry(number: int, attributes: str, time: str) -> str:
    return (
        f"<div {attributes}>{time}<h3>Bus {number} leaves</h3><p>The driver of bus {number} waved from the bridge.</p>"
        f"<figure><figcaption>Bus {number}</figcaption></figure></div>"
    )


@pytest.mark.parametrize(
    ("attributes", "time", "link"),
    [
        ('class="live-post js-live"', '<a id="e{0}"><time datetime="2024-12-06T1{0}:00Z">1{0}:00</time></a>', "#e{0}"),
        ('id="post-{0}" data-sort-time="173347920{0}000"', '<span>12:00</span>', "#post-{0}"),
        ('class="live-event-entry" id="{0}" data-post-time="173347920{0}"', "<time>12:00</time>", "#{0}"),
        (
            'id="block-6752e0a{0}8f08" class="dcr-x"',
            '<a href="?page=with:block-{0}"><time datetime="2024-12-06T1{0}:00Z">1{0}</time></a>',
            "?page=with:block-{0}",
        ),
        ('class="liveblog-entry" id="id_{0}"', '<time datetime="2024-12-06T1{0}:00Z">1{0}:00</time>', "#id_{0}"),
        ('class="lx-stream__post" id="{0}"', '<time datetime="2024-12-06T1{0}:00Z">1{0}:00</time>', "#{0}"),
    ],
)  # fmt: skip
def test_entries_are_read_from_known_layouts_where_linked_data_has_none(attributes: str, time: str, link: str) -> None:
    blog = "".join(entry(n, attributes.format(n), time.format(n)) for n in range(1, 5))
    read = extract(Page("a", URL, article("Homs as it happens", text(1) + blog).encode(), DAY))
    assert (read.kind, len(read.updates)) == (Kind.LIVE_BLOG, 4)
    first = read.updates[0]
    assert (first.title, first.text) == ("Bus 1 leaves", "The driver of bus 1 waved from the bridge.")
    assert (first.moment or DAY).date() == DAY.date()
    assert first.url == urljoin(URL, link.format(1))


def test_cards_on_a_page_that_does_not_say_it_is_live_are_no_entries() -> None:
    cards = "".join(
        entry(n, f'class="live-post" id="e{n}"', f'<time datetime="2024-12-06T1{n}:00Z">x</time>') for n in range(1, 5)
    )
    read = extract(Page("a", "https://a.example/news/1", article("Homs", text(1) + cards).encode(), DAY))
    assert (read.kind, read.updates) == (Kind.ARTICLE, ())


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FIRST, "x"]), inner, max_size=4),
    max_leaves=8,
)


@given(anything)
@example({"headline": "\x1b"})
def test_whatever_stands_there_nothing_falls_over(entries: Any) -> None:
    for update in live.updates([{"@type": "LiveBlogPosting", "liveBlogUpdate": entries}], URL, DAY):
        assert update.title or update.text


def test_entries_go_into_the_archive_and_come_back(engine: sa.Engine) -> None:
    script = f'<script type="application/ld+json">{json.dumps(BLOG)}</script></head>'
    body = article("Homs as it happens", text(1)).replace("</head>", script)
    outlet = Outlet(name="a", title="", home="", language="", sources=())
    read = intake(Page("a", URL, body.encode(), DAY), outlet, True)
    assert isinstance(read, Article)
    assert read.kind is Kind.LIVE_BLOG
    assert read.updates == (EXPECTED,)
    with engine.begin() as conn:
        assert articles.save(conn, [(read, "")])[0].outcome == Outcome.NEW
        assert articles.save(conn, [(read, "")])[0].outcome == Outcome.UNCHANGED
        [stored] = conn.execute(sa.text("SELECT updates, published_from FROM latest")).scalars().all()
        stored = json.loads(stored) if isinstance(stored, str) else stored
        assert stored[0]["moment"] == "2024-12-06T08:05:00+00:00"
        without = replace(read, updates=())
        assert articles.save(conn, [(without, "")])[0].outcome == Outcome.REREAD
        assert conn.execute(sa.text("SELECT count(*) FROM latest WHERE updates IS NULL")).scalar() == 1
