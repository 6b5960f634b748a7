"""What is stored of a reading: a revision's columns; and a copy's, which has its text with another article."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from syria_news.model import Access, Article, Kind, Mention, Relevance, Topic, Update

Values = dict[str, Any]
"""A row's columns."""
NO_COPY: Values = {"title": None, "published": None, "reading": None}
"""An appearance's columns where its article has revisions that say all that the page says."""


def columns(new: Article) -> Values:
    """What a revision has of a reading: all but its article, its capture and its moment."""
    return {
        "title": new.title,
        "standfirst": new.standfirst,
        "text": new.text,
        "authors": list(new.authors),
        "published": new.published,
        "modified": new.modified,
        "updates": [_plain(each) for each in new.updates] or None,
        "published_from": new.published_from,
        "modified_from": new.modified_from,
        "language": new.language,
        "captions": list(new.captions),
        "credit": new.credit,
        "notes": list(new.notes),
        "tags": list(new.tags),
        "section": new.section,
        "access": new.access,
        "kind": new.kind,
        "claimed_url": new.claimed_url,
        "relevance": new.relevance.topic if new.relevance else None,
        "relevance_reason": new.relevance.reason if new.relevance else None,
        "relevance_score": new.relevance.score if new.relevance else None,
        "fingerprint": new.fingerprint,
        "content": content(new.title, new.text, new.notes),
    }


def content(title: str | None, text: str, notes: Sequence[str]) -> str:
    """SHA-256 of what makes a revision: title, text and correction notes, to the letter."""
    return hashlib.sha256("\n".join((title or "", text, *notes)).encode()).hexdigest()


def copied(new: Article, *, stands: bool) -> Values:
    """What an appearance has of a reading whose text an article has: all but that text, where it `stands` there to
    the letter, and not only word by word."""
    rest = columns(new) | {"mentions": [list(astuple(each)) for each in new.mentions]}
    shown = {name: rest.pop(name) for name in ("title", "published")}
    rest["modified"] = new.modified.isoformat() if new.modified else None
    if stands:
        del rest["text"]
    return shown | {"reading": rest}


def restored(row: sa.Row[Any], texts: Iterable[str], fetched: datetime) -> Article | None:
    """What was read at an appearance in that moment, with the one of the texts that it had.

    None where it had none of them, or where nothing is kept of it (from before migration 0008).
    """
    kept = row.reading
    if kept is None:
        return None
    given = [kept["text"]] if "text" in kept else texts
    text = next((each for each in given if content(row.title, each, kept["notes"]) == kept["content"]), None)
    if text is None:
        return None
    same = ("standfirst", "published_from", "modified_from", "language", "credit", "section", "claimed_url")
    rest: Values = {name: kept[name] for name in same}
    rest |= {name: tuple(kept[name]) for name in ("authors", "captions", "notes", "tags")}
    return Article(
        outlet=row.outlet,
        url=row.url,
        fetched=fetched,
        title=row.title,
        text=text,
        published=row.published,
        modified=_moment(kept["modified"]),
        updates=tuple(Update(**each | {"moment": _moment(each["moment"])}) for each in kept["updates"] or ()),
        access=Access(kept["access"]),
        kind=Kind(kept["kind"]),
        relevance=_relevance(kept),
        mentions=tuple(Mention(*each) for each in kept["mentions"]),
        fingerprint=kept["fingerprint"],
        **rest,
    )


def _relevance(kept: Values) -> Relevance | None:
    if kept["relevance"] is None:
        return None
    return Relevance(Topic(kept["relevance"]), kept["relevance_reason"], kept["relevance_score"])


def _plain(update: Update) -> dict[str, str | None]:
    moment = update.moment.isoformat() if update.moment else None
    return {"moment": moment, "title": update.title, "text": update.text, "url": update.url}


def _moment(given: str | None) -> datetime | None:
    return datetime.fromisoformat(given) if given else None
