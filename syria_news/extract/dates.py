"""Dates as pages write them: ISO 8601, RFC 5322, and in words of a dozen languages; never a guess.

Only a whole, possible date counts (`2024-02-30` is none, not the 29th or the 1st), and only one between 1990 and two
days after the page was fetched: earlier and later ones are missing dates in disguise.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LEEWAY = timedelta(days=2)
_LONGEST = 120

_UNSEEN = str.maketrans("", "", "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks of direction, which Arabic dates have around each number."""
_DIGITS = {ord(char): str(index % 10) for index, char in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}

_ISO = re.compile(
    r"(?P<year>\d{4})(?P<dash>[-/.]?)(?P<month>\d{2})(?P=dash)(?P<day>\d{2})"
    r"(?:[T\s_]\s*(?P<hour>\d{1,2})(?::?(?P<minute>\d{2}))(?::?(?P<second>\d{2})(?:[.,:]\d{1,9})?)?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?\s*(?P<zone>[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Z]{1,4}\b)?)?",
    re.I,
)

_RFC = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\s+\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?\s*(?:[+-]\d{4}|[A-Z]{1,4})"
)

_MONTHS = {
    # Syria, Lebanon, Iraq, Jordan, Palestine
    "كانون الثاني": 1, "شباط": 2, "آذار": 3, "اذار": 3, "أذار": 3, "نيسان": 4, "أيار": 5, "ايار": 5, "حزيران": 6,
    "تموز": 7, "آب": 8, "اب": 8, "أيلول": 9, "ايلول": 9, "تشرين الأول": 10, "تشرين الاول": 10, "تشرين أول": 10,
    "تشرين الثاني": 11, "تشرين ثاني": 11, "كانون الأول": 12, "كانون الاول": 12, "كانون أول": 12, "كانون ثاني": 1,
    # Egypt, the Gulf, Sudan
    "يناير": 1, "فبراير": 2, "مارس": 3, "أبريل": 4, "ابريل": 4, "إبريل": 4, "مايو": 5, "يونيو": 6, "يونيه": 6,
    "يوليو": 7, "يوليه": 7, "أغسطس": 8, "اغسطس": 8, "سبتمبر": 9, "أكتوبر": 10, "اكتوبر": 10, "نوفمبر": 11,
    "ديسمبر": 12,
    # the Maghreb, where it differs
    "جانفي": 1, "فيفري": 2, "أفريل": 4, "افريل": 4, "ماي": 5, "جوان": 6, "جويلية": 7, "أوت": 8, "اوت": 8,
    # English
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
    # Turkish
    "ocak": 1, "şubat": 2, "mart": 3, "nisan": 4, "mayıs": 5, "haziran": 6, "temmuz": 7, "ağustos": 8, "eylül": 9,
    "ekim": 10, "kasım": 11, "aralık": 12,
    # the same as computers that know no Turkish write "OCAK" small, or people without the letters
    "mayis": 5, "agustos": 8, "eylul": 9, "kasim": 11, "aralik": 12, "subat": 2,
    # Kurdish, as it stands behind a day: Sorani, then Kurmanji by both of its sets of names
    "کانوونی دووەم": 1, "کانونی دووەم": 1, "شوبات": 2, "ئازار": 3, "ئادار": 3, "نیسان": 4, "ئایار": 5, "ئەیار": 5,
    "حوزەیران": 6, "تەمموز": 7, "تەموز": 7, "ئاب": 8, "ئەیلوول": 9, "ئەیلول": 9, "تشرینی یەکەم": 10,
    "تشرینی دووەم": 11, "کانوونی یەکەم": 12, "کانونی یەکەم": 12,
    "çile": 1, "çileya paşîn": 1, "sibat": 2, "adar": 3, "nîsan": 4, "gulan": 5, "pûşper": 6, "hezîran": 6, "tîrmeh": 7,
    "tebax": 8, "îlon": 9, "rezber": 9, "cotmeh": 10, "mijdar": 11, "berfanbar": 12, "kanûn": 12, "kanûna pêşîn": 12,
    "kanûna paşîn": 1, "çiriya pêşîn": 10, "çiriya paşîn": 11,
    # German and French, where they differ from English
    "januar": 1, "februar": 2, "märz": 3, "mai": 5, "juni": 6, "juli": 7, "oktober": 10, "dezember": 12,
    "janvier": 1, "février": 2, "mars": 3, "avril": 4, "juin": 6, "juillet": 7, "août": 8, "septembre": 9,
    "octobre": 10, "novembre": 11, "décembre": 12,
    # Spanish, Italian, Portuguese, Dutch, Scandinavian, where they differ from those above
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8,
    "septiembre": 9, "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
    "gennaio": 1, "febbraio": 2, "aprile": 4, "maggio": 5, "giugno": 6, "luglio": 7, "settembre": 9, "ottobre": 10,
    "dicembre": 12,
    "janeiro": 1, "fevereiro": 2, "março": 3, "maio": 5, "junho": 6, "julho": 7, "setembro": 9, "outubro": 10,
    "novembro": 11, "dezembro": 12,
    "januari": 1, "februari": 2, "maart": 3, "mei": 5, "augustus": 8, "marts": 3,
    "maj": 5, "augusti": 8, "desember": 12,
    # Polish, Russian, Ukrainian, in the form that stands behind a day
    "stycznia": 1, "lutego": 2, "marca": 3, "kwietnia": 4, "maja": 5, "czerwca": 6, "lipca": 7, "sierpnia": 8,
    "września": 9, "października": 10, "listopada": 11, "grudnia": 12,
    "января": 1, "февраля": 2, "марта": 3, "апреля": 4, "мая": 5, "июня": 6, "июля": 7, "августа": 8,
    "сентября": 9, "октября": 10, "ноября": 11, "декабря": 12,
    "січня": 1, "лютого": 2, "березня": 3, "квітня": 4, "травня": 5, "червня": 6, "липня": 7, "серпня": 8,
    "вересня": 9, "жовтня": 10, "листопада": 11, "грудня": 12,
    # Hebrew, with "in" before it, and Persian for the common calendar
    "בינואר": 1, "בפברואר": 2, "במרץ": 3, "באפריל": 4, "במאי": 5, "ביוני": 6, "ביולי": 7, "באוגוסט": 8,
    "בספטמבר": 9, "באוקטובר": 10, "בנובמבר": 11, "בדצמבר": 12,
    "ژانویه": 1, "فوریه": 2, "آوریل": 4, "مه": 5, "ژوئن": 6, "ژوئیه": 7, "سپتامبر": 9, "اکتبر": 10,
    "نوامبر": 11, "دسامبر": 12,
}  # fmt: skip
MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag|"
    r"samstag|sonntag|mo|di|mi|do|fr|sa|so|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
)
WEEKDAY_OR_MONTH = rf"(?i:\b(?:(?:on|am|le|el|hace|vor)\s+)?(?:(?:{_WEEKDAY})\b[.,]?\s*)?(?:(?:{MONTH})\b[.,]?)?)"
"""What may stand in a byline before the first digit of its date."""
_BETWEEN = r"[\s,،.]{1,3}"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|ê|ی)?{_BETWEEN}(?:of\s|de\s)?({MONTH})(?:[aeê]|ya|ی)?(?!\w){_BETWEEN}"
    r"(?:del?\s)?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(rf"(?<!\w)({MONTH}){_BETWEEN}(\d{{1,2}})(?:st|nd|rd|th)?{_BETWEEN}(\d{{4}})(?!\d)")
