"""Rows to an index by one call: `ksearch.sources.add`."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import ksearch
from ksearch import Article
from ksearch.reading import articles_from
from ksearch.sources import add


def test_dicts_and_articles_go_into_an_index_by_one_call(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "제목": "섬마을 도서관", "본문": "배가 책을 싣고 온다."},
        Article(id="b", title="등대지기", body="등대에 불이 켜졌다."),
        {"쓸모": "없음"},
    ]
    report = add(tmp_path / "index", rows)
    assert (report.added, report.changed, report.total) == (2, 0, 2)
    assert [row.where for row in report.refused] == ["row:3"]
    with ksearch.open(tmp_path / "index") as index:
        assert [hit.id for hit in index.search("등대")] == ["b"]


def test_a_row_with_a_known_id_replaces_and_one_that_says_the_same_changes_nothing(
    tmp_path: Path,
) -> None:
    add(tmp_path, [{"id": "a", "title": "봄비", "body": "비가 왔다."}, {"id": "b", "title": "눈"}])
    report = add(
        tmp_path, [{"id": "a", "title": "가을비", "body": "비가 왔다."}, {"id": "b", "title": "눈"}]
    )
    assert (report.added, report.changed, report.unchanged, report.total) == (0, 1, 1, 2)


def test_nothing_is_added_when_the_rows_fail_midway(tmp_path: Path) -> None:
    def rows() -> object:
        yield {"id": "a", "title": "봄비"}
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        add(tmp_path, rows())
    with ksearch.open(tmp_path) as index:
        assert len(index) == 0


class Missing(datetime):
    """A datetime that means none and equals not even itself, as pandas' NaT."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = datetime.__hash__


class Stamp(datetime):
    """A datetime of a class of its own, as pandas' Timestamp."""


def test_a_missing_date_of_a_data_frame_is_none_and_a_stamp_becomes_a_plain_datetime() -> None:
    rows = [
        {"id": "1", "title": "눈", "date": Missing(1, 1, 1)},
        {"id": "2", "title": "비", "date": Stamp(2024, 3, 2, 9)},
    ]
    first, second = articles_from(rows)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.date is None
    assert type(second.date) is datetime
    assert second.date == datetime(2024, 3, 2, 9, tzinfo=timezone(timedelta(hours=9)))
