"""The error for a folder without an index: none was made, or its first build is not finished."""

from __future__ import annotations

from pathlib import Path

from ksearch.messages import Message
from ksearch.model.errors import IndexNotFound, IndexUnfinished
from ksearch.storage.locking import LockHolder, holder_of

_TIME = "%Y-%m-%d %H:%M:%S"


def absent(folder: Path, *, unfinished: bool) -> IndexNotFound:
    """Return the error for a folder without an index, with the reason.

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
    """Return the error for a first build whose lock names its holder."""
    if holder.is_alive():
        if holder.is_here:
            return Message(
                "the index in “{folder}” is being built, {share:.0%}; try again when it is done",
                folder=folder,
                share=share,
            )
        return Message(
            "the index in “{folder}” is being built on {host}, {share:.0%}; try again when it is "
            "done",
            folder=folder,
            host=holder.host,
            share=share,
        )
    if holder.is_here:
        return _interrupted(folder)
    since, heard = holder.since, holder.heard or holder.since
    return Message(
        "a build of the index in “{folder}” that started on {host} at {since:{time}} has not "
        "reported since {heard:{time}}; if it does not run any more, `ksearch index --index "
        "{folder}` goes on with it",
        folder=folder,
        host=holder.host,
        since=since,
        time=_TIME,
        heard=heard,
    )


def _interrupted(folder: Path) -> str:
    return Message(
        "the first build of the index in “{folder}” was interrupted; `ksearch "
        "index --index {folder}` goes on with it",
        folder=folder,
    )
