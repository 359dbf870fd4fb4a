"""Requests to a cluster: connections, what an error of it means, and nothing partial as whole."""

from __future__ import annotations

import base64
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from ksearch.engines.opensearch.connection.credentials import Credentials, credentials_for
from ksearch.engines.opensearch.connection.location import Location
from ksearch.messages import Message
from ksearch.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

Body: TypeAlias = "dict[str, Any]"

#: Times that a request is sent to another node, or again, after one did not answer.
_RETRIES = 2
#: Statuses of a node that cannot serve just now.
_TOO_MANY = 429
_BUSY = (_TOO_MANY, 502, 503, 504)
#: Seconds before a search that a node had no room for is sent again; then about twice as
#: long, each time.
_FIRST_WAIT = 0.05
#: Connections to each node.
_CONNECTIONS = 8
_NOT_FOUND = 404
#: The header of a search among several: an answer is whole, or an error.
_HEADER = json.dumps({"allow_partial_search_results": False})
#: Seconds to wait before each attempt to have every copy of an index show what was written.
_REFRESH_WAITS = (0.0, 1.0, 3.0)


class NotThere(Exception):
    """What was asked for is not in the cluster."""


class Changed(Exception):
    """Somebody else has changed a document in between."""


class Incomplete(EngineUnavailable):
    """The cluster answers, but cannot do now what it is asked for, or has a part of it only."""


class NodesBusy(Incomplete):
    """A node has no room for a request just now (status 429)."""


