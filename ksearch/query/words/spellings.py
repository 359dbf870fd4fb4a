"""Other spellings of a word, which match with a lower weight: 케익 케이크, 설겆이 설거지."""

from __future__ import annotations

from collections.abc import Callable

from ksearch.korean.word_lists.loanwords import loanword_spellings
from ksearch.korean.word_lists.native_spellings import listed_spellings, ruled_spellings


def other_spellings(word: str, occurs: Callable[[str], bool]) -> tuple[str, ...]:
    """Return other spellings of a word (folded).

    Args:
        word: without a particle.
        occurs: whether articles have a word. Spellings made by a rule are returned only if articles
        have them.
    """
    ruled = tuple(filter(occurs, ruled_spellings(word)))
    return tuple(dict.fromkeys((*loanword_spellings(word), *listed_spellings(word), *ruled)))
