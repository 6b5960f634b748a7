"""Scrapy settings, and the only place that reads the environment.

| variable | what | default |
|---|---|---|
| SYRIA_NEWS_ARCHIVE | the archive's folder: `raw/` (WARC files), `syria_news.db` | `archive` beside scrapy.cfg |
| SYRIA_NEWS_DATABASE | SQLAlchemy URL of the database | the SQLite file in the archive |
| SYRIA_NEWS_CONTACT | an address where outlets can reach you, in the User-Agent | none |
| SYRIA_NEWS_KEEP_OFF_TOPIC | `1`: a page labelled `other` makes an article too | off |
| SYRIA_NEWS_ALARM | a command, or an address to post to, that is told of odd runs (JSON) | none |
| SYRIA_NEWS_PROXY_IS_SAFE | `1`: the proxy of the environment refuses inner addresses | off: no crawl by a proxy |
| SYRIA_NEWS_SIGNING_KEY | PEM file of an Ed25519 key that signs each run's manifest | none |

Scrapy's own settings can be overridden as usual (`-s DOWNLOAD_DELAY=5`).
"""

import os
import sys
from importlib.metadata import version
from pathlib import Path


def _switch(name: str) -> bool:
    """A variable that is on or off."""
    given = os.environ.get(name, "").lower()
    if given not in {"", "0", "false", "no", "1", "true", "yes"}:
        print(f"{name}={given}: neither 1 nor 0", file=sys.stderr)
        sys.exit(2)  # as `exits.CONFIG`
    return given in {"1", "true", "yes"}


def checkout() -> Path | None:
    """The folder of the nearest scrapy.cfg, at or above the current one; found as Scrapy does, without its imports."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / "scrapy.cfg").exists()), None)


_root = checkout() or Path()

SYRIA_NEWS_ARCHIVE = str(Path(os.environ.get("SYRIA_NEWS_ARCHIVE") or _root / "archive").absolute())
SYRIA_NEWS_DATABASE = os.environ.get("SYRIA_NEWS_DATABASE") or f"sqlite:///{SYRIA_NEWS_ARCHIVE}/syria_news.db"
SYRIA_NEWS_CONTACT = os.environ.get("SYRIA_NEWS_CONTACT", "")
SYRIA_NEWS_SIGNING_KEY = os.environ.get("SYRIA_NEWS_SIGNING_KEY", "")
SYRIA_NEWS_KEEP_OFF_TOPIC = _switch("SYRIA_NEWS_KEEP_OFF_TOPIC")
SYRIA_NEWS_PROXY_IS_SAFE = _switch("SYRIA_NEWS_PROXY_IS_SAFE")
SYRIA_NEWS_ALARM = os.environ.get("SYRIA_NEWS_ALARM", "")
SYRIA_NEWS_MOST_PAGES = 20_000
"""Pages that a run asks for, and as many listings; what is beyond stays listed for the next. Six hours' work."""
SYRIA_NEWS_ALLOWED_HOSTS: list[str] = []
"""`host:port` that the address policy lets pass: for tests against a site on loopback, never for the net."""

BOT_NAME = "syria_news"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "syria_news.commands"
TEMPLATES_DIR = str(Path(__file__).parent / "crawl" / "templates")

# -- manners: who we are, what we may, how fast
USER_AGENT = f"syria_news/{version('syria-news')}" + (f" (+{SYRIA_NEWS_CONTACT})" if SYRIA_NEWS_CONTACT else "")
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS_PER_DOMAIN = 2
# Scrapy makes so many tasks for each response (100 by default, 1.2 ms of its thread); ours give one item at most.
CONCURRENT_ITEMS = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
COOKIES_ENABLED = False

# -- limits: nobody keeps us busy or fills our memory
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 10
METAREFRESH_ENABLED = False  # a page is what it says; one that reloads itself is no loop
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the ledger says so, and is where it matters

# -- nobody gets in: no file, data or ftp addresses, no consoles that run what they are sent
DOWNLOAD_HANDLERS = {
    "http": "syria_news.crawl.download.Handler",
    "https": "syria_news.crawl.download.Handler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "syria_news.crawl.resolver.PublicResolver"
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# -- the walk of a page; higher numbers are nearer to the wire
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "syria_news.crawl.robots.Robots": 100,
    "syria_news.crawl.unpacking.Again": 560,
    "syria_news.crawl.waits.Waits": 570,  # before Scrapy's retries (550)
    "syria_news.crawl.unpacking.Unpacking": 590,
    "syria_news.crawl.unpacking.Redirect": 600,
    "syria_news.crawl.conditional.Conditional": 610,
    "syria_news.crawl.raw.RawArchive": 895,  # sees bytes as received: before unpacking, retry and redirect
    "syria_news.crawl.recording.Recording": 896,  # answers from a WARC file instead of the net
    "syria_news.crawl.remembered.Remembered": 897,  # a backfill's listings, from our own archive
    "syria_news.crawl.policy.AddressPolicy": 899,  # the last word before the net, on every request
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # drops long ones without a word; the policy speaks
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # a 404 is an outcome like any other
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # the spider counts its own listings' depth
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
WARN_ON_GENERATOR_RETURN_VALUE = False  # Scrapy parses the source of our callbacks again for each response
ITEM_PIPELINES = {"syria_news.crawl.pipelines.Line": 300}
EXTENSIONS = {
    "scrapy.extensions.remote_control.RemoteControl": None,  # off, and not even imported: 0.2 s of each run
    "syria_news.crawl.runs.Runs": 0,
    "syria_news.crawl.log.CleanLog": 1,
    "syria_news.crawl.outcomes.Outcomes": 2,
    "syria_news.crawl.progress.Progress": 500,
}
FEED_EXPORT_ENCODING = "utf-8"
FEED_EXPORTERS = {"csv": "syria_news.crawl.export.SafeCsv"}

LOG_LEVEL = "INFO"
LOG_FORMATTER = "syria_news.crawl.log.OneLine"
STATS_DUMP = False  # the run's counts are in the table `run`; `-s STATS_DUMP=1` shows Scrapy's own
