"""The project's settings, but for a site on loopback: its port is let in, and nobody needs to be polite to it."""

import os

from syria_news.settings import *  # noqa: F403

EXTENSIONS = {**EXTENSIONS, "tests.site.disk.LargestFile": 600}  # noqa: F405
SPIDER_MODULES = ["tests.site.spiders"]
SYRIA_NEWS_ALLOWED_HOSTS = [os.environ["SITE"]]
DOWNLOAD_DELAY = 0
AUTOTHROTTLE_ENABLED = False
CONCURRENT_REQUESTS_PER_DOMAIN = 8
RETRY_TIMES = 1
DOWNLOAD_TIMEOUT = 30
