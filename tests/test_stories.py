"""Stories: which articles tell one, in whatever order they come, and why."""

from __future__ import annotations

import pkgutil
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import pairwise

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import spiders
from syria_news import display, stories
from syria_news.crawl.spider import OutletSpider
from syria_news.enrich import outlets, overlap, story
from syria_news.enrich.fingerprint import fingerprint, words
from syria_news.enrich.overlap import Use
from syria_news.enrich.story import Edge, Label, Telling
from syria_news.model import Article, Raw
from syria_news.store import articles, captures, clusters, database, runs
from syria_news.store.captures import Capture
from syria_news.store.tables import metadata

DAY = datetime(2024, 12, 6, 12, tzinfo=UTC)


def prose(seed: int, count: int) -> str:
    """Invented words in sentences; another seed shares no run of three with it, or hardly any."""
    rng = random.Random(seed)
    made = ["".join(rng.choices("abcdefghilmnoprstuw", k=rng.randint(3, 9))) for _ in range(count)]
    return ". ".join(" ".join(made[at : at + 12]) for at in range(0, count, 12)) + "."


def article(name: str, text: str, outlet: str = "a", day: float = 0, **more: object) -> Article:
    url = f"https://{outlet}.example/{name}"
    moment = DAY + timedelta(days=day)
    values: dict[str, object] = {
        "published": moment,
        "fetched": moment + timedelta(hours=1),
        "raw": Raw("a.warc.gz", abs(hash(url + text)), 10, f"urn:uuid:{url}{hash(text)}", "0" * 64),
        **more,
    }
    return Article(outlet=outlet, url=url, title=name, text=text, fingerprint=fingerprint(words(text)), **values)  # type: ignore[arg-type]


def save(engine: sa.Engine, *given: Article) -> None:
    with engine.begin() as conn:
        run = runs.begin(conn, "k", "crawl", DAY)
        for a in given:
            if a.raw:
                captures.add(conn, run, [Capture(a.raw, a.outlet, "article", a.url, "", a.fetched, 200, True)])
        saved = articles.save(conn, [(each, "") for each in given])
        stories.place(conn, {each.article_id for each in saved})


def told(engine: sa.Engine) -> dict[str, tuple[str, str, float]]:
    """Each address: the head's address, label, containment."""
    with engine.connect() as conn:
        rows = conn.execute(
            sa.text(
                "SELECT m.url, h.url AS head, m.label, m.containment FROM story_members AS m "
                "JOIN article AS h ON h.id = m.story_id"
            )
        ).all()
    return {row.url: (row.head, row.label, row.containment) for row in rows}


def labels(engine: sa.Engine) -> dict[str, str]:
    return {url.rsplit("/", 1)[1]: label for url, (_, label, _) in told(engine).items()}


def groups(engine: sa.Engine) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for url, (head, _, _) in told(engine).items():
        found.setdefault(head, set()).add(url.rsplit("/", 1)[1])
    return {frozenset(each) for each in found.values()}


WIRE = prose(1, 240)
CUT = " ".join(WIRE.split()[:130])
EXTENDED = WIRE + "\n\n" + prose(2, 120)
EXCERPT = " ".join(WIRE.split()[100:130])


def test_copies_cuts_extensions_and_excerpts_tell_one_story_and_others_do_not(engine: sa.Engine) -> None:
    save(engine, article("wire", WIRE), article("long", EXTENDED, "b", 0.2), article("other", prose(3, 240), "c"))
    save(engine, article("quote", EXCERPT, "d", 0.5), article("again", WIRE + " Ends.", "e", 0.6))
    save(engine, article("later", EXTENDED + " " + prose(4, 40), "a", 0.7), article("copy", WIRE, "f", 0.8))
    assert groups(engine) == {frozenset({"wire", "long", "quote", "again", "later", "copy"}), frozenset({"other"})}
    assert labels(engine) == {
        "wire": "original",
        "long": "syndicated",
        "quote": "excerpt",
        "again": "same_text",
        "later": "update",
        "copy": "same_text",
        "other": "original",
    }
    with engine.connect() as conn:
        row = conn.execute(sa.text("SELECT members, outlets FROM stories WHERE members > 1")).one()
    assert tuple(row) == (6, 5)


