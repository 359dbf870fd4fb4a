"""Letters in a row are painted from the few eojeols that they occur in."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ksearch
from ksearch import Article
from ksearch.highlighting.letters import Letters
from ksearch.korean.terms import key_of
from ksearch.ranking.matching.exact import exact_pattern, key_spans, pattern_among
from ksearch.storage.segments.layout import TextLayout
from ksearch.storage.snapshot import open_snapshot

pytestmark = pytest.mark.usefixtures("without_kiwi")

_PIECES = st.sampled_from(
    [
        "등",
        "등대",
        "등대불",
        "불",
        "불을",
        "대불",
        "ＡＩ",
        "ai",
        "(등대)",
        "C++",
        "3·1",
        "😀",
        "한, ",
    ]
)
_TEXTS = st.lists(_PIECES, min_size=1, max_size=12).map(" ".join)


def laid_out(texts: list[str]) -> TextLayout:
    """Return the layout of articles with some bodies."""
    folder = Path(tempfile.mkdtemp())
    try:
        with ksearch.create(folder / "index").writer() as writer:
            for number, text in enumerate(texts):
                writer.add(Article(id=str(number), title="제목", lead="머리", body=text))
        snapshot = open_snapshot(folder / "index")
        forward = snapshot.segments[0].forward
        return TextLayout(snapshot.lexicon, [forward.pieces(range(len(forward)))])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@settings(max_examples=30)
@given(texts=st.lists(_TEXTS, min_size=1, max_size=3), wanted=_TEXTS)
def test_the_places_are_those_of_the_letters(texts: list[str], wanted: str) -> None:
    layout = laid_out(texts)
    key = key_of(wanted.replace(" ", ""))
    keys = [key_of(text) for text in layout.lexicon.texts(layout.eojeols)]
    letters = "".join(keys)
    begins = {at for at in range(len(letters)) if letters.startswith(key, at)}
    owners = [place for place, each in enumerate(keys) for _ in each]

    firsts, held = Letters(layout).holding(key)

    assert set(firsts.tolist()) == {owners[at] for at in begins}
    assert set(held.values()) == {keys[owners[a + n]] for a in begins for n in range(len(key))}


@settings(max_examples=30)
@given(texts=st.lists(_TEXTS, min_size=1, max_size=3), wanted=_TEXTS)
def test_a_pattern_of_those_eojeols_finds_what_one_of_the_whole_lexicon_does(
    texts: list[str], wanted: str
) -> None:
    layout = laid_out(texts)
    key = key_of(wanted.replace(" ", ""))
    starts, ends = key_spans(layout, exact_pattern(layout.lexicon, key))
    firsts, held = Letters(layout).holding(key)
    among = key_spans(layout, pattern_among(layout.lexicon, key, held), firsts)
    assert sorted(zip(*map(list, among), strict=True)) == sorted(
        zip(starts.tolist(), ends.tolist(), strict=True)
    )


def test_an_empty_key_stands_nowhere() -> None:
    firsts, held = Letters(laid_out(["등대 불"])).holding("")
    assert not len(firsts)
    assert held == {}
