"""What a page's markup says is not the article: by element, class, id and role."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import html

from syria_news.extract.blocks import Role

_ELEMENTS = frozenset(("nav", "aside", "footer", "form", "menu", "noscript"))
_WEAK = frozenset(("aside", "form", "menu", "noscript"))
_STORY = frozenset(("article", "main", "header", "body"))
"""Elements whose classes speak of the page more than of themselves."""
_NAMED = ("class", "id", "role", "data-testid", "data-component", "data-module", "itemprop", "data-qa", "aria-label")

_WORDS = re.compile(
    r"(?:^|[\s_/-])(?:"
    r"relat(?:ed|edlinks|edarticles|edcontent|edstories|edposts)?|recommend\w*|recirc\w*|trending|mostread|most-(?:read|popular|viewed)|popular|"
    r"read-?(?:more|next|also)|readmore|see-?also|also-?read|more-?(?:on|from|stories|news|articles|coverage|in|to)|up-?next|next-?(?:article|story|post)|"
    r"prev(?:ious)?-?(?:article|story|post)|post-?nav(?:igation)?|pagination|pager|"
    r"share|sharing|sharebar|sharetools|sharedaddy|social\w*|addtoany|addthis\w*|a2a_kit|sharethis|follow-?us|follow|"
    r"newsletters?|subscri(?:be|ptions?)-?(?:box|form|cta|banner|widget)?|sign-?up|signup|mailing-?list|"
    r"comments?|commenting|comment-?(?:list|count|form|section|respond)|disqus\w*|respond|livefyre|"
    r"promo\w*|promoted|sponsor(?:ed)?|advert\w*|adsense|ads?|adbox|adslot|adunit|ad-?(?:slot|unit|wrapper|container|label|placeholder)|banner|dfp|taboola\w*|outbrain\w*|"
    r"teasers?(?!-content)|sidebar|side-?bar|rail|right-?rail|widget|widget_\w+|"
    r"breadcrumbs?|crumbs|tags|tag-?(?:list|cloud|links|container)|tagcloud|topics?|keywords|categor(?:y|ies)|cat-links|"
    r"byline|bylines|author-?(?:bio|box|info|card|name|profile|description|details|meta|block)?|authors|bio|about-?(?:the-?)?authors?|contributors?|writer|"
    r"meta|metadata|entry-meta|post-meta|article-meta|dateline-time|timestamp|pub-?date|publish(?:ed)?-?(?:date|time|on)|date-?(?:time|published|published|line)?|datetime|updated|"
    r"toolbar|tools|tool-?box|article-?tools|utility|print|printer|email|actions?|buttons?|controls|"
    r"cookie\w*|consent\w*|gdpr|onetrust\w*|privacy|popup|pop-?up|modal|overlay|lightbox|tooltip|toast|"
    r"paywall-(?:prompt|message|modal|overlay|box|cta|offer|banner)|piano-\w+|regwall|login|register|"
    r"menu|navbar|nav|navigation|topbar|masthead|site-?header|skip-?(?:link|to|nav)\w*|"
    r"footer|site-?footer|post-?footer|entry-?footer|copyright|disclaimer|legal|"
    r"carousel|slider|slideshow|gallery|video-?(?:player|container|js|wrapper|info|meta|title|embed)?|player|audio-?(?:player)?|podcasts?|playlist|"
    r"embeds?-?(?:box|card)|fb-?(?:like|root)|"
    r"poll|quiz|survey|donat(?:e|ion)|support-?us|contribut(?:e|ion)|epic|membership|"
    r"hidden|visually-?hidden|sr-?only|screen-?reader(?:-text)?|assistive-?text|u-?hidden|invisible|d-none|noprint|no-?print|"
    r"jp-relatedposts|yarpp\w*|wp-block-buttons|wp-block-embed|ez-toc\w*|toc|table-of-contents|lwptoc|"
    r"rating|ratings|stars|vote|votes|reactions?|likes?|views?|counter|"
    r"box-?(?:related|links)|infobox|factbox|fact-?box|story-?links|further-?reading|"
    r"notification\w*|alert-?(?:box|bar)?|app-?(?:download|promo|store)|download-?app|whatsapp\w*|telegram\w*"
    r")(?=$|[\s_/-]|\d)"
)
_SURE = re.compile(
    r"(?:^|[\s_-])(?:comments?|comment-?(?:list|section|thread)|disqus\w*|livefyre\w*|related-?(?:articles|posts|stories|content)?|"
    r"recommend\w*|recirc\w*|taboola\w*|outbrain\w*|most-?(?:read|popular|viewed)|trending|footer|sidebar|jp-relatedposts)"
    r"(?=$|[\s_-]|\d)"
)
_BODY = re.compile(
    r"(?:^|[\s_-])(?:article|story|entry|post|news|single|page)[-_]{0,2}(?:body|text|content|copy|txt|paragraphs?|main)(?=$|[\s_-])|"
    r"(?:^|[\s_-])(?:body|content|text)[-_]{0,2}(?:copy|body|text|article|content)(?=$|[\s_-])|"
    r"articlebody|storybody|storytext|articletext|postcontent|entrycontent|rich-?text|wysiwyg|field-name-body|maincontent"
)
_CAPTION = re.compile(
    r"caption|cutline|(?:^|[\s_-])(?:image|photo|img|picture|media|foto|bild)s?[\s_-]?(?:credit|description|text|info|legend|byline|author|source|copyright)|legende"
)
_CAPTIONED = frozenset(("figure", "figcaption"))
_TAXONOMY = re.compile(r"(?<!\S)(?:post_)?(?:category|tag|format|status|type|topic|author)-\S+")
"""WordPress writes an article's terms into its classes."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_ROLES = frozenset(("navigation", "complementary", "banner", "contentinfo", "search", "dialog", "alert", "alertdialog"))


def role(element: html.HtmlElement) -> Role:
    """What the element is to the article, by its own name and attributes."""
    tag = element.tag
    if tag in _ELEMENTS:
        return Role.FURNITURE if tag in _WEAK else Role.SURELY_FURNITURE
    if tag in _CAPTIONED:
        return Role.CAPTION
    attributes = element.attrib
    if not attributes or tag == "blockquote":
        return Role.TEXT
    if "hidden" in attributes or attributes.get("role") in _ROLES or _HIDDEN.search(attributes.get("style", "")):
        return Role.FURNITURE
    names = names_of(element)
    if not names:
        return Role.TEXT
    found = _named(names)
    return Role.TEXT if found is Role.FURNITURE and tag in _STORY else found


@lru_cache(maxsize=20_000)
def _named(names: str) -> Role:
    if _SURE.search(names):
        return Role.SURELY_FURNITURE
    if _CAPTION.search(names):
        return Role.CAPTION
    return Role.FURNITURE if _WORDS.search(names) else Role.TEXT


def names_of(element: html.HtmlElement) -> str:
    """Its class, id and component names in one lower-case string, camel case taken apart."""
    given = " ".join(value for name in _NAMED if (value := element.get(name)))
    return _plain(given) if given else ""


@lru_cache(maxsize=20_000)
def _plain(given: str) -> str:
    return _CAMEL.sub("-", _TAXONOMY.sub("", given[:1000])).lower()


def is_article_body(element: html.HtmlElement) -> bool:
    """Whether the element says of itself that it is the article's text."""
    return _is_body_name(names_of(element))


@lru_cache(maxsize=20_000)
def _is_body_name(names: str) -> bool:
    return _BODY.search(names) is not None
