"""Subtitles (.srt, .vtt, .smi): the words without their times, a line a caption."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ksearch.messages import Message
from ksearch.model.article import Article

from ..model import Document, Read, ReadOptions, Refusal, Unreadable
from ..opening import read_whole
from ..text.encoding import decode
from ..text.tidying import tidy

_TIMES = re.compile(r"(?:\d+:)?\d+:\d+[.,]\d+\s*-->\s*(?:\d+:)?\d+:\d+[.,]\d+.*")
_BLOCK_OF_NOTES = re.compile(r"(?:NOTE|STYLE|REGION)\b")
_CODES = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_CAPTION = re.compile(r"<sync\b[^>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|\n", re.IGNORECASE)
_BODY_ELEMENT = re.compile(r"<body\b[^>]*>(.*?)(?:</body>|\Z)", re.IGNORECASE | re.DOTALL)
_TITLE_ELEMENT = re.compile(r"<title>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read_document(document: Document, _: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a film's captions; its title is the file's name."""
    decoded = decode(read_whole(document))
    if decoded.damage:
        yield Refusal(document.key, decoded.damage, note=True)
    text = tidy(decoded.text)
    title = document.name.rpartition("/")[2].rpartition(".")[0]
    if document.name.lower().endswith((".smi", ".sami")):
        captions = _captions_of_sami(text)
        named = _TITLE_ELEMENT.search(text)
        title = unescape(named[1]).strip() if named and named[1].strip() else title
    else:
        captions = _captions(text)
    said = [caption for caption in (_plain(each) for each in captions) if caption]
    if not said:
        raise Unreadable(Message("holds no captions"))
    yield Article(id=document.key, title=title, body="\n".join(said), path=document.key)


def _captions(text: str) -> Iterator[str]:
    """Yield what is under each line of times; a blank line ends it."""
    for block in re.split(r"\n\s*\n", text):
        lines = block.strip().split("\n")
        position = next(
            (n for n, line in enumerate(lines[:3]) if _TIMES.fullmatch(line.strip())), None
        )
        if position is not None and not _BLOCK_OF_NOTES.match(lines[0]):
            yield "\n".join(lines[position + 1 :])


def _captions_of_sami(text: str) -> Iterator[str]:
    body = _BODY_ELEMENT.search(text)
    yield from _CAPTION.split(_COMMENT.sub("", body[1] if body else text))[1:]


def _plain(caption: str) -> str:
    """Return a caption on one line: its lines are broken to fit the screen."""
    text = _CODES.sub("", _BREAK.sub(" ", caption))
    return " ".join(unescape(text).split())
