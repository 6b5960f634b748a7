"""Running the project's two commands as people do: in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Place:
    """An archive and its database, and the site that is crawled into it."""

    archive: Path
    database: str
    site: str = ""
    """`host:port`"""
    more: Mapping[str, str] = field(default_factory=dict)
    """Environment variables besides."""

    def environment(self) -> dict[str, str]:
        env = {**os.environ, "SYRIA_NEWS_ARCHIVE": str(self.archive), "SYRIA_NEWS_DATABASE": self.database}
        if self.site:
            env |= {"SITE": self.site, "SCRAPY_SETTINGS_MODULE": "tests.site.settings", "PYTHONPATH": str(ROOT)}
        return {**env, **self.more}

    def scrapy(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`scrapy ARGUMENTS`, finished."""
        return subprocess.run(
            [sys.executable, "-m", "scrapy", *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """`scrapy ARGUMENTS`, running, in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "scrapy", *arguments],
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def syria_news(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`syria-news ARGUMENTS`, finished."""
        return subprocess.run(
            [sys.executable, "-c", "from syria_news.cli import main; main()", *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
