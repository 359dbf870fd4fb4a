"""Makes ksearch/korean/data/settled.tsv: words that are spelt as nouns and verbs, and are one.

    python scripts/settled_words.py law_articles.jsonl.xz nsmc_reviews.jsonl.xz

Out of its sentence 데 may be a place or a form of 데다 (scald), 낮은 the day or a form of 낮다
(low). Kiwi reads some occurrences of each such word in their sentences; a word that hardly ever is
a verb there, or hardly ever a noun, is settled. The file that ksearch comes with was made from
statutes, which bear no copyright, and the Naver sentiment movie corpus (CC0).
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from kiwipiepy import Kiwi, Token

from ksearch.korean.grammar.conjugation import is_adverb_of
from ksearch.korean.grammar.derivation import NOUNS, Reading, is_predicate
from ksearch.korean.kiwi.morphemes import AMBIGUOUS_LENGTH, MorphemeAnalyser

_TARGET = Path(__file__).parent.parent / "ksearch" / "korean" / "data" / "settled.tsv"
_RUN = re.compile(f"(?<![가-힣A-Za-z0-9])[가-힣]{{1,{AMBIGUOUS_LENGTH}}}(?![가-힣])")
_SENTENCE_ENDS = (". ", "? ", "! ", "\n")
#: How often a word must occur in a text, and how many of its sentences are read.
_LEAST, _READ = 8, 24
#: Characters before and behind a word that Kiwi reads with it, within its sentence.
_BEFORE, _BEHIND = 50, 40
#: A word of which at most this share is of a kind is not of that kind. On 163,000 doubtful
#: occurrences in news it drops 80% of the wrong verbs and .7% of the right ones.
_HARDLY = 0.1
_MOSTLY = 0.5
_HADA = "하"
_ADVERBS = frozenset(("MAG", "MAJ", "MM", "IC"))
_NOUNS_AND_ADVERBS = NOUNS | _ADVERBS


class Occurrence(NamedTuple):
    """A word in its sentence: the text, and its characters there."""

    text: str
    start: int
    end: int


class Doubt(NamedTuple):
    """What a word may be by itself: verbs (dictionary forms), nouns and adverbs with an ending."""

    verbs: tuple[str, ...]
    nouns: tuple[str, ...]


def doubts(runs: Iterable[str]) -> dict[str, Doubt]:
    """Return what words may be, of those that may be verbs."""
    found = {}
    for run, readings in MorphemeAnalyser().readings(sorted(runs)).items():
        verbs = tuple({tokens[0].form + "다" for tokens, _ in readings if is_predicate(tokens[0])})
        if verbs and run not in verbs:
            found[run] = Doubt(verbs, tuple(_nouns(run, readings)))
    return found


def _nouns(run: str, readings: list[Reading]) -> Iterator[str]:
    """Yield nouns with something behind, but for those that 하다 makes the same verb of (간단)."""
    for tokens, _ in readings:
        noun = tokens[0].form
        if tokens[0].tag not in _NOUNS_AND_ADVERBS or len(noun) == len(run):
            continue
        if len(noun) == 1 or noun + _HADA not in {other[0].form for other, _ in readings}:
            yield noun


def articles(path: Path) -> Iterator[str]:
    """Yield the texts of a file of JSON lines."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["body"]


def sampled(path: Path, wanted: Iterable[str]) -> dict[str, list[Occurrence]]:
    """Return some occurrences of each word, drawn evenly (reservoir sampling)."""
    chosen: dict[str, list[Occurrence]] = {run: [] for run in wanted}
    seen: Counter[str] = Counter()
    draw = random.Random(1)
    for text in articles(path):
        for match in _RUN.finditer(text):
            run = match.group()
            if run not in chosen:
                continue
            seen[run] += 1
            kept = chosen[run]
            place = len(kept) if len(kept) < _READ else draw.randrange(seen[run])
            if place < _READ:
                kept[place : place + 1] = [_occurrence(text, *match.span())]
    return chosen


def _occurrence(text: str, start: int, end: int) -> Occurrence:
    ends = [text.rfind(sign, 0, start) + len(sign) for sign in _SENTENCE_ENDS if sign in text]
    first = max(start - _BEFORE, 0, *(place for place in ends if place <= start))
    return Occurrence(text[first : end + _BEHIND].split("\n")[0], start - first, end - first)


class Shares(NamedTuple):
    """The share of a word's occurrences that are a verb, and that are a noun with an ending."""

    verb: float
    noun: float


def shares(
    kiwi: Kiwi, found: dict[str, list[Occurrence]], of: dict[str, Doubt]
) -> dict[str, Shares]:
    """Return what words are in their sentences, as Kiwi reads these."""
    places = [(run, occurrence) for run, kept in found.items() for occurrence in kept]
    verbs: Counter[str] = Counter()
    nouns: Counter[str] = Counter()
    texts = (occurrence.text for _, occurrence in places)
    for (run, occurrence), tokens in zip(places, kiwi.tokenize(texts), strict=True):
        inside = [t for t in tokens if t.start < occurrence.end and t.end > occurrence.start]
        verbs[run] += _has_verb(run, inside, of[run].verbs)
        nouns[run] += (
            bool(inside) and inside[0].form in of[run].nouns and inside[0].tag in _NOUNS_AND_ADVERBS
        )
    return {
        run: Shares(verbs[run] / len(kept), nouns[run] / len(kept))
        for run, kept in found.items()
        if kept
    }


def _has_verb(run: str, inside: list[Token], verbs: Iterable[str]) -> bool:
    """Return whether tokens have a verb, a noun with its verb, or an adverb of one (없이, 그런)."""
    if any(is_predicate(token) for token in inside):
        return True
    if any(one.form + other.form + "다" in verbs for one, other in pairwise(inside)):
        return True
    return any(token.tag in _ADVERBS for token in inside) and any(
        is_adverb_of(run, verb) for verb in verbs
    )


def settled(paths: list[Path]) -> Iterator[tuple[str, str]]:
    """Yield the words that are settled, and what each of them is: noun or verb."""
    counts = [
        Counter(run for text in articles(path) for run in _RUN.findall(text)) for path in paths
    ]
    often = {run for count in counts for run, times in count.items() if times >= _LEAST}
    doubtful = doubts(often)
    kiwi = Kiwi()
    seen: defaultdict[str, list[tuple[int, Shares]]] = defaultdict(list)
    for path, count in zip(paths, counts, strict=True):
        wanted = [run for run in doubtful if count[run] >= _LEAST]
        for run, share in shares(kiwi, sampled(path, wanted), doubtful).items():
            seen[run].append((count[run], share))
    for run in sorted(seen):
        times = sum(count for count, _ in seen[run])
        verb = sum(count * share.verb for count, share in seen[run]) / times
        noun = sum(count * share.noun for count, share in seen[run]) / times
        if verb <= _HARDLY:
            yield run, "noun"
        elif doubtful[run].nouns and noun <= _HARDLY and verb >= _MOSTLY:
            yield run, "verb"


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", nargs="+", type=Path)
    rows = list(settled(parser.parse_args().texts))
    _TARGET.write_text("".join(f"{run}\t{kind}\n" for run, kind in rows), encoding="utf-8")
    print(f"{_TARGET.name}: {Counter(kind for _, kind in rows)}")


if __name__ == "__main__":
    main()
