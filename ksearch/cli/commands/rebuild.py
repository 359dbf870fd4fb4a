"""`ksearch rebuild`: builds the index anew."""

from __future__ import annotations

import ksearch

from .. import parameters as take
from ..updating import chosen_sources, print_update, run_update


def rebuild(
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
    """Build the index anew.

    It is built beside the old one and then takes its place; until then the old one answers. It is
    made of all the sources that it remembers, and of those named here.
    """
    options = take.read_options(raw, include, exclude, columns, timeout, limit)
    paths = chosen_sources(index, sources)
    report = run_update(ksearch.rebuild, index, paths, options, memory, wait, glosses)
    return print_update(report, index, json=json)
