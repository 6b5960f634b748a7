"""Scrapy settings, and the only place that reads the environment.

| variable | what | default |
|---|---|---|
| SYRIA_NEWS_ARCHIVE | the archive's folder: `raw/` (WARC files), `syria_news.db` | `archive` beside scrapy.cfg |
| SYRIA_NEWS_DATABASE | SQLAlchemy URL of the database | the SQLite file in the archive |
| SYRIA_NEWS_CONTACT | an address where outlets can reach you, in the User-Agent | none |
| SYRIA_NEWS_KEEP_OFF_TOPIC | `1`: a page labelled `other` makes an article too | off |
"""

import os
from pathlib import Path

from scrapy.utils.conf import closest_scrapy_cfg

_root = Path(closest_scrapy_cfg() or "scrapy.cfg").parent

ARCHIVE = Path(os.environ.get("SYRIA_NEWS_ARCHIVE") or _root / "archive").absolute()
DATABASE = os.environ.get("SYRIA_NEWS_DATABASE") or f"sqlite:///{ARCHIVE / 'syria_news.db'}"
CONTACT = os.environ.get("SYRIA_NEWS_CONTACT", "")
KEEP_OFF_TOPIC = os.environ.get("SYRIA_NEWS_KEEP_OFF_TOPIC", "").lower() in {"1", "true", "yes"}
