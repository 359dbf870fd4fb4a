"""One spelling for what readers take to be the same text, without losing the places.

Folded are: decomposed Hangul (NFD) and letters that stand apart (ㅋㅗ → 코), full-width and
half-width forms, squared words and ligatures (㎏, ㈜, ﬁ), compatibility ideographs, capitals,
accents of Latin letters (é), curly quotes, dashes, middle dots and the many kinds of space;
characters that take no room (zero-width space, soft hyphen) go. Accents aside, it is Unicode's
NFKC_Casefold (UAX #15, UAX #31), except for characters that would run into the words beside them:
circled characters (① and ㉠ are bullets in newspapers), fractions, ™ and … stay as they are, and so
do letters that stand alone (ㅋㅋ). A power does not become digits of its number: 10³ → 10^3.

`fold` serves where places do not matter, `normalise` where they do; both give the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import count, groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, decomposition, normalize

from ksearch.korean.letters import jamo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SAME = {
    "'": "‘’‚‛′`´",
    '"': "“”„‟″",
    "-": "‐‑‒–—―−﹣",
    "~": "〜∼～˜",
    "·": "ㆍ‧・･•∙⋅ᆞ",
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000",
}
_ONE_FOR_ONE = {variant: sign for sign, variants in _SAME.items() for variant in variants}
_DROPPED = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f"
    "\u3164\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e"
    "\ufe0f\ufeff\uffa0"
)
_LEFT_ALONE = frozenset("․‥…™℠ͺ")
_LEFT_ALONE_KINDS = ("<circle>", "<fraction>")

_LETTER_OF_CONJOINING: dict[str, str] = {
    chr(first + number): letter
    for first, letters in (
        (0x1100, tuple(jamo.INITIALS)),
        (0x1161, tuple(jamo.VOWELS)),
        (0x11A7, jamo.FINALS),
    )
    for number, letter in enumerate(letters)
    if letter
}
#: Syllables that NFC cannot compose, with obsolete letters (ᄒᆞᆫ).
_OLD_SYLLABLE = "[\u1100-\u115e\ua960-\ua97c][\u1161-\u11a7]+[\u11a8-\u11ff]*"
_SUPERSCRIPTS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_IRREGULAR = 0
#: Texts shorter than this do without the table, which a single query would have to wait for.
_SHORT_TEXT = 48

#: Texts that are checked for stability before that set is made.
_CHECKS_WITHOUT_SET = 4096
_looked_at = count()

#: Characters that never change, nor join with what precedes them (ranges of a regex).
_STABLE_RANGES = (
    ("\0", "@"), ("[", "_"), ("a", "~"), ("\u00a1", "\u00a7"), ("±", "±"), ("·", "·"),
    ("†", "‡"), ("…", "…"), ("※", "※"), ("←", "⇿"), ("①", "⑳"),
    ("─", "◿"), ("☀", "♿"), ("\u3001", "\u3004"), ("\u3007", "\u301b"), ("\u301d", "\u3029"),
    ("ぁ", "ゖ"), ("ァ", "ヺ"), ("㉠", "㉿"), ("㐀", "䶿"), ("一", "鿿"), ("가", "힣"),
    ("\ue000", "\uf8ff"),
)  # fmt: skip
#: Where most of the characters are that change into one other character.
_COMMON_RANGES = (
    ("\u00a0", "ʯ"), ("Ά", "ώ"), ("Ѐ", "ӿ"), ("A", "Z"),
    ("`", "`"), ("\u2010", "\u2023"), ("\u2027", "\u203f"), ("−", "⋿"), ("\u3000", "ヿ"),
    ("ㆍ", "ㆍ"), ("豈", "\ufa0b"), ("！", "￦"),
)  # fmt: skip


class Normalised(NamedTuple):
    """A text in its one spelling, and where its characters came from.

    Attributes:
        text: the normalised text.
        starts: int32, shape (len(text),), never falling: the place in the original at which each
            character begins; None where every character is at its own place.
        length: the number of characters of the original.
    """

    text: str
    starts: NDArray[np.int32] | None
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the part of the original that a part of the text came from.

        Where several characters came from one, or one from several, it is all of them.
        """
        if self.starts is None:
            return start, end
        if start >= len(self.text):
            return self.length, self.length
        begin = int(self.starts[start])
        if end <= start:
            return begin, begin
        following = int(self.starts.searchsorted(self.starts[end - 1], side="right"))
        return begin, int(self.starts[following]) if following < len(self.text) else self.length


