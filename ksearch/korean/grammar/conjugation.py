"""Forms of verbs and adjectives: from a form to its dictionary forms, and back.

An analyser that sees 물어, 걸어 or 오를 out of context has to choose one of several verbs
(묻다 or 물다, 걷다 or 걸다) or a noun (오 and a particle). Here every dictionary form that the
spelling allows is named, and every form that one can have; which of them are words is for the
lexicon to say.

The irregular kinds are those of 한글 맞춤법, section 18: ㄹ (만든), ㅅ (지어), ㅎ (빨간),
으 (예뻐), ㄷ (들어), ㅂ (도와), 하 (했다), 러 (이르러) and 르 (올라).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ksearch.korean.letters.jamo import is_syllable, join_syllable, split_syllable

#: Endings behind the form in 아 or 어 (먹어), behind its past (먹었), and behind final ㄴ, ㄹ, ㅁ
#: and ㅂ.
_AFTER_INFINITIVE = ("", "서", "도", "야", "요", "라", "서는", "서도", "야만")
_AFTER_PAST = (
    "다 고 는데 지만 던 으며 으나 습니다 을 음 기 다고 다는 다며 다가 다면 으면 으니 어 "
    "어요 지 네 는지 으므로 었다 을까 거나 는지를 음을 기에 더니 던데 더라 더라면 다지만 "
    "다면서 기 기도 기는 음에도 으면서 으려나 느냐 나 냐 소 구나 듯 듯이 었던 었고 을지 "
    "을지도 다던 단다 답니다 습니까 으니까 자 는가 도록"
).split()
_AFTER_FINAL = {
    "ㄴ": ("", "데", "지", "가", "다", "다고", "다는", "다며", "다면", "다는데"),
    "ㄹ": ("", "지", "까", "수록", "게", "지도", "지는", "지를", "지라도"),
    "ㅁ": ("", "을", "이", "은", "에", "으로", "과", "에도"),
    "ㅂ": ("니다", "니까", "시다", "니다만"),
}
#: Endings in 으 after a consonant, which follow on a vowel without it (들으면, 오르면).
_AFTER_VOWEL = (
    "면 며 니 니까 려 려고 려는 러 나 므로 면서 시 신 실 셨다 십시오 려면 리라 리라는 면서도"
).split()
#: Endings that follow on any stem as it is.
_AFTER_ANY_STEM = (
    "다 고 지 는 던 기 게 자 네 지만 는데 거나 도록 는다 는다고 는다는 습니다 겠다 "
    "겠습니다 고서 고자 기도 기는 기를 기에 기로 지는 지도 지를 거든 더니 더라도 는지 "
    "느냐 냐 듯 듯이 구나 길 긴 기만 고는 고도 고만 다가 던데 는가 나 니 자고 자는 다는 "
    "다고 다며"
).split()
#: The endings before which a stem loses its ㄹ (만드니 and 만드는, but 만들면).
_AFTER_DROPPED = (
    *(tail for tail in _AFTER_VOWEL if tail[0] in "니나시신실셨십"),
    *(tail for tail in _AFTER_ANY_STEM if tail[0] in "느는네냐"),
)
_TAILS = {final: frozenset(tails) for final, tails in _AFTER_FINAL.items()}
_VOWEL_TAILS = frozenset(_AFTER_VOWEL)
_PLAIN_TAILS = frozenset(_AFTER_ANY_STEM)
_PAST_TAILS = frozenset(_AFTER_PAST)
_INFINITIVE_TAILS = frozenset(_AFTER_INFINITIVE)
_SINGLE_FINALS = ("ㄴ", "ㄹ", "ㅁ", "ㅂ")

#: The vowel of a stem and what it becomes with 아 or 어.
_CONTRACTED = {"ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅣ": "ㅕ", "ㅚ": "ㅙ"}
_EXPANDED = {contracted: vowel for vowel, contracted in _CONTRACTED.items()}
_WITH_HIEUT = {"ㅐ": "ㅏㅓ", "ㅔ": "ㅓ", "ㅒ": "ㅑ", "ㅖ": "ㅕ"}
_IRREGULAR_FINALS = frozenset("ㄷㅂㅅㅎㄹ")
#: The verbs that lose their ㅅ before a vowel, by the syllable that is left: 짓다, 이어, 나은. A
#: stem that has no ㅅ melts into the vowel (져 of 지다, 나서 of 나다), so the two are never alike.
_LOST_SIOT = {"지": "짓", "이": "잇", "그": "긋", "부": "붓", "저": "젓", "나": "낫", "자": "잣"}
_VOWELS_AFTER_SIOT = frozenset("어아었았으은을음")


@lru_cache(maxsize=4096)
def lemmas(form: str) -> tuple[str, ...]:
    """Return the dictionary forms that a form (syllables only) may belong to, each once.

    >>> lemmas("들어")
    ('듣다', '들다')
    """
    if len(form) < 2 or not all(map(is_syllable, form)):
        return ()
    return tuple(dict.fromkeys(stem + "다" for stem in _stems(form) if stem))


def stem_with_siot(stem: str, form: str) -> str:
    """Return the stem of a form that Kiwi takes for one without ㅅ: 짓 of 지 and 지었다.

    Any other stem is returned as it is.
    """
    if form[:1] == stem and form[1:2] in _VOWELS_AFTER_SIOT and len(form) > 1:
        return _LOST_SIOT.get(stem, stem)
    return stem


def _stems(form: str) -> Iterator[str]:
    for end in range(1, len(form) + 1):
        head, tail = form[:end], form[end:]
        yield from _stems_before(head, tail)


def _stems_before(head: str, tail: str) -> Iterator[str]:
    """Yield the stems that a form may have whose first part ends the stem, or is joined to it."""
    initial, vowel, final = split_syllable(head[-1])
    if tail in _PLAIN_TAILS:
        yield head
        if not final and tail[0] in "느는네니나냐습시십":
            yield head[:-1] + join_syllable(initial, vowel, "ㄹ")
    if final == "ㅆ" and head[-1] not in "있겠" and tail in _PAST_TAILS:
        yield from _stems_of_infinitive(head[:-1] + join_syllable(initial, vowel))
    if not final and tail in _INFINITIVE_TAILS:
        yield from _stems_of_infinitive(head)
    if final in _SINGLE_FINALS and tail in _TAILS[final]:
        yield from _stems_before_final(head[:-1] + join_syllable(initial, vowel), final)
        if final == "ㄹ" and tail in _TAILS["ㄹ"]:
            yield head
    if (not final or final == "ㄹ") and tail in _VOWEL_TAILS:
        yield from _open_stems(head)
        if not final and tail in _AFTER_DROPPED:
            yield head[:-1] + join_syllable(initial, vowel, "ㄹ")


def _stems_before_final(base: str, final: str) -> Iterator[str]:
    """Yield the stems of a form in ㄴ, ㄹ, ㅁ or ㅂ, without it (오르 of 오를, 지으 of 지은)."""
    yield from _open_stems(base)
    initial, vowel, _ = split_syllable(base[-1])
    if final != "ㄹ":
        yield base[:-1] + join_syllable(initial, vowel, "ㄹ")


def _open_stems(base: str) -> Iterator[str]:
    """Yield the stems that 으 follows, or that end in a vowel: 도우 is 돕 or 도우."""
    yield base
    last, before = base[-1], base[:-1]
    initial, vowel, final = split_syllable(last)
    if not final:
        yield before + join_syllable(initial, vowel, "ㅎ")
    if before and last == "으":
        yield from _consonant_stems(before)
    if before and last == "우" and not split_syllable(before[-1])[2]:
        yield _with_final(before, "ㅂ")


def _consonant_stems(base: str) -> Iterator[str]:
    """Yield the stems of what precedes a vowel: 들 is 듣 or 들, 지 is 짓."""
    final = split_syllable(base[-1])[2]
    if not final:
        yield _with_final(base, "ㅅ")
        return
    if final == "ㄹ":
        yield _with_final(base, "ㄷ")
    yield base


def _stems_of_infinitive(form: str) -> Iterator[str]:
    """Yield the stems of a form in 아 or 어."""
    last, before = form[-1], form[:-1]
    initial, vowel, _ = split_syllable(last)
    if last in "아어" and before:
        yield from _consonant_stems(before)
        if before not in _LOST_SIOT:
            yield before
        return
    if last == "해":
        yield before + "하"
    if last == "여" and before.endswith("하"):
        yield before
    if last in "워와" and before and not split_syllable(before[-1])[2]:
        yield _with_final(before, "ㅂ")
    if last in "러라" and before:
        if split_syllable(before[-1])[2] == "ㄹ":
            yield _with_final(before, "") + "르"
        if before[-1] == "르":
            yield before
    if vowel in "ㅏㅓ":
        yield before + join_syllable(initial, "ㅡ")
        yield form
    if vowel in "ㅐㅔㅕㅖ":
        yield form
    if vowel in _EXPANDED:
        yield before + join_syllable(initial, _EXPANDED[vowel])
    for open_vowel in _WITH_HIEUT.get(vowel, ""):
        yield before + join_syllable(initial, open_vowel, "ㅎ")


def is_adverb_of(word: str, lemma: str) -> bool:
    """Return whether a word may be an adverb or a determiner that a verb has become: 없이, 그런.

    It begins like the verb, and has more of it than an open syllable (오래 is not of 오다).
    """
    stem = lemma[:-1]
    if len(word) < 2 or not stem or word == lemma:
        return False
    if len(stem) > 1:
        return word[0] == stem[0]
    return word.startswith(stem) and bool(split_syllable(stem)[2])


def is_irregular(lemma: str) -> bool:
    """Return whether a form may change its stem: 듣다, 돕다, 짓다, 빨갛다, 길다, 오르다."""
    if len(lemma) < 2 or not lemma.endswith("다") or not is_syllable(lemma[-2]):
        return False
    return lemma[-2] == "르" or split_syllable(lemma[-2])[2] in _IRREGULAR_FINALS


def changes_consonant(lemma: str) -> bool:
    """Return whether a dictionary form may lose or change its last consonant: 듣다, 돕다, 짓다."""
    return is_irregular(lemma) and split_syllable(lemma[-2])[2] in ("ㄷ", "ㅂ", "ㅅ")


def plain_forms(lemma: str) -> tuple[str, tuple[str, ...]]:
    """Return the stem of a dictionary form, and what may follow on it as it is."""
    return lemma[:-1], tuple(_AFTER_ANY_STEM)


@lru_cache(maxsize=1024)
def forms(lemma: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the forms in which the stem of a dictionary form meets a vowel.

    Each row is a beginning and what may follow on it: ("지었", ("다", "고", …)). Beginnings that
    no verb of that spelling has are among them (짓어 beside 지어), as the kind of a verb is not
    known.
    """
    stem = lemma[:-1]
    if not stem or not all(map(is_syllable, stem)):
        return ()
    rows: dict[str, tuple[str, ...]] = {}
    for infinitive in _infinitives(stem):
        rows.setdefault(infinitive, _AFTER_INFINITIVE)
        rows.setdefault(_with_final(infinitive, "ㅆ"), tuple(_AFTER_PAST))
    for base in _open_bases(stem):
        dropped = split_syllable(stem[-1])[2] == "ㄹ" and base != stem and base[-1] != "으"
        rows.setdefault(base, _AFTER_DROPPED if dropped else tuple(_AFTER_VOWEL))
        for final in _SINGLE_FINALS:
            if not split_syllable(base[-1])[2]:
                rows.setdefault(_with_final(base, final), _AFTER_FINAL[final])
    return tuple(rows.items())


