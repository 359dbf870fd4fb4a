"""A segment: an immutable set of up to 65,536 articles, in one memory-mapped file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import ArrayFile
from ksearch.arrays.types import AnyArray
from ksearch.korean.splitting import FIELD_BREAK
from ksearch.lexicon.lexicon import Lexicon
from ksearch.messages import Message
from ksearch.model.dates import in_local_zone, seconds_of
from ksearch.model.errors import IndexCorrupt
from ksearch.model.fields import KEYWORD_FIELDS
from ksearch.storage.segments.columns import Column, pack_column
from ksearch.storage.segments.forward import Forward, pack_forward
from ksearch.storage.segments.name_index import KINDS, NameIndex, has_names, pack_names
from ksearch.storage.segments.pair_counts import PairCounts, pack_pair_counts
from ksearch.storage.segments.postings import Postings, StoredPostings
from ksearch.storage.segments.signatures import Signatures, pack_signatures

if TYPE_CHECKING:
    from ksearch.korean.word_lists.glosses import Gloss
    from ksearch.lexicon.interning import ArticleBatch
    from ksearch.model.article import Article


#: Articles of a segment are numbered in 16 bits.
MAX_ARTICLES = 1 << 16

#: The value of a missing date; sorts before every date.
NO_DATE = np.iinfo(np.int64).min
#: Arrays that have an item for each article.
_PER_ARTICLE = ("digests", "seconds", "offsets", "id_hashes", "id_articles")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class StoredFields(NamedTuple):
    """Stored fields of an article beside its text, and a digest that changes with the article."""

    id: str
    date: datetime | None
    keywords: tuple[str | None, ...]
    digest: int

    @classmethod
    def of(cls, article: Article) -> StoredFields:
        """Return the stored fields of an article whose lead is set."""
        keywords = tuple(getattr(article, name) for name in KEYWORD_FIELDS)
        return cls(article.id, article.date, keywords, digest(article))


def digest(article: Article) -> int:
    """Return a 64-bit hash of the article without its id."""
    parts = [article.title, article.lead, article.body, str(article.date)]
    parts.extend(str(getattr(article, name)) for name in KEYWORD_FIELDS)
    return _hash("\x1f".join(parts))


def _hash(text: str) -> int:
    import hashlib  # imported late: loads OpenSSL, which a search does not need

    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


def hash_ids(ids: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return a 64-bit hash of each article id."""
    return np.fromiter(map(_hash, ids), np.uint64, len(ids))


def pack_details(details: Sequence[StoredFields]) -> dict[str, AnyArray]:
    """Return the arrays of the articles' stored fields."""
    ids = [detail.id for detail in details]
    hashes = hash_ids(ids)
    order = np.argsort(hashes, kind="stable")
    arrays: dict[str, AnyArray] = {
        "id_hashes": hashes[order],
        "id_articles": order.astype(np.uint16),
        "digests": np.array([detail.digest for detail in details], np.uint64),
        "seconds": np.array([_seconds(detail.date) for detail in details], np.int64),
        "offsets": np.array([_offset(detail.date) for detail in details], np.int16),
        **pack_column("id", ids),
    }
    values = {
        name: [detail.keywords[number] for detail in details]
        for number, name in enumerate(KEYWORD_FIELDS)
    }
    for name in KEYWORD_FIELDS:
        arrays.update(pack_column(name, values[name]))
    return {**arrays, **pack_names({kind: values[kind] for kind in KINDS})}


def _seconds(date: datetime | None) -> int:
    return int(NO_DATE) if date is None else seconds_of(date)


def _offset(date: datetime | None) -> int:
    offset = None if date is None else in_local_zone(date).utcoffset()
    return 540 if offset is None else offset // timedelta(minutes=1)


def pack_segment(
    details: Sequence[StoredFields], batch: ArticleBatch, postings: Postings
) -> dict[str, AnyArray]:
    """Return all arrays of a segment."""
    return {**pack_details(details), **pack_texts(batch), **pack_postings(postings)}


def pack_texts(batch: ArticleBatch) -> dict[str, AnyArray]:
    """Return the arrays of the articles' texts and signatures."""
    return {**pack_forward(batch), **pack_signatures(batch.eojeols, batch.bounds)}


def pack_postings(postings: Postings) -> dict[str, AnyArray]:
    """Return the arrays of a segment's postings."""
    return {
        "terms": postings.terms,
        "term_starts": postings.starts,
        "articles": postings.articles,
        "frequencies": postings.frequencies,
    }


