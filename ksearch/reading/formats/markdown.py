"""Markdown, with its front matter if it has any."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from ksearch.messages import Message

from ..model import Document, Read, ReadOptions, Refusal, Unreadable
from ..opening import read_whole
from ..records.fields import RowReader
from ..text.encoding import decode
from ..text.markup import html_to_text
from ..text.tidying import tidy

_FRONT_MATTER = re.compile(
    r"\A(?P<fence>---|\+\+\+)[ \t]*\n(?P<matter>.*?)^(?P=fence)[ \t]*$\n?", re.S | re.M
)
#: Lines that each are a field, the continuation of one, a comment, or blank.
_FIELDS_ONLY = re.compile(r"(?:[ \t]*(?:[\w가-힣 .-]{1,40}[:=].*|- .*|[ \t]\S.*|#.*|)\n)*")
#: A footnote, a reference to one, and a link to another note of a notebook.
_NOTE = re.compile(r"^[ ]{0,3}\[\^[^\]\s]{1,40}\]:[ \t]*", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,40}\](?!:)")
#: Most characters of a front matter, and how deep it may be nested. PyYAML reads 100 kB a second,
#: and takes quadratic time for open brackets (30 s for 50,000).
_MAX_LENGTH = 1 << 16
_MAX_DEPTH = 40
_BRACKET = re.compile(r"[\[\]{}]")
#: What a nested block begins with: spaces, and dashes of lists within lists.
_NESTING = re.compile(r"^(?:[ ]|-[ ])+", re.MULTILINE)
_NOTE_LINK = re.compile(r"!?\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]")


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a Markdown file: its text without the marks."""
    decoded = decode(read_whole(document))
    if decoded.damage:
        yield Refusal(document.key, decoded.damage, note=True)
    text = tidy(decoded.text)
    found = _FRONT_MATTER.match(text)
    matter: Mapping[str, Any] = {}
    if found is not None:
        try:
            matter = _front_matter(found["fence"], found["matter"])
        except Unreadable as error:
            yield Refusal(document.key, str(error), note=True)
            matter = _plain_fields(found["matter"])
        # Other text between these lines is not front matter: the lines are horizontal rules.
        if matter or _FIELDS_ONLY.fullmatch(found["matter"]):
            text = text[found.end() :]
    heading, paragraphs = _plain(text)
    rows = RowReader(options.columns, document.key)
    row = {str(name): value for name, value in matter.items()}
    if not any(name.lower() in ("title", "제목") for name in row):
        row["title"] = heading
    elif heading and heading != row.get("title"):
        paragraphs.insert(0, heading)
    row["body"] = "\n".join(paragraphs)
    row.pop("id", None)
    yield rows.article(row, document.key, document.key)
    yield from rows.notes()


def _front_matter(fence: str, text: str) -> Mapping[str, Any]:
    import yaml

    _check_bounds(text)
    try:
        if fence == "+++":
            matter: Any = tomllib.loads(text)
        else:
            # An alias refers to another part of the document: a few lines can expand to gigabytes.
            if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
                raise Unreadable(
                    Message("has a front matter with aliases (*name), which are not read")
                )
            matter = yaml.safe_load(text)
    except (tomllib.TOMLDecodeError, yaml.YAMLError) as error:
        problem = str(error).replace("\n", " ")
        raise Unreadable(
            Message("has a front matter that cannot be read: {problem}", problem=problem)
        ) from error
    return matter if isinstance(matter, dict) else {}


def _check_bounds(text: str) -> None:
    """Refuse front matter for which PyYAML or tomllib would take minutes, or overflow the stack.

    Raises:
        Unreadable: it is too long or too deeply nested.
    """
    if len(text) > _MAX_LENGTH:
        raise Unreadable(
            Message(
                "has a front matter of {length:,} characters, and the most is {most:,}",
                length=len(text),
                most=_MAX_LENGTH,
            )
        )
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    indents = _NESTING.findall(text)
    lists = max((indent.count("-") for indent in indents), default=0)
    if max(deepest, lists, len(set(map(len, indents)))) > _MAX_DEPTH:
        raise Unreadable(
            Message("has a front matter that is nested more than {most} deep", most=_MAX_DEPTH)
        )


def _plain_fields(text: str) -> Mapping[str, str]:
    """Return the fields of a front matter line by line: ``title: 참외: 첫 수확`` is not YAML."""
    fields = (line.partition(":") for line in text.split("\n") if line[:1].strip(" #-"))
    return {
        name.strip(): value.strip().strip("\"'")
        for name, colon, value in fields
        if colon and value.strip() and not value.strip().startswith(("*", "&", "[", "{", "|", ">"))
    }


def _plain(text: str) -> tuple[str, list[str]]:
    """Return the first top heading and the paragraphs of Markdown, as CommonMark reads it."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(_with_notes_as_text(text))
    heading = ""
    paragraphs: list[str] = []
    cells: list[str] | None = None
    for index, token in enumerate(tokens):
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            paragraphs.append("\t".join(cells).rstrip("\t"))
            cells = None
        elif token.type == "inline":
            line = "".join(
                _INLINE_TOKENS.get(child.type, child.content) for child in token.children or ()
            )
            top = tokens[index - 1].type == "heading_open" and tokens[index - 1].tag == "h1"
            if cells is not None:
                cells.append(line.strip())
            elif top and not heading and not paragraphs:
                heading = line.strip()
            elif line.strip():
                paragraphs.append(line.strip())
        elif token.type == "html_block":
            paragraphs += [line for line in html_to_text(token.content).split("\n") if line]
        elif token.type in ("fence", "code_block"):
            paragraphs += [line for line in token.content.split("\n") if line.strip()]
    return heading, paragraphs


def _with_notes_as_text(text: str) -> str:
    """Return Markdown whose footnotes are paragraphs, and its links to other notes their names.

    CommonMark has neither: it drops a footnote as the target of a link.
    """
    if "[^" in text:
        text = _NOTE.sub("\n", text)
        text = _NOTE_MARK.sub("", text)
    return _NOTE_LINK.sub(r"\1", text) if "[[" in text else text


_INLINE_TOKENS = {"softbreak": " ", "hardbreak": "\n", "html_inline": ""}
