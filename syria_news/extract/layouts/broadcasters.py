"""Layouts of American broadcasters."""

from __future__ import annotations

from datetime import date

from syria_news.model import Rules

LAYOUTS: dict[str, tuple[Rules, ...]] = {
    "abcnews.go.com": (
        Rules(
            until=date(2019, 12, 31),
            body=(".article-copy",),
            prune=(".inline-image", "[class*=related]", ".contents-list"),
        ),
        Rules(
            body=("[data-testid=prism-article-body]", ".article-copy", ".article-body", "#storyText"),
            prune=("[data-testid=prism-inline-video]", "[data-testid=prism-newsletter]", "[class*=Related]"),
        ),
    ),
    "axios.com": (
        Rules(
            body=("[data-cy=story-body]", "[data-schema=smart-brevity]", ".gtm-story-text", "article"), prune=("form",)
        ),
    ),
    "bloomberg.com": (
        Rules(
            body=("article.current .body-content", ".body-content", ".body-copy-v2", ".body-copy"),
            prune=("[class*=newsletter]", "[class*=related]", ".page-ad", ".inline-newsletter-top", ".softwall"),
        ),
    ),
    "breitbart.com": (
        Rules(
            body=(".the-article .entry-content", ".entry-content"),
            prune=("h2.subheading-ad", ".rmoreabt", ".pw_widget"),
        ),
    ),
    "businessinsider.com": (
        Rules(
            body=("#post-body", ".post-body-content", ".content-lock-content"),
            prune=(
                ".post-hero",
                ".post-breadcrumbs",
                ".read-next-shortcode",
                ".category-tagline",
                "[class*=newsletter]",
            ),
        ),
    ),
    "cbsnews.com": (
        Rules(
            body=("section.content__body", "article.content-article section", "#article-entry"),
            prune=("[class*=recirc]", ".content__read-more"),
        ),
    ),
    "cnbc.com": (
        Rules(
            body=(".RenderKeyPoints-list, .ArticleBody-articleBody", ".PageBuilder-article"),
            prune=(
                ".RelatedContent-container",
                ".RelatedQuotes-container",
                "[class*=RelatedContent]",
                "[class*=InlineVideo]",
                "[class*=TrendingNow]",
                "[class*=InlineImage]",
            ),
        ),
    ),
    "cnn.com": (
        Rules(
            until=date(2013, 12, 31),
            body=(".cnn_strycntntlft", ".cnnBlogContentPost", ".cnn_storyarea"),
            prune=(
                ".cnn_stryspcbx",
                ".cnn_html_slideshow",
                ".cnn_strylftcntnt",
                ".cnnByline",
                ".cnn_strytmstmp",
                ".cnn_stryichgfcpt",
                ".cnn_strylctcntr",
                ".cnn_stryathrtmp",
                ".cnn_html_media_utility",
                "#cnnCVP2",
                ".cnnStryVidCont",
                ".cnn_strybtntoolsbttm",
            ),
        ),
        Rules(
            until=date(2022, 6, 30),
            body=(".pg-rail-tall__body", "#body-text"),
            prune=(
                ".el__storyelement--standard",
                ".zn-body__read-more-outbrain",
                ".el__embedded",
                ".el__leafmedia--factbox",
                ".read-more-link",
                ".ad",
                ".metadata",
            ),
        ),
        Rules(
            body=(".article__content", ".live-story-post__content", "#body-text", ".cnn_strycntntlft"),
            prune=(
                ".related-content",
                ".factbox",
                ".newsletter-signup",
                "[data-component-name=related-content]",
                ".image__metadata",
                ".video-resource",
                ".source__location",
                ".highlights",
                ".gallery-inline",
            ),
            authors=(".byline__name",),
        ),
    ),
    "foxbusiness.com": (
        Rules(
            body=(".article-body",),
            prune=(
                ".ad-container",
                ".featured-video",
                ".video-container",
                "[class*=quote]",
                ".article-meta",
                "table.stock-fundamentals",
            ),
        ),
    ),
    "foxnews.com": (
        Rules(
            body=(".article-body", ".gated-article-body"),
            prune=(
                ".ad-container",
                ".featured-video",
                ".video-container",
                ".info",
                "[class*=newsletter]",
                ".related-topics",
                ".speakable + .ad",
                ".article-meta",
                ".inline.image .caption .copyright",
            ),
            captions=(".caption",),
            authors=(".author-byline a[href*='/person/']",),
        ),
    ),
    "nbcnews.com": (
        Rules(
            until=date(2013, 12, 31),
            body=(".articleText", "article.text_post"),
            prune=(".byline", ".i-date", ".slideshow", ".photoCredit", ".caption", "h1", "h2.headline"),
        ),
        Rules(
            until=date(2019, 6, 30),
            body=("article.articleBody [class*=body___]", ".article-body__content", "article [class*=body___]"),
            prune=(
                "[class*=recommended]",
                "[class*=inlineVideo]",
                "[class*=photo]",
                "[data-test=recommended-intersection-ref]",
                "[class*=byline]",
                "[class*=timestamp]",
                "[class*=Timestamp]",
                "[data-test=timestamp__container]",
            ),
        ),
        Rules(
            body=(".article-body__content",),
            prune=(
                ".recommended-intersection-ref",
                "[data-test=recommended-intersection-ref]",
                "[class*=recommended]",
                ".article-inline-newsletter",
                "[class*=newsletter]",
                ".inline-video",
                ".ad-container",
                ".styles_inlineVideo",
                "[class*=related]",
            ),
            standfirst=("[data-testid=article-dek]", ".article-dek"),
        ),
    ),
    "npr.org": (
        Rules(
            body=("#storytext", ".transcript.storytext"),
            prune=(
                ".bucketwrap:not(.twitter)",
                ".credit-caption",
                ".enlarge_measure",
                ".enlarge_html",
                ".hide-caption",
                ".toggle-caption",
                ".internallink",
                ".ad-wrap",
                ".resaudio",
                ".recommended-story",
                ".newsletter-acquisition",
                "[class*=newsletter]",
            ),
            captions=(".caption-wrap .caption", ".credit-caption .caption"),
            authors=(".byline__name",),
        ),
    ),
    "pbs.org": (
        Rules(
            body=(".body-text",),
            prune=(
                ".related",
                ".newsletter",
                ".video-transcript__toggle",
                ".embed",
                ".canvas-related",
                ".body-text__related",
            ),
        ),
    ),
    "thehill.com": (
        Rules(
            until=date(2021, 12, 31),
            body=(".field-name-body", ".content-wrp"),
            prune=(
                ".rollover-people-block",
                ".dfp-tag-wrapper",
                ".minigallery",
                ".related",
                ".also",
            ),
        ),
        Rules(
            body=(".article__text", ".field-name-body"),
            prune=(
                ".hardwall",
                ".nlp-ignore-block",
                ".ad-unit",
                "[class*=recirc]",
                "[class*=related]",
                ".nx-promo",
                "[class*=newsletter]",
            ),
        ),
    ),
    "vox.com": (
        Rules(
            body=(".duet--article--article-body-component-container", ".c-entry-content"),
            prune=("[class*=newsletter]", ".c-article-footer", ".c-related-list", ".m-ad"),
        ),
    ),
}
