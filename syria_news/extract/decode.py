"""Bytes to text: which encoding a page is really in, and who said so.

Labels are those of the WHATWG Encoding Standard (encoding.spec.whatwg.org, "Names and labels") and no other: a page
that names one of Python's codecs (zlib, rot13, utf-7) names nothing. Order of belief: byte order mark, bytes that are
unmistakably UTF-8, Content-Type header, meta element, then the letters themselves.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from itertools import islice

_LABELS = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
    "iso8859-3": "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3",
    "iso8859-4": "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988",
    "iso8859-6": "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e"
    " iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987",
    "iso8859-7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7"
    " iso_8859-7:1987 sun_eu_greek",
    "iso8859-8": "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8"
    " iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical",
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859-14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859-15": "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8-u": "koi8-ru koi8-u",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "cp1251": "cp1251 windows-1251 x-cp1251",
    "cp1252": "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591"
    " iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252",
    "cp1253": "cp1253 windows-1253 x-cp1253",
    "cp1254": "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5"
    " windows-1254 x-cp1254",
    "cp1255": "cp1255 windows-1255 x-cp1255",
    "cp1256": "cp1256 windows-1256 x-cp1256",
    "cp1257": "cp1257 windows-1257 x-cp1257",
    "cp1258": "cp1258 windows-1258 x-cp1258",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022_jp": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601"
    " windows-949",
    "utf-16-be": "unicodefffe utf-16be",
    "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
}
_CODEC = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PARAMETER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.I)
_META = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.I)
_ISO_2022 = re.compile("\x1b[$(]")
_PROLOGUE = 8192
"""Bytes searched for a declaration; the standard's 1,024 are too few for what news sites put into their heads."""

_COMMON = {
    "arabic": "ابتةحدرسعفقكلمنهوىي",
    "cyrillic": "абвгдезиклмнопрстуяь",
    "greek": "αβγδεηικλμνοπρστυως",
    "hebrew": "אבדהוחילמנעפקרשתםן",
    "latin": "éèàçêáíóúñãõäöüßåæøâîôûëïìòùÉÖÜÄ",
    "turkish": "çğıöşüİĞŞÇÖÜâ",
    "central": "ąćęłńóśźżáčďéěíňřšťúůýžőűöüäôĺľŕăâîșțşţđ",
}
_CANDIDATES = (
    ("cp1252", "latin"),
    ("cp1256", "arabic"),
    ("iso8859-6", "arabic"),
    ("cp1251", "cyrillic"),
    ("koi8-r", "cyrillic"),
    ("cp1253", "greek"),
    ("cp1255", "hebrew"),
    ("cp1254", "turkish"),
    ("cp1250", "central"),
)
_ARABIC = ("cp1256", "iso8859-6")
_TELLING = 150
"""Bytes of words beyond ASCII from which a declaration can be doubted."""
_BY_FAR = 0.2
_SCRIPTS = dict(_CANDIDATES)
_REPLACEMENT = "\ufffd"
_CONTROLS = bytes((*range(9), *range(14, 32)))
_BINARY_SAMPLE = 20_000
_BINARY_SHARE = 0.05
_LATIN = ("latin", "turkish", "central")
_LATIN_SHARE = 0.55
"""Words in Latin letters are mostly ASCII; Arabic or Cyrillic ones not at all."""
_TYPOGRAPHY = frozenset("«»‘’“”„‚–—…•€£§°·\u00a0\u200c\u200d،؛؟ـ©®™")
_EAST_ASIAN = ("gb18030", "big5hkscs", "cp949", "euc_jp", "cp932")
_EAST_ASIAN_SHARE = 0.6


