"""Whoosh's own matchers find and score what the evaluator does, whatever the plan."""

from __future__ import annotations

import gc
import math
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from doubles import WholeRuns
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from whoosh import query as q
from whoosh.query import spans

from ksearch.korean.analyses import Term
from ksearch.lexicon.lexicon import Lexicon
from ksearch.model.article import Article
from ksearch.model.errors import QuerySyntaxError
from ksearch.model.fields import ALL_FIELDS
from ksearch.plan import (
    All,
    AnyOf,
    DateRange,
    EojeolsLeaf,
    Everything,
    Exact,
    Keyword,
    Leaf,
    Near,
    Node,
    Nothing,
    Optional,
    TermLeaf,
    Weighted,
    WhooshQuery,
    Without,
    Word,
)
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.storage.snapshot import Snapshot, open_snapshot
from ksearch.storage.writing.bulk_writer import BulkWriter
from ksearch.whoosh_bridge.index import ArticleIndex
from ksearch.whoosh_bridge.running import occurs_in, plan_to_whoosh, run, run_whoosh_query

WORDS = ["배", "포도", "사과", "사과배", "감", "밤나무"]
PUBLISHERS = ["남녘신문", "Morning Post", None]
AUTHORS = ["한바다", "한바다, 김노을", None]
FIELDS = ("title", "lead", "body")
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
FIRST_SECOND = int(FIRST.timestamp())


#: 사과배 is also found by its two parts.
PARTS = {"사과배": (Term("사과배", 0, 3), Term("사과", 0, 2), Term("배", 2, 3))}


@contextmanager
def index_of(batches: Iterable[Iterable[Article]], deleted: Iterable[str]) -> Iterator[Snapshot]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = None
        for batch in batches:
            writer = BulkWriter(folder, base, WholeRuns(PARTS))
            for article in batch:
                writer.add(article)
            writer.commit()
            base = open_snapshot(folder)
        writer = BulkWriter(folder, base, WholeRuns(PARTS))
        for article_id in deleted:
            writer.delete(article_id)
        writer.commit()
        yield open_snapshot(folder)


def evaluator_of(snapshot: Snapshot) -> Evaluator:
    return Evaluator(snapshot, run_whoosh_query)


# Random indexes

texts = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
articles = st.lists(
    st.builds(
        lambda title, lead, body, hours, publisher, author: Article(
            id="",
            title=title,
            lead=lead or "x",
            body=body,
            date=None if hours is None else FIRST + timedelta(hours=hours),
            publisher=publisher,
            author=author,
        ),
        texts,
        texts,
        texts,
        st.none() | st.integers(0, 60 * 24),
        st.sampled_from(PUBLISHERS),
        st.sampled_from(AUTHORS),
    ),
    min_size=1,
    max_size=9,
)


@st.composite
def batches(draw: st.DrawFn) -> list[list[Article]]:
    """A few batches of articles, each of which becomes a segment; ids are numbers."""
    found = draw(st.lists(articles, min_size=1, max_size=3))
    number = iter(range(100))
    return [[_named(article, str(next(number))) for article in batch] for batch in found]


def _named(article: Article, article_id: str) -> Article:
    values = {name: getattr(article, name) for name in Article.__dataclass_fields__}
    return Article(**{**values, "id": article_id})


# Random plans


def leaves(lexicon: Lexicon) -> st.SearchStrategy[Leaf]:
    fields = st.integers(1, ALL_FIELDS)
    terms = st.sampled_from(range(lexicon.term_count)) if lexicon.term_count else st.just(0)
    eojeols = st.sets(st.sampled_from(range(lexicon.eojeol_count)), max_size=3)
    return st.builds(TermLeaf, terms, fields) | st.builds(
        lambda numbers, bits: EojeolsLeaf(np.array(sorted(numbers), np.int64), bits),
        eojeols,
        fields,
    )


