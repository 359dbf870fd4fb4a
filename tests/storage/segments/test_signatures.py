"""Signatures: what they tell, and that they stay the same in whatever segment an article is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ksearch
from ksearch import Article
from ksearch.arrays import ArrayFile, write_arrays
from ksearch.storage.checking import snapshot_problems
from ksearch.storage.segments.signatures import (
    BUCKETS,
    MIN_SHINGLES,
    SHINGLE,
    Signatures,
    pack_signatures,
    shingle_hashes,
)
from ksearch.storage.snapshot import open_snapshot

LEAST = MIN_SHINGLES + SHINGLE - 1

texts = st.lists(
    st.lists(st.integers(0, 40), max_size=4 * LEAST).map(lambda words: np.array(words, np.int64)),
    max_size=12,
)


def read(articles: list[npt.NDArray[np.int64]]) -> Signatures:
    bounds = np.cumsum([0, *map(len, articles)])
    eojeols = np.concatenate([*articles, np.zeros(0, np.int64)])
    return Signatures(pack_signatures(eojeols, bounds))


def slowly(eojeols: npt.NDArray[np.int64]) -> list[int]:
    """The signature of one article, by the definition."""
    least: dict[int, int] = {}
    for value in shingle_hashes(eojeols).tolist():
        bucket, rank = value >> 27, value & ((1 << 27) - 1)
        least[bucket] = min(rank, least.get(bucket, rank))
    return [least[n] % 255 + 1 if n in least else 0 for n in range(BUCKETS)]


@given(texts)
def test_signatures_are_what_the_definition_says(articles: list[npt.NDArray[np.int64]]) -> None:
    signatures = read(articles)
    signed = [number for number, eojeols in enumerate(articles) if len(eojeols) >= LEAST]
    assert signatures.signed.tolist() == signed
    found = signatures.of(np.arange(len(articles)))
    for number, eojeols in enumerate(articles):
        expected = slowly(eojeols) if number in signed else [0] * BUCKETS
        assert found[number].tolist() == expected


def test_many_articles_are_signed_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    articles = [random.integers(0, 5000, int(size)) for size in random.integers(0, 300, 60)]
    together = read(articles).of(np.arange(60))
    monkeypatch.setattr("ksearch.storage.segments.signatures._CHUNK_HASHES", 500)
    assert (read(articles).of(np.arange(60)) == together).all()


def test_the_share_of_equal_bytes_is_about_the_share_of_common_shingles() -> None:
    random = np.random.default_rng(7)
    for share in (0.2, 0.5, 0.8):
        agreed = []
        for _ in range(40):
            common = random.integers(0, 1 << 20, int(1000 * share))
            alone = int(500 * (1 - share))
            one, other = random.integers(0, 1 << 20, (2, alone))
            both = read([np.concatenate((common, one)), np.concatenate((common, other))])
            first, second = both.of(np.arange(2))
            agreed.append((first == second).mean())
        assert abs(float(np.mean(agreed)) - share) < 0.06


articles = st.lists(
    st.lists(st.sampled_from("솔섬 뱃길 여객선 등대 항구 바람 물때 나루".split()), max_size=60),
    min_size=1,
    max_size=6,
)


@settings(max_examples=5)
@given(st.lists(articles, min_size=8, max_size=9))
def test_merging_keeps_signatures(
    tmp_path_factory: pytest.TempPathFactory, no_kiwi: Any, batches: list[list[list[str]]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        no_kiwi(patch)
        index = ksearch.create(tmp_path_factory.mktemp("합침"))
        before: dict[str, list[int]] = {}
        for number, batch in enumerate(batches):
            with index.writer() as writer:
                for place, words in enumerate(batch):
                    name = f"{number}-{place}"
                    writer.add(Article(id=name, title=" ".join(words), lead=f"글 {name}"))
            if number == 6:
                before = signatures_of(index)
    assert len(open_snapshot(index.path).segments) < len(batches)
    after = signatures_of(index)
    assert before
    assert {name: after[name] for name in before} == before


def signatures_of(index: ksearch.Index) -> dict[str, list[int]]:
    found = {}
    for segment in open_snapshot(index.path).segments:
        rows = segment.signatures.of(np.arange(len(segment)))
        for article, row in enumerate(rows.tolist()):
            found[segment.column("id")[article] or ""] = row
    return found


LONG = (
    "솔섬으로 가는 배가 바람에 묶여 섬사람들이 나루에서 물때를 기다리며 그물을 기웠다. 이장은 "
    "약이 떨어진 집을 돌며 이름을 적었고 보건소는 저녁 배로 약을 보내기로 했다. 바람은 내일 "
    "새벽에 잦아들고 첫 배는 아침 일곱 시에 가람항을 떠난다."
)


@pytest.mark.usefixtures("without_kiwi")
def test_a_segment_written_without_signatures_is_searched_and_merged_all_the_same(
    tmp_path: Path,
) -> None:
    index = ksearch.create(tmp_path / "색인")
    with index.writer() as writer:
        for name in ("1", "2"):
            writer.add(Article(id=name, title="뱃길", body=LONG))
    assert [hit.similar_count for hit in index.search("뱃길")] == [1]
    index.close()
    (path,) = index.path.glob("segment-*.ksa")
    arrays = {name: np.array(array) for name, array in ArrayFile(path).items()}
    del arrays["signed"], arrays["signatures"]
    path.unlink()
    write_arrays(path, arrays)
    with ksearch.open(index.path) as old:
        assert [hit.similar_count for hit in old.search("뱃길")] == [0, 0]
        with old.writer() as writer:
            writer.delete("2")
        with old.writer() as writer:
            writer.add(Article(id="3", title="뱃길", body=LONG))
        assert [hit.id for hit in old.search("뱃길")] in (["1"], ["3"])


@pytest.mark.usefixtures("without_kiwi")
def test_signatures_that_do_not_fit_their_articles_are_found_by_a_check(tmp_path: Path) -> None:
    index = ksearch.create(tmp_path / "색인")
    with index.writer() as writer:
        writer.add(Article(id="1", title="뱃길", body=LONG))
    index.close()
    (path,) = index.path.glob("segment-*.ksa")
    arrays = {name: np.array(array) for name, array in ArrayFile(path).items()}
    arrays["signed"] = np.array([9], np.uint16)
    arrays["signatures"] = arrays["signatures"][:-1]
    path.unlink()
    write_arrays(path, arrays)
    problems = list(snapshot_problems(open_snapshot(index.path), same_analyser=True))
    assert [problem.partition(": ")[2] for problem in problems] == [
        "there are not as many signatures as articles that have one",
        "a signature belongs to an article that does not exist",
        "the signatures are not those that the texts give",
    ]
