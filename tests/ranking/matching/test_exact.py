"""Exact texts occur in an article letter by letter, spacing and punctuation aside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ksearch
from ksearch import Article

pytestmark = pytest.mark.usefixtures("without_kiwi")


@pytest.fixture
def finds(tmp_path: Path) -> Callable[..., set[str]]:
    def finds(query: str, **texts: str) -> set[str]:
        index = ksearch.create(tmp_path / str(len(list(tmp_path.iterdir()))))
        with index.writer() as writer:
            for name, text in texts.items():
                writer.add(Article(id=name, title="제목", lead="머리", body=text))
        return {hit.id for hit in index.search(query, match="all", limit=100)}

    return finds


def test_same_words_same_order(finds: Any) -> None:
    found = finds(
        '"등대 불"',
        같은="먼 등대 불 켜라",
        거꾸로="불 등대",
        사이="등대 큰 불",
        하나="등대",
        남의="등대만 불",
    )
    assert found == {"같은"}


def test_spacing_and_punctuation_aside(finds: Any) -> None:
    texts = {
        "붙인": "등대불",
        "띄운": "등대 불",
        "점": "등대·불",
        "쉼표": "등대, 불",
        "줄": "등대\n불",
    }
    assert finds('"등대 불"', **texts) == set(texts)
    assert finds('"등대불"', **texts) == set(texts)


def test_a_particle_may_follow(finds: Any) -> None:
    texts = {"조사": "등대 도서관에서 보았다", "끝": "등대 도서관", "남의": "등대 도서관장"}
    assert finds('"등대 도서관"', **texts) >= {"조사", "끝"}


def test_capitals_and_width_aside(finds: Any) -> None:
    assert finds('"ai 그림"', 큰="AI 그림", 넓은="ＡＩ 그림을") == {"큰", "넓은"}


def test_a_single_word_in_quotes_is_exact(finds: Any) -> None:
    assert finds('"올랐다"', 그대로="값이 올랐다", 다른="값이 오른 배추") == {"그대로"}


def test_a_long_text(finds: Any) -> None:
    text = " ".join(f"{n}번째 낱말" for n in range(60))
    assert finds(f'"{text}"', 온전="앞 " + text + " 뒤", 빠진=text.replace("30번째 ", "")) == {
        "온전"
    }


def test_beside_other_words(finds: Any) -> None:
    found = finds('"등대 불" 섬', 둘="섬 마을 등대 불", 하나="등대 불", 흩은="섬 불 등대")
    assert found == {"둘"}


def test_left_out(finds: Any) -> None:
    assert finds('등대 -"등대 불"', 불="등대 불", 길="등대 길") == {"길"}


words = st.lists(
    st.sampled_from(["등대", "불", "섬", "바다에서", "R&D", "3·1절"]), min_size=1, max_size=9
)


@settings(max_examples=30)
@given(st.lists(words, min_size=1, max_size=5), st.data())
def test_any_run_of_words_finds_its_article(
    tmp_path_factory: pytest.TempPathFactory,
    no_kiwi: Any,
    texts: list[list[str]],
    data: st.DataObject,
) -> None:

    chosen = data.draw(st.sampled_from(range(len(texts))))
    first = data.draw(st.integers(0, len(texts[chosen]) - 1))
    last = data.draw(st.integers(first + 1, min(first + 4, len(texts[chosen]))))
    run = texts[chosen][first:last]
    with pytest.MonkeyPatch.context() as patch:
        no_kiwi(patch)
        index = ksearch.create(tmp_path_factory.mktemp("색인"))
        with index.writer() as writer:
            for number, text in enumerate(texts):
                writer.add(Article(id=str(number), title="제목", lead="머리", body=" ".join(text)))
        for joint in (" ", ""):
            results = index.search(f'"{joint.join(run)}"', match="all", limit=100)
            assert not results.corrected
            found = {hit.id: hit for hit in results}
            assert str(chosen) in found
            for number, text in enumerate(texts):
                if any(text[at : at + len(run)] == run for at in range(len(text))):
                    assert str(number) in found
            for hit in found.values():
                letters = "".join(texts[int(hit.id)])
                assert "".join(run) in letters
                spans = [hit.snippet.text[start:end] for start, end in hit.snippet.matches]
                assert any("".join(run) in span.replace(" ", "") for span in spans)
