"""Folding, fingerprints and shingles."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syria_news.enrich.fingerprint import fingerprint, runs, words
from syria_news.fold import fold, search_query, search_text, split

ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآؤئىةـًٌَُِّْ ٠١٢", max_size=40)
PINNED = [-4360842602138397523, 4799492777219295593]
PINNED_FINGERPRINT = "bcd081965c19b5fb1af0a64a542d3c61a5f9b1a41c9883b2fe5e772c2b764d39"
ANY = st.one_of(st.text(max_size=60), ARABIC)


@given(ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY)
def test_folded_text_has_no_marks_left(text: str) -> None:
    assert not any(unicodedata.combining(c) for c in fold(text))


def test_no_mark_in_all_of_unicode_is_left() -> None:
    every = map(chr, (*range(0xD800), *range(0xE000, 0x110000)))
    assert not any(map(unicodedata.combining, fold("".join(every))))


@pytest.mark.parametrize("letter", "أإآٱىیکةؤئـ٠٩۰۹\u00ad\u200b\u200f\u202a\u202e\u2060\u2066\u2069\ufeff")
def test_each_letter_that_spelling_varies_in_is_levelled(letter: str) -> None:
    assert fold(f"ب{letter}ب") != f"ب{letter}ب"


@given(ANY)
@example("".join(map(chr, range(0x20, 0x3000))))
def test_words_are_what_a_pattern_finds(text: str) -> None:
    assert split(text) == re.findall(r"[^\W_]+", text)
    assert split(text, kept="-.") == re.findall(r"(?:[^\W_]|[-.])+", text)


@given(ANY)
def test_a_query_spelled_twice_is_the_same_query(text: str) -> None:
    assert search_query(search_query(text)) == search_query(text)


@given(st.lists(st.text(alphabet="ابحدرسقكلمنوي", min_size=3, max_size=9), min_size=1, max_size=6))
def test_every_word_of_a_text_finds_it(line: list[str]) -> None:
    indexed = search_text(" ".join(line)).split()
    assert all(search_query(word) in indexed for word in line)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("قُوّاتُ", "قوات"),
        ("إدلـــب", "ادلب"),
        ("حماة", "حماه"),
        ("مصطفى", "مصطفي"),
        ("رئيس", "رييس"),
        ("٢٠٢٤", "2024"),
        ("DAYR AZ-ZAWR", "dayr az-zawr"),
        ("Şam", "sam"),
        ("İdlib", "idlib"),
        ("Kobanê", "kobane"),
        ("ﻗﻮﺍﺕ", "قوات"),
        ("Ho\u00adms\u200b", "homs"),
    ],
)
def test_spellings_that_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == other == fold(other)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("دخلت القوات المدينة", "قوات"),
        ("دخلت قوات المدينة", "القوات"),
        ("انسحبت وقوات أخرى", "قوات"),
        ("قصف بحلب", "حلب"),
        ("للمدينة", "مدينة"),
        ("وبالرستن", "الرستن"),
        ("الوزير", "وزير"),
    ],
)
def test_arabic_words_are_found_with_and_without_what_is_glued_to_them(text: str, query: str) -> None:
    assert search_query(query) in search_text(text).split()


def test_punctuation_case_quotes_and_space_leave_the_fingerprint_alone() -> None:
    plain = fingerprint(words("The mayor's office said: 'Two bridges fell', and left."))
    assert plain == fingerprint(words("the Mayor’s office\n\nsaid “Two bridges fell” — and left"))
    assert len(plain) == 64


def test_one_other_word_makes_another_fingerprint() -> None:
    assert fingerprint(words("Two bridges fell")) != fingerprint(words("Ten bridges fell"))
    assert fingerprint(words("جسران سقطا")) != fingerprint(words("جسر سقط"))


@pytest.mark.parametrize("text", ["", "  \n", "…!?", "\u200b"])
def test_a_text_without_words_has_no_fingerprint_and_no_shingles(text: str) -> None:
    assert fingerprint(words(text)) == ""
    assert runs(words(text), 3) == []


@given(st.lists(st.sampled_from(["bridge", "fell", "two", "ten", "جسر"]), min_size=1, max_size=30))
def test_shingles_are_the_runs_of_three_words_as_64_bit_signed_numbers(line: list[str]) -> None:
    found = runs(words(" ".join(line)), 3)
    expected = [tuple(line[i : i + 3]) for i in range(max(len(line) - 3, 0) + 1)]
    assert len(found) == len(expected)
    assert len(set(found)) == len(set(expected))
    assert all(-(2**63) <= number < 2**63 for number in found)


def test_shingles_stay_what_they_were_in_version_one() -> None:
    """A change here makes every stored shingle worthless: raise SHINGLES_VERSION with it."""
    assert sorted(runs(words("One bridge fell today"), 3)) == PINNED
    assert fingerprint(words("One bridge fell today")) == PINNED_FINGERPRINT


@pytest.mark.parametrize("text", ["9 " * 100_000, "ا" * 500_000, "الال" * 100_000, "word " * 200_000, "a'" * 200_000])
def test_hostile_texts_are_read_to_their_end(text: str) -> None:
    assert len(fingerprint(words(text))) == 64
    assert runs(words(text), 3)
    assert search_text(text)


def test_the_words_of_mixed_directions_keep_their_order() -> None:
    assert words("Homs \u202bحِمص\u202c 24 Hama") == ["homs", "حمص", "24", "hama"]
