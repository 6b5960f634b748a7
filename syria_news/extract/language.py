"""Which language a text is in: by its letters, by py3langid among those of news outlets, by what the page says."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syria_news.extract.identifier import Identifier

LANGUAGES = [
    "en",
    "ar",
    "tr",
    "ku",
    "he",
    "fa",
    "fr",
    "de",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "nb",
    "no",
    "fi",
    "is",
    "pl",
    "cs",
    "sk",
    "hu",
    "ro",
    "bg",
    "sr",
    "hr",
    "sl",
    "mk",
    "sq",
    "bs",
    "el",
    "ru",
    "uk",
    "be",
    "ka",
    "hy",
    "az",
    "kk",
    "ky",
    "zh",
    "ja",
    "ko",
    "vi",
    "th",
    "id",
    "ms",
    "hi",
    "ur",
    "bn",
    "ta",
    "te",
    "ml",
    "mr",
    "pa",
    "gu",
    "ne",
    "si",
    "am",
    "sw",
    "so",
    "ha",
    "ps",
    "lt",
    "lv",
    "et",
    "ga",
    "mt",
    "ca",
    "eu",
    "gl",
    "af",
    "tl",
    "km",
    "lo",
    "my",
    "mn",
]
_SAMPLE = 700
_ENOUGH = 60
_SORANI = re.compile("[ێۆڕڵە]")
_ARABIC_LETTERS = re.compile("[\u0600-\u06ff]")
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ckb": "ku", "kmr": "ku", "arz": "ar", "apc": "ar"}


def language(text: str, said: str | None) -> str | None:
    """ISO 639-1; what the page says counts where the text is short or the two are easily confused."""
    told = _code(said)
    sample = text[:_SAMPLE]
    arabic = len(_ARABIC_LETTERS.findall(sample))
    if arabic > len(sample) / 3 and len(_SORANI.findall(sample)) > arabic / 15:
        return "ku"
    if len(sample) < _ENOUGH:
        return told
    found, probability = _identifier().classify(sample)
    found = _SAME.get(found, found)
    if told and found != told and (float(probability) < 0.99 or {found, told} in _CONFUSED):
        return told
    return str(found)


_CONFUSED = ({"no", "da"}, {"hr", "sr"}, {"hr", "bs"}, {"sr", "bs"}, {"id", "ms"}, {"cs", "sk"}, {"gl", "pt"},
             {"gl", "es"}, {"ku", "tr"}, {"az", "tr"}, {"mk", "bg"}, {"uk", "be"}, {"ca", "es"})  # fmt: skip


def _code(said: str | None) -> str | None:
    code = re.split(r"[-_]", (said or "").strip().lower())[0]
    code = _SAME.get(code, code)
    return code if code in LANGUAGES else None


@cache
def _identifier() -> Identifier:
    from syria_news.extract.identifier import Identifier  # noqa: PLC0415 - a second that only readers need

    return Identifier.of(LANGUAGES)
