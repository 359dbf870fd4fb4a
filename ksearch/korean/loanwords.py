"""Common loanwords that are spelt in several ways: 콘텐츠 컨텐츠, 케이크 케익, 초콜릿 초콜렛.

They stand in a table, ``data/loanwords.tsv``; `respelling` has rules for others.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("data") / "loanwords.tsv"


@cache
def _table() -> str:
    """Return the rows of the table as one string, which is searched as it is: that is soon done.

    There is a tab on either side of every spelling.
    """
    return "\t" + _TABLE.read_text(encoding="utf-8").replace("\n", "\t\n\t")


def other_spellings(word: str) -> tuple[str, ...]:
    """Return how else a word (folded) is spelt; none for what is not in the table."""
    table = _table()
    place = table.find(f"\t{word}\t")
    if place < 0:
        return ()
    row = table[table.rfind("\n", 0, place) + 1 : table.index("\n", place)]
    return tuple(spelling for spelling in row.split("\t") if spelling not in ("", word))