class Segment:
    """Reads a segment.

    Attributes:
        name: the name of its file.
        deleted: bool per article; None if no article is deleted.
        first: the number, over all segments of the snapshot, of its first article.
        forward, postings: the parts that are searched.
        signatures: MinHash signatures, for near-identical articles.

    ``lenient`` opens a segment with inconsistent arrays, too.
    """

    def __init__(
        self,
        file: ArrayFile,
        lexicon: Lexicon,
        first: int,
        deleted: npt.NDArray[np.bool_] | None,
        *,
        lenient: bool = False,
    ) -> None:
        self.file = file
        self.name = file.path.name
        self.first = first
        self.lexicon = lexicon
        self.deleted = deleted
        self.forward = Forward(file, lexicon)
        self.postings = StoredPostings(file)
        self.signatures = Signatures(file)
        self._columns: dict[str, Column] = {}
        if not lenient and not self._agrees():
            raise IndexCorrupt(
                Message(
                    "the index file {name} is damaged (its arrays contradict each other); run "
                    "`ksearch check --repair`, or `ksearch rebuild`",
                    name=self.name,
                )
            )

    def _agrees(self) -> bool:
        """Return whether the arrays have consistent lengths and offsets."""
        return self.postings.agree() and self.forward.agrees() and self._details_agree()

    def _details_agree(self) -> bool:
        lengths = {name: len(self.file.lazily(name)) for name in _PER_ARTICLE}
        deleted = len(self) if self.deleted is None else len(self.deleted)
        return set(lengths.values()) == {len(self)} and deleted == len(self) <= MAX_ARTICLES

    @cached_property
    def seconds(self) -> npt.NDArray[np.int64]:
        """Each article's date, in seconds since 1970 in UTC; `NO_DATE` where there is none."""
        return self.file["seconds"]

    @cached_property
    def digests(self) -> npt.NDArray[np.uint64]:
        """The `digest` of each article (uint64)."""
        return self.file["digests"]

    def __len__(self) -> int:
        """Articles of the segment, deleted ones included."""
        return len(self.forward)

    @cached_property
    def pair_counts(self) -> PairCounts:
        """Counts of letter pairs in the articles.

        For a segment of an earlier version they are counted on first use.
        """
        if "pair_counts" in self.file:
            return PairCounts(self.file)
        return PairCounts(pack_pair_counts(self.lexicon, self.forward.all_eojeols()))

    @cached_property
    def live_count(self) -> int:
        """Articles that are not deleted."""
        return len(self) - (int(self.deleted.sum()) if self.deleted is not None else 0)

    def column(self, name: str) -> Column:
        """Return the column of the ids or of a keyword field."""
        if name not in self._columns:
            self._columns[name] = Column(self.file, name, len(self))
        return self._columns[name]

    @cached_property
    def names(self) -> NameIndex:
        """The index of reporters, papers and sections."""
        if has_names(self.file):
            return NameIndex(self.file)
        # Segments of earlier versions have no index of names.
        return NameIndex(pack_names({kind: self.column(kind).all() for kind in KINDS}))

    def glosses(self) -> list[Gloss]:
        """Return the abbreviations that the articles explain, counted."""
        from ksearch.storage.segments.gloss_rows import unpack_glosses

        return unpack_glosses(self.file)

    def find(self, article_id: str) -> int:
        """Return the number of the live article with this id, or -1."""
        hashes = self.file["id_hashes"]
        wanted = hash_ids([article_id])[0]
        place = int(np.searchsorted(hashes, wanted))
        while place < len(hashes) and hashes[place] == wanted:
            article = int(self.file["id_articles"][place])
            if self.is_live(article) and self.column("id")[article] == article_id:
                return article
            place += 1
        return -1

    def is_live(self, article: int) -> bool:
        """Return whether an article is not deleted."""
        return self.deleted is None or not self.deleted[article]

    def date(self, article: int) -> datetime | None:
        """Return an article's date in the time zone of display when it was indexed."""
        seconds = int(self.seconds[article])
        if seconds == NO_DATE:
            return None
        offset = timedelta(minutes=int(self.file["offsets"][article]))
        # Not converted by way of UTC, in which the first day of the year 1 in Korea is out of
        # range.
        return (_EPOCH + (timedelta(seconds=seconds) + offset)).replace(tzinfo=timezone(offset))

    @cached_property
    def days(self) -> npt.NDArray[np.int64]:
        """Each article's local date, in days since 1970 (int64); `NO_DATE` for undated articles."""
        local = self.seconds + 60 * self.file["offsets"].astype(np.int64)
        return np.where(self.seconds == NO_DATE, NO_DATE, local // 86400)

    def article(self, article: int) -> Article:
        """Return an article as it was added."""
        from ksearch.model.article import Article

        title, lead, body = self.forward.text(article).split(FIELD_BREAK)
        keywords = {name: self.column(name)[article] for name in KEYWORD_FIELDS}
        return Article(
            id=self.column("id")[article] or "",
            title=title,
            lead=lead,
            body=body,
            date=self.date(article),
            **keywords,
        )

    def details(self, article: int) -> StoredFields:
        """Return an article's stored fields."""
        keywords = tuple(self.column(name)[article] for name in KEYWORD_FIELDS)
        return StoredFields(
            self.column("id")[article] or "",
            self.date(article),
            keywords,
            int(self.digests[article]),
        )
