"""Hits and articles laid out in lines."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from ksearch import Article, HighlightedArticle
from ksearch.cli.browse.lines import HitRow, StyledLine, article_pane_lines, count_line, hit_lines
from ksearch.render.terminal.width import display_width

ROW = HitRow(
    rank=1,
    id="1",
    title="등대지기, 섬에 남다",
    title_matches=((0, 4),),
    source=("2025-03-04", "갯벌일보"),
    snippet="마지막 등대지기가 섬에 남기로 했다. 섬 주민은 모두 열두 명이다.",
    snippet_matches=((4, 8),),
)


def text_of(line: StyledLine) -> str:
    return "".join(piece.text for piece in line)


def matches_of(line: StyledLine) -> list[str]:
    return [piece.text for piece in line if piece.match >= 0]


def test_a_hit_has_its_title_its_source_and_its_snippet() -> None:
    lines = hit_lines(ROW, 30, 4)
    assert [text_of(line) for line in lines] == [
        "등대지기, 섬에 남다",
        "2025-03-04 · 갯벌일보",
        "마지막 등대지기가 섬에 남기로",
        "했다. 섬 주민은 모두 열두 명…",
    ]
    assert matches_of(lines[0]) == ["등대지기"]
    assert matches_of(lines[2]) == ["등대지기"]
    assert len(hit_lines(ROW, 30, 2)) == 2


def test_missing_words_are_shown_beside_the_source_of_a_hit() -> None:
    lines = hit_lines(ROW._replace(missing=("포항",), similar=2), 80, 4)
    assert text_of(lines[1]) == "2025-03-04 · 갯벌일보 · missing: 포항 · +2 similar"


def test_of_the_source_only_what_fits_is_named() -> None:
    row = ROW._replace(source=("2025-03-04", "갯벌일보", "한바다"))
    assert text_of(hit_lines(row, 30, 4)[1]) == "2025-03-04 · 갯벌일보 · 한바다"
    assert text_of(hit_lines(row, 28, 4)[1]) == "2025-03-04 · 갯벌일보"
    assert text_of(hit_lines(row, 6, 4)[1]) == "2025-…"


def test_control_characters_are_replaced_and_invisible_ones_left_out() -> None:
    row = ROW._replace(title="가\x1b[31m나\u200e다", title_matches=((0, 1),), missing=("\x07",))
    text = "\n".join(map(text_of, hit_lines(row, 60, 4)))
    assert not set(text) & set("\x1b\x07\u200e")
    assert "�[31m나다" in text


def test_an_article_has_every_match_and_the_line_where_it_begins() -> None:
    article = Article(
        id="1",
        title="등대",
        lead="등대가 있다.",
        body="첫 줄이다.\n둘째 줄에 등대가 있고 등대지기도 있다.",
        date=datetime(2025, 3, 4),
    )
    found = HighlightedArticle(article, ((0, 2),), ((0, 2),), ((13, 15), (20, 22)))
    laid_out = article_pane_lines(found, 16)
    assert [matches_of(laid_out.lines[line]) for line in laid_out.match_lines] == [
        ["등대"],
        ["등대"],
        ["등대"],
        ["등대"],
    ]
    numbers = [piece.match for line in laid_out.lines for piece in line if piece.match >= 0]
    assert numbers == [0, 1, 2, 3]
    assert laid_out.lines[0][0].style == "title-match"


def test_a_match_over_two_lines_is_painted_in_both() -> None:
    article = Article(id="1", title="", body="하나 둘 셋 넷 다섯")
    laid_out = article_pane_lines(HighlightedArticle(article, (), (), ((0, 9),)), 8)
    painted = [piece for line in laid_out.lines for piece in line if piece.match == 0]
    assert len(painted) > 1
    assert laid_out.match_lines == (2,)


TEXTS = st.text(st.sampled_from("가나 다라ab \n\t\x1b漢字…🙂\u200d"), max_size=60)


@given(TEXTS, TEXTS, st.integers(1, 50), st.data())
def test_no_line_is_wider_than_there_is_room_and_every_match_is_painted(
    title: str, body: str, columns: int, data: st.DataObject
) -> None:
    edges = data.draw(st.lists(st.integers(0, len(body)), max_size=8, unique=True).map(sorted))
    spans = tuple(
        (start, end)
        for start, end in zip(edges[::2], edges[1::2], strict=False)
        if body[start:end].strip()
    )
    article = Article(id="1", title=title, body=body)
    laid_out = article_pane_lines(HighlightedArticle(article, (), (), spans), columns)
    assert all(display_width(text_of(line)) <= max(columns, 2) for line in laid_out.lines)
    painted = {piece.match for line in laid_out.lines for piece in line} - {-1}
    assert painted == set(range(len(spans)))
    assert len(laid_out.match_lines) == len(spans)
    row = ROW._replace(title=title or "1", title_matches=(), snippet=body, snippet_matches=spans)
    for line in hit_lines(row, max(columns, 12), 4):
        assert display_width(text_of(line)) <= max(columns, 12)
    ticked = count_line(title, 12_345, max(columns, 12), ticked=True)
    assert display_width(text_of(ticked)) == max(columns, 12)
