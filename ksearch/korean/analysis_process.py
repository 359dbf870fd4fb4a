"""What a process does that analyses runs of Hangul for another: answers until its input ends."""

from __future__ import annotations

import gc
import signal
import sys

from ksearch.korean.analysis_team import gathered, receive, send
from ksearch.korean.morphemes import MorphemeAnalyser
from ksearch.korean.userwords import UserWord, UserWords


def main() -> None:
    """Read the settings and then batches of runs from standard input; write their analyses."""
    # An interrupt is for the process that asks; when it ends, so does the input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    settings = receive(source)
    if settings is None:
        return
    analyser = MorphemeAnalyser(UserWords(tuple(UserWord(text, tag) for text, tag in settings)))
    # Nothing that is made here refers to itself, so that there is never any garbage to look for.
    gc.disable()
    while (runs := receive(source)) is not None:
        try:
            send(target, tuple(gathered(analyser.analyse(runs))))
        except BrokenPipeError:
            return
