"""Anadolu Agency, Turkey's state news agency, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class AnadoluAr(OutletSpider):
    """Anadolu Agency, Arabic."""

    outlet = Outlet(
        name="anadolu_ar",
        title="وكالة الأناضول",
        home="https://www.aa.com.tr/ar/",
        language="ar",
        sources=(
            Section("https://www.aa.com.tr/ar/%D8%B3%D9%88%D8%B1%D9%8A%D8%A7"),
            Feed("https://www.aa.com.tr/ar/rss/default?cat=guncel"),
        ),
        articles=(r"^/ar/[^/]+/[^/]+/\d{5,9}/?$",),
        rejects=(r"^/ar/(p|vg|pg|info|videos?|rss)(/|$)",),
        rules=LAYOUTS["aa.com.tr"],
        facts=(
            "feed: tried and not kept (Brunopomodoro/syria-narrative-tracker, 2026-09); section: a Raqqa monitor's "
            "source list, 2026; URL form: links seen in public files; layout: of the Turkish edition (saved pages)"
        ),
    )
