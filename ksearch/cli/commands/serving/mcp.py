"""`ksearch mcp`: the index as tools for language models."""

from __future__ import annotations

from ksearch import MissingExtra
from ksearch.messages import Message

from ...guard import FOUND, UsageError
from ...options.option import Command
from ...options.taken import TAKEN

SUMMARY = """Let a language model search, over the Model Context Protocol.

It speaks on stdin and stdout; the program of the model starts it.
"""


def run(*, index: str, timeout: float) -> int:
    """Answer until stdin ends; return the exit status.

    Raises:
        UsageError: an option's value is out of bounds.
        IndexNotFound: there is no index.
        MissingExtra: the protocol's library is not installed.
    """
    from ksearch.server.settings import Settings

    if not timeout > 0:
        raise UsageError(Message("--timeout takes more than 0 seconds"))
    try:
        from ksearch.server.tools import create_tools
    except ImportError as error:
        raise MissingExtra(
            Message(
                "tools for language models need the package {package}, which is not installed; "
                "run `pip install 'ksearch-ko[mcp]'`",
                package=error.name,
            ),
            "mcp",
        ) from error
    create_tools(Settings(index, seconds=timeout)).run("stdio")
    return FOUND


COMMAND = Command("mcp", SUMMARY, TAKEN["mcp"], run)
