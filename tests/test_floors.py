"""The README's plan is the code's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from syria_news.cli import commands

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _floors() -> dict[str, int]:
    """Each room's floor, 0 at the top, as the README draws it."""
    plan = README.split("## The house")[1].split("```")[1].strip("\n")
    floors = {}
    for number, line in enumerate(plan.splitlines()):
        for room in re.split(r" {3,}", line[11:].strip())[0].split():
            floors[room] = number
    return floors


FLOORS = _floors()


def _room(module: str) -> str | None:
    first, _, rest = module.partition(".")
    if first == "spiders":
        return "spiders"
    return rest.partition(".")[0] or None if first == "syria_news" else None


def _modules() -> Iterator[tuple[str, Path]]:
    for top in ("syria_news", "spiders"):
        for path in (ROOT / top).rglob("*.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if _room(name):
                yield name, path


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_room_is_on_the_plan_and_every_room_of_the_plan_is_there() -> None:
    assert {_room(name) for name, _ in _modules()} == set(FLOORS)


@pytest.mark.parametrize(
    ("name", "path"), sorted(_modules()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_imports_go_down_only(name: str, path: Path) -> None:
    room = _room(name)
    assert room is not None
    for imported in _imports(path):
        other = _room(imported)
        if other is not None and other != room:
            assert FLOORS[room] < FLOORS[other], f"{name} imports {imported}"


def test_every_command_stands_in_the_readme() -> None:
    for command in commands():
        assert f"`syria-news {command}" in README


def test_the_queries_of_the_readme_run(engine: sa.Engine) -> None:
    queries = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
    assert len(queries) >= 5
    with engine.connect() as conn:
        for query in queries:
            conn.execute(sa.text(query))


def test_every_view_stands_in_the_readme(engine: sa.Engine) -> None:
    with engine.connect() as conn:
        for view in sa.inspect(conn).get_view_names():
            assert f"| `{view}` |" in README
