"""Let a model that compares meanings have its say in the order of the best hits.

pip install sentence-transformers
python examples/rerank_by_meaning.py "싼값에 집을 빌리는 법" [INDEX]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import ksearch

#: Returns a vector for each text; texts that mean the same have a high dot product.
Embed = Callable[[list[str]], Sequence[Sequence[float]]]


def scorer(embed: Embed) -> Callable[[str, list[str]], list[float]]:
    """Return what scores passages by how close to the query they are."""

    def score(query: str, passages: list[str]) -> list[float]:
        asked, *found = embed([query, *passages])
        return [sum(a * b for a, b in zip(asked, one, strict=True)) for one in found]

    return score


def main(query: str, index: str, embed: Embed) -> None:
    """Print the ten best articles, and what the model gave each."""
    with ksearch.open(index) as opened:
        for hit in opened.search(query, rerank=scorer(embed)):
            given = [part.score for part in hit.explanation if part.what == "scores from outside"]
            print(f"{hit.rank}. {hit.title} ({sum(given):+.2f})")


if __name__ == "__main__":
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer("intfloat/multilingual-e5-small")
    main(sys.argv[1], *(sys.argv[2:] or ["index"]), embed=model.encode)
