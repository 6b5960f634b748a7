"""`scrapy genspider -t outlet NAME DOMAIN`: Scrapy's own, which writes a fixture to go with an outlet's spider, too."""

from __future__ import annotations

import argparse
import keyword
import os
import re
import sys
from importlib import import_module
from pathlib import Path
from string import Template

from scrapy.commands import genspider

from syria_news import exits, urls

OUTLET = "outlet"
PAGES = Path(__file__).parents[1] / "crawl" / "templates" / "outlets"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class BadWord(ValueError):
    """A name or domain that makes no outlet; the message is one line for people."""


class Command(genspider.Command):
    """As Scrapy's; for an outlet a page and the beginning of its agreed reading are written to `tests/outlets/NAME`.

    Exit code 2, and nothing written, for a name that is taken or can't be a spider's, and for what is no domain.
    """

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """As Scrapy's, once the words make sense: a spider that can't be imported would stop every other."""
        if opts.template == OUTLET and len(args) == 2 and not opts.list and not opts.dump:
            try:
                args = [self._name(args[0], taken=opts.force), f"https://{_domain(args[1])}/"]
            except BadWord as bad:
                print(f"scrapy genspider: {bad}", file=sys.stderr)
                self.exitcode = exits.CONFIG
                return
        super().run(args, opts)

    def _name(self, name: str, *, taken: bool) -> str:
        """The name, if it can be an outlet's; one that is `taken` may be written anew."""
        assert self.settings is not None
        if not _NAME.fullmatch(name) or keyword.iskeyword(name) or name == self.settings["BOT_NAME"]:
            raise BadWord(f"{name!r} can't be an outlet's name; take lower-case letters, digits and _: enabbaladi_en")
        package = import_module(self.settings["NEWSPIDER_MODULE"])
        if (Path(package.__path__[0]) / f"{name}.py").exists() and not taken:
            raise BadWord(f"there is a spider {name}; --force would write it anew")
        return name

    def _genspider(
        self, module: str, name: str, url: str, template_name: str, template_file: str | os.PathLike[str]
    ) -> Path:
        spider = super()._genspider(module, name, url, template_name, template_file)
        fixtures = spider.parents[1] / "tests" / "outlets"
        if template_name == OUTLET and fixtures.is_dir():
            words = self._generate_template_variables(module, name, url, template_name)
            folder = fixtures / module
            folder.mkdir(exist_ok=True)
            for template in sorted(PAGES.glob("*.tmpl")):
                made = folder / template.stem
                if not made.exists():
                    text = Template(template.read_text(encoding="utf-8")).substitute(words)
                    made.write_text(text, encoding="utf-8")
            print(f"Created a page to fill in:\n  {folder.relative_to(spider.parents[1])}")
        return spider


def _domain(given: str) -> str:
    """The host of a domain or of an address on it, as addresses spell it."""
    try:
        host = urls.host(urls.canonical(given if "//" in given else f"https://{given}"))
        urls.check(f"https://{host}/")
    except urls.BadURL as error:
        raise BadWord(f"{given!r} is no domain: {error}") from None
    return host
