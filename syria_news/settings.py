"""Scrapy settings, and the only place that reads the environment.

| variable | what | default |
|---|---|---|
| SYRIA_NEWS_ARCHIVE | folder of the archive: `raw/` with the WARC files, `syria_news.db` | `archive` beside scrapy.cfg |
| SYRIA_NEWS_DATABASE | SQLAlchemy URL of the database | the SQLite file in the archive |
| SYRIA_NEWS_CONTACT | where an outlet can reach you, named in the User-Agent | the project's page |
| SYRIA_NEWS_KEEP_OFF_TOPIC | `1`: a page labelled `other` makes an article too | off |
"""

import os
from pathlib import Path

from scrapy.utils.conf import closest_scrapy_cfg

_root = Path(closest_scrapy_cfg() or "scrapy.cfg").parent

ARCHIVE = Path(os.environ.get("SYRIA_NEWS_ARCHIVE") or _root / "archive").absolute()
DATABASE = os.environ.get("SYRIA_NEWS_DATABASE") or f"sqlite:///{ARCHIVE / 'syria_news.db'}"
CONTACT = os.environ.get("SYRIA_NEWS_CONTACT") or "https://github.com/syria-news/syria_news"
KEEP_OFF_TOPIC = os.environ.get("SYRIA_NEWS_KEEP_OFF_TOPIC", "").lower() in {"1", "true", "yes"}
