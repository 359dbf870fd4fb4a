"""Makes ksearch/lexicon/data/base.ksa, the base lexicon, with the installed Kiwi.

    python scripts/base_lexicon.py law_articles.jsonl.xz nsmc_reviews.jsonl.xz

What it holds: the words of Kiwi's dictionary (verbs and adjectives as they stand in a dictionary),
and the words that the given texts have often, each as Kiwi reads it by itself. The texts are JSON
lines with a title and a body; the file that ksearch comes with was made from statutes, which bear
no copyright, and the Naver sentiment movie corpus (CC0). Without texts, the words of the present
file are analysed again: after a new Kiwi, or a new rule of `korean/grammar`.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from kiwipiepy import Kiwi

from ksearch.arrays import write_arrays
from ksearch.korean.analyses import RunAnalysis
from ksearch.korean.grammar.attestation import doubtful_stem
from ksearch.korean.grammar.endings import is_sure_particle, noun_lengths, plain_form
from ksearch.korean.grammar.inference import infer
from ksearch.korean.kiwi.morphemes import MorphemeAnalyser, kiwi_name
from ksearch.lexicon.base.lexicon import LONGEST, base_lexicon
from ksearch.lexicon.base.packing import pack_base

_TARGET = Path(__file__).parent.parent / "ksearch" / "lexicon" / "data" / "base.ksa"
_RUN = re.compile(f"(?<![가-힣])[가-힣]{{1,{LONGEST}}}(?![가-힣])")
_NOMINAL = frozenset("NNG NNP NNB NR NP XR".split())
_OTHERS = frozenset("MAG MAJ MM IC".split())
_VERBS = ("VV", "VA", "VX", "VCN")
#: How often a word must stand in the texts.
_OFTEN = 3


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


def words_of_texts(paths: Iterable[str]) -> Counter[str]:
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


def chosen(paths: Iterable[str]) -> dict[str, RunAnalysis]:
    """Return the words that the base lexicon has, as Kiwi reads them."""
    analyser = MorphemeAnalyser()
    listed = dict(dictionary_words())
    found = {
        run: analysis
        for run, analysis in analyser.analyse_fully(sorted(listed))
        if analysis.terms and (listed[run] or is_word(run, analysis))
    }
    often = sorted(
        run
        for run, count in words_of_texts(paths).items()
        if count >= _OFTEN and run not in found and not doubtful_stem(run)
    )
    nouns = _Nouns(found)
    others = {
        run: analysis
        for run, analysis in analyser.analyse(often)
        if analysis.terms and (analysis.nominal or not noun_lengths(run))
    }
    return found | {run: a for run, a in others.items() if infer(run, nouns) != a}


def analysed_again() -> dict[str, RunAnalysis]:
    """Return the words of the present file as Kiwi reads them now."""
    return dict(MorphemeAnalyser().analyse(base_lexicon().runs()))


def main(paths: list[str]) -> None:
    """Write the file."""
    analyses = chosen(paths) if paths else analysed_again()
    plain = {run: RunAnalysis(a.terms, a.nominal) for run, a in analyses.items()}
    made = _TARGET.with_suffix(".new")
    made.unlink(missing_ok=True)
    size = write_arrays(made, pack_base(plain, kiwi_name()))
    made.replace(_TARGET)
    print(f"{_TARGET.name}: {len(plain):,} words, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
