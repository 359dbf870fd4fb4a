"""Other spellings of loanwords, by rules over their letters: 케익 케이크, 로씨야 러시아.

Whether there is such a word is for the lexicon to say. `loanwords` has a table of common ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

from ksearch.korean.letters.jamo import is_syllable, join_syllable, split_syllable

#: The syllables that hanja are read by. A word of these alone is Sino-Korean, or may be, and has
#: one spelling. (From ``data/hanja.tsv``: the readings of characters that are in use.)
_SINO = frozenset(
    "가각간갈감갑강개객갱거건걸검겁게격견결겸경계고곡곤골공과곽관괄광괘괴굉교구국군굴궁권궐궤귀규균귤극"
    "근글금급긍기긴길김나낙난날남납낭내냉녀년념녕노녹논농뇌뇨누눈눌능니닉다단달담답당대댁덕도독돈돌동두"
    "둔득등라락란람랍랑래랭략량려력련렬렴렵령례로록론롱뢰료룡루류륙륜률륭륵름릉리린림립마막만말망매맥맹"
    "멱면멸명메모목몰몽묘무묵문물미민밀박반발방배백번벌범법벽변별병보복본봉부북분불붕비빈빙사삭산살삼삽상"
    "새색생서석선설섬섭성세소속손솔송쇄쇠수숙순술숭슬습승시식신실심십쌍씨아악안알암압앙애액앵야약양어억언엄"
    "업여역연열염엽영예오옥온옹와완왈왕왜외요욕용우욱운울웅원월위유육윤율융은을음읍응의이익인일임입잉자작잔"
    "잠잡장재쟁저적전절점접정제조족존졸종좌죄주죽준줄중즉즐즙증지직진질짐집징차착찬찰참창채책처척천철첨첩청"
    "체초촉촌총촬최추축춘출충췌취측층치칙친칠침칩칭쾌타탁탄탈탐탑탕태택터토통퇴투특틈파판팔패팽퍅편폄평폐포"
    "폭표품풍피필핍하학한할함합항해핵행향허헌헐험혁현혈혐협형혜호혹혼홀홍화확환활황회획횡효후훈훼휘휴흉흑흔흘"
    "흠흡흥희힐"
)

#: Letters that one sound of another language is spelt by, with what a change counts; a change
#: goes both ways. Doubled consonants are how words were spelt before they had a standard.
_INITIALS = {"ㄲㅋ": 0.5, "ㄸㅌ": 0.5, "ㅃㅍ": 0.5, "ㅃㅂ": 0.5, "ㅆㅅ": 0.5, "ㅉㅈ": 0.5}
_VOWELS = {
    "ㅐㅔ": 0.5, "ㅠㅜ": 0.5, "ㅕㅓ": 0.5, "ㅛㅗ": 0.5, "ㅑㅏ": 0.5, "ㅖㅔ": 0.5, "ㅟㅣ": 0.5,
    "ㅓㅗ": 1.0, "ㅓㅏ": 1.0, "ㅔㅣ": 1.0, "ㅐㅏ": 1.0, "ㅜㅡ": 1.0, "ㅑㅛ": 1.0,
}  # fmt: skip
#: Behind these alone, y makes no difference to the ear (쥬스, 비젼, 리더쉽); 야 is 아 behind ㅣ.
_BEFORE_Y = frozenset("ㅅㅆㅈㅉㅊ")
_Y_VOWELS = frozenset("ㅠㅕㅛㅑㅟ")
#: F was heard as h: 환타지, 훼밀리, 휘날레.
_F = {"ㅘ": "ㅏ", "ㅞ": "ㅔ", "ㅟ": "ㅣ", "ㅙ": "ㅐ"}
_F_COST = 0.5
#: A stop at the end of a syllable, or with a vowel of its own: 케익 케이크, 로봇 로보트.
_STOPS = {"ㄱ": "크", "ㅋ": "크", "ㅅ": "트", "ㅌ": "트", "ㅂ": "프", "ㅍ": "프"}
_STOP_COST = 0.5

#: Largest sum of costs, by the syllables of the word. Chosen on 4,000 nouns of news articles, each
#: taken for unknown: the rules found another spelling for 1 in 100, and two in three of these were
#: the same word; with 2.0 in long words every second was another one.
_MAX_COST = {2: 0.5}
_MAX_IN_LONG = 1.5
_MAX_RESPELT = 12
_SHORT_WORD = 2
#: Most spellings of a word that are tried.
_TRIED = 100

Syllable = tuple[str, str, str]


def may_be_loanword(word: str) -> bool:
    """Return whether a word of Hangul has a syllable that no hanja is read by."""
    return _is_hangul_word(word) and not _SINO.issuperset(word)


def _is_hangul_word(word: str) -> bool:
    return 2 <= len(word) <= _MAX_RESPELT and all(map(is_syllable, word))


def respelt(word: str) -> Iterator[tuple[float, str]]:
    """Yield other spellings of a loanword with their costs, the likeliest first.

    None where neither it nor the other spelling can be one (`may_be_loanword`).
    """
    if not _is_hangul_word(word):
        return
    # Of two syllables, both spellings must look foreign; of more, one suffices.
    native = not may_be_loanword(word)
    if native and len(word) <= _SHORT_WORD:
        return
    strict = native or len(word) <= _SHORT_WORD
    best: dict[str, float] = {}
    for cost, base in _other_lengths(word):
        most = _MAX_COST.get(min(len(word), len(base)), _MAX_IN_LONG)
        for more, spelt in _changed(base, most - cost):
            if spelt != word and not (strict and _SINO.issuperset(spelt)):
                best[spelt] = min(best.get(spelt, _MAX_IN_LONG), cost + more)
    ranked = sorted(best.items(), key=lambda item: (item[1], item[0]))
    yield from ((cost, spelt) for spelt, cost in ranked[:_TRIED])


def _other_lengths(word: str) -> Iterator[tuple[float, str]]:
    """Yield a word, and it with one stop at the end of a syllable for one with a vowel."""
    yield 0.0, word
    for place, syllable in enumerate(word):
        initial, vowel, final = split_syllable(syllable)
        if final in _STOPS:
            opened = join_syllable(initial, vowel) + _STOPS[final]
            yield _STOP_COST, word[:place] + opened + word[place + 1 :]
        following = word[place + 1 : place + 2]
        for closed, stop in _STOPS.items():
            if not final and following == stop and len(word) > 2:
                shut = join_syllable(initial, vowel, closed)
                yield _STOP_COST, word[:place] + shut + word[place + 2 :]


def _changed(word: str, most: float) -> Iterator[tuple[float, str]]:
    """Yield the spellings of a word with changes of a cost within the limit."""
    found: list[tuple[float, str]] = [(0.0, "")]
    before = ""
    for syllable in word:
        choices = list(_choices(syllable, before))
        found = [
            (cost + more, spelt + other)
            for (cost, spelt), (more, other) in product(found, choices)
            if cost + more <= most
        ]
        found.sort(key=lambda one: one[0])
        del found[_TRIED:]
        before = syllable
    yield from found


@cache
def _choices(syllable: str, before: str) -> tuple[tuple[float, str], ...]:
    """Return how a syllable may be spelt behind another, itself first."""
    initial, vowel, final = split_syllable(syllable)
    initials = [(0.0, initial), *_others(initial, _INITIALS)]
    choices = {syllable: 0.0}

    def add(cost: float, letters: Syllable) -> None:
        spelt = join_syllable(*letters)
        choices[spelt] = min(choices.get(spelt, _MAX_IN_LONG), cost)

    for cost, first in initials:
        add(cost, (first, vowel, final))
        for more, second in _others(vowel, _VOWELS):
            glide = first == "ㅇ" and {vowel, second} == {"ㅏ", "ㅑ"} and _ends_in_i(before)
            if glide or not _y_is_heard(first, vowel, second):
                add(cost + (0.0 if glide else more), (first, second, final))
    if initial == "ㅎ" and vowel in _F:
        add(_F_COST, ("ㅍ", _F[vowel], final))
    if initial == "ㅍ":
        for heard, plain in _F.items():
            if plain == vowel:
                add(_F_COST, ("ㅎ", heard, final))
    return tuple((cost, spelt) for spelt, cost in choices.items())


def _others(letter: str, pairs: dict[str, float]) -> list[tuple[float, str]]:
    return [(cost, pair.replace(letter, "")) for pair, cost in pairs.items() if letter in pair]


def _y_is_heard(initial: str, vowel: str, other: str) -> bool:
    """Return whether two vowels differ by a y that is another sound there: 교 is not 고."""
    return bool({vowel, other} & _Y_VOWELS) and initial not in _BEFORE_Y


def _ends_in_i(syllable: str) -> bool:
    return syllable != "" and split_syllable(syllable)[1:] == ("ㅣ", "")
