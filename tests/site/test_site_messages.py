"""The page on troubleshooting has every message of the program, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po

import ksearch
from ksearch import KSearchError

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")

#: What stands for a value that is put into a message.
_VALUE = "\N{REPLACEMENT CHARACTER}"
#: A value with both forms of a particle, in a Korean text.
_PARTICLES = re.compile(r"…(”?)(?:이\(가\)|을\(를\)|은\(는\)|과\(와\)|\(으\)로|\(이\))")
#: Which argument is the message, where it is not the first one.
_PLACES = {"WordListError": 2, "Refusal": 1, "Refused": 1}
#: Said by one part of the program to another, or to those who change it.
_INTERNAL = {
    f"there is no {_VALUE} in “{_VALUE}”",
    "an index of articles cannot be changed through Whoosh's writer; use `index.writer()`",
    "it does not follow on the part before",
    "it does not have as many as the manifest says",
    "postings are read with the terms reader's matcher, not from a file",
    "write hanja, tab, words.",
}

#: What makes a message of its template.
_MESSAGES = {"Message", "counted"}

#: What is called with a message beside the errors.
_OTHERS = {"Unreadable", "Refusal", "Refused", "UsageError", "WordListError", "_failed"}


def error_names() -> set[str]:
    public = {name: getattr(ksearch, name) for name in ksearch.__all__}
    return {
        name
        for name, value in public.items()
        if isinstance(value, type) and issubclass(value, KSearchError | KeyboardInterrupt)
    }


def written(node: ast.expr, names: dict[str, list[ast.expr]]) -> list[str]:
    """Return the texts that an expression may be, with a sign for each value in them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        pieces = [
            written(each, names)
            if isinstance(each, ast.Constant)
            else written(getattr(each, "value", each), names) or [_VALUE]
            for each in node.values
        ]
        return ["".join(chosen) for chosen in product(*pieces)]
    if isinstance(node, ast.IfExp):
        return [*written(node.body, names), *written(node.orelse, names)]
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _MESSAGES:
        return written_by(node, names)
    if isinstance(node, ast.Call):
        node = node.func
    name = getattr(node, "id", getattr(node, "attr", ""))
    # A name may be assigned from itself: it is looked up once.
    others = {each: values for each, values in names.items() if each != name}
    return [text for each in names.get(name, ()) for text in written(each, others)]


def written_by(call: ast.Call, names: dict[str, list[ast.expr]]) -> list[str]:
    """Return the texts that a call of `Message` or `counted` may make."""
    values = {each.arg: each.value for each in call.keywords}
    templates = [each.value for each in call.args if isinstance(each, ast.Constant)]
    found = []
    for template in templates if values or len(templates) > 1 else []:
        pieces = [
            [*([text] if text else [])] or [""] for text, _, _, _ in Formatter().parse(template)
        ]
        fields = [name for _, name, _, _ in Formatter().parse(template)]
        for place, name in reversed(list(enumerate(fields))):
            if name is not None:
                value = values.get(name)
                texts = written(value, names) if value is not None else []
                pieces.insert(place + 1, texts or [_VALUE])
        found += ["".join(chosen) for chosen in product(*pieces)]
    return found or templates


def values_of_names(tree: ast.AST) -> dict[str, list[ast.expr]]:
    """Return what the names of a module are assigned, and its functions return."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.FunctionDef):
            inner = (each.value for each in ast.walk(node) if isinstance(each, ast.Return))
            found.setdefault(node.name, []).extend(value for value in inner if value)
    return found


def texts_of(tree: ast.AST, elsewhere: dict[str, list[ast.expr]]) -> Iterator[str]:
    """Yield the messages that a module gives to errors and refusals."""
    names = elsewhere | values_of_names(tree)
    calls = error_names() | _OTHERS
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = _PLACES.get(node.func.id, 0)
            if node.func.id in calls and len(node.args) > place:
                yield from written(node.args[place], names)


@cache
def texts() -> frozenset[str]:
    """Return every text that an error or a refusal is given."""
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "ksearch").rglob("*.py")]
    damage = [each for tree in trees for each in values_of_names(tree).get("damage", ())]
    found = (text for tree in trees for text in texts_of(tree, {"damage": damage}))
    return frozenset(" ".join(text.split()) for text in found)


@cache
def everything_said() -> frozenset[str]:
    """Return every text that is made a message anywhere, of whatever kind."""
    found = set(texts())
    for path in (ROOT / "ksearch").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _MESSAGES:
                found |= {" ".join(text.split()) for text in written_by(node, {})}
    return frozenset(found)


def messages() -> set[str]:
    # What has fewer than three words of its own passes on what is said elsewhere.
    return {text for text in texts() if len(re.findall(r"[A-Za-z]+", text)) > 2} - _INTERNAL


def documented() -> list[str]:
    """Return the messages of the page, without what is behind their beginnings."""
    _, _, errors = PAGE.partition("## Opening an index")
    return re.findall(r"^\| `(.+?)` \|", errors, re.MULTILINE)


def pattern(message: str) -> re.Pattern[str]:
    pieces = [re.escape(piece.strip()) for piece in message.split("…")]
    return re.compile(r"\s*.*?\s*".join(pieces) + ("" if pieces[-1] else ".*"))


def unlike(found: Iterable[str], patterns: list[re.Pattern[str]]) -> list[str]:
    return sorted(text for text in found if not any(each.fullmatch(text) for each in patterns))


def test_every_message_of_the_program_is_explained() -> None:
    """If this fails, add a row for the message to docs/troubleshooting.md and its Korean twin."""
    found = messages()
    assert len(found) > 100
    missing = unlike(found, [pattern(each) for each in documented()])
    assert not missing, "\n".join(missing)


def test_every_message_of_the_page_is_one_of_the_programs() -> None:
    strangers = [
        each for each in documented() if not any(map(pattern(each).fullmatch, everything_said()))
    ]
    assert not strangers, "\n".join(strangers)


def korean_messages() -> set[str]:
    """Return the Korean texts as the page shows them: … for values with their particles."""
    with (ROOT / "ksearch/locale/ko/LC_MESSAGES/ksearch.po").open("rb") as file:
        catalogue = read_po(file)
    texts: set[str] = set()
    for message in catalogue:
        found = [message.string] if isinstance(message.string, str) else message.string
        for text in found if message.id else ():
            parsed = Formatter().parse(text)
            shown = "".join(part + ("…" if name is not None else "") for part, name, _, _ in parsed)
            texts.add(_PARTICLES.sub(r"…\1…", shown.replace("`", "")).replace("……", "…"))
    return texts


def test_the_korean_page_has_every_message_in_both_languages() -> None:
    """If this fails, put the Korean message behind the English one in its row."""
    page = (ROOT / "docs" / "troubleshooting.ko.md").read_text("utf-8")
    _, _, errors = page.partition("## 색인을 열 때")
    rows = re.findall(r"^\| `(.+?)`(?:<br>`(.+?)`)? \|", errors, re.MULTILINE)
    assert [english for english, _ in rows] == documented()
    known = korean_messages()
    assert [row for row in rows if row[1].replace("\\|", "|") not in known] == []


def test_every_error_is_named() -> None:
    table = {name for line in PAGE.splitlines() for name in re.findall(r"\| (\w+) \|", line)}
    # Parents that are raised only as one of their children.
    assert error_names() - table <= {"KSearchError"}
