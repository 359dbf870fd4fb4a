"""Pasted web addresses: find the article at the address, and those that mention it."""

from __future__ import annotations

import re

from ksearch.plan import Keyword

_ADDRESS = (
    r"(?:(?:https?://|www\.)[^\s\"<>]+"
    r"|(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/[^\s\"<>]*)"
)
#: Signs of an address that would be syntax in a query.
_SYNTAX_SIGNS = re.compile(r"[?=*~^!|]+")
_SCHEMES = ("https://", "http://")


def without_syntax(text: str) -> str:
    """Return a query in which no sign of an address can be taken for an operator."""
    if not _may_hold_address(text):
        return text
    # After url: and in quotation marks, the whole address is a value.
    return re.sub(rf"(?<![^\s(]){_ADDRESS}", lambda found: _SYNTAX_SIGNS.sub(" ", found[0]), text)


def _may_hold_address(text: str) -> bool:
    return "://" in text or "www." in text or ("/" in text and "." in text)


def places_of(text: str) -> tuple[Keyword, ...]:
    """Return the leaf for the article at an address if the query is only an address.

    Whatever its scheme, and with or without a slash or a fragment at the end.
    """
    address = text.strip()
    if not _may_hold_address(address) or not re.fullmatch(_ADDRESS, address):
        return ()
    bare = address.split("://", 1)[-1].split("#", 1)[0].rstrip("/")
    spelt = [scheme + bare + slash for scheme in _SCHEMES for slash in ("", "/")]
    return tuple(Keyword("url", value) for value in dict.fromkeys((address, *spelt)))
