"""Repairs a damaged index: builds it again from those of its own articles that can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ksearch.arrays import CONFUSED, ArrayFile
from ksearch.arrays.types import AnyArray
from ksearch.engines.embedded.analyser import index_fingerprint, shared_analyser
from ksearch.engines.embedded.inspecting import check_of
from ksearch.korean.splitting import FIELD_BREAK
from ksearch.lexicon.base.lexicon import base_lexicon
from ksearch.lexicon.lexicon import Lexicon, LexiconPart
from ksearch.messages import Message
from ksearch.model.article import Article
from ksearch.model.errors import IndexCorrupt, KSearchError
from ksearch.model.fields import KEYWORD_FIELDS
from ksearch.model.reports import CheckReport, ShareCallback
from ksearch.storage import manifest as manifests
from ksearch.storage.locking import write_lock
from ksearch.storage.manifest import LexiconEntry, Manifest, SegmentEntry
from ksearch.storage.segments.segment import Segment, digest
from ksearch.storage.sources import UNREAD, SourceTable, read_sources
from ksearch.storage.word_lists import WordLists, read_in_force
from ksearch.storage.writing.bulk_writer import BulkWriter

#: Working memory of a repair, in MiB, as for an update.
_REPAIR_MEMORY_MB = 512
#: Arrays of the lexicon that are needed for the texts of articles.
_TEXTS = frozenset(["first", "eojeol_chars", "eojeol_lengths"])
#: All arrays of a part of the lexicon.
_OF_LEXICON = (
    *("first", "eojeol_chars", "eojeol_lengths", "term_chars", "term_lengths"),
    *("key_chars", "key_lengths", "key_owners", "term_counts", "eojeol_terms", "eojeol_spans"),
)
#: Arrays of a segment that are needed for the texts and ids of its articles.
_OF_TEXTS = frozenset(
    [
        *("bounds", "lead_starts", "body_starts", "eojeols_low", "eojeols_high"),
        *("separator_bits", "separator_codes", "separator_starts"),
        *("separators_blocks", "separators_starts", "separators_sizes", "separators_codes"),
        *("separators_table", "separators_table_size", "id_blocks", "id_starts", "id_sizes"),
        *("id_table", "id_table_size", "id_codes"),
    ]
)
#: The progress of a repair when the index has been checked, and when it has been built again.
_CHECKED, _REBUILT = 0.2, 0.8
#: Articles after which the share that is done is reported.
_REPORTED_EVERY = 100
#: Most lost articles that are named one by one.
_MAX_NAMED = 20


def repaired(folder: Path, report: ShareCallback | None = None) -> CheckReport:
    """Check an index, and build it again from its own articles if it is damaged.

    The report names the articles that cannot be saved. The next update reads all files of the
    sources again, which restores those that they still contain.

    Args:
        folder: of the index.
        report: called with the share that is done, from 0 to 1, each time that some more is.

    Raises:
        IndexCorrupt: nothing of it can be saved; nothing has changed.
        IndexNotFound, IndexVersionError, IndexLocked, StorageError: as of updating.
    """
    manifests.read(folder)  # raises for a folder without an index, before a lock file is made
    with write_lock(folder):
        before = check_of(folder, _between(0, _CHECKED, report))
        if before.sound:
            return before
        lost = _rebuilt(folder, manifests.read(folder), _between(_CHECKED, _REBUILT, report))
    after = check_of(folder, _between(_REBUILT, 1, report))
    return replace(after, repaired=before.problems, lost=tuple(lost))


def _between(first: float, last: float, report: ShareCallback | None) -> ShareCallback | None:
    """Return a callback that maps the progress of a step to a range of the whole progress."""
    return None if report is None else lambda share: report(first + share * (last - first))


def _rebuilt(folder: Path, manifest: Manifest, report: ShareCallback | None) -> list[str]:
    """Commit an index of the readable articles of the old one; return what is lost."""
    lost: list[str] = []
    words = _words(folder, manifest, lost)
    table = _sources(folder, manifest, lost)
    emptied = replace(
        manifest,
        analyser=index_fingerprint(),
        segments=(),
        lexicon=(),
        words=manifest.words if words is not None else "",
        sources="",
    )
    analyser = shared_analyser((words or WordLists()).user_words)
    writer = BulkWriter(
        folder, None, analyser, memory_mb=_REPAIR_MEMORY_MB, manifest=emptied, words=base_lexicon()
    )
    try:
        saved = 0
        total = max(sum(entry.articles - entry.deleted for entry in manifest.segments), 1)
        for article in _articles(folder, manifest, lost):
            writer.add(article)
            saved += 1
            if report is not None and not saved % _REPORTED_EVERY:
                report(min(saved / total, 1.0))
        if not saved and any(entry.articles > entry.deleted for entry in manifest.segments):
            raise IndexCorrupt(
                Message(
                    "no article of the index in “{folder}” can be read any more; restore it "
                    "from a copy, or run `ksearch rebuild`",
                    folder=folder,
                )
            )
        writer.commit(table)
    except BaseException:
        writer.rollback()
        raise
    return lost


def _words(folder: Path, manifest: Manifest, lost: list[str]) -> WordLists | None:
    try:
        return read_in_force(folder, manifest)
    except KSearchError:
        lost.append(
            Message(
                "which user words and synonyms were in force; the next `ksearch index` "
                "takes them over from userwords.txt and synonyms.txt"
            )
        )
        return None


def _sources(folder: Path, manifest: Manifest, lost: list[str]) -> SourceTable | None:
    """Return the table of sources, with all files marked to be read again."""
    if not manifest.sources:
        return None
    try:
        table = read_sources(folder / manifest.sources)
    except KSearchError:
        lost.append(Message("the list of sources; name them to the next `ksearch index`"))
        return None
    return table._replace(files=[file._replace(size=UNREAD) for file in table.files])


def _articles(folder: Path, manifest: Manifest, lost: list[str]) -> Iterator[Article]:
    """Yield the articles that can be read, the oldest first."""
    lexicon = Lexicon(list(_parts(folder, manifest.lexicon, lost)))
    unchecked = _unchecked_lexicon(folder, manifest)
    gone: list[str] = []
    for entry in manifest.segments:
        deleted = _deleted(folder, entry, lost)
        segment = _segment(_LenientFile, folder, entry, lexicon, deleted)
        again = _segment(_UncheckedFile, folder, entry, unchecked, deleted)
        yield from _of_segment(segment, again, entry, gone, lost)
    if len(gone) > _MAX_NAMED:
        gone[_MAX_NAMED:] = [Message("and {count:,} more", count=len(gone) - _MAX_NAMED)]
    if gone:
        lost.append(Message("articles: {names}", names=Message.joined(", ", gone)))


class _UncheckedFile(ArrayFile):
    """A file that is read without verification."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.checksums.trust()


