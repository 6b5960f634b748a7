"""Daily Sabah, a Turkish daily close to the government, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class DailySabah(OutletSpider):
    """Daily Sabah, English."""

    outlet = Outlet(
        name="dailysabah",
        title="Daily Sabah",
        home="https://www.dailysabah.com/",
        language="en",
        sources=(
            Feed("https://www.dailysabah.com/rss/politics"),
            Feed("https://www.dailysabah.com/rss/turkiye"),
            Feed("https://www.dailysabah.com/rss/home-page"),
        ),
        articles=(r"^/(politics|turkiye|world|business|opinion|life)/(?:[a-z-]+/)*[a-z0-9-]*-[a-z0-9-]+(/news)?$",),
        rejects=(r"^/(gallery|video|rss)(/|$)", r"^/(world|politics)/(mid-east|war-on-terror)$"),
        rules=LAYOUTS["dailysabah.com"],
        facts=(
            "feeds: read live (tarekhachad/h72labs-news-aggregator, 2026-10), in use (kagisearch/kite-public, "
            "2026-05; koala73/worldmonitor, 2026-08); layout: old (acibiber53/EtC-Translator, about 2021); URL form: "
            "nobody's record; general knowledge"
        ),
    )
