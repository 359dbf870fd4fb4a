"""Two processes that write into an index on a cluster, and four that search it meanwhile."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from invented_articles import invented_articles, invented_queries

import ksearch

#: A file of articles, one JSON object a line, that are written in the place of invented ones.
ARTICLES_FILE = "KSEARCH_SOAK_ARTICLES"
WRITERS, READERS = 2, 4
#: Articles of a commit, at the least and at the most.
_BATCH = (1, 30)
#: Articles of each writer; when all are written, it changes and removes some.
_EACH = 1500
#: Seconds that a writer waits for the other one.
_WAIT = 120.0


class Told(NamedTuple):
    """What a process reports at its end.

    Attributes:
        acknowledged: by id: the letters of the last acknowledged change, None if it removed
            the article.
        commits, searches: how many there were.
        faults: what must not happen.
    """

    acknowledged: dict[str, str | None]
    commits: int
    searches: int
    faults: list[str]


def articles_of(writer: int) -> list[ksearch.Article]:
    """Return the articles of a writer; short ones first, so that averages change."""
    named = os.environ.get(ARTICLES_FILE)
    if not named:
        short = invented_articles(40, seed=10 + writer, sentences=1)
        return short + invented_articles(_EACH - 40, seed=20 + writer, sentences=12)
    with Path(named).open(encoding="utf-8") as lines:
        rows = [json.loads(line) for _, line in zip(range(WRITERS * _EACH), lines, strict=False)]
    mine = sorted(rows[writer::WRITERS], key=lambda row: len(row["body"]) > 400)
    return [ksearch.Article(id=row["id"], title=row["title"], body=row["body"]) for row in mine]


def letters_of(article: ksearch.Article) -> str:
    """Return the text of an article without spaces; its first paragraph may be its lead by now."""
    return "".join(f"{article.lead}{article.body}".split())


def queries_of(count: int) -> list[str]:
    """Return queries that the articles answer."""
    if not os.environ.get(ARTICLES_FILE):
        return invented_queries(count)
    titles = [" ".join(each.title.split()[:3]) for each in articles_of(0)]
    return random.Random(1).sample([title for title in titles if title], count)


def write(number: int, location: str, until: float, told: Any) -> None:
    """Commit batches: new articles, changed ones, and some removed."""
    chance = random.Random(number)
    articles = articles_of(number)
    acknowledged: dict[str, str | None] = {}
    faults: list[str] = []
    written = commits = 0
    try:
        with ksearch.open(location) as index:
            while time.time() < until:
                size = chance.randint(*_BATCH)
                batch = articles[written : written + size]
                old = chance.sample(articles[:written], min(2, written))
                changes = _changes(batch, old, chance)
                with index.writer(wait=_WAIT) as writer:
                    for article, kept in changes:
                        if kept:
                            writer.add(article)
                        else:
                            writer.delete(article.id)
                acknowledged.update(
                    (each.id, letters_of(each) if kept else None) for each, kept in changes
                )
                written += len(batch)
                commits += 1
    except Exception as error:
        faults.append(f"writing: {type(error).__name__}: {error}")
    told.put(Told(acknowledged, commits, 0, faults))


def _changes(
    batch: Sequence[ksearch.Article], old: Sequence[ksearch.Article], chance: random.Random
) -> list[tuple[ksearch.Article, bool]]:
    changed = [
        (ksearch.Article(id=each.id, title=each.title, body=f"{each.body} 다시 썼다."), True)
        if chance.random() < 0.7
        else (each, False)
        for each in old
    ]
    return [*((each, True) for each in batch), *changed]


def read(number: int, location: str, until: float, told: Any) -> None:
    """Search, refresh, and compare what one state says in several ways."""
    chance = random.Random(number)
    queries = queries_of(40)
    faults: list[str] = []
    searches = 0
    try:
        with ksearch.open(location) as index:
            while time.time() < until and not faults:
                query = chance.choice(queries)
                first, second = (index.search(query, limit=20, match="any") for _ in range(2))
                every = index.facets(query, by=["publisher"], match="any").total
                searches += 3
                if [hit.id for hit in first] != [hit.id for hit in second]:
                    faults.append(f"{query}: one state answered in two ways")
                if not first.total == second.total == every:
                    faults.append(
                        f"{query}: {first.total}, {second.total} and {every} were counted"
                    )
                if len({hit.id for hit in first}) != len(first):
                    faults.append(f"{query}: an article is there twice")
                faults += [
                    f"{query}: {hit.id} has no text" for hit in first if not hit.snippet.text
                ]
                index.refresh()
    except Exception as error:
        faults.append(f"reading: {type(error).__name__}: {error}")
    told.put(Told({}, 0, searches, faults))


def run_all(location: str, seconds: float) -> list[Told]:
    """Run all processes for some seconds; return what each of them reports."""
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    until = time.time() + seconds
    roles = [(write, number) for number in range(WRITERS)]
    roles += [(read, number) for number in range(READERS)]
    processes = [
        context.Process(target=role, args=(number, location, until, told)) for role, number in roles
    ]
    for process in processes:
        process.start()
    reports = [told.get(timeout=seconds + 180) for _ in processes]
    for process in processes:
        process.join(60)
    return reports


def differences(one: ksearch.Index, other: ksearch.Index, queries: Sequence[str]) -> list[str]:
    """Return the searches whose hits, order, totals or scores differ (scores by more than 1e-5)."""
    found = []
    for query in queries:
        for match in ("auto", "any", "all"):
            first, second = (index.search(query, limit=20, match=match) for index in (one, other))
            hits = [[(hit.id, hit.score) for hit in each] for each in (first, second)]
            same = first.total == second.total and len(hits[0]) == len(hits[1])
            same = same and all(
                a == b and abs(x - y) <= 1e-5 * abs(x) for (a, x), (b, y) in zip(*hits, strict=True)
            )
            if not same:
                found.append(f"{query} ({match})")
    return found
