"""Any Whoosh searcher reads an index of articles: terms, phrases, patterns, dates, groups."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from doubles import WholeRuns
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as q
from whoosh import sorting
from whoosh.query import spans
from whoosh.scoring import Frequency
from whoosh.searching import Searcher
from whoosh.support.levenshtein import damerau_levenshtein

from ksearch.korean.analyses import Term
from ksearch.model.article import Article
from ksearch.model.errors import KSearchError
from ksearch.storage.snapshot import open_snapshot
from ksearch.storage.writing.bulk_writer import BulkWriter
from ksearch.whoosh_bridge.codec import ArticleCodec
from ksearch.whoosh_bridge.index import ArticleIndex
from ksearch.whoosh_bridge.matching import BLOCK_POSTINGS

#: 반도체공장 is found by its two parts.
PARTS = {"반도체공장": (Term("반도체", 0, 3), Term("공장", 3, 5))}
ARTICLES = [
    Article(
        id="사설/1",
        title="항구 도시 새 박물관",
        lead="항구 옆 창고 박물관 변신",
        body="시민 모금 창고 매입\n박물관 봄 개관",
        date=datetime(2025, 1, 31, 23, 30),
        author="한바다, 김노을",
        publisher="남녘신문",
        section="문화",
    ),
    Article(
        id="경제/2",
        title="반도체공장 증설",
        lead="공장 옆 도시 기대",
        body="반도체공장 인력 모집",
        date=datetime(2025, 2, 1, 0, 10),
        author="김노을",
        publisher="Morning Post",
        section="경제",
        url="https://news.example/2?a=1",
    ),
    Article(
        id="경제/3",
        title="봄 축제 취소",
        lead="비 예보 때문",
        body="도시 항구 축제 취소",
        date=datetime(2024, 12, 31, 16, 0, tzinfo=UTC),
        publisher="남녘신문",
    ),
    Article(id="날짜없음", title="박물관", lead="알림", body=""),
]


def write(folder: Path, batches: Iterable[Iterable[Article]], delete: Iterable[str] = ()) -> None:
    base = None
    for batch in batches:
        writer = BulkWriter(folder, base, WholeRuns(PARTS))
        for article in batch:
            writer.add(article)
        writer.commit()
        base = open_snapshot(folder)
    if delete:
        writer = BulkWriter(folder, base, WholeRuns(PARTS))
        for article_id in delete:
            assert writer.delete(article_id)
        writer.commit()


@pytest.fixture(params=["one segment", "two segments"])
def searcher(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Searcher]:
    batches = [ARTICLES] if request.param == "one segment" else [ARTICLES[:2], ARTICLES[2:]]
    write(tmp_path, batches)
    with ArticleIndex(open_snapshot(tmp_path)).searcher() as opened:
        yield opened


def ids(searcher: Searcher, query: q.Query, **kwargs: object) -> list[str]:
    return [hit["id"] for hit in searcher.search(query, limit=None, **kwargs)]


def found(searcher: Searcher, query: q.Query) -> set[str]:
    return set(ids(searcher, query))


# Terms


def test_a_term_is_found_in_its_own_field_only(searcher: Searcher) -> None:
    assert found(searcher, q.Term("title", "항구")) == {"사설/1"}
    assert found(searcher, q.Term("body", "항구")) == {"경제/3"}
    assert found(searcher, q.Term("any", "항구")) == {"사설/1", "경제/3"}
    assert found(searcher, q.Term("any", "공항")) == set()


def test_boolean_queries(searcher: Searcher) -> None:
    city, museum, port = (q.Term("any", text) for text in ("도시", "박물관", "항구"))
    assert found(searcher, q.And([city, port])) == {"사설/1", "경제/3"}
    assert found(searcher, q.Or([museum, q.Term("any", "공장")])) == {
        "사설/1",
        "경제/2",
        "날짜없음",
    }
    assert found(searcher, q.And([city, q.Not(museum)])) == {"경제/2", "경제/3"}
    assert found(searcher, q.AndNot(city, port)) == {"경제/2"}
    assert found(searcher, q.Not(city)) == {"날짜없음"}
    assert found(searcher, q.Every()) == {"사설/1", "경제/2", "경제/3", "날짜없음"}
    assert found(searcher, q.Every("section")) == {"사설/1", "경제/2"}


def test_statistics_of_a_term(searcher: Searcher) -> None:
    reader = searcher.reader()
    info = reader.term_info("any", "박물관")
    assert (info.weight(), info.doc_frequency(), info.max_weight()) == (4.0, 2, 3.0)
    assert (info.min_length(), info.max_length(), info.min_id(), info.max_id()) == (2, 16, 0, 3)
    assert reader.frequency("lead", "공장") == 1
    assert reader.doc_frequency("title", "도시") == 1
    assert reader.doc_frequency("title", "공항") == 0
    assert ("title", b"x") not in reader
    assert ("no such field", b"x") not in reader


def test_terms_come_in_the_order_of_their_bytes(searcher: Searcher) -> None:
    titles = [term.decode() for term in searcher.reader().lexicon("title")]
    assert titles == [
        "공장",
        "도시",
        "박물관",
        "반도체",
        "봄",
        "새",
        "증설",
        "축제",
        "취소",
        "항구",
    ]
    assert [term.decode() for term in searcher.reader().expand_prefix("any", "박")] == ["박물관"]
    everything = list(searcher.reader().all_terms())
    assert everything == sorted(everything)


def test_lengths_are_counted_in_eojeols(searcher: Searcher) -> None:
    assert searcher.field_length("title") == 4 + 2 + 3 + 1
    assert searcher.reader().doc_field_length(0, "body") == 7
    assert searcher.reader().doc_field_length(0, "any") == 16
    assert searcher.reader().min_field_length("body") == 0
    assert searcher.reader().max_field_length("lead") == 5


def test_an_articles_stored_fields_are_what_was_added(searcher: Searcher) -> None:
    stored = searcher.document(id="사설/1")
    assert stored is not None
    assert stored["body"] == "시민 모금 창고 매입\n박물관 봄 개관"
    assert stored["publisher"] == "남녘신문"
    assert "url" not in stored
    assert searcher.document(id="사설/9") is None


# Places


def test_a_phrase_is_neighbouring_words_of_one_field(searcher: Searcher) -> None:
    assert found(searcher, q.Phrase("body", ["도시", "항구"])) == {"경제/3"}
    assert found(searcher, q.Phrase("body", ["항구", "도시"])) == set()
    assert found(searcher, q.Phrase("title", ["항구", "박물관"])) == set()
    assert found(searcher, q.Phrase("title", ["항구", "박물관"], slop=3)) == {"사설/1"}
    # The title ends and the lead begins with these.
    assert found(searcher, q.Phrase("any", ["박물관", "항구"])) == set()


def test_spans(searcher: Searcher) -> None:
    first = spans.SpanFirst(q.Term("lead", "공장"))
    assert found(searcher, first) == {"경제/2"}
    assert found(searcher, spans.SpanFirst(q.Term("body", "항구"))) == set()
    near = spans.SpanNear(q.Term("body", "도시"), q.Term("body", "축제"), slop=2)
    assert found(searcher, near) == {"경제/3"}


def test_places_and_characters_of_a_term(tmp_path: Path) -> None:
    write(tmp_path, [ARTICLES])
    reader = ArticleIndex(open_snapshot(tmp_path)).reader()
    matcher = reader.postings("body", "박물관")
    assert matcher.id() == 0
    assert matcher.value_as("positions") == [4]
    assert matcher.value_as("characters") == [(4, 12, 15)]
    assert ARTICLES[0].body[12:15] == "박물관"
    assert matcher.value_as("frequency") == 1
    assert matcher.value_as("position_boosts") == [(4, 1.0)]
    part = reader.postings("body", "공장")
    assert part.value_as("characters") == [(0, 3, 5)]
    anywhere = reader.postings("any", "창고")
    assert anywhere.value_as("positions") == [100 + 4 + 2, 200 + 9 + 2]
    text = "\x1e".join((ARTICLES[0].title, ARTICLES[0].lead, ARTICLES[0].body))
    for _, start, end in anywhere.value_as("characters"):
        assert text[start:end] == "창고"


def test_encoded_values_decode_to_the_places(tmp_path: Path) -> None:
    write(tmp_path, [ARTICLES])
    reader = ArticleIndex(open_snapshot(tmp_path)).reader()
    postings = [row for row in reader.iter_postings() if row[:2] == ("body", "축제".encode())]
    assert [(article, weight) for _, _, article, weight, _ in postings] == [(2, 1.0)]
    format_ = reader.schema["body"].format
    assert format_.decode_as("characters", postings[0][4]) == [(2, 6, 8)]


# Patterns


def test_prefix_wildcard_and_fuzzy_terms(searcher: Searcher) -> None:
    assert found(searcher, q.Prefix("any", "반")) == {"경제/2"}
    assert found(searcher, q.Wildcard("any", "박*관")) == {"사설/1", "날짜없음"}
    assert found(searcher, q.Wildcard("any", "?구")) == {"사설/1", "경제/3"}
    assert found(searcher, q.FuzzyTerm("any", "박물간", prefixlength=0)) == {"사설/1", "날짜없음"}
    assert found(searcher, q.FuzzyTerm("any", "박문간", prefixlength=0)) == set()
    assert found(searcher, q.FuzzyTerm("any", "박문간", maxdist=2, prefixlength=1)) == {
        "사설/1",
        "날짜없음",
    }
    assert found(searcher, q.TermRange("title", "박", "봄")) == {
        "사설/1",
        "경제/2",
        "경제/3",
        "날짜없음",
    }


words = st.text("가나다각𠀀a", min_size=1, max_size=5)


@settings(max_examples=40, deadline=None)
@given(st.sets(words, min_size=1, max_size=12), words, st.integers(1, 2), st.integers(0, 1))
def test_fuzzy_terms_are_those_within_the_edits(
    held: set[str], typed: str, edits: int, prefix: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), [[Article(id="1", title=" ".join(sorted(held)))]])
        reader = ArticleIndex(open_snapshot(Path(name))).reader()
        near = set(reader.terms_within("title", typed, edits, prefix))
        spelt = [term.decode() for term in reader.lexicon("title")]
    assert near == {
        term
        for term in spelt
        if damerau_levenshtein(term, typed) <= edits and term[:prefix] == typed[:prefix]
    }


# Keywords


def test_keywords_are_blind_to_case_and_names_stand_by_themselves(searcher: Searcher) -> None:
    assert found(searcher, q.Term("publisher", "MORNING post")) == {"경제/2"}
    assert found(searcher, q.Prefix("publisher", "Mor")) == {"경제/2"}
    assert found(searcher, q.Term("author", "김노을")) == {"사설/1", "경제/2"}
    assert found(searcher, q.Term("author", "한바다, 김노을")) == {"사설/1"}
    assert found(searcher, q.Term("url", "https://news.example/2?a=1")) == {"경제/2"}
    assert found(searcher, q.Term("id", "경제/3")) == {"경제/3"}
    assert [term.decode() for term in searcher.reader().lexicon("author")] == ["김노을", "한바다"]


# Dates


def test_date_ranges_are_in_korean_time(searcher: Searcher) -> None:
    january = q.DateRange("date", datetime(2025, 1, 1), datetime(2025, 1, 31, 23, 59, 59))
    assert found(searcher, january) == {"사설/1", "경제/3"}
    assert found(searcher, q.DateRange("date", datetime(2025, 2, 1), None)) == {"경제/2"}
    assert found(searcher, q.DateRange("date", None, datetime(2025, 1, 1, 1))) == {"경제/3"}
    assert found(searcher, q.DateRange("date", None, datetime(2025, 1, 1, 0, 59, 59))) == set()
    assert found(searcher, q.Term("date", datetime(2025, 1, 31, 23, 30))) == {"사설/1"}
    assert found(searcher, q.Term("date", datetime(2025, 1, 31, 14, 30, tzinfo=UTC))) == {"사설/1"}
    assert found(searcher, q.Every("date")) == {"사설/1", "경제/2", "경제/3"}


def test_sorting_by_date_leaves_undated_articles_for_last(searcher: Searcher) -> None:
    everything = q.Every()
    assert ids(searcher, everything, sortedby="date") == ["경제/3", "사설/1", "경제/2", "날짜없음"]
    newest = sorting.FieldFacet("date", reverse=True)
    assert ids(searcher, everything, sortedby=newest) == ["경제/2", "사설/1", "경제/3", "날짜없음"]


def test_sorting_and_grouping_by_keywords(searcher: Searcher) -> None:
    results = searcher.search(q.Every(), groupedby="publisher", limit=None)
    groups = {name: len(members) for name, members in results.groups("publisher").items()}
    assert groups == {"남녘신문": 2, "Morning Post": 1, "": 1}
    author = sorting.FieldFacet("author", allow_overlap=True)
    results = searcher.search(q.Every(), groupedby={"author": author}, limit=None)
    groups = {name: len(members) for name, members in results.groups("author").items()}
    assert groups == {"김노을": 2, "한바다": 1, None: 2}
    backwards = sorting.FieldFacet("id", reverse=True)
    assert ids(searcher, q.Every(), sortedby=backwards) == [
        "사설/1",
        "날짜없음",
        "경제/3",
        "경제/2",
    ]


def test_grouping_by_date_names_the_undated_none(searcher: Searcher) -> None:
    results = searcher.search(q.Every(), groupedby="date", limit=None)
    assert set(results.groups("date")) == {
        datetime(2025, 1, 31, 23, 30),
        datetime(2025, 2, 1, 0, 10),
        datetime(2025, 1, 1, 1, 0),
        None,
    }


# Deletion


def test_deleted_articles_are_not_found(tmp_path: Path) -> None:
    # One deleted article of eight is not enough for the segment to be rewritten.
    more = [Article(id=str(number), title="박물관", body="창고") for number in range(4)]
    write(tmp_path, [[*ARTICLES, *more]], delete=["사설/1"])
    with ArticleIndex(open_snapshot(tmp_path)).searcher() as searcher:
        assert searcher.doc_count_all() == 8
        assert searcher.doc_count() == 7
        assert searcher.reader().has_deletions()
        assert list(searcher.reader().all_doc_ids()) == [1, 2, 3, 4, 5, 6, 7]
        assert found(searcher, q.Term("title", "박물관")) == {"날짜없음", "0", "1", "2", "3"}
        assert found(searcher, q.Every()) == {"경제/2", "경제/3", "날짜없음", "0", "1", "2", "3"}
        assert found(searcher, q.Term("author", "한바다")) == set()
        assert searcher.document(id="사설/1") is None
        assert found(searcher, q.Not(q.Term("any", "박물관"))) == {"경제/2", "경제/3"}


# Many postings


def test_the_best_of_many_are_the_same_with_and_without_skipping_blocks(tmp_path: Path) -> None:
    articles = [
        Article(
            id=str(number),
            title="봄" if number % 7 == 0 else "가을",
            lead="x",
            body=" ".join(["봄"] * (number * 37 % 9) + ["비"] * (number % 5) + ["끝"]),
        )
        for number in range(5 * BLOCK_POSTINGS)
    ]
    write(tmp_path, [articles])
    with ArticleIndex(open_snapshot(tmp_path)).searcher() as searcher:
        query = q.Or([q.Term("body", "봄"), q.Term("title", "봄"), q.Term("body", "비")])
        best = [round(hit.score, 6) for hit in searcher.search(query, limit=12)]
        every = [round(hit.score, 6) for hit in searcher.search(query, limit=None)]
        assert best == sorted(every, reverse=True)[:12]
        plain = searcher.search(query, limit=12, optimize=False)
        assert [round(hit.score, 6) for hit in plain] == best


def test_a_matcher_skips_copies_and_starts_anew(tmp_path: Path) -> None:
    articles = [
        Article(id=str(number), title="봄" if number % 3 == 0 else "비", body="")
        for number in range(3 * BLOCK_POSTINGS)
    ]
    write(tmp_path, [articles])
    index = ArticleIndex(open_snapshot(tmp_path))
    with index.searcher(weighting=Frequency()) as searcher:
        matcher = searcher.postings("title", b"\xeb\xb4\x84")
        matcher.skip_to(100)
        assert matcher.id() == 102
        twin = matcher.copy()
        twin.next()
        assert (twin.id(), matcher.id(), matcher.score()) == (105, 102, 1.0)
        assert list(matcher.all_ids()) == list(range(102, 3 * BLOCK_POSTINGS, 3))
        assert matcher.skip_to_quality(1.0) == 1
        assert not matcher.is_active()
        assert not matcher.replace().is_active()
        matcher.reset()
        assert matcher.id() == 0


# Refusals


def test_nothing_is_written_through_whoosh(tmp_path: Path) -> None:
    write(tmp_path, [ARTICLES])
    index = ArticleIndex(open_snapshot(tmp_path))
    codec = ArticleCodec()
    segment = index.reader().segment()
    assert segment is not None
    for refused in (
        index.writer,
        lambda: codec.per_document_writer(None, segment),
        lambda: codec.field_writer(None, segment),
        lambda: codec.postings_writer(None),
        lambda: codec.new_segment(None, "MAIN"),
        lambda: segment.delete_document(0),
        lambda: segment.set_doc_count(3),
    ):
        with pytest.raises(KSearchError, match=r"index\.writer\(\)"):
            refused()


# Generations


def test_an_index_keeps_its_generation_until_it_is_refreshed(tmp_path: Path) -> None:
    write(tmp_path, [ARTICLES[:2]])
    index = ArticleIndex(open_snapshot(tmp_path))
    searcher = index.searcher()
    assert index.up_to_date()
    assert searcher.up_to_date()
    writer = BulkWriter(tmp_path, open_snapshot(tmp_path), WholeRuns(PARTS))
    writer.add(ARTICLES[2])
    writer.commit()
    assert not index.up_to_date()
    assert (index.doc_count(), index.latest_generation()) == (2, 2)
    assert found(searcher, q.Term("any", "축제")) == set()
    newer = index.refresh()
    assert (newer.doc_count(), newer.doc_count_all(), newer.is_empty()) == (3, 3, False)
    assert newer.refresh() is newer
    assert newer.last_modified() > 0
    refreshed = searcher.refresh()
    assert found(refreshed, q.Term("any", "축제")) == {"경제/3"}


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    write(tmp_path, [[]])
    index = ArticleIndex(open_snapshot(tmp_path))
    assert index.is_empty()
    with index.searcher() as searcher:
        assert found(searcher, q.Or([q.Term("any", "봄"), q.Every()])) == set()
