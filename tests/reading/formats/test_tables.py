"""Tables out of other programs: what of a row becomes which field, whatever is above."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import pytest

from ksearch import Article
from ksearch.reading import Limits, ReadOptions, Refusal, read_file, walk

ROWS = "참외 소식,참외를 심는다.,2027-03-01\n수박 소식,수박을 심는다.,2027-03-02\n"


def said(articles: Sequence[Article]) -> list[tuple[str, str, str]]:
    return [(each.title, each.body, str(each.date)[:10]) for each in articles]


EXPECTED = [
    ("참외 소식", "참외를 심는다.", "2027-03-01"),
    ("수박 소식", "수박을 심는다.", "2027-03-02"),
]


@pytest.mark.parametrize(
    "head",
    [
        "제목,본문,일자\n",
        '"기사\n제목","기사\n본문",일자\n',
        "들꽃마을 기사 목록\n\n제목,본문,일자\n",
        "2027년 스크랩 목록,,\n제목,본문,일자\n",
        "\ufeffTitle,Content,Published At\n",
        "기사 제목,기사 내용,등록일시\n",
    ],
)
def test_the_row_that_names_the_columns_is_found(head: str, articles: Callable) -> None:
    assert said(articles("a.csv", head + ROWS)) == EXPECTED


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line", ["", "sep={}\r\n"])
def test_the_delimiter_is_found_or_reported(delimiter: str, line: str, articles: Callable) -> None:
    table = ("제목,본문,일자\n" + ROWS).replace(",", delimiter)
    data = (line.format(delimiter) + table).encode("cp949")
    assert said(articles("a.csv", data)) == EXPECTED


def test_a_delimiter_that_stands_in_a_cell_is_not_taken_for_the_table_s(articles: Callable) -> None:
    head = "제목;본문;언론사\n"
    [article] = articles("a.csv", head + "참외, 수박, 오이; 심는다, 캔다, 딴다; 들꽃신문\n")
    assert article.title == "참외, 수박, 오이"


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("20270301.0", "2027-03-01 00:00"),
        ("46082", "2026-03-01 00:00"),
        ("46082.5", "2026-03-01 12:00"),
        ("20270301", "2027-03-01 00:00"),
        ('"2027년 3월 1일(월) 오전 10:05"', "2027-03-01 10:05"),
    ],
)
def test_dates_as_tables_keep_them(cell: str, date: str, articles: Callable) -> None:
    [article] = articles("a.csv", f"제목,일자\n참외 소식,{cell}\n")
    assert str(article.date)[:16] == date


def test_several_reporters_of_a_cell_are_several(articles: Callable) -> None:
    [article] = articles(
        "a.csv", "제목,기고자,언론사\n참외,부산=김가람|기자;박나래 기자,들꽃신문\n"
    )
    assert article.author == "김가람, 박나래"


def test_a_column_of_names_is_the_title_and_tags_are_text(articles: Callable) -> None:
    [article] = articles("a.csv", '이름,태그,상태\n난쟁이 이야기,"소설, 산문",완료\n')
    assert (article.title, article.body) == ("난쟁이 이야기", "소설, 산문")


def test_a_row_of_which_only_the_title_is_understood_is_reported(read: Callable) -> None:
    items = read("a.csv", "제목,줄거리\n참외 소식,참외를 심는다.\n수박 소식,수박을 심는다.\n")
    assert [type(item) for item in items] == [Article, Article, Refusal]
    assert items[2].where == "a.csv:2"
    assert "2 articles have a title and no text (columns without a known meaning: 줄거리)" in (
        items[2].reason
    )


def test_columns_that_are_given_win(articles: Callable) -> None:
    options = ReadOptions(columns={"body": "줄거리", "title": "번호"})
    [article] = articles("a.csv", "번호,제목,줄거리\n1,참외 소식,참외를 심는다.\n", options)
    assert (article.title, article.body) == ("1", "참외를 심는다.")


def test_markup_in_a_cell_is_undone_and_signs_are_kept(articles: Callable) -> None:
    cells = "<b>참외</b>밭 &quot;풍년&quot;,a < b && c > d 그리고 R&D\n"
    [article] = articles("a.csv", "제목,본문\n" + cells)
    assert (article.title, article.body) == ('참외밭 "풍년"', "a < b && c > d 그리고 R&D")


# Workbooks


def workbook(zipped: Callable, **sheets: Sequence[Sequence[str | int | float]]) -> bytes:
    """The smallest workbook that programs open; its texts occur in the cells themselves."""

    def cell(value: str | int | float) -> str:
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        return f"<c><v>{value}</v></c>"

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}'
        "</Relationships>",
    }
    for n, rows in enumerate(sheets.values(), 1):
        body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
        members[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
        )
    return bytes(zipped(members))


BIG_KINDS = ["뉴스 식별자", "일자", "언론사", "기고자", "제목", "통합 분류1", "본문", "URL"]


@pytest.fixture
def calamine() -> None:
    pytest.importorskip("python_calamine")


@pytest.mark.usefixtures("calamine")
def test_results_of_big_kinds_as_they_come(zipped: Callable, only: Callable) -> None:
    row = [
        *("01500701.20270301091917001", 20270301.0, "들꽃신문", "부산=박노을|기자", "참외 소식"),
        *("지역>경남", "참외를 심는다.", "https://news.example.kr/1"),
    ]
    article = only("NewsResult_20270101-20270301.xlsx", workbook(zipped, sheet=[BIG_KINDS, row]))
    assert article == Article(
        id="01500701.20270301091917001",
        title="참외 소식",
        body="참외를 심는다.",
        date=article.date,
        author="박노을",
        publisher="들꽃신문",
        section="지역>경남",
        url="https://news.example.kr/1",
        path="NewsResult_20270101-20270301.xlsx",
    )
    assert str(article.date)[:10] == "2027-03-01"


@pytest.mark.usefixtures("calamine")
def test_a_sheet_that_lists_no_articles_is_one_with_its_rows(
    zipped: Callable, articles: Callable
) -> None:
    data = workbook(
        zipped,
        체육시설=[["시설명", "주소", "면적"], ["들꽃운동장", "솔바람군", 12500]],
        회의록=[["항목", "내용"], ["장소", "큰 방"], ["안건", "참외 심기"]],
        빈=[],
    )
    found = [(each.id, each.title, each.body) for each in articles("a.xlsx", data)]
    assert found == [
        ("a.xlsx#체육시설", "체육시설", "시설명\t주소\t면적\n들꽃운동장\t솔바람군\t12500"),
        ("a.xlsx#회의록", "회의록", "항목\t내용\n장소\t큰 방\n안건\t참외 심기"),
    ]


@pytest.mark.usefixtures("calamine")
def test_a_workbook_that_cannot_be_read_says_why(zipped: Callable, reason: Callable) -> None:
    assert reason("a.xlsx", workbook(zipped, Sheet1=[])) == "holds no text"
    assert "is not a valid workbook" in reason("b.xlsx", "봄이 왔다." * 100)


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def old_workbook(rows: Sequence[Sequence[str | float]], name: str = "Sheet1") -> bytes:
    """A workbook of Excel 97 (BIFF8): one sheet, in a compound file of one stream."""
    begin, end = struct.pack("<HHHHII", 0x600, 0x05, 0, 1997, 0, 6), record(0x0A, b"")
    cells = b""
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            place = struct.pack("<HHH", y, x, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells += record(0x204, place + text)
            else:
                cells += record(0x203, place + struct.pack("<d", value))
    sheet = record(0x809, begin[:2] + b"\x10" + begin[3:]) + cells + end
    called = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    places = len(record(0x809, begin)) + 4 + 6 + len(called) + len(end)
    listed = record(0x85, struct.pack("<IH", places, 0) + called)
    book = record(0x809, begin) + listed + end + sheet
    book += b"\0" * (max(4096, -(-len(book) // 512) * 512) - len(book))
    return compound_file(book, "Workbook")


def compound_file(data: bytes, name: str) -> bytes:
    """A compound file of sectors of 512 bytes that holds one stream."""
    none, last = 0xFFFFFFFF, 0xFFFFFFFE
    sectors = len(data) // 512
    chain = [0xFFFFFFFD, last, *range(3, sectors + 2), last]
    table = struct.pack("<128I", *chain, *[none] * (128 - len(chain)))

    def entry(called: str, kind: int, child: int, start: int, size: int) -> bytes:
        wide = called.encode("utf-16-le")
        head = wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide) + 2 if wide else 0, kind, 1)
        return (
            head
            + struct.pack("<III", none, none, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    names = entry("Root Entry", 5, 1, last, 0) + entry(name, 2, none, 2, len(data))
    names += 2 * entry("", 0, none, 0, 0)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, last, 0, last, 0
    )
    head += struct.pack("<109I", 0, *[none] * 108)
    return head + table + names + data


@pytest.mark.usefixtures("calamine")
def test_a_workbook_of_excel_97(articles: Callable) -> None:
    rows = [["제목", "본문", "일자"], ["참외 소식", "참외를 심는다.", 20270301.0]]
    rows.append(["수박 소식", "수박을 심는다.", 20270302.0])
    assert said(articles("a.xls", old_workbook(rows))) == EXPECTED


@pytest.mark.usefixtures("calamine")
@pytest.mark.parametrize("place", [0x2C, 0x30, 0x44, 512, 520, 1024 + 116, 1024 + 128 + 116])
def test_a_damaged_workbook_of_excel_97_costs_only_itself(place: int, read: Callable) -> None:
    data = bytearray(old_workbook([["제목", "본문"], ["참외 소식", "참외를 심는다."]]))
    data[place : place + 4] = struct.pack("<I", 0x00FFFFF0)
    for item in read("a.xls", bytes(data)):
        assert (
            isinstance(item, Article)
            or "is not a valid workbook" in item.reason
            or ("crash" in item.reason)
        )


# Parquet


def test_an_article_a_row_of_parquet(articles: Callable, reason: Callable) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")

    def packed(**columns: list[str]) -> bytes:
        held = io.BytesIO()
        parquet.write_table(arrow.table(columns), held)
        return held.getvalue()

    data = packed(title=["참외", "수박"], text=["참외를 심는다.", "수박을 심는다."])
    found = [(each.id, each.title, each.body) for each in articles("a.parquet", data)]
    assert found == [
        ("a.parquet:1", "참외", "참외를 심는다."),
        ("a.parquet:2", "수박", "수박을 심는다."),
    ]
    assert "names no column" in reason("b.parquet", packed(query=["참외"]))
    assert "is not a valid Parquet" in reason("c.parquet", "봄이 왔다." * 100)


def test_a_quote_that_is_never_closed_ends_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('title,body\n등대,"불\n켜짐"\n"섬' + ",\n섬" * 60_000, "utf-8")
    few = ReadOptions(limits=Limits(line_bytes=150_000))
    [file] = walk([path]).files
    before = csv.field_size_limit(1)  # another table may have raised it
    items = list(read_file(file, few))
    csv.field_size_limit(before)
    assert [item.title for item in items if isinstance(item, Article)] == ["등대"]
    assert [item for item in items if isinstance(item, Refusal)] == [
        Refusal("a.csv:4", "line 4 opens a quote that is not closed; the rest is not read")
    ]
