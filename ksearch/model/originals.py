"""Where articles are from: their page on the web, and the files that they were read from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

_WEB = ("http://", "https://")


def web_address(url: str | None) -> str | None:
    """Return a web address; None for any other address, which might start a program or script."""
    return url if url and url.lower().startswith(_WEB) else None


def files_called(sources: Sequence[str], path: str) -> Iterator[tuple[str, str]]:
    """Yield the sources that have a file at an article's path, each with the file.

    The path is not checked: one with ``..`` in it leads out of its source.

    Args:
        sources: the paths of an index's sources, folders and files.
        path: of an article, inside its source.
    """
    name = os.path.basename(path)  # noqa: PTH119 - ten of them are on each page
    for source in sources:
        for file in (os.path.join(source, path), source):  # noqa: PTH118
            if os.path.basename(file) == name and os.path.isfile(file):  # noqa: PTH113, PTH119
                yield source, file
