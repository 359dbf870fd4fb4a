"""What is in the folder of an index, on systems that cannot remove a mapped file as well."""

from __future__ import annotations

from pathlib import Path

from ksearch import system_calls


def names_in(folder: Path) -> set[str]:
    """Return the names of the files in a folder, once all removals that were put off are done.

    Where a mapped file cannot be removed, it goes when nobody has it open any more (see
    `system_calls.Portable.remove`); a test must have let go of its snapshots by then.
    """
    system_calls.calls.finish_removals()
    return {path.name for path in folder.iterdir()}
