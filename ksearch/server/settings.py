"""What a server is started with."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass

#: Where the processes of a server find its settings.
SETTINGS_VARIABLE = "KSEARCH_SERVER_SETTINGS"
#: Names the folder in which the processes of a server leave their counts (prometheus_client).
COUNTS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
#: Names of this machine that no other machine can reach.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server serves, to whom, and within which limits.

    Attributes:
        index: the folder (or location) of the index.
        host: the address that the server listens on.
        port: the port that it listens on.
        token: what requests must bear; None for none.
        writable: whether articles may be added and deleted.
        hosts: further names of this server that browsers may ask for.
        threads: searches that run at once. Two wait for one another, as most of a search needs
            Python's lock: with 50 clients on two cores, one thread gives 129 answers a second, the
            slowest hundredth after 450 ms; two give 87, after 713 ms.
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
        """The names in a Host header that are this server's own."""
        return frozenset(name.lower() for name in (*LOOPBACK, self.host, *self.hosts))

    def to_environment(self) -> None:
        """Leave the settings to the processes that this one starts."""
        os.environ[SETTINGS_VARIABLE] = json.dumps(asdict(self))

    @classmethod
    def from_environment(cls) -> Settings:
        """Return the settings that the parent process left."""
        values = json.loads(os.environ[SETTINGS_VARIABLE])
        return cls(**{**values, "hosts": tuple(values["hosts"])})
