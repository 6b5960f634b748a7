"""The sample's stories: `stories/<outlet>/<name>.txt`, a head of `key: value` lines and paragraphs below.

All of them are invented: people, quotations, figures, headlines. A paragraph that begins with `## ` is a sub-heading,
with `- ` a line of a list, with `[photo] ` a picture, with `[live] ` an entry of a live blog.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from string import Template

FOLDER = Path(__file__).with_name("stories")


@dataclass(frozen=True)
class Photo:
    """A picture in a story."""

    file: str
    caption: str
    credit: str


@dataclass(frozen=True)
class Story:
    """One invented article, without the furniture of its page."""

    outlet: str
    url: str
    title: str
    description: str
    standfirst: str
    authors: tuple[str, ...]
    published: datetime
    modified: datetime
    section: str
    tags: tuple[str, ...]
    language: str
    photo: Photo | None
    blocks: tuple[str, ...]
    source: str = ""
    note: str = ""
    """The outlet's correction note."""
    live: bool = False

    @property
    def number(self) -> int:
        """A stable number, as a content management system gives one."""
        return sum(map(ord, self.url)) * 7 % 90_000 + 10_000


def story(name: str, outlet: str) -> Story:
    """The story as it stands last. `name` is its file without `.txt`."""
    return _story(name, outlet, "later")


def first_version(name: str, outlet: str) -> Story:
    """The story as it was published first: without the correction and its note."""
    first = _story(name, outlet, "first")
    return replace(first, note="", modified=first.published)


def reposted(original: Story, outlet: str, url: str, author: str, section: str) -> Story:
    """Another outlet's story, word for word, under an address of one's own."""
    blocks = (original.standfirst, *original.blocks)
    return replace(
        original, outlet=outlet, url=url, authors=(author,), section=section, standfirst="", source="", blocks=blocks
    )


def moment(text: str) -> datetime:
    """A time as the stories write it, `2024-12-06T12:00:00Z`."""
    return datetime.fromisoformat(text).astimezone(UTC)


def photo(line: str) -> Photo:
    """A picture as the stories write it, `file | caption | credit`."""
    file, caption, credit = (part.strip() for part in line.split("|"))
    return Photo(file, caption, credit)


def _story(name: str, outlet: str, version: str) -> Story:
    text = (FOLDER / outlet / f"{name}.txt").read_text(encoding="utf-8")
    head_text, _, body = text.partition("\n\n")
    head = dict(line.split(": ", 1) for line in head_text.splitlines())
    blocks = Template(body.strip()).safe_substitute(fire=head.get(version, "")).split("\n\n")
    published = moment(head["published"])
    return Story(
        outlet=outlet,
        url=head["url"],
        title=head["title"],
        description=head.get("description") or head.get("standfirst") or blocks[0],
        standfirst=head.get("standfirst", ""),
        authors=tuple(head["authors"].split("; ")),
        published=published,
        modified=moment(head["modified"]) if "modified" in head else published,
        section=head["section"],
        tags=tuple(head["tags"].split("; ")),
        language=head.get("language", "en"),
        photo=photo(head["photo"]) if "photo" in head else None,
        blocks=tuple(blocks),
        source=head.get("source", ""),
        note=head.get("note", ""),
        live=head.get("kind") == "liveblog",
    )
