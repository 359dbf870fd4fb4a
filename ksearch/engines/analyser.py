"""The morphological analyser of the process: Kiwi takes half a gigabyte, once is enough."""

from __future__ import annotations

from functools import cache

from ksearch.korean.morphemes import MorphemeAnalyser


@cache
def shared_analyser() -> MorphemeAnalyser:
    """Return the analyser that all indexes of the process share; Kiwi is loaded at first use."""
    return MorphemeAnalyser()
