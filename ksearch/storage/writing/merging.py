"""Merging: which segments become one, and how their arrays are joined."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ksearch.arrays import ranges
from ksearch.arrays.types import Ids
from ksearch.lexicon.interning import ArticleBatch
from ksearch.storage.manifest import LexiconEntry
from ksearch.storage.segments.postings import Postings, merge_postings
from ksearch.storage.segments.segment import MAX_ARTICLES, Segment, StoredFields

#: Segments of about one size that are merged into one; also the growth factor of the tiers.
_SEGMENTS_PER_MERGE = 8
_SMALLEST = 64
#: Least share of deleted articles for which a segment is rewritten.
_DELETED_SHARE = 0.3
#: Most parts of the lexicon; each costs a look-up per word of a query.
_MAX_PARTS = 6


def choose_segments(live: Sequence[int], sizes: Sequence[int]) -> list[list[int]]:
    """Choose groups of segments to merge, by their counts of live and of all articles.

    A segment may be alone in its group: it is rewritten without its deleted articles.
    """
    tiers: dict[int, list[int]] = {}
    for number, count in enumerate(live):
        tiers.setdefault(_tier(count), []).append(number)
    groups = []
    grouped: set[int] = set()
    for tier in sorted(tiers):
        chosen: list[int] = []
        total = 0
        if len(tiers[tier]) < _SEGMENTS_PER_MERGE:
            continue
        for number in tiers[tier]:
            if total + live[number] <= MAX_ARTICLES:
                chosen.append(number)
                total += live[number]
        if len(chosen) > 1:
            groups.append(chosen)
            grouped.update(chosen)
    for number, (count, size) in enumerate(zip(live, sizes, strict=True)):
        if number not in grouped and size and (size - count) / size > _DELETED_SHARE:
            groups.append([number])
    return groups


def _tier(count: int) -> int:
    tier = 0
    while count > _SMALLEST:
        count //= _SEGMENTS_PER_MERGE
        tier += 1
    return tier


def choose_lexicon_parts(entries: Sequence[LexiconEntry]) -> int:
    """Return the first lexicon part of those to be merged; the number of parts for no merge."""
    if len(entries) <= _MAX_PARTS:
        return len(entries)
    first = len(entries) - 2
    total = entries[-1].eojeols + entries[-2].eojeols
    while first > 0 and entries[first - 1].eojeols <= 2 * total:
        first -= 1
        total += entries[first].eojeols
    return first


def merge_segments(
    segments: Sequence[Segment],
) -> tuple[list[StoredFields], ArticleBatch, Postings]:
    """Join segments into one, without their deleted articles, in their order."""
    kept = [_kept(segment) for segment in segments]
    details = [
        segment.details(article)
        for segment, articles in zip(segments, kept, strict=True)
        for article in articles.tolist()
    ]
    batch = _join(
        [_batch_of(segment, chosen) for segment, chosen in zip(segments, kept, strict=True)]
    )
    renumbered = []
    first = 0
    for segment, articles in zip(segments, kept, strict=True):
        numbers = np.full(len(segment), -1, np.int64)
        numbers[articles] = first + np.arange(len(articles))
        renumbered.append((segment.postings.whole(), numbers))
        first += len(articles)
    return details, batch, merge_postings(renumbered)


def _kept(segment: Segment) -> Ids:
    if segment.deleted is None:
        return np.arange(len(segment))
    return np.flatnonzero(~segment.deleted)


def _batch_of(segment: Segment, articles: Ids) -> ArticleBatch:
    forward = segment.forward
    bounds = forward.bounds.astype(np.int64)
    counts = np.diff(bounds)[articles]
    separators, texts = forward.all_separators()
    ends = np.concatenate(([0], np.cumsum(counts)))
    heads = np.stack([forward.lead_starts[articles], forward.body_starts[articles]], axis=1)
    shift = ends[:-1] - bounds[:-1][articles]
    return ArticleBatch(
        forward.all_eojeols()[ranges(bounds[:-1][articles], counts)],
        ends,
        heads.astype(np.int64) + shift[:, None],
        separators[ranges(bounds[:-1][articles] + articles, counts + 1)],
        texts,
    )


def _join(parts: Sequence[ArticleBatch]) -> ArticleBatch:
    numbers: dict[str, int] = {}
    separators = []
    for part in parts:
        renumbered = [numbers.setdefault(text, len(numbers)) for text in part.separator_texts]
        separators.append(np.array(renumbered, np.int64)[part.separators])
    firsts = np.cumsum([0, *(len(part.eojeols) for part in parts)])
    bounds = [part.bounds[:-1] + first for part, first in zip(parts, firsts, strict=False)]
    fields = [part.fields + first for part, first in zip(parts, firsts, strict=False)]
    return ArticleBatch(
        np.concatenate([part.eojeols for part in parts]),
        np.concatenate([*bounds, firsts[-1:]]),
        np.concatenate(fields),
        np.concatenate(separators),
        list(numbers),
    )
