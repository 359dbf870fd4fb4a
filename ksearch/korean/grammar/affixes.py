"""Syllables that make another word of a noun, and nouns that look like people's names."""

from __future__ import annotations

from ksearch.korean.keys import is_hangul

#: Suffixes that change what a noun means: 중요성, 소설가. What can be a noun by itself, as 역 of
#: 지하철역, makes a compound, in which a person sees two words.
DERIVING = frozenset("성적화률율가자원비권제론력감형식인계학관")
#: The commonest surnames of one syllable (98% of all people).
SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진지엄채원천"
    "방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용류나라"
)
#: Syllables of a full name: a surname and two of a given name.
_FULL_NAME = 3


def is_derived(noun: str) -> bool:
    """Return whether people would not see two words in a noun that an analyser may cut.

    Its last syllable is a suffix, or it is spelt like a name: a surname and two syllables.
    """
    if not is_hangul(noun):
        return False
    return noun[-1] in DERIVING or (len(noun) == _FULL_NAME and noun[0] in SURNAMES)
