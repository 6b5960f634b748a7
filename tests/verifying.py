"""What the tests of `verify` and `redact` share."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from syria_news import warc
from syria_news.discover.feed import Feed
from syria_news.discover.sitemap import Sitemap
from syria_news.evidence.finding import Grade
from syria_news.model import Outlet
from tests.archives import NOON, Archive


def bad(archive: Archive) -> list[str]:
    return [str(each) for each in archive.findings() if each.grade != Grade.NOTE]


FEEDS = {
    "demo": Outlet(
        name="demo",
        title="Demo",
        home="https://example.org/",
        language="en",
        sources=(Feed("https://example.org/feed.xml"), Sitemap("https://example.org/sitemap.xml")),
        articles=("^/news/",),
    )
}


def listings(folder: Path) -> Path:
    """A feed and, below an index that its outlet declares, a sitemap of the same three addresses; and a cut one."""
    made = warc.Writer(folder, "theirs.warc.gz", {"software": "tests"})
    links = [f"https://example.org/news/{n}" for n in range(3)]
    items = "".join(f"<item><link>{url}</link></item>" for url in [*links, "https://example.org/about"])
    locs = "".join(f"<url><loc>{url}</loc></url>" for url in links)
    index = "<sitemapindex><sitemap><loc>https://example.org/news.xml</loc></sitemap></sitemapindex>"
    for number, (name, body, cut) in enumerate(
        (
            ("feed.xml", f"<rss version='2.0'><channel>{items}</channel></rss>", None),
            ("sitemap.xml", index, None),
            ("news.xml", f"<urlset>{locs}</urlset>", None),
            ("news.xml", f"<urlset>{locs}<url><loc>https://example.org/news/9</loc>", "disconnect"),
        )
    ):
        errand = warc.Errand("demo", warc.Role.LISTING)
        moment = NOON + timedelta(minutes=number)
        made.exchange(
            warc.Exchange(f"https://example.org/{name}", moment, 200, [], body.encode(), errand, truncated=cut)
        )
    made.close()
    return folder / "theirs.warc.gz"