def word_plans(lexicon: Lexicon) -> st.SearchStrategy[Word]:
    leaf = leaves(lexicon)
    weights = st.sampled_from([0.3, 0.5, 1.0])
    return st.builds(
        Word,
        st.just("낱말"),
        st.lists(st.lists(leaf, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple),
        st.lists(st.tuples(leaf, weights), max_size=3).map(tuple),
    )


def exact_plans(lexicon: Lexicon) -> st.SearchStrategy[Exact]:
    known = [word for word in WORDS if lexicon.find_term(word) >= 0]
    if not known:
        return st.just(Exact("", "", ()))

    def exact(chosen: list[str], fields: int) -> Exact:
        leaf = [TermLeaf(lexicon.find_term(text), fields) for text in chosen]
        words = tuple(Word(t, ((n,),), ((n, 1.0),)) for t, n in zip(chosen, leaf, strict=True))
        return Exact(" ".join(chosen), "".join(chosen), words, fields)

    chosen = st.lists(st.sampled_from(known), min_size=1, max_size=2)
    return st.builds(exact, chosen, st.integers(1, ALL_FIELDS))


def near_plans(lexicon: Lexicon) -> st.SearchStrategy[Near]:
    known = [word for word in WORDS if lexicon.find_term(word) >= 0]
    if not known:
        return st.just(Near("", (Word("없다", (), ()),), 1))

    def near(chosen: list[str], distance: int, fields: int) -> Near:
        leaf = [TermLeaf(lexicon.find_term(text), fields) for text in chosen]
        words = tuple(Word(t, ((n,),), ((n, 1.0),)) for t, n in zip(chosen, leaf, strict=True))
        return Near(" ".join(chosen), words, distance, fields)

    chosen = st.lists(st.sampled_from(known), min_size=1, max_size=3)
    return st.builds(near, chosen, st.integers(0, 3), st.integers(1, ALL_FIELDS))


def plans(lexicon: Lexicon) -> st.SearchStrategy[Node]:
    seconds = st.none() | st.integers(0, 60 * 24).map(lambda hours: FIRST_SECOND + 3600 * hours)
    foreign = st.sampled_from(
        [
            q.Term("title", "사과"),
            q.Prefix("any", "사"),
            q.Phrase("body", ["사과", "배"]),
            q.FuzzyTerm("any", "밤나라", prefixlength=0),
        ]
    )
    simple: st.SearchStrategy[Node] = st.one_of(
        word_plans(lexicon),
        word_plans(lexicon),
        exact_plans(lexicon),
        near_plans(lexicon),
        st.builds(DateRange, seconds, seconds),
        st.builds(Keyword, st.just("publisher"), st.sampled_from(["남녘신문", "morning post"])),
        st.builds(Keyword, st.just("author"), st.sampled_from(["김노을", "한바다, 김노을", "박"])),
        st.builds(
            Keyword, st.just("author"), st.sampled_from(["*노을", "한?다", "김*"]), st.just(True)
        ),
        st.builds(Everything),
        st.builds(Nothing),
        st.builds(WhooshQuery, foreign),
    )

    def joined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            st.builds(All, several),
            st.builds(AnyOf, several),
            st.builds(Without, inner, inner),
            st.builds(Optional, inner, inner),
            st.builds(Weighted, inner, st.sampled_from([0.5, 2.0, 3.0])),
        )

    return st.recursive(simple, joined, max_leaves=6)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(batches(), st.sets(st.integers(0, 26).map(str), max_size=4), st.data())
def test_both_paths_find_the_same_articles_with_the_same_scores(
    found: list[list[Article]], deleted: set[str], data: st.DataObject
) -> None:
    with index_of(found, deleted) as snapshot:
        evaluator = evaluator_of(snapshot)
        searcher = ArticleIndex(snapshot).searcher()
        for plan in data.draw(st.lists(plans(snapshot.lexicon), min_size=1, max_size=6)):
            query = plan_to_whoosh(plan, evaluator)
            scores: list[float] = []
            for number in range(len(snapshot.segments)):
                ours = evaluator.evaluate(plan, number)
                theirs = run(query, searcher, number)
                assert theirs.articles.tolist() == ours.articles.tolist()
                assert theirs.scores.tolist() == pytest.approx(ours.scores.tolist(), rel=1e-5)
                scores += ours.scores.tolist()
            if "WhooshQuery" not in str(plan):
                # To its own patterns a searcher gives one score for all, where that is faster.
                hits = [hit.score for hit in searcher.search(query, limit=None)]
                assert hits == pytest.approx(sorted(scores, reverse=True), rel=1e-5)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches())
