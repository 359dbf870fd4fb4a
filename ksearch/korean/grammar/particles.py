"""Korean particles (조사), and which stems they can follow.

An eojeol that is a known noun and a particle needs no morphological analysis, and reading it this
way keeps one noun one noun: an analyser that sees 윤영호에게 out of context may cut the name.
"""

from __future__ import annotations

from collections.abc import Iterator

_AFTER_CONSONANT = (
    "은 을 이 과 이나 이란 이라 이라도 이라고 이라는 이라며 이며 이든 이든지 이야 이야말로 "
    "이랑 과의 과는 과도 으로 으로서 으로써 으로의 으로는 으로도 으로만 으로까지 으로부터 "
    "으로서의 으로서는 으로부터의 으로부터는 으로선 으로서도 으론 으로나 으로라도 으로나마 "
    "으로든 은커녕 이요 인 인데 인지 입니다 이었다 이다"
).split()
_AFTER_VOWEL = (
    "는 를 가 와 나 란 라 라도 라고 라는 라며 며 든 든지 야 야말로 랑 와의 와는 와도 로 로서 "
    "로써 로의 로는 로도 로만 로까지 로부터 로서의 로서는 로부터의 로부터는 로선 로서도 "
    "로라도 로나마 로든 는커녕 라고도 라고는 라기보다 라기보다는 라서 라지만 랍니다 여서 인 "
    "인데 인지 입니다 였다 다"
).split()
_AFTER_ANY = (
    "의 에 에서 에게 에게서 에는 에도 에만 에서는 에서도 에서만 에서의 에서부터 에게는 "
    "에게도 에게만 에까지 에다 에다가 에선 에겐 엔 에의 에라도 에서나 에서다 에서였다 "
    "에서라도 에서조차 에서야 에서까지 에서든 에서처럼 에게선 에게서는 에게조차 한테 한테는 "
    "한테도 한테서 께 께는 께도 께서 께서는 께서도 도 만 만의 만은 만을 만이 만도 만으로 "
    "만으로는 만으로도 만으론 만이라도 까지 까지는 까지도 까지의 까지만 까지를 까지다 까진 "
    "부터 부터는 부터의 부터도 부터가 부터다 부턴 보다 보다는 보다도 처럼 처럼은 조차 조차도 "
    "마저 마저도 마다 밖에 뿐 뿐만 뿐이 뿐인 뿐이다 뿐이었다 뿐이라는 뿐이고 뿐인데 대로 "
    "대로라면 대로면 만큼 만큼은 만큼의 만큼이나 같이 하고 하고는 이라든지 커녕 끼리 들 들은 "
    "들을 들이 들의 들도 들에 들에게 들에게는 들과 들로 들만 들까지 들에게도 들과의 들로부터 "
    "들이나 들보다 들처럼 들에게서 들이다 들이었다 들에는 들에겐 들에서 들과도 들께 들께서 "
    "들께서는 들끼리 들인 들조차 들마저 들한테 들로서는"
).split()

#: Particles whose first vowel 으 falls away after the consonant ㄹ (서울로, not 서울으로).
_RIEUL = 8

_NEEDS_CONSONANT = frozenset(_AFTER_CONSONANT)
_NEEDS_VOWEL = frozenset(_AFTER_VOWEL)
PARTICLES = _NEEDS_CONSONANT | _NEEDS_VOWEL | frozenset(_AFTER_ANY)
#: Lengths of the particles by their last syllable, longest first.
_LENGTHS = {
    last: sorted({len(p) for p in PARTICLES if p[-1] == last}, reverse=True)
    for last in {particle[-1] for particle in PARTICLES}
}


def final_consonant(syllable: str) -> int:
    """Return the number of a Hangul syllable's final consonant, 0 for none (Unicode 3.12)."""
    return (ord(syllable) - 0xAC00) % 28


def can_follow(particle: str, syllable: str) -> bool:
    """Return whether a particle can be after a stem that ends in this syllable."""
    final = final_consonant(syllable)
    if particle in _NEEDS_VOWEL and particle in _NEEDS_CONSONANT:
        return True
    if particle.startswith("로"):
        return final in (0, _RIEUL)
    if particle.startswith("으로"):
        return final not in (0, _RIEUL)
    if particle in _NEEDS_CONSONANT:
        return final != 0
    if particle in _NEEDS_VOWEL:
        return final == 0
    return True


def stems(run: str) -> Iterator[str]:
    """Yield the stems that remain of a run of Hangul without a particle, shortest stem first.

    A stem has three syllables or more, or two where the particle has two or more: shorter ones
    are too often the beginning of a verb (가지는, 나이).
    """
    for length in _LENGTHS.get(run[-1:], ()):
        particle, rest = run[-length:], len(run) - length
        if (
            (rest >= 3 or (rest == 2 and length >= 2))
            and particle in PARTICLES
            and can_follow(particle, run[rest - 1])
        ):
            yield run[:rest]


def bare_forms(word: str) -> Iterator[str]:
    """Yield whatever a word may be without a particle, in any script: AI가 → AI.

    For those who know the noun and only ask whether it occurs there; see `stems` for guessing.
    """
    for length in _LENGTHS.get(word[-1:], ()):
        rest = word[:-length]
        if rest and word[-length:] in PARTICLES and _fits(word[-length:], rest[-1]):
            yield rest


def _fits(particle: str, before: str) -> bool:
    """Return whether a particle can follow a character; how a Latin word ends is not known."""
    return not "가" <= before <= "힣" or can_follow(particle, before)
