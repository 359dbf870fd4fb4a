"""What a check of an index's arrays calls damage, and what it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ksearch.engines.embedded.inspecting import check_of
from ksearch.korean.analyses import Term
from ksearch.model.article import Article
from ksearch.storage.writing.bulk_writer import BulkWriter


def test_a_term_may_stand_for_no_letters(few_words: type[Any], tmp_path: Path) -> None:
    """Of 보려 (보려 하다) the analyser gives 하다, too, which is behind its last letter."""

    class Contracted(few_words):  # type: ignore[misc]
        known = few_words().known | {"보려": (Term("보다", 0, 2), Term("하다", 2, 2))}

    writer = BulkWriter(tmp_path, None, Contracted())
    writer.add(Article(id="1", title="불빛을 보려 모였다"))
    writer.commit()
    assert check_of(tmp_path).problems == ()
