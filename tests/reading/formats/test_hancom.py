"""Documents of Hancom Office, built byte by byte: no library at hand writes them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ksearch import Article
from ksearch.reading import Limits, ReadOptions, Refusal, read_file, walk
from ksearch.reading.formats.hancom import distribution
from ksearch.reading.model import Read

SECTOR, MINI = 512, 64
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

PARA_HEADER, PARA_TEXT, PARA_CHAR_SHAPE, CTRL_HEADER, LIST_HEADER, TABLE = 66, 67, 68, 71, 72, 77
EQUATION, CHAR_SHAPE, DISTRIBUTION_KEY = 88, 21, 28


def read(path: Path, options: ReadOptions | None = None) -> list[Read]:
    return [item for file in walk([path]).files for item in read_file(file, options)]


def only(path: Path) -> Article:
    [article] = read(path)
    assert isinstance(article, Article), article
    return article


def reason(path: Path) -> str:
    [refusal] = read(path)
    assert isinstance(refusal, Refusal)
    return refusal.reason


def whole(article: Article) -> str:
    return "\n".join(filter(None, (article.title, article.lead, article.body)))


# HWP 5: records and the compound file around them


def record(tag: int, level: int, payload: bytes) -> bytes:
    return struct.pack("<I", tag | level << 10 | len(payload) << 20) + payload


def wide(code: int, kind: bytes = b"") -> bytes:
    """A control character of eight units: its code, what it is and its code again."""
    return struct.pack("<H4s8xH", code, kind[::-1], code)


def units(text: str) -> bytes:
    return text.encode("utf-16-le")


def paragraph(text: str | bytes, level: int = 0, shape: int = 0, below: bytes = b"") -> bytes:
    data = units(text) if isinstance(text, str) else text
    return (
        record(PARA_HEADER, level, bytes(22))
        + record(PARA_TEXT, level + 1, data + units("\r"))
        + record(PARA_CHAR_SHAPE, level + 1, struct.pack("<II", 0, shape))
        + below
    )


def control(kind: bytes, level: int, payload: bytes = b"", below: bytes = b"") -> bytes:
    return record(CTRL_HEADER, level, kind[::-1] + payload) + below


def table(rows: list[list[str]], level: int) -> bytes:
    cells = b"".join(
        record(LIST_HEADER, level + 1, struct.pack("<IIHHHH", 1, 0, x, y, 1, 1) + bytes(18))
        + paragraph(text, level + 1)
        for y, row in enumerate(rows)
        for x, text in enumerate(row)
    )
    return control(b"tbl ", level, below=record(TABLE, level + 1, bytes(18)) + cells)


def anchored(text: str, code: int, kind: bytes, below: bytes, level: int = 0) -> bytes:
    return paragraph(units(text) + wide(code, kind), level, below=below)


def compound_file(header: bytes, info: bytes, section: bytes, folder_name: str) -> bytes:
    """An OLE compound file (MS-CFB) of FileHeader, DocInfo and a folder with Section0."""
    # Streams this short occur in the mini stream, in pieces of 64 bytes chained by a mini table.
    starts, data, mini = [], b"", []
    for stream in (header, info, section):
        count = -(-len(stream) // MINI)
        starts.append(len(mini))
        mini += [*range(len(mini) + 1, len(mini) + count), END]
        data += stream.ljust(count * MINI, b"\0")
    # Sector 0 holds the table of sectors, 1 and 2 the directory, 3 the mini table, then the data.
    sectors = -(-len(data) // SECTOR)
    sector_table = [FAT, 2, END, END, *range(5, 4 + sectors), END]

    def entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
        encoded = name.encode("utf-16-le") + b"\0\0" if name else b""
        links = struct.pack("<III", FREE, right, child)
        place = struct.pack("<IQ", start, size)
        return (
            encoded.ljust(64, b"\0")
            + struct.pack("<HBB", len(encoded), kind, 1)
            + links
            + bytes(16 + 4 + 16)
            + place
        )

    folder = (
        entry("Root Entry", 5, 1, FREE, 4, len(data))
        + entry("FileHeader", 2, FREE, 2, starts[0], len(header))
        + entry("DocInfo", 2, FREE, 3, starts[1], len(info))
        + entry(folder_name, 1, 4, FREE, 0, 0)
        + entry("Section0", 2, FREE, FREE, starts[2], len(section))
        + entry("", 0, FREE, FREE, 0, 0) * 3
    )
    start = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, 3, 1, END, 0,
    )  # fmt: skip
    allocation = struct.pack("<109I", *([0] + [FREE] * 108))
    fat = struct.pack(f"<{len(sector_table)}I", *sector_table).ljust(SECTOR, b"\xff")
    mini_table = struct.pack(f"<{len(mini)}I", *mini).ljust(SECTOR, b"\xff")
    return start + allocation + fat + folder + mini_table + data.ljust(sectors * SECTOR, b"\0")


def hwp5(
    section: bytes, flags: int = 1, sizes: tuple[int, ...] = (10,), hide: Callable | None = None
) -> bytes:
    def packed(data: bytes) -> bytes:
        pack = zlib.compressobj(wbits=-15)
        return pack.compress(data) + pack.flush() if flags & 1 else data

    header = b"HWP Document File\0".ljust(32, b"\0") + struct.pack("<II", 0x05000300, flags)
    info = b"".join(
        record(CHAR_SHAPE, 0, bytes(42) + struct.pack("<i", size * 100) + bytes(26))
        for size in sizes
    )
    stream = packed(section)
    if hide is not None:
        stream = hide(stream)
    folder = "BodyText" if hide is None else "ViewText"
    return compound_file(header.ljust(256, b"\0"), packed(info), stream, folder)


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_paragraphs_of_an_hwp_document(tmp_path: Path) -> None:
    lines = ("섬마을의 긴 하루", "배가 왔다.", "우편물이 내렸다.")
    section = b"".join(map(paragraph, lines))
    article = only(written(tmp_path / "a.hwp", hwp5(section)))
    assert (article.title, article.lead, article.body) == lines


def test_a_document_without_compression(tmp_path: Path) -> None:
    section = paragraph("섬마을의 긴 하루") + paragraph("배가 왔다.")
    assert only(written(tmp_path / "a.hwp", hwp5(section, flags=0))).lead == "배가 왔다."


def test_rows_of_a_table_are_lines_and_its_cells_stand_between_tabs(tmp_path: Path) -> None:
    rows = [["마을", "도서관", "권수"], ["은모래", "", "3,120"], ["솔바람", "둘", "1,204"]]
    section = paragraph("마을 도서관의 살림") + anchored("", 11, b"tbl ", table(rows, 1))
    article = only(written(tmp_path / "a.hwp", hwp5(section)))
    assert article.body == "마을\t도서관\t권수\n은모래\t\t3,120\n솔바람\t둘\t1,204"


def test_a_document_whose_cells_look_like_a_menu_is_read_whole(tmp_path: Path) -> None:
    names = ["어업", "금융", "전 체", "목록", "댓글", "공유하기", "구독", "로그인"]
    rows = [[name, str(number)] for number, name in enumerate(names * 3, 101)]
    prose = "들꽃마을의 고깃배는 지난해보다 서른 척이 늘었고, 부두에서 일하는 사람도 늘었습니다."
    section = (
        paragraph("고깃배가 늘었다")
        + paragraph("85개 마을 회원에게 자료를 제출합니다. 구독과 제보를 기다립니다.")
        + anchored("", 11, b"tbl ", table(rows, 1))
        + paragraph(prose)
        + paragraph("ⓒ 들꽃마을, 무단 전재 금지")
    )
    kept = whole(only(written(tmp_path / "a.hwp", hwp5(section))))
    wanted = [*(f"{name}\t{number}" for name, number in rows), prose, "ⓒ 들꽃마을, 무단 전재 금지"]
    assert [text for text in wanted if text not in kept] == []


def test_a_table_of_one_cell_is_a_box_around_paragraphs(tmp_path: Path) -> None:
    box = table([["배는 하루에 두 번 온다."]], 1)
    section = paragraph("섬마을의 긴 하루") + anchored("", 11, b"tbl ", box) + paragraph("끝")
    article = only(written(tmp_path / "a.hwp", hwp5(section)))
    assert (article.lead, article.body) == ("배는 하루에 두 번 온다.", "끝")


def test_notes_boxes_equations_and_headers_stand_behind_their_paragraphs(tmp_path: Path) -> None:
    note = control(b"fn  ", 1, below=record(LIST_HEADER, 2, bytes(8)) + paragraph("물때표", 2))
    head = control(b"head", 1, below=record(LIST_HEADER, 2, bytes(8)) + paragraph("섬 소식", 2))
    box = control(
        b"gso ",
        1,
        below=record(76, 2, bytes(8)) + record(LIST_HEADER, 3, bytes(8)) + paragraph("상자 글", 3),
    )
    script = units("x = y over 2")
    equation = control(
        b"eqed",
        1,
        below=record(EQUATION, 2, bytes(4) + struct.pack("<H", len(script) // 2) + script),
    )
    section = (
        anchored("섬마을의 긴 하루", 16, b"head", head)
        + paragraph(units("배가 ") + wide(17, b"fn  ") + units("왔다."), below=note)
        + anchored("짐이 내렸다.", 11, b"gso ", box)
        + anchored("값은 이렇다.", 11, b"eqed", equation)
        + anchored("날이 저물었다.", 16, b"head", head)
    )
    assert whole(only(written(tmp_path / "a.hwp", hwp5(section)))).split("\n") == [
        "섬마을의 긴 하루",
        "배가 왔다.",
        "물때표",
        "짐이 내렸다.",
        "상자 글",
        "값은 이렇다.",
        "x = y over 2",
        "날이 저물었다.",
        "섬 소식",
    ]


def test_letters_above_letters_are_read_in_their_place(tmp_path: Path) -> None:
    ruby = b"".join(struct.pack("<H", len(text)) + units(text) for text in ("漁村", "어촌"))
    section = paragraph("섬마을의 긴 하루") + paragraph(
        units("작은 ") + wide(23, b"tdut") + units("의 밤"), below=control(b"tdut", 1, ruby)
    )
    assert only(written(tmp_path / "a.hwp", hwp5(section))).lead == "작은 漁村의 밤 (어촌)"


def test_marks_inside_a_paragraph(tmp_path: Path) -> None:
    text = (
        units("반")
        + b"\x18\0"
        + units("나절")
        + wide(9)
        + units("쉬고")
        + b"\x1e\0"
        + units("간다")
    )
    section = paragraph("섬마을의 긴 하루") + paragraph(text)
    assert only(written(tmp_path / "a.hwp", hwp5(section))).body == "반-나절\t쉬고 간다"


def test_the_headline_is_what_is_largest_and_no_label(tmp_path: Path) -> None:
    section = (
        paragraph("보 도 자 료", shape=2)
        + anchored("", 11, b"tbl ", table([["보도일시", "2024. 3. 5.(화) 11:00"]], 1))
        + paragraph("솔바람군청", shape=2)
        + paragraph("들꽃마을 참외가", shape=1)
        + paragraph("바다를 건너다", shape=1)
        + paragraph("- 올해만 서른 상자 -")
        + paragraph(
            "솔바람군은 들꽃마을에서 자란 참외를 처음으로 바다 건너에 보냈다고 5일 밝혔다." * 2
        )
    )
    article = only(written(tmp_path / "a.hwp", hwp5(section, sizes=(13, 20, 32))))
    assert article.title == "들꽃마을 참외가 바다를 건너다"
    assert article.lead.startswith("- 올해만 서른 상자 -\n솔바람군은")
    assert article.date is not None
    assert article.date.isoformat() == "2024-03-05T11:00:00+09:00"


def hidden(stream: bytes) -> bytes:
    """A section as a document for distribution keeps it."""
    pytest.importorskip("cryptography")
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    seed, key = 20_240_307, b"0123456789abcdef"
    shown = bytearray(struct.pack("<I", seed) + bytes(252))
    shown[4 + (seed & 15) : 20 + (seed & 15)] = key
    mask = distribution._mask(seed)
    data = bytes(byte ^ other for byte, other in zip(shown, mask, strict=True))
    data = struct.pack("<I", seed) + data[4:]
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    padded = stream.ljust(-(-len(stream) // 16) * 16, b"\0")
    return record(DISTRIBUTION_KEY, 0, data) + encryptor.update(padded) + encryptor.finalize()


def test_a_document_for_distribution_is_read(tmp_path: Path) -> None:
    section = paragraph("섬마을의 긴 하루") + paragraph("배가 왔다.")
    article = only(written(tmp_path / "a.hwp", hwp5(section, flags=1 | 4, hide=hidden)))
    assert (article.title, article.lead) == ("섬마을의 긴 하루", "배가 왔다.")


def test_the_numbers_that_hide_a_key_are_those_of_the_c_library() -> None:
    # rand() of Visual C++ after srand(1) gives 41, 18467, 6334, 26500.
    assert distribution._mask(1)[:5] == bytes([41] * 4 + [6334 & 0xFF])


def test_documents_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    section = paragraph("섬")
    locked = written(tmp_path / "a.hwp", hwp5(section, flags=1 | 2))
    assert reason(locked) == "is protected by a password"
    assert "DRM" in reason(written(tmp_path / "b.hwp", hwp5(section, flags=1 | 0x10)))
    old = written(tmp_path / "c.hwp", b"HWP Document File V3.00 \x1a\1\2\3\4\5" + bytes(200))
    assert "HWP 3" in reason(old)
    assert reason(written(tmp_path / "d.hwp", hwp5(paragraph(" ")))) == "holds no text"
    lost = written(tmp_path / "e.hwp", hwp5(section, flags=1 | 4))
    assert reason(lost) == "its part ViewText is missing"


def test_a_document_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.hwp", hwp5(paragraph("섬") * 10_000))
    [refusal] = read(path, ReadOptions(limits=Limits(ratio_floor_bytes=1_000)))
    assert "zip bomb" in str(refusal)
    [refusal] = read(path, ReadOptions(limits=Limits(document_bytes=100_000)))
    assert "unpacks to more" in str(refusal)


@pytest.mark.parametrize("cut", [10, 300, 700, 1500, 3000])
def test_a_document_that_is_cut_short_costs_only_itself(tmp_path: Path, cut: int) -> None:
    data = hwp5(paragraph("섬마을의 긴 하루") * 50)
    items = read(written(tmp_path / "a.hwp", data[:cut]))
    assert len(items) == 1


# HWPX and HWPML


def zipped(members: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, text in members.items():
            package.writestr(name, text)
    return held.getvalue()


def p(inside: str, shape: str = "0") -> str:
    return f'<hp:p><hp:run charPrIDRef="{shape}">{inside}</hp:run></hp:p>'


def t(text: str) -> str:
    return f"<hp:t>{text}</hp:t>"


def tbl(rows: list[list[str]]) -> str:
    cells = (
        "".join(f"<hp:tc><hp:subList>{p(t(cell))}</hp:subList></hp:tc>" for cell in row)
        for row in rows
    )
    return f"<hp:tbl>{''.join(f'<hp:tr>{row}</hp:tr>' for row in cells)}</hp:tbl>"


def hwpx(*sections: str, **members: str) -> bytes:
    named = {
        f"Contents/section{number}.xml": (
            f'<hs:sec xmlns:hs="urn:s" xmlns:hp="urn:p">{section}</hs:sec>'
        )
        for number, section in enumerate(sections)
    }
    return zipped({**named, **members})


def test_an_hwpx_document_with_its_table(tmp_path: Path) -> None:
    section = p(t("섬마을의 긴 하루")) + p(t("배가 왔다.")) + p(tbl([["물때", "7:30"], ["", "배"]]))
    article = only(written(tmp_path / "a.hwpx", hwpx(section)))
    assert (article.title, article.lead) == ("섬마을의 긴 하루", "배가 왔다.")
    assert article.body == "물때\t7:30\n배"


def test_what_is_anchored_in_a_paragraph_of_hwpx(tmp_path: Path) -> None:
    note = (
        f"<hp:ctrl><hp:footNote><hp:subList>{p(t('물때표'))}</hp:subList></hp:footNote></hp:ctrl>"
    )
    box = (
        f"<hp:rect><hp:drawText><hp:subList>{p(t('상자 글'))}</hp:subList></hp:drawText>"
        f"<hp:caption><hp:subList>{p(t('그림 이름'))}</hp:subList></hp:caption>"
        "<hp:shapeComment>사각형입니다.</hp:shapeComment></hp:rect>"
    )
    ruby = "<hp:dutmal><hp:mainText>漁村</hp:mainText><hp:subText>어촌</hp:subText></hp:dutmal>"
    equation = "<hp:equation><hp:script>x over 2</hp:script></hp:equation>"
    header = f"<hp:ctrl><hp:header><hp:subList>{p(t('섬 소식'))}</hp:subList></hp:header></hp:ctrl>"
    section = (
        p(header + t("섬마을의 긴 하루"))
        + p(t("배가<hp:tab/>왔<hp:markpenBegin/>다") + note + t("."))
        + p(t("작은 ") + ruby + t("의 밤") + box)
        + p(equation)
        + p(header)
    )
    assert whole(only(written(tmp_path / "a.hwpx", hwpx(section)))).split("\n") == [
        "섬마을의 긴 하루",
        "배가\t왔다.",
        "물때표",
        "작은 漁村의 밤 (어촌)",
        "상자 글",
        "그림 이름",
        "x over 2",
        "섬 소식",
    ]


def test_sections_of_hwpx_are_read_in_their_order(tmp_path: Path) -> None:
    sections = [p(t(f"{number}번째 묶음의 글")) for number in range(12)]
    article = only(written(tmp_path / "a.hwpx", hwpx(*sections)))
    assert whole(article).split("\n") == [f"{number}번째 묶음의 글" for number in range(12)]


def test_the_headline_of_hwpx_is_the_largest(tmp_path: Path) -> None:
    header = (
        '<hh:head xmlns:hh="urn:h"><hh:charPr id="0" height="1200"/>'
        '<hh:charPr id="1" height="2000"/></hh:head>'
    )
    section = p(t("보도자료"), "1") + p(t("솔바람군 알림")) + p(t("참외가 바다를 건너다"), "1")
    data = hwpx(section, **{"Contents/header.xml": header})
    assert only(written(tmp_path / "a.hwpx", data)).title == "참외가 바다를 건너다"


def test_an_hwpx_document_under_a_password(tmp_path: Path) -> None:
    manifest = "<m><file-entry><encryption-data/></file-entry></m>"
    data = hwpx(p(t("섬")), **{"META-INF/manifest.xml": manifest})
    assert reason(written(tmp_path / "a.hwpx", data)) == "is protected by a password"


HWPML = """<?xml version="1.0" encoding="UTF-8"?><HWPML Version="2.8"><HEAD><DOCSUMMARY>
<DATE>2024년 3월 5일 화요일, 11시 30분</DATE></DOCSUMMARY><MAPPINGTABLE><CHARSHAPELIST>
<CHARSHAPE Id="0" Height="1000"/><CHARSHAPE Id="1" Height="2000"/></CHARSHAPELIST></MAPPINGTABLE>
</HEAD><BODY><SECTION Id="0"><P><TEXT CharShape="0"><CHAR>솔바람군 알림</CHAR></TEXT></P>
<P><TEXT CharShape="1"><CHAR>참외가 바다를 건너다</CHAR></TEXT></P>
<P><TEXT><CHAR>배가<TAB/>왔다.</CHAR><TABLE><ROW><CELL><PARALIST><P><TEXT><CHAR>물때</CHAR></TEXT>
</P></PARALIST></CELL><CELL><PARALIST><P><TEXT><CHAR>7:30</CHAR></TEXT></P></PARALIST></CELL></ROW>
</TABLE></TEXT></P></SECTION></BODY></HWPML>"""


@pytest.mark.parametrize("name", ["a.hml", "a.hwp"])
def test_an_hwpml_document(tmp_path: Path, name: str) -> None:
    article = only(written(tmp_path / name, HWPML.encode()))
    assert article.title == "참외가 바다를 건너다"
    assert article.body == "솔바람군 알림\n배가\t왔다.\n물때\t7:30"
    assert article.date is not None
    assert article.date.isoformat() == "2024-03-05T11:30:00+09:00"


def test_a_folder_in_the_place_of_a_stream_is_damage(tmp_path: Path) -> None:
    data = bytearray(hwp5(paragraph("섬마을의 긴 하루")))
    data[data.index("DocInfo".encode("utf-16-le")) + 66] = 1
    assert "is not a valid HWP 5 document" in reason(written(tmp_path / "a.hwp", bytes(data)))
