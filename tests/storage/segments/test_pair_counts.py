"""How often letter pairs occur in a segment: counted when it is written, or when it is asked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from ksearch.lexicon.letter_pairs import count_pairs
from ksearch.model.article import Article
from ksearch.storage.segments.pair_counts import PairCounts, pack_pair_counts

TEXTS = [("등대 불빛", "등대지기 등대"), ("KTX 요금", "ktx 등대 ktx KTX 불빛"), ("등대", "불빛이")]


def articles() -> list[Article]:
    return [Article(id=str(n), title=title, lead=lead) for n, (title, lead) in enumerate(TEXTS)]


def counted() -> Counter[int]:
    words = [word.lower() for text in TEXTS for field in text for word in field.split()]
    pairs = [(word[at], word[at + 1]) for word in words for at in range(len(word) - 1)]
    return Counter(ord(first) << 16 | ord(second) for first, second in pairs)


def test_pairs_are_counted_within_eojeols_whatever_their_case(build: Any, tmp_path: Path) -> None:
    (segment,) = build(tmp_path, articles()).segments
    pairs, counts = count_pairs(segment.lexicon, segment.forward.all_eojeols())
    assert dict(zip(pairs.tolist(), counts.tolist(), strict=True)) == counted()
    assert pairs.tolist() == sorted(pairs.tolist())


def test_frequent_pairs_are_kept_and_others_taken_for_rare(build: Any, tmp_path: Path) -> None:
    (segment,) = build(tmp_path, articles()).segments
    assert "pair_counts" in segment.file
    wanted = np.array(sorted(counted()), np.uint32)
    expected = [times if times >= 4 else 1 for _, times in sorted(counted().items())]
    assert segment.pair_counts.of(wanted).tolist() == expected
    assert segment.pair_counts.of(np.array([0], np.uint32)).tolist() == [1]


def test_counting_later_gives_the_same(build: Any, tmp_path: Path) -> None:
    (segment,) = build(tmp_path, articles()).segments
    later = PairCounts(pack_pair_counts(segment.lexicon, segment.forward.all_eojeols()))
    wanted = np.array(sorted(counted()), np.uint32)
    assert later.of(wanted).tolist() == segment.pair_counts.of(wanted).tolist()


def test_no_text_has_no_pairs(build: Any, tmp_path: Path) -> None:
    (segment,) = build(tmp_path, [Article(id="1", title="길")]).segments
    pairs, counts = count_pairs(segment.lexicon, segment.forward.all_eojeols())
    assert (len(pairs), len(counts)) == (0, 0)
    assert segment.pair_counts.of(np.array([1, 2], np.uint32)).tolist() == [1, 1]
