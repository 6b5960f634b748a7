"""A home page -> the declaration of an outlet, ready to be looked over: what the page shows, and nothing fetched."""

from syria_news.scout.declaration import declaration
from syria_news.scout.findings import Findings, scout
from syria_news.scout.pages import archived, saved

__all__ = ["Findings", "archived", "declaration", "saved", "scout"]
