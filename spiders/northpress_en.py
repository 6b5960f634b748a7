"""North Press Agency, from Qamishli, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.presets import wordpress


class NorthPressEn(OutletSpider):
    """North Press Agency, English."""

    outlet = wordpress(
        "northpress_en",
        "North Press Agency",
        "https://npasyria.com/en/",
        "en",
        articles=(r"^/en/\d+/?$",),
        terms="Answers 403 or 406 to bare clients, and served one that said who it was.",
        facts=(
            "feed: read live (tarekhachad/h72labs-news-aggregator, 2026-10); 403 and 406: a Raqqa monitor's source "
            "list, 2026; URL form: links seen in public files; layout and REST: guessed from WordPress"
        ),
    )
