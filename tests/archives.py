"""Small archives, built without a crawl, and ways to tamper with them."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from syria_news import stories, warc
from syria_news.enrich.fingerprint import fingerprint as of_words
from syria_news.enrich.fingerprint import words
from syria_news.evidence import manifest, redact
from syria_news.evidence.finding import Finding, Grade
from syria_news.evidence.verify import Verification
from syria_news.ingest import ingest
from syria_news.model import Article, Entry, State
from syria_news.store import articles, captures, database, ledger, runs
from syria_news.store.captures import Capture
from syria_news.store.ledger import Settled
from syria_news.warc import Errand, Exchange, Role, writer

NOON = datetime(2024, 12, 6, 12, tzinfo=UTC)
WORDS = "council convoy crossing district hospital ceasefire delegation village checkpoint bridge river market".split()


@dataclass(frozen=True)
class Archive:
    """A folder with `raw/`, `manifests/` and, on SQLite, the database."""

    home: Path
    database: str = ""

    @property
    def raw(self) -> Path:
        return self.home / "raw"

    def engine(self) -> sa.Engine:
        return database.connect(self.database or f"sqlite:///{self.home / 'syria_news.db'}")

    def copy(self, home: Path) -> Archive:
        """The same again, elsewhere; of what lies in files."""
        return Archive(Path(shutil.copytree(self.home, home)))

    def findings(self, *, deep: bool = False) -> list[Finding]:
        """What `verify` says; `deep`, of an archive whose outlets nobody declared."""
        engine = self.engine()
        try:
            return list(Verification(engine, self.raw, deep={} if deep else None))
        finally:
            engine.dispose()

    def damage(self, *, deep: bool = False) -> list[Finding]:
        return [each for each in self.findings(deep=deep) if each.grade == Grade.DAMAGE]

    def sql(self, statement: str, *values: object) -> None:
        """A statement on the SQLite file, past all of our code and its foreign keys."""
        conn = sqlite3.connect(self.home / "syria_news.db")
        with conn:
            conn.execute(statement, values)
        conn.close()


def build(archive: Archive, seed: int = 0, runs_: int = 3, pages: int = 4) -> Archive:
    """Runs of a crawl: listings, articles, some edited, some copies, some gone; a run that fetched nothing."""
    engine, dice = archive.engine(), random.Random(seed)
    database.migrate(engine)
    for number in range(runs_):
        _run(engine, archive.raw, dice, number, pages)
    _finish(engine, archive.raw, "f" * 31 + str(seed % 10), NOON + timedelta(days=runs_), None)
    engine.dispose()
    return archive


def _run(engine: sa.Engine, raw: Path, dice: random.Random, number: int, pages: int) -> None:
    key = f"{dice.getrandbits(128):032x}"
    started = NOON + timedelta(days=number)
    name = f"{started:%Y%m%dT%H%M%S}Z-demo-{key[:8]}.warc.gz"
    made = warc.Writer(raw, name, {"software": "tests", "syria-news-run": key, "syria-news-started": str(started)})
    with engine.begin() as conn:
        run_id = runs.begin(conn, key, "crawl", started, outlet="demo", raw_file=name)
        listing = _fetch(made, "https://example.org/feed.xml", started, b"<rss/>", Role.LISTING, 200)
        soon = started + timedelta(seconds=30)
        gone = _fetch(made, f"https://example.org/gone/{number}", soon, b"gone", Role.ARTICLE, 404)
        captures.add(conn, run_id, [listing, gone])
        found = [Entry(f"https://example.org/news/{page}") for page in range(pages)]
        ledger.enter(conn, "demo", listing.url, [*found, Entry(gone.url)], started)
        ledger.settle(conn, "demo", [Settled(gone.url, State.GONE, soon, "answered 404")])
        for page, entry in enumerate(found):
            moment = started + timedelta(minutes=1 + page)
            text = _text(dice, page, number if page % 2 else 0)
            capture = _fetch(made, entry.url, moment, text.encode(), Role.ARTICLE, 200)
            captures.add(conn, run_id, [capture])
            _save(conn, capture, text)
    made.close()
    _finish(engine, raw, key, started, {"listed": pages, "new": pages})


def _text(dice: random.Random, page: int, version: int) -> str:
    """Words of the page's own, the same at every run but for its version."""
    del dice
    own = random.Random(page * 100 + version)
    return " ".join(own.choice(WORDS) for _ in range(60)) + f". Report {page}, version {version}."


