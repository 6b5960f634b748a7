"""What a crawl says of itself at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from syria_news.text import for_terminal

QUERY = "SELECT outlet, published, title FROM latest ORDER BY published DESC LIMIT 10"
LOUDEST = 5
"""Troubles with listings that are named."""

Counts = Mapping[str, int]


class _Run(Protocol):
    folder: Path
    outlet: str
    problem: Exception | None
    troubles: list[str]
    became: list[str]

    @property
    def file(self) -> str: ...

    @property
    def has_written(self) -> bool: ...


def summary(run: _Run, counts: Counts, reason: str, alarms: Sequence[str]) -> str:
    """A few lines for people: what was listed, fetched and stored, where it lies, and a first query to try."""
    return "\n".join(
        [
            f"\n{run.outlet}: {reason}",
            *([f"  stopped: {run.problem}"] if run.problem else []),
            f"  {_named(counts, 'listed', 'fetched', 'new', 'revised', 'copies', 'unchanged')}",
            *(f"  ALARM {alarm}" for alarm in alarms),
            *_listings(run, counts),
            *(f"  {line}" for line in run.became),
            *([f"  {quiet}"] if run.problem is None and (quiet := _quiet(counts)) else []),
            f"  rejected: {_by_reason(counts, 'rejected') or 'none'}",
            f"  {_named(counts, 'gone', 'robots')}, failed: {_by_reason(counts, 'failed') or 'none'}",
            *_left(counts),
            f"  archive: {run.folder} ({_file(run)})",
            f'  try:     uv run syria-news query "{QUERY}"',
        ]
    )


def _listings(run: _Run, counts: Counts) -> Iterator[str]:
    """Which listings could not be read; where none was read or rests, the outlet is down, or shuts us out."""
    if not run.troubles:
        return
    reasons = _by_reason(counts, "listings")
    read, resting = counts.get("listings_read", 0), counts.get("resting", 0)
    if read or resting:
        yield f"  listings: {read} read{f', {resting} not due' if resting else ''}; trouble: {reasons}"
    else:
        yield f"  DOWN: not one of its listings could be read: {reasons}"
    yield from (f"    {for_terminal(trouble, 300)}" for trouble in run.troubles)
    if (more := sum(_kinds(counts, "listings").values()) - len(run.troubles)) > 0:
        yield f"    and {more} more, in the log"


def _quiet(counts: Counts) -> str:
    """Why nothing is new, where no other line says it."""
    told = ("gone", "robots", "failed", "put_off", "over_budget", "not_recorded")
    if any(counts.get(name) for name in told) or counts.get("fetched", 0) > counts.get("unchanged", 0):
        return ""
    listed, other_days = counts.get("listed", 0), counts.get("other_days", 0)
    if listed and other_days == listed:
        return "nothing new: all that is listed is of other days than those asked for"
    if listed:
        return "nothing new: all that is listed" + (" of the days asked for" if other_days else "") + " is known"
    if resting := counts.get("resting"):
        return f"nothing new: {resting} listings are not due"
    return "nothing is listed" if counts.get("listings_read") else ""


def _left(counts: Counts) -> Iterator[str]:
    """What was not fetched, and why."""
    if absent := counts.get("not_recorded"):
        yield f"  {absent} not in the recording"
    if counts.get("put_off") or counts.get("over_budget"):
        yield f"  {_named(counts, 'put_off', 'over_budget')}: left to the next run"


def _file(run: _Run) -> str:
    return f"this run's responses: raw/{run.file}" if run.has_written else "no response came: this run wrote no file"


def _named(counts: Counts, *names: str) -> str:
    return ", ".join(f"{counts.get(name, 0)} {name}" for name in names)


def _by_reason(counts: Counts, kind: str) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(_kinds(counts, kind).items()))


def _kinds(counts: Counts, kind: str) -> dict[str, int]:
    return {name.partition("/")[2]: count for name, count in counts.items() if name.startswith(f"{kind}/")}
