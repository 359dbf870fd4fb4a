"""What the documents say is so: the READMEs are alike, and what they show is what happens."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
from pathlib import Path
from typing import NamedTuple

import module_list
import pytest

import ksearch
from ksearch import cli

ROOT = Path(__file__).parent.parent
ENGLISH, KOREAN = ROOT / "README.md", ROOT / "README.ko.md"
DOCUMENTS = [ENGLISH, KOREAN, ROOT / "ARCHITECTURE.md"]

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)#]+)\)")
_HEADING = re.compile(r"^(#+) ", re.MULTILINE)
#: The only things that differ from run to run, and from one width of terminal to another.
_DURATION = re.compile(r"· [\d.,]+ m?s$", re.MULTILINE)
_SPACE = re.compile(r"\s+")


class Fence(NamedTuple):
    """A block of code: what it is in, and its text."""

    kind: str
    text: str


def fences(document: Path) -> list[Fence]:
    return [Fence(*groups) for groups in _FENCE.findall(document.read_text("utf-8"))]


def sections(document: Path) -> list[str]:
    """The document cut before its headings, blocks of code left out."""
    prose = _FENCE.sub("", document.read_text("utf-8"))
    return re.split(r"^(?=#)", prose, flags=re.MULTILINE)[1:]


def commands(document: Path) -> list[str]:
    """The command lines of a README, in order."""
    return [line for kind, text in fences(document) if kind == "sh" for line in text.splitlines()]


def the_command_that(holds: str) -> str:
    (command,) = [line for line in commands(ENGLISH) if holds in line]
    return command


# Alike in both languages


def test_both_readmes_carry_the_same_commands_output_and_scripts() -> None:
    assert fences(KOREAN) == fences(ENGLISH)
    assert len(commands(ENGLISH)) >= 2


def test_both_readmes_have_the_same_sections() -> None:
    english, korean = (
        [_HEADING.match(part)[1] for part in sections(readme)]  # type: ignore[index]
        for readme in (ENGLISH, KOREAN)
    )
    assert korean == english


def test_each_section_names_the_same_options_queries_and_files() -> None:
    for english, korean in zip(sections(ENGLISH), sections(KOREAN), strict=True):
        title = english.splitlines()[0]
        assert (title, set(_CODE.findall(korean))) == (title, set(_CODE.findall(english)))


# The two commands


def test_one_command_installs_indexes_the_corpus_and_searches() -> None:
    command = the_command_that("pip install .")
    assert command.startswith("python3 -m venv .venv && ")
    assert re.search(r"ksearch index && \S*ksearch search '.+'$", command)


def test_continuous_integration_runs_the_readmes_own_test_command() -> None:
    command = the_command_that("pytest")
    assert command.startswith("python3 -m venv .venv && ")
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    (line,) = [line.strip() for line in script.splitlines() if "pytest" in line]
    assert line == command


# True


def synopses() -> dict[str, str]:
    """The part of docs/cli.md about each command."""
    reference = (ROOT / "docs" / "cli.md").read_text("utf-8")
    return dict(re.findall(r"^## ksearch (\w+)\n(.*?)(?=^## |\Z)", reference, re.M | re.S))


def searches_of(document: Path) -> list[tuple[str, str]]:
    """The searches that a README shows, each with its output."""
    (shown,) = [text for kind, text in fences(document) if kind == "console"]
    sessions = re.split(r"^\$ ", shown, flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (each.partition("\n") for each in sessions)]


def test_every_command_and_option_of_the_readme_exists() -> None:
    known = synopses()
    lines = [*commands(ENGLISH), *(command for command, _ in searches_of(ENGLISH))]
    ours = [shlex.split(line)[1:] for line in lines if line.startswith("ksearch ")]
    assert {name for name, *_ in ours} == set(known)
    for name, *words in ours:
        for option in (word for word in words if word.startswith("-")):
            assert option in known[name], f"ksearch {name} has no {option}"


def test_every_option_in_the_readmes_prose_exists() -> None:
    reference = (ROOT / "docs" / "cli.md").read_text("utf-8")
    codes = [code for section in sections(ENGLISH) for code in _CODE.findall(section)]
    options = {option for code in codes for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", code)}
    assert {"-n", "--explain", "--index"} <= options
    missing = {name for name in options if not re.search(rf"(?<![\w-]){name}(?![\w-])", reference)}
    assert missing == set()


@pytest.mark.parametrize(("command", "output"), searches_of(ENGLISH))
def test_the_readme_shows_what_the_program_prints(
    command: str,
    output: str,
    seed_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KSEARCH_INDEX", str(seed_folder))
    program, *arguments = shlex.split(command)
    assert (program, cli.main(arguments)) == ("ksearch", 0)
    assert without_layout(capsys.readouterr().out) == without_layout(output)


def queries_of(document: Path) -> list[str]:
    """The queries in the table of a README's search syntax."""
    _, _, rest = document.read_text("utf-8").partition("| query |")
    table, _, _ = rest.partition("\n\n")
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