def test_a_paragraph_in_common_links_two_stories(engine: sa.Engine) -> None:
    shared = prose(5, 80)
    save(engine, article("one", prose(6, 160) + shared), article("two", prose(7, 160) + shared, "b"))
    assert len(groups(engine)) == 2
    with engine.connect() as conn:
        [link] = conn.execute(sa.text("SELECT story_a, story_b, containment FROM story_links")).all()
    assert link.story_a != link.story_b and story.LINKED <= link.containment < story.SAME_STORY


def test_a_house_paragraph_joins_nothing(engine: sa.Engine) -> None:
    house = prose(8, 120)
    for number in range(6):
        save(engine, article(f"n{number}", prose(20 + number, 150) + "\n\n" + house, "b", 8 * number))
    assert all(len(group) == 1 for group in groups(engine))
    with engine.connect() as conn:
        assert conn.scalar(sa.text("SELECT count(*) FROM common_trace")) > 5
        assert conn.scalar(sa.text("SELECT count(*) FROM overlap")) == 0


def test_titles_and_set_phrases_in_common_are_no_copy(engine: sa.Engine) -> None:
    phrases = [prose(60 + at, 9).rstrip(".") for at in range(8)]
    reports = [". ".join(f"{phrase} {prose(seed + at, 12)}" for at, phrase in enumerate(phrases)) for seed in (70, 90)]
    save(engine, article("one", reports[0]), article("two", reports[1], "b"))
    with engine.connect() as conn:
        [row] = conn.execute(sa.text("SELECT containment, copied FROM overlap")).all()
    assert row.containment > story.SAME_STORY and row.copied < story.COPIED
    assert len(groups(engine)) == 2


def test_what_an_outlet_repeats_the_day_after_is_background(engine: sa.Engine) -> None:
    house = prose(17, 90)
    save(engine, article("one", prose(18, 100) + house), article("two", prose(19, 100) + house, day=1))
    assert len(groups(engine)) == 2
    save(engine, article("copy", prose(18, 100) + house, "b", day=1, published=DAY), article("more", WIRE + house))
    assert frozenset({"one", "copy"}) in groups(engine)


def test_a_line_that_somebody_calls_background_joins_nothing_from_the_next_restory_on(engine: sa.Engine) -> None:
    house = prose(23, 60)
    save(engine, article("one", prose(21, 60) + "\n\n" + house), article("two", prose(22, 60) + "\n\n" + house, "b"))
    assert len(groups(engine)) == 1
    stories.restory(engine, [house])
    assert len(groups(engine)) == 2
    save(engine, article("three", prose(24, 60) + "\n\n" + house, "c"))
    assert len(groups(engine)) == 3
    stories.restory(engine)
    assert len(groups(engine)) == 1


def test_one_that_others_credit_is_the_head_though_it_was_seen_last(engine: sa.Engine) -> None:
    save(engine, article("repost", EXTENDED, "blog_en", credit="Al Wakala and others"))
    save(engine, article("source", WIRE, "alwakala_en", 0.5))
    assert labels(engine) == {"source": "original", "repost": "syndicated"}


def test_a_revision_may_leave_its_story_and_come_back(engine: sa.Engine) -> None:
    save(engine, article("wire", WIRE), article("long", EXTENDED, "b", 0.2))
    hour = timedelta(hours=10)
    save(engine, article("long", prose(9, 200), "b", 0.2, fetched=DAY + hour))
    assert len(groups(engine)) == 2
    save(engine, article("long", EXTENDED + " Ends.", "b", 0.2, fetched=DAY + 2 * hour))
    assert len(groups(engine)) == 1


@pytest.mark.parametrize(
    "text",
    ["", "12 13 14 15 16 17 " * 60, "مرحبا hello " * 40 + "\u202eabc", "word", "x" * 100_000, "a b c d e " * 9_000],
)
def test_odd_texts_have_a_story_of_their_own(engine: sa.Engine, text: str) -> None:
    save(engine, article("odd", text), article("other", WIRE, "b", day=0.1), article("far", prose(3, 90), "c", 63_900))
    assert groups(engine) == {frozenset({"odd"}), frozenset({"other"}), frozenset({"far"})}


