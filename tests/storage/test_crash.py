"""A writer that stops after any operation on files leaves the old state or the new, and whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from folders import names_in

from ksearch import disk
from ksearch.engines.embedded.inspecting import check_of
from ksearch.model.article import Article
from ksearch.storage.snapshot import Snapshot, open_snapshot
from ksearch.storage.sources import SourceFile, SourceTable
from ksearch.storage.writing.bulk_writer import BulkWriter

Build = Callable[..., Snapshot]


OLD = [Article(id=f"옛{n}", title=f"{n}째 등대", body="섬사람들이 반겼다.") for n in range(3)]
NEW = [Article(id=f"새{n}", title=f"{n}째 시장", body="봄 여름 가을 겨울") for n in range(15)]


def write_new(folder: Path, base: Snapshot | None, few_words: type[Any]) -> None:
    writer = BulkWriter(folder, base, few_words(), memory_mb=8)
    for article in NEW:
        writer.add(article)
    writer.delete("옛1")
    writer.commit(SourceTable(files=[SourceFile(1, "새.txt", "새.txt", 10, 20)]))


def ids(snapshot: Snapshot) -> set[str]:
    return {
        segment.column("id")[number] or ""
        for segment in snapshot.segments
        for number in range(len(segment))
        if segment.is_live(number)
    }


def operations_of(
    tmp_path: Path, build: Build, few_words: type[Any], faulty_disk: type[Any]
) -> int:
    """Count the operations of a write that nobody stops."""
    folder = tmp_path / "온전"
    folder.mkdir()
    base = build(folder, OLD)
    counting = faulty_disk(1_000_000, only=faulty_disk.CHANGING)
    with disk.replaced_by(counting):
        write_new(folder, base, few_words)
    return len(counting.done)


def test_an_index_opens_after_a_crash_at_any_write(
    build: Build,
    few_words: type[Any],
    faulty_disk: type[Any],
    killed: type[BaseException],
    tmp_path: Path,
) -> None:
    old = {"옛0", "옛1", "옛2"}
    new = {article.id for article in NEW} | {"옛0", "옛2"}
    operations = operations_of(tmp_path, build, few_words, faulty_disk)
    assert operations > 40
    seen = set()
    # Every sixth write of an array will do; of the commit itself, every operation.
    for stop in sorted({*range(0, operations, 6), *range(operations - 15, operations)}):
        folder = tmp_path / str(stop)
        folder.mkdir()
        base = build(folder, OLD)
        dying = faulty_disk(stop, only=faulty_disk.CHANGING)
        with disk.replaced_by(dying), pytest.raises(killed):
            write_new(folder, base, few_words)
        found = ids(open_snapshot(folder))
        assert found in (old, new), stop
        assert check_of(folder).sound, stop
        seen.add(frozenset(found))
        if stop % 4 == 0:  # … and the next writer finishes the work, and leaves no rubbish.
            del base
            write_new(folder, open_snapshot(folder), few_words)
            finished = open_snapshot(folder)
            assert ids(finished) == new
            assert {name for name in names_in(folder) if name.endswith(".ksa")} | {
                "manifest.json"
            } == finished.manifest.files()
    assert seen == {frozenset(old), frozenset(new)}


def test_a_crash_while_the_first_index_is_built_leaves_none_or_all(
    few_words: type[Any],
    faulty_disk: type[Any],
    killed: type[BaseException],
    tmp_path: Path,
) -> None:
    from ksearch.model.errors import IndexNotFound

    for stop in range(0, 60, 3):
        folder = tmp_path / str(stop)
        folder.mkdir()
        try:
            with disk.replaced_by(faulty_disk(stop, only=faulty_disk.CHANGING)):
                write_new(folder, None, few_words)
        except killed:
            pass
        try:
            found = ids(open_snapshot(folder))
        except IndexNotFound:
            continue
        assert found == {article.id for article in NEW}