def _fetch(made: warc.Writer, url: str, moment: datetime, body: bytes, role: Role, status: int) -> Capture:
    exchange = Exchange(url, moment, status, [(b"Content-Type", b"text/html")], body, Errand("demo", role))
    raw = made.exchange(exchange)
    return Capture(raw, "demo", role, url, "", moment, status, role == Role.ARTICLE and status == 200)


def _save(conn: sa.Connection, capture: Capture, text: str) -> None:
    article = Article("demo", capture.url, capture.fetched, "Report", text, fingerprint=fingerprint(text))
    [saved] = articles.save(conn, [(replace(article, raw=capture.raw), "")])
    stories.place(conn, [saved.article_id])
    state = State.STORED if saved.outcome in {"new", "revised"} else State.UNCHANGED
    ledger.settle(conn, "demo", [Settled(capture.url, state, capture.fetched, article_id=saved.article_id)])


def fingerprint(text: str) -> str:
    """As the line makes it."""
    return of_words(words(text))


def _finish(engine: sa.Engine, raw: Path, key: str, started: datetime, counts: dict[str, int] | None) -> None:
    with engine.begin() as conn:
        run_id = runs.begin(conn, key, "crawl", started, outlet="demo")
        runs.finish(conn, run_id, started + timedelta(hours=1), "finished", counts or {})
    manifest.write(engine, raw, key, {"DOWNLOAD_DELAY": 1.0})


def redacted(archive: Archive, url: str = "https://example.org/news/1") -> Archive:
    """The same, with all records of an address taken out."""
    engine = archive.engine()
    redact.redact(engine, archive.raw, url, "court-order", "An Archivist", "A Court")
    engine.dispose()
    return archive


def ingested(archive: Archive, articles_: int = 4) -> Archive:
    """Articles that somebody extracted, taken in; so all that is stored of them was read by today's rules."""
    engine = archive.engine()
    database.migrate(engine)
    lines = []
    for number in range(articles_):
        own = random.Random(number)
        text = " ".join(own.choice(WORDS) for _ in range(60))
        line = {
            "url": f"https://example.org/read/{number}",
            "title": f"Shelling of Aleppo, report {number}",
            "text": f"Ten buses reached Homs, Syria, after the shelling of Aleppo. {text.capitalize()}.",
            "authors": ["A. Writer"],
            "published": f"2024-12-0{1 + number % 9}T08:00:00Z",
            "fetched": f"2024-12-1{number % 10}T09:00:00Z",
        }
        lines.append(json.dumps(line))
    path = archive.home.with_name(f"{archive.home.name}.jsonl")
    path.write_text("\n".join(lines))
    ingest(engine, archive.raw, {}, [path], outlet="demo")
    engine.dispose()
    return archive


# -- tampering: each function changes something, or says that it could not

Tamper = Callable[[Archive, random.Random], str]
"""What was done, for a report; empty where nothing was, so that another try is due."""


def _pick(archive: Archive, dice: random.Random, pattern: str = "*.warc.gz") -> Path:
    return dice.choice(sorted(archive.raw.glob(pattern)))


def _members(path: Path) -> list[bytes]:
    data = path.read_bytes()
    found = [each for each in warc.members(path) if isinstance(each, warc.Member)]
    return [data[each.offset : each.offset + each.length] for each in found]


