"""How often words occur in the articles that there are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import ksearch
from ksearch import Article
from ksearch.storage.frequencies import Frequencies
from ksearch.storage.snapshot import open_snapshot

pytestmark = pytest.mark.usefixtures("without_kiwi")


def test_a_few_eojeols_are_counted_as_all_are(tmp_path: Path) -> None:
    index = ksearch.create(tmp_path)
    for number, body in (("1", "등대 불 등대"), ("2", "불 섬"), ("3", "등대 바다")):
        with index.writer() as writer:
            writer.add(Article(id=number, title="소식", lead=body, body=""))
    with index.writer() as writer:
        writer.delete("2")
    snapshot = open_snapshot(tmp_path)
    words = ["섬", "등대", "불", "등대", "소식"]
    eojeols = np.array([snapshot.lexicon.find(word) for word in words])
    frequencies = Frequencies(snapshot)
    few = frequencies.of_eojeols(eojeols)
    assert dict(zip(words, few.tolist(), strict=True)) == {"섬": 0, "등대": 3, "불": 1, "소식": 2}
    assert few.tolist() == frequencies.eojeols[eojeols].tolist()
    assert all(frequencies.of_eojeols(eojeols).tolist() == few.tolist() for _ in range(5))
    assert not len(frequencies.of_eojeols(eojeols[:0]))
