"""Many invented articles of ordinary words: short and long ones, some that explain short forms."""

from __future__ import annotations

import random

import ksearch

_NOUNS = (
    "섬 등대 항구 도서관 축제 시장 배추 파도 산골 장터 마을 학교 버스 기차 바다 고기 어부 농부 "
    "면장 아이 손님 기자 신문 방송 노래 그림 사진 영화 가을 겨울 여름 하늘 구름 바람 눈길 밤길 "
    "다리 나루 들판 언덕 우물 방앗간 대장간 여관 식당 부엌 마당 지붕 창문 의자 책상 연필 편지"
).split()
_PARTICLES = ("이", "을", "에", "은", "의", "에서", "도", "")
_VERBS = ("섰다", "열렸다", "모였다", "떠났다", "돌아왔다", "반겼다", "팔렸다", "보였다")
_SAID = "한국등대협회(한등협)가 밝혔다."
#: Words of a sentence.
_WORDS = (3, 9)


def invented_articles(count: int, seed: int = 1, sentences: int = 6) -> list[ksearch.Article]:
    """Return articles, the same ones for the same seed; ``sentences`` is how long bodies may be."""
    chance = random.Random(seed)
    return [_article(f"{seed}-{number:05d}", chance, sentences) for number in range(count)]


def _article(name: str, chance: random.Random, sentences: int) -> ksearch.Article:
    title = " ".join(chance.choices(_NOUNS, k=chance.randint(2, 4)))
    lines = [_sentence(chance) for _ in range(chance.randint(1, sentences))]
    if chance.random() < 0.1:
        lines.append(_SAID)
    paragraphs = [" ".join(lines[:2]), " ".join(lines[2:])]
    return ksearch.Article(id=name, title=title, body="\n".join(filter(None, paragraphs)))


def _sentence(chance: random.Random) -> str:
    nouns = chance.choices(_NOUNS, k=chance.randint(*_WORDS))
    words = [noun + _particle(noun, chance) for noun in nouns]
    return f"{' '.join(words)} {chance.choice(_VERBS)}."


def _particle(noun: str, chance: random.Random) -> str:
    particle = chance.choice(_PARTICLES)
    if (ord(noun[-1]) - 0xAC00) % 28:
        return particle
    return {"이": "가", "을": "를", "은": "는"}.get(particle, particle)


def invented_queries(count: int, seed: int = 1) -> list[str]:
    """Return queries of one to four of the words."""
    chance = random.Random(seed)
    return [" ".join(chance.sample(_NOUNS, k=chance.randint(1, 4))) for _ in range(count)]
