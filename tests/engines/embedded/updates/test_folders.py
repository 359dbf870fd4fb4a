"""Bringing an index up to date with its sources: what is read, what is kept, what is reported."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from folders import names_in

import ksearch

pytestmark = pytest.mark.usefixtures("without_kiwi")

LONG_AGO = 1_000_000_000


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def lines(rows: Iterable[dict[str, str]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write(
        tmp_path / "기사",
        {
            "등대.txt": "등대에 불이 켜졌다\n\n섬사람들이 반겼다.\n",
            "장터.txt": "산골 장터에 든 손님\n\n장터가 북적였다.\n",
            "묶음.jsonl": lines(
                {"id": str(n), "title": f"{n}호 소식", "body": f"{n}번째 글"} for n in range(3)
            ),
        },
    )


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "색인"


def counts(report: ksearch.UpdateReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged


def found(index: Path, query: str) -> set[str]:
    """Return what a query finds as it is typed."""
    with ksearch.open(index) as opened:
        results = opened.search(query, match="all", limit=100)
        return set() if results.corrected else {hit.id for hit in results}


def test_the_first_time_everything_is_added(index: Path, source: Path) -> None:
    report = ksearch.update(index, source)
    assert counts(report) == (5, 0, 0, 0)
    assert (report.total, report.refused) == (5, ())
    assert found(index, "장터") == {"장터.txt"}


def test_the_second_time_nothing_is_done(index: Path, source: Path) -> None:
    ksearch.update(index, source)
    before = (index / "manifest.json").read_bytes()
    report = ksearch.update(index, source)
    assert counts(report) == (0, 0, 0, 5)
    assert report.total == 5
    assert (index / "manifest.json").read_bytes() == before


def test_unchanged_files_are_not_read(
    index: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ksearch.update(index, source)
    write(source, {"장터.txt": "산골 장터에 비가 온다\n\n손님이 끊겼다.\n"})
    reported: list[ksearch.Progress] = []
    report = ksearch.update(index, source, progress=reported.append)
    assert counts(report) == (0, 1, 0, 4)
    assert reported[-1].bytes_total == (source / "장터.txt").stat().st_size


def test_what_is_new_changed_or_gone_is_reported(index: Path, source: Path) -> None:
    ksearch.update(index, source)
    write(source, {"새소식.txt": "새벽 시장이 열린다\n\n상인들이 모였다.\n"})
    write(source, {"등대.txt": "등대에 불이 꺼졌다\n\n섬사람들이 걱정했다.\n"})
    (source / "장터.txt").unlink()
    report = ksearch.update(index, source)
    assert counts(report) == (1, 1, 1, 3)
    assert report.total == 5
    assert found(index, "켜졌다") == set()
    assert found(index, "꺼졌다") == {"등대.txt"}
    assert found(index, "장터") == set()
    assert found(index, "시장") == found(index, "새벽") == {"새소식.txt"}


def test_a_new_time_stamp_alone_changes_nothing(index: Path, source: Path) -> None:
    ksearch.update(index, source)
    os.utime(source / "등대.txt", (LONG_AGO, LONG_AGO))
    assert counts(ksearch.update(index, source)) == (0, 0, 0, 5)


def test_new_content_under_an_old_time_stamp_counts(index: Path, source: Path) -> None:
    os.utime(source / "등대.txt", (LONG_AGO, LONG_AGO))
    ksearch.update(index, source)
    write(source, {"등대.txt": "등대에 갈매기가 앉았다\n\n섬사람들이 웃었다.\n"})
    os.utime(source / "등대.txt", (LONG_AGO, LONG_AGO))
    assert counts(ksearch.update(index, source)) == (0, 1, 0, 4)
    assert found(index, "갈매기가") == {"등대.txt"}


def test_lines_that_left_a_file_leave_the_index(index: Path, source: Path) -> None:
    ksearch.update(index, source)
    write(source, {"묶음.jsonl": lines([{"id": "1", "title": "1호 소식", "body": "고친 글"}])})
    assert counts(ksearch.update(index, source)) == (0, 1, 2, 2)
    assert found(index, "고친") == {"1"}


def test_another_source_is_left_alone(index: Path, source: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "보도", {"다리.txt": "새 다리가 놓였다\n\n강을 건넌다.\n"})
    ksearch.update(index, source)
    assert counts(ksearch.update(index, other)) == (1, 0, 0, 5)
    (source / "등대.txt").unlink()
    assert counts(ksearch.update(index, other)) == (0, 0, 0, 6)
    assert counts(ksearch.update(index, source)) == (0, 0, 1, 5)
    assert found(index, "다리가") == {"다리.txt"}


def test_a_file_renamed_is_one_gone_and_one_new(index: Path, source: Path) -> None:
    ksearch.update(index, source)
    (source / "장터.txt").rename(source / "시장.txt")
    assert counts(ksearch.update(index, source)) == (1, 0, 1, 4)
    assert found(index, "북적였다") == {"시장.txt"}


def test_an_article_that_moved_to_another_file_stays(index: Path, source: Path) -> None:
    ksearch.update(index, source)
    row = {"id": "2", "title": "2호 소식", "body": "2번째 글"}
    write(source, {"새 묶음.jsonl": lines([row])})
    rest = [{"id": str(n), "title": f"{n}호 소식", "body": f"{n}번째 글"} for n in range(2)]
    write(source, {"묶음.jsonl": lines(rest)})
    report = ksearch.update(index, source)
    assert report.total == 5
    assert found(index, "2번째") == {"2"}


def test_what_cannot_be_read_is_reported_and_the_rest_indexed(index: Path, source: Path) -> None:
    broken = lines([{"id": "9", "title": "온전한 줄", "body": "글"}]) + '{"id": "10", "title": \n'
    write(source, {"깨진.jsonl": broken})
    (source / "그림.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200))
    report = ksearch.update(index, source)
    assert report.added == 6
    refused = {where.where: where.reason for where in report.refused}
    assert sorted(Path(where).name.partition(":")[0] for where in refused) == [
        "그림.txt",
        "깨진.jsonl",
    ]
    assert any("2" in where for where in refused if "깨진" in where)


def test_a_file_that_became_unreadable_keeps_nothing_stale(index: Path, source: Path) -> None:
    ksearch.update(index, source)
    (source / "등대.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200))
    report = ksearch.update(index, source)
    assert len(report.refused) == 1
    assert report.removed == 1
    assert found(index, "섬사람들이") == set()


def test_a_refused_file_is_reported_each_time(index: Path, source: Path) -> None:
    (source / "그림.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200))
    assert len(ksearch.update(index, source).refused) == 1
    assert len(ksearch.rebuild(index, source).refused) == 1


def test_several_sources_at_once(index: Path, source: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "보도", {"다리.txt": "새 다리가 놓였다\n\n강을 건넌다.\n"})
    assert counts(ksearch.update(index, [source, other])) == (6, 0, 0, 0)
    assert counts(ksearch.update(index, [source, other])) == (0, 0, 0, 6)


def test_two_sources_with_files_of_one_name_keep_both(index: Path, tmp_path: Path) -> None:
    for name in ("가", "나"):
        write(tmp_path / name, {"소식.txt": f"{name} 마을 소식\n\n{name} 마을에 눈이 왔다.\n"})
    report = ksearch.update(index, [tmp_path / "가", tmp_path / "나"])
    assert report.total == 2
    assert found(index, "마을") == {"가/소식.txt", "나/소식.txt"}


def test_a_single_file_is_a_source(index: Path, source: Path) -> None:
    assert counts(ksearch.update(index, source / "등대.txt")) == (1, 0, 0, 0)
    assert found(index, "등대에") == {"등대.txt"}


def test_progress_is_reported(index: Path, source: Path) -> None:
    reported: list[ksearch.Progress] = []
    ksearch.update(index, source, progress=reported.append)
    assert reported[-1].stage == "writing"
    assert reported[-1].articles == 5
    assert reported[-1].bytes_done == reported[-1].bytes_total > 0


# Rebuilding


def test_a_rebuild_holds_only_what_the_sources_hold(index: Path, source: Path) -> None:
    ksearch.update(index, source)
    with ksearch.open(index) as opened, opened.writer() as writer:
        writer.add(ksearch.Article(id="손으로", title="손으로 넣은 글"))
    (source / "장터.txt").unlink()
    report = ksearch.rebuild(index, source)
    assert (report.added, report.total) == (4, 4)
    assert found(index, "손으로") == set()


def test_a_rebuild_leaves_only_the_new_files(index: Path, source: Path) -> None:
    ksearch.update(index, source)
    old = {path.name for path in index.glob("segment-*")}
    ksearch.rebuild(index, source)
    assert old.isdisjoint(names_in(index))
    assert ksearch.open(index).check().sound


def test_a_rebuild_that_finds_nothing_leaves_the_old_index(index: Path, source: Path) -> None:
    ksearch.update(index, source)
    with pytest.raises(ksearch.SourceNotFound):
        ksearch.rebuild(index, source / "없는 곳")
    empty = source.parent / "빈 곳"
    empty.mkdir()
    with pytest.raises(ksearch.NothingToIndex):
        ksearch.rebuild(index, empty)
    assert found(index, "장터") == {"장터.txt"}


def test_a_rebuild_mends_a_damaged_index(index: Path, source: Path) -> None:
    ksearch.update(index, source)
    for path in (*index.glob("segment-*"), *index.glob("lexicon-*")):
        path.write_bytes(b"rubbish")
    with pytest.raises(ksearch.IndexCorrupt):
        ksearch.open(index)
    ksearch.rebuild(index, source)
    assert ksearch.open(index).check().sound
    assert found(index, "장터") == {"장터.txt"}


def test_a_rebuild_analyses_no_word_twice(index: Path, source: Path) -> None:
    # A word that no lexicon has: every other one of these tests' is read without the analyser.
    (source / "낯선 곳.txt").write_text("뷁쀍둛에서 온 소식\n\n손님이 왔다.\n", encoding="utf-8")
    assert ksearch.update(index, source).analysed > 0
    assert ksearch.rebuild(index, source).analysed == 0


def test_an_update_and_a_rebuild_give_the_same_answers(index: Path, source: Path) -> None:
    ksearch.update(index, source / "등대.txt")
    ksearch.update(index, source)
    asked = ("장터", "소식", "글", "등대에", "불이", "반겼다")
    before = {query: found(index, query) for query in asked}
    ksearch.rebuild(index, source)
    assert {query: found(index, query) for query in asked} == before


# The folder of the index may be anywhere


def test_folders_are_made(tmp_path: Path, source: Path) -> None:
    ksearch.update(tmp_path / "깊은" / "곳" / "색인", source)
    assert found(tmp_path / "깊은" / "곳" / "색인", "장터") == {"장터.txt"}


def test_an_index_can_be_moved(index: Path, source: Path, tmp_path: Path) -> None:
    ksearch.update(index, source)
    index.rename(tmp_path / "옮긴 색인")
    assert found(tmp_path / "옮긴 색인", "장터") == {"장터.txt"}
    assert counts(ksearch.update(tmp_path / "옮긴 색인", source)) == (0, 0, 0, 5)
