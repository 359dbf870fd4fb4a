"""Answers one query, from its text to a page of hits: understand, rank, correct, page."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

from ksearch.engines.embedded.filters import filters_of
from ksearch.engines.embedded.hits import PageHits
from ksearch.engines.embedded.state import OpenState
from ksearch.engines.request import Scorer, SearchRequest
from ksearch.korean.letters.jamo import is_initials
from ksearch.messages import Message
from ksearch.model.errors import EmptyQuery, InvalidValue, QuerySyntaxError, QueryTooLarge
from ksearch.model.fields import ALL_FIELDS, FIELD_BITS
from ksearch.model.results import Hit, Results
from ksearch.plan import All, AnyOf, Everything, Node, Word, words_of
from ksearch.query.parsing.addresses import places_of
from ksearch.query.parsing.bounds import check_text, check_unknown
from ksearch.query.parsing.language import EVERYTHING, understood
from ksearch.query.parsing.syntax import ParsedQuery
from ksearch.query.words.asking import with_less_asking
from ksearch.ranking.grouping import SPARE, ResultPage, grouped_page, ungrouped_page
from ksearch.ranking.matching.held_words import HeldWords
from ksearch.ranking.ranker import Filter, Order, Ranking, exact_texts, plain_words

#: Most words of a query that gets a suggestion although it finds something. One of many words
#: seldom decides, and often no article has its exact spelling.
_MAX_CORRECTED_WORDS = 4
#: Least articles with initials (ㅋㅅㅍ) as typed; with fewer, the words that they abbreviate are
#: searched for, too.
_ENOUGH_INITIALS = 10


class Interpretation(NamedTuple):
    """A query as a plan and in query syntax, and notes on what was not understood.

    ``plain``: it consists of words only, without quotes and operators.
    """

    plan: Node
    interpreted: str
    notes: tuple[str, ...] = ()
    plain: bool = True


class Answer(NamedTuple):
    """The query that was searched for in the end, and its ranking."""

    plan: Node
    interpreted: str
    ranking: Ranking
    notes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    corrected: bool = False
    plain: bool = True

    @property
    def suggestion(self) -> str | None:
        """The likeliest correction, if something seems mistyped."""
        return next(iter(self.suggestions), None)


class Answering:
    """Answers one request over one state of an index.

    `answer` takes a query through all steps: `understand` makes a plan, `rank` ranks by it, and if
    that finds nothing, both are repeated with what was probably meant. `results` makes the page.
    """

    def __init__(self, state: OpenState, request: SearchRequest) -> None:
        self._state = state
        self._request = request
        self._began = time.perf_counter()

    # Understanding

    def understand(self, text: str) -> Interpretation:
        """Return the plan of a query.

        Raises:
            EmptyQuery: no word is left of it.
            QueryTooLarge: it exceeds a limit of queries.
        """
        analysed = check_text(text)
        check_unknown(text, self._state.resolver.knows)
        query = understood(text, self._state.resolver.knows)
        if query.text == EVERYTHING and not query.plain:
            return Interpretation(Everything(), EVERYTHING, plain=False)
        if query.plain:
            planned = self._interpret_words(query.text, query.notes, analysed)
            places = places_of(text)
            if not places:
                return planned
            shown = " AND ".join(word.text for word in words_of(planned.plan))
            return planned._replace(
                plan=AnyOf((planned.plan, *places)),
                interpreted=f"({shown}) OR {places[0].name}:{places[0].value}",
            )
        return self._interpret_syntax(text, query, analysed)

    def _interpret_syntax(self, text: str, query: ParsedQuery, analysed: bool) -> Interpretation:
        from ksearch.query.compiling import Compiler
        from ksearch.query.describing import describe
        from ksearch.query.parsing.language import parse_query

        try:
            tree = parse_query(query.text)
        except (QuerySyntaxError, InvalidValue) as error:
            notes = (
                *query.notes,
                Message("{error}; the words are searched for as typed", error=error),
            )
            return self._interpret_words(text, notes, analysed)
        state = self._state
        compiler = Compiler(state.resolver, state.snapshot.lexicon, self._fields, analysed=analysed)
        plan = compiler.compile(tree)
        if self._request.match == "any" and isinstance(plan, All):
            plan = AnyOf(plan.parts)
        return Interpretation(plan, describe(plan), query.notes, plain=False)

    def _interpret_words(self, text: str, notes: tuple[str, ...], analysed: bool) -> Interpretation:
        found = self._state.resolver.plain(text, self._fields, analysed=analysed)
        length = sum(self._state.snapshot.manifest.model.average_lengths)
        words = tuple(with_less_asking(found, length, text))
        if not words:
            raise EmptyQuery(
                Message("the query holds no word to search for; type at least one word")
            )
        joint = " OR " if self._request.match == "any" else " AND "
        interpreted = joint.join(word.text for word in words)
        return Interpretation(words[0] if len(words) == 1 else All(words), interpreted, notes)

    @cached_property
    def _fields(self) -> int:
        """The bits of the text fields to search."""
        return sum(FIELD_BITS[name] for name in set(self._request.fields)) or ALL_FIELDS

    # Ranking

    def rank(self, plan: Node, count: int | None = None) -> Ranking:
        """Rank by a plan.

        Args:
            plan: what to search for.
            count: how many of the best articles to rank; None for as many as the page needs.
        """
        request = self._request
        if count is None:
            count = request.offset + request.limit + (SPARE if request.group else 0)
        order = Order(request.sort)
        words = plain_words(plan)
        if words is None:
            return self._state.ranker.rank_plan(
                plan, count, order=order, filters=self.filters, rerank=request.reranked
            )
        return self._state.ranker.rank_words(
            words,
            count,
            any_of=request.match == "any",
            fill=request.match == "auto",
            order=order,
            filters=self.filters,
            rerank=request.reranked,
        )

    @cached_property
    def filters(self) -> list[Filter]:
        """The filters of the request, each of which an article must pass."""
        return filters_of(self._state.evaluator, self._request)

    # Correcting

    def answer(self) -> Answer:
        """Search for what was typed, or, if it finds nothing, for what was probably meant."""
        planned = self.understand(self._request.query)
        typed = self._ranked(planned, planned.plan)
        return self._corrected(typed) if self._may_be_mistyped(typed) else typed

    def _may_be_mistyped(self, typed: Answer) -> bool:
        words = words_of(typed.plan)
        if not typed.ranking.total or self._asks_for_initials(words):
            return True
        return len(words) <= _MAX_CORRECTED_WORDS and not all(word.spellings for word in words)

    def _asks_for_initials(self, words: Sequence[Word]) -> bool:
        return self._request.match == "auto" and any(is_initials(word.text) for word in words)

    def _corrected(self, typed: Answer) -> Answer:
        words, total = words_of(typed.plan), typed.ranking.total
        found = total >= (_ENOUGH_INITIALS if self._asks_for_initials(words) else 1)
        suggestions, usable = self._state.corrector.corrections(
            self._request.query,
            words,
            found=found,
            occurs=self._state.evaluator.occurs,
            holds=self._state.evaluator.is_held,
        )
        if found or self._request.match == "any":
            return typed._replace(suggestions=tuple(suggestions))
        for query in self._queries_instead(typed, suggestions if usable else ()):
            try:
                instead = self._answer_instead(query, words)
            except QueryTooLarge:  # the correction is too large: keep the first answer
                continue
            if instead.ranking.total:
                others = suggestions[1:] if query in suggestions else []
                return instead._replace(
                    suggestions=(query, *others), corrected=not total, notes=typed.notes
                )
        return typed._replace(suggestions=() if usable else tuple(suggestions))

    def _queries_instead(self, typed: Answer, suggestions: Sequence[str]) -> list[str]:
        """Return the queries to try in place of one that found too little."""
        tried = list(suggestions[:1])
        if self._request.match == "auto" and exact_texts(typed.plan):
            # A quoted text that occurs nowhere: its words without the quotes.
            tried += [text.replace('"', " ").strip() for text in (self._request.query, *tried)]
        return tried

    def _answer_instead(self, query: str, typed: Sequence[Word]) -> Answer:
        planned = self.understand(query)
        plan = self._state.corrector.widened(planned.plan, typed, self._fields)
        return self._ranked(planned, plan)

    def _ranked(self, read: Interpretation, plan: Node) -> Answer:
        return Answer(plan, read.interpreted, self.rank(plan), read.notes, plain=read.plain)

    # Paging

    def results(self) -> Results:
        """Return the page of hits that the request asks for."""
        request, answer = self._request, self.answer()
        ranking, words = answer.ranking, words_of(answer.plan)
        rank = self._ranking_of(answer)
        if request.rerank is not None:
            ranking = rank(len(ranking.articles))
        page = page_of(
            self._state, ranking, rank, request.offset, request.limit, request.group, words
        )
        hits = PageHits(self._state.evaluator, answer.plan, words, page).hits(request.offset)
        return self._page(answer, ranking.total, hits)

    def _page(self, answer: Answer, total: int, hits: tuple[Hit, ...]) -> Results:
        """Return the hits of the page that the request asks for, with the other results."""
        return Results(
            self._request.query,
            answer.interpreted,
            total,
            (time.perf_counter() - self._began) * 1000,
            self._request.offset,
            answer.suggestion,
            hits,
            corrected=answer.corrected,
            suggestions=answer.suggestions,
            notes=answer.notes,
        )

    def _ranking_of(self, answer: Answer) -> Callable[[int], Ranking]:
        """Return a function that ranks a number of articles, with scores from outside if given."""

        def rank(count: int) -> Ranking:
            return self.rank(answer.plan, count)

        mixing = self._mixing(answer)
        if mixing is None:
            return rank
        from ksearch.engines.embedded.outside_scores import SCORED, OutsideScores

        outside = OutsideScores(*mixing, self._state.evaluator)
        return lambda count: outside.mixed(rank(max(count, SCORED)))

    def _mixing(self, answer: Answer) -> tuple[Scorer, str, Sequence[Word]] | None:
        """Return what scores from outside are made by, of which query and words; None without."""
        request = self._request
        words = plain_words(answer.plan) if answer.plain else None
        if request.rerank is None or request.sort != "relevance" or words is None:
            return None
        query = answer.suggestions[0] if answer.corrected else request.query
        return request.rerank, query, words


def similar_results(
    article_id: str, words: Sequence[Word], total: int, hits: tuple[Hit, ...], began: float
) -> Results:
    """Return the articles that are like one.

    Args:
        article_id: of the one.
        words: its characteristic words.
        total: how many articles have one of them.
        hits: the best of these.
        began: when the search began, by `time.perf_counter`.
    """
    interpreted = " OR ".join(word.text for word in words)
    took = (time.perf_counter() - began) * 1000
    return Results(article_id, interpreted, total, took, 0, None, hits)


def page_of(
    state: OpenState,
    ranking: Ranking,
    deeper: Callable[[int], Ranking],
    offset: int,
    limit: int,
    group: bool,
    words: Sequence[Word] = (),
) -> ResultPage:
    """Choose what a page lists; ``deeper`` ranks more articles if too few can be listed."""
    if not group:
        return ungrouped_page(ranking, offset, limit)
    held = HeldWords(state.evaluator, words) if words else None
    return grouped_page(state.snapshot, ranking, deeper, offset, limit, held)
