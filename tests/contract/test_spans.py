"""What is painted lies on the original text, whatever occurs in it."""

from __future__ import annotations

import tempfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ksearch
from ksearch.korean.keys import key_of
from ksearch.korean.splitting import split

WORDS = st.sampled_from(
    [
        "등대", "등\u200b대를", "\u1103\u1173\u11bc\u1103\u1162", "\u00ad섬\u00ad", "𠮷등대",
        "ＵＳＢ", "30㎞", "㈜한빛", "4.7%로", "-5도", "C++을", "🍐값", "cafe\u0301", "3·1운동",
        "3만5천명이", "10~20%", "½컵", "2026.4.10", "제12조의2", "“등대”",
    ]
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, min_size=1, max_size=12), st.sampled_from([" ", "\n", " \u200b "]))
def test_spans_lie_on_the_original(words: list[str], gap: str) -> None:
    body = gap.join(words)
    with tempfile.TemporaryDirectory() as folder:
        with ksearch.create(folder) as created, created.writer() as writer:
            writer.add(ksearch.Article(id="1", title="", body=body))
        with ksearch.open(folder) as index:
            for word in split(body)[0]:
                for query in (word, f'"{word}"'):
                    [hit] = index.search(query, match="all")
                    assert hit.snippet.matches, query
                    for start, end in hit.snippet.matches:
                        assert 0 <= start < end <= len(hit.snippet.text)
                        painted = hit.snippet.text[start:end]
                        assert key_of(painted)
                        assert painted in body
