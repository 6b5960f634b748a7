"""What stands between the raw archive and a spider: codings undone, cut answers asked for again, redirects followed."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

from syria_news.coding import undone
from syria_news.crawl.download import truncated
from syria_news.crawl.refusal import Refused
from syria_news.crawl.runs import Runs
from syria_news.model import Reason
from syria_news.store.captures import Read
from syria_news.warc import Role


class Unpacking(HttpCompressionMiddleware):
    """Downloader middleware: bodies without their content coding; `meta["fault"]` says what was wrong with it."""

    def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override]
        """The response, of the class that its type asks for."""
        codings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        body, fault = undone(response.body, codings)
        request.meta["fault"] = fault
        if codings:
            del response.headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
        # A codec named by the page is looked up by whoever asks for text; nobody has to before that.
        return response.replace(cls=kind, body=body, **({"encoding": None} if issubclass(kind, TextResponse) else {}))


class Again:
    """Downloader middleware: what came cut is asked for again, as often as Scrapy retries; the last one counts."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Again:
        """As Scrapy makes it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """What was too large or too slow would be so again."""
        if truncated(response) != "disconnect" or request.meta.get("dont_retry"):
            return response
        assert self._crawler.spider is not None
        again = get_retry_request(request, spider=self._crawler.spider, reason="body cut")
        runs = self._crawler.get_extension(Runs)
        if again is not None and runs is not None and _waits(request, response):
            runs.note(Read(request.meta["raw"].record_id, "unread", Reason.TRUNCATED))
        return again or response


def _waits(request: Request, response: Response) -> bool:
    """Whether its row waits for somebody to read the page."""
    return request.meta.get("role") == Role.ARTICLE and response.status == 200 and "raw" in request.meta


class Redirect(RedirectMiddleware):
    """Scrapy's, but an address that is none is the page's fault."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Raises `Refused`."""
        try:
            return super().process_response(request, response)
        except ValueError as error:
            raise Refused(Reason.REDIRECT, f"answered {response.status} and led to no address: {error}") from error
