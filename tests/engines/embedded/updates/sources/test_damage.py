"""A rebuild of a damaged index knows its sources."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from source_folders import ALL, held

import ksearch

pytestmark = pytest.mark.usefixtures("without_kiwi")


def test_a_rebuild_of_a_damaged_index_knows_its_sources(
    index: Path, y2024: Path, y2025: Path
) -> None:
    ksearch.update(index, [y2024, y2025])
    before = held(index)
    for path in (index / "manifest.json", *index.glob("segment-*")):
        path.write_bytes(b"rubbish")
    ksearch.rebuild(index)
    assert held(index) == before


def test_a_rebuild_of_a_damaged_index_says_what_is_lost(
    index: Path, y2024: Path, y2025: Path
) -> None:
    ksearch.update(index, [y2024, y2025])
    for path in index.glob("segment-*"):
        path.write_bytes(b"rubbish")
    shutil.move(y2025, y2025.with_name("weg"))
    report = ksearch.rebuild(index)
    assert any("too damaged to keep" in refused.reason for refused in report.refused)
    shutil.move(y2025.with_name("weg"), y2025)
    ksearch.update(index)
    assert set(held(index).values()) == ALL
