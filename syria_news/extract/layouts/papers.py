"""Layouts of newspapers and magazines, American and other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from syria_news.extract.presets import BRIGHTSPOT, WORDPRESS
from syria_news.model import Rules

LAYOUTS: dict[str, tuple[Rules, ...]] = {
    "globalnews.ca": (
        Rules(
            body=(".l-article__text", ".story-txt"),
            prune=(
                ".l-article__ad",
                ".c-video",
                ".l-inlineStories",
                "[class*=related]",
                ".l-article__part--ad",
                "[class*=newsletter]",
            ),
        ),
    ),
    "hindustantimes.com": (
        Rules(
            body=(".storyDetails .detail", ".storyDetail", ".story__detail"),
            prune=(".storyAd", ".also-read", ".storyTags", ".articleClose", ".relatedStory", ".shortDescription"),
        ),
    ),
    "huffpost.com": (
        Rules(
            body=(".entry__text", "#entry-body", ".entry__content-list", "main#main"),
            prune=(
                ".advertisement",
                ".related-articles",
                "[class*=newsletter]",
                ".cli-support-huffpost",
                ".entry__header",
                ".recirc",
                ".support-cta",
                ".entry__tags",
                ".pull-quote",
            ),
        ),
    ),
    "latimes.com": (
        Rules(
            body=(
                ".ct-rich-text-children, .story-stack-story-title",
                ".RichTextArticleBody-body",
                ".rich-text-article-body-content",
                "[data-element*=story-body]",
                ".rich-text-body",
            ),
            prune=(".enhancement", ".Enhancement", ".promo", ".newsletter-module", ".google-dfp-ad-wrapper"),
        ),
    ),
    "nationalreview.com": (
        Rules(
            body=(".article-content", ".entry-content"),
            prune=(".related", "[class*=newsletter]", ".article-ad", ".nrplus-cta-wrap"),
        ),
    ),
    "newsweek.com": (
        Rules(
            body=("[class*=articleBody]", ".article-body", "#v_article"),
            prune=(
                ".article-related",
                "[class*=newsletter]",
                ".block-ibtmedia-dfp",
                ".video-right",
                ".embed-item",
                ".related",
            ),
        ),
    ),
    "nypost.com": (
        Rules(
            body=(".single__content", ".entry-content"),
            prune=(
                ".inline-module",
                ".widget_nypost_dfp_ad_widget",
                ".nyp-video-player",
                ".more-on",
                ".single__inline-module",
                "[class*=newsletter]",
                ".inline-slideshow",
                ".nypost-recirc",
            ),
        ),
    ),
    "nytimes.com": (
        Rules(
            until=date(2013, 12, 31),
            body=(".articleBody", ".entry-content", ".post-content"),
            prune=(
                ".articleInline",
                ".authorIdentification",
                ".pageLinks",
                ".articleCorrection",
                ".postMetadata",
                ".w190",
                ".shareToolsBox",
                ".inlineModule",
                ".entry-meta",
            ),
        ),
        Rules(
            body=(
                "section[name=articleBody]",
                ".meteredContent",
                "#story .story-body-supplemental",
                ".articleBody",
                ".story-content",
            ),
            prune=(
                "[class*=newsletter]",
                "[data-testid=photoviewer-wrapper]",
                "#NYT_BELOW_MAIN_CONTENT_REGION",
                "[data-testid=inline-interactive]",
                "aside",
                ".ad",
                "[role=complementary]",
                ".bottom-of-article",
                "[data-testid=related-links-block]",
            ),
            stop=("The Times is committed to publishing",),
        ),
    ),
    "politico.com": (
        Rules(
            body=(".story-text", ".article__content", ".story-text__paragraph"),
            prune=(
                ".story-enhancement",
                ".story-related",
                ".story-interrupt",
                ".story-meta",
                ".ad",
                "[class*=newsletter]",
                ".story-supplement",
            ),
        ),
    ),
    "politico.eu": (
        Rules(
            body=(
                ".article-meta__excerpt, .hero__excerpt, .article__content",
                ".article__content",
                ".sidebar-grid__content",
                ".story-text",
            ),
            prune=(".wp-block-newspack", ".related-articles", "[class*=newsletter]", ".ad", ".sidebar-grid__aside"),
        ),
    ),
    "theatlantic.com": (
        Rules(
            body=("[class*=ArticleBody_root]", ".article-body", "section[itemprop=articleBody]"),
            prune=(
                "[class*=ArticleRelated]",
                "[class*=Newsletter]",
                ".article-cover-extra",
                "[class*=ArticleLegacyHtml_related]",
                "aside.callout",
            ),
        ),
    ),
    "theglobeandmail.com": (
        Rules(
            body=("article.l-article", ".c-article-body"),
            prune=("[class*=related]", "[class*=newsletter]", "header", ".c-ad", ".c-article-summary"),
        ),
    ),
    "theintercept.com": (
        Rules(
            until=date(2023, 6, 30),
            body=(".PostContent",),
            prune=(
                ".Newsletter",
                ".InlineDonationPromo",
                ".Post-footer",
                ".Related",
                ".Shortcode",
                ".PromoteRelatedPost",
                ".Photo",
                ".PostSummary",
                ".Pullquote",
            ),
        ),
        Rules(
            body=(".entry-content__content", ".entry-content", ".PostContent"),
            prune=(
                ".newsletter-embed",
                ".promote-related-post",
                "[class*=newsletter]",
                "[class*=donat]",
                ".related-articles",
                ".wp-block-theintercept",
                "blockquote.stylized",
            ),
        ),
    ),
    "thenation.com": (
        Rules(
            body=("article.blocks-wrapper", ".article-body-inner", ".article-body"),
            prune=(
                "[class*=related]",
                ".wp-block-the-nation-dispatch",
                ".ad",
                "[class*=newsletter]",
                "[class*=current-issue]",
                ".article-title__dek",
                ".article-end",
                ".inline-related",
            ),
            standfirst=(".article-title__dek",),
        ),
    ),
    "thenationalherald.com": (WORDPRESS,),
    "thenordictimes.com": (
        Rules(
            body=(".entry-content", ".tdb_single_content .tdb-block-inner", ".td-post-content"),
            prune=WORDPRESS.prune,
            title=("h1",),
        ),
    ),
    "time.com": (
        Rules(
            body=("#article-body-main", "#article-body .padded", "#article-body", ".article-content", ".entry-content"),
            prune=(
                "[class*=newsletter]",
                ".inline-recirc",
                ".component.video",
                "[class*=related]",
                ".read-more",
                ".inline-article",
                "[data-testid=inline-recirc]",
                ".image-and-burst",
                ".google-preferred",
            ),
        ),
    ),
    "timesofindia.indiatimes.com": (
        Rules(
            body=("[data-articlebody]", "._s30J", ".Normal"),
            prune=("[class*=related]", ".cdatainfo:not(:has(li))", ".newsletter"),
            captions=(".img_cptn",),
        ),
    ),
    "usatoday.com": (
        Rules(
            body=(".gnt_ar_b", ".article-wrapper", "article.story", ".asset-double-wide"),
            prune=(
                ".gnt_em",
                "aside",
                ".gnt_ar_b_sp",
                "[class*=newsletter]",
                ".story-oembed",
                ".gnt_ar_hl",
                ".gnt_ar_by",
                ".gnt_ar_dt",
                "[aria-label=advertisement]",
                ".spacer-small",
            ),
        ),
    ),
    "washingtonexaminer.com": (replace(BRIGHTSPOT, prune=(*BRIGHTSPOT.prune, ".FlipPayWall", ".Page-tags")),),
    "washingtonpost.com": (
        Rules(
            until=date(2019, 12, 31),
            body=(
                "#article_body",
                "#article-body article",
                "#article-body",
                ".entry-content",
                "#entrytext",
                ".row_article_body",
            ),
            prune=(
                ".inline-content",
                ".pb-f-posttv",
                ".interstitial-link",
                ".newsletter-inline-unit",
                ".bottomizer",
                ".pb-byline",
                ".pb-timestamp",
                ".trailer",
                ".carousel",
            ),
        ),
        Rules(
            body=("[data-qa=article-body]", ".meteredContent", ".article-body", "div.story.relative"),
            prune=(
                "[data-qa=subscribe-promo]",
                "[data-qa=newsletter]",
                ".hide-for-print",
                "[data-qa=interstitial]",
                "[data-qa=related]",
                "[data-testid=newsletter]",
            ),
        ),
    ),
    "washingtontimes.com": (
        Rules(
            body=(".page-subheadline, .storyareawrapper .bigtext", ".bigtext", ".storyareawrapper"),
            prune=(
                ".related",
                ".article-toplinks",
                ".newsletter",
                ".permission",
                ".copyright",
                ".connatix",
                ".inline-ad",
                ".block-related",
                "h3.meta",
            ),
            stop=("The Washington Times Comment Policy", "• Copyright", "Copyright ©", "Manage Newsletters"),
        ),
    ),
    "wsj.com": (
        Rules(
            body=(".article-content", "[itemprop=articleBody]", ".wsj-snippet-body", ".articlePage", "#articleBody"),
            prune=(".media-object", ".insetCol3wide", ".newsletter-inset", "[class*=newsletter]", ".insettipUnit"),
        ),
    ),
}
