"""Answers with status 200 that are no article: errors, consent, walls, logins, parked names, empty shells."""

from __future__ import annotations

import re

from syria_news import urls
from syria_news.extract import linked, phrases
from syria_news.model import Reason

_SHORT = 1_200
"""Characters of text past which a page is believed to be an article, whatever its words."""
_BEGINNING = 300
"""Characters at a text's beginning in which a page without a date says what it is."""
_PARAGRAPH = 90
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{12}")

_TITLES = (
    (Reason.ERROR_PAGE, re.compile(
        r"\b(?:404|410|500|502|503)\b|(?:page|article|story|content|file) (?:(?:is |was |could |"
        r"can)?not (?:be )?found|unavailable|(?:does not|doesn['’]t) exist|no longer)|not found\b|server error|"
        r"bad gateway|"
        r"(?:temporarily|service) unavailable|(?:be )?right back|down for maintenance|under maintenance|"
        r"something went wrong|an error (?:has )?occurred|"
        r"الصفحة غير موجودة|غير موجودة|خطأ 404|تحت الصيانة|sayfa bulunamadı|page (?:introuvable|non trouvée)|"
        r"seite nicht gefunden|página no encontrada|הדף (?:לא נמצא|אינו קיים)|صفحه (?:یافت|پیدا) نشد|"
        r"rûpel nehat dîtin|پەڕە(?:کە)? نەدۆزرایەوە", re.I)),
    (Reason.BOT_WALL, re.compile(
        r"just a moment|attention required|access denied|are you (?:a )?(?:human|robot)|"
        r"verify(?:ing)? (?:you are|that you)|security check|checking your browser|"
        r"pardon our interruption|request (?:blocked|rejected)|403 forbidden|^forbidden$|ddos|captcha|"
        r"unusual traffic|human verification|تم رفض الوصول", re.I)),
    (Reason.CONSENT, re.compile(r"before you continue|we value your privacy|your privacy (?:choices|matters)|"
        r"cookie (?:consent|settings|preferences)|privacy (?:settings|center)|einwilligung", re.I)),
    (Reason.LOGIN, re.compile(r"^(?:sign|log) ?in\b|^login\b|^register\b|^create (?:an|your) account|"
        r"^subscribe\b|تسجيل الدخول", re.I)),
    (Reason.PARKED, re.compile(r"(?:domain|website|\.\w{2,10}) (?:name )?(?:is|may be) for sale|buy this domain|"
        r"domain (?:parking|expired|parked)|parked (?:domain|page)", re.I)),
)  # fmt: skip

_TEXTS = (
    (Reason.ERROR_PAGE, re.compile(phrases.any_of("errors"), re.I | re.M)),
    (Reason.BOT_WALL, re.compile(phrases.any_of("bots"), re.I)),
    (Reason.CONSENT, re.compile(phrases.any_of("consents"), re.I)),
    (Reason.LOGIN, re.compile(r"(?:sign|log) ?in to (?:continue|read|access|your)|create an account to (?:get|"
        r"continue|read)|forgot(?:ten)? your password|you are not logged in or you do not have permission|"
        r"(?:content|post|page) is password protected", re.I)),
    (Reason.REDIRECT, re.compile(r"if you are not (?:automatically )?redirected|you (?:are being|will be) redirected|"
        r"^redirecting (?:you\b|to\b|\W*$)|the document has moved here|جاري (?:تحويلك|إعادة توجيهك)|"
        r"yönlendiriliyorsunuz|vous allez être redirigé|sie werden (?:automatisch )?weitergeleitet", re.I | re.M)),
    (Reason.PARKED, re.compile(phrases.any_of("parked"), re.I)),
)  # fmt: skip
_NOT_FOUND = re.compile(
    r"\W*(?:(?:oops|sorry|عذرا[ًا]?)\W*)?(?:(?:http )?(?:error )?(?:404|410)(?: error)?|"
    r"(?:the |this |that )?page (?:you .{2,40} )?(?:(?:is |was |could )?not (?:be )?found|can['’]t be found|"
    r"unavailable|does(?: not|n['’]t) exist)|الصفحة غير موجودة|sayfa bulunamadı|page (?:introuvable|non trouvée)|"
    r"seite nicht gefunden|página no encontrada|הדף לא נמצא)(?:\W*$|\W*\s[|–—·»-]\s.{1,60}$)",
    re.I,
)
"""The title of a page that is not there, whatever else it shows; the outlet's name may follow."""
_INDEX_TITLE = re.compile(phrases.any_of("indexes"), re.I)
_ARCHIVES = frozenset(("category", "tag", "author", "date", "post-type-archive"))
_SEARCHES = frozenset(("search-results", "search-no-results"))
"""What WordPress calls the body of a page that lists others, beside `archive`."""
_SINGLE_CLASSES = frozenset(("single", "single-post", "page", "singular"))
_INDEX_TYPES = frozenset(("CollectionPage", "SearchResultsPage"))

