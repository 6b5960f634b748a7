"""A manifest's time stamp (RFC 3161), where its keeper got one: the authority's answer, in a file beside it.

Only read here: whoever wants one asks an authority with any client (`openssl ts -query -data MANIFEST -sha256 -cert`)
and puts the answer beside the manifest. Reading needs the library `rfc3161-client`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from cryptography.x509 import Certificate, load_pem_x509_certificates

SUFFIX = ".tsr"


class Invalid(Exception):
    """The time stamp is not the manifest's, or not by an authority that is trusted."""


class Unavailable(Exception):
    """It can't be checked here: the library or the certificates are missing."""


def certificates(roots: Path) -> list[Certificate]:
    """The certificates of a PEM file. Raises `ValueError` where it holds none."""
    try:
        return load_pem_x509_certificates(roots.read_bytes())
    except ValueError:
        raise ValueError(f"{roots}: no certificates in PEM form") from None


def check(manifest: Path, roots: Sequence[Certificate]) -> None:
    """Raises `Invalid`, or `Unavailable` where there are no `roots` or the library is missing."""
    try:
        import rfc3161_client as client  # type: ignore[import-not-found, unused-ignore] # noqa: PLC0415 - an extra
    except ImportError:
        raise Unavailable("rfc3161-client is not installed") from None
    try:
        answer = client.decode_timestamp_response(manifest.with_name(manifest.name + SUFFIX).read_bytes())
        imprint = answer.tst_info.message_imprint.message
    except ValueError:
        raise Invalid("its time stamp can't be read") from None
    if imprint != hashlib.sha256(manifest.read_bytes()).digest():
        raise Invalid("its time stamp is another file's")
    if not roots:
        raise Unavailable("it is this file's; who gave it was not checked, since no certificates were given")
    builder = client.VerifierBuilder()
    for each in roots:
        builder = builder.add_root_certificate(each)
    try:
        builder.build().verify(answer, imprint)
    except client.VerificationError as error:
        raise Invalid(f"its time stamp does not hold: {error}") from None
