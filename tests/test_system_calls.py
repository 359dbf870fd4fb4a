"""What systems do differently, both ways: that of POSIX, and the one that every system has."""

from __future__ import annotations

import ast
import ctypes
import errno
import os
import re
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import ksearch
from ksearch import Article, system_calls
from ksearch.system_calls import Portable, Posix

POSIX = isinstance(system_calls.calls, Posix)
needs_posix = pytest.mark.skipif(not POSIX, reason="needs POSIX")


@pytest.mark.usefixtures("without_kiwi")
def test_an_index_lives_by_either_way(each_system: str, tmp_path: Path) -> None:
    source = tmp_path / "기사"
    source.mkdir()
    for number in range(3):
        (source / f"{number}.txt").write_text(f"{number}째 등대 소식\n\n불이 켜졌다.\n", "utf-8")
    folder = tmp_path / "색인"
    assert ksearch.update(folder, source).added == 3
    with ksearch.open(folder) as index:
        held = index.search("등대")
        index.add_word("섬사람들")
        with index.writer() as writer:
            writer.add(Article(id="섬", title="섬사람들의 등대"))
        assert len(index.search("등대")) == 4
        assert [hit.snippet.text for hit in held] == ["불이 켜졌다."] * 3
    del held  # what maps files of the index keeps them there on Windows
    assert ksearch.rebuild(folder).total == 3
    report = ksearch.check(folder)
    assert (report.sound, report.warnings) == (True, ())


def test_a_link_is_not_followed(each_system: str, tmp_path: Path) -> None:
    (tmp_path / "남의 글").write_text("그대로")
    try:
        (tmp_path / "글").symlink_to(tmp_path / "남의 글")
    except OSError:
        pytest.skip("this system lets nobody make links")
    for flags in (os.O_RDONLY, os.O_RDWR | os.O_CREAT):
        with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
            system_calls.calls.open_no_link(tmp_path / "글", flags)


@needs_posix
def test_a_link_that_is_put_there_meanwhile_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "글", tmp_path / "남의 글"
    path.write_text("내 글")
    other.write_text("남의 글")
    opening = os.open

    def opened(name: Path, *arguments: Any) -> int:
        path.unlink()
        path.symlink_to(other)
        return opening(name, *arguments)

    monkeypatch.setattr(os, "open", opened)
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
        Portable().open_no_link(path, os.O_RDONLY)


@needs_posix
def test_a_pipe_is_not_waited_for(each_system: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "관")
    with pytest.raises(OSError, match=os.strerror(errno.ENXIO)):
        system_calls.calls.open_no_link(tmp_path / "관", os.O_WRONLY)


def test_names_are_synced_as_far_as_the_system_can(each_system: str, tmp_path: Path) -> None:
    system_calls.calls.sync_folder(tmp_path)


def test_a_file_is_replaced_and_removed(each_system: str, tmp_path: Path) -> None:
    (tmp_path / "새").write_text("새 글")
    (tmp_path / "옛").write_text("옛 글")
    system_calls.calls.replace(tmp_path / "새", tmp_path / "옛")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("옛", "새 글")]
    system_calls.calls.remove(tmp_path / "옛")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        system_calls.calls.remove(tmp_path / "옛")


def test_a_file_that_somebody_is_reading_is_replaced_when_they_are_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where an open file cannot be replaced."""
    (tmp_path / "새").write_text("새 글")
    done = threading.Event()
    threading.Timer(0.05, done.set).start()
    replacing = Path.replace

    def replaced(self: Path, target: Path) -> Path:
        if not done.is_set():
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return replacing(self, target)

    monkeypatch.setattr(Path, "replace", replaced)
    Portable().replace(tmp_path / "새", tmp_path / "옛")
    assert done.is_set()
    assert (tmp_path / "옛").read_text() == "새 글"
    monkeypatch.setattr(system_calls, "_REPLACING_SECONDS", 0.0)
    done.clear()
    with pytest.raises(PermissionError):
        Portable().replace(tmp_path / "옛", tmp_path / "새")


def test_the_removal_of_a_mapped_file_is_put_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a mapped file cannot be removed."""
    for name in "123":
        (tmp_path / name).write_text("글")
    mapped = {tmp_path / "1"}
    unlinking = Path.unlink

    def unlinked(self: Path, missing_ok: bool = False) -> None:
        if self in mapped:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        unlinking(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlinked)
    calls = Portable()
    calls.remove(tmp_path / "1")
    calls.remove(tmp_path / "2")
    assert {each.name for each in tmp_path.iterdir()} == {"1", "3"}
    (tmp_path / "4").write_text("글")
    mapped = {tmp_path / "3"}
    calls.remove(tmp_path / "3")
    assert {each.name for each in tmp_path.iterdir()} == {"3", "4"}
    mapped.clear()
    calls.finish_removals()
    assert {each.name for each in tmp_path.iterdir()} == {"4"}


