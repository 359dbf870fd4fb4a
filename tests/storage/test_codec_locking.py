"""One writer at a time; a lock goes with the process that held it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest

from ksearch.model.errors import IndexLocked, StorageError
from ksearch.storage.locking import FILE_NAME, holder_of, write_lock

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


def test_a_killed_process_leaves_no_lock_behind(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(IndexLocked), write_lock(tmp_path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with write_lock(tmp_path):
        pass


def test_a_folder_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot write in"), write_lock(tmp_path / "없음"):
        pass


def test_who_is_refused_is_told_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
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
    (tmp_path / FILE_NAME).write_bytes(left)
    assert holder_of(tmp_path) is None
    with write_lock(tmp_path):
        assert holder_of(tmp_path) is not None


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_a_lock_that_is_no_regular_file_is_neither_followed_nor_waited_for(
    tmp_path: Path, kind: str
) -> None:
    other = tmp_path / "남의 글"
    other.write_text("그대로")
    match kind:
        case "link":
            (tmp_path / FILE_NAME).symlink_to(other)
        case "pipe":
            os.mkfifo(tmp_path / FILE_NAME)
        case "folder":
            (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(StorageError, match="no regular file"), write_lock(tmp_path):
        pass
    assert other.read_text() == "그대로"
