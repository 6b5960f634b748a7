"""Al Arabiya, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.section import Section
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class AlArabiyaAr(OutletSpider):
    """Al Arabiya, Arabic."""

    outlet = Outlet(
        name="alarabiya_ar",
        title="العربية",
        home="https://www.alarabiya.net/",
        language="ar",
        sources=(
            Section("https://www.alarabiya.net/syria"),
            Section("https://www.alarabiya.net/arab-and-world/syria"),
        ),
        articles=(r"^/[a-z-]+/(?:[a-z-]+/)*20\d\d/\d\d/\d\d/[^/]+$",),
        rules=LAYOUTS["alarabiya.net"],
        terms="Cloudflare refuses some clients: a refusal is recorded, never got round.",
        facts=(
            "section: a Raqqa monitor's source list, 2026; 403 and 406: the same; layout: absunstar/web-share; URL "
            "form, second section: nobody's record; general knowledge"
        ),
    )
