"""Nouns with a particle that may as well be longer nouns: other eojeols decide.

장군이 is 장군 and 이 if 장군을 occurs somewhere and 장군이를 nowhere; 고양이 is a noun, because
고양이를 occurs. Kiwi, which has no context, reads one in fifty of these differently, mostly
wrongly.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from ksearch.korean.grammar.particles import can_follow

_STEM_SYLLABLES = 2
_DOUBTFUL = frozenset("이가의과")
#: Endings that only nouns have, and what follows most of them.
_OF_NOUNS = "을 를 은 에 와 에서 에게 으로 까지 부터 하는 했다".split()
_PARTICLES = "을 를 은 는 이 가 의 에 와 과 로 으로 에서 도 만 들 들이 들은 들의".split()


def doubtful_stem(run: str) -> str:
    """Return the noun that a run may be with a particle, where the run may be a noun as well."""
    if (
        len(run) != _STEM_SYLLABLES + 1
        or run[-1] not in _DOUBTFUL
        or not can_follow(run[-1], run[-2])
    ):
        return ""
    return run[:_STEM_SYLLABLES]


def is_attested(run: str, seen: Container[str]) -> bool:
    """Return whether other runs show that a doubtful run is its stem and a particle."""
    return any(other in seen for other in _for_it(run)) and not any(
        other in seen for other in _against_it(run)
    )


def witnesses(run: str) -> Iterator[str]:
    """Yield the runs that decide how a doubtful run is read, its stem first."""
    yield doubtful_stem(run)
    yield from _for_it(run)
    yield from _against_it(run)


def _for_it(run: str) -> Iterator[str]:
    return (run[:_STEM_SYLLABLES] + ending for ending in _OF_NOUNS)


def _against_it(run: str) -> Iterator[str]:
    return (run + particle for particle in _PARTICLES if can_follow(particle, run[-1]))
