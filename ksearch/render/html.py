"""Hits as a self-contained fragment of HTML."""

from __future__ import annotations

from collections.abc import Iterator

from ksearch import Hit, Results
from ksearch.messages import tr, translate
from ksearch.model.originals import web_address
from ksearch.render.styles import HTML, escape_html, paint
from ksearch.render.words import articles_in_words, due_to, moment


def results_html(results: Results, *, explain: bool = False) -> Iterator[str]:
    """Yield the lines of a ``<section>`` with one list item for each hit."""
    yield f'<section class="ksearch" lang="ko" data-query="{escape_html(results.query)}">'
    yield f'<ol start="{results.offset + 1}">'
    for hit in results:
        yield from _item(hit, explain)
    yield "</ol>"
    yield f"<p>{articles_in_words(results.total)}</p>"
    yield "</section>"


def _item(hit: Hit, explain: bool) -> Iterator[str]:
    yield f'<li value="{hit.rank}" data-id="{escape_html(hit.id)}">'
    yield f"<h3>{_link(hit, paint(hit.title or hit.id, hit.title_matches, HTML))}</h3>"
    yield f"<p>{' · '.join(_provenance(hit))}</p>"
    yield f"<blockquote>{paint(hit.snippet.text, hit.snippet.matches, HTML)}</blockquote>"
    if hit.missing:
        lacking = tr("missing: {words}", words="\0").partition("\0")
        missing = f"<s>{escape_html(', '.join(hit.missing))}</s>"
        yield f"<p>{escape_html(lacking[0])}{missing}{escape_html(lacking[2])}</p>"
    if explain:
        yield "<ul>"
        for part in hit.explanation:
            words = escape_html(f"{part.score:+.3f} {translate(part.what)} {due_to(part)}".rstrip())
            yield f"<li>{words}</li>"
        yield "</ul>"
    yield "</li>"


def _provenance(hit: Hit) -> Iterator[str]:
    if hit.publisher:
        yield escape_html(hit.publisher)
    if hit.date:
        yield f'<time datetime="{hit.date.isoformat()}">{moment(hit.date)}</time>'
    if hit.author:
        yield escape_html(hit.author)
    if hit.similar_count:
        yield tr("+{count:,} similar", count=hit.similar_count)
    yield f"<code>{escape_html(hit.id)}</code>"


def _link(hit: Hit, painted: str) -> str:
    """Link a title to its page, unless the address is not one of the web."""
    if address := web_address(hit.url):
        return f'<a href="{escape_html(address)}">{painted}</a>'
    return painted
