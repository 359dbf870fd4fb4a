"""Wildcards: ``*`` matches any letters, ``?`` one; 산업* *주의보 산업?명.

They are matched against eojeols (산업혁명을), their terms (산업혁명, 혁명), and eojeols without
their particles.
"""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct
from ksearch.arrays.types import Ids
from ksearch.korean.analyses import TermKind
from ksearch.korean.grammar.particles import PARTICLES
from ksearch.korean.keys import key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.lexicon.string_table import StringTable
from ksearch.messages import Message
from ksearch.model.errors import QuerySyntaxError

_ANY_LETTERS, _ONE_LETTER = "*", "?"


def eojeols_matching(lexicon: Lexicon, wildcards: str) -> Ids:
    """Return the eojeols that a word with wildcards finds (int64, ascending).

    Raises:
        QuerySyntaxError: it has only wildcards.
    """
    return Wildcard(wildcards).eojeols(lexicon)


def pattern_of(wildcards: str) -> re.Pattern[str]:
    """Return the regular expression of a word with wildcards.

    A piece between two asterisks is matched at its first occurrence, without backtracking: matching
    takes time linear in the word.
    """
    first, *others = [_spelt(piece) for piece in re.split(r"\*+", wildcards)]
    middle = "".join(f"(?>.*?{piece})" for piece in others[:-1])
    last = f".*{others[-1]}" if others else ""
    return re.compile(f"{first}{middle}{last}", re.DOTALL)


def _spelt(piece: str) -> str:
    return ".".join(re.escape(key_of(part)) if part else "" for part in piece.split("?"))


class Wildcard:
    """A pattern that is matched against one lexicon.

    Args:
        typed: the pattern as typed.

    Raises:
        QuerySyntaxError: it has only wildcards.
    """

    def __init__(self, typed: str) -> None:
        if not typed.strip(_ANY_LETTERS + _ONE_LETTER):
            raise QuerySyntaxError(
                Message("“{typed}” would find every word; add a letter to it", typed=typed)
            )
        spelt = re.split(r"([*?])", typed)
        self._pattern = "".join(
            [key_of(piece) if piece.strip(_ANY_LETTERS + _ONE_LETTER) else piece for piece in spelt]
        )
        self._segments = self._pattern.split(_ANY_LETTERS)

    def eojeols(self, lexicon: Lexicon) -> Ids:
        """Return the eojeols that the pattern finds (int64, ascending)."""
        found = [lexicon.select(self._in), self._by_terms(lexicon)]
        if self._segments[0]:
            found.append(self._before_particles(lexicon))
        return distinct(np.concatenate(found))

    def _by_terms(self, lexicon: Lexicon) -> Ids:
        """Return the eojeols with a term that the pattern fits; other readings do not count."""
        wanted = np.zeros(lexicon.term_count, np.bool_)
        for part in lexicon.parts:
            wanted[part.first_term + self._in(part.terms)] = True
        return lexicon.holders_of_any(np.flatnonzero(wanted), but=TermKind.ALTERNATIVE)

    def _before_particles(self, lexicon: Lexicon) -> Ids:
        """Return the eojeols that the pattern fits if the particles behind them are left out."""
        literal = self._segments[0].split(_ONE_LETTER)[0]
        candidates = lexicon.with_prefix(literal) if literal else np.zeros(0, np.int64)
        fits = []
        for text in lexicon.texts(candidates):
            match = self._with_rest.fullmatch(key_of(text))
            fits.append(match is not None and match["rest"] in PARTICLES)
        return candidates[np.array(fits, np.bool_)]

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return pattern_of(self._pattern)

    @cached_property
    def _with_rest(self) -> re.Pattern[str]:
        return re.compile(rf"{self._whole.pattern}(?P<rest>[가-힣]{{1,6}}?)", re.DOTALL)

    def _in(self, table: StringTable) -> Ids:
        """Return the numbers of the strings of a table that fit, in no order.

        Each letter of the pattern is compared with all strings at once, by numpy.
        """
        head, tail = self._segments[0], self._segments[-1]
        numbers = self._candidates(table)
        if len(self._segments) == 1:
            numbers = numbers[table.lengths[numbers] == _units(head)]
            numbers = _fitting(table, numbers, head, from_end=False)
        else:
            shortest = sum(map(_units, self._segments))
            numbers = numbers[table.lengths[numbers] >= shortest]
            numbers = _fitting(table, numbers, head, from_end=False)
            numbers = _fitting(table, numbers, tail, from_end=True)
        inner = [segment for segment in self._segments[1:-1] if segment]
        one_literal = len(inner) == 1 and _ONE_LETTER not in inner[0] and not (head or tail)
        if inner and not one_literal:
            numbers = self._checked(table, numbers)
        if _ONE_LETTER in self._pattern and len(table.astral_strings):
            # A character of two code units fits a question mark, too.
            astral = self._checked(table, table.astral_strings)
            numbers = distinct(
                np.concatenate((np.setdiff1d(numbers, table.astral_strings), astral))
            )
        return numbers

    def _candidates(self, table: StringTable) -> Ids:
        """Return the strings with the first letters of the pattern, or with its longest piece."""
        literal = self._segments[0].split(_ONE_LETTER)[0]
        if literal:
            return table.with_prefix(literal)
        inner = [piece for segment in self._segments[1:-1] for piece in segment.split(_ONE_LETTER)]
        longest = max(inner, key=len, default="")
        return table.containing(longest) if longest else np.arange(len(table), dtype=np.int64)

    def _checked(self, table: StringTable, numbers: Ids) -> Ids:
        texts = table.texts(numbers.tolist())
        fits = [self._whole.fullmatch(text) is not None for text in texts]
        return numbers[np.array(fits, np.bool_)]


def _units(segment: str) -> int:
    return len(segment.encode("utf-16-le", "surrogatepass")) // 2


def _fitting(table: StringTable, numbers: Ids, segment: str, *, from_end: bool) -> Ids:
    """Return the numbers of the strings that begin (or end) with a segment of a pattern."""
    units = np.frombuffer(segment.encode("utf-16-le", "surrogatepass"), np.uint16)
    any_one = ord(_ONE_LETTER)
    for place, unit in sorted(enumerate(units.tolist()), reverse=from_end):
        if unit == any_one:
            continue
        firsts: npt.NDArray[np.int64] = table.starts[numbers].astype(np.int64)
        if from_end:
            firsts += table.lengths[numbers].astype(np.int64) - len(units)
        numbers = numbers[table.chars[firsts + place] == unit]
    return numbers
