"""Places and actors in a text, measured on a labelled set of invented sentences."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news.enrich import enrich
from syria_news.enrich.gazetteer import gazetteer
from syria_news.enrich.places import mentions
from syria_news.enrich.transliteration import arabic_keys, latin_key, letters, pattern, spells
from syria_news.model import Article

DATA = Path(__file__).parent / "data"
LABELLED = [json.loads(line) for line in (DATA / "mentions.jsonl").open(encoding="utf-8")]
UNSEEN = [json.loads(line) for line in (DATA / "mentions_unseen.jsonl").open(encoding="utf-8")]
"""Written in three goes before anybody looked at what the rules make of them: traps, and eight languages."""
PIECES = [
    "Homs",
    "al-",
    "Deir",
    " ez-Zor",
    "حمص",
    " و",
    "ال",
    "Hama",
    ", ",
    "\n\n",
    "’s",
    "\u202b",
    "ً",
    "9",
    "Tell ",
    " ـ ",
    " \u02bf ",
    "é",
    "Kafr ",
]


def named(text: str, about: str = "") -> list[tuple[str, str]]:
    return [(mention.name, mention.spelling) for mention in mentions(text, about)]


@pytest.mark.parametrize("labelled", [LABELLED, UNSEEN], ids=["mended on", "written unseen"])
def test_precision_and_recall_on_the_labelled_set(labelled: list[dict[str, Any]]) -> None:
    """The bars of the project: precision 0.97, recall 0.95; spellings that no list has are among them."""
    assert len(labelled) >= 150
    found, wanted = set(), set()
    for number, line in enumerate(labelled):
        found |= {(number, one.name, one.spelling, one.start) for one in mentions(line["text"])}
        wanted |= {(number, one["name"], one["spelling"], one["start"]) for one in line["mentions"]}
    right = len(found & wanted)
    assert right / len(found) >= 0.97, sorted(found - wanted)
    assert right / len(wanted) >= 0.95, sorted(wanted - found)


def test_every_labelled_spelling_stands_where_it_says() -> None:
    for line in LABELLED + UNSEEN:
        for one in line["mentions"]:
            assert line["text"].startswith(one["spelling"], one["start"])


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_offsets_are_code_points_in_order_and_never_overlap(text: str) -> None:
    stop = 0
    for one in mentions(text, about="Syria"):
        assert stop <= one.start < one.stop
        assert text[one.start : one.stop] == one.spelling
        stop = one.stop


@given(st.text("abdhjkgtsy", max_size=12), st.text("abdhjkgtsy", max_size=12))
def test_consonants_only_grow_but_for_a_last_d(heard: str, more: str) -> None:
    """What `places` gives a name up by: `Abd Jaber` may sound like `Abjaber`."""
    assert latin_key(heard + more).startswith(latin_key(heard).removesuffix("d"))


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    assert all(text[one.start : one.stop] == one.spelling for one in mentions(text))


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("الرستن", "Rastan|Rustan|Restan|al-Rastan|Ar Rastan|Arrastan"),
        ("دير الزور", "Deir ez-Zor|Dayr az-Zawr|Deir Ezzour|Der Zor|DeirEzzor|Deyr-ez-Zor"),
        ("الجولاني", "Jawlani|Jolani|Golani|Joulani|Julani|al-Joulany"),
        ("تلبيسة", "Talbiseh|Tallbisah|Talbisa|Telbiseh|Talbeesa"),
        ("القصير", "Qusayr|Qseir|Kusair|Al-Qusair"),
        ("محردة", "Mhardeh|Maharda|Muhradah"),
        ("معرة النعمان", "Maarrat al-Numan|Maaret an-Numan|Ma'arrat al-Nu'man"),
        ("خان شيخون", "Khan Shaykhun|Khan Sheikhoun|Khan Cheikhoun"),
        ("القامشلي", "Qamishli|Qamişli|Kamishly"),
    ],
)
def test_spellings_of_an_arabic_name(arabic: str, latin: str) -> None:
    for spelling in map(letters, latin.split("|")):
        assert latin_key(spelling) in arabic_keys(arabic)
        assert spells(pattern(arabic), spelling), spelling


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("القصير", "Kaiser"),
        ("حمص", "Hamas"),
        ("الرستن", "Rastani"),
        ("الرقة", "Rocket"),
        ("عربين", "Arabian"),
        ("برزة", "Prize"),
    ],
)
def test_words_that_only_resemble_an_arabic_name(arabic: str, latin: str) -> None:
    spelled = letters(latin)
    assert not (spells(pattern(arabic), spelled) and spelled not in gazetteer().never)


@pytest.mark.parametrize(
    ("alone", "place"),
    [
        ("Hama Anand, a grocer, won the raffle.", "In Hama Anand won the raffle."),
        ("The Homs Syndicate posted a loss.", "Homs Governor Anwar posted a notice."),
        ("The cellist Nora Homs played.", "The band of Old Homs played."),
        ("Tishreen fans lit flares.", "Tishreen district lit flares, a Syrian said."),
        ("شكل الجنود درعا صلبة", "دخل الجنود درعا صباحا بعد قصف النظام"),
        ("دوماً يسأل السوريون", "في دوما يسأل السوريون"),
        ("خسر نادي حمص مباراته", "خسر تجار مدينة حمص بضاعتهم"),
        ("المنصورة المصرية بعيدة عن سوريا", "مدينة المنصورة السورية"),
    ],
)
def test_what_stands_beside_a_name_makes_it_a_person_a_firm_a_noun_or_a_namesake(alone: str, place: str) -> None:
    assert named(alone) == []
    assert len(mentions(place)) >= 1


def test_a_name_that_may_be_a_person_is_a_place_where_the_text_is_about_syria() -> None:
    assert named("Homs Syndicate sold its mill in Syria.") == [("Homs", "Homs")]


def test_a_title_makes_a_person_of_a_place_but_not_of_a_person() -> None:
    text = "In Syria, Mr Assad met Mr Homs and Gen. Maher al-Assad."
    assert named(text) == [("Bashar al-Assad", "Assad"), ("Maher al-Assad", "Maher al-Assad")]


def test_a_title_before_several_words_belongs_to_them() -> None:
    assert named("Brig. Gen. Suheil al-Hassan took Morek.")[0] == ("Tiger Forces", "Suheil al-Hassan")


@pytest.mark.parametrize("line", ["Report From Aleppo Says Bread Is Gone", "Homs Bombing Kills 12\nA boy of six died."])
def test_capitals_of_a_headline_make_no_person(line: str) -> None:
    assert len(mentions(line)) == 1


@pytest.mark.parametrize("where", ["in Iraq", "of Egypt", "in southern Yemen"])
def test_a_namesake_abroad_is_not_ours(where: str) -> None:
    assert named(f"Syrian traders came from the fair at Mansoura {where}.") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Halep'te Suriye ordusu", "Halep"),
        ("İdlib'e saldırı", "İdlib"),
        ("Tel Rıfat'tan Suriye'ye", "Tel Rıfat"),
        ("D'Alep à la mer, en Syrie", "Alep"),
        ("li Efrînê, Sûriye", "Efrîn"),
        ("Darʿa in Syrien", "Darʿa"),
        ("near Deir ezZour, Syria", "Deir ezZour"),
        ("bei Manbidsch in Syrien", "Manbidsch"),
    ],
)
def test_endings_elisions_and_letters_of_other_languages(text: str, name: str) -> None:
    assert [one.spelling for one in mentions(text) if one.ref.startswith("place:")] == [name]


@pytest.mark.parametrize(
    "text", ["نزحت العائلة من مدينة حمص إلى لبنان", "سافر العراقي من حلب إلى الموصل", "يدرس اليمني في جامعة حلب"]
)
def test_a_city_that_is_surely_a_place_needs_no_text_about_syria(text: str) -> None:
    assert len(mentions(text)) == 1


def test_a_dam_needs_no_capital() -> None:
    assert named("Engineers saw the Tishrin dam.") == [("Tishrin Dam", "Tishrin dam")]


def test_the_longest_name_wins() -> None:
    assert named("Trucks wait at Bab al-Hawa in Syria.") == [("Bab al-Hawa", "Bab al-Hawa")]
    assert named("Shells hit Deir ez-Zor airport.") == [("Deir ez-Zor airport", "Deir ez-Zor airport")]


def test_a_possessive_is_no_part_of_the_name() -> None:
    assert named("Homs’s bakers and Aleppo's tanners met.") == [("Homs", "Homs"), ("Aleppo", "Aleppo")]
    assert named("Aleppos bakers met the rebels.") == [("Aleppo", "Aleppo")]


def test_a_province_is_not_its_city() -> None:
    city, province = (mentions(f"Rain fell in Homs{what}.")[0].ref for what in ("", " province"))
    assert (city, province) == ("place:sy04-homs", "place:sy04")
    assert mentions("سقط المطر في ريف حمص السوري")[0].ref == "place:sy04"


def test_the_governorate_of_the_other_names_decides_between_two_places_of_one_name() -> None:
    homs = mentions("In Homs, Syria, cars burned in Zahraa district.")[-1]
    aleppo = mentions("In Aleppo, Syria, cars burned in al-Zahraa district.")[-1]
    assert (homs.ref, aleppo.ref) == ("place:sy04-zahraa", "place:sy02-zahraa")


@pytest.mark.parametrize(
    ("day", "ref"),
    [(None, "saa"), (date(2012, 2, 1), "saa"), (date(2024, 12, 7), "saa"), (date(2024, 12, 8), "army-2024")],
)
def test_the_syrian_army_is_another_from_the_day_that_assad_fell(day: date | None, ref: str) -> None:
    refs = [one.ref for one in mentions("The Syrian army left Homs. عاد الجيش السوري إلى حمص", day=day)]
    assert refs == [f"actor:{ref}", "place:sy04-homs", f"actor:{ref}", "place:sy04-homs"]
    assert mentions("Assad regime files burned.", day=date(2025, 3, 1))[0].ref == "actor:assad-gov"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("قصف على مدينة حمص ـ دمشق اليوم", ["حمص", "دمشق"]),
        ("Shells fell near Homs \u02bf Damascus in Syria.", ["Homs", "Damascus"]),
    ],
)
def test_a_mark_that_stands_for_a_dash_ends_a_name(text: str, found: list[str]) -> None:
    assert [one.spelling for one in mentions(text)][:2] == found


def test_an_article_is_as_old_as_it_says_unless_it_cannot_be() -> None:
    def army(published: datetime | None) -> str:
        fetched = datetime(2024, 12, 6, tzinfo=UTC)
        article = Article("a", "https://a.example/1", fetched, None, "The Syrian army left Homs.", published=published)
        return enrich(article).mentions[0].ref

    assert [army(None), army(datetime(2199, 1, 1, tzinfo=UTC))] == ["actor:saa"] * 2


def test_a_title_is_evidence_but_not_reported() -> None:
    assert named("The town of Harem was quiet.") == []
    assert named("The town of Harem was quiet.", about="Syria: a quiet day") == [("Harem", "Harem")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Syrian rebels shelled the residents of Ariha.", [("Ariha", "Ariha")]),
        ("A Syrian doctor treated the people of Duma after the fall of Nawa.", [("Douma", "Duma"), ("Nawa", "Nawa")]),
        ("وصل للاذقية قادما من دمشق", [("Latakia", "لاذقية"), ("Damascus", "دمشق")]),
        ("وللاذقية ميناء قديم في سوريا", [("Latakia", "لاذقية")]),
        ("A shell hit Latakiya and another hit Atmah.", [("Latakia", "Latakiya"), ("Atmeh", "Atmah")]),
        ("The SDF's Mazlum Kobani spoke.", [("Syrian Democratic Forces", "SDF"), ("Mazloum Abdi", "Mazlum Kobani")]),
        ("Ahmad al-Chareh est arrivé.", [("Ahmed al-Sharaa", "Ahmad al-Chareh")]),
    ],
)
def test_a_name_is_found_behind_what_governs_it(text: str, found: list[tuple[str, str]]) -> None:
    assert named(text) == found


@pytest.mark.parametrize(
    "text", ["Asma al-Assad flew out.", "Rifaat al-Assad, a Syrian general", "أسماء الأسد في سوريا"]
)
def test_a_relative_is_not_the_president(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Operation Euphrates Shield began, a Syrian said.",
        "The Yarmouk River is low, a Syrian farmer said.",
        "A Syrian read about the Battle of Yarmouk.",
    ],
)
def test_what_is_called_after_a_place_is_not_the_place(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize("glued", ["وحمص", "بحمص", "لحمص", "فحمص", "وبحمص", "وَحِمْص", "وحـمص"])
def test_arabic_particles_are_no_part_of_the_name(glued: str) -> None:
    [one] = mentions(f"مر القطار {glued} في سوريا")
    assert one.name == "Homs"
    assert one.spelling[0] == "ح"


def test_ids_that_are_in_use_are_never_given_up() -> None:
    lists = gazetteer()
    assert {
        "place:sy04-talbiseh",
        "place:sy04",
        "place:sy09-deir-ez-zor",
        "actor:hts",
        "actor:p-sharaa",
    } <= lists.syrian


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9 8 7 " * 100_000,
        "Homs " * 40_000,
        "Deir " * 40_000,
        "al-" * 200_000,
        "A" * 1_000_000,
        "ا" * 1_000_000,
        "لل" * 500_000,
        "Homs \u202bحمص\u202c " * 20_000,
        "Kafr Tal Khan Sheikh " * 25_000,
        "Ma'" * 300_000,
        "Azaz, Ezzaz, Tadmor, " * 20_000,
        "Homs Xyz " * 50_000,
        "حَ" * 300_000,
    ],
    ids=lambda text: f"{text[:8]!r} x {len(text)}",
)
def test_hostile_texts_are_read_to_their_end(text: str) -> None:
    assert all(text[one.start : one.stop] == one.spelling for one in mentions(text))
