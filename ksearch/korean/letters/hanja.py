"""Korean readings of hanja: 檢 검, 金 금 or 김, 女性 여성 but 男女 남녀.

The readings are in ``data/hanja.tsv`` (its head says where they come from) and are loaded on first
use. The sound rules for Sino-Korean words are 두음법칙, 한글 맞춤법 sections 10 to 12.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, islice, product
from pathlib import Path
from unicodedata import normalize

from ksearch.korean.letters.jamo import has_final, is_syllable, join_syllable, split_syllable

_TABLE = Path(__file__).parent.with_name("data") / "hanja.tsv"
_SOFT_VOWELS = frozenset("ㅑㅒㅕㅖㅛㅠㅣ")
_NOT = "不"


@cache
def _table() -> str:
    """Return the rows of the table as one string, which is searched as it is.

    A text uses few of the 27,000 characters: finding these costs less than a dictionary of all.
    """
    text = _TABLE.read_text(encoding="utf-8")
    while text.startswith("#"):
        text = text.partition("\n")[2]
    return text


def is_hanja(character: str) -> bool:
    """Return whether the character is a unified or compatibility ideograph."""
    return (
        "\u4e00" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
    )


def has_hanja(text: str) -> bool:
    """Return whether a hanja is in the text."""
    return any(map(is_hanja, text))


@cache
def hanja_readings(character: str) -> tuple[str, ...]:
    """Return the readings of one character, the main one first, before 두음법칙: 女 → 녀.

    A compatibility ideograph without a row of its own has those of the character it stands for.
    Empty for what is not hanja, or is not in the table.
    """
    if not is_hanja(character):
        return ()
    found = _rows_of(character) or _rows_of(normalize("NFKC", character))
    return tuple(reading for _, reading in sorted(found))


def _rows_of(character: str) -> list[tuple[int, str]]:
    """Return the column (1: main reading, 2: another) and the reading of each row that has it."""
    table, found = _table(), []
    place = table.find(character)
    while place >= 0:
        row = table.rfind("\n", 0, place) + 1
        found.append((table.count("\t", row, place), table[row]))
        place = table.find(character, place + 1)
    return found


def at_word_start(syllable: str) -> str:
    """Return the syllable as 두음법칙 has it at the start of a word: 녀 → 여, 료 → 요, 로 → 노."""
    if not is_syllable(syllable):
        return syllable
    initial, vowel, final = split_syllable(syllable)
    if initial in "ㄴㄹ" and vowel in _SOFT_VOWELS:
        return join_syllable("ㅇ", vowel, final)
    return join_syllable("ㄴ", vowel, final) if initial == "ㄹ" else syllable


def reading(text: str) -> str:
    """Return the text with each hanja in its main reading; places stay the same.

    두음법칙 is applied where a word starts (老人 → 노인), 렬 and 률 become 열 and 율 after a vowel
    or ㄴ (比率 → 비율), 不 is 부 before ㄷ and ㅈ (不動産 → 부동산). Hanja not in the table stay.
    """
    if not has_hanja(text):
        return text
    return "".join(options[0] for options in _options(text))


def readings(text: str, limit: int = 8) -> tuple[str, ...]:
    """Return the ways to read the text, likeliest first: 金 → 금, 김.

    The first is `reading`; others differ from it in as few characters as can be, by another reading
    (殺到 → 살도, 쇄도) or by 두음법칙 applied or left out (新女性 → 신녀성, 신여성).

    Args:
        text: any text; what is not hanja stays as it is.
        limit: how many readings to return at most.
    """
    if not has_hanja(text):
        return (text,)
    return tuple(islice(_by_deviations(_options(text), limit), limit))


def _by_deviations(options: list[tuple[str, ...]], limit: int) -> Iterator[str]:
    """Yield the combinations, those first that take the first option in most places."""
    # More open places than wanted readings cannot matter: one deviation in each is enough.
    open_places = [place for place, choices in enumerate(options) if len(choices) > 1][:limit]
    syllables = [choices[0] for choices in options]
    for count in range(len(open_places) + 1):
        for places in combinations(open_places, count):
            for chosen in product(*(options[place][1:] for place in places)):
                changed = dict(zip(places, chosen, strict=True))
                yield "".join(
                    changed.get(position, first) for position, first in enumerate(syllables)
                )


def _options(text: str) -> list[tuple[str, ...]]:
    """Return for every character what it may stand for, likeliest first."""
    options: list[tuple[str, ...]] = []
    before = ""
    for place, character in enumerate(text):
        following = text[place + 1 : place + 2]
        options.append(_options_at(character, before, following) or (character,))
        before = options[-1][0]
    return options


def _options_at(character: str, before: str, following: str) -> tuple[str, ...]:
    """Return the readings of a character between a syllable (as read) and a character."""
    bases = hanja_readings(character)
    if character == _NOT and _starts_hard(following):
        bases = bases[::-1]
    softened = [at_word_start(base) for base in bases]
    if not before.isalnum():
        return tuple(dict.fromkeys((*softened, *bases)))
    inside = [_inside_word(base, before) for base in bases]
    return tuple(dict.fromkeys((*inside, *softened)))


def _inside_word(base: str, before: str) -> str:
    """Return 렬 and 률 as 열 and 율 where the syllable before ends in a vowel or ㄴ."""
    if base not in ("렬", "률") or not is_syllable(before):
        return base
    vowel_or_n = not has_final(before) or split_syllable(before)[2] == "ㄴ"
    return at_word_start(base) if vowel_or_n else base


def _starts_hard(character: str) -> bool:
    """Return whether the character, or its main reading, starts with ㄷ or ㅈ."""
    syllable = (hanja_readings(character) or (character,))[0]
    return is_syllable(syllable) and split_syllable(syllable)[0] in "ㄷㅈ"
