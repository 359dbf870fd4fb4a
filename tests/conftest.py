"""What all tests share: a reader of Korean that needs no Kiwi, and two indexes built once."""

from __future__ import annotations

import errno
import mmap
import os
import shutil
import struct
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from clusters import fresh_location, opensearch_cluster, secured_cluster  # noqa: F401 (fixtures)
from doubles import FewWords
from hypothesis import HealthCheck, settings

import ksearch
from ksearch import system_calls
from ksearch.disk import Disk
from ksearch.storage.snapshot import Snapshot, open_snapshot
from ksearch.storage.writing.bulk_writer import BulkWriter

# Tests are never timed: a loaded machine is no defect.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Texts are compared in English, whatever the locale of the person who runs the tests.
os.environ["KSEARCH_LANG"] = "en"

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases" / "searches"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fuzz-seconds",
        type=float,
        default=120.0,
        help="seconds for each kind of input of the long fuzzing in tests/soak",
    )
    parser.addoption(
        "--portable",
        action="store_true",
        help="run everything by the calls that every system has, refusing what Windows refuses",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the tests of what POSIX alone has where it is not there, or not to be used."""
    if os.name == "posix" and not config.getoption("--portable"):
        return
    for item in items:
        mark = item.get_closest_marker("posix")
        if mark is not None:
            item.add_marker(pytest.mark.skip(reason=f"needs POSIX: {mark.args[0]}"))


@pytest.fixture(scope="session", autouse=True)
def _unsynced() -> Iterator[None]:
    """Do not wait for the disk: what a test writes need not outlive the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


class WindowsLocks:
    """Stands for ``msvcrt``: locks bytes of a file for one descriptor, as Linux can."""

    LK_NBLCK, LK_UNLCK = 2, 0

    @staticmethod
    def locking(descriptor: int, mode: int, count: int) -> None:
        import fcntl

        kind = fcntl.F_WRLCK if mode == WindowsLocks.LK_NBLCK else fcntl.F_UNLCK
        begin = os.lseek(descriptor, 0, os.SEEK_CUR)
        flock = struct.pack("hhqqi4x", kind, os.SEEK_SET, begin, count, 0)
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, flock)


def open_files() -> set[tuple[int, int]]:
    """Return the device and number of every file that this process has open or mapped."""
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            known = os.fstat(int(descriptor.name))
        except OSError:  # the listing's own
            continue
        found.add((known.st_dev, known.st_ino))
    return found


def refuse_open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files that are open or mapped be neither removed nor replaced, as on Windows."""

    def guarded(operation: Callable[..., Any], *, both: bool) -> Callable[..., Any]:
        def refusing(path: Path, *arguments: Any, **options: Any) -> Any:
            concerned = (path, *(Path(each) for each in arguments if both))
            for each in concerned:
                try:
                    known = each.lstat()
                except OSError:
                    continue
                if (known.st_dev, known.st_ino) in open_files():
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(each))
            return operation(path, *arguments, **options)

        return refusing

    monkeypatch.setattr(Path, "unlink", guarded(Path.unlink, both=False))
    monkeypatch.setattr(Path, "replace", guarded(Path.replace, both=True))
    monkeypatch.setattr(system_calls, "_REPLACING_SECONDS", 0.0)


@contextmanager
def portable_ways() -> Iterator[None]:
    """Do everything by the ways that every system has, with what Windows refuses refused."""
    with pytest.MonkeyPatch.context() as patch:
        if isinstance(system_calls.calls, system_calls.Posix):
            if not hasattr(__import__("fcntl"), "F_OFD_SETLK"):
                pytest.skip("this system cannot stand in for Windows' locks")
            patch.setitem(sys.modules, "msvcrt", WindowsLocks)
            refuse_open_files(patch)
        with system_calls.replaced_by(system_calls.Portable()):
            yield


@pytest.fixture(params=["posix", "portable"])
def each_system(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a test twice: by the ways of POSIX and by those that every system has."""
    if request.param == "posix" and not isinstance(system_calls.calls, system_calls.Posix):
        pytest.skip("needs POSIX")
    with portable_ways() if request.param == "portable" else nullcontext():
        yield request.param


@pytest.fixture(autouse=True)
def _chosen_system(request: pytest.FixtureRequest) -> Iterator[None]:
    """With ``--portable``, run every test by the ways that every system has."""
    with portable_ways() if request.config.getoption("--portable") else nullcontext():
        yield


@pytest.fixture(scope="session")
def few_words() -> type[FewWords]:
    """The class of the analyser that needs no Kiwi."""
    return FewWords


class Killed(BaseException):
    """Stands for the end of the process: nobody catches it, nothing is tidied up."""


