"""HTML → lines, as a browser shows them."""

from __future__ import annotations

import pytest

from ksearch.reading.web.tree import lines_of, parse_page


def lines(html: str) -> list[str]:
    return lines_of(parse_page(f"<html><body>{html}</body></html>"))


def test_blocks_and_breaks_end_lines_and_inline_elements_do_not() -> None:
    assert lines("<div>가<b>나</b>다<br>라</div><p>마\n바</p>사") == ["가나다", "라", "마 바", "사"]


def test_a_tables_row_is_a_line_with_tabs() -> None:
    rows = "<tr><th>품종</th><th>상자</th></tr><tr><td><p>노랑참외</p></td><td>50.0</td></tr>"
    assert lines(f"<table>{rows}</table>") == ["품종\t상자", "노랑참외\t50.0"]


def test_a_page_that_is_laid_out_with_tables_keeps_its_paragraphs() -> None:
    paragraphs = [
        f"{n}번째 문단은 들꽃마을 참외가 익어 가는 이야기를 전한다. " * 5 for n in range(3)
    ]
    cell = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    assert lines(f"<table><tr><td>메뉴</td><td>{cell}</td></tr></table>")[1:] == [
        paragraph.strip() for paragraph in paragraphs
    ]


def test_scripts_comments_and_hidden_elements_are_not_shown() -> None:
    hidden = "<!-- 주석 --><script>숨김</script><i style='display: none'>숨김</i><p hidden>숨김</p>"
    assert lines(f"가{hidden}나") == ["가나"]


@pytest.mark.parametrize(
    "ruby", ["<ruby>漢字<rt>한자</rt></ruby>", "<ruby>漢字<rp>(</rp><rt>한자</rt><rp>)</rp></ruby>"]
)
def test_a_reading_stands_in_parentheses_behind_its_letters(ruby: str) -> None:
    assert lines(f"{ruby}를 배운다") == ["漢字(한자)를 배운다"]


def test_preformatted_text_keeps_its_lines() -> None:
    assert lines("<pre>첫 줄\n둘째 줄</pre>") == ["첫 줄", "둘째 줄"]


def test_a_page_that_nests_deeply_is_read() -> None:
    assert lines("<div>" * 3000 + "깊다" + "</div>" * 3000) == ["깊다"]
