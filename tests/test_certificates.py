"""A certificate that does not hold is said to be one."""

from __future__ import annotations

import gzip
import hashlib
import ssl
import subprocess
from dataclasses import replace
from pathlib import Path

from tests.crawling import crawl, here
from tests.site.server import serve, text


def test_a_certificate_that_does_not_hold_is_said_in_the_record(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    _self_signed(key, certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serve(context) as site:
        site.page("a1", text(1))
        site.answers["/feed.xml"] = replace(
            site.answers["/feed.xml"],  # type: ignore[type-var]
            body=f'<rss version="2.0"><channel><item><link>https://{site.address}/news/a1</link></item></channel></rss>'.encode(),
        )
        result = crawl(replace(here(tmp_path, site), more={"SITE_SCHEME": "https"}))
    assert result.state("a1") == ("stored", "tls_unverified")
    assert "fetched unverified" in result.log
    [path] = (result.place.archive / "raw").glob("*.warc.gz")
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text())).hexdigest()
    assert f"Syria-News-TLS: unverified; sha256={digest}".encode() in gzip.decompress(path.read_bytes())


def _self_signed(key: Path, certificate: Path) -> None:
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    subprocess.run(
        [*command, "-keyout", key, "-out", certificate, "-subj", "/CN=elsewhere.example"],
        check=True,
        capture_output=True,
    )
