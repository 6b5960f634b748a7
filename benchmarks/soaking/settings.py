"""The project's settings, but for a site on loopback: nobody needs to be polite to it, or to wait long for it.

SIGUSR1 writes what every thread does to the log, should a crawl hang.
"""

import faulthandler
import os
import signal

from syria_news.settings import *  # noqa: F403

faulthandler.register(signal.SIGUSR1, all_threads=True)

SPIDER_MODULES = ["benchmarks.soaking.spiders"]
SYRIA_NEWS_ALLOWED_HOSTS = os.environ["SOAK_HOSTS"].split(",")
DOWNLOAD_DELAY = 0
AUTOTHROTTLE_ENABLED = False
CONCURRENT_REQUESTS_PER_DOMAIN = 4
DOWNLOAD_TIMEOUT = float(os.environ["SOAK_TIMEOUT"])  # type: ignore[assignment]  # ours are whole numbers
