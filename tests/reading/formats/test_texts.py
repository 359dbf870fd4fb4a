"""Subtitles, conversations, pages of a wiki, notes in Markdown, web archives and e-books."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from ksearch.reading.text.markup import html_to_text
from ksearch.reading.text.wikitext import plain_text

SRT = (
    "1\n00:00:01,000 --> 00:00:03,500\n- 선장님, 돛을\n내려야 합니다\n\n"
    "2\n00:00:04,000 --> 00:00:06,000\n<i>폭풍이</i> 옵니다\n\n3\n00:01:07,250 --> 00:01:09,000\n"
    "{\\an8}고래다!\n"
)
SAID = "- 선장님, 돛을 내려야 합니다\n폭풍이 옵니다\n고래다!"
SMI = (
    "<SAMI><HEAD><TITLE>바다 이야기</TITLE><STYLE><!-- P { font-family:굴림 } --></STYLE></HEAD>"
    "<BODY>\n<SYNC Start=1000><P Class=KRCC>\n선장님, 소리가<br>들립니까?\n<SYNC Start=4000>"
    "<P Class=KRCC>&nbsp;\n<SYNC Start=5200><P Class=KRCC><font color=red>등대가</font> 꺼졌다\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16"])
def test_the_words_of_subtitles_without_their_times(encoding: str, only: Callable) -> None:
    article = only("돛.srt", SRT.encode(encoding))
    assert (article.title, article.body) == ("돛", SAID)
    article = only("바다.smi", SMI.encode(encoding))
    assert article.title == "바다 이야기"
    assert article.body == "선장님, 소리가 들립니까?\n등대가 꺼졌다"


def test_subtitles_of_the_web(only: Callable, reason: Callable) -> None:
    notes = "WEBVTT\n\nNOTE 만든 이\n\nSTYLE\n::cue {}\n\n"
    text = notes + "id-1\n00:01.000 --> 00:04.000 line:0\n<v 홍>운다\n"
    assert only("웹.vtt", text).body == "운다"
    assert reason("빈.vtt", "WEBVTT\n") == "holds no captions"


COMPUTER = """들꽃 이야기 님과 카카오톡 대화
저장한 날짜 : 2027-03-03 10:00:00

--------------- 2027년 3월 1일 월요일 ---------------
김가람님이 들어왔습니다.
[김가람] [오전 10:01] 참외를 심자
두 줄째다
[박나래] [오후 1:20] 사진
--------------- 2027년 3월 2일 화요일 ---------------
[박나래] [오전 9:00] 비가 온다
"""
ANDROID = """들꽃 이야기 님과 카카오톡 대화
저장한 날짜 : 2027년 3월 3일 오전 10:00


2027년 3월 1일 오전 10:00
2027년 3월 1일 오전 10:01, 김가람 : 참외를 심자
두 줄째다
2027년 3월 1일 오후 1:20, 박나래 : 사진
2027년 3월 2일 오전 9:00, 박나래 : 비가 온다
"""
IPHONE = """들꽃 이야기 님과 카카오톡 대화
저장한 날짜 : 2027. 3. 3. 오전 10:00

