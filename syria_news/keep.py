"""What becomes of a page that was read: article, capture and ledger, in one transaction of the caller's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress

import sqlalchemy as sa

from syria_news import agenda, revisions, stories, urls
from syria_news.model import Article, Outcome, Outlet, Page, Reason, Rejected, State, Trouble
from syria_news.store import articles, captures, ledger
from syria_news.store.captures import Read
from syria_news.store.ledger import Settled
from syria_news.text import TEXT, TITLE

STATES = {
    Outcome.NEW: State.STORED,
    Outcome.REVISED: State.STORED,
    Outcome.REREAD: State.STORED,
    Outcome.COPY: State.COPY,
    Outcome.UNCHANGED: State.UNCHANGED,
}
COUNTERS = {
    Outcome.NEW: "new",
    Outcome.REVISED: "revised",
    Outcome.REREAD: "reread",
    Outcome.COPY: "copies",
    Outcome.UNCHANGED: "unchanged",
}


@dataclass(frozen=True)
class Reading:
    """A page and what the line made of it."""

    page: Page
    asked: str
    """The address that was asked for; the page's own where no redirect led on."""
    read: Article | Rejected
    tries: int = 0
    """How often the URL had failed before."""


def verdict(
    outlet: Outlet,
    asked: str,
    page: Page,
    status: int,
    tries: int = 0,
    since: datetime | None = None,
    leads_to: str = "",
) -> Settled | None:
    """What a response's status says of the URL asked for; None where the page is to be read.

    404, 410 and a redirect to what is no article (the front page, mostly) mean that it is gone; all but 410 are asked
    again, a few times, and now and then where we have the article. A page that came cut or damaged is never read: half
    an article looks like a whole one. 304 means that it is as we have it; `since` is when it was published, as far as
    is known. `leads_to` is where a redirect leads that nobody is known to have followed.
    """
    if status == 304:
        return Settled(asked, State.UNCHANGED, page.fetched, next_look=agenda.next_look(since, page.fetched))
    led_away = urls.key(page.url) != urls.key(asked) and not outlet.wants(page.url)
    if status == 410:
        return Settled(asked, State.GONE, page.fetched, "answered 410")
    if status == 404 or (status == 200 and led_away):
        return _gone(asked, page, f"redirects to {page.url}" if led_away else "answered 404", tries, since)
    if status == 200:
        return _failed(asked, page, page.trouble, tries) if page.trouble else None
    reason = Reason.REDIRECT if status in {301, 302, 303, 307, 308} else Reason.HTTP_STATUS
    if reason == Reason.REDIRECT and (away := _away(outlet, asked, page.url, leads_to)):
        return _gone(asked, page, f"redirects to {away}", tries, since)
    return _failed(asked, page, Trouble(reason, str(status)), tries)


def _away(outlet: Outlet, asked: str, url: str, leads_to: str) -> str:
    """The outlet's own address that a redirect leads to, where it is no article; else empty."""
    try:
        there = urls.canonical(leads_to, url) if leads_to else ""
    except urls.BadURL:
        return ""
    is_away = outlet.owns(there) and not outlet.wants(there) and urls.key(there) != urls.key(asked)
    return there if is_away else ""


def unread(page: Page, verdict: Settled) -> Read | None:
    """What the row of a page says that would have been read, but for this verdict; None for a page without one."""
    why = (verdict.reason or "").partition(":")[0] if verdict.state == State.FAILED else verdict.state.value
    return Read(page.raw.record_id, "unread", why) if page.raw else None


def _gone(asked: str, page: Page, why: str, tries: int, since: datetime | None) -> Settled:
    again, look = agenda.next_try(Reason.GONE, tries + 1, page.fetched), agenda.next_look(since, page.fetched)
    return Settled(asked, State.GONE, page.fetched, why, again, next_look=look)


def _failed(asked: str, page: Page, why: Trouble, tries: int) -> Settled:
    again = agenda.next_try(why.reason, tries + 1, page.fetched)
    return Settled(asked, State.FAILED, page.fetched, f"{why.reason}: {why.detail}", again)


def keep(conn: sa.Connection, readings: Sequence[Reading]) -> list[str]:
    """Write what became of pages, in their order; the counter of each: `new`, `copies`, `rejected/off_topic` ...

    A page whose record was redacted since it was read leaves nothing, and is counted as such.
    """
    articles.lock(conn)
    gone = captures.redacted(conn, [each.page.raw.record_id for each in readings if each.page.raw])
    stands = [each.page.raw is None or each.page.raw.record_id not in gone for each in readings]
    counters = iter(_keep(conn, list(compress(readings, stands))))
    return [next(counters) if it_stands else captures.REDACTED for it_stands in stands]


def _keep(conn: sa.Connection, readings: Sequence[Reading]) -> list[str]:
    good = [(reading, reading.read) for reading in readings if isinstance(reading.read, Article)]
    saved_all = articles.save(conn, [(article, _led(reading, article)) for reading, article in good])
    ids = {id_ for each in saved_all for id_ in (each.article_id, *each.others)}
    stories.place(conn, ids, {article.fingerprint: article.marks for _, article in good if article.marks})
    revisions.note(conn, {id_ for each in saved_all for id_ in _again(each)})
    saved = iter(saved_all)
    counters, settled, refused = [], [], []
    for reading in readings:
        match reading.read:
            case Article() as article:
                each = next(saved)
                counter = COUNTERS[each.outcome]
                at, look = reading.page.fetched, agenda.next_look(article.published, reading.page.fetched)
                state = Settled(reading.asked, STATES[each.outcome], at, reading.page.note, None, each.article_id, look)
            case Rejected() as rejected:
                counter = f"rejected/{rejected.reason}"
                state = _rejected(reading, rejected)
                if reading.page.raw:
                    refused.append(Read(reading.page.raw.record_id, "rejected", rejected.reason))
        counters.append(counter)
        settled.append((reading.page.outlet, state))
    captures.settle(conn, refused)
    for outlet in dict.fromkeys(name for name, _ in settled):
        ledger.settle(conn, outlet, [state for name, state in settled if name == outlet])
    return counters


def _again(saved: articles.Saved) -> tuple[int, ...]:
    """The articles that it may have given a revision beside their first."""
    return saved.others if saved.outcome is Outcome.NEW else (saved.article_id, *saved.others)


def oddities(article: Article) -> Iterator[tuple[str, int]]:
    """What a run counts of what was taken out of an article at the door: how much was cut, how much can't be stored."""
    if len(article.title or "") >= TITLE - 1:  # one less where the cut left a space at the end
        yield "cut/title", 1
    if len(article.text) >= TEXT:
        yield "cut/text", 1
    if article.forbidden:
        yield "forbidden_characters", article.forbidden


def _rejected(reading: Reading, rejected: Rejected) -> Settled:
    at = reading.page.fetched
    why = f"{rejected.reason}: {rejected.detail}" if rejected.detail else rejected.reason.value
    if rejected.reason == Reason.OFF_TOPIC:
        return Settled(reading.asked, State.OFF_TOPIC, at, why)
    again = agenda.next_try(rejected.reason, reading.tries + 1, at)
    return Settled(reading.asked, State.FAILED, at, why, again)


def _led(reading: Reading, article: Article) -> str:
    """The address asked for, where it is another than the article's."""
    return reading.asked if urls.key(reading.asked) != urls.key(article.url) else ""
