"""Bytes and rules in, an article out: no network, no SQL, no Scrapy."""

from syria_news.extract.reading import extract

__all__ = ["extract"]
