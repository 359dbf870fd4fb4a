"""`ksearch open`: the original of an article, where it was read or published."""

from __future__ import annotations

import ksearch
from ksearch.render.terminal import harmless, write_lines

from ...guard import FOUND
from ...last_search import article_named
from ...opening import open_original, original_of
from ...options.option import Command
from ...options.taken import TAKEN

SUMMARY = """Open the file that an article was read from, or its web address.

The address goes before a file of many articles. Files are opened by $VISUAL or
$EDITOR, at the line of the article, or otherwise as the system opens them.
"""


def run(*, id: str, index: str, print_only: bool) -> int:  # noqa: A002 - as in `options`
    """Open the original; return the exit status.

    Raises:
        UsageError: neither a file nor an address of the article is known.
    """
    with ksearch.open(index) as opened:
        original = original_of(opened, article_named(opened, index, id))
    if print_only:
        write_lines([harmless(str(original))])
        return FOUND
    return open_original(original)


COMMAND = Command("open", SUMMARY, TAKEN["open"], run)
