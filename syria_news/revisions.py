"""What outlets changed after publication: written down as revisions are saved."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from syria_news.enrich.changes import RULES, Change, Version, changes
from syria_news.store import changes as stored
from syria_news.store.changes import Read


def note(conn: sa.Connection, article_ids: Collection[int]) -> None:
    """Compare the revisions of articles that were just saved, each with the one before it; known pairs stay."""
    for revisions in stored.revised(conn, article_ids):
        known = stored.compared(conn, [each.revision_id for each in revisions])
        if revisions[0].revision_id in known:  # an older one came since, and went again
            stored.replace(conn, revisions[0].revision_id, None, [])
        for before, after in pairwise(revisions):
            mark = stored.mark(before, after, RULES)
            if known.get(after.revision_id) != mark:
                found = changes(version(before), version(after))
                stored.replace(conn, after.revision_id, mark, [_row(each) for each in found])


def version(read: Read) -> Version:
    """A stored revision, as it is compared."""
    return Version(read.title, read.text, read.notes, read.named)


def _row(found: Change) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "detail": found.detail,
        "said": found.said,
        "from_figure": found.before,
        "to_figure": found.after,
        "unit": found.unit,
    }
