"""A source that has moved keeps its articles and their ids."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from source_folders import counts, held, rows, write

import ksearch

pytestmark = pytest.mark.usefixtures("without_kiwi")


def test_a_source_that_has_moved_is_known_again(
    index: Path, y2024: Path, y2025: Path, tmp_path: Path
) -> None:
    ksearch.update(index, [y2024, y2025])
    before = held(index)
    new = tmp_path / "옮긴 곳"
    y2025.rename(new)
    with ksearch.open(index) as opened:
        moved = opened.move_source(y2025, new)
    assert (moved.path, moved.articles, moved.there) == (str(new), 1, True)
    assert counts(ksearch.update(index)) == (0, 0, 0, 3)
    write(new, a0101="딴강")
    ksearch.update(index, new)
    assert held(index) == before | {"2025/a0101.txt": "딴강 소식"}


def test_a_file_that_is_a_source_may_get_another_name_and_kind(index: Path, tmp_path: Path) -> None:
    import gzip

    old = rows(tmp_path / "묶음.jsonl", _1="섬", _2="뭍")
    with old.open("a") as file:
        file.write('{"title": "이름 없는 글"}\n')
    ksearch.update(index, old)
    before = held(index)
    assert set(before) == {"1", "2", "묶음.jsonl:3"}
    new = tmp_path / "딴 이름.jsonl.gz"
    new.write_bytes(gzip.compress(old.read_bytes()))
    old.unlink()
    with ksearch.open(index) as opened:
        opened.move_source(old, new)
    assert counts(ksearch.update(index)) == (0, 0, 0, 3)
    assert held(index) == before
    assert ksearch.open(index).get("묶음.jsonl:3").path == "묶음.jsonl"


def test_a_move_to_something_else_is_refused(index: Path, y2024: Path, y2025: Path) -> None:
    ksearch.update(index, y2024)
    opened = ksearch.open(index)
    with pytest.raises(ksearch.InvalidValue, match="holds none of the files"):
        opened.move_source(y2024, write(y2025.parent / "딴 곳", b="못마을"))
    with pytest.raises(ksearch.SourceNotFound):
        opened.move_source(y2024, y2024 / "없음")
    with pytest.raises(ksearch.InvalidValue, match="is not a source of the index"):
        opened.move_source(y2025, y2024)
    ksearch.update(index, y2025)
    with pytest.raises(ksearch.InvalidValue, match="another source already"):
        opened.move_source(y2024, y2025)


@pytest.mark.parametrize("copied", [False, True])
def test_a_project_that_is_moved_or_copied_as_a_whole_still_works(
    tmp_path: Path, copied: bool
) -> None:
    source = write(tmp_path / "일" / "글", a="섬마을")
    ksearch.update(tmp_path / "일" / "색인", source)
    new = tmp_path / "새 일"
    if copied:
        shutil.copytree(tmp_path / "일", new)
        write(source, a="딴섬")
    else:
        (tmp_path / "일").rename(new)
    write(new / "글", b="산마을")
    assert counts(ksearch.update(new / "색인")) == (1, 0, 0, 1)
    assert held(new / "색인") == {"a.txt": "섬마을 소식", "b.txt": "산마을 소식"}
    assert ksearch.open(new / "색인").source_paths() == (str(new / "글"),)


def test_an_index_that_is_moved_alone_finds_its_sources(tmp_path: Path) -> None:
    source = write(tmp_path / "글", a="섬마을")
    ksearch.update(tmp_path / "색인", source)
    write(tmp_path / "딴 곳" / "글", b="남의 글")
    (tmp_path / "색인").rename(tmp_path / "딴 곳" / "색인")
    assert counts(ksearch.update(tmp_path / "딴 곳" / "색인")) == (0, 0, 0, 1)
