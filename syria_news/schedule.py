"""Crawls by the clock: lines for cron, units for systemd, an egg for Scrapyd. A crawl rests where nothing is due."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import sqlalchemy as sa

from syria_news import exits, settings
from syria_news.model import Outlet

EVERY = 600
"""Seconds between two starts of an outlet's crawl."""


@dataclass(frozen=True)
class Place:
    """Where and as what the crawls run."""

    folder: Path
    """The checkout, where scrapy.cfg is."""
    python: Path
    environment: Mapping[str, str]


def add(command: Callable[..., argparse.ArgumentParser], declared: Callable[[], Mapping[str, Outlet]]) -> None:
    """Add `schedule` to the command line."""

    def run(arguments: argparse.Namespace) -> int:
        outlets = declared()
        if unknown := sorted(set(arguments.outlets) - set(outlets)):
            print(f"syria-news: no outlet {unknown[0]}; `syria-news outlets` shows them", file=sys.stderr)
            return exits.CONFIG
        if arguments.into and not arguments.systemd:
            print("syria-news: --into is for --systemd; a crontab is printed", file=sys.stderr)
            return exits.CONFIG
        names = sorted(set(arguments.outlets) or outlets)
        if arguments.scrapyd:
            arguments.scrapyd.write_bytes(egg())
        elif arguments.into:
            arguments.into.mkdir(parents=True, exist_ok=True)
            for file, text in systemd(names, here()).items():
                (arguments.into / file).write_text(text, encoding="utf-8")
            start = f"cd {_shell(arguments.into)} && systemctl --user enable --now syria_news@*.timer"
            print(f"wrote {len(names) + 1} units; start them with: {start}")
        else:
            print(cron(names, here()) if arguments.cron else _sheet(systemd(names, here())), end="")
        for name, why in secrets().items():
            print(f"{name} {why} and is left out: put it where only you can read", file=sys.stderr)
        return exits.DONE

    sub = command("schedule", run, "print a crontab or systemd units that crawl every outlet when it is due")
    sub.epilog = f"On machines with Scrapyd, install this project beside it. {sub.epilog}"
    sub.add_argument("outlets", nargs="*", metavar="OUTLET", help="all, if none is named")
    kind = sub.add_mutually_exclusive_group(required=True)
    kind.add_argument("--cron", action="store_true", help="as a crontab")
    kind.add_argument("--systemd", action="store_true", help="as systemd units")
    kind.add_argument("--scrapyd", type=Path, metavar="EGG", help="write an egg to deploy: it runs what is installed")
    sub.add_argument("--into", type=Path, metavar="FOLDER", help="write the units into a folder instead")


def here() -> Place:
    """This checkout, this Python, and the settings that came from the environment, but for those that are secret."""
    key = settings.SYRIA_NEWS_SIGNING_KEY
    values = {
        "SYRIA_NEWS_ARCHIVE": settings.SYRIA_NEWS_ARCHIVE,
        "SYRIA_NEWS_DATABASE": settings.SYRIA_NEWS_DATABASE,
        "SYRIA_NEWS_CONTACT": settings.SYRIA_NEWS_CONTACT,
        "SYRIA_NEWS_KEEP_OFF_TOPIC": "1" if settings.SYRIA_NEWS_KEEP_OFF_TOPIC else "",
        "SYRIA_NEWS_ALARM": settings.SYRIA_NEWS_ALARM,
        "SYRIA_NEWS_PROXY_IS_SAFE": "1" if settings.SYRIA_NEWS_PROXY_IS_SAFE else "",
        "SYRIA_NEWS_SIGNING_KEY": os.path.abspath(key) if key else "",
    }
    given = {name: value for name, value in values.items() if value and name not in secrets()}
    folder = (settings.checkout() or Path()).absolute()
    return Place(folder, Path(sys.executable), given)


