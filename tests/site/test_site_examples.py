"""Every example of the documentation site is run, from top to bottom of its page.

On a page, a block with a file's name as its title is that file; ``console`` is a session in a
terminal, with its output; ``output`` is what the ``python`` above it prints; of ``sh`` and ``cron``
the commands and their options must exist. A line ``[…]`` in an output stands for any lines.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import ksearch
from ksearch import cli

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
REFERENCE = (DOCS / "cli.md").read_text("utf-8")

#: The folder in which the examples seem to run.
_HOME = "/home/hana/news"
_CODE = re.compile(r"`([^`\n]+)`")
#: A message in Korean under the same in English.
_TRANSLATED = re.compile(r"<br>`[^`\n]+`")
_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_ROW = re.compile(r"^\|", re.MULTILINE)
#: What differs from run to run, and with every change of the ranking or the format.
_VARYING = re.compile(r"\b[\d.,]+ m?s\b|[+-]?\b\d+\.\d{3,}\b|\b[\d.]+ [kM]B\b|\b\d+%|[█-▏]+")
_ANYTHING = "[…]"
_SHELL = re.compile(r"[|<>]|&&")
_OPTION = re.compile(r"^--?[a-z][a-z-]*")

Shell = Callable[[str], str]

_FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A block of code on a page: its language, its title (the name of a file) and its text."""

    language: str
    title: str
    text: str


