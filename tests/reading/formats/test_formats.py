"""Every format but plain text and JSON lines: what of a file becomes which field."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from ksearch.model.article import Article
from ksearch.model.errors import MissingExtra
from ksearch.reading import Limits, Read, ReadOptions, Refusal, read, read_file, walk
from ksearch.reading.dates import KOREAN_TIME

OPF = "http://www.idpf.org/2007/opf"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def contents(path: Path, data: bytes | str, options: ReadOptions | None = None) -> list[Read]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_file(walk([path]).files[0], options))


def only(items: list[Read]) -> Article:
    [item] = items
    assert isinstance(item, Article), item
    return item


def reason(items: list[Read]) -> str:
    [item] = items
    assert isinstance(item, Refusal), item
    return item.reason


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return buffer.getvalue()


# Plain text


def test_a_text_file_is_one_article_named_by_its_key(tmp_path: Path) -> None:
    article = only(contents(tmp_path / "섬.txt", "섬의 아침\n\n배가 왔다.\n\n우편물이 내렸다.\n"))
    assert (article.id, article.path) == ("섬.txt", "섬.txt")
    assert (article.title, article.lead, article.body) == (
        "섬의 아침",
        "배가 왔다.",
        "우편물이 내렸다.",
    )


def test_a_damaged_text_file_is_read_and_reported(tmp_path: Path) -> None:
    data = ("섬의 아침\n\n" + "배가 왔다. 우편물이 내렸다.\n" * 30).encode("cp949")
    refusal, article = contents(
        tmp_path / "섬.txt", data.replace("우편".encode("cp949"), b"\xff", 1)
    )
    assert isinstance(refusal, Refusal)
    assert "CP949" in refusal.reason
    assert isinstance(article, Article)
    assert article.title == "섬의 아침"


# Tables


def test_a_table_by_the_names_of_its_columns(tmp_path: Path) -> None:
    items = contents(
        tmp_path / "기사.csv",
        "뉴스 식별자,일자,언론사,기고자,제목,본문,URL\n"
        '01,20240501,섬신문,노을,등대지기,"첫째 줄\n둘째, 줄",https://a.example/1\n'
        ",20240502,섬신문,,뱃고동,안개가 짙다,\n",
    )
    first, second = items
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, first.title, first.body) == ("01", "등대지기", "첫째 줄\n둘째, 줄")
    assert first.date == datetime(2024, 5, 1, tzinfo=KOREAN_TIME)
    assert (first.publisher, first.author, first.url) == ("섬신문", "노을", "https://a.example/1")
    assert (second.id, second.author) == ("기사.csv:4", None)


def test_a_table_in_cp949_with_semicolons(tmp_path: Path) -> None:
    data = "제목;본문\n등대지기;불을 켠다\n".encode("cp949")
    assert only(contents(tmp_path / "a.csv", data)).title == "등대지기"


def test_tabs_separate_a_tsv(tmp_path: Path) -> None:
    article = only(contents(tmp_path / "a.tsv", "title\ttext\n섬, 바다\t파도; 바람\n"))
    assert (article.title, article.body) == ("섬, 바다", "파도; 바람")


def test_columns_of_other_names_have_to_be_given(tmp_path: Path) -> None:
    data = "머리,몸\n섬,파도\n"
    assert "say which with --columns" in reason(contents(tmp_path / "a.csv", data))
    options = ReadOptions(columns={"title": "머리", "body": "몸"})
    assert only(contents(tmp_path / "a.csv", data, options)).body == "파도"


def test_a_long_field_of_a_table_is_read(tmp_path: Path) -> None:
    body = "바다 " * 200_000
    assert len(only(contents(tmp_path / "a.csv", f"title,body\n섬,{body}\n")).body) > 500_000


# JSON


def test_an_array_of_articles(tmp_path: Path) -> None:
    rows = [{"id": "가", "title": "섬", "body": "파도"}, {"title": "뭍"}, 3]
    first, second, third = contents(tmp_path / "a.json", json.dumps(rows))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, second.id) == ("가", "a.json:2")
    assert third == Refusal("a.json:3", "item 3 is not an object with fields")


def test_an_array_inside_an_object(tmp_path: Path) -> None:
    data = json.dumps({"count": 1, "articles": [{"title": "섬"}]})
    assert only(contents(tmp_path / "a.json", data)).title == "섬"


def test_a_single_article_is_named_by_its_key(tmp_path: Path) -> None:
    assert only(contents(tmp_path / "a.json", '{"title": "섬", "text": "파도"}')).id == "a.json"


@pytest.mark.parametrize("data", ["{", "3", '{"a": {"b": 1}}', "[" * 100_000])
def test_json_that_holds_no_articles(tmp_path: Path, data: str) -> None:
    assert reason(contents(tmp_path / "a.json", data))


# Markdown


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    article = only(
        contents(
            tmp_path / "a.md",
            "---\ntitle: 섬의 하루\ndate: 2024-05-01\nauthor: [노을, 바다]\n---\n\n"
            "# 섬의 하루\n\n**배**가 [항구](https://a.example)에\n왔다.\n\n"
            "- 하나\n- 둘\n\n![그림](a.png)\n\n```\n코드 한 줄\n```\n",
        )
    )
    assert article.title == "섬의 하루"
    assert article.body == "배가 항구에 왔다.\n하나\n둘\n그림\n코드 한 줄"
    assert article.date == datetime(2024, 5, 1, tzinfo=KOREAN_TIME)
    assert article.author == "노을, 바다"


def test_markdown_without_front_matter_has_its_heading_for_a_title(tmp_path: Path) -> None:
    article = only(contents(tmp_path / "a.md", "# 섬\n\n파도가 친다.\n\n## 뭍\n\n바람이 분다.\n"))
    assert (article.title, article.body) == ("섬", "파도가 친다.\n뭍\n바람이 분다.")


def test_a_front_matter_that_is_broken_is_reported_and_the_text_read(tmp_path: Path) -> None:
    refusal, article = contents(tmp_path / "a.md", "---\ntitle: [섬\n---\n\n# 섬\n\n파도\n")
    assert isinstance(refusal, Refusal)
    assert "front matter" in refusal.reason
    assert isinstance(article, Article)
    assert article.body == "파도"


# Feeds


def test_an_rss_feed(tmp_path: Path) -> None:
    feed = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
      xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>섬신문</title>
      <item><title>뱃고동 &amp; 안개</title><link>https://a.example/1</link>
      <description>짧은 글</description>
      <content:encoded><![CDATA[<p>배가 <b>왔다</b>.</p><p>안개가 걷혔다.</p>]]></content:encoded>
      <pubDate>Wed, 12 Feb 2025 11:14:00 +0900</pubDate><dc:creator>노을</dc:creator></item>
      <item><guid>둘째</guid><title>등대</title></item><item/></channel></rss>"""
    first, second, third = contents(tmp_path / "a.rss", feed)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, first.title) == ("https://a.example/1", "뱃고동 & 안개")
    assert first.body == "배가 왔다.\n안개가 걷혔다."
    assert first.date == datetime(2025, 2, 12, 11, 14, tzinfo=KOREAN_TIME)
    assert (first.author, first.publisher) == ("노을", "섬신문")
    assert second.id == "둘째"
    assert isinstance(third, Refusal)


