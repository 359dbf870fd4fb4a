"""Types of the arrays that packages pass to each other, by their contents."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

AnyArray: TypeAlias = npt.NDArray[Any]
#: Integers without a narrower meaning.
Numbers: TypeAlias = npt.NDArray[np.int64]
#: Numbers of eojeols or of terms.
Ids: TypeAlias = npt.NDArray[np.int64]
#: Numbers of articles within a snapshot or a segment.
Articles: TypeAlias = npt.NDArray[np.int64]
#: Numbers of articles within a snapshot, as posting lists of words keep them.
Articles32: TypeAlias = npt.NDArray[np.uint32]
#: Numbers of articles within one segment, as they are stored.
LocalArticles: TypeAlias = npt.NDArray[np.uint16]
#: Frequencies and other counts.
Counts: TypeAlias = npt.NDArray[np.int64]
#: Indices into another array.
Indices: TypeAlias = npt.NDArray[np.int64]
#: A flag for each item of another array.
Mask: TypeAlias = npt.NDArray[np.bool_]
#: Scores of articles.
Scores: TypeAlias = npt.NDArray[np.float64]
#: Weights of terms or features.
Weights: TypeAlias = npt.NDArray[np.float64]
#: Scores and frequencies in single precision.
Floats: TypeAlias = npt.NDArray[np.float32]
#: Summands of scores, one for each posting.
Contributions: TypeAlias = npt.NDArray[np.float32]
#: UTF-16 code units.
Units: TypeAlias = npt.NDArray[np.uint16]
#: Bit sets.
Bits: TypeAlias = npt.NDArray[np.uint64]
#: Packed values of one byte each.
Bytes: TypeAlias = npt.NDArray[np.uint8]
#: Hashes of shingles.
Hashes: TypeAlias = npt.NDArray[np.uint32]
#: Pairs of UTF-16 code units, the first in the higher half.
Pairs: TypeAlias = npt.NDArray[np.uint32]