def test_a_file_is_locked_by_one_and_read_by_all(each_system: str, tmp_path: Path) -> None:
    path = tmp_path / "LOCK"
    path.write_text("이름")
    one, other = (system_calls.calls.open_no_link(path, os.O_RDWR) for _ in range(2))
    assert system_calls.calls.try_lock(one)
    assert not system_calls.calls.try_lock(other)
    assert path.read_text() == "이름"
    assert os.read(one, 99) == "이름".encode()  # at its beginning, wherever the lock is
    system_calls.calls.unlock(one)
    assert system_calls.calls.try_lock(other)
    os.close(one)
    os.close(other)


def test_a_process_runs_or_does_not_or_that_is_unknown(each_system: str) -> None:
    calls, pid = system_calls.calls, os.getpid()
    started = calls.process_start(pid)
    assert calls.process_runs(pid, started) in (True, None)
    assert calls.process_runs(pid, "another time") in (False, None)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert calls.process_runs(ended.pid, started) in (False, None)


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_linux_reports_when_a_process_and_the_system_started() -> None:
    calls, pid = system_calls.calls, os.getpid()
    started = calls.process_start(pid)
    assert started is not None
    assert (started, calls.process_runs(pid, started)) == (calls.process_start(pid), True)
    assert not calls.process_runs(pid, "another time")
    assert calls.machine() == calls.machine() != None  # noqa: E711


class WindowsFunction:
    """A function of a library as ctypes has it: called, with types that can be set."""

    restype: Any = None
    argtypes: Any = None

    def __init__(self, function: Callable[..., int]) -> None:
        self._function = function

    def __call__(self, *arguments: Any) -> int:
        return self._function(*arguments)


class FakeProcesses:
    """Stands for ``kernel32``: processes by number, with exit code and time of their start."""

    def __init__(self, processes: dict[int, tuple[int, int]], errors: dict[int, int]) -> None:
        self.open: list[int] = []
        self.error = 0
        self._processes, self._errors = processes, errors
        for name in ("OpenProcess", "GetExitCodeProcess", "GetProcessTimes", "CloseHandle"):
            setattr(self, name, WindowsFunction(getattr(self, f"_{name}")))

    def _OpenProcess(self, rights: int, inherited: bool, pid: int) -> int:  # noqa: N802
        assert (rights, inherited) == (0x1000, False)
        if pid not in self._processes:
            self.error = self._errors.get(pid, 87)
            return 0
        self.open.append(pid)
        return pid

    def _GetExitCodeProcess(self, handle: int, code: Any) -> int:  # noqa: N802
        code._obj.value = self._processes[handle][0]
        return 1

    def _GetProcessTimes(self, handle: int, *times: Any) -> int:  # noqa: N802
        times[0]._obj.value = self._processes[handle][1]
        return len(times) == 4

    def _CloseHandle(self, handle: int) -> int:  # noqa: N802
        self.open.remove(handle)
        return 1


@pytest.fixture
def windows_processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProcesses]:
    """Windows with a process that runs (7), one that has ended (8), and one of the system (9)."""
    windows = FakeProcesses({7: (259, 133_500_000_000_000_001), 8: (1, 5)}, {9: 5})
    monkeypatch.setattr(ctypes, "WinDLL", lambda name, use_last_error: windows, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: windows.error, raising=False)
    system_calls._kernel32.cache_clear()
    yield windows
    system_calls._kernel32.cache_clear()


@pytest.mark.parametrize(
    ("pid", "started", "runs"),
    [
        (7, "133500000000000001", True),
        (7, "133500000000000002", False),  # its number belongs to a later process
        (7, None, None),
        (8, "5", False),
        (9, "5", None),  # nobody may look at it
        (10, "5", False),
        (0, "5", False),
        (7 + (1 << 32), "133500000000000001", False),
    ],
)
def test_windows_reports_whether_a_process_runs(
    windows_processes: FakeProcesses, pid: int, started: str | None, runs: bool | None
) -> None:
    assert Portable().process_runs(pid, started) is runs
    assert windows_processes.open == []


def test_windows_reports_when_a_process_started(windows_processes: FakeProcesses) -> None:
    assert Portable().process_start(7) == "133500000000000001"
    assert Portable().process_start(10) is None


@pytest.mark.skipif(not hasattr(ctypes, "WinDLL"), reason="needs Windows")
def test_this_process_runs_on_windows() -> None:
    started = Portable().process_start(os.getpid())
    assert started is not None
    assert Portable().process_runs(os.getpid(), started)


