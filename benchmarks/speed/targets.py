"""What the speed figures are to reach, against the peers of the same run."""

from benchmarks.figures import Figures, Target, at_most
from benchmarks.speed.names import Name

_OWN = "ksearch"
_NORI = "Lucene nori"
_TANTIVY = "tantivy + contextual Kiwi"
_WHOOSH = "stock Whoosh + contextual Kiwi"
_KIWI = "Kiwi"


def targets(figures: Figures, text_megabytes: float) -> list[Target]:
    """Every target in the order of the table; those without figures are left open."""
    own = {name: figures.least(name, _OWN) for name in Name}

    def peer(name: Name, label: str, factor: float = 1.0) -> float | None:
        value = figures.least(name, label)
        return None if value is None else factor * value

    def times(value: float | None, factor: float, plus: float = 0.0) -> float | None:
        return None if value is None else value * factor + plus

    build = own[Name.BUILD]
    per_megabyte = None if build is None else build / text_megabytes
    rows: list[tuple[Name, float | None, str, str]] = [
        (Name.BUILD, peer(Name.BUILD, _NORI, 0.7), "s", "≤ 0.7 × Lucene nori's"),
        (Name.BUILD_MEMORY_ONCE, 1200.0, "MB", "≤ 1.2 GB"),
        (Name.BUILD, peer(Name.KIWI_ALONE, _KIWI, 1 / 3), "s", "≤ ⅓ of contextual Kiwi alone"),
        (Name.REBUILD, times(build, 0.35), "s", "≤ 0.35 × the first build"),
        (Name.ADD_NEW, peer(Name.ADD_NEW, _NORI, 0.5), "s", "≤ 0.5 × Lucene nori's"),
        (Name.ADD_KNOWN, 0.6, "s", "≤ 0.6 s"),
        (Name.BIG_ADD_NEW, times(own[Name.ADD_NEW], 1.2), "s", "within 20% of the news set's"),
        (Name.BIG_ADD_KNOWN, times(own[Name.ADD_KNOWN], 1.2), "s", "within 20% of the news set's"),
        (Name.RESOLVED_P50, peer(Name.RESOLVED_P50, _TANTIVY), "ms", "≤ tantivy's"),
        (Name.RESOLVED_P99, peer(Name.RESOLVED_P99, _TANTIVY), "ms", "≤ tantivy's"),
        (Name.RESOLVED_P50, peer(Name.RESOLVED_P50, _NORI), "ms", "≤ Lucene nori's"),
        (Name.RESOLVED_P99, peer(Name.RESOLVED_P99, _NORI), "ms", "≤ Lucene nori's"),
        (Name.TEXT_P50, peer(Name.RESOLVED_P50, _TANTIVY, 2.0), "ms", "≤ 2 × tantivy's call"),
        (Name.TEXT_P50, peer(Name.RESOLVED_P50, _WHOOSH, 1 / 50), "ms", "≤ 1/50 of Whoosh's call"),
        (Name.SNIPPETS_P50, 3.0, "ms", "≤ 3 ms"),
        (Name.ANSWER_P50, peer(Name.ANSWER_P50, _NORI, 0.5), "ms", "≤ ½ × Lucene nori's"),
        (Name.ANSWER_P99, peer(Name.ANSWER_P99, _NORI, 0.5), "ms", "≤ ½ × Lucene nori's"),
        (
            *(Name.ANSWER_FIRST_P50, peer(Name.ANSWER_FIRST_P50, _NORI, 0.8)),
            *("ms", "≤ 0.8 × Lucene nori's"),
        ),
        (
            *(Name.ANSWER_FIRST_P99, peer(Name.ANSWER_FIRST_P99, _NORI, 0.8)),
            *("ms", "≤ 0.8 × Lucene nori's"),
        ),
        (Name.COLD_KNOWN, 0.25, "s", "≤ 0.25 s"),
        (Name.COLD_KNOWN_MEMORY, 200.0, "MB", "≤ 200 MB"),
        (Name.COLD_NEW, times(peer(Name.KIWI_LOAD, _KIWI), 1.0, 0.3), "s", "≤ Kiwi's load + 0.3 s"),
        (Name.SIZE, 1.0, "", "≤ the text's bytes"),
        (Name.BIG_MEMORY, 2000.0, "MB", "≤ 2 GB"),
        (Name.BIG_TEXT_P50, 8.0, "ms", "≤ 8 ms"),
        (Name.BIG_PER_MEGABYTE, times(per_megabyte, 1.3), "s/MB", "≤ 1.3 × the news set's"),
    ]
    return [at_most(name, own[name], limit, unit, wanted) for name, limit, unit, wanted in rows]
