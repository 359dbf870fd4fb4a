"""Counters and units behind numbers: 명, 만원, km, %; 조의2 of 제12조의2."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ksearch.korean.grammar.particles import PARTICLES

_COUNTERS = frozenset(
    "명 분 분기 인 인분 원 개 대 층 차 차례 차원 년 년도 년대 년간 학년 학년도 학기 월 개월 "
    "달 주 주년 주째 일 시 시간 초 도 살 세 세대 세기 위 번 번째 번지 회 회차 회째 호 "
    "호선 호기 조 항 목 절 장 편 관 쪽 권 건 곳 가지 마리 그루 잔 병 채 척 통 평 석 "
    "표 선 급 등 등급 강 단 단계 점 점대 승 패 무 타 홈런 배 기 군데 동 구 리 부 컵 "
    "알 줄 칸 판 팀 쌍 벌 켤레 송이 포기 자루 상자 봉지 갑 모 문 발 방 속 수 순위 전 "
    "종 주기 차선 차로 개사 개국 개소 개교 개월간 여명 달러 유로 엔 위안 루블 파운드 페소 "
    "루피 센트 포인트 매 입 정 필지 블록 라운드 세트 쿼터 이닝 안타 골 도움 득점 실점 "
    "타점 도루 행 열 자 글자 음절 마디 안 심 면 갈래 바퀴 걸음 박 끼 접시 그릇 숟갈 "
    "큰술 작은술 되 말 근 돈 섬 필 축 톳 두름 손 뭇 꾸러미 다발 묶음 볼트 와트 암페어 "
    "바이트 비트 픽셀 인치 피트 마일 노트 배럴 온스 캐럿".split()
)
#: Counters with several spellings, and the one that is kept.
_ONE_SPELLING = {
    "퍼센트": "%",
    "프로": "%",
    "퍼센트포인트": "%p",
    "미터": "m",
    "킬로미터": "km",
    "센티미터": "cm",
    "밀리미터": "mm",
    "제곱미터": "m2",
    "제곱킬로미터": "km2",
    "세제곱미터": "m3",
    "그램": "g",
    "킬로그램": "kg",
    "밀리그램": "mg",
    "톤": "t",
    "리터": "l",
    "밀리리터": "ml",
    "헥타르": "ha",
    "킬로와트": "kw",
    "메가와트": "mw",
    "기가와트": "gw",
    "메가바이트": "mb",
    "기가바이트": "gb",
    "테라바이트": "tb",
    "데시벨": "db",
    "킬로와트시": "kwh",
    "메가와트시": "mwh",
    "헤르츠": "hz",
    "킬로헤르츠": "khz",
    "메가헤르츠": "mhz",
    "기가헤르츠": "ghz",
    "칼로리": "cal",
    "킬로칼로리": "kcal",
    "킬로바이트": "kb",
    "나노미터": "nm",
    "헥토파스칼": "hpa",
    "베이시스포인트": "bp",
}
#: Currency signs before an amount, with the unit that each stands for.
CURRENCIES = {"$": "달러", "€": "유로", "₩": "원", "£": "파운드", "¥": "엔"}
#: The other spellings of each counter that has several.
SPELLINGS = {
    kept: tuple(spelt for spelt, other in _ONE_SPELLING.items() if other == kept)
    for kept in set(_ONE_SPELLING.values())
}
#: Suffixes of a counter that do not change the meaning of the number.
_AFTER = PARTICLES | frozenset(
    "째 간 씩 쯤 가량 정도 짜리 짜리의 짜리를 짜리가 짜리는 짜리도 이상 이하 이내 미만 "
    "초과 안팎 여 경 째로 째를 간의 간을 간은 간에 간으로 씩의 씩을 씩은 씩이나 이상의 "
    "이상을 이상이 이상은 이하의 이하로 이내에 미만의 가량의 가량을 가량이 정도의 정도로 "
    "정도가 정도를 짜리와 짜리로 이었다 이며 이고 였다 으로 이던 이라 인 인데 였던 이었던 "
    "였고 이었고 에서의 까지의 부터의 째인 째다 이다 다 입니다 예요 이에요 여서 이어서".split()
)
_MAX_COUNTER = max(map(len, _COUNTERS | _ONE_SPELLING.keys()))
#: Articles of laws: 12조제2항, 12조의2, 3호나목.
_LAW_COUNTERS = r"(?:[조항호목편장절관]|별표)(?:(?:의[0-9]+)+|(?=제[0-9]|[가-하]목))"
#: Signs that count; ℃ is folded to °c.
_SIGN_COUNTERS = r"(%(?:p(?![a-z])|포인트)?)|°c?(?![a-z])"
_ABOUT = "여"


class Counter(NamedTuple):
    """A counter or unit behind a number.

    Attributes:
        text: its one spelling.
        end: the past-last of its characters.
        after: the past-last character of what follows and says nothing: particles.
    """

    text: str
    end: int
    after: int


@cache
def _law() -> re.Pattern[str]:
    return re.compile(_LAW_COUNTERS)


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(_SIGN_COUNTERS)


@cache
def _hangul() -> re.Pattern[str]:
    return re.compile("[가-힣]+")


def counter_at(folded: str, place: int) -> Counter | None:
    """Return what the number counts that ends at a place of a folded eojeol, or None."""
    sign = folded[place : place + 1]
    if sign in ("%", "°"):
        match = _sign().match(folded, place)
        if match is None:
            return None
        text = "도" if match[1] is None else "%p" if len(match[1]) > 1 else "%"
        return Counter(text, match.end(), _skip(folded, match.end()))
    if not "가" <= sign <= "힣":
        return None
    law = _law().match(folded, place)
    if law is not None:
        return Counter(law[0], law.end(), law.end())
    run = _hangul().match(folded, place)
    if run is None:
        return None
    found = _counter_of(run[0])
    if found is None:
        return None
    text, length, whole = found
    return Counter(text, place + length, run.end() if whole else place + length)


def _skip(folded: str, place: int) -> int:
    """Return the end of the run at a place if it is only particles; otherwise the place."""
    run = _hangul().match(folded, place)
    return run.end() if run is not None and run[0] in _AFTER else place


def _counter_of(run: str) -> tuple[str, int, bool] | None:
    """Return the counter that a run of Hangul is, with or without particles.

    Its one spelling, its length, and whether the rest of the run says nothing.
    """
    for length in range(min(len(run), _MAX_COUNTER), 0, -1):
        spelt = run[:length]
        text = _ONE_SPELLING.get(spelt) or (spelt if spelt in _COUNTERS else "")
        if text and (length == len(run) or run[length:] in _AFTER):
            return text, length, True
    if run[0] == _ABOUT and len(run) > 1:
        about = _counter_of(run[1:])
        if about is not None:
            return f"{_ABOUT}{about[0]}", about[1] + 1, True
    return None