@dataclass(frozen=True)
class Decoded:
    """A page's text and where its encoding came from."""

    text: str
    encoding: str
    source: str
    """`bom`, `bytes`, `header`, `meta` or `letters`."""

    @property
    def replaced(self) -> int:
        """Replacement characters: bytes that meant nothing."""
        return self.text.count(_REPLACEMENT)

    @property
    def is_binary(self) -> bool:
        """Whether this is no text at all, whatever its label says."""
        sample = self.text[:_BINARY_SAMPLE]
        written = sample.encode("utf-8", "replace")
        controls = len(written) - len(written.translate(None, _CONTROLS))
        return controls + sample.count(_REPLACEMENT) > _BINARY_SHARE * len(sample)


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The text of a page; never raises, whatever the bytes or the labels."""
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], codec, "bom")
    header = _header_codec(content_type)
    if header and header.startswith("utf-16"):
        return _decoded(body, header, "header")
    utf8 = _as_utf8(body)
    if utf8 is not None:
        return Decoded(utf8, "utf-8", "bytes")
    meta = _meta_codec(body)
    for declared, source in ((header, "header"), (meta, "meta")):
        if declared and declared != "utf-8" and _plausible(body, declared):
            return _decoded(body, declared, source)
    return _decoded(body, _by_letters(body), "letters")


def _decoded(body: bytes, codec: str, source: str) -> Decoded:
    return Decoded(body.decode(codec, "replace"), codec, source)


@cache
def _header_codec(content_type: str) -> str | None:
    found = _PARAMETER.search(content_type[:1000])
    return _CODEC.get(found[1].lower()) if found else None


def _meta_codec(body: bytes) -> str | None:
    head = body[:_PROLOGUE]
    found = _META.search(head) or _XML.search(head)
    codec = _CODEC.get(found[1].decode("ascii", "ignore").lower()) if found else None
    return "utf-8" if codec and codec.startswith("utf-16") else codec  # the meta could not have been read otherwise


def _as_utf8(body: bytes) -> str | None:
    """The text, if nearly all that is not ASCII are whole UTF-8 sequences; a torn byte does not unmake a page."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "ignore")
        whole = len(text) - len(text.encode("ascii", "ignore"))
        broken = len(body) - len(text.encode("utf-8"))
        return body.decode("utf-8", "replace") if whole > 2 * broken else None
    return None if "\x1b" in text and _ISO_2022.search(text) else text  # ISO-2022-JP is all ASCII


def _plausible(body: bytes, codec: str) -> bool:
    sample = _sample(body)
    if sample.decode(codec, "replace").count(_REPLACEMENT) > max(2, len(sample) // 50):
        return False
    return len(sample) < _TELLING or not _is_surely_arabic(sample, codec)


def _is_surely_arabic(sample: bytes, declared: str) -> bool:
    """Whether an Arabic encoding that was not declared makes far more letters of it: any bytes can be Latin-1's."""
    said = _score(sample, declared, _SCRIPTS.get(declared, "latin"))
    return any(_score(sample, codec, "arabic") > said + _BY_FAR for codec in _ARABIC if codec != declared)


_APART = bytes.maketrans(b"<>\"'=/", b" " * 6)
"""What stands between words in markup, beside white space."""


def _sample(body: bytes) -> bytes:
    """Some of the words that are not ASCII, as they stand."""
    words = (word for word in body[:400_000].translate(_APART).split() if not word.isascii())
    return b" ".join(islice(words, 4000))[:40_000]


def _by_letters(body: bytes) -> str:
    """The encoding under which the bytes look most like writing."""
    sample = _sample(body)
    if not sample:
        return "utf-8"
    within_ascii = sum(byte > 127 for byte in sample) < _LATIN_SHARE * len(sample.replace(b" ", b""))
    candidates = [(codec, script) for codec, script in _CANDIDATES if (script in _LATIN) == within_ascii]
    best = max(candidates, key=lambda candidate: _score(sample, *candidate))
    if _score(sample, *best) < _EAST_ASIAN_SHARE:
        for codec in _EAST_ASIAN:
            if _east_asian(sample, codec):
                return codec
    return best[0]


def _score(sample: bytes, codec: str, script: str) -> float:
    """Share of the bytes beyond ASCII that are common letters of the script or ordinary punctuation."""
    foreign = [char for char in sample.decode(codec, "replace") if ord(char) > 127]
    common = sum(char in _COMMON[script] for char in foreign)
    typography = sum(char in _TYPOGRAPHY for char in foreign)
    return (common + 0.9 * typography) / (len(foreign) or 1)


def _east_asian(sample: bytes, codec: str) -> bool:
    text = sample.decode(codec, "replace")
    ideographs = sum("\u3040" <= char <= "\u30ff" or "\u4e00" <= char <= "\u9fff" or char >= "\uac00" for char in text)
    return text.count(_REPLACEMENT) < len(text) / 50 and ideographs > len(text) / 2
