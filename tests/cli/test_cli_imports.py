"""The command line is written against what ksearch gives to everybody."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import ksearch
from ksearch import cli

ROOM = Path(cli.__file__).parent
#: What is written for scripts as well: the data that everything hands out, reading, painting.
OPEN_ROOMS = {
    "ksearch.article",
    "ksearch.results",
    "ksearch.reading",
    "ksearch.reading.watching",
    "ksearch.snippets",
}
MODULES = sorted(ROOM.rglob("*.py"))


def imports_of(module: Path) -> Iterator[tuple[str, str]]:
    """Yield each name that a module imports from ksearch, with where it is imported from."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOM)))
def test_only_public_names_are_imported(module: Path) -> None:
    for source, name in imports_of(module):
        if source == "ksearch" and name:
            assert name in ksearch.__all__
        elif source.startswith("ksearch."):
            assert source in OPEN_ROOMS