def secrets() -> dict[str, str]:
    """The settings that a crontab must not show to others, and why. Who knows a webhook's address can post there."""
    found = {}
    if _has_password(settings.SYRIA_NEWS_DATABASE):
        found["SYRIA_NEWS_DATABASE"] = "has a password"
    if "://" in settings.SYRIA_NEWS_ALARM:  # in a command, too
        found["SYRIA_NEWS_ALARM"] = "has an address"
    return found


def _has_password(url: str) -> bool:
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        return False
    return address.password is not None or "password" in address.query


def cron(outlets: Sequence[str], place: Place) -> str:
    """A crontab: the outlets' starts are spread over the ten minutes."""
    lines = [f"{name}={value}" for name, value in place.environment.items()]
    for outlet, second in _starts(outlets):
        run = f"cd {_shell(place.folder)} && exec {_shell(place.python)} -m scrapy crawl {outlet} -a due=1"
        # Cron takes a percent sign for the line's end.
        command = f"sleep {second % 60}; {run} 2>&1 | logger -t syria_news".replace("%", r"\%")
        lines.append(f"{second // 60}-59/10 * * * * {command}")
    return "\n".join(lines) + "\n"


def systemd(outlets: Sequence[str], place: Place) -> dict[str, str]:
    """The units' texts by their files' names: one service for all, and a timer for each outlet."""
    environment = [f"Environment={_quoted(f'{name}={value}')}" for name, value in place.environment.items()]
    python = _quoted(str(place.python)).replace("$", "$$")
    service = [
        "[Unit]",
        "Description=Crawl of %i into the news archive",
        "Wants=network-online.target",
        "After=network-online.target",
        "",
        "[Service]",
        "Type=oneshot",
        f"WorkingDirectory={_specifiers(str(place.folder))}",
        *environment,
        "# What should not stand here (a database's password, an alarm's address) can stand there.",
        "EnvironmentFile=-%E/syria_news.env",
        f"ExecStart={python} -m scrapy crawl %i -a due=1",
        "# 1: some of it failed and is tried again. 6: odd for this outlet; `syria-news status` says what.",
        "SuccessExitStatus=1 6",
        "# A crawl that is asked to stop finishes what it fetches.",
        "TimeoutStopSec=5min",
        "Nice=10",
    ]
    units = {"syria_news@.service": "\n".join(service) + "\n"}
    for outlet, second in _starts(outlets):
        timer = [
            "[Unit]",
            f"Description=Every ten minutes, a crawl of {outlet} if it is due",
            "",
            "[Timer]",
            f"OnCalendar=*:{second // 60}/10:{second % 60:02}",
            "AccuracySec=1s",
            "",
            "[Install]",
            "WantedBy=timers.target",
        ]
        units[f"syria_news@{outlet}.timer"] = "\n".join(timer) + "\n"
    return units


def egg() -> bytes:
    """What Scrapyd deploys: the name of our settings. The project itself, which keeps tables and word lists beside its
    code and would not run from inside an egg, is installed where Scrapyd is.
    """
    told = BytesIO()
    with ZipFile(told, "w") as file:
        about = f"Metadata-Version: 2.1\nName: syria-news\nVersion: {version('syria-news')}\n"
        file.writestr("EGG-INFO/PKG-INFO", about)
        file.writestr("EGG-INFO/entry_points.txt", "[scrapy]\nsettings = syria_news.settings\n")
    return told.getvalue()


def _starts(outlets: Sequence[str]) -> list[tuple[str, int]]:
    """Each outlet with its second of the ten minutes, evenly spread."""
    return [(outlet, number * EVERY // len(outlets)) for number, outlet in enumerate(outlets)]


def _sheet(units: Mapping[str, str]) -> str:
    return "\n".join(f"# --- {file}\n{text}" for file, text in units.items())


def _shell(path: Path) -> str:
    return "'" + str(path).replace("'", "'\\''") + "'"


def _quoted(text: str) -> str:
    """A word of a unit file (systemd.syntax(7))."""
    return '"' + _specifiers(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")
