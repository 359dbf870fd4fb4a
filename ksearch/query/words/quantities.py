"""Numbers and names with signs in a query: 3만 5천 명, 제 12 조, 4.7%, C++, 2026.4.10.

They mean their value, or just that name: their parts, and what stands inside longer ones, do not
find them. What they may be written like with spaces is looked for in a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ksearch.korean.counters import SPELLINGS, counter_at
from ksearch.korean.keys import key_of
from ksearch.korean.normalise import fold
from ksearch.korean.numbers import numbers
from ksearch.korean.pieces import VALUED, Piece, has_value, pieces
from ksearch.korean.spelling import value

#: Counters that are hardly another word when a number stands before them with a space.
_SURE = frozenset(
    "명 원 개 층 차 년 월 일 시 분 초 도 살 세 위 번 회 호 조 항 권 달러 위안 엔 유로 개월 "
    "시간 주년 학년 호선 급 등 점 쪽 곳 마리 % %p m km cm mm m2 kg g t l".split()
)
#: Of what there may be about so many: 100여 명 is found by 100명.
_ABOUT_COUNTED = frozenset("명 원 개 대 년 건 곳 회 개월 일 권 점 척 채 가구 마리 달러".split())
_ORDINAL = "제"
_LAW = re.compile("[조항호]의")
_AMOUNT = re.compile(r"(?:[0-9][0-9,.]*[십백천만억조]*)+")
_MAN, _THOUSAND = 10_000, 1_000
_DATE = re.compile(r"(\d{4})(?:[-./](\d{1,2})[-./](\d{1,2})|년(\d{1,2})월(\d{1,2})일)")


def is_strict(text: str) -> bool:
    """Return whether only a word's own terms find it, because its parts mean something else."""
    folded = fold(text)
    return has_value(folded) or folded[:1] == "." or folded[-1:] in ("+", "#")


def gathered(eojeols: Sequence[str], separators: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return a query's words with those in one that are one number, and what it counts.

    ``separators`` are what stands around the words, one more than these; the ones between words
    that became one are left out.
    """
    words, gaps = list(eojeols[:1]), list(separators[:1])
    article = False
    for word, gap in zip(eojeols[1:], separators[1:-1], strict=True):
        if gap == " " and _continues(fold(words[-1]), fold(word), article):
            article = _LAW.fullmatch(word) is not None
            words[-1] += word
        else:
            article = False
            words.append(word)
            gaps.append(gap)
    return words, [*gaps, *separators[len(eojeols) :]]


def _continues(number: str, word: str, article: bool) -> bool:
    """Return whether a word goes on with the number before it; ``article``: 제12조의."""
    if word[:1].isdigit():
        if article or number == _ORDINAL:
            return True
        start, end, _ = next(numbers(f"{number} {word}"), (0, 0, ""))
        return start == 0 and end > len(number) + 1
    if not word or not _AMOUNT.fullmatch(number.removeprefix(_ORDINAL)):
        return False
    if _LAW.fullmatch(word):
        return True
    counter = counter_at(number + word, len(number))
    return counter is not None and counter.text in _SURE and counter.after == len(number + word)


def in_a_row(text: str) -> list[str]:
    """Return the keys that a quantity or a date may be written as, with spaces anywhere between."""
    folded = fold(text)
    date = _DATE.fullmatch(folded)
    if date is not None:
        year, month, day = (part for part in date.groups() if part is not None)
        month, day = month.lstrip("0"), day.lstrip("0")
        return [f"{year}년{month}월{day}일", f"{year}{month}{day}"]
    found = pieces(folded)
    ordinal = len(found) > 1 and found[0].script == "ordinal"
    if len(found) != len(("number", "counter")) + ordinal or found[-1].script != "counter":
        return []
    number, counter = found[-2:]
    if number.script not in VALUED or number.end != counter.start:
        return []
    units = [folded[counter.start : counter.end], *SPELLINGS.get(counter.text, ())]
    if counter.text in _ABOUT_COUNTED:
        units += [f"여{unit}" for unit in units]
    keys = [amount + unit for amount in _amounts(number, folded) for unit in dict.fromkeys(units)]
    if counter.text[0] in "조항호차회" or ordinal:
        keys += [_ORDINAL + key for key in keys]
    return list(dict.fromkeys(map(key_of, keys)))


def _amounts(number: Piece, folded: str) -> Iterator[str]:
    """Yield the spellings of a number: 3만5천, 3만5000, 35000."""
    yield folded[number.start : number.end]
    amount = value(number)
    yield amount
    if not amount.isdigit():
        return
    large, small = divmod(int(amount), _MAN)
    if large >= _MAN:
        return
    rests = [str(small)] if small else [""]
    if small and small % _THOUSAND == 0:
        rests.append(f"{small // _THOUSAND}천")
    for rest in rests:
        yield f"{large}만{rest}" if large else rest
