"""The lines of a page directly over and under the element of its article."""

from __future__ import annotations

from collections.abc import Sequence

from .tree import Element, lines_of

#: Lines over the article's element that may have its date and reporters, if the headline is not
#: among them, and lines under it.
_OVER = 12
_OVER_WITHOUT_HEADLINE = 5
_UNDER = 5
#: Lines at either end of the element that are returned with its neighbours.
_SHOWN = 4
#: First lines of the element by which it is located in the page.
_FIRST_LINES = 3


def lines_beside(root: Element, container: Element | None, headline: str) -> list[str]:
    """Return the element's first and last lines with those beside it, from the headline on.

    Nothing is returned if the element is the whole page, or if its lines continue the text before
    it.
    """
    if container is None or container is root:
        return []
    page, own = lines_of(root), lines_of(container)
    start = _place_of(own, page)
    if start is None:
        return []
    over = page[max(0, start - _OVER) : start]
    if headline in over:
        over = over[len(over) - 1 - over[::-1].index(headline) :]
    else:
        over = over[-_OVER_WITHOUT_HEADLINE:]
    end = start + len(own)
    middle = slice(_SHOWN, max(_SHOWN, len(own) - _SHOWN))
    del own[middle]
    return [*over, *own, *page[end : end + _UNDER]]


def _place_of(own: Sequence[str], page: Sequence[str]) -> int | None:
    beginning = own[:_FIRST_LINES]
    if not beginning:
        return None
    places = (index for index, line in enumerate(page) if line == beginning[0])
    return next(
        (index for index in places if page[index : index + len(beginning)] == beginning), None
    )
