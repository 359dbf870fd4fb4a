"""One writer at a time; a lock goes with the process that held it."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import ksearch
from ksearch import disk, system_calls
from ksearch.model.errors import IndexLocked, IndexUnfinished, StorageError
from ksearch.storage import locking
from ksearch.storage.locking import LOCK_FILE_NAME, holder_of, write_lock

pytestmark = pytest.mark.usefixtures("each_system")

_HOLD = """
import sys, time
from pathlib import Path
from ksearch.storage.locking import write_lock
with write_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_refused_until_the_first_is_done(tmp_path: Path) -> None:
    with (
        write_lock(tmp_path),
        pytest.raises(IndexLocked, match="another process is writing"),
        write_lock(tmp_path),
    ):
        pass
    with write_lock(tmp_path):
        pass


def test_the_lock_is_let_go_when_the_block_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), write_lock(tmp_path):
        raise ZeroDivisionError
    with write_lock(tmp_path):
        pass


def test_a_killed_process_leaves_no_lock_behind(tmp_path: Path, each_system: str) -> None:
    if each_system != "posix":
        pytest.skip("the other process locks by this system's own way")
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(IndexLocked), write_lock(tmp_path):
            pass
        holder.kill()
        holder.wait()
    with write_lock(tmp_path):
        pass


def test_a_folder_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot lock the"), write_lock(tmp_path / "없음"):
        pass


def test_a_refused_writer_gets_the_holder_of_the_lock_and_since_when(tmp_path: Path) -> None:
    before = datetime.now().astimezone()
    with (
        write_lock(tmp_path),
        pytest.raises(IndexLocked, match=rf"process {os.getpid()} on .+, since 20") as caught,
        write_lock(tmp_path),
    ):
        pass
    assert caught.value.pid == os.getpid()
    assert caught.value.host == socket.gethostname()
    assert caught.value.since is not None
    assert before <= caught.value.since <= datetime.now().astimezone()
    assert holder_of(tmp_path) is None


def test_a_writer_that_waits_comes_in_when_the_first_is_done(tmp_path: Path) -> None:
    order = []

    def later() -> None:
        with write_lock(tmp_path, 30):
            order.append("second")

    thread = threading.Thread(target=later)
    with write_lock(tmp_path):
        thread.start()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_wait_ends(tmp_path: Path) -> None:
    with write_lock(tmp_path), pytest.raises(IndexLocked), write_lock(tmp_path, 0.05):
        pass


@pytest.mark.parametrize("left", [b"", b"rubbish", b"[]", b'{"pid": "x"}', b'{"pid": 1}'])
def test_what_is_left_in_the_file_names_nobody_and_locks_nobody_out(
    tmp_path: Path, left: bytes
) -> None:
    (tmp_path / LOCK_FILE_NAME).write_bytes(left)
    assert holder_of(tmp_path) is None
    with write_lock(tmp_path):
        assert holder_of(tmp_path) is not None


@pytest.mark.parametrize(
    "kind", ["link", pytest.param("pipe", marks=pytest.mark.posix("named pipes")), "folder"]
)
def test_a_lock_that_is_no_regular_file_is_neither_followed_nor_waited_for(
    tmp_path: Path, kind: str
) -> None:
    other = tmp_path / "남의 글"
    other.write_text("그대로")
    match kind:
        case "link":
            (tmp_path / LOCK_FILE_NAME).symlink_to(other)
        case "pipe":
            os.mkfifo(tmp_path / LOCK_FILE_NAME)
        case "folder":
            (tmp_path / LOCK_FILE_NAME).mkdir()
    with pytest.raises(StorageError, match="not a regular file"), write_lock(tmp_path):
        pass
    assert other.read_text() == "그대로"


# The first build: who is at it


def test_a_build_says_how_far_it_is_and_that_it_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "_BEAT", 0.01)
    with write_lock(tmp_path) as lock:
        lock.building(0.42)
        first = holder_of(tmp_path)
        assert first is not None
        assert (first.share, first.is_here, first.is_alive()) == (0.42, True, True)
        end = time.monotonic() + 20
        while (later := holder_of(tmp_path)) is None or later.heard == first.heard:
            assert time.monotonic() < end
            time.sleep(0.01)
        assert later.share == 0.42
        with pytest.raises(IndexUnfinished, match="is being built, 42%"):
            ksearch.open(tmp_path)
    assert holder_of(tmp_path) is None


