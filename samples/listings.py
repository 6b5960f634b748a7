"""The sample's listings: feeds, sitemaps and a WordPress answer, as servers write them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from stories import Story

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def rss(url: str, title: str, stories: Iterable[Story], mark: str = "") -> bytes:
    """RSS 2.0. `mark` is put behind every address, as outlets do to tell their readers apart."""
    items = "".join(
        f"<item><title>{escape(s.title)}</title><link>{s.url}{mark}</link>"
        f"<description><![CDATA[{s.description}]]></description><pubDate>{format_datetime(s.published)}</pubDate>"
        f"<category>{escape(s.section)}</category>"
        f'<guid isPermaLink="false">{s.number}</guid></item>\n'
        for s in stories
    )
    return (
        f'{XML}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>\n'
        f"<title>{escape(title)}</title><link>{url}</link>\n"
        f'<atom:link href="{url}" rel="self" type="application/rss+xml"/>\n'
        f"<description>{escape(title)}</description><language>en</language>\n{items}</channel></rss>\n"
    ).encode()


def rdf(url: str, title: str, stories: Iterable[Story]) -> bytes:
    """RSS 1.0."""
    stories = tuple(stories)
    places = "".join(f'<rdf:li rdf:resource="{s.url}"/>' for s in stories)
    items = "".join(
        f'<item rdf:about="{s.url}"><title>{escape(s.title)}</title><link>{s.url}</link>'
        f"<description>{escape(s.description)}</description><dc:date>{_iso(s.published)}</dc:date></item>\n"
        for s in stories
    )
    return (
        f'{XML}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<channel rdf:about="{url}"><title>{escape(title)}</title><link>{url}</link>'
        f"<description>{escape(title)}</description><items><rdf:Seq>{places}</rdf:Seq></items></channel>\n"
        f"{items}</rdf:RDF>\n"
    ).encode()


def atom(url: str, title: str, stories: Iterable[Story]) -> bytes:
    """Atom 1.0 (RFC 4287)."""
    stories = tuple(stories)
    entries = "".join(
        f'<entry><title>{escape(s.title)}</title><link rel="alternate" type="text/html" href="{s.url}"/>'
        f"<id>tag:{s.outlet},2024:{s.number}</id><published>{_iso(s.published)}</published>"
        f"<updated>{_iso(s.modified)}</updated><summary>{escape(s.description)}</summary></entry>\n"
        for s in stories
    )
    newest = max(s.modified for s in stories)
    return (
        f'{XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-US">\n<title>{escape(title)}</title>'
        f'<id>{url}</id><link rel="self" href="{url}"/><updated>{_iso(newest)}</updated>\n'
        f"{entries}</feed>\n"
    ).encode()


def sitemap(stories: Iterable[Story]) -> bytes:
    """A sitemap of articles."""
    urls = "".join(f"<url><loc>{s.url}</loc><lastmod>{_iso(s.modified)}</lastmod></url>\n" for s in stories)
    return f'{XML}<urlset xmlns="{SITEMAPS}">\n{urls}</urlset>\n'.encode()


def news_sitemap(name: str, stories: Iterable[Story]) -> bytes:
    """A Google News sitemap."""
    urls = "".join(
        f"<url><loc>{s.url}</loc><news:news><news:publication><news:name>{escape(name)}</news:name>"
        f"<news:language>{s.language}</news:language></news:publication>"
        f"<news:publication_date>{_iso(s.published)}</news:publication_date>"
        f"<news:title>{escape(s.title)}</news:title></news:news></url>\n"
        for s in stories
    )
    head = f'<urlset xmlns="{SITEMAPS}" xmlns:news="{NEWS}">'
    return f"{XML}{head}\n{urls}</urlset>\n".encode()


def sitemap_index(children: dict[str, datetime]) -> bytes:
    """An index of sitemaps and when each changed last."""
    found = "".join(
        f"<sitemap><loc>{url}</loc><lastmod>{_iso(time)}</lastmod></sitemap>\n" for url, time in children.items()
    )
    return f'{XML}<sitemapindex xmlns="{SITEMAPS}">\n{found}</sitemapindex>\n'.encode()


def posts(stories: Iterable[Story]) -> bytes:
    """What `/wp-json/wp/v2/posts` answers where these fields are asked for."""
    found = [
        {
            "date_gmt": f"{s.published:%Y-%m-%dT%H:%M:%S}",
            "modified_gmt": f"{s.modified:%Y-%m-%dT%H:%M:%S}",
            "link": s.url,
            "title": {"rendered": s.title},
        }
        for s in stories
    ]
    return json.dumps(found, ensure_ascii=False).encode()


def _iso(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}+00:00"
