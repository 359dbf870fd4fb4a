"""Requests to a node, and its answers."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, NamedTuple

#: What occurs in paths and parameters as it is.
_SAFE = "/?&=,*:%+-"


class Answer(NamedTuple):
    """What a node answered.

    Attributes:
        status: the status of HTTP.
        body: the JSON.
    """

    status: int
    body: Any


class NoAnswer(Exception):
    """A node did not answer: not reached, too late, or what came is no answer."""


class Connection(NamedTuple):
    """How the nodes of a cluster are reached.

    Attributes:
        tls: checks their certificates; None for plain HTTP.
        user: a user and password, joined by a colon.
    """

    tls: ssl.SSLContext | None = None
    user: str = ""

    def ask(
        self, address: str, path: str, method: str = "GET", body: object = None, seconds: float = 10
    ) -> Answer:
        """Send a request; raises `NoAnswer`. A text is sent as it is, anything else as JSON."""
        text = body if isinstance(body, str) else json.dumps(body)
        request = urllib.request.Request(
            address + urllib.parse.quote(path, safe=_SAFE),
            None if body is None else text.encode(),
            {"Content-Type": "application/json"},
            method=method,
        )
        if self.user:
            known = base64.b64encode(self.user.encode()).decode()
            request.add_header("Authorization", f"Basic {known}")
        # Nothing between this machine and itself goes by way of a proxy.
        handlers = [urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self.tls)]
        try:
            with urllib.request.build_opener(*handlers).open(request, timeout=seconds) as answer:
                return Answer(answer.status, _parsed(answer.read()))
        except urllib.error.HTTPError as error:
            return Answer(error.code, _parsed(error.read()))
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(str(error)) from None


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text.decode("utf-8", "replace")
