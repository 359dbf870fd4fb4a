"""`ksearch browse` as it is used: keys in, the screen out."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("textual")

from screens import Screen, played
from textual.widgets import Input

import ksearch
from ksearch import Article
from ksearch.cli.browse.app import Browse
from ksearch.cli.opening import Original


def test_without_a_query_the_newest_articles_are_listed(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        assert screen.titles[0] == "등대지기, 섬에 남다"
        assert screen.summary == f"94 articles · {screen.summary.split(' · ')[1]} · newest first"
        assert "마지막 등대지기가 섬에 남기로 했다." in screen.article

    played(index, play)


def test_hits_follow_the_keys_and_half_a_syllable_finds_what_it_begins(
    index: ksearch.Index,
) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("등대")
        assert screen.titles == ["등대 불빛이 바뀐다", "등대지기, 섬에 남다"]
        assert screen.summary.startswith("2 articles")
        await screen.press("backspace", "backspace", *"배추")
        assert screen.titles == ["고랭지 배추 창고 짓는다"]
        await screen.press("backspace", "ㅊ")
        assert screen.titles == ["고랭지 배추 창고 짓는다"]
        assert not screen.app.screen.query("#message.-error")

    played(index, play)


def test_a_query_that_cannot_be_read_is_said_and_the_list_stays(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("등대")
        screen.app.query_line.value = "·"
        await screen.settle()
        assert len(screen.titles) == 2
        assert "no word to search for" in screen.message
        screen.app.query_line.value = "등대 " * 5_000
        await screen.settle()
        assert len(screen.titles) == 2
        assert "5,000 words, and the most is" in screen.message

    played(index, play)


def test_what_was_probably_meant_is_offered_and_taken_with_a_key(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("배추 등데지기")
        assert "did you mean “배추 등대지기”? (Ctrl-G)" in screen.message
        await screen.press("ctrl+g")
        assert screen.app.query_one("#query", Input).value == "배추 등대지기"
        assert screen.app.view.query == "배추 등대지기"

    played(index, play)


def test_markup_and_control_characters_of_articles_are_shown_and_not_obeyed(
    index: ksearch.Index,
) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("양파")
        assert screen.titles
        for text in (screen.text, screen.article):
            assert not set(text) & set("\x1b\x07\u202e")
            assert "[bold]굵은[/bold]" in text
            assert "[red]빨강[/red]" in text

    played(index, play)


def test_the_list_goes_on_as_one_scrolls(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("장터")
        assert len(screen.titles) < 30
        await screen.press("enter", "end")
        assert len(screen.titles) > 30
        for _ in range(6):
            await screen.press("end")
        assert len(screen.titles) == len(set(screen.titles)) == 90
        assert screen.app.hits.cursor == 89
        await screen.press("home")
        assert screen.app.hits.cursor == 0

    played(index, play)


def test_keys_of_the_list_work_while_one_types(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("등대")
        await screen.press("down")
        assert screen.app.hits.cursor == 1
        assert screen.article.startswith("등대지기, 섬에 남다")
        await screen.type("지기")
        assert screen.titles == ["등대지기, 섬에 남다"]

    played(index, play)


def test_the_word_that_is_offered_is_taken_with_the_right_arrow(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("고랭")
        for _ in range(200):
            if "고랭지" in screen.lines[0]:
                break
            await asyncio.sleep(0.05)
        await screen.press("right")
        assert screen.app.view.query == "고랭지"

    played(index, play)


def test_ticks_that_leave_nothing_say_how_to_untick(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        screen.app._go(screen.app.view.toggled("publisher", "갯벌일보"))
        await screen.type("배추")
        assert screen.message == "nothing was found; x unticks everything"
        await screen.press("enter", "x")
        assert screen.titles == ["고랭지 배추 창고 짓는다"]

    played(index, play)


def test_n_goes_through_every_match_and_begins_again(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("등대지기")
        await screen.press("enter")
        assert screen.summary.endswith("4 matches here")
        for number in (1, 2, 3, 4, 1):
            await screen.press("n")
            assert screen.summary.endswith(f"match {number} of 4")
        await screen.press("N")
        assert screen.summary.endswith("match 4 of 4")

    played(index, play)


def test_n_scrolls_to_the_match(build: object, tmp_path: Path) -> None:
    body = "\n".join(f"{number}번째 줄이다." for number in range(300)) + "\n끝에 참고래가 있다."
    assert callable(build)
    build(tmp_path, [Article(id="1", title="긴 글", body=body)])

    async def play(screen: Screen) -> None:
        await screen.type("참고래")
        assert "참고래가" not in "\n".join(screen.lines[2:-2]).partition("▏")[2]
        await screen.press("enter", "n")
        assert "끝에 참고래가 있다." in screen.text

    with ksearch.open(tmp_path) as index:
        played(index, play)


def test_counts_narrow_the_list_down_and_several_can_be_ticked(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.press("enter", "f")
        assert "Papers" in screen.text
        assert "[ ] 산골신문" in screen.text
        await screen.press("space")
        assert screen.app.view.values("publisher") == ("산골신문",)
        assert "91 articles" in screen.summary
        assert "산골신문" in screen.summary
        assert "[x] 산골신문" in screen.text
        assert "[ ] 갯벌일보" in screen.text
        await screen.press("down", "space")
        assert "92 articles" in screen.summary
        await screen.press("x")
        assert "94 articles" in screen.summary

    played(index, play)


def test_months_are_ticked_as_a_time_without_gaps(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        screen.app._go(screen.app.view.toggled("month", "2025-03"))
        await screen.settle()
        assert screen.titles == ["등대지기, 섬에 남다"]
        screen.app._go(screen.app.view.toggled("month", "2024-12"))
        await screen.settle()
        assert len(screen.titles) == 3
        assert "2024-12–2025-03" in screen.summary

    played(index, play)


def test_a_field_of_many_values_unfolds(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.press("enter", "f")
        assert "… 14 more" in screen.text
        while "more" not in screen.app.facets.line(screen.app.facets.cursor)[0].text:
            await screen.press("down")
        await screen.press("enter")
        assert "지역19" in screen.text
        assert screen.app.view.ticked == ()

    played(index, play, size=(120, 60))


def test_the_order_changes_with_a_key(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("등대")
        await screen.press("enter", "t")
        assert "newest first" in screen.summary
        await screen.press("t")
        assert "oldest first" in screen.summary
        assert screen.titles[0] == "등대 불빛이 바뀐다"

    played(index, play)


def test_similar_articles_are_listed_and_esc_leads_back(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("등대지기")
        await screen.press("enter", "s")
        assert "similar to 등대지기, 섬에 남다" in screen.summary
        assert "등대 불빛이 바뀐다" in screen.titles
        assert "등대지기, 섬에 남다" not in screen.titles
        await screen.press("escape")
        assert screen.titles == ["등대지기, 섬에 남다"]
        assert screen.app.view.like is None

    played(index, play)


def test_a_related_word_is_added_to_the_query(
    index: ksearch.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ksearch.cli.browse.answers import Asking

    monkeypatch.setattr(Asking, "related", lambda self, view: ("섬", "[red]항구"))

    async def play(screen: Screen) -> None:
        await screen.type("등대")
        await screen.press("enter", "r")
        assert "[red]항구" in screen.text
        await screen.press("enter")
        assert screen.app.view.query == "등대 섬"

    played(index, play)


def test_the_list_is_written_to_a_file_and_no_file_is_overwritten(
    index: ksearch.Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ksearch.csv").write_text("mine")

    async def play(screen: Screen) -> None:
        await screen.type("등대")
        await screen.press("enter", "e")
        await screen.press("enter")
        assert "there is a file “ksearch.csv” already" in screen.message
        await screen.press("e", "ctrl+u", *"new.csv", "enter")
        assert screen.message == "2 articles written to new.csv"
        await screen.press("e", "ctrl+u", *"new.pdf", "enter")
        assert "has to end in .csv or .xlsx" in screen.message

    played(index, play)
    assert (tmp_path / "ksearch.csv").read_text() == "mine"
    rows = list(csv.DictReader(io.StringIO((tmp_path / "new.csv").read_text("utf-8-sig"))))
    assert [row["id"] for row in rows] == ["등대/2.txt", "등대/1.txt"]


def test_the_list_is_written_to_a_workbook(
    index: ksearch.Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("xlsxwriter")
    calamine: Any = pytest.importorskip("python_calamine")
    monkeypatch.chdir(tmp_path)

    async def play(screen: Screen) -> None:
        await screen.type("등대")
        await screen.press("enter", "e", "ctrl+u", *"list.xlsx", "enter")
        assert screen.message == "2 articles written to list.xlsx"

    played(index, play)
    [names, *rows] = calamine.load_workbook("list.xlsx").get_sheet_by_index(0).to_python()
    found = [dict(zip(names, row, strict=True)) for row in rows]
    assert [row["title"] for row in found] == ["등대 불빛이 바뀐다", "등대지기, 섬에 남다"]
    assert [row["date"] for row in found] == [date(2025, 2, 1), datetime(2025, 3, 4, 9, 30)]


def test_a_workbook_without_its_package_names_the_extra(
    index: ksearch.Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    monkeypatch.chdir(tmp_path)

    async def play(screen: Screen) -> None:
        await screen.type("등대")
        await screen.press("enter", "e", "ctrl+u", *"list.xlsx", "enter")
        assert "needs the package xlsxwriter" in screen.message

    played(index, play)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with two pages; returns the folder of an index over it."""
    folder = tmp_path / "기사"
    folder.mkdir()
    for name, title in (("등대.txt", "섬마을 등대"), ("배추.txt", "고랭지 배추")):
        (folder / name).write_text(f"{title}\n\n{title} 이야기가 있다.\n", encoding="utf-8")
    ksearch.update(tmp_path / "색인", folder)
    return tmp_path / "색인"


