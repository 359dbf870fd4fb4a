"""Sources within each other: every file belongs to one of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from source_folders import ALL, counts, held, write

import ksearch
from ksearch.reading import ReadOptions

pytestmark = pytest.mark.usefixtures("without_kiwi")


def test_a_part_of_a_source_is_no_source_of_its_own(
    index: Path, y2024: Path, y2025: Path, tmp_path: Path
) -> None:
    ksearch.update(index, tmp_path)
    before = held(index)
    write(y2024, a0103="들마을")
    write(y2025, a0102="못마을")
    assert counts(ksearch.update(index, y2024)) == (1, 0, 0, 3)
    assert counts(ksearch.update(index, y2025 / "a0102.txt")) == (1, 0, 0, 4)
    assert held(index) == before | {
        "2024/a0103.txt": "들마을 소식",
        "2025/a0102.txt": "못마을 소식",
    }
    assert ksearch.open(index).source_paths() == (str(tmp_path),)


def test_a_part_that_is_gone_leaves_the_index(
    index: Path, y2024: Path, y2025: Path, tmp_path: Path
) -> None:
    ksearch.update(index, tmp_path)
    shutil.rmtree(y2025)
    assert counts(ksearch.update(index, [y2024, y2025])) == (0, 0, 1, 2)


def test_a_folder_around_a_source_doubles_nothing(
    index: Path, y2024: Path, y2025: Path, tmp_path: Path
) -> None:
    ksearch.update(index, y2024)
    assert counts(ksearch.update(index, tmp_path)) == (1, 0, 0, 2)
    assert held(index) == {
        "a0101.txt": "섬마을 소식",
        "a0102.txt": "산마을 소식",
        "2025/a0101.txt": "강마을 소식",
    }
    write(y2024, a0103="들마을")
    assert counts(ksearch.update(index, tmp_path)) == (1, 0, 0, 3)
    assert held(index)["a0103.txt"] == "들마을 소식"


def test_links_between_sources_double_nothing(index: Path, y2024: Path, y2025: Path) -> None:
    (y2025 / "작년").symlink_to(y2024)
    ksearch.update(index, y2025)
    assert set(held(index).values()) == ALL
    ids = held(index)
    assert counts(ksearch.update(index, y2024)) == (0, 0, 0, 3)
    assert held(index) == ids


def test_a_part_may_be_read_otherwise_than_the_rest(
    index: Path, y2024: Path, y2025: Path, tmp_path: Path
) -> None:
    ksearch.update(index, tmp_path)
    ids = set(held(index))
    ksearch.update(index, y2024, options=ReadOptions(raw=True))
    assert set(held(index)) == ids
    parts = {Path(entry.path).name: entry for entry in ksearch.open(index).sources()}
    assert parts["2024"].articles == 2
    assert parts["2024"].options == {"raw": True}
    assert parts[tmp_path.name].articles == 1
    assert counts(ksearch.update(index)) == (0, 0, 0, 3)
