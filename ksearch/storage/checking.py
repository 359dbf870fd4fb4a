"""Consistency checks of a snapshot's arrays, like Lucene's CheckIndex.

Checksums show that a file is unchanged since it was written. The checks here show that the arrays
are consistent: order, ranges, offsets, padding; and that postings, keys and signatures match the
words of the articles. Each problem is one sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import CONFUSED
from ksearch.arrays.types import Ids
from ksearch.korean.splitting import FIELD_BREAK
from ksearch.lexicon.building import draft_part
from ksearch.lexicon.lexicon import Lexicon, LexiconPart
from ksearch.lexicon.string_table import StringTable
from ksearch.messages import Message
from ksearch.model.errors import KSearchError
from ksearch.model.fields import KEYWORD_FIELDS
from ksearch.model.reports import ShareCallback
from ksearch.storage.manifest import SegmentEntry
from ksearch.storage.segments.name_index import KINDS, has_names, pack_names
from ksearch.storage.segments.pair_counts import pack_pair_counts
from ksearch.storage.segments.postings import Postings, build_postings
from ksearch.storage.segments.segment import NO_DATE, Segment, hash_ids
from ksearch.storage.segments.signatures import BUCKETS, pack_signatures
from ksearch.storage.snapshot import Snapshot


def _ignored(_: float) -> None:
    """Ignore a report."""


class _Check(NamedTuple):
    """A check of a part of the lexicon or of a segment.

    Attributes:
        cost: its time per byte of the file, relative to the others; measured on an index of 20,000
            news articles.
        what: the name of what cannot be read if the check fails.
        problems: yields one sentence for each problem; a long check reports its own progress.
    """

    cost: int
    what: str
    problems: Callable[[ShareCallback], Iterator[str]]


class _FileChecks(NamedTuple):
    """The checks of one file, in their order."""

    file: str
    bytes: int
    checks: Sequence[_Check]

    @property
    def cost(self) -> int:
        """The cost of all checks of the file."""
        return self.bytes * sum(check.cost for check in self.checks)


def snapshot_problems(
    snapshot: Snapshot, *, same_analyser: bool, report: ShareCallback = _ignored
) -> Iterator[str]:
    """Yield one sentence for each problem of a snapshot's lexicon and segments.

    Args:
        snapshot: what is checked.
        same_analyser: whether the index was made by the rules of this version, so that their
            results can be compared with it.
        report: called with the share that is done, each time that it has grown.
    """
    manifest, lexicon = snapshot.manifest, snapshot.lexicon
    of_lexicon = [
        _FileChecks(entry.file, entry.bytes, _part_checks(part, lexicon, same_analyser))
        for entry, part in zip(manifest.lexicon, lexicon.parts, strict=True)
    ]
    of_segments = [
        _FileChecks(segment.name, entry.bytes, _segment_checks(segment, entry, same_analyser))
        for entry, segment in zip(manifest.segments, snapshot.segments, strict=True)
    ]
    share = _Share(sum(file.cost for file in (*of_lexicon, *of_segments)), report)
    is_lexicon_sound = True
    for problem in _problems_in(of_lexicon, share):
        yield problem
        is_lexicon_sound = False
    if is_lexicon_sound:  # segments cannot be compared with a wrong lexicon
        yield from _problems_in(of_segments, share)
        yield from _guarded(lambda: _repeated_ids(snapshot), Message("the ids of the articles"))


class _Share:
    """Reports the progress of several checks, weighted by their costs."""

    def __init__(self, total: int, report: ShareCallback) -> None:
        self._total = max(total, 1)
        self._done = 0
        self._report = report

    def of_part(self, cost: int) -> ShareCallback:
        """Return the callback to which a check reports its own share, from 0 to 1."""
        return lambda share: self._report((self._done + share * cost) / self._total)

    def add(self, cost: int) -> None:
        """Report that a check is done."""
        self._done += cost
        self._report(self._done / self._total)


def _problems_in(files: Sequence[_FileChecks], share: _Share) -> Iterator[str]:
    for file in files:
        for check in file.checks:
            cost = file.bytes * check.cost
            for problem in _guarded(partial(check.problems, share.of_part(cost)), check.what):
                yield Message("{file}: {problem}", file=file.file, problem=problem)
            share.add(cost)


def _guarded(check: Callable[[], Iterator[str]], what: str) -> Iterator[str]:
    """Yield the problems that a check finds; an exception in it is one, too."""
    try:
        yield from check()
    except KSearchError as error:
        yield str(error)
    except CONFUSED as error:
        yield Message(
            "{what} cannot be read ({kind}: {error})",
            what=what,
            kind=type(error).__name__,
            error=error,
        )


# The lexicon


def _part_checks(part: LexiconPart, lexicon: Lexicon, same_analyser: bool) -> Sequence[_Check]:
    eojeols, terms = part.eojeols, part.terms
    return (
        _Check(24, Message("the eojeols"), lambda _: _table_problems(eojeols, "eojeols")),
        _Check(7, Message("the terms"), lambda _: _table_problems(terms, "terms")),
        _Check(5, Message("the terms of the eojeols"), lambda _: _row_problems(part, lexicon)),
        _Check(16, Message("the folded spellings"), lambda _: _key_problems(part, same_analyser)),
    )


def _table_problems(table: StringTable, what: str) -> Iterator[str]:
    count = len(table)
    if count and not int(table.lengths.min()):
        yield Message("one of the {what} has no letters", what=what)
    order = np.arange(count) if table.order is None else table.order.astype(np.int64)
    if len(order) != count or not np.array_equal(np.sort(order), np.arange(count)):
        yield Message("the order of the {what} does not name each of them once", what=what)
        return
    texts = table.all_texts()
    ranked = [texts[number] for number in order.tolist()]
    if any(one >= other for one, other in pairwise(ranked)):
        yield Message("the {what} are not in order", what=what)


def _row_problems(part: LexiconPart, lexicon: Lexicon) -> Iterator[str]:
    if len(part.counts) != len(part.eojeols):
        yield Message("there are not as many counts of terms as eojeols")
        return
    expansion = part.expand(np.arange(len(part.eojeols)))
    if int(expansion.terms.max(initial=0)) >= max(lexicon.term_count, 1):
        yield Message("an eojeol has a term that does not exist")
    lengths = part.eojeols.characters(expansion.owner)
    # A term may have an empty span: 가보려 has a term 하다, which is omitted after it.
    if (expansion.ends > lengths).any():
        yield Message("a term covers letters that its eojeol does not have")


def _key_problems(part: LexiconPart, same_analyser: bool) -> Iterator[str]:
    owners = part.key_owners
    if len(owners) != len(part.keys):
        yield Message("there are not as many owners as folded spellings")
    elif int(owners.max(initial=0)) >= max(len(part.eojeols), 1):
        yield Message("a folded spelling belongs to an eojeol that does not exist")
    elif same_analyser:
        expected = draft_part(part.eojeols.all_texts()).arrays
        stored = (part.keys.chars, part.keys.lengths, owners)
        names = ("key_chars", "key_lengths", "key_owners")
        for name, array in zip(names, stored, strict=True):
            if not np.array_equal(array, expected[name]):
                yield Message("the folded spellings are not those of the eojeols")
                return
    elif any(one > other for one, other in pairwise(part.keys.all_texts())):
        yield Message("the folded spellings are not in order")


# Segments


def _segment_checks(
    segment: Segment, entry: SegmentEntry | None, same_analyser: bool
) -> Sequence[_Check]:
    """Return the checks of a segment; ``entry`` is its entry in the manifest."""
    return (
        _Check(4, Message("the texts"), lambda _: _forward_problems(segment, entry)),
        _Check(47, Message("the postings"), lambda report: _posting_problems(segment, report)),
        _Check(5, Message("the signatures"), lambda _: _signature_problems(segment)),
        _Check(1, Message("the names"), lambda _: _name_problems(segment, same_analyser)),
        _Check(
            8,
            Message("the counts of letter pairs"),
            lambda _: _pair_problems(segment, same_analyser),
        ),
        _Check(1, Message("the abbreviations"), lambda _: _gloss_problems(segment)),
        _Check(1, Message("the columns"), lambda _: _column_problems(segment)),
        _Check(2, Message("the ids"), lambda _: _id_problems(segment)),
        _Check(3, Message("the dates"), lambda _: _date_problems(segment)),
    )


def _forward_problems(segment: Segment, entry: SegmentEntry | None) -> Iterator[str]:
    forward = segment.forward
    eojeols = forward.all_eojeols()
    if entry is not None and entry.tokens != len(eojeols):
        yield Message(
            "it has {count:,} eojeols, and the manifest says {tokens:,}",
            count=len(eojeols),
            tokens=entry.tokens,
        )
    if int(eojeols.max(initial=0)) >= max(segment.lexicon.eojeol_count, 1):
        yield Message("an article has an eojeol that does not exist")
    slots = len(eojeols) + len(segment)
    bits = np.unpackbits(segment.file["separator_bits"])
    if bits[slots:].any():
        yield Message("the padding of the separators is not empty")
    numbers, texts = forward.all_separators()
    # Two of the separators of an article, or one of them twice, separate title, lead and body.
    breaks = np.array([text.count(FIELD_BREAK) for text in texts], np.int64)[numbers]
    expected = np.zeros(slots, np.int64)
    articles = np.arange(len(segment))
    for starts in (forward.lead_starts, forward.body_starts):
        np.add.at(expected, starts.astype(np.int64) + articles, 1)
    if not np.array_equal(breaks, expected):
        yield Message("the fields of an article do not begin where its text says")


def _posting_problems(segment: Segment, report: ShareCallback) -> Iterator[str]:
    stored = segment.postings.whole()
    if (stored.terms[1:] <= stored.terms[:-1]).any():
        yield Message("the terms of the postings are not in order")
    if int(stored.terms.max(initial=0)) >= max(segment.lexicon.term_count, 1):
        yield Message("a posting list belongs to a term that does not exist")
    if int(stored.articles.max(initial=0)) >= max(len(segment), 1):
        yield Message("a posting belongs to an article that does not exist")
    within = np.ones(max(len(stored.articles) - 1, 0), np.bool_)
    within[stored.starts[1:-1].astype(np.int64) - 1] = False
    if (stored.articles[1:] <= stored.articles[:-1])[within].any():
        yield Message("the articles of a posting list are not in order")
    expected = _built(segment, report)
    for name in Postings._fields:
        if not np.array_equal(getattr(stored, name), getattr(expected, name)):
            yield Message("the {name} of the postings are not those that the texts give", name=name)
            return


def _built(segment: Segment, report: ShareCallback) -> Postings:
    """Return the postings rebuilt from the texts of a segment."""
    forward = segment.forward
    heads = np.stack([forward.lead_starts, forward.body_starts], axis=1).astype(np.int64)
    bounds: Ids = forward.bounds.astype(np.int64)
    if len(bounds) < 2:
        return segment.postings.whole()
    return build_postings(segment.lexicon, forward.all_eojeols(), bounds, heads, report)


def _signature_problems(segment: Segment) -> Iterator[str]:
    signatures = segment.signatures
    if len(segment.file.get("signatures", ())) != len(signatures.signed) * BUCKETS:
        yield Message("there are not as many signatures as articles that have one")
    if int(signatures.signed.max(initial=0)) >= max(len(segment), 1):
        yield Message("a signature belongs to an article that does not exist")
    if "signatures" in segment.file:
        forward = segment.forward
        expected = pack_signatures(forward.all_eojeols(), forward.bounds.astype(np.int64))
        if any(not np.array_equal(segment.file[name], expected[name]) for name in expected):
            yield Message("the signatures are not those that the texts give")


def _name_problems(segment: Segment, same_analyser: bool) -> Iterator[str]:
    yield from segment.names.problems(len(segment))
    if same_analyser and has_names(segment.file):
        expected = pack_names({kind: segment.column(kind).all() for kind in KINDS})
        if any(not np.array_equal(segment.file[name], expected[name]) for name in expected):
            yield Message("the names are not those that the articles give")


def _pair_problems(segment: Segment, same_analyser: bool) -> Iterator[str]:
    if "pair_counts" not in segment.file:  # written by an earlier version without pair counts
        return
    pairs, counts = segment.file["pairs"], segment.file["pair_counts"]
    if len(pairs) != len(counts):
        yield Message("there are not as many counts as letter pairs")
    elif (pairs[1:] <= pairs[:-1]).any():
        yield Message("the letter pairs are not in order")
    elif same_analyser:
        expected = pack_pair_counts(segment.lexicon, segment.forward.all_eojeols())
        if any(not np.array_equal(segment.file[name], expected[name]) for name in expected):
            yield Message("the counts of letter pairs are not those that the texts give")


def _gloss_problems(segment: Segment) -> Iterator[str]:
    for gloss in segment.glosses():
        if not (gloss.long and gloss.short and 0 <= gloss.said <= gloss.times):
            yield Message("an abbreviation of the articles is invalid")
            return


def _column_problems(segment: Segment) -> Iterator[str]:
    for name in ("id", *KEYWORD_FIELDS):
        values = segment.column(name).all()
        if len(values) != len(segment):
            yield Message(
                "there are {count:,} values of “{name}” for {count2:,} articles",
                count=len(values),
                name=name,
                count2=len(segment),
            )


def _id_problems(segment: Segment) -> Iterator[str]:
    ids = segment.column("id").all()
    if any(value is None for value in ids):
        yield Message("an article has no id")
        return
    hashes = hash_ids([value or "" for value in ids])
    articles = segment.file["id_articles"].astype(np.int64)
    if not np.array_equal(np.sort(articles), np.arange(len(segment))):
        yield Message("the order of the ids does not name each article once")
    elif not _ascends(hashes[articles]) or not np.array_equal(
        segment.file["id_hashes"], hashes[articles]
    ):
        yield Message("the hashes of the ids are not those of the ids")


def _ascends(values: npt.NDArray[np.uint64]) -> bool:
    return not (values[1:] < values[:-1]).any()


def _date_problems(segment: Segment) -> Iterator[str]:
    for article in np.flatnonzero(segment.seconds != NO_DATE).tolist():
        try:
            segment.date(article)
        except (ValueError, OverflowError):
            yield Message("an article has an invalid date")
            return


def _repeated_ids(snapshot: Snapshot) -> Iterator[str]:
    seen: set[str | None] = set()
    live = 0
    for segment in snapshot.segments:
        ids = segment.column("id").all()
        chosen = [ids[n] for n in range(len(segment)) if segment.is_live(n)]
        seen.update(chosen)
        live += len(chosen)
    if len(seen) != live:
        yield Message("two articles have the same id")
