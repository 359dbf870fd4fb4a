"""Whatever goes wrong while an index is changed, the state before is unchanged."""

from __future__ import annotations

import errno
import gc
import json
import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from folders import names_in

import ksearch
from ksearch import Article, disk
from ksearch.reading import files
from ksearch.storage import locking, manifest

pytestmark = pytest.mark.usefixtures("without_kiwi")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "기사"
    folder.mkdir()
    (folder / "등대.txt").write_text("등대에 불이 켜졌다\n\n섬사람들이 반겼다.\n", encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path: Path, source: Path) -> Path:
    ksearch.update(tmp_path / "색인", source)
    return tmp_path / "색인"


def contents(folder: Path) -> dict[str, bytes]:
    names = names_in(folder) - {locking.LOCK_FILE_NAME}
    return {name: (folder / name).read_bytes() for name in names}


def more(source: Path) -> None:
    (source / "장터.txt").write_text("산골 장터에 든 손님\n\n장터가 북적였다.\n", encoding="utf-8")


def is_intact(index: Path) -> bool:
    with ksearch.open(index) as opened:
        return opened.search("등대에").total == 1 and len(opened) == 1 and opened.check().sound


Change = Callable[[Path, Path], object]


def by_update(index: Path, source: Path) -> object:
    return ksearch.update(index, source)


def by_rebuild(index: Path, source: Path) -> object:
    return ksearch.rebuild(index, source)


def by_writer(index: Path, source: Path) -> object:
    with ksearch.open(index) as opened, opened.writer() as writer:
        return writer.add(Article(id="장터.txt", title="산골 장터에 든 손님"))


changes = pytest.mark.parametrize("change", [by_update, by_rebuild, by_writer])


# A full disk


class FullDisk(disk.Disk):
    """Refuses writes beyond a number of bytes."""

    def __init__(self, room: int) -> None:
        self.room = room

    def write(self, descriptor: int, data: bytes | memoryview) -> int:
        if len(data) > self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.room -= len(data)
        return super().write(descriptor, data)


@changes
@pytest.mark.parametrize("room", [0, 100, 1_000, 2_500, 4_000])
def test_a_full_disk_leaves_the_old_index(
    change: Change, room: int, index: Path, source: Path
) -> None:
    more(source)
    before = contents(index)
    with (
        disk.replaced_by(FullDisk(room)),
        pytest.raises(ksearch.StorageError, match="No space left on device") as caught,
    ):
        change(index, source)
    assert "earlier commits are unaffected" in str(caught.value)
    del caught  # and with its traceback the files that the writer has mapped
    assert contents(index) == before
    assert is_intact(index)
    change(index, source)
    assert ksearch.open(index).search("장터에").total == 1


def test_a_full_disk_on_the_first_build_leaves_no_index(tmp_path: Path, source: Path) -> None:
    with disk.replaced_by(FullDisk(500)), pytest.raises(ksearch.StorageError):
        ksearch.update(tmp_path / "새", source)
    with pytest.raises(ksearch.IndexNotFound):
        ksearch.open(tmp_path / "새")


def test_a_disk_that_refuses_the_rename_leaves_the_old_index(index: Path, source: Path) -> None:
    more(source)

    class NoRenames(disk.Disk):
        def rename(self, old: Path, new: Path) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with disk.replaced_by(NoRenames()), pytest.raises(ksearch.StorageError):
        ksearch.update(index, source)
    assert is_intact(index)
    ksearch.update(index, source)
    assert ksearch.open(index).search("장터에").total == 1


@pytest.mark.posix("folders with permissions")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_is_one_sentence(index: Path, source: Path) -> None:
    more(source)
    index.chmod(0o500)
    try:
        with pytest.raises(ksearch.StorageError):
            ksearch.update(index, source)
    finally:
        index.chmod(0o700)
    assert is_intact(index)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, source: Path) -> None:
    (tmp_path / "파일").write_text("가로막는 파일", encoding="utf-8")
    with pytest.raises(ksearch.StorageError, match="파일"):
        ksearch.update(tmp_path / "파일" / "색인", source)
    with pytest.raises(ksearch.StorageError, match="파일"):
        ksearch.create(tmp_path / "파일")


