"""Whether an article that is found by a word has that word.

The words are drawn from the articles by what occurs in them alone, without an analyser: a noun is
what several particles follow, a verb is what several endings follow. Every term of a word is
required; an article has the word when its letters occur there in a row, spaces and middle dots
aside, in its text or its paper's name, or, for a verb, when one of its forms does. An abbreviation
may also be where the name does that articles explain by it: 고위공직자범죄수사처(공수처). Plurals
are left out, as they and the noun itself find each other, and clauses that take particles as nouns
do (있는지를).
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.datasets import Collection, Document, Question, read_documents
from benchmarks.peers.protocol import Found, Match, Peer
from benchmarks.quality.samples import SEED
from benchmarks.quality.shelf import Shelf
from ksearch.korean.grammar.conjugation import forms

#: A word occurs in as many articles, by itself or with one of its endings …
_MIN_ARTICLES = 20
#: … and each of the endings that make it a word, in as many.
_MIN_WITH_ENDING = 4
#: A noun and a prefix (비공개) is rarer than either; it occurs by itself in as many articles.
_MIN_PREFIXED = 4
#: Below this share of articles that have it, a word is counted as one that claims too much.
POOR = 0.90
#: Newest articles of a word's hits that are judged: what a reader sees who sorts by date.
NEWEST = 400
_NOUN_ENDINGS = (("을", "를"), ("이", "가"), ("은", "는"), ("의",))
_VERB_ENDINGS = (("고",), ("지",), ("는", "은", "던", "기"))
#: What is a form of a verb, or a noun and a verb, rather than the stem of a verb.
#: What clauses end in, beside plurals.
_NO_NOUNS = ("들", "는지")
_NO_VERBS = ("하", "되", "이", "시키", "했", "었", "았", "였", "겠", "시")
_PREFIXES = "비불무부미재반신친탈초"
_HANGUL = re.compile("[가-힣]+")
#: What may be between the letters of a noun.
_SPACES = re.compile(r"[\s·∙⋅･ㆍ]+")
#: An abbreviation in brackets behind what it is short for.
_EXPLAINED = re.compile(r"([가-힣]{4,})\((?:이하)?[‘“'\"]?([가-힣]{2,6})[’”'\"]?\)")
#: In as many articles.
_MIN_EXPLAINED = 3


class Kind(StrEnum):
    NOUN = "nouns"
    VERB = "verbs"
    PREFIXED = "nouns with a prefix"


#: How many words of each kind are drawn.
SAMPLES = {Kind.NOUN: 300, Kind.VERB: 100, Kind.PREFIXED: 100}


@dataclass(frozen=True, slots=True)
class Claims:
    """Which share of what the words of one kind find has them.

    `poor` are the words below `POOR` with their shares, worst first; they are printed, never
    written to a result.
    """

    kind: Kind
    peer: str
    words: int
    all_hits: float
    newest: float
    poor: tuple[tuple[str, float], ...]


def draw_words(documents: Sequence[Document], samples: Mapping[Kind, int]) -> dict[Kind, list[str]]:
    """Words of each kind, the same every time."""
    counts = _articles_of_runs(documents)
    stems = _stems(counts, _NOUN_ENDINGS)
    known = set(stems)
    verbs = [
        stem + "다"
        for stem in _stems(counts, _VERB_ENDINGS)
        if stem not in known and not stem.endswith(_NO_VERBS)
    ]
    words: dict[Kind, list[str]] = {
        Kind.NOUN: [noun for noun in stems if not noun.endswith(_NO_NOUNS)],
        Kind.VERB: verbs,
        Kind.PREFIXED: sorted(
            run
            for run, count in counts.items()
            if count >= _MIN_PREFIXED
            and run[0] in _PREFIXES
            and run[1:] in known
            and run[:-1] not in known
            and any(run + particle in counts for group in _NOUN_ENDINGS for particle in group)
        ),
    }
    chance = random.Random(f"{SEED} claims")
    return {
        kind: chance.sample(words[kind], min(samples[kind], len(words[kind]))) for kind in samples
    }


def _articles_of_runs(documents: Iterable[Document]) -> Counter[str]:
    """In how many articles each run of Hangul occurs between other characters."""
    counts: Counter[str] = Counter()
    for document in documents:
        counts.update(set(_HANGUL.findall(document.body)))
    return counts


def _stems(counts: Counter[str], endings: Sequence[tuple[str, ...]]) -> list[str]:
    """What of two syllables or more occurs with an ending of each group, sorted."""
    by_stem: dict[str, Counter[int]] = {}
    for run, count in counts.items():
        for number, group in enumerate(endings):
            if run.endswith(group) and len(run) > 2:
                by_stem.setdefault(run[:-1], Counter())[number] += count
    return sorted(
        stem
        for stem, with_endings in by_stem.items()
        if len(with_endings) == len(endings)
        and min(with_endings.values()) >= _MIN_WITH_ENDING
        and sum(with_endings.values()) + counts[stem] >= _MIN_ARTICLES
    )


def claims(
    shelf: Shelf,
    peers: Sequence[Peer],
    collection: Collection,
    dates: Mapping[str, str],
    samples: Mapping[Kind, int],
) -> list[Claims]:
    """What the peers claim that can require every term of a query, by kind of word.

    `dates` orders the articles: ISO dates by id.
    """
    documents = list(read_documents(collection.source))
    texts = {one.id: f"{one.title}\n{one.body}\n{one.publisher}" for one in documents}
    joined = {identifier: _SPACES.sub("", text) for identifier, text in texts.items()}
    drawn, names = draw_words(documents, samples), explained_names(joined.values())
    result: list[Claims] = []
    for peer in peers:
        if not peer.can_require_all:
            continue
        for kind, words in drawn.items():
            questions = [Question(f"{kind.name}{place}", word) for place, word in enumerate(words)]
            found = shelf.answers(peer, collection, questions, Match.ALL, len(documents))
            searched = texts if kind is Kind.VERB else joined
            result.append(_measure(kind, peer.label, words, found, searched, dates, names))
    return result


def _measure(
    kind: Kind,
    peer: str,
    words: Sequence[str],
    found: Sequence[Found],
    texts: Mapping[str, str],
    dates: Mapping[str, str],
    names: Mapping[str, Sequence[str]],
) -> Claims:
    every: dict[str, float] = {}
    newest: list[float] = []
    for word, answer in zip(words, found, strict=True):
        if not answer.hits:
            continue
        has = holder(word, kind, names.get(word, ()))
        ids = sorted((hit for hit, _ in answer.hits), key=lambda hit: dates[hit], reverse=True)
        held = [has(texts[identifier]) for identifier in ids]
        every[word] = sum(held) / len(held)
        newest.append(sum(held[:NEWEST]) / len(held[:NEWEST]))
    poor = sorted((share, word) for word, share in every.items() if share < POOR)
    count = len(every)
    return Claims(
        kind,
        peer,
        count,
        sum(every.values()) / count if count else 0.0,
        sum(newest) / count if count else 0.0,
        tuple((word, share) for share, word in poor),
    )


def explained_names(texts: Iterable[str]) -> dict[str, list[str]]:
    """Names by the abbreviations that texts (without spaces) explain them by.

    A name begins and ends as its abbreviation does, and has its letters in their order.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for text in texts:
        counts.update(set(_EXPLAINED.findall(text)))
    names: dict[str, list[str]] = {}
    for (before, short), count in counts.items():
        name = _shortest_name(before, short)
        if name and count >= _MIN_EXPLAINED:
            names.setdefault(short, []).append(name)
    return names


def _shortest_name(before: str, short: str) -> str:
    """The end of what is before an abbreviation that has its letters in order, if any."""
    place = len(before)
    for letter in reversed(short):
        place = before.rfind(letter, 0, place)
        if place < 0:
            return ""
    return before[place:] if before[-1] == short[-1] and len(before) - place > len(short) else ""


def holder(word: str, kind: Kind, names: Sequence[str] = ()) -> Callable[[str], bool]:
    """What tells whether a text has a word; for nouns, in the text without spaces.

    `names` are what the word is short for.
    """
    if kind is not Kind.VERB:
        return lambda text: word in text or any(name in text for name in names)
    beginnings = {word[:-1], *(beginning for beginning, _ in forms(word))}
    pattern = re.compile("|".join(map(re.escape, sorted(beginnings))))
    return lambda text: pattern.search(text) is not None
