"""The parts of a segment that need no terms: laid out while the analyser works."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ksearch.arrays.types import AnyArray, Ids
from ksearch.lexicon.building import PartDraft, SortedEojeols, add_mixed, draft_part, sort_eojeols
from ksearch.lexicon.interning import ArticleBatch, Interner
from ksearch.lexicon.lexicon import Lexicon
from ksearch.lexicon.run_table import RunTable
from ksearch.storage.segments.segment import StoredFields, pack_details, pack_texts


class SegmentDraft:
    """The texts and stored fields of a segment, and the spellings of its new eojeols.

    Attributes, which `steps` sets:
        batch: the articles as final numbers of eojeols.
        new: the new eojeols.
        part: the part of the lexicon that they become.
        arrays: the segment's arrays of texts and stored fields.
    """

    batch: ArticleBatch
    new: SortedEojeols
    part: PartDraft
    arrays: dict[str, AnyArray]

    def steps(
        self,
        details: Sequence[StoredFields],
        interner: Interner,
        lexicon: Lexicon,
        new_eojeols: Sequence[str],
    ) -> Iterator[None]:
        """Lay everything out, step by step.

        Args:
            details: the stored fields of the articles.
            interner: has the articles, and is cleared.
            lexicon: to which the new eojeols are added.
            new_eojeols: in the order in which they were added.
        """
        batch = interner.lay_out()
        yield
        self.new = sort_eojeols(lexicon, new_eojeols)
        yield
        self.batch = _renumbered(batch, lexicon.eojeol_count, self.new.renumbered)
        yield
        self.arrays = {**pack_details(details), **pack_texts(self.batch)}
        yield
        self.part = draft_part(self.new.words)
        yield

    def mixed_steps(self, table: RunTable) -> Iterator[None]:
        """Add the eojeols of several scripts to a table that has most runs by now."""
        yield from add_mixed(self.part, table)


def _renumbered(batch: ArticleBatch, first: int, numbers: Ids) -> ArticleBatch:
    """Give the new eojeols, from ``first`` on, their final numbers."""
    eojeols = batch.eojeols
    fresh = eojeols >= first
    eojeols[fresh] = numbers[eojeols[fresh] - first]
    return batch._replace(eojeols=eojeols)
