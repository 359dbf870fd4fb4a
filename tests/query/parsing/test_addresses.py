"""A pasted address finds the article that is there, and those that name it."""

from __future__ import annotations

from pathlib import Path

import pytest

import ksearch
from ksearch.query.parsing.addresses import places_of, without_syntax

ADDRESS = "https://www.garam.example.kr/read.php?idx=991&sec=2"


def test_signs_of_an_address_are_no_operators() -> None:
    assert without_syntax(f"등대 {ADDRESS} -섬") == (
        "등대 https://www.garam.example.kr/read.php idx 991&sec 2 -섬"
    )
    assert without_syntax("등?대 -섬") == "등?대 -섬"


def test_an_address_among_words_is_no_place() -> None:
    assert places_of(f"등대 {ADDRESS}") == ()
    assert places_of("등대") == ()


@pytest.mark.parametrize(
    "query",
    [ADDRESS, ADDRESS.replace("https", "http"), f"{ADDRESS}/", f"{ADDRESS}#top", f" {ADDRESS} "],
)
def test_the_article_is_found(query: str, tmp_path: Path) -> None:
    with ksearch.create(tmp_path) as created, created.writer() as writer:
        writer.add(ksearch.Article(id="곳", title="등대", body="불이 켜졌다.", url=ADDRESS))
        writer.add(ksearch.Article(id="딴", title="섬", body="섬이다.", url=ADDRESS + "0"))
        writer.add(ksearch.Article(id="글", title="알림", body=f"누리집은 {ADDRESS} 이다."))
    with ksearch.open(tmp_path) as index:
        found = {hit.id for hit in index.search(query, match="all")}
    assert "곳" in found
    assert "딴" not in found
    if query.strip() == ADDRESS:
        assert "글" in found


def test_an_address_that_is_asked_for_as_one_stays_whole() -> None:
    for query in ("url:https://a.example/?id=3", 'url:"https://a.example/?id=3"'):
        assert without_syntax(query) == query
