"""Reports of updates, statistics and checks, for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ksearch import CheckReport, Refused, Stats, UpdateReport
from ksearch.messages import Message, counted, tr, tr_count, translate
from ksearch.render.terminal import Terminal, harmless
from ksearch.render.terminal.table import aligned_rows
from ksearch.render.words import articles_in_words, field_in_words, moment, seconds, size_of

#: Most refusals that are listed; ``--json`` lists all.
_REFUSALS_SHOWN = 50
_PUBLISHERS_SHOWN = 10
_KINDS_SHOWN = 6
#: Text in the reason of a refusal if an extra is missing.
_INSTALL = "pip install"


def update_lines(report: UpdateReport, index: str, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of an update's report."""
    counts = (
        tr("added {count:,}", count=report.added),
        tr("changed {count:,}", count=report.changed),
        tr("removed {count:,}", count=report.removed),
        tr("unchanged {count:,}", count=report.unchanged),
        tr("refused {count:,}", count=len(report.refused)),
        *_unless_none(Message("still unreadable {count:,}", count=len(report.unreadable))),
        *_unless_none(Message("notes {count:,}", count=len(report.notes))),
    )
    yield terminal.title(" · ".join(counts))
    holds = [
        tr(
            "{index} holds {articles}",
            index=harmless(index),
            articles=articles_in_words(report.total),
        )
    ]
    if report.skipped_files:
        skipped = tr_count(
            "{count:,} file of other kinds left aside",
            "{count:,} files of other kinds left aside",
            report.skipped_files,
        )
        holds.append(skipped + _kinds(report.skipped_kinds))
    yield "; ".join([*holds, seconds(report.seconds)])
    if report.resumed:
        yield tr(
            "went on with a build that was interrupted, which had added {articles}",
            articles=articles_in_words(report.resumed),
        )
    if report.reanalysed:
        yield tr_count(
            "{count:,} eojeol read again, as the user words have changed",
            "{count:,} eojeols read again, as the user words have changed",
            report.reanalysed,
        )
    for source in report.missing:
        yield tr(
            "missing {source}: it does not exist now, and its articles are kept; give its new "
            "place by `ksearch sources move`, or drop it by `ksearch sources remove`",
            source=terminal.warning(harmless(source)),
        )
    yield from _refusals(tr("refused"), report.refused, terminal)
    yield from _refusals(tr("note"), report.notes, terminal)


def _unless_none(counts: Message) -> list[str]:
    return [translate(counts)] if counts.values["count"] else []


def _kinds(counts: Mapping[str, int]) -> str:
    """Return the most frequent suffixes of skipped files, in brackets."""
    shown = [
        f"{count:,} {harmless(kind)}" if kind else tr("{count:,} without a suffix", count=count)
        for kind, count in counts.items()
    ]
    more = ["…"] if len(shown) > _KINDS_SHOWN else []
    return f" ({', '.join([*shown[:_KINDS_SHOWN], *more])})" if shown else ""


def _remarks(report: Stats | CheckReport, terminal: Terminal) -> Iterator[str]:
    """Yield the lines about files that could not be read, or only incompletely."""
    yield from _refusals(tr("unreadable"), report.unreadable, terminal)
    yield from _refusals(tr("note"), report.notes, terminal)


def _refusals(head: str, refusals: Sequence[Refused], terminal: Terminal) -> Iterator[str]:
    together, refusals = _for_want_of_an_extra(refusals)
    for reason, kinds in together.items():
        counts = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items())
        yield f"{head} {terminal.warning(harmless(counts))}: {harmless(translate(reason))}"
    for refused in refusals[:_REFUSALS_SHOWN]:
        where = terminal.warning(harmless(refused.where))
        yield f"{head} {where}: {harmless(translate(refused.reason))}"
    more = len(refusals) - _REFUSALS_SHOWN
    if more > 0:
        yield f"{head} {tr('{count:,} more, which --json lists', count=more)}"


def _for_want_of_an_extra(
    refusals: Sequence[Refused],
) -> tuple[dict[str, Counter[str]], list[Refused]]:
    """Return the suffixes and counts of files that need an extra, and the other refusals.

    A single such file is listed like any other.
    """
    together: dict[str, Counter[str]] = {}
    for refused in refusals:
        if _INSTALL in refused.reason:
            kind = f".{refused.where.rpartition('.')[2]}"
            together.setdefault(refused.reason, Counter())[kind] += 1
    together = {reason: kinds for reason, kinds in together.items() if kinds.total() > 1}
    return together, [refused for refused in refusals if refused.reason not in together]


