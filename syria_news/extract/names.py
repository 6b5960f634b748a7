"""Bylines to names: who wrote it, without "By", roles, places, agencies and the site's own name."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from itertools import takewhile

from syria_news.extract import phrases

_BY = re.compile(
    r"^(?:(?:written|posted|reported|published|story|reporting|text|words|article|analysis|opinion|commentary|review|"
    r"exclusive|erstellt|ein artikel)\s+)?"
    r"(?:by|von|par|por|di|da|av|af|door|przez|автор|текст|بقلم|كتب|كتبت|كتابة|إعداد|أعده|أعدها|أعدته|حاوره|حاورها|"
    r"(?:تقرير|متابعة|حوار|تحقيق)(?=\s*:)|yazan|haber|muhabir|מאת|نویسنده|نووسینی|ئامادەکردنی|nûçegihan|author|authors|auteur|auteurs|autor|autoren|autore|text|from)\b\s*:?\s*",
    re.I,
)
_AND = re.compile(r"^(?:and|und|et|y|with)\s", re.I)
_BETWEEN = re.compile(
    r"\s*(?:,|;|\||/|&|\+|·|•|、|،|\n|\s(?:[Aa]nd|AND|und|et|y|e|og|och|en|with|mit|avec|ve)\s|\s[-–—]\s)\s*"
)
_NAMES_IN_WAW = frozenset(
    "وائل واثق واصل واصف وافي وجدان وجدي وجيه وحيد وداد ودود وديع ورد وردة وسام وسن وسيم وصال وصفي وضاح وضحة وعد وفاء "
    "وفيق وقاص ولاء ولي وليد ونيس وهبة وهبي وهيب وئام".split()
)
"""Names that begin like "and", which is written into the word behind it."""
_ASIDE = re.compile(r"\s*[(\[（][^()\[\]（）]{0,80}(?:[)\]）]|$)\s*(?=$|[,;|/&]|and\b|und\b)")
_SUFFIX = re.compile(r"\s*,\s*((?:Jr|Sr)\b\.?|I{2,3}\b|IV\b)")
_DEGREE = re.compile(r",?\s*\b(?:Ph\.?\s?D|M\.?D|M\.?B\.?A|M\.?P\.?H|LL\.?[BM]|Esq)\b\.?(?=\s*(?:$|,|;|and\b|\|))")
_JOINED = "\ue000"
"""Stands for the comma of "Jr." while a byline is split."""
_WHERE = re.compile(r"\s(?:[Ii]n|IN|[Ff]or|FOR|[Aa]t|AT|of|via|aus)\s.*$")
"""`Rana Khalil in Aleppo`, `Rana Khalil for the Herald`."""
_ROLE = re.compile(rf"\b{phrases.any_of('roles')}\b", re.I)
_GLUED_ROLE = re.compile(
    r"\s(?:(?:staff|contributing|senior|chief|special|associate|guest|freelance|political|national)\s)+.*$|\s기자.*$",
    re.I,
)
_AGENCY = re.compile(rf"^(?:the )?{phrases.any_of('agencies')}$", re.I)
_GLUED_AGENCY = re.compile(
    r"\s(?:[Tt]he\s)?(?:Associated Press|AP|AFP|Reuters|REUTERS|Agence France-Presse|dpa|UPI|CNN|BBC(?: News)?|NPR|"
    r"Bloomberg|USA TODAY(?: NETWORK)?|Washington Post|New York Times|Canadian Press)(?:\s.*)?$"
)
_GLUED_LETTERS = re.compile(r"(?<=[a-z])(?=(?:Reuters|REUTERS|AFP|Associated Press|Agence France-Presse|BBC News)$)")
_OTHERS_WORK = re.compile(r"\s(?:[Ee]dited|[Tt]ranslated|[Pp]hoto\w*|[Aa]dditional reporting) by\s.*$")
_OUTLET = re.compile(rf"^(?:The|Die)\s|\b{phrases.any_of('outlets')}\b")
_NO_NAME = re.compile(rf"\b{phrases.any_of('no_names')}\b", re.I)
_PLACE = re.compile(rf"^{phrases.any_of('places')}$", re.I)
_JUNK = re.compile(r"https?:|www\.|[@<>{}=\d:©!?]|^\S+\.[a-z]{2,5}$|^[A-Z]{2,5}$")
_SMALL = frozenset(
    "de da di do du das dos del della den der des van von vom zu zum zur la le el al ad an as at bin ibn bint abu ten "
    "ter het mac mc y e i o bu ould".split()
)
"""With what names begin in small letters."""
_IDEOGRAPHS = re.compile(r"[぀-ヿ一-鿿가-힣]")
_LONGEST_NAME = 60
_LONGEST_BYLINE = 600
_MOST = 30


def names(bylines: Iterable[str], site: str | None = None) -> tuple[str, ...]:
    """The people named, in order, each once."""
    found: dict[str, str] = {}
    for byline in bylines:
        if site and _letters(byline) == _letters(site):
            continue
        for name in _people(parts(byline), site):
            if len(found) < _MOST:
                found.setdefault(name.casefold(), name)
    return tuple(found.values())


def agency(bylines: Iterable[str]) -> str | None:
    """The first news agency among those whom the bylines name."""
    return next((part for byline in bylines for part in parts(byline) if _AGENCY.match(part)), None)


def is_desk(byline: str, site: str | None) -> bool:
    """Whether the byline is an agency's or the outlet's own, and nobody's."""
    listed = parts(byline)
    own = any(_AGENCY.match(part) or (site and _letters(part) == _letters(site)) for part in listed)
    return own and not names([byline], site)


