"""Word, PowerPoint, OpenDocument and RTF, as small as programs would open them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ksearch import Article

WORD = 'xmlns:w="urn:w"'
PROSE = "들꽃마을의 고깃배는 지난해보다 서른 척이 늘었고, 부두에서 일하는 사람도 늘었다고 한다."


def texts(article: Article) -> list[str]:
    return "\n".join(filter(None, (article.title, article.lead, article.body))).split("\n")


def p(text: str, size: int = 0, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    letters = f'<w:rPr><w:sz w:val="{2 * size}"/></w:rPr>' if size else ""
    return f"<w:p>{look}<w:r>{letters}<w:t>{text}</w:t></w:r></w:p>"


def table(rows: list[list[str]]) -> str:
    cells = ("".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(zipped: Callable, body: str, **parts: str) -> bytes:
    members = {"word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>"}
    members.update(
        {f"word/{name}.xml": f"<w:x {WORD}>{text}</w:x>" for name, text in parts.items()}
    )
    return bytes(zipped(members))


def test_a_word_document_is_never_taken_for_a_page(zipped: Callable, only: Callable) -> None:
    menu = [
        [name, str(number)] for number, name in enumerate(["금융", "전 체", "댓글", "로그인"] * 3)
    ]
    body = p("고깃배가 늘었다") + table(menu) + p(PROSE) + p("ⓒ 들꽃마을, 무단 전재 금지")
    kept = texts(only("a.docx", docx(zipped, body)))
    assert kept == ["고깃배가 늘었다", *("\t".join(row) for row in menu), PROSE, kept[-1]]


def test_the_headline_of_a_word_document(zipped: Callable, only: Callable) -> None:
    by_size = p("보도자료", 24) + p("2024. 3. 5.") + p("고깃배가 늘었다", 20) + p(PROSE, 11)
    assert only("a.docx", docx(zipped, by_size)).title == "고깃배가 늘었다"
    by_style = p("들꽃마을 소식") + p("고깃배가 늘었다", style="Title") + p(PROSE)
    assert only("b.docx", docx(zipped, by_style)).title == "고깃배가 늘었다"


def test_notes_and_headers_of_a_word_document(zipped: Callable, only: Callable) -> None:
    data = docx(
        zipped,
        p("고깃배가 늘었다") + p("배가 왔다."),
        footnotes=p("물때표를 본다."),
        header1=p("들꽃마을 소식"),
        header2=p("들꽃마을 소식"),
    )
    assert texts(only("a.docx", data)) == [
        *("고깃배가 늘었다", "배가 왔다.", "물때표를 본다.", "들꽃마을 소식"),
    ]


def test_a_line_break_within_a_paragraph_keeps_its_words_together(
    zipped: Callable, only: Callable
) -> None:
    broken = "<w:p><w:r><w:t>배가</w:t><w:br/><w:t>왔다.</w:t></w:r></w:p>"
    assert only("a.docx", docx(zipped, p("고깃배가 늘었다") + broken)).lead == "배가 왔다."


def test_the_slides_of_a_presentation(zipped: Callable, only: Callable) -> None:
    def shape(text: str, kind: str = "") -> str:
        place = f'<p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>' if kind else ""
        return f"<p:sp>{place}<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"

    def slide(inside: str) -> str:
        return f'<p:sld xmlns:p="urn:p" xmlns:a="urn:a"><p:spTree>{inside}</p:spTree></p:sld>'

    cells = "".join(
        f"<a:tc><a:txBody><a:p><a:r><a:t>{cell}</a:t></a:r></a:p></a:txBody></a:tc>"
        for cell in ("상자", "120")
    )
    data = zipped(
        {
            "ppt/slides/slide10.xml": slide(shape("열째 장")),
            "ppt/slides/slide2.xml": slide(f"<a:tbl><a:tr>{cells}</a:tr></a:tbl>"),
            "ppt/slides/slide1.xml": slide(
                shape("2027년 봄") + shape("참외를 심는 법", "ctrTitle") + shape("1", "sldNum")
            ),
            "ppt/notesSlides/notesSlide1.xml": slide(shape("천천히 말한다.")),
        }
    )
    article = only("a.pptx", data)
    assert article.title == "참외를 심는 법"
    assert sorted(texts(article)) == sorted(
        ["참외를 심는 법", "2027년 봄", "천천히 말한다.", "상자\t120", "열째 장"]
    )
    assert texts(article)[-1] == "열째 장"


OPEN = 'xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:b" xmlns:draw="urn:d"'


def test_an_opendocument_text(zipped: Callable, only: Callable, reason: Callable) -> None:
    row = "".join(
        f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in ("배", "120")
    )
    body = (
        '<text:h text:style-name="Title">고깃배가 늘었다</text:h>'
        "<text:p>배가<text:s/>두<text:tab/>번<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>물때표다.</text:p></text:note-body></text:note> 왔다.</text:p>"
        "<text:p>작은 <text:ruby><text:ruby-base>漁村</text:ruby-base>"
        "<text:ruby-text>어촌</text:ruby-text></text:ruby>의 밤</text:p>"
        f"<table:table><table:table-row>{row}</table:table-row></table:table>"
    )
    content = (
        f"<office:x {OPEN}><office:body><office:text>{body}</office:text></office:body></office:x>"
    )
    said = "<dc:creator>김가람</dc:creator><dc:date>2027-03-01T10:00:00</dc:date>"
    meta = f'<x xmlns:dc="urn:dc">{said}</x>'
    article = only("a.odt", zipped({"content.xml": content, "meta.xml": meta}))
    assert texts(article) == [
        *(
            "고깃배가 늘었다",
            "배가 두\t번 왔다.",
            "물때표다.",
            "작은 漁村의 밤 (어촌)",
            "배\t120",
        ),
    ]
    assert (article.author, str(article.date)[:10]) == ("김가람", "2027-03-01")
    locked = {"content.xml": "…", "META-INF/manifest.xml": "<m><encryption-data/></m>"}
    assert reason("b.odt", zipped(locked)) == "is protected by a password"


@pytest.mark.parametrize("page", ["949", "1252"])
def test_an_rtf_document_of_korean_windows(page: str, only: Callable, reason: Callable) -> None:
    pytest.importorskip("striprtf")

    def spelt(text: str) -> str:
        return "".join(
            f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in text.encode("cp949")
        )

    row = "\\trowd\\cellx100\\cellx200 " + spelt("상자") + "\\cell 120\\cell\\row\n"
    data = (
        f"{{\\rtf1\\ansi\\ansicpg{page}\\deff0 {spelt('고깃배가 늘었다')}\\par\n"
        f"{spelt('배가 왔다.')}\\par\n\\u48176?\\u45796?\\par\n{row}}}"
    )
    found = texts(only("a.rtf", data.encode("ascii")))
    assert found[:3] == ["고깃배가 늘었다", "배가 왔다.", "배다"]
    assert found[3].split("\t") == ["상자", "120"]
    assert reason("b.rtf", "봄이 왔다.") == "is not a valid RTF document"
    endless = r"{\rtf1\ansi 봄\u999999999999999999999 이}".encode()
    assert "is not a valid RTF document" in reason("c.rtf", endless)


@pytest.mark.parametrize("name", ["a.docx", "a.pptx", "a.odt"])
def test_documents_without_text_and_without_sense(
    name: str, zipped: Callable, reason: Callable
) -> None:
    empty = {
        "a.docx": {"word/document.xml": f"<w:document {WORD}/>"},
        "a.pptx": {"ppt/slides/slide1.xml": "<p:sld xmlns:p='urn:p'/>"},
        "a.odt": {"content.xml": f"<office:x {OPEN}/>"},
    }[name]
    assert reason(name, zipped(empty)) == "holds no text"
    assert "is not a valid zip archive" in reason(f"b{name}", "봄이 왔다." * 100)
