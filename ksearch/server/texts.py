"""The texts of the page, by the keys in its template and its script."""

from __future__ import annotations

from ksearch.messages import Message, translated_to
from ksearch.messages.languages import LANGUAGES

__all__ = ["LANGUAGES", "TEXTS", "texts_in"]

#: ``{…}`` are filled in by the page's script.
TEXTS: dict[str, Message] = {
    "title": Message("Search articles"),
    "query": Message("Search"),
    "submit": Message("Search"),
    "placeholder": Message('words, "exact text", -without'),
    "suggestions": Message("Suggestions"),
    "skip": Message("Skip to the articles"),
    "filters": Message("Filters"),
    "publisher": Message("Paper"),
    "section": Message("Section"),
    "author": Message("Reporter"),
    "more_values": Message("Show all {count}"),
    "since": Message("From"),
    "until": Message("Until"),
    "clear_dates": Message("All dates"),
    "clear_filters": Message("Clear filters"),
    "sort": Message("Order"),
    "relevance": Message("Best first"),
    "newest": Message("Newest first"),
    "oldest": Message("Oldest first"),
    "match": Message("Words"),
    "auto": Message("All, or nearly all"),
    "all": Message("All words"),
    "any": Message("Any word"),
    "timeline": Message("Articles over time"),
    "timeline_help": Message("Drag over the bars to narrow the dates."),
    "period": Message("{period}: {count} articles"),
    "results": Message("Articles"),
    "found": Message("{from}–{to} of {total} articles"),
    "found_none": Message("No article has this."),
    "found_none_filtered": Message("No article has this under these filters."),
    "did_you_mean": Message("Did you mean"),
    "corrected": Message("Nothing has “{query}”; shown instead:"),
    "lacks": Message("missing: {words}"),
    "similar_count": Message("+{count} near-identical"),
    "show_similar": Message("show them"),
    "undated": Message("undated"),
    "previous": Message("Previous page"),
    "next": Message("Next page"),
    "related": Message("Related words"),
    "export": Message("Export"),
    "export_csv": Message("Table (CSV)"),
    "export_xlsx": Message("Workbook (XLSX)"),
    "article": Message("Article"),
    "close": Message("Close"),
    "next_match": Message("Next match"),
    "previous_match": Message("Previous match"),
    "match_of": Message("match {place} of {count}"),
    "no_match": Message("no match in this article"),
    "similar": Message("Similar articles"),
    "original": Message("Original page"),
    "file": Message("Original file"),
    "loading": Message("Searching …"),
    "failed": Message("The server does not answer; try again."),
    "help": Message("Keyboard"),
    "help_search": Message("type a query"),
    "help_down": Message("next and previous article"),
    "help_enter": Message("read it"),
    "help_open": Message("open the original page"),
    "help_matches": Message("next and previous match"),
    "help_escape": Message("close"),
    "help_help": Message("this help"),
    "token": Message("Token"),
    "sign_in": Message("Sign in"),
    "sign_in_help": Message("Whoever runs this server has the token."),
    "wrong_token": Message("That is not the token."),
}


def texts_in(language: str) -> dict[str, str]:
    """Return the texts of the page in one of `LANGUAGES`, by key."""
    return {key: translated_to(language, text) for key, text in TEXTS.items()}
