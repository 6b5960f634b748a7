"""Crawls by the clock."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news import schedule, settings
from tests.commands import ROOT, Place

NAMES = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True), min_size=1, max_size=150, unique=True)
ODD = schedule.Place(Path("/home/a b/100%/it's"), Path("/usr/bin/python3"), {"SYRIA_NEWS_CONTACT": 'a "b" 100% \\ $x'})


@given(NAMES)
def test_every_outlet_has_one_start_in_ten_minutes_and_they_are_spread(names: list[str]) -> None:
    lines = [line for line in schedule.cron(names, ODD).splitlines() if " crawl " in line]
    starts = []
    for name, line in zip(names, lines, strict=True):
        minute, seconds = re.match(r"(\d)-59/10 \* \* \* \* sleep (\d+); ", line).groups()  # type: ignore[union-attr]
        assert f" crawl {name} -a due=1 " in line
        starts.append(60 * int(minute) + int(seconds))
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert all(gap >= 600 // len(names) for gap in gaps)
    assert max(starts) < 600


def test_a_crontabs_command_runs_as_written(tmp_path: Path) -> None:
    """The shell's part of a line, with a folder that needs its quotes, and what cron itself does to a percent sign."""
    folder = tmp_path / "a b's 100%"
    folder.mkdir()
    python = folder / "python"
    python.write_text('#!/bin/sh\npwd > out\necho "$@" >> out\n')
    python.chmod(0o755)
    [line] = schedule.cron(["upi"], schedule.Place(folder, python, {})).splitlines()
    assert not re.search(r"(?<!\\)%", line)
    command = line.split(" ", 5)[5].replace(r"\%", "%")
    subprocess.run(["sh", "-c", command], check=False)
    assert (folder / "out").read_text().splitlines() == [str(folder), "-m scrapy crawl upi -a due=1"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here to verify the units with")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    folder = tmp_path / "100% a b"
    folder.mkdir()
    place = schedule.Place(folder, Path(sys.executable), ODD.environment)
    units = schedule.systemd(["upi", "bbc_ar", "levant24"], place)
    for file, text in units.items():
        (tmp_path / file).write_text(text)
    assert len(units) == 4
    paths = [tmp_path / file for file in units if file.endswith(".timer")] + [tmp_path / "syria_news@upi.service"]
    (tmp_path / "syria_news@upi.service").write_text(units["syria_news@.service"])
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, paths)], capture_output=True, text=True, check=False
    )
    about_ours = [line for line in done.stderr.splitlines() if "syria_news" in line]
    assert about_ours == []
    assert done.returncode == 0, done.stderr
    for text in units.values():
        if found := re.search(r"OnCalendar=(.*)", text):
            subprocess.run(["systemd-analyze", "calendar", found[1]], check=True, capture_output=True)


def test_every_setting_of_the_environment_is_carried(tmp_path: Path) -> None:
    declared = set(re.findall(r"^\| (SYRIA_NEWS_\w+) ", settings.__doc__ or "", re.MULTILINE))
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", tmp_path / "key.pem"], check=True)
    given = {
        "SYRIA_NEWS_CONTACT": "desk@paper.example",
        "SYRIA_NEWS_KEEP_OFF_TOPIC": "yes",
        "SYRIA_NEWS_PROXY_IS_SAFE": "1",
        "SYRIA_NEWS_ALARM": "mail -s 'odd, 100%' desk@paper.example",
        "SYRIA_NEWS_SIGNING_KEY": os.path.relpath(tmp_path / "key.pem", ROOT),
    }
    place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'news.db'}", more=given)
    lines = place.syria_news("schedule", "--cron", "upi").stdout.splitlines()
    carried = dict(line.split("=", 1) for line in lines if line.startswith("SYRIA_NEWS_"))
    assert set(carried) == declared
    assert carried == {
        **given,
        "SYRIA_NEWS_KEEP_OFF_TOPIC": "1",
        "SYRIA_NEWS_SIGNING_KEY": f"{tmp_path}/key.pem",
        "SYRIA_NEWS_ARCHIVE": str(place.archive),
        "SYRIA_NEWS_DATABASE": place.database,
    }
    bare = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'news.db'}")
    assert "SYRIA_NEWS_KEEP_OFF_TOPIC" not in bare.syria_news("schedule", "--cron", "upi").stdout


@pytest.mark.parametrize("alarm", ["https://hooks.example/s3cret", "curl -d @- https://hooks.example/?token=s3cret"])
@pytest.mark.parametrize("kind", [["--cron"], ["--systemd"], ["--systemd", "--into", "units"]])
def test_the_address_of_an_alarm_is_left_out_and_said_to_be(alarm: str, kind: list[str], tmp_path: Path) -> None:
    kind = [str(tmp_path / each) if each == "units" else each for each in kind]
    place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'news.db'}", more={"SYRIA_NEWS_ALARM": alarm})
    done = place.syria_news("schedule", *kind, "upi")
    assert done.returncode == 0
    units = [path.read_text() for path in (tmp_path / "units").iterdir()] if "--into" in kind else []
    for text in (done.stdout, done.stderr, *units):
        assert "s3cret" not in text
        assert "SYRIA_NEWS_ALARM=" not in text
    assert "SYRIA_NEWS_ALARM has an address and is left out" in done.stderr


@pytest.mark.parametrize("address", ["postgresql://me:s3cret@db.example/news", "postgresql://db/news?password=s3cret"])
def test_a_password_is_left_out_wherever_an_address_has_it(address: str, tmp_path: Path) -> None:
    done = Place(tmp_path / "archive", address).syria_news("schedule", "--cron", "upi")
    assert "s3cret" not in done.stdout + done.stderr
    assert "SYRIA_NEWS_DATABASE has a password and is left out" in done.stderr


def test_the_command_prints_what_can_be_installed(tmp_path: Path) -> None:
    place = Place(tmp_path / "archive", "postgresql://me:secret@db.example/news")
    printed = place.syria_news("schedule", "--cron")
    assert printed.returncode == 0, printed.stderr
    assert f"SYRIA_NEWS_ARCHIVE={place.archive}" in printed.stdout
    assert len(re.findall(r" crawl \w+ -a due=1", printed.stdout)) >= 6
    assert "secret" not in printed.stdout

    folder = tmp_path / "units"
    written = place.syria_news("schedule", "--systemd", "--into", str(folder), "upi", "levant24")
    assert written.returncode == 0, written.stderr
    assert {path.name for path in folder.iterdir()} == {
        "syria_news@.service",
        "syria_news@upi.timer",
        "syria_news@levant24.timer",
    }
    assert f"cd '{folder}' && systemctl --user enable --now syria_news@*.timer" in written.stdout
    refused = place.syria_news("schedule", "--cron", "--into", str(folder), "upi")
    assert (refused.returncode, refused.stdout) == (2, "")
    unknown = place.syria_news("schedule", "--cron", "nowhere")
    assert unknown.returncode == 2
    assert "no outlet nowhere" in unknown.stderr
    assert place.syria_news("schedule").returncode == 2
