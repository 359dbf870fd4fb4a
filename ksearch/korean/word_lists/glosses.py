"""Abbreviations that articles explain themselves: 한국은행(한은), 금융감독원(이하 금감원), IMF.

Brackets behind a name may hold anything: an age, a party, hanja. Their content is taken for a short
form only if its syllables are those of the name, in their order, or if it is capitals that
repeatedly follow the same name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

_HANGUL = re.compile("[가-힣]+")
_CAPITALS = re.compile("[A-Z][A-Z&]{1,6}")
#: The syllables of a short form; longer ones are names of their own.
_MIN_SHORT_FORM, _MAX_SHORT_FORM = 2, 6
#: Least difference in syllables between a name and its short form.
_MORE = 2
#: Beginnings of names that short forms leave out: 의협 is 대한의사협회.
_LEFT_OUT = ("대한", "한국", "전국", "고위", "중앙", "국립", "대학", "재단법인", "사단법인")
#: Words of a name that its short form passes over.
_FUNCTION_WORDS = frozenset(("및", "와", "과", "의", "에", "관한", "대한", "위한"))
#: Syllables that begin otherwise at the beginning of a word (두음법칙): 연합회, but 전경련.
_INITIAL_FORMS = dict(
    zip(
        "라락란람랍랑래량려력련렬령례로록론뢰료룡루류륙률륭륵름릉리린림립녀년념뇨닉",
        "나낙난남납낭내양여역연열영예노녹논뇌요용누유육율융늑늠능이인임입여연염요익",
        strict=True,
    )
)

#: Least syllables of a single-word name that capitals abbreviate: shorter ones are persons, or the
#: last word of longer names (감축법, IRA).
_MIN_BEFORE_CAPITALS = 4
#: So often it must occur there, and in such a share of all brackets with these capitals.
_MIN_TIMES, _MIN_SHARE = 2, 0.5
#: Least occurrences for which words that always precede the name are part of it.
_MIN_TIMES_WITH_LAST_WORD = 3
#: Least share of the articles with a short form that explain it, by its length: 추정 may abbreviate
#: 추후 지정 (a court date to be fixed), but a hundred times as often it is the noun for an
#: estimate.
_EXPLAINED = {2: 0.05}
_EXPLAINED_LONGER = 0.01


class Gloss(NamedTuple):
    """A name and its short form.

    Attributes:
        long: the name, its words separated by spaces.
        short: what it is called for short.
        times: how often the articles explain it.
        said: how often of these they say that it is a short form (이하).
    """

    long: str
    short: str
    times: int
    said: int


def may_be_short(inner: str) -> bool:
    """Return whether what occurs in brackets may be a short form, or the name of one."""
    return _HANGUL.fullmatch(inner) is not None or _CAPITALS.fullmatch(inner) is not None


def is_capitals(text: str) -> bool:
    """Return whether a short form is of Latin capitals."""
    return _CAPITALS.fullmatch(text) is not None


def read_gloss(words: tuple[str, ...], inner: str) -> tuple[str, str] | None:
    """Return the name and the short form that a text explains, None where it does not.

    Args:
        words: up to three that are before a bracket, in their order.
        inner: the text in the bracket.

    Of capitals, all words come back that may belong to the name.
    """
    last = words[-1]
    if is_capitals(inner):
        return (" ".join(_hangul_words(words)), inner) if _HANGUL.fullmatch(last) else None
    if not _HANGUL.fullmatch(inner):
        return None
    if is_capitals(last):
        return inner, last
    if not _HANGUL.fullmatch(last):
        return None
    if is_short_for(last, (inner,)):
        return inner, last
    for count in range(1, len(words) + 1):
        name = words[-count:]
        if all(map(_HANGUL.fullmatch, name)) and is_short_for(inner, name):
            return " ".join(name), inner
    return None


def _hangul_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the last words that are Hangul, up to the first that is not."""
    kept: list[str] = []
    for word in reversed(words):
        if not _HANGUL.fullmatch(word):
            break
        kept.append(word)
    return tuple(reversed(kept))


