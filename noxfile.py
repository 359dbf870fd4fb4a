"""One command for every check: ``nox`` runs them all, ``nox -s tests`` one of them.

`.ci/run` does the same on a copy of the tree, as on a bare machine.
"""

import nox

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "types", "tests", "docs"]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; arguments go to pytest (``nox -s tests -- tests/korean -x``)."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python=PYTHONS)
def every_python(session: nox.Session) -> None:
    """Run the tests with every version of Python that is supported and installed."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format; ``nox -s lint -- --fix`` mends what can be mended."""
    session.install("ruff>=0.17,<0.18")
    session.run("ruff", "check", *session.posargs, ".")
    session.run("ruff", "format", *([] if "--fix" in session.posargs else ["--check"]), ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the package, strictly."""
    session.install("-e", ".[dev]")
    session.run("mypy")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation site; ``nox -s docs -- serve`` shows it while you write."""
    session.install("-e", ".[docs]")
    session.run("mkdocs", *(session.posargs or ["build"]), env={"NO_MKDOCS_2_WARNING": "1"})


@nox.session
def audit(session: nox.Session) -> None:
    """Look up known weaknesses of the locked versions; needs a connection to the package index."""
    session.install("--require-hashes", "-r", "requirements/release.txt")
    locks = [f"--requirement=requirements/{name}.txt" for name in ("dev", "release")]
    # Strict: a version that could not be looked up is not known to be sound. The script runs
    # pip-audit, and says in a sentence how it ended.
    options = ("--strict", "--require-hashes", "--disable-pip")
    session.run("python", "scripts/audit.py", *options, *locks, *session.posargs)
