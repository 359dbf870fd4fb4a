"""Ids that files give their articles are unique in the index."""

from __future__ import annotations

from pathlib import Path

import pytest
from source_folders import counts, held, rows

import ksearch

pytestmark = pytest.mark.usefixtures("without_kiwi")


def test_rows_of_two_files_with_one_id_are_two_articles(index: Path, tmp_path: Path) -> None:
    source = tmp_path / "묶음"
    source.mkdir()
    rows(source / "가.jsonl", _1="섬", _2="뭍")
    rows(source / "나.jsonl", _1="강")
    ksearch.update(index, source)
    assert held(index) == {"1": "섬", "2": "뭍", "나.jsonl/1": "강"}
    rows(source / "나.jsonl", _1="강가", _2="들")
    assert counts(ksearch.update(index)) == (1, 1, 0, 2)
    expected = {"1": "섬", "2": "뭍", "나.jsonl/1": "강가", "나.jsonl/2": "들"}
    assert held(index) == expected
    ksearch.rebuild(index)
    assert held(index) == expected
    rows(source / "가.jsonl", _2="뭍")
    ksearch.update(index)
    assert held(index) == {"2": "뭍", "나.jsonl/1": "강가", "나.jsonl/2": "들"}


def test_rows_of_two_sources_with_one_id_are_two_articles(index: Path, tmp_path: Path) -> None:
    for name, body in (("2024", "섬"), ("2025", "강")):
        (tmp_path / name).mkdir()
        rows(tmp_path / name / f"{body}.jsonl", _7=body)
    ksearch.update(index, tmp_path / "2024")
    ksearch.update(index, tmp_path / "2025")
    assert held(index) == {"7": "섬", "2025/7": "강"}
    files = [rows(tmp_path / f"{name}.jsonl", _7=name) for name in ("가", "나")]
    ksearch.update(index, files)
    assert held(index) == {"7": "섬", "2025/7": "강", "가.jsonl/7": "가", "나.jsonl/7": "나"}


def test_an_id_that_another_article_was_given_is_taken(index: Path, tmp_path: Path) -> None:
    source = tmp_path / "묶음"
    source.mkdir()
    rows(source / "가.jsonl", _1="섬")
    rows(source / "나.jsonl", **{"_1": "강", "나.jsonl/1": "들"})
    ksearch.update(index, source)
    before = held(index)
    assert sorted(before.values()) == ["강", "들", "섬"]
    rows(source / "나.jsonl", **{"나.jsonl/1": "들", "_1": "강"})
    ksearch.update(index)
    assert held(index) == before


def test_a_file_does_not_overwrite_an_article_that_was_added_by_hand(
    index: Path, y2024: Path
) -> None:
    ksearch.add(index, [{"id": "a0101.txt", "title": "손으로 쓴 글"}])
    ksearch.update(index, y2024)
    assert held(index) == {
        "a0101.txt": "손으로 쓴 글",
        "2024/a0101.txt": "섬마을 소식",
        "2024/a0102.txt": "산마을 소식",
    }


def test_articles_that_were_read_and_added_by_hand_are_known_again(
    index: Path, y2024: Path
) -> None:
    ksearch.add(index, ksearch.read(y2024))
    assert counts(ksearch.update(index, y2024)) == (0, 0, 0, 2)


def test_a_file_that_gives_one_id_twice_says_so(index: Path, tmp_path: Path) -> None:
    path = tmp_path / "가.jsonl"
    path.write_text('{"id": 1, "title": "섬"}\n{"id": 1, "title": "뭍"}\n' * 2, "utf-8")
    report = ksearch.update(index, path)
    assert counts(report) == (1, 0, 0, 0)
    [note] = report.notes
    assert "3 of its articles have the id of an earlier one" in note.reason
    assert report.total == 1
