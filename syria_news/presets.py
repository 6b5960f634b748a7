"""Declarations that many outlets share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from syria_news.discover.feed import Feed
from syria_news.discover.wordpress import WordPress
from syria_news.extract.presets import WORDPRESS
from syria_news.model import Outlet

WORDPRESS_REJECTS = (
    r"^/([a-z]{2}/)?(archives/)?(category|tag|author|topics?|page|feed|search|comments|about|contact|wp-[a-z]+)(/|$)",
    r"/(feed|page/\d+|amp|embed)/?$",
    r"^/[a-z]{2}/?$",
)
"""Addresses that WordPress makes by itself and that are no articles (its default bases, Settings > Permalinks), in the
folder of an edition too; and the front of an edition.
"""


def wordpress(name: str, title: str, home: str, language: str, **differences: Any) -> Outlet:
    """An outlet that runs WordPress: its feed for what is new, its REST interface for past days.

    `home` ends in a slash. `differences` are fields of `Outlet` that stand in place of the preset's.
    """
    plain = Outlet(
        name=name,
        title=title,
        home=home,
        language=language,
        sources=(Feed(f"{home}feed/"), WordPress(home)),
        rejects=WORDPRESS_REJECTS,
        rules=(WORDPRESS,),
    )
    return replace(plain, **differences)
