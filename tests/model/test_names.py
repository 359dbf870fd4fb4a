"""Bylines → the people they name."""

from __future__ import annotations

import pytest

from ksearch.model.names import normal_author, people_in


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("김가람 기자", ["김가람"]),
        ("김가람기자, 이나래 특파원", ["김가람", "이나래"]),
        ("부산=박노을|기자", ["박노을"]),
        ("도쿄=이새벽 특파원", ["이새벽"]),
        ("들꽃일보 이새벽 논설위원(dawn@example.kr)", ["이새벽"]),
        ("이새벽 들꽃일보 기자", ["이새벽"]),
        ("문화부 이서울 기자", ["이서울"]),
        ("배가람·추나래·한노을", ["배가람", "추나래", "한노을"]),
        ("전가람 안나래 기자", ["전가람", "안나래"]),
        ("글 신가람 사진 백나래", ["신가람", "백나래"]),
        ("김가람 선임기자·이나래 인턴기자", ["김가람", "이나래"]),
        ("남궁민 기자", ["남궁민"]),
        ("황보 관 기자", ["황보관"]),
        ("김 가람 기자", ["김가람"]),
        ("이경제 기자", ["이경제"]),
        ("하늘 작가", ["하늘"]),
        ("김가람 들꽃대 교수", ["김가람"]),
        ("By Garam Kim", ["Garam Kim"]),
    ],
)
def test_a_byline_names_people(byline: str, people: list[str]) -> None:
    assert list(people_in(byline)) == people


@pytest.mark.parametrize(
    "byline",
    [
        "들꽃일보",
        "뉴스1 | 네이버",
        "SBS NEWS",
        "iMBC 연예",
        "온라인뉴스팀",
        "디지털뉴스부",
        "정치부 기자",
        "워싱턴 특파원",
        "서울=연합뉴스",
        "들꽃군청, 들꽃군, 군청",
        "기자",
        "dawn@example.kr",
        "https://example.kr/reporter/1",
    ],
)
def test_papers_portals_offices_and_places_are_no_people(byline: str) -> None:
    assert people_in(byline) == ()
    assert normal_author(byline) is None


def test_the_paper_is_not_its_own_reporter() -> None:
    assert people_in("노을빛", paper="노을빛") == ()


def test_a_pseudonym_in_an_author_field_stays() -> None:
    assert normal_author("nickname42") == "nickname42"
    assert normal_author("책방지기_달빛") == "책방지기_달빛"
