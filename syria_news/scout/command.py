"""`syria-news scout`: its arguments, and what it prints."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from syria_news import exits, urls, warc
from syria_news.model import Page, Rejected
from syria_news.scout.declaration import declaration
from syria_news.scout.findings import scout
from syria_news.scout.pages import archived, saved
from syria_news.store.database import transact


def add(command: Callable[..., argparse.ArgumentParser], engine: Callable[[], sa.Engine], raw: Path) -> None:
    """Add it to the command line."""
    text = "read an outlet's home page and print a declaration for it (`scrapy scout URL` fetches one)"
    sub = command("scout", partial(_scout, engine=engine, raw=raw), text)
    sub.add_argument("page", metavar="FILE_OR_URL", help="a saved page (.html, .html.gz), or an address in the archive")
    sub.add_argument("--url", default="", help="the address of a saved page that doesn't say it")
    sub.add_argument("--robots", type=Path, help="the outlet's robots.txt, for the sitemaps it names")
    sub.add_argument("--name", default="", help="the spider's name")


def _scout(arguments: argparse.Namespace, engine: Callable[[], sa.Engine], raw: Path) -> int:
    try:
        robots = arguments.robots.read_text(encoding="utf-8", errors="replace") if arguments.robots else ""
        print(declaration(scout(_page(arguments, engine, raw), robots), arguments.name), end="")
    except (Rejected, urls.BadURL, warc.Damaged) as error:
        print(f"syria-news: {error}", file=sys.stderr)
        return exits.CONFIG
    return exits.DONE


def _page(arguments: argparse.Namespace, engine: Callable[[], sa.Engine], raw: Path) -> Page:
    if arguments.page.startswith(("http://", "https://")):
        return transact(engine(), partial(archived, folder=raw, url=arguments.page))
    return saved(Path(arguments.page), arguments.url)
