"""Results as a notebook shows them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ksearch.model.originals import web_address

if TYPE_CHECKING:
    from ksearch.model.results import Hit, Results, Span

#: Control characters, which HTML has no place for, and those that turn the direction of a text.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def notebook_html(results: Results) -> str:
    """Return results as HTML: a line with the total, and a list of hits with their matches."""
    listed = f"{results.total:,} articles for <b>{_escaped(results.query)}</b>"
    if results.corrected and results.suggestion is not None:
        listed += f", found as <b>{_escaped(results.suggestion)}</b>"
    items = "".join(map(_item, results.hits))
    return f'<div lang="ko"><p>{listed}</p><ol start="{results.offset + 1}">{items}</ol></div>'


def _item(hit: Hit) -> str:
    date = f"{hit.date:%Y-%m-%d}" if hit.date is not None else None
    known = (hit.publisher, date, hit.author, hit.id)
    title = _painted(hit.title or hit.id, hit.title_matches if hit.title else ())
    if address := web_address(hit.url):
        title = f'<a href="{_escaped(address)}">{title}</a>'
    lacks = f"<br>lacks: <s>{_escaped(', '.join(hit.missing))}</s>" if hit.missing else ""
    return (
        f"<li><b>{title}</b><br><small>{_escaped(' · '.join(filter(None, known)))}</small><br>"
        f"{_painted(hit.snippet.text, hit.snippet.matches)}{lacks}</li>"
    )


def _painted(text: str, spans: Iterable[Span]) -> str:
    return "".join(_pieces(text, spans))


def _pieces(text: str, spans: Iterable[Span]) -> Iterator[str]:
    position = 0
    for start, end in spans:
        yield _escaped(text[position:start])
        yield f"<mark>{_escaped(text[start:end])}</mark>"
        position = end
    yield _escaped(text[position:])


def _escaped(text: str) -> str:
    return html.escape(_HARMFUL.sub("\N{REPLACEMENT CHARACTER}", text))
