"""What an article is about: invented texts of the kinds that are easily confused."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import topics
from syria_news.enrich import classifier, enrich
from syria_news.enrich.relevance import asked, ruled
from syria_news.model import Article, Relevance, Topic

WHEN = datetime(2024, 12, 6, tzinfo=UTC)
NEARDUP = Path(__file__).parents[1].parent / "shared" / "neardup" / "articles.jsonl"


def labelled(name: str) -> list[tuple[Topic, str, str]]:
    lines = map(json.loads, (Path(__file__).parent / "data" / name).open(encoding="utf-8"))
    return [(Topic(line["topic"]), line["title"], line["text"]) for line in lines]


LABELLED = labelled("topics.jsonl")
HARD = labelled("topics_hard.jsonl")
"""Wars elsewhere, namesakes of cities, sport and trade beside the conflict."""


def judged(title: str | None, text: str, url: str = "https://news.example/a") -> Relevance:
    found = enrich(Article("x", url, WHEN, title, text)).relevance
    assert found is not None
    return found


@pytest.mark.parametrize(("topic", "title", "text"), LABELLED, ids=[title for _, title, _ in LABELLED])
def test_a_headline_and_two_sentences_are_enough(topic: Topic, title: str, text: str) -> None:
    found = judged(title, text)
    assert found.topic == topic, found.reason


@pytest.mark.parametrize("arabic", [False, True])
def test_hard_distractors(arabic: bool) -> None:
    """The project's bar is a precision of 0.9; recall counts more."""
    told = [(topic, judged(title, text).topic) for topic, title, text in HARD if (text[0] >= "\u0600") is arabic]
    both = told.count((Topic.CONFLICT, Topic.CONFLICT))
    assert both / sum(found is Topic.CONFLICT for _, found in told) >= 0.9
    assert both / sum(topic is Topic.CONFLICT for topic, _ in told) >= 0.95
    kept = [topic for topic, found in told if found is not Topic.OTHER]
    assert sum(topic is not Topic.OTHER for topic in kept) / len(kept) >= 0.9


@pytest.fixture(scope="module")
def sets() -> dict[str, list[topics.Text]]:
    return {path.stem: topics.read(path) for path in topics.SETS}


def test_the_recorded_model_is_the_one_that_the_script_makes(sets: dict[str, list[topics.Text]]) -> None:
    """But for the last digit, which another machine may round otherwise."""
    made = topics.trained([text for of in sets.values() for text in of])
    recorded = classifier.weights()
    for topic in Topic:
        assert made[topic].keys() == recorded[topic].keys()
        assert made[topic] == pytest.approx(recorded[topic], abs=0.03)
    assert topics.written(recorded) == classifier.WEIGHTS.read_bytes()
    assert classifier.WEIGHTS.stat().st_size < 30_000


def test_the_model_tells_what_the_rules_can_not(sets: dict[str, list[topics.Text]]) -> None:
    """Texts that it wasn't trained on, written to be unsure; more so for `conflict`, where recall counts."""
    others, texts = ([text for text in sets["topics_border"] if (text.fold < 3) is held] for held in (False, True))
    model = topics.trained(others)
    wrong, missed = Counter[str](), Counter[str]()
    for text in texts:
        for who, topic in (("rules", ruled(text.points).topic), ("both", topics.judged(text, model))):
            wrong[who] += topic is not text.topic
            missed[who] += text.topic is Topic.CONFLICT and topic is not Topic.CONFLICT
    assert wrong["both"] <= 0.8 * wrong["rules"]
    assert missed["both"] <= 0.6 * missed["rules"]


@pytest.mark.parametrize(
    ("rules", "conflict", "other", "topic"),
    [
        (Topic.CONFLICT, 0.09, 0.90, Topic.CONFLICT),
        (Topic.CONFLICT, 0.07, 0.90, Topic.OTHER),
        (Topic.OTHER, 0.42, 0.57, Topic.CONFLICT),
        (Topic.OTHER, 0.30, 0.65, Topic.OTHER),
        (Topic.SYRIA, 0.20, 0.20, Topic.SYRIA),
    ],
)
def test_in_doubt_the_article_is_kept(rules: Topic, conflict: float, other: float, topic: Topic) -> None:
    likely = {Topic.CONFLICT: conflict, Topic.OTHER: other, Topic.SYRIA: 1 - conflict - other}
    assert asked(Relevance(rules, "", 0.5), likely).topic is topic


