"""The command line is written against what ksearch gives to everybody."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import ksearch
from ksearch import cli

ROOM = Path(cli.__file__).parent
#: What is written for scripts as well: the data that everything hands out, reading, painting.
OPEN_ROOMS = {
    "ksearch.messages",
    "ksearch.messages.languages",
    "ksearch.model.article",
    "ksearch.model.choices",
    "ksearch.model.dates",
    "ksearch.model.fields",
    "ksearch.model.originals",
    "ksearch.model.reports",
    "ksearch.model.results",
    "ksearch.reading",
    "ksearch.reading.extras",
    "ksearch.reading.sources.watching",
    "ksearch.system_calls",
}
MODULES = sorted([*ROOM.rglob("*.py"), *ROOM.with_name("render").rglob("*.py")])
#: What a search for known words does without, and would have to wait for.
NOT_FOR_SEARCHING = {
    "click",
    "hashlib",
    "kiwipiepy",
    "multiprocessing",
    "numpy.fft",
    "numpy.ma",
    "numpy.random",
    "rich",
    "socket",
    "subprocess",
    "typer",
    "whoosh",
    "ksearch.model.article",
    "ksearch.engines.protocol",
    "ksearch.engines.embedded.updates.opening",
    "ksearch.korean.kiwi.morphemes",
    "ksearch.korean.word_lists.user_words",
    "ksearch.query.compiling",
    "ksearch.query.suggesting",
    "ksearch.reading",
    "ksearch.model.reports",
    "ksearch.sources",
    "ksearch.storage.writing.bulk_writer",
}


#: Runs a command, and prints the modules that it has loaded.
LOADED = """
import sys
from ksearch.cli import main
main()
print(*sys.modules, sep="\\n", file=sys.stderr)
"""


def imports_of(module: Path) -> Iterator[tuple[str, str]]:
    """Yield each name that a module imports from ksearch, with where it is imported from."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOM.parent)))
def test_only_public_names_are_imported(module: Path) -> None:
    for source, name in imports_of(module):
        if source == "ksearch" and name:
            assert name in ksearch.__all__
        elif source.startswith("ksearch."):
            assert source in OPEN_ROOMS or source.startswith(("ksearch.render.", "ksearch.server."))


def run(program: str, *arguments: str) -> list[str]:
    """Run a program in a process of its own; return the lines that it writes to stderr."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=True,
    )
    return done.stderr.splitlines()


def test_a_plain_search_loads_only_what_it_needs(seed_folder: Path) -> None:
    loaded = run(LOADED, "search", "4차 산업혁명", "--index", str(seed_folder))
    assert "ksearch.engines.embedded.engine" in loaded
    assert NOT_FOR_SEARCHING.intersection(loaded) == set()


@pytest.mark.parametrize(
    "query",
    ["혁명을 알리는", "4월 10일", "4월 10일 2017년", "혁명 NEAR 산업", '"산업혁명"', "1만 5000명"],
)
def test_no_search_loads_masked_arrays(seed_folder: Path, query: str) -> None:
    """Some set operations of numpy do at their first call, which takes 40 ms."""
    loaded = run(LOADED, "search", query, "--index", str(seed_folder))
    assert "ksearch.engines.embedded.engine" in loaded
    assert "numpy.ma" not in loaded


def test_no_command_waits_for_the_patterns_of_news_pages(seed_folder: Path) -> None:
    loaded = run(LOADED, "stats", "--index", str(seed_folder))
    assert "ksearch.cli.commands.indexing.read" in loaded
    assert "ksearch.reading.pages" not in loaded


#: What neither counting nor offering names to a shell waits for.
NOT_FOR_COUNTING = {
    "kiwipiepy",
    "lxml",
    "pathspec",
    "whoosh",
    "ksearch.reading.files",
    "ksearch.reading.sources.walking",
}


def test_a_count_of_everything_loads_no_parser_and_no_reader(seed_folder: Path) -> None:
    loaded = run(LOADED, "count", "*", "--index", str(seed_folder))
    assert "ksearch.engines.embedded.counting" in loaded
    assert NOT_FOR_COUNTING.intersection(loaded) == set()


def test_a_shell_that_asks_for_names_waits_for_no_parser(seed_folder: Path) -> None:
    program = (
        "import os, sys\n"
        "os.environ |= {\n"
        "    '_KSEARCH_COMPLETE': 'complete_bash',\n"
        "    'COMP_WORDS': 'ksearch search --publisher ',\n"
        "    'COMP_CWORD': '3',\n"
        "    'KSEARCH_INDEX': sys.argv.pop(),\n"
        "}\n"
        "from ksearch.cli.app import app\n"
        "import typer\n"
        "try:\n"
        "    typer.main.get_command(app).main([], prog_name='ksearch')\n"
        "finally:\n"
        "    print(*sys.modules, sep='\\n', file=sys.stderr)\n"
    )
    loaded = run(program, str(seed_folder))
    assert "ksearch.engines.embedded.counting" in loaded
    assert NOT_FOR_COUNTING.intersection(loaded) == set()


def test_numpy_starts_no_threads(seed_folder: Path) -> None:
    program = (
        "import os, sys\n"
        "from ksearch.cli import main\n"
        "print('numpy' in sys.modules, file=sys.stderr)\n"
        "main()\n"
        "print('numpy' in sys.modules, os.environ['OPENBLAS_NUM_THREADS'], file=sys.stderr)\n"
    )
    arguments = ["search", "4차 산업혁명", "--index", str(seed_folder)]
    assert run(
        "import os; os.environ.pop('OPENBLAS_NUM_THREADS', None)\n" + program, *arguments
    ) == [
        "False",
        "True 1",
    ]


def test_whoever_calls_the_command_line_keeps_his_garbage_collector(tmp_path: Path) -> None:
    program = (
        "import gc, os, sys\n"
        "from ksearch.cli import main\n"
        "os.environ.pop('OPENBLAS_NUM_THREADS', None)\n"
        "main(sys.argv[1:])\n"
        "print(gc.isenabled(), gc.get_freeze_count(), 'OPENBLAS_NUM_THREADS' in os.environ,"
        " file=sys.stderr)\n"
    )
    lines = run(program, "search", "감자", "--index", str(tmp_path / "없음"))
    assert lines[-1] == "True 0 False"


@pytest.mark.parametrize("name", ksearch.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(ksearch, name).__module__.startswith("ksearch.")


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="serach"):
        _ = ksearch.serach  # type: ignore[attr-defined]
