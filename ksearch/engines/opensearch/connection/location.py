"""Where an index on a cluster is: ``opensearch://host:9200[,host:9200]/index?option=value``.

Nothing in a location is secret: who signs in comes from `credentials`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote, urlsplit

from ksearch.messages import Message
from ksearch.model.errors import InvalidValue

SCHEME = "opensearch"
#: The port of OpenSearch, for locations without a port.
_PORT = 9200
#: Names of this machine, between which and a cluster nobody can listen.
_LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")
#: What OpenSearch allows as the name of an index, less the signs that mean several; room is left
#: for what is added to it.
_INDEX = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")
#: Seconds after which a request has failed, where a location does not say.
REQUEST_SECONDS = 30.0
#: Shards of a new index, and copies of each beside the first.
_SHARDS, _REPLICAS = 3, 1
_SWITCH = {"on": True, "off": False}


@dataclass(frozen=True, slots=True)
class Location:
    """An index on a cluster.

    Attributes:
        hosts: names and ports of its nodes; one that answers is enough.
        index: the name of the index.
        tls: whether the connection is encrypted, and the certificate verified.
        authorities: a file of certificates that are trusted instead of the system's; "" for these.
        timeout: seconds after which a request has failed.
        shards, replicas: of a new index.
    """

    hosts: tuple[tuple[str, int], ...]
    index: str
    tls: bool
    authorities: str = ""
    timeout: float = REQUEST_SECONDS
    shards: int = _SHARDS
    replicas: int = _REPLICAS

    @property
    def is_local(self) -> bool:
        """Whether all nodes are on this machine."""
        return all(_LOOPBACK.fullmatch(host) for host, _ in self.hosts)

    def __str__(self) -> str:
        hosts = ",".join(f"{host}:{port}" for host, port in self.hosts)
        return f"{SCHEME}://{hosts}/{self.index}"


def parse_location(text: str) -> Location:
    """Read a location.

    TLS is used unless all hosts are this machine; ``?tls=on`` and ``?tls=off`` say otherwise.

    Raises:
        InvalidValue: it cannot be read, or holds a password.
    """
    parts = urlsplit(text)
    if "@" in parts.netloc:
        raise InvalidValue(
            Message(
                "an address with a user name or password in it is seen by others; put them into "
                "KSEARCH_OPENSEARCH_USER and KSEARCH_OPENSEARCH_PASSWORD, or into ~/.netrc"
            )
        )
    hosts = tuple(_host(each, text) for each in parts.netloc.split(","))
    index = unquote(parts.path.strip("/"))
    if not _INDEX.fullmatch(index):
        raise _unreadable(text)
    plain = Location(hosts, index, tls=False)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    tls = options.pop("tls", "off" if plain.is_local else "on")
    if tls not in _SWITCH:
        raise _unreadable(text)
    location = replace(plain, tls=_SWITCH[tls], authorities=options.pop("ca", ""))
    try:
        location = replace(
            location,
            timeout=float(options.pop("timeout", REQUEST_SECONDS)),
            shards=int(options.pop("shards", _SHARDS)),
            replicas=int(options.pop("replicas", _REPLICAS)),
        )
    except ValueError as error:
        raise _unreadable(text) from error
    if options or location.timeout <= 0 or location.shards < 1 or location.replicas < 0:
        raise _unreadable(text)
    return location


def _host(text: str, whole: str) -> tuple[str, int]:
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::(\d{1,5}))?", text)
    if not found:
        raise _unreadable(whole)
    return found[1].strip("[]"), int(found[2] or _PORT)


def _unreadable(text: str) -> InvalidValue:
    return InvalidValue(
        Message(
            "“{text}” is not an address of an index on a cluster; write "
            "opensearch://host:9200/index, and after it, if needed, ?tls=on or tls=off, ca=FILE, "
            "timeout=SECONDS, shards=N, replicas=N, with & between them",
            text=text,
        )
    )
