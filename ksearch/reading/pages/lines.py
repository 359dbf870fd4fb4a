"""The lines of a page, each with its features."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import kinds
from .looks import PARTICLE, Look, look_at
from .vocabulary import ROLE
from .wording import stems_of

_TEXT_KINDS = frozenset((kinds.PROSE, kinds.PHRASE))
_HANGUL = re.compile("[가-힣]")
_MIN_FOREIGN = 4
_SIGNED = re.compile(rf"[다요]\.\s?/?\s?[가-힣]{{2,4}}\s?{ROLE}(?:\s?\S+@\S*)?$")
_OWNER_ONLY = re.compile(r"[ⓒ©]\s?[가-힣A-Za-z0-9]{2,12}(?: [가-힣A-Za-z0-9]{2,12})?")
_PICTURE_MARKS = frozenset("▲△▼◀▶")
_SERIES = re.compile(r"[\[<][가-힣 ]{2,8}[\]>](?=\s?\S)")
_FINISHED = re.compile(r"[.?!][\"'”’)\]]*$")


class PageLine:
    """A line with words, and its features.

    Attributes:
        number: its number in the page, from 0.
        text: without the spaces around it.
        core: without bullets in front.
        bare: also without the name of the paper at the end, as in the title of a page.
        bullet: the bullet or rank in front, if any.
        kind: the kind of line that it looks like.
        sentences: the number of sentences that end in it, counted up to three, in long lines up to
            one.
        cut: it ends in dots, as a teaser does.
        after_blank: a blank line comes before it.
        repeats: the index of the earlier line that says the same, if any.
    """

    __slots__ = (
        "_stems",
        "after_blank",
        "bare",
        "bullet",
        "core",
        "cut",
        "kind",
        "number",
        "repeats",
        "sentences",
        "text",
    )

    def __init__(self, number: int, text: str, look: Look, after_blank: bool) -> None:
        self.number = number
        self.text = text
        self.core, self.bare, self.bullet, self.kind, self.sentences, self.cut = look
        self.after_blank = after_blank
        self.repeats: int | None = None
        self._stems: list[str] | None = None

    def stems(self) -> list[str]:
        """Return how the words of its text begin."""
        if self._stems is None:
            self._stems = stems_of(self.text)
        return self._stems


def page_lines(text: str) -> list[PageLine]:
    """Return the lines of a page that are not empty, each with its features."""
    lines: list[PageLine] = []
    first_of: dict[str, int] = {}
    after_blank = False
    for number, raw in enumerate(text.split("\n")):
        stripped = raw.strip()
        if not stripped:
            after_blank = True
            continue
        line = PageLine(number, stripped, look_at(stripped), after_blank)
        if line.kind is not kinds.MARK:
            earlier = first_of.setdefault(line.core, len(lines))
            if earlier != len(lines):
                line.repeats = earlier
        lines.append(line)
        after_blank = False
    _join_split_lines(lines)
    _mark_picture_credits(lines)
    _mark_foreign_lines(lines)
    _mark_numbered_headings(lines)
    _mark_series(lines)
    return lines


def is_signed_caption(line: PageLine) -> bool:
    """Return whether a line is a caption of one sentence, with its photographer named at the end.

    The last paragraph of an article may also be signed so; one in the middle is not.
    """
    return line.sentences == 1 and len(line.text) <= 160 and _SIGNED.search(line.text) is not None


def _join_split_lines(lines: Sequence[PageLine]) -> None:
    """Give a fragment the kind of the line below it where the two are one, broken in the middle."""
    for index in range(1, len(lines)):
        before, line = lines[index - 1], lines[index]
        if before.kind is not kinds.PHRASE or line.after_blank:
            continue
        if line.kind is kinds.PROSE and _is_wrapped(before, line):
            before.kind = kinds.PROSE
        elif line.kind is kinds.CAPTION and len(line.text) < 40 and line.text[0] in "[(<【사/ⓒ":
            before.kind = kinds.CAPTION


def _mark_picture_credits(lines: Sequence[PageLine]) -> None:
    """Mark captions that resemble others, and ``ⓒ 홍길동`` under one or over a paragraph."""
    marks = {line.bullet for line in lines if line.kind is kinds.CAPTION} - {""}
    if marks:
        for line in lines:
            if line.bullet in marks and line.kind is kinds.PHRASE and line.text[-1] == ".":
                line.kind = kinds.CAPTION
    for index, line in enumerate(lines):
        if line.kind is not kinds.COPYRIGHT or _OWNER_ONLY.fullmatch(line.text) is None:
            continue
        before = lines[index - 1] if index else line
        under_picture = before.bullet[:1] in _PICTURE_MARKS
        if under_picture and before.kind is kinds.PHRASE:
            before.kind = kinds.CAPTION
        following = lines[index + 1 : index + 3]
        if under_picture or any(after.kind is kinds.PROSE for after in following):
            line.kind = kinds.CAPTION


def _mark_foreign_lines(lines: Sequence[PageLine]) -> None:
    """Mark the English lines of a site around a Korean article, if there are several."""
    foreign = [line for line in lines if line.kind in _TEXT_KINDS and not is_korean(line.text)]
    if len(foreign) < _MIN_FOREIGN:
        return
    prose = sum(line.kind is kinds.PROSE for line in lines)
    if prose >= 2 * sum(line.kind is kinds.PROSE for line in foreign):
        for line in foreign:
            line.kind = kinds.FOREIGN


def is_korean(text: str) -> bool:
    """Return whether there is Hangul in a text."""
    return "가" <= text[0] <= "힣" or _HANGUL.search(text) is not None


def _mark_numbered_headings(lines: Sequence[PageLine]) -> None:
    """Mark ``3. 의견`` between paragraphs as a subhead, not as the heading of comments."""
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        numbered = line.kind is kinds.LIST_HEADING and line.bullet[:1].isdigit()
        if numbered and before.kind is kinds.PROSE and after.kind is kinds.PROSE:
            line.kind = kinds.PHRASE


def _mark_series(lines: Sequence[PageLine]) -> None:
    """Mark ``[사설] …`` under an article whose headline begins so as other articles' headlines."""
    first = next((i for i, line in enumerate(lines) if line.kind is kinds.PROSE), len(lines))
    labels = {_series_of(line) for line in lines[:first] if line.text[0] in "[<"} - {""}
    if not labels:
        return
    others = [line for line in lines[first:] if line.text[0] in "[<" and _series_of(line) in labels]
    if len(others) >= 2:
        for line in others:
            line.kind = kinds.LIST_HEADING


def _series_of(line: PageLine) -> str:
    """Return the name of the series in front of a headline, or nothing."""
    found = _SERIES.match(line.text) if line.kind is kinds.PHRASE else None
    return found.group() if found is not None else ""


def _is_wrapped(before: PageLine, line: PageLine) -> bool:
    """Return whether a line goes on with the hard-wrapped sentence that the one before began."""
    return (
        not before.bullet
        and len(before.text) >= 25
        and abs(len(before.text) - len(line.text)) <= 12
        and PARTICLE.search(before.text + " ") is not None
        and _FINISHED.search(line.text) is None
    )
