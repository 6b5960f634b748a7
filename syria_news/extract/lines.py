"""What a single line of a page is, by its words: ad label, share bar, caption, credit ...

The phrases are those that news sites print in English, Arabic, Turkish, French, German, Spanish, Hebrew, Persian and
Kurdish; none is a sentence that reports anything.
"""

from __future__ import annotations

import re
from functools import lru_cache

from syria_news.extract import dates, phrases

SENTENCE_END = re.compile(r"[.!?…。！？؟۔:;][\"'”’»)\]]*$")
_BEFORE = " \t\n>»›→▶►•·|*#-–—:+"
_BEHIND = " \t\n<«‹←◀◄•·|*…→»›>:+"

_LABELS = re.compile(phrases.any_of("labels"), re.I)
_OPENINGS = re.compile(phrases.any_of("openings"), re.I)
_LONGEST_OPENING = 420

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_CLOCK = (
    r"(?:\d{1,2}(?:[:.]|\s?h\s?)\d{2}\s*(?:h|uhr|am|pm|a\.m\.|p\.m\.|[صم]\b)?(?:\s*\(?[a-z]{2,5}\)?(?:[+-]\d+)?)?"
    r"|\d{1,2}\s*(?:am|pm))"
)
_WHEN = re.compile(
    rf"(?:(?:published|updated|posted|modified|last updated|created|by|on|at|first published|date|stand|"
    rf"aktualisiert|am|publié|le|mis à jour|lesedauer|yayınlanma|güncelleme|tarih(?:i)?|الأحد|الاثنين|الإثنين|"
    rf"الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|"
    rf"sun)(?:day)?)[\s:,.،|–—-]*)*"
    rf"(?:(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|"
    rf"th)?\.?\s+{_MONTH},?(?:\s+\d{{4}})?|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}|"
    rf"\d{{1,2}}[.êی]?\s+(?:{dates.MONTH})(?:[aeê]|ya|ی)?(?:\s?[/(]\s?(?:{dates.MONTH})\)?)?[،,]?\s+\d{{4}}(?:\s?م\b)?)"
    rf"[\s,،|•·@T–—-]*(?:(?:at|à|um|saat|الساعة)\s*)?(?:{_CLOCK})?|"
    rf"{_CLOCK}|\d+\s+(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\s+ago|"
    rf"(?:about )?\d+\s*[- ]?min(?:ute)?s?(?: of)? ?(?:read|reading|watch|listen)(?:ing)?(?: time)?|"
    rf"منذ .{{2,20}}|قبل .{{2,20}})(?:\s*(?:gmt|utc|est|edt|pst|pdt|cet|bst|ist|uhr))?(?:[+-]\d+)?[\s.|•·,–—-]*"
    rf"(?:/?\s*(?:updated|published|modified|last updated)[\s:,.|]*(?:.{{0,40}}\d.{{0,20}}))?",
    re.I,
)
_BYLINE = re.compile(
    r"(by|von|par|por|di|بقلم|كتب|كتبت|yazan|muhabir|מאת|(?:إعداد|اعداد|تقرير|متابعة|حوار|تحقيق|haber|nûçegihan|نووسینی|"
    r"ئامادەکردنی)(?=\s?:))[\s:]+(?=\S)",
    re.I,
)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*|[&|/,]|\d{4}")
_PARTICLES = frozenset("and et und y for of the de van der al bin ibn abu in".split())
_MOST_NAMES = 14


