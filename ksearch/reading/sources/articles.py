"""From whole sources, files and folders, to their articles."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ksearch.model.article import Article

from ..model import ReadOptions
from .walking import walk


def read(*sources: str | os.PathLike[str], options: ReadOptions | None = None) -> Iterator[Article]:
    """Iterate over the articles of files and folders, read as an index would read them.

    Unreadable files are skipped; `walk` and `read_file` report them.

    Raises:
        SourceNotFound: a source does not exist.
    """
    from ..workers.ahead import read_files

    options = options or ReadOptions()
    jobs = [(file, options) for file in walk(sources, options).files]
    for items in read_files(jobs):
        for item in items:
            if isinstance(item, Article):
                yield item
