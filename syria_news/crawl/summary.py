"""What a crawl says of itself at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

QUERY = "SELECT outlet, published, title FROM latest ORDER BY published DESC LIMIT 10"


class _Run(Protocol):
    folder: Path
    outlet: str

    @property
    def file(self) -> str: ...


def summary(run: _Run, counts: Mapping[str, int], reason: str, alarms: Sequence[str]) -> str:
    """A few lines for people: what was listed, fetched and stored, where it lies, and a first query to try."""

    def line(*names: str) -> str:
        return ", ".join(f"{counts.get(name, 0)} {name}" for name in names)

    lines = [
        f"\n{run.outlet}: {reason}",
        f"  {line('listed', 'fetched', 'new', 'revised', 'copies', 'unchanged')}",
        f"  rejected: {_by_reason(counts, 'rejected') or 'none'}",
        f"  {line('gone', 'robots')}, failed: {_by_reason(counts, 'failed') or 'none'}",
        f"  archive: {run.folder} (this run's responses: raw/{run.file})",
        f'  try:     uv run syria-news query "{QUERY}"',
    ]
    if counts.get("listed") and not any(counts.get(name) for name in ("new", "revised", "copies")):
        lines.insert(2, "  nothing new: all that is listed is known")
    if absent := counts.get("not_recorded"):
        lines.insert(-2, f"  {absent} not in the recording")
    if counts.get("put_off") or counts.get("over_budget"):
        lines.insert(-2, f"  {line('put_off', 'over_budget')}: left to the next run")
    lines[2:2] = [f"  ALARM {alarm}" for alarm in alarms]
    return "\n".join(lines)


def _by_reason(counts: Mapping[str, int], kind: str) -> str:
    reasons = {name.partition("/")[2]: count for name, count in counts.items() if name.startswith(f"{kind}/")}
    return ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
