"""Files that could not be read are read again when that may help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from source_folders import counts, write

import ksearch

pytestmark = pytest.mark.usefixtures("without_kiwi")


def test_a_file_that_may_be_read_again_is_read_again(
    index: Path, y2024: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ksearch.reading import files

    open_file = files.open_file

    def denying(path: str) -> Any:
        if path.endswith("a0102.txt"):
            raise PermissionError(13, "Permission denied")
        return open_file(path)

    with monkeypatch.context() as patch:
        patch.setattr(files, "open_file", denying)
        first = ksearch.update(index, y2024)
        assert (len(first.refused), len(first.unreadable)) == (1, 0)
        again = ksearch.update(index)
        assert (len(again.refused), len(again.unreadable)) == (0, 1)
        [listed] = ksearch.open(index).stats().unreadable
        assert listed == first.refused[0] == again.unreadable[0]
        assert ksearch.open(index).check().unreadable == (listed,)
    report = ksearch.update(index)
    assert counts(report) == (1, 0, 0, 1)
    assert report.refused == report.unreadable == ()
    assert ksearch.open(index).stats().unreadable == ()


def test_a_file_is_read_when_the_extra_for_it_is_there(
    index: Path, y2024: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    pytest.importorskip("watchfiles")
    from ksearch.reading import Refusal, files

    read_document = files.read_document

    def lacking(document: Any, options: Any) -> Any:
        if document.key.startswith("a010"):
            yield Refusal(document.key, "needs a package that is missing", "pdf")
        else:
            yield from read_document(document, options)

    write(y2024, b="들마을")
    with monkeypatch.context() as patch:
        patch.setattr(files, "read_document", lacking)
        assert len(ksearch.update(index, y2024).refused) == 2
        assert len(ksearch.update(index).unreadable) == 2
    report = ksearch.update(index)
    assert counts(report) == (2, 0, 0, 1)
    assert report.unreadable == ()


def test_a_file_that_is_broken_is_tried_again_by_a_newer_version_only(
    index: Path, y2024: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (y2024 / "그림.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200))
    ksearch.update(index, y2024)
    reported: list[ksearch.Progress] = []
    report = ksearch.update(index, progress=reported.append)
    assert [refused.where for refused in report.unreadable] == ["그림.txt"]
    assert reported[-1].bytes_total == 0
    monkeypatch.setattr(ksearch, "__version__", "99.0")
    ksearch.update(index, progress=reported.append)
    assert reported[-1].bytes_total > 0
    (y2024 / "그림.txt").unlink()
    assert ksearch.update(index).unreadable == ()
