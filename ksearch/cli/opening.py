"""The original of an article: the file that it was read from, or where it was published."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import ksearch
from ksearch.messages import Message

from .guard import UsageError

_ADDRESSES = ("http://", "https://")


def original_of(index: ksearch.Index, article: ksearch.Article) -> str:
    """Return the file that an article fills, its web address, or the file that it is part of.

    Raises:
        UsageError: neither is known.
    """
    file, address = _file_of(index, article), _address_of(article)
    # In a file of many articles, one would have to be looked for.
    target = file if _fills_file(article) and file else address or file
    if target is None:
        raise UsageError(
            Message("of “{id}” neither the file is there nor an address known", id=article.id)
        )
    return target


def editor_of(target: str) -> list[str] | None:
    """Return the command that edits a file in the terminal; None if the system is to open it."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor or target.startswith(_ADDRESSES):
        return None
    return [*shlex.split(editor), target]


def open_original(target: str) -> int:
    """Open a file with $VISUAL or $EDITOR, or else as the system does; return the exit status."""
    command = editor_of(target)
    if command is not None:
        return subprocess.run(command, check=False).returncode
    import typer

    return typer.launch(target)


def _file_of(index: ksearch.Index, article: ksearch.Article) -> str | None:
    """Return the file that an article was read from, if it is there."""
    if article.path is None:
        return None
    for source in index.source_paths():
        for path in (Path(source, article.path), Path(source)):
            if path.is_file() and path.name == Path(article.path).name:
                return str(path)
    return None


def _fills_file(article: ksearch.Article) -> bool:
    """Return whether an article is all of its file: it bears the file's name as its id."""
    return article.path is not None and article.id.endswith(article.path)


def _address_of(article: ksearch.Article) -> str | None:
    """Return an article's web address; one of another kind might start a program."""
    url = article.url
    return url if url and url.lower().startswith(_ADDRESSES) else None