class UnconfirmedRename(disk.Disk):
    """Renames, and fails from then on."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.renamed = False

    def _fail(self) -> None:
        if self.renamed:
            raise OSError(self.code, os.strerror(self.code))

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        self.renamed = True

    def open(self, path: Path) -> int:
        self._fail()
        return super().open(path)

    def sync_folder(self, folder: Path) -> None:
        self._fail()
        super().sync_folder(folder)


@changes
@pytest.mark.parametrize("code", [errno.EIO, errno.EMFILE])
def test_an_error_after_the_rename_says_that_the_index_has_changed_and_destroys_nothing(
    change: Change, code: int, index: Path, source: Path
) -> None:
    more(source)
    with (
        disk.replaced_by(UnconfirmedRename(code)),
        pytest.raises(ksearch.CommitUnconfirmed, match="has changed") as caught,
    ):
        change(index, source)
    assert "earlier commits are unaffected" not in str(caught.value)
    del caught  # and with its traceback the files that the writer has mapped
    with ksearch.open(index) as opened:  # the new state, whole
        assert opened.check().sound
        assert opened.search("등대에").total == opened.search("장터에").total == 1
    change(index, source)
    used = manifest.read(index).files() | {locking.LOCK_FILE_NAME}
    assert names_in(index) == used


def test_the_names_of_files_are_synced_before_the_manifest_that_names_them(
    index: Path, source: Path, faulty_disk: type[Any]
) -> None:
    more(source)
    watching = faulty_disk(1_000_000, only=faulty_disk.CHANGING)
    with disk.replaced_by(watching):
        ksearch.update(index, source)
    renamed = watching.done.index("rename")
    assert watching.done[renamed - 4 : renamed + 2] == [
        *("sync_folder", "create", "write", "sync"),  # the folder, then the new manifest
        *("rename", "sync_folder"),
    ]


def test_a_commit_writes_through_no_link(index: Path, source: Path, tmp_path: Path) -> None:
    more(source)
    target = tmp_path / "남의 글"
    target.write_text("지우지 마시오", encoding="utf-8")
    (index / "manifest.json.new").symlink_to(target)
    ksearch.update(index, source)
    assert target.read_text(encoding="utf-8") == "지우지 마시오"
    assert not (index / "manifest.json.new").is_symlink()


@changes
def test_a_writer_clears_what_one_that_was_killed_has_left_behind(
    change: Change, index: Path, source: Path
) -> None:
    more(source)
    left = ["segment-000009-1a-1.ksa", "lexicon-000009-1a-2.ksa", "manifest.json.00ff.new"]
    for name in left:
        (index / name).write_bytes(b"half")
    (index / "메모.txt").write_text("사람이 둔 글", encoding="utf-8")
    with disk.replaced_by(FullDisk(0)), pytest.raises(ksearch.StorageError):
        change(index, source)
    assert not {path.name for path in index.iterdir()} & set(left)
    assert (index / "메모.txt").exists()


def test_left_overs_are_cleared_when_there_was_nothing_to_do(index: Path, source: Path) -> None:
    (index / "segment-000009-1a-1.ksa").write_bytes(b"half")
    ksearch.update(index, source)
    assert not (index / "segment-000009-1a-1.ksa").exists()


REFUSALS = {
    errno.ENOSPC: "the disk is full",
    errno.EMFILE: "too many files open",
    errno.EACCES: "no permission",
    errno.EROFS: "the disk is read-only",
    errno.EIO: "the disk reports an error",
    errno.ESTALE: "the file server no longer knows",
    errno.EFBIG: "ulimit -f",
}


@pytest.mark.parametrize("code", REFUSALS)
def test_each_refusal_of_the_disk_has_its_own_sentence(
    code: int, index: Path, source: Path, faulty_disk: type[Any]
) -> None:
    more(source)
    refusing = faulty_disk(0, code, only=faulty_disk.CHANGING, lasting=True)
    with disk.replaced_by(refusing), pytest.raises(ksearch.StorageError, match=REFUSALS[code]):
        ksearch.update(index, source)
    assert is_intact(index)
    refusing = faulty_disk(0, code, only=("open", "map"), lasting=True)
    with disk.replaced_by(refusing), pytest.raises(ksearch.StorageError, match=REFUSALS[code]):
        ksearch.open(index)


@pytest.mark.parametrize("code", [errno.EIO, errno.ESTALE])
def test_a_disk_that_fails_while_an_index_is_read_says_so(
    code: int, index: Path, source: Path, faulty_disk: type[Any]
) -> None:
    def read() -> tuple[int, str]:
        with ksearch.open(index) as opened:
            found = opened.search("섬사람들")
            return found.total, found.hits[0].snippet.text

    counting = faulty_disk(1 << 30)
    with disk.replaced_by(counting):
        expected = read()
    assert {"open", "read", "map"} <= set(counting.done)
    for at in range(len(counting.done)):
        with disk.replaced_by(faulty_disk(at, code)), pytest.raises(ksearch.StorageError) as said:
            read()
        assert REFUSALS[code] in str(said.value)
        assert read() == expected


@pytest.mark.parametrize("code", [errno.EIO, errno.ESTALE])
def test_what_a_disk_cannot_read_now_stays_in_the_index(
    code: int, index: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = source / "등대.txt"
    lost.write_text("등대에 불이 꺼졌다\n", "utf-8")
    (source / "배추.txt").write_text("배추 값이 올랐다\n", "utf-8")
    read = files.open_file

    def refuse(path: str) -> object:
        if Path(path) == lost:
            raise OSError(code, os.strerror(code), path)
        return read(path)

    with monkeypatch.context() as patch:
        patch.setattr(files, "open_file", refuse)
        report = ksearch.update(index, source)
    assert (report.added, report.removed, len(report.refused)) == (1, 0, 1)
    assert os.strerror(code) in report.refused[0].reason
    assert ksearch.check(index).sound
    assert ksearch.open(index).get("등대.txt").title == "등대에 불이 켜졌다"
    assert ksearch.update(index, source).changed == 1


def test_a_clock_that_goes_back_hides_no_change(index: Path, source: Path) -> None:
    for path in source.iterdir():
        size = path.stat().st_size
        path.write_bytes("가".encode() * (size // 3) + b"." * (size % 3))
        os.utime(path, (0, 0))
        assert path.stat().st_size == size
    assert ksearch.update(index, source).changed == len(list(source.iterdir()))
    for path in source.iterdir():
        os.utime(path, (1 << 33, 1 << 33))
    report = ksearch.update(index, source)
    assert (report.changed, report.removed) == (0, 0)
    changed = ksearch.open(index).get("등대.txt")
    assert (changed.lead + changed.body).startswith("가")


# Ctrl-C


@pytest.mark.parametrize("change", [by_update, by_rebuild])
def test_an_interrupt_after_the_commit_leaves_the_new_index(
    change: Change, index: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more(source)
    write = manifest.write

    def interrupted(folder: Path, new: manifest.Manifest) -> manifest.Manifest:
        write(folder, new)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(manifest, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            change(index, source)
    with ksearch.open(index) as opened:
        assert opened.check().sound
        assert opened.search("장터에").total == 1


def test_an_interrupt_leaves_the_old_index(index: Path, source: Path) -> None:
    more(source)
    before = contents(index)

    def interrupt(progress: ksearch.Progress) -> None:
        raise KeyboardInterrupt

    for change in (ksearch.update, ksearch.rebuild):
        with pytest.raises(KeyboardInterrupt):
            change(index, source, progress=interrupt)
        assert contents(index) == before
        assert is_intact(index)
    assert ksearch.update(index, source).added == 1


def test_an_interrupt_while_words_are_analysed(
    index: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ksearch.korean.kiwi.morphemes import MorphemeAnalyser

    # A word that no lexicon has: every other one of these tests' is read without the analyser.
    (source / "장터.txt").write_text("뷁쀍둛에 든 손님\n\n장터가 북적였다.\n", encoding="utf-8")

    def interrupted(self: object, runs: Iterator[str]) -> Iterator[Any]:
        next(iter(runs))
        raise KeyboardInterrupt
        yield

    with monkeypatch.context() as patch:
        patch.setattr(MorphemeAnalyser, "analyse", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ksearch.update(index, source)
    assert is_intact(index)
    assert ksearch.update(index, source).added == 1


@pytest.mark.posix("a process that kills itself")
def test_a_process_killed_in_the_middle_leaves_the_old_index(index: Path, source: Path) -> None:
    program = (
        "import os, signal, sys, ksearch\n"
        "with ksearch.open(sys.argv[1]) as index, index.writer(memory_mb=1) as writer:\n"
        "    for n in range(200):\n"
        "        writer.add(ksearch.Article(id=f'a{n}', title='1 2 3', body='4 5 6 ' * 300))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(index)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(list(index.glob("segment-*"))) > 1  # of which one belongs to the index
    assert is_intact(index)
    more(source)
    assert ksearch.update(index, source).added == 1
    used = manifest.read(index).files() | {locking.LOCK_FILE_NAME}
    assert names_in(index) == used


# Locks


def test_a_second_writer_is_refused_at_once(index: Path, source: Path) -> None:
    more(source)
    with ksearch.open(index) as opened, opened.writer() as writer:
        writer.add(Article(id="2", title="새벽 시장"))
        for change in (by_update, by_rebuild, by_writer):
            with pytest.raises(ksearch.IndexLocked, match="another process is writing"):
                change(index, source)
    assert ksearch.open(index).search("새벽").total == 1


@pytest.mark.posix("the other process locks by this system's own way")
def test_another_process_holds_the_lock(index: Path, source: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from ksearch.storage.locking import write_lock\n"
        "with write_lock(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.readline()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        more(source)
        with pytest.raises(ksearch.IndexLocked):
            ksearch.update(index, source)
        assert is_intact(index)  # reading needs no lock
        holder.stdin.write("\n")
        holder.stdin.close()
    assert ksearch.update(index, source).added == 1


def test_the_lock_of_a_dead_process_is_no_lock(index: Path, source: Path) -> None:
    (index / locking.LOCK_FILE_NAME).write_bytes(b"left behind")
    more(source)
    assert ksearch.update(index, source).added == 1


# Damage


def damaged(path: Path, change: str) -> None:
    data = bytearray(path.read_bytes())
    match change:
        case "gone":
            gc.collect()  # where it is mapped, it cannot be removed
            path.unlink()
            return
        case "empty":
            data.clear()
        case "cut short":
            del data[len(data) // 2 :]
        case "cut by one":
            del data[-1:]
        case "header flipped":
            data[20] ^= 0xFF
        case "flipped at the end":
            data[max(place for place, byte in enumerate(data) if byte)] ^= 0x10
        case "other text":
            data[:] = "아무 말\n".encode() * 50
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("kind", ["segment", "lexicon", "manifest"])
@pytest.mark.parametrize(
    "change",
    [
        "gone",
        "empty",
        "cut short",
        "cut by one",
        "header flipped",
        "flipped at the end",
        "other text",
    ],
)
def test_damage_is_reported_in_one_sentence(
    kind: str, change: str, index: Path, source: Path
) -> None:
    (path,) = index.glob(f"{kind}*")
    if kind == "manifest" and change == "cut by one":
        pytest.skip("the last byte of the manifest is a bracket: covered by “cut short”")
    damaged(path, change)
    try:
        with ksearch.open(index) as opened:
            reported = opened.check().problems
    except (ksearch.IndexNotFound, ksearch.IndexCorrupt) as error:
        reported = (str(error),)
    assert reported
    assert all("\n" not in sentence for sentence in reported)
    if kind == "manifest" and change != "gone":
        assert "ksearch rebuild" in reported[0]
    ksearch.rebuild(index, source)
    assert is_intact(index)


def test_every_flipped_byte_is_noticed(index: Path) -> None:
    for path in (*index.glob("segment*"), *index.glob("lexicon*")):
        whole = path.read_bytes()
        for place in range(0, len(whole), max(1, len(whole) // 150)):
            data = bytearray(whole)
            data[place] ^= 0x01
            path.write_bytes(bytes(data))
            try:
                report = ksearch.open(index).check()
            except ksearch.IndexCorrupt:
                continue
            noticed = not report.sound
            padding = whole[place] in b"\x00 "
            assert noticed or padding, (path.name, place)
        path.write_bytes(whole)
    assert is_intact(index)


def test_damage_of_the_file_table_is_reported(index: Path) -> None:
    (path,) = index.glob("sources*")
    damaged(path, "flipped at the end")
    assert not ksearch.open(index).check().sound


def test_a_missing_file_table_is_reported(index: Path, source: Path) -> None:
    (path,) = index.glob("sources*")
    path.unlink()
    assert not ksearch.open(index).check().sound
    with pytest.raises(ksearch.IndexCorrupt):
        ksearch.update(index, source)


def rewritten(index: Path, **changes: object) -> None:
    path = index / manifest.MANIFEST_FILE_NAME
    fields = json.loads(json.loads(path.read_bytes())["content"])
    content = json.dumps({**fields, **changes}, ensure_ascii=False)
    path.write_text(
        json.dumps({"checksum": zlib.crc32(content.encode()), "content": content}), encoding="utf-8"
    )


def test_an_index_of_a_newer_version_says_so(index: Path, source: Path) -> None:
    rewritten(index, format_version=manifest.FORMAT_VERSION + 1, invention={"much": "newer"})
    for use in (ksearch.open, lambda folder: ksearch.update(folder, source)):
        with pytest.raises(ksearch.IndexVersionError, match="update ksearch"):
            use(index)
    ksearch.rebuild(index, source)
    assert is_intact(index)


def test_an_engine_that_is_not_here_says_so(index: Path) -> None:
    rewritten(index, engine="moonbase")
    with pytest.raises(ksearch.EngineUnavailable, match="moonbase"):
        ksearch.open(index)


def test_an_index_made_by_another_analyser_is_analysed_anew(index: Path, source: Path) -> None:
    rewritten(index, analyser="kiwi 0.1, model 0.1")
    more(source)
    report = ksearch.update(index, source)
    assert (report.added, report.unchanged) == (1, 1)
    opened = ksearch.open(index)
    assert opened.stats().analyser != "kiwi 0.1, model 0.1"
    assert opened.search("등대에").total == opened.search("장터에").total == 1
