"""Findings -> the text of `spiders/<name>.py`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from syria_news import urls
from syria_news.extract.layouts import LAYOUTS
from syria_news.scout.findings import Findings

_PRESETS = {"drupal": "DRUPAL", "arc": "ARC", "brightspot": "BRIGHTSPOT", "pangea": "PANGEA", "nextjs": "NEXTJS"}


def name_of(found: Findings) -> str:
    """A spider's name for it: the host's own part, and the language where a site has several."""
    labels = urls.host(found.home).removeprefix("www.").split(".")
    own = max(labels[:-1], key=len) if len(labels) > 1 else labels[0]
    return own + ("" if found.home.count("/") == 3 else f"_{found.language}")


def declaration(found: Findings, name: str = "") -> str:
    """The spider, ready to be looked over: what is a guess stands in its `facts`."""
    name = re.sub(r"\W", "", name or name_of(found))
    name = name if name.isidentifier() else f"outlet_{name}"  # 7al.net
    is_wordpress = found.system == "wordpress"
    host = urls.host(found.home).removeprefix("www.")
    rules = f'LAYOUTS["{host}"]' if host in LAYOUTS else ""
    preset = _PRESETS.get(found.system, "") if not rules else ""
    sources = [
        *(f"Section({_text(url)})" for url in found.fronts),
        *(f"Feed({_text(url)})" for url in found.feeds),
        *(f"Sitemap({_text(url)})" for url in found.news_sitemaps),
        *(f"Archive({_text(url)})" for url in found.archives if not is_wordpress),
        *([f"WordPress({_text(found.home)})"] if is_wordpress else []),
    ] or [f"Section({_text(found.home)})"]
    fields = [
        f"sources={_tuple(sources)},",
        f"articles={_tuple(_raw(form) for form in found.forms)}," if found.forms else "",
        f"hosts={_tuple(map(_text, found.hosts))}," if found.hosts else "",
        f"rules={rules}," if rules else f"rules=({preset},)," if preset else "",
        'facts="seen on its front page; forms of addresses and layout: guessed",',
    ]
    head = [_text(name), _text(found.title), _text(found.home), _text(found.language)]
    if not is_wordpress:
        head = [f"{key}={value}" for key, value in zip(("name", "title", "home", "language"), head, strict=True)]
    lines = [*(f"{each}," for each in head), *filter(None, fields)]
    said = f"{found.title}: say in one line what it is.".replace("\\", "").replace('"""', "")
    return TEXT.format(
        said=said,
        imports="\n".join(_imports(sources, rules, preset, is_wordpress)),
        classname="".join(part.capitalize() for part in name.split("_")),
        kind="wordpress" if is_wordpress else "Outlet",
        fields=NEXT.join(["", *lines]),
    )


NEXT = "\n        "
TEXT = '''"""{said}"""

{imports}


class {classname}(OutletSpider):
    """The outlet's name and language."""

    outlet = {kind}({fields}
    )
'''


def _imports(sources: list[str], rules: str, preset: str, is_wordpress: bool) -> list[str]:
    rooms = {
        "Section": "section",
        "Feed": "feed",
        "Sitemap": "sitemap",
        "Archive": "calendar",
        "WordPress": "wordpress",
    }
    used = {source.partition("(")[0] for source in sources}
    lines = {f"from syria_news.discover.{rooms[kind]} import {kind}" for kind in used}
    lines.add("from syria_news.crawl.spider import OutletSpider")
    lines.add("from syria_news.presets import wordpress" if is_wordpress else "from syria_news.model import Outlet")
    if rules:
        lines.add("from syria_news.extract.layouts import LAYOUTS")
    elif preset:
        lines.add(f"from syria_news.extract.presets import {preset}")
    return sorted(lines)


def _tuple(items: Iterable[str]) -> str:
    return "(" + "".join(f"{NEXT}    {item}," for item in items) + f"{NEXT})"


def _raw(form: str) -> str:
    return f'r"{form}"'


def _text(value: str) -> str:
    """A text of the page as a Python literal that stays one, whatever it holds."""
    return json.dumps(value, ensure_ascii=not value.isprintable())
