"""Bytes of a listing -> entries. Nothing here fetches."""
