"""Why there is no index in a folder: none was made, or its first build is not finished."""

from __future__ import annotations

from pathlib import Path

from ksearch.messages import Message
from ksearch.model.errors import IndexNotFound, IndexUnfinished
from ksearch.storage.locking import LockHolder, holder_of

_TIME = "%Y-%m-%d %H:%M:%S"


def absent(folder: Path, *, unfinished: bool) -> IndexNotFound:
    """Return the error that says why there is no index in a folder.

    Args:
        folder: the folder.
        unfinished: whether a checkpoint of a first build can be read there.
    """
    holder = holder_of(folder)
    share = None if holder is None else holder.share
    if holder is not None and share is not None:
        return IndexUnfinished(_under_way(folder, holder, share), share)
    if unfinished:
        return IndexUnfinished(_interrupted(folder), share)
    return IndexNotFound(
        Message(
            "there is no index in “{folder}”; build one with `ksearch index SOURCE "
            "--index {folder}`",
            folder=folder,
        )
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
