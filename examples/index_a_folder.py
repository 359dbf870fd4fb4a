"""Index a folder of articles, and say what was done.

python examples/index_a_folder.py FOLDER [INDEX]
"""

from __future__ import annotations

import sys

import ksearch


def main(folder: str, index: str = "index") -> None:
    """Bring the index up to date with the files of a folder."""
    report = ksearch.update(index, folder)
    print(
        f"{report.added} added, {report.changed} changed, {report.removed} removed; "
        f"{report.total} articles in {index}"
    )
    for refused in report.refused:
        print(f"not read: {refused.where}: {refused.reason}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except ksearch.KSearchError as error:
        sys.exit(str(error))