@pytest.mark.parametrize("query", queries_of(ENGLISH))
def test_every_query_of_the_readme_finds_something(query: str, seeds: ksearch.Index) -> None:
    results = seeds.search(query, match="all")
    assert results.total > 0
    assert not results.corrected


def without_layout(text: str) -> str:
    return _SPACE.sub("", _DURATION.sub("", text))


def test_the_readmes_script_runs(
    one_kiwi: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (script,) = [text for kind, text in fences(ENGLISH) if kind == "python"]
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    exec(compile(script, "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["2 added, 0 changed, 2 articles", "1 found"]
    assert lines[2].startswith('1 "4차 산업혁명 배우자"…경북·대구')
    assert lines[-1] == "3 배추 값 내려"


def test_the_readme_names_what_the_json_holds(
    seed_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shape,) = [text for kind, text in fences(ENGLISH) if kind == "text"]
    assert cli.main(["search", "열풍", "--json", "--index", str(seed_folder)]) == 0
    printed = capsys.readouterr().out
    names = set(re.findall(r'"(\w+)"', shape))
    assert names == set(re.findall(r'"(\w+)": ', printed))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = [link for link in _LINK.findall(document.read_text("utf-8")) if "://" not in link]
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_readmes_table_of_files_is_what_can_be_read() -> None:
    from ksearch.reading.registry import COMPRESSIONS, FORMATS

    (table,) = [part for part in sections(ENGLISH) if "| files |" in part]
    suffixes = {suffix for entry in FORMATS for suffix in entry.suffixes} | COMPRESSIONS
    named = set(re.findall(r"`(\.[a-z0-9]+)`", table))
    longer = {".text", ".markdown"}  # other spellings of .txt and .md
    assert named == suffixes - longer


def test_the_architecture_names_every_room_and_every_dependency() -> None:
    import tomllib

    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rooms = {
        path.name + "/" * path.is_dir()
        for path in (ROOT / "ksearch").iterdir()
        if not path.name.startswith("__") and path.name != "py.typed"
    }
    assert {room for room in rooms if f"`{room}`" not in text} == set()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [re.split(r"[<>=\[]", need)[0] for need in project["dependencies"]]
    assert [name for name in wanted if f"| {name} |" not in text] == []
    extras = project["optional-dependencies"]
    assert [name for name in extras if f"| `{name}` |" not in text] == []


def test_the_changelog_has_this_version() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"## [{ksearch.__version__}]" in changes


def test_no_document_has_the_marks_of_a_merge() -> None:
    marks = re.compile(r"^(<{7} |={7}$|>{7} )", re.MULTILINE)
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert [path.name for path in documents if marks.search(path.read_text("utf-8"))] == []


def test_every_module_that_the_architecture_names_is_there() -> None:
    """A name with folders is a path from the package or the top; one without is somewhere."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    names = {code for code in _CODE.findall(text) if re.fullmatch(r"[\w/]+\.py", code)}
    there = {
        path.relative_to(ROOT).as_posix()
        for room in ("ksearch", "tests", "benchmarks", "scripts")
        for path in (ROOT / room).rglob("*.py")
    }
    missing = [n for n in sorted(names) if not any(f"/{p}".endswith(f"/{n}") for p in there)]
    assert missing == []


def test_every_module_is_listed_with_what_it_is() -> None:
    """`python scripts/module_list.py` brings the list up to date."""
    assert module_list.PAGE.read_text("utf-8") == module_list.page()


def test_every_module_says_what_it_is() -> None:
    empty = [line for line in module_list.lines() if line.endswith("|  |")]
    assert empty == []


def test_the_walks_name_what_there_is() -> None:
    """Classes with their methods, modules with their functions, in “Four short walks”."""
    defined = set()
    for path in (ROOT / "ksearch").rglob("*.py"):
        defined.add(path.stem)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                defined |= {node.name, f"{path.stem}.{node.name}"}
            if isinstance(node, ast.ClassDef):
                inner = (each.name for each in node.body if isinstance(each, ast.FunctionDef))
                defined.update(f"{node.name}.{name}" for name in inner)
    (walks,) = [part for part in sections(ROOT / "ARCHITECTURE.md") if "short walks" in part]
    named = [name for code in _CODE.findall(walks.replace("\n", " ")) for name in code.split("→")]
    inherited = {"Index.search", "Hit.snippet"}
    missing = [name for name in map(str.strip, named) if name and name not in defined | inherited]
    assert missing == []
