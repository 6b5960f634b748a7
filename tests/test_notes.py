"""The outlet's own words on its article, told apart from the article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news import notes
from syria_news.extract.reading import extract
from syria_news.extract.trim import trim
from syria_news.model import Page

BODY = (
    "Bakers in the northern town lit their ovens again on Tuesday, a council member told our reporter.",
    "Flour for eleven days had come over the hill road in the night, he said, and more was promised.",
)
TOLD = "At least 9 people were killed when a shell hit the market on Friday."


@pytest.mark.parametrize(
    "note",
    [
        "This article was corrected.",
        "This story has been corrected: the toll is nine.",
        "This article was amended on 7 December 2024 to correct the name of the road.",
        "This story has been updated to include a statement by the council.",
        "This article was amended on 7 December 2024. An earlier version gave the wrong toll.",
        "This article was corrected. The toll is nine, not 12.",
        "An earlier version of this report misstated the number of lorries.",
        "An earlier version misstated the number of lorries.",
        "The spelling of a name in this article has been corrected.",
        "The headline of this story was changed after publication. We regret the error.",
        "A correction was made on Dec. 7, 2024: An earlier version of this article gave the wrong day.",
        "Due to an editing error, the number of lorries was wrong.",
        "(Corrects toll in first paragraph)",
        "(This Dec. 6 story has been corrected to fix the toll in paragraph 1)",
        "(Updates with a statement by the council)",
        "* We have corrected the toll in this article.",
        "Correction: The toll is nine.",
        "CORRECTION (December 7): The toll is nine.",
        "Correction, Dec. 7: The toll is nine.",
        "CORRECTION (Dec. 7, 2024, 1:10 p.m. ET): The toll is nine.",
        "تم تصحيح هذا الخبر.",
        "ذكرت نسخة سابقة من هذا الخبر عددا آخر للقتلى.",
        "ورد في نسخة سابقة من هذا المقال اسم آخر للطريق.",
        "جرى تعديل هذه المادة لتصحيح اسم الطريق.",
        "تصويب: عدد الشاحنات إحدى عشرة.",
        "ملاحظة: تم تعديل الخبر لتصحيح عدد القتلى.",
        "تحديث 14:00: تم تصحيح عدد القتلى في هذا الخبر.",
        "توضيح من إدارة التحرير: عدد الشاحنات إحدى عشرة.",
        "This story has been corrected. It gave nine as the number of dead.",
        "Story corrected at 10:20 GMT to fix the toll.",
        "Dieser Artikel wurde am 7. Dezember korrigiert.",
        "Cet article a été corrigé le 7 décembre.",
        "Bu haberin önceki sürümünde sayı yanlıştı.",
    ],
)
def test_only_the_note_s_sentences_go_wherever_it_stands(note: str) -> None:
    gate = "Die Leute und die Tür. " if note.startswith("Dieser") else ""
    gate += "Le blé est là. " if note.startswith("Cet") else ""
    gate += "Kış ve su. " if note.startswith("Bu") else ""
    gate += "وصل الطحين الى البلدة ليلا. " if note > "\u0600" else ""
    body = (gate + BODY[0], BODY[1])
    kept, found = notes.split_all([f"{note} {TOLD}", *body])
    assert (kept, found) == ([TOLD, *body], [note])
    for paragraphs in ([*body[:1], note, body[1]], [note, *body], [*body, note]):
        trimmed = trim(paragraphs)
        assert (trimmed.paragraphs, trimmed.notes) == (body, (note,))
    assert notes.split_all([*body[:1], f"{body[1]} {note}"]) == ([*body], [note])


@pytest.mark.parametrize(
    "line",
    [
        "The record was corrected by the court, and he was let go.",
        "He corrected the figures that the ministry had given.",
        "The law is old. This article was amended by parliament to allow courts in the camps.",
        "This article was amended in 2012, and nobody has used it since.",
        "An earlier version of the plan foresaw two bridges.",
        "The list of the missing has been updated with forty names.",
        "“This article was corrected,” the editor told the court.",
        "The editors met in the town. Corrections officers in the north said - as ever - nothing.",
        "Corrections to the map were sent to the council: nobody read them.",
        "The version of the witness was not corrected.",
        "The error, he said, was regretted by all.",
        "ودعا المجلس إلى تصحيح مسار المحادثات.",
        "وقال إن تعديل الدستور يحتاج إلى وقت.",
        "تم تعديل هذه المادة من الدستور قبل عشر سنوات.",
        "صححت الوزارة الأرقام في بيان لاحق.",
        "تم نشر الخبر في الساعة العاشرة وقال إن القصف مستمر.",
        "The post corrected nothing, he said.",
    ],
)
def test_prose_about_corrections_is_prose(line: str) -> None:
    assert notes.split_all([*BODY, line]) == ([*BODY, line], [])
    assert notes.split_all([line, *BODY]) == ([line, *BODY], [])


@pytest.mark.parametrize(
    "stamp",
    [
        "This story was updated at 10:30 GMT.",
        "This page was last updated on 6 December 2024 at 11:40.",
        "تم تحديث هذا الخبر في الساعة 14:00",
    ],
)
def test_a_time_stamp_is_neither_text_nor_note(stamp: str) -> None:
    assert notes.split_all([*BODY, stamp]) == ([*BODY], [])


def test_a_label_speaks_for_the_rest_of_its_paragraph_except_where_the_article_begins() -> None:
    note = "Correction: The village is Tallah. It lies in the hills."
    assert notes.split(note) == ("", (note,))
    assert notes.split(f"Correction: It is nine. {TOLD}", first=True) == (TOLD, ("Correction: It is nine.",))


@pytest.mark.parametrize("label", ["Correction", "CORRECTION:", "Editor’s note", "Correction: July 27, 2012"])
def test_a_label_in_a_line_of_its_own_belongs_to_the_note_below_it(label: str) -> None:
    note = "An earlier version of this article gave a toll of 12. The toll is nine."
    assert notes.split_all([*BODY, label, note]) == ([*BODY], [f"{label.rstrip(':')}: {note}"])
    assert notes.split_all([BODY[0], "Corrections", BODY[1], "This article was corrected."]) == (
        [BODY[0], "Corrections", BODY[1]],
        ["This article was corrected."],
    )


@pytest.mark.parametrize("tag", ["aside", "footer", "p", "div"])
def test_a_note_is_found_in_whatever_element_of_the_text_it_stands(tag: str) -> None:
    note = "Correction: An earlier version of this article gave a toll of 12. It is nine."
    text = "".join(f"<p>{each}</p>" for each in (*BODY, TOLD))
    page = f"<html><body><article><h1>Ovens lit</h1>{text}<{tag} class=box><em>{note}</em></{tag}></article></html>"
    article = extract(Page("a", "https://a.example/1", page.encode(), datetime(2024, 12, 7, tzinfo=UTC)))
    assert (article.notes, article.text) == ((note,), "\n\n".join((*BODY, TOLD)))


@pytest.mark.parametrize(
    ("note", "says"),
    [
        ("Corrected.", True),
        ("Editor’s note: An earlier version gave another name.", True),
        ("Editor’s note: Some of the people asked us not to print their names.", False),
        ("تنويه: الأسماء مستعارة.", False),
        ("تنويه: جرى تعديل هذه المادة لتصحيح اسم الشارع.", True),
    ],
)
def test_an_editor_s_note_may_say_anything(note: str, says: bool) -> None:
    assert notes.is_note(note) or note == "Corrected."
    assert notes.says_changed(note) is says


_PIECES = st.sampled_from(
    [*BODY, TOLD, "Correction: x y.", "This article was corrected.", "An earlier version.", "Share"]
)


@given(st.lists(st.one_of(_PIECES, st.text(max_size=60)), max_size=8))
def test_no_word_is_lost_and_splitting_twice_changes_nothing(sentences: list[str]) -> None:
    paragraphs = [line for each in (" ".join(sentences[:4]), *sentences[4:]) if (line := " ".join(each.split()))]
    kept, found = notes.split_all(paragraphs)
    assert sorted(" ".join(paragraphs).split()) == sorted(" ".join((*kept, *found)).split())
    assert notes.split_all(kept)[0] == kept


@pytest.mark.parametrize(
    "unit", ["Correction: ", "This article ", "the a of ", "(corrects ", "An earlier version ", "تم "]
)
def test_no_repetition_makes_splitting_slow(unit: str) -> None:
    line = unit * (200_000 // len(unit))
    kept, found = notes.split_all([line, line[:890], "correct. " * 20_000])
    assert len(kept) + len(found) >= 3
