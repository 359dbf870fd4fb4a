"""The embedded engine: Whoosh's shape, numpy's speed, one folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ksearch.engines.embedded.analyser import shared_analyser
from ksearch.engines.embedded.damage import damage_named, naming_damage
from ksearch.engines.embedded.filters import filters_of
from ksearch.engines.embedded.hits import HitPainter
from ksearch.engines.embedded.preparing import PreparedQuery
from ksearch.engines.request import SearchRequest
from ksearch.korean.letters.jamo import is_initials
from ksearch.model.errors import ArticleNotFound, EmptyQuery, InvalidValue, QuerySyntaxError
from ksearch.model.results import Hit, Results
from ksearch.plan import (
    ALL_FIELDS,
    All,
    AnyOf,
    Everything,
    Node,
    Word,
    words_of,
)
from ksearch.query.parsing.addresses import places_of
from ksearch.query.parsing.bounds import check_text
from ksearch.query.parsing.language import understood
from ksearch.query.words.asking import with_less_asking
from ksearch.query.words.resolver import WordResolver
from ksearch.ranking.grouping import SPARE, Page, grouped_page, ungrouped_page
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.matching.held_words import HeldWords
from ksearch.ranking.ranker import Order, Ranker, Ranking, exact_texts, plain_words
from ksearch.storage import manifest as manifests
from ksearch.storage.snapshot import Snapshot, open_snapshot

if TYPE_CHECKING:
    from ksearch.engines.protocol import Writer
    from ksearch.korean.kiwi.morphemes import MorphemeAnalyser
    from ksearch.model.article import Article
    from ksearch.model.counts import Facets, Related, Trend
    from ksearch.model.reports import AnalysedEojeol, CheckReport, SourceEntry, Stats, WordEntry
    from ksearch.query.suggesting.completing import Completer
    from ksearch.query.suggesting.correcting import Corrector
    from ksearch.ranking.collectors.counters import Counters
    from ksearch.storage.frequencies import Frequencies

_BITS = {"title": 0b001, "lead": 0b010, "body": 0b100}


#: Queries of more words get no suggestion while they find something: one word among many seldom
#: decides, and is seldom in an article just as it is spelt.
_OFFERED = 4
#: Initials are also what they are short for, unless so many articles have them as they are typed.
_ENOUGH_INITIALS = 10


def _run_foreign(query: object, number: int, evaluator: Evaluator):  # type: ignore[no-untyped-def]
    from ksearch.whoosh_bridge.running import run_foreign

    return run_foreign(query, number, evaluator)


def _analyser(snapshot: Snapshot) -> MorphemeAnalyser:
    return shared_analyser(snapshot.words.user_words)


class OpenState:
    """A snapshot with what searching it needs; replaced as a whole by `refresh`.

    Nothing in it refers to what holds it: its files are unmapped, and their descriptors closed,
    when the last hit that needs them is gone, and not when the garbage collector comes by.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.evaluator = Evaluator(snapshot, _run_foreign)
        self.ranker = Ranker(self.evaluator)
        self.resolver = WordResolver(
            snapshot.lexicon,
            lambda: _analyser(snapshot),
            lambda: snapshot.synonyms,
            snapshot.has_name,
            lambda: snapshot.glosses,
        )

    def analyser(self) -> MorphemeAnalyser:
        """Return what analyses with the user words in force; Kiwi is loaded when it is used."""
        return _analyser(self.snapshot)

    @cached_property
    def publishers(self) -> dict[str, int]:
        """How many articles each publisher has, the most frequent first."""
        counter = self.counters.facet("publisher")
        counts, _ = counter.count(self.counters.all(self.evaluator.mask(())))
        found = zip(counter.names, counts.tolist(), strict=True)
        return dict(sorted(((n, c) for n, c in found if c), key=lambda item: (-item[1], item[0])))

    @cached_property
    def counters(self) -> Counters:
        """What counts articles."""
        from ksearch.ranking.collectors.counters import Counters

        return Counters(self.snapshot)

    @cached_property
    def frequencies(self) -> Frequencies:
        """How often terms and eojeols stand in the articles."""
        from ksearch.storage.frequencies import Frequencies

        return Frequencies(self.snapshot)

    @cached_property
    def corrector(self) -> Corrector:
        """What corrects queries; imported for those that need it."""
        from ksearch.query.suggesting.correcting import Corrector

        return Corrector(self.snapshot.lexicon, self.frequencies)

    @cached_property
    def completer(self) -> Completer:
        """What completes words."""
        from ksearch.query.suggesting.completing import Completer

        return Completer(self.corrector.suggester.vocabulary)


