"""A writer that stops after any operation on files leaves the old state or the new, and whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ksearch.article import Article
from ksearch.engines.inspecting import check_of
from ksearch.storage.bulk_writer import BulkWriter
from ksearch.storage.snapshot import Snapshot, open_snapshot
from ksearch.storage.sources import SourceFile

Build = Callable[..., Snapshot]


class Killed(BaseException):
    """Stands for the end of the process: nobody catches it, nothing is tidied up."""


class Countdown:
    """Lets so many operations on files happen, then none at all, not even tidying up."""

    def __init__(self, operations: int) -> None:
        self.left = operations

    def __call__(self) -> None:
        if self.left <= 0:
            raise Killed
        self.left -= 1


@contextmanager
def dying_after(operations: int) -> Iterator[Countdown]:
    """Kill the writer after so many openings, writes, syncs, renames and removals."""
    count = Countdown(operations)
    opened, unlink, replace = Path.open, Path.unlink, Path.replace
    fsync, os_replace, os_unlink = os.fsync, os.replace, os.unlink

    class Counted:
        def __init__(self, file: Any) -> None:
            self._file = file

        def __enter__(self) -> Counted:
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

        def write(self, data: bytes) -> int:
            half = len(data) // 2
            self._file.write(data[:half])
            count()
            return half + int(self._file.write(data[half:]))

    def counted_open(path: Path, mode: str = "r", *rest: Any, **options: Any) -> Any:
        if "w" not in mode:
            return opened(path, mode, *rest, **options)
        count()
        return Counted(opened(path, mode, *rest, **options))

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            count()
            return call(*arguments, **options)

        return run

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", counted_open)
        patch.setattr(Path, "unlink", counted(unlink))
        patch.setattr(Path, "replace", counted(replace))
        patch.setattr(os, "fsync", counted(fsync))
        patch.setattr(os, "replace", counted(os_replace))
        patch.setattr(os, "unlink", counted(os_unlink))
        yield count


OLD = [Article(id=f"옛{n}", title=f"{n}째 등대", body="섬사람들이 반겼다.") for n in range(3)]
NEW = [Article(id=f"새{n}", title=f"{n}째 시장", body="봄 여름 가을 겨울") for n in range(15)]


def write_new(folder: Path, base: Snapshot | None, few_words: type[Any]) -> None:
    writer = BulkWriter(folder, base, few_words(), memory_mb=8)
    for article in NEW:
        writer.add(article)
    writer.delete("옛1")
    writer.commit([SourceFile("/가", "새.txt", "/가/새.txt", 10, 20)])


def ids(snapshot: Snapshot) -> set[str]:
    return {
        segment.column("id")[number] or ""
        for segment in snapshot.segments
        for number in range(len(segment))
        if segment.is_live(number)
    }


def operations_of(tmp_path: Path, build: Build, few_words: type[Any]) -> int:
    """Count the operations of a write that nobody stops."""
    folder = tmp_path / "온전"
    folder.mkdir()
    base = build(folder, OLD)
    with dying_after(1_000_000) as count:
        write_new(folder, base, few_words)
    return 1_000_000 - count.left


def test_an_index_opens_after_a_crash_at_any_write(
    build: Build, few_words: type[Any], tmp_path: Path
) -> None:
    old = {"옛0", "옛1", "옛2"}
    new = {article.id for article in NEW} | {"옛0", "옛2"}
    operations = operations_of(tmp_path, build, few_words)
    assert operations > 40
    seen = set()
    # Every sixth write of an array will do; of the commit itself, every operation.
    for stop in sorted({*range(0, operations, 6), *range(operations - 15, operations)}):
        folder = tmp_path / str(stop)
        folder.mkdir()
        base = build(folder, OLD)
        with dying_after(stop), pytest.raises(Killed):
            write_new(folder, base, few_words)
        found = ids(open_snapshot(folder))
        assert found in (old, new), stop
        assert check_of(folder).sound, stop
        seen.add(frozenset(found))
        if stop % 4 == 0:  # … and the next writer finishes the work, and leaves no rubbish.
            write_new(folder, open_snapshot(folder), few_words)
            finished = open_snapshot(folder)
            assert ids(finished) == new
            assert {path.name for path in folder.glob("*.ksa")} | {
                "manifest.json"
            } == finished.manifest.files()
    assert seen == {frozenset(old), frozenset(new)}


def test_a_crash_while_the_first_index_is_built_leaves_none_or_all(
    few_words: type[Any], tmp_path: Path
) -> None:
    from ksearch.errors import IndexNotFound

    for stop in range(0, 60, 3):
        folder = tmp_path / str(stop)
        folder.mkdir()
        try:
            with dying_after(stop):
                write_new(folder, None, few_words)
        except Killed:
            pass
        try:
            found = ids(open_snapshot(folder))
        except IndexNotFound:
            continue
        assert found == {article.id for article in NEW}
