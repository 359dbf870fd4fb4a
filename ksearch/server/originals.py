"""The files that articles were read from, as far as they may be handed out."""

from __future__ import annotations

import os
from pathlib import Path

import ksearch


def original_of(index: ksearch.Index, article: ksearch.Article) -> Path | None:
    """Return the file that an article was read from, or None if there is none to hand out.

    Only regular files below the index's own sources are, whatever an article's path says (``..``),
    and wherever links lead.
    """
    if article.path is None:
        return None
    for source in index.source_paths():
        root = Path(os.path.realpath(source))
        place = root / article.path if root.is_dir() else root
        file = Path(os.path.realpath(place))
        if not file.is_file() or file.name != Path(article.path).name:
            continue
        if file == root or root in file.parents:
            return file
    return None
