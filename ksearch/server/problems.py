"""Errors as problem details, with the status that each kind has (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import ksearch
from ksearch.messages import translated_to
from ksearch.render.json import to_json_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

#: Seconds after which a rejected client may retry.
_RETRY_AFTER = "1"

#: The status of each kind of error; the first class that an error is an instance of decides.
_STATUS: tuple[tuple[type[ksearch.KSearchError], HTTPStatus], ...] = (
    (ksearch.ArticleNotFound, HTTPStatus.NOT_FOUND),
    (ksearch.QueryTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (ksearch.QuerySyntaxError, HTTPStatus.BAD_REQUEST),
    (ksearch.UnknownField, HTTPStatus.BAD_REQUEST),
    (ksearch.InvalidValue, HTTPStatus.BAD_REQUEST),
    (ksearch.ReadError, HTTPStatus.BAD_REQUEST),
    (ksearch.IndexLocked, HTTPStatus.CONFLICT),
    (ksearch.IndexNotFound, HTTPStatus.SERVICE_UNAVAILABLE),
    (ksearch.EngineUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (ksearch.MissingExtra, HTTPStatus.NOT_IMPLEMENTED),
    (ksearch.StorageError, HTTPStatus.INSUFFICIENT_STORAGE),
)


class RequestRefused(Exception):
    """A request that is refused by the server itself, before it reaches the index.

    ``headers`` are added to the answer.
    """

    def __init__(
        self, status: HTTPStatus, sentence: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = dict(headers or {})


class Overloaded(RequestRefused):
    """There are more requests than the server can answer in time."""

    def __init__(self, sentence: str) -> None:
        super().__init__(HTTPStatus.SERVICE_UNAVAILABLE, sentence, {"Retry-After": _RETRY_AFTER})


def status_of(error: ksearch.KSearchError) -> HTTPStatus:
    """Return the status of the answer for an error."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def problem_of(error: Exception, language: str = "en") -> Response:
    """Return the answer for an error, with its message in a language."""
    if isinstance(error, RequestRefused):
        return problem(error.status, _sentence(error, language), "Refused", error.headers)
    if isinstance(error, ksearch.KSearchError):
        status = status_of(error)
        again = {"Retry-After": _RETRY_AFTER} if status in _TEMPORARY else {}
        return problem(status, _sentence(error, language), type(error).__name__, again)
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        f"something unforeseen went wrong ({type(error).__name__}); the server's log has more",
        "Unforeseen",
    )


def _sentence(error: Exception, language: str) -> str:
    return translated_to(language, error.args[0] if error.args else "")


_TEMPORARY = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.CONFLICT)


def problem(
    status: HTTPStatus, detail: str, kind: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return problem details as an answer."""
    from starlette.responses import Response

    body = {"type": "about:blank", "title": status.phrase, "status": status.value}
    text = to_json_line({**body, "detail": detail, "error": kind})
    return Response(
        text,
        status.value,
        headers=dict(headers or {}),
        media_type="application/problem+json",
    )