class Page(NamedTuple):
    """A page that is written by hand, in both languages."""

    name: str
    english: str
    korean: str

    def __str__(self) -> str:
        return self.name


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of code of a page."""
    return [Block(*groups) for groups in _FENCE.findall(text)]


def without_blocks(text: str) -> str:
    """Return the page without its blocks of code."""
    return _FENCE.sub("", text)


def all_pages() -> list[Page]:
    return [
        Page(
            korean.name.removesuffix(".ko.md"),
            korean.with_name(korean.name.replace(".ko.md", ".md")).read_text("utf-8"),
            korean.read_text("utf-8"),
        )
        for korean in sorted(DOCS.glob("*.ko.md"))
    ]


@pytest.fixture(params=all_pages(), ids=str)
def page(request: pytest.FixtureRequest) -> Page:
    """One page after the other."""
    return request.param  # type: ignore[no-any-return]


# Alike in both languages


def test_both_languages_have_the_same_examples(page: Page) -> None:
    assert blocks_of(page.korean) == blocks_of(page.english)


def test_both_languages_have_the_same_headings_and_rows(page: Page) -> None:
    for pattern in (_HEADING, _ROW):
        english, korean = (
            pattern.findall(without_blocks(text)) for text in (page.english, page.korean)
        )
        assert korean == english


def test_both_languages_name_the_same_queries_options_and_files(page: Page) -> None:
    english, korean = (
        set(_CODE.findall(_TRANSLATED.sub("", without_blocks(text))))
        for text in (page.english, page.korean)
    )
    assert korean == english


def test_every_page_is_in_both_languages() -> None:
    """What is generated, and what is for maintainers, is in English alone."""
    single = {page.name for page in DOCS.glob("*.md") if ".ko." not in page.name}
    single -= {page.name.replace(".ko.md", ".md") for page in DOCS.glob("*.ko.md")}
    assert single == {"cli.md", "releasing.md"}


# What is there is what happens


def essence(text: str) -> str:
    """Return an output without layout and without what varies."""
    return re.sub(r"\s+", "", _VARYING.sub("", text))


def is_like(printed: str, shown: str) -> bool:
    pieces = [re.escape(essence(piece)) for piece in shown.split(_ANYTHING)]
    return re.fullmatch(".*".join(pieces), essence(printed)) is not None


def sessions(text: str) -> Iterable[tuple[str, str]]:
    """Yield the commands of a block, each with its output."""
    for each in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = each.replace("\\\n", "").partition("\n")
        yield command, output


def write_file(path: Path, text: str) -> None:
    """Write a file that a page shows; a workbook is shown as the CSV of its only sheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xlsx":
        import xlsxwriter

        with xlsxwriter.Workbook(path) as workbook:
            sheet = workbook.add_worksheet()
            for number, row in enumerate(csv.reader(io.StringIO(text))):
                sheet.write_row(number, 0, row)
    else:
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def shell(
    one_kiwi: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    """Run a command in a folder of its own: ours within this process, a pipeline in bash."""
    if os.name != "posix":
        pytest.skip("pipelines are run by bash")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    monkeypatch.delenv("KSEARCH_INDEX", raising=False)
    programs = tmp_path / ".programs"
    programs.mkdir()
    # Stands for the reader who takes the first line that fzf shows.
    (programs / "fzf").write_text("#!/bin/sh\nhead -n 1\n")
    (programs / "fzf").chmod(0o755)
    (programs / "ksearch").symlink_to(Path(sys.executable).with_name("ksearch"))
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")

    def run(command: str) -> str:
        capsys.readouterr()
        program, *arguments = shlex.split(command)
        if program == "ksearch" and not _SHELL.search(command):
            cli.main(arguments)
            printed = "".join(capsys.readouterr())
        else:
            done = subprocess.run(
                ["bash", "-c", command],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                check=False,
            )
            printed = done.stdout
        return printed.replace(str(tmp_path), _HOME)

    return run


def test_the_examples_of_a_page_do_what_it_says(
    page: Page, shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = ""
    for block in blocks_of(page.english):
        if block.title:
            write_file(tmp_path / block.title, block.text)
        elif block.language == "console":
            for command, shown in sessions(block.text):
                output = shell(command)
                assert is_like(output, shown), f"$ {command}\n{output}\n--- is shown as\n{shown}"
        elif block.language == "python":
            printed = run_python(block, names, capsys)
        elif block.language == "output":
            assert is_like(printed, block.text), f"{printed}\n--- is shown as\n{block.text}"


def tables_of_queries(page: Page) -> Iterable[tuple[str, set[str]]]:
    """Yield the queries of a page's tables, and the ids of what they find."""
    for line in without_blocks(page.english).splitlines():
        if found := re.match(r"^\| `(.+?)` \| ([^`|]*) \| [^|]*(?:\\\|[^|]*)*\|$", line):
            yield found[1].replace("\\|", "|"), {name for name in found[2].split(", ") if name}


def test_every_query_in_a_table_finds_what_it_says(shell: Shell, tmp_path: Path) -> None:
    [page] = [page for page in all_pages() if page.name == "query-language"]
    [articles] = [block for block in blocks_of(page.english) if block.title]
    write_file(tmp_path / articles.title, articles.text)
    shell(f"ksearch index {articles.title}")
    queries = list(tables_of_queries(page))
    assert len(queries) > 30
    with ksearch.open("index") as index:
        for query, ids in queries:
            results = index.search(query, match="all")
            found = set() if results.corrected or results.notes else {hit.id for hit in results}
            assert (query, found) == (query, ids)


def run_python(block: Block, names: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    exec(compile(block.text, "example", "exec"), names)
    return capsys.readouterr().out


def commands_of(block: Block) -> Iterable[str]:
    """Yield the commands of ksearch in a block that is not run, also those within quotes."""
    for line in block.text.replace("\\\n", "").splitlines():
        for found in re.finditer(r"(?<![\w-])ksearch (?=\w)", line):
            is_quoted = line[: found.start()].count("'") % 2
            ends = r"'" if is_quoted else r"[|;>#]|&&"
            yield re.split(ends, line[found.start() :])[0].strip()


def test_every_command_and_option_of_a_page_exists(page: Page) -> None:
    known = dict(re.findall(r"^##+ ksearch ([\w ]+)\n(.*?)(?=^##|\Z)", REFERENCE, re.M | re.S))
    blocks = [block for block in blocks_of(page.english) if block.language in ("sh", "cron")]
    for command in (command for block in blocks for command in commands_of(block)):
        words = command.split()[1:]
        name = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
        assert name in known, command
        options = {found[0] for word in words[1:] if (found := _OPTION.match(word))}
        assert {option for option in options if option not in known[name]} == set(), command


def test_every_option_in_a_pages_prose_exists(page: Page) -> None:
    codes = _CODE.findall(without_blocks(page.english))
    options = {
        option
        for code in codes
        if code.startswith(("ksearch", "-"))
        for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", code)
    }
    missing = {name for name in options if not re.search(rf"(?<![\w-]){name}(?![\w-])", REFERENCE)}
    assert missing == set()


def test_every_public_name_is_in_the_api_page() -> None:
    text = (DOCS / "api.md").read_text("utf-8")
    documented = set(re.findall(r"^::: ksearch\.(?:\w+\.)*(\w+)$", text, re.MULTILINE))
    assert documented == set(ksearch.__all__)


def test_the_navigation_names_every_page() -> None:
    configuration = (ROOT / "mkdocs.yml").read_text("utf-8")
    listed = set(re.findall(r"^  - (?:[\w ]+: )?([\w-]+\.md)$", configuration, re.MULTILINE))
    assert listed == {page.name for page in DOCS.glob("*.md") if ".ko." not in page.name}


def figures_of(page: Page) -> Iterable[tuple[str, str, str]]:
    """Yield the figures of a page: what was measured, its value and the file of the result."""
    for line in page.english.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[-1].startswith("`20"):
            yield cells[0], cells[1].split()[0], cells[-1].strip("`")


def test_every_figure_is_that_of_the_result_it_names() -> None:
    [sizes] = [page for page in all_pages() if page.name == "sizes"]
    figures = list(figures_of(sizes))
    assert len(figures) > 10
    for what, value, file in figures:
        result = (ROOT / "benchmarks" / "results" / file).read_text("utf-8")
        assert f"| {what} | ksearch | {value} |" in result, (what, value)


def test_the_limits_are_those_of_the_program() -> None:
    from ksearch.query.parsing.bounds import MAX_CHARACTERS, MAX_QUERY_WORDS

    [sizes] = [page for page in all_pages() if page.name == "sizes"]
    for limit in (MAX_CHARACTERS, MAX_QUERY_WORDS):
        assert f"{limit:,}" in sizes.english
        assert f"{limit:,}" in sizes.korean


def test_every_signal_of_the_ranking_is_explained() -> None:
    from ksearch.ranking.reranking.reranker import SIGNALS

    [ranking] = [page for page in all_pages() if page.name == "ranking"]
    names = [*(each.name for each in SIGNALS), "misses less than others"]
    missing = [name for name in names if f"| {name} |" not in ranking.english]
    missing += [name for name in names if f"| {name} |" not in ranking.korean]
    assert missing == []
