"""Reading and analysing without an index: the public functions, loading only what they need."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ksearch.article import Article
from ksearch.results import AnalysedEojeol


def read(*sources: str | os.PathLike[str]) -> Iterator[Article]:
    """Yield the articles of files and folders, as `update` would index them.

    Raises:
        SourceNotFound: a source does not exist.
    """
    from ksearch.reading import read as read_sources

    return read_sources(*(os.fspath(source) for source in sources))


def analyze(
    text: str, *, index: str | os.PathLike[str] | None = None
) -> tuple[AnalysedEojeol, ...]:
    """Return how a text is read: eojeols, morphemes, terms.

    With an index, eojeols that it knows are shown as it keeps them.
    """
    from ksearch.engines.inspecting import analyse_text
    from ksearch.korean.lexicon import Lexicon
    from ksearch.korean.morphemes import MorphemeAnalyser
    from ksearch.storage import manifest as manifests
    from ksearch.storage.snapshot import open_snapshot

    folder = Path(index) if index is not None else None
    if folder is not None and manifests.exists(folder):
        lexicon = open_snapshot(folder).lexicon
    else:
        lexicon = Lexicon([])
    return analyse_text(text, lexicon, MorphemeAnalyser())