def test_a_date_that_cannot_be_is_not_believed(engine: sa.Engine) -> None:
    save(engine, article("wire", WIRE, fetched=DAY), article("long", EXTENDED, "b", published=DAY.replace(year=2199)))
    with engine.connect() as conn:
        rows = conn.execute(sa.text("SELECT told, dated FROM telling ORDER BY article_id")).all()
    assert [bool(row.dated) for row in rows] == [True, False]
    assert len(groups(engine)) == 1


def test_a_flood_of_near_copies_stops_costing(engine: sa.Engine) -> None:
    body = prose(10, 60)
    save(engine, *(article(f"n{number}", f"{body} {prose(200 + number, 12)}", "b") for number in range(80)))
    with engine.connect() as conn:
        most = conn.scalar(sa.text("SELECT max(n) FROM (SELECT count(*) AS n FROM trace GROUP BY hash) AS counted"))
    assert most is not None and most <= overlap.FLOOD


def _corpus() -> list[Article]:
    house = prose(11, 60)
    return [
        article("wire", WIRE, "w"),
        article("cut", CUT + " " + prose(12, 30), "a", 0.1),
        article("long", EXTENDED, "b", 0.2, credit="w"),
        article("excerpt", EXCERPT, "c", 200),
        article("tail", " ".join(EXTENDED.split()[200:]), "d", 0.3),
        article("h1", prose(13, 90) + house, "h", 1),
        article("h2", prose(14, 90) + house, "h", 9),
        article("h3", prose(15, 90) + house, "h", 17),
        article("undated", WIRE + prose(16, 50), "e", 0.4, published=None),
    ]


CORPUS = _corpus()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(CORPUS))), cuts=st.sets(st.integers(1, len(CORPUS) - 1)))
def test_stories_do_not_hang_on_the_order_of_arrival(engine: sa.Engine, order: list[int], cuts: set[int]) -> None:
    _empty(engine)
    save(engine, *CORPUS)
    want = told(engine)
    _empty(engine)
    bounds = [0, *sorted(cuts), len(CORPUS)]
    for start, stop in pairwise(bounds):
        save(engine, *(CORPUS[at] for at in order[start:stop]))
    assert told(engine) == want
    assert stories.restory(engine) == len(CORPUS)
    assert told(engine) == want


def _empty(engine: sa.Engine) -> None:
    with engine.begin() as conn:
        for table in reversed(metadata.sorted_tables):
            conn.execute(sa.delete(table))


def test_restory_finishes_what_was_broken_off_and_places_what_never_was(engine: sa.Engine) -> None:
    save(engine, *CORPUS)
    want = told(engine)
    with engine.begin() as conn:
        clusters.begin_anew(conn, ())
        conn.execute(sa.text("DELETE FROM telling WHERE article_id > 5 AND article_id = story_id AND of_id IS NULL"))
    assert stories.restory(engine) == len(CORPUS)
    assert told(engine) == want


def test_two_crawls_that_store_tellings_at_once_make_one_story(database_url: str) -> None:
    def crawl(number: int) -> None:
        engine = database.connect(database_url)
        for at in range(5):
            save(engine, article(f"n{number}{at}", f"{prose(30 + at, 150)} {prose(40 + number, 20)}", f"o{number}"))
        engine.dispose()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(crawl, range(4)))
    engine = database.connect(database_url)
    assert sorted(map(len, groups(engine))) == [4] * 5
    engine.dispose()


def test_why_says_the_numbers_and_the_passages(engine: sa.Engine) -> None:
    save(engine, article("wire", WIRE), article("long", EXTENDED, "b"), article("other", prose(3, 200), "c"))
    with engine.connect() as conn:
        lines = "\n".join(display.reasons(stories.why(conn, 1, 2)))
        apart = "\n".join(display.reasons(stories.why(conn, 1, 3)))
        itself = "\n".join(display.reasons(stories.why(conn, 1, 1)))
        with pytest.raises(KeyError):
            stories.why(conn, 1, 9)
    assert "one story" in lines and "containment 1.000" in lines and " ".join(WIRE.lower().split()[:5]) in lines
    assert "two stories" in apart and "too little to compare" in apart
    assert "one article: " in itself and "one article: " not in lines


