"""Bylines to names: who wrote it, without "By", roles, addresses, agencies and the site's own name."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BY = re.compile(
    r"^(?:(?:written|posted|reported|published|story|reporting|text|words|article|analysis|opinion|review)\s+)?"
    r"(?:by|von|par|por|di|da|av|af|door|przez|автор|текст|بقلم|كتب|كتبت|كتابة|إعداد|yazan|haber|muhabir|מאת|"
    r"نویسنده|author|authors)\b\s*:?\s*",
    re.I,
)
_AND = re.compile(r"^(?:and|und|et|y|with)\s", re.I)
_BETWEEN = re.compile(
    r"\s*(?:,|;|\||/|&|\+|·|•|\n|\s(?:and|und|et|y|e|og|och|en|with|mit|ve)\s|\s[-–—]\s|\s و(?=[^\W\d])|، )\s*"
)
_ROLE = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|staff|writers?|columnists?|bureau|chief|producer|contributors?|newsroom|"
    r"team|desk|redaktion|redaction|rédaction|redacción|journalists?|producers?|associate|senior|intern|for the|"
    r"news service|agenc(?:y|ies)|agentur(?:en)?|"
    r"admin|administrator|developed|https|webmaster|updated|published|posted|special to|analyst|fellow|"
    r"professor|presenter|photographer|"
    r"google|follow|facebook|twitter|subscribe|contributing|wire|wires|digital|online|services?|media|press|"
    r"magazine|times|"
    r"مراسل|مراسلة|تحرير|المحرر|وكالات|وكالة|هيئة|خاص|فريق|محرر|صحفي|haber merkezi|ajans[ıi]?)\b",
    re.I,
)
_AGENCY = re.compile(
    r"^(?:the )?(?:reuters|ap|afp|associated press|agence france[- ]presse|dpa|ansa|efe|epa|tass|xinhua|"
    r"anadolu(?: agency| ajansı)?|aa|upi|"
    r"bloomberg|sana|pa|pa media|press association|canadian press|cnn|bbc(?: news)?|al jazeera|npr|getty images|"
    r"staff|none|null|unknown|anonymous|"
    r"رويترز|أ ف ب|ا ف ب|فرانس برس|الأناضول|الجزيرة|سانا|د ب أ|أسوشيتد برس)$",
    re.I,
)
_JUNK = re.compile(r"https?:|www\.|[@<>{}=\d]|\.com\b|\.org\b|\.net\b")
_LONGEST_NAME = 60
_LONGEST_BYLINE = 600
_MOST = 30


def names(bylines: Iterable[str], site: str | None = None) -> tuple[str, ...]:
    """The people named, in order, each once."""
    found: dict[str, str] = {}
    for byline in bylines:
        for name in _split(byline[:_LONGEST_BYLINE]) if "://" not in byline else ():
            if len(found) < _MOST and _is_person(name, site):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _split(byline: str) -> list[str]:
    line = _BY.sub("", " ".join(byline.split()).strip(" ,;|-–—:"))
    parts = [_AND.sub("", _BY.sub("", part)).strip(" .,;:|-–—()[]\"'") for part in _BETWEEN.split(line)]
    return [_cased(part) for part in parts if part]


def _cased(name: str) -> str:
    """`JANE MORGAN` as `Jane Morgan`; other names as they are."""
    if name.isupper() and len(name) > 4 and " " in name:
        return " ".join(word.capitalize() if len(word) > 2 else word for word in name.split())
    return name


def _is_person(name: str, site: str | None) -> bool:
    if not 2 < len(name) <= _LONGEST_NAME or len(name.split()) > 6:
        return False
    if name.isascii() and name.islower():  # a user's name or a slug
        return False
    if _AGENCY.match(name) or _JUNK.search(name) or _ROLE.search(name):
        return False
    return not site or name.casefold() != site.casefold()
