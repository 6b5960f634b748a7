import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news.extract import lines, plain
from syria_news.extract.trim import trim

BODY = (
    "Bakers in the northern town lit their ovens again on Tuesday, a council member told our reporter.",
    "Flour for eleven days had come over the hill road in the night, he said, and more was promised.",
)

FURNITURE = [
    "Advertisement",
    "ADVERTISEMENT",
    "Story continues below advertisement",
    "Latest Headlines",
    "Share",
    "Share this article",
    "COMMENTS",
    "Comments are closed, but trackbacks and pingbacks are open.",
    "Read more: Ovens lit in the north",
    "ALSO READ: Ovens lit in the north",
    "Follow us on Twitter",
    "Sign up for our morning newsletter",
    "Subscribe to our newsletter and get the news from the north in your inbox",
    "4 min read",
    "1,234 views",
    "1.2K views",
    "Views: 1234",
    "23 comments",
    "عدد المشاهدات: ١٢",
    "1234 مشاهدة",
    "Published: 6 December 2024, 10:15 GMT",
    "Oven_at_night-1024x683.jpg",
    "Dec. 6, 2024, 9:46 PM GMT / Updated Dec. 6, 2024, 10:14 PM GMT",
    "Story Continued Below",
    "MORE ABOUT",
    "This is a developing story and will be updated.",
    "Listen to Ovens of the North on Spotify, Apple Podcasts and Google Podcasts.",
    "For more Bread, Flour and Mill coverage, visit herald.example.com/bread",
    "Were you in the queue? Get in touch at desk@herald.example.",
    "Wrap up the year with the Herald! Click here",
    "© 2024 The Northern Herald. All rights reserved.",
    "©2024 Rana Khalil. Distributed by the Northern Service.",
    "More Great Herald Stories",
    "Click to Hide",
    "Dodaj komentarz",
    "Don’t miss",
    "مواضيع متعلقة",
    "Çok okunanlar",
    "Dans la même rubrique",
    "Ähnliche Artikel",
    "Artículos relacionados",
    "Комментарии (12)",
    "Laisser un commentaire",
    "By signing up, you agree to receive recurring messages from Herald Offers at the number provided. Rates may "
    "apply. Up to two messages a day. Reply STOP to end them, or HELP for help; nobody who buys anything has to agree "
    "to this. See our terms and our privacy policy, which are on the page about us.",
    "إعلان",
    "اقرأ أيضاً: الأفران تعود إلى العمل",
    "تابعونا على فيسبوك",
    "المزيد",
    "Reklam",
    "İlgili haberler",
    "À lire aussi : les fours rallumés",
    "Publicité",
    "Lesen Sie auch: Die Öfen brennen wieder",
    "Anzeige",
    "תגובות",
    "ڕیکلام",
    "06 ديسمبر 2024 - 02:30 م",
    "الجمعة، 15 مارس (آذار) 2024",
    "6 كانون الأول، 2024",
    "15ی ئازاری 2024",
    "15 MAYIS 2024, 14:30",
    "ADVERTISEMENT - CONTINUE READING BELOW",
    "Tags: Idlib, Bread",
    "Image source, Getty Images",
    "شارك هذا المقال",
    "للمزيد",
    "Lisez aussi : Les fours rallumés",
    "La suite après cette publicité",
    "Xwendina zêdetir",
    "بابەتی پەیوەندیدار",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_goes_wherever_it_stands(line: str) -> None:
    assert trim((line, BODY[0], line, BODY[1], line)).paragraphs == BODY


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement for the bakery was painted on every wall of the quarter, and nobody had ever paid for it.",
        "Share prices of the mill fell by a third after the announcement was read on the radio.",
        "He said: more on that when the bridge is open.",
        "Nobody read more than the first page of the report, she said.",
        "By Monday the ovens were cold.",
        "Comments on the bread were few, and none of them was printed.",
        "17 قتيلا منذ 2024",
        "17 Tote seit 2024",
        "للمزيد من الخبز",
        "Image source unknown, the council wrote below the picture.",
        "إعداد الخبز يبدأ في الثالثة صباحا",
        "She opens in a new window of the old house every morning (nobody knows why).",
        "Live ammunition was fired into the air above the market, two traders said.",
        "Copyright law was never taught at the school, its former head told our reporter.",
        "This is a developing story of flour and water, and the council has told it to every reporter in the north.",
        "Drivers reported from the road that the bridge was closed.",
        "Reporting from the hills had become too dangerous, she said.",
        "Published on Tuesday, the report says that the road was closed for nine days and nine nights this spring.",
        "No part of this city was spared, she said.",
        "The report was amended by the committee on Tuesday to name the owner of the mill.",
        "للمزيد من الضغط على المجلس أغلق التجار محالهم يوم الثلاثاء.",
        "تابعت القافلة طريقها نحو البلدة بعد أن فتح الحاجز أمامها صباح الثلاثاء.",
    ],
)
def test_a_sentence_of_the_article_stays(line: str) -> None:
    assert line in trim((BODY[0], line, BODY[1])).paragraphs