2027년 3월 1일 월요일
2027. 3. 1. 오전 10:01, 김가람 : 참외를 심자
두 줄째다
2027. 3. 1. 오후 1:20, 박나래 : 사진
2027년 3월 2일 화요일
2027. 3. 2. 오전 9:00, 박나래 : 비가 온다
"""


@pytest.mark.parametrize("export", [COMPUTER, ANDROID, IPHONE])
def test_a_conversation_is_an_article_a_day(export: str, articles: Callable) -> None:
    first, second = articles("KakaoTalk_20270303.txt", export)
    assert (first.id, first.title) == ("KakaoTalk_20270303.txt:2027-03-01", "들꽃 이야기")
    assert first.body == "김가람: 참외를 심자\n두 줄째다\n박나래: 사진"
    assert (first.author, str(first.date)[:10]) == ("김가람, 박나래", "2027-03-01")
    assert (second.body, str(second.date)[:10]) == ("박나래: 비가 온다", "2027-03-02")


def test_pages_that_an_extractor_has_made_of_a_dump(articles: Callable) -> None:
    page = '<doc id="{0}" url="https://wiki.example.kr/{0}" title="{1}">\n{1}\n\n{2}\n\n</doc>\n'
    data = page.format(5, "참외", "참외는 &lt;열매&gt;다.") + page.format(6, "수박", "수박이다.")
    found = [(each.id, each.title, each.body, each.url) for each in articles("wiki_00", data)]
    assert found == [
        ("wiki_00:5", "참외", "참외는 <열매>다.", "https://wiki.example.kr/5"),
        ("wiki_00:6", "수박", "수박이다.", "https://wiki.example.kr/6"),
    ]
    [article] = articles("wiki_01", '{"id": "5", "title": "참외", "text": "참외다."}\n')
    assert article.title == "참외"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("'''참외'''는 [[과일|열매]]다.", "참외는 열매다."),
        ("{{틀|{{작은|글}}}}참외다.", "참외다."),
        ('참외<ref name="a">책</ref>다.<ref name=b/>', "참외다."),
        ("== 쓰임 ==\n* 먹는다.\n# 둘째", "쓰임\n먹는다.\n둘째"),
        ("[https://example.kr 누리집]을 본다.", "누리집을 본다."),
        ("[[파일:a.jpg|섬네일|[[참외]] 밭]]참외다.", "참외다."),
        ("[[분류:과일]]\n[목차]\n참외[* 열매다.]를 먹는다.", "참외 (열매다.)를 먹는다."),
        ("|| 품종 || 무게 ||\n|| 노랑 || 120 ||", "품종\t무게\n노랑\t120"),
        ("a < b 이고 3 > 2 이다.", "a < b 이고 3 > 2 이다."),
    ],
)
def test_the_markup_of_wikis(markup: str, text: str) -> None:
    assert plain_text(markup) == text


# Markdown


def test_a_rule_on_the_first_line_begins_no_front_matter(only: Callable) -> None:
    article = only("a.md", "---\n\n봄이 왔다. 배가 온다.\n\n---\n\n여름이 왔다.\n")
    assert f"{article.lead}\n{article.body}".strip() == "봄이 왔다. 배가 온다.\n여름이 왔다."


def test_footnotes_links_and_markup_inside_markdown(only: Callable) -> None:
    text = (
        "# 참외[^1]를 심다\n\n[[밭|텃밭]]에 심는다[^물]. ![[그림.png]]\n\n"
        "<div>\n상자 글\n</div>\n\n"
        "[^1]: 노란 열매다.\n[^물]: 아침에 준다.\n"
    )
    article = only("a.md", text)
    assert article.title == "참외를 심다"
    assert "텃밭에 심는다." in article.body
    kept = article.body.split("\n")
    assert [line for line in ("상자 글", "노란 열매다.", "아침에 준다.") if line not in kept] == []


def test_tags_and_other_names_of_a_note_are_text(only: Callable) -> None:
    article = only(
        "a.md", "---\ntitle: 참외\ntags: [밭, 여름]\naliases:\n  - 노랑참외\n---\n심는다.\n"
    )
    assert (article.title, article.body) == ("참외", "심는다.\n밭, 여름, 노랑참외")


# Fragments of HTML, as feeds, mails and e-books have them


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ruby>漢<rt>한</rt>字<rt>자</rt></ruby>를 쓴다.", "漢字를 쓴다. (한자)"),
        (
            "<ruby>大學<rp>(</rp><rt>대학</rt><rp>)</rp></ruby>에 <b>갔</b>다.",
            "大學에 갔다. (대학)",
        ),
        ('돌<sup><a href="#n1">1</a></sup>을 골랐다.', "돌을 골랐다."),
        ('<a href="https://example.kr/#a">누리집</a>을 본다.', "누리집을 본다."),
        (
            "<table><tr><td>봄</td><td>꽃샘</td></tr><tr><td>여름</td></tr></table>",
            "봄\t꽃샘\n여름",
        ),
        ("<p>첫 <i>줄</i></p>\n\n둘째<br>셋째", "첫 줄\n둘째\n셋째"),
        ("<p>섬<![{/글><p>배", "섬\n배"),
        ("<p>섬<![if 배]>과 배<![endif]>", "섬과 배"),
    ],
)
def test_a_fragment_of_html(html: str, text: str) -> None:
    assert html_to_text(html) == text


# Web archives


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of its writer
def test_pages_of_a_web_archive(articles: Callable) -> None:
    pytest.importorskip("warcio")
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    prose = "솔바람 군청이 산골 마을마다 작은 도서관을 짓는다고 5일 밝혔다. 첫 도서관이 들어섰다."
    page = f"<html><head><title>산골 도서관</title></head><body><p>{prose}</p></body></html>"
    held = io.BytesIO()
    writer = WARCWriter(held, gzip=True)
    for address, kind, data in (
        ("https://news.example.kr/1", "text/html; charset=utf-8", page.encode()),
        ("https://news.example.kr/1.png", "image/png", b"PNG"),
    ):
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.0")
        record = writer.create_warc_record(
            address, "response", payload=io.BytesIO(data), http_headers=headers
        )
        writer.write_record(record)
    [article] = articles("crawl.warc.gz", held.getvalue())
    assert (article.id, article.url) == ("https://news.example.kr/1",) * 2
    assert (article.title, article.path) == ("산골 도서관", "crawl.warc.gz")
    assert prose in f"{article.lead}\n{article.body}"


def test_a_front_matter_that_is_no_yaml_is_read_line_by_line(read: Callable) -> None:
    text = "---\ntitle: 참외: 첫 수확\ndate: 2025-03-01\ntags: [\n---\n\n참외를 심는다.\n"
    note, article = read("a.md", text)
    assert note.note
    assert "cannot be read" in note.reason
    assert (article.title, article.body) == ("참외: 첫 수확", "참외를 심는다.")
    assert str(article.date)[:10] == "2025-03-01"


def test_a_crawl_whose_records_lack_headers_is_refused(reason: Callable) -> None:
    pytest.importorskip("warcio")
    record = (
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n"
        b"Content-Type: application/http; msgtype=response\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>abc"
    )
    assert reason("a.warc", record) == ("is not a valid WARC file: a record is incomplete")
