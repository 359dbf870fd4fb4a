"""`ksearch read`: files as they are understood, and why lines of a page were dropped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

PAGE = """\
산골 마을에 도서관이 문을 열었다
- 기사 스크랩
- 공유
- 댓글
- 프린트
입력 2025-03-04 09:30
강원도 산골 마을에 작은 도서관이 문을 열었다고 군청이 월요일 밝혔다. 책은 삼천 권이다.
도서관은 낡은 분교를 고쳐 지었으며, 주민들이 돌아가며 책을 빌려주고 청소도 맡기로 했다.
아이들은 학교가 끝나면 이곳에 모여 숙제를 하고, 저녁에는 어른들이 글쓰기를 배운다.
홍길순 기자 hong@example.com
ⓒ 산골신문, 무단 전재 및 재배포 금지
많이 본 뉴스
1
눈길에 버스 멈춰 선 고갯마루
2
올겨울 첫 얼음낚시 축제 열려
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "도서관.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_the_article_is_printed_without_the_page_around_it(run: Any, page: Path) -> None:
    outcome = run("read", str(page))
    assert outcome.status == 0
    assert outcome.out.startswith("산골 마을에 도서관이 문을 열었다\n")
    assert "삼천 권이다." in outcome.out
    assert "많이 본 뉴스" not in outcome.out


def test_raw_leaves_everything_in(run: Any, page: Path) -> None:
    assert "많이 본 뉴스" in run("read", str(page), "--raw").out


def test_all_marks_what_was_dropped(run: Any, page: Path) -> None:
    lines = run("read", "--all", str(page)).out.splitlines()
    assert len(lines) == len(PAGE.splitlines())
    assert lines[0].split("  ")[0] == "title"
    dropped = next(line for line in lines if "많이 본 뉴스" in line)
    mark, _, reason = dropped.split("  ")
    assert mark == "dropped"
    assert reason


def test_json_is_an_article_a_line(run: Any, page: Path) -> None:
    second = page.with_name("둘째.txt")
    second.write_text("둘째 글\n\n둘째 글의 본문이 여기에 있다.\n", encoding="utf-8")
    lines = run("read", str(page), str(second), "--json").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["도서관.txt", "둘째.txt"]


def test_a_source_that_is_not_there_is_an_error(run: Any, page: Path) -> None:
    outcome = run("read", str(page.with_name("없다.txt")))
    assert outcome.status == 2
    assert outcome.err.startswith("ksearch: ")
    assert "없다.txt" in outcome.err


def test_what_cannot_be_read_is_named_with_the_reason(run: Any, page: Path) -> None:
    page.with_name("빈 글.txt").write_text("", encoding="utf-8")
    outcome = run("read", str(page.parent))
    assert outcome.status == 0
    assert outcome.err == "ksearch: 빈 글.txt: is empty\n"
    page.unlink()
    assert run("read", str(page.parent)).status == 1


def test_a_folder_without_articles_is_status_1(run: Any, page: Path) -> None:
    page.unlink()
    outcome = run("read", str(page.parent))
    assert outcome.status == 1
    assert outcome.err == "ksearch: no file of a known kind is there to be read\n"


@pytest.mark.parametrize(
    "option", [("--timeout", "-1"), ("--timeout", "nan"), ("--limit", "3"), ("--limit", "-1")]
)
def test_bounds_that_are_none_are_refused(
    run: Any, tmp_path: Path, option: tuple[str, str]
) -> None:
    (tmp_path / "a.txt").write_text("섬의 아침\n\n배가 왔다.\n", "utf-8")
    outcome = run("read", str(tmp_path), *option)
    assert outcome.status == 2
    assert f"{option[0]} takes" in outcome.err


@pytest.mark.posix("the process with bounds")
def test_bounds_on_a_document_are_taken(run: Any, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[" + "[]," * 3_000_000 + "[]]")
    outcome = run("read", str(tmp_path), "--limit", "64")
    assert outcome.status == 1
    assert "takes more than 64 MB of memory" in outcome.err
    assert run("read", str(tmp_path), "--timeout", "0.05").status == 1


def test_an_incomplete_article_gives_a_note_not_a_refusal(run: Any, tmp_path: Path) -> None:
    source = tmp_path / "글"
    source.mkdir()
    text = "섬의 아침\n\n" + "배가 섬에 닿았다. " * 20
    (source / "가.txt").write_bytes(text.encode() + b"\xed\n")
    (source / "나.pdf").write_bytes(b"%PDF-1.4 broken")
    note = (
        "note 가.txt: 1 broken character of its UTF-8 text could not be read and is replaced by "
        "\ufffd"
    )
    assert f"ksearch: {note}" in run("read", str(source)).err
    index = str(tmp_path / "색인")
    built = run("index", str(source), "--index", index)
    first, *_ = built.out.split("\n")
    assert first == "added 1 · changed 0 · removed 0 · unchanged 0 · refused 1 · notes 1"
    assert note in built.out
    assert "refused 가.txt" not in built.out
    again = run("index", str(source), "--index", index)
    assert "notes" not in again.out  # it has been told
    for command in ("stats", "check"):
        reported = run(command, "--index", index).out
        assert note in reported
        assert "unreadable 나.pdf" in reported
    (source / "가.txt").write_text(text, "utf-8")
    run("index", str(source), "--index", index)
    assert "note" not in run("stats", "--index", index).out


def test_a_source_of_which_all_was_taken_with_notes_is_no_error(run: Any, tmp_path: Path) -> None:
    (tmp_path / "가.txt").write_bytes("섬의 아침\n\n배가 섬에 닿았다. ".encode() * 9 + b"\xed\n")
    assert run("index", str(tmp_path / "가.txt"), "--index", str(tmp_path / "색인")).status == 0
