"""Shows output that is longer than the terminal in a pager, as git does."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice
from typing import IO, TYPE_CHECKING

from ksearch.render.terminal import Terminal, is_terminal, printable, write_lines

if TYPE_CHECKING:
    from subprocess import Popen

#: Environment variables with the pager, by priority; empty or ``cat``: no pager.
_VARIABLES = ("KSEARCH_PAGER", "PAGER")
_DEFAULT_PAGER = "less"
#: Environment of pagers, unless it is already set: `less` exits if one screen is enough, shows
#: colours and leaves the text on the screen; `lv` shows colours.
_OPTIONS_OF_PAGERS = {"LESS": "FRX", "LV": "-c"}
#: The first version of `less` that passes links on (its NEWS); earlier ones show the escape
#: sequences.
_LESS_WITH_LINKS = 566
_LINK_SEQUENCE = re.compile("\x1b\\]8;;[!-~]*\x1b\\\\")
#: Rows of the terminal for the prompt.
_PROMPT = 1


def show(lines: Iterable[str], terminal: Terminal) -> None:
    """Write lines to stdout, or to a pager if they do not fit on the terminal."""
    if terminal.rows is None or not is_terminal(sys.stdout):
        write_lines(lines)
        return
    rest = iter(lines)
    first = list(islice(rest, terminal.rows - _PROMPT + 1))
    pager = _pager() if len(first) > terminal.rows - _PROMPT else None
    if pager is None:
        write_lines(chain(first, rest))
    else:
        _write_to(pager, chain(first, rest))


def _pager() -> list[str] | None:
    """Return the command of the pager; None if no pager is installed or wanted."""
    import shlex
    import shutil

    command = next((os.environ[name] for name in _VARIABLES if name in os.environ), _DEFAULT_PAGER)
    try:
        words = shlex.split(command)
    except ValueError:  # a quotation mark is missing
        return None
    if not words or words == ["cat"] or shutil.which(words[0]) is None:
        return None
    return words


def _write_to(pager: list[str], lines: Iterable[str]) -> None:
    """Write lines to a pager, and wait until it exits; quitting it early is not an error."""
    import subprocess

    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.flush()
    with_links = _lets_links_through(pager)
    try:
        process = subprocess.Popen(pager, stdin=subprocess.PIPE, env=_environment(encoding))
    except OSError:  # not a program for this system
        write_lines(lines)
        return
    assert process.stdin is not None
    try:
        for line in _for_pager(lines, with_links=with_links):
            process.stdin.write(f"{line}\n".encode(encoding, "backslashreplace"))
    except (BrokenPipeError, KeyboardInterrupt):  # the pager was quit, or Ctrl-C pressed
        pass
    finally:
        _close(process.stdin)
        _wait_for(process)


def _for_pager(lines: Iterable[str], *, with_links: bool) -> Iterator[str]:
    safe = printable(lines)
    return safe if with_links else (_LINK_SEQUENCE.sub("", line) for line in safe)


def _environment(encoding: str) -> Mapping[str, str]:
    wanted = dict(_OPTIONS_OF_PAGERS)
    if encoding.lower().replace("-", "") == "utf8":
        wanted["LESSCHARSET"] = "utf-8"  # otherwise it shows bytes in a locale without Hangul
    return {**wanted, **os.environ}


def _lets_links_through(pager: list[str]) -> bool:
    import subprocess

    if os.path.basename(pager[0]) != "less":  # noqa: PTH119
        return False
    try:
        said = subprocess.run([pager[0], "--version"], capture_output=True, check=False).stdout
    except OSError:
        return False
    version = re.match(rb"less (\d+)", said)
    return version is not None and int(version[1]) >= _LESS_WITH_LINKS


def _close(stream: IO[bytes]) -> None:
    with suppress(OSError):  # the pager was quit before it had read all lines
        stream.close()


def _wait_for(process: Popen[bytes]) -> None:
    while True:
        try:
            process.wait()
            return
        except KeyboardInterrupt:  # Ctrl-C is for the pager while it runs
            continue
