"""Bringing an index on a cluster up to date with sources."""

from __future__ import annotations

from ksearch.engines.protocol import UpdateRequest
from ksearch.messages import Message
from ksearch.model.errors import EngineUnavailable
from ksearch.model.reports import UpdateReport


def update_on_cluster(location: str, request: UpdateRequest) -> UpdateReport:  # noqa: ARG001
    """Refuse: a cluster does not remember sources.

    Raises:
        EngineUnavailable: always.
    """
    raise EngineUnavailable(
        Message(
            "an index on a cluster does not remember sources; update an index in a folder and "
            "`ksearch copy` it to {location}, or add articles with `Index.writer` in Python",
            location=location,
        )
    )
