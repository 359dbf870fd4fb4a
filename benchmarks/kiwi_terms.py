"""Contextual Kiwi: a text's content morphemes, each text analysed once and then kept on disk.

Analysing 57 MB of news takes minutes, so every peer that is on Kiwi's terms reads them from one
SQLite file, keyed by a digest of the text and by what made the terms.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from benchmarks.datasets import Document

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

CONTENT_TAGS = frozenset(
    {
        "NNG",
        "NNP",
        "NNB",
        "NR",
        "NP",
        "VV",
        "VA",
        "MAG",
        "XR",
        "SL",
        "SH",
        "SN",
        "SW",
        "W_SERIAL",
        "W_URL",
        "W_EMAIL",
        "W_HASHTAG",
        "W_MENTION",
    }
)
"""Sejong tags of morphemes that carry meaning; endings, particles and affixes are left out."""

_BATCH = 500


class Terms(Protocol):
    """Makes terms of texts, joined by spaces."""

    def one(self, text: str) -> str:
        """The terms of a text."""

    def of_documents(self, documents: Iterable[Document]) -> Iterator[tuple[Document, str, str]]:
        """Each document with the terms of its title and of its body."""


def load_kiwi(workers: int = 1) -> "Kiwi":
    """Kiwi as it comes, with `workers` threads and its model loaded."""
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=workers)
    kiwi.tokenize("첫 문장이다.")
    return kiwi


def content_terms(tokens: Iterable[object]) -> str:
    """Joins the content morphemes of Kiwi's tokens by spaces, lower-cased."""
    return " ".join(
        token.form.replace(" ", "").lower()  # type: ignore[attr-defined]
        for token in tokens
        if token.tag.partition("-")[0] in CONTENT_TAGS  # type: ignore[attr-defined]
    )


class KiwiTerms:
    """Content morphemes of texts, from the cache where it has them, otherwise from Kiwi.

    Without a cache everything is analysed afresh.
    """

    def __init__(self, cache: Path | None, workers: int = 2) -> None:
        self._workers = workers
        self._kiwi: Kiwi | None = None
        made_by = f"{version('kiwipiepy')} {version('kiwipiepy_model')} {sorted(CONTENT_TAGS)}"
        self._salt = hashlib.blake2b(made_by.encode(), digest_size=8).digest()
        place = ":memory:"
        if cache is not None:
            cache.mkdir(parents=True, exist_ok=True)
            place = str(cache / "kiwi_terms.sqlite3")
        self._store = sqlite3.connect(place, timeout=60)
        self._store.execute(
            "create table if not exists terms (digest blob primary key, terms text) without rowid"
        )

    def close(self) -> None:
        self._store.close()

    def __enter__(self) -> "KiwiTerms":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def one(self, text: str) -> str:
        return next(self.many([text]))

    def fresh(self, text: str) -> str:
        """Terms of a text, analysed by Kiwi whether or not they are known."""
        return content_terms(self._loaded().tokenize(text))

    def _loaded(self) -> "Kiwi":
        if self._kiwi is None:
            self._kiwi = load_kiwi(self._workers)
        return self._kiwi

    def many(self, texts: Iterable[str]) -> Iterator[str]:
        """Terms of every text, in the order given; new ones are kept batch by batch."""
        remaining = iter(texts)
        while batch := list(islice(remaining, _BATCH)):
            digests = [self._digest(text) for text in batch]
            known = self._known(digests)
            missing = {
                digest: text
                for digest, text in zip(digests, batch, strict=True)
                if digest not in known
            }
            if missing:
                known |= self._analyse(missing)
            yield from (known[digest] for digest in digests)

    def of_documents(self, documents: Iterable[Document]) -> Iterator[tuple[Document, str, str]]:
        """Each document with the terms of its title and of its body."""
        remaining = iter(documents)
        while batch := list(islice(remaining, _BATCH)):
            titles = self.many(document.title for document in batch)
            bodies = self.many(document.body for document in batch)
            yield from zip(batch, titles, bodies, strict=True)

    def _digest(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode(), digest_size=16, salt=self._salt).digest()

    def _known(self, digests: list[bytes]) -> dict[bytes, str]:
        marks = ",".join("?" * len(digests))
        rows = self._store.execute(
            f"select digest, terms from terms where digest in ({marks})", digests
        )
        return dict(rows.fetchall())

    def _analyse(self, missing: dict[bytes, str]) -> dict[bytes, str]:
        analysed = self._loaded().tokenize(list(missing.values()))
        made = {
            digest: content_terms(tokens) for digest, tokens in zip(missing, analysed, strict=True)
        }
        with self._store:
            self._store.executemany("insert or ignore into terms values (?, ?)", made.items())
        return made
