"""How much a URL promises before anyone has read it: it orders the queue and drops nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from syria_news.enrich.relevance import relevance
from syria_news.model import Article

_NEVER = datetime.fromtimestamp(0, UTC)
_SEPARATORS = re.compile(r"[\W_]+")


def promise(title: str | None, url: str) -> float:
    """0 to 1: the topic's score of the title and of the words in the address."""
    words = _SEPARATORS.sub(" ", unquote(urlsplit(url).path))
    return relevance(Article(outlet="", url=url, fetched=_NEVER, title=title, text=words)).score
