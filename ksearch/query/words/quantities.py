"""Numbers and names with signs in a query: 3만 5천 명, 제 12 조, 4.7%, C++, 2026.4.10.

A number matches its value and a name itself; neither is found by its parts or inside longer ones.
Spellings with spaces are looked for as words in a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ksearch.korean.counters import SPELLINGS, counter_at
from ksearch.korean.grammar.particles import PARTICLES
from ksearch.korean.keys import key_of
from ksearch.korean.normalise import fold
from ksearch.korean.numbers import numbers
from ksearch.korean.pieces import RATIO, VALUED, Piece, has_value, pieces
from ksearch.korean.spelling import value

#: Counters that are unambiguous after a number and a space.
_SURE = frozenset(
    "명 원 개 층 차 년 월 일 시 분 초 도 살 세 위 번 회 호 조 항 권 달러 위안 엔 유로 개월 "
    "시간 주년 학년 호선 급 등 점 쪽 곳 마리 % %p m km cm mm m2 kg g t l".split()
)
#: Counters that 여 ("about") may precede: 100명 finds 100여 명.
_ABOUT_COUNTED = frozenset("명 원 개 대 년 건 곳 회 개월 일 권 점 척 채 가구 마리 달러".split())
_ORDINAL = "제"
_LAW = re.compile("[조항호]의")
_AMOUNT = re.compile(r"(?:[0-9][0-9,.]*[십백천만억조]*)+")
_UNITS = (("조", 10**12), ("억", 10**8), ("만", 10**4))
_THOUSAND = 1_000
#: 12킬로 is 12킬로그램 or 12킬로미터.
_KILO = "킬로"
_KILOS = ("kg", "km")
#: Roman numerals from 1 on, folded, and the counters behind them: 제Ⅳ장 is 제4장.
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_NUMBERED = re.compile(rf"제([0-9]+|{'|'.join(_ROMAN)})([장절편부권급조항호관과]|단계)([가-힣]*)")
#: Most digits of an amount.
_MAX_AMOUNT_DIGITS = 16
#: A fraction in words, of which the denominator comes first: 3분의 1.
_FRACTION = re.compile(r"([0-9]+)분의([0-9]+)")
_FRACTION_IN_FIGURES = re.compile(r"([0-9]{1,2})/([0-9]{1,3})")
_OF_PARTS = re.compile("[0-9]+분의")
#: A score, or a ratio.
_RATIO = re.compile(rf"([0-9]+){RATIO}([0-9]+)")
#: A telephone number with its area code, which many write in brackets.
_PHONE = re.compile(r"(02|0[0-9]{2})-?([0-9]{3,4})-?([0-9]{4})")
#: 2025년도 is 2025년.
_CALENDAR_YEAR = re.compile("([0-9]{4}년)도")
#: Least digits of a number that is also spelt with 만.
_MAN_DIGITS = 5
#: Numbers of a date, and the separator between them where they are words of their own.
_DATE_NUMBERS, _POINT = 3, ". "
_DATE = re.compile(r"(\d{4})(?:[-./](\d{1,2})[-./](\d{1,2})|년(\d{1,2})월(\d{1,2})일)")


def is_strict(text: str) -> bool:
    """Return whether a word must not be found by its parts, which mean something else."""
    folded = fold(text)
    return has_value(folded) or folded[:1] == "." or folded[-1:] in ("+", "#")


def is_name_with_digits(text: str) -> bool:
    """Return whether a word is Latin letters and digits: GPT-4, KF-21."""
    folded = fold(text)
    return has_value(folded) and re.search("[a-z]", folded) is not None


def with_joined_quantities(
    eojeols: Sequence[str], separators: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Join the words of a query that are one number and its counter.

    ``separators`` is the text around the words, one more than words; separators between joined
    words are left out.
    """
    eojeols, separators = _with_ratios(*_with_dates(eojeols, separators))
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


def _with_dates(eojeols: Sequence[str], separators: Sequence[str]) -> tuple[list[str], list[str]]:
    """Join the words of dates: 2026. 4. 10. Return words and separators."""
    words, gaps = list(eojeols), list(separators)
    place = 0
    while place + _DATE_NUMBERS <= len(words):
        end = place + _DATE_NUMBERS
        date = ".".join(map(fold, words[place:end]))
        if gaps[place + 1 : end] == [_POINT] * 2 and _DATE.fullmatch(date):
            words[place:end] = [date]
            del gaps[place + 1 : end]
        place += 1
    return words, gaps


def _with_ratios(eojeols: Sequence[str], separators: Sequence[str]) -> tuple[list[str], list[str]]:
    """Join the words of scores and ratios: 50 대 50, 3대 2. Return words and separators."""
    words, gaps = list(eojeols), list(separators)
    if not any(RATIO in fold(word) for word in words):
        return words, gaps
    place = 0
    while place < len(words):
        for count in (3, 2):
            together = "".join(map(fold, words[place : place + count]))
            spaced = all(gap == " " for gap in gaps[place + 1 : place + count])
            if spaced and len(words) >= place + count and _RATIO.fullmatch(together):
                words[place : place + count] = ["".join(words[place : place + count])]
                del gaps[place + 1 : place + count]
                break
        place += 1
    return words, gaps


def _continues(number: str, word: str, article: bool) -> bool:
    """Return whether a word goes on with the number before it; ``article``: 제12조의."""
    if word[:1].isdigit():
        if article or number == _ORDINAL or _OF_PARTS.fullmatch(number):
            return True
        start, end, _ = next(numbers(f"{number} {word}"), (0, 0, ""))
        return start == 0 and end > len(number) + 1
    if number == _ORDINAL and other_numeral(number + word) is not None:
        return True
    if not word or not _AMOUNT.fullmatch(number.removeprefix(_ORDINAL)):
        return False
    if _LAW.fullmatch(word) or word == _KILO:
        return True
    counter = counter_at(number + word, len(number))
    if counter is None or counter.after < len(number + word):
        return False
    return counter.text in _SURE or number[:1] == _ORDINAL


