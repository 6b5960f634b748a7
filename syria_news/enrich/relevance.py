"""Whether an article is about the conflict, about Syria otherwise, or about something else; and why.

Weighted terms (`terms.csv`) and named places decide. First: is it about Syria, or does Syria only occur in it, beside
other countries' wars? Then: does war outweigh sport, food, ruins and the like? Where the points are near a threshold a
linear model over them is asked (`classifier.py`). At the border the article is kept.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from syria_news.enrich import classifier
from syria_news.enrich.gazetteer import gazetteer
from syria_news.enrich.places import mentions
from syria_news.enrich.terms import Tally, count
from syria_news.fold import fold, split, stem
from syria_news.model import Article, Mention, Relevance, Topic

_LOOSE = re.compile(r"[-.](?:(?![^\W_])|(?<![^\W_].))")
"""What joins no two parts of a word, as it does in `anti-government`."""
_LEAD = 60
"""Words of the beginning, which count more."""
_READ = 500_000
"""Code points of text that are read at all."""
_IN_TITLE, _IN_LEAD, _IN_TEXT = 3.0, 2.0, 1.0
_MENTION = 0.7
"""Points of a Syrian place or actor named; `Syria` itself has 1."""
_EVIDENCE = 5_000
"""Characters of text beside which the title's names are read."""
_SHORT, _LONG = 150, 700
_ABOUT_SYRIA = {"short": 1.4, "usual": 2.8, "long": 4.0}
"""Points that make a text of this length one about Syria."""
_SHARE, _SHARE_IN_TITLE = 0.27, 0.15
"""Syria's share of the points of all countries; less will do where the title names it."""
_OTHER = 0.15
"""The highest score of what is off topic."""
_WAR_POINTS = 2.0
_WAR_SHARE = 0.55
_SURELY_ELSEWHERE, _SURELY_SYRIA = 0.2, 3.0
"""Times the thresholds above below which, and from which, no model is asked whether a text is about Syria."""
_MUCH = 6.0
"""Times the needed points that are enough whatever else a long text tells."""
_SURELY_PEACE, _SURELY_WAR = (1.0, 0.25), (8.0, 0.85)
"""War's points and share below one of which, and from both of which, no model is asked whether it is about the war."""
_KEEPS = 1.5
"""What makes a topic `conflict` weighs more: a text missed is worse than one too many. On the hard and the border texts
of `tests/data` (cross-validated): recall .96 and .81 at 1.5, .96 and .78 at 1."""
_OPENING, _LETTERS = 1_000, 6
"""Words of a text, and letters of each, that the model sees."""
_ALL_WORDS = 3.0
"""How long the direction of all words is beside the points."""
_OVERRULED = 0.08
"""Likelihood of `conflict` below which rules that say so are not believed."""


@dataclass(frozen=True)
class Points:
    """What an article's terms and names come to."""

    tally: Tally
    title: dict[str, float]
    """Points by kind of the headline alone."""
    words: Sequence[str]
    """Of the text, folded."""
    name: str
    """The title."""

    @property
    def needed(self) -> float:
        """Points that make a text of this length one about Syria."""
        return _ABOUT_SYRIA["short" if len(self.words) < _SHORT else "long" if len(self.words) > _LONG else "usual"]

    @property
    def share(self) -> float:
        """Syria's of all countries' points."""
        syria = self.tally.points["syria"]
        return syria / (syria + self.tally.points["elsewhere"]) if syria else 0.0

    @property
    def about(self) -> float:
        """Times the points and the share that make a text one about Syria: 1 is just enough."""
        enough = _SHARE_IN_TITLE if self.title["syria"] else _SHARE
        return min(self.tally.points["syria"] / self.needed, self.share / enough)

    @property
    def violent(self) -> float:
        """War's share of its and peace's points."""
        war = self.tally.points["war"]
        return war / (war + self.tally.points["peace"]) if war else 0.0


def relevance(article: Article) -> Relevance:
    """The article's topic, the terms that decided and a score; reads title, text, tags, section, address, mentions."""
    points = count_points(article)
    found = ruled(points)
    return asked(found, classifier.probabilities(seen(points), classifier.weights())) if at_border(points) else found


def count_points(article: Article) -> Points:
    """The points of an article whose mentions are known."""
    words = _words(fold(article.text[:_READ]))
    tally = Tally()
    headline = f"{article.title or ''}\n{_address(article).title()}"
    for mention in {mention.ref: mention for mention in mentions(headline, about=article.text[:_EVIDENCE])}.values():
        _count_mention(tally, mention, _IN_TITLE)
    count(tally, _words(fold(_headline(article))), _IN_TITLE)
    title = dict(tally.points)
    lead = len(article.text) * _LEAD // max(len(words), 1)
    for mention in article.mentions:
        _count_mention(tally, mention, _IN_LEAD if mention.start < lead else _IN_TEXT)
    count(tally, words[:_LEAD], _IN_LEAD)
    count(tally, words[_LEAD:], _IN_TEXT)
    return Points(tally, title, words, article.title or "")