class _LenientFile(ArrayFile):
    """A file of which only some arrays are needed: others are empty if they are damaged.

    Args:
        path: of the file.
        needed: the arrays whose damage is an error.
    """

    def __init__(self, path: Path, needed: frozenset[str] = _OF_TEXTS) -> None:
        super().__init__(path)
        self._needed = needed

    def __getitem__(self, name: str) -> AnyArray:
        try:
            return super().__getitem__(name)
        except IndexCorrupt:
            if name in self._needed:
                raise
            return np.zeros(0, np.uint8)


def _parts(
    folder: Path, entries: tuple[LexiconEntry, ...], lost: list[str]
) -> Iterator[LexiconPart]:
    first = 0
    for entry in entries:
        try:
            part = LexiconPart(_LenientFile(folder / entry.file, _TEXTS))
            if part.first_eojeol != first:
                raise IndexCorrupt(Message("it does not follow on the part before"))
            yield part
        except (KSearchError, *CONFUSED):
            lost.append(
                Message(
                    "{eojeols:,} distinct words, in {file}", eojeols=entry.eojeols, file=entry.file
                )
            )
            yield _empty_part(first, entry.eojeols)
        first += entry.eojeols


def _empty_part(first: int, eojeols: int) -> LexiconPart:
    """Return a part whose eojeols have numbers but no letters: reading one is an error."""
    empty = np.zeros(0, np.uint8)
    arrays: dict[str, AnyArray] = dict.fromkeys(_OF_LEXICON, empty)
    arrays["first"] = np.array([first, 0], np.int64)
    # These lengths are inconsistent with the letters, on purpose.
    arrays["eojeol_lengths"] = np.ones(eojeols, np.uint8)
    return LexiconPart(arrays)


