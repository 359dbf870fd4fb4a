"""One generation of an index, opened, with all objects that answer queries over it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ksearch.engines.embedded.analyser import base_of, shared_analyser
from ksearch.messages import Message
from ksearch.model.errors import EngineUnavailable
from ksearch.query.words.resolver import WordResolver
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.ranker import Ranker
from ksearch.storage.snapshot import Snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from ksearch.korean.kiwi.morphemes import MorphemeAnalyser
    from ksearch.query.suggesting.completing import Completer
    from ksearch.query.suggesting.correcting import Corrector
    from ksearch.ranking.collectors.counters import Counters
    from ksearch.storage.frequencies import Frequencies
    from ksearch.storage.manifest import Manifest

#: The name of the engine in manifests.
_ENGINE_NAME = "embedded"


def _run_whoosh_query(query: object, number: int, evaluator: Evaluator):  # type: ignore[no-untyped-def]
    from ksearch.whoosh_bridge.running import run_whoosh_query

    return run_whoosh_query(query, number, evaluator)


def _analyser(snapshot: Snapshot) -> MorphemeAnalyser:
    return shared_analyser(snapshot.words.user_words)


class OpenState:
    """A snapshot with the objects that search it; `refresh` replaces it as a whole.

    It has no reference cycles: its files are unmapped and closed as soon as the last hit that needs
    them is gone, without waiting for the garbage collector.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.evaluator = Evaluator(snapshot, _run_whoosh_query)
        self.ranker = Ranker(self.evaluator)
        self.resolver = WordResolver(
            snapshot.lexicon,
            lambda: _analyser(snapshot),
            lambda: snapshot.synonyms,
            snapshot.has_name,
            lambda: snapshot.glosses,
            lambda: base_of(snapshot.manifest.analyser, snapshot.words.user_words),
        )

    def analyser(self) -> MorphemeAnalyser:
        """Return the analyser with the user words in force; Kiwi is loaded on first use."""
        return _analyser(self.snapshot)

    @cached_property
    def publishers(self) -> dict[str, int]:
        """The number of articles of each publisher, the largest first."""
        counter = self.counters.facet("publisher")
        counts, _ = counter.count(self.counters.all(self.evaluator.mask(())))
        found = zip(counter.names, counts.tolist(), strict=True)
        return dict(sorted(((n, c) for n, c in found if c), key=lambda item: (-item[1], item[0])))

    @cached_property
    def counters(self) -> Counters:
        """The collectors of this snapshot."""
        from ksearch.ranking.collectors.counters import Counters

        return Counters(self.snapshot)

    @cached_property
    def frequencies(self) -> Frequencies:
        """Frequencies of terms and eojeols."""
        from ksearch.storage.frequencies import Frequencies

        return Frequencies(self.snapshot)

    @cached_property
    def corrector(self) -> Corrector:
        """The query corrector; imported on first use."""
        from ksearch.query.suggesting.correcting import Corrector

        return Corrector(self.snapshot.lexicon, self.frequencies)

    @cached_property
    def completer(self) -> Completer:
        """The completer of words."""
        from ksearch.query.suggesting.completing import Completer

        return Completer(self.corrector.suggester.vocabulary)


def check_engine(folder: Path, manifest: Manifest) -> None:
    """Refuse an index that another engine has made.

    Raises:
        EngineUnavailable: the manifest names another one.
    """
    if manifest.engine != _ENGINE_NAME:
        raise EngineUnavailable(
            Message(
                "the index in “{folder}” was made by the engine “{engine}”, which this "
                "ksearch does not have",
                folder=folder,
                engine=manifest.engine,
            )
        )
