"""Opens the original of an article: the file that it was read from, or its web page."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import NamedTuple

import ksearch
from ksearch.messages import Message
from ksearch.model.originals import web_address

from .guard import UsageError
from .places import OriginalPlaces, from_here

#: Editors that take a line as ``+12`` before the file.
_PLUS_EDITORS = frozenset(
    ("vi", "vim", "nvim", "view", "gvim", "nano", "emacs", "emacsclient", "micro")
)
_PLUS_EDITORS |= frozenset(
    ("less", "more", "kak", "joe", "mg", "jed", "ne", "mcedit", "gedit", "kate")
)
#: Editors that take ``file:12``, with the option that lets them.
_COLON_EDITORS = {
    "code": ("-g",),
    "codium": ("-g",),
    "cursor": ("-g",),
    "hx": (),
    "helix": (),
    "subl": (),
}
_COLON_EDITORS |= {"zed": (), "mate": ()}


class Original(NamedTuple):
    """Where an article is from.

    Attributes:
        target: the path of a file from the current folder, or a web address.
        line: the line of the file on which the article is; None if it is not one line of it.
    """

    target: str
    line: int | None = None

    @property
    def on_the_web(self) -> bool:
        """Whether it is a web address."""
        return web_address(self.target) is not None

    def __str__(self) -> str:
        return self.target if self.line is None else f"{self.target}:{self.line}"


def original_of(index: ksearch.Index, article: ksearch.Article) -> Original:
    """Return the file of an article, its web address, or the file that contains it.

    Raises:
        UsageError: none of them is known.
    """
    places = OriginalPlaces(index.source_paths())
    file, address = places.file_of(article), web_address(article.url)
    if address is not None and not (file is not None and _fills_file(article)):
        return Original(address)  # better than a file of many articles
    if file is None:
        raise UsageError(
            Message("of “{id}” neither the file is there nor an address known", id=article.id)
        )
    return Original(from_here(file), places.line_of(article, file))


def editor_of(original: Original) -> list[str] | None:
    """Return the command of the user's editor; None if the system is to open the file."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    words = shlex.split(editor) if editor else []
    if not words or original.on_the_web:
        return None
    program = os.path.splitext(os.path.basename(words[0]))[0]  # noqa: PTH119, PTH122
    if original.line is None:
        return [*words, original.target]
    if program in _COLON_EDITORS:
        return [*words, *_COLON_EDITORS[program], str(original)]
    return [*words, *([f"+{original.line}"] if program in _PLUS_EDITORS else []), original.target]


def open_original(original: Original) -> int:
    """Open a file with $VISUAL or $EDITOR, otherwise as the system does; return the exit status.

    Raises:
        UsageError: the editor cannot be started.
    """
    command = editor_of(original)
    if command is None:
        import typer

        return typer.launch(original.target)
    try:
        return subprocess.run(command, check=False).returncode
    except OSError as error:
        raise UsageError(
            Message(
                "the editor “{name}” cannot be started: {reason}; set $VISUAL or $EDITOR",
                name=command[0],
                reason=error.strerror,
            )
        ) from None


def _fills_file(article: ksearch.Article) -> bool:
    """Return whether an article is a whole file: its id is the file's path."""
    return article.path is not None and article.id.endswith(article.path)
