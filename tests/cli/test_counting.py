"""`count`, `trend`, `related` and `search --facets` over a real index."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from ksearch import Article
from ksearch.render.terminal.bars import bar
from ksearch.storage.snapshot import Snapshot


@pytest.fixture(scope="module")
def folder(
    build: Callable[..., Snapshot], no_kiwi: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder: Path = tmp_path_factory.mktemp("세기")
    months = [1, 1, 1, 1, 2, 4]
    articles = [
        Article(
            id=str(number),
            title="섬 등대" if number % 2 else "섬 축제",
            body="바다 시장",
            date=datetime(2025, month, 3, tzinfo=UTC),
            publisher="산골신문" if number < 4 else "남녘신문",
            section="=2+3" if number == 5 else "지역",
        )
        for number, month in enumerate(months)
    ]
    articles.append(Article(id="9", title="섬 배", body="시장"))
    articles.append(Article(id="10", title="배추 값", body="시장"))
    build(folder, articles)
    return folder


@pytest.fixture
def ask(folder: Path, run: Any, without_kiwi: None) -> Any:
    def ask(*arguments: str, columns: int | None = None) -> Any:
        return run(*arguments, "--index", str(folder), columns=columns)

    return ask


def plain(text: str) -> list[str]:
    return re.sub(r"\x1b\[[\d;]*m", "", text).splitlines()


def test_a_count_in_a_pipe_is_a_number(ask: Any) -> None:
    assert ask("count", "섬").out == "7\n"
    assert plain(ask("count", "섬", columns=80).out) == ["7 articles · 1 undated"]


def test_a_number_of_another_query_than_the_one_typed_is_never_silent(ask: Any) -> None:
    """What was typed on the wrong keyboard is counted, under its own name, and that is said."""
    for command in (
        ["count", "emdeo"],
        ["trend", "emdeo", "--format", "csv"],
        ["related", "emdeo"],
    ):
        outcome = ask(*command)
        assert "nothing was found for “emdeo”; “등대” was counted" in outcome.err
    [head, *_] = plain(ask("trend", "emdeo", "축제", columns=80).out)
    assert head.split() == ["등대", "축제"]
    assert ">등대</text>" in ask("trend", "emdeo", "--format", "svg").out


def test_a_count_that_finds_nothing_says_what_the_filters_left_out(ask: Any) -> None:
    for command in ("count", "trend", "related"):
        outcome = ask(command, "섬", "--publisher", "한겨레", columns=120)
        assert (
            "nothing was found; 7 without --publisher (papers here: 산골신문, 남녘신문)"
            in outcome.err
        )
        outcome = ask(command, "섬", "--since", "2030", columns=120)
        assert "7 without --since (1 undated article left out)" in outcome.err


def test_a_count_by_a_field_is_a_table_with_bars(ask: Any) -> None:
    assert plain(ask("count", "섬", "--by", "publisher", columns=40).out) == [
        "publisher",
        "  산골신문  4  ██████████████▎",
        "  남녘신문  2  ███████▏",
        "  (none)    1  ███▋",
        "",
        "7 articles · 1 undated",
    ]


def test_no_line_is_wider_than_the_terminal(ask: Any) -> None:
    from ksearch.render.terminal.width import display_width

    for columns in (20, 40, 80, 120):
        for arguments in (
            ("count", "섬", "--by", "section", "--by", "publisher"),
            ("trend", "섬"),
            ("trend", "섬", "등대"),
            ("related", "섬", "-n", "3"),
        ):
            outcome = ask(*arguments, columns=columns)
            lines = plain(outcome.out)
            assert max(map(display_width, lines)) <= columns


def test_the_most_frequent_values_alone(ask: Any) -> None:
    lines = plain(ask("count", "섬", "--by", "section", "-n", "1", columns=40).out)
    assert lines[1].split()[:2] == ["지역", "5"]
    assert "  … 1 more" in lines


def test_counts_as_data(ask: Any) -> None:
    counted = json.loads(ask("count", "섬", "--by", "publisher", "--json").out)
    assert (counted["total"], counted["undated"]) == (7, 1)
    assert counted["facets"]["publisher"] == {
        "values": [
            {"value": "산골신문", "articles": 4},
            {"value": "남녘신문", "articles": 2},
        ],
        "without": 1,
    }


def test_what_would_be_a_formula_in_a_spreadsheet_is_quoted(ask: Any) -> None:
    rows = list(csv.reader(io.StringIO(ask("count", "섬", "--by", "section", "--format=csv").out)))
    assert rows == [
        ["field", "value", "articles"],
        ["section", "지역", "5"],
        ["section", "'=2+3", "1"],
    ]


def test_a_trend_has_a_bar_a_month(ask: Any) -> None:
    assert plain(ask("trend", "섬", columns=40).out) == [
        "2025-01  ████████████████████████ 4 100%",
        "2025-02  ██████                   1 100%",
        "2025-03                           ·",
        "2025-04  ██████                   1 100%",
        "",
        "섬: 7 articles · 1 undated",
    ]


def test_queries_of_a_trend_stand_side_by_side(ask: Any) -> None:
    lines = plain(ask("trend", "등대", "축제", "--by", "year", columns=60).out)
    assert lines[0].split() == ["등대", "축제"]
    assert re.fullmatch(r"2025  █+▍? +3  ?\.?\d+%  █+▍? +3 +\d+%", lines[1])


def test_a_trend_as_data(ask: Any) -> None:
    trend = json.loads(ask("trend", "등대", "--by", "month", "--json").out)
    assert trend["periods"] == ["2025-01", "2025-02", "2025-03", "2025-04"]
    assert trend["series"][0]["hits"] == [2, 0, 0, 1]
    rows = list(csv.DictReader(io.StringIO(ask("trend", "등대", "--format", "csv").out)))
    assert rows[0] == {
        "query": "등대",
        "period": "2025-01",
        "start": "2025-01-01",
        "hits": "2",
        "articles": "4",
        "share": "0.5",
    }


def test_a_trend_as_a_picture(ask: Any) -> None:
    picture = ElementTree.fromstring(ask("trend", "섬", '"등대" & <섬>', "--format", "svg").out)
    lines = picture.findall("{*}polyline")
    assert [len(line.attrib["points"].split()) for line in lines] == [4, 4]
    assert '"등대" & <섬>' in [text.text for text in picture.findall("{*}text")]


def test_a_trend_over_undated_articles_only(ask: Any) -> None:
    outcome = ask("trend", "배추")
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == "ksearch: what was found has no date: 1 undated article\n"
    assert ask("trend", "배추", "--format", "svg").out.startswith("<svg")


def test_related_words(ask: Any) -> None:
    assert ask("related", "섬").out.split() == ["바다", "등대", "축제"]
    shown = plain(ask("related", "섬", columns=80).out)
    assert shown[0].split()[:4] == ["바다", "6", "of", "7,"]
    words = json.loads(ask("related", "섬", "--json").out)["words"]
    assert (words[0]["word"], words[0]["best"], words[0]["articles"]) == ("바다", 6, 6)


def test_facets_below_the_hits(ask: Any) -> None:
    lines = plain(ask("search", "섬", "-n", "1", "--facets", columns=60).out)
    assert "publisher" in lines
    assert "author" not in lines  # no article has one
    data = json.loads(ask("search", "섬", "--facets", "--json").out)
    assert data["facets"]["publisher"]["values"][0] == {"value": "산골신문", "articles": 4}
    outcome = ask("search", "섬", "--facets", "--format", "paths")
    assert outcome.status == 2
    assert "--facets needs --format text or json" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("count", "섬", "--by", "paper"),
            "--by takes publisher, section, author, and not “paper”",
        ),
        (("count", "섬", "--limit", "0"), "--limit must be 1 or more"),
        (("trend", "섬", "--by", "hour"), "“hour” is not one of 'day', 'week', 'month', 'year'"),
        (("trend", "섬", "--json", "--format", "csv"), "--json and --format csv exclude"),
        (("related", "섬", "--in", "heading"), "--in takes title, lead, body"),
    ],
)
def test_what_cannot_be_counted_is_one_sentence(
    ask: Any, arguments: tuple[str, ...], sentence: str
) -> None:
    outcome = ask(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert sentence in outcome.err
    assert outcome.err.count("\n") == 1


def test_nothing_found_is_status_1(ask: Any) -> None:
    assert [ask(command, "잠수함").status for command in ("count", "trend", "related")] == [1, 1, 1]
    assert ask("count", "잠수함").out == "0\n"


def test_bars_have_a_length_for_every_eighth_of_a_column() -> None:
    lengths = [bar(amount, 16, 2) for amount in range(17)]
    assert lengths[0] == ""
    assert lengths[1] == "▏"
    assert lengths[8] == "█"
    assert lengths[9] == "█▏"
    assert lengths[16] == "██"
    assert len(set(lengths)) == 17


def test_bars_where_the_output_has_no_block_characters() -> None:
    assert bar(16, 16, 2, blocks=False) == "##"
    assert bar(1, 1000, 2, blocks=False) == "#"
