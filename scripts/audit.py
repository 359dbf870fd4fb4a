"""Look up known weaknesses of locked versions: pip-audit, with one sentence for how it ended.

Usage: ``python scripts/audit.py [OPTION]…``, with the options of pip-audit. The exit status is
0 where every version was looked up and none has a known weakness, 1 where one has, and 2 where not
all could be looked up.
"""

from __future__ import annotations

import subprocess
import sys

_SOUND = "every locked version was looked up, and none has a known weakness"
_WEAK = (
    "versions with known weaknesses stand above; raise them, or name them in CHANGELOG.md with the "
    "reason why they reach no user"
)
_UNKNOWN = (
    "not every version could be looked up, so nothing is known of them; run `nox -s audit` again "
    "where the package index (or, with `--vulnerability-service osv`, api.osv.dev) can be reached"
)
#: What pip-audit says of a version that its database does not answer for, or that it cannot ask.
_NOT_LOOKED_UP = ("could not be audited", "Traceback (most recent call last)", "ERROR:pip_audit")


def outcome(status: int, said: str) -> tuple[int, str]:
    """Return the exit status and the sentence for what pip-audit said and ended with."""
    if any(each in said for each in _NOT_LOOKED_UP):
        return 2, _UNKNOWN
    return (0, _SOUND) if status == 0 else (1, _WEAK)


def shown(said: str) -> str:
    """Return what pip-audit said, without the traceback of a connection that failed."""
    return said.partition("Traceback (most recent call last)")[0].rstrip()


def main() -> int:
    """Run pip-audit with the options of this script."""
    command = ["pip-audit", "--progress-spinner", "off", *sys.argv[1:]]
    ended = subprocess.run(
        command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    status, sentence = outcome(ended.returncode, ended.stdout)
    print("\n".join(filter(None, (shown(ended.stdout), f"audit: {sentence}"))))
    return status


if __name__ == "__main__":
    sys.exit(main())
