"""The settings of a server."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass

#: Environment variable with the settings, for the processes of a server.
SETTINGS_VARIABLE = "KSEARCH_SERVER_SETTINGS"
#: Environment variable with the folder in which the processes of a server share their metrics
#: (prometheus_client).
COUNTS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
#: Names of this machine that no other machine can reach.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Settings:
    """The index of a server, its address, who may use it, and its limits.

    Attributes:
        index: the folder (or location) of the index.
        host: the address that the server listens on.
        port: the port that it listens on.
        token: the token that requests must have; None: requests need none.
        writable: whether articles may be added and deleted.
        hosts: further host names of this server.
        threads: searches that run at once. Several wait for each other, because most of a search
            needs Python's lock: with 50 clients on two cores, one thread gives 129 answers a second
            (p99 450 ms), two give 87 (p99 713 ms).
        waiting: requests that may wait for a thread; the next one is refused.
        seconds: how long a request may take, its waiting included.
    """

    index: str
    host: str = "127.0.0.1"
    port: int = 8970
    token: str | None = None
    writable: bool = False
    hosts: tuple[str, ...] = ()
    threads: int = 1
    waiting: int = 256
    seconds: float = 10.0

    @property
    def names(self) -> frozenset[str]:
        """The names of this server in a Host header."""
        return frozenset(name.lower() for name in (*LOOPBACK, self.host, *self.hosts))

    def to_environment(self) -> None:
        """Store the settings in the environment, for the processes that this one starts."""
        os.environ[SETTINGS_VARIABLE] = json.dumps(asdict(self))

    @classmethod
    def from_environment(cls) -> Settings:
        """Return the settings that the parent process stored."""
        values = json.loads(os.environ[SETTINGS_VARIABLE])
        return cls(**{**values, "hosts": tuple(values["hosts"])})