@pytest.mark.skipif(os.name != "posix", reason="the editor of this test is a script of the shell")
def test_o_opens_the_file_in_the_editor_and_comes_back(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "my editor"
    editor.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/edited\n')
    editor.chmod(0o755)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"'{editor}' --wait")
    monkeypatch.chdir(tmp_path)
    left = 0

    @contextmanager
    def suspend(self: Browse) -> Iterator[None]:
        nonlocal left
        left += 1
        yield

    async def play(screen: Screen) -> None:
        await screen.type("등대")
        await screen.press("enter", "o")
        assert "an editor cannot be started from here" in screen.message  # there is no terminal
        monkeypatch.setattr(Browse, "suspend", suspend)
        await screen.press("o")
        await screen.press("slash", "ctrl+u", *"배추", "enter")
        assert screen.titles == ["고랭지 배추"]
        monkeypatch.setenv("EDITOR", str(tmp_path / "none"))
        await screen.press("o")
        assert "cannot be started" in screen.message

    with ksearch.open(pages) as index:
        played(index, play)
    assert left == 2
    assert (tmp_path / "edited").read_text().split() == ["--wait", "기사/등대.txt"]


def test_o_opens_the_page_or_the_file(
    index: ksearch.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Original] = []
    monkeypatch.setattr("ksearch.cli.browse.app.open_original", opened.append)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)

    async def play(screen: Screen) -> None:
        await screen.type("등대지기")
        await screen.press("enter", "o")
        assert list(map(str, opened)) == ["https://news.example/lighthouse"]
        await screen.press("slash", "ctrl+u", *"양파", "enter", "o")
        assert "neither the file is there nor an address known" in screen.message
        assert len(opened) == 1

    played(index, play)


