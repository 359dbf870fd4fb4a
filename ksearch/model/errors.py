"""Every error that ksearch raises, in one tree.

KSearchError
 ├─ IndexNotFound there is no index in the folder │ └─ IndexUnfinished … because its first build is
 not done ├─ IndexExists there is one already, and a new one was asked for ├─ IndexLocked another
 process is writing ├─ IndexCorrupt a file of the index is missing or not what was written ├─
 IndexVersionError made by a newer ksearch ├─ StorageError the disk refused (full, read-only, …);
 the old index remains │ └─ CommitUnconfirmed … only to confirm a change that has been made ├─
 QuerySyntaxError the query cannot be read (`position` says where) │ ├─ EmptyQuery … because there
 is nothing in it │ └─ QueryTooLarge … because it asks for more than one search may ├─ UnknownField
 a field that articles do not have ├─ InvalidValue an option has an invalid value (not a date, a
 limit below 0) ├─ WriterClosed a writer was used after its block had ended ├─ ArticleNotFound no
 article has this id ├─ ReadError a source cannot be read │ ├─ SourceNotFound … because it is not
 there │ └─ NothingToIndex … because no article could be read from it ├─ EngineUnavailable an engine
 is not installed or does not answer └─ MissingExtra an optional dependency is not installed
 (`extra` names it)

Beside them, Ctrl-C during an update is an `UpdateInterrupted`, which is a KeyboardInterrupt.

Messages are one sentence each, in English, and say what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class KSearchError(Exception):
    """Base of all errors of ksearch; ``str(error)`` is one sentence for a person."""


class IndexNotFound(KSearchError):
    """The folder holds no index."""


class IndexUnfinished(IndexNotFound):
    """The index is being built for the first time, or that was interrupted.

    ``share`` is the part that is done, from 0 to 1; None if unknown.
    """

    def __init__(self, message: str, share: float | None = None) -> None:
        super().__init__(message)
        self.share = share


class IndexExists(KSearchError):
    """A new index was asked for in a folder that has one."""


class IndexLocked(KSearchError):
    """Another process is writing to the index.

    ``pid``, ``host`` and ``since`` name the process, its machine and when it began; None if
    unknown.
    """

    def __init__(
        self,
        message: str,
        pid: int | None = None,
        host: str | None = None,
        since: datetime | None = None,
    ) -> None:
        super().__init__(message)
        self.pid = pid
        self.host = host
        self.since = since


class IndexCorrupt(KSearchError):
    """A file of the index is missing, cut short, or not what was written."""


class IndexVersionError(KSearchError):
    """The index was made by a newer ksearch than this one."""


class StorageError(KSearchError):
    """The disk refused: full, read-only, no permission. Earlier commits are unaffected."""


class CommitUnconfirmed(StorageError):
    """The change is made and visible, but might not survive a power cut."""


class QuerySyntaxError(KSearchError):
    """The query cannot be read.

    ``position`` is the character of the query at which reading stopped, counted from 0.
    """

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position


class EmptyQuery(QuerySyntaxError):
    """The query holds no word that could be searched for."""


class QueryTooLarge(QuerySyntaxError):
    """The query exceeds a limit: its length, its number of words or of patterns."""


class UnknownField(KSearchError):
    """A query or an option names a field that articles do not have."""


class InvalidValue(KSearchError):
    """An option has an invalid value: not a date, a limit below zero."""


class WriterClosed(KSearchError):
    """A writer was used after its block had ended; nothing was changed."""


class ArticleNotFound(KSearchError):
    """No article of the index has the id."""


class ReadError(KSearchError):
    """A file, or a line of one, cannot be read as articles."""


class SourceNotFound(ReadError):
    """The file or folder to be indexed does not exist."""


class NothingToIndex(ReadError):
    """The sources were found, but no article could be read from them."""


class EngineUnavailable(KSearchError):
    """The engine that the index names is not installed or does not answer."""


class MissingExtra(KSearchError):
    """An optional dependency is missing; ``extra`` is the extra that brings it."""

    def __init__(self, message: str, extra: str) -> None:
        super().__init__(message)
        self.extra = extra


class UpdateInterrupted(KeyboardInterrupt):
    """Ctrl-C has stopped an update; ``str(error)`` says what is kept of it.

    ``kept`` is the number of articles with which a first build can be resumed.
    """

    def __init__(self, message: str, kept: int = 0) -> None:
        super().__init__(message)
        self.kept = kept
