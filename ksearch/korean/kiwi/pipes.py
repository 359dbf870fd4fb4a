"""The pipes to processes that analyse runs of Hangul, and how these processes begin and end."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from contextlib import suppress
from itertools import chain
from typing import IO, Any

from ksearch import system_calls

_LENGTH_BYTES = 4
_PROGRAM = (
    "import sys; sys.path[:] = {path!r}; "
    "from ksearch.korean.kiwi.process import main; main({copies!r})"
)


def send(stream: IO[bytes], value: Any) -> None:
    """Write a value made of lists, tuples, strings and numbers to a pipe."""
    data = marshal.dumps(value)
    stream.write(len(data).to_bytes(_LENGTH_BYTES, "little"))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read what `send` wrote; None at the end of the stream."""
    head = stream.read(_LENGTH_BYTES)
    if len(head) < _LENGTH_BYTES:
        return None
    data = stream.read(int.from_bytes(head, "little"))
    return marshal.loads(data)


class Pipes:
    """Asks one other process; once that has failed, it answers nothing any more."""

    def __init__(
        self,
        questions: IO[bytes],
        answers: IO[bytes],
        process: subprocess.Popen[bytes] | None = None,
    ) -> None:
        """Take both pipes; ``process`` is what has to be waited for at the end, if anything."""
        self._questions = questions
        self._answers = answers
        self._process = process
        self._open = True

    def __enter__(self) -> Pipes:
        return self

    def __exit__(self, *raised: object) -> None:
        self._end()

    def kill(self) -> None:
        """End the process and its copies at once; pending requests get no answer."""
        if self._process is not None:
            system_calls.calls.kill_group(self._process)

    def ask(self, question: Any) -> Any:
        """Return the answer to a question, or None."""
        if not self._open:
            return None
        answer = None
        with suppress(OSError, EOFError, ValueError):
            send(self._questions, question)
            answer = receive(self._answers)
        if answer is None:
            self._end()
        return answer

    def _end(self) -> None:
        if not self._open:
            return
        self._open = False
        # The end of its input ends a process; what could not be written any more is of no use.
        for stream in (self._questions, self._answers):
            with suppress(OSError):
                stream.close()
        if self._process is not None:
            self._process.wait()


def begin(settings: Any, count: int) -> list[Pipes]:
    """Begin processes; none where the system refuses.

    Where a process can be copied, one loads Kiwi, and the others are copies of it that share its
    third of a gigabyte.
    """
    if not system_calls.calls.copies_processes:
        return [pipes for _ in range(count) for pipes in _begin_one(settings, 0)]
    return _begin_one(settings, count - 1)


def _begin_one(settings: Any, copies: int) -> list[Pipes]:
    """Begin a process that makes copies of itself."""
    pipes: list[tuple[int, int]] = []
    options = system_calls.calls.start_group()
    try:
        pipes.extend(os.pipe() for _ in range(2 * copies))
        questions, answers = pipes[:copies], pipes[copies:]
        theirs = [(ask[0], reply[1]) for ask, reply in zip(questions, answers, strict=True)]
        if theirs:
            options["pass_fds"] = tuple(chain.from_iterable(theirs))
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM.format(path=sys.path, copies=theirs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **options,
        )
    except OSError:
        for descriptor in chain.from_iterable(pipes):
            os.close(descriptor)
        return []
    for descriptor in chain.from_iterable(theirs):
        os.close(descriptor)
    ours = [
        Pipes(os.fdopen(ask[1], "wb"), os.fdopen(reply[0], "rb"))
        for ask, reply in zip(questions, answers, strict=True)
    ]
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(OSError):
        send(process.stdin, settings)
    return [Pipes(process.stdin, process.stdout, process), *ours]