def in_a_row(text: str) -> list[str]:
    """Return the keys of a quantity's or a date's spellings, in which spaces may be anywhere."""
    folded = fold(text)
    date = _DATE.fullmatch(folded)
    if date is not None:
        year, month, day = (part for part in date.groups() if part is not None)
        month, day = month.lstrip("0"), day.lstrip("0")
        return [f"{year}년{month}월{day}일", f"{year}{month}{day}"]
    found = pieces(folded)
    ratio = _RATIO.fullmatch(folded)
    if ratio is not None:
        return [folded, _with_colon(ratio)]
    phone = _PHONE.fullmatch(folded)
    if phone is not None:
        area, exchange, line = phone.groups()
        return [f"{area}{exchange}-{line}", f"{area}{exchange}{line}"]
    if len(found) == 1 and found[0].script in VALUED:
        return [] if folded.isdigit() and len(folded) < _MAN_DIGITS else _distinct_amounts(folded)
    ordinal = len(found) > 1 and found[0].script == "ordinal"
    if len(found) != len(("number", "counter")) + ordinal or found[-1].script != "counter":
        return []
    number, counter = found[-2:]
    if number.script not in VALUED or number.end != counter.start:
        return []
    units = [folded[counter.start : counter.end] or counter.text]
    units += SPELLINGS.get(counter.text, ())
    if counter.text in _ABOUT_COUNTED:
        units += [f"여{unit}" for unit in units]
    keys = [amount + unit for amount in _amounts(number, folded) for unit in dict.fromkeys(units)]
    if counter.text[0] in "조항호차회" or ordinal:
        keys += [_ORDINAL + key for key in keys]
    return list(dict.fromkeys(map(key_of, keys)))


def _distinct_amounts(folded: str) -> list[str]:
    """Return the spellings of a number that counts nothing."""
    return list(dict.fromkeys(_amounts(pieces(folded)[0], folded)))


def terms_alike(text: str) -> tuple[str, ...]:
    """Return further terms that find a number: a law's article, a year, a ratio."""
    folded = fold(text)
    year = _CALENDAR_YEAR.fullmatch(folded)
    if year is not None:
        return folded, year[1]
    found = pieces(folded)
    if len(found) == len(("number", "unit")) and found[0].script in VALUED:
        unit = found[1].text
        alike = _KILOS if unit == _KILO else (_KILO,) if unit in _KILOS else ()
        if alike:
            return (folded, *(value(found[0]) + other for other in alike))
    ratio = _RATIO.fullmatch(folded)
    return (folded,) if ratio is None else (folded, _with_colon(ratio))


def other_spellings_of_fraction(text: str) -> tuple[str, str] | None:
    """Return a fraction in words and as figures, if a word is either: 3분의1, 1/3."""
    folded = fold(text)
    spoken = _FRACTION.match(folded)
    if spoken is not None and folded[spoken.end() :] in ("", *PARTICLES):
        return spoken[0], f"{spoken[2]}/{spoken[1]}"
    written = _FRACTION_IN_FIGURES.fullmatch(folded)
    if written is not None:
        return f"{written[2]}분의{written[1]}", folded
    return None


def is_spoken_fraction(text: str) -> bool:
    """Return whether a word is a fraction in words, whose numbers mean nothing apart: 3분의1."""
    return _FRACTION.match(fold(text)) is not None


def other_numeral(text: str) -> str | None:
    """Return a numbered chapter or the like in the other numerals: 제Ⅳ장, 제4장."""
    match = _NUMBERED.fullmatch(fold(text)) if text[:1] == _ORDINAL else None
    if match is None or (match[3] and match[3] not in PARTICLES):
        return None
    number, counted, _ = match.groups()
    if not number.isdigit():
        return f"{_ORDINAL}{_ROMAN.index(number) + 1}{counted}"
    if not 1 <= int(number) <= len(_ROMAN):
        return None
    return f"{_ORDINAL}{_ROMAN[int(number) - 1]}{counted}"


def _with_colon(ratio: re.Match[str]) -> str:
    return f"{ratio[1]}:{ratio[2]}"


def _amounts(number: Piece, folded: str) -> Iterator[str]:
    """Yield the spellings of a number: 3만5천, 3만5000, 35000; 1조2천억, 1조2000억, 1.2조."""
    yield folded[number.start : number.end]
    amount = value(number)
    yield amount
    if not amount.strip("0") or not amount.isdigit() or len(amount) > _MAX_AMOUNT_DIGITS:
        return  # zero has no units
    yield _with_units(int(amount), thousands=False)
    yield _with_units(int(amount), thousands=True)
    for unit, size in _UNITS:
        whole, rest = divmod(int(amount), size)
        if whole and rest and rest % (size // 100) == 0:
            yield f"{whole}.{rest * 100 // size:02}".rstrip("0") + unit


def _with_units(amount: int, *, thousands: bool) -> str:
    """Return a whole number with 만, 억 and 조; ``thousands``: and with 천 where it can be."""
    spelt = ""
    for unit, size in (*_UNITS, ("", 1)):
        group, amount = divmod(amount, size)
        if group and thousands and group % _THOUSAND == 0:
            spelt += f"{group // _THOUSAND}천{unit}"
        elif group:
            spelt += f"{group}{unit}"
    return spelt
