"""py3langid, asked in arrays: it walks a text byte by byte, and a page's language was a twentieth of reading it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

_LONGEST = 6
"""Bytes of the longest feature: what the automaton knows after any byte hangs on that and the five before it."""


class Identifier(LanguageIdentifier):  # type: ignore[misc]  # py3langid has no annotations
    """The library's own answers, from all places of a text at once."""

    __slots__ = ("_found", "_next", "_rows")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._next = np.asarray(self.tk_nextmove)
        self._rows = np.asarray(self._rowbase, dtype=self._next.dtype)
        self._found = np.asarray(self.tk_output, dtype=np.int32)

    @classmethod
    def of(cls, languages: Iterable[str]) -> Identifier:
        """The one for those of the languages that it knows, with probabilities."""
        made: Identifier = cls.from_model_file(MODEL_FILE, norm_probs=True)
        made.set_languages(set(languages).intersection(made.labels))
        made.nb_ptc = np.ascontiguousarray(made.nb_ptc)  # a text's features are its rows
        return made

    def _raw_score(self, text: bytes) -> NDArray[np.float32]:
        features = self._features(np.frombuffer(text, np.uint8))
        score: NDArray[np.float32] = (
            self._sparse_score(Counter(features), self.nb_ptc) if features else super()._raw_score(b"")
        )
        return score

    def _features(self, text: NDArray[np.uint8]) -> list[int]:
        """The features that end in a text, in its order: at every byte, what six steps from the start lead to."""
        states = np.zeros(len(text), self._next.dtype)
        for back in reversed(range(min(_LONGEST, len(text)))):
            states[back:] = self._next.take(self._rows.take(states[back:]) + text[: len(text) - back])
        found = self._found.take(states)
        listed: list[int] = found[found >= 0].tolist()
        return listed
