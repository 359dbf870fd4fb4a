"""`ksearch open`: the original of an article, where it was read or published."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import ksearch
from ksearch.render.terminal import harmless, write_lines

from ..guard import FOUND, UsageError
from ..last_search import article_named
from ..options import ARTICLE, INDEX, PRINT_ONLY, Command

SUMMARY = """Open the file that an article was read from, or its web address.

The address goes before a file of many articles. Files are opened by $VISUAL or
$EDITOR, or else as the system opens them.
"""


def run(*, id: str, index: str, print_only: bool) -> int:  # noqa: A002 - as in `options`
    """Open the original; return the exit status.

    Raises:
        UsageError: neither a file nor an address of the article is known.
    """
    with ksearch.open(index) as opened:
        article = article_named(opened, index, id)
        file, address = _file_of(opened, article), _address_of(article)
        # In a file of many articles, one would have to be looked for.
        target = file if _fills_file(article) and file else address or file
    if target is None:
        raise UsageError(f"of “{article.id}” neither the file is there nor an address known")
    if print_only:
        write_lines([harmless(target)])
        return FOUND
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if editor and not target.startswith(("http://", "https://")):
        return subprocess.run([*shlex.split(editor), target], check=False).returncode
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
    return url if url and url.lower().startswith(("http://", "https://")) else None


COMMAND = Command("open", SUMMARY, (ARTICLE, INDEX, PRINT_ONLY), run)
