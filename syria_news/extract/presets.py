"""Rules that many outlets share: the marks of the systems they publish with.

An outlet on one of these starts from its preset (`replace(WORDPRESS, prune=...)`) and adds what its theme does.
"""

from __future__ import annotations

from syria_news.model import Rules

WORDPRESS = Rules(
    body=(
        ".entry-content",
        ".post-content",
        ".td-post-content",
        ".jeg_main_content .content-inner",
        ".single-post-content",
        ".wp-block-post-content",
        "[itemprop=articleBody]",
        "article .content",
    ),
    prune=(
        ".sharedaddy",
        ".jp-relatedposts",
        ".wp-block-embed",
        ".addtoany_share_save_container",
        ".yarpp-related",
        ".td-a-rec",
        ".code-block",
        ".post-tags",
        ".author-box",
        ".wp-block-buttons",
        ".entry-meta",
        ".essb_links",
        ".heateor_sss_sharing_container",
        ".post-views",
        ".wpcnt",
        ".inline-related-posts",
    ),
    title=(".entry-title", "h1"),
)

ARC = Rules(
    body=(
        "article.b-article-body",
        ".article-body-wrapper",
        "article .article-body",
        "[data-testid=article-body]",
        ".default__ArticleBody",
        ".c-article-body",
    ),
    prune=("[class*=promo]", "[class*=newsletter]", "[class*=related]", ".c-ad", "[class*=ad-placeholder]"),
    title=("h1",),
)

DRUPAL = Rules(
    body=(
        ".field--name-body",
        ".field-name-body",
        ".node__content .field--type-text-with-summary",
        ".node-article .content",
        ".node__content",
    ),
    prune=(".links", ".field--name-field-tags", ".social-sharing", ".block-social", ".related"),
    title=("h1.page-title", "h1"),
)

NEXTJS = Rules(
    body=(
        "[class*=articleBody]",
        "[class*=article-body]",
        "[class*=ArticleBody]",
        "[class*=article__body]",
        "article",
    ),
    prune=("[class*=related]", "[class*=Related]", "[class*=newsletter]", "[class*=Newsletter]", "[class*=share]"),
    title=("h1",),
)

BRIGHTSPOT = Rules(
    body=(".RichTextStoryBody", ".RichTextArticleBody-body", ".RichTextArticleBody", ".RichTextBody", ".rich-text"),
    prune=(
        ".Enhancement",
        ".RelatedList",
        ".PagePromo",
        ".SovrnAd",
        ".HTMLModuleEnhancement",
        ".Advertisement",
        ".AdUnit",
    ),
    title=("h1",),
)

VERSO = Rules(
    body=(".body__inner-container",),
    prune=("[class*=newsletter]", "[class*=Newsletter]", "aside", "[class*=RecircMostPopular]", "[class*=related]"),
    standfirst=("[class*=ContentHeaderDek]",),
)
"""Condé Nast's titles."""

PANGEA = Rules(
    body=("#article-content .wsw", ".wsw"),
    prune=(
        ".wsw__embed",
        ".media-block",
        ".also-read",
        ".infgraphicsAttach",
        ".embed-player-only",
        ".embed-player-prompt",
    ),
    title=("h1.title", "h1"),
)
"""RFE/RL, VOA and their sister services."""
