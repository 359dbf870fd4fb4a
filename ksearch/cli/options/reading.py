"""How the options of the command line have files read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ksearch.messages import Message
from ksearch.model.article import KEYWORD_FIELDS, TEXT_FIELDS
from ksearch.reading import Limits, ReadOptions

from ..guard import UsageError
from .indexing import MEMORY_LIMIT, TIMEOUT

#: Longest time limit in seconds: a day, as alarms of the system have an upper bound.
_MAX_SECONDS = 86_400
#: Bounds of the memory limit in megabytes: with less, no document can be read.
_MIN_MEMORY, _MAX_MEMORY = 16, 1 << 20

_FIELDS = ("id", *TEXT_FIELDS, "date", *KEYWORD_FIELDS)


def read_options(
    raw: bool = False,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    columns: Sequence[str] = (),
    timeout: float = TIMEOUT,
    limit: int = MEMORY_LIMIT,
) -> ReadOptions | None:
    """Return the reading options; None if none is given.

    Raises:
        UsageError: a column is not given as FIELD=NAME, articles have no such field, or a limit is
            out of bounds.
    """
    options = ReadOptions(
        raw=raw,
        include=tuple(include),
        exclude=tuple(exclude),
        columns=_columns(columns),
        limits=_limits(timeout, limit),
    )
    return None if options == ReadOptions() else options


def _limits(timeout: float, limit: int) -> Limits:
    if not 0 <= timeout < _MAX_SECONDS:
        raise UsageError(
            Message(
                "--timeout takes seconds from 0 to {longest:,}, and not {timeout:g}",
                longest=_MAX_SECONDS,
                timeout=timeout,
            )
        )
    if limit != 0 and not _MIN_MEMORY <= limit < _MAX_MEMORY:
        raise UsageError(
            Message(
                "--limit takes megabytes from {least} to {most:,}, or 0, and not {limit}",
                least=_MIN_MEMORY,
                most=_MAX_MEMORY,
                limit=limit,
            )
        )
    return Limits(
        document_seconds=timeout or None,
        document_memory=limit * (1 << 20) or None,
    )


def _columns(pairs: Sequence[str]) -> Mapping[str, str]:
    columns = {}
    for pair in (part.strip() for given in pairs for part in given.split(",")):
        field, equals, name = (part.strip() for part in pair.partition("="))
        if not (field and equals and name):
            raise UsageError(
                Message(
                    "--columns takes FIELD=NAME, such as body=기사내용, and not “{pair}”", pair=pair
                )
            )
        if field not in _FIELDS:
            known = ", ".join(_FIELDS)
            raise UsageError(
                Message(
                    "--columns names the field “{field}”; articles have {known}",
                    field=field,
                    known=known,
                )
            )
        columns[field] = name
    return columns
