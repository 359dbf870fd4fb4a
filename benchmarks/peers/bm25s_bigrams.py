"""bm25s over pairs of neighbouring letters within words."""

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext

from benchmarks.datasets import Document
from benchmarks.kiwi_terms import Terms
from benchmarks.peers.bm25s_kiwi import Bm25sKiwi

_WORD = re.compile(r"[^\W_]+")


class BigramTerms:
    """The pairs of letters of each word; a single letter is a term by itself."""

    def one(self, text: str) -> str:
        return " ".join(pair for word in _WORD.findall(text.lower()) for pair in _pairs(word))

    def of_documents(self, documents: Iterable[Document]) -> Iterator[tuple[Document, str, str]]:
        for document in documents:
            yield document, self.one(document.title), self.one(document.body)


def _pairs(word: str) -> Iterator[str]:
    if len(word) == 1:
        yield word
    for place in range(len(word) - 1):
        yield word[place : place + 2]


class Bm25sBigrams(Bm25sKiwi):
    name = "bigrams"
    label = "bm25s + syllable bigrams"
    packages = ("bm25s",)
    uses_kiwi = False

    def terms(self) -> AbstractContextManager[Terms]:
        return nullcontext(BigramTerms())
