"""United Press International: world and security news. It publishes no sitemap."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class Upi(OutletSpider):
    """United Press International, English."""

    outlet = Outlet(
        name="upi",
        title="United Press International",
        home="https://www.upi.com/",
        language="en",
        sources=(
            Section("https://www.upi.com/Top_News/World-News/"),
            Feed("https://rss.upi.com/news/news.rss"),
            Feed("https://rss.upi.com/news/security_news.rss"),
            Feed("https://rss.upi.com/news/top_news.rss"),
        ),
        articles=(r"^/(Top_News|Defense-News|Voices)(/[A-Za-z-]+)*/20\d\d/\d\d/\d\d/[^/]+/\d{10,14}/?$",),
        hosts=("rss.upi.com",),
        rules=LAYOUTS["upi.com"],
        facts=(
            "feeds: read live (a survey of feeds, 2026-04); section and URL form: links seen in public files; layout: "
            "saved pages"
        ),
    )
