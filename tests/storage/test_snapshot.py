"""A snapshot is one generation, whatever writers do meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from folders import names_in

from ksearch.model.article import Article
from ksearch.model.errors import IndexCorrupt, IndexNotFound
from ksearch.storage import manifest as manifests
from ksearch.storage.snapshot import Snapshot, open_snapshot

Build = Callable[..., Snapshot]


def rows(*ids: str) -> list[Article]:
    return [Article(id=name, title=f"{name} 소식", body="등대 섬") for name in ids]


def test_articles_are_numbered_over_all_segments(build: Build, tmp_path: Path) -> None:
    build(tmp_path, rows("가", "나"))
    build(tmp_path, rows("다"))
    snapshot = build(tmp_path, rows("라", "마"))
    assert [snapshot.find(name) for name in "가나다라마"] == [0, 1, 2, 3, 4]
    assert [snapshot.article(number).id for number in range(5)] == list("가나다라마")
    assert snapshot.locate(3) == (snapshot.segments[2], 0)
    assert snapshot.find("바") == -1


def test_a_replaced_article_is_found_in_its_new_place(build: Build, tmp_path: Path) -> None:
    build(tmp_path, rows("가", "나", "다", "라"))
    snapshot = build(tmp_path, [Article(id="가", title="고친 소식")])
    assert snapshot.article(snapshot.find("가")).title == "고친 소식"
    assert (snapshot.size, snapshot.live_count) == (5, 4)


def test_a_snapshot_outlives_its_files(build: Build, tmp_path: Path) -> None:
    old = build(tmp_path, rows("가", "나"))
    name = old.segments[0].name
    build(tmp_path, [], delete=["가"])
    assert old.article(old.find("가")).title == "가 소식"
    del old
    assert name not in names_in(tmp_path)


def test_a_commit_between_reading_the_manifest_and_opening_is_no_damage(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, rows("가", "나"))
    stale = manifests.read(tmp_path)
    build(tmp_path, [], delete=["가"])
    assert stale.segments[0].file not in names_in(tmp_path)
    real, answers = manifests.read, [stale]
    monkeypatch.setattr(
        manifests, "read", lambda folder: answers.pop() if answers else real(folder)
    )
    assert open_snapshot(tmp_path).find("가") == -1


def test_a_missing_file_is_damage(build: Build, tmp_path: Path) -> None:
    name = build(tmp_path, rows("가")).segments[0].name
    (tmp_path / name).unlink()
    with pytest.raises(IndexCorrupt):
        open_snapshot(tmp_path)


def test_no_folder_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound):
        open_snapshot(tmp_path / "없음")


def test_articles_without_a_field_do_not_count_in_its_average_length(
    build: Build, tmp_path: Path
) -> None:
    articles = [
        Article(id="1", title="하나", lead="둘 셋", body="넷 다섯 여섯"),
        Article(id="2", lead="하나 둘 셋 넷"),
        Article(id="3", title="하나 둘 셋"),
    ]
    assert build(tmp_path, articles).average_lengths().tolist() == [2.0, 3.0, 3.0]
