"""North Press Agency, from Qamishli, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.presets import wordpress


class NorthPressAr(OutletSpider):
    """North Press Agency, Arabic."""

    outlet = wordpress(
        "northpress_ar",
        "نورث برس",
        "https://npasyria.com/",
        "ar",
        articles=(r"^/\d+/?$",),
        terms="Answers 403 or 406 to bare clients, and served one that said who it was.",
        facts=(
            "feed: listed (Brunopomodoro/syria-narrative-tracker, 2026-09); URL form: links seen in public files; "
            "layout and REST: guessed from WordPress"
        ),
    )
