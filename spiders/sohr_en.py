"""The Syrian Observatory for Human Rights, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.wordpress import WordPress
from syria_news.presets import wordpress


class SohrEn(OutletSpider):
    """The Syrian Observatory for Human Rights, English."""

    outlet = wordpress(
        "sohr_en",
        "Syrian Observatory for Human Rights",
        "https://www.syriahr.com/en/",
        "en",
        sources=(
            Section("https://www.syriahr.com/en/category/news/syria-news/"),
            Feed("https://www.syriahr.com/en/feed/"),
            WordPress("https://www.syriahr.com/en/"),
        ),
        articles=(r"^/en/\d+/?$",),
        delay=5.0,
        terms="Answers 403 or 406 to some clients: a refusal is recorded, and we go on asking as who we are, seldom.",
        facts=(
            "feed: listed (Brunopomodoro/syria-narrative-tracker, 2026-09); section: a link collector; URL form: "
            "links seen in public files; 403 and 406: a Raqqa monitor's source list, 2026; layout and REST: guessed "
            "from WordPress"
        ),
    )
