"""Pieces inside words: found by scanning at first, then by the rarest of their characters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ksearch.model.article import Article
from ksearch.query.words.inside import SubstringFinder
from ksearch.storage.snapshot import Snapshot

TEXT = "등대 등대지기 등등대대 큰등대 대등 R&D등대 𠮷등대 ＡＢ등대 바다 ab 바"


@pytest.fixture
def snapshot(build: Any, tmp_path: Path) -> Snapshot:
    opened: Snapshot = build(tmp_path, [Article(id="1", title=TEXT)])
    return opened


@pytest.mark.parametrize(
    "piece",
    ["등대", "대", "등등", "대지기", "대등", "d등", "𠮷등", "ab", "바다", "다바", "없다", "ab등대"],
)
def test_sorted_places_find_what_a_scan_finds(snapshot: Snapshot, piece: str) -> None:
    pieces = SubstringFinder(snapshot.lexicon)
    for _ in range(20):
        found = pieces.containing(piece)
        assert found.tolist() == snapshot.lexicon.containing(piece).tolist()