def test_windows_is_identified_by_its_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = SimpleNamespace(
        HKEY_LOCAL_MACHINE=1,
        OpenKey=lambda root, path: nullcontext((root, path)),
        QueryValueEx=lambda key, name: (f"{name} 참외", 1),
    )
    monkeypatch.setitem(sys.modules, "winreg", registry)
    system_calls._windows_machine.cache_clear()
    assert Portable().machine() == "MachineGuid 참외"
    system_calls._windows_machine.cache_clear()


def test_a_group_of_processes_is_killed(each_system: str) -> None:
    calls = system_calls.calls
    process = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], **calls.start_group()
    )
    calls.kill_group(process)
    assert process.wait() != 0
    calls.kill_group(process)  # that it is gone is no error


def test_there_is_at_least_one_core(each_system: str) -> None:
    assert system_calls.calls.cores() >= 1


#: What POSIX alone has: modules, functions, signals, paths of devices.
ONLY_POSIX = (
    r"import (fcntl|resource|termios|tty|pty|pwd|grp|syslog)\b"
    r"|os\.(fork|wait|killpg|register_at_fork|sched_\w+|O_NO\w+|O_DIRECT\w*|O_SYNC|mkfifo|chown"
    r"|getuid|geteuid|getpgid|setsid|uname|statvfs|nice|sync|rename)\b"
    r"|signal\.(setitimer|alarm|pthread_kill|SIGALRM|SIGKILL|SIGHUP|SIGPIPE|SIGWINCH|SIGTSTP)\b"
    r"|select\.(poll|epoll|kqueue)\b|[\"']/(dev|proc|sys|tmp)/"
)
#: Where it may be beside `system_calls`: the programs of processes that are begun where these
#: things are, and those who begin them.
BEGUN = {"korean/kiwi/process.py", "reading/workers/worker.py", "reading/workers/pool.py"}


#: Rooms of tests that are run on Linux alone.
FOR_LINUX = {"soak", "cluster"}


def test_calls_of_posix_are_in_one_module() -> None:
    package = Path(system_calls.__file__).parent
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(ONLY_POSIX, path.read_text("utf-8"))
    }
    assert found == BEGUN | {"system_calls.py"}


def test_tests_of_what_posix_alone_has_say_so() -> None:
    tests = Path(__file__).parent
    unmarked = [
        f"{path.relative_to(tests).as_posix()}: {node.name}"
        for path in tests.rglob("*.py")
        if path.relative_to(tests).parts[0] not in {*FOR_LINUX, "conftest.py"}
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and re.search(ONLY_POSIX + "|#!/bin/sh", ast.unparse(node))
        and not re.search("posix|os.name|hasattr", ast.unparse(node))
    ]
    assert unmarked == []


class FakeConsole:
    """Stands for ``kernel32``: a console with a mode, or one that cannot obey."""

    def __init__(self, mode: int, can_obey: bool) -> None:
        self.mode = mode
        self._can_obey = can_obey

    def GetConsoleMode(self, handle: int, mode: Any) -> int:  # noqa: N802 - Windows' name
        mode._obj.value = self.mode
        return int(handle == 70)

    def SetConsoleMode(self, handle: int, mode: int) -> int:  # noqa: N802
        assert handle == 70
        self.mode = mode if self._can_obey else self.mode
        return int(self._can_obey)


@pytest.mark.parametrize(("descriptor", "can_obey"), [(7, True), (7, False), (8, True)])
def test_windows_console_is_asked_to_obey_colours(
    descriptor: int, can_obey: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = FakeConsole(3, can_obey)
    handles = SimpleNamespace(get_osfhandle=lambda descriptor: 10 * descriptor)
    monkeypatch.setitem(sys.modules, "msvcrt", handles)
    monkeypatch.setattr("ctypes.windll", SimpleNamespace(kernel32=console), raising=False)
    obeys = descriptor == 7 and can_obey
    assert Portable().obeys_colours(descriptor) is obeys
    assert console.mode == (7 if obeys else 3)


@needs_posix
def test_terminals_of_posix_obey_colours() -> None:
    assert Posix().obeys_colours(1)


@pytest.mark.usefixtures("without_kiwi")
def test_documents_are_read_where_no_process_can_be_given_a_socket(
    each_system: str, tmp_path: Path
) -> None:
    (tmp_path / "글.html").write_text("<title>등대</title><p>불이 켜졌다.</p>" * 9, "utf-8")
    assert len(list(ksearch.read(tmp_path))) == 1


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_freed_memory_is_given_back() -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()

    if not hasattr(ctypes.CDLL(None), "malloc_trim"):
        pytest.skip("this C library keeps what was freed, or gives it back by itself")
    # Blocks of this size come from the heap; what is kept above them keeps the heap as it is.
    blocks = [bytearray(b"x") * 60_000 for _ in range(1_000)]
    kept = blocks[-1]
    before = resident()
    del blocks
    system_calls.Posix().return_memory()
    assert resident() < before - 30_000_000
    assert len(kept) == 60_000