def left_behind(folder: Path, **changes: object) -> None:
    """Write what a killed process leaves in the lock's file."""
    with write_lock(folder) as lock:
        lock.building(0.42)
        fields = json.loads((folder / LOCK_FILE_NAME).read_bytes())
    (folder / LOCK_FILE_NAME).write_text(json.dumps({**fields, **changes}), encoding="utf-8")


LONG_AGO = "2025-01-02T03:04:05+00:00"


@pytest.mark.parametrize(
    "changes", [{"started": "1"}, {"pid": 0}, {"pid": -1}, {"pid": 1 << 40}], ids=str
)
def test_a_build_whose_process_is_gone_was_interrupted_even_if_its_number_is_taken(
    tmp_path: Path, changes: dict[str, object], each_system: str
) -> None:
    # Where the system cannot be asked, a process is gone when it is not heard of any more.
    left_behind(tmp_path, **changes, heard=LONG_AGO)
    with pytest.raises(IndexUnfinished, match="was interrupted; `ksearch index") as caught:
        ksearch.open(tmp_path)
    assert caught.value.share == 0.42


def test_a_build_that_is_busy_and_silent_is_under_way_where_the_system_can_be_asked(
    tmp_path: Path, each_system: str
) -> None:
    if each_system != "posix" or system_calls.calls.process_start(os.getpid()) is None:
        pytest.skip("the system cannot be asked")
    left_behind(tmp_path, heard=LONG_AGO)
    with pytest.raises(IndexUnfinished, match="is being built, 42%"):
        ksearch.open(tmp_path)


@pytest.mark.parametrize("changes", [{"host": "뭍"}, {"machine": "another start of the system"}])
def test_a_build_on_another_machine_is_under_way_as_long_as_it_reports(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    left_behind(tmp_path, **changes)
    with pytest.raises(IndexUnfinished, match=r"is being built on .+, 42%"):
        ksearch.open(tmp_path)
    left_behind(tmp_path, **changes, heard=LONG_AGO)
    said = r"started on .+ at 20\d\d-.+ has not reported since 2025-01-0.+ goes on with it"
    with pytest.raises(IndexUnfinished, match=said):
        ksearch.open(tmp_path)


def test_the_file_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    fields = {"pid": os.getpid(), "host": "뭍", "since": LONG_AGO, "share": 0.5}
    (tmp_path / LOCK_FILE_NAME).write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(IndexUnfinished, match="has not reported since"):
        ksearch.open(tmp_path)


# What the system refuses


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EMFILE, "ulimit -n"),
        (errno.EACCES, "there is no permission"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EIO, "the disk reports an error"),
        (errno.EFBIG, "ulimit -f"),
    ],
)
def test_what_the_system_refuses_is_said_with_what_helps(
    tmp_path: Path, code: int, said: str, faulty_disk: type[Any]
) -> None:
    with (
        disk.replaced_by(faulty_disk(0, code, only=["open_lock"])),
        pytest.raises(StorageError, match=f"cannot lock the index in .*{said}"),
        write_lock(tmp_path),
    ):
        pass
    with write_lock(tmp_path):
        pass


def test_a_full_disk_locks_nobody_out(tmp_path: Path, faulty_disk: type[Any]) -> None:
    full = faulty_disk(0, errno.ENOSPC, only=["write"], lasting=True)
    with disk.replaced_by(full), write_lock(tmp_path):
        assert holder_of(tmp_path) is None
        with pytest.raises(IndexLocked), write_lock(tmp_path):
            pass


def test_a_build_goes_on_when_its_progress_cannot_be_written_down(
    tmp_path: Path, faulty_disk: type[Any]
) -> None:
    with write_lock(tmp_path) as lock, disk.replaced_by(faulty_disk(0, errno.ENOSPC, lasting=True)):
        lock.building(0.5)


def test_a_lock_is_released_after_any_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(descriptor: int, size: int) -> None:
        raise KeyboardInterrupt

    lock = write_lock(tmp_path)
    lock.__enter__()
    with monkeypatch.context() as patch:
        patch.setattr(disk.operations, "shorten", interrupted)
        with pytest.raises(KeyboardInterrupt):
            lock.__exit__(None, None, None)
    with write_lock(tmp_path):
        pass
