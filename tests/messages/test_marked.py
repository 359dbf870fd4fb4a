"""What people read is marked for translation, wherever it occurs in the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import ksearch
from ksearch import KSearchError
from ksearch.cli.app import all_commands
from ksearch.cli.help import paragraphs

from .test_catalogue import script, singular

PACKAGE = Path(__file__).parent.parent.parent / "ksearch"
MODULES = sorted(PACKAGE.rglob("*.py"))
#: Rooms whose texts are printed, if they are not the names of something.
PRINTED = ("cli", "render")
#: Errors and refusals, and which argument says what is wrong, where it is not the first.
PLACES = {"WordListError": 2, "Refusal": 1, "Refused": 1}
SAYING = {"Unreadable", "UsageError", "WordListError", "Refusal", "Refused", "complain"} | {
    name
    for name in ksearch.__all__
    if isinstance(value := getattr(ksearch, name), type) and issubclass(value, KSearchError)
}
#: Said to those who write programs with parts of ksearch, never on a screen.
FOR_PROGRAMMERS = {"whoosh_bridge/codec.py", "whoosh_bridge/index.py"}
#: Modules whose texts are documents or data (a JSON schema, the reference, the manual page);
#: and the tables of options, all help of which is collected by running through them.
DOCUMENTS = {
    "render/schema.py",
    "cli/reference.py",
    "cli/manual.py",
    "cli/options/indexing.py",
    "cli/options/table.py",
    "cli/options/serving.py",
}
SENTENCE = re.compile(r"[A-Za-z]{2,},? [a-z]{2,}")
#: Looks like a sentence, and is none: parts of other texts, names, a format of dates.
NO_SENTENCES = {
    *(", base", "in force", "env var", "pip install", "Value error,", "yyyy-mm-dd hh:mm"),
    "`ksearch browse`",
    "Missing command",  # of typer
    "has no form in JSON",  # an error of a program that uses the function
    *(command.name for command in all_commands()),
}
#: A pattern that is compared with the texts of others.
PATTERN = re.compile(r"\\[sS]|\(\?P<|\.\*|valid ")


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def known_texts() -> frozenset[str]:
    """Return all that is collected for translation, and what need not be."""
    return frozenset(singular(each.id) for each in script().template() if each.id) | NO_SENTENCES


def called(node: ast.AST) -> str:
    """Return the name of the function that a call calls; "" of anything else."""
    if not isinstance(node, ast.Call):
        return ""
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def is_plain_text(node: ast.expr) -> bool:
    """Return whether an expression is a text that is not marked, or may be one."""
    if isinstance(node, ast.IfExp):
        return is_plain_text(node.body) or is_plain_text(node.orelse)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(SENTENCE.search(node.value))
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def unmarked_messages(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what is given to errors without being a message."""
    for node in ast.walk(tree):
        name = called(node)
        if name in SAYING and isinstance(node, ast.Call):
            yield from (
                each for each in node.args[PLACES.get(name, 0) :][:1] if is_plain_text(each)
            )


def ignored(tree: ast.AST) -> Iterator[int]:
    """Yield the identities of nodes that are not text to be printed: marked ones, docstrings."""
    for node in ast.walk(tree):
        if called(node) in script().MARKS:
            yield from map(id, ast.walk(node))
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            yield id(body[0].value)
        if isinstance(node, ast.JoinedStr):
            yield from map(id, node.values)


def printed_texts(tree: ast.AST) -> Iterator[str]:
    """Yield the texts of a module that are neither marked nor docstrings, and look like English."""
    skipped = set(ignored(tree))
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            pieces = [each.value for each in node.values if isinstance(each, ast.Constant)]
            text = " … ".join(map(str, pieces))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if SENTENCE.search(text) and not text.lstrip().startswith("<") and not PATTERN.search(text):
            yield text


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_errors_are_given_messages(path: Path) -> None:
    if name_of(path) not in FOR_PROGRAMMERS:
        found = unmarked_messages(ast.parse(path.read_text("utf-8")))
        assert [f"line {each.lineno}: {ast.unparse(each)}" for each in found] == []


@pytest.mark.parametrize(
    "path", [path for path in MODULES if name_of(path).startswith(PRINTED)], ids=name_of
)
def test_what_is_printed_is_marked(path: Path) -> None:
    """A text of these rooms is a message, or the help of a command or an option."""
    if name_of(path) in DOCUMENTS:
        return
    texts = printed_texts(ast.parse(path.read_text("utf-8")))
    assert [text for text in texts if paragraphs(text) not in known_texts()] == []


def test_the_test_finds_what_is_not_marked() -> None:
    module = """
def check(path):
    \"\"\"Say what is wrong.\"\"\"
    if not path:
        raise InvalidValue("there is no path")
    if path == "x":
        raise InvalidValue(f"{path} is none" if path else Message("it is empty"))
    raise InvalidValue(Message("{path} is wrong", path=path))
print(f"{count} articles are here", tr("this is marked"), "ab")
"""
    tree = ast.parse(module)
    assert [each.lineno for each in unmarked_messages(tree)] == [5, 7]
    assert [text for text in printed_texts(tree) if "articles" in text]
    assert not [text for text in printed_texts(tree) if "marked" in text or "Say" in text]