_ARABIC_AGENCY = (
    r"(?:أ ف ب|أ\.ف\.ب|رويترز|(?:وكالة )?الأناضول|فرانس برس|سانا|أسوشيتد برس|"
    r"(?:ال)?وكالات|د ب أ|الفرنسية|سبوتنيك)"
)
_ARABIC_WORDS = r"[\u0621-\u064a]+(?: [\u0621-\u064a]+){0,3}"
_AGENCY = (
    r"(?:AP|AFP|EPA|EPA-EFE|EFE|UPI|Reuters|REUTERS|Getty(?: Images)?|Anadolu(?: Agency| Ajansı)?|AA|Xinhua|"
    r"TASS|Sputnik|"
    r"Shutterstock|iStock|Alamy|PA(?: Wire| Media| Images)?|Al Jazeera|NurPhoto|Bloomberg|The New York Times|"
    r"Associated Press|DPA|dpa|ANSA|Rex(?: Features)?|Corbis|Handout|SANA|SIPA|WireImage|FilmMagic|ZUMA(?: Press)?|"
    r"White Helmets|Facebook|Twitter|Instagram|YouTube|Telegram|NBC News|CNN|ABC News|CBS News|Fox News|BBC|NPR|"
    r"USA TODAY(?: Sports)?|Washington Post|Guardian|Pool|POOL|File|FILE|أ ف ب|أ\.ف\.ب|رويترز|الأناضول|الجزيرة|"
    r"فرانس برس|غيتي|الفرنسية|الأوروبية|أسوشيتد برس)"
)
CAPTION = re.compile(
    r"(?:"
    rf"[\[(](?:[^\[\]()]{{0,80}}[/|,–—-]\s?)?(?:AP Photo[^\[\]()]{{0,60}}|"
    rf"{_AGENCY})(?:[/,\s][^\[\]()]{{0,60}})?[\])]\.?"
    rf"|[\[][^\[\]]{{2,60}}/[^\[\]]{{2,60}}[\]]\.?"
    rf"|\(?(?:AP Photo|Photo|Photos|Photograph|Image|Picture|Credit|Foto|Bild|Crédit|تصوير)(?: credit)?(?: by|"
    rf":)\s?[^.]{{2,90}}[\])]?\.?"
    rf"|(?:[^\W\d_][\w.'’-]*\s){{1,5}}/\s?{_AGENCY}(?:\s?(?:/|via)\s?[\w .]{{2,40}})?\.?"
    rf"|{_AGENCY}/[\w .'’-]{{3,40}}\.?"
    rf"|(?:\s|^)[\w.'’-]+(?:\s[\w.'’-]+){{0,3}}\s?/\s?{_AGENCY}(?:\s?(?:/|via)\s?[\w .]{{2,40}})?\.?"
    rf"|©\s?[^.]{{2,60}}"
    rf"|(?:{_AGENCY})?\s?(?:via|/)\s?(?:Getty Images|AP|Reuters|AFP)(?:[,\s]+file)?\.?"
    r")$"
)
_LONGEST_CAPTION = 500
_LONGEST_PICTURE_CREDIT = 140
_PICTURES = ("photo(?:s|graph)?", "image", "picture", "credit", "foto", "bild", "crédit", "تصوير")
_CREDIT_MARK = re.compile(r"/|©|via |\]\.?$|\)\.?$|" + "|".join(f"{word}(?: credit)?(?: by|:)" for word in _PICTURES))
"""What no such end is without, in lower case: found, or not, in a fraction of the time."""
_PICTURE_OF = re.compile(r"^(?:file photo|file|in this (?:file )?(?:photo|image|picture)|file - |photo:|image:)", re.I)

CREDIT = re.compile(
    r"[(–—-]?\s?(?:additional )?(?:reporting|writing|editing|compiled|"
    r"translated) (?:and \w+ )?by [A-Z].{2,300}(?:[Ee]dit(?:ing|ed) by .{2,120})?|(?:sources?|المصدر|المصادر|"
    r"kaynak|kaynaklar|quellen?|fuentes?|fonte|source|منبع|מקור|سەرچاوە|çavkanî)\s*[:：]\s*\S.{1,140}",
    re.I,
)
REPORTERS = re.compile(
    r"[(–—-]?\s?[Aa]dditional reporting from [A-Z].{1,120}|[Cc]ontributing\s?: [A-Z].{2,200}|"
    r"This (?:episode|story|segment|piece) was (?:produced|edited|reported)(?: and \w+)? by [A-Z].{2,250}|"
    r"(?:(?:[A-Z][\w.'’-]*\s){1,5}reported from [A-Z][\w.'’-]*(?:,? [A-Z][\w.'’-]*){0,4}(?:[,;]? and |[,;] )?){1,4}\.?"
)
"""Who reported, from where."""
DATELINE = re.compile(rf"{_ARABIC_WORDS}(?:\s?[/،–-]\s?{_ARABIC_WORDS}){{0,2}}\s?[/–-]\s?{_ARABIC_AGENCY}[.:]?")

FILE_NAME = re.compile(r"[\w ()%+.-]{1,160}\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?|mp4)", re.I)
GLUED_FILE_NAME = re.compile(r"(?<=[.!?”\"’»)])\s*[A-Za-z][\w -]*_[\w :-]*\d{6,}[\w-]*(?:\.\w{3,4})?$")
LONE_FILE_NAME = re.compile(r"[\w -]{3,160}\d{5,}\w{0,8}")
SLUG = re.compile(r"(?=.*[a-z])[a-z0-9]{1,12}(?:[-_/][a-z0-9]{1,14}){1,4}")
OPENS_ELSEWHERE = re.compile(
    r"\s?[(\[]\s?(?:(?:link )?opens? (?:in )?(?:a )?new (?:browser )?(?:tab|window)|"
    r"öffnet in (?:einem )?neuem (?:tab|fenster)|öffnet im neuen (?:tab|fenster)|nouvelle fenêtre|"
    r"(?:s['’]ouvre|ouvre) dans (?:une nouvelle fenêtre|un nouvel onglet)|"
    r"se abre en (?:una )?(?:nueva )?(?:ventana|pestaña)(?: nueva)?|yeni (?:sekmede|pencerede) açılır|"
    r"يفتح في (?:نافذة|علامة تبويب) جديدة)[)\]]",
    re.I,
)
"""What a link tells those who can't see its sign."""
GLUED_TAG = re.compile(r"(?<=[.!?”\"’»)])\s+[|I/–—-]\s*[a-zA-Z]{2,6}(?:/[a-zA-Z]{2,6})*$")
DESK_TAG = re.compile(
    r"[a-z]{1,4}(?:[/,-] ?[a-zA-Z]{1,4}){1,4}(?:\s?\([\w ,./-]{2,60}\))?|[a-z]{2,4}\s?\([\w ,./-]{2,60}\)|"
    r"-{1,3}\s?[A-Z]{2,8}|#{2,3}|-{0,2}\s?(?:end|ends|30)\s?-{1,2}|\(?ENDS?\)?"
)
OPENS_A_LIST = re.compile(phrases.any_of("lists"), re.I)
OPENS_COMMENTS = re.compile(phrases.any_of("comments"), re.I)
_INVITES = re.compile(phrases.any_of("invitations"), re.I)
_LONGEST_INVITATION = 300
_LONGEST_BYLINE = 140
_LONGEST_DATELINE = 80
_LONGEST_FILE_NAME = 240
_LONGEST_TAG = 60
_LONGEST_CREDIT = 450
_REMEMBERED = 1_000
"""Lines whose verdict is remembered: a text is gone over until nothing more changes."""
_INVITING = (
    "newsletter",
    "whats",
    "telegram",
    "nyhetsbrev",
    "boletín",
    "mailing",
    "alerts",
    "nachrichten",
    "@",
    "this ",
    "click",
    "journalism",
)


def bare(line: str) -> str:
    """The line without the arrows, bullets and colons around it."""
    return line.lstrip(_BEFORE).rstrip(_BEHIND)


@lru_cache(maxsize=_REMEMBERED)
def is_furniture(line: str) -> bool:
    """Whether the line is a label, a button, a notice or an invitation, and no part of any article."""
    words = bare(line)
    if not words or not any(char.isalnum() for char in words):
        return True
    if (len(words) <= 80 and _LABELS.fullmatch(words.rstrip(".!"))) or opens_furniture(line):
        return True
    if len(line) <= _LONGEST_OPENING and _OPENINGS.match(words):
        return True
    if _is_file_name(line):
        return True
    if len(line) <= _LONGEST_INVITATION:
        lowered = line.lower()
        if any(map(lowered.__contains__, _INVITING)) and _INVITES.search(line):
            return True
    return len(line) <= 120 and _WHEN.fullmatch(words) is not None


def opens_furniture(line: str) -> bool:
    """Whether the line is the heading of other stories' list, or of what readers wrote."""
    words = bare(line)
    return len(words) <= 60 and (OPENS_A_LIST.fullmatch(words) or OPENS_COMMENTS.fullmatch(words)) is not None


def is_credit(line: str) -> bool:
    """Whether the line says where the report comes from."""
    return len(line) <= _LONGEST_CREDIT and (CREDIT.fullmatch(line) or REPORTERS.fullmatch(line)) is not None


def is_dateline(line: str) -> bool:
    """Whether the line is a place and an agency, as Arabic dispatches begin: `حلب/ الأناضول`."""
    return len(line) <= _LONGEST_DATELINE and DATELINE.fullmatch(line) is not None


def is_tag(line: str) -> bool:
    """Whether the line is a mark of the desk: a slug, initials, an end sign."""
    return len(line) <= _LONGEST_TAG and (SLUG.fullmatch(line) is not None or DESK_TAG.fullmatch(line) is not None)


def _is_file_name(line: str) -> bool:
    if len(line) > _LONGEST_FILE_NAME:
        return False
    return FILE_NAME.fullmatch(line) is not None or ("_" in line and LONE_FILE_NAME.fullmatch(line) is not None)


def without_glued(line: str) -> str:
    """The line without the name of an image file behind its last sentence, and without "(opens in a new tab)"."""
    if "(" in line or "[" in line:
        line = OPENS_ELSEWHERE.sub("", line)
    if "_" not in line:
        return line
    start = max(0, len(line) - _LONGEST_FILE_NAME)
    return line[:start] + GLUED_FILE_NAME.sub("", line[start:])


def without_tag(line: str) -> str:
    """The line without the desk's tag behind its last sentence."""
    start = max(0, len(line) - _LONGEST_TAG)
    return line[:start] + GLUED_TAG.sub("", line[start:])


@lru_cache(maxsize=_REMEMBERED)
def is_byline(line: str) -> bool:
    """Whether the line names who wrote it, and nothing else."""
    if len(line) > _LONGEST_BYLINE or (found := _BYLINE.match(words := bare(line))) is None:
        return False
    named = words[found.end() :].replace(",", " ").split()
    if not 0 < len(named) <= _MOST_NAMES or not all(_NAME.fullmatch(word) for word in named):
        return False
    if not found[1].isascii():
        return len(named) <= 5 and not SENTENCE_END.search(line)
    return all(word[0].isupper() or word in _PARTICLES or not word[0].isalpha() for word in named)


@lru_cache(maxsize=_REMEMBERED)
def is_caption(line: str) -> bool:
    """Whether the line describes a picture: it ends in a picture's credit."""
    if len(line) > _LONGEST_CAPTION:
        return False
    end = line[-_LONGEST_PICTURE_CREDIT:]
    return (_CREDIT_MARK.search(end.lower()) is not None and CAPTION.search(end) is not None) or (
        len(line) < 300 and _PICTURE_OF.match(line) is not None
    )
