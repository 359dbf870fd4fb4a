"""Articles of a segment as documents of the cluster."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import Ids
from ksearch.engines.opensearch.storage.rows import packed_rows
from ksearch.engines.opensearch.storage.schema import (
    COUNTED,
    EOJEOLS,
    KEYWORDS,
    ONCE,
    PLACES,
    TERMS,
    VALUES,
    WEIGHED,
    weight_unit,
)
from ksearch.engines.opensearch.storage.undated import undated_days
from ksearch.model.article import Article
from ksearch.model.fields import KEYWORD_FIELDS
from ksearch.ranking.postings.bm25f import norms
from ksearch.storage.manifest import Model
from ksearch.storage.segments.name_index import pack_names, sections_in
from ksearch.storage.segments.postings import FREQUENCIES
from ksearch.storage.segments.segment import NO_DATE, Segment

#: Bytes of the hash that an article's id is kept as.
_KEY_BYTES = 16
#: Eojeols before and behind the seam of lead and body that are looked at for an exact text: as many
#: as one has letters that are compared by the pattern.
_SEAM = 60
_BY_CODE = np.ascontiguousarray(FREQUENCIES.T)
_TITLE, _LEAD, _BODY = range(3)


class IndexedDocument(NamedTuple):
    """One article: its name in the index, and what is sent."""

    name: str
    body: str


def key_of_id(article_id: str) -> str:
    """Return the key by which an article of this id is found."""
    data = article_id.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=_KEY_BYTES).hexdigest()


def document_name(key: str, born: int) -> str:
    """Return the name of an article's document: the same for one that is sent again."""
    return f"{key}.{born}"


class _ByArticle:
    """Postings, sorted by term, read by article.

    Args:
        owners: the article of each posting.
        count: how many articles there are.
        numbers: the term, or eojeol, of each.
        weights: int64 (postings, 4): in all fields together, in title, lead and body.
    """

    def __init__(
        self, owners: npt.NDArray[Any], count: int, numbers: npt.NDArray[Any], weights: Ids
    ) -> None:
        order = np.argsort(owners, kind="stable")
        self._numbers, self._weights = numbers[order], weights[order]
        sizes = np.bincount(owners, minlength=count)
        self._ends = np.concatenate(([0], np.cumsum(sizes)))

    def of(self, article: int) -> dict[str, str]:
        """Return the fields of an article: numbers with their weights."""
        here = slice(int(self._ends[article]), int(self._ends[article + 1]))
        numbers, found = self._numbers[here].tolist(), {}
        for column, name in enumerate(WEIGHED):
            weights = self._weights[here, column].tolist()
            found[name] = " ".join([f"{n}|{w}" for n, w in zip(numbers, weights, strict=True) if w])
        return found


def documents_of(
    segment: Segment, model: Model, first: int, born: int
) -> Iterator[IndexedDocument]:
    """Yield the live articles of a segment as documents.

    Args:
        segment: where they are.
        model: weighs terms by the fields that they occur in.
        first: the number of the segment's first article in the index; those of others follow.
        born: the generation that they become visible with.
    """
    forward = segment.forward
    unit = weight_unit(model)
    lengths = forward.field_lengths()
    field_norms = norms(lengths.astype(np.float32), model)
    terms = _terms_by_article(segment, field_norms, unit)
    eojeols = _eojeols_by_article(segment, field_norms, unit)
    once = np.maximum(np.rint(field_norms[:, _BODY].astype(np.float64) * unit), 1).astype(np.int64)
    bounds = forward.bounds.astype(np.int64)
    starts = [bounds[:-1], forward.lead_starts, forward.body_starts, bounds[1:]]
    edges = np.stack([each.astype(np.int64) for each in starts], axis=1).tolist()
    every = forward.all_eojeols().tolist()
    days, seconds = segment.days.tolist(), segment.seconds.tolist()
    names, lanes = _names_by_article(segment), _lanes_by_article(segment)
    undated = undated_days(segment)
    values = {name: segment.column(name).all() for name in KEYWORDS}
    for article, row in packed_rows(segment):
        shown = segment.article(article)
        weighed = terms.of(article)
        weighed["all"] = f"{weighed['all']} {ONCE}|{once[article]}"
        begin, lead, body, end = edges[article]
        seam = every[max(lead, body - _SEAM) : min(end, body + _SEAM)] if lead < body < end else []
        key = key_of_id(shown.id)
        document: dict[str, Any] = {
            "article": _readable(shown),
            TERMS: weighed,
            EOJEOLS: eojeols.of(article),
            PLACES: {
                "title": _joined(every[begin:lead]),
                "lead": _joined(every[lead:body]),
                "body": _joined(every[body:end]),
                "seam": _joined(seam),
            },
            "row": base64.b64encode(row).decode(),
            "number": first + article,
            "born": born,
            "key": key,
            "names": names[article],
            "lanes": lanes[article],
            "undated": undated[article],
            **_dates(seconds[article], days[article]),
            **_keywords({name: each[article] for name, each in values.items()}),
        }
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        yield IndexedDocument(document_name(key, born), body)