def test_the_id_is_copied(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("등대지기")
        await screen.press("enter", "y")
        assert screen.app.clipboard == "등대/1.txt"
        assert screen.message == "copied: 등대/1.txt"

    played(index, play)


def test_keys_work_while_the_keyboard_is_switched_to_hangul(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("등대지기")
        await screen.press("enter", "ㅜ", "ㅜ")
        assert screen.summary.endswith("match 2 of 4")
        await screen.press("ㅔ")
        assert screen.summary.endswith("match 1 of 4")

    played(index, play)


def test_the_help_names_every_key_and_closes(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.press("f1")
        for words in ("go to the next match", "list similar articles", "Ctrl-C"):
            assert words in screen.text
        await screen.press("escape")
        assert "list similar articles" not in screen.text
        await screen.press("enter", "question_mark")
        assert "list similar articles" in screen.text

    played(index, play, size=(100, 40))


def test_what_was_committed_meanwhile_is_found_and_the_cursor_stays(
    build: object, tmp_path: Path
) -> None:
    folder = tmp_path
    assert callable(build)
    build(folder, [Article(id="1", title="등대 하나", body="섬"), Article(id="2", title="등대 둘")])

    async def play(screen: Screen) -> None:
        await screen.type("등대")
        await screen.press("enter", "down")
        kept = screen.app.hits.hit
        build(folder, [Article(id="3", title="등대 등대 셋", body="등대")])
        screen.app._news.ask(None)
        await screen.settle()
        assert len(screen.titles) == 3
        assert screen.app.hits.hit is not None
        assert kept is not None
        assert screen.app.hits.hit.id == kept.id

    with ksearch.open(folder) as index:
        played(index, play)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20), (40, 10), (20, 6)])
