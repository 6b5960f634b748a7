"""A story becomes a page: `layouts/<layout>/` has the outlets' element and class names, and none of their words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from stories import Photo, Story, moment, photo

FOLDER = Path(__file__).with_name("layouts")
LAYOUTS = {"upi": "upi", "aljazeera_en": "aljazeera_en", "nbcnews": "nbcnews"}
"""All other outlets use WordPress."""
SITES = {
    "upi": ("UPI", "https://www.upi.com/"),
    "aljazeera_en": ("Al Jazeera", "https://www.aljazeera.com/"),
    "nbcnews": ("NBC News", "https://www.nbcnews.com/"),
    "nordictimes": ("The Nordic Times", "https://nordictimes.com/"),
    "levant24": ("Levant24", "https://levant24.com/"),
    "syrianobserver": ("The Syrian Observer", "https://syrianobserver.com/"),
}
INSERTS = {2: "ad", 4: "more", 6: "ad", 7: "newsletter"}
"""Furniture between paragraphs: after the second comes an ad, after the fourth a list of other stories, ..."""
EASTERN = timedelta(hours=-5)
"""Eastern Standard Time, which American outlets print in December."""


def page(story: Story, others: Sequence[Story], charset: str = "utf-8") -> bytes:
    """The story's page, with links to the outlet's other stories around it."""
    near = [other for other in others if other.url != story.url][:3]
    fields = _fields(story, near) | {"charset": charset}
    fields["photo"] = _photo(story, story.photo) if story.photo else ""
    fields["body"] = _body(story, near, fields)
    fields["note"] = _note(story)
    return _fill(story.outlet, "page", fields).encode(charset, "xmlcharrefreplace")


def front(outlet: str, url: str, name: str, stories: Iterable[Story]) -> bytes:
    """A section front with a card for every story."""
    site, home = SITES[outlet]
    items = "\n".join(_fill(outlet, "item", _fields(story, ())) for story in stories)
    return _fill(outlet, "front", {"front": name, "url": url, "site": site, "home": home, "items": items}).encode()


def error(outlet: str) -> bytes:
    """What the outlet's server sends where there is nothing."""
    site, home = SITES[outlet]
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Page not found - {site}</title></head>\n'
        f'<body><h1>Page not found</h1><p>We could not find that page.</p><a href="{home}">Home</a></body></html>\n'
    ).encode()


def _fields(story: Story, near: Sequence[Story]) -> dict[str, str]:
    site, home = SITES[story.outlet]
    links = "".join(f'<li><a href="{other.url}">{escape(other.title)}</a></li>' for other in near)
    tags = "".join(f'<li><a href="{home}tag/{_slug(tag)}/" rel="tag">{escape(tag)}</a></li>' for tag in story.tags)
    return {
        "site": site,
        "home": home,
        "url": story.url,
        "path": story.url.removeprefix(home.rstrip("/")),
        "number": str(story.number),
        "lang": story.language,
        "dir": "rtl" if story.language == "ar" else "ltr",
        "locale": "ar_AR" if story.language == "ar" else "en_GB",
        "title": escape(story.title),
        "description": escape(story.description),
        "standfirst": escape(story.standfirst),
        "dek": f'<p class="entry-subtitle">{escape(story.standfirst)}</p>' if story.standfirst else "",
        "authors": escape(_listed(story.authors)),
        "author_links": _listed([_author(story, name) for name in story.authors]),
        "bios": "".join(f"<p>{escape(name)} is a reporter for {site}.</p>" for name in story.authors),
        "image": _image(story, story.photo),
        "section": escape(story.section),
        "tags": tags,
        "tag_names": escape(", ".join(story.tags)),
        "source": f'<div class="article-source"><span>Source</span>: {story.source}</div>' if story.source else "",
        "links": links,
        "headlines": "".join(_fill(story.outlet, "headline", _fields(other, ())) for other in near),
        "jsonld": json.dumps(_json_ld(story, site, home), ensure_ascii=False).replace("</", "<\\/"),
    } | _dates(story)


def _dates(story: Story) -> dict[str, str]:
    local = story.published + EASTERN
    half = "AM" if local.hour < 12 else "PM"
    clock = f"{(local.hour - 1) % 12 + 1}:{local:%M} {half}"
    return {
        "published": _iso(story.published),
        "modified": _iso(story.modified),
        "published_bare": f"{story.published:%Y-%m-%dT%H:%M:%S}",
        "modified_bare": f"{story.modified:%Y-%m-%dT%H:%M:%S}",
        "published_js": f"{story.published:%a %b %d %Y %H:%M:%S} GMT+0000 (UTC)",
        "modified_js": f"{story.modified:%a %b %d %Y %H:%M:%S} GMT+0000 (UTC)",
        "day": f"{story.published.day} {story.published:%b %Y}",
        "human": f"{local:%b}. {local.day}, {local.year} / {clock}",
        "human_et": f"{local:%b}. {local.day}, {local.year}, {clock} EST",
    }


