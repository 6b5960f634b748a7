"""A manifest's signature, where its keeper wants one: Ed25519 (RFC 8032), in a file beside it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import logging
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

log = logging.getLogger(__name__)

SUFFIX = ".sig"


class BadKey(ValueError):
    """The file holds no Ed25519 key that signs without a password."""


class Invalid(Exception):
    """The signature is not that of the manifest, or not by the key it has to be by."""


def private_key(key_file: Path) -> Ed25519PrivateKey:
    """The private key of a PEM file. Raises `BadKey`; better before a run than at its end."""
    try:
        key = load_pem_private_key(key_file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        why = error.strerror if isinstance(error, OSError) else str(error).partition("(")[0].strip()
        raise BadKey(f"SYRIA_NEWS_SIGNING_KEY: {key_file}: {why}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(f"SYRIA_NEWS_SIGNING_KEY: {key_file}: not an Ed25519 key")
    return key


def sign(manifest: Path, key_file: Path) -> None:
    """Put a signature beside a manifest, by the private key of a PEM file; a crawl never fails by it."""
    try:
        key = private_key(key_file)
        content = {
            "key": base64.b64encode(_raw(key.public_key())).decode(),
            "signature": base64.b64encode(key.sign(manifest.read_bytes())).decode(),
        }
        new = manifest.with_name(manifest.name + SUFFIX + ".new")
        new.write_text(json.dumps(content, sort_keys=True))
        os.rename(new, manifest.with_name(manifest.name + SUFFIX))
    except (OSError, BadKey) as error:
        log.warning("manifest %s is not signed: %s", manifest.name, error)


def check(manifest: Path, trusted: Ed25519PublicKey | None) -> str:
    """The fingerprint of the key that signed a manifest. Raises `Invalid`; any key will do where none is trusted."""
    try:
        content = json.loads(manifest.with_name(manifest.name + SUFFIX).read_bytes())
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(content["key"], validate=True))
        key.verify(base64.b64decode(content["signature"], validate=True), manifest.read_bytes())
    except (ValueError, KeyError, TypeError, binascii.Error, InvalidSignature):
        raise Invalid("its signature does not hold") from None
    if trusted is not None and _raw(trusted) != _raw(key):
        raise Invalid(f"it is signed by another key, {fingerprint(key)}")
    return fingerprint(key)


def public_key(key_file: Path) -> Ed25519PublicKey:
    """The public key of a PEM file. Raises `ValueError` where it holds another kind of key."""
    key = load_pem_public_key(key_file.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{key_file}: not an Ed25519 key")
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of the key's 32 bytes, its first 16 hex digits: for people to compare."""
    return hashlib.sha256(_raw(key)).hexdigest()[:16]


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
