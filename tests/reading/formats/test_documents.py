"""Documents as real programs write them: what went wrong with the first of them."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from pathlib import Path

from ksearch import Article
from ksearch.reading import Refusal, clean_page, read_file, walk
from ksearch.reading.model import Read

WORD = 'xmlns:w="urn:w" xmlns:mc="urn:mc"'


def read(path: Path) -> list[Read]:
    return [item for file in walk([path]).files for item in read_file(file)]


def only(path: Path) -> Article:
    [article] = read(path)
    assert isinstance(article, Article)
    return article


def zipped(path: Path, members: dict[str, str]) -> Path:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, text in members.items():
            package.writestr(name, text)
    path.write_bytes(held.getvalue())
    return path


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_a_row_of_a_word_document_s_table_is_one_line(tmp_path: Path) -> None:
    rows = (("마을", "권수"), ("은모래", "삼천 권"))
    table = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows
    )
    body = f"{paragraph('산골 도서관')}<w:tbl>{table}</w:tbl>{paragraph('자료는 군청')}"
    document = f"<w:document {WORD}><w:body>{body}</w:body></w:document>"
    article = only(zipped(tmp_path / "a.docx", {"word/document.xml": document}))
    assert article.body == "마을\t권수\n은모래\t삼천 권\n자료는 군청"


def test_a_text_box_of_a_word_document_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('상자 글')}</w:txbxContent>"
    body = (
        f"{paragraph('산골 도서관')}<w:p><w:r><w:t>책이 왔다.</w:t><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    document = f"<w:document {WORD}><w:body>{body}</w:body></w:document>"
    article = only(zipped(tmp_path / "a.docx", {"word/document.xml": document}))
    assert (article.lead, article.body) == ("책이 왔다.", "상자 글")


def test_a_word_document_that_is_locked_is_distinguished_from_a_broken_one(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    [refusal] = read(tmp_path / "a.docx")
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("is protected by a password, or in the format of before 2007")


def test_an_e_book_s_table_of_contents_is_no_chapter(tmp_path: Path) -> None:
    package = (
        '<package xmlns="urn:opf"><manifest>'
        '<item id="nav" href="nav.xhtml" properties="nav"/><item id="one" href="1.xhtml"/>'
        '</manifest><spine><itemref idref="nav"/><itemref idref="one"/></spine></package>'
    )
    book = {
        "META-INF/container.xml": '<container><rootfile full-path="b.opf"/></container>',
        "b.opf": package,
        "nav.xhtml": "<html><body><nav><h1>차례</h1><a>첫 배</a></nav></body></html>",
        "1.xhtml": "<html><body><h1>첫 배</h1><p>배가 떠났다.</p></body></html>",
    }
    assert only(zipped(tmp_path / "a.epub", book)).title == "첫 배"


def test_a_row_of_a_markdown_table_is_one_line(tmp_path: Path) -> None:
    text = "# 산골 도서관\n\n책이 왔다.\n\n| 마을 | 권수 |\n|---|---|\n| 은모래 | 삼천 권 |\n"
    (tmp_path / "a.md").write_text(text, "utf-8")
    assert only(tmp_path / "a.md").body == "책이 왔다.\n마을\t권수\n은모래\t삼천 권"


def test_title_date_and_reporter_of_a_page_that_is_drawn_by_its_script(tmp_path: Path) -> None:
    content = (
        "솔바람 군청이 산골 마을마다 작은 도서관을 짓는다. 첫 도서관은 은모래 마을에 들어선다.\n"
        * 3
    )
    article = {
        "title": "산골마다 작은 도서관",
        "content": content,
        "publishedAt": "2024-03-02T09:00:00+09:00",
        "writer": "나린솔",
    }
    data = json.dumps({"props": {"article": article}})
    (tmp_path / "a.html").write_text(
        "<html><head><title>앱</title></head><body><div id='root'></div>"
        f"<script type='application/json'>{data}</script></body></html>",
        "utf-8",
    )
    read_back = only(tmp_path / "a.html")
    assert read_back.title == "산골마다 작은 도서관"
    assert read_back.author == "나린솔"
    assert read_back.date is not None
    assert read_back.date.isoformat() == "2024-03-02T09:00:00+09:00"


def test_a_name_typed_in_nfc_finds_the_file_whose_name_is_nfd(tmp_path: Path) -> None:
    on_disk = tmp_path / unicodedata.normalize("NFD", "솔바람 소식.txt")
    on_disk.write_text("봄이 왔다.", "utf-8")
    assert only(tmp_path / "솔바람 소식.txt").lead == "봄이 왔다."


def test_numbered_headings_between_paragraphs_are_no_list_of_comments() -> None:
    ruling = "1. 사안\n짐이 젖어 있었다.\n3. 의견\n선주가 책임진다. {} 판결은 옳다.\n"
    rulings = "".join(ruling.format(word) for word in "첫둘셋넷다")
    page = clean_page(f"젖은 짐의 책임\n입력 2024.04.01 09:00\n{rulings}")
    kept = f"{page.title}\n{page.lead}\n{page.body}"
    assert kept.count("3. 의견") == 5
    assert all(f"{word} 판결은 옳다." in kept for word in "첫둘셋넷다")


def test_a_committee_is_no_reporter() -> None:
    page = clean_page(
        "물결신문\n오늘의 일정\n하나리 기자\n입력 2024.04.01 09:00\n공유\n인쇄\n▲ 농업위원회\n"
        "- 쌀값 공청회 10:00 본관\n- 예산소위 16:00 본관\n▲ 교통위원회\n- 전체회의 14:00 본관\n"
        "저작권자 ⓒ 물결신문 무단전재 및 재배포 금지"
    )
    assert page.author == "하나리"
