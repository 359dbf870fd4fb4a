"""A source is read with the options that it was added with."""

from __future__ import annotations

from pathlib import Path

import pytest
from source_folders import counts, held, write

import ksearch
from ksearch.reading import Limits, ReadOptions

pytestmark = pytest.mark.usefixtures("without_kiwi")


def test_a_source_is_read_as_it_was_the_first_time(index: Path, y2024: Path) -> None:
    ksearch.update(index, y2024, options=ReadOptions(include=("a0101*",)))
    assert set(held(index)) == {"a0101.txt"}
    assert counts(ksearch.update(index)) == (0, 0, 0, 1)
    assert counts(ksearch.update(index, y2024)) == (0, 0, 0, 1)
    ksearch.rebuild(index)
    assert set(held(index)) == {"a0101.txt"}
    ksearch.update(index, y2024, options=ReadOptions(exclude=("a0101*",)))
    assert set(held(index)) == {"a0102.txt"}


def test_other_columns_have_the_same_files_read_again(index: Path, tmp_path: Path) -> None:
    table = tmp_path / "표.csv"
    table.write_text("id,title,옛글,새글\n1,섬,파도,바람\n", "utf-8")
    ksearch.update(index, table, options=ReadOptions(columns={"body": "옛글"}))
    report = ksearch.update(index, table, options=ReadOptions(columns={"body": "새글"}))
    assert counts(report) == (0, 1, 0, 0)
    assert counts(ksearch.update(index)) == (0, 0, 0, 1)
    assert ksearch.open(index).search("바람").total == 1


def test_other_bounds_leave_the_other_options_and_have_refused_files_read_again(
    index: Path, tmp_path: Path
) -> None:
    source = write(tmp_path / "글", a="섬마을", b="산마을 " * 90)
    narrow = ReadOptions(include=("*.txt",), limits=Limits(document_bytes=500))
    report = ksearch.update(index, source, options=narrow)
    assert (report.added, len(report.refused)) == (1, 1)
    reported: list[ksearch.Progress] = []
    wide = ReadOptions(limits=Limits(document_bytes=5000))
    report = ksearch.update(index, source, options=wide, progress=reported.append)
    assert (report.added, report.unreadable) == (1, ())
    assert reported[-1].bytes_total == (source / "b.txt").stat().st_size
    [entry] = ksearch.open(index).sources()
    assert entry.options == {"include": ["*.txt"], "limits": {"document_bytes": 5000}}
