"""What commands print where the locale is Korean."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ARTICLES = [
    {"id": "1", "title": "수박 값이 올랐다", "body": "수박 값이 지난달보다 올랐다. 장마가 길었다."},
    {
        "id": "2",
        "title": "참외 농가의 여름",
        "body": "참외를 따는 손이 바쁘다.",
        "author": "나여름",
    },
]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("korean")
    rows = (json.dumps(each, ensure_ascii=False) for each in ARTICLES)
    (path / "fields.jsonl").write_text("\n".join(rows), "utf-8")
    (path / "broken.pdf").write_bytes(b"no PDF")
    return path


@pytest.fixture(scope="module")
def ask(folder: Path) -> Run:
    """Run a command with a Korean locale, which need not be installed."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("KSEARCH_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES")
        }
        return subprocess.run(
            [sys.executable, "-m", "ksearch", *arguments],
            cwd=folder,
            env={**environment, "LANG": "ko_KR.UTF-8", "PYTHONUTF8": "1", **variables},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    indexed = run("index", "fields.jsonl", "broken.pdf")
    assert "추가 2 · 변경 0 · 삭제 0" in indexed.stdout
    assert "index: 기사 2편" in indexed.stdout
    assert "거부 broken.pdf: 올바른 PDF가 아닙니다" in indexed.stdout
    return run


def test_a_search(ask: Run) -> None:
    found = ask("search", "수박", "장마철", "--match", "any")
    assert "빠진 단어: 장마철" in found.stdout
    assert found.stdout.splitlines()[-1].startswith("기사 1편")


def test_what_programs_read_is_the_same_in_every_language(ask: Run) -> None:
    for arguments in (("search", "수박", "--json"), ("count", "수박", "--by", "author", "--json")):
        korean, english = ask(*arguments), ask(*arguments, KSEARCH_LANG="en")
        drop = re.compile(r'"took_ms": [\d.]+')
        assert drop.sub("", korean.stdout) == drop.sub("", english.stdout)
        assert korean.returncode == english.returncode
    assert json.loads(ask("check", "--json").stdout)["unreadable"][0]["reason"].startswith("is not")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("search", "--nope", "수박"), "--nope 옵션은 없습니다"),
        (("search", "--limit", "x", "수박"), "--limit의 값이 잘못되었습니다: 정수여야 합니다"),
        (("search", "--limit", "0", "수박"), "--limit는 1 이상이어야"),
        (("search",), "인자 'QUERY'가 빠졌습니다"),
        (("serch",), "'serch' 명령은 없습니다(비슷한 명령: 'search'"),
        (("words",), "명령이 빠졌습니다"),
        (("show", "없는것"), "id가 “없는것”인 기사가 없습니다"),
        (("stats", "--index", "밭"), "“밭”에 색인이 없습니다. `ksearch index SOURCE --index 밭`"),
        (("search", "수박", "--since", "언제"), "“언제”는 날짜가 아닙니다"),
        (("index", "없는폴더"), "파일이나 폴더 '없는폴더'가 없습니다"),
        (("words", "add", "전기 차#"), "전기 차#는 한글만으로 되어 있지 않습니다"),
    ],
)
def test_an_error_is_a_korean_sentence(ask: Run, arguments: tuple[str, ...], sentence: str) -> None:
    outcome = ask(*arguments)
    assert outcome.returncode == 2
    assert sentence in outcome.stderr
    assert outcome.stderr.startswith("ksearch: ")


@pytest.mark.parametrize(
    ("arguments", "texts"),
    [
        (("stats",), ("색인", "기사", "세그먼트 1개에 2", "어휘집", "평균 용어 수 제목")),
        (("check",), ("index: 온전함", "파일", "기사 2편", "읽을 수 없음 broken.pdf")),
        (("words", "add", "전기차"), ("전기차", "추가. 다음 `ksearch index`부터 적용됩니다")),
        (("words", "list"), ("전기차", "추가됨", "바뀐 것 1개")),
        (("sources", "list"), ("fields.jsonl: 기사 2편, 파일 1개",)),
        (("count", "수박", "--by", "author"), ("기자", "(없음)", "기사 1편")),
        (("analyze", "수박을"), ("어절", "형태소", "용어")),
        (("search", "수박", "--explain"), ("해석: ", "점수", "제목의 수박")),
    ],
)
def test_reports_are_in_korean(
    ask: Run, arguments: tuple[str, ...], texts: tuple[str, ...]
) -> None:
    outcome = ask(*arguments)
    assert [text for text in texts if text not in outcome.stdout] == []


@pytest.mark.parametrize("columns", ["40", "80"])
@pytest.mark.parametrize("arguments", [(), ("search",), ("words", "add"), ("sources",)])
def test_help_is_in_korean_and_within_the_terminal(
    ask: Run, arguments: tuple[str, ...], columns: str
) -> None:
    from ksearch.render.terminal.width import display_width

    page = ask(*arguments, "--help", COLUMNS=columns).stdout
    assert page.startswith("사용법: ksearch")
    assert "\n옵션:\n" in page
    assert "이 도움말을 보여" in page
    assert not re.search(r"\b(?:Show|Print|Options|default|env var)\b", page)
    wide = [line for line in page.splitlines() if display_width(line) > int(columns)]
    assert wide == []


@pytest.mark.parametrize(
    "variables",
    [{"KSEARCH_LANG": "en"}, {"KSEARCH_LANG": "xx"}, {"LC_ALL": "C"}, {"LANG": "en_US.UTF-8"}],
)
def test_everywhere_else_it_is_english(ask: Run, variables: dict[str, str]) -> None:
    assert ask("search", "수박", **variables).stdout.splitlines()[-1].startswith("1 article")
    outcome = ask("show", "none", **variables)
    assert outcome.stderr.startswith("ksearch: no article has the id “none”")


def test_an_output_without_hangul_gets_english(ask: Run) -> None:
    outcome = ask("show", "none", PYTHONUTF8="0", PYTHONIOENCODING="latin-1")
    assert "no article has the id" in outcome.stderr


def test_an_exception_of_a_script_is_in_english(folder: Path, ask: Run) -> None:
    script = """
import ksearch
try:
    ksearch.open("밭")
except ksearch.IndexNotFound as error:
    print(error)
"""
    outcome = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**os.environ, "LANG": "ko_KR.UTF-8", "KSEARCH_LANG": "ko", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert outcome.stdout.startswith("there is no index in “밭”")
