"""Access control of every request, and the headers that tell browsers what they may do.

- A Host header with another name than the server's is refused: otherwise a page elsewhere could let
  its own name point to this machine (DNS rebinding) and read the answers.
- With a token, requests must have it as ``Authorization: Bearer …``; browsers send it once to
  ``/sign-in`` and get a cookie that scripts cannot read and other sites cannot send.
- Changes need the header: a cookie alone never changes anything.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ksearch.server.problems import RequestRefused, problem_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ksearch.server.settings import Settings

COOKIE = "ksearch"
SIGN_IN = "/sign-in"
#: Paths that are open to anybody: the health check, and the files of the sign-in page.
_OPEN = ("/healthz", SIGN_IN, "/static/")
#: The content security policy: only files of the server itself, no script or style in a page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: A Host header (RFC 9110): a name or an address, and perhaps a port.
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::[0-9]{0,5})?", re.ASCII)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """ASGI middleware that lets in only requests that may be answered.

    Args:
        app: what answers them.
        settings: the names and the token of the server.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        answer: ASGIApp = self._app if refusal is None else refusal
        await answer(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if _host_name(headers.get("host", "")) not in self._settings.names:
            return problem_of(
                RequestRefused(
                    HTTPStatus.MISDIRECTED_REQUEST,
                    "this server does not bear the name that was asked for; start it with "
                    "`--allow-host NAME` if it should",
                )
            )
        if self._settings.token is None or self._is_open(scope["path"]):
            return None
        if has_token(headers, scope, self._settings.token):
            return None
        if "text/html" in headers.get("accept", ""):
            return RedirectResponse(SIGN_IN, HTTPStatus.SEE_OTHER)
        return problem_of(
            RequestRefused(
                HTTPStatus.UNAUTHORIZED,
                "the server wants its token: send “Authorization: Bearer TOKEN”",
                {"WWW-Authenticate": "Bearer"},
            )
        )

    @staticmethod
    def _is_open(path: str) -> bool:
        return any(path == each or (each[-1] == "/" and path.startswith(each)) for each in _OPEN)


def has_token(headers: Headers, scope: Scope, token: str) -> bool:
    """Return whether a request has the token in its header, or its cookie (`cookie_of`)."""
    if has_header_token(headers, token):
        return True
    cookie = Request(scope).cookies.get(COOKIE, "")
    return _equal(cookie, cookie_of(token))


def has_header_token(headers: Headers, token: str) -> bool:
    """Return whether a request has the token in its header."""
    kind, _, given = headers.get("authorization", "").partition(" ")
    return kind.lower() == "bearer" and _equal(given.strip(), token)


def is_token(given: str, token: str) -> bool:
    """Return whether a text is the token, in constant time."""
    return _equal(given, token)


def cookie_of(token: str) -> str:
    """Return the value of the cookie: derived from the token, which it does not reveal."""
    return hmac.new(token.encode(), b"ksearch cookie", hashlib.sha256).hexdigest()


def _equal(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _host_name(host: str) -> str:
    """Return the name in a Host header, without the port; empty if it cannot be read."""
    found = _HOST.fullmatch(host)
    return found["name"].strip("[]").lower() if found else ""
