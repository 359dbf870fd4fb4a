"""A source is the same however its path is written, and names its articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from source_folders import counts, held, write

import ksearch

pytestmark = pytest.mark.usefixtures("without_kiwi")


def test_one_source_after_another_overwrites_nothing(index: Path, y2024: Path, y2025: Path) -> None:
    ksearch.update(index, y2024)
    assert counts(ksearch.update(index, y2025)) == (1, 0, 0, 2)
    assert held(index) == {
        "a0101.txt": "섬마을 소식",
        "a0102.txt": "산마을 소식",
        "2025/a0101.txt": "강마을 소식",
    }
    assert counts(ksearch.update(index, y2024)) == (0, 0, 0, 3)
    assert counts(ksearch.update(index)) == (0, 0, 0, 3)


def test_one_of_two_sources_alone_doubles_nothing(index: Path, y2024: Path, y2025: Path) -> None:
    ksearch.update(index, [y2024, y2025])
    before = held(index)
    assert set(before) == {"2024/a0101.txt", "2024/a0102.txt", "2025/a0101.txt"}
    for named in (y2024, y2025, [y2025, y2024], None):
        assert counts(ksearch.update(index, named)) == (0, 0, 0, 3)
        assert held(index) == before


def test_what_comes_later_to_a_source_is_named_like_the_rest_of_it(
    index: Path, y2024: Path, y2025: Path
) -> None:
    ksearch.update(index, [y2024, y2025])
    write(y2025, a0103="들마을")
    ksearch.update(index, y2025)
    assert held(index)["2025/a0103.txt"] == "들마을 소식"


def test_a_clash_that_comes_later_gives_the_newcomer_the_longer_id(
    index: Path, y2024: Path, y2025: Path
) -> None:
    (y2025 / "a0101.txt").rename(y2025 / "a0109.txt")
    ksearch.update(index, [y2024, y2025])
    write(y2025, a0102="들마을")
    ksearch.update(index)
    assert held(index) == {
        "a0101.txt": "섬마을 소식",
        "a0102.txt": "산마을 소식",
        "a0109.txt": "강마을 소식",
        "2025/a0102.txt": "들마을 소식",
    }


@pytest.mark.parametrize("how", ["relative", "slash", "link", "dots", "elsewhere"])
def test_a_source_is_the_same_however_its_path_is_written(
    index: Path, y2024: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    ksearch.update(index, y2024)
    before = held(index)
    named = str(y2024)
    match how:
        case "relative":
            monkeypatch.chdir(tmp_path)
            named = "2024"
        case "slash":
            named += "/"
        case "link":
            (tmp_path / "link").symlink_to(y2024)
            named = str(tmp_path / "link")
        case "dots":
            named = f"{y2024}/../2024/./"
        case "elsewhere":
            (tmp_path / "딴 곳").mkdir()
            monkeypatch.chdir(tmp_path / "딴 곳")
            named = "../2024"
    write(y2024, a0103="들마을")
    assert counts(ksearch.update(index, named)) == (1, 0, 0, 2)
    assert held(index) == before | {"a0103.txt": "들마을 소식"}
    assert len(ksearch.open(index).source_paths()) == 1


def test_without_a_name_all_sources_are_brought_up_to_date(
    index: Path, y2024: Path, y2025: Path
) -> None:
    ksearch.update(index, y2024)
    ksearch.update(index, y2025)
    write(y2024, a0101="딴섬")
    write(y2025, a0102="들마을")
    (y2024 / "a0102.txt").unlink()
    assert counts(ksearch.update(index)) == (1, 1, 1, 1)


def test_an_index_that_remembers_nothing_says_so(index: Path) -> None:
    ksearch.create(index)
    with pytest.raises(ksearch.NothingToIndex, match="remembers no source yet"):
        ksearch.update(index)
