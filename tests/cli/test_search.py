"""`ksearch search`: what it asks of the index, what it prints, and how it ends."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from ksearch.model.errors import IndexNotFound, QuerySyntaxError
from ksearch.model.results import Hit
from ksearch.render.terminal import harmless
from ksearch.render.terminal.width import display_width

TEXT = """\
1  고랭지 배추 창고 짓는다
   산골신문 · 2025-02-12 11:14 · 홍길순 · +2 similar · 강원/배추.txt
   강원도가 고랭지 배추 저장 시설을 …

2  <양파> 값 & 배추 값
   전남/양파.txt
   … 배추 값은 그대로다.
   missing: 창고

2 articles · 1.2 ms
"""


def without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def test_hits_are_printed_plainly_into_a_pipe(run: Any, index: Any) -> None:
    outcome = run("search", "배추", "창고")
    assert outcome.out == TEXT
    assert outcome.status == 0
    assert outcome.err == ""


def test_a_terminal_gets_colours(run: Any, index: Any) -> None:
    shown = run("search", "배추 창고", columns=100).out
    assert without_colours(shown) == TEXT
    assert "고랭지 \x1b[1;31m배추\x1b[0m 저장" in shown
    assert "\x1b[1m고랭지 \x1b[0m\x1b[1;31m배추\x1b[0m" in shown


@pytest.mark.parametrize(
    ("color", "environment", "columns", "colored"),
    [
        ("auto", {}, 80, True),
        ("auto", {"NO_COLOR": "1"}, 80, False),
        ("auto", {"NO_COLOR": ""}, 80, True),
        ("auto", {"TERM": "dumb"}, 80, False),
        ("auto", {}, None, False),
        ("always", {"NO_COLOR": "1"}, 80, True),
        ("always", {}, None, True),
        ("never", {}, 80, False),
    ],
)
def test_when_colours_are_used(
    run: Any,
    index: Any,
    monkeypatch: pytest.MonkeyPatch,
    color: str,
    environment: dict[str, str],
    columns: int | None,
    colored: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    outcome = run("search", "배추", "--color", color, columns=columns)
    assert ("\x1b[" in outcome.out) is colored


def test_lines_are_wrapped_to_the_terminal_and_matches_stay_painted(run: Any, index: Any) -> None:
    shown = run("search", "배추", columns=32).out
    assert without_colours(shown).splitlines()[:6] == [
        "1  고랭지 배추 창고 짓는다",
        "   산골신문 · 2025-02-12 11:14 ·",
        "   홍길순 · +2 similar",
        "   강원/배추.txt",
        "   강원도가 고랭지 배추 저장",
        "   시설을 …",
    ]
    assert "\x1b[1;31m배추\x1b[0m" in shown


def test_everything_that_was_asked_for_reaches_the_index(run: Any, index: Any) -> None:
    run(
        *("search", "배추", "-파", "-n", "3", "--offset=5", "--sort", "newest", "--match", "any"),
        *("--since", "2025-02", "--until", "2025", "--publisher", "산골신문", "--author", "홍길순"),
        *("--in", "title", "--in", "lead", "--no-group"),
    )
    assert index.asked == [
        (
            "배추 -파",
            {
                "limit": 3,
                "offset": 5,
                "sort": "newest",
                "match": "any",
                "since": "2025-02",
                "until": "2025",
                "publisher": "산골신문",
                "author": "홍길순",
                "fields": ("title", "lead"),
                "group": False,
            },
        )
    ]


def test_json_is_one_object_under_the_names_of_the_contract(run: Any, index: Any) -> None:
    outcome = run("search", "배추", "창고", "--json")
    answer = json.loads(outcome.out)
    assert outcome.out.count("\n") == 1
    assert answer["hits"][0] == {
        "rank": 1,
        "id": "강원/배추.txt",
        "path": "강원/배추.txt",
        "title": "고랭지 배추 창고 짓는다",
        "lead": "강원도가 고랭지 배추 저장 시설을 새로 짓는다.",
        "date": "2025-02-12T11:14:00+09:00",
        "publisher": "산골신문",
        "author": "홍길순",
        "section": None,
        "url": "https://example.com/배추?a=1&b=2",
        "score": 4.75,
        "missing": [],
        "similar_count": 2,
        "title_matches": [[4, 6], [7, 9]],
        "snippet": {"text": "강원도가 고랭지 배추 저장 시설을", "matches": [[9, 11]]},
    }
    assert answer["hits"][1]["date"] is None
    assert answer["hits"][1]["missing"] == ["창고"]
    del answer["hits"]
    assert answer == {
        "query": "배추 창고",
        "interpreted": "배추 AND 창고",
        "total": 2,
        "took_ms": 1.25,
        "offset": 0,
        "suggestion": None,
        "corrected": False,
    }
    assert run("search", "배추", "--format", "json").out == outcome.out


def test_jsonl_is_a_hit_a_line(run: Any, index: Any) -> None:
    lines = run("search", "배추", "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["강원/배추.txt", "전남/양파.txt"]


def test_paths_is_a_path_a_line_or_an_id_where_there_is_none(run: Any, index: Any) -> None:
    out = run("search", "배추", "--format", "paths").out
    assert out == "강원/배추.txt\n전남/양파.txt\n"


def test_html_is_escaped_and_links_only_to_the_web(run: Any, index: Any) -> None:
    out = run("search", "배추", "--format", "html").out
    assert "<mark>배추</mark> 저장" in out
    assert "&lt;양파&gt; 값 &amp; <mark>배추</mark> 값" in out
    assert 'href="https://example.com/배추?a=1&amp;b=2"' in out
    assert "javascript" not in out
    assert "missing: <s>창고</s>" in out


def test_explain_names_what_each_part_gave(run: Any, index: Any) -> None:
    text = run("search", "배추", "--explain").out
    assert "read as: 배추 AND 창고" in text
    lines = text.splitlines()
    assert "      +4.250  배추 in the title          → “배추” 4–6" in lines
    assert "      +0.000  창고                       not in the article" in lines
    run_line = "      +0.500  the words as an exact run  → “배추 창고” body 0–5"
    assert run_line in lines
    assert "       4.750  score" in lines
    answer = json.loads(run("search", "배추", "--explain", "--json").out)
    assert answer["hits"][0]["explanation"][0] == {
        "what": "배추 in the title",
        "score": 4.25,
        "detail": "",
        "word": "배추",
        "field": "title",
        "matches": [{"text": "배추", "start": 4, "end": 6, "field": "title"}],
    }
    assert "explanation" not in json.loads(run("search", "배추", "--json").out)["hits"][0]
    html = run("search", "배추", "--explain", "--format", "html").out
    assert "<li>+4.250 배추 in the title → “배추” 4–6</li>" in html


def test_an_explanation_is_wrapped_beside_its_score(run: Any, index: Any) -> None:
    text = without_colours(run("search", "배추", "--explain", columns=60).out)
    assert "      +0.000  창고                       not in the article" in text.splitlines()
    narrow = without_colours(run("search", "배추", "--explain", columns=50).out).splitlines()
    at = narrow.index("      +0.000  창고")
    assert narrow[at + 1] == "              not in the article"
    assert max(map(display_width, narrow)) <= 50


def test_a_page_of_many_hits_says_which_it_is(run: Any, index: Any) -> None:
    index.results = replace(index.results, total=3456, offset=10)
    assert run("search", "배추").out.endswith("11–12 of 3,456 articles · 1.2 ms\n")


def test_nothing_found_is_status_1_and_said_on_a_terminal_only(run: Any, index: Any) -> None:
    index.results = replace(index.results, hits=(), total=0, suggestion="배추")
    outcome = run("search", "뱌추")
    assert (outcome.status, outcome.out, outcome.err) == (1, "", "")
    outcome = run("search", "뱌추", columns=80)
    assert outcome.status == 1
    assert outcome.err == "ksearch: nothing was found; did you mean “배추”?\n"
    assert json.loads(run("search", "뱌추", "--json").out)["hits"] == []


def test_passing_over_all_hits_is_distinguished_from_finding_none(run: Any, index: Any) -> None:
    index.results = replace(index.results, hits=(), total=2, offset=10)
    assert run("search", "배추", "--offset", "10", columns=80).err == (
        "ksearch: there are only 2 hits; --offset 10 passes them all\n"
    )
    index.results = replace(index.results, hits=(), total=5, offset=4)
    assert run("search", "배추", "--offset", "4", columns=80).err == (
        "ksearch: --offset 4 passes all hits, as near-identical articles make one; "
        "--no-group lists each\n"
    )


def test_a_suggestion_stands_under_the_hits(run: Any, index: Any) -> None:
    index.results = replace(index.results, suggestion="배추 창구")
    assert "\ndid you mean “배추 창구”?\n2 articles" in run("search", "배추 창고").out


def test_a_correction_stands_above_the_hits(run: Any, index: Any) -> None:
    index.results = replace(index.results, query="qocn", suggestion="배추", corrected=True)
    out = run("search", "qocn").out
    correction = "nothing was found for “qocn”; these were found for “배추”"
    assert out.startswith(f"{correction}\n\n1  ")
    assert "did you mean" not in out
    assert run("search", "qocn", "--json").err == ""
    assert run("search", "qocn", "--json", columns=80).err == f"ksearch: {correction}\n"


def test_quotes_that_were_dropped_are_reported_as_such(run: Any, index: Any) -> None:
    index.results = replace(index.results, query='"배추 값"', suggestion="배추 값", corrected=True)
    assert run("search", '"배추 값"').out.startswith(
        'no article has exactly "배추 값"; these have its words without the quotes\n'
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--limit", "0"], "--limit must be 1 or more, not 0"),
        (["--limit", "-3"], "--limit must be 1 or more, not -3"),
        (["--offset=-1"], "--offset must be 0 or more, not -1"),
        (["--in", "footer"], "--in takes title, lead, body, and not “footer”"),
        (
            ["--json", "--format", "html"],
            "--json and --format html exclude each other; give one of them",
        ),
    ],
)
def test_values_out_of_bounds_are_refused(
    run: Any, index: Any, arguments: list[str], sentence: str
) -> None:
    outcome = run("search", "배추", *arguments)
    assert (outcome.status, outcome.out, outcome.err) == (2, "", f"ksearch: {sentence}\n")
    assert index.asked == []


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "missing argument 'QUERY'; see `ksearch search --help`"),
        (["배추", "--limit", "many"], "it must be a whole number"),
        (["배추", "--limit"], "option --limit needs a value"),
        (["배추", "--sort", "best"], "“best” is not one of 'relevance', 'newest', 'oldest'"),
        (["배추", "--lmit", "3"], "no such option: --lmit"),
        (["배추", "-x"], "no such option: -x"),
    ],
)
def test_mistakes_on_the_command_line_are_one_sentence(
    run: Any, index: Any, arguments: list[str], part: str
) -> None:
    outcome = run("search", *arguments)
    assert outcome.status == 2
    assert part in outcome.err
    assert outcome.err.startswith("ksearch: ")
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    "error",
    [
        IndexNotFound("there is no index in “index”; `ksearch index` makes one"),
        QuerySyntaxError("a quotation mark is never closed", 3),
    ],
)
def test_errors_of_the_index_are_one_sentence(run: Any, index: Any, error: Exception) -> None:
    index.error = error
    outcome = run("search", "배추")
    assert (outcome.status, outcome.out, outcome.err) == (2, "", f"ksearch: {error}\n")


def test_an_unexpected_error_has_no_traceback(
    run: Any, index: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.error = ZeroDivisionError("division by zero")
    outcome = run("search", "배추")
    assert outcome.status == 2
    assert outcome.err == (
        "ksearch: something unforeseen went wrong (ZeroDivisionError: division by zero); "
        "KSEARCH_DEBUG=1 shows where\n"
    )
    with monkeypatch.context() as patch:
        patch.setenv("KSEARCH_DEBUG", "1")
        with pytest.raises(ZeroDivisionError):
            run("search", "배추")


def test_an_error_of_the_disk_names_the_file(run: Any, index: Any) -> None:
    index.error = PermissionError(13, "Permission denied", "index/manifest.json")
    assert run("search", "배추").err == "ksearch: index/manifest.json: Permission denied\n"


def test_an_interruption_is_status_130(run: Any, index: Any) -> None:
    index.error = KeyboardInterrupt()
    assert run("search", "배추").status == 130


def test_control_characters_of_an_article_do_not_reach_the_terminal(run: Any, index: Any) -> None:
    hostile = Hit(rank=1, id="\x1b[2J", title="배추\x1b]0;pwned\x07", lead="", score=1.0)
    index.results = replace(index.results, hits=(hostile,))
    out = run("search", "배추").out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert harmless("a\x1b\tb\nc\x9b") == "a\N{REPLACEMENT CHARACTER} b c\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("form", ["text", "paths", "html", "json", "jsonl"])
def test_no_format_gives_a_terminal_what_commands_it(run: Any, index: Any, form: str) -> None:
    texts = ("\x1b[2J배추", "\x07배추", "\x9b31m배추", "\u202e배추", "\u200b배추", "\x1b[31m배추")
    for text in texts:
        hostile = Hit(rank=1, id=text, title=text, lead=text, score=1.0, path=text, url=text)
        index.results = replace(index.results, hits=(hostile,))
        out = run("search", "배추", "--format", form, "--color", "never", columns=80).out
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e]", out)


def test_paths_go_to_another_program_as_they_are(run: Any, index: Any) -> None:
    hostile = Hit(rank=1, id="1", title="배추", lead="", score=1.0, path="배\u200b추\x1b.txt")
    index.results = replace(index.results, hits=(hostile,))
    assert run("search", "배추", "--format", "paths").out == "배\u200b추\x1b.txt\n"


def test_an_article_without_a_title_is_named_by_its_id(run: Any, index: Any) -> None:
    index.results = replace(
        index.results, hits=(Hit(rank=1, id="무제.txt", title="", lead="", score=1.0),)
    )
    assert run("search", "배추").out.startswith("1  무제.txt\n")


def test_ranks_stand_at_the_right(run: Any, index: Any) -> None:
    hits = tuple(replace(hit, rank=hit.rank + 8) for hit in index.results.hits)
    index.results = replace(index.results, hits=hits, offset=8, total=10)
    lines = run("search", "배추").out.splitlines()
    assert lines[0].startswith(" 9  고랭지")
    assert lines[4].startswith("10  <양파>")