def ruled(points: Points) -> Relevance:
    """What the thresholds alone say."""
    tally, war = points.tally, points.tally.points["war"]
    reason = f"Syria: {tally.told('syria') or 'not named'}"
    if points.about < 1:
        rest = f"; elsewhere: {tally.told('elsewhere')}" if tally.points["elsewhere"] else ""
        return Relevance(Topic.OTHER, reason + rest, round(_OTHER * points.about * max(points.share, 0.1), 3))
    reason += f"; war: {tally.told('war') or 'none'}"
    reason += f"; besides: {tally.told('peace')}" if tally.points["peace"] else ""
    if war >= _WAR_POINTS and points.violent >= _WAR_SHARE:
        return Relevance(Topic.CONFLICT, reason, round(0.5 + 0.5 * points.violent * war / (war + _WAR_POINTS), 3))
    if _is_one_name(tally):
        return Relevance(Topic.OTHER, reason, _OTHER)
    return Relevance(Topic.SYRIA, reason, round(0.2 + 0.3 * points.violent * min(war / _WAR_POINTS, 1.0), 3))


def at_border(points: Points) -> bool:
    """Whether the points are so near a threshold that the model is asked."""
    war, violent = points.tally.points["war"], points.violent
    if points.about < _SURELY_ELSEWHERE or _is_one_name(points.tally):
        return False
    at_peace = war < _SURELY_PEACE[0] or violent < _SURELY_PEACE[1]
    at_war = war >= _SURELY_WAR[0] and violent >= _SURELY_WAR[1]
    much = points.about >= 1 and points.tally.points["syria"] >= _MUCH * points.needed
    return not ((much or points.about >= _SURELY_SYRIA) and (at_peace or at_war))


def _is_one_name(tally: Tally) -> bool:
    """One name, once, and no war: a spice, a namesake."""
    return not tally.points["war"] and tally.met["syria"].total() == 1


def seen(points: Points) -> dict[str, float]:
    """What the model sees of an article, by the names of its weights: from 0 to 1 each, so that a long text is judged
    as the short ones that it was trained on. Words are seen by their beginnings, all together as one direction."""
    whole = points.tally.points
    opening = (*_words(fold(points.name)), *points.words[:_OPENING])
    stems = {_stem(word) for word in opening if not word.isdigit()}
    return {
        "constant": 1.0,
        "syria": _of_enough(whole["syria"], points.needed),
        "elsewhere": _of_enough(whole["elsewhere"], points.needed),
        "war": _of_enough(whole["war"], _WAR_POINTS),
        "peace": _of_enough(whole["peace"], _WAR_POINTS),
        "share of syria": points.share,
        "share of war": points.violent,
        "titled": float(points.title["syria"] > 0),
        **{f"title: {kind}": _of_enough(each, _IN_TITLE) for kind, each in points.title.items()},
        **dict.fromkeys((f"word: {each}" for each in sorted(stems)), _ALL_WORDS / math.sqrt(max(len(stems), 1))),
    }


def _stem(word: str) -> str:
    return (stem(word) if "\u0600" <= word[0] <= "\u06ff" else word)[:_LETTERS]


def _of_enough(points: float, enough: float) -> float:
    return points / (points + enough)


def asked(found: Relevance, likely: dict[Topic, float]) -> Relevance:
    """What the model says beside the rules; in doubt, what keeps the article."""
    conflict = likely[Topic.CONFLICT]
    topic = max(Topic, key=lambda each: likely[each] * (_KEEPS if each is Topic.CONFLICT else 1.0))
    if found.topic is Topic.CONFLICT and conflict >= _OVERRULED:
        topic = Topic.CONFLICT
    odds = ", ".join(f"{each} {likely[each]:.2f}" for each in Topic)
    score = {
        Topic.CONFLICT: 0.5 + 0.5 * conflict,
        Topic.SYRIA: 0.2 + 0.3 * conflict,
        Topic.OTHER: _OTHER * (1 - likely[Topic.OTHER]),
    }[topic]
    return Relevance(topic, f"{found.reason}; model {classifier.SHA256[:8]}: {odds}", round(score, 3))


def _headline(article: Article) -> str:
    parts = (article.title, article.standfirst, article.section, *article.tags, _address(article))
    return " \n ".join(filter(None, parts))


def _address(article: Article) -> str:
    """The words of its path."""
    return " ".join(_words(unquote(urlsplit(article.url).path).replace("-", " ")))


def _words(text: str) -> list[str]:
    return split(_LOOSE.sub(" ", text), kept="-.")


def _count_mention(tally: Tally, mention: Mention, zone: float) -> None:
    if mention.ref in gazetteer().syrian:
        tally.add("syria", mention.name, _MENTION, zone)
