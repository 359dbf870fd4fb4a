"""One collection of texts of every shape, so that no weight can be fitted to one of them.

Encyclopedia paragraphs, one to four to an article; news; statutes; one-line reviews. Half of what
has a title keeps it. Questions are KorQuAD's, headlines and statutes' titles whose article does not
have them, and words out of one sentence.
"""

import random
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.datasets import (
    Collection,
    Document,
    Question,
    korquad,
    read_documents,
    write_documents,
)

_SEED = 7
#: Articles of each kind; questions of each kind.
_NEWS, _STATUTES, _REVIEWS = 5_000, 5_000, 8_000
_ASKED = 1_000
_PARAGRAPHS = (1, 1, 2, 3, 4)
_SENTENCE = re.compile(r"(?<=[.다])\s+")
_EDGES = ".,\"'()[]“”‘’"

Asked = tuple[str, str]
"""A question, and the id of the article that answers it."""


def mixed(data: Path, cache: Path) -> Collection:
    chance = random.Random(_SEED)
    documents: list[Document] = []
    asked: list[Asked] = []
    for part in (
        _encyclopedia(data, cache, chance),
        _titled(_sample(data / "news20k.jsonl.xz", _NEWS, chance), "n", chance),
        _titled(_sample(data / "law_articles.jsonl.xz", _STATUTES, chance), "l", chance),
        _reviews(data / "nsmc_reviews.jsonl.xz", chance),
    ):
        documents += part[0]
        asked += chance.sample(part[1], min(_ASKED, len(part[1])))
    chance.shuffle(documents)
    questions = [Question(f"m{number}", text) for number, (text, _) in enumerate(asked)]
    judged = {f"m{number}": {answer: 1} for number, (_, answer) in enumerate(asked)}
    source = cache / "mixed.jsonl"
    if not source.exists():
        write_documents(documents, source)
    return Collection("mixed", source, tuple(questions), judged)


def _sample(path: Path, count: int, chance: random.Random) -> list[Document]:
    everything = list(islice(read_documents(path), 10 * count))
    return chance.sample(everything, min(count, len(everything)))


def _encyclopedia(
    data: Path, cache: Path, chance: random.Random
) -> tuple[list[Document], list[Asked]]:
    """Neighbouring paragraphs of a page make one article."""
    pages = korquad(data, cache)
    documents: list[Document] = []
    made: dict[str, str] = {}
    paragraphs = list(read_documents(pages.source))
    while paragraphs:
        count, title = chance.choice(_PARAGRAPHS), paragraphs[0].title
        group = [one for one in paragraphs[:count] if one.title == title]
        paragraphs = paragraphs[len(group) :]
        name = f"k{len(documents)}"
        made |= {one.id: name for one in group}
        body = "\n\n".join(one.body for one in group)
        documents.append(Document(name, title if chance.random() < 0.5 else "", body))
    answers = {q.id: next(iter(pages.judgements[q.id])) for q in pages.questions}
    return documents, [(q.text, made[answers[q.id]]) for q in pages.questions]


def _titled(
    sample: Iterable[Document], kind: str, chance: random.Random
) -> tuple[list[Document], list[Asked]]:
    """Half of the articles keep their titles; those of the others are asked, or a sentence is."""
    documents: list[Document] = []
    asked: list[Asked] = []
    for one in sample:
        name, keeps = f"{kind}{one.id}", chance.random() < 0.5
        documents.append(Document(name, one.title if keeps else "", one.body))
        words = one.title if not keeps and one.title else _words_of_a_sentence(one.body, chance)
        if words:
            asked.append((words, name))
    return documents, asked


def _reviews(path: Path, chance: random.Random) -> tuple[list[Document], list[Asked]]:
    documents = [
        Document(f"r{one.id}", "", one.body) for one in islice(read_documents(path), _REVIEWS)
    ]
    found = ((_words_of(one.body, 4, chance), one.id) for one in documents)
    return documents, [(words, name) for words, name in found if words]


def _words_of_a_sentence(text: str, chance: random.Random) -> str:
    sentences = [one for one in _SENTENCE.split(text) if 8 <= len(one.split()) <= 40]
    return (
        _words_of(chance.choice(sentences), chance.choice((4, 5, 6, 8)), chance)
        if sentences
        else ""
    )


def _words_of(sentence: str, count: int, chance: random.Random) -> str:
    """Some words out of a stretch of the sentence, in their order."""
    words = list(_plain(sentence.split()))
    if len(words) < count + 3:
        return ""
    start = chance.randrange(len(words) - count - 2)
    places = sorted(chance.sample(range(start, start + count + 3), count))
    return " ".join(words[place] for place in places)


def _plain(words: Iterable[str]) -> Iterator[str]:
    stripped = (word.strip(_EDGES) for word in words)
    return (word for word in stripped if len(word) > 1)