def test_a_headline_repeated_as_first_line_goes() -> None:
    assert trim(("Ovens lit in the north", *BODY), title="Ovens Lit in the North").paragraphs == BODY


@pytest.mark.parametrize(
    "line",
    ["إعداد: رنا خليل", "تقرير : رنا خليل", "Haber: Rana Halil", "Nûçegihan: Rana Xelîl", "نووسینی: ڕەنا خەلیل"],
)
def test_a_byline_by_what_its_author_did_goes(line: str) -> None:
    assert trim((*BODY, line)).paragraphs == BODY


def test_a_byline_goes() -> None:
    assert trim(("By Rana Khalil and Omar Said", *BODY)).paragraphs == BODY


@pytest.mark.parametrize(
    "caption",
    [
        "A baker pulls loaves from an oven in the old quarter [Rana Khalil/Reuters]",
        "A baker pulls loaves from an oven. Photo by Rana Khalil/EPA-EFE",
        "A baker pulls loaves from an oven (AP Photo/Rana Khalil)",
        "Loaves cool on a wall. (Photo by Rana Khalil/AFP via Getty Images)",
        "خباز يخرج الأرغفة من الفرن (رويترز)",
    ],
)
def test_captions_stand_apart_once(caption: str) -> None:
    trimmed = trim((BODY[0], caption, caption, BODY[1]))
    assert (trimmed.paragraphs, trimmed.captions) == (BODY, (caption,))


@pytest.mark.parametrize("line", ["حلب/ الأناضول", "دير الزور / محمد كساح / الأناضول", "دمشق - سانا"])
def test_an_arabic_dispatch_s_dateline_is_its_credit_and_no_caption(line: str) -> None:
    trimmed = trim((line, *BODY))
    assert (trimmed.paragraphs, trimmed.captions, trimmed.credit) == (BODY, (), line)


def test_an_image_s_alternative_text_goes_with_its_caption() -> None:
    trimmed = trim((BODY[0], "oven", "Loaves cool on a wall [Rana Khalil/Reuters]", BODY[1]))
    assert trimmed.paragraphs == BODY


def test_a_file_name_glued_to_the_last_sentence_goes() -> None:
    assert trim((BODY[0], BODY[1] + "Interactive_Oven map_January 9_0900GMT-1712345678")).paragraphs == BODY


@pytest.mark.parametrize(
    "credit",
    [
        "Source: The Northern Herald and news agencies",
        "المصدر: الصحيفة ووكالات",
        "Kaynak: Kuzey Gazetesi",
        "Additional reporting from PA",
        "– additional reporting by Dina Hale",
        "Contributing: Associated Press; Dina Hale",
        "Hale reported from Mill Valley, Northshire.",
        "Dina Hale reported from Northshire, and Omar Said reported from New Mill",
        "This episode was produced by Dina Hale and edited by Omar Said.",
    ],
)
def test_the_credit_stands_apart(credit: str) -> None:
    trimmed = trim((*BODY, credit, "Share"))
    assert (trimmed.paragraphs, trimmed.credit) == (BODY, credit)


