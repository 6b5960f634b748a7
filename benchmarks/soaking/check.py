"""The soak's checker: what the server logged, against the WARC files and the database. It shares no code with the
product, and of the soak's own only `archive.py`.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.soaking.archive import Record, records, select

AT_ONCE = 16
"""Requests that a crawl has under way (Scrapy's default): so many answers may be lost when it is killed."""
BEFORE_DEATH = 3.0
"""Seconds before a kill in which an answer may have been sent and not yet written."""
MARKER = re.compile(r"note (\d+) of edition \d+,")
Answer = dict[str, Any]
Select = Callable[[str], list[tuple[Any, ...]]]


class Check:
    """Figures and faults; `lines` prints them."""

    def __init__(self, home: Path, raw: Path, address: str, pages: int) -> None:
        self.figures: dict[str, object] = {}
        self.faults: Counter[str] = Counter()
        self._examples: dict[str, object] = {}
        log = [json.loads(line) for line in (home / "answers.jsonl").read_text().splitlines()]
        self._answers: dict[int, Answer] = {each["serial"]: each for each in log if "serial" in each}
        self.fault("requests to the trap", [each for each in log if "serial" not in each])
        self._lives = [json.loads(line) for line in (home / "lives.jsonl").read_text().splitlines()]
        self._cut = (home / "cut.bin").open("rb")
        self._pages = pages
        self._check_records(raw)
        with select(address) as query:
            self._check_captures(query)
            self._check_articles(query)
            self._check_ledger(query)

    def lines(self) -> str:
        """All of it, faults last."""
        shown = [f"{name:58} {value:>9}" for name, value in self.figures.items()]
        for name, count in self.faults.items():
            example = f"   e.g. {self._examples[name]}" if count else ""
            shown.append(f"{name:58} {count:>9}{example}")
        return "\n".join(shown)

    def fault(self, name: str, found: list[Any]) -> None:
        """Something that must not be, and what was found of it."""
        self.faults[name] += len(found)
        if found:
            self._examples[name] = found[0]

    # -- answers and records

    def _check_records(self, raw: Path) -> None:
        self.fault("files left .open or .torn unread", [path.name for path in raw.glob("*.open")])
        self._records: dict[str, Record] = {}
        serials: Counter[int] = Counter()
        twice, unknown, differ = [], [], []
        for record in records(raw):
            if record.id in self._records:
                twice.append(record.id)
            self._records[record.id] = record
            answer = self._answers.get(record.serial)
            serials[record.serial] += 1
            if answer is None or record.url.split("/", 3)[2:] != [_host(record, answer), answer["path"][1:]]:
                unknown.append(record.url)
            elif not self._is_what_was_sent(record, answer):
                differ.append((record.file, record.offset, answer["kind"]))
        whole = [each for each in self._answers.values() if each["whole"]]
        self.figures["answers"] = len(self._answers)
        self.figures["answers sent whole"] = len(whole)
        self.figures["response records"] = len(self._records)
        self.figures["  of answers sent whole"] = sum(each["serial"] in serials for each in whole)
        self.fault("records doubled", twice + [serial for serial, times in serials.items() if times > 1])
        self.fault("records of no answer", unknown)
        self.fault("records that are not what was sent", differ)
        self._check_lost([each for each in whole if each["serial"] not in serials], serials)

    def _answer(self, record: Record) -> Answer:
        """What the server says of it; nothing where it knows no such answer."""
        return self._answers.get(record.serial, {})

    def _is_what_was_sent(self, record: Record, answer: Answer) -> bool:
        if answer["whole"]:
            return bool(record.sha256 == answer["sha256"] and record.status == answer["status"])
        self._cut.seek(answer["at"])
        sent = self._cut.read(answer["size"])
        return sent.startswith(record.payload) and (bool(record.truncated) or record.payload == sent)

    def _check_lost(self, missing: list[Answer], serials: Counter[int]) -> None:
        """Without a record may be what was under way when a crawl was killed, if its URL was answered again."""
        recorded: dict[str, int] = defaultdict(int)
        for serial in serials:
            if answer := self._answers.get(serial):
                recorded[_url(answer)] = max(serial, recorded[_url(answer)])
        starts = [life["began"] for life in self._lives]
        deaths: Counter[int] = Counter()
        lost = []
        for answer in missing:
            life = self._lives[bisect_right(starts, answer["began"]) - 1]
            in_flight = life["killed"] and answer["ended"] > life["ended"] - BEFORE_DEATH
            deaths[life["number"]] += in_flight
            again = recorded[_url(answer)] > answer["serial"] or "/news/" not in answer["path"]
            if not (in_flight and again and deaths[life["number"]] <= AT_ONCE):
                lost.append(answer)
        self.figures["  not written when a crawl was killed, and asked for again"] = len(missing) - len(lost)
        self.figures["  most of these at one kill"] = max(deaths.values(), default=0)
        self.fault("answers lost", lost)

    # -- rows

    def _check_captures(self, query: Select) -> None:
        rows = query('SELECT record_id, file, "offset", length, sha256, url, status, outcome, role FROM capture')
        by_id = {row[0]: row for row in rows}
        self.figures["capture rows"] = len(rows)
        self.fault("rows without a record", [each for each in by_id if each not in self._records])
        self.fault("records without a row", [each for each in self._records if each not in by_id])
        wrong, unread = [], []
        for name, record in self._records.items():
            if row := by_id.get(name):
                place = (record.file, record.offset, record.length, record.sha256, record.url, record.status)
                if tuple(row[1:7]) != place:
                    wrong.append((row, place))
                answer = self._answer(record)
                if answer.get("good") and row[7] != "article":
                    unread.append((record.url, row[7]))
        self.fault("rows that point elsewhere", wrong)
        tally = Counter(row[7] for row in rows)
        self.figures["  of pages that were not read (cut, damaged, tried again)"] = tally["unread"]
        self.figures["  without an outcome"] = tally[None]
        self.fault("good answers that made no article", unread)

    def _check_articles(self, query: Select) -> None:
        editions: dict[int, set[str]] = defaultdict(set)
        for record in self._records.values():
            answer = self._answer(record)
            if answer.get("good"):
                editions[answer["page"]].add(answer["marker"])
        latest: dict[int, tuple[str, str]] = {}
        captured, strange, repeated, texts = [], [], [], 0
        of_page: dict[int, set[str]] = defaultdict(set)
        fields = "r.article_id, a.url, r.text, r.content, c.record_id"
        for article, url, text, content, record in query(
            f"SELECT {fields} FROM revision r JOIN article a ON a.id = r.article_id "
            "LEFT JOIN capture c ON c.id = r.capture_id ORDER BY r.article_id, r.fetched"
        ):
            texts += 1
            markers = set(MARKER.findall(text))
            found = {match[0] for match in MARKER.finditer(text)}
            if record not in self._records:
                captured.append(url)
            if len(markers) != 1 or len(found) != 1:
                strange.append(url)
                continue
            number = int(markers.pop())
            marker = found.pop()
            of_page[number].add(marker)
            if record in self._records and self._answer(self._records[record]).get("marker") != marker:
                strange.append(url)
            if article in latest and latest[article][1] == content:
                repeated.append(url)
            latest[article] = (marker, content)
        self.figures["articles"] = len(latest)
        self.figures["revisions"] = texts
        self.fault("revisions without a record", captured)
        self.fault("revisions that say what their record does not", strange)
        self.fault("revisions equal to the one before", repeated)
        self.fault("editions that were archived and have no revision", _missing(editions, of_page))
        now = Counter(marker for marker, _ in latest.values())
        self.fault("articles doubled", [marker for marker, times in now.items() if times > 1])
        addresses = Counter(row[0] for row in query("SELECT key FROM article"))
        self.fault("addresses doubled", [key for key, times in addresses.items() if times > 1])

    def _check_ledger(self, query: Select) -> None:
        rows = query("SELECT url, state, reason, next_try, article_id FROM listed_url")
        pages = Counter(row[0] for row in rows)
        listed = {int(found[1]) for url in pages if (found := re.search(r"//[^/]+/news/(\d+)$", url))}
        self.figures["pages in the ledger"] = len(listed)
        states = Counter(f"{state} {(reason or '').partition(':')[0]}".strip() for _, state, reason, *_ in rows)
        self.figures.update({f"  {state}": count for state, count in sorted(states.items())})
        self.fault("pages that the ledger does not know", sorted(set(range(self._pages)) - listed))
        self.fault("ledger rows doubled", [url for url, times in pages.items() if times > 1])
        done = {"stored", "copy", "unchanged"}
        self.fault("pages not stored in the end", [row for row in rows if row[1] not in done])
        self.fault("pages stored without an article", [row for row in rows if row[1] in done and row[4] is None])
        self.fault("failures without a reason", [row for row in rows if row[1] == "failed" and not row[2]])
        self.fault("leases left", query("SELECT outlet, shown FROM lease"))
        self.fault("runs without an end or a manifest", query(
            "SELECT key FROM run WHERE finished IS NULL OR manifest IS NULL"))  # fmt: skip


def _missing(editions: dict[int, set[str]], of_page: dict[int, set[str]]) -> list[str]:
    return [marker for page, markers in editions.items() for marker in markers - of_page[page]]


def _url(answer: Answer) -> str:
    """The address that was asked for first: where a redirect led, a crawl comes again by the redirect or without it."""
    return f"{answer['host']}{answer['path'].removeprefix('/moved')}"


def _host(record: Record, answer: Answer) -> str:
    """The host with the port that the record has."""
    port = record.url.split("/", 3)[2].partition(":")[2]
    return f"{answer['host']}:{port}"
