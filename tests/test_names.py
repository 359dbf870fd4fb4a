"""One name, one thing: no two modules of ksearch give one public name to two different things."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "ksearch"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: Names that several modules define, because they mean the same in each of them.
SHARED = {
    # What every module of its kind has, so that a table can list the modules.
    "COMMAND": "a command of the command line",
    "COMMANDS": "the commands of a group",
    "SUMMARY": "the help of a command",
    "run": "what a command does",
    "main": "where a process begins",
    "read_document": "what reads a format",
    "blocks_of": "what reads a version of the Hancom formats",
    # Verbs that are called by their module's name: `synonyms.parse`, `checkpoint.write`.
    "add": "add an entry to the file or list that the module is named after",
    "parse": "parse the lines of a word list",
    "read": "read what the module is named after",
    "remove": "remove an entry, or the file that the module is named after",
    "write": "write the file that the module is named after",
    "replaced_by": "do things another way while a block runs",
    "use_glosses": "turn abbreviations on or off, in the file and in the index that has it",
}

#: Names of one or two letters that are not the index of a loop.
SHORT = {
    "T": "a type variable",
    "_F": "a type variable",
    "_": "a value that is not used",
    "__": "a value that is not used",
    "id": "of an article: a public name",
    "by": "what is counted by: a public name",
    "BY": "the parameter `by`",
    "_BY": "the English word before a reporter's name",
    "_ID": "the parameter `id`",
    "_TO": "the word in a range of dates",
    "tf": "the frequency of a term, as formulas of ranking name it",
    "bs": "a parameter that Whoosh names",
    "x": "a coordinate, or a parameter that Whoosh names",
    "y": "a coordinate",
    "eq": "a parameter of dataclasses",
    "i": "a parameter that `html.parser` names",
    "n": "the number of a row",
}


def defined_in(tree: ast.Module) -> Iterator[str]:
    """Yield the public functions and constants of a module, and all of its classes and aliases."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from [node.name] if not node.name.startswith("_") else []
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and not target.id.startswith("_"):
                    yield target.id
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            alias = ast.unparse(node.annotation) == "TypeAlias"
            if alias or not node.target.id.startswith("_"):
                yield node.target.id


def definitions() -> dict[str, list[str]]:
    """Return the modules that define each name."""
    found = defaultdict(list)
    for path in MODULES:
        for name in dict.fromkeys(defined_in(ast.parse(path.read_text("utf-8")))):
            found[name].append(path.relative_to(PACKAGE).as_posix())
    return found


def short_names(source: str) -> set[str]:
    """Return the names of one or two letters that are bound outside of a loop or comprehension."""
    tree = ast.parse(source)
    loops = {
        id(name)
        for node in ast.walk(tree)
        if isinstance(node, ast.For | ast.comprehension)
        for name in ast.walk(node.target)
    }
    found = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in loops
    }
    found |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return {name for name in found if len(name) <= 2}


def test_no_name_means_two_things() -> None:
    wrong = {
        name: places
        for name, places in definitions().items()
        if len(places) > 1 and name not in SHARED and not name.startswith("__")
    }
    assert wrong == {}


def test_every_shared_name_is_shared() -> None:
    found = definitions()
    assert [name for name in SHARED if len(found.get(name, ())) < 2] == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("k = 1", {"k"}),
        ("def f(ab): pass", {"ab"}),
        ("for i in x: pass", set()),
        ("[i for i in y]", set()),
        ("position = 1", set()),
    ],
)
def test_short_names_are_found(source: str, names: set[str]) -> None:
    assert short_names(source) == names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_names_say_what_they_are(path: Path) -> None:
    assert short_names(path.read_text("utf-8")) <= set(SHORT)
