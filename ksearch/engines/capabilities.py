"""Access to the optional capabilities of an engine: the protocols beside `Engine`."""

from __future__ import annotations

from ksearch.engines.protocol import (
    Collecting,
    Completion,
    EditableWords,
    Engine,
    Highlighting,
    Inspection,
    RememberedSources,
    Similarity,
)
from ksearch.messages import Message
from ksearch.model.errors import EngineUnavailable


def completing(engine: Engine) -> Completion:
    """Return an engine that completes words; raises `EngineUnavailable` if it does not."""
    if isinstance(engine, Completion):
        return engine
    raise _lacking(engine, Message("complete words"))


def comparing(engine: Engine) -> Similarity:
    """Return an engine that finds similar articles; raises `EngineUnavailable` if it does not."""
    if isinstance(engine, Similarity):
        return engine
    raise _lacking(engine, Message("find similar articles"))


def highlighting(engine: Engine) -> Highlighting:
    """Return an engine that highlights articles; raises `EngineUnavailable` if it does not."""
    if isinstance(engine, Highlighting):
        return engine
    raise _lacking(engine, Message("find a query's matches in an article"))


def collecting(engine: Engine) -> Collecting:
    """Return an engine that counts matches; raises `EngineUnavailable` if it does not."""
    if isinstance(engine, Collecting):
        return engine
    raise _lacking(engine, Message("count what a query matches"))


def keeping_words(engine: Engine) -> EditableWords:
    """Return an engine that keeps word lists; raises `EngineUnavailable` if it does not."""
    if isinstance(engine, EditableWords):
        return engine
    raise _lacking(engine, Message("keep user words and synonyms"))


def remembering_sources(engine: Engine) -> RememberedSources:
    """Return an engine that remembers sources; raises `EngineUnavailable` if it does not."""
    if isinstance(engine, RememberedSources):
        return engine
    raise _lacking(engine, Message("remember sources"))


def inspecting(engine: Engine) -> Inspection:
    """Return an engine that can be looked into; raises `EngineUnavailable` if it cannot."""
    if isinstance(engine, Inspection):
        return engine
    raise _lacking(engine, Message("be checked or shown from inside"))


def _lacking(engine: Engine, purpose: str) -> EngineUnavailable:
    return EngineUnavailable(
        Message(
            "the engine of this index, {kind}, cannot {purpose}",
            kind=type(engine).__name__,
            purpose=purpose,
        )
    )
