"""A Whoosh codec over a segment, so that Whoosh reads the same arrays as our evaluator.

Nothing is written through it: `bulk_writer` writes whole segments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NoReturn

import numpy as np
from whoosh.codec import base
from whoosh.fields import DATETIME, FieldType
from whoosh.formats import Format
from whoosh.reading import TermInfo

from ksearch.arrays.types import Ids
from ksearch.model.errors import KSearchError
from ksearch.storage.segments.segment import Segment
from ksearch.whoosh_bridge.articles import ArticleReader
from ksearch.whoosh_bridge.matching import PostingsMatcher, TermPlaces, TermPostings
from ksearch.whoosh_bridge.schema import SEARCHED_FIELD_BITS, schema
from ksearch.whoosh_bridge.terms import DateTerms, FieldTerms, IdTerms, TextTerms, ValueTerms


class ArticleSegment(base.Segment):
    """A segment as Whoosh's readers hold it; ``articles`` is the segment itself."""

    def __init__(self, articles: Segment) -> None:
        self.articles = articles
        self.indexname = "ksearch"
        self.segid = articles.name
        self.compound = False

    def codec(self) -> ArticleCodec:
        """Return the codec that reads it."""
        return ArticleCodec()

    def doc_count_all(self) -> int:
        """Return how many articles there are, deleted ones included."""
        return len(self.articles)

    def deleted_count(self) -> int:
        """Return how many articles are deleted."""
        return len(self.articles) - self.articles.live_count

    def deleted_docs(self) -> Iterator[int]:
        """Yield the deleted articles."""
        deleted = self.articles.deleted
        return iter(() if deleted is None else np.flatnonzero(deleted).tolist())

    def is_deleted(self, docnum: int) -> bool:
        """Return whether an article is deleted."""
        return not self.articles.is_live(docnum)

    def delete_document(self, docnum: int, delete: bool = True) -> NoReturn:
        """Refuse: articles are deleted by their id, through an index's writer."""
        del docnum, delete
        _refuse()

    def set_doc_count(self, doccount: int) -> NoReturn:
        """Refuse: a segment is immutable."""
        del doccount
        _refuse()

    @cached_property
    def lengths(self) -> Mapping[str, Ids]:
        """The length of each text field of each article, in eojeols (int64 by article)."""
        forward = self.articles.forward
        edges = np.stack(
            [forward.bounds[:-1], forward.lead_starts, forward.body_starts, forward.bounds[1:]]
        ).astype(np.int64)
        by_field = np.diff(edges, axis=0)
        return {
            name: by_field[[bits >> field & 1 == 1 for field in range(3)]].sum(axis=0)
            for name, bits in SEARCHED_FIELD_BITS.items()
        }


class ArticleCodec(base.Codec):
    """Reads segments for Whoosh; methods that would write raise an error."""

    def per_document_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Refuse."""
        del storage, segment
        _refuse()

    def field_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Refuse."""
        del storage, segment
        _refuse()

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> NoReturn:
        """Refuse."""
        del dbfile, byteids
        _refuse()

    def new_segment(self, storage: Any, indexname: str) -> NoReturn:
        """Refuse."""
        del storage, indexname
        _refuse()

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> NoReturn:
        """Refuse: postings have no file of their own; `ArticleTerms.matcher` reads them."""
        del dbfile, terminfo, format_, term, scorer
        raise KSearchError("postings are read with the terms reader's matcher, not from a file")

    def automata(self, storage: Any, segment: ArticleSegment) -> NearTerms:
        """Return the finder of terms near a text."""
        del storage, segment
        return NearTerms()

    def terms_reader(self, storage: Any, segment: ArticleSegment) -> ArticleTerms:
        """Return the reader of a segment's terms."""
        del storage
        return ArticleTerms(segment)

    def per_document_reader(self, storage: Any, segment: ArticleSegment) -> ArticleReader:
        """Return the reader of a segment's articles."""
        del storage
        return ArticleReader(segment)


def _refuse() -> NoReturn:
    raise KSearchError(
        "an index of articles cannot be changed through Whoosh's writer; use `index.writer()`"
    )


