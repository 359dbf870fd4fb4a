"""Checkpoints of a first build, from which the next run resumes.

A checkpoint is a manifest under another name. Readers ignore it, so that an index exists as a whole
or not at all; a writer that finds one, and no index, begins with its files.
"""

from __future__ import annotations

from pathlib import Path

from ksearch import disk
from ksearch.model.errors import IndexCorrupt, IndexNotFound, IndexVersionError, KSearchError
from ksearch.storage import manifest as manifests
from ksearch.storage.manifest import CHECKPOINT_NAME, Manifest

CHECKPOINT_FILE_NAME = CHECKPOINT_NAME


def write(folder: Path, manifest: Manifest) -> None:
    """Write a checkpoint, replacing the one before.

    Raises:
        StorageError: the disk refused; the one before is still valid.
    """
    manifests.write(folder, manifest, CHECKPOINT_FILE_NAME)


def read(folder: Path) -> Manifest | None:
    """Return the checkpoint of a folder without an index; None if there is none to resume from."""
    if manifests.exists(folder):
        return None
    try:
        return manifests.read(folder, CHECKPOINT_FILE_NAME)
    except KSearchError:
        return None


def files(folder: Path) -> set[str]:
    """Return the names of the files that belong to the checkpoint, if there is one.

    Raises:
        StorageError: the disk refuses to read it.
    """
    try:
        return manifests.read(folder, CHECKPOINT_FILE_NAME).files()
    except (IndexNotFound, IndexCorrupt, IndexVersionError):
        return set()


def remove(folder: Path) -> None:
    """Remove the checkpoint: the index is there."""
    disk.remove_quietly(folder / CHECKPOINT_FILE_NAME)
