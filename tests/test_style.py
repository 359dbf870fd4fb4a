"""Comments and docstrings are plain technical English: a few phrases that never are stay out."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path for room in ("ksearch", "tests", "benchmarks") for path in (ROOT / room).rglob("*.py")
)

#: Phrases that a stranger has to guess at, each with what to write.
PHRASES = {
    r"^Tells? (?!(how|where|why)\b)": "Return whether …, Find …, Mark …",
    r"\b(bears?|bore) (the|an?|no|it|its|this|their|one)\b": "has, ends in …",
    r"\btells? (most|the more)\b": "characterises, weighs more …",
    r"(?<!there )(?<!There )\b(is|are) no (part|text|word|noun|headline|file|number|article)s?\b": (
        "is not a …"
    ),
    r"\b[Ss]o (many|few)\b(?! that\b)": "the number, or what it counts",
    r"\bbut for\b": "except for …",
    r"\b(is|are|was|were) told\b": "is reported, is passed, is decided …",
    r"(?<!thing )(?<!where )(?<!body )(?<!one )(?<!all )\belse[.;](\s|$)": "otherwise",
    r"(?<!there )(?<!There )\b(is|are) none[.;](\s|$)": "is not one, is empty …",
    r"(?<!as it )(?<!as they )\b[Ss]tands?\b(?!( (for|alone|side by side|apart|still)\b|-))": (
        "occurs, is, comes before …"
    ),
    r"\b[Ll]ack(s|ing)?\b": "does not have, is missing …",
    r"\b(?<!were )asked of\b": "the name of what is asked",
    r"\bgo(es)? with (the|a|an) name\b": "has a name …",
    r"\b(reads?|keeps?|finds?|says?) it anew\b": "again",
    r"\bas far as (it|they) (has|have|can|could|is|are)\b": "if …",
    r"\bto nobody\b": "is ignored …",
    r"\bfrom which on\b": "least …",
    r" (so many|this many) from\b": "at least this many",
}

#: Parts of identifiers that say the same.
NAME_PARTS = {
    "stands": "occurs",
    "stand": "occur, be",
    "told": "reported",
    "tell": "report, mark, print",
    "tells": "reports",
    "lacks": "misses",
}
#: Names that have such a part in its ordinary meaning; `tell` is a method of files.
ALLOWED_NAMES = {"_stands_for", "_stands_alone", "tell"}


def prose_of(source: str) -> Iterator[tuple[int, str]]:
    """Yield the docstrings of a module, and its comments block by block, with their lines."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield node.body[0].lineno, " ".join(text.split())
    block: list[str] = []
    first = last = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        line = token.start[0]
        if block and line != last + 1:
            yield first, " ".join(block)
            block = []
        first = first if block else line
        last = line
        block.append(token.string.lstrip("#: "))
    if block:
        yield first, " ".join(block)


def faults(source: str) -> list[tuple[int, str]]:
    """Return the lines with a phrase to avoid, and what to write instead."""
    return sorted(
        (line, f"“{found[0].strip()}”: write {instead}")
        for line, text in prose_of(source)
        for phrase, instead in PHRASES.items()
        for found in re.finditer(phrase, text)
    )


def odd_names(source: str) -> set[str]:
    """Return the names that a module defines with a part of `NAME_PARTS`."""
    defined = {
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return {name for name in defined - ALLOWED_NAMES if NAME_PARTS.keys() & set(name.split("_"))}


@pytest.mark.parametrize(
    "source",
    [
        'def f():\n    """Tell whether it rains."""\n',
        "#: Up to so many articles are dense.\nLIMIT = 4\n",
        "# It is searched here, and by a table\n# else.\n",
        '"""Counts are articles, but for the last."""\n',
        "x = 1  # where nothing is told\n",
        'def f():\n    """Tell a button from a headline."""\n',
        "# No article bears the id.\n",
        "# The terms that tell most about it.\n",
        "# What is no headline is read on.\n",
        "# The word stands in the title.\n",
        "# It lacks the word.\n",
        "# An article goes with a name.\n",
        "# Syllables from which on a noun is one.\n",
    ],
)
def test_the_phrases_are_found(source: str) -> None:
    assert len(faults(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        'def f():\n    """Return whether it rains."""\n',
        "#: There are so many that they are not listed.\nLIMIT = 4\n",
        'if True:\n    text = "so many"\nelse:\n    text = "told"\n',
        "# One letter stands for another, and the text is shown as it stands.\n",
    ],
)
def test_code_and_plain_sentences_are_left_alone(source: str) -> None:
    assert faults(source) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_comments_are_plain_english(path: Path) -> None:
    assert faults(path.read_text("utf-8")) == []


def test_odd_names_are_found() -> None:
    assert odd_names("def stands(): ...\ndef _tell_done(): ...\ndef understands(): ...") == {
        "stands",
        "_tell_done",
    }


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.is_relative_to(ROOT / "ksearch")],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_names_of_functions_and_classes_are_plain_english(path: Path) -> None:
    assert odd_names(path.read_text("utf-8")) == set()