_NUMBERS = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2})(?![\d/-])")
_LEVANT_AND_EGYPT = re.compile(rf"((?:{MONTH}))\s*[/(]\s*(?:{MONTH})\)?")
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?::|\s?h\s?|[.](?=\d\d\s?(?:uhr|[ap]\.?m)))(\d{2})(?::(\d{2}))?(?!\d)"
    r"\s*(a\.?m\.?|p\.?m\.?|صباحا|مساء|[صم](?!\w))?"
    r"\s*(?:\(?(gmt|utc|z|[ecmp][ds]t|ces?t|ees?t|bst|msk)?\b\s*([+-]\d{1,2}:?\d{2}|[+-]\d{1,2})?\)?)?",
)


def moment(text: object, fetched: datetime, day_first: bool = False) -> datetime | None:
    """The moment a field names, in UTC; None if it names none we believe.

    A time without a zone is taken as UTC: off by hours at most, and the outlet's own zone is nowhere in the page. A
    day without a time is that day's midnight, UTC. Of numbers with slashes, `05/06/2024` is a day only where the
    page's language says `day_first`; `25/06/2024` and `05.06.2024` are one everywhere.
    """
    return believed(written(text, day_first), fetched)


def written(text: object, day_first: bool = False) -> datetime | None:
    """The moment a field names, as written: without a zone where it gives none."""
    if not isinstance(text, str) or not 8 <= len(text.strip()) <= _LONGEST:
        return None
    plain = text.translate(_UNSEEN).strip().translate(_DIGITS)
    return _iso(plain) or _rfc(plain) or _worded(plain) or _numbered(plain, day_first)


