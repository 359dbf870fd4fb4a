"""From one file to its articles."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import IO, TYPE_CHECKING

from ksearch import system_calls
from ksearch.messages import Message
from ksearch.model.article import Article
from ksearch.model.errors import MissingExtra, ReadError

from .model import PASSING, Document, FoundFile, Limits, Read, ReadOptions, Refusal, Unreadable
from .opening import in_words, open_compressed, open_file, read_whole
from .registry import format_of, format_reader, split_compression
from .sources.walking import walk
from .text.encoding import decode

if TYPE_CHECKING:
    from .pages import Page
    from .workers.pool import Worker


def read_file(
    file: FoundFile,
    options: ReadOptions | None = None,
    *,
    on_open: Callable[[IO[bytes]], None] | None = None,
) -> Generator[Read]:
    """Yield the articles of a file, and a refusal for whatever of it cannot be read.

    ``on_open`` is called with the stream of the file (as stored, compressed or not) when it is
    opened.

    Its position is the progress of reading. The contents of a file never raise an error: bad
    content, damage, and a file that vanishes or changes meanwhile are refusals, each naming its
    place.
    """
    options = options or ReadOptions()
    yield from _with_state_checked(file, options, _read(file, options, on_open))


def read_whole_file(file: FoundFile, options: ReadOptions) -> Iterator[Read]:
    """Yield what `read_file` does, read in this process for every format."""
    yield from _with_state_checked(file, options, read_here(file, options))


def read_file_apart(
    file: FoundFile,
    options: ReadOptions,
    on_open: Callable[[IO[bytes]], None] | None,
    asked: Worker | None = None,
) -> Iterator[Read]:
    """Yield what `read_file` does, read in another process for every format.

    ``asked`` is a process to which the request for the file has been sent.
    """
    yield from _with_state_checked(file, options, _read_apart(file, options, on_open, asked))


def _with_state_checked(
    file: FoundFile, options: ReadOptions, items: Generator[Read]
) -> Generator[Read]:
    """Yield what was read of a file, with few refusals, and one if it changes meanwhile."""
    before = _state(file.path)
    with closing(items):  # closing the iterator ends the reading process
        yield from _few_refusals(file.key, items, options.limits)
    if before is not None and _state(file.path) != before:
        reason = Message("changed while it was read; index again to read it as it is now")
        yield Refusal(file.key, reason, PASSING)


def _read(
    file: FoundFile, options: ReadOptions, on_open: Callable[[IO[bytes]], None] | None
) -> Generator[Read]:
    """Read a file here, or in a process of its own if its format or size requires that."""
    apart = belongs_apart(file, options.limits)
    return (_read_apart if apart else read_here)(file, options, on_open)


def _read_apart(
    file: FoundFile,
    options: ReadOptions,
    on_open: Callable[[IO[bytes]], None] | None,
    asked: Worker | None = None,
) -> Generator[Read]:
    """Read a file in another process, or here if none can begin."""
    from .workers.pool import NoProcess, read_apart

    try:
        yield from read_apart(file, options, on_open, asked)
    except NoProcess:
        yield from read_here(file, options, on_open)


def may_be_read_ahead(file: FoundFile) -> bool:
    """Return whether a file is a small text, which may be read together with others."""
    entry = format_of(file.key)
    if entry is None or entry.apart_from is None:
        return False
    if not system_calls.calls.passes_descriptors:
        return False
    return file.size < entry.apart_from and not split_compression(file.key)[1]


def belongs_apart(file: FoundFile, limits: Limits) -> bool:
    """Return whether a file is to be read in another process, where time and memory are bounded."""
    entry = format_of(file.key)
    if entry is None or entry.apart_from is None:
        return False
    if not system_calls.calls.passes_descriptors:
        return False
    if limits.document_seconds is None and limits.document_memory is None:
        return False
    _, compression = split_compression(file.key)
    return bool(compression) or file.size >= entry.apart_from


def _few_refusals(key: str, items: Iterable[Read], limits: Limits) -> Iterator[Read]:
    """Yield items; refusals beyond a limit are counted, and too many in a row end the reading."""
    refused = in_a_row = 0
    for item in items:
        if isinstance(item, Refusal):
            refused += 1
            in_a_row += 1
            if in_a_row > limits.refusals_in_a_row:
                break
            if refused > limits.refusals:
                continue
        else:
            in_a_row = 0
        yield item
    if refused > limits.refusals:
        yield Refusal(
            key,
            Message(
                "holds {refused:,} more places that cannot be read",
                refused=refused - limits.refusals,
            ),
        )
    if in_a_row > limits.refusals_in_a_row:
        yield Refusal(
            key,
            Message(
                "was not read to its end: {most:,} places one after another cannot be read",
                most=limits.refusals_in_a_row,
            ),
        )


def read_here(
    file: FoundFile,
    options: ReadOptions,
    on_open: Callable[[IO[bytes]], None] | None = None,
    admit: Callable[[str], bool] | None = None,
) -> Generator[Read]:
    """Yield the articles and refusals of a file, read in this process; see `read_file`.

    ``admit`` is called with the key of each document inside the file before it is read.
    """
    document = document_of(file.key, partial(_open, file.path, on_open), options.limits)
    if admit is not None:
        document = replace(document, admit=admit)
    for item in read_document(document, options):
        if isinstance(item, Article) and item.path != file.key:
            item = replace(item, path=file.key)  # a member of an archive: its file is the archive
        yield item


def _open(path: str, on_open: Callable[[IO[bytes]], None] | None) -> IO[bytes]:
    stream = open_file(path)
    if on_open is not None:
        on_open(stream)
    return stream


def read_page(path: str | os.PathLike[str], options: ReadOptions | None = None) -> Page:
    """Return the result of the news-page cleaner for a text file, each line with its role.

    Raises:
        SourceNotFound: there is no such file.
        ReadError: it is not text, or no file of plain text.
    """
    from .pages import clean_page  # its patterns take time to compile, and searching needs none

    options = options or ReadOptions()
    listing = walk([path], options)
    name = os.fspath(path)
    if not listing.files or format_of(listing.files[0].key) is not format_of("page.txt"):
        message = Message(
            "{name} is not a text file; only those are cleaned line by line.", name=repr(name)
        )
        raise ReadError(message)
    file = listing.files[0]
    document = document_of(file.key, partial(open_file, file.path), options.limits)
    try:
        return clean_page(decode(read_whole(document)).text)
    except Unreadable as error:
        raise ReadError(Message("{name} {error}.", name=repr(name), error=error)) from error
    except OSError as error:
        raise ReadError(
            Message(
                "{name} cannot be read: {strerror}.",
                name=repr(name),
                strerror=error.strerror or error,
            )
        ) from error


def document_of(key: str, opener: Callable[[], IO[bytes]], limits: Limits) -> Document:
    """Return the document of an opener, decompressed."""
    name, compression = split_compression(key)
    if compression:
        opener = open_compressed(opener, compression, limits)
    return Document(key, name, opener, limits)


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the articles of a document, read by the reader of its format, and refusals."""
    entry = format_of(document.name)
    if entry is None:
        yield Refusal(document.key, Message("has a suffix of no known format"))
        return
    if document.depth and not entry.container and not document.admit(document.key):
        return
    try:
        yield from format_reader(entry)(document, options)
    except Unreadable as error:
        yield Refusal(document.key, str(error))
    except MissingExtra as error:
        yield Refusal(document.key, str(error), error.extra)
    except FileNotFoundError:
        yield Refusal(document.key, Message("disappeared before it could be read"), PASSING)
    except PermissionError:
        yield Refusal(document.key, Message("may not be read: permission denied"), PASSING)
    except OSError as error:
        yield Refusal(
            document.key,
            Message("cannot be read: {strerror}", strerror=error.strerror or error),
            PASSING,
        )
    except MemoryError:
        yield Refusal(document.key, _beyond_memory(document.limits))
    except RecursionError:
        yield Refusal(document.key, Message("is too deeply nested to be read"))
    except Exception as error:  # an error of a library must only affect one file
        yield Refusal(
            document.key,
            Message("cannot be read ({kind}: {error})", kind=type(error).__name__, error=error),
        )


def _beyond_memory(limits: Limits) -> str:
    if limits.document_memory is None:
        return Message("takes more memory to read than there is")
    size = in_words(limits.document_memory)
    return Message("takes more than {size} of memory to read; --limit gives it more", size=size)


def _state(path: str) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino
