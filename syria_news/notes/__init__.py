"""The outlet's own words on its article, told apart from the article: corrections, clarifications, editor's notes.

Only the sentences of a note go; what else stands in its paragraph is the article's. Time stamps ("This story was
updated at 10:30") are neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.resources import files

SENTENCE_END = (
    r"(?<=[.!?؟])(?<!\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mrs|Gen|Col|Maj|Gov|Rep|Sen)\.)"
    r"(?<!\b(?:Mr|Dr|St|Lt|No)\.)\s+"
    r"(?!(?<=\d\.\s)(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b)"
)
"""The white space between two sentences: what stands behind a full stop that shortens no month or rank."""
LONGEST = 900
"""Characters past which a sentence, or a paragraph that begins with a label, is no note."""


def _any_of(name: str) -> str:
    lines = files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return "(?:" + "|".join(line for line in lines if line and not line.startswith("#")) + ")"


_MARKS = r"[\s*•·●▪#>\[–—-]{0,4}"
"""What stands before a note's first word; a quotation mark never does."""
_LABEL = re.compile(_MARKS + r"\(?" + _any_of("labels"), re.I)
_EDITOR = re.compile(_MARKS + r"\(?" + _any_of("editors"), re.I)
_LABEL_ALONE = re.compile(
    _MARKS
    + r"(?:corrections?|clarifications?|corrections? and clarifications?|editor['’]?s? note|تصحيح|تصويب|توضيح|تنويه)"
    r"(?:\s*[:：,–—-]?\s*[^\W\d]{0,9},?\s*[^\W\d]{3,9}\.? \d{1,2},? \d{4}|\s*[:：,–—-]?\s*\d{1,2} [^\W\d]{3,9} \d{4})?"
    r"\s*[:：]?$",
    re.I,
)
"""`Correction`, `Correction: July 27, 2012`."""
_LONGEST_LABEL = 60
_SENTENCE = re.compile(_MARKS + r"(?:\((?=this|an|the|we|تم))?" + _any_of("sentences"), re.I)
_ONWARD = re.compile(_any_of("onward"), re.I)
_CHANGED = re.compile(
    r"\b(?:correct(?:ed|ion|s)?|amended|clarif\w+|updated|revised|removed|version|misstated|error|mistake)\b"
    r"|تصحيح|تعديل|تحديث|خطأ|نسخة سابقة|الصحيح|وليس",
    re.I,
)
_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
    r"|[\d:.,/]+(?:st|nd|rd|th)?|at|on|the|of|am|pm|a\.m\.?|p\.m\.?|gmt|utc|est|edt|cet|local|time|hours?|minutes?|ago|today"
)
_STAMP = re.compile(
    r"\W{0,3}(?:this (?:article|story|post|page|report|piece) (?:was|has been) )?(?:first |last |originally )?"
    rf"(?:updated|published|posted|modified)(?:[\s,|–—-]+(?:{_DAY})\b\.?)+\W*(?:and (?:last )?(?:updated|modified)"
    rf"(?:[\s,|–—-]+(?:{_DAY})\b\.?)+\W*)?$",
    re.I,
)
_ARABIC_STAMP = re.compile(
    r"(?:تم|جرى) (?:تحديث|نشر) (?:هذا |هذه )?(?:ال)?(?:خبر|مقالة?|تقرير|مادة|نص)(?: (?:آخر مرة|لآخر مرة))?"
    r"(?:[\s,،|–—-]+(?:في|عند|يوم|بتاريخ|الساعة|ساعة|بتوقيت|دمشق|مكة|غرينتش|غرينيتش|صباحا|مساء|[صم]|[\d:.,/]+"
    r"|(?:كانون|تشرين) (?:الأول|الثاني|أول|ثان)|(?:ال)?(?:أحد|اثنين|إثنين|ثلاثاء|أربعاء|خميس|جمعة|سبت)"
    r"|يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول))+\W*$"
)
_BOUNDARY = re.compile(SENTENCE_END)
_HINTS = {
    "": "correc|clarif|amend|editor|errat|version|error,|previously|originally|ttelse|oikaisu|תיקון",
    "ا": "تصحيح|تصويب|توضيح|استدراك|تنويه|تنبيه|ملاحظة|تعديل|تحديث|تغيير|تنقيح|نسخة|صيغة|عتذر|صحح",
    "ü": "dieser artikel|dieser beitrag|dieser text|dieser bericht|diese meldung|korrektur|berichtigung|redaktion"
    "|fassung",
    "é": "cet article|ce texte|cette d|ce papier|rectif|rédaction|ndlr",
    "ı": "bu haber|bu yaz|bu makale|bu içerik|editör|düzelt",
}
"""What stands, in lower case, in every note, by a letter of its language that no article lacks ("" for any)."""
_CUES = (
    re.compile(
        r"this (?:(?:news|opinion|live|breaking|web|wire) )?(?:article|story|report|piece|post|page|column|headline"
        r"|text|dispatch|item|blog|op-ed|interview|explainer|caption|map|graphic|timeline|update|repeat"
        r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*[ .]+\d)"
    ),
    re.compile(r"\((?:fixes|updates|adds|refiles|recasts|removes|rewrites|deletes|edits)"),
    re.compile(r"we (?:regret|apolog)"),
)
"""The same where one word says too little; each begins with letters that are looked for fast."""


