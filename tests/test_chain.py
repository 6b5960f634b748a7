"""Manifests hang on each other, are signed and stamped, and one that was changed is found."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from syria_news.evidence import chain, manifest, signature, timestamp
from syria_news.evidence.finding import Book, Grade
from syria_news.evidence.verify import Verification
from syria_news.replay import replay
from syria_news.store import database, runs
from tests import archives
from tests.archives import NOON, Archive
from tests.commands import Place
from tests.verifying import bad

# -- the chain


def test_the_chain_links_every_run_and_its_head_stands_for_all(archive: Archive) -> None:
    paths = manifest.paths(archive.raw)
    assert [path.name[:8] for path in paths] == ["00000001", "00000002", "00000003", "00000004"]
    loaded = [manifest.load(path) for path in paths]
    assert [each.content["previous"] for each in loaded] == [None, *(each.sha256 for each in loaded[:-1])]
    assert loaded[-1].content["warcs"] == []
    assert loaded[0].content["counts"] == {"listed": 4, "new": 4}
    assert loaded[0].content["captures"]["count"] == 6
    engine = archive.engine()
    verification = Verification(engine, archive.raw)
    assert not list(verification)
    assert verification.book.head == loaded[-1].sha256
    assert loaded[-1].sha256 in verification.summary()
    engine.dispose()


def test_a_change_of_the_oldest_manifest_is_found_without_the_database(archive: Archive) -> None:
    path = manifest.paths(archive.raw)[0]
    content = json.loads(path.read_bytes())
    content["counts"]["new"] = 5
    path.write_bytes(manifest.canonical(content))
    found = list(chain.check(archive.raw, Book(), datetime.now(UTC), None, None))
    assert ["does not follow" in each.what for each in found] == [True]


def test_two_processes_that_close_at_once_make_one_chain(archive: Archive) -> None:
    keys = [f"{number:032x}" for number in range(8)]
    engine = archive.engine()
    for key in keys:
        with engine.begin() as conn:
            runs.finish(conn, runs.begin(conn, key, "crawl", NOON, outlet="demo"), NOON, "finished", {})
    code = (
        "import sys; from pathlib import Path; from syria_news.store import database;"
        "from syria_news.evidence import manifest; engine = database.connect(sys.argv[1]);"
        "[manifest.write(engine, Path(sys.argv[2]), key) for key in sys.argv[3:]]"
    )
    import sys

    base = [sys.executable, "-c", code, str(engine.url), str(archive.raw)]
    started = [subprocess.Popen([*base, *each]) for each in (keys, keys[::-1])]
    assert [each.wait() for each in started] == [0, 0]
    assert len(manifest.paths(archive.raw)) == 12
    assert not bad(archive)
    engine.dispose()


def test_the_settings_hash_hangs_on_settings_and_on_nothing_of_this_machine() -> None:
    one = {"DOWNLOAD_DELAY": 1.0, "SYRIA_NEWS_DATABASE": "postgresql://me:secret@a/b", "KIND": dict}
    assert manifest.settings_hash(one) == manifest.settings_hash(one | {"SYRIA_NEWS_DATABASE": "sqlite:///x"})
    assert manifest.settings_hash(one) != manifest.settings_hash(one | {"DOWNLOAD_DELAY": 2.0})


def test_a_database_built_anew_has_the_runs_of_the_manifests(anywhere: Archive, tmp_path: Path) -> None:
    fresh = Archive(anywhere.home, f"sqlite:///{tmp_path / 'again.db'}")
    engine = fresh.engine()
    database.migrate(engine)
    replay(engine, fresh.raw, {})
    query = sa.text("SELECT key, command, outlet, reason, counts, manifest FROM run ORDER BY started, key")
    with engine.connect() as conn, anywhere.engine().connect() as other:
        mine, theirs = conn.execute(query).all(), other.execute(query).all()
    assert [row[:4] for row in mine] == [row[:4] for row in theirs]
    assert [row.manifest for row in mine] == [row.manifest for row in theirs]
    found = [line for line in bad(fresh) if "read" not in line and "ledger" not in line]
    assert not [line for line in found if "run" in line or "record" in line], found
    engine.dispose()


# -- signatures and time stamps


@pytest.fixture
def key(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """Files of a private and of its public key."""
    made = Ed25519PrivateKey.generate()
    private, public = tmp_path / "private.pem", tmp_path / "public.pem"
    private.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    yield private, public


def test_signatures_are_checked_where_there_are_any(
    archive: Archive, key: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "SYRIA_NEWS_SIGNING_KEY", str(key[0]))
    archives.redacted(archive)
    engine, trusted = archive.engine(), signature.public_key(key[1])
    verification = Verification(engine, archive.raw)
    assert [each.grade for each in verification if each.grade != Grade.NOTE] == []
    assert verification.book.signed == 1
    assert any("--key" in line for line in verification.not_checked())
    unsigned = [each for each in Verification(engine, archive.raw, key=trusted) if each.grade == Grade.DAMAGE]
    assert len(unsigned) == 4, "the four manifests from before there was a key"
    for path in manifest.paths(archive.raw)[:4]:
        signature.sign(path, key[0])
    assert not [each for each in Verification(engine, archive.raw, key=trusted) if each.grade == Grade.DAMAGE]
    other = Ed25519PrivateKey.generate().public_key()
    found = [str(each) for each in Verification(engine, archive.raw, key=other) if each.grade == Grade.DAMAGE]
    assert len(found) == 5
    assert "another key" in found[0]
    signed = manifest.paths(archive.raw)[0]
    beside = signed.with_name(signed.name + signature.SUFFIX)
    beside.write_text(beside.read_text().replace("signature", "sign"))
    assert any("does not hold" in str(each) for each in archive.damage())
    engine.dispose()


def test_a_key_that_can_not_be_read_costs_no_run_its_manifest(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(manifest, "SYRIA_NEWS_SIGNING_KEY", "nowhere.pem")
    archives.redacted(archive)
    assert "is not signed" in caplog.text
    assert not bad(archive)


@pytest.mark.parametrize("kind", ["missing", "nonsense", "rsa", "locked"])
def test_a_key_that_can_not_sign_stops_everything_before_it_begins(kind: str, archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    if kind == "nonsense":
        path.write_bytes(b"nonsense")
    elif kind != "missing":
        made = rsa.generate_private_key(65537, 2048) if kind == "rsa" else Ed25519PrivateKey.generate()
        lock = BestAvailableEncryption(b"x") if kind == "locked" else NoEncryption()
        path.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    with pytest.raises(signature.BadKey, match=r"key\.pem: "):
        signature.private_key(path)
    if kind != "missing":
        return
    place = Place(archive.home, str(archive.engine().url), "127.0.0.1:1", {"SYRIA_NEWS_SIGNING_KEY": str(path)})
    for done in (place.syria_news("recover"), place.scrapy("crawl", "loopback")):
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].endswith("key.pem: No such file or directory")


@pytest.fixture
def stamp(tmp_path: Path) -> Path:
    """The folder of a time stamp authority of our own, made with OpenSSL; `root.pem` is its certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to play the time stamp authority")
    home = tmp_path / "authority"
    home.mkdir()
    (home / "tsa.cnf").write_text(
        "[req]\ndistinguished_name=dn\n[dn]\n[ext]\nextendedKeyUsage=critical,timeStamping\n"
        "keyUsage=critical,digitalSignature\nbasicConstraints=critical,CA:false\n"
        "[root]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n"
        "[tsa]\ndefault_tsa=one\n[one]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\n"
        "signer_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\naccuracy=secs:1\n"
        "ess_cert_id_alg=sha256\nordering=no\ntsa_name=no\ness_cert_id_chain=no\n"
    )
    (home / "serial").write_text("01")
    for command in (
        "req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj /CN=Root -days 9 -config tsa.cnf "
        "-extensions root",
        "req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=Stamps -config tsa.cnf",
        "x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -out tsa.pem -days 9 -extfile tsa.cnf "
        "-extensions ext",
    ):
        subprocess.run(["openssl", *command.split()], cwd=home, check=True, capture_output=True)
    return home