def test_weights_that_are_not_the_recorded_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "classifier.csv"
    other.write_bytes(classifier.WEIGHTS.read_bytes() + b"word: other,1,1,1\n")
    monkeypatch.setattr(classifier, "WEIGHTS", other)
    with pytest.raises(ValueError, match="--train"):
        classifier.weights.__wrapped__()


def test_the_reason_names_the_model_that_was_asked() -> None:
    unsure = judged("Guns fall silent", "The guns fell silent over Douma and Harasta.").reason
    assert f"; model {classifier.SHA256[:8]}: conflict 0." in unsure
    assert "model" not in judged("Apples", "She grows apples in Dorset.").reason


@given(st.text(max_size=300), st.sampled_from(["", "Syria ", "حلب ", "war in Homs and Iraq "]))
def test_any_text_has_a_topic_whose_score_is_of_its_kind(text: str, beginning: str) -> None:
    found = judged(None, beginning + text)
    low, high = {Topic.OTHER: (0, 0.15), Topic.SYRIA: (0.2, 0.5), Topic.CONFLICT: (0.5, 1)}[found.topic]
    assert low <= found.score <= high


def test_a_hyphen_hides_no_term() -> None:
    assert "syrian x1" in judged("Author", "The Dutch-Syrian author read.").reason


def test_every_war_has_government_forces() -> None:
    assert judged("Front moves", "Rebels shelled the front as government forces advanced.").topic is Topic.OTHER


def test_a_name_that_is_met_once_in_peace_is_no_topic() -> None:
    assert judged(None, "She grows figs from Homs in Dorset.").topic is Topic.OTHER
    assert judged("Figs of Homs", "She grows figs from Homs in Dorset.").topic is Topic.SYRIA


def test_the_topic_orders_the_score() -> None:
    scores = {topic: [judged(title, text).score for of, title, text in LABELLED if of is topic] for topic in Topic}
    assert 0 <= max(scores[Topic.OTHER]) < min(scores[Topic.SYRIA])
    assert max(scores[Topic.SYRIA]) <= 0.5 <= min(scores[Topic.CONFLICT])
    assert max(scores[Topic.CONFLICT]) <= 1


def test_the_reason_names_the_terms_and_how_often() -> None:
    found = judged("Shelling in Syria", "Shelling killed two in Homs. The shelling went on.")
    assert "shelling x3" in found.reason
    assert "syria x1" in found.reason


def test_one_name_in_a_long_text_about_another_war_is_not_about_syria() -> None:
    text = "Fighting went on around Mosul and Baghdad. Iraqi troops lost a bridge. " * 40
    assert judged("Iraq", text + "Some had fought in Syria.").topic is Topic.OTHER
    both = text + "Syrian rebels in Aleppo and Idlib lost a bridge. " * 20
    assert judged("Iraq, Syria", both).topic is Topic.CONFLICT


def test_an_address_is_read_like_a_headline() -> None:
    url = "https://news.example/2016/aleppo-airstrike-kills-ten"
    assert judged(None, "Ten died in the night.", url).topic is Topic.CONFLICT


def test_without_a_title_the_text_decides() -> None:
    text = "Helicopters dropped barrel bombs near Saraqib. A doctor counted nine wounded children."
    assert judged(None, text).topic is Topic.CONFLICT


@pytest.mark.parametrize(
    "text", ["", " ", "9 " * 300_000, "حمص Homs " * 20_000, "x" * 1_000_000], ids=lambda text: f"{text[:6]!r}"
)
def test_empty_and_hostile_texts_have_a_topic(text: str) -> None:
    assert judged(None, text).topic in Topic


def test_real_texts_about_the_conflict_are_found() -> None:
    """The project's bar is an F1 of 0.98; all these texts are about the conflict."""
    if not NEARDUP.exists():
        pytest.skip("needs ../shared/neardup/articles.jsonl")
    articles = [json.loads(line) for line in NEARDUP.open(encoding="utf-8")][::6]
    whole = Counter(judged(one["title"], one["text"]).topic for one in articles)
    short = Counter(judged(one["title"], " ".join(one["text"].split()[:40])).topic for one in articles)
    assert whole[Topic.CONFLICT] / len(articles) >= 0.98
    assert short[Topic.CONFLICT] / len(articles) >= 0.96
