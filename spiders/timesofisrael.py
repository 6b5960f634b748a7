"""The Times of Israel. Its robots.txt forbids /feed/: fronts only."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.section import Section
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class TimesOfIsrael(OutletSpider):
    """The Times of Israel, English."""

    outlet = Outlet(
        name="timesofisrael",
        title="The Times of Israel",
        home="https://www.timesofisrael.com/",
        language="en",
        sources=(
            Section("https://www.timesofisrael.com/topic/syria/"),
            Section("https://www.timesofisrael.com/israel-and-the-region/"),
        ),
        articles=(r"^/(?:[a-z0-9]+-){3,}[a-z0-9]+/?$", r"^/liveblog_entry/[^/]+/?$"),
        rejects=(r"^/(israel-and-the-region|israel-inside-and-out)/?$", r"^/(topic|writers|feed|spotlight)(/|$)"),
        rules=LAYOUTS["timesofisrael.com"],
        terms="robots.txt disallows /feed/.",
        facts=(
            "robots.txt: tarekhachad/h72labs-news-aggregator, 2026-10; section and URL form: links seen in public "
            "files; fivefilters/ftr-site-config; topic: nobody's record; general knowledge; layout: "
            "fivefilters/ftr-site-config"
        ),
    )
