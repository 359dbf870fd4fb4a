"""Near-identical articles make one hit: which are, what is counted, and how pages go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ksearch
from ksearch import Article
from ksearch.ranking import grouping
from ksearch.ranking.grouping import Grouping, likeness_needed
from ksearch.storage.snapshot import open_snapshot

pytestmark = pytest.mark.usefixtures("without_kiwi")

TITLE = "솔섬 뱃길 열흘 만에 다시 열린다"
FIRST = "남녘도는 솔섬과 뭍을 잇는 여객선이 열흘 만에 다시 다닌다고 3일 밝혔다."
STORY = (
    "배는 지난달 큰바람에 뱃머리가 부서져 조선소에서 수리를 받았다. 그동안 섬사람들은 어선을 "
    "빌려 장을 보러 다녔고 약이 떨어진 노인들은 보건소 배를 기다려야 했다. 솔섬에는 아흔 가구가 "
    "살고 있으며 여객선은 하루에 두 번 아침과 저녁에 오간다. 도는 수리하는 동안 대신할 배를 "
    "구하지 못한 것을 사과하고 내년까지 예비선을 한 척 마련하기로 했다. 예비선은 다른 섬의 배가 "
    "고장 났을 때에도 쓰인다. 섬 이장 갈매봉 씨는 김장철을 앞두고 배추를 들여올 길이 열려 다행"
    "이라며 예비선이 제때 오는지 지켜보겠다고 말했다. 첫 배는 4일 아침 일곱 시에 가람항을 떠난다. "
    "표는 항구 창구에서 살 수 있고 섬사람은 반값을 낸다. 선장은 물때가 바뀌어 돌아오는 배가 삼십 "
    "분쯤 늦을 수 있다고 알렸다. 도는 바람이 세지면 배를 다시 멈추고 문자로 알리겠다고 덧붙였다."
)
ADDED = (
    "한편 이웃한 달섬에서는 선착장 공사가 늦어져 주민들이 애를 태우고 있다. 공사를 맡은 회사는 "
    "자재 값이 올라 일손을 구하기 어렵다고 했다. 군은 다음 달까지 공사를 마치지 못하면 계약을 "
    "거두어들이기로 했다."
)
COPIES = {
    "원본": Article(id="원본", title=TITLE, lead=FIRST, body=STORY),
    "옮긴 기사": Article(
        id="옮긴 기사",
        title="솔섬 여객선 수리 마치고 운항",
        lead="열흘 동안 묶여 있던 솔섬 여객선이 수리를 마치고 돌아온다.",
        body=STORY,
    ),
    "고친 기사": Article(id="고친 기사", title=TITLE, lead=FIRST, body=f"{STORY}\n{ADDED}"),
}
OTHERS = {
    "달섬": Article(id="달섬", title="달섬 선착장 공사 늦어져", body=f"솔섬 옆이다. {ADDED}"),
    "여객선": Article(id="여객선", title="여객선 표 값 오른다", body="솔섬 가는 표 값이 오른다."),
}
FORECAST = (
    "{day}일 {place} 지역은 아침 기온이 {low}도로 어제보다 {less}도 낮겠고 낮에는 {high}도까지 "
    "오르겠다. 바람은 {wind}에서 초속 {speed}미터로 불며 물결은 {wave}미터로 일겠다. {place} "
    "앞바다에는 {when}부터 안개가 끼니 배들은 {port} 쪽을 지날 때 조심해야 한다. 먼지는 "
    "{dust} 수준이며 빨래는 {wash} 널면 좋다. 이 예보는 {day}일 {hour}시에 나왔다."
)
NORTH = {
    "day": 3, "place": "북강", "low": 4, "less": 2, "high": 11, "wind": "북서쪽", "speed": 7,
    "wave": 2, "when": "새벽", "port": "가람항", "dust": "보통", "wash": "낮에", "hour": 17,
}  # fmt: skip
SOUTH = {
    "day": 9, "place": "남솔", "low": 13, "less": 1, "high": 19, "wind": "남동쪽", "speed": 3,
    "wave": 1, "when": "저녁", "port": "물머리", "dust": "좋음", "wash": "아침에", "hour": 5,
}  # fmt: skip

Make = Callable[..., ksearch.Index]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make(*batches: list[Article]) -> ksearch.Index:
        index = ksearch.create(tmp_path / "색인")
        for batch in batches:
            with index.writer() as writer:
                for article in batch:
                    writer.add(article)
        return index

    return make


def listed(results: ksearch.Results) -> dict[str, int]:
    return {hit.id: hit.similar_count for hit in results}


# Which articles are near-identical


def test_a_copy_with_another_first_line_and_an_updated_version_stand_behind_the_best(
    make: Make,
) -> None:
    index = make([*COPIES.values(), *OTHERS.values()])
    results = index.search("솔섬")
    assert results.total == 5
    counts = listed(results)
    assert sorted(counts.values()) == [0, 0, 2]
    assert next(name for name, count in counts.items() if count) in COPIES
    assert set(counts) > set(OTHERS)


def test_without_grouping_each_is_listed(make: Make) -> None:
    index = make([*COPIES.values(), *OTHERS.values()])
    results = index.search("솔섬", group=False)
    assert listed(results) == dict.fromkeys([*COPIES, *OTHERS], 0)
    assert results.total == 5


def test_copies_of_different_days_find_each_other_across_segments(make: Make) -> None:
    index = make(*([article] for article in COPIES.values()))
    assert index.stats().segments == 3
    assert list(listed(index.search("솔섬")).values()) == [2]


def test_headlines_of_their_own_do_not_keep_copies_apart(make: Make) -> None:
    short = f"{FIRST} {' '.join(STORY.split()[:42])}"
    index = make(
        [
            Article(id="하나", title="솔섬 뱃길 열린다", body=short),
            Article(id="둘", title="다시 뱃길 여는 솔섬 여객선, 열흘 만에", body=short),
            Article(id="셋", title="솔섬 뱃길 소식", body=f"[물머리] {short}"),
        ]
    )
    assert list(listed(index.search("솔섬 뱃길")).values()) == [2]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_no_copy_stands_for_one_that_holds_more_of_the_query(make: Make, sort: Any) -> None:
    days = {"앞": 1, "뒤": 3}
    index = make(
        [
            *(
                replace(COPIES["원본"], id=name, date=datetime(2025, 3, day, tzinfo=UTC))
                for name, day in days.items()
            ),
            replace(COPIES["고친 기사"], date=datetime(2025, 3, 2, tzinfo=UTC)),
        ]
    )
    counts = listed(index.search("솔섬 달섬", sort=sort))
    assert "고친 기사" in counts
    assert sum(counts.values()) == 3 - len(counts)
    assert len(listed(index.search("솔섬 보건소", sort=sort))) == 1


def test_a_text_in_two_works_is_listed_under_the_title_that_is_asked_for(make: Make) -> None:
    works = ["뱃길법 제4조", "항만법 제9조", "등대법 제2조"]
    index = make([Article(id=title, title=title, body=f"{FIRST} {STORY}") for title in works])
    for title in works:
        name = title.split()[0]
        assert title in listed(index.search(f"{name} 여객선 예비선 솔섬 선장 물때 창구"))
    assert len(listed(index.search("여객선 예비선"))) == 1


def test_two_stories_from_one_template_stay_apart(make: Make) -> None:
    north, south = FORECAST.format(**NORTH), FORECAST.format(**SOUTH)
    index = make(
        [
            Article(id="북", title="북강 날씨", body=north),
            Article(id="남", title="남솔 날씨", body=south),
        ]
    )
    assert listed(index.search("날씨")) == {"북": 0, "남": 0}


def test_sections_of_laws_with_one_name_changed_stay_apart(make: Make) -> None:
    section = (
        "법인의 대표자나 법인 또는 개인의 대리인, 사용인, 그 밖의 종업원이 그 법인 또는 개인의 "
        "일에 관하여 {number}의 위반행위를 하면 그 행위자를 벌하는 외에 그 법인 또는 개인에게도 "
        "해당 조문의 벌금형을 과한다. 다만 {duty} 게을리하지 아니한 경우에는 그러하지 아니하다."
    )
    index = make(
        [
            Article(
                id="뱃길",
                title="뱃길안전법 제31조 (함께 벌함)",
                body=section.format(number="제29조", duty="뱃길을 지키는 일을"),
            ),
            Article(
                id="등대",
                title="등대관리법 제18조 (함께 벌함)",
                body=section.format(number="제16조", duty="등대를 돌보는 일을"),
            ),
        ]
    )
    assert listed(index.search("벌금형")) == {"뱃길": 0, "등대": 0}


def test_short_articles_are_never_grouped_even_if_they_are_the_same(make: Make) -> None:
    index = make([Article(id=str(n), title="영화 평", body="ㅋㅋㅋ 재밌다") for n in range(5)])
    assert len(index.search("재밌다")) == 5


def test_the_shorter_an_article_the_more_must_be_alike() -> None:
    shares = [likeness_needed(shingles) for shingles in (10, 31, 60, 120, 300, 3000)]
    assert shares[0] == 1.0
    assert shares == sorted(shares, reverse=True)
    assert 0.55 < shares[-1] < 0.56


# What is counted, and in which result


def test_only_articles_that_match_are_counted(make: Make) -> None:
    index = make([*COPIES.values(), *OTHERS.values()])
    assert listed(index.search("달섬")) == {"고친 기사": 0, "달섬": 0}


def test_deleted_articles_are_not_counted(make: Make) -> None:
    index = make(list(COPIES.values()))
    with index.writer() as writer:
        writer.delete("옮긴 기사")
    assert list(listed(index.search("솔섬")).values()) == [1]


@pytest.mark.parametrize(
    "query", ["솔섬 여객선", '"솔섬과 뭍을"', "솔섬 OR 표", "여객*", "솔섬 -달섬"]
)
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_the_best_of_the_ranking_is_what_is_listed(make: Make, query: str, sort: Any) -> None:
    pair = [
        replace(COPIES[name], date=datetime(2031, 5, day, tzinfo=UTC))
        for day, name in ((3, "원본"), (4, "고친 기사"))
    ]
    others = [
        replace(other, date=datetime(2031, 5, day, tzinfo=UTC))
        for day, other in enumerate(OTHERS.values(), 2)
    ]
    index = make([*pair, *others])
    every = index.search(query, sort=sort, group=False)
    grouped = index.search(query, sort=sort)
    assert grouped.total == every.total
    best = next(hit.id for hit in every if hit.id in COPIES)
    kept = [hit.id for hit in every if hit.id == best or hit.id not in COPIES]
    assert [hit.id for hit in grouped] == kept
    assert [hit.rank for hit in grouped] == list(range(1, len(kept) + 1))
    assert listed(grouped)[best] == len(every) - len(kept)


def test_copies_of_the_article_itself_make_one_hit_of_those_like_it(make: Make) -> None:
    index = make([*COPIES.values(), *OTHERS.values()])
    results = index.similar("고친 기사")
    assert results.hits[0].id in ("원본", "옮긴 기사")
    assert results.hits[0].similar_count == 1
    assert {hit.id for hit in results.hits[1:]} <= set(OTHERS)
    assert {"원본", "옮긴 기사"} <= {hit.id for hit in index.similar("고친 기사", group=False)}


def test_a_chain_of_versions_hides_only_what_is_like_something_listed(make: Make) -> None:
    words = STORY.split()
    chain = [
        Article(id=str(n), title="차례", lead="나루", body=" ".join(words[8 * n : 8 * n + 75]))
        for n in range(4)
    ]
    index = make(chain)
    snapshot = open_snapshot(index.path)
    judge = Grouping(snapshot, np.arange(4))
    near = {(a, b) for a in range(4) for b in range(4) if judge.near_identical(a, b)}
    assert (0, 1) in near
    assert (0, 3) not in near
    shown: list[int] = []
    for hit in index.search("차례 나루", sort="oldest", group=False):
        if not any((int(hit.id), leader) in near for leader in shown):
            shown.append(int(hit.id))
    assert [int(hit.id) for hit in index.search("차례 나루", sort="oldest")] == shown
    assert 1 < len(shown) < 4


# Pages


def versions() -> Iterator[Article]:
    """Thirty stories in up to nine versions, in an order that mixes them."""
    stock = [f"{a}{b}" for a in "가나다라마바사아자차" for b in "람늘솔봄달섬별빛길꽃"]
    for version in range(9):
        for story in range(30):
            if version > story % 9:
                continue
            words = np.random.default_rng(story).choice(stock, 150).tolist()
            words[version * 3] = "뱃노래"
            yield Article(id=f"{story:02}-{version}", title="뱃노래 소식", body=" ".join(words))


@pytest.fixture(scope="module")
def many(
    no_kiwi: Callable[[pytest.MonkeyPatch], None], tmp_path_factory: pytest.TempPathFactory
) -> ksearch.Index:
    with pytest.MonkeyPatch.context() as patch:
        no_kiwi(patch)
        index = ksearch.create(tmp_path_factory.mktemp("묶음") / "색인")
        articles = list(versions())
        for start in range(0, len(articles), 40):
            with index.writer() as writer:
                for article in articles[start : start + 40]:
                    writer.add(article)
        return index


@settings(max_examples=12)
@given(
    sizes=st.lists(st.integers(1, 25), max_size=8),
    query=st.sampled_from(["뱃노래", "뱃노래 소식", "뱃노래 OR 가람", "소식 가늘 나솔", "뱃노*"]),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    match=st.sampled_from(["all", "any"]),
)
def test_pages_of_any_size_are_the_ranking_without_what_is_hidden(
    many: ksearch.Index, sizes: list[int], query: str, sort: Any, match: Any
) -> None:
    every = many.search(query, sort=sort, match=match, limit=1000, group=False)
    snapshot = open_snapshot(many.path)
    numbers = {hit.id: snapshot.find(hit.id) for hit in every}
    judge = Grouping(snapshot, np.sort(np.array([*numbers.values()], np.int64)))
    wanted: list[str] = []
    for hit in every:
        if not any(judge.near_identical(numbers[hit.id], numbers[other]) for other in wanted):
            wanted.append(hit.id)
    paged: list[ksearch.Hit] = []
    for size in [*sizes, 1000]:
        page = many.search(query, sort=sort, match=match, limit=size, offset=len(paged))
        assert page.total == every.total
        paged += page.hits
    assert [hit.id for hit in paged] == wanted
    assert [hit.rank for hit in paged] == list(range(1, len(paged) + 1))
    assert sum(1 + hit.similar_count for hit in paged) == every.total


def test_there_is_something_to_hide(many: ksearch.Index) -> None:
    results = many.search("뱃노래", limit=1000)
    assert len(results) == 30
    assert results.total == len(list(versions()))
    assert {hit.id[:2]: hit.similar_count for hit in results} == {
        f"{story:02}": story % 9 for story in range(30)
    }


@given(st.lists(st.lists(st.sampled_from([0, 0, 1, 2, 3]), min_size=32, max_size=32), max_size=8))
def test_lanes_are_compared_alike_one_by_one_and_all_at_once(rows: list[list[int]]) -> None:
    signatures = np.array(rows, np.uint8).reshape(-1, 32)
    lanes = signatures.view(np.uint16)
    keys = {row: set(shared) for row, shared in grouping._agreeing(signatures)}
    likely = set(grouping._sharing_a_lane(signatures, signatures).tolist())
    pairs = zip(
        *map(np.ndarray.tolist, grouping._agreeing_pairs(signatures, signatures)), strict=True
    )
    agreeing = set(pairs)
    for one in range(len(rows)):
        for other in range(len(rows)):
            same = bool(((lanes[one] == lanes[other]) & (lanes[one] != 0)).any())
            if one != other:
                assert same == bool(keys.get(one, set()) & keys.get(other, set()))
            assert same or (one, other) not in agreeing
            assert one in likely or not same
