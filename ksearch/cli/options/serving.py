"""The options of serving an index to others."""

from __future__ import annotations

from .option import Option, OptionKind

#: Environment variable with the token of a server.
TOKEN_VARIABLE = "KSEARCH_TOKEN"

ANSWER_TIMEOUT = Option(
    "timeout",
    ("--timeout",),
    OptionKind.SECONDS,
    "Seconds that an answer may take, waiting included.",
    10.0,
)
SERVING = (
    Option(
        "port",
        ("--port",),
        OptionKind.NUMBER,
        "The port to listen on.",
        8970,
        metavar="PORT",
        least=1,
    ),
    Option(
        "host",
        ("--host",),
        OptionKind.TEXT,
        "The address to listen on; one that other machines can reach needs a token.",
        "127.0.0.1",
        metavar="ADDRESS",
    ),
    Option("open_page", ("--open",), OptionKind.FLAG, "Open the page in the browser.", False),
    Option(
        "token_file",
        ("--token-file",),
        OptionKind.TEXT,
        f"A file with the token that requests must have; or set {TOKEN_VARIABLE}.",
        metavar="FILE",
    ),
    Option(
        "writable",
        ("--writable",),
        OptionKind.FLAG,
        "Let requests with the token add and delete articles.",
        False,
    ),
    Option(
        "allow_host",
        ("--allow-host",),
        OptionKind.TEXTS,
        "A further name that browsers may call the server by; may be given more than once.",
        default=(),
        metavar="NAME",
    ),
    Option("workers", ("--workers",), OptionKind.NUMBER, "How many processes answer.", 1, least=1),
)