@given(at=st.integers(0, 200), size=st.integers(19, 60))
def test_any_nineteen_words_in_common_are_found(at: int, size: int) -> None:
    text = prose(50, 300)
    cut = " ".join(text.split()[at : at + size])
    assert overlap.shape(text).traces & overlap.shape(cut).traces


@given(st.data())
def test_containment_never_rises_as_traces_become_common(data: st.DataObject) -> None:
    one, other = overlap.shape(EXTENDED), overlap.shape(CUT + " " + prose(51, 90))
    traces = sorted(one.traces & other.traces)
    some = data.draw(st.sets(st.sampled_from(traces)))
    more = some | data.draw(st.sets(st.sampled_from(traces)))
    few, many = overlap.overlap(one, other, some), overlap.overlap(one, other, more)
    assert many is None or (few is not None and few.containment >= many.containment)


def _uses(*pairs: tuple[str, int | None]) -> Sequence[Use]:
    return [Use(outlet, day) for outlet, day in pairs]


def test_boilerplate_is_what_a_house_repeats_or_everybody_says() -> None:
    assert overlap.is_common(_uses(("a", 0), ("a", 6), ("a", 12)))
    assert not overlap.is_common(_uses(("a", 0), ("a", 0), ("a", 1), ("a", 2)))  # versions of one story
    assert not overlap.is_common(_uses(("a", 0), ("b", 6), ("c", 12)))
    assert overlap.is_common(_uses(*((name, 2 * at) for at, name in enumerate("abcdefgh"))))
    assert not overlap.is_common(_uses(*((name, None) for name in "abcdefgh")))
    assert overlap.is_common(_uses(*(("a", None) for _ in range(overlap.FLOOD + 1))))


def _telling(id_: int, **more: object) -> Telling:
    values: dict[str, object] = {"told": DAY + timedelta(hours=id_), "dated": True, "seen": DAY, "size": 200}
    values |= {"outlet": f"o{id_}", "names": frozenset({f"o{id_}"}), "credits": frozenset()}
    return Telling(id=id_, key=f"k{id_}", **{**values, **more})  # type: ignore[arg-type]


def test_a_sidebar_between_two_stories_makes_no_chain() -> None:
    edges = [Edge(1, 2, 0.9, 0.5), Edge(3, 4, 0.9, 0.5), Edge(2, 3, 0.4, 0.2)]
    members = story.tell([_telling(at) for at in (1, 2, 3, 4)], edges)
    assert [member.head for member in members] == [1, 1, 3, 3]


def test_far_apart_in_time_much_more_must_be_shared() -> None:
    late = _telling(2, told=DAY + timedelta(days=90))
    assert [m.head for m in story.tell([_telling(1), late], [Edge(1, 2, 0.6, 0.4)])] == [1, 2]
    assert [m.head for m in story.tell([_telling(1), late], [Edge(1, 2, 0.8, 0.7)])] == [1, 1]


def test_an_excerpt_follows_its_text_and_joins_nothing() -> None:
    quote = _telling(3, size=40)
    edges = [Edge(1, 3, 1.0, 0.2), Edge(2, 3, 0.9, 0.2)]
    members = story.tell([_telling(1), _telling(2), quote], edges)
    assert [(m.head, m.label) for m in members] == [
        (1, Label.ORIGINAL),
        (2, Label.ORIGINAL),
        (1, Label.EXCERPT),
    ]


def test_credits_are_read_where_articles_give_them() -> None:
    found = story.attribution(
        "Al Wakala and agencies", ["Staff of Nahar"], "BEIRUT (Sawt) - Buses left", "Source: Bayan News"
    )
    assert {"alwakala", "nahar", "sawt", "bayannews"} <= found


