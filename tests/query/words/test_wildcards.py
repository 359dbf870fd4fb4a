"""Words with wildcards: which spellings fit, and that no spelling takes long to be tried."""

from __future__ import annotations

import fnmatch
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

import ksearch
from ksearch.lexicon.lexicon import Lexicon
from ksearch.lexicon.string_table import StringTable, pack
from ksearch.model.errors import QuerySyntaxError
from ksearch.query.words.wildcards import Wildcard, eojeols_matching, pattern_of

texts = some.text("가나다", max_size=8)


@given(some.text("가나*?", min_size=1, max_size=8).filter(lambda text: text.strip("*?")), texts)
def test_a_pattern_fits_what_a_shell_would_say(wildcards: str, text: str) -> None:
    assert bool(pattern_of(wildcards).fullmatch(text)) == fnmatch.fnmatchcase(text, wildcards)


def test_many_asterisks_do_not_try_every_way_to_share_a_word_out() -> None:
    begun = time.perf_counter()
    assert pattern_of("*ㅋ" * 60 + "가").fullmatch("ㅋ" * 127) is None
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize("wildcards", ["*", "?", "*?*"])
def test_wildcards_alone_are_refused(wildcards: str) -> None:
    with pytest.raises(QuerySyntaxError, match="add a letter"):
        eojeols_matching(Lexicon([]), wildcards)


# What they find

ARTICLES = {
    "큰눈": "섬에 대설주의보를 내렸다.",
    "더위": "섬에 폭염주의보가 이어졌다.",
    "기계": "산업혁명을 배운다.",
    "은행": "섬마을은행이 문을 연다.",
    "방송": "CCTV 화면과 USB를 챙겼다.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ksearch.Index]:
    folder: Path = tmp_path_factory.mktemp("별표") / "색인"
    with ksearch.create(folder) as created, created.writer() as writer:
        for name, body in ARTICLES.items():
            writer.add(ksearch.Article(id=name, title="", body=body))
    with ksearch.open(folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("*주의보", {"큰눈", "더위"}),
        ("대설*보", {"큰눈"}),
        ("산업?명", {"기계"}),
        ("*혁명", {"기계"}),
        ("*은행", {"은행"}),
        ("*마을*", {"은행"}),
        ("*TV", {"방송"}),
        ("US*", {"방송"}),
        ("?STV", set()),
    ],
)
def test_what_a_wildcard_finds(query: str, articles: set[str], index: ksearch.Index) -> None:
    assert {hit.id for hit in index.search(query, match="all")} == articles


LETTERS = "가나a𠮷"


@given(
    some.lists(some.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=20, unique=True),
    some.text(LETTERS + "*?", min_size=1, max_size=6).filter(lambda text: text.strip("*?") != ""),
)
def test_a_table_is_searched_as_a_regular_expression_would(words: list[str], typed: str) -> None:
    words.sort()
    table = StringTable({f"t_{name}": array for name, array in pack(words).items()}, "t_")
    signs: dict[str, Any] = {"*": ".*", "?": "."}
    pattern = re.compile("".join(signs.get(letter, letter) for letter in typed))
    found = np.sort(Wildcard(typed)._in(table)).tolist()
    assert found == [n for n, word in enumerate(words) if pattern.fullmatch(word)]
