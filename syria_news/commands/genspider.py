"""`scrapy genspider -t outlet NAME DOMAIN`: Scrapy's own, which writes a fixture to go with an outlet's spider, too."""

from __future__ import annotations

import os
from pathlib import Path
from string import Template

from scrapy.commands import genspider

OUTLET = "outlet"
PAGES = Path(__file__).parents[1] / "crawl" / "templates" / "outlets"


class Command(genspider.Command):
    """As Scrapy's; for an outlet a page and the beginning of its agreed reading are written to `tests/outlets/NAME`."""

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