@pytest.mark.parametrize(
    ("outlet", "url", "credited"),
    [
        ("aljazeera_ar", "https://www.aljazeera.net/a", {"author": "الجزيرة نت"}),
        ("aljazeera_ar", "https://www.aljazeera.net/a", {"end": "المصدر: الجزيرة"}),
        ("aljazeera_ar", "https://www.aljazeera.net/a", {"end": "المصدر: وكالات والجزيرة"}),
        ("reuters", "https://www.reuters.com/1", {"end": "المصدر: سانا ورويترز"}),
        ("enabbaladi_ar", "https://www.enabbaladi.net/1", {"end": "المصدر : عنب بلدي"}),
        ("enabbaladi_ar", "https://www.enabbaladi.net/1", {"begin": "حمص (عَنَب بلدي) - غادرت الحافلات"}),
        ("enabbaladi_en", "https://english.enabbaladi.net/1", {"end": "نقلاً عن عنب بلدي"}),
        ("sohr_en", "https://www.syriahr.com/en/1", {"end": "Source: Syrian Observatory for Human Rights"}),
        ("sana_ar", "https://sana.sy/?p=1", {"author": "الوكالة العربية السورية للأنباء"}),
        ("ap", "https://apnews.com/1", {"begin": "BEIRUT (AP) - Buses left"}),
        ("anadolu_ar", "https://www.aa.com.tr/ar/1", {"credit": "خاص للأناضول"}),
        ("aawsat_en", "https://english.aawsat.com/1", {"end": "Source: Asharq Al-Awsat"}),
        ("middleeasteye", "https://www.middleeasteye.net/1", {"end": "First published by Middle East Eye."}),
        ("middleeasteye", "https://www.middleeasteye.net/1", {"begin": "First published on MEE\nBuses left."}),
        ("syriadirect_en", "https://syriadirect.org/1", {"end": "This originally appeared on Syria Direct"}),
        ("syriadirect_ar", "https://syriadirect.org/1", {"end": "نُشر هذا التقرير أولاً في سوريا على طول"}),
        ("guardian", "https://www.theguardian.com/1", {"end": "This article first appeared in The Guardian."}),
        ("guardian", "https://www.theguardian.com/1", {"end": "Republished with permission from The Guardian"}),
        ("bulletin", "https://news.bulletin.co.uk/1", {"end": "Via: Bulletin"}),
    ],
)  # fmt: skip
def test_a_credit_names_the_outlet_as_people_call_it(outlet: str, url: str, credited: dict[str, str]) -> None:
    names = _called(outlet, url)
    found = story.attribution(
        credited.get("credit"),
        [credited["author"]] if "author" in credited else [],
        credited.get("begin", "Buses left."),
        f"They came back.\n\n{credited.get('end', 'That was all.')}",
    )
    assert found & names


@pytest.mark.parametrize(
    ("outlet", "url", "text"),
    [
        ("alarabiya_ar", "https://www.alarabiya.net/1", "المصدر: الوكالة العربية السورية للأنباء"),
        ("syriatv", "https://www.syria.tv/1", "Source: Syria Direct"),
        ("unnews", "https://news.un.org/1", "Source: Bayan News"),
        ("aawsat_en", "https://english.aawsat.com/1", "Source: SANA English"),
        ("guardian", "https://www.theguardian.com/1", "The minutes, he said, were first published by the Guardian."),
        ("aljazeera_ar", "https://www.aljazeera.net/a", "وقال ناشط نقلاً عن الجزيرة إن الحافلات غادرت."),
    ],
)
def test_another_outlet_is_not_meant(outlet: str, url: str, text: str) -> None:
    assert not story.attribution(None, [], "Buses left.", f"They came back.\n\n{text}") & _called(outlet, url)


def _called(outlet: str, url: str) -> frozenset[str]:
    at = clusters.Address(url, url, outlet, DAY, True, DAY, None, (), None)
    return stories._address_telling(1, at, clusters.Text(1, "t", "f", 1, at, (), at)).names


def test_every_declared_outlet_is_known_by_its_title() -> None:
    modules = [import_module(f"spiders.{found.name}") for found in pkgutil.iter_modules(spiders.__path__)]
    classes = [each for module in modules for each in vars(module).values() if isinstance(each, type)]
    declared = [each.outlet for each in classes if issubclass(each, OutletSpider) and hasattr(each, "outlet")]
    assert len(declared) > 60
    for each in declared:
        credit = story.attribution(each.title, [], "", "")
        assert credit & outlets.names(each.name.removesuffix("_ar").removesuffix("_en")), each.name


@given(st.text("نتوب رعة SANA AlJz24 ", max_size=60))
def test_a_run_is_named_unless_a_listed_name_holds_it(text: str) -> None:
    runs, found = outlets.named(text), words(text)
    assert runs <= {"".join(found[a:b]) for a in range(len(found)) for b in range(a + 1, len(found) + 1)}
    assert bool(runs) == bool(found)