class Answer(NamedTuple):
    """What was searched for, and what it found."""

    plan: Node
    interpreted: str
    ranking: Ranking
    notes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    corrected: bool = False

    @property
    def suggestion(self) -> str | None:
        """What was most probably meant, if something seems mistyped."""
        return next(iter(self.suggestions), None)


class Planned(NamedTuple):
    """What is searched for, in a plan and in words, and what was not understood."""

    plan: Node
    interpreted: str
    notes: tuple[str, ...] = ()


_reading = naming_damage(attrgetter("_folder"))


class EmbeddedEngine:
    """An index in a folder of this machine (see `protocol.Engine`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with damage_named(folder):
            self._state = OpenState(open_snapshot(folder))

    # Searching

    @_reading
    def search(self, request: SearchRequest) -> Results:
        """Answer a search."""
        begin = time.perf_counter()
        state = self._state
        answer = self._answer(state, request)
        plan, ranking = answer.plan, answer.ranking
        rank: Callable[[int], Ranking] = partial(self._rank, state, request, plan)
        if request.rerank is not None:
            rank = self._judged(state, request, answer, rank)
            ranking = rank(len(ranking.articles))
        page = _page(
            state,
            ranking,
            rank,
            request.offset,
            request.limit,
            request.group,
            words_of(plan),
        )
        hits = HitPainter(state.evaluator, plan, words_of(plan), page).hits(request.offset)
        took = (time.perf_counter() - begin) * 1000
        return Results(
            request.query,
            answer.interpreted,
            ranking.total,
            took,
            request.offset,
            answer.suggestion,
            hits,
            corrected=answer.corrected,
            suggestions=answer.suggestions,
            notes=answer.notes,
        )

    def _judged(
        self,
        state: OpenState,
        request: SearchRequest,
        answer: Answer,
        rank: Callable[[int], Ranking],
    ) -> Callable[[int], Ranking]:
        """Return what ranks with scores from outside, given what ranks without them."""
        from ksearch.engines.embedded.outside_scores import SCORED, OutsideScores

        words = plain_words(answer.plan)
        if request.rerank is None or words is None or request.sort != "relevance":
            return rank
        query = answer.suggestions[0] if answer.corrected else request.query
        outside = OutsideScores(request.rerank, query, words, state.evaluator)
        return lambda count: outside.mixed(rank(max(count, SCORED)))

    def _answer(self, state: OpenState, request: SearchRequest) -> Answer:
        """Search for what was typed, or, if it finds nothing, for what was probably meant."""
        plan, interpreted, notes = self._plan(state, request)
        typed = Answer(plan, interpreted, self._rank(state, request, plan), notes)
        words, total = words_of(plan), typed.ranking.total
        short = request.match == "auto" and any(is_initials(word.text) for word in words)
        if total and not short and (len(words) > _OFFERED or all(w.spellings for w in words)):
            return typed
        # Initials stand in few articles as they are.
        found = total >= (_ENOUGH_INITIALS if short else 1)
        suggestions = state.corrector.corrections(
            request.query, words, found=found, stands=state.evaluator.stands
        )
        if found or request.match == "any":
            return typed._replace(suggestions=tuple(suggestions))
        tried = suggestions[:1]
        if request.match == "auto" and exact_texts(plan):
            # Nothing stands so, word for word: the words without their quotes, and said so.
            tried += [query.replace('"', " ").strip() for query in (request.query, *tried)]
        for query in tried:
            instead = self._instead(state, request._replace(query=query), words)
            if instead.ranking.total:
                others = suggestions[1:] if query in suggestions else []
                return instead._replace(
                    suggestions=(query, *others), corrected=not total, notes=typed.notes
                )
        return typed

    def _instead(self, state: OpenState, request: SearchRequest, typed: Sequence[Word]) -> Answer:
        """Search for a suggestion in the place of what was typed."""
        plan, interpreted, notes = self._plan(state, request)
        plan = state.corrector.widened(plan, typed, _fields(request))
        return Answer(plan, interpreted, self._rank(state, request, plan), notes)

    def _plan(self, state: OpenState, request: SearchRequest) -> Planned:
        analysed = check_text(request.query)
        query = understood(request.query, state.resolver.knows)
        if query.plain:
            planned = self._plan_of_words(state, request, query.text, query.notes, analysed)
            places = places_of(request.query)
            return planned._replace(plan=AnyOf((planned.plan, *places))) if places else planned
        from ksearch.query.compiling import Compiler
        from ksearch.query.describing import describe
        from ksearch.query.parsing.language import parse

        try:
            tree = parse(query.text)
        except (QuerySyntaxError, InvalidValue) as error:
            notes = (*query.notes, f"{error}; the words are searched for as they stand")
            return self._plan_of_words(state, request, request.query, notes, analysed)
        compiler = Compiler(
            state.resolver, state.snapshot.lexicon, _fields(request), analysed=analysed
        )
        plan = compiler.compile(tree)
        if request.match == "any" and isinstance(plan, All):
            plan = AnyOf(plan.parts)
        return Planned(plan, describe(plan), query.notes)

    def _plan_of_words(
        self,
        state: OpenState,
        request: SearchRequest,
        text: str,
        notes: tuple[str, ...],
        analysed: bool,
    ) -> Planned:
        found = state.resolver.plain(text, _fields(request), analysed=analysed)
        length = sum(state.snapshot.manifest.model.average_lengths)
        words = tuple(with_less_asking(found, length))
        if not words:
            raise EmptyQuery("the query holds no word to search for; type at least one word")
        joint = " OR " if request.match == "any" else " AND "
        shown = joint.join(word.text for word in words)
        return Planned(words[0] if len(words) == 1 else All(words), shown, notes)

    def _rank(
        self, state: OpenState, request: SearchRequest, plan: Node, count: int | None = None
    ) -> Ranking:
        """Rank by a plan: so many articles, or as many as the page needs."""
        if count is None:
            count = request.offset + request.limit + (SPARE if request.group else 0)
        order = Order(request.sort)
        filters = filters_of(state.evaluator, request)
        words = plain_words(plan)
        if words is not None:
            return state.ranker.rank_words(
                words,
                count,
                any_of=request.match == "any",
                fill=request.match == "auto",
                order=order,
                filters=filters,
                rerank=request.reranked,
            )
        return state.ranker.rank_plan(
            plan, count, order=order, filters=filters, rerank=request.reranked
        )

    @_reading
    def prepare(self, request: SearchRequest) -> PreparedQuery:
        """Resolve a query, to be evaluated again and again."""
        state = self._state
        return PreparedQuery(state.ranker, self._plan(state, request).plan, request.match)

    @_reading
    def get(self, article_id: str) -> Article:
        """Return an article by its id.

        Raises:
            ArticleNotFound: there is none.
        """
        state = self._state
        return state.snapshot.article(self._find(state, article_id))

    def _find(self, state: OpenState, article_id: str) -> int:
        number = state.snapshot.find(article_id)
        if number < 0:
            raise ArticleNotFound(
                f"no article has the id “{article_id}”; `ksearch search` shows ids"
            )
        return number

    # Beside searching

    @_reading
    def suggest(self, prefix: str, limit: int) -> list[str]:
        """Return completions of what has been typed so far, the most frequent first."""
        return self._state.completer.complete(prefix, limit)

    @_reading
    def similar(self, article_id: str, limit: int, *, group: bool = True) -> Results:
        """Return the articles that share most of what tells about one.

        Raises:
            ArticleNotFound: there is none.
        """
        from ksearch.ranking.similarity import rank_similar, telling_words

        begin = time.perf_counter()
        state = self._state
        number = self._find(state, article_id)
        words = telling_words(state.evaluator, number)
        rank = partial(rank_similar, state.evaluator, words, number)
        ranking = rank(limit + SPARE)
        page = _page(state, ranking, rank, 0, limit, group)
        plan = Everything()
        painter = HitPainter(state.evaluator, plan, words, page, by_words=True)
        interpreted = " OR ".join(word.text for word in words)
        took = (time.perf_counter() - begin) * 1000
        return Results(article_id, interpreted, ranking.total, took, 0, None, painter.hits(0))

    # Counting

    @_reading
    def facets(self, request: SearchRequest, by: Sequence[str]) -> Facets:
        """Count what a query matches by keyword fields."""
        from ksearch.engines.embedded.counting import facets_of

        state = self._state
        answer = self._answer(state, request._replace(limit=0, group=False, reranked=False))
        return facets_of(state, request.query, answer, by)

    @_reading
    def trend(self, requests: Sequence[SearchRequest], by: str) -> Trend:
        """Count what queries match by periods; the filters of all requests are the same."""
        from ksearch.engines.embedded.counting import trend_of

        state = self._state
        counting = [each._replace(limit=0, group=False, reranked=False) for each in requests]
        answers = [self._answer(state, each) for each in counting]
        every = state.counters.all(state.evaluator.mask(filters_of(state.evaluator, requests[0])))
        return trend_of(state, [each.query for each in requests], answers, every, by)

    @_reading
    def related(self, request: SearchRequest, limit: int) -> Related:
        """Return the words that the best articles of a query hold more often than others."""
        from ksearch.engines.embedded.counting import related_of
        from ksearch.ranking.collectors.related import BEST

        state = self._state
        best = request._replace(limit=BEST, group=False, reranked=False)
        return related_of(state, request.query, self._answer(state, best), limit)

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Return every article that a query matches, one after the other."""
        from ksearch.engines.embedded.counting import hits_of

        return hits_of(*self._ranked(request._replace(limit=max(len(self), 1), group=False)))

    @_reading
    def _ranked(self, request: SearchRequest) -> tuple[OpenState, Answer]:
        state = self._state
        return state, self._answer(state, request)

    def articles(self) -> Iterator[Article]:
        """Return every article, one after the other."""
        snapshot = self._state.snapshot
        numbers = self._state.counters.all(self._state.evaluator.mask(()))
        return (snapshot.article(number) for number in numbers.tolist())

    # Words

    @_reading
    def words(self) -> tuple[WordEntry, ...]:
        """Return the user words and synonyms, and which of them are in force."""
        from ksearch.engines.embedded.word_lists import entries_of

        return entries_of(self._folder, self._state.snapshot.words)

    def add_word(self, entry: str, tag: str | None, note: str) -> WordEntry:
        """Add a user word or a synonym; the next commit puts it in force."""
        from ksearch.engines.embedded.word_lists import add_entry

        return add_entry(self._folder, entry, tag, note, self._state.snapshot.words)

    def remove_word(self, entry: str) -> WordEntry:
        """Remove a user word or a synonym; it is in force until the next commit."""
        from ksearch.engines.embedded.word_lists import remove_entry

        return remove_entry(self._folder, entry)

    # Sources

    def source_paths(self) -> tuple[str, ...]:
        """Return where the sources are that the index remembers."""
        from ksearch.engines.embedded.updates.source_lists import source_paths

        return source_paths(self._folder)

    def sources(self) -> tuple[SourceEntry, ...]:
        """Return the sources that the index remembers."""
        from ksearch.engines.embedded.updates.source_lists import source_entries

        return source_entries(self._folder, self._state.snapshot)

    def add_source(self, path: str, options: object | None, wait_seconds: float) -> SourceEntry:
        """Remember a source, or how one is read; the next update reads it."""
        from ksearch.engines.embedded.updates.source_lists import add_source

        added = add_source(self._folder, path, options, wait_seconds)
        self.refresh()
        return added

    def remove_source(self, path: str, wait_seconds: float) -> SourceEntry:
        """Forget a source and drop its articles; returns what it was."""
        from ksearch.engines.embedded.updates.source_lists import remove_source

        removed = remove_source(self._folder, path, wait_seconds)
        self.refresh()
        return removed

    def move_source(self, path: str, new_path: str, wait_seconds: float) -> SourceEntry:
        """Look for a source elsewhere from now on."""
        from ksearch.engines.embedded.updates.source_lists import move_source

        moved = move_source(self._folder, path, new_path, wait_seconds)
        self.refresh()
        return moved

    # Looking into it

    @_reading
    def stats(self) -> Stats:
        """Return what the index holds."""
        from dataclasses import replace

        from ksearch.engines.embedded.inspecting import stats_of
        from ksearch.engines.embedded.updates.source_lists import source_paths, unreadable_of

        return replace(
            stats_of(self._state.snapshot, self._state.publishers),
            sources=len(source_paths(self._folder)),
            unreadable=unreadable_of(self._folder),
        )

    def check(self) -> CheckReport:
        """Read every byte, and whether it makes sense."""
        from ksearch.engines.embedded.inspecting import check_of

        return check_of(self._folder)

    @_reading
    def analyse(self, text: str) -> tuple[AnalysedEojeol, ...]:
        """Return how a text is read."""
        from ksearch.engines.embedded.inspecting import analyse_text

        return analyse_text(text, self._state.snapshot.lexicon, self._state.analyser())

    # Changing it

    @contextmanager
    def writer(self, memory_mb: int, wait_seconds: float = 0.0) -> Iterator[Writer]:
        """Begin a change: commits when left, rolls back when left by an error."""
        from ksearch.engines.embedded.updates.opening import writing

        near = self._state.snapshot
        with writing(self._folder, memory_mb, wait_seconds, near) as writer:
            yield writer
        self.refresh()

    def refresh(self) -> bool:
        """See the newest generation; tells whether it is another."""
        # Not by generations alone: another index may have been moved into the place of this one.
        if manifests.read(self._folder) == self._state.snapshot.manifest:
            return False
        self._state = OpenState(open_snapshot(self._folder, self._state.snapshot))
        return True

    def close(self) -> None:
        """Let go of the snapshot; its files are unmapped when nothing uses them any more."""
        self._state = OpenState(Snapshot(self._folder, manifests.Manifest()))

    def __len__(self) -> int:
        return self._state.snapshot.live_count


def _page(
    state: OpenState,
    ranking: Ranking,
    deeper: Callable[[int], Ranking],
    offset: int,
    limit: int,
    group: bool,
    words: Sequence[Word] = (),
) -> Page:
    """Choose what a page lists; ``deeper`` ranks more articles if too few can be listed."""
    if not group:
        return ungrouped_page(ranking, offset, limit)
    held = HeldWords(state.evaluator, words) if words else None
    return grouped_page(state.snapshot, ranking, deeper, offset, limit, held)


def _fields(request: SearchRequest) -> int:
    """Return the bits of the text fields to search."""
    return sum(_BITS[name] for name in set(request.fields)) or ALL_FIELDS
