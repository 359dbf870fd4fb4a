"""Engines by name, and the engine of the index at a location.

A location is ``NAME://…`` for a remote engine, and a folder otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ksearch.messages import Message
from ksearch.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from ksearch.engines.protocol import Engine, UpdateRequest
    from ksearch.model.reports import CheckReport, ShareCallback, UpdateReport


class EngineKind(NamedTuple):
    """The operations of an engine on an index at a location, which import the engine on first use.

    Attributes:
        exists: whether there is an index.
        open: opens it; raises `IndexNotFound`.
        create: makes an empty one.
        update: brings it up to date with sources, or builds it anew.
        check: checks it, and repairs it if the second argument is true; the third is called with
            the share that is done, from 0 to 1.
    """

    exists: Callable[[str], bool]
    open: Callable[[str], Engine]
    create: Callable[[str], None]
    update: Callable[[str, UpdateRequest], UpdateReport]
    check: Callable[[str, bool, ShareCallback | None], CheckReport]


#: The engine of an index that is a folder.
_OF_FOLDERS = "embedded"


def _embedded_exists(folder: str) -> bool:
    from ksearch.storage import manifest

    return manifest.exists(Path(folder))


def _open_embedded(folder: str) -> Engine:
    from ksearch.engines.embedded.engine import EmbeddedEngine

    return EmbeddedEngine(Path(folder))


def _create_embedded(folder: str) -> None:
    from ksearch.engines.embedded.updates.opening import create_empty

    create_empty(Path(folder))


def _update_embedded(folder: str, request: UpdateRequest) -> UpdateReport:
    from ksearch.engines.embedded.updates.update_run import update_index

    return update_index(Path(folder), request)


def _check_embedded(folder: str, repair: bool, report: ShareCallback | None) -> CheckReport:
    from ksearch.engines.embedded.repairing import repaired
    from ksearch.engines.embedded.updates.source_lists import check_with_remarks

    return repaired(Path(folder), report) if repair else check_with_remarks(Path(folder), report)


def _exists_on_cluster(location: str) -> bool:
    from ksearch.engines.opensearch.engine import exists_on_cluster

    return exists_on_cluster(location)


def _open_on_cluster(location: str) -> Engine:
    from ksearch.engines.opensearch.engine import OpenSearchEngine

    return OpenSearchEngine(location)


def _create_on_cluster(location: str) -> None:
    from ksearch.engines.opensearch.engine import create_on_cluster

    create_on_cluster(location)


def _update_on_cluster(location: str, request: UpdateRequest) -> UpdateReport:
    from ksearch.engines.opensearch.updating import update_on_cluster

    return update_on_cluster(location, request)


def _check_on_cluster(
    location: str,
    repair: bool,  # noqa: ARG001
    report: ShareCallback | None,
) -> CheckReport:
    from ksearch.engines.opensearch.inspecting import check_index

    return check_index(location, report)


_ENGINES = {
    _OF_FOLDERS: EngineKind(
        _embedded_exists, _open_embedded, _create_embedded, _update_embedded, _check_embedded
    ),
    "opensearch": EngineKind(
        _exists_on_cluster,
        _open_on_cluster,
        _create_on_cluster,
        _update_on_cluster,
        _check_on_cluster,
    ),
}


def register_engine(name: str, kind: EngineKind) -> None:
    """Add an engine, for locations that begin with ``NAME://``."""
    _ENGINES[name] = kind


def engine_names() -> list[str]:
    """Return the names of the registered engines."""
    return sorted(_ENGINES)


def engine_named(name: str) -> EngineKind:
    """Return an engine by its name; raises `EngineUnavailable` for an unknown one."""
    try:
        return _ENGINES[name]
    except KeyError:
        raise EngineUnavailable(
            Message(
                "this ksearch has no engine “{name}”; it has {names}",
                name=name,
                names=", ".join(engine_names()),
            )
        ) from None


def engine_of(location: str) -> EngineKind:
    """Return the engine that keeps the index at a location."""
    name, found, _ = location.partition("://")
    return engine_named(name if found else _OF_FOLDERS)


def place_of(location: str) -> Path | str:
    """Return a location for scripts: the path of a folder, or the address unchanged."""
    return location if "://" in location else Path(location)