def may_hold(text: str) -> bool:
    """Whether there may be a note in a text; False is certain, and cheap."""
    lowered = text.lower()
    return any(True for _ in _hints(lowered))


def _hints(lowered: str) -> Iterator[str]:
    for gate, words in _HINTS.items():
        if gate in lowered:
            yield from (word for word in words.split("|") if word in lowered)
    for cue in _CUES:
        yield from (found[0] for found in cue.finditer(lowered))


def split(paragraph: str, first: bool = False) -> tuple[str, tuple[str, ...]]:
    """A paragraph's own words, and the notes in it; `first` is the article's first, which may go on behind a label."""
    if len(paragraph) <= LONGEST and _EDITOR.match(paragraph):
        return "", (paragraph,)
    sentences = _sentences(paragraph)
    kept: list[str] = []
    notes: list[str] = []
    note: list[str] = []
    for at, sentence in enumerate(sentences):
        if note and not first and _LABEL.match(note[0]) and len(rest := " ".join(sentences[at:])) <= LONGEST:
            note.append(rest)
            break
        if _begins(sentence) or (note and _goes_on(sentence)):
            note.append(sentence)
            continue
        notes, note = _closed(notes, note), []
        if not _is_stamp(sentence):
            kept.append(sentence)
    return " ".join(kept), tuple(_closed(notes, note))


def split_all(paragraphs: Sequence[str]) -> tuple[list[str], list[str]]:
    """The same of a text's paragraphs."""
    hints = list(_hints("\n".join(paragraphs).lower()))
    if not hints:
        return list(paragraphs), []
    kept: list[str] = []
    notes: list[str] = []
    for paragraph in _labelled(paragraphs):
        lowered = paragraph.lower()
        text, found = split(paragraph, first=not kept) if any(hint in lowered for hint in hints) else (paragraph, ())
        notes.extend(found)
        if text:
            kept.append(text)
    return kept, notes


def _labelled(paragraphs: Sequence[str]) -> Iterator[str]:
    """A label that stands in a line of its own joined with the note below it."""
    label = ""
    for paragraph in paragraphs:
        above, label = label, ""
        if len(paragraph) <= _LONGEST_LABEL and _LABEL_ALONE.match(paragraph):
            label = paragraph
            yield from filter(None, (above,))
        elif above and (_begins(paragraph) or _goes_on(_sentences(paragraph)[0])):
            yield f"{above.rstrip(' :：')}: {paragraph}"
        else:
            yield from filter(None, (above, paragraph))
    yield from filter(None, (label,))


def is_note(paragraph: str) -> bool:
    """Whether the paragraph is a note and nothing else."""
    text, found = split(paragraph)
    return bool(found) and not text


def says_changed(note: str) -> bool:
    """Whether a note says that something was changed; an editor's note may say anything."""
    return _EDITOR.match(note) is None or _CHANGED.search(note) is not None


def _closed(notes: list[str], note: list[str]) -> list[str]:
    return [*notes, " ".join(note)] if note else notes


def _begins(sentence: str) -> bool:
    if len(sentence) > LONGEST or _is_stamp(sentence):
        return False
    return (_LABEL.match(sentence) or _SENTENCE.match(sentence)) is not None


def _is_stamp(sentence: str) -> bool:
    return (_STAMP.match(sentence) or _ARABIC_STAMP.match(sentence)) is not None


def _goes_on(sentence: str) -> bool:
    return len(sentence) <= LONGEST and _ONWARD.search(sentence) is not None


def _sentences(paragraph: str) -> list[str]:
    """A note in brackets before the text, as wires write it, is a sentence of its own."""
    if paragraph.startswith("(") and 0 < (end := paragraph.find(")")) < len(paragraph) - 1:
        inside, rest = paragraph[: end + 1], paragraph[end + 1 :].strip()
        if rest and _begins(inside):
            return [inside, *_BOUNDARY.split(rest)]
    sentences: list[str] = []
    for piece in _BOUNDARY.split(paragraph):
        if sentences and sentences[-1].count("(") > sentences[-1].count(")"):  # `(Dec. 7, 1:10 p.m. ET)`
            sentences[-1] += f" {piece}"
        else:
            sentences.append(piece)
    return sentences
