"""The analysis of a text as a table: eojeols, morphemes, terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ksearch import AnalysedEojeol
from ksearch.messages import Message, tr, translate
from ksearch.render.terminal import Terminal, harmless
from ksearch.render.terminal.table import table_lines

_TABLE_HEAD = (Message("eojeol"), Message("morphemes"), Message("terms"))
_UNKNOWN_MARK = "*"

#: Single finals (the ᆫ of ᆫ다) as compatibility letters, which a terminal shows in columns of their
#: own.
_FINALS_AS_LETTERS = dict(
    zip(
        range(0x11A8, 0x11C3), "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ", strict=True
    )
)


def analysis_lines(eojeols: Sequence[AnalysedEojeol], terminal: Terminal) -> Iterator[str]:
    """Yield the lines of the table, its head first."""
    rows = [_row(eojeol) for eojeol in eojeols]
    lines = table_lines([tuple(map(translate, _TABLE_HEAD)), *rows], terminal.columns)
    yield terminal.label(next(lines))
    yield from lines
    if not all(eojeol.known for eojeol in eojeols):
        yield terminal.dim(tr("{mark} occurs in no article of the index", mark=_UNKNOWN_MARK))


def _row(eojeol: AnalysedEojeol) -> tuple[str, str, str]:
    text = harmless(eojeol.text)
    if not eojeol.known:
        text += _UNKNOWN_MARK
    morphemes = " ".join(
        f"{harmless(form).translate(_FINALS_AS_LETTERS)}/{tag}" for form, tag in eojeol.morphemes
    )
    by_kind: dict[str, list[str]] = {}
    for term in eojeol.terms:
        terms = by_kind.setdefault(term.kind, [])
        if (written := harmless(term.term)) not in terms:
            terms.append(written)
    kinds = ", ".join(f"{kind} {' '.join(terms)}" for kind, terms in by_kind.items())
    return text, morphemes, kinds
