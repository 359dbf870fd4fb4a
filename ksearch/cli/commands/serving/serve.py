"""`ksearch serve`: a page and a JSON API over the index."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ksearch.messages import Message, tr

from ...guard import FOUND, UsageError
from ...options.option import Command
from ...options.serving import TOKEN_VARIABLE
from ...options.taken import TAKEN

SUMMARY = """Serve a page for browsers and a JSON API.

Only this machine can reach it, unless --host says otherwise. The API is described at
/openapi.json. Ctrl-C ends it.
"""

#: Fewest characters of a token; shorter ones can be guessed.
_SHORTEST_TOKEN = 16
_LAST_PORT = 65535


def run(
    *,
    index: str,
    port: int,
    host: str,
    open_page: bool,
    token_file: str | None,
    writable: bool,
    allow_host: tuple[str, ...],
    workers: int,
    timeout: float,
) -> int:
    """Serve until a signal ends it; return the exit status.

    Raises:
        UsageError: an option's value is out of bounds, or the token cannot be used.
        InvalidValue: the server needs a token, or its address is taken.
        IndexNotFound: there is no index.
        MissingExtra: the web server is not installed.
    """
    from ksearch.server.running import checked
    from ksearch.server.running import serve as serve_until_stopped
    from ksearch.server.settings import Settings

    if port > _LAST_PORT:
        raise UsageError(Message("--port takes a number up to {most}", most=_LAST_PORT))
    if not timeout > 0:
        raise UsageError(Message("--timeout takes more than 0 seconds"))
    settings = Settings(
        index=index,
        host=host,
        port=port,
        token=_token(token_file),
        writable=writable,
        hosts=allow_host,
        seconds=timeout,
    )

    def ready(address: str) -> None:
        said = tr("serving {index} at {address} (Ctrl-C ends it)", index=index, address=address)
        sys.stderr.write(f"{said}\n")
        sys.stderr.flush()
        if open_page:
            import typer

            typer.launch(address)

    serve_until_stopped(checked(settings), workers, ready)
    return FOUND


def _token(file: str | None) -> str | None:
    """Return the token of the file or of the environment, if there is one.

    Raises:
        UsageError: it cannot be read, or is too short.
    """
    where = TOKEN_VARIABLE if file is None else f"“{file}”"
    if file is None:
        token = os.environ.get(TOKEN_VARIABLE)
        if token is None:
            return None
    else:
        try:
            token = Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(Message("the token in {where} cannot be read", where=where)) from error
    token = token.strip()
    if len(token) < _SHORTEST_TOKEN or not (token.isascii() and token.isprintable()):
        raise UsageError(
            Message(
                "the token in {where} must have {least} printable ASCII characters at least",
                where=where,
                least=_SHORTEST_TOKEN,
            )
        )
    return token


COMMAND = Command("serve", SUMMARY, TAKEN["serve"], run)
