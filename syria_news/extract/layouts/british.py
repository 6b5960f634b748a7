"""Layouts of British outlets."""

from __future__ import annotations

from datetime import date

from syria_news.model import Rules

LAYOUTS: dict[str, tuple[Rules, ...]] = {
    "bbc.com": (
        Rules(
            until=date(2012, 12, 31),
            body=(".story-body", "#main-column .body"),
            prune=(
                ".story-header",
                ".story-date",
                ".byline",
                ".share-help",
                ".story-feature",
                ".caption",
                ".related",
                ".videoInStoryB",
                ".videoInStoryC",
                ".story-related",
                ".embedded-hyper",
                ".hypertabs",
                "h1",
                ".warning",
                ".dateline",
                ".share-tools",
            ),
        ),
        Rules(
            until=date(2021, 5, 31),
            body=(".story-body__inner", "[property=articleBody]"),
            prune=(
                ".story-body__unordered-list .story-body__link",
                ".social-embed",
                ".bbc-news-vj-wrapper",
                ".off-screen",
            ),
            stop=("Listen to Newsbeat", "Follow Newsbeat on"),
        ),
        Rules(
            body=("main#bbc-main article", "main#main-content article", "article", ".story-body__inner", ".story-body"),
            prune=(
                "header",
                "[data-component=headline-block]",
                "[data-component=byline-block]",
                "[data-component=links-block]",
                "[data-component=topic-list]",
                "[data-component=tags]",
                "[data-component=include-block]",
                "[data-component=related-internet-links]",
                "[data-component=see-alsos]",
                "[data-component=ad-slot]",
                "[data-component=media-block]",
                "[data-component=uploader-form]",
                "[data-component=share-tools]",
                "[data-testid=byline]",
                "[class*=Byline]",
                "[class*=RelatedContent]",
                "[class*=Promo]",
                "section[aria-labelledby^=related]",
                "time",
            ),
            captions=("[data-component=image-block] figcaption", "[data-component=caption-block]"),
        ),
    ),
    "dailymail.co.uk": (
        Rules(
            body=("[itemprop=articleBody]", "#js-article-text"),
            prune=(
                ".related-carousel",
                ".art-ins",
                ".moduleFull",
                ".mol-bullets-with-font",
                ".mol-factbox",
                ".imageCaption",
                ".byline-section",
                ".article-timestamp",
                ".shareArticles",
                ".vjs-video-container",
            ),
            captions=(".imageCaption",),
        ),
    ),
    "economist.com": (
        Rules(
            body=("article#new-article-template", "[data-body-id]", ".article__body", "article[data-test-id=Article]"),
            prune=("[class*=advert]", "[class*=related]"),
        ),
    ),
    "independent.co.uk": (
        Rules(
            body=("article #main", "#main", ".body-content", ".text-wrapper"),
            prune=(
                "header",
                "#taboola-carousel",
                "[class*=related]",
                "[data-newsletter]",
                "[class*=newsletter]",
                ".newsletter-component",
                "[class*=inline-block]",
                ".box-comments",
                ".registration-prompt",
                "aside",
                "ul.related",
            ),
            stop=("Thank you for registering",),
        ),
    ),
    "inews.co.uk": (
        Rules(
            body=(".article-content", "article.post-type-post"),
            prune=(
                ".inews__post-jumplink",
                "[class*=related]",
                ".inews__post__byline",
                "header",
                ".inews__post__headline",
                ".inews__post__excerpt",
            ),
        ),
    ),
    "mirror.co.uk": (
        Rules(
            body=(".lead-content__sub-title, .article-body", "article#article-body", "article.article-main"),
            prune=(
                "aside",
                ".read-more-links",
                ".newsletter-signup",
                ".social-sharing",
                ".author",
                ".tags-links",
                "header",
                ".byline",
                "[class*=recirc]",
                "figure",
                ".article-type",
            ),
        ),
    ),
    "sky.com": (
        Rules(
            body=(".sdc-article-body",),
            prune=(
                ".sdc-article-related-stories",
                ".sdc-article-widget",
                ".sdc-site-video",
                ".sdc-article-strapline",
                "[class*=advert]",
                ".ui-app-promo",
                "[data-component-name=ui-article-ad]",
                ".sdc-article-factbox",
            ),
        ),
    ),
    "standard.co.uk": (
        Rules(
            body=("article #main", "#main", "article"),
            prune=(
                "header",
                "aside",
                "[class*=related]",
                "[data-newsletter]",
                "ul.tags",
                "[class*=Caption]",
                "figcaption",
                "[class*=caption]",
            ),
        ),
    ),
    "telegraph.co.uk": (
        Rules(
            until=date(2012, 12, 31), body=("#mainBodyArea",), prune=(".related_links_inline", ".bannerBox", ".caption")
        ),
        Rules(
            body=(
                "[data-test=article-body-text], .live-post__title",
                "[itemprop=articleBody]",
                ".articleBodyText",
                "article.grid",
                "#mainBodyArea",
            ),
            prune=(
                "header",
                ".article-betting-unit-container",
                ".related-content",
                "[class*=newsletter]",
                ".tmg-liveblog-header",
                ".live-post__timestamp",
                "#advert_tmg_inread",
                ".u-separator-top--loose",
            ),
        ),
    ),
    "theguardian.com": (
        Rules(
            until=date(2012, 12, 31),
            body=("#article-body-blocks", "#article-wrapper", "#content"),
            prune=(
                ".article-attributes",
                "#main-article-info",
                ".related",
                ".caption",
                "#article-toolbox",
                ".share-links",
                ".ad",
                ".inline-embed",
                "#sharing",
            ),
        ),
        Rules(
            until=date(2020, 3, 31),
            body=(".content__article-body",),
            prune=(
                ".element-rich-link",
                ".submeta",
                ".content__dateline",
                ".element-embed",
                ".ad-slot",
                ".contributions__epic",
                ".element-atom",
                ".meta__extras",
                ".after-article",
            ),
        ),
        Rules(
            body=(
                ".article-body-viewer-selector",
                "#maincontent .article-body-commercial-selector",
                ".article-body-commercial-selector",
                "#maincontent",
                ".content__article-body",
                "article .dcr-1hnmz6y",
                "#article-body-blocks",
            ),
            prune=(
                "gu-island",
                "aside",
                "#sign-in-gate",
                ".ad-slot-container",
                "[data-gu-name=share]",
                "footer",
                "#slot-body-end",
                "[data-print-layout=hide]",
                ".element-rich-link",
            ),
            standfirst=("[data-gu-name=standfirst]",),
        ),
    ),
}