class Rejected(Exception):
    """The cluster refused a request for what it asks; ``reason`` is its own word for it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def require_client() -> Any:
    """Import the client library.

    Raises:
        MissingExtra: it is not installed.
    """
    from ksearch.reading.extras import require

    return require("opensearchpy", "opensearch", Message("an index on an OpenSearch cluster"))


class Cluster:
    """Sends requests to the nodes of a cluster; safe to share between threads.

    Every method raises `EngineUnavailable`, in one sentence, if no node answers in time, refuses
    who asks, or has a part of the answer only.

    Args:
        location: of the index.
    """

    def __init__(self, location: Location) -> None:
        client = require_client()
        self.location = location
        credentials = credentials_for(location)
        self._client: OpenSearch = client.OpenSearch(
            [{"host": host, "port": port} for host, port in location.hosts],
            use_ssl=location.tls,
            verify_certs=True,
            ssl_show_warn=True,
            ca_certs=location.authorities or None,
            headers=_signed_in(credentials),
            timeout=location.timeout,
            max_retries=_RETRIES,
            retry_on_status=_BUSY[1:],
            retry_on_timeout=False,
            pool_maxsize=_CONNECTIONS,
            http_compress=False,
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def request(
        self,
        method: str,
        path: str,
        body: Body | str | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> Any:
        """Send any request; returns what was answered.

        Raises:
            NotThere: the cluster does not have what is asked for.
            Changed: a document is not as it was expected to be.
            Rejected: the request is none that the cluster accepts.
        """
        with self._errors():
            return self._client.transport.perform_request(
                method, path, params=dict(params or {}), body=body
            )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        from opensearchpy import exceptions

        try:
            yield
        except exceptions.NotFoundError as error:
            raise NotThere(_reason_of(error)) from error
        except exceptions.ConflictError as error:
            raise Changed(_reason_of(error)) from error
        except exceptions.AuthenticationException as error:
            raise self._refused(
                Message(
                    "the cluster at {location} does not know the user, or the password is wrong; "
                    "KSEARCH_OPENSEARCH_USER and KSEARCH_OPENSEARCH_PASSWORD, or ~/.netrc, say who "
                    "signs in",
                    location=self.location,
                )
            ) from error
        except exceptions.AuthorizationException as error:
            raise self._refused(
                Message(
                    "the user may not do this on the cluster at {location}: {reason}",
                    location=self.location,
                    reason=_reason_of(error),
                )
            ) from error
        except exceptions.SSLError as error:
            raise self._refused(
                Message(
                    "the certificate of the cluster at {location} is not trusted, or it does not "
                    "speak TLS: {reason}; ca=FILE in the address names other certificates",
                    location=self.location,
                    reason=_cause_of(error),
                )
            ) from error
        except exceptions.ConnectionTimeout as error:
            raise self._refused(
                Message(
                    "the cluster at {location} did not answer within {seconds} seconds; try again, "
                    "or give it longer by timeout=SECONDS in the address",
                    location=self.location,
                    seconds=f"{self.location.timeout:g}",
                )
            ) from error
        except exceptions.ConnectionError as error:
            raise self._refused(
                Message(
                    "the cluster at {location} cannot be reached: {reason}",
                    location=self.location,
                    reason=_cause_of(error),
                )
            ) from error
        except exceptions.TransportError as error:
            status = error.status_code if isinstance(error.status_code, int) else 0
            if status < 500 and status not in _BUSY:
                raise Rejected(status, _reason_of(error)) from error
            raise self.unable(_reason_of(error), status) from error

    def _refused(self, message: Message) -> EngineUnavailable:
        return EngineUnavailable(message)

    def unable(self, reason: str, status: int = 0) -> Incomplete:
        """Return the error of a cluster that answers, but cannot do what it is asked for now."""
        kind = NodesBusy if status == _TOO_MANY else Incomplete
        return kind(
            Message(
                "the cluster at {location} cannot answer in full just now: {reason}",
                location=self.location,
                reason=reason,
            )
        )

    # Searching

    def searches(self, bodies: Sequence[Body]) -> list[Body]:
        """Answer several searches, each over its point in time, in one round trip.

        Raises:
            NotThere: a point in time is not kept any more.
            Rejected: one of them is none that the cluster accepts.
            EngineUnavailable: nodes had no room for them, for as long as a request may take.
        """
        until = time.monotonic() + self.location.timeout
        wait = _FIRST_WAIT
        while True:
            try:
                return self._searched(bodies)
            except NodesBusy as error:
                # Others wait, too: after the same time, all would come back at once.
                wait *= random.uniform(1.5, 2.5)
                if time.monotonic() + wait >= until:
                    raise self._too_busy() from error
            time.sleep(wait)

    def _too_busy(self) -> EngineUnavailable:
        return self._refused(
            Message(
                "the cluster at {location} has been too busy for a search for {seconds} seconds; "
                "try again later, or give it longer by timeout=SECONDS in the address",
                location=self.location,
                seconds=f"{self.location.timeout:g}",
            )
        )

    def _searched(self, bodies: Sequence[Body]) -> list[Body]:
        if len(bodies) == 1:
            params = {"allow_partial_search_results": "false"}
            return [self._whole(self.request("POST", "/_search", bodies[0], params))]
        lines = "".join(f"{_HEADER}\n{json.dumps(body)}\n" for body in bodies)
        answers = self.request("POST", "/_msearch", lines)["responses"]
        for answer in answers:
            if "error" in answer:
                self._raise_failed(answer)
        return [self._whole(answer) for answer in answers]

    def _raise_failed(self, answer: Body) -> None:
        reason = _reason_in(answer["error"])
        status = int(answer.get("status", 500))
        if status == _NOT_FOUND:
            raise NotThere(reason)
        if status < 500 and status not in _BUSY:
            raise Rejected(status, reason)
        raise self.unable(reason, status)

    def _whole(self, answer: Body) -> Body:
        shards = answer.get("_shards", {})
        if answer.get("timed_out") or shards.get("failed"):
            failures = shards.get("failures") or [{}]
            raise self.unable(_reason_in(failures[0].get("reason") or {"type": "timed out"}))
        return answer

    # Single documents

    def document(self, index: str, name: str) -> tuple[Body, Body]:
        """Return a document as it was last written, and what `replace` needs to know of it.

        Raises:
            NotThere: the cluster has no such document.
        """
        found = self.request("GET", f"/{index}/_doc/{name}", params={"realtime": "true"})
        seen = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
        return found["_source"], seen

    def create(self, index: str, name: str, document: Body) -> Body:
        """Write a document that is not there yet; returns what `replace` needs to know of it.

        Raises:
            Changed: there is one, with other contents.
        """
        return self._written(index, name, document, f"/{index}/_create/{name}")

    def replace(self, index: str, name: str, document: Body, seen: Body) -> Body:
        """Write a document in the place of one that nobody else has changed since it was seen.

        Raises:
            Changed: somebody has.
        """
        return self._written(index, name, document, f"/{index}/_doc/{name}", seen)

    def _written(
        self, index: str, name: str, document: Body, path: str, seen: Body | None = None
    ) -> Body:
        """Write a document under a condition.

        A request whose answer was lost is sent again, and then meets what it wrote itself.
        """
        try:
            return _seen(self.request("PUT", path, document, seen))
        except Changed:
            found, now = self.document(index, name)
            if found != document:
                raise
            return now

    # Whole indexes

    def refresh(self, index: str) -> None:
        """Let every copy of an index show what was written.

        One that does not would answer without the newest articles later on.
        """
        failures: list[Body] = []
        for wait in _REFRESH_WAITS:
            time.sleep(wait)
            shards = self.request("POST", f"/{index}/_refresh")["_shards"]
            if not shards["failed"]:
                return
            failures = shards.get("failures") or []
        raise self.unable(_reason_in((failures or [{}])[0].get("reason") or "a copy is not there"))


def _signed_in(credentials: Credentials | None) -> dict[str, str]:
    """Return the header of who signs in; the client would refuse passwords beyond Latin-1."""
    if credentials is None:
        return {}
    both = base64.b64encode(":".join(credentials).encode()).decode()
    return {"authorization": f"Basic {both}"}


def _seen(answer: Body) -> Body:
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}


def _reason_of(error: Exception) -> str:
    info = getattr(error, "info", None)
    if isinstance(info, dict) and "error" in info:
        return _reason_in(info["error"])
    return str(getattr(error, "error", error))


def _reason_in(error: object) -> str:
    """Return the innermost reason that an answer gives."""
    if not isinstance(error, dict):
        return str(error)
    for inner in (error.get("caused_by"), *(error.get("failed_shards") or ())):
        if isinstance(inner, dict):
            reason = inner.get("reason")
            return _reason_in(reason if isinstance(reason, dict) else inner)
    roots = error.get("root_cause") or [error]
    return str(roots[0].get("reason") or roots[0].get("type") or error.get("type"))


def _cause_of(error: Exception) -> str:
    """Return what the operating system or the TLS library said, without addresses of objects."""
    cause: object = getattr(error, "info", None) or error
    while inner := getattr(cause, "reason", None) if isinstance(cause, Exception) else None:
        cause = inner
    return str(cause).rsplit(": ", 1)[-1]
