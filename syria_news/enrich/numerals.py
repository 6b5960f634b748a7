"""Numerals of French, German, Turkish and Hebrew, folded; what is another language's word counts beside its own."""

from __future__ import annotations

_FRENCH = {
    2: "deux",
    3: "trois",
    4: "quatre",
    5: "cinq",
    6: "six",
    7: "sept",
    8: "huit",
    9: "neuf",
    10: "dix dizaine",
    11: "onze",
    12: "douze douzaine",
    13: "treize",
    14: "quatorze",
    15: "quinze quinzaine",
    16: "seize",
    17: "dix-sept",
    18: "dix-huit",
    19: "dix-neuf",
    20: "vingt vingtaine",
    30: "trente trentaine",
    40: "quarante",
    50: "cinquante cinquantaine",
    60: "soixante",
    70: "soixante-dix",
    80: "quatre-vingt quatre-vingts",
    90: "quatre-vingt-dix",
    100: "centaine",
}
_TURKISH = {
    2: "iki",
    3: "uc",
    4: "dort",
    5: "bes",
    6: "altı",
    7: "yedi",
    8: "sekiz",
    9: "dokuz",
    20: "yirmi",
    30: "otuz",
    40: "kırk",
    50: "elli",
    60: "altmıs",
    70: "yetmis",
    80: "seksen",
    90: "doksan",
}
_HEBREW = {
    2: "שני שתי",
    3: "שלושה שלוש",
    4: "ארבעה ארבע",
    5: "חמישה חמש",
    6: "שישה שש",
    7: "שבעה שבע",
    8: "שמונה",
    9: "תשעה תשע",
    10: "עשרה עשר",
    20: "עשרים",
    30: "שלושים",
}
_GERMAN_ONES = dict(zip("ein zwei drei vier funf sechs sieben acht neun".split(), range(1, 10), strict=True))
_GERMAN_TENS = dict(
    zip("zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig".split(), range(20, 100, 10), strict=True)
)
_GERMAN_TEENS = "zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn".split()


def _german() -> dict[str, int]:
    """`zwei`, `zwanzig`, `einundzwanzig`, `zweihundert`, `zweitausend`; not `ein`, which is an article."""
    found = {word: value for word, value in _GERMAN_ONES.items() if value > 1}
    found |= dict(zip(_GERMAN_TEENS, range(10, 20), strict=True))
    for tens, value in _GERMAN_TENS.items():
        found |= {tens: value, **{f"{one}und{tens}": value + ones for one, ones in _GERMAN_ONES.items()}}
    for scale, value in (("hundert", 100), ("tausend", 1000)):
        found |= {one + scale: ones * value for one, ones in _GERMAN_ONES.items()}
    return found


def _words(table: dict[int, str]) -> dict[str, int]:
    return {word: value for value, forms in table.items() for word in forms.split()}


BEHIND = {"dort": 4, "sept": 7}
"""What goes on a number, but alone is another word: German `dort`, `Sept. 11`."""
WORDS = _words(_FRENCH) | _words(_TURKISH) | _words(_HEBREW) | _german()
WORDS = {word: value for word, value in WORDS.items() if word not in {*BEHIND, "seize"}}
"""Each by itself a number; not what is a common word elsewhere (`rebels seize two towns`)."""
SCALES = {"bin": 1000, "mille": 1000, "tausend": 1000, "אלף": 1000, "אלפים": 1000, "yuz": 100, "hundert": 100}
SCALES |= dict.fromkeys("millions millionen milyon מיליון".split(), 10**6)
SCALES |= dict.fromkeys("milliard milliards milliarden milyar".split(), 10**9)
CENTS = frozenset(("cent", "cents"))
"""A hundred behind a French numeral; money behind others."""
BEFORE_CENTS = frozenset(_words(_FRENCH)) - {"six"}
_FRENCH_PEOPLE = frozenset("personnes civils soldats morts blesses enfants".split())
_GERMAN_BEHIND = frozenset("menschen personen zivilisten soldaten tote verletzte kinder".split())
_TURKISH_BEHIND = frozenset(_words(_TURKISH)).union("bir yuz kisi sivil asker".split())
ALONE = {
    **dict.fromkeys(("cent", "mille"), _FRENCH_PEOPLE | BEFORE_CENTS | {"six", "cent"}),
    "seize": _FRENCH_PEOPLE,
    "sept": _FRENCH_PEOPLE | CENTS | {"mille"},
    **dict.fromkeys(("hundert", "tausend"), _GERMAN_BEHIND),
    **dict.fromkeys(("on", "yuz", "bin", "dort"), _TURKISH_BEHIND),
}
"""What alone is a number, ten, a hundred or a thousand, before these words: English has `on` everywhere."""
VALUES = {
    "on": 10,
    "dort": 4,
    "sept": 7,
    "seize": 16,
    "cent": 100,
    "mille": 1000,
    "hundert": 100,
    "tausend": 1000,
    "yuz": 100,
    "bin": 1000,
}
TURKISH_ONES = {"bir": 1, **{word: value for word, value in _words(_TURKISH).items() if value < 10}}
STRONG = frozenset("dizaines centaines milliers dutzende hunderte tausende onlarca yuzlerce binlerce".split())
"""A number nobody has counted."""
