"""Halab Today, a broadcaster founded in opposition, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.presets import wordpress


class HalabToday(OutletSpider):
    """Halab Today, Arabic."""

    outlet = wordpress(
        "halabtoday",
        "حلب اليوم",
        "https://halabtodaytv.net/",
        "ar",
        articles=(r"^/archives/\d+/?$",),
        facts=(
            "feed: listed (Brunopomodoro/syria-narrative-tracker, 2026-09); URL form: nobody's record; general "
            "knowledge; layout and REST: guessed from WordPress"
        ),
    )
