"""An index remembers its sources: no article is lost, doubled or renamed by how they are named."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ksearch
from ksearch.arrays import write_arrays
from ksearch.reading import Limits, ReadOptions
from ksearch.storage import manifest as manifests
from ksearch.storage.segments.columns import pack_column
from ksearch.storage.snapshot import open_snapshot
from ksearch.storage.sources import read_sources

pytestmark = pytest.mark.usefixtures("without_kiwi")


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(f"{text} 소식\n\n{text}에 눈이 왔다.\n", "utf-8")
    return folder


def rows(path: Path, **bodies: str) -> Path:
    lines = [
        json.dumps({"id": name.lstrip("_"), "title": body, "body": body}, ensure_ascii=False)
        for name, body in bodies.items()
    ]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def held(index: Path) -> dict[str, str]:
    """Return the articles of an index: their titles by their ids."""
    snapshot = open_snapshot(index)
    articles = [
        segment.article(number)
        for segment in snapshot.segments
        for number in range(len(segment))
        if segment.is_live(number)
    ]
    found = {article.id: article.title for article in articles}
    assert len(found) == len(articles), "an id is borne by two articles"
    return found


def counts(report: ksearch.UpdateReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "색인"


@pytest.fixture
def y2024(tmp_path: Path) -> Path:
    return write(tmp_path / "2024", a0101="섬마을", a0102="산마을")


@pytest.fixture
def y2025(tmp_path: Path) -> Path:
    return write(tmp_path / "2025", a0101="강마을")


ALL = {"섬마을 소식", "산마을 소식", "강마을 소식"}

# How sources are named


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


# Sources within each other


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


# Options


def test_a_source_is_read_as_it_was_the_first_time(index: Path, y2024: Path) -> None:
    ksearch.update(index, y2024, options=ReadOptions(include=("a0101*",)))
    assert set(held(index)) == {"a0101.txt"}
    assert counts(ksearch.update(index)) == (0, 0, 0, 1)
    assert counts(ksearch.update(index, y2024)) == (0, 0, 0, 1)
    ksearch.rebuild(index)
    assert set(held(index)) == {"a0101.txt"}
    ksearch.update(index, y2024, options=ReadOptions(exclude=("a0101*",)))
    assert set(held(index)) == {"a0102.txt"}


def test_other_columns_have_the_same_files_read_again(index: Path, tmp_path: Path) -> None:
    table = tmp_path / "표.csv"
    table.write_text("id,title,옛글,새글\n1,섬,파도,바람\n", "utf-8")
    ksearch.update(index, table, options=ReadOptions(columns={"body": "옛글"}))
    report = ksearch.update(index, table, options=ReadOptions(columns={"body": "새글"}))
    assert counts(report) == (0, 1, 0, 0)
    assert counts(ksearch.update(index)) == (0, 0, 0, 1)
    assert ksearch.open(index).search("바람").total == 1


def test_other_bounds_leave_the_other_options_and_have_refused_files_read_again(
    index: Path, tmp_path: Path
) -> None:
    source = write(tmp_path / "글", a="섬마을", b="산마을 " * 90)
    narrow = ReadOptions(include=("*.txt",), limits=Limits(document_bytes=500))
    report = ksearch.update(index, source, options=narrow)
    assert (report.added, len(report.refused)) == (1, 1)
    reported: list[ksearch.Progress] = []
    wide = ReadOptions(limits=Limits(document_bytes=5000))
    report = ksearch.update(index, source, options=wide, progress=reported.append)
    assert (report.added, report.unreadable) == (1, ())
    assert reported[-1].bytes_total == (source / "b.txt").stat().st_size
    [entry] = ksearch.open(index).sources()
    assert entry.options == {"include": ["*.txt"], "limits": {"document_bytes": 5000}}


# Ids that files give


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


# What is not there


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


# Moving


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
    with pytest.raises(ksearch.InvalidValue, match="is no source of the index"):
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


# Adding and removing


def test_a_source_may_be_added_before_it_is_read(index: Path, y2024: Path, y2025: Path) -> None:
    opened = ksearch.create(index)
    added = opened.add_source(y2024, options=ReadOptions(include=("a0102*",)))
    assert (added.path, added.files, added.articles) == (str(y2024), 0, 0)
    assert added.options == {"include": ["a0102*"]}
    opened.add_source(y2025)
    assert ksearch.update(index).added == 2
    opened.add_source(y2024)
    assert counts(ksearch.update(index)) == (1, 0, 0, 2)
    with pytest.raises(ksearch.SourceNotFound):
        opened.add_source(y2025 / "없음")


def test_a_source_that_is_removed_may_come_again(index: Path, y2024: Path, y2025: Path) -> None:
    ksearch.update(index, [y2024, y2025])
    opened = ksearch.open(index)
    assert opened.remove_source(y2024).articles == 2
    assert len(opened) == 1
    with pytest.raises(ksearch.InvalidValue, match="is no source of the index; it remembers"):
        opened.remove_source(y2024)
    ksearch.update(index, y2024)
    assert set(held(index).values()) == ALL
    assert [Path(entry.path).name for entry in opened.sources()] == ["2025", "2024"]


# What could not be read


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


# Older indexes


def make_old(index: Path, files: list[tuple[Path, str, Path]]) -> None:
    """Give an index the table of files that earlier versions kept: root, key, path."""
    manifest = manifests.read(index)
    known = {row.key: row for row in read_sources(index / manifest.sources).files}
    arrays = {
        "sizes": np.array([path.stat().st_size for _, _, path in files]),
        "times": np.array([path.stat().st_mtime_ns for _, _, path in files]),
        **pack_column("root", [str(root) for root, _, _ in files]),
        **pack_column("key", [key for _, key, _ in files]),
        **pack_column("path", [str(path) for _, _, path in files]),
    }
    assert {key for _, key, _ in files} <= {*known, "a0101.txt"}
    write_arrays(index / "sources-000099-old.ksa", arrays)
    manifests.write(index, manifest.changed(sources="sources-000099-old.ksa"))


def test_an_older_index_is_taken_over(index: Path, y2024: Path, y2025: Path) -> None:
    ksearch.update(index, [y2024, y2025])
    before = held(index)
    paths = [*sorted(y2024.iterdir()), *sorted(y2025.iterdir())]
    make_old(index, [(p.parent, f"{p.parent.name}/{p.name}", p) for p in paths])
    assert set(ksearch.open(index).source_paths()) == {str(y2024), str(y2025)}
    assert counts(ksearch.update(index)) == (0, 0, 0, 3)
    write(y2024, a0103="들마을")
    assert counts(ksearch.update(index, y2024)) == (1, 0, 0, 3)
    assert held(index) == before | {"2024/a0103.txt": "들마을 소식"}


def test_what_an_earlier_version_had_overwritten_comes_back(
    index: Path, y2024: Path, y2025: Path
) -> None:
    (y2024 / "a0102.txt").unlink()
    ksearch.update(index, y2025)
    make_old(index, [(y, "a0101.txt", y / "a0101.txt") for y in (y2024, y2025)])
    assert counts(ksearch.update(index)) == (1, 0, 0, 1)
    assert held(index) == {"a0101.txt": "강마을 소식", "2024/a0101.txt": "섬마을 소식"}


def test_what_an_earlier_version_had_doubled_is_one_again(
    index: Path, y2024: Path, y2025: Path
) -> None:
    ksearch.update(index, y2024)
    doubles = [
        ksearch.Article(id=f"2024/{name}", title="옛 글", path=f"2024/{name}")
        for name in ("a0101.txt", "a0102.txt")
    ]
    by_hand = ksearch.Article(id="2023/a0101.txt", title="손으로", path="2023/a0101.txt")
    ksearch.add(index, [*doubles, by_hand])
    make_old(index, [(y2024, path.name, path) for path in sorted(y2024.iterdir())])
    assert counts(ksearch.update(index)) == (0, 0, 2, 3)
    assert set(held(index)) == {"a0101.txt", "a0102.txt", "2023/a0101.txt"}


# Damage


def test_a_rebuild_of_a_damaged_index_knows_its_sources(
    index: Path, y2024: Path, y2025: Path
) -> None:
    ksearch.update(index, [y2024, y2025])
    before = held(index)
    for path in (index / "manifest.json", *index.glob("segment-*")):
        path.write_bytes(b"rubbish")
    ksearch.rebuild(index)
    assert held(index) == before


def test_a_rebuild_of_a_damaged_index_says_what_is_lost(
    index: Path, y2024: Path, y2025: Path
) -> None:
    ksearch.update(index, [y2024, y2025])
    for path in index.glob("segment-*"):
        path.write_bytes(b"rubbish")
    shutil.move(y2025, y2025.with_name("weg"))
    report = ksearch.rebuild(index)
    assert any("too damaged to keep" in refused.reason for refused in report.refused)
    shutil.move(y2025.with_name("weg"), y2025)
    ksearch.update(index)
    assert set(held(index).values()) == ALL
