"""Word lists that people edit by hand: reading them with line numbers, changing them with care.

Synonyms and user words are such files: UTF-8 text, one entry a line, ``#`` starts a comment at the
start of a line or after a space. A change rewrites only its own lines and replaces the file whole.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ksearch import disk
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt, ReadError, StorageError

#: The most that a word list may have; 16 MB are half a million words.
_MAX_LIST_BYTES = 16 << 20
_COMMENT_SIGN = r"(?<=\s)#"


class WordListError(ReadError):
    """A line of a word list cannot be read.

    Attributes:
        path: the file, as it was named.
        line: the number of the line, counted from 1; 0 where it is the file itself.
        reason: what is wrong, without the place.
    """

    def __init__(self, path: str, line: int, message: str) -> None:
        place = Message("{path}, line {line}", path=path, line=line) if line else path
        super().__init__(Message("{place}: {message}", place=place, message=message))
        self.path = path
        self.line = line
        self.reason = message


def read_lines(path: Path) -> list[str]:
    """Return the lines of a word list with their line ends; none if there is no such file.

    Raises:
        WordListError: the file is not UTF-8, or cannot be read.
    """
    try:
        data = disk.read_at_most(path, _MAX_LIST_BYTES)
    except FileNotFoundError:
        return []
    except IndexCorrupt as error:
        # Neither waits for a pipe, nor shows a line of what a link points to.
        most = f"{_MAX_LIST_BYTES >> 20} MB"
        irregular = Message(
            "cannot be read: it is not a regular file of at most {most}; put a text file there.",
            most=most,
        )
        raise WordListError(str(path), 0, irregular) from error
    except (OSError, StorageError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise WordListError(
            str(path), 0, Message("cannot be read ({reason}); check the file.", reason=reason)
        ) from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WordListError(
            str(path), line, Message("is not UTF-8; save the file as UTF-8.")
        ) from error
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]


def split_comment(line: str) -> tuple[str, str]:
    """Return what a line says, without the spaces around it, and its comment without the ``#``."""
    content = line.removeprefix("\ufeff").rstrip("\r\n")
    if content.startswith("#"):
        return "", content[1:].strip()
    comment = re.search(_COMMENT_SIGN, content) if "#" in content else None
    if not comment:
        return content.strip(), ""
    return content[: comment.start()].strip(), content[comment.end() :].strip()


def entries(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something: their numbers, counted from 1, and what they say."""
    for number, line in enumerate(lines, start=1):
        content, _ = split_comment(line)
        if content:
            yield number, content


def with_line(lines: list[str], line: str) -> list[str]:
    """Return the lines with one more at the end, in the file's own kind of line end."""
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    kept = list(lines)
    if kept and not kept[-1].endswith("\n"):
        kept[-1] += end
    return [*kept, line + end]


def write_list(path: Path, lines: Iterable[str]) -> None:
    """Replace the file by the lines, whole or not at all.

    Raises:
        StorageError: the file cannot be written; the old one remains.
    """
    # A random name: two processes in two containers may well have one number.
    scratch = path.with_name(f".{path.name}.{os.urandom(8).hex()}.new")
    data = "".join(lines).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        disk.write_durably(scratch, iter([data]))
        disk.operations.rename(scratch, path)
    except OSError as error:
        raise disk.refused(Message("write {path}", path=path), error) from error
    finally:
        disk.remove_quietly(scratch)
