"""Syria Direct, independent reporting from Amman, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.section import Section
from syria_news.extract.layouts_syria import SYRIA_DIRECT
from syria_news.presets import WORDPRESS_REJECTS, wordpress


class SyriaDirectAr(OutletSpider):
    """Syria Direct, Arabic."""

    outlet = wordpress(
        "syriadirect_ar",
        "سوريا على طول",
        "https://syriadirect.org/",
        "ar",
        sources=(
            Section(
                "https://syriadirect.org/%D8%A2%D8%AE%D8%B1-%D8%A7%D9%84%D8%AA%D9%82%D8%A7%D8%B1%D9%8A%D8%B1/?lang=ar"
            ),
        ),
        articles=(
            r"^/(?:%[0-9A-Fa-f]{2}|[a-z0-9-])*%[0-9A-Fa-f]{2}[^/?]*/?\?lang=ar$",
            r"^/(?:%[0-9A-Fa-f]{2}|-){20,}/?$",
        ),
        rejects=(*WORDPRESS_REJECTS, r"^/%D8%A2%D8%AE%D8%B1-%D8%A7%D9%84%D8%AA%D9%82%D8%A7%D8%B1%D9%8A%D8%B1/"),
        rules=(SYRIA_DIRECT,),
        facts="list of reports and layout: jclark1913/syria-daily-brief, 2025-04; URL form: guessed from that list's",
    )
