"""Feed exports (`scrapy crawl -O out.csv`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scrapy.exporters import CsvItemExporter

from syria_news.text import cell


class SafeCsv(CsvItemExporter):
    """Scrapy's CSV, safe to open in a spreadsheet."""

    def _build_row(self, values: Iterable[Any]) -> Iterator[Any]:
        return map(cell, super()._build_row(values))
