"""Taking over changed user words gives what building anew with them gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from doubles import Failing, LongestWords
from folders import names_in
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ksearch.korean.grammar.particles import stems
from ksearch.korean.kiwi.morphemes import MorphemeAnalyser
from ksearch.korean.word_lists import synonyms
from ksearch.korean.word_lists import user_words as userwords
from ksearch.korean.word_lists.user_words import UserWords
from ksearch.lexicon import reanalysis
from ksearch.model.article import Article
from ksearch.storage import manifest as manifests
from ksearch.storage.checking import snapshot_problems
from ksearch.storage.manifest import Manifest
from ksearch.storage.snapshot import Snapshot, open_snapshot
from ksearch.storage.word_lists import WordLists
from ksearch.storage.writing.bulk_writer import BulkWriter
from ksearch.storage.writing.reanalysing import ReanalysedSnapshot, take_over

NOUNS, PARTICLES = LongestWords.nouns, LongestWords.particles
#: A user word may end like a particle does, or begin in the middle of another word.
USER_WORDS = (
    "전세사기",
    "사기",
    "전세사기특별법",
    "서울시",
    "누리호",
    "세사",
    "사기도",
    "책까",
    "기",
)


def lists_of(*words: str, groups: Sequence[str] = ()) -> WordLists:
    return WordLists(userwords.parse(words), synonyms.parse(groups))


def built(folder: Path, batches: Sequence[Sequence[str]], lists: WordLists, kind: Any) -> Snapshot:
    """Build an index of articles, given as bodies, with word lists in force from the start."""
    folder.mkdir(exist_ok=True)
    commit(take_over(Snapshot(folder, Manifest()), lists, kind), kind(lists.user_words), [])
    for number, bodies in enumerate(batches):
        taken = take_over(open_snapshot(folder), lists, kind)
        articles = [
            Article(id=f"{number}.{place}", title=body[:4], body=body)
            for place, body in enumerate(bodies)
        ]
        commit(taken, kind(lists.user_words), articles)
    return open_snapshot(folder)


def commit(taken: ReanalysedSnapshot, analyser: Any, articles: Sequence[Article] = ()) -> Snapshot:
    folder = taken.snapshot.folder
    writer = BulkWriter(folder, taken.snapshot, analyser, written=taken.written)
    for article in articles:
        writer.add(article)
    writer.commit()
    return open_snapshot(folder)


def changed(folder: Path, lists: WordLists, kind: Any) -> Snapshot:
    taken = take_over(open_snapshot(folder), lists, kind)
    return commit(taken, kind(lists.user_words))


def readings(snapshot: Snapshot) -> dict[str, Any]:
    """What the lexicon says of each eojeol."""
    lexicon = snapshot.lexicon
    found = {}
    for number in range(lexicon.eojeol_count):
        text = lexicon.text(number)
        terms = [(lexicon.term_text(term), *rest) for term, *rest in lexicon.terms_of(number)]
        known = lexicon.analysis(text)
        found[text] = (terms, known is not None and known.nominal)
    return found


def postings(snapshot: Snapshot) -> list[dict[str, list[tuple[int, int]]]]:
    """The articles and frequencies of each term, segment by segment."""
    found = []
    for segment in snapshot.segments:
        each = segment.postings
        assert each.terms.tolist() == sorted(set(each.terms.tolist()))
        table = {}
        for place, term in enumerate(each.terms.tolist()):
            rows = slice(int(each.starts[place]), int(each.starts[place + 1]))
            pairs = zip(each.articles[rows].tolist(), each.frequencies[rows].tolist(), strict=True)
            table[snapshot.lexicon.term_text(term)] = list(pairs)
        found.append(table)
    return found


def assert_alike(one: Snapshot, other: Snapshot) -> None:
    assert readings(one) == readings(other)
    assert postings(one) == postings(other)
    assert list(snapshot_problems(one, same_analyser=True)) == []
    assert [segment.article(0) for segment in one.segments] == [
        segment.article(0) for segment in other.segments
    ]


RUNS = st.lists(st.sampled_from(NOUNS), min_size=1, max_size=3).map("".join)
INFLECTED = st.builds("".join, st.tuples(RUNS, st.sampled_from(("", "", *PARTICLES))))
MIXED = st.builds("{}{}".format, st.sampled_from(("AI", "5", "K-", "")), INFLECTED)
BODIES = st.lists(MIXED, min_size=1, max_size=12).map(" ".join)
#: Whether a noun is known when it comes with a particle depends on which commit brings it; a word
#: that is analysed again knows those of all. These words are never read so.
WITHOUT_PARTICLE = RUNS.filter(lambda run: next(stems(run), None) is None)
DICTIONARIES = st.sets(st.sampled_from(USER_WORDS), max_size=4).map(lambda words: lists_of(*words))


# A stem that the word does not touch, alone or beside letters, decides how the rest is read.
@example(["전세사기 전세사기도"], lists_of("사기도"), lists_of())
@example(["AI전세사기 전세사기도"], lists_of("사기도"), lists_of())
@settings(max_examples=25)
@given(st.lists(BODIES, min_size=1, max_size=4), DICTIONARIES, DICTIONARIES)
def test_changing_the_words_equals_building_with_them(
    bodies: list[str], before: WordLists, after: WordLists
) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        built(folder / "changed", [bodies], before, LongestWords)
        snapshot = changed(folder / "changed", after, LongestWords)
        assert snapshot.words.says_the_same(after)
        assert_alike(snapshot, built(folder / "anew", [bodies], after, LongestWords))
        again = changed(folder / "changed", before, LongestWords)
        assert_alike(again, built(folder / "before", [bodies], before, LongestWords))


@settings(max_examples=6)
@given(
    st.lists(
        st.lists(WITHOUT_PARTICLE, min_size=1, max_size=9).map(" ".join), min_size=2, max_size=10
    ),
    st.lists(DICTIONARIES, min_size=2, max_size=9),
)
def test_it_holds_for_an_index_of_several_segments_and_parts(
    bodies: list[str], dictionaries: list[WordLists]
) -> None:
    # What is known when an eojeol is met decides how it is read: all nouns are, from the start.
    batches = [[" ".join(NOUNS)], *([body] for body in bodies)]
    with TemporaryDirectory() as place:
        folder = Path(place)
        built(folder / "changed", batches, WordLists(), LongestWords)
        for lists in dictionaries:
            snapshot = changed(folder / "changed", lists, LongestWords)
        assert_alike(snapshot, built(folder / "anew", batches, dictionaries[-1], LongestWords))


def test_many_stems_are_looked_for_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reanalysis, "_MAX_SCANNED_RUNS", -1)
    bodies = ["AI전세사기 전세사기도 누리호까지 K-누리호 대책까지"]
    built(tmp_path / "changed", [bodies], lists_of("사기도", "호까지"), LongestWords)
    after = changed(tmp_path / "changed", WordLists(), LongestWords)
    assert_alike(after, built(tmp_path / "after", [bodies], WordLists(), LongestWords))


def test_only_what_holds_a_changed_word_is_analysed_again(tmp_path: Path) -> None:
    bodies = ["전세사기 대책 서울시에서 AI전세사기까지 누리호"]
    built(tmp_path, [bodies], WordLists(), LongestWords)
    asked = []

    def remembering(user_words: UserWords) -> LongestWords:
        asked.append(LongestWords(user_words))
        return asked[-1]

    taken = take_over(open_snapshot(tmp_path), lists_of("전세사기"), remembering)
    # 전세사기까지 is the noun and a particle.
    assert asked[0].asked == ["전세사기"]
    assert taken.eojeols == 2
    commit(taken, LongestWords(UserWords()))


def test_numbers_keep_their_meaning(tmp_path: Path) -> None:
    before = built(tmp_path, [["전세사기 대책 서울시 누리호"]], WordLists(), LongestWords)
    eojeols = [before.lexicon.text(number) for number in range(before.lexicon.eojeol_count)]
    terms = [before.lexicon.term_text(number) for number in range(before.lexicon.term_count)]
    after = changed(tmp_path, lists_of("전세사기", "누리호"), LongestWords).lexicon
    assert [after.text(number) for number in range(after.eojeol_count)] == eojeols
    assert [after.term_text(number) for number in range(len(terms))] == terms
    assert [after.term_text(n) for n in range(len(terms), after.term_count)] == [
        "누리호",
        "전세사기",
    ]


def test_changed_synonyms_replace_the_manifest_alone(tmp_path: Path) -> None:
    before = built(tmp_path, [["전세사기 대책"]], WordLists(), LongestWords).manifest

    def none(_: UserWords) -> LongestWords:
        raise AssertionError("no analyser is needed")

    lists = lists_of(groups=["전세사기 = 깡통 전세"])
    taken = take_over(open_snapshot(tmp_path), lists, none)
    after = commit(taken, LongestWords(UserWords()))
    assert after.manifest.segments == before.segments
    assert after.manifest.lexicon == before.lexicon
    found = after.synonyms.expand(("전세사기",))
    assert [alternative.words for alternative in found] == [("깡통", "전세")]


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    lists = lists_of("전세사기\tNNG\t# 메모")
    snapshot = built(tmp_path, [["전세사기 대책"]], lists, LongestWords)
    files = sorted(tmp_path.iterdir())
    taken = take_over(snapshot, lists_of("전세사기\tNNG\t# 다른 메모"), LongestWords)
    assert (taken.changed, taken.written, taken.snapshot) == (False, (), snapshot)
    assert sorted(tmp_path.iterdir()) == files


def test_what_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    built(tmp_path, [["전세사기 대책"]], WordLists(), LongestWords)
    files = sorted(tmp_path.iterdir())

    with pytest.raises(MemoryError):
        take_over(open_snapshot(tmp_path), lists_of("전세사기"), lambda _: Failing(MemoryError()))
    assert sorted(tmp_path.iterdir()) == files


def test_a_rollback_removes_what_was_taken_over(tmp_path: Path) -> None:
    before = built(tmp_path, [["전세사기 대책"]], WordLists(), LongestWords)
    files = names_in(tmp_path)
    taken = take_over(before, lists_of("전세사기"), LongestWords)
    assert len(taken.written) == 4
    BulkWriter(
        tmp_path, taken.snapshot, LongestWords(UserWords()), written=taken.written
    ).rollback()
    del taken
    assert names_in(tmp_path) == files
    assert open_snapshot(tmp_path).words == WordLists()


def test_a_manifest_of_before_there_were_word_lists_has_none(tmp_path: Path) -> None:
    built(tmp_path, [["전세사기 대책"]], WordLists(), LongestWords)
    manifest = manifests.read(tmp_path)
    fields = dict(vars(manifest))
    del fields["words"]
    assert Manifest(**fields) == manifest
    assert open_snapshot(tmp_path).words == WordLists()


KIWIS_ARTICLES = (
    "전세사기 피해자가 늘자 전세사기를 막을 대책이 나왔다. 전세사기범 둘이 잡혔다. 전세사기로",
    "세종특별자치도 이름을 두고 세종특별자치도를 바라는 이와 세종특별자치라는 말이 맞선다.",
    "AI전세사기까지 늘어 전세·사기 피해가 컸다. 전세사긴 줄 몰랐고 2024전세사기특별법은. 먹튀범은",
    "끝까지 존버한 사람도 존버했다던 사람도 존버하는 중이다. 존버 끝에 존버해서 이겼다.",
)
KIWIS_WORDS = ("전세사기\tNNG", "세종특별자치도", "먹튀범", "존버하\tVV", "전세사기특별법")


def test_it_holds_with_kiwi(
    one_kiwi: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiwipiepy: Any = pytest.importorskip("kiwipiepy")
    lists = lists_of(*KIWIS_WORDS)
    without = MorphemeAnalyser()
    assert dict(without.analyse(["전세사기"]))
    # A Kiwi of its own: words cannot be taken out of one again.
    monkeypatch.setattr(kiwipiepy, "Kiwi", type(kiwipiepy.Kiwi()))
    analysers = {0: without, len(KIWIS_WORDS): MorphemeAnalyser(lists.user_words)}

    def kind(user_words: UserWords) -> MorphemeAnalyser:
        return analysers[len(user_words.words)]

    built(tmp_path / "changed", [KIWIS_ARTICLES], WordLists(), kind)
    after = built(tmp_path / "after", [KIWIS_ARTICLES], lists, kind)
    assert_alike(changed(tmp_path / "changed", lists, kind), after)
    held = {text: [term for term, *_ in terms] for text, (terms, _) in readings(after).items()}
    assert held["전세사기범"][0] == "전세사기"
    assert {"전세", "사기"} <= set(held["전세사기로"])
    assert held["세종특별자치도"][0] == "세종특별자치도"
    before = built(tmp_path / "before", [KIWIS_ARTICLES], WordLists(), kind)
    assert_alike(changed(tmp_path / "changed", WordLists(), kind), before)