def _unchecked_lexicon(folder: Path, manifest: Manifest) -> Lexicon | None:
    """Return the lexicon without its checksums compared, None if it cannot be opened."""
    try:
        files = [_UncheckedFile(folder / entry.file) for entry in manifest.lexicon]
        return Lexicon([LexiconPart(file) for file in files])
    except (KSearchError, *CONFUSED):
        return None


def _segment(
    kind: Callable[[Path], ArrayFile],
    folder: Path,
    entry: SegmentEntry,
    lexicon: Lexicon | None,
    deleted: npt.NDArray[np.bool_] | None,
) -> Segment | None:
    """Open a segment, None if it cannot be opened or is not as large as the manifest says."""
    if lexicon is None:
        return None
    try:
        segment = Segment(kind(folder / entry.file), lexicon, 0, deleted, lenient=True)
        return segment if len(segment) == entry.articles else None
    except (KSearchError, *CONFUSED):
        return None


def _deleted(folder: Path, entry: SegmentEntry, lost: list[str]) -> npt.NDArray[np.bool_] | None:
    if not entry.deletions:
        return None
    try:
        bits = ArrayFile(folder / entry.deletions)["deleted"]
        deleted = np.unpackbits(bits).astype(np.bool_)
        if len(deleted) < entry.articles or int(deleted.sum()) != entry.deleted:
            raise IndexCorrupt(Message("it does not have as many as the manifest says"))
        return deleted[: entry.articles]
    except (KSearchError, *CONFUSED):
        lost.append(
            Message(
                "which {deleted:,} articles of {file} were deleted; they are back, unless "
                "a newer version of them is there",
                deleted=entry.deleted,
                file=entry.file,
            )
        )
        return None


def _of_segment(
    segment: Segment | None,
    unchecked: Segment | None,
    entry: SegmentEntry,
    gone: list[str],
    lost: list[str],
) -> Iterator[Article]:
    known = segment or unchecked
    if known is None:
        lost.append(
            Message(
                "{articles:,} articles, in {file}",
                articles=entry.articles - entry.deleted,
                file=entry.file,
            )
        )
        return
    missing: dict[str, int] = {}
    for number in filter(known.is_live, range(entry.articles)):
        article = _proven(unchecked, number) or _checked(segment, number, missing)
        if article is not None:
            yield article
        else:
            gone.append(
                _id(known, number)
                or Message("one whose id cannot be read, in {file}", file=entry.file)
            )
    lost.extend(
        Message("the {name} of {count:,} articles", name=Message(name), count=count)
        for name, count in missing.items()
    )


def _proven(segment: Segment | None, number: int) -> Article | None:
    """Return an article if its digest proves it intact, regardless of checksums; otherwise None."""
    article = None if segment is None else _checked(segment, number, {})
    if segment is None or article is None:
        return None
    try:
        proven = int(segment.digests[number]) == digest(article)
        return article if proven and segment.find(article.id) == number else None
    except (KSearchError, *CONFUSED):
        return None


def _checked(segment: Segment | None, number: int, missing: dict[str, int]) -> Article | None:
    """Return an article whose text and id can be read; count the details that are missing."""
    if segment is None:
        return None
    article_id, fields = _id(segment, number), _fields(segment, number)
    if article_id is None or fields is None:
        return None
    title, lead, body = fields
    details = _details(segment, number, missing)
    return Article(id=article_id, title=title, lead=lead, body=body, **details)


def _id(segment: Segment, number: int) -> str | None:
    try:
        return segment.column("id")[number] or None
    except (KSearchError, *CONFUSED):
        return None


def _fields(segment: Segment, number: int) -> list[str] | None:
    """Return title, lead and body, None if they cannot be read."""
    try:
        fields = segment.forward.text(number).split(FIELD_BREAK)
    except (KSearchError, *CONFUSED):
        return None
    return fields if len(fields) == 3 else None


def _details(segment: Segment, number: int, missing: dict[str, int]) -> dict[str, Any]:
    """Return the other fields of an article; those that cannot be read are None, and counted."""
    details: dict[str, Any] = {}
    for name in (*KEYWORD_FIELDS, "date"):
        try:
            column = segment.column(name) if name != "date" else None
            details[name] = segment.date(number) if column is None else column[number]
        except (KSearchError, *CONFUSED):
            details[name] = None
            missing[name] = missing.get(name, 0) + 1
    return details
