"""The other commands: what they print, as text and as JSON, and how they end."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

import ksearch
from ksearch.model.errors import NothingToIndex
from ksearch.model.reports import AnalysedEojeol, AnalysedTerm, Refused, UpdateReport


@pytest.mark.parametrize("command", ["index", "rebuild"])
def test_an_update_says_what_it_did(run: Any, updates: Any, command: str) -> None:
    outcome = run(command, "기사", "--index", "새 색인")
    assert outcome.out == (
        "added 1,200 · changed 2 · removed 1 · unchanged 30 · refused 1\n"
        "새 색인 holds 1,232 articles; 4 files of other kinds left aside; 1.5 s\n"
        "refused 잡동사니/사진.txt: is no text\n"
    )
    assert outcome.err == ""
    assert outcome.status == 0
    path, sources, options = updates.asked[0]
    assert (path, sources) == ("새 색인", ["기사"])
    assert options["progress"] is None
    assert options["memory_mb"] == 512


def test_what_was_left_aside_and_why_is_reported_by_kind(run: Any, updates: Any) -> None:
    wanted = "Reading workbooks needs a package that is missing; run pip install 'ksearch[office]'."
    names = ("장부.xlsx", "표/옛것.xls", "표/새것.xlsx")
    updates.report = replace(
        updates.report,
        refused=(*(Refused(name, wanted) for name in names), Refused("한.txt", "is no text")),
        skipped_files=5,
        skipped_kinds={".png": 3, ".doc": 1, "": 1},
    )
    lines = run("index", "기사").out.split("\n")
    assert "5 files of other kinds left aside (3 .png, 1 .doc, 1 without a suffix)" in lines[1]
    assert lines[2:4] == [f"refused 2 .xlsx, 1 .xls: {wanted}", "refused 한.txt: is no text"]


def test_the_corpus_is_indexed_if_nothing_is_named(run: Any, updates: Any) -> None:
    run("index")
    assert updates.asked[0][:2] == ("index", ["corpus"])


def test_how_sources_are_read_can_be_chosen(run: Any, updates: Any) -> None:
    run(
        *("index", "기사", "--raw", "--include", "*.txt", "--include", "*.csv"),
        *("--exclude", "낡은/", "--columns", "body=기사내용,title=제목", "--memory", "100"),
    )
    options = updates.asked[0][2]
    assert options["options"].raw is True
    assert options["options"].include == ("*.txt", "*.csv")
    assert options["options"].exclude == ("낡은/",)
    assert dict(options["options"].columns) == {"body": "기사내용", "title": "제목"}
    assert options["memory_mb"] == 100


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--columns", "기사내용"], "--columns takes FIELD=NAME, such as body=기사내용, and not"),
        (["--columns", "글=기사내용"], "--columns names the field “글”; articles have id, title,"),
        (["--memory", "0"], "--memory must be 16 or more, not 0"),
    ],
)
def test_reading_options_that_make_no_sense_are_refused(
    run: Any, updates: Any, arguments: list[str], part: str
) -> None:
    outcome = run("index", *arguments)
    assert outcome.status == 2
    assert outcome.err.startswith(f"ksearch: {part}")
    assert updates.asked == []


def test_a_terminal_gets_a_progress_bar(run: Any, updates: Any) -> None:
    shown = run("index", columns=100).err
    assert "Reading" in shown
    assert "1,200 articles" in shown
    assert "/s" in shown


def test_an_update_that_could_read_nothing_is_an_error(
    run: Any, updates: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates.report = UpdateReport(refused=(Refused("사진.txt", "is no text"),))
    assert run("index").status == 2
    updates.report = UpdateReport(unchanged=1, refused=(Refused("사진.txt", "is no text"),))
    assert run("index").status == 0

    def nothing(*_: Any, **__: Any) -> UpdateReport:
        raise NothingToIndex("no article could be read from corpus")

    monkeypatch.setattr(ksearch, "update", nothing, raising=False)
    outcome = run("index")
    assert (outcome.status, outcome.err) == (2, "ksearch: no article could be read from corpus\n")


def test_many_refusals_are_listed_in_full_only_as_json(run: Any, updates: Any) -> None:
    refused = tuple(Refused(f"{number}.txt", "is empty") for number in range(60))
    updates.report = UpdateReport(added=1, refused=refused)
    lines = run("index").out.splitlines()
    assert lines[-2:] == ["refused 49.txt: is empty", "refused 10 more, which --json lists"]
    assert len(json.loads(run("index", "--json").out)["refused"]) == 60


def test_an_article_is_shown_whole(run: Any, index: Any) -> None:
    assert run("show", "강원/배추.txt").out == (
        "고랭지 배추 창고 짓는다\n"
        "산골신문 · 2025-02-12 11:14 · 홍길순 · 강원/배추.txt\n"
        "https://example.com/배추?a=1&b=2\n"
        "\n"
        "강원도가 고랭지 배추 저장 시설을 새로 짓는다.\n"
        "\n"
        "도는 내년까지 창고 세 동을 세운다.\n"
        "\n"
        "농민들은 반겼다.\n"
    )


def test_an_article_as_json_has_every_field(run: Any, index: Any) -> None:
    article = json.loads(run("show", "강원/배추.txt", "--json").out)
    assert article["date"] == "2025-02-12T11:14:00+09:00"
    assert article["body"] == "도는 내년까지 창고 세 동을 세운다.\n농민들은 반겼다."
    assert set(article) == {
        *("id", "title", "lead", "body", "date"),
        *("author", "publisher", "section", "url", "path"),
    }


def test_an_id_that_no_article_has_is_an_error(run: Any, index: Any) -> None:
    outcome = run("show", "없음")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == "ksearch: the index holds no article 없음\n"


def test_similar_articles_are_printed_like_hits(run: Any, index: Any) -> None:
    outcome = run("similar", "강원/배추.txt", "-n", "5")
    assert outcome.out.startswith("2  <양파> 값 & 배추 값\n")
    assert index.asked == [("강원/배추.txt", 5, True)]
    run("similar", "강원/배추.txt", "--no-group")
    assert index.asked[-1] == ("강원/배추.txt", 10, False)
    assert run("similar", "강원/배추.txt", "--format", "paths").out == "전남/양파.txt\n"
    assert run("similar", "강원/배추.txt", "--limit", "0").status == 2


def test_completions_are_a_word_a_line(run: Any, index: Any) -> None:
    assert run("suggest", "배추").out == "배추\n배추밭\n"
    assert run("suggest", "배", "-n", "1").out == "배추\n"
    assert json.loads(run("suggest", "배추", "--json").out) == {
        "prefix": "배추",
        "suggestions": ["배추", "배추밭"],
    }


def test_no_completion_is_status_1(run: Any, index: Any) -> None:
    assert run("suggest", "뷁").status == 1
    assert run("suggest", "뷁", columns=80).err == "ksearch: no word begins with “뷁”\n"


EOJEOLS = (
    AnalysedEojeol(
        text="산골마을에서는",
        start=0,
        end=7,
        known=True,
        morphemes=(("산골", "NNG"), ("마을", "NNG"), ("에서", "JKB"), ("는", "JX")),
        terms=(
            AnalysedTerm("산골마을", "whole", 0, 4),
            AnalysedTerm("산골", "part", 0, 2),
            AnalysedTerm("마을", "part", 2, 4),
        ),
    ),
    AnalysedEojeol(
        text="쉰다",
        start=8,
        end=10,
        known=False,
        morphemes=(("쉬", "VV"), ("ᆫ다", "EF")),
        terms=(AnalysedTerm("쉬다", "whole", 8, 10),),
    ),
)


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    asked: list[tuple[str, str]] = []

    def analyze(text: str, *, index: str) -> tuple[AnalysedEojeol, ...]:
        asked.append((text, index))
        return EOJEOLS if text.strip() else ()

    monkeypatch.setattr(ksearch, "analyze", analyze, raising=False)
    return asked


def test_an_analysis_is_a_table(run: Any, analysed: list[tuple[str, str]]) -> None:
    assert run("analyze", "산골마을에서는", "쉰다").out == (
        "eojeol          morphemes                         terms\n"
        "산골마을에서는  산골/NNG 마을/NNG 에서/JKB 는/JX  whole 산골마을, part 산골 마을\n"
        "쉰다*           쉬/VV ㄴ다/EF                     whole 쉬다\n"
        "* occurs in no article of the index\n"
    )
    assert analysed == [("산골마을에서는 쉰다", "index")]


def test_an_analysis_is_wrapped_to_a_narrow_terminal(run: Any, analysed: Any) -> None:
    from ksearch.render.terminal.width import display_width

    lines = run("analyze", "산골마을에서는 쉰다", "--color", "never", columns=50).out.splitlines()
    assert all(display_width(line) <= 50 for line in lines)
    assert len(lines) > 4


def test_an_analysis_as_json(run: Any, analysed: Any) -> None:
    answer = json.loads(run("analyze", "산골마을에서는 쉰다", "--json").out)
    assert answer["text"] == "산골마을에서는 쉰다"
    assert answer["eojeols"][1]["terms"] == [
        {"term": "쉬다", "kind": "whole", "start": 8, "end": 10}
    ]


def test_a_text_without_words_is_refused(run: Any, analysed: Any) -> None:
    outcome = run("analyze", " ")
    assert (outcome.status, outcome.err) == (2, "ksearch: the text holds no word to analyse\n")


def test_stats_are_a_list_of_figures(run: Any, index: Any) -> None:
    assert run("stats").out == (
        "index     index, format 1\n"
        "articles  1,234 (and 5 deleted) in 3 segments\n"
        "dates     2023-01-02 to 2025-02-12 11:14\n"
        "text      5.0 MB in 456,789 eojeols\n"
        "on disk   2.5 MB, 50% of the text\n"
        "lexicon   34,567 distinct eojeols\n"
        "terms     45,678\n"
        "lengths   title 8.2, body 200.0 terms on average\n"
        "boosts    title 2, body 1\n"
        "analyser  kiwi\n"
        "publishers\n"
        "  산골신문  1,000\n"
        "  갯벌일보  234\n"
    )
    figures = json.loads(run("stats", "--json").out)
    assert figures["articles"] == 1234
    assert figures["publishers"] == {"산골신문": 1000, "갯벌일보": 234}


def test_a_sound_index_is_status_0(run: Any, index: Any) -> None:
    outcome = run("check")
    assert outcome.out == "index is sound: 7 files, 2.5 MB, 1,234 articles\n"
    assert outcome.status == 0
    assert json.loads(run("check", "--json").out)["sound"] is True


def test_damage_is_named_and_an_error(run: Any, index: Any) -> None:
    index.damage = ("segment-3/postings.npy is cut short",)
    outcome = run("check")
    assert outcome.status == 2
    assert outcome.out == (
        "index is damaged: 7 files, 2.5 MB, 1,234 articles\nsegment-3/postings.npy is cut short\n"
    )
    assert outcome.err == (
        "ksearch: the index in “index” is damaged; `ksearch check --repair` builds it again from "
        "its own articles, `ksearch rebuild` from its sources\n"
    )


def test_a_repair_says_what_was_wrong_and_what_is_lost(run: Any, index: Any) -> None:
    index.damage = ("segment-3.ksa is cut short",)
    outcome = run("check", "--repair")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == (
        "index is sound: 7 files, 2.5 MB, 1,234 articles\nrepaired: segment-3.ksa is cut short\n"
    )
    index.lost = ("articles: 배추.txt",)
    outcome = run("check", "--repair")
    assert outcome.status == 2
    assert outcome.out.endswith("lost: articles: 배추.txt\n")
    assert "not everything could be saved" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "status", "part"),
    [
        (["--version"], 0, "ksearch "),
        ([], 0, "Commands:"),
        (["--help"], 0, "Commands:"),
        (["search", "--help"], 0, "--since DATE"),
    ],
)
def test_help_and_version(
    run: Any, capsys: Any, arguments: list[str], status: int, part: str
) -> None:
    outcome = run(*arguments)
    assert outcome.status == status
    assert part in outcome.out


def test_an_unknown_command_is_one_sentence(run: Any) -> None:
    outcome = run("seach", "배추")
    assert outcome.status == 2
    assert outcome.err.startswith("ksearch: no such command 'seach'. Did you mean 'search'")
    assert outcome.err.count("\n") == 1
