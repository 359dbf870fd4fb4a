"""An index of articles behind Whoosh's index interface, for its searchers and for scripts.

from whoosh.query import Term
with ArticleIndex(open_snapshot(folder)).searcher() as searcher:
    found = searcher.search(Term("title", "산업"))
"""

from __future__ import annotations

from typing import Any, NoReturn

from whoosh.fields import Schema
from whoosh.index import Index
from whoosh.reading import EmptyReader, IndexReader, MultiReader, SegmentReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from ksearch.model.errors import KSearchError
from ksearch.storage import manifest as manifests
from ksearch.storage.manifest import Model
from ksearch.storage.snapshot import Snapshot, open_snapshot
from ksearch.whoosh_bridge.codec import ArticleSegment
from ksearch.whoosh_bridge.schema import ANY_FIELD, schema


class ArticleIndex(Index):
    """One generation of an index; `refresh` returns the newest.

    Attributes:
        snapshot: the generation.
        schema: the same for every index.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.schema: Schema = schema()

    def latest_generation(self) -> int:
        """Return the number of the newest generation in the folder."""
        return manifests.read(self.snapshot.folder).generation

    def up_to_date(self) -> bool:
        """Return whether this is the newest generation."""
        return self.latest_generation() == self.snapshot.manifest.generation

    def refresh(self) -> ArticleIndex:
        """Return the newest generation, which may be this one."""
        return self if self.up_to_date() else ArticleIndex(open_snapshot(self.snapshot.folder))

    def last_modified(self) -> int:
        """Return when the newest generation was committed, in seconds since 1970."""
        return int((self.snapshot.folder / manifests.MANIFEST_FILE_NAME).stat().st_mtime)

    def is_empty(self) -> bool:
        """Return whether it has no segment."""
        return not self.snapshot.segments

    def doc_count_all(self) -> int:
        """Return how many articles there are, deleted ones included."""
        return self.snapshot.size

    def doc_count(self) -> int:
        """Return how many articles are not deleted."""
        return self.snapshot.live_count

    def reader(self, reuse: IndexReader | None = None) -> IndexReader:
        """Return a reader of this generation.

        When Whoosh refreshes a searcher, it passes its old reader as ``reuse``; the result is then
        a reader of the newest generation.
        """
        return index_reader(self.snapshot if reuse is None else self.refresh().snapshot)

    def searcher(self, **kwargs: Any) -> Searcher:
        """Return a searcher; without another ``weighting`` it ranks by BM25F, field by field."""
        kwargs.setdefault("weighting", weighting_of(self.snapshot.manifest.model))
        return super().searcher(**kwargs)

    def writer(self, **kwargs: Any) -> NoReturn:
        """Refuse: articles are added and deleted through `ksearch`.

        Raises:
            KSearchError: always.
        """
        del kwargs
        raise KSearchError(
            "an index of articles cannot be changed through Whoosh's writer; use `index.writer()`"
        )

    def __repr__(self) -> str:
        return f"ArticleIndex({str(self.snapshot.folder)!r})"


def index_reader(snapshot: Snapshot) -> IndexReader:
    """Return a Whoosh reader of a snapshot; its leaf readers are the segments in their order."""
    generation = snapshot.manifest.generation
    readers: list[IndexReader] = [
        # Whoosh needs no storage: the segment has its own files.
        SegmentReader(None, schema(), ArticleSegment(segment), generation)  # type: ignore[arg-type]
        for segment in snapshot.segments
    ]
    if not readers:
        return EmptyReader(schema())
    return readers[0] if len(readers) == 1 else MultiReader(readers, generation)


def weighting_of(model: Model) -> BM25F:
    """Return Whoosh's ranking with the parameters of an index.

    Whoosh saturates each field by itself and adds up the fields; boosts are part of the query.
    """
    title, lead, body = model.length_weights
    by_field = {"title_B": title, "lead_B": lead, "body_B": body, f"{ANY_FIELD}_B": body}
    return BM25F(B=body, K1=model.saturation, **by_field)
