"""Reports: of updates, word lists, statistics, checks and explanations of scores.

Frozen data. A plain search does not import this module; its results are in `results`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

#: Called with the share of some work that is done, from 0 to 1.
ShareCallback: TypeAlias = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or a line that was not indexed, and why."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """Result of an update. Counts are articles, except where stated.

    Attributes:
        refused: failures among the files read in this run.
        notes: articles that were indexed although they are incomplete, and why.
        unreadable: failures of earlier runs that persist.
        missing: sources that do not exist now; their articles are kept.
        skipped_files: files of unknown kinds.
        skipped_kinds: the same by suffix (``.png``), the most frequent first.
        analysed: runs of Hangul that were new.
        reanalysed: distinct eojeols that were read again because the user words have changed.
        resumed: how many of the added articles are from a first build that was interrupted.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    refused: tuple[Refused, ...] = ()
    skipped_files: int = 0
    skipped_kinds: Mapping[str, int] = field(default_factory=dict)
    total: int = 0
    seconds: float = 0.0
    analysed: int = 0
    reanalysed: int = 0
    unreadable: tuple[Refused, ...] = ()
    missing: tuple[str, ...] = ()
    resumed: int = 0
    notes: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source that an index remembers.

    Attributes:
        path: where it is (absolute).
        there: whether it exists now.
        files: how many of its files were read.
        articles: how many articles the index has of them.
        unreadable: how many of its files or lines could not be read.
        prefix: prefix of its files' paths in ids; usually empty.
        options: its reading options that differ from the defaults.
    """

    path: str
    there: bool
    files: int
    articles: int
    unreadable: int
    prefix: str
    options: Mapping[str, object]


WordState: TypeAlias = Literal["in force", "added", "removed"]


@dataclass(frozen=True, slots=True)
class WordEntry:
    """A word of the user dictionary, or a line of the synonyms.

    Attributes:
        kind: ``word`` or ``synonym``; ``gloss`` for an abbreviation that the articles explain.
        entry: as written in its file: ``전세사기``, ``전기차 = 전기 자동차``, ``코로나 >
            코로나19``.
        tag: a word's part of speech (NNG, NNP, …); None for a synonym.
        note: the note behind a word.
        state: ``in force``; ``added`` to its file, or ``removed`` from it, since the last commit.
    """

    kind: Literal["word", "synonym", "gloss"]
    entry: str
    tag: str | None
    note: str
    state: WordState


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of an update; passed to the ``progress`` callback a few times a second.

    ``stage`` is ``reading``, ``analysing``, ``writing``, or ``stopping`` (a first build was
    interrupted, and what has been read is kept for the next one); ``bytes_done`` of ``bytes_total``
    bytes of source files and ``articles`` have been read.
    """

    stage: str
    articles: int
    bytes_done: int
    bytes_total: int


@dataclass(frozen=True, slots=True)
class ClusterStats:
    """How an index lies on a cluster.

    Attributes:
        index: the cluster's index that holds the articles; "" before the first one.
        shards: its shards.
        replicas: copies of each shard beside the first, as they are wanted.
        unassigned: copies that are on no node just now.
        drift: by title, lead and body: by which share average lengths have changed since the
            weights of the postings were made. `ksearch.rebuild` makes them anew.
        unused_eojeols: eojeols of the lexicon that no article has any more.
        retired: indexes that a rebuild has replaced and that are still read.
    """

    index: str
    shards: int
    replicas: int
    unassigned: int
    drift: Mapping[str, float]
    unused_eojeols: int
    retired: int


@dataclass(frozen=True, slots=True)
class Stats:
    """Statistics of an index; ``user_words`` and ``synonyms`` count those in force.

    ``generation`` is the number of the last commit; ``cluster`` is None of an index in a folder.
    ``unreadable`` are failures to read its sources, ``notes`` are articles that were indexed
    although they are incomplete.
    """

    articles: int
    deleted: int
    segments: int
    terms: int
    eojeols: int
    tokens: int
    bytes_on_disk: int
    text_bytes: int
    format_version: int
    analyser: str
    first_date: datetime | None
    last_date: datetime | None
    publishers: Mapping[str, int]
    average_lengths: Mapping[str, float]
    boosts: Mapping[str, float]
    user_words: int = 0
    synonyms: int = 0
    sources: int = 0
    unreadable: tuple[Refused, ...] = ()
    notes: tuple[Refused, ...] = ()
    generation: int = 0
    cluster: ClusterStats | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Result of checking an index: its bytes, and the consistency of its arrays.

    Attributes:
        files, bytes, articles: how much was checked; no articles if files are damaged.
        problems: what is wrong, one sentence each.
        warnings: problems that do not affect the index: an invalid word list, which will stop the
            next update, or files that a killed writer left behind.
        unreadable: what of its sources could not be read.
        notes: what of its sources was read though something is missing in it.
        repaired: problems that a repair mended.
        lost: articles that a repair could not save.
    """

    files: int
    bytes: int
    articles: int
    problems: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    unreadable: tuple[Refused, ...] = ()
    repaired: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    notes: tuple[Refused, ...] = ()

    @property
    def sound(self) -> bool:
        """True when nothing is wrong."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class AnalysedTerm:
    """A term of an eojeol, and its characters in the text."""

    term: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnalysedEojeol:
    """One eojeol of an analysed text."""

    text: str
    start: int
    end: int
    known: bool
    morphemes: tuple[tuple[str, str], ...]
    terms: tuple[AnalysedTerm, ...]


@dataclass(frozen=True, slots=True)
class MatchedText:
    """A text that a word of the query matched, or that caused a score, and its position in a field.

    ``field`` is title, lead or body.
    """

    text: str
    start: int
    end: int
    field: str = ""


@dataclass(frozen=True, slots=True)
class Contribution:
    """The share of one part of the ranking in a hit's score, for ``--explain``.

    ``what`` is its name. For a word, ``word`` is the word as typed, ``field`` the field of the
    article and ``matches`` its matches there. For a signal of re-ranking, ``matches`` are the
    texts, of any field, that caused its score, and ``detail`` is a description. A hit's
    contributions sum up to its score.
    """

    what: str
    score: float
    detail: str = ""
    word: str | None = None
    field: str | None = None
    matches: tuple[MatchedText, ...] = ()
