"""Calls that differ between operating systems: a way of POSIX, and a portable way beside each.

`calls` has the ways of this system. Tests replace it by the portable ways (`replaced_by`), so that
both are run on every system.
"""

from __future__ import annotations

import _thread
import atexit
import errno
import gc
import os
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import subprocess

#: Flags of open files: bytes on every system, and not inherited by processes.
_BINARY = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)
#: Seconds for which renaming a file is retried while another process reads the old one, which
#: Windows does not allow; a virus scanner reads for about one second.
_REPLACING_SECONDS = 2.0
_DELAY = 0.01
#: The byte that is locked on Windows. A locked byte cannot be read by others, and the first bytes
#: of the file name the holder.
_LOCKED_BYTE = 1 << 30
#: The mode of Windows' console with escape sequences.
_OBEY_SEQUENCES = 4
#: The right to read the state of a process on Windows (PROCESS_QUERY_LIMITED_INFORMATION).
_MAY_QUERY = 0x1000
#: The exit code of a process that runs (STILL_ACTIVE).
_STILL_ACTIVE = 259
#: Windows' error for a process that does not exist (ERROR_INVALID_PARAMETER).
_NO_SUCH_PROCESS = 87


class Portable:
    """The portable calls, for every system that Python runs on."""

    #: Whether a process can be copied while it runs, memory and all (fork).
    copies_processes = False
    #: Whether descriptors can be handed to a process that is started.
    passes_descriptors = False

    # Files

    def open_no_link(self, path: Path, flags: int, mode: int = 0o666) -> int:
        """Open a file unless its name is a link; returns a descriptor.

        Raises:
            OSError: as `os.open`; ELOOP where the name is a link.
        """
        before = _status(path)
        if before is not None and stat.S_ISLNK(before.st_mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        if before is not None and stat.S_ISFIFO(before.st_mode):  # opening a pipe would wait
            raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), str(path))
        descriptor = os.open(path, flags | _BINARY, mode)
        # A link may have been put there in between: then another file was opened.
        after = _status(path)
        if after is None or not os.path.samestat(after, os.fstat(descriptor)):
            os.close(descriptor)
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        return descriptor

    def sync_folder(self, folder: Path) -> None:
        """Do nothing: where folders cannot be opened, the system keeps a journal of names."""

    def replace(self, old: Path, new: Path) -> None:
        """Rename a file, replacing the file that has the name.

        On some systems, a file that another process has open cannot be replaced; this is retried
        for a moment.
        """
        end = time.monotonic() + _REPLACING_SECONDS
        while True:
            try:
                old.replace(new)
            except PermissionError:
                if time.monotonic() >= end:
                    raise
                time.sleep(_DELAY)
            else:
                return

    def remove(self, path: Path) -> None:
        """Remove a file.

        On some systems, a file that is still mapped cannot be removed: its removal is put off until
        the next removal, a listing of the folder, or the end of the process.
        """
        self.finish_removals()
        try:
            path.unlink()
        except PermissionError:
            with _put_off_lock:
                if not _put_off:
                    atexit.register(self.finish_removals)
                _put_off.append(path)

    def finish_removals(self) -> None:
        """Remove the files whose removal was put off, unless they are still open."""
        with _put_off_lock:
            put_off = [*_put_off]
            _put_off.clear()
        if put_off:
            gc.collect()  # unmaps files that only reference cycles keep mapped
        for path in put_off:
            try:
                path.unlink()
            except FileNotFoundError:
                pass
            except OSError:
                with _put_off_lock:
                    _put_off.append(path)

    # Locks

    def try_lock(self, descriptor: int) -> bool:
        """Lock an open file for this process alone; False if another has locked it."""
        import msvcrt  # a module of Windows; there is no third kind of system

        locking: Any = msvcrt
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            locking.locking(descriptor, locking.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                return False
            raise
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

    def unlock(self, descriptor: int) -> None:
        """Release a lock."""
        import msvcrt

        locking: Any = msvcrt
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        locking.locking(descriptor, locking.LK_UNLCK, 1)

    # Processes

    def process_runs(self, pid: int, started: str | None) -> bool | None:
        """Return whether a process of this machine still runs; None if that is not known.

        Args:
            pid: its number, which another process may have by now.
            started: its `process_start`.
        """
        runs, now = _windows_process(pid)
        if not runs:
            return runs
        return None if now is None or started is None else now == started

    def process_start(self, pid: int) -> str | None:
        """Return what distinguishes a process from a later one with its number; None if unknown."""
        return _windows_process(pid)[1]

    def machine(self) -> str | None:
        """Return what identifies this start of the system, and this container; None if unknown.

        On Windows it is the number of the installation: its `process_start` is a date, so that it
        differs between starts of the system.
        """
        return _windows_machine()

    def start_group(self) -> dict[str, Any]:
        """Return the options of `subprocess.Popen` with which `kill_group` also kills copies."""
        return {}

    def kill_group(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process that was started with `start_group`, and its copies."""
        with suppress(OSError):
            process.kill()

    def interrupt_main_thread(self) -> None:
        """Have the main thread handle a Ctrl-C, as soon as it runs Python."""
        _thread.interrupt_main()

    def cores(self) -> int:
        """Return how many cores this process may use."""
        return os.cpu_count() or 1

    def most_files(self) -> int | None:
        """Return how many files this process may have open; None without a bound."""
        return None

    def return_memory(self) -> None:
        """Return freed memory to the system, if that is supported."""

    # Terminals

    def obeys_colours(self, descriptor: int) -> bool:
        """Return whether a terminal supports escape sequences; Windows' console is switched."""
        import ctypes
        import msvcrt

        system: Any = ctypes
        handles: Any = msvcrt
        console, handle = system.windll.kernel32, handles.get_osfhandle(descriptor)
        mode = ctypes.c_uint32()
        if not console.GetConsoleMode(handle, ctypes.byref(mode)):
            return False
        return bool(console.SetConsoleMode(handle, mode.value | _OBEY_SEQUENCES))


class Posix(Portable):
    """The calls of POSIX systems, such as Linux and macOS."""

    copies_processes = sys.platform == "linux"  # libraries of macOS do not survive a fork
    passes_descriptors = True

    def open_no_link(self, path: Path, flags: int, mode: int = 0o666) -> int:
        """Open a file unless its name is a link, in one step, without waiting for a pipe."""
        return os.open(path, flags | _BINARY | os.O_NOFOLLOW | os.O_NONBLOCK, mode)

    def sync_folder(self, folder: Path) -> None:
        """Wait until the names in a folder are on the disk; they are not part of its files."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def replace(self, old: Path, new: Path) -> None:
        """Rename a file; processes that have the replaced file open keep it."""
        old.replace(new)

    def remove(self, path: Path) -> None:
        """Remove a file; processes that have it open or mapped keep it."""
        path.unlink()

    def finish_removals(self) -> None:
        """Do nothing: no removal is put off."""

    def try_lock(self, descriptor: int) -> bool:
        """Lock an open file; the lock ends with its last descriptor, however the process ends."""
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN):
                return False
            raise
        return True

    def unlock(self, descriptor: int) -> None:
        """Release a lock."""
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_UN)

    def process_runs(self, pid: int, started: str | None) -> bool | None:
        """Return whether a process runs and has not been replaced by a later one."""
        if pid <= 0:  # such numbers are groups of processes
            return False
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:
            pass  # it runs, as another user
        now = self.process_start(pid)
        return None if now is None or started is None else now == started

    def process_start(self, pid: int) -> str | None:
        """Return when a process started, in ticks of the system clock; known on Linux only."""
        try:
            data = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        except OSError:
            return None
        # The command in parentheses may hold anything, parentheses and spaces included.
        fields = data.rpartition(")")[2].split()
        return fields[19] if len(fields) > 19 else None

    def machine(self) -> str | None:
        """Return Linux' numbers of this start of the system and of the container."""
        return _machine()

    def start_group(self) -> dict[str, Any]:
        """Start the process in a group of its own."""
        return {"process_group": 0}

    def kill_group(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process and the copies that it made of itself."""
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)

    def interrupt_main_thread(self) -> None:
        """Have the main thread handle a Ctrl-C, also while it waits."""
        main = threading.main_thread().ident
        if main is not None:
            signal.pthread_kill(main, signal.SIGINT)

    def cores(self) -> int:
        """Return how many cores this process may use, maybe fewer than the machine has."""
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return super().cores()

    def most_files(self) -> int | None:
        """Return what `ulimit -n` says."""
        import resource

        most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        return None if most == resource.RLIM_INFINITY else most

    def return_memory(self) -> None:
        """Trim the heap: glibc keeps freed memory between blocks in use."""
        trim = _trim()
        if trim is not None:
            trim(0)

    def obeys_colours(self, descriptor: int) -> bool:
        """Return true: terminals of POSIX support escape sequences."""
        del descriptor
        return True


#: Files whose removal was put off, see `Portable.remove`.
_put_off: list[Path] = []
_put_off_lock = threading.Lock()


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


@cache
def _trim() -> Callable[[int], int] | None:
    import ctypes  # numpy has loaded it

    try:
        return cast("Callable[[int], int]", ctypes.CDLL(None).malloc_trim)
    except (OSError, AttributeError):  # another C library
        return None


@cache
def _kernel32() -> Any:
    """Return Windows' functions about processes; None on other systems."""
    import ctypes

    load: Any = getattr(ctypes, "WinDLL", None)
    if load is None:
        return None
    kernel = load("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = ctypes.c_void_p
    kernel.OpenProcess.argtypes = (ctypes.c_uint32, ctypes.c_int, ctypes.c_uint32)
    handle_and_results = [ctypes.c_void_p] * 5
    kernel.GetProcessTimes.argtypes = handle_and_results
    kernel.GetExitCodeProcess.argtypes = handle_and_results[:2]
    kernel.CloseHandle.argtypes = handle_and_results[:1]
    return kernel


def _windows_process(pid: int) -> tuple[bool | None, str | None]:
    """Return whether a process runs on Windows, and when it started; None for what is unknown.

    The start is a FILETIME: 100 ns since 1601, as decimal digits.
    """
    import ctypes

    system: Any = ctypes
    kernel = _kernel32()
    if kernel is None:
        return None, None
    if not 0 < pid < 1 << 32:
        return False, None
    handle = kernel.OpenProcess(_MAY_QUERY, False, pid)
    if not handle:
        return (False if system.get_last_error() == _NO_SUCH_PROCESS else None), None
    try:
        code = ctypes.c_uint32()
        started, ended, in_kernel, in_user = (ctypes.c_uint64() for _ in range(4))
        times = map(ctypes.byref, (started, ended, in_kernel, in_user))
        if not kernel.GetExitCodeProcess(handle, ctypes.byref(code)):
            return None, None
        runs = code.value == _STILL_ACTIVE
        return runs, str(started.value) if kernel.GetProcessTimes(handle, *times) else None
    finally:
        kernel.CloseHandle(handle)


@cache
def _windows_machine() -> str | None:
    try:
        import winreg
    except ImportError:
        return None
    registry: Any = winreg
    try:
        key = registry.OpenKey(registry.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography")
        with key:
            return str(registry.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return None


@cache
def _machine() -> str | None:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {os.stat('/proc/self/ns/pid').st_ino}"  # noqa: PTH116 - it is not a file
    except OSError:
        return None


#: The calls for this system.
calls: Portable = Posix() if os.name == "posix" else Portable()


def cores() -> int:
    """Return how many cores this process may use."""
    return calls.cores()


def copies_processes() -> bool:
    """Return whether a process can copy itself on this system."""
    return calls.copies_processes


def obeys_colours(descriptor: int) -> bool:
    """Return whether a terminal supports escape sequences."""
    return calls.obeys_colours(descriptor)


@contextmanager
def replaced_by(other: Portable) -> Iterator[None]:
    """Use other calls while the block runs."""
    global calls
    before, calls = calls, other
    try:
        yield
    finally:
        calls = before