def fold(word: str) -> str:
    """Return the word as `normalise` spells it: ＫＯＳＰＩ → kospi, 코스피 from NFD → 코스피."""
    if word.isascii():
        return word.lower()
    low, high = min(word), max(word)
    # Plain Hangul or hanja, as most is: not worth compiling a set of 40,000 characters for.
    if (low >= "가" and high <= "힣") or (low >= "一" and high <= "鿿"):
        return word
    if _is_stable(word):
        return word
    return _fold_irregular(word)[0]


def normalise(text: str) -> Normalised:
    """Return the text in its one spelling, with the place of each character in the original.

    Longer text whose characters all stay or change one for one, as most does, is done with one
    look-up for all of it; then, and wherever else no character moves, there are no ``starts``.
    """
    if text.isascii():
        return Normalised(text.lower(), None, len(text))
    import numpy as np

    if len(text) < _SHORT_TEXT:
        if _is_stable(text):
            return Normalised(text, None, len(text))
        short, origins = _fold_irregular(text)
        moved = origins != list(range(len(text)))
        return Normalised(short, np.array(origins, dtype=np.int32) if moved else None, len(text))
    return _normalise_long(text)


def _normalise_long(text: str) -> Normalised:
    import numpy as np

    codes = np.array([text]).view(np.uint32)
    folded = _table().take(codes, mode="clip")
    irregular = np.flatnonzero(folded == _IRREGULAR)
    folded[irregular] = ord(" ")
    regular = str(folded.view(f"U{len(text)}").item())
    if not len(irregular):
        return Normalised(regular, None, len(text))
    pieces: list[str] = []
    starts: list[NDArray[np.int64]] = []
    done, in_place = 0, True
    for begin, end in _regions(irregular):
        piece, origins = _fold_irregular(text[begin:end])
        in_place &= origins == list(range(end - begin))
        pieces += (regular[done:begin], piece)
        starts += (np.arange(done, begin), np.array(origins, dtype=np.int64) + begin)
        done = end
    pieces.append(regular[done:])
    starts.append(np.arange(done, len(text)))
    places = None if in_place else np.concatenate(starts).astype(np.int32)
    return Normalised("".join(pieces), places, len(text))


