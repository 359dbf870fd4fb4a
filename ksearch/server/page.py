"""The page: a frame in the language of the browser, whose script fetches all results."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from ksearch.server.texts import LANGUAGES, texts_in

if TYPE_CHECKING:
    from starlette.requests import Request

    from ksearch.server.settings import Settings

_TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """Makes the pages of a server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True)

    async def home(self, request: Request) -> Response:
        """Return the page that searches; its state is in the address, which the script reads."""
        return self._page("search.html", request)

    async def sign_in(self, request: Request, *, failed: bool = False) -> Response:
        """Return the page that asks for the token."""
        status = HTTPStatus.UNAUTHORIZED if failed else HTTPStatus.OK
        return self._page("sign_in.html", request, status, failed=failed)

    def _page(
        self, name: str, request: Request, status: HTTPStatus = HTTPStatus.OK, **values: object
    ) -> Response:
        language = language_of(request.headers.get("accept-language", ""))
        texts = texts_in(language)
        html = self._environment.get_template(name).render(
            language=language, t=texts, texts_json=_json_in_html(texts), **values
        )
        headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
        return HTMLResponse(html, status, headers)


def language_of(header: str) -> str:
    """Return the available language that a browser prefers (RFC 9110, Accept-Language)."""
    wanted: list[tuple[float, str]] = []
    for part in header[:500].split(","):
        name, _, quality = part.partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        wanted.append((weight, name.strip().lower().partition("-")[0]))
    wanted.sort(key=lambda each: -each[0])
    return next((name for _, name in wanted if name in LANGUAGES), LANGUAGES[0])


def _json_in_html(value: object) -> Markup:
    """Return JSON that cannot end the element it is in."""
    text = json.dumps(value, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))
