"""The topic by a linear model, for texts at the border of the rules (`relevance.py`).

Multinomial logistic regression over the points that the rules count and the words of the opening. Its weights are
`classifier.csv`, which `python -m benchmarks.topics --train` makes from the labelled texts of `tests/data`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from syria_news.model import Topic

WEIGHTS = Path(__file__).with_name("classifier.csv")
SHA256 = "ae05893b0adc3b8c07514d402c833561bd6994b2e83a6d062de771297959de14"
"""Of the weights: which model has judged. `benchmarks.topics --train` says it; every reason begins it."""


Weights = Mapping[Topic, Mapping[str, float]]
"""By topic and feature."""


def probabilities(seen: Mapping[str, float], by: Weights) -> dict[Topic, float]:
    """How likely each topic is, given what is seen of an article (`relevance.seen`); they sum to 1."""
    odds = {topic: math.exp(sum(by[topic].get(name, 0.0) * value for name, value in seen.items())) for topic in Topic}
    return {topic: each / sum(odds.values()) for topic, each in odds.items()}


@cache
def weights() -> Weights:
    """The recorded model.

    Raises:
        ValueError: The file is another one.
    """
    stored = WEIGHTS.read_bytes()
    if hashlib.sha256(stored).hexdigest() != SHA256:
        raise ValueError(f"{WEIGHTS} is not the recorded model: `python -m benchmarks.topics --train` makes it anew")
    rows = list(csv.DictReader(io.StringIO(stored.decode())))
    return {topic: {row["feature"]: float(row[topic]) for row in rows} for topic in Topic}
