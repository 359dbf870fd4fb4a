"""Endings of Korean words: what of a run of Hangul can be read without an analyser.

A known noun stays that noun before a particle, before 이다 (be), 스럽다 and 롭다 (-like), before
하다, 되다, 시키다 and 당하다 (do, become, have done, suffer) and 해지다 (grow), whatever these end
in; and a verb means the same whatever follows its past (올랐으며), what is quoted (오른다는) or its
stem (어울리거나). Single syllables that are nouns of their own as well (한, 함, 일, 인) and endings
that are words (하자, 이자, 라면) are left to the analyser.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ksearch.korean.grammar.particles import PARTICLES, can_follow, final_consonant

_FIRST_SYLLABLE, _LAST_SYLLABLE = ord("가"), ord("힣")
_FINALS = 28
_RIEUL = 8
#: The final consonant ㅆ, which only verbs and adjectives in the past or future end a syllable in.
_DOUBLE_SIOT = 20
#: Every length as bytes; no run is as long as an eojeol may be.
_LENGTHS = [bytes([length]) for length in range(256)]
#: Shorter stems are too often the beginning of another word.
_SHORTEST_STEM = 2

_AFTER_PAST = (
    "다 다고 다고는 다고도 다고요 다는 다는데 다며 다면 다면서 다가 다가도 다던 다지만 "
    "다거나 고 고는 고도 고요 지 지는 지도 지만 지요 죠 던 던가 던데 던지 는데 는데도 는데요 "
    "는지 는지는 는지도 는지를 는지에 는지가 는지요 는가 느냐 느냐가 느냐고 느냐는 느냐를 "
    "느냐에 으나 으며 으면 으면서 으면서도 으면요 으니 으니까 으므로 으려나 을 을까 을까요 "
    "을지 을지도 을텐데 음 음은 음을 음이 음에 음에도 음으로 기 기는 기도 기를 기로 기만 "
    "기에 기까지 거나 거든 거든요 건만 길래 어 어도 어서 어야 어요 습니다 습니다만 습니까 "
    "답니다 네 네요 군요 구나 더니 더라 더라고요 더라도 더라면 듯 듯이 도록 냐 냐고 냐는 나 "
    "나요 대요 단"
).split()
_AFTER_STEM = (
    "고 고는 고도 고서 고요 고자 며 면 면서 면서도 지 지가 지는 지도 지를 지만 지요 지조차 "
    "죠 게 게끔 게는 게도 게만 거나 거니와 거든 건 건데 기 기가 기까지 기까지는 기는 기도 "
    "기라도 기란 기로 기를 기만 기보다 기보다는 기부터 기에 기에는 기에도 기엔 기와 기조차 "
    "긴 길 길래 곤 던 던가 던데 던지 더군요 더니 더라 더라도 도록 는 는가 는가를 는가에 "
    "는구나 는군요 는데 는데도 는데요 는지 는지가 는지는 는지도 는지를 는지에 는지요 느냐 "
    "느냐가 느냐고 느냐는 느냐를 느니 느라 네요 나요 자고 자는 자마자 자며 자면 다 다가 "
    "다가는 다가도 다거나 다고 다는 다는데 다니 다며 다면 다면서 다시피 다지만 라 라거나 "
    "라고 라는 라며 라면 려 려고 려는 려는데 려다 려다가 려던 려면 려면서 러 므로 니 니까 "
    "니까요 겠고 겠나 겠느냐 겠는가 겠다 겠다고 겠다는 겠다며 겠다면서 겠습니다 겠지만 시고 "
    "시는 시면 시며 시지 시던 시기 시기를 시길 시면서 시는데 시라 신다 십니까 셔서 세요 "
    "십시오 든 든가 든지 듯 듯이 구나 군요 되 진 냐 냐고 냐는 기보단 기는커녕 면서다 "
    "면서부터 면서까지 리라 리라고 잖아요"
).split()
_AFTER_ADNOMINAL = (
    "다 다거나 다고 다고도 다네 다는 다는데 다니 다던 다며 다면 다면서 다지만 답니다 대요 데 "
    "데다 데도 데요 지 지가 지는 지도 지를 지에 가 가를 가에 가요 채"
).split()
_AFTER_FUTURE = (
    "까 까요 지 지가 지는 지도 지를 지에 지언정 수록 뿐 때 텐데 게 게요 거라 거라고 거라는 걸"
).split()
_AFTER_NOUN_FORM = "을 은 이 과 에 에는 에도 으로 으로써 으로서 의".split()
_AFTER_INFINITIVE = (
    "서 서는 서도 서라도 선 야 야만 야죠 야지 야겠다 도 요 라 라고 라는 주고 주는 준 줄 달라 "
    "달라고 달라는 왔고 왔다 왔다고 왔던 온 오던 나가고 나가는 나갈"
).split()
_POLITE = "니다 니다만 니까 시다".split()
#: Endings that only verbs have: of quotations and suppositions, and endings behind any stem or
#: behind a stem that ends in a vowel. Nouns end in 도록 (전시도록), 던 (조던) and 자면 (소비자면),
#: too.
_AFTER_QUOTED = "다거나 다고 다는 다는데 다며 다면 다면서 다지만 다시피".split()
_SURELY_AFTER_STEM = (
    "거나 거니와 거든 거든요 던가 던데 더군요 더니 더라 더라도 다가도 다가는 지요 자마자 길래 게끔"
).split()
_SURELY_AFTER_VOWEL = (
    "면서 면서도 려고 려면 려는 려다 려던 려는데 려다가 니까 니까요 므로 며".split()
)
#: The ending whose form is read in place of all forms with endings that only verbs have.
STANDS_FOR_ENDINGS = "지만"
#: 먹으면서 and 도우면서 have a vowel before the ending that the stem has not.
_LINKING_SYLLABLES = "으우"
_LONGEST_SURE_ENDING = 3

_COPULA_AFTER_CONSONANT = (
    "고 고요 며 지만 지 지요 죠 라서 라니 라거나 라든가 라든지 라고도 라고는 라기 라기보다 "
    "라기보다는 라던 므로 었다 었다고 었다는 었다가 었던 었고 었기 었지만 었는데 었으며 "
    "었으나 었습니다 었을 었음 었음을 었죠 었어요 거나 거든요 겠지만 냐 냐고 냐는 기도 기에 "
    "던 던가 니까 네요 에요 어서 어야"
).split()
_COPULA = (
    "이다 이기 이기는 이긴 이라면 이라면서 이니 이니까요 이니만큼 이면 이면서 이면서도 "
    "이었다 이랍니다 이란다 이래요 이여 이네 이구나 이군요 이더라도 이겠다 이고도 이나마 "
    "이셨다 인가요 인데요 인데다 인지라 일수록 일까요 일지도 임은 임에 였으니까요 인가 "
    "인데도 인지는 인지도 인지를 인지에 인만큼 일까 일뿐 일지 일지라도 임에도 임을 입니까 "
    "입니다만 예요 였고 였기 였는데 였다고 였다는 였던 였습니다 였으나 였으며 였을 였음 "
    "였음을 였지만"
).split()
#: After nouns of two syllables only these single syllables are surely particles: 고양이, 전문가,
#: 경기도 and 순천만 begin with nouns, too.
_SURE_PARTICLES = frozenset("을를에은와")


@cache
def _past_endings() -> frozenset[str]:
    return frozenset(_AFTER_PAST)


def _conjugated(stem: str, pasts: str, *forms: str) -> Iterator[str]:
    """Yield the forms of a verb; ``forms`` are it with ㄴ, ㄹ, ㅁ, ㅂ, and with 아 or 어."""
    adnominal, future, noun_form, polite, infinitive = forms
    yield from (stem + ending for ending in _AFTER_STEM)
    yield from (adnominal + ending for ending in _AFTER_ADNOMINAL)
    yield from (future + ending for ending in _AFTER_FUTURE)
    yield from (noun_form + ending for ending in _AFTER_NOUN_FORM)
    yield from (polite + ending for ending in _POLITE)
    yield from (infinitive + ending for ending in _AFTER_INFINITIVE)
    for past in pasts.split():
        yield from (past + ending for ending in _AFTER_PAST)


def _adjective(stem: str, before_vowel: str) -> Iterator[str]:
    """Yield the forms of an adjective whose ㅂ becomes ㅜ before a vowel (자유롭다, 자유로운)."""
    yield from (stem + ending for ending in _AFTER_STEM)
    yield from (stem + "습" + ending for ending in _POLITE)
    yield from (
        before_vowel + ending for ending in ("운", "울", "움", "움을", "워", "워서", "워도")
    )
    yield from (before_vowel + "웠" + ending for ending in _AFTER_PAST)


@cache
def _verbs_of_nouns() -> frozenset[str]:
    """Return what 하다, 되다, 시키다, 당하다, 이다, 스럽다 and 롭다 look like behind a noun.

    해지다 (grow) only where it cannot be 해지 (cancellation).
    """
    return frozenset(
        (
            *_conjugated("하", "했 했었 하였 하셨 하겠", "한", "할", "함", "합", "해"),
            *("하여", "하여서", "하여야", "하여도", "하신", "하실"),
            *_conjugated("되", "됐 됐었 되었 되겠", "된", "될", "됨", "됩", "돼"),
            *("된", "될", "됨", "돼", "되어", "되어서", "되어야", "되어도"),
            *_conjugated("시키", "시켰 시키겠", "시킨", "시킬", "시킴", "시킵", "시켜"),
            *("시킨", "시킬", "시킴", "시켜"),
            *_conjugated("당하", "당했 당하였", "당한", "당할", "당함", "당합", "당해"),
            *("당한", "당할"),
            *("해진", "해질", "해져", "해져서"),
            *("해진" + ending for ending in _AFTER_ADNOMINAL),
            *("해졌" + ending for ending in _AFTER_PAST),
            *_adjective("스럽", "스러"),
            *_adjective("롭", "로"),
            *("이" + ending for ending in _COPULA_AFTER_CONSONANT),
            *_COPULA,
        )
    )


class _Ending(NamedTuple):
    """The endings of one length that share their last syllables.

    ``least`` is the least number of syllables of the noun. ``finals`` has a byte for each final
    consonant: whether the noun before each ending may have it.
    """

    length: int
    least: int
    finals: dict[str, bytes]


def _all_endings() -> Iterator[tuple[int, int, int, str, bytes]]:
    """Yield all endings with what decides their order: particles, longest first, then verbs."""
    for particle in PARTICLES:
        sure = is_sure(particle)
        # Particles distinguish only no final (가), ㄹ (갈), and other finals (각).
        none, rieul, other = (bytes([can_follow(particle, syllable)]) for syllable in "가갈각")
        finals = none + other * (_RIEUL - 1) + rieul + other * (_FINALS - _RIEUL - 1)
        least = _SHORTEST_STEM if sure else _SHORTEST_STEM + 1
        yield 0, -len(particle), least, particle, finals
    anything = bytes([1]) * _FINALS
    for verb in _verbs_of_nouns():
        yield 1, len(verb), _SHORTEST_STEM, verb, anything


@cache
def _endings_by_last() -> dict[str, tuple[_Ending, ...]]:
    """Return the endings by their last two syllables, and those of one syllable by that one.

    Those of one syllable are among those of two as well.
    """
    by_last: dict[str, list[tuple[int, int, int, str, bytes]]] = {}
    for ending in _all_endings():
        by_last.setdefault(ending[3][-2:], []).append(ending)
    return {
        last: _by_shape(sorted(found + by_last.get(last[1:], [])))
        for last, found in by_last.items()
    }


def _by_shape(endings: list[tuple[int, int, int, str, bytes]]) -> tuple[_Ending, ...]:
    shapes: dict[tuple[int, int, int], dict[str, bytes]] = {}
    for kind, order, least, text, finals in endings:
        shapes.setdefault((kind, order, least), {})[text] = finals
    return tuple(_Ending(abs(order), least, finals) for (_, order, least), finals in shapes.items())


def is_ending(text: str) -> bool:
    """Return whether a text may be a particle or a verb behind a noun."""
    return text in PARTICLES or text in _verbs_of_nouns()


def is_sure(ending: str) -> bool:
    """Return whether an ending can hardly be the end of a noun instead."""
    return len(ending) > 1 or ending in _SURE_PARTICLES


def is_sure_particle(ending: str) -> bool:
    """Return whether an ending is a particle, and can hardly be the end of a noun instead."""
    return ending in PARTICLES and is_sure(ending)


#: What makes verbs of nouns, at the end of its stem.
VERBS_OF_NOUNS = "하되"


def noun_lengths(run: str) -> bytes:
    """Return how long a noun at the beginning of a run may be; if a known one is, it is the noun.

    A byte for each length takes hardly any memory.
    """
    found = b""
    size = len(run)
    if size >= len(_LENGTHS):
        return found
    by_last = _endings_by_last()
    for length, least, finals in by_last.get(run[-2:]) or by_last.get(run[-1:], ()):
        rest = size - length
        if rest >= least:
            allowed = finals.get(run[rest:])
            if allowed and allowed[(ord(run[rest - 1]) - _FIRST_SYLLABLE) % _FINALS]:
                found += _LENGTHS[rest]
    return _without_stems(run, found) if len(found) > 1 else found


def _without_stems(run: str, lengths: bytes) -> bytes:
    """Return the lengths without those of stems: 관리하는 is 관리 and 하는, not 관리하 and 는."""
    return bytes(
        length
        for length in lengths
        if not (run[length - 1] in VERBS_OF_NOUNS and length - 1 in lengths)
    )


@cache
def _past_syllables() -> frozenset[str]:
    first = _FIRST_SYLLABLE + _DOUBLE_SIOT
    return frozenset(map(chr, range(first, _LAST_SYLLABLE + 1, _FINALS)))


def plain_form(run: str) -> str:
    """Return the plain form of a verb with the same meaning as a run, or the run itself.

    That is the plain past (올랐으며 → 올랐다), what is quoted (오른다는 → 오른다), or for endings
    that only verbs have, one of these (어울리거나 → 어울리지만).
    """
    past = _past_syllables()
    if past.isdisjoint(run):
        return _present_form(run)
    for place in range(len(run) - 2, -1, -1):
        if run[place] in past:
            return run[: place + 1] + "다" if run[place + 1 :] in _past_endings() else run
    return _present_form(run)


@cache
def _sure_endings() -> dict[str, tuple[str, bool]]:
    """Return endings that only verbs have, what may be instead, and whether after a vowel."""
    return (
        dict.fromkeys(_AFTER_QUOTED, ("다", False))
        | dict.fromkeys(_SURELY_AFTER_STEM, (STANDS_FOR_ENDINGS, False))
        | dict.fromkeys(_SURELY_AFTER_VOWEL, (STANDS_FOR_ENDINGS, True))
    )


@cache
def _sure_last_syllables() -> frozenset[str]:
    return frozenset(ending[-1] for ending in _sure_endings())


def _ends_in_vowel(stem: str) -> bool:
    return final_consonant(stem[-1]) == 0 and stem[-1] not in _LINKING_SYLLABLES


def _present_form(run: str) -> str:
    if run[-1:] not in _sure_last_syllables():
        return run
    endings = _sure_endings()
    for length in range(_LONGEST_SURE_ENDING, 0, -1):
        stem = run[:-length]
        if len(stem) >= _SHORTEST_STEM and (found := endings.get(run[-length:])):
            instead, after_vowel = found
            plain = not after_vowel or _ends_in_vowel(stem)
            # The quoted form is again the part before: 나간다더라, 나간다지만, 나간다.
            return _present_form(stem + instead) if plain else run
    return run
