"""People's names: a surname of one syllable and a given name of two.

An analyser that sees a name by itself often cuts it into words that it is spelt with (이석찬:
석차, rank). A given name that the texts have after several surnames is one: 상훈 after 김, 박, 정.
Of 480 such runs of news that were looked at, about twenty were places or other nouns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from ksearch.korean.analyses import Term, TermKind
from ksearch.korean.grammar.affixes import DERIVING, SURNAMES
from ksearch.korean.grammar.derivation import base
from ksearch.korean.grammar.endings import is_ending

#: Syllables of a full name.
FULL_NAME = 3
#: Surnames after which the texts must have a given name. After two of them, twice as many of the
#: runs that are found are not names (한다네, 지내려).
_LEAST_SURNAMES = 3
#: The commonest surnames, of three people in four, of which older articles are asked.
_COMMON = "김이박최정강조윤장임한오서신권황안송전홍"
#: Syllables that end words with an ending or a suffix, and hardly any given name.
_NEVER_LAST = frozenset("는질면니씨님다던야고교들")
#: Syllables that make a word of a noun of two syllables, although given names also end in them:
#: 표착한, 강원권, 제주서.
_AFTER_NOUNS = DERIVING | frozenset("한로서도동리")


def given_name(run: str) -> str:
    """Return the given name of a run that is spelt like a full name, or ""."""
    if len(run) != FULL_NAME or run[0] not in SURNAMES or run[-1] in _NEVER_LAST:
        return ""
    given = run[1:]
    return "" if is_ending(given) else given


def runs_with_given_name(run: str) -> Iterator[str]:
    """Yield the runs that decide whether a run that is spelt like a name is one."""
    given = given_name(run)
    return (surname + given for surname in sorted(SURNAMES) if given)


class Names:
    """The names among some runs.

    Args:
        runs: distinct.
        is_known: whether a run occurs in articles indexed before.
        is_noun: whether a word of two syllables is known as a noun.
    """

    def __init__(
        self,
        runs: Iterable[str],
        is_known: Callable[[str], bool],
        is_noun: Callable[[str], bool],
    ) -> None:
        self._surnames = Counter(filter(None, map(given_name, runs)))
        self._is_known = is_known
        self._is_noun = is_noun

    def read(self, run: str) -> tuple[Term, ...]:
        """Return the terms of a name: itself, and its given name if that is a word; else none."""
        given = given_name(run)
        if not given or (run[-1] in _AFTER_NOUNS and self._is_noun(run[:-1])):
            return ()
        if not self._is_attested(given):
            return ()
        name = Term(run, 0, FULL_NAME)
        if not self._is_noun(given):
            return (name,)
        return name, Term(base(given), 1, FULL_NAME, TermKind.PART)

    def _is_attested(self, given: str) -> bool:
        found = self._surnames[given]
        if found < _LEAST_SURNAMES:
            found = max(found, sum(self._is_known(surname + given) for surname in _COMMON))
        return found >= _LEAST_SURNAMES
