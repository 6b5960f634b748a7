"""The headline as readers see it, without the outlet's name, the section or the topic beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from syria_news.extract import linked
from syria_news.extract.blocks import fold, squeezed
from syria_news.extract.fields import plain, unescaped, unmarked
from syria_news.extract.furniture import names_of
from syria_news.extract.head import Head
from syria_news.extract.linked import Node

_HEADLINE = 15
"""Characters of a headline, at least."""
_LONGEST_KICKER = 60
_LIKE = 0.45
"""Share of words in common from which two headlines are of one article."""
_WORD = 5
_LOST = re.compile(r"[\s:–—-]+")
"""What markup says in place of, between the parts of a headline."""
_SEPARATOR = re.compile(r"\s+[|–—·•»:-]+\s+|\s*[|»]\s*|\s::\s")
_TOPIC = re.compile(r"kicker|top-?line|dachzeile|over-?line|roof-?line|eyebrow|titleheader|entry-section|subtitle")
_EDGES = " |–—·•»:-"
_LABEL = re.compile(r"^(?:Opinion|Editorial|Analysis)\s+\|\s+|\s+\|\s+(?:Opinion|Editorial|Analysis)$")
_CUT_SHORT = ("…", "...")


def title(head: Head, node: Node, site: str | None) -> str | None:
    """The headline as readers see it; the machine-readable ones where the page shows none or several."""
    said = unmarked(linked.text(node.get("headline")))
    shared = _without_site(unescaped(head.first("og:title", "twitter:title", "dc.title", "sailthru.title")), site)
    whole = plain(head.title)
    headlines = [element for element in head.headlines[:8] if not _is_masthead(element)]
    shown = [text for element in headlines if (text := _without_topic(element))]
    found = (
        _whole(_shown_title(shown, [said, shared, whole], site), [said, shared])
        or said
        or shared
        or _without_site(whole, site)
        or (shown[0] if len(shown) == 1 else None)
    )
    return _LABEL.sub("", found) or found if found else None


def _is_masthead(headline: HtmlElement) -> bool:
    """Whether it leads to the front page."""
    try:
        return any(urlsplit(link.get("href", "#")).path in ("", "/") and "#" not in link.get("href", "#")
                   for link in headline.iter("a"))  # fmt: skip
    except ValueError:
        return False


def _shown_title(shown: Sequence[str], witnesses: Sequence[str | None], site: str | None) -> str | None:
    """The h1 that the other sources speak of; failing that, the only one there is."""
    told = [witness for witness in witnesses if witness]
    best, most = None, 0.0
    for text in shown:
        if len(_words(text)) < 2 and len(shown) > 1:
            continue
        likeness = max((_likeness(text, witness) for witness in told), default=0.0)
        if likeness > most:
            best, most = text, likeness
    if most >= _LIKE:
        return best
    alone = [text for text in shown if _speaks_of(text, told, site)]
    return alone[0] if len(alone) == 1 else None


def _likeness(text: str, witness: str) -> float:
    """Share of their words in common; all of them where the witness only says more behind it."""
    ours, theirs = _words(text), _words(witness)
    if len(ours) > 1 and fold(witness).startswith(fold(text)):
        return 1.0
    return len(ours & theirs) / (len(ours | theirs) or 1)


def _speaks_of(text: str, told: Sequence[str], site: str | None) -> bool:
    """Whether it is as long as a headline and shares a longer word with another source, but is no part of that."""
    words = {word for word in _words(text) - _words(site or "") if len(word) >= _WORD}
    return (
        len(text) >= _HEADLINE
        and any(words & _words(witness) for witness in told)
        and not any(fold(text) in fold(witness) for witness in told)
    )


def _without_topic(headline: HtmlElement) -> str | None:
    """An h1's text without what stands before the headline and is named as topic or section."""
    whole = plain(_on_one_line(headline)[:5000])
    first = next((element for element in headline.iterdescendants() if squeezed(element.text_content())), None)
    if whole is None or first is None or not _TOPIC.search(names_of(first)):
        return whole
    topic = plain(first.text_content()[:500]) or ""
    rest = whole.removeprefix(topic).strip(_EDGES) if whole.startswith(topic) else ""
    return rest if len(rest) >= _HEADLINE else whole


def _on_one_line(headline: HtmlElement) -> str:
    """Its text, with a space where the page breaks the line."""
    if headline.find(".//br") is None:
        return str(headline.text_content())
    texts = headline.xpath("descendant::text() | descendant::br")
    return "".join(" " if isinstance(text, HtmlElement) else str(text) for text in texts)


def _whole(shown: str | None, witnesses: Sequence[str | None]) -> str | None:
    """The headline without the section or topic that stands before it in the same h1, and with the marks lost there."""
    if shown is None:
        return None
    known = fold(shown)
    told = [(fold(witness), witness) for witness in witnesses if witness and len(witness) >= _HEADLINE]
    longest = max((len(form) for form, witness in told if witness.endswith(_CUT_SHORT)), default=0)
    for form, witness in told:
        if form == known and len(witness) > len(shown) and _LOST.sub("", witness) == _LOST.sub("", shown):
            return witness
        if form == known or witness.endswith(_CUT_SHORT) or len(shown) - len(witness) > _LONGEST_KICKER:
            continue
        if known.endswith(form) or (known.startswith(form) and len(form) > longest):
            return witness
    return shown


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _without_site(text: str | None, site: str | None) -> str | None:
    """A title without the outlet's name before or behind it."""
    if text is None:
        return None
    parts = _SEPARATOR.split(text)
    if len(parts) < 2:
        return text
    if site:
        if text.casefold().endswith(site.casefold()) and text[: -len(site)].endswith((" ", "|", "»")):
            return text[: -len(site)].strip(_EDGES) or text
        known = _words(site)
        for index in (-1, 0):
            part = _words(parts[index])
            if part and (part <= known or known <= part) and len(part) <= len(known) + 2:
                edge = text.rfind(parts[-1]) if index == -1 else len(parts[0])
                kept = text[:edge] if index == -1 else text[edge:]
                return kept.strip(_EDGES) or text
        return text
    if len(parts[-1].split()) <= 4 and len(parts[0]) > len(parts[-1]):
        return text[: text.rfind(parts[-1])].strip(_EDGES) or text
    return text
