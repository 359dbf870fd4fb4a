"""Makes ksearch/lexicon/data/base.ksa, the base lexicon, with the installed Kiwi.

    python scripts/base_lexicon.py --edited law_articles.jsonl.xz --others nsmc_reviews.jsonl.xz

What it holds, each as Kiwi reads it by itself: the words of Kiwi's dictionary (verbs and adjectives
as they stand in a dictionary), all forms of these verbs, short nouns with the endings that could
also be the end of a longer noun, and the words that the given texts have; those of texts that
nobody has edited only if they have them often. The texts are JSON lines with a title and a body;
the file that ksearch comes with was made from statutes, which bear no copyright, and the Naver
sentiment movie corpus (CC0). Without texts, the words of the present file are analysed again: after
a new Kiwi, or a new rule of `korean/grammar`.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kiwipiepy import Kiwi

from ksearch.arrays import write_arrays
from ksearch.korean.analyses import RunAnalysis
from ksearch.korean.grammar import conjugation
from ksearch.korean.grammar.attestation import doubtful_stem
from ksearch.korean.grammar.endings import is_sure_particle, noun_lengths, plain_form
from ksearch.korean.grammar.inference import infer
from ksearch.korean.grammar.particles import can_follow
from ksearch.korean.kiwi.morphemes import MorphemeAnalyser, kiwi_name
from ksearch.lexicon.base.lexicon import LONGEST_RUN, base_lexicon
from ksearch.lexicon.base.packing import pack_base

_TARGET = Path(__file__).parent.parent / "ksearch" / "lexicon" / "data" / "base.ksa"
_RUN = re.compile(f"(?<![가-힣])[가-힣]{{1,{LONGEST_RUN}}}(?![가-힣])")
_NOMINAL = frozenset("NNG NNP NNB NR NP XR".split())
_OTHERS = frozenset("MAG MAJ MM IC".split())
_VERBS = ("VV", "VA", "VX", "VCN")
#: How often a word must occur in texts that nobody has edited, where slips occur, too.
_OFTEN = 3
_SHORT_NOUN = 2
#: What may follow on a noun of two syllables, where only Kiwi's dictionary shows that both are not
#: one longer noun: frequent particles and forms of verbs of nouns that `endings` leaves to Kiwi.
#: 받다 (be given) is not among them: Kiwi reads it as a mere ending, and 주목받다 is no 주목.
#: 이, 가, 의 and 과 are left to the other words of the articles (`attestation`).
_PARTICLES = "도 로 는 인 만 나 다 엔 뿐 들 라 란 께 랑".split()
_VERBS_OF_NOUNS = "해 한 할 함 일 하자 되자 지만 였다 화한 화할 화해".split()


def dictionary_words() -> Iterator[tuple[str, bool]]:
    """Yield the words of Kiwi's dictionary, and whether each is a verb or an adjective."""
    kiwi = Kiwi(num_workers=-1, load_typo_dict=False, load_multi_dict=False)
    number = 0
    while True:
        try:
            form, tag = (found := kiwi.morpheme(number)).form, str(found.tag)
        except ValueError:
            return
        number += 1
        verb = tag.startswith(_VERBS)
        if verb or tag in _NOMINAL or tag in _OTHERS:
            word = form + "다" if verb else form
            if _RUN.fullmatch(word):
                yield word, verb


def words_of_texts(paths: Iterable[Path]) -> Counter[str]:
    """Count what texts have, as it is asked for: nouns without particles, one form of a verb."""
    counts: Counter[str] = Counter()
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                article = json.loads(line)
                counts.update(_RUN.findall(f"{article.get('title', '')} {article['body']}"))
    asked: Counter[str] = Counter()
    for run, count in counts.items():
        asked[_asked(run)] += count
    return asked


def _asked(run: str) -> str:
    lengths = noun_lengths(run)
    for length in lengths:
        if is_sure_particle(run[length:]):
            return run[:length]
    return plain_form(run)


