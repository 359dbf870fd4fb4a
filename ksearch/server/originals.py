"""The files that articles were read from, as far as they may be handed out."""

from __future__ import annotations

import os
from pathlib import Path

import ksearch
from ksearch.model.originals import files_called


def original_file(index: ksearch.Index, article: ksearch.Article) -> Path | None:
    """Return the file that an article was read from; None where it must not be handed out.

    Only regular files below the index's own sources are, whatever an article's path says (``..``),
    and wherever links lead.
    """
    if article.path is None:
        return None
    for source, called in files_called(index.source_paths(), article.path):
        root, file = Path(os.path.realpath(source)), Path(os.path.realpath(called))
        if file.name == Path(called).name and (file == root or root in file.parents):
            return file
    return None
