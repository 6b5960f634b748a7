"""Reuters: what its sitemaps announce. Its own copy is often refused; look for it at its clients."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.calendar import Archive
from syria_news.discover.sitemap import Sitemap
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class Reuters(OutletSpider):
    """Reuters, English."""

    outlet = Outlet(
        name="reuters",
        title="Reuters",
        home="https://www.reuters.com/",
        language="en",
        sources=(
            Sitemap("https://www.reuters.com/arc/outboundfeeds/news-sitemap/?outputType=xml"),
            Archive("https://www.reuters.com/arc/outboundfeeds/sitemap-index/?outputType=xml"),
        ),
        articles=(
            r"^/(world|business|markets|legal|technology|science|fact-check|investigates)/.+-20\d\d-\d\d-\d\d/?$",
            r"^/article/",
        ),
        rejects=(r"/(video|pictures|graphics)(/|$)", r"^/article/(comments|slideshow)(/|$)"),
        rules=LAYOUTS["reuters.com"],
        terms=(
            "Terms forbid automated collection, and pages are refused to most clients: a refusal is recorded, never "
            "got round."
        ),
        facts=(
            "sitemaps: read live (a survey of news sitemaps, 2026-07), in use (flairNLP/fundus, 2026-08); no feeds "
            "any more (a feed probe, 2026-06); URL form: kargonerd/jojo-news-archive-runner, 2026-08; "
            "fivefilters/ftr-site-config; layout: saved pages"
        ),
    )
