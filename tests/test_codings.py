"""Bodies that came packed are unpacked whole, or told of."""

from __future__ import annotations

import gzip
import zlib

import brotli
from hypothesis import assume, given
from hypothesis import strategies as st

from syria_news.coding import Fault, undone
from tests.crawling import page


@given(st.binary(max_size=3000), st.sampled_from(["gzip", "deflate", "br"]), st.data())
def test_a_coding_is_undone_whole_or_told_of(body: bytes, coding: str, data: st.DataObject) -> None:
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding](body)
    assert undone(packed, coding) == (body, None)
    assume(len(packed) > 3)
    got, fault = undone(packed[: data.draw(st.integers(min_value=3, max_value=len(packed) - 1))], coding)
    assert fault == Fault.CUT
    assert body.startswith(got)


@given(st.binary(min_size=1, max_size=3000), st.data())
def test_a_wrong_byte_in_a_gzip_file_is_told_of(body: bytes, data: st.DataObject) -> None:
    packed = bytearray(gzip.compress(body))
    packed[data.draw(st.integers(min_value=10, max_value=len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    got, fault = undone(bytes(packed), "gzip")
    assert (got, fault) == (body, None) or fault is not None


def test_a_wrong_checksum_costs_no_byte() -> None:
    packed = gzip.compress(page("x"))
    assert undone(packed[:-8] + bytes(8), "gzip") == (page("x"), Fault.DAMAGED)


@given(st.binary(max_size=300), st.text(max_size=20))
def test_no_bytes_and_no_name_of_a_coding_raise(body: bytes, coding: str) -> None:
    for each in (coding, "gzip", "deflate", "br", "zstd", "gzip, br"):
        undone(body, each, 1000)


def test_a_bomb_is_not_unpacked() -> None:
    for pack, coding in ((gzip.compress, "gzip"), (brotli.compress, "br")):
        assert undone(pack(bytes(2_000_000)), coding, 1_000_000) == (b"", Fault.BOMB)
