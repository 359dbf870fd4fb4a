"""Why there is no cluster."""

from __future__ import annotations


class ClusterError(Exception):
    """The cluster cannot do what was asked for; one sentence says why."""


class NotHere(ClusterError):
    """What a cluster needs (Java, Maven, the jars) is not on this machine."""


class NodeDied(ClusterError):
    """The process of a node ended while it was needed."""
