"""The evaluator on numpy agrees with one written down plainly, on any corpus and any plan."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksearch.model.article import Article
from ksearch.model.dates import seconds_of
from ksearch.plan import (
    All,
    AnyOf,
    DateRange,
    EojeolsLeaf,
    Everything,
    Keyword,
    Node,
    Nothing,
    Optional,
    TermLeaf,
    Weighted,
    Without,
    Word,
)
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.storage.segments.postings import BODY_LEVELS
from ksearch.storage.snapshot import Snapshot

Build = Callable[..., Snapshot]
Held = dict[str, float]

VOCABULARY = ["등대", "섬", "바다", "배", "불", "시장", "반도체공장", "올랐다", "오른"]
TERMS = ["등대", "섬", "바다", "배", "불", "시장", "반도체", "공장", "오르다", "오른", "없는말"]
PAPERS = ["남녘신문", "산골신문", None]
DAY = datetime(2025, 1, 1, tzinfo=UTC)

texts = st.lists(st.sampled_from(VOCABULARY), max_size=7).map(" ".join)
rows = st.tuples(texts, texts, texts, st.sampled_from(PAPERS), st.none() | st.integers(0, 5))
corpora = st.tuples(
    st.lists(st.lists(rows, min_size=1, max_size=5), min_size=1, max_size=3),
    st.sets(st.integers(0, 14), max_size=3),
)

fields = st.sampled_from([0b111, 0b001, 0b010, 0b100, 0b011, 0b101])
term_leaves = st.tuples(st.just("term"), st.sampled_from(TERMS), fields)
eojeol_leaves = st.tuples(
    st.just("eojeols"), st.frozensets(st.sampled_from(VOCABULARY), max_size=3), fields
)
leaves = term_leaves | eojeol_leaves
words = st.tuples(
    st.just("word"),
    st.lists(st.lists(leaves, min_size=1, max_size=2), min_size=1, max_size=2),
    st.lists(st.tuples(leaves, st.sampled_from([0.3, 1.0])), max_size=2),
)
simple = (
    words
    | st.just(("everything",))
    | st.just(("nothing",))
    | st.tuples(st.just("keyword"), st.sampled_from(["남녘신문", "산골신문", "없는 신문"]))
    | st.tuples(st.just("dates"), st.none() | st.integers(0, 5), st.none() | st.integers(0, 5))
)
plans = st.recursive(
    simple,
    lambda inner: (
        st.tuples(st.just("all"), st.lists(inner, min_size=1, max_size=3))
        | st.tuples(st.just("any"), st.lists(inner, min_size=1, max_size=3))
        | st.tuples(st.just("without"), inner, inner)
        | st.tuples(st.just("optional"), inner, inner)
        | st.tuples(st.just("weighted"), inner, st.sampled_from([0.5, 3.0]))
    ),
    max_leaves=6,
)


def articles_of(batches: list[list[Any]]) -> list[list[Article]]:
    numbered, number = [], 0
    for batch in batches:
        made = []
        for title, lead, body, paper, day in batch:
            date = None if day is None else DAY + timedelta(days=day)
            made.append(
                Article(
                    id=str(number),
                    title=title,
                    lead=f"머리 {lead}",
                    body=body,
                    publisher=paper,
                    date=date,
                )
            )
            number += 1
        numbered.append(made)
    return numbered


class Plain:
    """Finds and scores article by article, by the definitions alone."""

    def __init__(self, snapshot: Snapshot, few_words: type[Any]) -> None:
        self.snapshot = snapshot
        self.known = few_words().known
        self.model = snapshot.manifest.model
        #: Deleted articles still occur in the postings, and count for how rare a term is.
        self.texts: dict[int, list[list[str]]] = {}
        self.articles: dict[int, Article] = {}
        for segment in snapshot.segments:
            for number in range(len(segment)):
                article = segment.article(number)
                at = segment.first + number
                self.articles[at] = article
                self.texts[at] = [t.split() for t in (article.title, article.lead, article.body)]

    def terms(self, eojeol: str) -> list[str]:
        known = self.known.get(eojeol)
        return [eojeol] if known is None else [term.text for term in known]

    def frequencies(self, leaf: Any, at: int) -> list[int]:
        kind, wanted, bits = leaf
        counts = []
        for field, eojeols in enumerate(self.texts[at]):
            if kind == "term":
                count = sum(self.terms(eojeol).count(wanted) for eojeol in eojeols)
                levels = BODY_LEVELS.tolist() if field == 2 else [0, 1, 2, 3]
                count = max(level for level in levels if level <= count)
            else:
                count = sum(eojeol in wanted for eojeol in eojeols)
            counts.append(count if bits >> field & 1 else 0)
        return counts

    def boost(self, field: int, at: int) -> float:
        boost = self.model.boosts[field]
        if field != 1:
            return boost
        _, lead, body = map(len, self.texts[at])
        return 1 + (boost - 1) * (body / max(lead + body, 1)) ** 0.5

    def contribution(self, leaf: Any, at: int) -> float:
        total = 0.0
        for field, count in enumerate(self.frequencies(leaf, at)):
            b, average = self.model.length_weights[field], self.model.average_lengths[field]
            norm = 1 - b + b * len(self.texts[at][field]) / average
            total += self.boost(field, at) * count / norm
        return total / (total + self.model.saturation)

    def idf(self, leaf: Any) -> float:
        # How rare a term is does not depend on the fields that are asked for.
        kind, wanted, _ = leaf
        asked = (kind, wanted, 0b111) if kind == "term" else leaf
        held = sum(any(self.frequencies(asked, at)) for at in self.articles)
        return math.log(1 + (len(self.articles) - held + 0.5) / (held + 0.5))

    def word(self, readings: Any, scored: Any) -> dict[int, float]:
        found = {}
        for at in self.articles:
            if any(all(any(self.frequencies(leaf, at)) for leaf in r) for r in readings):
                found[at] = sum(
                    weight * self.idf(leaf) * self.contribution(leaf, at) for leaf, weight in scored
                )
        return found

    def dates(self, since: int | None, until: int | None) -> dict[int, float]:
        found = {}
        for at, article in self.articles.items():
            day = None if article.date is None else (article.date - DAY).days
            if day is not None and (since or 0) <= day <= (5 if until is None else until):
                found[at] = 1.0
        return found

    def evaluate(self, plan: Any) -> dict[int, float]:
        match plan:
            case ("word", readings, scored):
                return self.word(readings, scored)
            case ("everything",):
                return dict.fromkeys(self.articles, 1.0)
            case ("nothing",):
                return {}
            case ("keyword", value):
                return {at: 1.0 for at, a in self.articles.items() if a.publisher == value}
            case ("dates", since, until):
                return self.dates(since, until)
            case ("all", parts):
                found = [self.evaluate(part) for part in parts]
                common = set.intersection(*map(set, found))
                return {at: sum(part[at] for part in found) for at in common}
            case ("any", parts):
                found = [self.evaluate(part) for part in parts]
                return {at: sum(p.get(at, 0.0) for p in found) for at in set().union(*found)}
            case ("without", inner, excluded):
                out = self.evaluate(excluded)
                return {at: s for at, s in self.evaluate(inner).items() if at not in out}
            case ("optional", inner, extra):
                more = self.evaluate(extra)
                return {at: s + more.get(at, 0.0) for at, s in self.evaluate(inner).items()}
            case ("weighted", inner, weight):
                return {at: s * weight for at, s in self.evaluate(inner).items()}
        raise AssertionError(plan)


def compiled(plan: Any, snapshot: Snapshot) -> Node:
    def leaf(description: Any) -> Any:
        kind, wanted, bits = description
        if kind == "term":
            term = snapshot.lexicon.find_term(wanted)
            return TermLeaf(term if term >= 0 else snapshot.lexicon.term_count, bits)
        numbers = [number for text in wanted if (number := snapshot.lexicon.find(text)) >= 0]
        return EojeolsLeaf(np.array(sorted(numbers), np.int64), bits)

    def seconds(day: int | None) -> int | None:
        return None if day is None else seconds_of(DAY + timedelta(days=day))

    match plan:
        case ("word", readings, scored):
            return Word(
                "낱말",
                tuple(tuple(map(leaf, reading)) for reading in readings),
                tuple((leaf(one), weight) for one, weight in scored),
            )
        case ("everything",):
            return Everything()
        case ("nothing",):
            return Nothing()
        case ("keyword", value):
            return Keyword("publisher", value)
        case ("dates", since, until):
            return DateRange(seconds(since), seconds(until))
        case ("all", parts):
            return All(tuple(compiled(part, snapshot) for part in parts))
        case ("any", parts):
            return AnyOf(tuple(compiled(part, snapshot) for part in parts))
        case ("without", inner, excluded):
            return Without(compiled(inner, snapshot), compiled(excluded, snapshot))
        case ("optional", inner, extra):
            return Optional(compiled(inner, snapshot), compiled(extra, snapshot))
        case ("weighted", inner, weight):
            return Weighted(compiled(inner, snapshot), weight)
    raise AssertionError(plan)


def build_corpus(build: Build, folder: Path, corpus: Any) -> Snapshot:
    batches, gone = corpus
    for batch in articles_of(batches):
        build(folder, batch)
    return build(folder, [], delete=map(str, gone))


@settings(max_examples=35)
@given(corpora, st.lists(plans, min_size=3, max_size=6))
def test_both_evaluators_agree(
    build: Build,
    few_words: type[Any],
    tmp_path_factory: pytest.TempPathFactory,
    corpus: Any,
    several: list[Any],
) -> None:
    snapshot = build_corpus(build, tmp_path_factory.mktemp("색인"), corpus)
    plain, evaluator = Plain(snapshot, few_words), Evaluator(snapshot)
    for plan in several:
        expected = {
            at: score
            for at, score in plain.evaluate(plan).items()
            if (place := snapshot.locate(at))[0].is_live(place[1])
        }
        found: dict[int, float] = {}
        node = compiled(plan, snapshot)
        for number, segment in enumerate(snapshot.segments):
            matched = evaluator.evaluate(node, number)
            ascending = matched.articles.tolist()
            assert ascending == sorted(set(ascending))
            scores = matched.scores.tolist()
            found.update(zip((matched.articles + segment.first).tolist(), scores, strict=True))
        assert found.keys() == expected.keys()
        assert found == pytest.approx(expected, rel=1e-4, abs=1e-5)


def test_a_rare_word_weighs_more_than_a_common_one(build: Build, tmp_path: Path) -> None:
    rows = [Article(id=str(n), title="섬 " + ("등대" if n == 0 else "")) for n in range(10)]
    snapshot = build(tmp_path, rows)
    evaluator = Evaluator(snapshot)
    weights = [evaluator.idf(TermLeaf(snapshot.lexicon.find_term(t))) for t in ("등대", "섬")]
    assert weights[0] > weights[1] > 0


def test_a_word_in_the_title_weighs_more_than_one_in_the_body(build: Build, tmp_path: Path) -> None:
    rows = [
        Article(id="제목", title="등대 하나", lead="머리 글", body="본문 글"),
        Article(id="머리", title="제목 글", lead="등대 하나", body="본문 글"),
        Article(id="본문", title="제목 글", lead="머리 글", body="등대 하나"),
    ]
    snapshot = build(tmp_path, rows)
    leaf = TermLeaf(snapshot.lexicon.find_term("등대"))
    matched = Evaluator(snapshot).evaluate(Word("등대", ((leaf,),), ((leaf, 1.0),)), 0)
    title, lead, body = matched.scores.tolist()
    assert min(title, lead) > body


def test_a_lead_that_is_all_of_the_text_is_no_lead(build: Build, tmp_path: Path) -> None:
    rows = [
        Article(id="머리", lead="등대 하나 둘 셋 넷 다섯"),
        Article(id="본문", lead="하나", body="등대 하나 둘 셋 넷 다섯"),
        Article(id="나눈", lead="등대 하나", body="둘 셋 넷 다섯"),
    ]
    snapshot = build(tmp_path, rows)
    leaf = TermLeaf(snapshot.lexicon.find_term("등대"))
    matched = Evaluator(snapshot).evaluate(Word("등대", ((leaf,),), ((leaf, 1.0),)), 0)
    whole, body, split = matched.scores.tolist()
    assert split > 1.5 * max(whole, body)


def test_repeating_a_word_pays_less_each_time(build: Build, tmp_path: Path) -> None:
    filler = "가나 " * 12
    rows = [
        Article(id=str(n), title="글", lead="글", body="등대 " * n + filler[: 3 * (12 - n)])
        for n in (1, 2, 3)
    ]
    snapshot = build(tmp_path, rows)
    leaf = TermLeaf(snapshot.lexicon.find_term("등대"))
    one, two, three = (
        Evaluator(snapshot).evaluate(Word("등대", ((leaf,),), ((leaf, 1.0),)), 0).scores
    )
    assert one < two < three
    assert three - two < two - one