def stats_lines(stats: Stats, index: str, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of an index's statistics."""
    articles = f"{stats.articles:,}"
    if stats.deleted:
        articles += f" ({tr('and {count:,} deleted', count=stats.deleted)})"
    analyser, _, base = harmless(stats.analyser).partition(", base ")
    rows = [
        (
            tr("index"),
            tr("{index}, format {version}", index=harmless(index), version=stats.format_version),
        ),
        (
            tr("articles"),
            tr_count(
                "{articles} in {count:,} segment",
                "{articles} in {count:,} segments",
                stats.segments,
                articles=articles,
            ),
        ),
        (tr("dates"), _dates(stats)),
        (tr("text"), _text(stats)),
        (tr("on disk"), _on_disk(stats)),
        (tr("generation"), f"{stats.generation:,}" if stats.generation else ""),
        *_on_cluster(stats),
        (
            tr("lexicon"),
            tr_count("{count:,} distinct eojeol", "{count:,} distinct eojeols", stats.eojeols),
        ),
        (tr("terms"), f"{stats.terms:,}"),
        (tr("words"), _words(stats)),
        (tr("sources"), f"{stats.sources:,}" if stats.sources else ""),
        (tr("lengths"), _lengths(stats)),
        (tr("boosts"), _by_field(stats.boosts, "g")),
        (tr("analyser"), analyser),
        (tr("base lexicon"), base.partition(",")[0]),
    ]
    for name, value in aligned_rows([row for row in rows if row[1]]):
        yield f"{terminal.label(name)}  {value}"
    yield from _publishers(stats, terminal)
    yield from _remarks(stats, terminal)


def _text(stats: Stats) -> str:
    if not stats.text_bytes:
        return tr_count("{count:,} eojeol", "{count:,} eojeols", stats.tokens)
    return tr_count(
        "{size} in {count:,} eojeol",
        "{size} in {count:,} eojeols",
        stats.tokens,
        size=size_of(stats.text_bytes),
    )


def _on_cluster(stats: Stats) -> Iterator[tuple[str, str]]:
    """Yield the rows of how an index lies on a cluster."""
    cluster = stats.cluster
    if cluster is None:
        return
    copies = tr(
        "{shards}, {replicas} of each",
        shards=f"{cluster.shards:,}",
        replicas=counted("{count:,} replica", "{count:,} replicas", cluster.replicas),
    )
    if cluster.unassigned:
        copies += f" ({tr('{count:,} on no node', count=cluster.unassigned)})"
    yield tr("shards"), copies
    if any(cluster.drift.values()):
        yield tr("drift"), _by_field(cluster.drift, "+.1%")
    if cluster.unused_eojeols:
        yield tr("unused eojeols"), f"{cluster.unused_eojeols:,}"
    if cluster.retired:
        yield tr("replaced and still read"), f"{cluster.retired:,}"


def check_lines(report: CheckReport, index: str, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a check's report."""
    what = ", ".join(
        (
            tr_count("{count:,} file", "{count:,} files", report.files),
            size_of(report.bytes),
            articles_in_words(report.articles),
        )
    )
    name = harmless(index)
    verdict = tr("{index} is sound", index=name) if report.sound else _damaged(name)
    yield f"{terminal.title(verdict)}: {what}"
    for problem in report.repaired:
        yield tr("repaired: {problem}", problem=harmless(translate(problem)))
    for loss in report.lost:
        yield f"{terminal.warning(tr('lost'))}: {harmless(translate(loss))}"
    for problem in report.problems:
        yield terminal.warning(harmless(translate(problem)))
    for warning in report.warnings:
        yield f"{terminal.warning(tr('warning'))}: {harmless(translate(warning))}"
    yield from _remarks(report, terminal)


def _words(stats: Stats) -> str:
    if not (stats.user_words or stats.synonyms):
        return ""
    return tr(
        "{words} and {synonyms} in force",
        words=counted("{count:,} user word", "{count:,} user words", stats.user_words),
        synonyms=counted("{count:,} synonym", "{count:,} synonyms", stats.synonyms),
    )


def _dates(stats: Stats) -> str:
    if stats.first_date is None or stats.last_date is None:
        return ""
    return tr("{first} to {last}", first=moment(stats.first_date), last=moment(stats.last_date))


def _on_disk(stats: Stats) -> str:
    size = size_of(stats.bytes_on_disk)
    if not stats.text_bytes:
        return size
    share = stats.bytes_on_disk / stats.text_bytes
    return tr("{size}, {share:.0%} of the text", size=size, share=share)


def _damaged(index: str) -> str:
    return tr("{index} is damaged", index=index)


def _lengths(stats: Stats) -> str:
    lengths = _by_field(stats.average_lengths, ".1f")
    return tr("{lengths} terms on average", lengths=lengths) if lengths else ""


def _by_field(values: Mapping[str, float], form: str) -> str:
    return ", ".join(f"{field_in_words(name)} {value:{form}}" for name, value in values.items())


def _publishers(stats: Stats, terminal: Terminal) -> Iterator[str]:
    ranked = sorted(stats.publishers.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return
    yield terminal.label(tr("publishers"))
    shown = [(harmless(name), f"{count:,}") for name, count in ranked[:_PUBLISHERS_SHOWN]]
    for name, count in aligned_rows(shown):
        yield f"  {name}  {count}"
    if len(ranked) > _PUBLISHERS_SHOWN:
        yield f"  {tr('and {count:,} more', count=len(ranked) - _PUBLISHERS_SHOWN)}"
