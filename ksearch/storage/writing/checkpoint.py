"""A first build that is not finished: what of it is on the disk, for the next run to go on with.

A checkpoint is a manifest under another name. No reader looks for it, so that an index is there as
a whole or not at all; a writer that finds one, and no index, begins with what it names.
"""

from __future__ import annotations

from pathlib import Path

from ksearch import disk
from ksearch.model.errors import (
    IndexCorrupt,
    IndexNotFound,
    IndexUnfinished,
    IndexVersionError,
    KSearchError,
)
from ksearch.storage import manifest as manifests
from ksearch.storage.locking import LockHolder, holder_of
from ksearch.storage.manifest import Manifest

FILE_NAME = "checkpoint.json"
_TIME = "%Y-%m-%d %H:%M:%S"


def write(folder: Path, manifest: Manifest) -> None:
    """Put a checkpoint in the place of the one before.

    Raises:
        StorageError: the disk refused; the one before still stands.
    """
    manifests.write(folder, manifest, FILE_NAME)


def read(folder: Path) -> Manifest | None:
    """Return the checkpoint of a folder without an index; None if there is none to go on with."""
    if manifests.exists(folder):
        return None
    try:
        return manifests.read(folder, FILE_NAME)
    except KSearchError:
        return None


def files(folder: Path) -> set[str]:
    """Return the names of the files that belong to the checkpoint, if there is one.

    Raises:
        StorageError: the disk refuses to read it, so that this is not known.
    """
    try:
        return manifests.read(folder, FILE_NAME).files()
    except (IndexNotFound, IndexCorrupt, IndexVersionError):
        return set()


def remove(folder: Path) -> None:
    """Remove the checkpoint: the index is there."""
    disk.remove_quietly(folder / FILE_NAME)


def absent(folder: Path) -> IndexNotFound:
    """Return the error that says why there is no index in a folder."""
    holder = holder_of(folder)
    share = None if holder is None else holder.share
    if holder is not None and share is not None:
        return IndexUnfinished(_under_way(folder, holder, share), share)
    if read(folder) is not None:
        return IndexUnfinished(_interrupted(folder), share)
    return IndexNotFound(
        f"there is no index in “{folder}”; build one with `ksearch index SOURCE --index {folder}`"
    )


def _under_way(folder: Path, holder: LockHolder, share: float) -> str:
    """Say what is known of a first build whose lock names its holder."""
    if holder.is_alive():
        where = "" if holder.is_here else f" on {holder.host}"
        built = f"the index in “{folder}” is being built{where}"
        return f"{built}, {share:.0%}; try again when it is done"
    if holder.is_here:
        return _interrupted(folder)
    since, heard = holder.since, holder.heard or holder.since
    return (
        f"a build of the index in “{folder}” that started on {holder.host} at {since:{_TIME}} "
        f"has not reported since {heard:{_TIME}}; if it runs no more, "
        f"`ksearch index --index {folder}` goes on with it"
    )


def _interrupted(folder: Path) -> str:
    return (
        f"the first build of the index in “{folder}” was interrupted; "
        f"`ksearch index --index {folder}` goes on with it"
    )
