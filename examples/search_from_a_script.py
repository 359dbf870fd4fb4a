"""Search an index, and print titles and passages with the matches in brackets.

python examples/search_from_a_script.py "4차 산업혁명" [INDEX]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import ksearch


def bracketed(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Put brackets around spans of a text."""
    for start, end in reversed(spans):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def main(query: str, index: str = "index") -> None:
    """Print the five best articles."""
    with ksearch.open(index) as opened:
        results = opened.search(query, limit=5)
        print(f"{results.total} found")
        for hit in results:
            print(f"{hit.rank}. {bracketed(hit.title, hit.title_matches)}")
            print(f"   {bracketed(hit.snippet.text, hit.snippet.matches)}")
            if hit.missing:
                print(f"   lacks: {', '.join(hit.missing)}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except ksearch.KSearchError as error:
        sys.exit(str(error))