def believed(found: datetime | None, fetched: datetime) -> datetime | None:
    """The same moment in UTC, whole seconds, if it lies between 1990 and two days after the fetch."""
    if found is None:
        return None
    try:
        utc = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    except (OverflowError, ValueError):  # year 9999 with an offset
        return None
    return utc if EARLIEST <= utc <= fetched.astimezone(UTC) + LEEWAY else None


def _iso(text: str) -> datetime | None:
    found = _ISO.match(text)
    if found is None or text[found.end() : found.end() + 1].isdigit():
        return None
    if found["dash"] == "" and found["hour"] is None and len(text) != found.end():
        return None  # eight digits within something else
    day = _day(found["year"], found["month"], found["day"])
    if day is None:
        return None
    if found["hour"] is None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    hour = _of_24(int(found["hour"]), found["half"])
    return _at(day, hour, found["minute"], found["second"], zone(found["zone"]))


def _rfc(text: str) -> datetime | None:
    if not _RFC.fullmatch(text):
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _worded(text: str) -> datetime | None:
    """`15 آذار 2024`, `15 March 2024 at 10:00 GMT`, `March 15, 2024`, `15 de marzo de 2024`."""
    lowered = _LEVANT_AND_EGYPT.sub(r"\1", text.lower().replace("i\u0307", "i"))  # what Python makes of a Turkish İ
    if found := _DAY_FIRST.search(lowered):
        day = _day(found[3], str(_MONTHS[found[2]]), found[1])
    elif found := _MONTH_FIRST.search(lowered):
        day = _day(found[3], str(_MONTHS[found[1]]), found[2])
    else:
        return None
    return _on(day, lowered)


def _numbered(text: str, day_first: bool) -> datetime | None:
    """`15.03.2024`, `15/03/2024 10:00`, `03/15/2024`."""
    found = _NUMBERS.search(text)
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    if found[2] == "." or first > 12 or first == second or (day_first and second <= 12):
        day = _day(found[4], found[3], found[1])
    else:
        day = _day(found[4], found[1], found[3]) if second > 12 else None
    return _on(day, text[found.end() :].lower())


def _on(day: date | None, lowered: str) -> datetime | None:
    """The day at the time that the text names, at midnight where it names none."""
    if day is None:
        return None
    clock = _CLOCK.search(lowered)
    if clock is None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    return _at(day, _of_24(int(clock[1]), clock[4]), clock[2], clock[3], zone(clock[6] or clock[5]))


def _of_24(hour: int, half: str | None) -> int:
    """The hour of the day, where the half of the day (am, pm, in English or Arabic) is said."""
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half[0] in "pPم" else 0)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _at(day: date, hour: int, minute: str, second: str | None, offset: timezone | None) -> datetime | None:
    try:
        return datetime(day.year, day.month, day.day, hour, int(minute), min(int(second or 0), 59), tzinfo=offset)
    except ValueError:
        return None


_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5,
          "EDT": -4, "CDT": -5, "MDT": -6, "PST": -8, "PDT": -7}  # fmt: skip
"""Names of zones that mean one offset wherever news is written; CST and IST mean several."""


def zone(text: str | None) -> timezone | None:
    """The offset `+03:00`, `+0300`, `+3`, `Z` or `GMT` names; None for no offset or one that no place has."""
    if not text:
        return None
    if text[0].isalpha():
        hours = _ZONES.get(text.upper())
        return None if hours is None else timezone(timedelta(hours=hours))
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    if hours > 14 or minutes > 59:  # the widest is Kiribati's +14:00
        return None
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)
