"""The writer of whole generations: what it says it did, and what it leaves behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from doubles import Failing
from folders import names_in

from ksearch.model.article import Article
from ksearch.storage.snapshot import Snapshot, open_snapshot
from ksearch.storage.writing.bulk_writer import BulkWriter

Build = Callable[..., Snapshot]

ONE = Article(id="1", title="등대에 불이 켜졌다", body="섬사람들이 반겼다.", publisher="남녘신문")


def changed(article: Article, **fields: Any) -> Article:
    from dataclasses import replace

    return replace(article, **fields)


def test_adding_returns_what_it_did(few_words: type[Any], build: Build, tmp_path: Path) -> None:
    writer = BulkWriter(tmp_path, build(tmp_path, [ONE]), few_words())
    assert writer.add(ONE) == "unchanged"
    assert writer.add(changed(ONE, publisher="산골신문")) == "changed"
    assert writer.add(changed(ONE, publisher="산골신문")) == "unchanged"
    assert writer.add(Article(id="2", title="새벽 시장")) == "added"
    assert writer.add(Article(id="2", title="저녁 시장")) == "changed"
    assert writer.delete("2")
    assert writer.add(Article(id="2", title="저녁 시장")) == "added"
    writer.commit()
    snapshot = open_snapshot(tmp_path)
    assert snapshot.article(snapshot.find("1")).publisher == "산골신문"
    assert snapshot.article(snapshot.find("2")).title == "저녁 시장"
    assert snapshot.live_count == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "등대에 불이 꺼졌다"},
        {"lead": "새 머리글"},
        {"body": "섬사람들이 반겼다"},
        {"date": datetime(2025, 1, 1)},
        {"author": "한바다"},
        {"section": "사회"},
        {"url": "https://news.example/1"},
        {"path": "1.txt"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_every_field_counts_as_a_change(
    fields: dict[str, Any], few_words: type[Any], build: Build, tmp_path: Path
) -> None:
    writer = BulkWriter(tmp_path, build(tmp_path, [ONE]), few_words())
    assert writer.add(changed(ONE, **fields)) == "changed"


def test_dates_keep_their_moment_and_are_given_back_in_the_zone_of_display(
    build: Build, tmp_path: Path
) -> None:
    nepal = timezone(timedelta(hours=5, minutes=45))
    dates = [
        datetime(2025, 2, 12, 11, 14, tzinfo=UTC),
        datetime(2025, 2, 12, 11, 14, tzinfo=nepal),
        datetime(1910, 1, 1, tzinfo=UTC),
        None,
    ]
    rows = [Article(id=str(n), title="글", date=date) for n, date in enumerate(dates)]
    snapshot = build(tmp_path, rows)
    kept = [snapshot.article(number).date for number in range(len(dates))]
    assert kept == dates
    assert kept[1] is not None
    assert kept[1].utcoffset() == timedelta(hours=9)
    without_zone = build(tmp_path, [Article(id="x", title="글", date=datetime(2025, 2, 12, 9))])
    found = without_zone.article(without_zone.find("x")).date
    assert found == datetime(2025, 2, 12, tzinfo=UTC)


def test_nothing_is_seen_before_the_commit(
    few_words: type[Any], build: Build, tmp_path: Path
) -> None:
    writer = BulkWriter(tmp_path, build(tmp_path, [ONE]), few_words())
    writer.add(Article(id="2", title="새벽 시장"))
    writer.delete("1")
    assert open_snapshot(tmp_path).find("1") >= 0
    writer.commit()
    assert open_snapshot(tmp_path).find("1") < 0


def test_a_rollback_leaves_no_file(few_words: type[Any], build: Build, tmp_path: Path) -> None:
    base = build(tmp_path, [ONE])
    before = names_in(tmp_path)
    writer = BulkWriter(tmp_path, base, few_words(), memory_mb=1)
    for number in range(100):
        writer.add(Article(id=f"긴{number}", title="긴 글", body="봄 여름 가을 겨울 " * 300))
    assert len(list(tmp_path.iterdir())) > len(before)
    writer.rollback()
    del writer
    assert names_in(tmp_path) == before


def test_a_full_memory_writes_a_segment(build: Build, tmp_path: Path) -> None:
    rows = [
        Article(id=str(n), title=f"{n}째 글", body="봄 여름 가을 겨울 " * 300) for n in range(100)
    ]
    (tmp_path / "적은").mkdir()
    (tmp_path / "많은").mkdir()
    several = build(tmp_path / "적은", rows, memory_mb=1)
    one = build(tmp_path / "많은", rows, memory_mb=512)
    assert len(several.segments) > len(one.segments) == 1
    for number in range(100):
        wanted = one.article(one.find(str(number)))
        assert several.article(several.find(str(number))) == wanted


def test_a_failing_analyser_fails_the_commit_and_leaves_the_old_state(
    build: Build, tmp_path: Path
) -> None:
    base = build(tmp_path, [ONE])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    writer = BulkWriter(tmp_path, base, Failing(RuntimeError("the analyser broke down")))
    writer.add(Article(id="2", title="새벽 시장"))
    with pytest.raises(RuntimeError, match="broke down"):
        writer.commit()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert not [t for t in threading.enumerate() if t.name == "morphemes"]


def test_known_eojeols_are_not_analysed_again(
    few_words: type[Any], build: Build, tmp_path: Path
) -> None:
    base = build(tmp_path, [ONE])
    analyser = few_words()
    writer = BulkWriter(tmp_path, base, analyser)
    writer.add(Article(id="2", title="등대에 불이 났다"))
    writer.commit()
    assert analyser.asked == ["났다"]
    assert writer.analysed == 1


def test_old_files_go_with_the_commit(build: Build, tmp_path: Path) -> None:
    build(tmp_path, [ONE])
    for number in range(12):
        snapshot = build(tmp_path, [changed(ONE, title=f"{number}째 판")])
    used = snapshot.manifest.files()
    assert names_in(tmp_path) == used


def test_more_articles_than_a_segment_holds(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ksearch.storage.writing.bulk_writer.MAX_ARTICLES", 10)
    snapshot = build(tmp_path, [Article(id=str(n), title=f"{n}째 글") for n in range(25)])
    assert [len(segment) for segment in snapshot.segments] == [10, 10, 5]
    assert [snapshot.find(str(number)) for number in range(25)] == list(range(25))