def _regions(irregular: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield the runs of irregular characters, each with the one before it, which may combine."""
    begin = end = -1
    for place in irregular.tolist():
        if place != end:
            if end > 0:
                yield begin, end
            begin = max(place - 1, 0)
        end = place + 1
    yield begin, end


def _is_stable(text: str) -> bool:
    """Return whether no character of a text changes, so that there is nothing to do.

    Of the first few texts, which are all that a search from the shell has, only plain ones count as
    such; there is something to do for others, and it leaves them as they are if they are stable.
    """
    if next(_looked_at) < _CHECKS_WITHOUT_SET:
        return all(
            "가" <= letter <= "힣" or letter < "A" or "一" <= letter <= "鿿" or "a" <= letter <= "z"
            for letter in text
        )
    return _stable().fullmatch(text) is not None


@cache
def _stable() -> re.Pattern[str]:
    """Return what texts that stay as they are match; a set of 40,000 characters to compile."""
    ranges = "".join(f"{re.escape(first)}-{re.escape(last)}" for first, last in _STABLE_RANGES)
    return re.compile(f"[{ranges}]*")


@cache
def _table() -> NDArray[np.uint32]:
    """Return, for each character of the BMP, the one it changes into, or `_IRREGULAR`.

    Characters beyond the BMP are clipped to the last one of it, which is irregular.
    """
    import numpy as np

    table = np.full(0x10000, _IRREGULAR, dtype=np.uint32)
    for first, last in _STABLE_RANGES:
        codes = slice(ord(first), ord(last) + 1)
        table[codes] = np.arange(codes.start, codes.stop, dtype=np.uint32)
    unsettled = [
        chr(code)
        for first, last in _COMMON_RANGES
        for code in range(ord(first), ord(last) + 1)
        if table[code] == _IRREGULAR
    ]
    # All at once, as character by character takes ten times as long.
    plain = normalize("NFKC", "\n".join(unsettled)).casefold().split("\n")
    for character, folded in zip(unsettled, plain, strict=True):
        folded = _ONE_FOR_ONE.get(character) or _ONE_FOR_ONE.get(folded, folded)
        folded = _without_accent(folded)
        conjoining = "\u1100" <= folded <= "\u11ff"
        alone = character not in _SUPERSCRIPTS and not conjoining and not _extends(character)
        if len(folded) == 1 and alone:
            table[ord(character)] = ord(folded)
    return table


def _fold_irregular(text: str) -> tuple[str, list[int]]:
    """Return the text folded character by character, and the place each came from."""
    folded: list[str] = []
    starts: list[int] = []
    for start, cluster in _clusters(text):
        piece = _fold_cluster(cluster)
        if start and cluster[0] in _SUPERSCRIPTS and text[start - 1].isdecimal():
            piece = f"^{piece}"
        folded.append(piece)
        in_place = piece == cluster
        starts += range(start, start + len(piece)) if in_place else [start] * len(piece)
    return _join_letters("".join(folded), starts)


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Yield each character with those that may combine with it, and where it occurs."""
    begin = 0
    for place in range(1, len(text)):
        if not _extends(text[place]):
            yield begin, text[begin:place]
            begin = place
    if text:
        yield begin, text[begin:]


@lru_cache(maxsize=4096)
def _extends(character: str) -> bool:
    """Return whether the character may become one with those before it, or vanish beside them."""
    return (
        category(character) in ("Mn", "Mc", "Me")
        or character in _DROPPED
        or "\u1160" <= character <= "\u11ff"  # vowels and finals of decomposed Hangul
        or "\ud7b0" <= character <= "\ud7fb"
        or character in "\uff9e\uff9f"  # half-width voicing marks of kana
    )


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    while True:
        folded = _fold_once(cluster)
        if folded == cluster:
            return folded
        cluster = folded


def _fold_once(cluster: str) -> str:
    composed = normalize("NFC", cluster)
    old = re.search(_OLD_SYLLABLE, composed) if len(composed) > 1 else None
    if old:
        before, after = composed[: old.start()], composed[old.end() :]
        return _fold_characters(before) + old[0] + _fold_characters(after)
    return normalize("NFC", _fold_characters(composed))


def _fold_characters(text: str) -> str:
    return "".join([_fold_character(character) for character in text])


def _without_accent(letter: str) -> str:
    """Return a Latin letter without its marks (é → e), other characters unchanged."""
    if len(letter) != 1 or letter.isascii():
        return letter
    plain = normalize("NFD", letter)[0]
    return plain if plain.isascii() and plain.isalpha() else letter


def _fold_character(character: str) -> str:
    """Return what one composed character is replaced by, perhaps to be folded again."""
    if character in _DROPPED:
        return ""
    if character in _ONE_FOR_ONE:
        return _ONE_FOR_ONE[character]
    if "ㄱ" <= character <= "ㆎ" or character in _LEFT_ALONE:
        return character
    if character in _LETTER_OF_CONJOINING:
        return _LETTER_OF_CONJOINING[character]
    parts = decomposition(character).split()
    if not parts or not parts[0].startswith("<") or parts[0] in _LEFT_ALONE_KINDS:
        return _without_accent(character.casefold())
    if "\uffa1" <= character <= "\uffdc":
        return chr(int(parts[1], 16))
    plain = normalize("NFKC", character)
    return character if plain[0] == " " and len(plain) > 1 else str(plain.casefold())


def _join_letters(text: str, starts: list[int]) -> tuple[str, list[int]]:
    """Compose the runs of letters in which a vowel follows a consonant (ㅋㅗㅅㅡ, but not ㅋㅋ)."""
    if not any(map(_is_initial_before_vowel, pairwise(text))):
        return text, starts
    pieces: list[str] = []
    places: list[int] = []
    begin = 0
    for letters, run in groupby(text, key=jamo.is_letter):
        piece = "".join(run)
        origins = starts[begin : begin + len(piece)]
        begin += len(piece)
        if letters and any(map(_is_initial_before_vowel, pairwise(piece))):
            piece, origins = _compose(piece, origins)
        pieces.append(piece)
        places += origins
    return "".join(pieces), places


def _is_initial_before_vowel(pair: tuple[str, str]) -> bool:
    return "ㄱ" <= pair[0] <= "ㅎ" and "ㅏ" <= pair[1] <= "ㅣ"


def _compose(letters: str, starts: list[int]) -> tuple[str, list[int]]:
    composed = jamo.compose(letters)
    of_strokes = [
        start for letter, start in zip(letters, starts, strict=True) for _ in jamo.to_jamo(letter)
    ]
    places, stroke = [], 0
    for character in composed:
        places.append(of_strokes[stroke])
        stroke += len(jamo.to_jamo(character))
    return composed, places
