"""Files in an index folder that no generation names, left behind by a killed writer.

They may be removed under the index's lock; without it, they may belong to a running writer.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from ksearch import disk
from ksearch.model.errors import IndexNotFound, KSearchError
from ksearch.storage import manifest as manifests
from ksearch.storage.writing import checkpoint

#: File names that writers use. Other files in the folder are not touched.
_OURS = re.compile(
    r"(segment|lexicon|deletions|sources|words)-[0-9A-Za-z-]+\.ksa"
    rf"|({re.escape(manifests.MANIFEST_FILE_NAME)}"
    rf"|{re.escape(checkpoint.CHECKPOINT_FILE_NAME)})(\.[0-9a-f]+)?\.new"
)


def find(folder: Path, used: Collection[str]) -> list[Path]:
    """Return the writers' files that are not in use; empty if the folder cannot be listed."""
    try:
        names = disk.operations.names(folder)
    except OSError:
        return []
    return [folder / name for name in sorted(names) if name not in used and _OURS.fullmatch(name)]


def clear(folder: Path, used: Collection[str]) -> None:
    """Remove files that are not in use; what cannot be removed is left for the next writer."""
    for path in find(folder, used):
        disk.remove_quietly(path)


def clear_unnamed(folder: Path) -> None:
    """Remove files that the manifest does not name; nothing if it cannot be read.

    If there is no index yet, the files of a checkpoint of its first build stay.
    """
    try:
        used = _used(folder)
    except KSearchError:
        return
    clear(folder, used)


def _used(folder: Path) -> set[str]:
    try:
        return manifests.read(folder).files()
    except IndexNotFound:
        return checkpoint.files(folder)
