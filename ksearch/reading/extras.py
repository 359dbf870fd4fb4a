"""Packages that only some formats need."""

from __future__ import annotations

import importlib
from typing import Any

from ksearch.errors import MissingExtra


def require(module: str, extra: str, what: str) -> Any:
    """Import a module of an extra.

    Raises:
        MissingExtra: it is not installed; the message names what to install.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        message = f"{what} needs a package that is missing; run pip install 'ksearch[{extra}]'."
        raise MissingExtra(message, extra) from error