def test_every_size_of_terminal_will_do(index: ksearch.Index, size: tuple[int, int]) -> None:
    """Panes are one above the other where there are fewer than 80 columns."""

    async def play(screen: Screen) -> None:
        await screen.type("등대")
        hits, article = screen.app.hits.region, screen.app.article.region
        if size[0] < 80:
            assert article.y >= hits.bottom
        else:
            assert article.x >= hits.right
            assert article.y == hits.y
        for keys in (["enter"], ["f"], ["space"], ["x"], ["z"], ["escape"], ["n"], ["f1"]):
            await screen.press(*keys)
            assert len(screen.lines) == size[1]
        await screen.press("escape")
        await screen.pilot.resize_terminal(100, 30)
        await screen.settle()
        assert len(screen.lines) == 30

    played(index, play, size=size)


def test_in_a_narrow_terminal_an_article_is_read_alone(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("등대")
        await screen.press("down", "enter", "enter")
        assert not screen.app.hits.display or screen.app.hits.size.height == 0
        assert "마지막 등대지기가" in screen.text
        await screen.press("escape")
        assert screen.app.hits.size.height > 0
        assert screen.app.focused is screen.app.hits

    played(index, play, size=(60, 20))


def test_filters_of_the_command_line_hold(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        assert screen.titles == ["등대 불빛이 바뀐다"]
        assert "등대지기" not in screen.titles

    played(index, play, query="등대", given={"publisher": "남녘신문"})


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_every_style_can_be_read_on_its_background(index: ksearch.Index, theme: str) -> None:
    """Also where the cursor is, with the focus and without."""

    def brightness(color: object) -> float:
        red, green, blue = color.get_truecolor()  # type: ignore[attr-defined]
        return (0.299 * red + 0.587 * green + 0.114 * blue) / 255

    async def play(screen: Screen) -> None:
        screen.app.theme = theme
        await screen.type("배추 등데지기")
        await screen.press("enter", "n")
        for pane in (screen.app.hits, screen.app.article, screen.app.hits):
            pane.focus()
            await screen.settle()
            for y in range(pane.size.height):
                for segment in screen.app.hits.render_line(y):
                    style = segment.style
                    if segment.text.strip() and style and style.color and style.bgcolor:
                        if segment.text == "▌ ":  # the bar beside the cursor is not text
                            continue
                        contrast = brightness(style.color) - brightness(style.bgcolor)
                        assert abs(contrast) > 0.2, (segment.text, style)

    played(index, play)


def test_colours_change_and_quitting_quits(index: ksearch.Index) -> None:
    async def play(screen: Screen) -> None:
        await screen.type("등대")
        await screen.press("enter")
        dark = screen.app.theme
        await screen.press("T")
        assert screen.app.theme != dark
        await screen.pilot.press("q")
        await screen.pilot.pause()
        assert not screen.app.is_running

    played(index, play)
