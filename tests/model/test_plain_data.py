"""The rule of plain data (ARCHITECTURE.md, `model/`), and that `model/` is vocabulary alone.

Plain data is a `Record` if a search or a count from the shell defines it, a `NamedTuple` if it is
unpacked or never compared with another kind, and a frozen dataclass otherwise.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent.parent / "ksearch"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: Dataclasses that are filled step by step by the module that makes them.
FILLED = {
    "engines/embedded/updates/gathering.py: UpdateInputs",
    "query/suggesting/vocabulary.py: SpellingTable",
    "reading/formats/kakaotalk.py: _Day",
    "reading/sources/walking.py: _Folder",
}


def classes() -> Iterator[tuple[str, ast.ClassDef]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield path.relative_to(PACKAGE).as_posix(), node


def dataclass_options(node: ast.ClassDef) -> dict[str, object] | None:
    """Return the options of a dataclass; None for another class."""
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = ast.unparse(call.func if call else decorator)
        if name == "dataclass":
            return {str(o.arg): ast.literal_eval(o.value) for o in (call.keywords if call else ())}
    return None


def loaded_by(*arguments: str) -> set[str]:
    """Return the modules of ksearch that a command loads."""
    program = (
        "import sys\n"
        "from ksearch.cli import main\n"
        "main()\n"
        "print(*(getattr(m, '__file__', '') for m in sys.modules.values()), sep='\\n',"
        " file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=True,
    )
    paths = (line for line in done.stderr.splitlines() if line.startswith(str(PACKAGE)))
    return {Path(path).relative_to(PACKAGE).as_posix() for path in paths}


def test_a_plain_search_defines_no_dataclass(seed_folder: Path) -> None:
    """A frozen dataclass takes thirty times as long to define as a `Record`."""
    loaded = loaded_by("search", "산업혁명", "--index", str(seed_folder))
    assert "model/results.py" in loaded
    defined = {
        f"{module}: {node.name}"
        for module, node in classes()
        if module in loaded and dataclass_options(node) is not None
    }
    assert defined == set()


def test_a_record_is_what_a_search_or_a_count_defines(seed_folder: Path) -> None:
    loaded = set().union(
        *(
            loaded_by(*command, "산업혁명", "--index", str(seed_folder))
            for command in (["search"], ["count", "--by", "publisher"])
        )
    )
    records = {
        f"{module}: {node.name}"
        for module, node in classes()
        if module not in loaded
        and not module.startswith("engines/opensearch/")  # which a search in a cluster defines
        and any(ast.unparse(base) == "Record" for base in node.bases)
    }
    assert records == set()


def test_dataclasses_do_not_change() -> None:
    changing = {
        f"{module}: {node.name}"
        for module, node in classes()
        if (options := dataclass_options(node)) is not None and not options.get("frozen")
    }
    assert changing == FILLED


def test_the_vocabulary_needs_the_standard_library_alone() -> None:
    """`model/` knows nothing of how anything is found or kept."""
    wrong = set()
    for path in (PACKAGE / "model").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{'.' * node.level}{node.module or ''}"]
            wrong |= {
                f"{path.name}: {name}"
                for name in names
                if not name.startswith(("ksearch.model", "ksearch.messages"))
                and name.split(".")[0] not in sys.stdlib_module_names
            }
    assert wrong == {"rows.py: pandas"}  # by whoever asks for a data frame
