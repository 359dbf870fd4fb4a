"""One name, one thing: no two modules of ksearch give one name to two different things."""

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


#: Private numbers that several modules define with a value of their own.
OF_EACH_MODULE = {
    "_CACHE_BYTES": "the size of the module's cache",
    "_HEAD_BYTES": "what of a file is read to recognise its kind",
    "_PIECE_BYTES": "what is read or sent at once",
    "_SCANS_BEFORE_INVERTING": "look-ups before the table of the module is inverted",
}

#: Calls by the kind of constant that they make.
MADE_BY = {
    "re.compile": "pattern",
    "frozenset": "collection",
    "tuple": "collection",
    "dict": "collection",
    "MappingProxyType": "collection",
    "max": "number",
    "len": "number",
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


def kind_of(value: ast.expr) -> str:
    """Return what a constant is: a number, a text, a pattern, a collection, or of which class."""
    if isinstance(value, ast.Constant):
        is_number = isinstance(value.value, int | float) and not isinstance(value.value, bool)
        return "number" if is_number else type(value.value).__name__
    if isinstance(value, ast.JoinedStr):
        return "str"
    if isinstance(value, ast.UnaryOp):
        return kind_of(value.operand)
    if isinstance(value, ast.BinOp):
        kinds = {kind_of(value.left), kind_of(value.right)} - {"unknown"}
        return kinds.pop() if len(kinds) == 1 else "unknown"
    if isinstance(value, ast.Call):
        called = ast.unparse(value.func)
        return "collection" if called.endswith(".split") else MADE_BY.get(called, called)
    if isinstance(value, ast.Tuple | ast.List | ast.Set | ast.Dict | ast.DictComp | ast.SetComp):
        return "collection"
    return "unknown"


def private_constants(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """Yield the private constants of a module, each with its kind and the text of its value."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        value = getattr(node, "value", None)
        for target in targets:
            names, values = [target], [value]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                names, values = target.elts, list(value.elts)
            for name, item in zip(names, values, strict=False):
                if isinstance(name, ast.Name) and name.id.startswith("_") and name.id.isupper():
                    yield name.id, kind_of(item) if item else "unknown", ast.unparse(item or name)


def constants_with_two_meanings(sources: dict[str, str]) -> dict[str, list[str]]:
    """Return the private constants of several modules that differ in kind, or as numbers."""
    found = defaultdict(list)
    for module, source in sources.items():
        for name, kind, value in private_constants(ast.parse(source)):
            found[name].append((module, kind, value))
    return {
        name: [module for module, _, _ in places]
        for name, places in found.items()
        if len({kind for _, kind, _ in places if kind != "unknown"}) > 1
        or (
            name not in OF_EACH_MODULE
            and {kind for _, kind, _ in places} == {"number"}
            and len({value for _, _, value in places}) > 1
        )
    }


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
    ("one", "other", "differ"),
    [
        ("_LONGEST = 6", "_LONGEST = 120", True),
        ("_LONGEST = 6", "_LONGEST = 6", False),
        ("_NAME = 're'", "_NAME = re.compile('re')", True),
        ("_A, _GAP = 1, '  '", "_GAP = 64", True),
        ("_WORDS = frozenset('ab')", "_WORDS: tuple[str, ...] = 'a b'.split()", False),
        ("_CACHE_BYTES = 1 << 20", "_CACHE_BYTES = 4 << 20", False),
        ("LONGEST = 6", "LONGEST = '6'", False),
    ],
)
def test_constants_with_two_meanings_are_found(one: str, other: str, differ: bool) -> None:
    assert bool(constants_with_two_meanings({"one": one, "other": other})) is differ


def test_no_private_constant_means_two_things() -> None:
    sources = {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in MODULES}
    assert constants_with_two_meanings(sources) == {}
    defined = [
        name
        for source in sources.values()
        for name in {name for name, _, _ in private_constants(ast.parse(source))}
    ]
    assert [name for name in OF_EACH_MODULE if defined.count(name) < 2] == []


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
