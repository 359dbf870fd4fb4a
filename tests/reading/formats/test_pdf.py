"""PDFs, written by hand: a font of codes of UTF-16, with or without a map of what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ksearch import Article
from ksearch.reading import Refusal, read_file, walk
from ksearch.reading.formats.pdf.letters import is_rubbish
from ksearch.reading.model import Read

pytest.importorskip("pypdfium2")

#: Left edge, height above the page's foot, size of the letters, text.
Placed = tuple[int, int, int, str]


def stream(data: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)


def pdf_of(
    pages: Sequence[Sequence[Placed]], trailer: bytes = b"", names_letters: bool = True
) -> bytes:
    """A file of pages of 600 by 800 points; of a font that names its letters if `names_letters`."""
    letters = sorted({ord(letter) for page in pages for *_, text in page for letter in text})
    codes = "".join(f"<{code:04x}> <{code:04x}>\n" for code in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> "
        f"endcodespacerange {len(letters)} beginbfchar\n{codes}endbfchar endcmap end"
    )
    narrow = " ".join(f"{code} [500]" for code in letters if code < 128)
    font = b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[4 0 R]" + (
        b"/ToUnicode 5 0 R>>" if names_letters else b">>"
    )
    numbers = range(6, 6 + 2 * len(pages), 2)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>"
        % (b" ".join(b"%d 0 R" % number for number in numbers), len(pages)),
        font,
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/DW 1000/W[%s]>>" % narrow.encode(),
        stream(cmap.encode()),
    ]
    for number, page in zip(numbers, pages, strict=True):
        shown = " ".join(
            f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"
            for x, y, size, text in page
        )
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % (number + 1)
        )
        objects.append(stream(shown.encode()))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (size, trailer, len(out))
    )


def lines(texts: Sequence[str], x: int = 60, top: int = 700, size: int = 10) -> list[Placed]:
    return [(x, top - 16 * number, size, text) for number, text in enumerate(texts)]


def read(path: Path, data: bytes) -> list[Read]:
    path.write_bytes(data)
    return [item for file in walk([path]).files for item in read_file(file)]


def only(path: Path, data: bytes) -> Article:
    [article] = read(path, data)
    assert isinstance(article, Article), article
    return article


def reason(path: Path, data: bytes) -> str:
    [refusal] = read(path, data)
    assert isinstance(refusal, Refusal)
    return refusal.reason


def texts(article: Article) -> list[str]:
    return "\n".join(filter(None, (article.title, article.lead, article.body))).split("\n")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.pdf"


def test_the_text_of_a_page(path: Path) -> None:
    page = lines(["섬마을의 긴 하루", "배가 왔다.", "우편물이 내렸다."])
    assert texts(only(path, pdf_of([page]))) == [
        "섬마을의 긴 하루",
        "배가 왔다.",
        "우편물이 내렸다.",
    ]


def test_the_largest_line_is_the_headline(path: Path) -> None:
    page = [
        (60, 760, 10, "솔바람군 소식 제12호"),
        (60, 720, 22, "참외가 바다를"),
        (60, 690, 22, "건너다"),
        *lines(["솔바람군은 참외를 배에 실었다."], top=650),
    ]
    assert only(path, pdf_of([page])).title == "참외가 바다를 건너다"


def test_words_that_a_line_s_end_breaks_are_whole_where_spaces_are_kept(path: Path) -> None:
    broken = [
        "솔바람군은 산마다 감시원을 두고 날마다 능선을 살핀다고 밝혔다 산불감",
        "시원은 모두 서른 명이며 하늘에서 보는 기계도 쓴다 논두렁을 태우면 ",
        "과태료를 물고 입산통제구역에 들어가도 벌금을 낸다 마을에서는 해마",
        "다 봄이 오면 함께 길을 쓴다",
    ]
    found = texts(only(path, pdf_of([[(60, 740, 20, "산불을 살핀다"), *lines(broken)]])))
    assert found[1] == "".join(broken)


def test_words_that_a_line_s_end_breaks_are_whole_where_spaces_are_lost(path: Path) -> None:
    text = (
        "솔바람군은 산마다 감시원을 두고 날마다 능선을 살핀다고 밝혔다 감시원은 모두 서른 명이며 "
        "하늘에서 보는 기계도 쓴다 논두렁을 태우면 과태료를 물고 입산통제구역에 들면 벌금을 낸다 "
        "마을에서는 해마다 봄이 오면 함께 길을 쓸고 감시원의 밥을 짓는다 과태료는 서른 냥이다"
    )
    broken = [text[at : at + 29].strip() for at in range(0, len(text), 29)]
    found = texts(only(path, pdf_of([[(60, 740, 20, "산불을 살핀다"), *lines(broken)]])))
    assert len(found) == 2
    kept = [word for word in text.split() if word in found[1].split()]
    assert len(kept) >= len(text.split()) - 2


def test_lines_broken_between_words_keep_their_spaces(path: Path) -> None:
    broken = [
        "이 약속은 섬마을에 사는 사람과 배를 모는 사람 사이에 맺어진다고 하며",
        "배를 모는 사람은 하루에 두 번 섬에 들러야 하고 바람이 센 날에는",
        "뭍에서 기다릴 수 있다 섬에 사는 사람은 배가 오기 전에 짐을 부두에",
        "내려 두어야 하며 짐의 무게는 서른 근을 넘지 않아야 한다",
    ]
    found = texts(only(path, pdf_of([[(60, 740, 20, "섬마을의 약속"), *lines(broken)]])))
    assert found[1] == " ".join(broken)


def test_a_paragraph_ends_before_an_item_and_after_a_short_line(path: Path) -> None:
    page = lines(
        [
            "섬마을 사람들이 배를 기다리며 부두에 모여 서서 이야기를 나누고 있",
            "었다",
            "① 아침 배는 물때에 따라 다르게 들어오고 저녁 배는 늘 같은 때에 온다",
            "② 바람이 센 날에는 오지 않는다",
        ]
    )
    found = texts(only(path, pdf_of([[(60, 740, 20, "섬마을의 배"), *page]])))
    assert [line[0] for line in found[1:]] == ["섬", "①", "②"]


def test_two_columns_that_the_file_mixes_are_read_one_after_the_other(path: Path) -> None:
    left = [f"왼쪽 단의 {number}번째 줄은 배 이야기를 한다" for number in "일이삼사오육"]
    right = [f"오른쪽 단의 {number}번째 줄은 산 이야기를 한다" for number in "일이삼사오육"]
    page = [
        placed
        for number, (one, other) in enumerate(zip(left, right, strict=True))
        for placed in ((40, 700 - 16 * number, 10, one), (330, 700 - 16 * number, 10, other))
    ]
    whole = "".join(texts(only(path, pdf_of([[(40, 740, 20, "배와 산 이야기"), *page]]))))
    assert max(map(whole.index, left)) < min(map(whole.index, right))


def test_cells_of_a_table_s_row_stand_between_tabs(path: Path) -> None:
    rows = [("마을", "도서관", "권수"), ("은모래", "세 곳", "3,120"), ("솔바람", "두 곳", "1,204")]
    page = [
        (60 + 150 * column, 700 - 20 * number, 10, cell)
        for number, row in enumerate(rows)
        for column, cell in enumerate(row)
    ]
    found = texts(only(path, pdf_of([[(60, 740, 20, "마을의 도서관 살림"), *page]])))
    assert found[1:] == ["\t".join(row) for row in rows]


def test_headers_that_repeat_stand_once_and_page_numbers_not_at_all(path: Path) -> None:
    pages = [
        [
            (60, 770, 8, "솔바람군 소식지"),
            *lines([f"{word} 장의 이야기가 여기에 있다.", "그다음 이야기다.", "끝이다."]),
            (300, 30, 8, f"- {number} -"),
        ]
        for number, word in enumerate(("첫", "둘째", "셋째"), 1)
    ]
    found = texts(only(path, pdf_of(pages)))
    assert found.count("솔바람군 소식지") == 1
    assert [line for line in found if line.strip("- ").isdigit()] == []
    assert sum("장의 이야기가" in line for line in found) == 3


def test_a_paragraph_goes_on_on_the_next_page(path: Path) -> None:
    first = lines(["섬마을 사람들이 배를 기다리며 부두에 모여 서서 이야기를 나누었고 해가 지"])
    second = lines(["자 모두 집으로 돌아갔다 "])
    pages = [[(60, 740, 20, "섬마을의 저녁"), *first], second]
    found = texts(only(path, pdf_of(pages)))
    assert found[1].endswith(("지자 모두 집으로 돌아갔다", "지 자 모두 집으로 돌아갔다"))


def test_letters_that_a_font_does_not_name_are_refused(path: Path) -> None:
    shifted = "".join(chr(ord(letter) - 29) for letter in "The quick brown fox jumps over 0123")
    untold = pdf_of([lines([shifted, shifted[::-1], shifted])])
    assert "fonts do not declare which letters they show" in reason(path, untold)


def test_lines_of_such_letters_among_others_are_left_out_and_reported(path: Path) -> None:
    page = lines(["섬마을 사람들의 이야기.", "\ue357\ue342묾푷\ue32a\ue406\ue422", "배가 왔다."])
    items = read(path, pdf_of([page]))
    assert [type(item) for item in items] == [Refusal, Article]
    assert "left out: its fonts do not declare" in str(items[0])
    assert isinstance(items[1], Article)
    assert texts(items[1]) == ["섬마을 사람들의 이야기.", "배가 왔다."]


@pytest.mark.parametrize(
    "line",
    [
        "7KHTXLFNEURZQIR[MXPSVRYHUWKHOD]\\GRJ\x13\x14\x15",
        "\ue502젊\x0e기몒 \ue426몋에컪픦 캏\ue406오윦",
        "묾푷 컪픦 뮪쳏 헏뺪 팢쭖",
    ],
)
def test_rubbish(line: str) -> None:
    assert is_rubbish(line)


@pytest.mark.parametrize(
    "line",
    [
        "섬마을 사람들의 이야기",
        "\uf06c 참외 서른 상자",
        "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "https://news.example.kr/view?id=37&page=2",
        "SARS-CoV-2(COVID-19), H1N1, KCD U07.1",
        "펲시콜라를 마셨다",
        "漢字成語",
        "3,120 1,204 77.5%",
        "GS1-128 EAN13 8801234567890",
    ],
)
def test_what_is_no_rubbish(line: str) -> None:
    assert not is_rubbish(line)


def test_files_that_cannot_be_read_say_why(path: Path) -> None:
    assert "no text; run it through OCR" in reason(path, pdf_of([[]]))
    key = b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (
        b"11" * 32,
        b"22" * 32,
    )
    assert reason(path, pdf_of([lines(["섬"])], key)) == "is protected by a password"
    assert "is not a valid PDF" in reason(path, b"%PDF-1.4\n" + b"x" * 100)


def test_a_property_that_is_no_text_costs_only_itself(path: Path) -> None:
    data = pdf_of([lines(["섬마을의 긴 하루", "배가 왔다."])], b"/Info 8 0 R")
    about = b"8 0 obj\n<</Title<FEFFD800>/Author<FEFFAE40AC00B78C>>>\nendobj\n"
    place = data.index(b"xref\n")
    data = data[:place] + about + data[place:]
    data = data.replace(b"0 8\n0000000000", b"0 9\n0000000000").replace(b"/Size 8", b"/Size 9")
    data = data.replace(b"trailer", b"%010d 00000 n \ntrailer" % place)
    data = data.replace(b"startxref\n%d" % place, b"startxref\n%d" % (place + len(about)))
    article = only(path, data)
    assert (article.title, article.author) == ("섬마을의 긴 하루", "김가람")


def test_letters_of_no_finite_size_are_read(path: Path) -> None:
    page = [(60, 700, 10, "섬마을의 긴 하루"), (60, 600, 10**38, "배가 왔다.")]
    for item in read(path, pdf_of([page])):
        assert isinstance(item, Article), item
