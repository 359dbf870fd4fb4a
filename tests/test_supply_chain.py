"""What is installed: locks with hashes for all that is asked for, and every name used of Whoosh."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

#: Every name of Whoosh that ksearch uses. Whoosh is young in its present hands and has a release a
#: month: a new minor version is taken when these have been looked through. ARCHITECTURE.md says
#: what is behind it.
WHOOSH = {
    "whoosh": {"columns", "fields", "formats"},
    "whoosh.analysis.tokenizers": {"IDTokenizer", "SpaceSeparatedTokenizer"},
    "whoosh.codec": {"base"},
    "whoosh.columns": {"ColumnReader"},
    "whoosh.fields": {"DATETIME", "FieldType", "Schema"},
    "whoosh.formats": {"Format"},
    "whoosh.index": {"Index"},
    "whoosh.matching.binary": {"AndMaybeMatcher"},
    "whoosh.matching.mcore": {"LeafMatcher", "ListMatcher", "Matcher", "NullMatcher", "ReadTooFar"},
    "whoosh.matching.wrappers": {"FilterMatcher", "WrappingMatcher"},
    "whoosh.qparser": {"plugins", "syntax"},
    "whoosh.qparser.common": {"attach"},
    "whoosh.qparser.default": {"QueryParser"},
    "whoosh.qparser.taggers": {"FnTagger"},
    "whoosh.query.compound": {
        *("And", "AndMaybe", "AndNot", "BinaryQuery", "CompoundQuery", "DefaultOr"),
        *("DisjunctionMax", "Or", "Require"),
    },
    "whoosh.query.positional": {"Phrase"},
    "whoosh.query.qcore": {"Every", "NullQuery", "Query", "QueryError"},
    "whoosh.query.ranges": {"DateRange", "NumericRange", "TermRange"},
    "whoosh.query.spans": {"Span"},
    "whoosh.query.terms": {"FuzzyTerm", "Prefix", "Term", "Wildcard"},
    "whoosh.query.wrappers": {"Not", "WrappingQuery"},
    "whoosh.reading": {"EmptyReader", "IndexReader", "MultiReader", "SegmentReader", "TermInfo"},
    "whoosh.scoring": {"BM25F"},
    "whoosh.searching": {"SearchContext", "Searcher"},
    "whoosh.support.levenshtein": {"distance"},
    "whoosh.util.times": {"datetime_to_long"},
}
#: What is reached by way of two modules that are imported whole.
PLUGINS = {
    "BoostPlugin", "EveryPlugin", "FieldsPlugin", "FuzzyTermPlugin", "GroupPlugin",
    "OperatorsPlugin", "PhrasePlugin", "Plugin", "PlusMinusPlugin", "RangePlugin", "WildcardPlugin",
}  # fmt: skip
NODES = {
    "AndGroup", "AndMaybeGroup", "BinaryGroup", "FieldnameNode", "GroupNode", "InfixOperator",
    "OrGroup", "PrefixOperator",
}  # fmt: skip


def pins(lock: Path) -> dict[str, list[Requirement]]:
    """The requirements of a lock by name; some have several, for different Pythons."""
    found: dict[str, list[Requirement]] = {}
    for line in lock.read_text("utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = Requirement(line.rstrip(" \\"))
            found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def wanted() -> list[Requirement]:
    """What the program, its tests and its checks ask for, extras within extras resolved."""
    extras: dict[str, list[str]] = PROJECT["optional-dependencies"]
    pending, found = [*PROJECT["dependencies"], *extras["dev"]], []
    while pending:
        requirement = Requirement(pending.pop())
        if requirement.name == PROJECT["name"]:
            pending += [need for extra in requirement.extras for need in extras[extra]]
        else:
            found.append(requirement)
    return found


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_what_is_asked_for_is_locked(requirement: Requirement) -> None:
    locked = pins(ROOT / "requirements" / "dev.txt").get(canonicalize_name(requirement.name), [])
    assert locked, "run .ci/lock"
    for pin in locked:
        [exactly] = pin.specifier
        assert exactly.operator == "=="
        assert requirement.specifier.contains(exactly.version), "run .ci/lock"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_has_a_hash_for_everything_and_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert re.findall(r"://|@ |^-|file:|/", text, re.MULTILINE) == []
    for entry in re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]


def test_the_distribution_is_not_the_strangers() -> None:
    from ksearch.reading.extras import DISTRIBUTION

    assert PROJECT["name"] == DISTRIBUTION == "ksearch-ko"
    assert PROJECT["scripts"] == {"ksearch": "ksearch.cli:main"}
    named = re.compile(r"""(?:"|'|install )ksearch\[""")
    texts = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "pyproject.toml"]
    texts += (ROOT / "ksearch").rglob("*.py")
    assert [path for path in texts if named.search(path.read_text("utf-8"))] == []


def test_whoosh_is_pinned_to_its_minor_version() -> None:
    [whoosh] = [need for need in wanted() if need.name == "whoosh3"]
    floor, ceiling = sorted(spec.version for spec in whoosh.specifier)
    major, minor = map(int, floor.split(".")[:2])
    assert ceiling == f"{major}.{minor + 1}"


def used_of_whoosh() -> dict[str, set[str]]:
    used: dict[str, set[str]] = {}
    for path in (ROOT / "ksearch").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("whoosh"):
                names = used.setdefault(str(node.module), set())
                names.update(alias.name for alias in node.names)
    return used


def test_every_name_used_of_whoosh_is_listed_public_and_there() -> None:
    assert used_of_whoosh() == WHOOSH
    for module, names in WHOOSH.items():
        for name in names:
            assert not name.startswith("_")
            if not hasattr(importlib.import_module(module), name):
                importlib.import_module(f"{module}.{name}")


def test_every_plugin_of_whoosh_that_is_used_is_listed_and_there() -> None:
    parser = (ROOT / "ksearch/whoosh_bridge/parser.py").read_text("utf-8")
    for module, names in (("plugins", PLUGINS), ("syntax", NODES)):
        assert set(re.findall(rf"\b{module}\.([A-Z]\w*)", parser)) == names
        known = importlib.import_module(f"whoosh.qparser.{module}")
        assert [name for name in names if not hasattr(known, name)] == []


def test_a_release_and_a_scheduled_run_look_up_known_weaknesses_and_skip_none() -> None:
    assert "nox -s audit" in (ROOT / "docs/releasing.md").read_text("utf-8")
    for name in ("noxfile.py", ".github/workflows/newest.yml"):
        text = (ROOT / name).read_text("utf-8")
        assert "pip-audit" in text
        assert "--strict" in text, name


def test_an_audit_says_how_it_ended() -> None:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts/audit.py")
    assert spec is not None
    assert spec.loader is not None
    audit = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(audit)
    assert audit.outcome(0, "No known vulnerabilities found")[0] == 0
    assert audit.outcome(1, "Found 1 known vulnerability in 1 package")[0] == 1
    missing = "ERROR:pip_audit._cli:a: Dependency not found on PyPI and could not be audited"
    broken = "WARNING: a\nTraceback (most recent call last):\n  File\nConnectionError: HTTPSConn"
    for said in (missing, broken):
        status, sentence = audit.outcome(1, said)
        assert status == 2
        assert "not every version could be looked up" in sentence
    assert audit.shown(broken) == "WARNING: a"