def is_short_for(short: str, words: tuple[str, ...]) -> bool:
    """Return whether a word is made of syllables of a name, in their order.

    It begins as the name does, and has a syllable of every word. What is a part of the name as it
    stands (민주당) needs no explanation.
    """
    name = "".join(words)
    fits = _MIN_SHORT_FORM <= len(short) <= _MAX_SHORT_FORM and len(name) >= len(short) + _MORE
    if not fits or short in name:
        return False
    if not _same(short[0], name[0]):
        left = next((head for head in _LEFT_OUT if words[0].startswith(head)), words[0])
        rest = words[0][len(left) :]
        return rest != "" and is_short_for(short, (rest, *words[1:]))
    owners = [number for number, word in enumerate(words) for _ in word]
    used, place = set(), 0
    for syllable in short:
        while place < len(name) and not _same(name[place], syllable):
            place += 1
        if place == len(name):
            return False
        used.add(owners[place])
        place += 1
    needed = {number for number, word in enumerate(words) if word not in _FUNCTION_WORDS}
    return needed <= used


def _same(first: str, second: str) -> bool:
    return (
        first == second
        or second in (_INITIAL_FORMS.get(first), first)
        or (_INITIAL_FORMS.get(second) == first)
    )


def merged_glosses(glosses: Iterable[Gloss]) -> list[Gloss]:
    """Put together what was read in several places, in the order of names and short forms.

    Of capitals, the words stay that are before them everywhere; those that end in one word are one
    name.
    """
    found: dict[tuple[str, str], Gloss] = {}
    for gloss in glosses:
        capitals = is_capitals(gloss.short)
        key = (gloss.long.rpartition(" ")[2] if capitals else gloss.long, gloss.short)
        known = found.get(key)
        if known is None:
            found[key] = gloss
            continue
        found[key] = Gloss(
            _common_end(known.long, gloss.long),
            gloss.short,
            known.times + gloss.times,
            known.said + gloss.said,
        )
    return [found[key] for key in sorted(found)]


def _common_end(first: str, second: str) -> str:
    """Return the words that two names both end in."""
    if first == second:
        return first
    kept: list[str] = []
    for word, other in zip(reversed(first.split()), reversed(second.split()), strict=False):
        if word != other:
            break
        kept.append(word)
    return " ".join(reversed(kept))


def chosen(glosses: Iterable[Gloss], frequency: Callable[[str], int]) -> tuple[Gloss, ...]:
    """Return the glosses that can be relied on.

    Args:
        glosses: all that was read, put together (`merged_glosses`).
        frequency: gives in how many articles a word occurs.
    """
    read = list(glosses)
    brackets = Counter[str]()
    for gloss in read:
        brackets[gloss.short] += gloss.times
    kept = []
    for gloss in read:
        if is_capitals(gloss.short):
            named = _name_before_capitals(gloss, brackets[gloss.short])
            if named is not None:
                kept.append(named)
        elif gloss.said or _is_explained(gloss, frequency(gloss.short)):
            kept.append(gloss)
    return tuple(kept)


def _is_explained(gloss: Gloss, articles: int) -> bool:
    least = _EXPLAINED.get(len(gloss.short), _EXPLAINED_LONGER)
    return gloss.times >= least * articles


def _name_before_capitals(gloss: Gloss, brackets: int) -> Gloss | None:
    if not gloss.said and (gloss.times < _MIN_TIMES or gloss.times < _MIN_SHARE * brackets):
        return None
    last = gloss.long.rpartition(" ")[2]
    if len(last) >= _MIN_BEFORE_CAPITALS:
        return gloss if gloss.times >= _MIN_TIMES_WITH_LAST_WORD else gloss._replace(long=last)
    return gloss if gloss.long != last and gloss.times >= _MIN_TIMES else None
