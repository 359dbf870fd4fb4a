"""Sources are added before they are read, and removed with their articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from source_folders import ALL, counts, held

import ksearch
from ksearch.reading import ReadOptions

pytestmark = pytest.mark.usefixtures("without_kiwi")


def test_a_source_may_be_added_before_it_is_read(index: Path, y2024: Path, y2025: Path) -> None:
    opened = ksearch.create(index)
    added = opened.add_source(y2024, options=ReadOptions(include=("a0102*",)))
    assert (added.path, added.files, added.articles) == (str(y2024), 0, 0)
    assert added.options == {"include": ["a0102*"]}
    opened.add_source(y2025)
    assert ksearch.update(index).added == 2
    opened.add_source(y2024)
    assert counts(ksearch.update(index)) == (1, 0, 0, 2)
    with pytest.raises(ksearch.SourceNotFound):
        opened.add_source(y2025 / "없음")


def test_a_source_that_is_removed_may_come_again(index: Path, y2024: Path, y2025: Path) -> None:
    ksearch.update(index, [y2024, y2025])
    opened = ksearch.open(index)
    assert opened.remove_source(y2024).articles == 2
    assert len(opened) == 1
    with pytest.raises(ksearch.InvalidValue, match="is not a source of the index; it remembers"):
        opened.remove_source(y2024)
    ksearch.update(index, y2024)
    assert set(held(index).values()) == ALL
    assert [Path(entry.path).name for entry in opened.sources()] == ["2025", "2024"]
