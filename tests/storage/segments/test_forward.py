"""The forward index is the stored original: text comes back to the character, with its eojeols."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksearch.korean.splitting import FIELD_BREAK, split
from ksearch.model.article import Article
from ksearch.storage.snapshot import Snapshot

Build = Callable[..., Snapshot]

#: Any character but those that mean nothing in text, and that are taken out.
characters = st.characters(
    exclude_categories=["Cs"],
    exclude_characters="".join(map(chr, range(32))).replace("\t", "").replace("\n", ""),
)
korean = st.sampled_from(
    ["등대", "불이", "켜졌다", "R&D", "3·1절", "檢", "１억", "𠮷野", " ", "\n", ". ", "“"]
)
texts = st.text(characters, max_size=30) | st.lists(korean, max_size=12).map("".join)


@settings(max_examples=30)
@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=4))
def test_text_survives_to_the_character(
    build: Build, tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    articles = [
        Article(id=str(number), title=title, lead=lead, body=body)
        for number, (title, lead, body) in enumerate(rows)
    ]
    snapshot = build(tmp_path_factory.mktemp("색인"), articles)
    for article in articles:
        kept = snapshot.article(snapshot.find(article.id))
        assert kept == article.with_lead()


@settings(max_examples=30)
@given(texts, texts)
def test_tokens_are_the_eojeols_at_their_places(
    build: Build, tmp_path_factory: pytest.TempPathFactory, title: str, body: str
) -> None:
    article = Article(id="1", title=title, lead="머리", body=body).with_lead()
    (segment,) = build(tmp_path_factory.mktemp("색인"), [article]).segments
    layout = segment.forward.layout(0)
    (text,) = layout.whole_texts()
    assert text == FIELD_BREAK.join((article.title, article.lead, article.body))
    cut = [
        text[start:end]
        for start, end in zip(layout.starts.tolist(), layout.ends.tolist(), strict=True)
    ]
    assert cut == segment.lexicon.texts(layout.eojeols)
    assert cut == split(text)[0]


def test_control_characters_are_removed_and_lone_surrogates_replaced(
    build: Build, tmp_path: Path
) -> None:
    row = Article(id="1", title="등\x00대\x1e 불\x1f", lead="반쪽 \ud83d 글자", body="𠮷\udfff\x1c")
    snapshot = build(tmp_path, [row])
    kept = snapshot.article(0)
    assert (kept.title, kept.lead, kept.body) == ("등대 불", "반쪽 \ufffd 글자", "𠮷\ufffd")


def test_an_eojeol_belongs_to_the_field_it_stands_in(build: Build, tmp_path: Path) -> None:
    rows = [
        Article(id="1", title="등대 불", lead="섬", body="배 두 척"),
        Article(id="2", title="", lead="머리뿐", body=""),
        Article(id="3", title="제목뿐"),
    ]
    (segment,) = build(tmp_path, rows).segments
    forward = segment.forward
    assert forward.bounds.tolist() == [0, 6, 7, 8]
    assert forward.lead_starts.tolist() == [2, 6, 8]
    assert forward.body_starts.tolist() == [3, 7, 8]


def test_places_of_eojeols(build: Build, tmp_path: Path) -> None:
    (segment,) = build(
        tmp_path, [Article(id="1", title="배 섬 배", lead="등대", body="배")]
    ).segments
    forward, lexicon = segment.forward, segment.lexicon
    wanted = forward.all_eojeols()[[0]]
    assert lexicon.texts(wanted) == ["배"]
    assert forward.places_of(wanted).tolist() == [0, 2, 4]
    assert forward.at(forward.places_of(wanted)).tolist() == [int(wanted[0])] * 3


def test_frequencies_are_those_of_the_places(build: Build, tmp_path: Path) -> None:
    rows = [
        Article(id="1", title="배 섬 배", lead="등대", body="배 그물 배 배"),
        Article(id="2", title="그물", body="섬"),
        Article(id="3", lead="배 배"),
    ]
    (segment,) = build(tmp_path, rows).segments
    forward, lexicon = segment.forward, segment.lexicon
    for text in ("배", "섬", "등대", "그물"):
        wanted = np.flatnonzero(
            [each == text for each in lexicon.texts(np.arange(forward.eojeol_count))]
        )
        owners, fields = forward.located(forward.places_of(wanted))
        expected = np.zeros((3, 3), np.int64)
        np.add.at(expected, (owners, fields), 1)
        assert forward.frequencies_of(wanted).tolist() == expected.tolist()
    everything = np.arange(forward.eojeol_count)
    assert forward.frequencies_of(everything).tolist() == forward.field_lengths().tolist()
    assert not forward.frequencies_of(everything[:0]).any()
