"""The files that articles were read from, if they may be served."""

from __future__ import annotations

import os
from pathlib import Path

import ksearch
from ksearch.model.originals import files_called


def original_file(index: ksearch.Index, article: ksearch.Article) -> Path | None:
    """Return the file that an article was read from.

    None if it must not be served. Only regular files below the sources of the index are served,
    whatever the article's path (``..``) and wherever links lead.
    """
    if article.path is None:
        return None
    for source, called in files_called(index.source_paths(), article.path):
        root, file = Path(os.path.realpath(source)), Path(os.path.realpath(called))
        if file.name == Path(called).name and (file == root or root in file.parents):
            return file
    return None
