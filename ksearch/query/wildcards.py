"""Words with wildcards: ``*`` stands for any letters, ``?`` for any one of them."""

from __future__ import annotations

import re

from ksearch.errors import QuerySyntaxError
from ksearch.korean.lexicon import Lexicon
from ksearch.korean.string_table import Ids
from ksearch.korean.terms import key_of


def eojeols_matching(lexicon: Lexicon, wildcards: str) -> Ids:
    """Return the eojeols whose folded spelling fits a word with wildcards (int64, ascending).

    Raises:
        QuerySyntaxError: it has nothing but wildcards.
    """
    if not wildcards.strip("*?"):
        raise QuerySyntaxError(f"“{wildcards}” would find every word; add a letter to it")
    literals = [key_of(piece) for piece in re.split(r"[*?]+", wildcards) if piece]
    longest = max(literals, key=len)
    if wildcards.startswith("*") and wildcards.endswith("*") and wildcards.strip("*") == longest:
        return lexicon.containing(longest)
    prefix = literals[0] if wildcards[0] not in "*?" else ""
    if prefix and wildcards == f"{prefix}*":
        return lexicon.with_prefix(prefix)
    return lexicon.matching(pattern_of(wildcards), prefix, longest)


def pattern_of(wildcards: str) -> re.Pattern[str]:
    """Return the regular expression of a word with wildcards.

    What stands between two asterisks is looked for where it comes first, and never anywhere else
    again: matching takes time in proportion to the word.
    """
    first, *others = [_spelt(piece) for piece in re.split(r"\*+", wildcards)]
    middle = "".join(f"(?>.*?{piece})" for piece in others[:-1])
    last = f".*{others[-1]}" if others else ""
    return re.compile(f"{first}{middle}{last}", re.DOTALL)


def _spelt(piece: str) -> str:
    return ".".join(re.escape(key_of(part)) if part else "" for part in piece.split("?"))
