"""Many queries in one go: a query a line in, a JSON object a line out."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ksearch import KSearchError
from ksearch.messages import Message
from ksearch.render.exports.columns import hit_rows
from ksearch.render.json import results_data, to_json_line

from .guard import FOUND, NOTHING_FOUND, UsageError

if TYPE_CHECKING:
    from ksearch import Index


def search_batch(
    index: Index, *, explain: bool, columns: tuple[str, ...] | None, **options: Any
) -> int:
    """Search for each line of stdin and print what was found; return the exit status.

    A query that cannot be searched for gets an object with its ``error``; blank lines are passed
    over. Each object is written at once, so that a program can ask and read in turns.

    Args:
        index: what is searched.
        explain: whether to say where each score is from.
        columns: all that is printed of a hit; None for everything. What is not printed is not
            made: without snippets, a batch takes little more than its searches.
        options: arguments of `Index.search`.

    Raises:
        UsageError: stdin is not in UTF-8.
    """
    found = False
    for query in _lines_of_stdin():
        if not query.strip():
            continue
        try:
            results = index.search(query, **options)
        except KSearchError as error:
            data: dict[str, object] = {"query": query, "error": str(error)}
        else:
            if columns is None:
                data = results_data(results, explain=explain)
            else:
                data = results_data(results.changed(hits=()))
                data["hits"] = list(hit_rows(results, columns, index.get))
            found = found or bool(results.hits)
        sys.stdout.write(to_json_line(data) + "\n")
        sys.stdout.flush()
    return FOUND if found else NOTHING_FOUND


def read_stdin() -> str:
    """Return all of stdin.

    Raises:
        UsageError: it is not in UTF-8.
    """
    return "\n".join(_lines_of_stdin())


def _lines_of_stdin() -> Iterator[str]:
    """Yield the lines of stdin as they come, without their ends."""
    if sys.stdin is None:
        raise UsageError(Message("there is no stdin to read queries from"))
    buffer = getattr(sys.stdin, "buffer", None)
    own = io.TextIOWrapper(buffer, encoding="utf-8-sig") if buffer is not None else None
    try:
        for line in own or sys.stdin:
            yield line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UsageError(
            Message(
                "stdin is not in UTF-8 (byte {object:#04x}); convert it, as with `iconv "
                "-f cp949 -t utf-8`",
                object=error.object[error.start],
            )
        ) from error
    finally:
        if own is not None:
            own.detach()  # or it would close stdin