def flip(archive: Archive, dice: random.Random) -> str:
    """One bit of a WARC file or a manifest."""
    paths = [*sorted(archive.raw.iterdir()), *manifest.paths(archive.raw)]
    path = dice.choices(paths, [path.stat().st_size for path in paths])[0]
    data = bytearray(path.read_bytes())
    at, bit = dice.randrange(len(data)), dice.randrange(8)
    data[at] ^= 1 << bit
    path.write_bytes(data)
    return f"bit {bit} of byte {at} of {path.name}"


def delete_record(archive: Archive, dice: random.Random) -> str:
    path = _pick(archive, dice)
    members = _members(path)
    at = dice.randrange(len(members))
    path.write_bytes(b"".join(members[:at] + members[at + 1 :]))
    return f"record {at} of {path.name} deleted"


def delete_file(archive: Archive, dice: random.Random) -> str:
    path = dice.choice([*sorted(archive.raw.iterdir()), *manifest.paths(archive.raw)])
    path.unlink()
    return f"{path.name} deleted"


def swap_records(archive: Archive, dice: random.Random) -> str:
    path = _pick(archive, dice)
    members = _members(path)
    one, other = dice.sample(range(len(members)), 2)
    members[one], members[other] = members[other], members[one]
    path.write_bytes(b"".join(members))
    return f"records {one} and {other} of {path.name} swapped"


def swap_files(archive: Archive, dice: random.Random) -> str:
    paths = manifest.paths(archive.raw) if dice.random() < 0.5 else sorted(archive.raw.glob("*.warc.gz"))
    one, other = dice.sample(paths, 2)
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)
    return f"{one.name} and {other.name} swapped"


def duplicate_record(archive: Archive, dice: random.Random) -> str:
    path, into = _pick(archive, dice), _pick(archive, dice)
    member = dice.choice(_members(path))
    members = _members(into)
    at = dice.randrange(len(members) + 1)
    into.write_bytes(b"".join([*members[:at], member, *members[at:]]))
    return f"a record of {path.name} again in {into.name}, as number {at}"


def duplicate_file(archive: Archive, dice: random.Random) -> str:
    if dice.random() < 0.5:
        path = _pick(archive, dice)
        copy = path.with_name("x" + path.name)
    else:
        path = dice.choice(manifest.paths(archive.raw))
        number = dice.randrange(1, len(manifest.paths(archive.raw)) + 2)
        copy = path.with_name(f"{number:08d}{path.name[8:]}")
        if copy == path:
            return ""
    shutil.copy(path, copy)
    return f"{path.name} again as {copy.name}"


def insert_record(archive: Archive, dice: random.Random) -> str:
    """A record that is right in itself."""
    path = _pick(archive, dice)
    members = _members(path)
    at = dice.randrange(len(members) + 1)
    kind = dice.choice(["response", "request", "resource", "metadata", "warcinfo", "revisit"])
    more = {"WARC-Target-URI": "https://example.org/news/forged", "Syria-News-Outlet": "demo"}
    forged = writer.record_bytes(kind, warc.new_id(), NOON, more, b"HTTP/1.1 200 OK\r\n\r\nForged.", 19)
    path.write_bytes(b"".join([*members[:at], forged, *members[at:]]))
    return f"a forged {kind} in {path.name}, as number {at}"


def insert_bytes(archive: Archive, dice: random.Random) -> str:
    path = dice.choice([*sorted(archive.raw.iterdir()), *manifest.paths(archive.raw)])
    data = path.read_bytes()
    at = dice.randrange(len(data) + 1)
    path.write_bytes(data[:at] + dice.randbytes(dice.randrange(1, 9)) + data[at:])
    return f"bytes at {at} of {path.name}"


def insert_file(archive: Archive, dice: random.Random) -> str:
    name = dice.choice(["a.warc.gz", "a.warc.gz.torn", "notes.txt", "z.warc"])
    (archive.raw / name).write_bytes(dice.choice(_members(_pick(archive, dice))))
    _long_ago(archive.raw / name)
    return f"{name} added"


