"""Layouts of Syrian and neighbouring outlets, as public code that reads them shows; no saved page was at hand.

Class names and their sources: jclark1913/syria-daily-brief (April 2025: SANA, Enab Baladi, Syria Direct, Suwayda 24,
Houran Free League), fivefilters/ftr-site-config (Al-Monitor), absunstar/web-share (Sky News Arabia). Where a selector
no longer matches, the page is read like that of any unknown outlet.
"""

from __future__ import annotations

from dataclasses import replace

from syria_news.extract.presets import WORDPRESS
from syria_news.model import Rules

SAHIFA = replace(WORDPRESS, body=(*WORDPRESS.body, ".entry"), prune=(*WORDPRESS.prune, ".share-post", ".post-tag"))
"""The WordPress theme of many a Syrian newsroom, and Jannah, which came after it."""
SANA = SAHIFA
ENAB_BALADI = replace(WORDPRESS, body=(".content-article", *WORDPRESS.body))
SYRIA_DIRECT = replace(WORDPRESS, body=(".sd_article_body", *WORDPRESS.body))
AL_MONITOR = Rules(
    body=(".article-body",),
    prune=(".article-more-from", "[class*=newsletter]"),
    standfirst=(".article-subtitle",),
    authors=(".author-title",),
)
SKY_NEWS_ARABIA = Rules(body=(".article-body", ".article-container"), prune=("h1", "[class*=related]"))