def test_a_words_score_is_bm25f_as_the_textbook_has_it(found: list[list[Article]]) -> None:
    everything = [article.with_lead() for batch in found for article in batch]
    columns = [[getattr(article, name).split() for article in everything] for name in FIELDS]
    with index_of(found, []) as snapshot:
        model = snapshot.manifest.model
        evaluator = evaluator_of(snapshot)
        searcher = ArticleIndex(snapshot).searcher()
        number = snapshot.lexicon.find_term("포도")
        assume(number >= 0)
        leaf = TermLeaf(number)
        query = plan_to_whoosh(Word("포도", ((leaf,),), ((leaf, 1.0),)), evaluator)
        scores: dict[int, float] = {}
        for segment in range(len(snapshot.segments)):
            matched = run(query, searcher, segment)
            first = snapshot.segments[segment].first
            numbers = (first + matched.articles).tolist()
            scores.update(zip(numbers, matched.scores.tolist(), strict=True))
    expected = {}
    held = sum(any("포도" in column[n] for column in columns) for n in range(len(everything)))
    idf = math.log(1 + (len(everything) - held + 0.5) / (held + 0.5))
    for n in range(len(everything)):
        weight = 0.0
        title_boost, lead_boost, body_boost = model.boosts
        lead, body = len(columns[1][n]), len(columns[2][n])
        # A lead that is the whole text is not a lead: its boost grows with the share of the body.
        boosts = (
            title_boost,
            1 + (lead_boost - 1) * math.sqrt(body / max(lead + body, 1)),
            body_boost,
        )
        for column, boost, b, average in zip(
            columns, boosts, model.length_weights, model.average_lengths, strict=True
        ):
            # The title's and the lead's frequencies are kept up to three.
            frequency = min(column[n].count("포도"), 3 if column is not columns[2] else 8)
            weight += boost * frequency / (1 - b + b * len(column[n]) / average)
        if weight:
            expected[n] = idf * weight / (weight + model.saturation)
    assert scores == pytest.approx(expected, rel=1e-5)


# Queries that only Whoosh can run


def build(folder: Path) -> Evaluator:
    writer = BulkWriter(folder, None, WholeRuns(PARTS))
    writer.add(Article(id="1", title="감 포도", lead="x", body="사과 감 배"))
    writer.add(Article(id="2", title="배", lead="x", body="배 사과 감"))
    writer.commit()
    return evaluator_of(open_snapshot(folder))


def test_spans_are_run_by_whoosh(tmp_path: Path) -> None:
    evaluator = build(tmp_path)
    near = spans.SpanNear(q.Term("body", "사과"), q.Term("body", "배"), slop=2)
    matched = evaluator.evaluate(WhooshQuery(near), 0)
    assert matched.articles.tolist() == [0]
    assert matched.scores[0] > 0


def test_an_exact_text_begins_and_ends_with_a_word_or_with_a_part_that_says_something(
    tmp_path: Path,
) -> None:
    writer = BulkWriter(tmp_path, None, WholeRuns(PARTS))
    writer.add(Article(id="1", title="사과배 포도", lead="x", body=""))
    writer.commit()
    segment = open_snapshot(tmp_path).segments[0]
    assert occurs_in(segment, 0, "사과배포도", 0b001)
    assert not occurs_in(segment, 0, "사과배포", 0b001)  # 포도 goes on
    assert occurs_in(segment, 0, "배", 0b001)
    assert not occurs_in(segment, 0, "배포도", 0b001)
    assert not occurs_in(segment, 0, "과배", 0b001)
    assert not occurs_in(segment, 0, "사과배", 0b110)


def test_what_whoosh_refuses_is_a_syntax_error(tmp_path: Path) -> None:
    evaluator = build(tmp_path)
    phrase = q.Phrase("publisher", ["남녘", "신문"])
    with pytest.raises(QuerySyntaxError, match="write it differently"):
        run_whoosh_query(phrase, 0, evaluator)


def test_only_whoosh_queries_are_foreign(tmp_path: Path) -> None:
    evaluator = build(tmp_path)
    attempts: list[Callable[[], object]] = [
        lambda: run_whoosh_query("사과", 0, evaluator),
        lambda: plan_to_whoosh(WhooshQuery("사과"), evaluator),
    ]
    for attempt in attempts:
        with pytest.raises(TypeError, match="not a Whoosh query"):
            attempt()


def test_a_forgotten_snapshot_is_let_go(tmp_path: Path) -> None:
    evaluator = build(tmp_path)
    run_whoosh_query(q.Term("title", "배"), 0, evaluator)
    snapshot = weakref.ref(evaluator.snapshot)
    del evaluator
    gc.collect()
    assert snapshot() is None
