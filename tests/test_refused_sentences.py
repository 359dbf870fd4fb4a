"""What the operating system refuses has its own true sentence, wherever in an index it is met."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import ksearch
from ksearch import disk
from ksearch.engines.embedded.updates import progress as reporting

pytestmark = pytest.mark.usefixtures("without_kiwi")

SENTENCES = {
    errno.ENOSPC: "the disk is full (No space left on device); free some space",
    errno.EDQUOT: "the quota on the disk is used up",
    errno.EMFILE: "this process has too many files open (Too many open files); close some",
    errno.EACCES: "there is no permission (Permission denied); ask for it",
    errno.EROFS: "the disk is read-only (Read-only file system); make it writable",
    errno.EIO: "the disk reports an error (Input/output error); check the disk",
    errno.ESTALE: "the file server no longer knows the file (Stale file handle); mount its disk",
    errno.EFBIG: "a file would be larger than this process may write",
}
#: What an index writes, by what their names begin with.
FILES = [
    *("LOCK", "WORDS.LOCK", ".userwords.txt"),
    *("segment-", "lexicon-", "sources-", "words-", "manifest.json"),
]


def on(name: str, code: int) -> disk.Disk:
    """Return a disk that refuses to make or lock files whose names begin so."""

    class Refusing(disk.Disk):
        def create(self, path: Path) -> int:
            self._refuse(path)
            return super().create(path)

        def open_lock(self, path: Path) -> int:
            self._refuse(path)
            return super().open_lock(path)

        def _refuse(self, path: Path) -> None:
            if path.name.startswith(name):
                raise OSError(code, os.strerror(code))

    return Refusing()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "글"
    folder.mkdir()
    (folder / "등대.txt").write_text("등대에 불이 켜졌다\n\n섬사람들이 반겼다.\n", "utf-8")
    return folder


def change(folder: Path, source: Path) -> None:
    """Write a file of every kind."""
    with ksearch.open(folder) as index:
        index.add_word("섬사람들")
    (source / "장터.txt").write_text("장터 소식\n", "utf-8")
    ksearch.update(folder)


def said_by(act: Callable[[], object]) -> str:
    with pytest.raises(ksearch.StorageError) as caught:
        act()
    text = str(caught.value)
    assert "\n" not in text
    return text


@pytest.mark.parametrize("code", SENTENCES, ids=errno.errorcode.get)
@pytest.mark.parametrize("name", FILES)
def test_a_refusal_says_what_and_why_and_what_helps(
    name: str, code: int, source: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "색인"
    ksearch.update(folder, source)
    with disk.replaced_by(on(name, code)):
        text = said_by(lambda: change(folder, source))
    assert SENTENCES[code] in text
    assert text.startswith("cannot ")
    assert text.endswith("earlier commits are unaffected")
    if name in ("WORDS.LOCK", ".userwords.txt"):  # then nothing has been done
        change(folder, source)
    else:
        ksearch.update(folder)
    assert len(ksearch.open(folder)) == 2


@pytest.mark.parametrize("code", SENTENCES, ids=errno.errorcode.get)
def test_a_checkpoint_that_is_refused_says_so(
    code: int, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_CHECKPOINT", 0.0)
    with disk.replaced_by(on("checkpoint.json", code)):
        text = said_by(lambda: ksearch.update(tmp_path / "색인", source))
    assert SENTENCES[code] in text
    assert ksearch.update(tmp_path / "색인", source).total == 1


@pytest.mark.parametrize("code", [errno.EMFILE, errno.EACCES, errno.EIO], ids=errno.errorcode.get)
@pytest.mark.parametrize("operation", ["open", "read", "map"])
def test_a_refusal_to_read_says_so_too(
    operation: str, code: int, source: Path, tmp_path: Path, faulty_disk: type[Any]
) -> None:
    folder = tmp_path / "색인"
    ksearch.update(folder, source)
    refusing = faulty_disk(0, code, only=[operation], lasting=True)
    with disk.replaced_by(refusing):
        text = said_by(lambda: ksearch.open(folder).search("등대"))
    assert SENTENCES[code].partition(";")[0] in text
