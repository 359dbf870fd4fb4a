"""Function words of a query (것은, 의해, 왜, 있나요), which an article need not hold to match."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from ksearch.plan import Word
from ksearch.query.words.asking import asks

_PARTICLES_PATTERN = (
    "(?:은|는|이|가|을|를|의|에|도|만|과|와|로|으로|에서|에는|에도|으로는|이나|인|인지|인데|이고|이며"
    "|이다|이라고|이라는|이란|입니다|이었다|였다|인가|인가요|입니까|일까|일까요|이었나|이었나요|뿐)?"
)
#: Bound nouns with particles. 수 and 데 are left out: they are full nouns as often.
_BOUND = f"(?:것|것들|거|때문){_PARTICLES_PATTERN}|게|걸|겁니다|건가요|건가|거야|거예요|뿐|줄|채로"
#: Verbs that act as particles: 에 의해, 에 대한, 를 위해, 에 따르면.
_VERBS_AS_PARTICLES = (
    "(?:의|통|인|비|반|위|대|관|향)(?:해|하여|해서|하여서|한|하는|하면|해선|해서는|하고)"
    "|(?:따라|따라서|따른|따르면|따르는|걸쳐|걸친|더불어|비롯해|비롯한|둘러싸고|있어서|대해서도)"
)
#: Auxiliary verbs in forms that ask or end a question: 있나요, 되나요, 했습니까, 인가요.
_HELPERS = (
    "(?:(?:있|없|되|됐|했|되었|하였|있었|없었|않|않았)나|(?:있|없|되|하|됐|했|되었|하였|있었|없었|않|않았)"
    "(?:나요|는가|는가요|는지|는지요|습니까|을까|을까요))"
    "|(?:됩니|합니|입니|됐습니|했습니)까|(?:될|할|일)까요?|(?:한|된|인)(?:가|가요|지|지요)"
    "|(?:이|하|되|있|없)죠|않은|않는|않다|있는|있다|한다|된다|하는|되는|했다|됐다|해주세요|알려주세요"
)
#: Entries of the cache of `is_function_word`, one a word.
_KNOWN_WORDS = 1 << 12
_CONJUNCTIONS = "및|또는|혹은|그리고|그러나|하지만|그런데|그래서|그러면|따라서|즉"


@cache
def _function_word() -> re.Pattern[str]:
    return re.compile(f"{_BOUND}|{_VERBS_AS_PARTICLES}|{_HELPERS}|{_CONJUNCTIONS}")


@lru_cache(_KNOWN_WORDS)
def is_function_word(text: str) -> bool:
    """Return whether a word is a function word or an interrogative."""
    bare = text.strip("?!.,？！")
    return asks(bare) or _function_word().fullmatch(bare) is not None


def with_optional(words: Sequence[Word]) -> list[Word]:
    """Return the words of a query with function words optional, unless all are."""
    if len(words) < 2:
        return list(words)
    optional = [is_function_word(word.text) for word in words]
    if not any(optional) or all(optional):
        return list(words)
    return [
        word.changed(required=False) if grammar else word
        for word, grammar in zip(words, optional, strict=True)
    ]
