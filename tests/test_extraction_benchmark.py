from pathlib import Path

import pytest

from benchmarks.fields import FIELDS, disputed
from benchmarks.gold import Case, score
from benchmarks.peers import TOOLS, installed, reads

GOLD = "Bakers lit their ovens again on Tuesday.\n\nBread was sold by noon."


def case(optional: tuple[str, ...] = (), outlet: str = "herald.example") -> Case:
    return Case(Path("none"), "https://herald.example/ovens", outlet, 2024, None, GOLD, optional)


def test_the_gold_itself_is_exactly_right() -> None:
    same = score(case(), GOLD.replace("\n\n", "\n"))
    assert (same.exact, same.f1, same.foreign) == (True, 1.0, 0)


@pytest.mark.parametrize(
    ("line", "foreign"),
    [
        ("Read more of our news from the north here", 1),
        ("Share", 1),
        ("Bread", 0),  # a short line that the gold has, too
        ("Bakers lit their ovens again on a cold Tuesday", 0),
        ("", 0),
    ],
)
def test_furniture_is_what_the_gold_mostly_lacks(line: str, foreign: int) -> None:
    assert score(case(), f"{GOLD}\n{line}").foreign == foreign


def test_an_optional_paragraph_counts_neither_way() -> None:
    caption = "An oven in the north of the town"
    assert score(case((caption,)), f"{GOLD}\n{caption}").precision == 1.0
    assert score(case(), f"{GOLD}\n{caption}").precision < 1.0


def test_an_empty_text_is_wrong_and_said_to_be_empty() -> None:
    nothing = score(case(), " \n")
    assert (nothing.f1, nothing.empty, nothing.exact) == (0.0, True, False)


def test_ours_and_trafilatura_run_without_the_group_of_peers() -> None:
    assert {"ours, with rules", "ours, without rules", "trafilatura"} <= set(installed()) <= set(TOOLS)
    assert not reads("fundus", case())
    assert reads("trafilatura", case())


def test_what_is_disputed_names_fields_that_are_measured() -> None:
    assert {field for _, field in disputed()} <= set(FIELDS)
