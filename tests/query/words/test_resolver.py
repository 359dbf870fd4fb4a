"""Words of a query are resolved through the lexicon first, and through Kiwi when all else fails."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from ksearch.korean.analyses import TermKind
from ksearch.model.article import Article
from ksearch.plan import EojeolsLeaf, RunLeaf, TermLeaf, Word
from ksearch.query.words.reading import WordReading, term_readings
from ksearch.query.words.resolver import WordResolver
from ksearch.storage.snapshot import Snapshot


class Resolver:
    """A resolver over a small corpus, and what it asked the analyser for."""

    def __init__(self, snapshot: Snapshot, analyser: Any) -> None:
        self.lexicon = snapshot.lexicon
        self.analyser = analyser
        self.loaded = 0
        self.resolver = WordResolver(snapshot.lexicon, self._load)

    def _load(self) -> Any:
        self.loaded += 1
        return self.analyser

    def words(self, text: str, **options: Any) -> list[Word]:
        return self.resolver.words(text, **options)

    def readings(self, text: str, **options: Any) -> list[set[str]]:
        (word,) = self.words(text, **options)
        return [self.names(reading) for reading in word.readings]

    def names(self, leaves: Iterable[Any]) -> set[str]:
        found = set()
        for leaf in leaves:
            if isinstance(leaf, TermLeaf):
                found.add(self.lexicon.term_text(leaf.term))
            elif isinstance(leaf, RunLeaf):
                found.add(f"~{leaf.key}")
            else:
                assert isinstance(leaf, EojeolsLeaf)
                found.update(f"={text}" for text in self.lexicon.texts(leaf.eojeols))
        return found


@pytest.fixture
def resolver(build: Any, few_words: type[Any], tmp_path: Path) -> Resolver:
    text = "등대 해양박물관 박물관 값이 올랐다 오르다 반도체공장 섬 도서관 큰등대지기 檢 R&D"
    snapshot = build(tmp_path, [Article(id="1", title=text)])
    return Resolver(snapshot, few_words())


def test_a_known_eojeol_has_its_own_terms(resolver: Resolver) -> None:
    together = {"반도체", "공장", "=반도체공장"}
    assert resolver.readings("반도체공장") == [together, {"반도체", "공장", "~반도체공장"}]
    assert resolver.readings("올랐다") == [{"오르다"}]
    assert resolver.loaded == 0


def test_a_compound_is_also_found_by_its_parts(resolver: Resolver) -> None:
    whole, *parts = resolver.readings("해양박물관")
    assert whole == {"해양박물관"}
    together = {"해양", "박물관", "=해양박물관"}
    assert parts == [together, {"해양", "박물관", "~해양박물관"}]


def test_a_known_noun_with_a_particle_needs_no_analyser(resolver: Resolver) -> None:
    assert resolver.readings("박물관에서는") == [{"박물관"}]
    assert resolver.loaded == 0


def test_known_words_without_spaces_need_no_analyser(resolver: Resolver) -> None:
    assert {"등대", "도서관"} in resolver.readings("등대도서관")
    assert {"섬", "등대", "도서관"} in resolver.readings("섬등대도서관")
    assert resolver.loaded == 0


def test_an_unknown_word_is_analysed(resolver: Resolver) -> None:
    assert resolver.readings("잠수함을") == []
    assert resolver.analyser.asked == ["잠수함을"]


def test_a_word_inside_longer_words(resolver: Resolver) -> None:
    assert resolver.readings("등대") == [{"등대"}]
    assert resolver.readings("등대", inside=True) == [{"등대"}, {"=큰등대지기"}]
    assert {"=큰등대지기"} in resolver.readings("등대지기", inside=True)


def test_fields_go_with_the_leaves(resolver: Resolver) -> None:
    (word,) = resolver.words("등대", fields=0b001)
    assert {leaf.fields for reading in word.readings for leaf in reading} == {0b001}
    assert {leaf.fields for leaf, _ in word.scored} == {0b001}


def test_every_eojeol_of_a_text_is_a_word(resolver: Resolver) -> None:
    texts = [word.text for word in resolver.words("등대, 그리고 “R&D” 없는말!")]
    assert texts == ["등대", "그리고", "R&D", "없는말"]


def test_weaker_evidence_weighs_less(resolver: Resolver) -> None:
    (word,) = resolver.words("해양박물관")
    weights = {next(iter(resolver.names([leaf]))): weight for leaf, weight in word.scored}
    assert weights["해양박물관"] > weights["해양"] > 0


def test_what_was_resolved_is_remembered(resolver: Resolver) -> None:
    assert resolver.words("등대")[0] is resolver.words("등대")[0]


def test_a_single_syllable_of_another_analysis_is_not_the_word() -> None:
    whole, syllable = (7, 0, 2, TermKind.MORPHEME), (3, 0, 1, TermKind.ALTERNATIVE)
    assert term_readings(WordReading((whole, syllable))) == [(whole,)]
    longer, noun = (7, 0, 3, TermKind.MORPHEME), (3, 0, 2, TermKind.ALTERNATIVE)
    assert term_readings(WordReading((longer, noun), length=4)) == [(longer,), (noun,)]


def test_a_noun_is_not_a_shorter_one_and_a_particle() -> None:
    whole, noun = (7, 0, 3, TermKind.MORPHEME), (3, 0, 2, TermKind.ALTERNATIVE)
    assert term_readings(WordReading((whole, noun), length=3)) == [(whole,)]


def test_a_noun_is_not_the_verb_that_it_is_spelt_like() -> None:
    verb, noun = (7, 0, 2, TermKind.MORPHEME), (3, 0, 2, TermKind.ALTERNATIVE)
    read = WordReading((verb, noun), verbs=frozenset((7,)), length=2)
    assert term_readings(read) == [(noun,)]


def test_a_derived_word_is_not_found_by_its_base() -> None:
    derived, base = (7, 0, 3, TermKind.MORPHEME), (3, 1, 3, TermKind.PART)
    assert term_readings(WordReading((derived,), bases=(base,), length=3)) == [(derived,)]
