"""The markup of wikis (MediaWiki and Namuwiki) to plain paragraphs.

Only text that a reader of the page would see is kept: no templates, references, files, categories
and attributes of tables. For dumps of hundreds of thousands of pages, each rule is one pass of a
regular expression; unknown markup is not changed.
"""

from __future__ import annotations

import re
from html import unescape

_MARKUP = re.compile(r"\[\[|'''|^==|\{\{|^= .* =$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->|^##.*$", re.DOTALL | re.MULTILINE)
_SILENT_ELEMENTS = re.compile(
    r"<(ref|gallery|math|timeline|score|imagemap|syntaxhighlight)\b[^<>]*?(?:/>|>.*?</\1\s*>)",
    re.DOTALL | re.IGNORECASE,
)
_INNER_TEMPLATE = re.compile(r"\{\{(?!\{)([^{}]*)\}\}|\{\{\{[^{}]*\}\}\}")
_HTML_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_SILENT_LINK = re.compile(
    r"\[\[\s*:?(?:파일|그림|이미지|분류|틀|File|Image|Category|Media)\s*:[^\[\]]*"
    r"(?:\[\[[^\[\]]*\]\][^\[\]]*)*\]\]",
    re.IGNORECASE,
)
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_OUTER_LINK = re.compile(r"\[(?:https?:)?//\S+\s+([^\]]*)\]|\[(?:https?:)?//\S+\]")
_MACRO = re.compile(r"\[(?:목차|각주|br|BR|include\([^)]*\)|tableofcontents|youtube\([^)]*\))\]")
_NAMU_NOTE = re.compile(r"\[\*[^\s\]]*\s([^\[\]]*)\]")
_NAMU_BLOCK = re.compile(r"\{\{\{(?:#!\w+[^\n]*\n|[#+\-]\S*\s)?|\}\}\}")
_HEADING = re.compile(r"^(={1,6})#?\s*(.*?)\s*#?\1\s*$", re.MULTILINE)
_EMPHASIS = re.compile(r"'{2,5}|__|~~|--(?=\S)|\^\^|,,")
_TABLE_EDGE = re.compile(r"^\s*(?:\{\|.*|\|\}|\|-.*|\|\+)", re.MULTILINE)
_CELL_START = re.compile(
    r"[ \t]*(?:\|\||!!)[ \t]*|^[ \t]*[|!](?:[^|\n\[]*\|(?!\|))?[ \t]*", re.MULTILINE
)
_NAMU_CELL = re.compile(r"(?:<[^<>\n]{1,40}>)+")
_LIST_MARK = re.compile(r"^[\s]*[*#:;>]+\s*", re.MULTILINE)
_RULE = re.compile(r"^-{4,}\s*$|^#(?:redirect|넘겨주기).*$", re.MULTILINE | re.IGNORECASE)
_MAGIC_WORD = re.compile(r"__[A-Z]+__")
#: Deepest nesting of templates that are removed.
_MAX_NESTED_TEMPLATES = 12


def looks_like_wikitext(text: str) -> bool:
    """Whether a text has the markup of a wiki."""
    return _MARKUP.search(text) is not None


def is_redirect(text: str) -> bool:
    """Return whether a page is a redirect."""
    return text.lstrip()[:12].lower().startswith(("#redirect", "#넘겨주기"))


def plain_text(text: str) -> str:
    """Return the paragraphs that a page shows, a line each."""
    text = _COMMENT.sub("", text)
    text = _SILENT_ELEMENTS.sub("", text)
    text = _NAMU_BLOCK.sub("", text) if "{{{" in text else text
    for _ in range(_MAX_NESTED_TEMPLATES):
        text, count = _INNER_TEMPLATE.subn("", text)
        if not count:
            break
    text = _SILENT_LINK.sub("", text)
    text = _WIKI_LINK.sub(r"\1", _WIKI_LINK.sub(r"\1", text))
    text = _OUTER_LINK.sub(r"\1", text)
    text = _MACRO.sub("", text)
    text = _NAMU_NOTE.sub(r" (\1)", text)
    text = _MAGIC_WORD.sub("", text)
    text = _RULE.sub("", text)
    text = _HEADING.sub(r"\2", text)
    text = _TABLE_EDGE.sub("", text)
    text = _CELL_START.sub("\t", text) if "|" in text or "!!" in text else text
    text = _NAMU_CELL.sub("", text) if "\t" in text else text
    text = _HTML_TAG.sub("", text)
    text = _EMPHASIS.sub("", text)
    text = _LIST_MARK.sub("", text)
    lines = (line.strip() for line in unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)
