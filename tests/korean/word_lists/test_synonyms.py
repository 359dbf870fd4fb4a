from __future__ import annotations

from pathlib import Path

import pytest

from ksearch.korean.word_lists import synonyms
from ksearch.korean.word_lists.files import WordListError
from ksearch.korean.word_lists.synonyms import SynonymMatch, parse
from ksearch.model.errors import InvalidValue, ReadError


def _others(text: str, *query: str) -> list[tuple[int, int, str]]:
    found = parse(text.splitlines()).expand(query)
    return [(one.start, one.end, " ".join(one.words)) for one in found]


def test_two_way_synonyms_find_each_other() -> None:
    group = "전기차 = 전기 자동차 = EV"
    assert _others(group, "전기차") == [(0, 1, "전기 자동차"), (0, 1, "EV")]
    assert _others(group, "국산", "EV", "충전") == [(1, 2, "전기차"), (1, 2, "전기 자동차")]


def test_several_query_words_may_be_replaced_at_once() -> None:
    group = "전기차 = 전기 자동차 = EV"
    assert _others(group, "새", "전기", "자동차") == [(1, 3, "전기차"), (1, 3, "EV")]


def test_one_way_synonyms_find_only_what_stands_on_the_right() -> None:
    assert _others("코로나 > 코로나19", "코로나") == [(0, 1, "코로나19")]
    assert _others("코로나 > 코로나19", "코로나19") == []


def test_spaces_capitals_and_width_do_not_matter() -> None:
    group = "전기 자동차 = EV"
    assert _others(group, "전기자동차") == [(0, 1, "EV")]
    assert _others(group, "ｅｖ") == [(0, 1, "전기 자동차")]


def test_groups_do_not_run_into_each_other() -> None:
    assert _others("배 = 선박\n선박 = 함선", "배") == [(0, 1, "선박")]
    assert _others("배 = 선박\n선박 = 함선", "선박") == [(0, 1, "배"), (0, 1, "함선")]


def test_overlapping_entries_are_all_given() -> None:
    text = "서울 = 수도\n서울 시장 = 시장님"
    assert _others(text, "서울", "시장") == [(0, 1, "수도"), (0, 2, "시장님")]


def test_comments_and_empty_lines_say_nothing() -> None:
    text = "# 자동차\n\nC# = 씨샵  # 언어\n"
    assert [str(group) for group in parse(text.splitlines()).groups] == ["C# = 씨샵"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("전기차", "write two entries with = or > between them"),
        ("전기차 =", "has nothing on one side of ="),
        ("> 전기차", "has nothing on one side of >"),
        ("a = b > c", "has both = and >"),
        ("a > b > c", "has two >"),
        ("EV = 전기차 = ev", "has an entry twice"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str, message: str) -> None:
    with pytest.raises(WordListError, match=r"words\.txt, line 2: ") as caught:
        parse(["가 = 나", line], "words.txt")
    assert message in str(caught.value)
    assert caught.value.line == 2
    assert isinstance(caught.value, ReadError)


def test_adding_and_removing_leave_all_else_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_bytes("# 우리 신문\r\n배 = 선박   # 바다\r\n\r\n코로나 > 코로나19".encode())
    synonyms.add(path, " EV  =  전기 자동차 ")
    assert path.read_bytes().decode() == (
        "# 우리 신문\r\n배 = 선박   # 바다\r\n\r\n코로나 > 코로나19\r\nEV = 전기 자동차\r\n"
    )
    synonyms.remove(path, "선박 = 배")
    assert path.read_bytes().decode() == (
        "# 우리 신문\r\n\r\n코로나 > 코로나19\r\nEV = 전기 자동차\r\n"
    )
    assert [str(group) for group in synonyms.read(path).groups] == [
        "코로나 > 코로나19",
        "EV = 전기 자동차",
    ]
    assert [file.name for file in tmp_path.iterdir()] == ["synonyms.txt"]


def test_a_file_that_is_not_there_is_empty_and_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "synonyms.txt"
    assert synonyms.read(path).groups == ()
    synonyms.add(path, "배 = 선박")
    assert path.read_text(encoding="utf-8") == "배 = 선박\n"


def test_what_is_there_is_not_added_and_what_is_not_is_not_removed(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_text("배 = 선박\n", encoding="utf-8")
    with pytest.raises(InvalidValue, match="already"):
        synonyms.add(path, "선박 = 배")
    with pytest.raises(InvalidValue, match="has no line"):
        synonyms.remove(path, "배 > 선박")
    with pytest.raises(InvalidValue, match="write two entries"):
        synonyms.add(path, "배")
    with pytest.raises(InvalidValue, match="no synonym"):
        synonyms.add(path, "# 배")
    assert path.read_text(encoding="utf-8") == "배 = 선박\n"


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_bytes("가 = 나\n".encode() + "배 = 선박\n".encode("cp949"))
    with pytest.raises(WordListError, match="line 2: is not UTF-8"):
        synonyms.read(path)


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WordListError, match="cannot be read"):
        synonyms.read(tmp_path)


def test_newspaper_shorthand_works_both_ways() -> None:
    table = synonyms.shorthand()
    assert SynonymMatch(0, 1, ("미국",)) in table.expand(("美", "금리"))
    assert SynonymMatch(1, 2, ("美",)) in table.expand(("금리", "미국"))
    assert SynonymMatch(0, 1, ("검찰",)) in table.expand(("檢",))
    assert SynonymMatch(0, 1, ("윤석열",)) in table.expand(("尹",))
    assert SynonymMatch(0, 1, ("北",)) in table.expand(("북한",))


def test_single_syllables_do_not_lead_to_hanja() -> None:
    assert SynonymMatch(0, 1, ("은",)) in synonyms.shorthand().expand(("銀",))
    assert synonyms.shorthand().expand(("은",)) == ()


def test_the_shorthand_table_is_ample() -> None:
    assert len({group.entries[0] for group in synonyms.shorthand().groups}) >= 150


def test_the_last_word_of_an_entry_may_have_a_particle() -> None:
    table = parse(["공정위 > 공정거래위원회", "전기 자동차 = EV"])
    wanted = (SynonymMatch(0, 1, ("공정거래위원회",)),)
    assert table.expand(("공정위가",)) == ()
    assert table.expand(("공정위가",), (("공정위",),)) == wanted
    assert table.expand(("전기", "자동차를"), ((), ("자동차",))) == (SynonymMatch(0, 2, ("EV",)),)
    assert table.expand(("전기를", "자동차"), (("전기",), ())) == ()


def test_two_lists_serve_as_one() -> None:
    both = parse(["배 = 선박"]) | parse(["미국 = USA"])
    assert both.expand(("배", "미국")) == (
        SynonymMatch(0, 1, ("선박",)),
        SynonymMatch(1, 2, ("USA",)),
    )
