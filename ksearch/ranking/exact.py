"""Exact texts: the same words in the same order, spacing and punctuation aside."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ksearch.korean.terms import key_of
from ksearch.storage.forward import Tokens
from ksearch.storage.segment import Segment

Articles = npt.NDArray[np.int64]


def exact_articles(segment: Segment, candidates: Articles, key: str, fields: int) -> Articles:
    """Return the candidates in which the letters ``key`` stand one after the other.

    They must begin where a word or a part of a word begins; a particle may follow.
    """
    found = [article for article in candidates.tolist() if _stands_in(segment, article, key, fields)]
    return np.array(found, np.int64)


def _stands_in(segment: Segment, article: int, key: str, fields: int) -> bool:
    forward = segment.forward
    edges = [
        int(forward.bounds[article]),
        int(forward.lead_starts[article]),
        int(forward.body_starts[article]),
        int(forward.bounds[article + 1]),
    ]
    for field in range(3):
        if fields >> field & 1 and edges[field] < edges[field + 1]:
            eojeols = forward.slice(edges[field], edges[field + 1])
            if find_key(segment, eojeols, key):
                return True
    return False


def find_key(segment: Segment, eojeols: npt.NDArray[np.int64], key: str) -> list[tuple[int, int]]:
    """Return where a key stands in a run of eojeols: first eojeol and one past the last."""
    keys = [key_of(text) for text in segment.lexicon.texts(eojeols)]
    joined = "".join(keys)
    at = joined.find(key)
    if at < 0:
        return []
    ends = np.cumsum([len(text) for text in keys])
    found = []
    while at >= 0:
        first = int(np.searchsorted(ends, at, side="right"))
        offset = at - int(ends[first] - len(keys[first]))
        if offset == 0 or _begins_part(segment, int(eojeols[first]), keys[first], offset):
            last = int(np.searchsorted(ends, at + len(key), side="left"))
            found.append((first, last + 1))
        at = joined.find(key, at + 1)
    return found


def _begins_part(segment: Segment, eojeol: int, key: str, offset: int) -> bool:
    if len(key) != len(segment.lexicon.text(eojeol)):
        return True  # punctuation stood inside: places differ, and each part begins a word
    return any(start == offset for _, start, _, _ in segment.lexicon.terms_of(eojeol))


def key_spans(segment: Segment, tokens: Tokens, key: str) -> list[tuple[int, int]]:
    """Return the characters of an article's text in which a key stands."""
    spans = []
    for first, last in find_key(segment, tokens.eojeols, key):
        spans.append((int(tokens.starts[first]), int(tokens.ends[last - 1])))
    return spans
