"""Engines by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ksearch.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from ksearch.engines.protocol import Engine, UpdateRequest
    from ksearch.model.reports import CheckReport, UpdateReport


class EngineKind(NamedTuple):
    """How an engine is opened, made, brought up to date and checked; nothing is imported before.

    ``check`` takes whether to repair what is damaged.
    """

    open: Callable[[Path], Engine]
    create: Callable[[Path], None]
    update: Callable[[Path, UpdateRequest], UpdateReport]
    check: Callable[[Path, bool], CheckReport]


def _open_embedded(folder: Path) -> Engine:
    from ksearch.engines.embedded.engine import EmbeddedEngine

    return EmbeddedEngine(folder)


def _create_embedded(folder: Path) -> None:
    from ksearch.engines.embedded.updates.opening import create_empty

    create_empty(folder)


def _update_embedded(folder: Path, request: UpdateRequest) -> UpdateReport:
    from ksearch.engines.embedded.updates.update_run import update_index

    return update_index(folder, request)


def _check_embedded(folder: Path, repair: bool) -> CheckReport:
    from ksearch.engines.embedded.inspecting import check_of
    from ksearch.engines.embedded.repairing import repaired

    return repaired(folder) if repair else check_of(folder)


_ENGINES = {
    "embedded": EngineKind(_open_embedded, _create_embedded, _update_embedded, _check_embedded)
}


def engine_named(name: str) -> EngineKind:
    """Return an engine by its name; raises `EngineUnavailable` for one that is not here."""
    try:
        return _ENGINES[name]
    except KeyError:
        raise EngineUnavailable(
            f"this ksearch has no engine “{name}”; it has {', '.join(sorted(_ENGINES))}"
        ) from None