def test_an_atom_feed(tmp_path: Path) -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom"><title>섬신문</title><entry>
      <id>tag:1</id><title>뱃고동</title><link rel="alternate" href="https://a.example/1"/>
      <updated>2025-02-12T11:14:00+09:00</updated><author><name>노을</name></author>
      <content type="html">&lt;p&gt;배가 왔다.&lt;/p&gt;</content></entry></feed>"""
    article = only(contents(tmp_path / "a.xml", feed))
    assert (article.id, article.url, article.author) == ("tag:1", "https://a.example/1", "노을")
    assert article.body == "배가 왔다."


def test_xml_that_is_no_feed(tmp_path: Path) -> None:
    assert reason(contents(tmp_path / "a.xml", "<a/>")) == (
        "is not a feed or another known kind of XML, but <a>"
    )


def test_entities_that_blow_up_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "ㅋㅋ"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>'
    assert "defines XML entities" in reason(contents(tmp_path / "a.rss", bomb))


# E-mail


def test_a_message(tmp_path: Path) -> None:
    message = (
        b"Subject: =?euc-kr?B?vK3Avw==?=\r\nFrom: =?utf-8?B?64W47J2E?= <noeul@a.example>\r\n"
        b"Date: Wed, 12 Feb 2025 11:14:00 +0900\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=euc-kr\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + "배가 왔다.\r\n안개가 걷혔다.\r\n".encode("cp949")
    )
    article = only(contents(tmp_path / "a.eml", message))
    assert article.author == "노을"
    assert article.date == datetime(2025, 2, 12, 11, 14, tzinfo=KOREAN_TIME)
    assert f"{article.lead}\n{article.body}" == "배가 왔다.\n안개가 걷혔다."


def test_a_message_in_html_alone(tmp_path: Path) -> None:
    message = (
        "Subject: hello\nContent-Type: text/html; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n<style>p{}</style><p>배가 왔다.</p>\n"
    )
    article = only(contents(tmp_path / "a.eml", message))
    assert f"{article.lead}{article.body}" == "배가 왔다."


# E-books and office documents


def test_an_e_book_is_an_article_a_chapter(tmp_path: Path) -> None:
    book = zipped(
        {
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="O/c.opf"/>'
            "</rootfiles></container>",
            "O/c.opf": f'<package xmlns="{OPF}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<metadata><dc:title>섬 이야기</dc:title><dc:creator>노을</dc:creator></metadata>"
            '<manifest><item id="a" href="1.xhtml"/><item id="b" href="2.xhtml"/></manifest>'
            '<spine><itemref idref="b"/><itemref idref="a"/></spine></package>',
            "O/1.xhtml": "<html><head><title>x</title></head><body><h1>첫 배</h1><p>배가 떠났다."
            "</p></body></html>",
            "O/2.xhtml": "<html><body><h2>머리말</h2><p>섬은 멀다.</p></body></html>",
        }
    )
    first, second = contents(tmp_path / "a.epub", book)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, first.title, first.body) == ("a.epub#O/2.xhtml", "머리말", "섬은 멀다.")
    assert (second.title, second.body, second.author) == ("첫 배", "배가 떠났다.", "노을")
    assert second.path == "a.epub"


def test_a_word_document_with_its_table(tmp_path: Path) -> None:
    def paragraph(text: str) -> str:
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"

    body = (
        paragraph("섬의 하루")
        + "<w:p><w:r><w:t>배가 </w:t></w:r><w:r><w:t>왔다.</w:t><w:tab/><w:t>끝</w:t></w:r></w:p>"
        + f"<w:tbl><w:tr><w:tc>{paragraph('물때')}</w:tc></w:tr></w:tbl>"
        + "<w:p><w:del><w:r><w:delText>지운 글</w:delText></w:r></w:del></w:p>"
    )
    data = zipped(
        {
            "word/document.xml": f'<w:document xmlns:w="{WORD}">{body}</w:document>',
            "docProps/core.xml": '<c xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<dc:creator>노을</dc:creator><created>2024-05-01T00:00:00Z</created></c>",
        }
    )
    article = only(contents(tmp_path / "a.docx", data))
    assert (article.title, article.body) == ("섬의 하루", "배가 왔다.\t끝\n물때")
    assert article.author == "노을"


@pytest.mark.parametrize("name", ["a.hwp", "a.hwpx", "a.docx", "a.epub", "a.zip", "a.pdf"])
def test_a_document_that_is_not_what_its_suffix_says(tmp_path: Path, name: str) -> None:
    assert "is not a valid" in reason(contents(tmp_path / name, "봄이 왔다." * 100))


# HTML

PAGE = """<html><head><meta charset="{charset}"><title>섬마을 도서관 배 - 물결신문</title>
<meta property="og:site_name" content="물결신문">{facts}</head><body>
<nav><a href="/1">정치</a><a href="/2">경제</a></nav><article><h1>섬마을 도서관 배</h1>
<p>책 삼천 권을 실은 배가 한 달에 두 번 통영의 섬 열두 곳을 돈다. 배는 하루씩 머문다.</p>
<p>아이들은 갑판에 엎드려 그림책을 읽고 어른들은 농사책을 빌려 간다. 반납은 다음 배에 한다.</p>
<p>하나리 기자 nari@mulgyeol.example</p>
<p>저작권자 ⓒ 물결신문 무단전재 및 재배포 금지</p></article>
<aside><h3>많이 본 뉴스</h3>
<ul><li><a href="/3">갯벌에 빠진 트랙터</a></li></ul></aside></body></html>
"""
LINKED = """<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, {"@type":
"NewsArticle", "headline": "섬마을 도서관 배", "datePublished": "2024-04-01T09:00:00+09:00",
"author": [{"name": "하나리"}, {"name": "두나리"}], "publisher": {"name": "물결신문"},
"articleSection": "사회", "url": "https://m.example/1"}]}</script>"""


@pytest.mark.parametrize(
    ("declared", "real"), [("utf-8", "utf-8"), ("euc-kr", "cp949"), ("euc-kr", "utf-8")]
)
def test_a_saved_page_whatever_its_encoding_says(tmp_path: Path, declared: str, real: str) -> None:
    html = PAGE.format(charset=declared, facts=LINKED)
    article = only(contents(tmp_path / "a.html", html.encode(real)))
    assert article.title == "섬마을 도서관 배"
    assert article.lead.startswith("책 삼천 권을 실은 배가")
    assert article.body == (
        "아이들은 갑판에 엎드려 그림책을 읽고 어른들은 농사책을 빌려 간다. 반납은 다음 배에 한다."
    )
    assert article.date == datetime(2024, 4, 1, 9, tzinfo=KOREAN_TIME)
    assert (article.author, article.publisher) == ("하나리, 두나리", "물결신문")
    assert (article.section, article.url) == ("사회", "https://m.example/1")


def test_a_page_that_states_little_is_read_by_its_text(tmp_path: Path) -> None:
    article = only(contents(tmp_path / "a.html", PAGE.format(charset="utf-8", facts="")))
    assert (article.title, article.author) == ("섬마을 도서관 배", "하나리")
    assert (article.publisher, article.date) == ("물결신문", None)


def test_a_page_whose_text_stands_only_in_a_script(tmp_path: Path) -> None:
    pieces = [
        "강원 산골 우체부는 눈이 오면 스키를 신는다. 오토바이가 못 다니는 길이 열 곳이 넘는다.",
        "그는 편지와 함께 약봉지를 나른다. 혼자 사는 어르신에게는 소식보다 약이 먼저다.",
    ]
    state = json.dumps({"a": {"content_elements": [{"content": piece} for piece in pieces]}})
    html = (
        '<html><head><meta charset="utf-8"><title>눈 오는 날의 우체부</title></head><body>'
        f'<div id="app"></div><script>window.__STATE__ = {state};</script></body></html>'
    )
    article = only(contents(tmp_path / "a.html", html))
    assert article.title == "눈 오는 날의 우체부"
    assert f"{article.lead}\n{article.body}" == "\n".join(pieces)


def test_a_page_without_text(tmp_path: Path) -> None:
    assert "no text" in reason(contents(tmp_path / "a.html", "<html><body></body></html>"))


# The registry


def test_a_missing_extra_is_named_and_the_rest_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(module: str, extra: str, what: str) -> object:
        raise MissingExtra(f"{what} needs a package; run pip install '{extra}'.", extra)

    monkeypatch.setattr("ksearch.reading.formats.pdf.require", missing)
    (tmp_path / "b.txt").write_text("봄이 왔다.", "utf-8")
    here = ReadOptions(limits=Limits(document_seconds=None, document_memory=None))
    assert "install 'pdf'" in reason(contents(tmp_path / "a.pdf", b"%PDF-1.4", here))
    assert [article.id for article in read(tmp_path)] == ["b.txt"]