def _long_ago(path: Path) -> None:
    import os

    os.utime(path, (NOON.timestamp(), NOON.timestamp()))


def strip_digests(archive: Archive, dice: random.Random) -> str:
    """A record whose text was changed and whose digest lines were taken out, in a gzip member that is right."""
    path = _pick(archive, dice)
    members = _members(path)
    at = dice.randrange(len(members))
    data = zlib.decompress(members[at], wbits=31)
    head, _, block = data.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if b"-Digest:" not in line]
    if dice.random() < 0.5:
        block = block.replace(b"Report", b"Repeal")
    members[at] = writer.gzipped(b"\r\n".join(lines) + b"\r\n\r\n" + block)
    path.write_bytes(b"".join(members))
    return f"record {at} of {path.name} without digests"


def rewrite_manifest(archive: Archive, dice: random.Random) -> str:
    """A manifest that says something else, in canonical form."""
    path = dice.choice(manifest.paths(archive.raw))
    content = json.loads(path.read_bytes())
    name = dice.choice(["reason", "outlet", "finished", "previous", "settings", "counts", "captures"])
    other = {"finished": "2024-12-06T12:00:01+00:00", "counts": {"new": 99}, "captures": {"count": 0, "root": "0" * 64}}
    content[name] = other.get(name, "0" * 64)
    path.write_bytes(manifest.canonical(content))
    return f"{name} of {path.name} rewritten"