def _joined(numbers: Sequence[int]) -> str:
    return " ".join(map(str, numbers))


def _readable(article: Article) -> dict[str, str]:
    names = ("id", "title", "lead", "body", *KEYWORD_FIELDS)
    shown = {name: value for name in names if (value := getattr(article, name))}
    return shown | ({"date": article.date.isoformat()} if article.date else {})


def _dates(seconds: int, day: int) -> dict[str, Any]:
    if seconds == int(NO_DATE):
        return {}
    date = np.datetime64(day, "D")
    return {"seconds": seconds, "day": day, "month_day": str(date)[-5:]}


def _keywords(values: dict[str, str | None]) -> dict[str, Any]:
    """Return an article's keyword fields as they are compared and counted."""
    from ksearch.model.names import people_in
    from ksearch.ranking.collectors.counters import names_in

    compared: dict[str, list[str]] = {}
    for name, value in values.items():
        if value is not None:
            compared[name] = list(comparable(name, value))
    if author := values["author"]:
        compared["people"] = list(people_in(author))
    counted = {name: list(names_in(name, value)) for name in COUNTED if (value := values[name])}
    return {VALUES: compared, **counted}


def comparable(name: str, value: str) -> dict[str, None]:
    """Return the spellings by which a value of a keyword field is found, as `Column` compares."""
    parts = [value, *value.split(",")]
    if name == "section":
        parts += sections_in(value)
    folded = [part.strip().casefold() for part in parts]
    whole = composed(value)
    return dict.fromkeys((*folded, whole, *(part.strip() for part in whole.split(","))))


def composed(value: str) -> str:
    """Return a value of a keyword field, or a pattern for some, as patterns are compared."""
    return unicodedata.normalize("NFC", value).casefold().strip()


def _in_units(frequencies: npt.NDArray[np.float32], field_norms: Any, unit: int) -> Ids:
    """Return weights in units: of all fields together, and of each (int64: postings, 4)."""
    weights = frequencies.astype(np.float64) * field_norms
    together = np.concatenate((weights.sum(axis=1, keepdims=True), weights), axis=1)
    # What occurs in a field counts there, however little.
    found: Ids = np.maximum(np.rint(together * unit), together > 0).astype(np.int64)
    return found


def _terms_by_article(segment: Segment, field_norms: Any, unit: int) -> _ByArticle:
    postings = segment.postings.whole()
    owners = postings.articles
    starts = postings.starts.astype(np.int64)
    sizes: Ids = starts[1:] - starts[:-1]
    numbers = np.repeat(postings.terms, sizes)
    weights = _in_units(_BY_CODE[postings.frequencies], field_norms[owners], unit)
    return _ByArticle(owners, len(segment), numbers, weights)


def _eojeols_by_article(segment: Segment, field_norms: Any, unit: int) -> _ByArticle:
    """Count the eojeols of every article by field, and weigh them."""
    forward = segment.forward
    places = np.arange(int(forward.bounds[-1]))
    owners, fields = forward.located(places)
    keys = owners << 32 | forward.all_eojeols()
    distinct, rows = np.unique(keys, return_inverse=True)
    counts = np.bincount(3 * rows + fields, minlength=3 * len(distinct)).reshape(-1, 3)
    owners = distinct >> 32
    weights = _in_units(counts.astype(np.float32), field_norms[owners], unit)
    return _ByArticle(owners, len(segment), distinct & 0xFFFFFFFF, weights)


def _names_by_article(segment: Segment) -> list[list[str]]:
    """Return the hashes of the names that go with each article."""
    kinds = ("author", "publisher", "section")
    packed = pack_names({kind: segment.column(kind).all() for kind in kinds})
    found: list[list[str]] = [[] for _ in range(len(segment))]
    starts = packed["name_starts"].tolist()
    articles = packed["name_articles"].tolist()
    for place, name in enumerate(packed["name_hashes"].tolist()):
        for article in articles[starts[place] : starts[place + 1]]:
            found[article].append(f"{name:x}")
    return found


def _lanes_by_article(segment: Segment) -> list[list[str]]:
    """Return the lanes of each article's signature, with their places; none for short articles."""
    signed = segment.signatures
    found: list[list[str]] = [[] for _ in range(len(segment))]
    lanes = signed.whole().view("<u2").tolist()
    for article, values in zip(signed.signed.tolist(), lanes, strict=True):
        found[article] = lane_tokens(values)
    return found


def lane_tokens(values: Sequence[int]) -> list[str]:
    """Return a token for each lane (two bytes) of a signature that is not empty."""
    return [f"{place:x}.{value:x}" for place, value in enumerate(values) if value]
