"""Main loop of an analyser process: answers requests until its input ends."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import IO

from ksearch.korean.kiwi.morphemes import MorphemeAnalyser
from ksearch.korean.kiwi.pipes import receive, send
from ksearch.korean.kiwi.worker_pool import columns_of_analyses
from ksearch.korean.word_lists.user_words import UserWord, UserWords

_STANDARD = (0, 1)


def main(copies: Sequence[tuple[int, int]]) -> None:
    """Read the settings and then batches of runs from standard input; write their analyses.

    ``copies`` are the descriptors that each copy of this process reads from and writes to.
    """
    # An interrupt is for the process that asks; when it ends, so does the input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = receive(sys.stdin.buffer)
    if settings is None:
        return
    analyser = MorphemeAnalyser(UserWords(tuple(UserWord(text, tag) for text, tag in settings)))
    analyser.load()
    # Nothing that is made from here on refers to itself: there is never any garbage to look for.
    gc.disable()
    for own in copies:
        if os.fork() == 0:
            _answer_as_copy(own, copies, analyser)
    _close(copies)
    _answer(sys.stdin.buffer, sys.stdout.buffer, analyser)
    for _ in copies:
        os.wait()


def _answer_as_copy(
    own: tuple[int, int], copies: Sequence[tuple[int, int]], analyser: MorphemeAnalyser
) -> None:
    """Answer through the copy's own pipes, and end.

    It closes all other pipes, which end only when no process holds them.
    """
    _close([_STANDARD, *(other for other in copies if other != own)])
    source, target = own
    try:
        with os.fdopen(source, "rb") as questions, os.fdopen(target, "wb") as answers:
            _answer(questions, answers, analyser)
    finally:
        os._exit(0)


def _close(pairs: Sequence[tuple[int, int]]) -> None:
    for pair in pairs:
        for descriptor in pair:
            os.close(descriptor)


def _answer(questions: IO[bytes], answers: IO[bytes], analyser: MorphemeAnalyser) -> None:
    while (runs := receive(questions)) is not None:
        try:
            send(answers, tuple(columns_of_analyses(analyser.analyse(runs))))
        except BrokenPipeError:
            return
