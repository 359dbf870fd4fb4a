"""Pages of ``--help``, in the user's language, wrapped by display width.

The commands and options come from typer. Typer's own pages are in English, and count letters
instead of columns, so that Korean would run over the right edge.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from typing import Any

import typer.core

from ksearch.messages import Message, tr, translate
from ksearch.render.terminal.width import display_width, pad, wrap

#: Columns of a page on a wide terminal, and of the names of options on it.
_WIDEST, _NAME_COLUMNS = 78, 30
#: Columns of a page below which texts are under the names, and not beside them.
_NARROW_PAGE = 56
_GAP = "  "
#: What typer writes after a help text: ``[env var: KSEARCH_INDEX; default: index]``.
_EXTRAS = re.compile(r"\s*\[((?:env var|default|required).*)\]\s*$", re.DOTALL)
#: Texts in these brackets, by their beginning.
_EXTRA = {
    "env var": Message("env var: {value}"),
    "default": Message("default: {value}"),
    "required": Message("required"),
}
#: Help texts of typer's own options, which are looked up unchanged.
TEXTS_OF_TYPER = (
    Message("Show this message and exit."),
    Message("Install completion for the current shell."),
    Message("Show completion for the current shell, to copy it or customize the installation."),
)


class WithHelpPage:
    """Mixin that gives a command or a group of typer the pages of this module."""

    def get_help(self, ctx: Any) -> str:
        """Return the page of ``--help``."""
        columns = min(shutil.get_terminal_size().columns - 2, _WIDEST)
        return "\n".join(_page(self, ctx, columns))


class HelpGroup(WithHelpPage, typer.core.TyperGroup):
    """A group of commands."""


def paragraphs(text: str) -> str:
    """Return a text as in the catalogue: a line for each paragraph, and blank lines between."""
    parts = text.strip().split("\n\n")
    return "\n\n".join(" ".join(part.split()) for part in parts)


def _said(text: str | None) -> str:
    return translate(Message(paragraphs(text or "")))


def _page(command: Any, ctx: Any, columns: int) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(ctx))
    heading = tr("Usage: {command}", command=ctx.command_path)
    yield from _hanging(f"{heading} ", usage, columns)
    yield from _text(_said(command.help), columns)
    records = [(param, param.get_help_record(ctx)) for param in command.get_params(ctx)]
    rows = [(param, names, text) for param, (names, text) in filter(lambda row: row[1], records)]
    for kind, title in (("argument", tr("Arguments")), ("option", tr("Options"))):
        yield from _list(
            title,
            [
                (names, _with_extras(param, text))
                for param, names, text in rows
                if param.param_type_name == kind
            ],
            columns,
        )
    if isinstance(command, typer.core.TyperGroup):
        named = [(name, command.get_command(ctx, name)) for name in command.list_commands(ctx)]
        short = [(name, _said(each.help).partition("\n")[0]) for name, each in named if each]
        yield from _list(tr("Commands"), short, columns)
    yield from _text(_said(command.epilog), columns)


def _with_extras(param: Any, text: str) -> str:
    """Return the help of an option, followed by typer's text about its default."""
    found = _EXTRAS.search(text)
    said = _said(param.help)
    if found is None:
        return said
    parts = [part.strip().partition(": ") for part in found[1].split("; ")]
    extras = [
        translate(Message(_EXTRA[name].template, value=value) if value else _EXTRA[name])
        if name in _EXTRA
        else f"{name}{colon}{value}"
        for name, colon, value in parts
    ]
    return f"{said}  [{'; '.join(extras)}]".strip()


def _text(text: str, columns: int) -> Iterator[str]:
    for paragraph in text.split("\n\n") if text else ():
        yield ""
        yield from _hanging(_GAP, paragraph, columns, indent=len(_GAP))


def _list(title: str, rows: Sequence[tuple[str, str]], columns: int) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"{title}:"
    widest = max(display_width(names) for names, _ in rows)
    names_wide = min(widest, _NAME_COLUMNS)
    beside = columns >= _NARROW_PAGE
    indent = len(_GAP) + names_wide + len(_GAP) if beside else 3 * len(_GAP)
    for names, text in rows:
        head = f"{_GAP}{names}"
        if beside and display_width(names) <= names_wide:
            yield from _hanging(pad(head, indent), text, columns, indent=indent)
            continue
        yield from _hanging(_GAP, names, columns, indent=2 * len(_GAP))
        if text:
            yield from _hanging(" " * indent, text, columns, indent=indent)


def _hanging(head: str, text: str, columns: int, indent: int | None = None) -> Iterator[str]:
    """Yield the lines of a text, the first one after its head and the others indented."""
    if indent is None:
        indent = display_width(head)
        if columns - indent < _NARROW_PAGE // 2:  # too narrow: the text goes below the head
            yield head.rstrip()
            head, indent = 2 * _GAP, 2 * len(_GAP)
    for start, end in wrap(text, max(columns - indent, 1)):
        yield (head + text[start:end]).rstrip()
        head = " " * indent
    if not text:
        yield head.rstrip()