EDITS: Sequence[tuple[str, str, str]] = (
    ("capture", "offset", '"offset" + 1'),
    ("capture", "length", "length - 1"),
    ("capture", "sha256", "'0' || substr(sha256, 1, 63)"),
    ("capture", "url", "url || 'x'"),
    ("capture", "key", "'0' || substr(key, 1, 63)"),
    ("capture", "asked", "'https://example.org/asked'"),
    ("capture", "record_id", "record_id || '0'"),
    ("capture", "file", "'x' || file"),
    ("capture", "status", "status + 1"),
    ("capture", "role", "'other'"),
    ("capture", "outlet", "'another'"),
    ("capture", "fetched", "'2020-01-01 00:00:00.000000'"),
    ("capture", "run_id", "(SELECT id FROM run WHERE id <> capture.run_id LIMIT 1)"),
    ("capture", "outcome", "CASE outcome WHEN 'kept' THEN 'article' ELSE 'kept' END"),
    ("capture", "outcome", "'redacted'"),
    ("capture", "content", "'0' || substr(coalesce(content, sha256), 1, 63)"),
    ("revision", "capture_id", "(SELECT id FROM capture WHERE id <> revision.capture_id ORDER BY random() LIMIT 1)"),
    ("revision", "capture_id", "NULL"),
    ("revision", "capture_id", "capture_id + 100000"),
    ("revision", "fetched", "'2020-01-01 00:00:00.000000'"),
    ("revision", "text", "text || '.'"),
    ("revision", "title", "'Another title'"),
    ("revision", "notes", "'[\"Corrected.\"]'"),
    ("revision", "content", "'0' || substr(content, 1, 63)"),
    ("revision", "article_id", "(SELECT id FROM article WHERE id <> revision.article_id ORDER BY random() LIMIT 1)"),
    ("article", "url", "url || 'x'"),
    ("article", "key", "'0' || substr(key, 1, 63)"),
    ("article", "outlet", "'upi'"),
    ("article", "first_seen", "'2020-01-01 00:00:00.000000'"),
    ("article", "last_seen", "'2030-01-01 00:00:00.000000'"),
    ("appearance", "outlet", "'upi'"),
    ("appearance", "first_seen", "'2020-01-01 00:00:00.000000'"),
    ("appearance", "last_seen", "'2030-01-01 00:00:00.000000'"),
    ("appearance", "article_id", "(SELECT id FROM article WHERE id <> appearance.article_id LIMIT 1)"),
    ("appearance", "capture_id", "(SELECT id FROM capture WHERE key <> appearance.key LIMIT 1)"),
    ("appearance", "url", "url || 'x'"),
    ("appearance", "key", "'0' || substr(key, 1, 63)"),
    ("listed_url", "url", "url || 'x'"),
    ("listed_url", "state", "CASE state WHEN 'gone' THEN 'stored' ELSE 'failed' END"),
    ("listed_url", "state", "'unheard of'"),
    ("listed_url", "state", "'robots'"),
    ("listed_url", "state", "'listed'"),
    ("listed_url", "outlet", "'upi'"),
    ("listed_url", "article_id", "(SELECT id FROM article WHERE id IS NOT listed_url.article_id LIMIT 1)"),
    ("listed_url", "first_listed", "'2020-01-01 00:00:00.000000'"),
    ("listed_url", "first_listed", "'2030-01-01 00:00:00.000000'"),
    ("listed_url", "last_listed", "'2020-01-01 00:00:00.000000'"),
    ("listed_url", "last_listed", "'2030-01-01 00:00:00.000000'"),
    ("run", "counts", "'{\"new\": 77}'"),
    ("run", "reason", "'cancelled'"),
    ("run", "outlet", "'another'"),
    ("run", "finished", "'2020-01-01 00:00:00.000000'"),
    ("run", "started", "'2020-01-01 00:00:00.000000'"),
    ("run", "manifest", "'0' || substr(manifest, 1, 63)"),
    ("run", "key", "'0' || substr(key, 1, 30) || '0'"),
)
"""Table, column, and what it is set to."""
READ: Sequence[tuple[str, str, str]] = (
    ("revision", "authors", "'[\"Somebody Else\"]'"),
    ("revision", "published", "'2020-01-01 00:00:00.000000'"),
    ("revision", "published_from", "'nowhere'"),
    ("revision", "modified", "'2020-01-01 00:00:00.000000'"),
    ("revision", "language", "'de'"),
    ("revision", "relevance", "'other'"),
    ("revision", "relevance_reason", "'because'"),
    ("revision", "relevance_score", "0.123"),
    ("revision", "standfirst", "'Never said.'"),
    ("revision", "captions", "'[\"Never shown.\"]'"),
    ("revision", "tags", "'[\"elsewhere\"]'"),
    ("revision", "section", "'Sport'"),
    ("revision", "credit", "'Nobody'"),
    ("revision", "access", "'none'"),
    ("revision", "kind", "'gallery'"),
    ("revision", "claimed_url", "'https://example.org/claimed'"),
    ("revision", "fingerprint", "'0' || substr(fingerprint, 1, 63)"),
    ("mention", "ref", "'place:elsewhere'"),
    ("mention", "name", "'Elsewhere'"),
    ("mention", "stop", "stop + 1"),
    ("search_text", "title", "'elsewhere'"),
    ("search_text", "body", "'elsewhere'"),
)
"""The same of what only `--deep` can find, in an archive that was `ingested`."""


def edit_row(archive: Archive, dice: random.Random) -> str:
    return _edit(archive, dice, *dice.choice(EDITS))


def edit_reading(archive: Archive, dice: random.Random) -> str:
    """What was read of a record, or a place that it names no more; not among the others, as only `--deep` finds it."""
    if dice.random() < 0.1:
        return _delete(archive, dice, "mention")
    return _edit(archive, dice, *dice.choice(READ))


def _edit(archive: Archive, dice: random.Random, table: str, column: str, value: str) -> str:
    conn = sqlite3.connect(archive.home / "syria_news.db")
    ids = [row[0] for row in conn.execute(f"SELECT rowid FROM {table}")]
    row_id = dice.choice(ids)
    query = f"SELECT * FROM {table} WHERE rowid = {row_id}"
    before = conn.execute(query).fetchone()
    try:
        with conn:
            conn.execute(f'UPDATE {table} SET "{column}" = {value} WHERE rowid = {row_id}')
        changed = conn.execute(query).fetchone() != before
    except sqlite3.IntegrityError:
        changed = False
    conn.close()
    return f"{table} {row_id}: {column} = {value}" if changed else ""


