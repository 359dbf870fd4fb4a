"""`ksearch check`: whether the index is sound."""

from __future__ import annotations

import ksearch

from .. import parameters as take
from ..guard import ERROR, FOUND, complain
from ..render.data import plain, to_json
from ..render.reports import check_lines
from ..terminal import output_terminal, write_lines


def check(
    index: take.IndexFolder = "index", json: take.Json = False, color: take.Color = "auto"
) -> int:
    """Tell whether the index is sound.

    Every byte of it is read and compared with what was written.
    """
    with ksearch.open(index) as opened:
        report = opened.check()
    if json:
        write_lines([to_json({"sound": report.sound, **plain(report)})])
    else:
        write_lines(check_lines(report, index, output_terminal(color)))
    if report.sound:
        return FOUND
    complain(f"the index in “{index}” is damaged; `ksearch rebuild` makes it anew")
    return ERROR
