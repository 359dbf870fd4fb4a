"""Checkpoints of a first build, from which the next run resumes.

A checkpoint is a manifest under another name. No reader looks for it, so that an index is there as
a whole or not at all; a writer that finds one, and no index, begins with what it names.
"""

from __future__ import annotations

from pathlib import Path

from ksearch import disk
from ksearch.model.errors import IndexCorrupt, IndexNotFound, IndexVersionError, KSearchError
from ksearch.storage import manifest as manifests
from ksearch.storage.manifest import CHECKPOINT_NAME, Manifest

CHECKPOINT_FILE_NAME = CHECKPOINT_NAME


def write(folder: Path, manifest: Manifest) -> None:
    """Put a checkpoint in the place of the one before.

    Raises:
        StorageError: the disk refused; the one before still stands.
    """
    manifests.write(folder, manifest, CHECKPOINT_FILE_NAME)


def read(folder: Path) -> Manifest | None:
    """Return the checkpoint of a folder without an index; None if there is none to go on with."""
    if manifests.exists(folder):
        return None
    try:
        return manifests.read(folder, CHECKPOINT_FILE_NAME)
    except KSearchError:
        return None


def files(folder: Path) -> set[str]:
    """Return the names of the files that belong to the checkpoint, if there is one.

    Raises:
        StorageError: the disk refuses to read it, so that this is not known.
    """
    try:
        return manifests.read(folder, CHECKPOINT_FILE_NAME).files()
    except (IndexNotFound, IndexCorrupt, IndexVersionError):
        return set()


def remove(folder: Path) -> None:
    """Remove the checkpoint: the index is there."""
    disk.remove_quietly(folder / CHECKPOINT_FILE_NAME)
