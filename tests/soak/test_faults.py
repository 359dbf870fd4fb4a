"""Whatever operation on files fails, or is the last: the old state or the new, whole.

The ordinary run takes a sample; ``python -m pytest -m soak`` takes all.
"""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

import ksearch
from ksearch import disk

CODES = [errno.EIO, errno.ENOSPC, errno.EMFILE, errno.EACCES, None]


def faults(operations: int, step: int) -> Iterator[tuple[int, int | None, bool]]:
    """Yield every operation with every way to fail, or each ``step``-th of these and the last."""
    ways = [
        (at, code, lasting)
        for at in range(operations)
        for code in CODES
        for lasting in ((False, True) if code is not None else (False,))
    ]
    yield from (*ways[::step], ways[-1])


@pytest.mark.parametrize("step", [61, pytest.param(1, marks=pytest.mark.soak)])
def test_any_operation_may_fail(
    step: int, stage: Any, faulty_disk: type[Any], killed: type[BaseException]
) -> None:
    stage.reset()
    counting = faulty_disk(1 << 30)
    with disk.replaced_by(counting):
        stage.run()
    assert {"create", "write", "sync", "rename"} <= set(counting.done)
    seen = set()
    for at, code, lasting in faults(len(counting.done), step):
        where = (
            f"{stage.change.name}: {counting.done[at]} (operation {at}), error {code}, {lasting}"
        )
        stage.reset()
        error: BaseException | None = None
        try:
            with disk.replaced_by(faulty_disk(at, code, lasting=lasting)):
                stage.run()
        except (ksearch.KSearchError, killed) as raised:
            error = raised
        content = stage.content()
        assert content in (stage.old, stage.new), where
        if error is None or isinstance(error, ksearch.CommitUnconfirmed):
            assert content == stage.new, where
        elif isinstance(error, ksearch.KSearchError) and "earlier commits are unaffected" in str(
            error
        ):
            assert content == stage.old, where
        stage.complete()
        seen.add(content)
    assert seen == {stage.old, stage.new}


@contextmanager
def forked(stage: Any) -> Iterator[int]:
    """Make the change in a process of its own; yields its number."""
    child = os.fork()
    if not child:
        status = 1
        try:
            stage.run()
            status = 0
        finally:
            os._exit(status)
    try:
        yield child
    finally:
        os.waitpid(child, 0)


@pytest.mark.parametrize("times", [3, pytest.param(200, marks=pytest.mark.soak)])
def test_a_process_may_be_killed_at_any_moment(times: int, stage: Any) -> None:
    stage.reset()
    begin = time.monotonic()
    with forked(stage):
        pass
    longest = time.monotonic() - begin
    assert stage.content() == stage.new
    moments = random.Random(times)
    for _ in range(times):
        stage.reset()
        with forked(stage) as child:
            time.sleep(moments.uniform(0, longest))
            os.kill(child, signal.SIGKILL)
        assert stage.content() in (stage.old, stage.new)
        stage.complete()


def test_a_file_larger_than_the_process_may_write_says_so(stage: Any) -> None:
    if stage.change.name == "add word":
        pytest.skip("a list of one word is smaller than any limit that leaves room for a lock")
    stage.reset()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, limits[1]))
    try:
        with pytest.raises(ksearch.StorageError, match="ulimit -f"):
            stage.run()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert stage.content() == stage.old
    stage.complete()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB; only root may mount one."""
    place = tmp_path / "원판"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("a disk cannot be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.soak
def test_a_disk_that_is_really_full(small_disk: Path, tmp_path: Path, without_kiwi: None) -> None:
    source = tmp_path / "기사"
    source.mkdir()
    (source / "처음.txt").write_text("첫 글\n", encoding="utf-8")
    folder = small_disk / "색인"
    ksearch.update(folder, source)
    filler = small_disk / "채움"
    said = []
    for free in range(0, 120_000, 3_000):
        (source / f"{free}.txt").write_text(f"{free}째 글\n\n봄 여름 가을\n", encoding="utf-8")
        before = len(ksearch.open(folder))
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(4096)):
                pass
        size = filler.stat().st_size
        os.truncate(filler, max(size - free, 0))
        try:
            ksearch.update(folder, source)
        except ksearch.StorageError as error:
            said.append(str(error))
            assert ksearch.check(folder).sound
            assert len(ksearch.open(folder)) == before
        filler.unlink()
        ksearch.update(folder, source)
        assert len(ksearch.open(folder)) == before + 1
        assert ksearch.check(folder).warnings == ()
    assert len(said) > 3
    assert all("No space left on device" in sentence for sentence in said)