class _Nouns:
    """The nouns of some analyses, for inferring what follows from them."""

    def __init__(self, analyses: dict[str, RunAnalysis]) -> None:
        self._analyses = analyses

    def analysis(self, run: str) -> RunAnalysis | None:
        return self._analyses.get(run)


def is_word(run: str, analysis: RunAnalysis) -> bool:
    """Return whether Kiwi knows a run as one word."""
    first = analysis.morphemes[0]
    return len(analysis.morphemes) == 1 and first.form == run


def forms_of(lemma: str) -> Iterator[str]:
    """Yield the forms of a verb or an adjective that are not inferred from another form.

    Among them are forms that no verb of that spelling has.
    """
    for beginning, endings in (conjugation.plain_forms(lemma), *conjugation.forms(lemma)):
        for ending in endings:
            form = beginning + ending
            if _RUN.fullmatch(form) and plain_form(form) == form:
                yield form


def forms_of_verbs(
    analyser: MorphemeAnalyser, words: Mapping[str, RunAnalysis]
) -> Iterator[tuple[str, RunAnalysis]]:
    """Yield the forms of the verbs among some words that Kiwi reads as forms of these."""
    lemmas: dict[str, set[str]] = {}
    for word, analysis in words.items():
        if word.endswith("다") and analysis.terms[0].text == word and not analysis.nominal:
            for form in forms_of(word):
                lemmas.setdefault(form, set()).add(word)
    for form, analysis in analyser.analyse(sorted(lemmas.keys() - words.keys())):
        if any(term.text in lemmas[form] for term in analysis.terms):
            yield form, analysis


def short_nouns_with_endings(words: Mapping[str, RunAnalysis], texts: Counter[str]) -> set[str]:
    """Return the nouns of two syllables that texts have, each with what may follow on it."""
    nouns = [
        word
        for word, analysis in words.items()
        if len(word) == _SHORT_NOUN and analysis.nominal and texts[word]
    ]
    return {
        noun + ending
        for noun in nouns
        for ending in (*_PARTICLES, *_VERBS_OF_NOUNS)
        if can_follow(ending, noun[-1])
    }


def chosen(edited: Iterable[Path], others: Iterable[Path]) -> dict[str, RunAnalysis]:
    """Return the words that the base lexicon has, as Kiwi reads them."""
    analyser = MorphemeAnalyser()
    listed = dict(dictionary_words())
    found = {
        run: analysis
        for run, analysis in analyser.analyse_fully(sorted(listed))
        if analysis.terms and (listed[run] or is_word(run, analysis))
    }
    found.update(forms_of_verbs(analyser, found))
    texts, unedited = words_of_texts(edited), words_of_texts(others)
    often = {
        run
        for run, count in (texts + unedited).items()
        if (run in texts or count >= _OFTEN) and not doubtful_stem(run)
    }
    nouns = _Nouns(found)
    words = {
        run: analysis
        for run, analysis in analyser.analyse(sorted(often - found.keys()))
        if analysis.terms and (analysis.nominal or not noun_lengths(run))
    }
    short = short_nouns_with_endings(found, texts + unedited)
    words.update(
        (run, analysis)
        for run, analysis in analyser.analyse(sorted(short - found.keys() - often))
        if analysis.terms
    )
    return found | {
        run: analysis for run, analysis in words.items() if infer(run, nouns) != analysis
    }


def analysed_again() -> dict[str, RunAnalysis]:
    """Return the words of the present file as Kiwi reads them now."""
    return dict(MorphemeAnalyser().analyse(base_lexicon().runs()))


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--edited", nargs="*", type=Path, default=[])
    parser.add_argument("--others", nargs="*", type=Path, default=[])
    given = parser.parse_args()
    texts = given.edited or given.others
    analyses = chosen(given.edited, given.others) if texts else analysed_again()
    plain = {run: RunAnalysis(a.terms, a.nominal) for run, a in analyses.items()}
    made = _TARGET.with_suffix(".new")
    made.unlink(missing_ok=True)
    size = write_arrays(made, pack_base(plain, kiwi_name()))
    made.replace(_TARGET)
    print(f"{_TARGET.name}: {len(plain):,} words, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