class ArticleTerms(base.TermsReader):
    """The terms of all fields of a segment, and their postings."""

    def __init__(self, segment: ArticleSegment) -> None:
        self._segment = segment
        self._fields: dict[str, FieldTerms] = {}

    @cached_property
    def _places(self) -> TermPlaces:
        return TermPlaces(self._segment.articles)

    def _terms(self, fieldname: str) -> FieldTerms:
        if fieldname not in self._fields:
            self._fields[fieldname] = self._open(fieldname)
        return self._fields[fieldname]

    def _open(self, fieldname: str) -> FieldTerms:
        articles = self._segment.articles
        if fieldname in SEARCHED_FIELD_BITS:
            return TextTerms(
                articles, SEARCHED_FIELD_BITS[fieldname], self._segment.lengths[fieldname]
            )
        field = schema()[fieldname]
        if isinstance(field, DATETIME):
            return DateTerms(articles, field)
        return IdTerms(articles) if fieldname == "id" else ValueTerms(articles, fieldname)

    def _postings(self, fieldname: str, text: bytes) -> TermPostings:
        """Return the postings of a term.

        Raises:
            KeyError: no article has it.
        """
        found = self._terms(fieldname).postings(text)
        if found is None:
            raise KeyError((fieldname, text))
        return found

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._terms(term[0]).postings(term[1]) is not None

    def indexed_field_names(self) -> list[str]:
        """Return the names of all fields."""
        return sorted(schema().names())

    def cursor(self, fieldname: str, fieldobj: FieldType) -> TermCursor:
        """Return a cursor over the terms of a field."""
        return TermCursor(self._terms(fieldname), fieldobj, self, fieldname)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every term of every field."""
        for fieldname in self.indexed_field_names():
            yield from self.terms_from(fieldname, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the terms of a field from ``prefix`` on."""
        return ((fieldname, term) for term in self._terms(fieldname).since(prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield every term with its statistics."""
        return ((term, self.term_info(*term)) for term in self.terms() if term in self)

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield the terms of a field from ``prefix`` on, with their statistics."""
        terms = self.terms_from(fieldname, prefix)
        return ((term, self.term_info(*term)) for term in terms if term in self)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return the statistics of a term.

        Raises:
            KeyError: no article has it.
        """
        found = self._postings(fieldname, text)
        return TermInfo(
            weight=float(found.weights.sum()),
            df=len(found.articles),
            minlength=int(found.lengths.min()),
            maxlength=int(found.lengths.max()),
            maxweight=float(found.weights.max()),
            minid=int(found.articles[0]),
            maxid=int(found.articles[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return the number of occurrences of a term in all articles."""
        return float(self._postings(fieldname, text).weights.sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return how many articles hold a term."""
        return len(self._postings(fieldname, text).articles)

    def matcher(
        self, fieldname: str, text: bytes, format_: Format, scorer: Any = None
    ) -> PostingsMatcher:
        """Return a matcher over the postings of a term.

        Raises:
            KeyError: no article has it.
        """
        found = self._postings(fieldname, text)
        bits = SEARCHED_FIELD_BITS.get(fieldname, 0)
        places = self._places if bits else None
        return PostingsMatcher(found, format_, (fieldname, text), scorer, places, bits)


class TermCursor(base.FieldCursor):
    """A cursor over the terms of a field, as Whoosh's fuzzy matching uses it."""

    def __init__(
        self, terms: FieldTerms, field: FieldType, reader: ArticleTerms, fieldname: str
    ) -> None:
        self.terms = terms
        self._field = field
        self._reader = reader
        self._fieldname = fieldname
        self.first()

    def first(self) -> str | None:
        """Go to the first term."""
        return self.find(b"")

    def find(self, string: str | bytes) -> str | None:
        """Go to the first term at or after a text."""
        self._rest = self.terms.since(self._field.to_bytes(string))
        return self.next()

    def next(self) -> str | None:
        """Go to the next term."""
        self._term = next(self._rest, None)
        return self.text()

    def text(self) -> str | None:
        """Return the text of the term, None at the end."""
        return None if self._term is None else self._field.from_bytes(self._term)

    term = text

    def term_info(self) -> TermInfo | None:
        """Return the statistics of the term, None at the end."""
        if self._term is None:
            return None
        return self._reader.term_info(self._fieldname, self._term)

    def is_valid(self) -> bool:
        """Return whether there is a term."""
        return self._term is not None


class NearTerms(base.Automata):
    """Fuzzy matching of terms with numpy; Whoosh's automata take seconds."""

    def terms_within(
        self, fieldcur: TermCursor, uterm: str, maxdist: int, prefix: int = 0
    ) -> Iterator[str]:
        """Yield the terms within ``maxdist`` edits that share the first ``prefix`` letters."""
        near = fieldcur.terms.near(uterm, maxdist)
        return (term for term in near if term.startswith(uterm[:prefix]))
