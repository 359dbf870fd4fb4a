"""Reading, analysing, adding rows: public functions that load only what they need."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping

from ksearch.model.article import Article
from ksearch.model.reports import AnalysedEojeol, Refused, UpdateReport


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

    With an index, its eojeols are shown with the stored analysis, and its user words are used.
    """
    from ksearch.engines.registry import engine_of

    if index is not None and engine_of(os.fsdecode(index)).exists(os.fsdecode(index)):
        from ksearch.index import open_index

        with open_index(index) as opened:
            return opened.analyze(text)
    from ksearch.korean.kiwi.morphemes import MorphemeAnalyser
    from ksearch.lexicon.analysing import analyse_text
    from ksearch.lexicon.lexicon import Lexicon

    return analyse_text(text, Lexicon([]), MorphemeAnalyser(None))


def add(
    path: str | os.PathLike[str],
    rows: object,
    *,
    columns: Mapping[str, str] | None = None,
    memory_mb: int = 512,
    wait: float = 0.0,
) -> UpdateReport:
    """Add articles to the index in a folder, in one commit; makes it if there is none.

    An article with an existing id replaces the other one. A row without an id gets one from its
    content (``row:8d3f…``): the same row, added again, is the same article, and another row never
    replaces it.

    Args:
        path: the index's folder.
        rows: an iterable of `Article` or of dicts, or a DataFrame of pandas or polars.
        columns: the field of each column: ``{"title": "머리글"}``; common names are known.
        memory_mb: working memory; when it is full, a segment is written.
        wait: seconds to wait for another writer to be done.

    Returns:
        The report; ``refused`` names the rows that are not articles, ``notes`` those that were
        added but are incomplete.

    Raises:
        TypeError: `rows` cannot be iterated over.
        IndexLocked: another process is writing.
        StorageError: the disk refused; the index is as it was.
    """
    from ksearch.index import open_index
    from ksearch.reading import articles_from

    began = time.perf_counter()
    counts: Counter[str] = Counter()
    refused: list[Refused] = []
    notes: list[Refused] = []
    with open_index(path, create=True) as index:
        with index.writer(memory_mb=memory_mb, wait=wait) as writer:
            for item in articles_from(rows, columns):
                if isinstance(item, Article):
                    counts[writer.add(item)] += 1
                else:
                    about = Refused(item.where, item.reason)
                    (notes if item.note else refused).append(about)
        index.refresh()
        total = len(index)
    return UpdateReport(
        added=counts["added"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        refused=tuple(refused),
        notes=tuple(notes),
        total=total,
        seconds=time.perf_counter() - began,
    )
