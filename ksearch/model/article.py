"""`Article`: the document that readers yield, the index stores and `show` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ksearch.model.fields import KEYWORD_FIELDS, TEXT_FIELDS

__all__ = ["KEYWORD_FIELDS", "TEXT_FIELDS", "Article", "ExplainedArticle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as it was read from a source.

    Text is kept as it came, without normalisation; matches in results are positions in these
    strings.

    Attributes:
        id: identifies the article in its index; adding the same id again replaces it.
        title: the headline.
        lead: subheads and first paragraph. Left empty, the first paragraph of ``body`` serves
            (see `with_lead`).
        body: the paragraphs after the lead, separated by newlines.
        date: when it was published; without a time zone it is taken as Korean time.
        author: the reporters, separated by commas.
        publisher: the paper.
        section: the paper's section.
        url: where it was published.
        path: the file it was read from, relative to its source.
    """

    id: str
    title: str = ""
    lead: str = ""
    body: str = ""
    date: datetime | None = None
    author: str | None = None
    publisher: str | None = None
    section: str | None = None
    url: str | None = None
    path: str | None = None

    def __repr__(self) -> str:
        """Return what distinguishes one article from another; its text would fill the screen."""
        known = [f"id={self.id!r}", f"title={self.title!r}"]
        if self.date is not None:
            known.append(f"date={self.date.isoformat()}")
        if self.publisher is not None:
            known.append(f"publisher={self.publisher!r}")
        return f"{type(self).__name__}({', '.join(known)}, …)"

    def with_lead(self) -> Article:
        """Return the article with its lead set, and not repeated in the body.

        Where a source gives no lead, the first paragraph of the body becomes it. Where a source
        gives a lead and repeats it as the body's first paragraph, the copy is removed from the
        body, so that a lead is counted once.
        """
        lead, body = self.lead.strip(), self.body.strip()
        if not lead:
            first, _, rest = body.partition("\n")
            return self._with(first.rstrip(), rest.lstrip())
        if body.startswith(lead) and body[len(lead) : len(lead) + 1] in ("", "\n"):
            body = body[len(lead) :].lstrip()
        return self._with(lead, body)

    def _with(self, lead: str, body: str) -> Article:
        # Faster than `dataclasses.replace`, which matters because every article passes here.
        return Article(
            id=self.id,
            title=self.title,
            lead=lead,
            body=body,
            date=self.date,
            author=self.author,
            publisher=self.publisher,
            section=self.section,
            url=self.url,
            path=self.path,
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ExplainedArticle(Article):
    """An article with the rules by which the reader found its fields, for `ksearch read`.

    Attributes:
        found_by: field → the rule: ``{"date": "meta article:published_time"}``; under ``page``, how
            a text that looks like a web page was cleaned.
    """

    found_by: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> Article:
        """Return the article without the rules."""
        return Article(**{name: getattr(self, name) for name in Article.__dataclass_fields__})