def stamped(path: Path, authority: Path) -> None:
    """Put the authority's time stamp beside a manifest."""
    query = ["openssl", "ts", "-query", "-data", str(path), "-sha256", "-cert", "-out", "query"]
    answer = path.with_name(path.name + timestamp.SUFFIX)
    reply = ["openssl", "ts", "-reply", "-queryfile", "query", "-config", "tsa.cnf", "-out", str(answer)]
    for command in (query, reply):
        subprocess.run(command, cwd=authority, check=True, capture_output=True)


def test_time_stamps_are_checked_where_there_are_any(archive: Archive, stamp: Path) -> None:
    first, second, *_ = manifest.paths(archive.raw)
    stamped(first, stamp)
    engine = archive.engine()
    verification = Verification(engine, archive.raw, roots=timestamp.certificates(stamp / "root.pem"))
    assert not [str(each) for each in verification]
    assert verification.book.stamped == 1
    [note] = list(Verification(engine, archive.raw))
    assert note.grade == Grade.NOTE
    assert "no certificates were given" in note.what
    shutil.copy(first.with_name(first.name + timestamp.SUFFIX), second.with_name(second.name + timestamp.SUFFIX))
    assert ["another file's" in each.what for each in archive.damage()] == [True]
    second.with_name(second.name + timestamp.SUFFIX).write_bytes(b"nonsense")
    assert ["can't be read" in each.what for each in archive.damage()] == [True]
    engine.dispose()


def test_certificates_that_are_none_are_said_before_anything_is_checked(archive: Archive, tmp_path: Path) -> None:
    no_pem = tmp_path / "roots.pem"
    no_pem.write_text("nothing of the kind")
    done = Place(archive.home, archive.database).syria_news("verify", "--roots", str(no_pem))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("no certificates in PEM form\n")
