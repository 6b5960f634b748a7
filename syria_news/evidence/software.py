"""With what a run was done: versions, and the commit where it ran from a checkout."""

from __future__ import annotations

import functools
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("syria-news", "scrapy", "twisted", "lxml", "trafilatura", "sqlalchemy")
"""What fetched, read and stored; the lock file has the rest."""

_ROOT = Path(__file__).parents[2]
_DESCRIBE = ("git", "--no-optional-locks", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")


def versions() -> dict[str, str]:
    """What did it all. `commit` only in a checkout."""
    known = {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}
    return known | ({"commit": found} if (found := commit()) else {})


@functools.cache
def commit() -> str:
    """The commit that was checked out when it was first asked for, `-dirty` behind it where files differ; or empty.

    An installed package has none, whatever repository its environment lies in. Blocks for some milliseconds.
    """
    if not (_ROOT / ".git").exists():
        return ""
    try:
        done = subprocess.run(_DESCRIBE, cwd=_ROOT, capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