@pytest.mark.parametrize(
    "note",
    [
        "Corrected: An earlier version of this report gave the wrong day.",
        "Correction: The flour came in eleven lorries, not twelve.",
        "This article was amended on 7 December 2024 to correct the name of the road.",
        "Editor’s note: The council has since issued a statement.",
        "تصحيح: وصل الطحين في إحدى عشرة شاحنة.",
    ],
)
def test_the_outlet_s_own_notes_stand_apart(note: str) -> None:
    trimmed = trim((*BODY, note, "d7-general"))
    assert (trimmed.paragraphs, trimmed.notes) == (BODY, (note,))


@pytest.mark.parametrize("tag", [" I hjk", " | ab/cd", " – xyz"])
def test_a_desk_s_tag_on_the_last_sentence_goes(tag: str) -> None:
    assert trim((BODY[0], BODY[1] + tag)).paragraphs == BODY


def test_a_list_of_other_stories_goes_with_its_heading() -> None:
    assert trim((*BODY, "Related stories", "Ovens lit in the north", "Mill closes")).paragraphs == BODY


def test_a_heading_between_paragraphs_does_not_cut_the_article() -> None:
    long = (
        "The road was closed for nine days and nights, and in all that time, "
        + "he said, nobody came; " * 6
        + "nobody."
    )
    assert trim((BODY[0], "Comments", long)).paragraphs == (BODY[0], long)


@pytest.mark.parametrize("heading", ["Latest Comments", "3 comments", "Leave a Reply", "Yorumlar (3)", "التعليقات (3)"])
def test_what_readers_wrote_goes_with_its_heading(heading: str) -> None:
    long = tuple(f"{BODY[0]} {BODY[1]} It was the {number}th time." for number in range(3))
    comment = "I was in that queue myself on Tuesday, and I can tell you that there was no bread at all for most of us."
    assert trim((*long, heading, "omar (guest)", comment, "rana (guest)", comment)).paragraphs == long
    assert comment in trim((BODY[0], heading, BODY[1], comment)).paragraphs  # a button above the text


@pytest.mark.parametrize(
    "words", ["(opens in new tab)", " (Opens in a new window)", "(öffnet im neuen Fenster)", " [link opens new window]"]
)
def test_what_a_link_tells_those_who_cannot_see_goes_from_the_sentence(words: str) -> None:
    said = BODY[0].replace("council member", f"council member{words}")
    assert trim((said, BODY[1])).paragraphs == BODY


def test_a_sentence_said_twice_is_kept_twice() -> None:
    assert trim((BODY[0], BODY[0], BODY[1])).paragraphs == (BODY[0], BODY[0], BODY[1])


_PIECES = st.sampled_from(
    [*BODY, *FURNITURE, "Mill closes", "ab/cd", "oven", "Loaves [Rana Khalil/Reuters]", "Source: X"]
)


@given(st.lists(st.one_of(_PIECES, st.text(max_size=80)), max_size=12), st.one_of(st.none(), _PIECES))
def test_trimming_twice_changes_nothing(paragraphs: list[str], title: str | None) -> None:
    once = trim(paragraphs, title)
    assert trim(once.paragraphs, title).paragraphs == once.paragraphs


@given(st.text(max_size=400))
def test_no_line_stops_the_recognisers(line: str) -> None:
    lines.is_furniture(line)
    lines.is_byline(line)
    lines.is_caption(line)


@pytest.mark.parametrize("unit", ["A", "By A", "a.", "AP/", "(AP Photo/", "_a1", " |ab", "Source: ", "[a/", "By Aa,"])
def test_no_repetition_makes_a_recogniser_slow(unit: str) -> None:
    line = unit * (100_000 // len(unit))
    assert len(trim((line, line[:500], line[:139]), title=line[:300]).paragraphs) <= 3


def test_a_text_s_first_line_is_its_title_if_it_looks_like_one() -> None:
    assert plain.split_title(plain.paragraphs("Advertisement\n\nOvens lit\n\n" + "\n\n".join(BODY))) == (
        "Ovens lit",
        list(BODY),
    )


def test_a_text_whose_first_line_is_a_sentence_has_no_title() -> None:
    assert plain.split_title(plain.paragraphs("\n".join(BODY))) == (None, list(BODY))


def test_lines_broken_by_their_width_are_one_paragraph() -> None:
    wrapped = "Bakers in the northern town lit their ovens again on\nTuesday, a council member told our reporter."
    assert plain.paragraphs(wrapped + "\n\n" + BODY[1]) == list(BODY)