def _infinitives(stem: str) -> Iterator[str]:
    last, before = stem[-1], stem[:-1]
    initial, vowel, final = split_syllable(last)
    if not final:
        if last == "르" and before:
            for ending in "라러":
                yield _with_final(before, "ㄹ") + ending
            yield stem + "러"
        if vowel == "ㅡ":
            for open_vowel in "ㅏㅓ":
                yield before + join_syllable(initial, open_vowel)
        elif last == "하":
            yield before + "해"
            yield stem + "여"
        else:
            contracted = _CONTRACTED.get(vowel)
            yield before + join_syllable(initial, contracted) if contracted else stem
            if stem not in _LOST_SIOT:
                yield stem + ("아" if vowel == "ㅗ" else "어")
        return
    for base in (stem, *_changed(stem)):
        for ending in "아어":
            yield base + ending
    if final == "ㅂ":
        opened = _with_final(stem, "")
        yield opened + "와"
        yield opened + "워"
    if final == "ㅎ":
        for contracted, vowels in _WITH_HIEUT.items():
            if vowel in vowels:
                yield before + join_syllable(initial, contracted)


def _changed(stem: str) -> Iterator[str]:
    """Yield a consonant stem as it is before a vowel: 듣 → 들, 짓 → 지."""
    final = split_syllable(stem[-1])[2]
    if final == "ㄷ":
        yield _with_final(stem, "ㄹ")
    if final == "ㅅ":
        yield _with_final(stem, "")


def _open_bases(stem: str) -> Iterator[str]:
    """Yield what the finals ㄴ ㄹ ㅁ ㅂ, and endings without their 으, follow on."""
    final = split_syllable(stem[-1])[2]
    if not final:
        yield stem
        return
    for base in (stem, *_changed(stem)):
        yield base + "으"
    if final == "ㅂ":
        yield _with_final(stem, "") + "우"
    if final in "ㅎㄹ":
        yield _with_final(stem, "")
    if final == "ㄹ":
        yield stem


def _with_final(text: str, final: str) -> str:
    """Return the text with another final consonant in its last syllable."""
    initial, vowel, _ = split_syllable(text[-1])
    return text[:-1] + join_syllable(initial, vowel, final)
