"""MinHash signatures: a few bytes per article, to find near-identical articles.

One-permutation MinHash (Li, Owen and Zhang, "One Permutation Hashing", 2012): the hashes of an
article's shingles are divided into buckets, and a byte of the least hash of each bucket is stored.
The share of buckets in which two articles agree estimates the Jaccard similarity of their shingles.

A shingle is a run of five eojeol numbers, which stay valid when segments are merged. A text with
another first line has nearly all of them; a filled-in template loses five with every word that
differs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from ksearch.arrays import chunks, lazily
from ksearch.arrays.types import AnyArray, Hashes

_NO_SIGNATURES: dict[str, AnyArray] = {"signatures": np.zeros(0, np.uint8)}

#: Eojeols of a shingle.
SHINGLE = 5
#: Buckets, and bytes, of a signature.
BUCKETS = 32
#: Articles with fewer shingles get no signature, because short texts are similar by chance.
MIN_SHINGLES = 20

#: Multipliers of the hash, one for each eojeol of a shingle: odd, with well-mixed bits.
_MULTIPLIERS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1], np.uint32)
_SHIFT = np.uint32(32 - 5)
_HASH_MASK = np.uint32((1 << 27) - 1)
_EMPTY_BUCKET = np.uint32(0xFFFFFFFF)
#: Eojeols that are hashed at a time, so that they stay in the processor's cache.
_CHUNK_HASHES = 1 << 17


def shingle_hashes(eojeols: npt.NDArray[np.int64]) -> Hashes:
    """Return a hash of each run of `SHINGLE` eojeols, given by their numbers (uint32)."""
    numbers = eojeols.astype(np.uint32)
    count = max(len(numbers) - SHINGLE + 1, 0)
    hashes = np.zeros(count, np.uint32)
    for place, factor in enumerate(_MULTIPLIERS):
        hashes += numbers[place : count + place] * factor
    return _mixed(hashes)


def _mixed(hashes: Hashes) -> Hashes:
    """Mix the bits of hashes (the finaliser of MurmurHash3)."""
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    return hashes


def pack_signatures(
    eojeols: npt.NDArray[np.int64], bounds: npt.NDArray[np.int64]
) -> dict[str, AnyArray]:
    """Return the arrays of some articles' signatures.

    Args:
        eojeols: the articles' eojeols, end to end.
        bounds: where each article begins in them, and where the last one ends.
    """
    long_enough = np.flatnonzero(np.diff(bounds) >= MIN_SHINGLES + SHINGLE - 1)
    signatures = np.zeros((len(long_enough), BUCKETS), np.uint8)
    for first, last in chunks(bounds, _CHUNK_HASHES):
        here = slice(*np.searchsorted(long_enough, (first, last)))
        signed = _signed(eojeols[bounds[first] : bounds[last]], np.diff(bounds[first : last + 1]))
        signatures[here] = signed[long_enough[here] - first]
    return {"signed": long_enough.astype(np.uint16), "signatures": signatures.reshape(-1)}


def _signed(eojeols: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Return the signature of each article (uint8: articles, buckets); 0 in an empty bucket."""
    rows = np.repeat(np.arange(len(counts)) * BUCKETS, counts)
    hashes = shingle_hashes(eojeols)
    # Runs that cross into the next article are not shingles.
    within = np.flatnonzero(rows[: len(hashes)] == rows[len(rows) - len(hashes) :])
    hashes = hashes[within]
    least = np.full(len(counts) * BUCKETS, _EMPTY_BUCKET, np.uint32)
    np.minimum.at(least, rows[within] + (hashes >> _SHIFT), hashes & _HASH_MASK)
    signatures = (least % np.uint32(255) + 1).astype(np.uint8)
    signatures[least == _EMPTY_BUCKET] = 0
    return signatures.reshape(-1, BUCKETS)


class Signatures:
    """Reads the signatures of a segment; segments of earlier versions have none.

    Attributes:
        signed: uint16, the articles that have a signature, ascending.
    """

    __slots__ = ("_bytes", "signed")

    def __init__(self, file: Mapping[str, AnyArray]) -> None:
        self.signed: npt.NDArray[np.uint16] = file.get("signed", np.zeros(0, np.uint16))
        #: uint8 (signed × `BUCKETS`): a byte of each bucket, 0 in an empty one.
        self._bytes = lazily(file if "signatures" in file else _NO_SIGNATURES, "signatures")

    def __len__(self) -> int:
        """Count the signatures."""
        return len(self._bytes) // BUCKETS

    def whole(self) -> npt.NDArray[np.uint8]:
        """Return all signatures (uint8: signed, `BUCKETS`)."""
        return self._bytes.whole()[: len(self) * BUCKETS].reshape(-1, BUCKETS)

    def of(self, articles: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
        """Return the signatures of some articles (uint8: articles, `BUCKETS`); 0 for none."""
        if not len(self.signed):
            return np.zeros((len(articles), BUCKETS), np.uint8)
        wanted = articles.astype(np.uint16)
        rows = np.minimum(self.signed.searchsorted(wanted), len(self.signed) - 1)
        begins = rows * BUCKETS
        flat = self._bytes.covering(begins, begins + BUCKETS)
        found: npt.NDArray[np.uint8] = flat.reshape(-1, BUCKETS).take(rows, axis=0)
        unsigned = self.signed.take(rows) != wanted
        if unsigned.any():
            found[unsigned] = 0
        return found