def delete_row(archive: Archive, dice: random.Random) -> str:
    return _delete(archive, dice, dice.choice(DELETED))


DELETED = ("capture", "revision", "run", "article", "appearance", "listed_url", "sighting", "telling", "search_text")
"""Tables whose rows are missed where they are not there."""


def _delete(archive: Archive, dice: random.Random, table: str) -> str:
    conn = sqlite3.connect(archive.home / "syria_news.db")
    row_id = dice.choice([row[0] for row in conn.execute(f"SELECT rowid FROM {table}")])
    with conn:
        conn.execute(f"DELETE FROM {table} WHERE rowid = {row_id}")
    conn.close()
    return f"{table} {row_id} deleted"


def insert_row(archive: Archive, dice: random.Random) -> str:
    """A capture, or a revision, of nothing."""
    if dice.random() < 0.5:
        archive.sql(
            'INSERT INTO capture (record_id, run_id, outlet, role, url, asked, "key", fetched, status, file, "offset", '
            "length, sha256, outcome) SELECT 'urn:uuid:forged', run_id, outlet, role, url, asked, \"key\", fetched, "
            'status, file, "offset" + 7, length, sha256, outcome FROM capture ORDER BY random() LIMIT 1'
        )
        return "a capture of no record"
    columns = [
        *("article_id", "capture_id", "title", "text", "authors", "captions", "notes", "tags", "access", "kind"),
        *("fingerprint", "content"),
    ]
    listed = ", ".join(columns)
    moment = f"2025-01-01 00:00:{dice.randrange(60):02d}.000000"
    archive.sql(
        f"INSERT INTO revision (fetched, {listed}) SELECT '{moment}', {listed} FROM revision ORDER BY random() LIMIT 1"
    )
    return "a revision again"


def swap_rows(archive: Archive, dice: random.Random) -> str:
    """What two captures say of their places."""
    conn = sqlite3.connect(archive.home / "syria_news.db")
    one, other = dice.sample([row[0] for row in conn.execute("SELECT id FROM capture")], 2)
    columns = dice.choice([("file", "offset", "length"), ("record_id",), ("url", "key"), ("sha256",)])
    named = ", ".join(f'"{name}"' for name in columns)
    first, second = (conn.execute(f"SELECT {named} FROM capture WHERE id = {each}").fetchone() for each in (one, other))
    if first == second:
        return ""
    setting = ", ".join(f'"{name}" = ?' for name in columns)
    away = {"offset": -1, "record_id": "away"}
    with conn:
        conn.execute(
            f"UPDATE capture SET {setting} WHERE id = {one}",
            [away.get(name, value) for name, value in zip(columns, first, strict=True)],
        )
        conn.execute(f"UPDATE capture SET {setting} WHERE id = {other}", first)
        conn.execute(f"UPDATE capture SET {setting} WHERE id = {one}", second)
    conn.close()
    return f"{named} of captures {one} and {other} swapped"


TAMPERINGS: tuple[tuple[Tamper, int], ...] = (
    (flip, 20),
    (delete_record, 3),
    (delete_file, 2),
    (swap_records, 3),
    (swap_files, 1),
    (duplicate_record, 3),
    (duplicate_file, 2),
    (insert_record, 3),
    (insert_bytes, 2),
    (insert_file, 1),
    (strip_digests, 3),
    (rewrite_manifest, 2),
    (edit_row, 10),
    (delete_row, 2),
    (insert_row, 1),
    (swap_rows, 2),
)
"""Each with how often it comes among the others."""


def tamper(archive: Archive, dice: random.Random) -> tuple[str, str]:
    """Do one of them; its name, and what was done."""
    while True:
        [chosen] = dice.choices([each for each, _ in TAMPERINGS], [weight for _, weight in TAMPERINGS])
        if what := chosen(archive, dice):
            return chosen.__name__, what
