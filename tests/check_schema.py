"""`alembic check` on both databases, through Alembic's own command line: `python -m tests.check_schema`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from tests.postgres import server


def check(url: str) -> None:
    """Migrate a fresh database and ask Alembic whether the tables say more than the migrations do."""
    for arguments in (["upgrade", "head"], ["check"]):
        environment = {**os.environ, "SYRIA_NEWS_DATABASE": url}
        subprocess.run([sys.executable, "-m", "alembic", *arguments], env=environment, check=True)


def main() -> None:
    """Both databases; an exit code other than 0 where one of them differs."""
    with tempfile.TemporaryDirectory() as folder:
        check(f"sqlite:///{folder}/check.db")
    with server() as postgres:
        name = postgres.create()
        check(postgres.url(name))
        postgres.drop(name)


if __name__ == "__main__":
    main()
