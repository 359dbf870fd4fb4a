"""Common loanwords that are spelt in several ways: 콘텐츠 컨텐츠, 케이크 케익, 초콜릿 초콜렛.

They are in a table, ``data/loanwords.tsv``; `respelling` has rules for others.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ksearch.korean.word_lists.rows import CellTable

_TABLE = Path(__file__).parent.with_name("data") / "loanwords.tsv"


@cache
def _table() -> CellTable:
    return CellTable(_TABLE.read_text(encoding="utf-8"))


def loanword_spellings(word: str) -> tuple[str, ...]:
    """Return the other spellings of a word (folded); empty if it is not in the table."""
    return tuple(spelling for row in _table().having(word) for spelling in row if spelling != word)
