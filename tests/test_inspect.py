"""What people are shown of how a page was read."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
import sqlalchemy as sa

from syria_news import display
from syria_news.extract.steps import Steps, steps
from syria_news.ingest import ingest
from syria_news.inspection import inspect, of_address, of_file
from syria_news.intake import intake
from syria_news.model import Article, Outlet, Page, Reason, Rejected, Rules
from tests.commands import Place

RULES = Rules(body=("div.story",), prune=("div.promo",), stop=("Sign up here",))
OUTLET = Outlet(name="gazette", title="Gazette", home="https://a.example/", language="en", sources=(), rules=(RULES,))
LEARNED = "Desk of the Gazette"
PAGE = """<!doctype html><html lang="en"><head><title>Buses reach Homs - Gazette</title>
<meta property="og:title" content="Buses reach Homs at dawn">
<meta property="article:published_time" content="2024-12-06T08:00:00Z"><meta name="date" content="sometime">
<meta name="author" content="Rana Example"><script>alert(1)</script>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Buses reach Homs",
"dateModified": "2024-12-07T09:30:00Z", "author": {"name": "Rana Example"}}</script></head>
<body><nav><a href="/">Front page of the Gazette</a></nav><h1>Buses reach Homs</h1>
<div class="story"><p>Ten buses reached Homs in Syria on Friday, the invented council said in the morning.</p>
<div class="promo"><p>Our shop sells invented calendars of the city for the coming year.</p></div>
<aside><p>Another story that stands aside and is told elsewhere at greater length.</p></aside>
<figure><img src="a.jpg"><figcaption>A bus at the bridge</figcaption></figure>
<p>Advertisement</p>
<p>Shelling near the road had stopped the convoy for two days, <b>drivers &lt;script&gt; said</b>.</p>
<p>Desk of the Gazette</p>
<p>The crossing stays open until Sunday, and three more convoys are expected in Syria.</p>
<p>Sign up here for more of our letters about the city.</p><p>They come on Mondays and on Thursdays, at noon.</p>
</div></body></html>"""


def page(markup: str = PAGE, url: str = "https://a.example/news/1") -> Page:
    return Page("gazette", url, markup.encode(), datetime(2024, 12, 8, tzinfo=UTC))


def seen(markup: str = PAGE, outlet: Outlet = OUTLET) -> tuple[Article | Rejected, Steps]:
    made: Article | Rejected
    try:
        made = intake(page(markup), outlet, True, frozenset(("desk of the gazette",)))
    except Rejected as rejected:
        made = rejected
    return made, steps(page(markup), outlet.rules, made, lambda line: line == LEARNED)


def test_every_piece_of_the_page_is_kept_or_has_what_cut_it() -> None:
    made, found = seen()
    assert isinstance(made, Article)
    assert "\n\n".join(piece.text for piece in found.pieces if piece.cut is None) == made.text
    assert [(piece.text.split()[0], piece.cut) for piece in found.pieces if piece.cut] == [
        ("Front", "outside the container"),
        ("Buses", "outside the container"),
        ("Our", "prune div.promo"),
        ("Another", "named like furniture: aside"),
        ("A", "set apart as caption"),
        ("Advertisement", "trim: furniture by its words"),
        ("Desk", "learned furniture"),
        ("Sign", "stop Sign up here"),
        ("They", "stop Sign up here"),
    ]
    assert found.layout == "rule div.story"


def test_every_field_has_its_candidates_and_the_believed_one_stands_out() -> None:
    _, found = seen()
    said = {(each.field, each.source): each for each in found.fields}
    assert said["title", "h1"].believed
    assert not said["title", "meta og:title"].believed
    assert said["published", "meta article:published_time"].believed
    assert said["published", "meta date"].value == "no date we believe: sometime"
    assert said["modified", "JSON-LD dateModified"].value.startswith("2024-12-07 09:30 UTC")
    assert said["authors", "JSON-LD author"].value == "Rana Example, from Rana Example"
    assert said["authors", "meta author"].believed
    assert said["captions", "read"].value == "A bus at the bridge"


def test_a_page_that_no_rule_covers_and_one_that_is_no_article_are_accounted_for_too() -> None:
    bare = Outlet(name="other", title="", home="", language="", sources=())
    made, found = seen(outlet=bare)
    assert isinstance(made, Article)
    assert found.layout.startswith("guessed: ")
    assert {piece.text for piece in found.pieces if piece.cut is None} == set(made.text.split("\n\n"))
    made, found = seen("<html><title>404</title><body><h1>Page not found</h1><p>It is not here.</p></body></html>")
    assert isinstance(made, Rejected)
    assert found.pieces
    assert all(piece.cut for piece in found.pieces)


def test_a_line_that_holds_furniture_is_shown_without_it_and_with_it() -> None:
    inner = PAGE.replace("<b>drivers", '<span class="related-posts">see other roads</span> <b>drivers')
    made, found = seen(inner)
    assert isinstance(made, Article)
    assert "see other roads" not in made.text
    cut = {piece.cut for piece in found.pieces if "see other roads" in piece.text}
    assert cut == {"in part: the line holds furniture"}


def test_what_is_shown_is_escaped() -> None:
    odd = PAGE.replace("Ten buses", "\x1b[31m\u202eTen <img src=x onerror=alert(1)>&lt;img src=x&gt; buses")
    made, found = seen(odd)
    lines = list(display.inspected("https://a.example/\x1b]0;x\x07", made, found))
    assert not re.search("[\x00-\x1f\x7f\u202e]", "".join(lines))
    shown = display.inspected_html('https://a.example/"><script>', made, found)
    assert "<meta name=robots content=noindex><meta name=referrer content=no-referrer>" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;" in shown
    assert "default-src 'none'" in shown


def test_what_is_cut_stands_apart_from_the_rule_that_cut_it_whatever_direction_it_has() -> None:
    """An override of the page's ends with its own block: it turns neither the rule's name nor the address."""
    made, found = seen(PAGE.replace("Ten buses", "\u202eTen buses"))
    shown = display.inspected_html("https://a.example/\u0627\u0644", made, found)
    assert "<bdi>https://a.example/\u0627\u0644</bdi>" in shown
    cuts = [piece for piece in found.pieces if piece.cut]
    assert cuts
    for piece in cuts:
        assert f"<div dir=auto>{escape(piece.text)}</div><div class=by dir=ltr>{escape(piece.cut or '')} " in shown


def test_a_saved_page_and_an_address_of_the_archive_are_found(engine: sa.Engine, tmp_path: Path) -> None:
    archive, path = tmp_path / "archive", tmp_path / "page.html.gz"
    markup = PAGE.replace("<head>", '<head><link rel="canonical" href="https://a.example/news/1">')
    path.write_bytes(gzip.compress(markup.encode()))
    assert of_file(path, "gazette").url == "https://a.example/news/1"
    ingest(engine, archive / "raw", {"gazette": OUTLET}, [path])
    with engine.connect() as conn:
        found = of_address(conn, archive / "raw", "https://a.example/news/1")
        assert of_address(conn, archive / "raw", "https://a.example/news/2") is None
    assert found is not None
    assert found.outlet == "gazette"
    looked = inspect(found, {"gazette": OUTLET}, archive)
    assert isinstance(looked.made, Article)
    assert looked.steps.layout == "rule div.story"


def test_the_command_prints_lines_or_writes_a_page(tmp_path: Path) -> None:
    place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    done = place.syria_news("inspect", str(tmp_path / "page.html"))
    assert done.returncode == 0, done.stderr
    assert "+ Ten buses reached Homs" in done.stdout
    assert "- [outside the container]" in done.stdout or "- [named like furniture" in done.stdout
    out = tmp_path / "out.html"
    assert place.syria_news("inspect", str(tmp_path / "page.html"), "--html", str(out)).returncode == 0
    assert "Ten buses reached Homs" in out.read_text(encoding="utf-8")
    assert place.syria_news("inspect", "https://a.example/nowhere").returncode == 2


@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 50, b"<p>" * 3_000, b"%PDF-1.4"])
def test_what_is_no_page_is_looked_into_without_falling_over(body: bytes) -> None:
    nothing = Page("gazette", "https://a.example/news/1", body, datetime(2024, 12, 8, tzinfo=UTC))
    found = steps(nothing, (RULES,), Rejected(Reason.NOT_HTML, nothing.url), lambda line: False)
    assert all(piece.cut for piece in found.pieces)
