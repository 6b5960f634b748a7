"""What a spider can be asked for on the command line: `scrapy crawl OUTLET -a name=value`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from syria_news import urls, warc
from syria_news.model import Outlet, Window

SCRAPYD = "_job"
"""What Scrapyd gives every spider: the job's id."""
NAMES = ("since", "until", "url", "refresh", "replay", "due")


class BadArgument(ValueError):
    """An `-a` that makes no sense; the message is one line for people."""


@dataclass(frozen=True)
class Arguments:
    """The wishes of one crawl."""

    window: Window = field(default_factory=Window)
    urls: tuple[str, ...] = ()
    """Fetch just these."""
    refresh: bool = False
    """Fetch again what is known."""
    replay: Path | None = None
    """A WARC file to read from instead of the net."""
    due: bool = False
    """Read only the listings that are due."""

    @property
    def is_everyday(self) -> bool:
        """Whether nothing but today's news is asked for: no days, no addresses, no recording."""
        return self.window == Window() and not self.urls and not self.refresh and self.replay is None


def parse(given: Mapping[str, str], outlet: Outlet) -> Arguments:
    """The arguments as given to `-a`. Raises `BadArgument`."""
    if unknown := sorted(set(given) - {*NAMES, SCRAPYD}):
        raise BadArgument(f"-a {unknown[0]}: no such argument; there are {', '.join(NAMES)}")
    window = Window(_day("since", given), _day("until", given))
    if window.since and window.until and window.since > window.until:
        raise BadArgument(f"-a since={window.since} is after until={window.until}")
    found = Arguments(
        window=window,
        urls=_urls(given.get("url"), outlet),
        refresh=_yes("refresh", given),
        replay=_file(given.get("replay")),
        due=_yes("due", given),
    )
    if found.due and not found.is_everyday:
        raise BadArgument("-a due=1 goes with no other argument: it asks for what is new")
    return found


def _day(name: str, given: Mapping[str, str]) -> date | None:
    if name not in given:
        return None
    try:
        return date.fromisoformat(given[name])
    except ValueError:
        raise BadArgument(f"-a {name}={given[name]}: not a date; write it as 2024-12-06") from None


def _yes(name: str, given: Mapping[str, str]) -> bool:
    value = given.get(name, "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise BadArgument(f"-a {name}={given[name]}: neither 1 nor 0")
    return value in {"1", "true", "yes"}


def _urls(value: str | None, outlet: Outlet) -> tuple[str, ...]:
    if value is None:
        return ()
    found = []
    for url in value.replace(",http", " http").split():
        try:
            found.append(urls.canonical(url))
        except urls.BadURL as error:
            raise BadArgument(f"-a url={url}: {error}") from None
        if not outlet.owns(url):
            hosts = ", ".join(sorted(outlet.all_hosts()))
            raise BadArgument(f"-a url={url}: not an address of {outlet.name} ({hosts})")
    if not found:
        raise BadArgument("-a url=: no address given")
    return tuple(dict.fromkeys(found))


def _file(value: str | None) -> Path | None:
    if value is None:
        return None
    path = Path(value)
    if not path.is_file():
        raise BadArgument(f"-a replay={value}: no such file")
    if next(warc.walk(path, damage=lambda _: None), None) is None:
        raise BadArgument(f"-a replay={value}: holds no WARC record")
    return path
