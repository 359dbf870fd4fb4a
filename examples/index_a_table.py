"""Index the rows of a database table, one article a row; rows of a DataFrame work the same.

python examples/index_a_table.py ARTICLES.db [INDEX]

The table ``articles`` has the columns id, title, body, date (2025-02-12) and publisher. Of a
pandas DataFrame, ``frame.to_dict("records")`` gives such rows.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from typing import Any

import ksearch


def add_rows(index: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Add each row as an article; a row whose id is there already replaces it."""
    count = 0
    with ksearch.open(index, create=True) as opened, opened.writer() as writer:
        for row in rows:
            writer.add(
                ksearch.Article(
                    id=str(row["id"]),
                    title=row["title"],
                    body=row["body"],
                    date=datetime.fromisoformat(row["date"]) if row["date"] else None,
                    publisher=row["publisher"],
                )
            )
            count += 1
    return count


def main(database: str, index: str = "index") -> None:
    """Index the table ``articles`` of a sqlite database."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        columns = "id, title, body, date, publisher"
        count = add_rows(index, map(dict, connection.execute(f"SELECT {columns} FROM articles")))
    print(f"{count} rows indexed in {index}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except ksearch.KSearchError as error:
        sys.exit(str(error))