class FaultyDisk(Disk):
    """Fails at one of its operations, which are counted from 0.

    Args:
        at: the operation that fails, of those that are counted.
        code: the operating system's error; None for the death of the process, after which no
            operation does anything.
        only: the operations that are counted; all of them if left out.
        lasting: whether all later operations that are counted fail, too.
    """

    ALL = (
        *("open", "create", "read", "write", "sync", "map", "rename", "remove", "sync_folder"),
        *("open_lock", "shorten"),
    )
    CHANGING = ("create", "write", "sync", "rename", "remove", "sync_folder")

    def __init__(
        self,
        at: int,
        code: int | None = None,
        *,
        only: Iterable[str] = ALL,
        lasting: bool = False,
    ) -> None:
        self.at = at
        self.code = code
        self.only = frozenset(only)
        self.lasting = lasting
        self.done: list[str] = []

    @property
    def reached(self) -> bool:
        """Whether the operation that fails was asked for."""
        return len(self.done) > self.at

    def _step(self, name: str) -> None:
        if self.code is None and self.reached:
            raise Killed
        if name not in self.only:
            return
        number = len(self.done)
        self.done.append(name)
        if number == self.at or (self.lasting and number > self.at):
            if self.code is None:
                raise Killed
            raise OSError(self.code, os.strerror(self.code))

    def open(self, path: Path) -> int:
        self._step("open")
        return super().open(path)

    def create(self, path: Path) -> int:
        self._step("create")
        return super().create(path)

    def open_lock(self, path: Path) -> int:
        self._step("open_lock")
        return super().open_lock(path)

    def shorten(self, descriptor: int, size: int) -> None:
        self._step("shorten")
        super().shorten(descriptor, size)

    def read(self, descriptor: int, size: int) -> bytes:
        self._step("read")
        return super().read(descriptor, size)

    def write(self, descriptor: int, data: bytes | memoryview) -> int:
        half = len(data) // 2
        written = super().write(descriptor, data[:half]) if half else 0
        self._step("write")
        return written + super().write(descriptor, data[written:])

    def sync(self, descriptor: int) -> None:
        self._step("sync")
        super().sync(descriptor)

    def map(self, descriptor: int) -> mmap.mmap:
        self._step("map")
        return super().map(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        self._step("rename")
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        self._step("remove")
        super().remove(path)

    def sync_folder(self, folder: Path) -> None:
        self._step("sync_folder")
        super().sync_folder(folder)


@pytest.fixture(scope="session")
def faulty_disk() -> type[FaultyDisk]:
    """The class of a disk that fails at one of its operations."""
    return FaultyDisk


@pytest.fixture(scope="session")
def killed() -> type[BaseException]:
    """What a `FaultyDisk` raises in the place of the death of the process."""
    return Killed


Build = Callable[..., Snapshot]


@pytest.fixture(scope="session")
def build() -> Build:
    """Add articles to the index in a folder (making it if need be), and delete some, as one commit.

    Returns the snapshot afterwards.
    """

    def build(
        folder: Path,
        articles: Iterable[ksearch.Article],
        *,
        delete: Iterable[str] = (),
        memory_mb: int = 64,
        anew: bool = False,
    ) -> Snapshot:
        there = (folder / "manifest.json").exists() and not anew
        base = open_snapshot(folder) if there else None
        writer = BulkWriter(folder, base, FewWords(), memory_mb=memory_mb)
        for article in articles:
            writer.add(article)
        for article_id in delete:
            writer.delete(article_id)
        writer.commit()
        return open_snapshot(folder)

    return build


@pytest.fixture(scope="session")
def build_texts(
    build: Build, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[dict[str, tuple[str, str, str]]], Snapshot]:
    """Make an index of titles, leads and bodies, by the articles' ids."""

    def build_texts(texts: dict[str, tuple[str, str, str]]) -> Snapshot:
        articles = [
            ksearch.Article(id=name, title=title, lead=lead, body=body)
            for name, (title, lead, body) in texts.items()
        ]
        return build(tmp_path_factory.mktemp("texts"), articles)

    return build_texts


def read_few_words(patch: pytest.MonkeyPatch) -> None:
    """Let the whole program read Korean by the short list, as long as the patch holds."""
    from ksearch.korean.kiwi.morphemes import MorphemeAnalyser

    for name in ("analyse", "analyse_fully"):
        patch.setattr(MorphemeAnalyser, name, lambda self, runs: FewWords().analyse(runs))


@pytest.fixture(scope="session")
def no_kiwi() -> Callable[[pytest.MonkeyPatch], None]:
    """What `without_kiwi` does, for fixtures that outlive a test."""
    return read_few_words


@pytest.fixture
def without_kiwi(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the whole program read Korean by the short list."""
    read_few_words(monkeypatch)


@pytest.fixture(scope="session")
def one_kiwi() -> Iterator[None]:
    """Let all tests of a session share one Kiwi: loading it takes seconds."""
    kiwipiepy: Any = pytest.importorskip("kiwipiepy")
    load, loaded = kiwipiepy.Kiwi, []

    def shared(*arguments: Any, **options: Any) -> Any:
        if not loaded:
            loaded.append(load(*arguments, **options))
        return loaded[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kiwipiepy, "Kiwi", shared)
        yield


@pytest.fixture(scope="session")
def seed_folder(one_kiwi: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index over the two articles of ``corpus/``."""
    folder = tmp_path_factory.mktemp("seeds") / "index"
    ksearch.update(folder, [ROOT / "corpus"])
    return folder


@pytest.fixture(scope="session")
def seeds(seed_folder: Path) -> ksearch.Index:
    """An opened index over the two articles of ``corpus/``."""
    return ksearch.open(seed_folder)


@pytest.fixture(scope="session")
def invented_folder(one_kiwi: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index over the invented articles of ``tests/cases/searches``."""
    folder = tmp_path_factory.mktemp("invented")
    source = folder / "articles.jsonl"
    shutil.copy(CASES / "articles.jsonl", source)
    ksearch.update(folder / "index", [source])
    return folder / "index"


@pytest.fixture(scope="session")
def invented(invented_folder: Path) -> ksearch.Index:
    """An opened index over the invented articles of ``tests/cases/searches``."""
    return ksearch.open(invented_folder)
