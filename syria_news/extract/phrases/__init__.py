"""Phrases that people keep, one a line, for the patterns that recognise furniture."""

from __future__ import annotations

from importlib.resources import files


def any_of(name: str) -> str:
    """A pattern for any of the phrases in `NAME.txt`; lines that begin with # are comments."""
    lines = files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return "(?:" + "|".join(line for line in lines if line and not line.startswith("#")) + ")"
