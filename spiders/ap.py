"""The Associated Press."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.calendar import DatedSitemap
from syria_news.discover.section import Section
from syria_news.discover.sitemap import Sitemap
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class Ap(OutletSpider):
    """The Associated Press, English."""

    outlet = Outlet(
        name="ap",
        title="Associated Press",
        home="https://apnews.com/",
        language="en",
        sources=(
            Section("https://apnews.com/hub/syria"),
            Sitemap("https://apnews.com/news-sitemap-content.xml"),
            DatedSitemap("https://apnews.com/ap-sitemap-%Y%m.xml"),
        ),
        articles=(r"^/article/[a-z0-9-]+-[0-9a-f]{24,}/?$", r"^/article/[0-9a-f]{24,}/?$"),
        rejects=(r"^/(hub|videos?|search|press-releases|newsletters)(/|$)",),
        rules=LAYOUTS["apnews.com"],
        terms=(
            "Terms forbid automated collection; Cloudflare refuses some readers. Ask before you crawl more than "
            "headlines."
        ),
        facts=(
            "news sitemap: read live (a survey of news sitemaps, 2026-07; flairNLP/fundus, 2026-08); months: "
            "kargonerd/jojo-news-archive-runner, 2026-08; hub: links seen in public files; URL form: "
            "kargonerd/jojo-news-archive-runner, 2026-08; fivefilters/ftr-site-config; layout: saved pages"
        ),
    )
