"""Words that are spelt as a noun and as a form of a verb, and hardly ever are one of them.

데 is a place and not a form of 데다 (scald), 낮은 is of 낮다 (low) and not the day. Which words
these are was counted in texts, by what an analyser makes of them in their sentences; it is in
``data/settled.tsv``, which ``scripts/settled_words.py`` makes.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent.with_name("data") / "settled.tsv"


class WordKind(Enum):
    """What a word is: a verb or an adjective, or anything but that."""

    NOUN = "noun"
    VERB = "verb"


@cache
def _table() -> dict[str, WordKind]:
    rows = (line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines())
    return {word: WordKind(kind) for word, kind in rows}


def settled_kind(word: str) -> WordKind | None:
    """Return what a word is wherever it occurs; None if its sentence would have to say that."""
    return _table().get(word)
