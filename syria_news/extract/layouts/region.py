"""Layouts of outlets of the Middle East."""

from __future__ import annotations

from datetime import date

from syria_news.extract.presets import DRUPAL, WORDPRESS
from syria_news.model import Rules

_ALJAZEERA_OLD = Rules(
    until=date(2020, 6, 30),
    body=(".article-p-wrapper", ".main-article-body"),
    prune=(".article-readthis", ".article-video-content", ".mcewidget", "[class*=widget]", ".bottom-article-tags"),
)

_ALJAZEERA = Rules(
    body=(
        ".article__subhead, .wysiwyg--all-content",
        ".article__subhead, #main-content-area .wysiwyg",
        ".longform-text .wysiwyg",
        ".wysiwyg",
        ".article-p-wrapper",
    ),
    prune=(
        ".more-on",
        ".container__ads",
        ".ads__container",
        ".article-related",
        ".article__related",
        "[class*=newsletter]",
        ".sib-newsletter-form",
        ".jetpack-video-wrapper",
        ".article-featured-image",
    ),
    authors=(".article-author-name-item", ".author-link"),
    credit=(".article-source",),
)

LAYOUTS: dict[str, tuple[Rules, ...]] = {
    "akhbarelyom.com": (Rules(body=(".entry-main .entry-content", ".entry-content"), prune=(".related", ".ads")),),
    "alarabiya.net": (
        Rules(body=("#body-text", ".article-body", "[itemprop=articleBody]"), prune=(".teaser", "[class*=related]")),
    ),
    "albawaba.com": (DRUPAL,),
    "albayan.ae": (Rules(body=("#articledetails", "[itemprop=articleBody]", ".article-content"), prune=(".related",)),),
    "aljazeera.com": (_ALJAZEERA_OLD, _ALJAZEERA),
    "aljazeera.net": (_ALJAZEERA_OLD, _ALJAZEERA),
    "almadenahnews.com": (Rules(body=("#main_article_content .main_article_body", "#main_article_content")),),
    "arabnews.com": (DRUPAL,),
    "dailysabah.com": (Rules(body=(".article_body", ".article-body"), prune=(".related", ".newsletter")),),
    "enabbaladi.net": (WORDPRESS,),
    "jpost.com": (
        Rules(
            body=("[itemprop=articleBody]", ".article-inner-content", ".article-inner-content-breaking-news"),
            prune=(".related-articles", ".hide-for-premium", ".fake-br-for-article-body"),
        ),
    ),
    "kurdistan24.net": (Rules(body=(".article-body", ".article-content", ".content-body"), prune=(".related",)),),
    "lbcgroup.tv": (Rules(body=(".article_details_body .LongDesc", ".LongDesc"), prune=(".related", "a.RelatedNews")),),
    "middleeasteye.net": (DRUPAL,),
    "north-press.net": (WORDPRESS,),
    "npagency.net": (WORDPRESS,),
    "rudaw.net": (
        Rules(body=(".detail-content", ".article-content", "#ContentPlaceHolder1_divContent"), prune=(".related",)),
    ),
    "shafaq.com": (Rules(body=(".article-body", "[itemprop=articleBody]"), prune=(".related",)),),
    "syriadirect.org": (WORDPRESS,),
    "syriahr.com": (WORDPRESS,),
    "syrianobserver.com": (WORDPRESS,),
    "tehrantimes.com": (
        Rules(
            body=(".item-body .item-text", ".item-body"),
            prune=("p.summary", ".item-tools", ".item-related", ".gallery", ".rating"),
        ),
    ),
    "thenationalnews.com": (
        Rules(
            body=(".article-body", "article.article-body-wrapper"),
            prune=("[class*=promo]", "[class*=related]", "[class*=newsletter]"),
        ),
    ),
    "timesofisrael.com": (
        Rules(
            body=(".the-content", ".article-content"),
            prune=(
                ".appeal",
                ".join-community",
                ".inline-newsletter",
                "[class*=newsletter]",
                ".also-read",
                ".banner",
                ".topics",
            ),
        ),
    ),
    "trtworld.com": (
        Rules(body=(".article-body", "#content-body", ".contentBox"), prune=(".related", ".recommended")),
    ),
    "youm7.com": (Rules(body=("#articleBody", ".articleCont #articleBody"), prune=(".related",)),),
}
