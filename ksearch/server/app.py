"""The application: routes from addresses to answers, and the middleware around them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import ksearch
from ksearch.arrays.cache import Cache
from ksearch.render.json import to_json_line
from ksearch.server import changes, exporting
from ksearch.server.endpoints import ENDPOINTS, EXPORT, Endpoint
from ksearch.server.guarding import (
    COOKIE,
    SIGN_IN,
    Guard,
    cookie_of,
    has_header_token,
    is_token,
)
from ksearch.server.metrics import Measured, Metrics
from ksearch.server.openapi import openapi_document
from ksearch.server.originals import original_file
from ksearch.server.page import Pages, language_of
from ksearch.server.parameters import read_parameters
from ksearch.server.pool import SearchPool
from ksearch.server.problems import RequestRefused, problem, problem_of
from ksearch.server.settings import Settings
from ksearch.server.shared_index import SharedIndex

if TYPE_CHECKING:
    from starlette.requests import Request

_STATIC = Path(__file__).parent / "static"
#: Most bytes of articles in one request, and of the form that signs in.
MAX_BODY = 64 * 1024 * 1024
_MAX_FORM = 4096
#: Bytes of the cache of answers: some 2,000 pages of ten hits. Many open pages request the same
#: completions, lists and charts again and again.
_ANSWERS_BYTES = 32 * 1024 * 1024
#: Seconds that a change may take: the first unknown word loads Kiwi.
_CHANGE_SECONDS = 120.0
_Handler = Callable[["Request"], Awaitable[Response]]


def create_app(settings: Settings) -> Starlette:
    """Return the ASGI application of a server.

    Raises:
        IndexNotFound, IndexCorrupt: the index cannot be opened.
    """
    server = Server(settings)
    app = Starlette(
        routes=server.routes(),
        lifespan=server.lifespan,
        exception_handlers={
            ksearch.KSearchError: _problem,
            RequestRefused: _problem,
            HTTPException: _http_problem,
            Exception: _problem,
        },
    )
    app.add_middleware(Guard, settings=settings)
    app.add_middleware(Measured, metrics=server.metrics)
    return app


def app_from_environment() -> Starlette:
    """Return the application of a process that was started by another one."""
    return create_app(Settings.from_environment())


class Server:
    """Objects that the requests of one process share: the index, the threads, the metrics."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self._index = SharedIndex(settings.index)
        self._pool = SearchPool(settings.threads, settings.waiting, settings.seconds)
        self._answers: Cache[str] = Cache(_ANSWERS_BYTES)
        self._pages = Pages(settings)
        # Long operations have threads of their own: changes, which wait for each other but not for
        # searches, and exports, for which no search waits.
        self._exports = SearchPool(1, settings.waiting, settings.seconds)
        self._changes = SearchPool(1, settings.waiting, max(settings.seconds, _CHANGE_SECONDS))
        self._index.current()  # the server does not start if the index cannot be opened

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """End the threads when the server stops."""
        yield
        self._pool.close()
        self._exports.close()
        self._changes.close()
        self._index.close()

    def routes(self) -> list[Route | Mount]:
        """Return the routes of the server."""
        routes: list[Route | Mount] = [
            self._route("/", self._pages.home),
            self._route(SIGN_IN, self._pages.sign_in),
            self._route(SIGN_IN, self._signed_in, "POST"),
            self._route("/healthz", self._healthz),
            self._route("/metrics", self._metrics),
            self._route("/openapi.json", self._openapi),
            self._route("/api/export", self._export),
            self._route("/api/articles/{id:path}/file", self._file),
            *(
                self._route(each.path.replace("{id}", "{id:path}"), partial(self._answer, each))
                for each in sorted(ENDPOINTS, key=lambda each: len(each.path), reverse=True)
            ),
        ]
        if self.settings.writable:
            routes.append(self._route("/api/articles", self._add, "POST"))
            routes.append(self._route("/api/articles/{id:path}", self._delete, "DELETE"))
        return [*routes, Mount("/static", StaticFiles(directory=_STATIC), name="static")]

    @staticmethod
    def _route(path: str, handler: _Handler, method: str = "GET") -> Route:
        async def named(request: Request) -> Response:
            request.scope["ksearch_endpoint"] = path.replace(":path", "")
            return await handler(request)

        return Route(path, named, methods=[method])

    # Answers

    async def _answer(self, endpoint: Endpoint, request: Request) -> Response:
        arguments = read_parameters(endpoint.parameters, request.query_params)
        if "id" in request.path_params:
            arguments["article_id"] = request.path_params["id"]

        def made() -> tuple[str, str | None]:
            index = self._index.current()
            tag = f'"{index.generation}"'
            if request.headers.get("if-none-match") == tag:
                return tag, None
            # A date such as “yesterday” depends on the day.
            asked = (tag, date.today(), request.url.path, request.url.query)
            kept = None if _wants_fresh(request) else self._answers.get(asked)
            if kept is None:
                kept = self._answers.put(asked, to_json_line(endpoint.answer(index, arguments)))
            return tag, kept

        tag, body = await self._in_pool(made)
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if body is None:
            return Response(None, HTTPStatus.NOT_MODIFIED, headers)
        return Response(body, headers=headers, media_type="application/json")

    async def _in_pool(self, call: Callable[[], Any], pool: SearchPool | None = None) -> Any:
        pool = pool or self._pool
        self.metrics.pending.set(self._pending + 1)
        try:
            return await pool.run(call)
        finally:
            self.metrics.pending.set(self._pending)

    @property
    def _pending(self) -> int:
        return self._pool.pending + self._exports.pending

    async def _export(self, request: Request) -> Response:
        arguments = read_parameters(EXPORT, request.query_params)
        answer: Response = await self._in_pool(
            lambda: exporting.table(self._index.current(), arguments), self._exports
        )
        return answer

    async def _file(self, request: Request) -> Response:
        def found() -> Path | None:
            index = self._index.current()
            return original_file(index, index.get(request.path_params["id"]))

        file: Path | None = await self._in_pool(found)
        if file is None:
            raise RequestRefused(
                HTTPStatus.NOT_FOUND,
                "the file that this article was read from is not there, or not below a source",
            )
        # Never shown within the origin of the page: a saved page might contain scripts.
        return FileResponse(file, filename=file.name, media_type="application/octet-stream")

    # Changes

    async def _add(self, request: Request) -> Response:
        self._need_token(request)
        body = await _body(request, MAX_BODY)
        report = await self._changes.run(
            lambda: changes.add_articles(self.settings.index, changes.rows_of(body))
        )
        self._index.look_again()
        return Response(to_json_line(report), media_type="application/json")

    async def _delete(self, request: Request) -> Response:
        self._need_token(request)
        article_id = request.path_params["id"]
        await self._changes.run(lambda: changes.delete(self.settings.index, article_id))
        self._index.look_again()
        return Response(None, HTTPStatus.NO_CONTENT)

    def _need_token(self, request: Request) -> None:
        if self.settings.token is None or not has_header_token(
            request.headers, self.settings.token
        ):
            raise RequestRefused(
                HTTPStatus.UNAUTHORIZED,
                "changes need the server's token: send “Authorization: Bearer TOKEN”",
                {"WWW-Authenticate": "Bearer"},
            )

    async def _signed_in(self, request: Request) -> Response:
        token = self.settings.token
        form = (await _body(request, _MAX_FORM)).decode("latin-1")
        given = dict(parse_qsl(form)).get("token", "")
        if token is None:
            return RedirectResponse("/", HTTPStatus.SEE_OTHER)
        if not is_token(given, token):
            return await self._pages.sign_in(request, failed=True)
        answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        secure = request.url.scheme == "https"
        answer.set_cookie(
            COOKIE, cookie_of(token), httponly=True, samesite="strict", secure=secure, path="/"
        )
        return answer

    # Operation

    async def _healthz(self, _request: Request) -> Response:
        await self._in_pool(self._index.current)
        return Response(to_json_line({"status": "ok"}), media_type="application/json")

    async def _metrics(self, _request: Request) -> Response:
        self.metrics.articles.set(len(await self._in_pool(self._index.current)))
        text, media_type = self.metrics.text()
        return Response(text, headers={"Content-Type": media_type})

    async def _openapi(self, _request: Request) -> Response:
        document = openapi_document(writable=self.settings.writable)
        return Response(json.dumps(document, ensure_ascii=False), media_type="application/json")


def _wants_fresh(request: Request) -> bool:
    """Return whether the answer must not come from the cache (RFC 9111, section 5.2.1.4)."""
    return "no-cache" in request.headers.get("cache-control", "")


async def _body(request: Request, most: int) -> bytes:
    """Return the body of a request of at most ``most`` bytes.

    Raises:
        RequestRefused: it has more, or its client went away.
    """
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > most:
                raise RequestRefused(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    f"this request may have {most:,} bytes; send less, or in parts",
                )
    except ClientDisconnect as error:
        raise RequestRefused(HTTPStatus.BAD_REQUEST, "the request broke off") from error
    return bytes(body)


async def _problem(request: Request, error: Exception) -> Response:
    return problem_of(error, language_of(request.headers.get("accept-language", "")))


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    sentences = {
        HTTPStatus.NOT_FOUND: f"there is nothing at “{request.url.path[:200]}”",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} is not possible here",
    }
    return problem(status, sentences.get(status, status.phrase), "Refused", error.headers)
