"""The raw archive: WARC/1.1 files (ISO 28500:2017), one gzip member a record, one file a run.

A file is written by one process, which holds a lock on it and gives it the suffix `.open` until it is closed; nobody
ever appends to another's file. An append is one write at a known offset, flushed to the disk before it counts; where
it fails, the file is cut back, so what stands before it stays readable.
"""

from syria_news.warc.members import Member, info, members, pick
from syria_news.warc.records import (
    UNVERIFIED,
    Circumstances,
    Damaged,
    Errand,
    Exchange,
    Headers,
    Record,
    Resource,
    Role,
    bare,
    field,
    lasting_id,
    new_id,
    outlet_name,
    target,
    trouble,
)
from syria_news.warc.walking import KINDS, TORN, adopt, errand, read, record, walk, whole_length
from syria_news.warc.writer import OPEN, Packed, Writer, gzipped, pack, record_bytes, sync_folder

__all__ = [
    "KINDS",
    "OPEN",
    "TORN",
    "UNVERIFIED",
    "Circumstances",
    "Damaged",
    "Errand",
    "Exchange",
    "Headers",
    "Member",
    "Packed",
    "Record",
    "Resource",
    "Role",
    "Writer",
    "adopt",
    "bare",
    "errand",
    "field",
    "gzipped",
    "info",
    "lasting_id",
    "members",
    "new_id",
    "outlet_name",
    "pack",
    "pick",
    "read",
    "record",
    "record_bytes",
    "sync_folder",
    "target",
    "trouble",
    "walk",
    "whole_length",
]
