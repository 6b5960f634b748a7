"""How well topics are told on the labelled texts of `tests/data`, and the model for texts at the rules' border.

    python -m benchmarks.topics [--train] [FILE.jsonl ...]

Every text is judged by the rules alone, and by rules and a model that was trained without its tenth of the texts. A
FILE of more labelled texts (`topic`, `title`, `text`) is judged by the recorded model. `--train` writes the weights
from all of `tests/data`; what they hash to must then be recorded in `syria_news/enrich/classifier.py`.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from syria_news.enrich import classifier
from syria_news.enrich.places import mentions
from syria_news.enrich.relevance import Points, asked, at_border, count_points, ruled, seen
from syria_news.model import Article, Topic

SETS = [Path(__file__).parents[1] / "tests" / "data" / f"topics{name}.jsonl" for name in ("", "_hard", "_border")]
WHEN = datetime(2024, 12, 6, tzinfo=UTC)
FOLDS = 10
OFTEN = 8
"""Texts that have a word which the model learns."""
DIGITS = 2
"""Of a weight in the file."""


@dataclass(frozen=True)
class Text:
    """A labelled text and its points."""

    topic: Topic
    points: Points
    fold: int


def main() -> None:
    """Train if asked to; then print how well each set is told."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", action="store_true", help="write the weights anew")
    parser.add_argument("files", nargs="*", type=Path, help="more labelled texts")
    arguments = parser.parse_args()
    sets = {path.stem: read(path) for path in SETS}
    texts = [text for of in sets.values() for text in of]
    if arguments.train:
        classifier.WEIGHTS.write_bytes(written(trained(texts)))
        print("SHA-256", hashlib.sha256(classifier.WEIGHTS.read_bytes()).hexdigest())
        return
    without = [trained([text for text in texts if text.fold != fold]) for fold in range(FOLDS)]
    for name, of in sets.items():
        report(f"{name}, rules", of, [ruled(text.points).topic for text in of])
        report(f"{name}, rules and a model", of, [judged(text, without[text.fold]) for text in of])
    for path in arguments.files:
        of = read(path)
        report(path.stem, of, [judged(text, classifier.weights()) for text in of])


def read(path: Path) -> list[Text]:
    """The labelled texts of a file."""
    return [_text(line) for line in map(json.loads, path.read_text("utf-8").splitlines())]


def _text(line: dict[str, str]) -> Text:
    named = mentions(line["text"], line["title"] or "", WHEN.date())
    article = Article("x", "https://news.example/a", WHEN, line["title"], line["text"], mentions=named)
    fold = int(hashlib.sha256(line["text"].encode()).hexdigest(), 16) % FOLDS
    return Text(Topic(line["topic"]), count_points(article), fold)


def trained(texts: Sequence[Text]) -> classifier.Weights:
    """The weights that the texts at the border give."""
    border = [text for text in texts if at_border(text.points)]
    views = [seen(text.points) for text in border]
    often = Counter(name for view in views for name in view)
    # `seen` has its own constant, which as scikit-learn's must not be held small: that one is the model's intercept.
    names = sorted(name for name, times in often.items() if times >= OFTEN and name != "constant")
    model = LogisticRegression(C=3.0, max_iter=10_000, tol=1e-6)
    rows = np.array([[view.get(name, 0.0) for name in names] for view in views])
    model.fit(rows, [str(text.topic) for text in border])
    names.insert(0, "constant")
    return {
        Topic(topic): dict(zip(names, (round(float(weight), DIGITS) for weight in weights), strict=True))
        for topic, weights in zip(model.classes_, np.column_stack([model.intercept_, model.coef_]), strict=True)
    }


def written(weights: classifier.Weights) -> bytes:
    """The weights as a table: a row for each feature, a column for each topic."""
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(["feature", *Topic])
    rows.writerows([name, *(weights[topic][name] for topic in Topic)] for name in weights[Topic.CONFLICT])
    return table.getvalue().encode()


def judged(text: Text, weights: classifier.Weights) -> Topic:
    """The topic by rules and this model."""
    found = ruled(text.points)
    return (
        asked(found, classifier.probabilities(seen(text.points), weights)).topic
        if at_border(text.points)
        else found.topic
    )


def report(name: str, texts: Sequence[Text], told: Sequence[Topic]) -> None:
    """A line of figures for people: of `conflict`, and of what is about Syria at all."""
    print(f"{name}\t{len(texts)} texts, {sum(at_border(text.points) for text in texts)} at the border")
    for topics in ({Topic.CONFLICT}, {Topic.CONFLICT, Topic.SYRIA}):
        both = Counter((text.topic in topics, topic in topics) for text, topic in zip(texts, told, strict=True))
        hit, extra, missed = both[True, True], both[False, True], both[True, False]
        shares = f"P {hit / max(hit + extra, 1):.3f}  R {hit / max(hit + missed, 1):.3f}"
        print(f"\t{' or '.join(sorted(topics))}\t{shares}  F1 {2 * hit / max(2 * hit + extra + missed, 1):.3f}")


if __name__ == "__main__":
    main()
