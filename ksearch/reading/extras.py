"""Packages that only some formats need."""

from __future__ import annotations

import importlib
import shlex
import sys
from typing import Any

from ksearch.messages import Message
from ksearch.model.errors import MissingExtra

#: Name of the distribution; ksearch on the package index is an unrelated program.
DISTRIBUTION = "ksearch-ko"


def require(module: str, extra: str, what: str) -> Any:
    """Import a module of an extra.

    Raises:
        MissingExtra: it is not installed; the message names what to install.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        python = shlex.quote(sys.executable or "python")
        message = Message(
            "{what} needs the package {partition}, which is not installed; run "
            "{python} -m pip install '{distribution}[{extra}]'",
            what=what,
            partition=module.partition(".")[0],
            python=python,
            distribution=DISTRIBUTION,
            extra=extra,
        )
        raise MissingExtra(message, extra) from error