_NO_SCRIPT = re.compile(r"enable javascript|javascript (?:is|must be|has been) (?:disabled|enabled|required)", re.I)
"""Where it says no more than this, beside headings and links, it is a shell for scripts to fill."""
_REFRESH = re.compile(r"\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?\s*(?!url\s*=)([^\"'\s]+)", re.I)
_AT_ONCE = 30
"""Seconds."""
_WALL = re.compile(
    r"(?:subscribe|sign up|register|log ?in|sign ?in|become a (?:member|subscriber))[^.]{0,40}to (?:continue|"
    r"keep|read|unlock|access|finish)|"
    r"(?:this (?:article|content|story)|the rest of this)[^.]{0,60}(?:subscribers?|members?|premium)|"
    r"(?:you(?:['’]ve| have)) (?:read|reached|used)[^.]{0,60}(?:free|articles|limit)|already a subscriber|"
    r"to (?:continue|keep) reading|jetzt weiterlesen|réservé (?:à nos|aux) abonnés|weiterlesen mit \w|"
    r"abonelere özel|למנויים בלבד|"
    r"contenido exclusivo para suscriptores|لمتابعة القراءة|هذا المحتوى للمشتركين"
)
"""In lower case. With `re.I` every alternative would be tried at every letter of a page."""


def reason(title: str | None, text: str, page_text: str, *, dated: bool = True) -> Reason | None:
    """Why the page is no article, or None; `text` is what was read of it, `page_text` all it shows.

    A page that is not `dated` by what it says to machines is not believed for its length alone: error pages show the
    latest stories, and laws make consent long.
    """
    if not dated and title and _NOT_FOUND.match(title):
        return Reason.ERROR_PAGE
    if len(text) >= _SHORT:
        return None if dated else _said(text[:_BEGINNING])
    for found, pattern in _TITLES:
        if title and pattern.search(title) and len(text) < _SHORT / 4 and len(page_text) < 6 * _SHORT:
            return found
    if found_in_text := _said(text):
        return found_in_text
    if len(text) < _SHORT / 4 and len(page_text) < 3 * _SHORT and (found_beside := _said(page_text)):
        return found_beside
    is_shell = len(page_text) < _SHORT and is_list(text) and _NO_SCRIPT.search(page_text)
    return Reason.EMPTY_SHELL if is_shell else None


def _said(text: str) -> Reason | None:
    return next((found for found, pattern in _TEXTS if pattern.search(text)), None)


def is_index(title: str | None, body_class: str, types: set[str]) -> bool:
    """Whether the page calls itself a list of others, to readers, to its style sheet or to machines."""
    names = set(body_class.lower().split())
    if not names & _SINGLE_CLASSES and (names & _SEARCHES or ("archive" in names and names & _ARCHIVES)):
        return True
    if types & linked.ARTICLE_TYPES:
        return False
    return bool(types & _INDEX_TYPES) or (title is not None and _INDEX_TITLE.match(title) is not None)


def leads_elsewhere(refresh: str, url: str) -> bool:
    """Whether a page's `refresh` sends its reader to another address at once; news pages reload themselves."""
    found = _REFRESH.match(refresh)
    if found is None or int(found[1]) > _AT_ONCE:
        return False
    try:
        return urls.key(urls.canonical(found[2], url)) != urls.key(url)
    except urls.BadURL:
        return False


def is_walled(page_text: str) -> bool:
    """Whether the page says that the rest is for those who pay or sign in."""
    return _WALL.search(page_text.lower()) is not None


def is_wall_alone(text: str) -> bool:
    """Whether what was read is nothing, or nothing but the words of a wall."""
    return is_short(text) and all(is_walled(line) for line in text.split("\n") if line)


def is_short(text: str) -> bool:
    """Whether it is less than any article, so that what stands around it says what the page is."""
    return len(text) < _SHORT / 4


def is_list(text: str) -> bool:
    """Whether no line of what was read is a paragraph."""
    return not any(len(line) >= _PARAGRAPH or _IDEOGRAPHS.search(line) for line in text.split("\n"))
