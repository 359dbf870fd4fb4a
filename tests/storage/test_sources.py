"""The table of files that an index was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from ksearch.errors import IndexCorrupt
from ksearch.storage.sources import SourceFile, read_sources, write_sources


@pytest.mark.parametrize("count", [0, 1, 100])
def test_what_is_written_is_read(count: int, tmp_path: Path) -> None:
    files = [
        SourceFile(
            "/기사", f"{n}/소식.txt", f"/기사/{n}/소식.txt", n * 10**9, 1_739_000_000_123_456_789
        )
        for n in range(count)
    ]
    size = write_sources(tmp_path / "표.ksa", files)
    assert size == (tmp_path / "표.ksa").stat().st_size
    assert list(read_sources(tmp_path / "표.ksa")) == files


def test_names_that_are_no_utf8_survive(tmp_path: Path) -> None:
    file = SourceFile("/기사", "\udcb1\udce2.txt", "/기사/\udcb1\udce2.txt", 1, 2)
    write_sources(tmp_path / "표.ksa", [file])
    assert list(read_sources(tmp_path / "표.ksa")) == [file]


def test_a_missing_table_is_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt):
        list(read_sources(tmp_path / "표.ksa"))
