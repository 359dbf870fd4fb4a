"""`ksearch index`: brings the index up to date."""

from __future__ import annotations

import ksearch

from .. import parameters as take
from ..updating import chosen_sources, print_update, run_update


def index(
    sources: take.Sources = None,
    index: take.IndexFolder = "index",
    raw: take.Raw = False,
    include: take.Include = None,
    exclude: take.Exclude = None,
    columns: take.Columns = None,
    glosses: take.Glosses = None,
    memory: take.Memory = 512,
    wait: take.Wait = 0,
    timeout: take.Timeout = take.TIMEOUT,
    limit: take.MemoryLimit = take.MEMORY_LIMIT,
    json: take.Json = False,
) -> int:
    """Bring the index up to date.

    Articles that are new are added, those that changed are replaced, and those whose files are
    gone are dropped, all at once. The index remembers its sources and how they are read, so that
    without a SOURCE all of them are brought up to date.
    """
    options = take.read_options(raw, include, exclude, columns, timeout, limit)
    paths = chosen_sources(index, sources)
    report = run_update(ksearch.update, index, paths, options, memory, wait, glosses)
    return print_update(report, index, json=json)
