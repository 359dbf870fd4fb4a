"""The table of what an index was made from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ksearch.arrays import ArrayFile, write_arrays
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt
from ksearch.storage.segments.columns import pack_column
from ksearch.storage.sources import (
    Alias,
    Source,
    SourceFile,
    SourceTable,
    UnreadableEntry,
    read_sources,
    write_sources,
)

TIME = 1_739_000_000_123_456_789


@pytest.mark.parametrize("count", [0, 1, 100])
def test_what_is_written_is_read(count: int, tmp_path: Path) -> None:
    table = SourceTable(
        sources=(Source(1, "/기사", "../기사", "기사/", {"include": ["*.txt"]}, linked=True),),
        files=[SourceFile(1, f"{n}.txt", f"기사/{n}.txt", n * 10**9, TIME) for n in range(count)],
        aliases=tuple(Alias(f"{n}.jsonl", "7", f"{n}.jsonl/7") for n in range(count)),
        unreadable=tuple(
            UnreadableEntry("가.pdf", 1, "가.pdf", "깨졌다", "pdf") for _ in range(count)
        ),
        home="/색인",
        readers="1.2",
        notes=tuple(
            UnreadableEntry("나.txt", 1, "나.txt", "한 글자가 깨졌다") for _ in range(count)
        ),
    )
    size = write_sources(tmp_path / "표.ksa", table)
    assert size == (tmp_path / "표.ksa").stat().st_size
    assert read_sources(tmp_path / "표.ksa") == table


def test_reasons_are_read_in_the_readers_language(tmp_path: Path) -> None:
    reason = Message("line {number} {error}", number=3, error=Message("is empty"))
    row = UnreadableEntry("가.jsonl", 1, "가.jsonl:3", reason)
    plain = UnreadableEntry("나.jsonl", 1, "나.jsonl:3", "깨졌다")
    table = SourceTable(unreadable=(row, plain), notes=(plain, row))
    write_sources(tmp_path / "표.ksa", table)
    read = read_sources(tmp_path / "표.ksa")
    for rows, place in ((read.unreadable, 0), (read.notes, 1)):
        kept = rows[place].reason
        assert isinstance(kept, Message)
        assert kept.values == reason.values
        assert type(rows[1 - place].reason) is str


def test_reasons_of_earlier_versions_are_read_as_they_stand(tmp_path: Path) -> None:
    table = SourceTable(
        unreadable=(UnreadableEntry("가.txt", 1, "가.txt", Message("is empty")),), home="/색인"
    )
    write_sources(tmp_path / "표.ksa", table)
    file = ArrayFile(tmp_path / "표.ksa")
    before = {name: file[name] for name in file if "_reason" not in name}
    write_arrays(tmp_path / "옛.ksa", before)
    [row] = read_sources(tmp_path / "옛.ksa").unreadable
    assert (row, type(row.reason)) == (table.unreadable[0], str)


def test_names_that_are_no_utf8_survive(tmp_path: Path) -> None:
    table = SourceTable(
        sources=(Source(1, "/\udcb1\udce2"),),
        files=[SourceFile(1, "\udcb1\udce2.txt", "\udcb1\udce2.txt", 1, 2)],
        unreadable=(UnreadableEntry("", 1, "\udcb1", "", ""),),
    )
    write_sources(tmp_path / "표.ksa", table)
    assert read_sources(tmp_path / "표.ksa") == table


def test_a_missing_table_is_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt):
        read_sources(tmp_path / "표.ksa")


def earlier(path: Path, rows: list[tuple[str, str, str]]) -> SourceTable:
    """Read a table of before sources were remembered: a root, a key and a path for each file."""
    columns = list(zip(*rows, strict=True))
    arrays = {
        "sizes": np.arange(len(rows)) + 10,
        "times": np.full(len(rows), TIME),
        **pack_column("root", columns[0]),
        **pack_column("key", columns[1]),
        **pack_column("path", columns[2]),
    }
    write_arrays(path, arrays)
    return read_sources(path)


def test_a_table_of_an_earlier_version_is_taken_over(tmp_path: Path) -> None:
    table = earlier(
        tmp_path / "표.ksa",
        [
            ("/글/2024", "2024/봄/0101.txt", "/글/2024/봄/0101.txt"),
            ("/글/2025", "2025/0101.txt", "/글/2025/0101.txt"),
            ("/글/묶음.jsonl", "묶음.jsonl", "/글/묶음.jsonl"),
        ],
    )
    assert table.sources == (
        Source(1, "/글/2024", prefix="2024/"),
        Source(2, "/글/2025", prefix="2025/"),
        Source(3, "/글/묶음.jsonl"),
    )
    assert table.files == [
        SourceFile(1, "봄/0101.txt", "2024/봄/0101.txt", 10, TIME),
        SourceFile(2, "0101.txt", "2025/0101.txt", 11, TIME),
        SourceFile(3, "묶음.jsonl", "묶음.jsonl", 12, TIME),
    ]


def test_of_two_files_that_bore_one_key_the_one_read_last_has_the_article(tmp_path: Path) -> None:
    table = earlier(
        tmp_path / "표.ksa",
        [
            ("/글/2024", "0101.txt", "/글/2024/0101.txt"),
            ("/글/2025", "0101.txt", "/글/2025/0101.txt"),
        ],
    )
    assert [source.root for source in table.sources] == ["/글/2024", "/글/2025"]
    assert table.files == [SourceFile(2, "0101.txt", "0101.txt", 11, TIME)]
