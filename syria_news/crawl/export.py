"""Feed exports (`scrapy crawl -O out.csv`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from scrapy.exporters import CsvItemExporter
from scrapy.utils.serialize import ScrapyJSONEncoder

from syria_news.text import cell

_json = ScrapyJSONEncoder(ensure_ascii=False).encode


class SafeCsv(CsvItemExporter):
    """Scrapy's CSV, safe to open in a spreadsheet; what has parts (captions, mentions, the raw place) is JSON."""

    def _build_row(self, values: Iterable[Any]) -> Iterator[Any]:
        plain = (value if value is None or isinstance(value, str | int | float) else _shown(value) for value in values)
        return map(cell, super()._build_row(plain))


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, datetime) else _json(value)
