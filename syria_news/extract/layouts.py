"""Rules by host: what outlets' saved pages show of their layouts. Oldest layout first, today's last.

A day in `until` is the last on which that layout may have been served: at or after the last saved page that shows it.
Class names are facts of those pages; where none of a layout's selectors matches, the page is read like that of any
unknown outlet.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from syria_news.extract.presets import BRIGHTSPOT, DRUPAL, PANGEA, WORDPRESS
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
        ),
    ),
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
    "afp.com": (replace(DRUPAL, body=(".article-content", *DRUPAL.body)),),
    "albawaba.com": (DRUPAL,),
    "albayan.ae": (Rules(body=("#articledetails", "[itemprop=articleBody]", ".article-content"), prune=(".related",)),),
    "akhbarelyom.com": (Rules(body=(".entry-main .entry-content", ".entry-content"), prune=(".related", ".ads")),),
    "aljazeera.com": (_ALJAZEERA_OLD, _ALJAZEERA),
    "aljazeera.net": (_ALJAZEERA_OLD, _ALJAZEERA),
    "almadenahnews.com": (Rules(body=("#main_article_content .main_article_body", "#main_article_content")),),
    "alarabiya.net": (
        Rules(body=("#body-text", ".article-body", "[itemprop=articleBody]"), prune=(".teaser", "[class*=related]")),
    ),
    "apnews.com": (
        Rules(
            until=date(2023, 6, 25),
            body=(".Article", "article .Article"),
            prune=(".HubPeek", "[data-key=related-story-embed]", ".ad-placeholder", "[class*=Component-hubPeek]"),
        ),
        replace(
            BRIGHTSPOT,
            stop=("Get alerts on the latest AP", "___\nAP", "The Associated Press created this story using"),
            authors=(".Page-authors a", ".Page-authors"),
        ),
    ),
    "arabnews.com": (DRUPAL,),
    "axios.com": (
        Rules(
            body=("[data-cy=story-body]", "[data-schema=smart-brevity]", ".gtm-story-text", "article"), prune=("form",)
        ),
    ),
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
    "bbc.co.uk": (),
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
    "cbc.ca": (
        Rules(body=(".story", "[data-cy=storyWrapper]", "#storybody"), prune=(".similarLinks", "[class*=related]")),
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
    "dailysabah.com": (Rules(body=(".article_body", ".article-body"), prune=(".related", ".newsletter")),),
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
    "enabbaladi.net": (WORDPRESS,),
    "economist.com": (
        Rules(
            body=("article#new-article-template", "[data-body-id]", ".article__body", "article[data-test-id=Article]"),
            prune=("[class*=advert]", "[class*=related]"),
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
        ),
    ),
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
            ),
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
    "jpost.com": (
        Rules(
            body=("[itemprop=articleBody]", ".article-inner-content", ".article-inner-content-breaking-news"),
            prune=(".related-articles", ".hide-for-premium", ".fake-br-for-article-body"),
        ),
    ),
    "latimes.com": (
        Rules(
            body=(
                ".ct-rich-text-children",
                ".RichTextArticleBody-body",
                ".rich-text-article-body-content",
                "[data-element=story-body]",
                ".rich-text-body",
            ),
            prune=(".enhancement", ".Enhancement", ".promo", ".newsletter-module", ".google-dfp-ad-wrapper"),
        ),
    ),
    "lbcgroup.tv": (Rules(body=(".article_details_body .LongDesc", ".LongDesc"), prune=(".related", "a.RelatedNews")),),
    "middleeasteye.net": (DRUPAL,),
    "mirror.co.uk": (
        Rules(
            body=(".lead-content__sub-title, .article-body", "article.article-main"),
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
    "nationalreview.com": (
        Rules(
            body=(".article-content", ".entry-content"),
            prune=(".related", "[class*=newsletter]", ".article-ad", ".something-to-consider"),
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
    "north-press.net": (WORDPRESS,),
    "npagency.net": (WORDPRESS,),
    "npr.org": (
        Rules(
            body=("#storytext", ".transcript.storytext"),
            prune=(
                ".bucketwrap",
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
                ".article-meta__excerpt, .article__content",
                ".article__content",
                ".sidebar-grid__content",
                ".story-text",
            ),
            prune=(".wp-block-newspack", ".related-articles", "[class*=newsletter]", ".ad", ".sidebar-grid__aside"),
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
    "rudaw.net": (
        Rules(body=(".detail-content", ".article-content", "#ContentPlaceHolder1_divContent"), prune=(".related",)),
    ),
    "kurdistan24.net": (Rules(body=(".article-body", ".article-content", ".content-body"), prune=(".related",)),),
    "sana.sy": (WORDPRESS,),
    "shafaq.com": (Rules(body=(".article-body", "[itemprop=articleBody]"), prune=(".related",)),),
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
    "sputnikglobe.com": (),
    "syriadirect.org": (WORDPRESS,),
    "syrianobserver.com": (WORDPRESS,),
    "syriahr.com": (WORDPRESS,),
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
    "tehrantimes.com": (
        Rules(
            body=(".item-body .item-text", ".item-body"),
            prune=("p.summary", ".item-tools", ".item-related", ".gallery", ".rating"),
        ),
    ),
    "telegraph.co.uk": (
        Rules(
            until=date(2012, 12, 31), body=("#mainBodyArea",), prune=(".related_links_inline", ".bannerBox", ".caption")
        ),
        Rules(
            body=(
                "[data-test=article-body-text]",
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
    "thehill.com": (
        Rules(
            until=date(2021, 12, 31),
            body=(".field-name-body", ".content-wrp"),
            prune=(
                ".rollover-people-block",
                ".dfp-tag-wrapper",
                ".rollover-people",
                ".minigallery",
                ".related",
                ".also",
            ),
        ),
        Rules(
            body=(".article__text", ".field-name-body"),
            prune=(".hardwall", ".ad-unit", "[class*=recirc]", "[class*=related]", ".nx-promo", "[class*=newsletter]"),
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
                ".article-end",
                ".inline-related",
            ),
        ),
    ),
    "thenationalnews.com": (
        Rules(
            body=(".article-body", "article.article-body-wrapper"),
            prune=("[class*=promo]", "[class*=related]", "[class*=newsletter]"),
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
    "nordictimes.com": (),
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
            body=("[data-articlebody]", "._s30J", ".Normal"), prune=("[class*=related]", ".cdatainfo", ".newsletter")
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
    "voanews.com": (PANGEA,),
    "vox.com": (
        Rules(
            body=(".duet--article--article-body-component-container", ".c-entry-content"),
            prune=("[class*=newsletter]", ".c-article-footer", ".c-related-list", ".m-ad"),
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
            body=(".meteredContent", ".article-body", "[data-qa=article-body]"),
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
    "youm7.com": (Rules(body=("#articleBody", ".articleCont #articleBody"), prune=(".related",)),),
}
"""By host, without `www.`."""

_SAME = {
    "bbc.co.uk": "bbc.com",
    "sputnikglobe.com": "sputniknews.com",
    "nordictimes.com": "thenordictimes.com",
    "edition.cnn.com": "cnn.com",
    "us.cnn.com": "cnn.com",
    "news.sky.com": "sky.com",
    "arabic.rt.com": "rt.com",
    "guardian.co.uk": "theguardian.com",
    "eng-archive.aawsat.com": "aawsat.com",
    "english.aawsat.com": "aawsat.com",
    "english.enabbaladi.net": "enabbaladi.net",
    "english.alarabiya.net": "alarabiya.net",
    "huffingtonpost.com": "huffpost.com",
}


def layouts(host: str) -> tuple[Rules, ...]:
    """The rules for a host, `www.` or not; nothing for one we do not know."""
    bare = host.lower().removeprefix("www.")
    return LAYOUTS.get(_SAME.get(bare, bare), ())
