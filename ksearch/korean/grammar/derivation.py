"""Analyses of a run of Hangul → the terms that an index keeps of it.

A word with a prefix or a suffix (비공개, 중요성) is a term of its own. The word without it is its
*base*, a weaker term with a mark: 공개 also finds 비공개, ranked below, and 비공개 never finds
공개. A base has two syllables or more, and so has a part of a noun: single syllables occur in any
word (물 in 생물).

A run that is known as a noun is read as that noun, even if the analyser prefers to cut it; a verb
that is spelt by chance so (가구) is a base as well. A run that is as likely a verb with an ending
as a noun with a particle or with 이다 (뿌리는, 뿌리지만) gets both readings, unless texts use it as
one of them only (`settled_words`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from ksearch.korean.analyses import Term, TermKind
from ksearch.korean.grammar.conjugation import stem_with_siot
from ksearch.korean.grammar.settled_words import WordKind, settled_kind

#: Prefix of base terms. Not a letter, so that no word is spelt with it.
BASE_MARK = "~"
#: Least syllables of parts and bases.
SHORTEST_PART = 2
#: A second analysis counts when its log probability is at most this far below the first. Over
#: 15,000 words of news, beyond it most second readings cut a name in two.
MARGIN = 6.0
#: … and a verb that a noun is spelt like, when it is nearly as likely: 사고 (사다), no 해석 (하다).
VERB_MARGIN = 2.0
#: A third analysis and those after it, of which only single syllables have any: 알 is an egg, a
#: grain, a name, and of 알다 (know); it is not 연, 문, 열, which are nouns far more often.
_LATER_MARGIN = 3.0

NOUNS = frozenset({"NNG", "NNP", "NR", "NP", "XR", "NNB"})
_PREDICATES = ("VV", "VA", "VCN", "VX")
_NOMINAL = NOUNS | {"XSN", "XPN"}
_NOMINAL_ENDS = NOUNS | {"XSN"}
_MODIFIERS = frozenset({"MAG", "MAJ", "MM", "IC"})
_OTHER_TAGS = frozenset({"SL", "SH", "SN", "UN"})
#: Whether each kind of content morpheme is a predicate; with R and I Kiwi marks how it conjugates.
_IS_PREDICATE = dict.fromkeys(NOUNS | _MODIFIERS | _OTHER_TAGS, False) | {
    tag + conjugation: True for tag in _PREDICATES for conjugation in ("", "-R", "-I")
}
#: Tags of words that prefixes and suffixes derive other words from.
_DERIVED_FROM = frozenset({"NNG", "NNP", "XR"})
#: Suffixes that say how many, of whom or how politely, and leave the word what it is.
_PLAIN_SUFFIXES = frozenset("들 님 씩 쯤 끼리 네 께 여".split())
#: Tags of the syllables into which Kiwi cuts unknown nouns (손절: 손 and 절; 착즙).
_SYLLABLES = frozenset({"NNG", "NNP", "XR", "MAG"})
#: Tags, or first letters of tags, that may follow such a noun.
_AFTER_NOUN = ("J", "E", "XSV", "XSA", "VCP")
#: What makes a verb of a noun, so that endings may follow.
_VERB_MAKERS = frozenset({"XSV", "XSA", "VCP"})


class KiwiToken(Protocol):
    """The attributes of kiwipiepy.Token that are used."""

    form: str
    tag: str
    start: int
    end: int


#: The morphemes of one way to read a run, and its log probability.
Reading = tuple[list[KiwiToken], float]


class DerivedTerms(NamedTuple):
    """The terms derived from the analyses of a run.

    Attributes:
        morphemes: of the analysis that is taken for the right one.
        terms: its terms, then its bases, then those of other analyses; some may come twice.
        nominal: whether the run is a noun with nothing after.
    """

    morphemes: list[KiwiToken]
    terms: list[Term]
    nominal: bool


class _FirstReading(NamedTuple):
    """Result of the first analysis.

    Attributes:
        noun: length of the leading noun.
        verb: whether the run is a verb.
        noun_of_verb: the noun that 하다, 되다 or the like follows (감안 of 감안해), if one does.
    """

    noun: int
    verb: bool
    noun_of_verb: str


def base(text: str) -> str:
    """Return the term that a word is as the base of others."""
    return BASE_MARK + text


def is_base(term: str) -> bool:
    """Return whether a term is a base, and no word by itself."""
    return term.startswith(BASE_MARK)


def is_predicate(token: KiwiToken) -> bool:
    """Return whether a morpheme is a verb or an adjective."""
    return bool(_IS_PREDICATE.get(token.tag))


def choose(run: str, readings: Sequence[Reading]) -> DerivedTerms:
    """Choose the terms of a run by its analyses, the likeliest first."""
    kind = settled_kind(run)
    if kind is not None:
        verb = kind is WordKind.VERB
        fitting = [each for each in readings if _fits(each[0], verb=verb)]
        if not fitting and not verb:
            return DerivedTerms(readings[0][0], [Term(run, 0, len(run))], nominal=False)
        likely = readings[0][1] - _LATER_MARGIN
        others = [each for each in fitting[1:] if each in readings[:2] or each[1] >= likely]
        readings = [*fitting[:1], *others[:1]] or readings
    return _chosen(run, readings)


def _fits(tokens: Sequence[KiwiToken], *, verb: bool) -> bool:
    """Return whether an analysis is of a verb; or is of none and has no ending of one."""
    if verb or is_predicate(tokens[0]):
        return verb and is_predicate(tokens[0])
    before_endings = [one.tag for one, other in pairwise(tokens) if other.tag[0] == "E"]
    return not before_endings or before_endings[0] in _VERB_MAKERS


def _fuses_copula(tokens: Sequence[KiwiToken]) -> bool:
    """Return whether 이다 melts into a noun: 알리 and ㅂ니다. Hardly anybody writes so."""
    return any(other.tag == "VCP" and other.start < one.end for one, other in pairwise(tokens))


def _chosen(run: str, readings: Sequence[Reading]) -> DerivedTerms:
    best, best_score = readings[0]
    if _fuses_copula(best):
        verbs = [
            (tokens, score)
            for tokens, score in readings
            if is_predicate(tokens[0]) and best_score - score <= VERB_MARGIN
        ]
        readings = verbs or readings
        best, best_score = readings[0]
    verb = any(_IS_PREDICATE.get(token.tag) for token in best)
    others = [
        (tokens, best_score - score)
        for place, (tokens, score) in enumerate(readings[1:])
        if best_score - score <= (_LATER_MARGIN if place else MARGIN)
        and not (verb and _is_guess(tokens))
    ]
    whole = next((tokens for tokens, _ in others if _is_noun(tokens, run)), None)
    if whole is not None and len(best) > 1 and all(token.tag in _NOMINAL for token in best):
        others = [(best, 0.0), *others]
        best = whole
    joined = _joined(run, best)
    if joined is not None:
        return DerivedTerms(best, [joined], nominal=joined.end == len(run))
    if _is_cut_verb(best):
        verb_term = Term(best[0].form + best[1].form + "다", 0, len(run))
        return DerivedTerms(best, [verb_term], nominal=False)
    terms = list(_terms(run, best, TermKind.MORPHEME))
    known = _FirstReading(_leading_noun(best, terms), verb and len(terms) == 1, _noun_of_verb(best))
    for tokens, gap in others:
        if tokens is not best:
            terms.extend(_second_terms(run, tokens, gap, known))
    return DerivedTerms(best, terms, _ends_in_noun(best))


def _is_cut_verb(tokens: Sequence[KiwiToken]) -> bool:
    """Return whether an analysis cuts a verb that Kiwi does not know so: 이 and 끄는 of 이끄는.

    What is before a noun or for it is never written together with a verb.
    """
    return (
        len(tokens) > 1
        and tokens[0].tag in ("MM", "NP", "IC")
        and len(tokens[0].form) == 1
        and str(tokens[1].tag).startswith("VV")
    )


def _is_noun(tokens: Sequence[KiwiToken], run: str) -> bool:
    """Return whether an analysis takes all of a run for one noun."""
    return (
        len(tokens) == 1
        and tokens[0].tag in ("NNG", "NNP")
        and tokens[0].form == run
        and len(run) >= SHORTEST_PART
    )


def _is_guess(tokens: Sequence[KiwiToken]) -> bool:
    """Return whether an analysis is one word that any form of a verb may be.

    That is a name that Kiwi does not know, or what only is before other words (오른).
    """
    return len(tokens) == 1 and (tokens[0].tag == "NNP" or tokens[0].tag in _MODIFIERS)


def _ends_in_noun(tokens: Sequence[KiwiToken]) -> bool:
    tags = [token.tag for token in tokens]
    return bool(tags) and tags[-1] in _NOMINAL_ENDS and _NOMINAL.issuperset(tags)


def _joined(run: str, tokens: Sequence[KiwiToken]) -> Term | None:
    """Return the noun that a run begins with, where an analysis has nothing but its syllables."""
    count = 0
    for token in tokens:
        if token.tag not in _SYLLABLES or len(token.form) > 1 or token.start != count:
            break
        count += 1
    if count < SHORTEST_PART or tokens[count - 1].tag == "MAG":
        return None
    if count < len(tokens) and not str(tokens[count].tag).startswith(_AFTER_NOUN):
        return None
    return Term(run[:count], 0, count)


def _terms(run: str, tokens: Sequence[KiwiToken], kind: TermKind) -> Iterator[Term]:
    """Yield the words of an analysis, and then their bases.

    Predicates end in 다, as in a dictionary, so that 사다 (buy) and 사 (four, history) differ, and
    stand for the whole word with its endings. 하다 and 되다 after a noun say nothing by themselves.
    """
    bases: list[Term] = []
    prefix: KiwiToken | None = None
    noun: Term | None = None  # what a suffix that follows would be added to; not yielded yet
    for token in tokens:
        tag = token.tag
        role = _IS_PREDICATE.get(tag)
        if role is None and tag == "XSN" and noun and token.form not in _PLAIN_SUFFIXES:
            bases.extend(_base(noun))
            noun = noun._replace(text=noun.text + token.form, end=token.end)
            continue
        if noun:
            yield noun
            noun = None
        if role:
            stem = stem_with_siot(token.form, run) if not token.start else token.form
            yield Term(stem + "다", token.start, len(run), kind)
        elif role is not None:
            term = Term(token.form, token.start, token.end, kind)
            if tag in _DERIVED_FROM:
                noun = term
                if prefix is not None:
                    bases.extend(_base(term))
                    noun = Term(prefix.form + term.text, prefix.start, term.end, kind)
            else:
                yield term
        prefix = token if tag == "XPN" else None
    if noun:
        yield noun
    yield from bases


def _base(noun: Term) -> Iterator[Term]:
    if len(noun.text) >= SHORTEST_PART:
        yield noun._replace(text=base(noun.text), kind=TermKind.PART)


def has_unwritten_copula(run: str, tokens: Sequence[KiwiToken]) -> bool:
    """Return whether a run is read as a noun and 이다 of which nothing is written: 알리(이)ㅂ니다.

    That is often a verb instead.
    """
    return any(token.tag == "VCP" and run[token.start : token.end] != "이" for token in tokens)


def _is_spelt_with_its_stem(verb: Term, run: str, noun: int) -> bool:
    """Return whether a run has the stem of a verb in full, so that it may well be its form.

    So it is with 높이는, which also is the noun 높이, and with 울리지, which also is a name; not
    with 피해 (피하다), nor with 가구 and other nouns that begin with a stem of one syllable.
    """
    stem = verb.text.removesuffix("다")
    whole = len(stem) if noun < len(run) else noun
    return len(stem) >= SHORTEST_PART and run.startswith(stem) and noun == whole > verb.start


def _leading_noun(tokens: Sequence[KiwiToken], terms: Sequence[Term]) -> int:
    """Return how much of a run is a noun, with particles behind it or nothing; 0 where it is not.

    What has other endings may as well be a verb, and so may adverbs (마치고).
    """
    nominal = all(token.tag in _NOMINAL or token.tag[0] == "J" for token in tokens)
    if not nominal or not terms or terms[0].start or terms[0].end < SHORTEST_PART:
        return 0
    return terms[0].end


def _noun_of_verb(tokens: Sequence[KiwiToken]) -> str:
    """Return the noun of two syllables or more that 하다, 되다 or the like follows, or ""."""
    if len(tokens) > 1 and tokens[0].tag in NOUNS and tokens[1].tag in ("XSV", "XSA"):
        return tokens[0].form if len(tokens[0].form) >= SHORTEST_PART else ""
    return ""


def _second_terms(
    run: str, tokens: Sequence[KiwiToken], gap: float, known: _FirstReading
) -> Iterator[Term]:
    """Yield what a second analysis adds to the first."""
    noun = known.noun
    terms = [term for term in _terms(run, tokens, TermKind.ALTERNATIVE) if term.text != run[:noun]]
    particle = any(token.tag[0] == "J" for token in tokens)
    verbs = {token.start for token in tokens if _IS_PREDICATE.get(token.tag)}
    for term in terms:
        if term.start in verbs:
            if noun and gap <= VERB_MARGIN:
                both = _is_spelt_with_its_stem(term, run, noun)
                yield term if both else term._replace(text=base(term.text))
            elif known.noun_of_verb and (
                term.start or not term.text.startswith(known.noun_of_verb)
            ):
                continue  # 감안해 (감안하다) is not of 가다, nor of 하다
            elif not noun and not (known.verb and term.start):
                yield term
        elif term.text.lstrip(BASE_MARK) != run[term.start : term.end]:
            continue  # a particle contracted with a noun: 소년 is hardly 소녀 and ㄴ
        elif len(term.text) < SHORTEST_PART:
            # A syllable by itself or before a particle; any other one occurs there by chance.
            if not noun and len(terms) == 1 and (particle or term.end == len(run)):
                yield term
        elif noun < len(run) or particle or is_base(term.text):
            yield term
        else:
            yield term._replace(text=base(term.text), kind=TermKind.PART)
