"""Layouts of agencies and state broadcasters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from syria_news.extract.presets import BRIGHTSPOT, DRUPAL, PANGEA, WORDPRESS
from syria_news.model import Rules

LAYOUTS: dict[str, tuple[Rules, ...]] = {
    "aa.com.tr": (
        Rules(
            body=(
                ".detay-spot-category h4, .detay-icerik",
                ".detay-spot-category h4, .detay-icerik, main .print",
                ".items-start.p-5",
                "main",
            ),
            prune=("h1", ".detay-spot-category h6", ".detay-foto-galeri", "[class*=abone]", "button"),
            stop=("Anadolu Agency website contains only a portion", "AA'nın internet sitesinde"),
            authors=(".detay-spot-category span",),
        ),
    ),
    "afp.com": (replace(DRUPAL, body=(".article-content", *DRUPAL.body)),),
    "apnews.com": (
        Rules(
            until=date(2023, 6, 25),
            body=(".Article", "article .Article"),
            prune=(".HubPeek", "[data-key=related-story-embed]", ".ad-placeholder", "[class*=Component-hubPeek]"),
        ),
        replace(
            BRIGHTSPOT,
            stop=(
                "Get alerts on the latest AP",
                "The Associated Press created this story using",
                "Associated Press climate and environmental coverage",
                "The Associated Press’ climate and environmental coverage",
                "Associated Press religion coverage",
                "The Associated Press receives support from",
            ),
            authors=(".Page-authors a", ".Page-authors"),
        ),
    ),
    "cbc.ca": (
        Rules(body=(".story", "[data-cy=storyWrapper]", "#storybody"), prune=(".similarLinks", "[class*=related]")),
    ),
    "dw.com": (
        Rules(
            body=(
                ".content-area header > p, .content-area .rich-text",
                "article .rich-text",
                "article .content-area",
                ".content-area",
                ".longText",
            ),
            prune=(
                ".advertisement",
                ".embed",
                ".vjs-wrapper",
                "[class*=teaser]",
                "[data-tracking-name*=related]",
                ".author-details",
                ".kicker",
                ".author",
            ),
        ),
    ),
    "euronews.com": (
        Rules(
            body=(
                ".c-article-summary, .c-article-content",
                ".o-article-newsy__main__body",
                ".o-article__main__body",
                ".article__content",
            ),
            prune=(
                ".c-widget-related",
                "[class*=widget--]",
                ".c-ad",
                ".advertising",
                ".c-article-you-might-also-like",
                "[class*=related]",
                ".c-article-partage-commentaire",
                ".js-responsive-iframe-container",
            ),
        ),
    ),
    "france24.com": (
        Rules(
            body=(".t-content__chapo, .t-content__body", ".t-content__article-wrapper"),
            prune=(
                ".m-em-quote__link",
                ".o-self-promo",
                ".m-interstitial",
                ".t-content__tags",
                ".o-ads",
                ".m-pub-dates",
                ".m-from-author",
                ".t-content__title",
                ".a-social",
                ".m-item-image__copyright",
            ),
            captions=("p.rtecenter",),
        ),
    ),
    "reuters.com": (
        Rules(
            until=date(2013, 12, 31),
            body=("#articleText", "#postcontent", ".focusParagraph"),
            prune=(
                "#articleInfo",
                ".relatedTopicButtons",
                "#slideshowInlineLarge",
                ".articleLocation ~ .relatedTopics",
                "#mediaCredits",
                ".inlineLinks",
                "#editorsChoice",
            ),
        ),
        Rules(
            until=date(2020, 12, 31),
            body=(".StandardArticleBody_body", ".ArticleBodyWrapper", ".article-body"),
            prune=(
                ".StandardArticleBody_trustBadgeContainer",
                ".Slideshow_container",
                ".RelatedCoverage_related-coverage-module",
                ".Attribution_container",
                ".Image_container",
            ),
        ),
        Rules(
            body=(
                "[class*=article-body__content]",
                "[data-testid=ArticleBody]",
                ".StandardArticleBody_body",
                "#articleText",
                "[data-testid^=paragraph-]",
            ),
            prune=(
                "[class*=toolbar__container]",
                "[class*=read-next]",
                "[data-testid=promo-box]",
                "[class*=newsletter]",
                "[data-testid=AuthorBio]",
                "[class*=author-bio]",
                "[class*=trust-badge]",
                "[data-testid=ContextWidget]",
                "[class*=context-widget]",
                "[class*=summary__container]",
                "[class*=article-body__summary]",
                "[class*=sign-off]",
                "[data-testid=SignOff]",
            ),
            credit=("[data-testid=SignOff]", "[class*=sign-off]"),
        ),
    ),
    "rt.com": (
        Rules(
            body=(".article__summary, .article__text", ".article .text"),
            prune=(".read-more", ".article__share", ".read-more-big", ".rtcode", ".media__caption", ".cover__image"),
        ),
    ),
    "sana.sy": (WORDPRESS,),
    "sputniknews.com": (
        Rules(
            until=date(2021, 12, 31),
            body=(".b-article__text",),
            prune=(
                ".b-inject",
                ".b-article__media-desc",
                ".b-read-more",
                ".b-article__refs-credits",
                ".b-media-inject",
            ),
        ),
        Rules(
            body=(".article__body", ".b-article__text"),
            prune=(
                ".article__block[data-type=article]",
                ".article__quote-bg",
                ".article__announce-link",
                ".b-inject",
                ".article__block[data-type=banner]",
                ".article__block[data-type=social]",
            ),
        ),
    ),
    "tagesschau.de": (
        Rules(
            body=("article",),
            prune=(
                "h1",
                "h2.seitenkopf__headline",
                ".seitenkopf",
                ".metatextline",
                ".teaser",
                ".absatzbild",
                ".infobox",
                ".tag-btn",
                ".copytext__video",
                ".socialmedia",
                ".article-breadcrumb",
                "[class*=teaser]",
            ),
        ),
    ),
    "upi.com": (
        Rules(
            until=date(2013, 12, 31),
            body=("#sv .st_text_c", "#sv"),
            prune=(".st_tools", "#related", ".story-title", "h1", ".st_cp", ".st_bl", ".photo-cap"),
        ),
        Rules(
            body=("article[itemprop=articleBody]", ".news-content article", "#sv", ".story-content"),
            prune=(
                ".ad_slot",
                ".article-share",
                ".related-stories",
                ".st-related",
                ".breaking-topics",
                ".news-photo-caption",
                ".latest-headlines",
            ),
            captions=(".news-photo-caption", ".ph_cap"),
        ),
    ),
    "voanews.com": (PANGEA,),
}
