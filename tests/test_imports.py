"""The house's rules on imports: they point down, and heavy libraries come in by one door each."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "ksearch"

#: Every room (a folder or a single file) and its floor. Rooms on one floor do not see each other,
#: except for those of the ground floor and of the façade.
FLOORS = {
    "messages": 0,
    "model": 0,
    "arrays": 0,
    "disk": 0,
    "system_calls": 0,
    "reading": 1,
    "korean": 1,
    "lexicon": 2,
    "storage": 3,
    "plan": 4,
    "ranking": 5,
    "whoosh_bridge": 6,
    "highlighting": 6,
    "query": 7,
    "engines": 8,
    "checking": 9,
    "index": 9,
    "queries": 9,
    "sources": 9,
    "__init__": 9,
    "render": 10,
    "server": 11,
    "cli": 12,
    "__main__": 13,
}
_WITHIN = (0, 9)

#: The rooms of the engine on a cluster, from the lowest up; what is beside them is above all.
CLUSTER_ROOMS = ("connection", "storage", "searching", "writing")

#: The only modules outside of `whoosh_bridge` that may import whoosh.
WHOOSH = {
    "query/compiling.py",
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imported(path: Path, *, for_types_too: bool = False) -> tuple[str, ...]:
    """Return the full names of what a module imports, anywhere in it."""
    return tuple(_imported(path, for_types_too))


def _imported(path: Path, for_types_too: bool) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[ast.AST] = set()
    if not for_types_too:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                skipped.update(inner for part in node.body for inner in ast.walk(part))
    package = ["ksearch", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def own_rooms(path: Path, *, for_types_too: bool) -> Iterator[tuple[str, str]]:
    """Yield the names that a module imports from other rooms of ksearch, with their rooms."""
    for name in imported(path, for_types_too=for_types_too):
        parts = name.split(".")
        if parts[0] == "ksearch" and len(parts) > 1 and parts[1] != room_of(path):
            yield name, parts[1]


def may_import(room: str, other: str) -> bool:
    if other not in FLOORS:  # a public name, by way of the façade
        return FLOORS[room] >= FLOORS["__init__"]
    if FLOORS[other] == FLOORS[room]:
        return FLOORS[room] in _WITHIN
    return FLOORS[other] < FLOORS[room]


def test_imports_point_down() -> None:
    wrong = [
        f"{name_of(path)} imports {name}"
        for path in MODULES
        if room_of(path) not in ("cli", "__main__")
        for name, other in own_rooms(path, for_types_too=True)
        if not may_import(room_of(path), other)
    ]
    assert wrong == []


def cluster_floor(parts: tuple[str, ...]) -> int:
    """Return the floor of a module of the engine on a cluster, by its path inside of it."""
    return CLUSTER_ROOMS.index(parts[0]) if parts[0] in CLUSTER_ROOMS else len(CLUSTER_ROOMS)


def test_imports_point_down_inside_the_engine_on_a_cluster() -> None:
    engine = ("ksearch", "engines", "opensearch")
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in (PACKAGE / "engines" / "opensearch").rglob("*.py")
        for name in imported(path, for_types_too=True)
        if (parts := tuple(name.split(".")))[:3] == engine and len(parts) > 3
        if cluster_floor(parts[3:]) > cluster_floor(path.relative_to(PACKAGE).parts[2:])
    ]
    assert wrong == []


def test_the_command_line_uses_public_names_only() -> None:
    allowed = {"messages", "model", "reading", "render", "server", "system_calls"}
    wrong = [
        f"{name_of(path)} imports {name}"
        for path in MODULES
        if room_of(path) in ("cli", "render")
        for name, other in own_rooms(path, for_types_too=False)
        if other in FLOORS and other not in allowed
    ]
    assert wrong == []


def test_no_modules_import_each_other() -> None:
    """Circles, also those that an import within a function would hide."""
    names = {module_of(path): path for path in MODULES}
    imports = {
        name: {other for other in imported(path) if other in names and not inside(name, other)}
        for name, path in names.items()
    }
    TopologicalSorter(imports).prepare()  # raises CycleError, which names them


def inside(name: str, room: str) -> bool:
    return f"{name}.".startswith(f"{room}.")


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_every_room_has_its_floor() -> None:
    assert {room_of(path) for path in MODULES} <= set(FLOORS)


def test_only_one_module_imports_kiwi() -> None:
    users = {name_of(p) for p in MODULES if any(n.startswith("kiwipiepy") for n in imported(p))}
    assert users == {"korean/kiwi/morphemes.py"}


def test_only_named_modules_import_whoosh() -> None:
    users = {name_of(p) for p in MODULES if any(n.split(".")[0] == "whoosh" for n in imported(p))}
    assert {name for name in users if not name.startswith("whoosh_bridge/")} == WHOOSH


def run(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


def test_importing_ksearch_loads_nothing_heavy() -> None:
    program = (
        "import sys, ksearch\n"
        "print(*sorted({'whoosh', 'kiwipiepy', 'typer', 'rich', 'click', 'hypothesis'}"
        " & set(sys.modules)))"
    )
    assert run(program).strip() == ""


def test_searching_for_known_words_loads_neither_kiwi_nor_whoosh(seed_folder: Path) -> None:
    program = (
        "import sys, ksearch\n"
        "results = ksearch.open(sys.argv[1]).search('4차 산업혁명을 포항시장')\n"
        "hit = results.hits[0]\n"
        "hit.title_matches, hit.snippet.matches\n"
        "print(results.total)\n"
        "print(*sorted({'whoosh', 'kiwipiepy', 'typer', 'rich', 'click'} & set(sys.modules)))\n"
    )
    assert run(program, str(seed_folder)).splitlines() == ["2", ""]