def parts(byline: str) -> list[str]:
    """What a byline lists: people, roles, places, agencies; nothing if it is an address or has lost its beginning."""
    if "://" in byline or byline.lstrip().startswith(","):
        return []
    line = " ".join(html.unescape(byline[:_LONGEST_BYLINE]).split()).strip(" ,;|-–—:")
    line = _DEGREE.sub("", _SUFFIX.sub(rf"{_JOINED}\1", _ASIDE.sub(" ", line) if not line.startswith("(") else line))
    listed = _BETWEEN.split(_BY.sub("", line.strip()))
    found = [_bare(name) for part in listed for name in _apart(part)]
    return [_cased(part) for part in found if part]


def _apart(part: str) -> list[str]:
    """Full names that an Arabic "and" joins, whose letter stands before the second: `رنا خليل وعمر صباغ`."""
    words = part.split()
    for index in range(2, len(words) - 1):
        word = words[index]
        if len(word) > 3 and word[0] == "و" and word not in _NAMES_IN_WAW:
            return [" ".join(words[:index]), *_apart(" ".join((word[1:], *words[index + 1 :])))]
    return [part]


def _bare(part: str) -> str:
    name = _OTHERS_WORK.sub("", _GLUED_LETTERS.sub(" ", _AND.sub("", _BY.sub("", part.strip(" ,;|")))))
    for glued in (_GLUED_AGENCY, _GLUED_ROLE, _WHERE):
        shorter = glued.sub("", name)
        if " " in shorter and (_AGENCY.match(shorter) or not _OUTLET.search(shorter)):
            name = shorter
    name = name.replace(_JOINED, ", ").strip(" ,;:|-–—()[]\"'")
    return name if re.search(r"(?:\b\w{1,2}|\.\w)\.$", name) else name.rstrip(".")


def _cased(name: str) -> str:
    """`JANE MORGAN` as `Jane Morgan`; other names as they are."""
    if name.isupper() and len(name) > 4 and " " in name:
        return " ".join(word.capitalize() if len(word) > 2 else word for word in name.split())
    return name


def _may_be_named(name: str, site: str | None) -> bool:
    if not 2 < len(name) <= _LONGEST_NAME and not (_IDEOGRAPHS.search(name) and len(name) == 2):
        return False
    words = name.split()
    if len(words) > 6 or words[-1] in _SMALL or (any(map(_is_small, words)) and not _OUTLET.search(name)):
        return False  # a sentence; a user's name or a slug
    if _AGENCY.match(name) or _JUNK.search(name) or _ROLE.search(name) or _NO_NAME.search(name):
        return False
    return not site or _letters(name) not in (_letters(site), _letters(site.rsplit(".", 1)[0]))


def _is_small(word: str) -> bool:
    """Whether a word is none of a name, or a user's name: `on`, `ranaKhalil`; not `al-Halabi`, `d'Arc`, `von`."""
    return word[0].islower() and (word.islower() or word.isalpha()) and word not in _SMALL


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _people(listed: list[str], site: str | None) -> list[str]:
    """Those who may be people; beside a full name no place, no single word, and nothing from an institution on."""
    may_be = [name for name in listed if not _PLACE.match(name) and _may_be_named(name, site)]
    people = [name for name in takewhile(lambda name: not _OUTLET.search(name), listed) if name in may_be]
    return [name for name in people if _is_full(name)] or may_be


def _is_full(name: str) -> bool:
    return " " in name or _IDEOGRAPHS.search(name) is not None
