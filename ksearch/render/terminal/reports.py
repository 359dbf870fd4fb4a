"""Reports of updates, statistics and checks, for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ksearch import CheckReport, Refused, Stats, UpdateReport
from ksearch.render.terminal import Terminal, harmless
from ksearch.render.terminal.table import aligned
from ksearch.render.words import count_of, moment, seconds, size_of

#: Most refusals that are listed; ``--json`` lists all.
_REFUSALS_SHOWN = 50
_PUBLISHERS_SHOWN = 10
_KINDS_SHOWN = 6
#: Text in the reason of a refusal for want of an extra.
_INSTALL = "pip install"


def update_lines(report: UpdateReport, index: str, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of an update's report."""
    counts = (
        f"added {report.added:,}",
        f"changed {report.changed:,}",
        f"removed {report.removed:,}",
        f"unchanged {report.unchanged:,}",
        f"refused {len(report.refused):,}",
        *([f"still unreadable {len(report.unreadable):,}"] if report.unreadable else []),
        *([f"notes {len(report.notes):,}"] if report.notes else []),
    )
    yield terminal.title(" · ".join(counts))
    holds = f"{harmless(index)} holds {count_of(report.total, 'article')}"
    if report.skipped_files:
        skipped = count_of(report.skipped_files, "file")
        holds += f"; {skipped} of other kinds left aside{_kinds(report.skipped_kinds)}"
    yield f"{holds}; {seconds(report.seconds)}"
    if report.resumed:
        there = count_of(report.resumed, "article")
        yield f"went on with a build that was interrupted, which had added {there}"
    if report.reanalysed:
        again = count_of(report.reanalysed, "eojeol")
        yield f"{again} read again, as the user words have changed"
    for source in report.missing:
        yield (
            f"missing {terminal.warning(harmless(source))}: it is not there now, and its articles "
            "are kept; `ksearch sources move` says where it is, `ksearch sources remove` drops them"
        )
    yield from _refusals("refused", report.refused, terminal)
    yield from _refusals("note", report.notes, terminal)


def _kinds(counts: Mapping[str, int]) -> str:
    """Return the commonest suffixes of what was left aside, in brackets."""
    shown = [f"{count:,} {harmless(kind) or 'without a suffix'}" for kind, count in counts.items()]
    more = ["…"] if len(shown) > _KINDS_SHOWN else []
    return f" ({', '.join([*shown[:_KINDS_SHOWN], *more])})" if shown else ""


def _remarks(report: Stats | CheckReport, terminal: Terminal) -> Iterator[str]:
    """Yield the lines about files that could not be read, or only incompletely."""
    yield from _refusals("unreadable", report.unreadable, terminal)
    yield from _refusals("note", report.notes, terminal)


def _refusals(head: str, refusals: Sequence[Refused], terminal: Terminal) -> Iterator[str]:
    together, refusals = _for_want_of_an_extra(refusals)
    for reason, kinds in together.items():
        counts = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items())
        yield f"{head} {terminal.warning(harmless(counts))}: {harmless(reason)}"
    for refused in refusals[:_REFUSALS_SHOWN]:
        where = terminal.warning(harmless(refused.where))
        yield f"{head} {where}: {harmless(refused.reason)}"
    more = len(refusals) - _REFUSALS_SHOWN
    if more > 0:
        yield f"{head} {more:,} more, which --json lists"


def _for_want_of_an_extra(
    refusals: Sequence[Refused],
) -> tuple[dict[str, Counter[str]], list[Refused]]:
    """Return the suffixes and counts of files that an extra would read, and the other refusals.

    One file by itself is named as any other is.
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
        articles += f" (and {stats.deleted:,} deleted)"
    analyser, _, base = harmless(stats.analyser).partition(", base ")
    rows = [
        ("index", f"{harmless(index)}, format {stats.format_version}"),
        ("articles", f"{articles} in {count_of(stats.segments, 'segment')}"),
        ("dates", _dates(stats)),
        ("text", f"{size_of(stats.text_bytes)} in {count_of(stats.tokens, 'eojeol')}"),
        ("on disk", _on_disk(stats)),
        ("lexicon", f"{count_of(stats.eojeols, 'distinct eojeol')}"),
        ("terms", f"{stats.terms:,}"),
        ("words", _words(stats)),
        ("sources", f"{stats.sources:,}" if stats.sources else ""),
        ("lengths", _by_field(stats.average_lengths, ".1f", " terms on average")),
        ("boosts", _by_field(stats.boosts, "g", "")),
        ("analyser", analyser),
        ("base lexicon", base.partition(",")[0]),
    ]
    for name, value in aligned([row for row in rows if row[1]]):
        yield f"{terminal.label(name)}  {value}"
    yield from _publishers(stats, terminal)
    yield from _remarks(stats, terminal)


def check_lines(report: CheckReport, index: str, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a check's report."""
    what = ", ".join(
        (
            count_of(report.files, "file"),
            size_of(report.bytes),
            count_of(report.articles, "article"),
        )
    )
    verdict = "is sound" if report.sound else "is damaged"
    yield f"{terminal.title(f'{harmless(index)} {verdict}')}: {what}"
    for problem in report.repaired:
        yield f"repaired: {harmless(problem)}"
    for loss in report.lost:
        yield f"{terminal.warning('lost')}: {harmless(loss)}"
    for problem in report.problems:
        yield terminal.warning(harmless(problem))
    for warning in report.warnings:
        yield f"{terminal.warning('warning')}: {harmless(warning)}"
    yield from _remarks(report, terminal)


def _words(stats: Stats) -> str:
    if not (stats.user_words or stats.synonyms):
        return ""
    counts = (count_of(stats.user_words, "user word"), count_of(stats.synonyms, "synonym"))
    return f"{' and '.join(counts)} in force"


def _dates(stats: Stats) -> str:
    if stats.first_date is None or stats.last_date is None:
        return ""
    return f"{moment(stats.first_date)} to {moment(stats.last_date)}"


def _on_disk(stats: Stats) -> str:
    size = size_of(stats.bytes_on_disk)
    if not stats.text_bytes:
        return size
    return f"{size}, {stats.bytes_on_disk / stats.text_bytes:.0%} of the text"


def _by_field(values: Mapping[str, float], form: str, unit: str) -> str:
    listed = ", ".join(f"{name} {value:{form}}" for name, value in values.items())
    return listed + unit if listed else ""


def _publishers(stats: Stats, terminal: Terminal) -> Iterator[str]:
    ranked = sorted(stats.publishers.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return
    yield terminal.label("publishers")
    shown = [(harmless(name), f"{count:,}") for name, count in ranked[:_PUBLISHERS_SHOWN]]
    for name, count in aligned(shown):
        yield f"  {name}  {count}"
    if len(ranked) > _PUBLISHERS_SHOWN:
        yield f"  and {len(ranked) - _PUBLISHERS_SHOWN:,} more"
