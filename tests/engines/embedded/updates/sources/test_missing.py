"""Sources that are not there keep their articles until they are removed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from source_folders import ALL, counts, held, write

import ksearch

pytestmark = pytest.mark.usefixtures("without_kiwi")


def test_a_source_that_is_gone_keeps_its_articles_until_it_is_removed(
    index: Path, y2024: Path, y2025: Path
) -> None:
    ksearch.update(index, [y2024, y2025])
    shutil.rmtree(y2025)
    report = ksearch.update(index)
    assert report.missing == (str(y2025),)
    assert set(held(index).values()) == ALL
    with pytest.raises(ksearch.SourceNotFound, match="sources remove"):
        ksearch.update(index, y2025)
    ksearch.rebuild(index)
    assert set(held(index).values()) == ALL
    removed = ksearch.open(index).remove_source(y2025)
    assert (removed.path, removed.articles, removed.there) == (str(y2025), 1, False)
    assert set(held(index).values()) == ALL - {"강마을 소식"}
    assert ksearch.update(index).missing == ()


def test_a_disk_that_is_not_mounted_keeps_its_articles(
    index: Path, y2024: Path, y2025: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.path.ismount
    monkeypatch.setattr(os.path, "ismount", lambda path: path == str(y2025) or real(path))
    ksearch.update(index, [y2024, y2025])
    monkeypatch.setattr(os.path, "ismount", real)
    (y2025 / "a0101.txt").unlink()
    report = ksearch.update(index)
    assert report.missing == (str(y2025),)
    assert set(held(index).values()) == ALL


def test_an_emptied_source_beside_another_is_empty(index: Path, y2024: Path, y2025: Path) -> None:
    ksearch.update(index, [y2024, y2025])
    (y2025 / "a0101.txt").unlink()
    assert counts(ksearch.update(index)) == (0, 0, 1, 2)


def test_what_lies_behind_a_closed_door_is_kept(
    index: Path, y2024: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(y2024 / "봄", b="들마을")
    ksearch.update(index, y2024)
    scan = os.scandir

    def denying(path: str) -> Any:
        if str(path).endswith("봄"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", denying)
        for change in (ksearch.update, ksearch.rebuild):
            report = change(index)
            assert [refused.where for refused in report.refused] == ["봄/"]
            assert held(index)["봄/b.txt"] == "들마을 소식"
    assert ksearch.update(index).refused == ()
