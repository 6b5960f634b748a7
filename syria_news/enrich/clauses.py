"""A text's tokens with their numbers, looked at from one of them, within its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from syria_news.enrich import tolls
from syria_news.enrich.numbers import is_digits, numbers
from syria_news.fold import fold

_ENDS = frozenset((".", "!", "?", "؟", ";", "؛"))
_OF = frozenset(("of", "من", "-"))
_THEM = frozenset(("the", "its", "their", "them", "those"))
_SHORT = re.compile(r"\w(?:\.\w)+$")
_NOUN = 5
"""Words behind a number that may say what it counts."""


class Clauses:
    """Tokens, folded once; `numbers` by where they start, and by where they end."""

    def __init__(self, found: Sequence[str]) -> None:
        self.found = found
        self.folded = ["isis" if token.strip() == "IS" else fold(token.strip()) for token in found]
        every = numbers(found, self.folded)
        self.starts = {each.start: each for each in every}
        self.stops = {each.stop: each for each in every}
        self._inner = {at for at, word in enumerate(self.folded) if word == "." and self._goes_on(at)}
        self.sentence = list(self._sentences())

    def _sentences(self) -> Iterator[int]:
        """The number of each token's sentence."""
        number = 0
        for at, word in enumerate(self.folded):
            yield number
            number += (word in _ENDS and at not in self._inner) or "\n" in self.found[at]

    def _goes_on(self, at: int) -> bool:
        """Whether a full stop ends no sentence: `Gen. said`, `two U.S. Army soldiers`."""
        short = at - 1 in self.stops and _SHORT.match(self.at(at - 1))
        return self.found[at + 1 : at + 2] != [] and (self.found[at + 1][0].islower() or bool(short))

    def at(self, place: int) -> str:
        """The folded token there; "" outside."""
        return self.folded[place] if 0 <= place < len(self.folded) else ""

    def glued(self, place: int) -> bool:
        """Whether no white space stands behind a token."""
        return 0 <= place < len(self.found) and self.found[place] == self.found[place].rstrip()

    def behind(self, place: int, most: int) -> Iterator[int]:
        """Places from there on, to the end of the sentence of the token before."""
        if 0 < place <= len(self.folded):
            here = self.sentence[place - 1]
            for each in range(place, min(place + most, len(self.folded))):
                if self.sentence[each] != here or (self.folded[each] in _ENDS and each not in self._inner):
                    return
                yield each

    def ahead(self, place: int, most: int) -> Iterator[int]:
        """Places before, the nearest first, within the sentence."""
        for each in range(place - 1, max(place - 1 - most, -1), -1):
            if self.sentence[each] != self.sentence[place]:
                return
            yield each

    def noun(self, place: int) -> tuple[list[str], int]:
        """The words behind a number that say who or what it counts, and where they end; `12 of the men` too."""
        if self.at(place) in _OF:
            place += 1 + (self.at(place + 1) in _THEM)
        words: list[str] = []
        end = place
        for each in self.behind(place, _NOUN):
            word = self.folded[each]
            if each in self._inner and each > place and _SHORT.match(self.folded[each - 1]):
                end = each + 1
                continue
            if word in tolls.STOPS or each in self._inner or is_digits(word) or each in self.starts:
                break
            happened = tolls.unit(tolls.DONE, word) or tolls.unit(tolls.BEFELL, word)
            if happened and (words or self.at(each + 1) not in tolls.PERSON):  # `18 displaced people` are people
                break
            words.append(word)
            end = each + 1
            if tolls.is_plural(word) and not tolls.is_plural(self.at(each + 1)) and not tolls.is_arabic(word):
                break  # `12 people stood`, not `12 news reporters`
        return words, end
