"""The Syrian Observatory for Human Rights, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.presets import WORDPRESS_REJECTS, wordpress


class SohrAr(OutletSpider):
    """The Syrian Observatory for Human Rights, Arabic."""

    outlet = wordpress(
        "sohr_ar",
        "المرصد السوري لحقوق الإنسان",
        "https://www.syriahr.com/",
        "ar",
        articles=(r"^/[^/?]+/\d+/?$", r"^/\d+/?$"),
        rejects=(*WORDPRESS_REJECTS, r"^/en(/|$)"),
        delay=5.0,
        terms="Answers 403 or 406 to some clients: a refusal is recorded, and we go on asking as who we are, seldom.",
        facts=(
            "feed: tried and not kept (Brunopomodoro/syria-narrative-tracker, 2026-09); URL form: that of the English "
            "edition, unconfirmed; layout and REST: guessed from WordPress"
        ),
    )
