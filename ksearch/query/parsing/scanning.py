"""Cuts a typed query into tokens, and decides which of its signs are operators.

A sign counts as an operator only where it can work as one; every other sign is replaced by a
literal, which Whoosh's parser does not read as syntax. The time is linear in the text's length.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ksearch.korean.splitting import split
from ksearch.messages import Message
from ksearch.model.fields import FIELD_NAMES
from ksearch.query.parsing.date_values import date_span
from ksearch.query.parsing.syntax import EITHER, OPERATORS
from ksearch.query.parsing.tokens import BEGINNINGS, Token, TokenKind

#: Replacements of literal signs: the parser does not read them as syntax, and they fold to the
#: sign.
_LITERAL_SIGNS = str.maketrans('"()[]{}', "”（）［］｛｝")
_LEADING = {"-": "−", "+": "＋"}

#: Most tokens of a query with syntax: each takes up to four milliseconds.
_MAX_TOKENS = 400
#: Deepest nesting of brackets; Whoosh's parser is recursive.
_MAX_NESTED_BRACKETS = 20
#: Largest weight of a word; larger ones make no difference, and overflow in the end.
_HEAVIEST = 1000.0
#: Largest distance of ``~`` behind a quoted text, in eojeols.
_MAX_NEAR_DISTANCE = 1000
#: Most slips that `~` allows.
_MAX_SLIPS = 2

_SPACES = re.compile(r"\s+")
_OPERATOR = re.compile(rf"({'|'.join(sorted(OPERATORS, key=len, reverse=True))})(?=[\s()]|$)")
#: Small operators count between words in other scripts only, so not in a name (rock and roll).
_SMALL_OPERATOR = re.compile(r"(and|or|not)(?=\s+[^\sA-Za-z])")
#: 또는 and 혹은 between two words.
_EITHER = re.compile(rf"({'|'.join(EITHER)})(?=\s+\S)")
_EITHER_WORDS = 6
#: Quotation marks that make a text exact behind an operator, and what closes them.
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉", "‹": "›", "«": "»"}
_FIELD = re.compile(r"([^\W\d]\w*):(?=\S)")
_EVERY_ARTICLE = re.compile(r"\*:\*(?=[\s)]|$)")
_WORD = re.compile(r'[^\s"()|]+')
_RANGE = re.compile(r"[\[{][^\[\]{}\n]*[\]}]")
_DATE_VALUE = re.compile(r'"[^"\n]*"|[\[{][^\[\]{}\n]*[\]}]|[^\s"()|]+')
_DATE_GROUP = re.compile(r'\([^()"]*\)')
_BARE_SPAN = re.compile(r"\d{4}(?:[-./]?\d{1,2}){0,2}\.\.\d{4}(?:[-./]?\d{1,2}){0,2}")
#: Suffixes of a quoted text, a group or a word.
_WEIGHT_SUFFIX = re.compile(r"\^(\d+(?:\.\d*)?(?:[eE]\+?\d{1,4})?)(?=[\s)]|$)")
_NEAR = re.compile(r"~(\d+)(?=[\s)^]|$)")
_SLIPS = re.compile(r"(?<=[^\W\d])~(\d*)(/[1-9]\d?)?$")
_WORD_WEIGHT = re.compile(r"\^(\d+(?:\.\d*)?(?:[eE]\+?\d{1,4})?)$")
#: Asterisks and question marks that are punctuation: in pairs (**bold**), alone, behind a word (?).
_LOOSE_SIGNS = re.compile(r"\*\*+|(?<![\w*])[*?]+(?![\w])|\?+(?!\w)|\?\?+")
_WILD = re.compile(r"[*?]")


class Scanner:
    """Cuts one text into tokens; ``notes`` are about apparent syntax."""

    def __init__(self, text: str, knows: Callable[[str], bool] | None) -> None:
        self.notes: list[str] = []
        self._text = text
        self._knows = knows
        self._position = 0
        self._tokens: list[Token] = []
        #: Open brackets: the number of the token, or -1 for one that is punctuation.
        self._open: list[int] = []
        self._curly = text.count("“") != text.count("”")
        self._quotes_end = text.rfind('"')

    def scan(self) -> list[Token] | None:
        """Return the tokens; None if there are too many, or they are nested too deeply."""
        text = self._text
        while self._position < len(text):
            space = _SPACES.match(text, self._position)
            if space:
                self._position = space.end()
                continue
            if not (self._begins() and self._syntax()):
                self._plain_sign_or_word()
            if len(self._tokens) > _MAX_TOKENS or len(self._open) > _MAX_NESTED_BRACKETS:
                return None
        for number in self._open:
            if number >= 0:
                self._tokens[number] = self._literal(self._tokens[number])
        return [token for token in self._tokens if token.spelt]

    def _begins(self) -> bool:
        """Return whether a word, or an operator before it, may begin here."""
        if self._position == 0 or self._text[self._position - 1] in " \t\n\r\f\v“‘[{|":
            return True
        if self._text[self._position - 1].isspace():
            return True
        last = self._tokens[-1] if self._tokens else None
        return last is not None and last.end == self._position and last.kind in BEGINNINGS

    def _after_field(self) -> bool:
        return bool(self._tokens) and self._tokens[-1].kind is TokenKind.FIELD

    def _add(
        self, kind: TokenKind, spelt: str, end: int, *, syntax: bool = True, name: str = ""
    ) -> None:
        self._tokens.append(Token(kind, spelt, self._position, end, syntax, name))
        self._position = end

    def _literal(self, token: Token) -> Token:
        return token._replace(kind=TokenKind.WORD, spelt="", syntax=False)

    def _syntax(self) -> bool:
        """Read an operator, if there is one; return whether there was."""
        sign = self._text[self._position]
        if sign == '"':
            return self._quoted()
        if sign in _PAIRS:
            return self._paired(_PAIRS[sign])
        if sign == "(":
            self._open.append(len(self._tokens))
            self._add(TokenKind.OPEN, "(", self._position + 1)
            return True
        if self._after_field():
            return False
        if sign in "-!+":
            return self._prefix(sign)
        everything = _EVERY_ARTICLE.match(self._text, self._position)
        if everything:
            self._add(TokenKind.WORD, "*:*", everything.end())
            return True
        return self._operator() or self._field() or self._bare_span()

    def _prefix(self, sign: str) -> bool:
        """Read a sign before a word: - or ! excludes it, + requires it.

        Before a digit it is the sign of a number, and behind a line break it is a bullet.
        """
        following = self._text[self._position + 1 : self._position + 2]
        closing = _PAIRS.get(following)
        wanted = following in ('"', "(") or (following.isalpha() or following in ("_", "*", "?"))
        wanted = wanted or (closing is not None and closing in self._text[self._position :])
        if not following or not wanted or self._text[self._position - 1 : self._position] == "\n":
            return False
        kind, spelt = (TokenKind.PLUS, "+") if sign == "+" else (TokenKind.NOT, "-")
        self._add(kind, spelt, self._position + 1)
        return True

    def _operator(self) -> bool:
        found = _OPERATOR.match(self._text, self._position)
        if found:
            name = found[1]
            if name == "NOT":
                self._add(TokenKind.NOT, "-", found.end(), name=name)
            else:
                self._add(TokenKind.BINARY, name, found.end(), name=name)
            return True
        small = _SMALL_OPERATOR.match(self._text, self._position)
        if small and self._tokens and not re.search("[A-Za-z]", self._tokens[-1].spelt):
            name = small[1].upper()
            kind, spelt = (TokenKind.NOT, "-") if name == "NOT" else (TokenKind.BINARY, name)
            self._add(kind, spelt, small.end(), name=name)
            return True
        either = _EITHER.match(self._text, self._position)
        if either and self._tokens and len(self._text.split()) <= _EITHER_WORDS:
            self._add(TokenKind.BINARY, "OR", either.end(), name=either[1])
            return True
        both = re.compile(r"&{1,2}(?=\s|$)").match(self._text, self._position)
        if both:
            self._add(TokenKind.BINARY, "AND", both.end())
            return True
        return False

    def _field(self) -> bool:
        found = _FIELD.match(self._text, self._position)
        if not found:
            return False
        field = FIELD_NAMES.get(found[1].lower())
        if field is None:
            self._no_field(found)
            return False
        if field == "date":
            return self._dated(found.end())
        if field == "url":
            return self._address(found.end())
        self._add(TokenKind.FIELD, f"{field}:", found.end())
        given = _RANGE.match(self._text, self._position)
        if given and re.search(r"(?i)\bto\b", given[0]):
            self._add(TokenKind.WORD, given[0], given.end())
        return True

    def _no_field(self, found: re.Match[str]) -> None:
        name = found[1]
        if not name.isascii() or self._text.startswith("//", found.end()):
            return
        word = next(iter(split(self._text[found.start() : found.start() + 100])[0]), "")
        if self._knows is None or not self._knows(word):
            self.notes.append(
                Message(
                    "articles have no field “{name}” (they have title, lead, body, date, "
                    "author, publisher, section, url, path and id); “{word}” is searched for "
                    "as a word",
                    name=name,
                    word=word,
                )
            )

    def _dated(self, start: int) -> bool:
        value = _DATE_VALUE.match(self._text, start) or _DATE_GROUP.match(self._text, start)
        if value is None:
            return False
        spans = [date_span(one) for one in _dates_in(value[0])]
        if None in spans or not spans:
            self.notes.append(
                Message(
                    "“{value}” is not a date; write a year, a month or a day (2025, 2025-02, "
                    "2025-02-12) or a span of time (2025-01..2025-03)",
                    value=value[0],
                )
            )
            return False
        spelt = " OR ".join(f"date:{span}" for span in spans)
        self._add(TokenKind.SPAN, spelt if len(spans) == 1 else f"({spelt})", value.end())
        return True

    def _address(self, start: int) -> bool:
        """Read a web address, all signs of which are literal; * alone matches anything."""
        value = re.compile(r"[^\s\"()]+").match(self._text, start)
        if value is None or "*" in value[0]:
            self._add(TokenKind.FIELD, "url:", start)
        else:
            self._add(TokenKind.SPAN, f'url:"{value[0]}"', value.end())
        return True

    def _bare_span(self) -> bool:
        found = _WORD.match(self._text, self._position)
        if not found or not _BARE_SPAN.fullmatch(found[0]):
            return False
        span = date_span(found[0])
        if span is None:
            return False
        self._add(TokenKind.SPAN, f"date:{span}", found.end())
        return True

    def _paired(self, closing: str) -> bool:
        """Read a text in curly or angular quotation marks, if an operator is before it."""
        end = self._text.find(closing, self._position)
        last = self._tokens[-1] if self._tokens else None
        if end < 0 or last is None or last.kind not in (TokenKind.NOT, TokenKind.PLUS):
            return False
        inner = self._text[self._position + 1 : end].replace('"', " ")
        self._add(TokenKind.QUOTED, f'"{inner}"' if split(inner)[0] else "", end + 1)
        return True

    def _quoted(self) -> bool:
        """Read a quoted text; a quotation mark without a partner is punctuation."""
        if self._quotes_end <= self._position:
            if not self._curly:
                self.notes.append(
                    Message(
                        "the quotation mark at character {at} is never closed; the words behind "
                        "it are not searched for as an exact text",
                        at=self._position + 1,
                    )
                )
            return False
        end = self._text.index('"', self._position + 1)
        inner = self._text[self._position + 1 : end]
        spelt, end = f'"{inner}"', end + 1
        near = _NEAR.match(self._text, end)
        if near:
            spelt, end = f"{spelt}~{max(_whole(near[1], _MAX_NEAR_DISTANCE), 1)}", near.end()
        weight = _WEIGHT_SUFFIX.match(self._text, end)
        if weight:
            spelt, end = spelt + _weight(weight[1]), weight.end()
        empty = not any(map(str.isalnum, inner)) and not split(inner)[0]
        self._add(TokenKind.QUOTED, "" if empty else spelt, end)
        return True

    def _plain_sign_or_word(self) -> None:
        sign = self._text[self._position]
        if sign == "|":
            end = (
                self._position + 2
                if self._text.startswith("||", self._position)
                else self._position + 1
            )
            self._add(TokenKind.BINARY, "OR", end)
        elif sign == ")":
            self._close()
        elif sign == "(":
            self._open.append(-1)
            self._position += 1
        elif sign == '"':
            self._position += 1
        else:
            self._word()

    def _close(self) -> None:
        """Read a closing bracket: of a group, unless letters follow directly: (주)가람."""
        number = self._open.pop() if self._open else -1
        following = self._text[self._position + 1 : self._position + 2]
        if number >= 0 and not following.isalnum():
            weight = _WEIGHT_SUFFIX.match(self._text, self._position + 1)
            end = weight.end() if weight else self._position + 1
            self._add(TokenKind.CLOSE, ")" + (_weight(weight[1]) if weight else ""), end)
            return
        if number >= 0:
            self._tokens[number] = self._literal(self._tokens[number])
        self._position += 1

    def _word(self) -> None:
        found = _WORD.match(self._text, self._position)
        end = found.end() if found else self._position + 1
        spelt, syntax = self._word_spelt(self._text[self._position : end])
        self._add(TokenKind.WORD, spelt, end, syntax=syntax)

    def _word_spelt(self, word: str) -> tuple[str, bool]:
        """Return a word's spelling for the parser, and whether it has syntax."""
        weight = _WORD_WEIGHT.search(word)
        tail = _weight(weight[1]) if weight else ""
        word = word[: weight.start()] if weight else word
        slips = _SLIPS.search(word)
        if slips and self._in_text():
            allowed = _whole(slips[1] or "1", _MAX_SLIPS)
            if slips[1] and int(slips[1][:3]) > _MAX_SLIPS:
                self.notes.append(
                    Message(
                        "“{word}” allows {max_slips} slips, which is the most",
                        word=word,
                        max_slips=_MAX_SLIPS,
                    )
                )
            tail = f"~{allowed}{slips[2] or ''}" + tail
        word = word[: slips.start()] if slips else word
        if _WILD.search(word) and self._in_text() and not (word == "*" and self._after_field()):
            word = _LOOSE_SIGNS.sub(" ", word).strip()
        if not any(letter.isalnum() or letter in "_*" for letter in word):
            # Signs of other scripts, such as emoji, can be searched for.
            return "" if tail or word.isascii() else _harmless(word), False
        syntax = bool(tail) or _WILD.search(word) is not None or self._after_field()
        return " ".join(map(_harmless, word.split())) + tail, syntax

    def _in_text(self) -> bool:
        """Return whether the next word is searched in texts instead of keyword values."""
        if not self._after_field():
            return True
        return self._tokens[-1].spelt in ("title:", "lead:", "body:")


def _dates_in(value: str) -> list[str]:
    """Return the dates of a value: one, or several in brackets, with or without OR."""
    if value[0] != "(":
        weight = _WORD_WEIGHT.search(value)
        return [value[: weight.start()] if weight else value]
    return [one for one in re.split(r"[\s|]+", value[1:-1]) if one not in ("", "OR")]


def _harmless(word: str) -> str:
    """Return a word spelt so that the parser sees no sign and no field in it."""
    name, colon, value = word.partition(":")
    if colon and name.lower() in FIELD_NAMES:
        word = f"{name}：{value}"
    return _LEADING.get(word[0], word[0]).translate(_LITERAL_SIGNS) + word[1:].translate(
        _LITERAL_SIGNS
    )


def _weight(number: str) -> str:
    return f"^{min(float(number), _HEAVIEST):g}"


def _whole(digits: str, most: int) -> int:
    """Return a number, bounded by ``most``."""
    return most if len(digits) > len(str(most)) else min(int(digits), most)
