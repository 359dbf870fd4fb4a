"""Who signs in at a cluster: from the environment, a file, or netrc, and never from an address."""

from __future__ import annotations

import netrc
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ksearch.engines.opensearch.connection.location import Location
from ksearch.messages import Message
from ksearch.model.errors import EngineUnavailable, InvalidValue

USER, PASSWORD = "KSEARCH_OPENSEARCH_USER", "KSEARCH_OPENSEARCH_PASSWORD"
PASSWORD_FILE = "KSEARCH_OPENSEARCH_PASSWORD_FILE"


class Credentials(NamedTuple):
    """A user's name and password."""

    user: str
    password: str


def credentials_for(
    location: Location, environment: Mapping[str, str] = os.environ
) -> Credentials | None:
    """Return who signs in at a cluster; None where nobody does.

    Raises:
        InvalidValue: half of it is missing, or a file cannot be read.
        EngineUnavailable: a password would be sent in the clear over a network.
    """
    found = _from_environment(environment) or _from_netrc(location, environment)
    if found is not None and not location.tls and not location.is_local:
        raise EngineUnavailable(
            Message(
                "the password for {location} would be sent without encryption; leave out tls=off",
                location=location,
            )
        )
    return found


def _from_environment(environment: Mapping[str, str]) -> Credentials | None:
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    file = environment.get(PASSWORD_FILE, "")
    if file and not password:
        try:
            password = Path(file).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidValue(
                Message(
                    "the file of {name}, “{file}”, cannot be read: {error}",
                    name=PASSWORD_FILE,
                    file=file,
                    error=error,
                )
            ) from error
    if bool(user) != bool(password):
        raise InvalidValue(
            Message(
                "a user name and a password go together: {user} and {password} (or {file})",
                user=USER,
                password=PASSWORD,
                file=PASSWORD_FILE,
            )
        )
    return Credentials(user, password) if user else None


def _from_netrc(location: Location, environment: Mapping[str, str]) -> Credentials | None:
    path = environment.get("NETRC") or str(Path("~/.netrc").expanduser())
    try:
        entries = netrc.netrc(path)
    except FileNotFoundError:
        return None
    except (OSError, netrc.NetrcParseError) as error:
        raise InvalidValue(
            Message("the file “{path}” cannot be read: {error}", path=path, error=error)
        ) from error
    for host, _ in location.hosts:
        # The default entry is for anybody who asks: no cluster is meant by it.
        entry = entries.hosts.get(host)
        if entry is not None and entry[2]:
            return Credentials(entry[0] or "", entry[2])
    return None
