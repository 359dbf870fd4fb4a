"""Words as the strokes that edit distances are computed on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ksearch.korean.letters.jamo_arrays import JamoWords, encode_units


def encode_words(words: Sequence[str]) -> JamoWords:
    """Return the strokes of words given as strings."""
    units = np.frombuffer("".join(words).encode("utf-16-le", "surrogatepass"), dtype="<u2")
    lengths = [len(word) for word in words]
    if len(units) != sum(lengths):  # characters beyond the BMP take two code units
        lengths = [len(word.encode("utf-16-le", "surrogatepass")) // 2 for word in words]
    starts = np.zeros(len(words) + 1, dtype=np.int64)
    np.cumsum(np.array(lengths, dtype=np.int64), out=starts[1:])
    return encode_units(units, starts)
