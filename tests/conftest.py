"""What tests share: real databases, and the option that blesses readings."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from syria_news.store import database
from tests import archives
from tests.archives import Archive
from tests.crawling import Trap
from tests.postgres import Server, server

SHARED = Path(__file__).parents[1].parent / "shared"

# Hundreds of processes start; where the environment keeps no bytecode, each would compile all it imports (2 s of 3).
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="write what is read as the agreed reading of each fixture")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measuring sets beside the checkout; tests that need them are left out, aloud, where they are absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no measuring sets at ../{SHARED.name}")
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL."""
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> Iterator[str]:
    """A migrated, empty database to copy."""
    name = postgres.create()
    engine = database.connect(postgres.url(name))
    database.migrate(engine)
    engine.dispose()
    yield name
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database; every test that asks runs on both."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}"
        engine = database.connect(url)
        database.migrate(engine)
        engine.dispose()
        yield url
    else:
        running: Server = request.getfixturevalue("postgres")
        name = running.create(request.getfixturevalue("postgres_template"))
        yield running.url(name)
        running.drop(name)


@pytest.fixture
def postgres_empty(postgres: Server) -> Iterator[str]:
    """The address of a Postgres database that nobody has migrated."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    made = database.connect(database_url)
    yield made
    made.dispose()


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> None:
    """A developer's own archive must not meet the tests."""
    for name in ("SYRIA_NEWS_ARCHIVE", "SYRIA_NEWS_DATABASE", "SYRIA_NEWS_KEEP_OFF_TOPIC"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive to copy."""
    return archives.build(Archive(tmp_path_factory.mktemp("base") / "archive"))


@pytest.fixture
def archive(base: Archive, tmp_path: Path) -> Archive:
    """A small archive on SQLite, to be changed."""
    return base.copy(tmp_path / "archive")


@pytest.fixture
def anywhere(database_url: str, tmp_path: Path) -> Archive:
    """The same on either database."""
    return archives.build(Archive(tmp_path / "archive", database_url))


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    """A port, and who came to it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Trap(f"127.0.0.1:{listening.getsockname()[1]}")

        def wait() -> None:
            while True:
                try:
                    listening.accept()[0].close()
                except OSError:
                    return
                found.hits += 1

        threading.Thread(target=wait, daemon=True).start()
        yield found
        listening.shutdown(socket.SHUT_RDWR)
