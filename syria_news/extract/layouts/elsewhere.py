"""Layouts of European, Israeli and American outlets that report on Syria, as public code that reads them shows.

Container names are facts from fundus' parsers (flairNLP/fundus 0.5.7) and fivefilters/ftr-site-config; no saved page
of most was at hand. Where a selector no longer matches, the page is read like that of any unknown outlet.
"""

from __future__ import annotations

from syria_news.extract.presets import VERSO
from syria_news.model import Rules


def _at(*body: str, prune: tuple[str, ...] = (), standfirst: tuple[str, ...] = ()) -> tuple[Rules, ...]:
    return (Rules(body=body, prune=prune, standfirst=standfirst),)


LAYOUTS: dict[str, tuple[Rules, ...]] = {
    "bild.de": _at("div.article-body"),
    "correctiv.org": _at(".detail__content", standfirst=(".detail__excerpt",)),
    "derstandard.at": _at("div.article-body", standfirst=(".article-subtitle",)),
    "diepresse.com": _at("#article-body", standfirst=("p.lead",)),
    "eldiario.es": _at(".c-content"),
    "elmundo.es": _at(".ue-c-article__body", standfirst=(".ue-c-article__standfirst",)),
    "elpais.com": _at(".a_c.clearfix", standfirst=(".a_e_txt h2",)),
    "expressen.se": _at(".article__body-text", standfirst=(".article__preamble",)),
    "factcheck.afp.com": _at(".wrapper-body", standfirst=(".wrapper-summary",)),
    "faktencheck.afp.com": _at(".wrapper-body", standfirst=(".wrapper-summary",)),
    "faz.net": _at("[data-external-selector=body-elements]", standfirst=("[data-external-selector=header-teaser]",)),
    "fr.de": _at(".id-Article-body", standfirst=(".id-StoryElement-leadText",)),
    "freitag.de": _at(".bo-article-text", standfirst=(".bc-article-intro__text",)),
    "foreignaffairs.com": _at(".article-content-offset", prune=(".internal-blockquote",)),
    "foreignpolicy.com": _at(".content-gated", ".feature-body", ".post-inner", prune=(".share-links",)),
    "haaretz.com": _at(
        "[data-test=articleBody]", prune=("[data-test=relatedArticles]", "[data-test=shareBar]", "[id*=newsletter]")
    ),
    "kommersant.ru": _at(".article_text_wrapper", prune=(".document_authors",)),
    "lefigaro.fr": _at(".fig-content-body", standfirst=(".fig-standfirst",)),
    "lemonde.fr": _at(
        "section.article__content",
        prune=(
            ".catcher",
            ".services",
            ".related-content--video",
            "#js-capping",
            ".article__status",
            ".message--register",
        ),
        standfirst=(".article__desc",),
    ),
    "n-tv.de": _at(".wrapper-article", standfirst=("p.leadtext",)),
    "newrepublic.com": _at(".article-body-wrap", prune=("aside",)),
    "newyorker.com": (VERSO,),
    "nrk.no": _at("div.article-body", standfirst=(".article-lead",)),
    "orf.at": _at(".story-story", standfirst=(".story-lead",)),
    "repubblica.it": _at(".story__text", standfirst=(".story__summary",)),
    "restofworld.org": _at(".post-content", standfirst=(".post-header__text__dek",)),
    "rp-online.de": _at("[data-cy=article-content]", standfirst=("[data-cy=intro]",)),
    "spiegel.de": _at("[data-area=body]", "[data-article-el=body]", prune=("[data-app-hidden=true]", "aside")),
    "stern.de": _at(".article__body", prune=(".intro",), standfirst=(".article__body > .intro",)),
    "sueddeutsche.de": _at("[itemprop=articleBody]", standfirst=("main [data-manual=teaserText]",)),
    "tagesspiegel.de": _at("#story-elements"),
    "taz.de": _at(".main-article-corpus"),
    "thedailybeast.com": _at("[class*=ArticleBody]", prune=("[class*=Share]", "[class*=Footer]")),
    "vg.no": _at("section.article-body"),
    "welt.de": _at(".c-rich-text-renderer--article", standfirst=(".c-article-page__intro",)),
    "yahoo.com": _at(".caas-body", "[data-testid=article-content-wrapper]"),
    "zeit.de": _at(".article-page", standfirst=(".summary",)),
}
