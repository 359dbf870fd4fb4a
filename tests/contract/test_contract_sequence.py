"""Results are a sequence, make rows, and look well in a console and a notebook."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import ksearch
from ksearch import MissingExtra


def test_results_are_a_sequence_of_their_hits(index: ksearch.Index) -> None:
    results = index.search("섬", match="any")
    assert isinstance(results, Sequence)
    assert results[0] is results.hits[0]
    assert results[-1] is results.hits[-1]
    assert results[:2] == results.hits[:2]
    assert results.hits[0] in results
    assert [*reversed(results)] == [*results.hits[::-1]]
    with pytest.raises(IndexError):
        results[99]


def test_a_hit_knows_its_section(index: ksearch.Index) -> None:
    (hit,) = index.search("도서관", match="all")
    assert hit.section == "문화"
    assert pickle.loads(pickle.dumps(hit)).section == "문화"


def test_rows_of_results(index: ksearch.Index) -> None:
    (row,) = index.search("도서관", match="all").to_dicts()
    assert (row["id"], row["section"], row["missing"]) == ("섬/도서관.txt", "문화", [])
    assert row["snippet"] == index.search("도서관")[0].snippet.text


def test_a_data_frame_of_results(index: ksearch.Index) -> None:
    pytest.importorskip("pandas")
    frame = index.search("섬", match="any").to_pandas()
    assert list(frame["rank"]) == [*range(1, len(frame) + 1)]
    assert list(index.trend("섬", match="any").to_pandas().columns[:2]) == ["query", "period"]


def test_a_data_frame_without_pandas_is_one_sentence(
    index: ksearch.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra, match="pip install pandas"):
        index.search("섬").to_pandas()


def test_representations_are_short(index: ksearch.Index) -> None:
    results = index.search("도서관", match="all")
    assert repr(results) == "<ksearch.Results '도서관': 1 of 1 hits>"
    assert repr(results[0]) == "<ksearch.Hit 1 '섬/도서관.txt': '작은 섬 도서관 개관식'>"
    assert repr(index).endswith("3 articles>")
    assert repr(index.get("섬/도서관.txt")) == (
        "Article(id='섬/도서관.txt', title='작은 섬 도서관 개관식', "
        "date=2025-02-12T11:14:00+09:00, publisher='갯벌일보', …)"
    )


def test_iterating_over_an_index_gives_its_articles(index: ksearch.Index) -> None:
    assert {article.id for article in index} == {"섬/도서관.txt", "2", "3"}
    assert [article for article in index if article.id == "2"] == [index.get("2")]


def test_html_for_notebooks_marks_matches_and_escapes_the_rest(index: ksearch.Index) -> None:
    shown = index.search("도서관", match="all")._repr_html_()
    assert "<mark>도서관</mark>" in shown
    assert '<a href="https://news.example/library">' in shown
    assert "&lt;b&gt;" in index.search("섬 <b>")._repr_html_()


def test_dir_shows_what_there_is() -> None:
    assert set(ksearch.__all__) <= set(dir(ksearch))
    assert not [name for name in dir(ksearch) if name in ("annotations", "import_module")]


def test_a_notebook_shows_results(location: str, tmp_path: Path) -> None:
    nbformat: Any = pytest.importorskip("nbformat")
    nbclient: Any = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    code = f"import ksearch\nksearch.open({location!r}).search('도서관')"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert "<mark>도서관</mark>" in output["data"]["text/html"]
    assert output["data"]["text/plain"].startswith("<ksearch.Results '도서관'")
