"""Words with wildcards: which spellings fit, and that no spelling takes long to be tried."""

from __future__ import annotations

import fnmatch
import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ksearch.errors import QuerySyntaxError
from ksearch.korean.lexicon import Lexicon
from ksearch.query.wildcards import eojeols_matching, pattern_of

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