def _json_ld(story: Story, site: str, home: str) -> dict[str, object]:
    about: dict[str, object] = {
        "@type": "LiveBlogPosting" if story.live else "NewsArticle",
        "headline": story.title,
        "description": story.description,
        "datePublished": _iso(story.published),
        "dateModified": _iso(story.modified),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "Organization", "name": site, "url": home},
        "mainEntityOfPage": {"@type": "WebPage", "@id": story.url},
        "image": _image(story, story.photo),
        "articleSection": story.section,
        "keywords": list(story.tags),
        "inLanguage": story.language,
    }
    if _layout(story.outlet) == "wordpress":
        return {"@context": "https://schema.org", "@graph": [about, {"@type": "WebSite", "url": home, "name": site}]}
    return {"@context": "https://schema.org"} | about


def _body(story: Story, near: Sequence[Story], fields: dict[str, str]) -> str:
    parts: list[str] = []
    cards: list[str] = []
    paragraphs = 0
    for number, block in enumerate(story.blocks):
        if block.startswith("[live] "):
            cards.append(_card(story, block.removeprefix("[live] "), number))
        elif block.startswith("[photo] "):
            parts.append(_photo(story, photo(block.removeprefix("[photo] ")), "inline_photo"))
        elif block.startswith("## "):
            parts.append(f"<h2>{escape(block.removeprefix('## '))}</h2>")
        elif block.startswith("- "):
            parts.append(f"<ul><li>{escape(block.removeprefix('- '))}</li></ul>")
        else:
            parts.append(f"<p>{escape(block, quote=False)}</p>")
            paragraphs += 1
            parts.append(_insert(story, INSERTS.get(paragraphs, ""), near, fields))
    if cards:
        parts.append(_fill(story.outlet, "cards", {"cards": "\n".join(cards)}))
    return "\n".join(part for part in parts if part).replace("</ul>\n<ul>", "\n")


def _insert(story: Story, name: str, near: Sequence[Story], fields: dict[str, str]) -> str:
    if not name or not (FOLDER / _layout(story.outlet) / f"{name}.html").exists():
        return ""
    items = [
        _fill(story.outlet, "more_item", _fields(other, ()) | {"number": str(place)})
        for place, other in enumerate(near, 1)
        if name == "more"
    ]
    return _fill(story.outlet, name, fields | {"more": "".join(items)})


def _card(story: Story, line: str, number: int) -> str:
    time, title, text = (part.strip() for part in line.split("|"))
    fields = {"number": str(28_500 + number), "time": time, "clock": f"{moment(time):%H:%M}", "title": escape(title)}
    return _fill(story.outlet, "card", fields | {"text": f"<p>{escape(text, quote=False)}</p>"})


def _photo(story: Story, taken: Photo, kind: str = "photo") -> str:
    if not (FOLDER / _layout(story.outlet) / f"{kind}.html").exists():
        kind = "photo"
    fields = {"image": _image(story, taken), "caption": escape(taken.caption), "credit": escape(taken.credit)}
    return _fill(story.outlet, kind, fields)


def _note(story: Story) -> str:
    if not story.note:
        return ""
    label, _, note = story.note.partition(": ")
    return _fill(story.outlet, "note", {"label": escape(label) + ":", "note": escape(note)})


def _author(story: Story, name: str) -> str:
    return _fill(story.outlet, "author", {"name": escape(name), "slug": _slug(name)}).strip()


def _image(story: Story, taken: Photo | None) -> str:
    return f"{SITES[story.outlet][1]}images/2024/12/06/{taken.file if taken else 'default.jpg'}"


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.lower()).strip("-")


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _iso(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}Z"


def _layout(outlet: str) -> str:
    return LAYOUTS.get(outlet, "wordpress")


def _fill(outlet: str, name: str, fields: dict[str, str]) -> str:
    return _template(_layout(outlet), name).substitute(fields)


@cache
def _template(layout: str, name: str) -> Template:
    path = FOLDER / layout / f"{name}.html"
    return Template(path.read_text(encoding="utf-8") if path.exists() else "")
